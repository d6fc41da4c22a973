"""The page of a stored study."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import compute

from mfsim.errors import MfsimError
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.pages.block import Block, pictures
from mfsim.pages.reading import read_rows
from mfsim.store.folder import StudyFolder
from mfsim.study.handle import Study

MOST_EFFECTS = 40


def study_page(folder: Path) -> tuple[str, str, list[Block]]:
    """Return title, first sentence and blocks of the page."""
    study = Study(StudyFolder(folder))
    what, status = study.manifest, study.status()
    lead = (
        f"{what['points']:,} points of {what['runs']:,} runs of {what['months']:,} months ({what['method']}); "
        f"{status.done:,} of {status.total:,} runs are done, {status.failed:,} of them failed."
    )
    blocks = [Block("Question", (str(what["question"]),))] if what.get("question") else []
    blocks += [_varies(study), *_outcomes(study), *_effects(study), *_analysis(folder), *_failures(status.failures)]
    blocks.append(Block("What was run", (
        f"mfsim {what['mfsim']}, rules {str(what['rules'])[:12]}, seed {what['seed']}, scenario {what['scenario']}, study "
        f"{str(what['key'])[:16]}.", f"Command: {what.get('command', '')}",
    )))  # fmt: skip
    return str(what["title"]), lead, blocks


def _varies(study: Study) -> Block:
    points = study.store.points()
    rows = []
    for name, role in study.manifest["factors"].items():
        column = points[name] if name in points.column_names else pa.array([])
        numbers = len(column) > 0 and (pa.types.is_floating(column.type) or pa.types.is_integer(column.type))
        values = [one for one in compute.unique(column).to_pylist() if one is not None]
        told = (
            f"{min(values):.4g} to {max(values):.4g}" if numbers and values else ", ".join(str(one) for one in values[:12])
        )
        rows.append({"factor": name, "role": role, "values": told, "different": len(values)})
    return Block("What varies", rows=rows)


def _outcomes(study: Study) -> Iterator[Block]:
    """Means over all points and runs: what they say depends on what was varied."""
    table = study.table()
    units = {one.name: one.unit for one in OUTCOMES}
    rows: list[dict[str, Any]] = []
    for name in study.manifest["outcomes"]:
        if name not in table.column_names:
            continue
        values = compute.drop_null(compute.if_else(compute.is_nan(table[name]), None, table[name]))
        if len(values):
            low, middle, high = compute.quantile(values, [0.05, 0.5, 0.95]).to_pylist()
            mean = compute.mean(values).as_py()
            rows.append(
                {"outcome": name, "mean": mean, "5 %": low, "median": middle, "95 %": high, "unit": units.get(name, "")}
            )
    there = [row for row in rows if any(row[key] != 0.0 for key in ("mean", "5 %", "95 %"))]
    nothing = [row["outcome"] for row in rows if row not in there]
    note = f" 0 in nearly all runs: {', '.join(nothing)}." if nothing else ""
    if there:
        yield Block("Outcomes over all points and runs", rows=there, note=f"They depend on which points were chosen.{note}")


def _effects(study: Study) -> Iterator[Block]:
    """What levers do, where the design can say it."""
    try:
        found = study.effects()
    except MfsimError:
        return
    rows = found.to_dict("records")
    apart = [row for row in rows if row["low"] > 0.0 or row["high"] < 0.0]
    shown = [{str(key): value for key, value in row.items()} for row in apart[:MOST_EFFECTS]]
    more = f" The first {MOST_EFFECTS} of them:" if len(apart) > MOST_EFFECTS else ""
    text = f"{len(apart):,} of {len(rows):,} contrasts leave out 0 over worlds and runs.{more}"
    yield Block("What levers do", (text,), shown)


def _analysis(folder: Path) -> Iterator[Block]:
    """What `mfsim analyze` has written, if it has."""
    there = folder / "analysis"
    if (there / "indices.parquet").exists():
        rows = read_rows(there / "indices.parquet")
        columns = ("outcome", "index", "factor", "corrected", "low", "high", "uncorrected", "rank", "above_noise")
        shown = [{key: row[key] for key in columns if key in row} for row in rows if row.get("other") is None]
        told = {row["outcome"] for row in rows}
        noise = read_rows(there / "noise.parquet") if (there / "noise.parquet").exists() else []
        said = dict.fromkeys(row.get(key) or "" for key in ("caution", "note") for row in noise if row["outcome"] in told)
        text = ". ".join(["As `mfsim analyze` has written them", *filter(None, said)]) + "."
        yield Block("Sensitivity indices", rows=shown, note=text)
        yield from pictures(there, {})


def _failures(failures: tuple[dict[str, Any], ...]) -> Iterator[Block]:
    if failures:
        rows = [{"point": one["point"], "run": one["run"], "error": one["error"]} for one in failures]
        yield Block("Points that failed", rows=rows)
