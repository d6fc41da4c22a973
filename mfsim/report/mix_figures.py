"""Figures of the report on a proposed mix; all names are text, never markup or mathematics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mfsim.report.style import BLUE, GREEN, GREY, ORANGE, RED, band, month_ticks, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
LONGEST = 34
"""Characters of a name that are shown."""
WIDTH = 7.6
ROW = 0.27
"""Inches for each name."""


def _figure(height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), dpi=110, layout="constrained")
    return figure, figure.subplots()


def _names(axes: Axes, names: Sequence[str]) -> NDArray[np.int64]:
    """Write names down the axis, the first on top."""
    places = np.arange(len(names))[::-1]
    short = [name if len(name) <= LONGEST else name[: LONGEST - 1] + "…" for name in names]
    axes.set_yticks(places)
    for label, name in zip(axes.get_yticklabels(), short, strict=False):
        label.set_text(name)
    axes.set_yticks(places, short, fontsize=8)
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    axes.set_ylim(-0.7, len(names) - 0.3)
    return places


def draw_members(members: Floats, start: int) -> Figure:
    """Draw how many members there are, month by month, and where a third is missing."""
    figure, axes = _figure(2.7)
    months = np.arange(1, members.shape[1] + 1)
    plain(axes, "", "members")
    axes.axhline(start, color=GREY, linewidth=0.9, linestyle=":", label="at the start")
    axes.axhline(2.0 / 3.0 * start, color=RED, linewidth=1.1, linestyle="--", label="a third is missing")
    band(axes, months, members, BLUE, "half of the worlds have more, half fewer; the band holds 90 %")
    axes.set_ylim(0.0, 1.25 * max(start, float(members.max())))
    axes.set_xticks(month_ticks(members.shape[1]))
    axes.set_xlabel("month", fontsize=8)
    axes.legend(fontsize=7, frameon=False, loc="lower left")
    return figure


def draw_differences(names: Sequence[str], estimates: Sequence[Any], unit: str, valued: bool = True) -> Figure:
    """Draw a difference with its interval for each name; filled where the interval leaves out 0.

    Parameters
    ----------
    valued : bool
        Whether more is better, so that signs have the colours of good and bad.
    """
    figure, axes = _figure(0.8 + ROW * len(names))
    plain(axes, "", "")
    _draw_estimates(axes, _names(axes, names), estimates, unit, (GREEN, RED) if valued else (BLUE, BLUE))
    return figure


def draw_two(names: Sequence[str], first: Sequence[Any], first_unit: str, second: Sequence[Any], second_unit: str) -> Figure:
    """Draw two differences with their intervals for each name, side by side."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, 0.9 + ROW * len(names)), dpi=110, layout="constrained")
    left, right = figure.subplots(1, 2)
    for axes, estimates, unit in ((left, first, first_unit), (right, second, second_unit)):
        plain(axes, "", "")
        places = _names(axes, names)
        if axes is right:
            axes.set_yticklabels([])
        _draw_estimates(axes, places, estimates, unit)
    return figure


def _draw_estimates(
    axes: Axes, places: Any, estimates: Sequence[Any], unit: str, colours: tuple[str, str] = (GREEN, RED)
) -> None:
    for place, one in zip(places, estimates, strict=True):
        colour = colours[0] if one.low > 0.0 else colours[1] if one.high < 0.0 else GREY
        axes.plot([one.low, one.high], [place, place], color=colour, linewidth=2.0, solid_capstyle="butt")
        sure = one.low > 0.0 or one.high < 0.0
        axes.plot([one.mean], [place], "o", color=colour, markersize=5, markerfacecolor=colour if sure else "white")
    axes.axvline(0.0, color="black", linewidth=0.9)
    axes.locator_params(axis="x", nbins=5)
    axes.set_xlabel(unit, fontsize=8)


def draw_closing(names: Sequence[str], here: Sequence[Any], alone: Sequence[float], usual: float, months: int) -> Figure:
    """Draw each member's chance of closing, here with its interval and in premises of its own."""
    figure, axes = _figure(1.0 + ROW * len(names))
    plain(axes, "", "")
    places = _names(axes, names)
    for place, one in zip(places, here, strict=True):
        axes.plot([one.low, one.high], [place, place], color=BLUE, linewidth=2.0, solid_capstyle="butt")
    axes.plot([one.mean for one in here], places, "o", color=BLUE, markersize=5, label="here")
    axes.plot(alone, places, "D", color=ORANGE, markersize=4, label="in premises of its own")
    if not np.isnan(usual):
        axes.axvline(usual, color=GREY, linewidth=1.1, linestyle="--", label="micro firms in Italy")
    axes.set_xlim(0.0, 1.0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axes.set_xlabel(f"chance that the business ends within {months} months", fontsize=8)
    figure.legend(fontsize=7, frameon=False, ncols=3, loc="outside upper center")
    return figure


def draw_rents(who: Sequence[str], monthly: Sequence[Floats]) -> Figure:
    """Draw the rent of a world's mean month and of its worst year, for each way of letting."""
    figure, axes = _figure(0.9 + 0.62 * len(who))
    plain(axes, "", "")
    places = np.arange(len(who))[::-1]
    for place, rent in zip(places, monthly, strict=True):
        years = max(1, rent.shape[1] // 12)
        worst = np.min([part.mean(axis=1) for part in np.array_split(rent[:, : 12 * years], years, axis=1)], axis=0)
        for shift, values, colour in ((0.14, rent.mean(axis=1), BLUE), (-0.14, worst, ORANGE)):
            low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
            axes.plot([low, high], [place + shift] * 2, color=colour, linewidth=5.0, alpha=0.45, solid_capstyle="butt")
            axes.plot([middle], [place + shift], "o", color=colour, markersize=5)
    axes.plot([], [], "o-", color=BLUE, label="mean month")
    axes.plot([], [], "o-", color=ORANGE, label="worst year")
    axes.set_yticks(places, who, fontsize=8)
    axes.set_ylim(-0.6, len(who) - 0.4)
    axes.set_xlim(left=0.0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xlabel("EUR a month: median, and what holds 90 % of the worlds", fontsize=8)
    figure.legend(fontsize=7, frameon=False, ncols=2, loc="outside upper center")
    return figure
