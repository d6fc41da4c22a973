"""Write what runs have shown into a folder: tables, figures and what was run, each file whole or not there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mfsim.report.files import Which, figure_names, save_figure
from mfsim.report.paint import Painters
from mfsim.report.shown import Shown
from mfsim.scenario.load import LoadedScenario
from mfsim.store.manifest import inputs_of, surroundings
from mfsim.writing import write_file, write_whole

if TYPE_CHECKING:
    import pyarrow as pa


def save(
    folder: Path,
    make_manifest: Callable[[], str],
    make_tables: Callable[[], Mapping[str, pa.Table]],
    what: Shown,
    painters: Painters | None,
    figures: Which,
) -> list[Path]:
    """Write manifest, tables and figures; return the files.

    Parameters
    ----------
    folder : Path
        Made if it is not there; files of the same names are replaced.
    make_manifest : function that returns JSON
        What was run.
    make_tables : function that returns a mapping from name to Arrow table
        Each is written as Parquet and as CSV. Both are made while the painters draw.
    what : Shown
        What the figures show.
    painters : Painters, optional
        Processes that draw while the tables are written.
    figures : str
        Which figures (`mfsim.report.files.figure_names`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    if painters is not None:
        painters.paint(what, folder)
    written = [write_file(folder / "run.json", make_manifest())]
    for name, table in make_tables().items():
        for ending in (".parquet", ".csv"):
            written.append(write_whole(folder / f"{name}{ending}", _table_writer(table, ending)))
    drawn = painters.finish() if painters is not None else {}
    for name in figure_names(figures):
        there = [folder / path.name for path in drawn.get(name, [])]
        written += there or save_figure(name, what, folder, figures)
    return written


def manifest_of(scenario: LoadedScenario, runs: range, months: int, seed: int, replaced: Sequence[str] = ()) -> str:
    """Say in JSON what was run, so that it can be run again."""
    what = {
        **surroundings(),
        "scenario": scenario.name,
        "scenario_hash": scenario.hash,
        "runs": len(runs),
        "first_run": runs.start,
        "months": months,
        "seed": seed,
        "replaced": list(replaced),
        "settings": scenario.settings.model_dump(),
        "inputs": inputs_of(scenario),
    }
    return json.dumps(what, indent=2, ensure_ascii=False) + "\n"


def _table_writer(table: pa.Table, ending: str) -> Callable[[Path], object]:
    if ending == ".csv":
        from pyarrow import csv

        return lambda path: csv.write_csv(table, str(path))
    from pyarrow import parquet

    return lambda path: parquet.write_table(table, str(path), compression="zstd", use_byte_stream_split=False)
