"""What levers do, drawn from the tables of a study: means of every combination, and what differs over worlds."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mfsim.report.style import BLUE, GREEN, GREY, ORANGE, RED, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (BLUE, ORANGE, GREEN, RED, "#CC79A7", "#56B4E9", "#333333", "#999933")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
ACROSS = 3
"""Panels side by side."""


def draw_means(means: pd.DataFrame, levers: Sequence[str], outcomes: Sequence[str]) -> Figure:
    """Draw a panel for each outcome: levels of the lever with most of them along, colours for the next, markers for a third.

    Parameters
    ----------
    means : DataFrame
        A row for each combination and outcome: `mfsim.study.effects.means`.
    levers : sequence of str
        At most three of its columns.
    outcomes : sequence of str
        What is drawn.
    """
    along, *others = sorted(levers, key=lambda name: -means[name].nunique())
    figure, panels = _panels(len(outcomes), 2.7)
    handles: dict[str, Any] = {}
    for axes, name in zip(panels, outcomes, strict=True):
        rows = means[means["outcome"] == name]
        plain(axes, name.replace("_", " "), _unit(rows))
        _lines(axes, rows, along, others, handles)
        axes.set_xlabel(_words(along), fontsize=8)
    if others:
        figure.legend(handles.values(), handles.keys(), loc="outside upper center", ncols=min(5, len(handles)),
                      fontsize=8, frameon=False, title=", ".join(map(_words, others)), title_fontsize=8)  # fmt: skip
    return figure


def draw_effects(effects: pd.DataFrame, outcomes: Sequence[str]) -> Figure:
    """Draw a panel for each outcome: main effects with their 95 % intervals, and where nine worlds in ten lie.

    Parameters
    ----------
    effects : DataFrame
        A row for each contrast and outcome: `mfsim.study.effects.effects`.
    outcomes : sequence of str
        What is drawn.
    """
    main = effects[effects["kind"] == "main"]
    outcomes = [name for name in outcomes if main.loc[main["outcome"] == name, "difference"].notna().any()]
    contrasts = list(dict.fromkeys(zip(main["lever"], main["level"], main["against"], strict=True)))
    figure, panels = _panels(len(outcomes), 0.7 + 0.24 * len(contrasts))
    for place, (axes, name) in enumerate(zip(panels, outcomes, strict=True)):
        rows = main[main["outcome"] == name]
        plain(axes, name.replace("_", " "), "")
        axes.set_xlabel(_unit(rows), fontsize=8)
        _bars(axes, rows, [_label(*one) for one in contrasts] if place % ACROSS == 0 else None)
    figure.suptitle("dot and line: mean and 95 % interval; pale: nine worlds in ten; right: share of worlds above 0",
                    fontsize=8, color=GREY)  # fmt: skip
    return figure


def _bars(axes: Axes, rows: pd.DataFrame, labels: Sequence[str] | None) -> None:
    places = np.arange(len(rows))[::-1]
    axes.axvline(0.0, color=GREY, linewidth=0.8)
    axes.hlines(places, rows["p5"], rows["p95"], color=BLUE, alpha=0.25, linewidth=6.0)
    axes.hlines(places, rows["low"], rows["high"], color=BLUE, linewidth=1.6)
    axes.plot(rows["difference"], places, "o", color=BLUE, markersize=4)
    for place, share in zip(places, rows["up"], strict=True):
        text = "" if np.isnan(share) else f"{100.0 * share:.0f} %"
        axes.text(1.01, place, text, transform=axes.get_yaxis_transform(), fontsize=7, va="center")
    axes.set_yticks(places, labels or [""] * len(places), fontsize=7)
    axes.set_ylim(-0.6, len(places) - 0.4)
    axes.grid(axis="y", visible=False)


def _lines(axes: Axes, rows: pd.DataFrame, along: str, others: Sequence[str], handles: dict[str, Any]) -> None:
    """Draw a line for each combination of the other levers, each a little beside the others."""
    levels = list(dict.fromkeys(rows[along].dropna()))
    numeric = all(isinstance(one, int | float) and not isinstance(one, bool) for one in levels)
    numbers = [list(dict.fromkeys(rows[name].dropna())) for name in others]
    groups = list(rows.groupby(list(others), dropna=False, sort=False)) if others else [((), rows)]
    width = _width(levels, numeric) * 0.6 / max(1, len(groups))
    for place, (key, group) in enumerate(groups):
        named = group.dropna(subset=[along])
        aside = (place - (len(groups) - 1) / 2.0) * width
        x = [(float(one) if numeric else levels.index(one)) + aside for one in named[along]]
        looks = [number.index(one) if one in number else len(number) for number, one in zip(numbers, key, strict=True)]
        first, second, *_ = [*looks, 0, 0]
        error = np.abs(np.array([named["mean"] - named["beside_low"], named["beside_high"] - named["mean"]]))
        looks_like = {"color": COLOURS[first % len(COLOURS)], "marker": MARKERS[second % len(MARKERS)]}
        line: dict[str, Any] = {"markersize": 4, "linewidth": 1.0, "linestyle": "-" if numeric else "none", **looks_like}
        drawn = axes.errorbar(x, named["mean"], error, **line)
        handles[
            ", ".join("no effect" if one not in number else _words(one) for number, one in zip(numbers, key, strict=True))
            or "mean"
        ] = drawn
    if not numeric:
        _name_levels(axes, levels)


def _name_levels(axes: Axes, levels: Sequence[Any]) -> None:
    names = [textwrap.fill(_words(one), 12) for one in levels]
    axes.set_xticks(range(len(levels)), names, fontsize=7, rotation=90 if len(levels) > 5 else 0)


def _width(levels: Sequence[Any], numeric: bool) -> float:
    """Return the distance over which the marks of one level are spread."""
    return 0.35 * float(np.diff(sorted(map(float, levels))).min()) if numeric and len(levels) > 1 else 1.0


def _panels(count: int, height: float) -> tuple[Figure, list[Axes]]:
    from matplotlib.figure import Figure

    down = -(-count // ACROSS)
    figure = Figure(figsize=(10.0, 0.7 + height * down), layout="constrained", dpi=100)
    grid: Any = figure.subplots(down, min(ACROSS, count), squeeze=False)
    panels = list(grid.flat)
    for empty in panels[count:]:
        empty.set_axis_off()
    return figure, panels[:count]


def _label(lever: str, level: Any, against: Any) -> str:
    if isinstance(level, bool):
        return _words(lever) + ("" if level else " off")
    return f"{_words(lever)}: {_words(level)} against {_words(against)}"


def _words(name: Any) -> str:
    if isinstance(name, bool | np.bool_):
        return "on" if name else "off"
    text = f"{name:g}" if isinstance(name, float) else str(name)
    return text.rpartition(".")[2].replace("_", " ") if isinstance(name, str) else text


def _unit(rows: pd.DataFrame) -> str:
    return str(rows["unit"].iloc[0]) if len(rows) else ""
