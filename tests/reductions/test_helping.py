"""R9: firms that help at random and stay unequally long: hours given and received correlate in total, not by the month.

Every firm has one person, one field of its own out of many, the same orders and the trust of everybody; who is asked
and who agrees is a matter of chance. So nothing but time in the place makes one firm give, or receive, more than another.
"""

from __future__ import annotations

import numpy as np
import pytest
from worlds import at, only, opened

from mfsim.compiling import ENABLED
from mfsim.engine.batch import begin_run, end_run
from mfsim.engine.month import one_month

MONTHS, RUNS, UNITS = 120, 40, 40
AT_RANDOM = {
    **only("demand", "mutual_help", "production", "membership"),
    **{f"mutual_help.{name}_weight": 0.0 for name in ("generosity", "reputation", "care", "load")},
    "mutual_help.asking": "random",
    "mutual_help.baseline": 0.0,
    "mutual_help.hours_limit": 1.0,
    "production.fatigue_loss": 0.0,
    "place.units": UNITS,
    "members.people_mean": 1.0,
    "demand.orders_per_person_month": 4.0,
    "demand.second_field_share": 0.5,
    "demand.required_level_low": 0.5,
    "demand.required_level_high": 0.5,
    "demand.rivalry": 0.0,
    "demand.standing_spread": 0.0,
    "demand.standing_shock": 0.0,
    "demand.macro_shock": 0.0,
    "demand.sector_shock": 0.0,
    "demand.newcomer_visibility": 1.0,
    "membership.give_up_rate": 0.0,
    "membership.exogenous_closing": 0.03,
    "membership.moving_threshold": 1.0,
    "membership.moving_threshold_spread": 0.0,
    "membership.letting": "hazard",
    "membership.vacancy_months": 1.0,
    "membership.turnaround_months": 0,
    "finance.credit_line_eur": 1e9,
}


def _make_alike(world):
    """Everybody knows everybody, orders come alike, and each is able in a field drawn by its serial number."""
    serials = world.firms.serial[0]
    present = serials >= 0
    world.trust[0] = present[:, None] & present[None, :] & ~np.eye(UNITS, dtype=bool)
    fields = world.skill.shape[1]
    own = serials * 7 % fields
    world.firms.own_field[0] = np.where(present, own, 0)
    world.skill[0] = 0.0
    world.skill[0, own[present], np.flatnonzero(present)] = 1.0


@pytest.fixture(scope="module")
def stays():
    """A row for every firm that was there for a month at least: months, hours given and received in total."""
    world = opened("base", AT_RANDOM, months=MONTHS)
    world.kinds.orders[:] = 1.0
    world.kinds.order_size[:] = 1.0
    rows = []
    for run in range(RUNS):
        begin_run(world, at(0, run=run))
        for month in range(1, MONTHS + 1):
            _make_alike(world)
            one_month(world, at(month, run=run))
        end_run(world, MONTHS)
        written = world.firm_rows[0, : world.firm_row_count[0]]
        rows.append(np.array([written.months, written.hours_given, written.hours_received]))
    months, given, received = np.concatenate(rows, axis=1)
    stayed = months > 0
    return months[stayed], given[stayed], received[stayed]


needs_many = pytest.mark.skipif(not ENABLED, reason="needs many firms")


@needs_many
def test_tenure_is_unequal_and_help_is_common(stays):
    months, given, received = stays
    assert len(months) > 5_000
    assert months.std() / months.mean() > 0.7
    assert given.mean() > 5.0
    assert (given * months).sum() == pytest.approx((received * months).sum(), rel=0.05)


@needs_many
def test_totals_given_and_received_correlate(stays):
    months, given, received = stays
    assert np.corrcoef(given * months, received * months)[0, 1] > 0.7


@needs_many
@pytest.mark.parametrize("least", [1, 12, 36])
def test_monthly_rates_do_not(stays, least):
    """Tolerance: 4 standard errors of a correlation of 0 between n firms, 4/√n."""
    months, given, received = stays
    long = months >= least
    n = long.sum()
    assert n > 300
    assert abs(np.corrcoef(given[long], received[long])[0, 1]) <= 4.0 / np.sqrt(n)
