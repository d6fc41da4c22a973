"""Founding: phases, failure, an empty building, opening by stages, a move, an end; who works outside; money throughout."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, ClassVar

import numpy as np
import pytest
from contract import ProcessContract
from worlds import equal, live, numbers, only, opened

from mfsim.errors import ScenarioError
from mfsim.processes.founding import chance_to_drop_out
from mfsim.world.invariants import broken
from mfsim.world.phases import ENDED, FAILED, FORMING, PHASES, STATUTES, phase_at, units_due
from mfsim.world.records import CAUSES

GROUP = {"founding.start": "community_first"}
FAITHFUL = {f"founding.{phase}_drop_out": 0.0 for phase in PHASES}
"""Nobody leaves the group."""
LASTING = {"membership.give_up_rate": 0.0, "membership.exogenous_closing": 0.0, "membership.applicants_per_unit_month": 0.0,
           "membership.moving_threshold": 1.0, "members.start_cash_months": 60.0}  # fmt: skip
"""Nobody leaves the place either, and nobody comes."""
SPACE = {"founding.start": "space_first", "founding.works_months": 4, "membership.applicants_per_unit_month": 0.3}


def _months(*months):
    return {f"founding.{phase}_months": one for phase, one in zip(PHASES, months, strict=True)}


SHORT = {**GROUP, **_months(1, 1, 1, 1, 0, 0, 0), "founding.works_months": 0}


class TestContract(ProcessContract):
    process = "founding"
    columns = ("outside", "unopened_m2", "outside_rent_eur")
    settings: ClassVar[dict[str, Any]] = {
        **GROUP, **_months(1, 0, 1, 0, 1, 0, 0), "founding.works_months": 1, "founding.staged": True,
        "founding.relocation": True, "founding.relocation_month": 5, "founding.relocation_months": 1,
    }  # fmt: skip


def test_a_place_that_is_open_is_as_without_founding():
    on, off = (live(opened("base", {"processes.founding": one}, months=12), 12) for one in (True, False))
    assert equal(on.firms, off.firms)
    assert equal(on.trust, off.trust)
    assert equal(numbers(on.series), numbers(off.series))


def test_a_founding_that_takes_no_time_is_as_a_place_that_is_open():
    at_once = live(opened("base", {**GROUP, **_months(*[0] * 7), "founding.works_months": 0}, months=12), 12)
    is_open = live(opened("base", months=12), 12)
    assert equal(at_once.firms, is_open.firms)
    assert equal(numbers(at_once.series), numbers(is_open.series))


def test_phases_follow_one_another():
    p = opened("base", {**GROUP, **_months(2, 1, 0, 3, 1, 0, 1)}).parameters.founding
    assert [phase_at(p, month) for month in range(1, 11)] == [0, 0, 1, 3, 3, 3, 4, 6, 6, 6]


@pytest.mark.parametrize("months", [(3, 1, 1, 2, 1, 1, 1), (0, 0, 2, 0, 0, 1, 0), (1, 0, 0, 0, 0, 0, 0)])
def test_without_drop_outs_a_place_opens_after_the_sum_of_the_phases(months):
    total = sum(months)
    settings = {**GROUP, **_months(*months), **FAITHFUL, **LASTING, "founding.works_months": 0}
    world = live(opened("base", settings, months=total + 2), total + 2)
    series = world.series[:, 0]
    assert np.array_equal(series.open_units, [0] * total + [20, 20])
    assert np.array_equal(series.outside, [20] * total + [0, 0])
    assert world.sites.opened[0] == total
    until = list(accumulate(months))
    expected = [sum(month > end for end in until) for month in range(1, total + 1)]
    assert np.array_equal(series.phase[:total], expected)
    assert np.isnan(series.phase[total:]).all()


def test_the_keys_wait_for_the_works():
    series = live(opened("base", {**SHORT, **FAITHFUL, "founding.works_months": 6}, months=8), 8).series[:, 0]
    assert np.array_equal(series.open_units > 0, [False] * 6 + [True] * 2)
    assert series.phase[4] == series.phase[5] == 6.0


def test_who_cares_less_or_differs_more_is_more_likely_to_leave():
    world = opened("base", {**GROUP, "founding.statutes_drop_out": 0.04, "founding.declaration_drop_out": 0.08})
    p, firm = world.parameters.founding, world.firms[0, 0]
    firm.care, firm.value = 0.25, 0.9
    assert chance_to_drop_out(p, STATUTES, firm, 0.5) == pytest.approx(0.04 * 1.5)
    assert chance_to_drop_out(p, PHASES.index("declaration"), firm, 0.5) == pytest.approx(0.08 * 1.5 * 1.6)
    firm.care = 1.0
    assert chance_to_drop_out(p, STATUTES, firm, 0.5) == 0.0


def test_drop_outs_come_at_their_rate():
    """200 firms of care 0.5, a rate of 0.1 a month, 3 months; tolerance 4 standard errors."""
    settings = {**GROUP, "place.units": 200, "founding.call_drop_out": 0.1, "founding.recall": False,
                "community.initial_care": 0.5, **only("founding", "record")}  # fmt: skip
    world = live(opened("base", settings, months=3), 3)
    kept = 0.9**3
    assert abs(world.series.members[2, 0] - 200 * kept) < 4.0 * np.sqrt(200 * kept * (1.0 - kept))
    assert world.series.moved_away.sum() == 200 - world.series.members[2, 0]


def test_a_group_that_is_too_small_fails_and_nothing_happens_after():
    settings = {**GROUP, "founding.group_drop_out": 1.0, "founding.recall": False, "community.initial_care": 0.2}
    world = opened("base", settings, months=14)
    for month in range(1, 15):
        live(world, 1, first=month)
        assert broken(world) == [], month
    series = world.series[:, 0]
    assert np.all(series.members[:3] > 0)
    assert np.all(series.members[3:] == 0)
    assert np.all(series.stage[:3] == FORMING)
    assert np.all(series.stage[3:] == FAILED)
    assert np.all(series.open_units == 0)
    assert series.moved_away[3] == series.members[2]
    for column in ("entries", "applicants", "rent_due_eur", "fees_eur", "projects_offered", "cases"):
        assert np.all(series[column][4:] == 0), column
    assert np.isnan(series.satisfaction[3:]).all()


@pytest.mark.parametrize("least", [3, 12])
def test_how_small_a_group_may_get(least):
    settings = {**GROUP, **FAITHFUL, **LASTING, "founding.least_members": least, "members.occupied_at_start": 0.5}
    assert (live(opened("base", settings, months=11), 11).series.open_units[-1, 0] > 0) == (least == 3)


def test_the_call_that_goes_on_replaces_who_has_left():
    leaving = {**GROUP, "founding.call_drop_out": 0.15, "membership.applicants_per_unit_month": 0.3}
    recalled, alone = (live(opened("base", {**leaving, "founding.recall": recall}, months=3), 3) for recall in (True, False))
    assert alone.series.entries.sum() == 0
    assert recalled.series.entries.sum() > 0
    assert recalled.series.members[-1, 0] > alone.series.members[-1, 0]
    there = recalled.firms[0][recalled.firms[0].serial >= 0]
    assert there.founder.all(), "who joins before the opening is a founding member"


def test_the_group_pays_outside_and_nobody_here():
    settings = {**SHORT, **FAITHFUL, **LASTING, "founding.outside_rent_eur_per_m2_month": 6.0}
    world = live(opened("base", {**settings, **only("founding", "lease", "record")}, months=6), 4)
    areas = world.units.area
    before = np.array(world.firms.cash[0])
    fresh = opened("base", {**settings, **only("founding", "lease", "record")})
    assert before == pytest.approx(np.array(fresh.firms.cash[0]) - 4 * 6.0 * areas)
    series = world.series[:4, 0]
    assert np.all(series.rent_due_eur == 0.0)
    assert np.all(series.rent_full_eur == pytest.approx(5.0 * areas.sum()))
    assert series.outside_rent_eur == pytest.approx(6.0 * areas.sum())
    assert world.ledger.landlord[0] == 0.0
    live(world, 2, first=5)
    assert np.array(world.firms.cash[0]) == pytest.approx(before - 2 * 5.0 * areas)
    assert np.all(world.series.outside_rent_eur[4:, 0] == 0.0)


def test_before_the_keys_there_is_no_association_that_takes_or_spends():
    world = opened("base", {**SHORT, **FAITHFUL, **LASTING}, months=6)
    condition = world.sites.condition[0]
    live(world, 4)
    series = world.series[:4, 0]
    for column in ("fees_eur", "association_cost_eur", "association_cash_eur", "upkeep_hours", "rivals", "attendance"):
        assert np.all(series[column] == 0.0), column
    assert np.all(series.condition == condition)
    assert np.isnan(series.fee_eur_per_m2).all()
    assert np.all(world.firms.noise_heard == 0.0)
    live(world, 1, first=5)
    assert world.series.fees_eur[4, 0] > 0.0
    assert world.series.upkeep_hours[4, 0] > 0.0
    assert world.firms.rivals.max() > 0.0


def test_the_group_meets_as_much_as_the_rate_says_and_in_the_call_not_at_all():
    met = {}
    for rate in (0.0, 0.5, 1.0):
        settings = {**SHORT, **FAITHFUL, **LASTING, "founding.contact_rate": rate, "place.units": 60}
        world = live(opened("base", settings, months=2), 1)
        assert np.all(world.firms.met == -1), "the call"
        assert world.tally.dealings[0] == world.tally.cases[0] == 0
        live(world, 1, first=2)
        met[rate] = np.count_nonzero(world.firms.met >= 0)
        assert (world.tally.cases[0] > 0) == (rate > 0.0)
    assert met[0.0] == 0
    assert 0.3 * met[1.0] < met[0.5] < 0.7 * met[1.0]
    assert met[1.0] > 100


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_the_group_lends_and_buys_as_much_as_the_rate_says_and_in_the_call_not_at_all(rate):
    settings = {**SHORT, **FAITHFUL, **LASTING, "founding.contact_rate": rate, "community.initial_tie": 0.8,
                "machines.access": "lent", "machines.lend_baseline": 5.0, "local_chain.inside_first": 1.0,
                "place.units": 60}  # fmt: skip
    world = live(opened("base", settings, months=3), 3)
    for column in ("machine_hours_shared", "inputs_inside_eur"):
        months = world.series[column][:, 0]
        assert months[0] == 0.0, "the call"
        assert (months[1:].sum() > 0.0) == (rate > 0.0)


def test_the_groups_meetings_cost_hours_and_make_it_care():
    quiet = {**SHORT, **FAITHFUL, "founding.meeting_hours_month": 8.0, "founding.meeting_care": 0.1, "place.units": 100}
    world = opened("base", {**quiet, **only("founding")})
    world.firms.care[0] = 0.6
    live(world, 1)
    assert np.all(world.firms.common_hours == 0.0), "nobody meets during the call"
    live(world, 1, first=2)
    firms = world.firms[0]
    came = firms.common_hours > 0.0
    assert np.all(firms.common_hours[came] == 8.0)
    assert firms.care[came] == pytest.approx(0.64)
    assert np.all(firms.care[~came] == 0.6)
    assert abs(came.sum() - 60) < 4.0 * np.sqrt(100 * 0.6 * 0.4)


def test_rules_are_made_when_the_association_is_founded():
    settings = {**GROUP, **_months(1, 1, 0, 0, 1, 2, 0), **FAITHFUL, "norms.origin": "statutory"}
    world = live(opened("base", {**settings, "founding.works_months": 0}, months=7), 7)
    rules = world.series.rules[:, 0]
    assert np.all(rules[:3] == 0)
    assert rules[3] > 0, "the association is founded in the third month"
    assert world.series.open_units[3, 0] == 0
    assert np.all(world.norm_rows.from_month[0, : world.norm_row_count[0]] <= 7)


def test_precedents_grow_in_the_group():
    settings = {**GROUP, **FAITHFUL, **LASTING, "founding.contact_rate": 1.0, "norms.cases_per_member_month": 1.0}
    world = live(opened("base", settings, months=10), 10)
    assert np.all(world.series.open_units == 0)
    assert world.series.settled_by_parties.sum() > 0
    assert world.norms["count"].sum() > 0


def test_an_empty_building_fills_with_applicants_when_the_works_are_over():
    world = live(opened("base", SPACE, months=8), 8)
    series = world.series[:, 0]
    assert np.all(series.members[:4] == 0)
    assert np.all(series.applicants[:4].sum() > 0)
    assert series.waiting[3] > 0
    assert series.members[4] == series.entries[4] > 0
    assert np.all(series.empty_area_m2[:4] == pytest.approx(world.units.area.sum()))
    assert np.all(series.unopened_m2[:4] == series.empty_area_m2[:4])
    assert np.all(series.unopened_m2[4:] == 0.0)
    assert series.ties[4] == 0.0, "they do not know one another"
    there = world.firms[0][world.firms[0].serial >= 0]
    assert np.array_equal(there.founder, there.entry_month == 5), "who gets the first keys is a founding member"
    assert 0 < there.founder.sum() < len(there)


def test_units_open_by_stages():
    staged = {"founding.staged": True, "founding.first_units": 0.3, "founding.units_per_month": 2.5}
    world = live(opened("base", {**staged, **LASTING}, months=9), 9)
    series = world.series[:, 0]
    expected = [6, 8, 11, 13, 16, 18, 20, 20, 20]
    assert np.array_equal(series.open_units, expected)
    assert np.array_equal(series.outside, 20 - np.array(expected))
    areas = world.units.area
    for month, count in enumerate(expected):
        assert series.occupied_m2[month] == pytest.approx(areas[:count].sum())
        assert series.unopened_m2[month] == pytest.approx(areas[count:].sum())
        assert series.rent_due_eur[month] == pytest.approx(5.0 * areas[:count].sum())
    p = opened("base", {**staged, "place.units": 3}).parameters.founding
    assert [units_due(p, 3, months) for months in (0, 1, 5)] == [1, 3, 3]
    assert np.array_equal(world.firms.months_outside[0, [0, 6, 8, 19]], [0, 1, 2, 6])


@pytest.mark.parametrize("lost", [0.0, 1.0])
def test_a_place_moves(lost):
    settings = {**LASTING, "founding.relocation": True, "founding.relocation_month": 3, "founding.relocation_months": 2,
                "founding.relocation_lost": lost, "founding.relocation_cost_eur": 700.0}  # fmt: skip
    world = live(opened("base", settings, months=8), 2)
    before, condition = world.trust[0].sum(), world.sites.condition[0]
    live(world, 1, first=3)
    series = world.series
    assert condition != world.parameters.commons.initial_condition == world.sites.condition[0]
    live(world, 5, first=4)
    assert np.array_equal(series.open_units[:, 0] > 0, [True, True, False, False, True, True, True, True])
    assert series.members[-1, 0] == 20 * (1.0 - lost)
    assert series.moved_away[2, 0] == 20 * lost
    if lost == 0.0:
        assert world.trust[0].sum() > 0.9 * before
        assert series.rent_due_eur[2, 0] == 0.0 < series.outside_rent_eur[2, 0]
    assert broken(world) == []


def test_moving_is_paid_once_and_to_suppliers():
    move = {"founding.relocation": True, "founding.relocation_month": 2, "founding.relocation_lost": 0.0,
            "founding.relocation_cost_eur": 500.0}  # fmt: skip
    moved, stayed = (opened("base", {**one, **only("founding", "finance")}) for one in (move, {}))
    for world in (moved, stayed):
        world.firms.cash[0] = 1_000.0
        live(world, 2)
    inside = stayed.firms.cash[0] - moved.firms.cash[0]
    fee = stayed.parameters.finance.fee_eur_per_m2_month * stayed.units.area
    assert inside == pytest.approx(500.0 - fee), "no fee in the month of the move"


def test_at_its_end_all_leave_and_their_ties_outlive_the_place():
    settings = {**LASTING, "founding.ending": "planned", "founding.end_month": 5, "community.initial_tie": 0.3}
    world = live(opened("base", settings, months=9), 4)
    members = world.series.members[3, 0]
    trust, helped = world.trust.copy(), world.helped.copy()
    for month in range(5, 10):
        live(world, 1, first=month)
        assert broken(world) == [], month
    series = world.series[:, 0]
    assert equal(world.trust, trust)
    assert equal(world.helped, helped)
    assert np.all(series.ties_outlive[4:] == np.count_nonzero(trust))
    assert series.ties_outlive[4] > 0
    assert series.moved_away[4] == members == 20
    assert np.all(series.members[4:] == 0)
    assert np.all(series.stage[4:] == ENDED)
    assert world.sites.dissolved[0]
    assert world.sites.association_cash[0] == 0.0
    for column in ("closed_insolvent", "closed_gave_up", "closed_other", "applicants", "rent_due_eur", "fees_eur",
                   "projects_offered", "association_cost_eur"):  # fmt: skip
        assert np.all(series[column][4:] == 0), column
    rows = world.firm_rows[0, : world.firm_row_count[0]]
    assert np.all(rows.cause == CAUSES.index("moved_away"))
    assert np.all(rows.exit_month == 5)
    assert len(rows) == 20


def test_notice_stops_letting_and_makes_members_go():
    notice = {"founding.ending": "notice", "founding.end_month": 9, "founding.notice_months": 4,
              "founding.notice_leaving": 0.3, "membership.applicants_per_unit_month": 0.5}  # fmt: skip
    series = live(opened("base", {**notice, "members.occupied_at_start": 0.5}, months=9), 9).series[:, 0]
    assert series.entries[:4].sum() > 0 == series.entries[4:].sum()
    assert np.all(series.moved_away[4:8] > 0)
    assert series.members[8] == 0 < series.members[7]


def test_a_term_counts_months_in_the_place():
    settings = {**SHORT, **FAITHFUL, **LASTING, "membership.term_months": 3}
    world = live(opened("base", settings, months=8), 8)
    assert np.array_equal(world.series.term_over[:, 0], [0, 0, 0, 0, 0, 0, 20, 0])
    rows = world.firm_rows[0, :20]
    assert np.all(rows.months == 7), "the clock of survival runs from the group on"
    assert np.all(rows.months_outside == 4)


@pytest.mark.parametrize(
    "settings",
    [
        {**GROUP, "founding.call_drop_out": 0.1},
        SPACE,
        {"founding.staged": True, "founding.relocation": True, "founding.relocation_month": 6, "founding.ending": "notice",
         "founding.end_month": 16},
    ],
)  # fmt: skip
def test_money_hours_and_the_rest_are_conserved(settings):
    busy = {"place.sites": 2, "joint_projects.rate_month": 2.0, "norms.cases_per_member_month": 0.5}
    world = opened("base", {**settings, **busy}, months=18)
    for month in range(1, 19):
        live(world, 1, first=month)
        assert broken(world) == [], month


def test_who_works_outside_keeps_its_luck():
    """Orders are drawn from the serial number: whoever is outside gets those it would get with no rivals inside."""
    settings = {**LASTING, "demand.rivalry": 0.0, "processes.mutual_help": False, "processes.joint_projects": False}
    group, inside = (live(opened("base", {**settings, **one}, months=1), 1) for one in ({**GROUP, **FAITHFUL}, {}))
    assert group.series.orders[0, 0] == inside.series.orders[0, 0] > 0
    assert equal(group.firms.gaps_total, inside.firms.gaps_total)
    assert group.series.gaps[0, 0] > 0


def test_what_does_not_go_together_is_refused():
    with pytest.raises(ScenarioError, match="nobody is there"):
        opened("mage", {"founding.start": "space_first"})
    for settings in (
        {"founding.call_months": 2},
        {**SPACE, "members.occupied_at_start": 0.5},
        {"founding.end_month": 20},
        {"founding.first_units": 0.5},
    ):
        with pytest.raises(ScenarioError, match="no effect"):
            opened("base", settings)
