"""Figures of a sensitivity analysis: indices with their intervals, elementary effects, seed noise, all outcomes at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from mfsim.report.style import BLUE, GREY, ORANGE, counted, plain, tint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Row = Mapping[str, Any]
MOST_SHOWN = 25
"""Factors in a figure; the table has all."""
TITLES = {
    "S1": "alone (S1)", "ST": "in all, with interactions (ST)", "delta": "on the whole distribution (delta)",
    "PAWN": "on the distribution (PAWN, median)", "linear": "in a straight line (linear)",
    "mu_star": "mean absolute effect (mu*)",
}  # fmt: skip
COLOURS = (BLUE, ORANGE)
WIDTH = 110
"""Letters of a line below a figure."""


def best(row: Row) -> float:
    """Return the index with noise taken out, or as it comes where noise is not known."""
    corrected = float(row["corrected"])
    return float(row["uncorrected"]) if math.isnan(corrected) else corrected


def ordered(rows: Sequence[Row], main: str) -> list[str]:
    """Return the factors of an outcome by rank."""
    return [row["factor"] for row in sorted((one for one in rows if one["index"] == main), key=lambda one: one["rank"])]


def draw_indices(rows: Sequence[Row], main: str, indices: Sequence[str], title: str, about: Row) -> Figure:
    """Draw the indices of one outcome as bars with 95 % intervals, the uncorrected ones as outlines."""
    from matplotlib.figure import Figure

    factors = ordered(rows, main)
    shown = factors[:MOST_SHOWN]
    figure = Figure(figsize=(8.0, 1.9 + 0.24 * len(indices) * len(shown)), layout="constrained")
    axes = figure.add_subplot()
    _bars(axes, rows, shown, indices)
    plain(axes, title, "")
    axes.set_xlabel(_axis(main), fontsize=8)
    axes.grid(axis="y", visible=False)
    _key(figure, indices, about, len(factors) - len(shown))
    return figure


def _axis(main: str) -> str:
    if main == "mu_star":
        return "effect of a move over the whole range of a factor, in the outcome's unit"
    return "index (0-1; what is below 0 is chance)" if main in ("delta", "PAWN") else "share of the variance between points"


def _bars(axes: Axes, rows: Sequence[Row], factors: Sequence[str], indices: Sequence[str]) -> None:
    thick = min(0.8, 0.13 * max(len(factors), 4)) / len(indices)
    for place, index in enumerate(indices):
        found = {row["factor"]: row for row in rows if row["index"] == index}
        some = [found[factor] for factor in factors]
        y = np.arange(len(factors)) + (place - (len(indices) - 1) / 2) * thick
        values = np.array([best(row) for row in some])
        ends = np.array([[row["low"], row["high"]] for row in some], float).T
        endless = np.isinf(ends).any(axis=0)  # nothing is known of these: pale, so that they are not read as others
        colour = [tint(COLOURS[place % 2], 0.25 if one else 1.0) for one in endless]
        axes.barh(y, values, thick * 0.86, color=colour, zorder=2)
        raw = [float(row["uncorrected"]) for row in some]
        axes.barh(y, raw, thick * 0.86, facecolor="none", edgecolor=GREY, linestyle=(0, (2, 1.5)), linewidth=0.9, zorder=3)
        known = np.isfinite(ends).all(axis=0)
        reach = np.abs(ends[:, known] - values[known])
        axes.errorbar(values[known], y[known], xerr=reach, fmt="none", ecolor="black", elinewidth=0.9, capsize=2, zorder=4)
    axes.set_yticks(range(len(factors)), factors)
    axes.set_ylim(len(factors) - 0.4, -0.6)
    axes.axvline(0.0, color=GREY, linewidth=0.8, zorder=1)


def _key(figure: Figure, indices: Sequence[str], about: Row, more: int) -> None:
    from matplotlib.patches import Patch

    runs = int(about["runs"])

    marks = [Patch(color=COLOURS[place % 2], label=TITLES.get(index, index)) for place, index in enumerate(indices)]
    if runs > 1:
        marks.append(Patch(facecolor="none", edgecolor=GREY, linestyle=(0, (2, 1.5)), label="with seed noise"))
    taken_out = f"bars: seed noise taken out, {runs} runs a point; " if runs > 1 else ""
    left = f"; {counted(more, 'factor')} more in the table" if more else ""
    said = [line for text in (about["note"], about["caution"]) for line in wrap(text, WIDTH)]
    note = "\n".join([f"{taken_out}lines: 95 % intervals (pale: without end){left}", *said])
    figure.legend(
        handles=marks, loc="outside lower center", ncols=len(marks), fontsize=8, frameon=False, title=note, title_fontsize=8
    )


def draw_effects(rows: Sequence[Row], title: str, about: Row) -> Figure:
    """Draw the elementary effects of one outcome: mean absolute effects, and how far they differ from place to place."""
    from matplotlib.figure import Figure

    factors = ordered(rows, "mu_star")
    shown = factors[:MOST_SHOWN]
    figure = Figure(figsize=(10.0, max(4.2, 1.9 + 0.24 * len(shown))), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1.0))
    _bars(left, rows, shown, ["mu_star"])
    left.set_yticks(range(len(shown)), [f"{name}  {place + 1}" for place, name in enumerate(shown)])
    plain(left, title, "")
    left.set_xlabel(_axis("mu_star"), fontsize=8)
    left.grid(axis="y", visible=False)
    _plane(right, rows, factors)
    _key(figure, ["mu_star"], about, len(factors) - len(shown))
    return figure


def _plane(axes: Axes, rows: Sequence[Row], factors: Sequence[str]) -> None:
    star = {row["factor"]: max(0.0, best(row)) for row in rows if row["index"] == "mu_star"}
    sigma = {row["factor"]: best(row) for row in rows if row["index"] == "sigma"}
    for place, factor in enumerate(factors):
        if not math.isnan(sigma[factor]):
            axes.plot(star[factor], sigma[factor], "o", color=BLUE, markersize=5, alpha=0.8)
            if place < MOST_SHOWN:
                axes.annotate(str(place + 1), (star[factor], sigma[factor]), (4, 3), textcoords="offset points", fontsize=8)
    most = max([*star.values(), *(one for one in sigma.values() if not math.isnan(one)), 1e-12])
    axes.plot((0.0, most), (0.0, most), color=GREY, linewidth=0.8, linestyle="--")
    axes.text(most, most, "sigma = mu*  ", fontsize=7, color=GREY, ha="right", va="center")
    plain(axes, "The same everywhere, or not", "sd of effects from place to place (sigma)")
    axes.set_xlabel("mean absolute effect (mu*); numbers: ranks", fontsize=8)
    axes.set_xlim(left=0.0)
    axes.set_ylim(bottom=0.0)


def draw_noise(rows: Sequence[Row], title: str) -> Figure:
    """Draw for each outcome which share of the variance of single runs, and of means over runs, is seed noise."""
    from matplotlib.figure import Figure

    known = sorted((row for row in rows if not math.isnan(row["noise_share"])), key=lambda row: float(row["noise_share"]))
    figure = Figure(figsize=(8.0, 1.9 + 0.26 * max(len(known), 1)), layout="constrained")
    axes = figure.add_subplot()
    y = np.arange(len(known))
    for share, mark, colour, label in (
        ("noise_share", "o", BLUE, "of single runs"), ("noise_in_means", "D", ORANGE, "of means over the runs of a point"),
    ):  # fmt: skip
        values = np.array([row[share] for row in known], float)
        ends = np.array([[row[f"{share}_low"], row[f"{share}_high"]] for row in known], float).reshape(-1, 2).T
        ends = np.where(np.isfinite(ends), ends, values)  # no line where there is no interval
        axes.errorbar(
            values, y, xerr=np.abs(ends - values), fmt=mark, color=colour, capsize=2, markersize=5, elinewidth=1, label=label
        )
    axes.set_yticks(y, [row["outcome"] for row in known])
    axes.set_ylim(-0.6, len(known) - 0.4)
    axes.set_xlim(-0.02, 1.02)
    plain(axes, title, "")
    some = any(not math.isnan(row["noise_share_low"]) for row in known)
    lines = "95 % intervals" if some else "without intervals: these take three runs of each point"
    axes.set_xlabel(f"share of the variance that is seed noise ({lines})", fontsize=8)
    figure.legend(loc="outside lower center", ncols=2, fontsize=8, frameon=False)
    return figure


def draw_overview(rows: Sequence[Row], main: str, title: str) -> Figure:
    """Draw the main index of all outcomes and factors; of factors not told from noise, nothing."""
    from matplotlib.figure import Figure

    outcomes = list(dict.fromkeys(row["outcome"] for row in rows))
    table = {(row["outcome"], row["factor"]): row for row in rows if row["index"] == main}
    factors = list(dict.fromkeys(factor for _, factor in table))
    values = np.array([[_shade(table[o, f], main, rows) for f in factors] for o in outcomes])
    order = np.argsort(-np.nan_to_num(values).max(axis=0), kind="stable")[: 2 * MOST_SHOWN]
    figure = Figure(figsize=(4.6 + 0.3 * len(order), 2.6 + 0.24 * len(outcomes)), layout="constrained")
    axes = figure.add_subplot()
    image = axes.imshow(values[:, order], cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    axes.set_yticks(range(len(outcomes)), outcomes, fontsize=8)
    axes.set_xticks(
        range(len(order)), [factors[place] for place in order], rotation=60, ha="right", fontsize=8, rotation_mode="anchor"
    )
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold")
    what = "mu*, as a share of\nthe outcome's largest" if main == "mu_star" else main
    figure.colorbar(image, ax=axes).set_label(what, fontsize=8)
    axes.set_xlabel("white: not told from noise, or where noise is not known, from 0", fontsize=8)
    return figure


def _shade(row: Row, main: str, rows: Sequence[Row]) -> float:
    if row["above_noise"] is False or not row["low"] > 0.0:
        return float("nan")
    if main != "mu_star":
        return best(row)
    return best(row) / max(best(one) for one in rows if one["index"] == main and one["outcome"] == row["outcome"])
