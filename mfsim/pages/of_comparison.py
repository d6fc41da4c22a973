"""The page of a stored comparison of scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from mfsim.consulting.intervals import Estimate
from mfsim.pages.block import Block
from mfsim.pages.reading import read_rows
from mfsim.report.mix_figures import draw_differences
from mfsim.report.page import listed, picture

TABLE = "comparison.parquet"
MOST_DRAWN = 25
SHOWN = ("outcome", "first", "other", "difference", "low", "high", "chance", "unit")


def comparison_page(folder: Path) -> tuple[str, str, list[Block]]:
    """Return title, first sentence and blocks of the page."""
    rows = read_rows(folder / TABLE)
    names = list(dict.fromkeys(str(row["scenario"]) for row in rows))
    runs = max((int(row["runs"]) for row in rows), default=0)
    lead = (
        f"Each less the first scenario, on the same random numbers, {runs:,} runs; 95 % intervals, each for itself: of "
        f"twenty outcomes without any difference one is expected to be told apart."
    )
    return f"Comparison: {listed(names)} against the first", lead, [one for name in names for one in _blocks(name, rows)]


def _blocks(name: str, rows: list[dict[str, Any]]) -> list[Block]:
    here = [row for row in rows if row["scenario"] == name and row["difference"] == row["difference"]]
    apart = sorted((row for row in here if row["resolved"]), key=lambda row: -abs(_effect(row)))
    even = [str(row["outcome"]) for row in here if not row["resolved"]]
    text = (f"{len(apart):,} of {len(here):,} outcomes are told apart.",)
    drawn = [row for row in apart if row["effect"] == row["effect"] and row["effect"] != 0.0][:MOST_DRAWN]
    found = [Block(f"{name} less the first", text, picture=_drawn(name, drawn) if drawn else None)]
    if apart:
        table = [{key: row[key] for key in SHOWN} for row in apart]
        note = "The largest effects first; chance: that this scenario has more in a world."
        found.append(Block("", rows=table, note=note))
    if even:
        found.append(Block("", (f"Not told apart: {', '.join(even)}.",)))
    return found


def _drawn(name: str, rows: list[dict[str, Any]]) -> Markup:
    unit = "difference in standard deviations of the first scenario"
    figure = draw_differences([str(row["outcome"]) for row in rows], [_scaled(row) for row in rows], unit, valued=False)
    return picture(figure, f"Differences of {name} with intervals")


def _effect(row: dict[str, Any]) -> float:
    return float(row["effect"]) if row["effect"] == row["effect"] else float("inf")


def _scaled(row: dict[str, Any]) -> Estimate:
    """Return a difference in standard deviations of the first."""
    size = row["effect"] / row["difference"]
    return Estimate(row["effect"], row["low"] * size, row["high"] * size, int(row["runs"]))
