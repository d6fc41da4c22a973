"""What became of each founding member, over the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mfsim.engine.run import Records
from mfsim.report.style import BLUE, GREEN, GREY, plain
from mfsim.scenario.load import LoadedScenario
from mfsim.world.records import CAUSES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 60
"""Founding members shown; with more, the figure shows the first of them."""
DEATHS = tuple(CAUSES.index(cause) for cause in ("insolvent", "gave_up", "other_closing"))


def _label(scenario: LoadedScenario, serial: int) -> str:
    if serial < len(scenario.members):
        member = scenario.members[serial]
        return f"{member.name} ({scenario.vocabulary.trades[member.trade]})"[:48]
    return f"generated member {serial + 1}"


def _spread(values: Any) -> Any:
    return np.quantile(values, (0.05, 0.5, 0.95)) if len(values) else np.full(3, np.nan)


def draw_members(records: Records, scenario: LoadedScenario) -> Figure:
    """Draw for each founding member: income while it was there, and where it was at the end."""
    from matplotlib.figure import Figure

    rows = records.firm_rows[(records.firm_site == 0) & (records.firm_rows["founder"] == 1.0)]
    serials = np.unique(rows["serial"]).astype(int)[:MOST]
    groups = [rows[rows["serial"] == serial] for serial in serials]
    places = np.arange(len(serials))[::-1]
    figure = Figure(figsize=(11, max(2.5, 1.2 + 0.24 * len(serials))), layout="constrained", dpi=110)
    left, right = figure.subplots(1, 2, sharey=True)
    incomes = np.array([_spread(group["income_eur"]) for group in groups]).reshape(-1, 3)
    left.hlines(places, incomes[:, 0], incomes[:, 2], color=BLUE, alpha=0.35, linewidth=3)
    left.plot(incomes[:, 1], places, "o", color=BLUE, markersize=4)
    left.axvline(scenario.settings.finance.living_eur_month, color=GREY, linestyle="--", linewidth=0.9)
    plain(left, "Income while there (dashed: the living)", "")
    left.set_xlabel("EUR per person and month: median and 90 % interval over runs", fontsize=8)
    left.set_yticks(places, [_label(scenario, int(serial)) for serial in serials], fontsize=7)
    still = np.array([np.mean(group["cause"] < 0) for group in groups])
    moved = np.array([np.mean((group["cause"] >= 0) & ~np.isin(group["cause"], DEATHS)) for group in groups])
    right.barh(places, still, color=GREEN, label="still there")
    right.barh(places, moved, left=still, color=BLUE, alpha=0.6, label="moved away")
    right.barh(places, 1.0 - still - moved, left=still + moved, color=GREY, alpha=0.5, label="closed")
    plain(right, f"After {records.series.shape[1]} months", "")
    right.set_xlabel("share of runs", fontsize=8)
    right.legend(fontsize=7, frameon=False, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.02))
    right.set_title("", loc="left")
    figure.suptitle(f"{scenario.settings.about.title}: the founding members", x=0.01, ha="left", fontsize=12)
    return figure
