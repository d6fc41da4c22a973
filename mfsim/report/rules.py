"""Rules over time: a bar for each rule that was in force, in the row of its kind of case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mfsim.report.style import BLUE, RED, tint
from mfsim.world.norm_records import ORIGINS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EMERGENT, BASIC = ORIGINS.index("emergent"), ORIGINS.index("basic")
SMALLEST_FONT, LARGEST_FONT = 4.5, 7.0
WIDTH_OF_A_LETTER = 0.56


def bars_of(norms: Any, months: int) -> NDArray[np.float64]:
    """Return left end, lower end, width and height of each rule's bar; one still in force reaches to the end."""
    until = np.where(np.isnan(norms["to_month"]), months, norms["to_month"])
    high = np.full(len(norms), 0.8)
    return np.column_stack([norms["from_month"], norms["kind"] + 0.1, np.maximum(until - norms["from_month"], 0.3), high])


def tone_of(quality: float) -> tuple[float, float, float]:
    """Return the tone of a rule: the darker, the better it fits the place."""
    return tint(BLUE, 0.08 + 0.72 * quality)


def draw_rules(axes: Axes, norms: Any, months: int, size: float) -> None:
    """Draw the bars: darker the better the rule fits, hatched where members cannot strike it out, a cross where they did."""
    from matplotlib.collections import PolyCollection

    from mfsim.report.plan import corners

    bars = bars_of(norms, months)
    protected = norms["origin"] == BASIC
    for group, hatch in ((~protected, None), (protected, "////")):
        colours = [tone_of(float(quality)) for quality in norms["quality"][group]]
        shapes = corners(bars[group])
        axes.add_collection(PolyCollection(shapes, facecolors=colours, hatch=hatch, edgecolor="white", linewidth=0.0))
        axes.add_collection(PolyCollection(shapes, facecolor="none", edgecolor="#444444", linewidth=0.5))
    struck = ~np.isnan(norms["to_month"])
    ends = norms["to_month"][struck] + 0.008 * months  # beside the bar, not on it
    axes.plot(ends, norms["kind"][struck] + 0.5, "x", color=RED, markersize=size, markeredgewidth=0.35 * size)


def label_rules(axes: Axes, norms: Any, resolutions: list[list[str]], months: int, points: float) -> None:
    """Write into each bar what the rule is, and where it came from unless it emerged; nothing where there is no room.

    Parameters
    ----------
    points : float
        Width of the axes in points.
    """
    for norm, (left, low, width, height) in zip(norms, bars_of(norms, months), strict=True):
        origin = int(norm["origin"])
        text = resolutions[int(norm["kind"])][int(norm["resolution"])]
        text += "" if origin == EMERGENT else f" ({ORIGINS[origin]})"
        size = min(LARGEST_FONT, width / months * points / (WIDTH_OF_A_LETTER * (len(text) + 1)))
        if size >= SMALLEST_FONT:
            box = {"facecolor": tone_of(float(norm["quality"])), "edgecolor": "none", "pad": 1.0}
            axes.text(
                left + 0.5 * width, low + 0.5 * height, text, fontsize=size, ha="center", va="center",
                color="white" if norm["quality"] > 0.72 else "black", bbox=box if origin == BASIC else None,
            )  # fmt: skip


def share_with_rule(norms: Any, kinds: int, months: int, books: int) -> NDArray[np.float64]:
    """Return the share of so many norm books with a rule for each kind at the end of each month; shape (kinds, months)."""
    change = np.zeros((kinds, months + 2))
    kind = norms["kind"].astype(int)
    first = np.maximum(norms["from_month"].astype(int), 1)
    last = np.where(np.isnan(norms["to_month"]), months + 1, norms["to_month"]).astype(int)
    np.add.at(change, (kind, np.minimum(first, months + 1)), 1.0)
    np.add.at(change, (kind, np.minimum(np.maximum(last, first), months + 1)), -1.0)
    return np.asarray(np.cumsum(change, axis=1)[:, 1 : months + 1] / max(1, books))
