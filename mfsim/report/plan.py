"""The floor plan with ties: who sits where, who trusts whom, who helps whom."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.report.rooms import Plan
from mfsim.report.style import GREY, RED, sector_style, tint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TIES_PER_MEMBER, MANY = 1.5, 40
"""Ties drawn for each member; beyond so many members half a tie more for each, so that lines can still be followed."""
SMALLEST_TIE, SMALLEST_HELP = 0.05, 0.1
SMALLEST_FONT, LARGEST_FONT = 3.2, 8.0
MARGIN = 0.01
LINE = "#3a3a3a"
BEND, POINTS = 0.09, 13
ANNEX = "also {}"
"""What stands in a room that a firm has taken beside its own."""
TURNED_IF = 1.4
"""How much larger a label must become to be written upwards."""


class View(NamedTuple):
    """A month of a run on its floor plan: firms, trust (N, N), hours of help a month (N, N: giver, taker)."""

    firms: Any
    trust: NDArray[np.float64]
    help: NDArray[np.float64]


def view(watched: Any, place: int) -> View:
    """Return one of the months that were looked at; help is hours a month since both are there."""
    return seen(watched.firms[place], watched.trust[place].astype(float), watched.helped[place])


def seen(firms: Any, trust: NDArray[np.float64], helped: NDArray[np.floating[Any]]) -> View:
    """Return what a floor plan shows of a month; `helped` are hours that the row's firm has given the column's."""
    together = np.minimum.outer(firms["months_in_place"], firms["months_in_place"])
    return View(firms, trust, helped / np.maximum(together, 1.0))


def strongest(trust: NDArray[np.float64], members: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the strongest ties, weakest first, as pairs and the mean of the two trusts.

    A tie that is no stronger than one that is left out is left out as well: at the start, when all are alike, none is drawn.
    """
    first, second = np.triu_indices(len(trust), 1)
    mutual = 0.5 * (trust[first, second] + trust[second, first])
    most = math.ceil(TIES_PER_MEMBER * min(members, MANY) + 0.5 * max(0, members - MANY))
    order = np.argsort(-mutual, kind="stable")
    least = mutual[order[most]] if len(order) > most else 0.0
    order = order[:most]
    order = order[(mutual[order] >= SMALLEST_TIE) & (mutual[order] > least)][::-1]
    return first[order], second[order], mutual[order]


class Sheet(NamedTuple):
    """How a plan lies on paper: points for a metre, and how much thinner lines are where there are many rooms."""

    scale: float
    weight: float


def set_up(axes: Axes, plan: Plan, width: float, height: float) -> Sheet:
    """Fit the plan into axes of this size (points), the same scale both ways."""
    low = plan.buildings[:, :2].min(axis=0)
    high = (plan.buildings[:, :2] + plan.buildings[:, 2:]).max(axis=0)
    size = high - low
    scale = (1.0 - 2.0 * MARGIN) * min(width / size[0], height / size[1])
    middle, half = 0.5 * (low + high), 0.5 * np.array([width, height]) / scale
    axes.set(xlim=(middle[0] - half[0], middle[0] + half[0]), ylim=(middle[1] - half[1], middle[1] + half[1]))
    axes.set_axis_off()
    return Sheet(scale, min(1.0, max(0.35, math.sqrt(20.0 / len(plan.rooms)))))


def holders(firms: Any) -> NDArray[np.int64]:
    """Return the unit of the firm that holds each room, its own or as an annex of that; -1 for an empty one."""
    units = np.arange(len(firms))
    return np.where(firms["serial"] >= 0, units, firms["tenant"])


def draw_rooms(axes: Axes, plan: Plan, firms: Any, weight: float = 1.0) -> None:
    """Draw buildings and rooms: colour by sector, tone by satisfaction, a heavier frame for founding members.

    An annex is a room of the firm that has taken it, and looks like its own.
    """
    from matplotlib.collections import PolyCollection

    axes.add_collection(PolyCollection(corners(plan.buildings), facecolor="#eeebe4", edgecolor="#333333", linewidth=1.4))
    held = holders(firms)
    there, firms = held >= 0, firms[held]
    hatches = [sector_style(int(sector))[1] for sector in firms["sector"]]
    for hatch in sorted({one for one, here in zip(hatches, there, strict=True) if here}):
        group = there & np.array([one == hatch for one in hatches])
        colours = [tone(int(firm["sector"]), float(firm["satisfaction"])) for firm in firms[group]]
        shapes = corners(plan.rooms[group])
        axes.add_collection(
            PolyCollection(shapes, facecolors=colours, hatch=hatch or None, edgecolor="white", linewidth=0.0)
        )
    axes.add_collection(PolyCollection(corners(plan.rooms[~there]), facecolor="white", edgecolor="none"))
    axes.add_collection(
        PolyCollection(
            corners(plan.rooms),
            facecolor="none",
            edgecolors=np.where(there, "#444444", "#999999"),
            linewidths=np.where(there & firms["founder"], 1.5, 0.5) * weight,
        )
    )


def tone(sector: int, satisfaction: float) -> tuple[float, float, float]:
    """Return the colour of a room: the fuller, the more satisfied."""
    return tint(sector_style(sector)[0], min(0.85, max(0.15, 1.15 * satisfaction)))


def nodes_of(plan: Plan) -> Any:
    """Return where the ties of each room end: below its middle, so that its label stands above; shape (units, 2)."""
    return plan.rooms[:, :2] + plan.rooms[:, 2:] * (0.5, 0.26)


def draw_ties(axes: Axes, plan: Plan, seen: View, sheet: Sheet) -> None:
    """Draw the strongest ties, as wide as trust, and on them arrowheads from who helps to who is helped."""
    from matplotlib.collections import LineCollection, PolyCollection

    there = seen.firms["serial"] >= 0
    nodes = nodes_of(plan)
    first, second, trust = strongest(seen.trust, int(there.sum()))
    widths = tie_width(trust, sheet)
    bows = LineCollection(bow(nodes[first], nodes[second]), colors=LINE, alpha=0.65, linewidths=widths, capstyle="round")
    axes.add_collection(bows)
    helped = np.concatenate([seen.help[first, second], seen.help[second, first]])
    ways = np.concatenate([bow(nodes[first], nodes[second]), bow(nodes[first], nodes[second])[:, ::-1]])
    heads = arrowheads(ways[helped >= SMALLEST_HELP], helped[helped >= SMALLEST_HELP], sheet)
    axes.add_collection(PolyCollection(heads, facecolor=RED, edgecolor="white", linewidth=0.4, zorder=3))
    axes.plot(*nodes[there].T, "o", color=LINE, markersize=3.6 * sheet.weight, markeredgewidth=0.0)


def tie_width(trust: Any, sheet: Sheet) -> Any:
    """Return the width of a tie in points."""
    return (0.3 + 5.0 * np.asarray(trust)) * sheet.weight


def arrow_length(hours: Any, sheet: Sheet) -> Any:
    """Return the length of an arrowhead in points, by hours of help a month: its area grows with them."""
    return np.minimum(14.0, 3.5 + 6.0 * np.sqrt(hours)) * math.sqrt(sheet.weight)


def bow(start: NDArray[np.float64], end: NDArray[np.float64]) -> Any:
    """Return slightly bent ways, so that ties along a row of rooms do not lie on one another; shape (ties, POINTS, 2)."""
    way = end - start
    middle = 0.5 * (start + end) + BEND * np.column_stack([-way[:, 1], way[:, 0]])
    share = np.linspace(0.0, 1.0, POINTS)[None, :, None]
    start, middle, end = (place[:, None, :] for place in (start, middle, end))
    return (1.0 - share) ** 2 * start + 2.0 * share * (1.0 - share) * middle + share**2 * end


def arrowheads(ways: NDArray[np.float64], hours: NDArray[np.float64], sheet: Sheet) -> Any:
    """Return the corners of an arrowhead on each way, two thirds on towards the one who is helped; shape (ways, 3, 2)."""
    place = 2 * POINTS // 3
    step = ways[:, place + 1] - ways[:, place - 1]
    along = step / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-12)[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    length = (arrow_length(hours, sheet) / sheet.scale)[:, None]
    tip = ways[:, place] + 0.5 * length * along
    back = tip - length * along
    return np.stack([tip, back + 0.4 * length * across, back - 0.4 * length * across], axis=1)


def write_labels(axes: Axes, plan: Plan, firms: Any, labels: dict[int, str], sheet: Sheet) -> None:
    """Write who is in a room, as large as the room and the others allow; a room too small for that stays without."""
    held = holders(firms)
    there = held >= 0
    rooms = plan.rooms[there]
    names = [labels[int(serial)] for serial in firms["serial"][held[there]]]
    own = firms["serial"][there] >= 0
    written = [
        _written(name if is_own else ANNEX.format(name), *sheet.scale * room[2:])
        for name, is_own, room in zip(names, own, rooms, strict=True)
    ]
    largest = min(LARGEST_FONT, 1.25 * float(np.median([size for _, size, _ in written]))) if written else 0.0
    for (text, size, turned), (left, low, width, height) in zip(written, rooms, strict=True):
        if size >= SMALLEST_FONT:
            axes.text(
                left + 0.5 * width, low + 0.64 * height, text, fontsize=min(size, largest), rotation=turned,
                ha="center", va="center", linespacing=1.0, zorder=4,
            )  # fmt: skip


def _written(label: str, width: float, height: float) -> tuple[str, float, int]:
    """Return how a label is written in the upper two thirds of a room: lines, size, and turn (upwards if larger)."""
    level, upright = fitted(label, width, 0.66 * height), fitted(label, 0.66 * height, width)
    return (*upright, 90) if min(LARGEST_FONT, upright[1]) > TURNED_IF * level[1] else (*level, 0)


def fitted(label: str, width: float, height: float) -> tuple[str, float]:
    """Break a label into the lines that let it be written largest in a room of this size (points)."""
    choices = []
    for most in sorted({len(label), *(math.ceil(1.15 * len(label) / lines) for lines in (2, 3))}, reverse=True):
        lines = textwrap.wrap(label, most, break_long_words=False) or [""]
        longest = max(map(len, lines))
        size = min(LARGEST_FONT, 0.92 * width / max(1.0, 0.6 * longest), height / (1.15 * len(lines)))
        choices.append((size, "\n".join(lines)))
    size, text = max(choices, key=lambda choice: choice[0])
    return text, size


def corners(boxes: NDArray[np.float64]) -> Any:
    """Return the corners of rectangles; shape (rectangles, 4, 2)."""
    left, low, width, height = boxes.T
    right, high = left + width, low + height
    return np.stack([np.stack([left, right, right, left], 1), np.stack([low, low, high, high], 1)], 2)


def name_common_rooms(axes: Axes, plan: Plan, sheet: Sheet) -> None:
    """Say which part of a building is common, where there is room to say so."""
    for left, low, width, height in plan.common:
        if height * sheet.scale > 12.0 and width * sheet.scale > 60.0:
            axes.text(
                left + 0.5 * width, low + 0.5 * height, "common rooms", fontsize=7, color=GREY, ha="center", va="center"
            )
