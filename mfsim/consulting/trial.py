"""What is measured in each run of a variant: what members have of it, whether the place holds, what the landlord gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.consulting.alone import Alone, founders
from mfsim.engine.records import Records
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.outcomes.surplus import DEATHS, discount
from mfsim.scenario.load import LoadedScenario

Floats = NDArray[np.float64]
TOLERANCE_EUR = 1e-6
YEAR = 12
MEASURED = (
    "income", "below_living", "gaps_met", "help_hours", "knowledge", "fields_covered", "members", "occupancy", "turnover",
    "rent", "rent_worst", "months_short", "owner_net", "single_tenant_rent", "single_tenant_empty", "single_tenant_net",
    "lone_rent", "lone_short", "satisfaction", "fee", "crisis_months", "dissolved", "condition", "regulated",
)  # fmt: skip
"""Outcomes of the catalogue that are kept of each run."""
EACH = (
    "value", "income", "months", "gave", "received", "learned", "gaps_met", "gaps", "closed", "ended_for_income", "moved",
)  # fmt: skip
MONTHLY = {
    "members": "members", "rent_paid": "rent_paid_eur", "single_tenant": "single_tenant_eur",
    "lone_tenants": "lone_tenants_eur", "association_cash": "association_cash_eur", "rent_full": "rent_full_eur",
}  # fmt: skip
"""Columns of the series of the site that are kept month by month."""


@dataclass(frozen=True)
class Trial:
    """What runs of a variant have shown.

    Attributes
    ----------
    names : tuple of str
        The firms that were there from the start, proposed members first.
    site : mapping from a measure to an array of shape (runs,)
        Of the place.
    each : mapping from a measure to an array of shape (runs, names)
        Of each of these firms; NaN where it does not apply.
    monthly : mapping from a measure to an array of shape (runs, months)
        Of the place.
    """

    names: tuple[str, ...]
    site: dict[str, Floats]
    each: dict[str, Floats]
    monthly: dict[str, Floats]

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return len(self.site["income"])

    def joined(self, more: Trial) -> Trial:
        """Return this trial with further runs after it."""
        return Trial(
            self.names,
            {name: np.concatenate([one, more.site[name]]) for name, one in self.site.items()},
            {name: np.concatenate([one, more.each[name]]) for name, one in self.each.items()},
            {name: np.concatenate([one, more.monthly[name]]) for name, one in self.monthly.items()},
        )

    def first(self, runs: int) -> Trial:
        """Return the first runs alone."""
        return Trial(
            self.names,
            {name: one[:runs] for name, one in self.site.items()},
            {name: one[:runs] for name, one in self.each.items()},
            {name: one[:runs] for name, one in self.monthly.items()},
        )


def measure(scenario: LoadedScenario, records: Records, alone: Alone, risk_months: int) -> Trial:
    """Measure runs.

    Parameters
    ----------
    alone : Alone
        The same firms in premises of their own, in the same runs.
    risk_months : int
        Months within which a business that ends counts as closed.
    """
    names = tuple(one.name for one in scenario.members)
    site = {one.name: one.measure(records) for one in OUTCOMES if one.name in MEASURED}
    site |= _holding(scenario, records)
    series = records.series[:, :, 0]
    monthly = {name: np.array(series[column]) for name, column in MONTHLY.items()}
    return Trial(names, site, _each(scenario, records, alone, names, risk_months), monthly)


def _holding(scenario: LoadedScenario, records: Records) -> dict[str, Floats]:
    """Whether each year ended without debts of the association, and whether the place lost a third of its members."""
    series = records.series[:, :, 0]
    start = float(len(scenario.members))
    short = (series["association_cash_eur"] < -TOLERANCE_EUR) | (series["rent_owed_eur"] > TOLERANCE_EUR)
    short |= series["dissolved"] > 0.0
    opened = np.maximum.accumulate(series["open_units"] > 0.0, axis=1)
    below = series["members"] <= 2.0 / 3.0 * start + 1e-9
    return {
        "broke_even": 1.0 - short[:, _year_ends(short.shape[1])].any(axis=1),
        "short_months": short.mean(axis=1),
        "lost_third": (below & opened).any(axis=1).astype(float),
        "lost_third_at_end": below[:, -1].astype(float),
        "opens": opened[:, -1].astype(float),
    }


def _year_ends(months: int) -> list[int]:
    """Return the places of the last months of the years; of the last month, if there is no whole year."""
    return list(range(YEAR - 1, months, YEAR)) or [months - 1]


def _each(
    scenario: LoadedScenario, records: Records, alone: Alone, names: tuple[str, ...], risk_months: int
) -> dict[str, Floats]:
    runs, months = records.series.shape[:2]
    rows, run, place = founders(records, names)
    found: dict[str, Floats] = {name: np.full((runs, len(names)), np.nan) for name in EACH}
    cause, exit_month = rows["cause"], rows["exit_month"]
    died = np.isin(cause, DEATHS)
    soon = exit_month <= risk_months
    columns: dict[str, Any] = {
        "value": _value(scenario, rows, run, [alone.names.index(names[one]) for one in place], alone, months),
        "income": rows["income_eur"], "months": rows["months"], "gave": rows["hours_given"],
        "received": rows["hours_received"], "learned": rows["learned"], "gaps_met": rows["gaps_met"], "gaps": rows["gaps"],
        "closed": died & soon, "ended_for_income": died & soon & (cause != DEATHS[2]),
        "moved": (cause >= 0) & ~died,
    }  # fmt: skip
    for name, values in columns.items():
        found[name][run, place] = values
    alone_place = [alone.names.index(name) for name in names]
    people = np.full((runs, len(names)), np.nan)
    people[run, place] = rows["entry_people"]
    left = discount(scenario.settings.surplus.discount_rate_year, months)[1:].sum()
    found["value"] /= people * left
    found["alone"] = alone.rest[:, alone_place, 0] / (people * left)
    found["surplus"] = found["value"] - found["alone"]
    found["closed_alone"] = alone.closed[:, alone_place].astype(float)
    found["people"] = people
    return found


def _value(scenario: LoadedScenario, rows: Any, run: Any, place: Any, alone: Alone, months: int) -> Floats:
    """Discounted income less hours plus learning, EUR a firm, to the horizon wherever the firm is then."""
    p = scenario.settings.surplus
    factor = discount(p.discount_rate_year, months)
    left = np.concatenate([np.cumsum(factor[::-1])[::-1][1:], [0.0]])
    here = rows["income_discounted_eur"] - p.hour_eur * rows["hours_discounted"] + p.level_eur * rows["learned_discounted"]
    gone, died = rows["cause"] >= 0, np.isin(rows["cause"], DEATHS)
    after = np.where(gone, rows["exit_month"], months).astype(np.int64)
    outside = left[after] * rows["owners"] * (rows["outside_income_eur"] - p.hour_eur * p.outside_hours_month)
    goes_on = alone.rest[run, place, np.where(gone, rows["months"], months).astype(np.int64)]
    return np.asarray(here + np.where(died, outside, np.where(gone, goes_on, 0.0)))
