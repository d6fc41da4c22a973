"""Write a comparison into a folder: the table, the runs behind it, and what it takes to run them again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from mfsim.store.manifest import inputs_of, surroundings
from mfsim.writing import write_file, write_whole

if TYPE_CHECKING:
    from mfsim.study.compare import Comparison

MANIFEST, RUNS = "comparison.json", "runs.parquet"


def save(comparison: Comparison, folder: Path) -> list[Path]:
    """Write a comparison; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    table, runs = pa.Table.from_pylist(comparison.rows()), runs_table(comparison)
    manifest = json.dumps(_manifest(comparison), indent=2, ensure_ascii=False) + "\n"
    return [
        write_whole(folder / "comparison.parquet", lambda path: parquet.write_table(table, str(path))),
        write_whole(folder / "comparison.csv", lambda path: csv.write_csv(table, str(path))),
        write_whole(folder / RUNS, lambda path: parquet.write_table(runs, str(path), compression="zstd")),
        write_file(folder / MANIFEST, manifest),
    ]


def runs_table(comparison: Comparison) -> pa.Table:
    """Return a row for each scenario and run, with its outcomes."""
    count, names = comparison.runs, comparison.names
    columns: dict[str, Any] = {
        "scenario": pa.array([name for name in names for _ in range(count)]),
        "run": pa.array(np.tile(np.arange(count), len(names))),
    }
    for outcome in comparison.values[0]:
        columns[outcome] = pa.array(np.concatenate([values[outcome] for values in comparison.values]))
    return pa.table(columns)


def _manifest(comparison: Comparison) -> dict[str, Any]:
    return {
        **surroundings(),
        "scenarios": list(comparison.names),
        "runs": comparison.runs,
        "months": comparison.months,
        "seed": comparison.seed,
        "outcomes": list(comparison.values[0]),
        "inputs": {name: inputs_of(one) for name, one in zip(comparison.names, comparison.scenarios, strict=True)},
    }
