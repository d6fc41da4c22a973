"""How figures look: colours that colour-blind people can tell apart (Okabe & Ito 2008), light axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#666666"


def plain(axes: Axes, title: str, unit: str) -> None:
    """Give a panel its title, unit and light frame."""
    axes.set_title(
        title, loc="left", fontsize=10, fontweight="bold", y=1.0
    )  # looking for the place takes a third of drawing
    axes.set_ylabel(unit, fontsize=8)
    axes.tick_params(labelsize=8)
    axes.grid(alpha=0.25, linewidth=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def month_ticks(months: int) -> NDArray[np.int64]:
    """Return the months to be named on an axis: every year if there are not too many."""
    step = next((step for step in (1, 3, 6, 12, 24, 60, 120, 600, 1200, 6000) if months <= 12 * step), 12_000)
    return np.arange(0, months + 1, step)


def rule_months(axes: Axes, months: int) -> None:
    """Draw a light line at each month that is named: one collection, as ticks are the dearest part of a figure."""
    from matplotlib.collections import LineCollection

    lines = [((month, 0.0), (month, 1.0)) for month in month_ticks(months).tolist()]
    grid = LineCollection(lines, colors="#b0b0b0", alpha=0.25, linewidths=0.6, zorder=0.5)
    grid.set_transform(axes.get_xaxis_transform())
    axes.add_collection(grid, autolim=False)


def quantiles(values: NDArray[np.float64]) -> Any:
    """Return the 5 %, 50 % and 95 % quantiles over runs (first axis), NaN left out; shape (3, months)."""
    there = ~np.isnan(values)
    filled = np.sort(np.where(there, values, np.inf), axis=0)
    count = there.sum(axis=0)
    places = np.maximum(count - 1, 0)[None, :] * np.array([[0.05], [0.5], [0.95]])
    low, share = np.floor(places).astype(int), places % 1.0
    high = np.minimum(low + 1, np.maximum(count - 1, 0))
    columns = np.arange(values.shape[1])
    filled[:, count == 0] = 0.0  # undefined in all runs; left out below
    below, above = filled[low, columns], filled[high, columns]
    mixed = below + np.where(share > 0.0, share * (above - below), 0.0)
    return np.where(count > 0, mixed, np.nan)


def band(axes: Axes, months: NDArray[np.int64], values: NDArray[np.float64], colour: str, label: str | None = None) -> None:
    """Draw the median over runs and the band that holds 90 % of them."""
    low, middle, high = quantiles(values)
    axes.fill_between(months, low, high, color=colour, alpha=0.18, linewidth=0.0)
    axes.plot(months, middle, color=colour, linewidth=1.6, label=label)


SECTORS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")
HATCHES = ("", "////", "....", "xxxx")


def sector_style(sector: int) -> tuple[str, str]:
    """Return the colour and the hatch of a sector: seven colours plain, then the same with each of three hatches."""
    return SECTORS[sector % len(SECTORS)], HATCHES[sector // len(SECTORS) % len(HATCHES)]


def tint(colour: str, strength: float) -> tuple[float, float, float]:
    """Mix a colour with white; strength 1 is the colour itself."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255.0 for place in (1, 3, 5))
    return 1.0 - strength * (1.0 - red), 1.0 - strength * (1.0 - green), 1.0 - strength * (1.0 - blue)


def counted(number: int, thing: str) -> str:
    """Return a number with what is counted, one or many."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
