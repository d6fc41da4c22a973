"""The floor plan of a run, early and at the end, side by side: one sees ties thicken and rooms change hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mfsim.report.plan import (
    LINE,
    Sheet,
    View,
    arrow_length,
    draw_rooms,
    draw_ties,
    name_common_rooms,
    set_up,
    tie_width,
    tone,
    view,
    write_labels,
)
from mfsim.report.rooms import rooms_of
from mfsim.report.shown import Shown
from mfsim.report.style import RED, counted, sector_style, tint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 11.69, 8.27
PANEL = (0.482, 0.77)
"""Width and height of a panel, as shares of the page."""
MOST_SECTORS = 14


def draw_floor_plan(shown: Shown) -> Figure:
    """Draw the site early in the run and at its end: rooms to scale, ties by trust, help by arrowheads."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=110)
    watched = shown.watched
    size = 72.0 * WIDTH * PANEL[0], 72.0 * HEIGHT * PANEL[1]
    plan = rooms_of(watched.units.view(np.recarray), shown.total_area, size[0] / size[1])
    places = sorted({0, len(watched.months) - 1})
    for number, place in enumerate(places):
        left = 0.5 * (1.0 - PANEL[0]) if len(places) == 1 else 0.012 + number * (PANEL[0] + 0.012)
        axes = figure.add_axes((left, 0.135, *PANEL))
        sheet = set_up(axes, plan, *size)
        seen = view(watched, place)
        draw_rooms(axes, plan, seen.firms, sheet.weight)
        draw_ties(axes, plan, seen, sheet)
        write_labels(axes, plan, seen.firms, shown.names, sheet)
        name_common_rooms(axes, plan, sheet)
        axes.set_title(caption(int(watched.months[place]), seen), fontsize=9, loc="left", pad=3, y=1.0)
    _legend(figure, shown, sheet)
    figure.suptitle(f"{shown.title}: the floor plan in run {watched.number[0]}", x=0.012, y=0.985, ha="left", fontsize=13)
    return figure


def caption(month: int, seen: View) -> str:
    """Say in a line how many are there and how much they trust and help one another."""
    members = int((seen.firms["serial"] >= 0).sum())
    pairs = members * (members - 1)
    known = f", mean trust {seen.trust.sum() / pairs:.2f}, {seen.help.sum():.0f} h of help a month" if pairs else ""
    return f"After {counted(month, 'month')}: {counted(members, 'member')}{known}"


def _legend(figure: Figure, shown: Shown, sheet: Sheet) -> None:
    axes = figure.add_axes((0.012, 0.012, 0.976, 0.1))
    axes.set(xlim=(0.0, 100.0), ylim=(0.0, 10.0))
    axes.set_axis_off()
    name_sectors(axes, shown, per_column=3, step=13.0, size=7.5)
    _signs(axes, sheet)


def name_sectors(axes: Axes, shown: Shown, *, per_column: int, step: float, size: float) -> None:
    """Write a legend of the sectors of all who were there into axes of 100 by 10, column by column."""
    from matplotlib.patches import Rectangle

    sectors = sorted({shown.sector_of[int(trade)] for trade in shown.watched.rows["trade"]})
    high = 6.6 / per_column
    for number, sector in enumerate(sectors[:MOST_SECTORS]):
        x, y = number // per_column * step, 10.0 - (number % per_column + 0.85) * 10.0 / per_column
        colour, hatch = sector_style(sector)
        axes.add_patch(
            Rectangle((x, y), 1.8, high, facecolor=tint(colour, 0.8), hatch=hatch or None, edgecolor="white", linewidth=0.0)
        )
        axes.add_patch(Rectangle((x, y), 1.8, high, facecolor="none", edgecolor="#444444", linewidth=0.5))
        axes.text(x + 2.3, y + 0.5 * high, shown.sectors[sector].replace("_", " "), fontsize=size, va="center")


def _signs(axes: Axes, sheet: Sheet) -> None:
    from matplotlib.patches import Rectangle

    for number, trust in enumerate((0.2, 0.5, 0.8)):
        x = 67.0 + 4.4 * number
        axes.plot((x, x + 1.8), (8.7, 8.7), color=LINE, linewidth=tie_width(trust, sheet), solid_capstyle="round")
        axes.text(x + 2.2, 8.7, f"{trust}", fontsize=7, va="center")
    axes.text(81.0, 8.7, "trust in a tie (the strongest ties)", fontsize=7.5, va="center")
    for number, hours in enumerate((0.1, 0.5, 2.0)):
        x = 67.0 + 4.4 * number
        length = arrow_length(hours, sheet) / (0.976 * 72.0 * WIDTH / 100.0)
        half = 0.4 * arrow_length(hours, sheet) / (0.1 * 72.0 * HEIGHT / 10.0)
        axes.fill((x, x + length, x), (5.1 - half, 5.1, 5.1 + half), color=RED, linewidth=0.0)
        axes.text(x + 2.2, 5.1, f"{hours:g}", fontsize=7, va="center")
    axes.text(81.0, 5.1, "hours of help a month, towards whom", fontsize=7.5, va="center")
    for number, satisfaction in enumerate((0.2, 0.4, 0.6, 0.8)):
        axes.add_patch(Rectangle((67.0 + 3.0 * number, 0.4), 3.0, 2.2, facecolor=tone(4, satisfaction), edgecolor="none"))
        axes.text(68.5 + 3.0 * number, 1.5, f"{satisfaction}", fontsize=7, ha="center", va="center")
    axes.text(81.0, 1.5, "satisfaction;  heavy frame: founder", fontsize=7.5, va="center")
