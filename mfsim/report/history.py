"""The history of a scenario in eight panels, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mfsim.report.shown import Shown
from mfsim.report.smoothing import share_of, yearly
from mfsim.report.style import BLUE, GREEN, GREY, ORANGE, RED, band, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def _landlord(axes: Axes, months: Any, series: Any) -> None:
    full = max(1.0, float(series["rent_full_eur"].sum(axis=2)[0, 0]))
    band(axes, months, series["rent_paid_eur"].sum(axis=2), BLUE, "received")
    single = series["single_tenant_eur"].sum(axis=2)
    axes.plot(months, single.mean(axis=0), color=ORANGE, linewidth=1.4, label="a single tenant, mean over runs")
    axes.axhline(0.8 * full, color=GREY, linewidth=0.9, linestyle="--", label="80 % of the full rent")
    axes.set_ylim(bottom=0.0)
    axes.legend(fontsize=7, frameon=False, loc="lower left")


def _livelihood_and_learning(panels: Any, months: Any, shown: Shown) -> None:
    """Draw income, members, help and knowledge into four panels."""
    series = shown.series
    plain(panels[0], "Livelihood", "EUR per person and month")
    band(panels[0], months, yearly(_site_mean(series["income_eur"]), axis=1), BLUE, "income, year's mean")
    panels[0].axhline(shown.living, color=GREY, linewidth=0.9, linestyle="--", label="living")
    panels[0].legend(fontsize=7, frameon=False, loc="upper left")
    plain(panels[1], "Members", "firms")
    band(panels[1], months, _site_mean(series["members"]), BLUE)
    panels[1].set_ylim(bottom=0.0)
    plain(panels[2], "Mutual help", "share of gaps met by a colleague")
    band(panels[2], months, share_of(series["gaps_met"].sum(axis=2), series["gaps"].sum(axis=2), axis=1), GREEN)
    panels[2].set_ylim(0.0, 1.0)
    plain(panels[3], "Knowledge", "mean level")
    band(panels[3], months, _site_mean(series["knowledge"]), ORANGE)


def _living_together(panels: Any, months: Any, series: Any) -> None:
    """Draw community, norms and commons into three panels."""
    plain(panels[0], "Community", "0 to 1")
    for name, colour in (("satisfaction", BLUE), ("care", GREEN), ("ties", RED)):
        band(panels[0], months, _site_mean(series[name]), colour, name)
    panels[0].set_ylim(0.0, 1.0)
    panels[0].legend(fontsize=7, frameon=False, ncols=3)
    plain(panels[1], "Norms", "share of cases under a shared rule")
    band(panels[1], months, _site_mean(series["null_regulated"]), GREY, "by chance")
    band(panels[1], months, _site_mean(series["regulated"]), BLUE, "as it was")
    plain(panels[2], "Commons", "0 to 1")
    band(panels[2], months, _site_mean(series["condition"]), GREEN, "condition")
    crisis = yearly(series["crisis"].mean(axis=2), axis=1).mean(axis=0)
    panels[2].plot(months, crisis, color=RED, linewidth=1.4, label="runs in crisis")
    dissolved = series["dissolved"].mean(axis=(0, 2))
    panels[2].plot(months, dissolved, color="black", linewidth=1.2, linestyle=":", label="dissolved")
    for panel in panels[1:3]:
        panel.set_ylim(0.0, 1.15)
        panel.legend(
            fontsize=7, frameon=False, ncols=3, loc="upper left", borderpad=0.0, columnspacing=0.9, handlelength=1.5
        )


def draw_history(shown: Shown) -> Figure:
    """Draw livelihood, members, help, knowledge, community, norms, commons, landlord: medians, and bands of 90 % of runs."""
    from matplotlib.figure import Figure

    series = shown.series
    months = np.arange(1, series.shape[1] + 1)
    figure = Figure(figsize=(13, 6.4), dpi=110)
    figure.subplots_adjust(left=0.055, right=0.99, bottom=0.075, top=0.89, wspace=0.24, hspace=0.26)
    panels = figure.subplots(2, 4).ravel()
    _livelihood_and_learning(panels[:4], months, shown)
    _living_together(panels[4:7], months, series)
    plain(panels[7], "Landlord", "EUR per month")
    _landlord(panels[7], months, series)
    for panel in panels:
        panel.locator_params(nbins=5)
    for panel in panels[4:]:
        panel.set_xlabel("month", fontsize=8)
    title = f"{shown.title}: median and 90 % band of {series.shape[0]:,} runs"
    figure.suptitle(title, x=0.01, ha="left", fontsize=12)
    return figure


def _site_mean(values: Any) -> Any:
    """Mean over sites that have members; shape (runs, months)."""
    there = ~np.isnan(values)
    count = there.sum(axis=2)
    total = np.where(there, values, 0.0).sum(axis=2)
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
