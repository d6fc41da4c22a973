"""The page of stored runs of one scenario."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.pages.block import Block, pictures
from mfsim.pages.reading import read_json, read_rows
from mfsim.scenario.settings import all_settings

FIGURES = {
    "history": "Month by month, over all runs",
    "members": "Founding members, over all runs",
    "floor_plan": "Rooms, ties and help in one run",
    "one_run": "One run on a page",
    "norm_book": "Shared rules",
}
BIMODAL = 5.0 / 9.0
MANIFEST = "run.json"


def run_page(folder: Path) -> tuple[str, str, list[Block]]:
    """Return title, first sentence and blocks of the page."""
    what = read_json(folder / MANIFEST)
    rows = read_rows(folder / "summary.parquet")
    settings = what.get("settings", {})
    title = str(settings.get("about", {}).get("title", what.get("scenario", "")))
    lead = (
        f"{what['runs']:,} runs of {what['months']:,} months, which differ by chance alone. Each figure is a mean over runs "
        f"with the interval that holds 90 % of them."
    )
    return title, lead, [*pictures(folder, FIGURES), *_summary(rows), *_surplus(folder), _origin(what)]


def _summary(rows: list[dict[str, Any]]) -> Iterator[Block]:
    meaning = {one.name: one.definition for one in OUTCOMES}
    for group in dict.fromkeys(row["group"] for row in rows):
        here = [row for row in rows if row["group"] == group and row["mean"] == row["mean"] and group != "surplus"]
        if here:
            table = [{name: row[name] for name in ("outcome", "mean", "low", "high", "unit")}
                     | {"what it is": meaning.get(row["outcome"], "")} for row in here]  # fmt: skip
            two = [row["outcome"] for row in here if row.get("bimodality", 0.0) > BIMODAL and row["low"] < row["high"]]
            note = f"May end in two ways, so that a mean describes few runs: {', '.join(two)}." if two else ""
            yield Block(str(group).capitalize(), rows=table, note=note)


def _surplus(folder: Path) -> Iterator[Block]:
    path = folder / "surplus_summary.parquet"
    if path.exists():
        rows = [{name: row[name] for name in ("outcome", "mean", "low", "high", "unit")} for row in read_rows(path)]
        text = ("Founding members here less the same alone, with the 90 % interval of the mean.",)
        yield Block("Surplus of being together", text, rows)


def _origin(what: Mapping[str, Any]) -> Block:
    changed = [
        {"setting": name, "value": value, "default": one.default, "what it is": one.meaning}
        for name, one in all_settings().items()
        for value in [_value(what.get("settings", {}), name)]
        if "." in name and value != one.default and not name.startswith("about.")
    ]
    words = ["mfsim", "run", str(what["scenario"]), "--runs", str(what["runs"]), "--months", str(what["months"])]
    text = (
        f"mfsim {what['mfsim']}, seed {what['seed']}, scenario {str(what['scenario_hash'])[:16]}.",
        f"The same runs, with the same scenario: {shlex.join([*words, '--seed', str(what['seed'])])}",
        "Settings that differ from their defaults:" if changed else "All settings are at their defaults.",
    )
    return Block("What was run", text, changed)


def _value(settings: Mapping[str, Any], name: str) -> Any:
    section, _, key = name.partition(".")
    return settings.get(section, {}).get(key, all_settings()[name].default) if key else None
