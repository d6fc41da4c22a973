"""What everybody has in premises of its own: what being together is measured against, and goes on as for who moves away.

Equation::

    rest(t) = Σ_{s > t} δ^s · (income_s − hour_eur · hours_s),   of the outside option from the month after the business ends

Members alone have no effect on one another, so all of them, and all candidates, are run at once. The definition is that of
`mfsim.outcomes.surplus`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.engine.run import run_batch
from mfsim.outcomes.surplus import DEATHS, discount
from mfsim.scenario.alone import APART, isolated
from mfsim.scenario.load import LoadedScenario
from mfsim.scenario.schema import Scenario
from mfsim.world.serials import SERIALS_PER_SITE, serials_by_name

Floats = NDArray[np.float64]
RUNS_AT_ONCE = 50
DEFAULT = Scenario()
OFF = tuple(name.partition(".")[2] for name, on in APART.items() if name.startswith("processes.") and on is False)
"""Processes that do not run where everybody is alone: what is set in their tables has no effect there."""


@dataclass(frozen=True)
class Alone:
    """Some people's businesses alone, run by run.

    Attributes
    ----------
    names : tuple of str
        Whose.
    rest : array, shape (runs, names, months + 1), EUR a firm
        Discounted income less hours of all months after month t.
    closed : array of bool, shape (runs, names)
        Whether the business has ended within the months that risk is counted for.
    """

    names: tuple[str, ...]
    rest: Floats
    closed: NDArray[np.bool_]

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return len(self.rest)

    def part(self, start: int, stop: int) -> Alone:
        """Return some of the runs."""
        return Alone(self.names, self.rest[start:stop], self.closed[start:stop])

    def joined(self, more: Alone) -> Alone:
        """Return these runs with further ones after them."""
        return Alone(self.names, np.concatenate([self.rest, more.rest]), np.concatenate([self.closed, more.closed]))


def founders(records: Any, names: tuple[str, ...]) -> tuple[Any, Any, Any]:
    """Return the rows of founding members with run and place among names, none for who is not named."""
    rows = records.firm_rows
    here = rows["entry_month"] == 0.0
    serials = serials_by_name(names)
    place_of = {serial: names.index(name) for name, serial in serials.items()}
    local = rows["serial"][here].astype(np.int64) % SERIALS_PER_SITE
    place = np.array([place_of.get(int(one), -1) for one in local], np.int64)
    known = place >= 0
    return rows[here][known], (records.firm_run[here] - records.first_run)[known], place[known]


def alone_scenario(scenario: LoadedScenario, everybody: Any) -> LoadedScenario:
    """Return the scenario in which everybody works in premises of its own, each with the area it has or would have."""
    apart = isolated(scenario)
    settings = apart.settings.model_copy(update={name: getattr(DEFAULT, name) for name in OFF})
    private = sum(one.area_m2 for one in everybody)
    place = settings.place.model_copy(
        update={"units": len(everybody), "total_area_m2": private / settings.place.private_share}
    )
    loose = tuple(replace(one, knows=(), works_with=()) for one in everybody)
    return replace(apart, members=loose, settings=settings.model_copy(update={"place": place}))


def run_alone(scenario: LoadedScenario, runs: range, months: int, seed: int, risk_months: int) -> Alone:
    """Run everybody alone.

    Parameters
    ----------
    scenario : LoadedScenario
        From `alone_scenario`.
    risk_months : int
        Months within which a business that ends counts as closed.
    """
    names = tuple(one.name for one in scenario.members)
    parts = [
        _run_part(scenario, names, range(start, min(start + RUNS_AT_ONCE, runs.stop)), months, seed, risk_months)
        for start in range(runs.start, runs.stop, RUNS_AT_ONCE)
    ]
    return Alone(names, np.concatenate([one.rest for one in parts]), np.concatenate([one.closed for one in parts]))


def _run_part(scenario: LoadedScenario, names: tuple[str, ...], runs: range, months: int, seed: int, risk: int) -> Alone:
    p = scenario.settings.surplus
    records = run_batch(scenario, runs=runs, months=months, seed=seed, workers=1, panel=True)
    rows, run, place = founders(records, names)
    unit = rows["unit"].astype(np.int64)
    months_of = _months_of(rows, records.panel[run, :, 0, :][np.arange(len(unit)), :, unit], p, months)
    value = np.zeros((len(runs), len(names), months))
    value[run, place] = months_of
    rest = np.zeros((len(runs), len(names), months + 1))
    rest[:, :, :-1] = np.cumsum(value[:, :, ::-1], axis=2)[:, :, ::-1]
    closed = np.zeros((len(runs), len(names)), bool)
    closed[run, place] = np.isin(rows["cause"], DEATHS) & (rows["exit_month"] <= risk)
    return Alone(names, rest, closed)


def _months_of(rows: Any, past: Any, p: Any, months: int) -> Floats:
    """Discounted income less hours of each firm and month, EUR; shape (firms, months)."""
    factor = discount(p.discount_rate_year, months)[1:]
    value = np.nan_to_num(past["income_eur"] - p.hour_eur * past["own_hours"]) * factor
    ended = np.where(rows["cause"] >= 0, rows["exit_month"], months + 1.0)
    number = np.arange(1, months + 1)
    outside = rows["owners"] * (rows["outside_income_eur"] - p.hour_eur * p.outside_hours_month)
    value = np.where(number > ended[:, None], outside[:, None] * factor, value)
    # In the month in which it ends a firm is gone before the month is written down: its row has the sum.
    before = np.where(number < ended[:, None], value, 0.0).sum(axis=1)
    last = rows["income_discounted_eur"] - p.hour_eur * rows["hours_discounted"] - before
    return np.asarray(np.where(number == ended[:, None], last[:, None], value))
