"""What became of each founding member, over the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mfsim.report.shown import Shown
from mfsim.report.style import BLUE, GREEN, GREY, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 60
"""Founding members shown; with more, the figure shows the first of them."""


def _spread(values: Any) -> Any:
    return np.quantile(values, (0.05, 0.5, 0.95)) if len(values) else np.full(3, np.nan)


def draw_members(shown: Shown) -> Figure:
    """Draw for each founding member: income while it was there, and where it was at the end."""
    from matplotlib.figure import Figure

    units = np.unique(shown.founders[:, 0]).astype(int)[:MOST]
    groups = [shown.founders[shown.founders[:, 0] == unit] for unit in units]
    places = np.arange(len(units))[::-1]
    height = max(2.6, 1.55 + 0.24 * len(units))
    figure = Figure(figsize=(11, height), dpi=110)
    figure.subplots_adjust(left=0.3, right=0.985, bottom=0.6 / height, top=1.0 - 0.95 / height, wspace=0.06)
    left, right = figure.subplots(1, 2, sharey=True)
    incomes = np.array([_spread(group[:, 1]) for group in groups]).reshape(-1, 3)
    left.hlines(places, incomes[:, 0], incomes[:, 2], color=BLUE, alpha=0.35, linewidth=3)
    left.plot(incomes[:, 1], places, "o", color=BLUE, markersize=4)
    left.axvline(shown.living, color=GREY, linestyle="--", linewidth=0.9)
    plain(left, "Income while there (dashed: the living)", "")
    left.set_xlabel("EUR per person and month: median and 90 % interval over runs", fontsize=8)
    left.set_yticks(places, [shown.labels[unit] for unit in units], fontsize=7)
    still = np.array([np.mean(group[:, 2] == 0.0) for group in groups])
    moved = np.array([np.mean(group[:, 2] == 1.0) for group in groups])
    right.barh(places, still, color=GREEN, label="still there")
    right.barh(places, moved, left=still, color=BLUE, alpha=0.6, label="moved away")
    right.barh(places, 1.0 - still - moved, left=still + moved, color=GREY, alpha=0.5, label="closed")
    plain(right, f"Where it was after {shown.series.shape[1]} months", "")
    right.set_xlabel("share of runs", fontsize=8)
    right.legend(fontsize=7, frameon=False, ncols=3, loc="lower right", bbox_to_anchor=(1.0, 1.0 + 0.26 / height))
    right.set_xlim(0.0, 1.0)
    figure.suptitle(f"{shown.title}: the founding members", x=0.01, ha="left", fontsize=12)
    return figure
