"""The history of one run on one page: the site early, midway and at the end, and below it what happened, month by month."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from mfsim.report.floor_plan import caption, name_sectors
from mfsim.report.plan import draw_rooms, draw_ties, set_up, view
from mfsim.report.rooms import rooms_of
from mfsim.report.shown import Shown
from mfsim.report.strips import STRIPS
from mfsim.report.style import GREY, counted, month_ticks, rule_months

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 8.27, 11.69
LEFT, RIGHT, BOTTOM = 0.085, 0.8, 0.035
PLAN_LOW, PLAN_HIGH = 0.715, 0.9
GAP = 0.022


def draw_one_run(shown: Shown) -> Figure:
    """Draw one run on a page of A4: floor plans, then strips over the months that share their axis."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=110)
    watched = shown.watched
    figure.text(0.02, 0.982, f"{shown.title}", fontsize=13, va="top")
    story = textwrap.fill(f"Run {watched.number[0]}. {told(shown)}", 128)
    figure.text(0.02, 0.96, story, fontsize=8, va="top", color="#333333", linespacing=1.35)
    _plans(figure, shown)
    axes = figure.add_axes((0.02, PLAN_LOW - 0.042, 0.96, 0.038))
    axes.set(xlim=(0.0, 100.0), ylim=(0.0, 10.0))
    axes.set_axis_off()
    name_sectors(axes, shown, per_column=2, step=16.4, size=5.8)
    months = len(watched.series)
    top = PLAN_LOW - 0.06
    heights = (
        np.array([height for height, _ in STRIPS]) * (top - BOTTOM - GAP * (len(STRIPS) - 1)) / sum(h for h, _ in STRIPS)
    )
    for number, (height, (_, strip)) in enumerate(zip(heights, STRIPS, strict=True)):
        top -= height
        axes = figure.add_axes((LEFT, top, RIGHT - LEFT, height))
        _timeline(axes, months, last=number == len(STRIPS) - 1)
        strip(axes, shown)
        top -= GAP
    return figure


def told(shown: Shown) -> str:
    """Tell what the run came to in a few sentences."""
    watched = shown.watched
    rows, series = watched.rows, watched.series
    there = rows["cause"] < 0.0
    founders = rows["entry_month"] == 0.0
    came = int((rows["entry_month"] > 0.0).sum())
    closed = int(np.isin(rows["cause"], shown.deaths).sum())
    left = int((~there).sum()) - closed
    full = float(series["rent_full_eur"].sum())
    parts = [
        f"It began with {counted(founders.sum(), 'member')}; {came} came later, {closed} closed and {left} moved away.",
        f"After {counted(len(series), 'month')} there are {there.sum()}, {(there & founders).sum()} of them from the start.",
    ]
    parts += _opening(series["open_units"])
    if full > 0.0:
        single = series["single_tenant_eur"].sum() / full
        parts.append(
            f"The landlord received {series['rent_paid_eur'].sum() / full:.0%} of the full rent; "
            f"a single tenant would have paid {single:.0%}."
        )
    return " ".join(parts)


def _opening(open_units: Any) -> list[str]:
    """Say when the place opened and when it was no longer open, unless it was open throughout."""
    is_open = np.asarray(open_units) > 0.0
    if not is_open.any():
        return ["It never opened."]
    first, last = int(is_open.argmax()), int(np.flatnonzero(is_open)[-1]) + 1
    said = [f"It opened after {counted(first, 'month')}."] if first else []
    return said + ([f"It was given up after {counted(last, 'month')}."] if last < len(is_open) else [])


def _plans(figure: Figure, shown: Shown) -> None:
    watched = shown.watched
    count = len(watched.months)
    width, height = (1.0 - 0.02 * (count + 1)) / count, PLAN_HIGH - PLAN_LOW
    size = 72.0 * WIDTH * min(width, 0.31), 72.0 * HEIGHT * height
    plan = rooms_of(watched.units.view(np.recarray), shown.total_area, size[0] / size[1])
    for place in range(count):
        axes = figure.add_axes(
            (0.02 + place * (0.02 + size[0] / (72.0 * WIDTH)), PLAN_LOW, size[0] / (72.0 * WIDTH), height)
        )
        sheet = set_up(axes, plan, *size)
        sheet = sheet._replace(weight=0.6 * sheet.weight)
        seen = view(watched, place)
        draw_rooms(axes, plan, seen.firms, sheet.weight)
        draw_ties(axes, plan, seen, sheet)
        axes.set_title(
            caption(int(watched.months[place]), seen).replace(", mean", ",\nmean"), fontsize=7, loc="left", pad=2, y=1.0
        )


def _timeline(axes: Axes, months: int, *, last: bool) -> None:
    axes.set_xlim(0.0, max(1, months))
    axes.set_xticks(month_ticks(months) if last else [])
    axes.tick_params(labelsize=7, length=2, pad=2)
    axes.grid(visible=True, axis="y", alpha=0.25, linewidth=0.6)
    rule_months(axes, months)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_label_coords(0.0, 0.0)  # there is no label, for which one would look for a place
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if last:
        axes.annotate(
            "month", (1.025, 0.0), (0, -9), xycoords="axes fraction", textcoords="offset points", fontsize=7, color=GREY
        )
