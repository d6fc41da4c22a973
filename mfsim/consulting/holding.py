"""Will it hold? How often the association ends its years without debts, how often the place loses a third of its members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mfsim.consulting.intervals import Estimate, share_of
from mfsim.consulting.trial import Trial

Verdict = Literal["holds", "open", "does_not_hold"]
LIKELY, UNLIKELY = 0.8, 0.5
"""Chances above which, and below which, with their intervals, a place is said to hold or not."""


@dataclass(frozen=True)
class Holding:
    """Whether the place holds.

    Attributes
    ----------
    broke_even : Estimate
        Chance that the association ends every year without debts.
    short_months : float
        Mean share of months at whose end it has debts.
    lost_third : Estimate
        Chance that in some month a third of the members at the start, or more, are missing.
    lost_third_at_end : Estimate
        Chance that this is so in the last month.
    opens : Estimate
        Chance that the place opens.
    stay : tuple of (years, Estimate)
        Share of the proposed members who are still there after so many years.
    """

    broke_even: Estimate
    short_months: float
    lost_third: Estimate
    lost_third_at_end: Estimate
    opens: Estimate
    stay: tuple[tuple[int, float], ...]

    @property
    def verdict(self) -> Verdict:
        """Whether it holds, at the bounds `LIKELY` and `UNLIKELY`."""
        if self.broke_even.low >= LIKELY and self.lost_third_at_end.high <= UNLIKELY:
            return "holds"
        if self.broke_even.high < UNLIKELY or self.lost_third_at_end.low > LIKELY:
            return "does_not_hold"
        return "open"

    def rows(self) -> list[dict[str, object]]:
        """Return the table."""
        figures = (
            ("the association ends every year without debts", self.broke_even),
            ("a third of the members is missing in some month", self.lost_third),
            ("a third of the members is missing in the last month", self.lost_third_at_end),
        )
        return [{"what": what, "chance": one.mean, "low": one.low, "high": one.high} for what, one in figures]


def holding_of(trial: Trial, months: int) -> Holding:
    """Return whether the place holds."""
    site = trial.site
    stayed = trial.each["months"]
    years = [year for year in (1, 2, 3, 5, 10) if 12 * year <= months]
    return Holding(
        broke_even=share_of(site["broke_even"]),
        short_months=float(site["short_months"].mean()),
        lost_third=share_of(site["lost_third"]),
        lost_third_at_end=share_of(site["lost_third_at_end"]),
        opens=share_of(site["opens"]),
        stay=tuple((year, float(np.nanmean(stayed >= 12 * year))) for year in years),
    )
