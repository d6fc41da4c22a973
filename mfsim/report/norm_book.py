"""The norm book over time: which rules one run had and when, and how often runs have a rule for each kind of case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mfsim.report.rules import draw_rules, label_rules, tone_of
from mfsim.report.shown import Shown
from mfsim.report.style import BLUE, GREY, ORANGE, RED, band, counted, month_ticks, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 11.69, 8.27
LEFT, MIDDLE, LOW = 0.085, 0.7, 0.26
ONE_RUN = MIDDLE - LEFT - 0.03
"""Width of the panels of the one run."""


def draw_norm_book(shown: Shown) -> Figure:
    """Draw the rules of a run as bars and its open cases; beside them the share of runs with a rule, month by month."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=110)
    months, kinds = len(shown.watched.series), len(shown.kinds)
    book = figure.add_axes((LEFT, LOW, ONE_RUN, 0.6))
    _book(book, shown)
    _tones(figure)
    many = figure.add_axes((MIDDLE, LOW, 0.98 - MIDDLE, 0.6))
    _many(many, shown)
    below = figure.add_axes((LEFT, 0.065, ONE_RUN, 0.13))
    _cases(below, shown)
    shares = figure.add_axes((MIDDLE, 0.065, 0.98 - MIDDLE, 0.13))
    _regulated(shares, shown)
    for axes, every in ((book, 1), (many, 2), (below, 1), (shares, 2)):
        axes.set_xlim(0.0, months)
        axes.set_xticks(month_ticks(months)[::every])
        axes.set_axisbelow(True)
    for axes in (book, many):
        axes.set(ylim=(kinds, 0.0), yticks=np.arange(kinds) + 0.5)
        axes.grid(visible=False, axis="y")
        axes.tick_params(labelbottom=False)
    book.set_yticklabels(shown.kinds)
    many.set_yticklabels([])
    for axes in (below, shares):
        axes.set_xlabel("month", fontsize=8)
    figure.suptitle(f"{shown.title}: the norm book", x=0.01, ha="left", fontsize=12)
    return figure


def _book(axes: Axes, shown: Shown) -> None:
    norms, months = shown.watched.norms, len(shown.watched.series)
    struck = int((~np.isnan(norms["to_month"])).sum())
    counts = (
        f"{counted(len(norms) - struck, 'rule')} in force at the end, {struck} struck out before"
        if len(norms)
        else "no shared rule"
    )
    plain(axes, f"Run {shown.watched.number[0]}: {counts}", "")
    draw_rules(axes, norms, months, 4.0)
    label_rules(axes, norms, shown.resolutions, months, 72.0 * WIDTH * ONE_RUN)


def _tones(figure: Figure) -> None:
    """Explain tone and hatch above the bars, at the right."""
    from matplotlib.patches import Rectangle

    axes = figure.add_axes((LEFT, 0.905, ONE_RUN, 0.025))
    axes.set(xlim=(0.0, 100.0), ylim=(0.0, 1.0))
    axes.set_axis_off()
    for number in range(5):
        axes.add_patch(Rectangle((4.0 * number, 0.1), 4.0, 0.8, facecolor=tone_of(number / 4.0), linewidth=0.0))
    axes.text(21.0, 0.5, "fits the place: not at all to perfectly", fontsize=7.5, va="center")
    axes.add_patch(Rectangle((60.0, 0.1), 5.0, 0.8, facecolor=tone_of(0.4), hatch="////", edgecolor="white", linewidth=0.0))
    axes.text(66.0, 0.5, "cannot be struck out", fontsize=7.5, va="center")
    axes.plot(88.0, 0.5, "x", color=RED, markersize=4.0, markeredgewidth=1.4)
    axes.text(89.5, 0.5, "struck out", fontsize=7.5, va="center")


def _many(axes: Axes, shown: Shown) -> None:
    runs, months = shown.series.shape[:2]
    plain(axes, f"Share of {runs:,} runs with a rule", "")
    shares = shown.rules
    extent = (0.0, float(months), float(len(shares)), 0.0)
    axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.25, aspect="auto", interpolation="nearest", extent=extent)
    for kind, share in enumerate(shares[:, -1] if months else []):
        axes.text(
            0.98 * months, kind + 0.5, f"{share:.0%}", fontsize=7, ha="right", va="center",
            color="white" if share > 0.6 else "black",
        )  # fmt: skip


def _cases(axes: Axes, shown: Shown) -> None:
    series = shown.watched.series
    months = np.arange(1, len(series) + 1)
    plain(axes, "", "")
    axes.fill_between(months, 0.0, series["open_cases"], step="mid", color=GREY, alpha=0.45, linewidth=0.0)
    axes.plot(months, series["cases"], color=ORANGE, linewidth=0.9)
    axes.set_ylim(0.0, max(4.0, 1.1 * float(max(series["open_cases"].max(), series["cases"].max()))))
    axes.set_title("Open cases (grey) and new cases of the month (line)", fontsize=8.5, loc="left", pad=3, y=1.0)
    axes.locator_params(axis="y", nbins=4, integer=True)


def _regulated(axes: Axes, shown: Shown) -> None:
    months = np.arange(1, shown.series.shape[1] + 1)
    plain(axes, "", "")
    for name, colour in (("null_regulated", GREY), ("regulated", BLUE)):
        band(axes, months, _over_sites(shown.series[name]), colour)
    axes.set_ylim(0.0, 1.02)
    axes.set_title("Cases under a rule, and (grey) by chance", fontsize=8.5, loc="left", pad=3, y=1.0)


def _over_sites(values: Any) -> Any:
    return values.mean(axis=2)
