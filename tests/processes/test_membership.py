"""Membership: each cause of leaving by construction, and who comes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from contract import ProcessContract
from worlds import live, only, opened

from mfsim.compiling import ENABLED
from mfsim.processes.membership import chance_of_giving_up
from mfsim.world.records import CAUSES

SETTLED = {
    **only("membership", "record"),
    "membership.give_up_rate": 0.0,
    "membership.exogenous_closing": 0.0,
    "membership.moving_threshold": 1.0,
    "membership.moving_threshold_spread": 0.0,
    "membership.applicants_per_unit_month": 0.0,
    "finance.credit_line_eur": 1_000.0,
}
"""Nobody leaves and nobody comes."""


class TestContract(ProcessContract):
    process = "membership"
    columns = ("applicants",)


def _settled(months=1, **changes):
    settings = {**SETTLED, **changes}
    if settings.get("membership.letting") == "hazard":
        del settings["membership.applicants_per_unit_month"]
    return opened("base", settings, months=months)


def _exits(world):
    rows = world.firm_rows[0, : world.firm_row_count[0]]
    return {int(row.unit): (CAUSES[int(row.cause)], int(row.exit_month)) for row in rows}


def test_without_a_reason_nobody_leaves_or_comes():
    world = live(_settled(months=24), 24)
    assert _exits(world) == {}
    assert np.all(world.series.members == 20)
    assert np.all(world.firms.months_in_place == 24)


def test_beyond_its_credit_a_firm_is_insolvent():
    world = _settled()
    world.firms.people[0] = 1.0
    world.firms.cash[0, 3:6] = (-1_000.0, -1_000.01, -1_999.0)
    world.firms.people[0, 5] = 2.0
    live(world, 1)
    assert _exits(world) == {4: ("insolvent", 1)}
    assert world.series.closed_insolvent[0, 0] == 1


def test_arrears_beyond_the_limit_end_in_eviction():
    world = _settled(**{"lease.eviction_months": 2.0})
    due = 5.0 * world.units.area[0]
    world.firms.rent_per_m2 = 5.0
    world.firms.arrears[0, :2] = (2.0 * due, 2.01 * due)
    live(world, 1)
    assert _exits(world) == {1: ("insolvent", 1)}


def test_where_no_rent_is_due_arrears_evict_nobody():
    world = _settled(**{"lease.rent_eur_per_m2_month": 0.0})
    world.firms.arrears[0] = 1e6
    assert _exits(live(world, 1)) == {}


def test_who_earns_far_less_than_outside_gives_up():
    world = _settled(**{"membership.give_up_rate": 1.0, "membership.give_up_slope": 100.0})
    world.firms.outside_income[0] = 1_000.0
    world.firms.smoothed_income[0] = 1_500.0
    world.firms.smoothed_income[0, 7] = 500.0
    assert _exits(live(world, 1)) == {7: ("gave_up", 1)}


@pytest.mark.parametrize(("outside", "income"), [(700.0, 700.0), (900.0, 400.0), (500.0, 2_000.0)])
def test_chance_of_giving_up_is_a_logistic(outside, income):
    expected = 0.07 / (1.0 + math.exp(-6.0 * (outside - income) / 1_300.0))
    assert chance_of_giving_up(outside, income, 0.07, 6.0) == pytest.approx(expected, rel=1e-13)


def test_chance_of_giving_up_is_finite_at_the_ends():
    assert chance_of_giving_up(0.0, 1e9, 0.07, 100.0) == pytest.approx(0.0, abs=1e-300)
    assert chance_of_giving_up(1e9, 0.0, 0.07, 100.0) == 0.07


def test_everybody_closes_at_a_rate_of_one():
    world = live(_settled(**{"membership.exogenous_closing": 1.0}), 1)
    assert _exits(world) == dict.fromkeys(range(20), ("other_closing", 1))
    assert world.series.members[0, 0] == 0
    assert math.isnan(world.series.satisfaction[0, 0])


@pytest.mark.skipif(not ENABLED, reason="needs many firms")
def test_other_closings_come_at_their_rate():
    """1,000 firms, 12 months at 2 %: binomial, tolerance 4 standard errors."""
    world = _settled(months=12, **{"membership.exogenous_closing": 0.02, "place.units": 1_000})
    left = 1.0 - live(world, 12).series.members[-1, 0] / 1_000.0
    expected = 1.0 - 0.98**12
    assert left == pytest.approx(expected, abs=4.0 * math.sqrt(expected * (1.0 - expected) / 1_000.0))


def test_the_term_ends_a_stay_in_its_month():
    world = live(_settled(months=5, **{"membership.term_months": 3}), 5)
    assert _exits(world) == dict.fromkeys(range(20), ("term_over", 3))


def test_who_is_better_off_alone_for_long_enough_moves_away():
    fixed = {"processes.community": True, "community.satisfaction_rate": 0.0}
    world = _settled(months=9, **{"membership.moving_threshold": 0.1, "membership.patience_months": 4, **fixed})
    world.firms.satisfaction[0] = 0.5
    world.firms.alone[0] = 0.55
    world.firms.alone[0, :3] = 0.7
    live(world, 2)
    world.firms.alone[0, 1] = 0.5  # a better month begins the count anew
    live(world, 1, first=3)
    world.firms.alone[0, 1] = 0.7
    live(world, 6, first=4)
    assert _exits(world) == {0: ("moved_away", 4), 2: ("moved_away", 4), 1: ("moved_away", 7)}


def test_insolvency_comes_before_every_other_reason():
    world = _settled(**{"membership.exogenous_closing": 1.0, "membership.term_months": 1})
    world.firms.cash[0] = -1e6
    assert {cause for cause, _ in _exits(live(world, 1)).values()} == {"insolvent"}


def test_applicants_take_the_first_empty_units_in_their_order():
    world = _settled(**{"membership.applicants_per_unit_month": 10.0, "members.occupied_at_start": 0.4})
    live(world, 1)
    row = world.series[0, 0]
    assert row.applicants > 100
    assert row.entries == 12
    assert list(world.firms.serial[0]) == [*range(8), *range(20, 32)]
    assert np.all(world.firms.entry_month[0, 8:] == 1)
    assert not world.firms.founder[0, 8:].any()


def _full_and_applied_to(months=2, **changes):
    """A full site after a month of about ten applicants; returns how many came."""
    come = {"membership.applicants_per_unit_month": 0.5, "membership.turnaround_months": 0}
    world = live(_settled(months=months, **come, **changes), 1)
    came = int(world.series.applicants[0, 0])
    assert came > 4
    return world, came


def _vacate(world, unit, month):
    world.firms.cash[0, unit] = -1e9
    live(world, 1, first=month)
    assert world.firms.entry_month[0, unit] == month
    return int(world.firms.serial[0, unit])


def test_an_applicant_who_does_not_wait_is_gone_and_its_number_with_it():
    world, came = _full_and_applied_to(**{"membership.waiting_months": 0})
    assert world.series.waiting[0, 0] == min(came, 8)
    assert _vacate(world, 5, 2) == 20 + came


def test_who_came_first_gets_the_first_unit():
    world, _ = _full_and_applied_to(months=4)
    assert [_vacate(world, unit, month) for unit, month in ((5, 2), (3, 3), (11, 4))] == [20, 21, 22]
    assert world.series.entries[:, 0].sum() == 3


@pytest.mark.parametrize("months", [1, 3])
def test_who_waits_too_long_is_gone(months):
    world, came = _full_and_applied_to(
        months=months + 2, **{"membership.waiting_months": months, "membership.waiting_places": 16}
    )
    assert came < 16
    live(world, months, first=2)
    assert world.sites.waiting_serial[0, 0] == 20
    assert _vacate(world, 5, months + 2) >= 20 + came


@pytest.mark.parametrize("places", [1, 3])
def test_who_finds_no_place_in_the_list_is_gone(places):
    world, _ = _full_and_applied_to(**{"membership.waiting_places": places})
    assert list(world.sites.waiting_serial[0, :places]) == list(range(20, 20 + places))
    assert world.series.waiting[0, 0] == world.sites.waiting[0] == places


@pytest.mark.parametrize("turnaround", [0, 1, 3])
@pytest.mark.parametrize(
    "come",
    [{"membership.applicants_per_unit_month": 10.0}, {"membership.letting": "hazard", "membership.vacancy_months": 1.0}],
)
def test_a_unit_stands_empty_between_two_members(turnaround, come):
    world = _settled(months=6, **{**come, "membership.turnaround_months": turnaround})
    world.firms.cash[0, 2] = -1e9
    live(world, 6)
    assert _exits(world) == {2: ("insolvent", 1)}
    assert world.firms.entry_month[0, 2] == 1 + turnaround


@pytest.mark.skipif(not ENABLED, reason="needs many units")
def test_letting_by_hazard_is_geometric():
    """1,000 empty units at a mean of 4 months: binomial after each month, tolerance 4 standard errors."""
    empty = {"members.occupied_at_start": 0.0, "place.units": 1_000, "membership.letting": "hazard"}
    members = live(_settled(months=8, **empty), 8).series.members[:, 0] / 1_000.0
    for month, share in enumerate(members, 1):
        expected = 1.0 - 0.75**month
        assert share == pytest.approx(expected, abs=4.0 * math.sqrt(expected * (1.0 - expected) / 1_000.0))


def test_a_leaver_takes_everything_with_it():
    world = opened("base", {}, months=7)
    live(world, 6)
    unit = int(np.flatnonzero(world.firms.serial[0] >= 0)[0])
    firm = world.firms[0, unit]
    firm.cash -= 1e9
    world.ledger.newcomers[0] -= 1e9
    before, serial, months = world.ledger[0].copy(), int(firm.serial), int(firm.months_in_place)
    live(world, 1, first=7)
    assert serial not in world.firms.serial
    assert world.ledger.departed[0] < before.departed - 9e8
    leavers = world.firm_rows[0, : world.firm_row_count[0]]
    row = leavers[leavers.serial == serial][0]
    assert (row.cause, row.exit_month, row.months) == (CAUSES.index("insolvent"), 7, months + 1)
