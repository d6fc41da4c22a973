"""Events: crisis and boom in the macro index, a failure of the heating, the loss of the largest member."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest
from contract import ProcessContract
from worlds import at, equal, live, numbers, only, opened, without

from mfsim.draws import uniform
from mfsim.processes.events import ATTEND, largest_member, stepped
from mfsim.world.invariants import broken
from mfsim.world.records import CAUSES
from mfsim.world.shocks import push, shift

HEATING = {"events.heating_failure": True, "events.heating_month": 3}
LARGEST = {"events.largest_leaves": True, "events.largest_month": 3}
CRISIS = {"events.crisis": True, "events.crisis_month": 4, "events.crisis_months": 3, "events.crisis_size": 0.5}


class TestContract(ProcessContract):
    process = "events"
    columns = ("repair_eur", "largest_left")
    settings: ClassVar[dict[str, Any]] = {**HEATING, **LARGEST, "events.heating_month": 1, "events.largest_month": 1}


def test_by_default_nothing_happens():
    on, off = (live(opened("base", {"processes.events": one}, months=12), 12) for one in (True, False))
    assert equal(on.firms, off.firms)
    assert equal(numbers(on.series), numbers(off.series))


@pytest.mark.parametrize("persistence", [0.0, 0.95, 0.9999])
def test_a_crisis_lowers_the_index_by_its_size_while_it_lasts_and_leaves_no_trace(persistence):
    usual, crisis = (
        live(opened("base", {"demand.macro_persistence": persistence, **more}, months=12), 12) for more in ({}, CRISIS)
    )
    fall = np.log(crisis.series.macro_index[:, 0] / usual.series.macro_index[:, 0])
    assert fall == pytest.approx([0.0] * 3 + [-0.5] * 3 + [0.0] * 6, abs=1e-12)
    during = slice(3, 6)
    assert crisis.series.orders[during].sum() < usual.series.orders[during].sum()
    assert equal(crisis.series.orders[:3], usual.series.orders[:3])


def test_a_boom_raises_it_and_both_add_up():
    boom = {"events.boom": True, "events.boom_month": 5, "events.boom_months": 4, "events.boom_size": 0.2}
    usual, both = (live(opened("base", more, months=12), 12) for more in ({}, {**CRISIS, **boom}))
    change = np.log(both.series.macro_index[:, 0] / usual.series.macro_index[:, 0])
    assert change == pytest.approx([0, 0, 0, -0.5, -0.3, -0.3, 0.2, 0.2, 0, 0, 0, 0], abs=1e-12)
    p = opened("base", {**CRISIS, **boom}).parameters
    assert [shift(p.events, month) for month in (3, 4, 5, 7, 9)] == pytest.approx([0.0, -0.5, -0.3, 0.2, 0.0])
    assert push(opened("base", {"processes.events": False}).parameters, 4) == 0.0


def test_the_heating_is_paid_for_and_the_month_is_cold():
    usual, cold = (
        live(opened("base", more, months=6), 3) for more in ({}, {**HEATING, "events.heating_repair_eur": 2500.0})
    )
    before = usual.series.association_cash_eur[2, 0] - cold.series.association_cash_eur[2, 0]
    fees = usual.series.fees_eur[2, 0] - cold.series.fees_eur[2, 0]
    assert before == pytest.approx(2500.0 + fees)
    assert cold.series.repair_eur[:3, 0].tolist() == [0.0, 0.0, 2500.0]
    assert broken(cold) == []
    assert cold.firms.hours_done.sum() < usual.firms.hours_done.sum()
    assert cold.series.association_cost_eur[2, 0] - usual.series.association_cost_eur[2, 0] == pytest.approx(2500.0)


def test_those_who_care_meet_and_their_ties_and_care_rise_or_fall():
    meeting = {**HEATING, "events.heating_month": 1, **only("events", "demand", "production", "finance"),
               "community.initial_care": 0.6, "events.heating_care": 0.1}  # fmt: skip
    up, down = (live(opened("base", {**meeting, "events.heating_tie": tie}), 1) for tie in (0.2, -0.5))
    came = np.array([uniform(at(1), ATTEND, serial) < 0.6 for serial in up.firms.serial[0]])
    assert 2 <= came.sum() < 20
    assert up.firms.care[0][came] == pytest.approx(0.6 + 0.1 * 0.4)
    assert np.all(up.firms.care[0][~came] == 0.6)
    pairs = np.outer(came, came) & ~np.eye(20, dtype=bool)
    assert up.trust[0][pairs] == pytest.approx(0.1 + 0.2 * 0.9)
    assert down.trust[0][pairs] == pytest.approx(0.05)
    assert np.all(up.trust[0][~pairs & ~np.eye(20, dtype=bool)] == 0.1)
    assert np.all(up.firms.common_hours[0][came] == 3.0)
    assert np.all(up.firms.common_hours[0][~came] == 0.0)


def test_steps_stay_within_bounds():
    for step in (-1.0, -0.3, 0.0, 0.4, 1.0):
        for x in (0.0, 0.2, 1.0):
            assert 0.0 <= stepped(x, step) <= 1.0
    assert stepped(0.5, 0.2) == pytest.approx(0.6)
    assert stepped(0.5, -0.2) == pytest.approx(0.4)


def test_without_an_association_nobody_repairs_but_all_are_cold():
    world = opened("base", HEATING, months=6)
    live(world, 2)
    world.sites[0].association_cash, world.sites[0].dissolved = 0.0, True
    live(world, 1, first=3)
    assert world.series.repair_eur[2, 0] == 0.0
    assert world.tally.heating_loss[0] == 0.3


def test_the_largest_member_goes_with_its_firm():
    world = live(opened("base", LARGEST, months=6), 2)
    unit = largest_member(world.firms[0])
    serial, people = world.firms.serial[0, unit], world.firms.people[0]
    assert people[unit] == people.max()
    assert serial == world.firms.serial[0][people == people.max()].min()
    live(world, 1, first=3)
    assert serial not in world.firms.serial[0]
    rows = world.firm_rows[0, : world.firm_row_count[0]]
    (row,) = rows[rows.serial == serial]
    assert (row.exit_month, row.cause) == (3, CAUSES.index("moved_away"))
    assert world.series.largest_left[:3, 0].tolist() == [0.0, 0.0, 1.0]
    assert world.series.moved_away[2, 0] >= 1.0
    assert broken(world) == []


def test_on_an_empty_site_nobody_leaves():
    world = live(opened("base", {**LARGEST, **HEATING, "members.occupied_at_start": 0.0,
                                 "membership.applicants_per_unit_month": 0.0}, months=4), 4)  # fmt: skip
    assert world.series.largest_left.sum() == 0.0
    assert broken(world) == []


def test_who_remains_has_the_same_draws_as_without_the_event():
    """Alone in the market, the others' orders do not change when the largest leaves."""
    apart = {"demand.rivalry": 0.0, **without("community", "mutual_help", "joint_projects", "norms", "network"),
             "membership.applicants_per_unit_month": 0.0}  # fmt: skip
    usual, fewer = (live(opened("base", {**apart, **more}, months=4), 3) for more in ({}, LARGEST))
    there = np.isin(usual.firms.serial[0], fewer.firms.serial[0]) & (usual.firms.serial[0] >= 0)
    assert there.sum() >= 15
    assert equal(usual.firms.standing[0][there], fewer.firms.standing[0][there])
    assert equal(usual.firms.gap_count[0][there], fewer.firms.gap_count[0][there])
