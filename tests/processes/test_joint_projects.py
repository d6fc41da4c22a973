"""Joint projects: who gets a job, how the work goes, who pays whom, and what the levers move."""

from __future__ import annotations

import math
from itertools import product
from typing import ClassVar

import numpy as np
import pytest
from contract import ProcessContract
from worlds import at, equal, live, only, opened

from mfsim.compiling import ENABLED
from mfsim.world.invariants import broken
from mfsim.world.offering import finder
from mfsim.world.project_records import FREE, OUTLASTED, OUTSIDE, UNDER_WAY

UNITS = 8
AGREEMENTS = ("invisible_factory", "prime_contractor")
SHARES = ("by_hours", "equal", "shapley", "prime_keeps_margin")
BUSY = {"joint_projects.rate_month": 4.0, "community.initial_tie": 0.6, "joint_projects.level_high": 0.4}
PLAIN = {
    **only("joint_projects", "finance", "record"),
    "place.units": UNITS,
    "community.initial_tie": 0.9,
    "members.people_mean": 1.0,
    "joint_projects.overhead": 0.0,
    "joint_projects.rate_month": 50.0,
    "joint_projects.public_share": 0.0,
    "joint_projects.fields_least": 4,
    "joint_projects.fields_most": 4,
    "joint_projects.hours_variation": 0.0,
    "joint_projects.failure": 0.0,
    "joint_projects.level_low": 0.5,
    "joint_projects.level_high": 0.5,
}
"""One job of 600 hours in four fields; every member of one person can spend 56 hours a month on it."""
PRIME = {"joint_projects.agreement": "prime_contractor"}


class TestContract(ProcessContract):
    process = "joint_projects"
    columns = ("projects_offered", "projects_taken", "project_hours", "project_income_eur")
    settings: ClassVar = BUSY


def _started(months=24, *, able=None, **changes):
    """A site at the end of the month in which it took its only job; `able`: the field of each member, all by default."""
    world = opened("base", {**PLAIN, **changes}, months=months, panel=True)
    world.skill[0] = 0.9
    if able is not None:
        world.skill[0] = 0.3
        for unit, fields in enumerate(able):
            world.skill[0, fields, unit] = 0.9
    world.firms.rate[0] = 28.0
    world.firms.cash[0] = 50_000.0
    world.ledger.newcomers[0] = 50_000.0 * UNITS
    world.projects.stage[0, 1:] = OUTLASTED  # no room for another
    world.projects.until[0, 1:], world.projects.serial[0, 1:] = 1_000, world.firms.serial[0, 0]
    world.projects.lead[0, 1:] = 0
    live(world, 1)
    world.parameters.joint_projects.rate_month = 0.0
    world.projects.stage[0, 1:] = FREE
    return world


def _until_the_end(world, months=23):
    """Live on until no project is there; return the month."""
    for month in range(2, 2 + months):
        live(world, 1, first=month)
        assert broken(world) == []
        if np.all(world.projects.stage[0] == FREE):
            return month
    raise AssertionError("the project never ends")


def _team(world):
    project = world.projects[0, 0]
    return [int(unit) for unit, serial in zip(project.unit, project.serial, strict=True) if serial >= 0]


def _every_field(world):
    return [list(range(world.skill.shape[1]))] * UNITS


def _fields_of_the_job():
    """Fields of the job that `_started` draws, in its order."""
    return [int(field) for field in _started().projects[0, 0].field[:4]]


def _specialists():
    """Members 0 to 3 have a field of the job each, 4 to 7 the same again."""
    return [[field] for field in _fields_of_the_job()] * 2


def test_a_job_is_what_was_drawn():
    world = _started()
    project = world.projects[0, 0]
    assert project.stage == UNDER_WAY
    assert project.parts == len(set(project.field[:4])) == 4
    assert project.part_hours == pytest.approx(150.0)
    assert project.price == pytest.approx(28.0 * 1.15 * 600.0)
    assert project.deadline == 7
    assert np.all(project.level[:4] == 0.5)


def test_each_field_has_one_who_can_do_it():
    world = _started(able=_specialists())
    project = world.projects[0, 0]
    for part in range(4):
        unit = project.unit[project.worker[part]]
        assert world.skill[0, project.field[part], unit] >= 0.5
    assert project.unit[project.lead] in _team(world)


@pytest.mark.parametrize("lacking", range(4))
def test_an_uncovered_job_is_refused_by_colleagues_and_bought_by_a_prime_contractor(lacking):
    able = [[field] for place, field in enumerate(_fields_of_the_job()) if place != lacking] * 2
    world = _started(able=[*able, [], []])
    assert world.tally.projects_taken[0] == 0
    assert world.tally.projects_uncovered[0] > 0
    world = _started(able=[*able, [], []], **PRIME)
    assert world.tally.projects_uncovered[0] == 0
    assert world.projects[0, 0].stage == UNDER_WAY
    assert list(world.projects[0, 0].worker[:4]).count(OUTSIDE) == 1


def test_colleagues_must_know_one_another_and_a_prime_contractor_need_not():
    strangers = {"community.initial_tie": 0.0}
    assert _started(able=_specialists(), **strangers).tally.projects_taken[0] == 0
    world = _started(able=_specialists(), **strangers, **PRIME)
    assert OUTSIDE not in world.projects[0, 0].worker[:4]


def test_nobody_takes_a_job_without_an_agreement():
    world = live(opened("base", {"joint_projects.agreement": "none", "joint_projects.rate_month": 3.0}, months=3), 3)
    assert np.all(world.series.projects_passed == world.series.projects_offered)
    assert world.series.projects_offered.sum() > 0.0
    assert np.all(world.series.projects_taken == 0.0)


@pytest.mark.parametrize("settings", [
    {"processes.governance": False}, {"processes.governance": True, "governance.decision": "none"},
])  # fmt: skip
def test_a_public_call_passes_by_where_nobody_decides_for_all(settings):
    calls = {**BUSY, "joint_projects.public_share": 1.0, **settings}
    world = live(opened("base", calls), 1)
    assert world.tally.projects_passed[0] == world.tally.projects_offered[0] > 0


def test_an_association_takes_public_calls_until_it_dissolves():
    calls = {**BUSY, "joint_projects.public_share": 1.0}
    series = live(opened("base", calls, months=12), 12).series
    assert series.projects_passed.sum() == 0.0
    assert series.projects_public.sum() == series.projects_taken.sum() > 0.0
    world = opened("base", calls)
    world.sites.dissolved[0] = True
    live(world, 1)
    assert world.tally.projects_passed[0] == world.tally.projects_offered[0] > 0


def test_partners_work_to_their_limit_and_deliver():
    world = _started(able=_specialists())
    for month in range(2, 5):
        live(world, 1, first=month)
        hours = np.sort(world.firms.project_hours[0])
        assert hours == pytest.approx([0.0] * 4 + [56.0 if month < 4 else 150.0 - 112.0] * 4)
    assert world.series.projects_delivered[:4, 0].tolist() == [0.0, 0.0, 0.0, 1.0]
    assert world.projects[0, 0].stage == FREE
    assert world.firms.project_billed[0].sum() == pytest.approx(28.0 * 1.15 * 600.0)


def test_work_on_a_project_is_missing_from_ones_own():
    world = _started(able=_specialists(), **{"processes.production": True})
    world.firms.open_hours[0], world.ledger.accepted[0] = 1e5, 1e5 * UNITS + world.ledger.done[0]
    live(world, 1, first=2)
    firms = world.firms[0]
    assert firms.project_hours.sum() == pytest.approx(4 * 56.0)
    assert firms.hours_worked + firms.project_hours == pytest.approx(firms.capacity)


@pytest.mark.parametrize("trust", [0.2, 0.6, 1.0])
@pytest.mark.parametrize("overhead", [0.0, 0.3])
def test_co_ordination_costs_hours_where_there_is_no_trust(overhead, trust):
    world = _started(able=_specialists(), **{"joint_projects.overhead": overhead, "community.initial_tie": trust})
    _until_the_end(world)
    assert world.series.project_hours.sum() == pytest.approx(600.0 / (1.0 - overhead * (1.0 - trust)))


@pytest.mark.parametrize(("months", "paid"), [(6, 1.0), (3, 1.0), (2, 0.95), (1, 0.9)])
def test_each_month_of_delay_costs_a_share_of_the_price(months, paid):
    """Three months' work, begun in the month after: delivered in month 4."""
    world = _started(able=_specialists(), **{"joint_projects.hours_limit": 1.0})
    world.projects.deadline[0, 0] = 1 + months
    world.parameters.joint_projects.hours_limit = 0.4
    assert _until_the_end(world) == 4
    assert world.series.projects_late[:4].sum() == (paid < 1.0)
    assert world.firms.project_billed[0].sum() == pytest.approx(paid * 28.0 * 1.15 * 600.0)


def test_a_customer_who_waits_too_long_pays_nothing():
    world = _started(able=_specialists(), **{"joint_projects.abandon_months": 1})
    world.projects.deadline[0, 0] = 2
    assert _until_the_end(world) == 3
    assert world.series.projects_failed.sum() == 1.0
    assert world.series.projects_delivered.sum() == 0.0
    assert world.series.project_net_eur.sum() == pytest.approx(-0.1 * 28.0 * 1.15 * 600.0)
    assert world.series.project_value_eur.sum() == pytest.approx(28.0 * 4 * 112.0)


@pytest.mark.parametrize("shared", [True, False])
def test_the_investment_is_advanced_by_all_or_by_who_found_the_job(shared):
    world = _started(able=_specialists(), **{"joint_projects.investment_shared": shared})
    project, costs = world.projects[0, 0], world.firms.project_cost[0]
    assert costs.sum() == pytest.approx(0.1 * project.price)
    finder_unit = int(project.unit[project.lead])
    expected = 0.25 * costs.sum() if shared else costs.sum()
    assert costs[finder_unit] == pytest.approx(expected)
    assert np.count_nonzero(costs) == (4 if shared else 1)
    team = _team(world)
    assert _until_the_end(world) == 4
    rows = world.firms.project_income_total[0]
    assert rows[team] == pytest.approx([0.25 * 0.9 * 28.0 * 1.15 * 600.0] * 4)  # costs come back before the rest is divided


def test_rules_of_division_divide_the_same_in_their_own_way():
    """The leader can do two fields, and hardly any other member does one of the others."""
    fields = _fields_of_the_job()
    able = [fields[:2], [fields[2]], [fields[3]], *([[fields[2]]] * 5)]
    nets = {}
    for shares in SHARES:
        world = _started(able=able, **{"joint_projects.shares": shares, "joint_projects.hours_limit": 1.0})
        world.firms.rate[0, :3] = (40.0, 20.0, 20.0)
        _until_the_end(world)
        nets[shares] = world.firms.project_income_total[0]
    price = 28.0 * 1.15 * 600.0
    for one in nets.values():
        assert one.sum() == pytest.approx(0.9 * price)
    assert nets["by_hours"][2] == pytest.approx(0.25 * 0.9 * price)
    assert nets["prime_keeps_margin"][2] == pytest.approx(20.0 * 150.0)
    assert len({round(float(one[2]), 2) for one in nets.values()}) == 4, nets


def test_a_prime_contractor_pays_before_it_is_paid():
    """Its cash falls until delivery, as it pays partners each month; theirs does not wait."""
    still = {"finance.fixed_cost_eur_month": 0.0, "finance.living_eur_month": 0.0, "finance.fee_eur_per_m2_month": 0.0,
             "finance.extra_draw": 0.0, "finance.collected_share_month": 1.0, "finance.tax_rate": 0.0}  # fmt: skip
    world = _started(able=_specialists(), **PRIME, **still)
    project = world.projects[0, 0]
    prime = int(project.unit[project.lead])
    partners = [unit for unit in _team(world) if unit != prime]
    cash = [world.firms.cash[0].copy()]
    for month in range(2, 5):
        live(world, 1, first=month)
        cash.append(world.firms.cash[0].copy())
    paid = np.diff(np.array(cash), axis=0)
    assert cash[0][prime] == pytest.approx(50_000.0 - 0.1 * 28.0 * 1.15 * 600.0)
    assert paid[:2, partners] == pytest.approx(np.full((2, len(partners)), 28.0 * 56.0))
    assert paid[:2, prime] == pytest.approx(-28.0 * 56.0 * len(partners))
    assert paid[2, prime] > 15_000.0
    assert np.all(np.array(cash)[:, [unit for unit in range(UNITS) if unit not in (prime, *partners)]] == 50_000.0)


def test_a_prime_contractor_bears_a_loss_alone():
    world = _started(able=_specialists(), **PRIME, **{"joint_projects.abandon_months": 0})
    project = world.projects[0, 0]
    project.deadline = 2
    prime, team = int(project.unit[project.lead]), _team(world)
    assert _until_the_end(world) == 2
    income = world.firms.project_income_total[0]
    assert income[prime] == pytest.approx(-0.1 * 28.0 * 1.15 * 600.0 - 3 * 28.0 * 56.0)
    assert all(income[unit] == pytest.approx(28.0 * 56.0) for unit in team if unit != prime)
    assert world.series.project_loss_eur.max() == pytest.approx(-income[prime])


@pytest.mark.parametrize(("hired", "sticky"), [(1.0, 3), (1.0, 0), (0.5, 2), (0.0, 5)])
def test_hired_people_are_paid_while_the_job_lasts_and_some_months_after(hired, sticky):
    """Two of four fields have nobody: 2 x 150 h in 6 months are 50 h a month, hired at 18 EUR or bought at 39.20."""
    able = [[field] for field in _fields_of_the_job()[:2]] * 4
    around = {"joint_projects.hired_share": hired, "joint_projects.sticky_months": sticky,
              "joint_projects.least_margin": -1.0}  # fmt: skip
    world = _started(able=able, **PRIME, **around)
    end = _until_the_end(world)
    assert end == 7 + (sticky if hired > 0.0 else 0)
    wages = 18.0 * 50.0 * hired * (6 + sticky)
    assert world.series.project_net_eur.sum() == pytest.approx(
        28.0 * 1.15 * 600.0 * 0.9 - wages - 300.0 * (1.0 - hired) * 28.0 * 1.4
    )


@pytest.mark.parametrize(("name", "value"), [("least_margin", 1.0), ("prefinance_limit", 0.0)])
def test_a_prime_contractor_refuses_what_it_cannot_carry(name, value):
    world = _started(able=_specialists(), **PRIME, **{f"joint_projects.{name}": value})
    assert world.tally.projects_taken[0] == 0
    assert world.tally.projects_refused[0] == world.tally.projects_offered[0]


def test_a_partner_who_drops_out_is_replaced_and_trusted_less():
    settings = {"joint_projects.rework": 0.5, "processes.community": True, "community.meetings_per_month": 0,
                "community.tie_fading": 0.0}  # fmt: skip
    world = _started(able=_specialists(), **settings)
    live(world, 1, first=2)
    project = world.projects[0, 0]
    leader, before = int(project.unit[project.lead]), _team(world)
    world.parameters.joint_projects.failure = 1.0
    live(world, 1, first=3)
    world.parameters.joint_projects.failure = 0.0
    gone = set(before) - set(_team(world))
    assert len(gone) == 3
    assert len(_team(world)) == 4
    assert np.all(world.trust[0, leader, list(gone)] < 0.9)
    stayed = [unit for unit in _team(world) if unit != leader]
    assert np.all(world.trust[0, leader, stayed] > 0.9)
    for part in range(4):
        if project.unit[project.worker[part]] != leader:
            assert project.left[part] == pytest.approx(150.0 - 0.5 * 56.0 - 56.0)
    _until_the_end(live(world, 1, first=4))
    income = world.firms.project_income_total[0]
    assert np.all(income[list(gone)] < 0.0), "who drops out has no claim"


def test_where_nobody_else_can_do_it_the_part_is_bought():
    world = _started(able=[*[[field] for field in _fields_of_the_job()], [], [], [], []])
    world.parameters.joint_projects.failure = 1.0
    live(world, 1, first=2)
    project = world.projects[0, 0]
    bought = list(project.worker[:4]).count(OUTSIDE)
    assert bought == 4 - list(project.worker[:4]).count(project.lead) >= 3
    assert project.payroll == 0.0
    assert world.firms.project_cost[0].sum() == pytest.approx(bought * 25.0 * 28.0 * 1.4)


@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_where_the_leader_leaves_a_colleague_takes_over_and_a_prime_contractor_is_missed(agreement):
    from mfsim.world.departure import vacate

    world = _started(able=_specialists(), **{"joint_projects.agreement": agreement})
    live(world, 1, first=2)
    project = world.projects[0, 0]
    vacate(world, 0, int(project.unit[project.lead]), 2, 0)
    live(world, 1, first=3)
    assert broken(world) == []
    assert (project.stage == UNDER_WAY) == (agreement == "invisible_factory")
    assert world.tally.projects_failed[0] == (agreement == "prime_contractor")
    if agreement == "invisible_factory":
        _until_the_end(live(world, 1, first=4))
        assert world.series.projects_delivered.sum() == 1.0


def test_partners_come_to_trust_and_learn_from_one_another():
    settings = {"community.initial_tie": 0.3, "community.meetings_per_month": 0, "community.tie_fading": 0.0,
                "processes.community": True, "processes.knowledge": True, "knowledge.forgetting": 0.0}  # fmt: skip
    world = _started(able=_specialists(), **settings)
    team = _team(world)
    live(world, 1, first=2)
    trust, learned = world.trust[0], world.firms.learned[0]
    inside = trust[np.ix_(team, team)][~np.eye(4, dtype=bool)]
    assert inside == pytest.approx(np.full(12, 0.3 + 0.1 * 0.7))
    others = [unit for unit in range(UNITS) if unit not in team]
    assert np.all(trust[np.ix_(others, others)] <= 0.3)
    assert learned[team].sum() > 0.0
    assert np.all(learned[others] == 0.0)
    assert world.tally.refusals[0] == world.tally.gaps[0] == 0
    live(world, 1, first=3)
    assert np.all(world.firms.learned_total[0, team] > 0.0), "who taught last month is taught this month"


def test_after_the_deadline_who_is_behind_loses_trust():
    settings = {"processes.community": True, "community.meetings_per_month": 0, "community.tie_fading": 0.0}
    world = _started(able=_specialists(), **settings)
    project = world.projects[0, 0]
    project.deadline, project.left[:3] = 1, 1.0
    slow = int(project.unit[project.worker[3]])
    others = [unit for unit in _team(world) if unit != slow]
    live(world, 1, first=2)
    assert world.trust[0, others, slow] == pytest.approx([0.9 * (1.0 - 0.15)] * 3)
    assert np.all(world.trust[0][np.ix_(others, others)][~np.eye(3, dtype=bool)] == 0.9)


def _waits(world, job=0, month=1):
    return finder(at(month), world.firms[0], world.projects[0], job)


def test_the_finder_is_drawn_by_standing():
    """Over 4,000 draws shares are those of standing; tolerance 4 standard errors."""
    world = opened("base", {"place.units": 4})
    world.firms.standing[0] = np.log([1.0, 2.0, 3.0, 4.0])
    count = 4_000 if ENABLED else 400
    found = np.bincount([_waits(world, job % 200, 1 + job // 200) for job in range(count)], minlength=4)
    share = np.array([0.1, 0.2, 0.3, 0.4])
    assert np.all(np.abs(found - count * share) < 4.0 * np.sqrt(count * share * (1.0 - share)))


def test_without_one_member_only_its_jobs_go_to_others():
    world = opened("base", {"place.units": UNITS})
    before = [_waits(world, job) for job in range(200)]
    world.firms.serial[0, 3] = -1
    after = [_waits(world, job) for job in range(200)]
    assert 3 in before
    assert all(one == other for one, other in zip(before, after, strict=True) if one != 3)
    world.firms.serial[0] = -1
    assert _waits(world) == -1


def test_who_leads_a_project_finds_no_other():
    world = _started()
    leader = int(world.projects[0, 0].unit[world.projects[0, 0].lead])
    assert leader not in {_waits(world, job) for job in range(200)}


def test_where_firms_sit_changes_nothing():
    """Units exchanged, the same firms have the same projects."""
    settings = {**BUSY, **only("joint_projects", "finance", "record"), "place.units": UNITS}
    usual, moved = (opened("base", settings, months=36, panel=True) for _ in range(2))
    order = np.roll(np.arange(UNITS)[::-1], 3)
    moved.firms[0] = moved.firms[0][order].copy()
    moved.skill[0] = moved.skill[0][:, order].copy()
    live(usual, 36)
    live(moved, 36)
    assert usual.series.projects_taken.sum() > 3.0
    for column in ("project_hours", "serial"):
        assert np.allclose(usual.panel[column][:, 0][:, order], moved.panel[column][:, 0], rtol=1e-9, atol=1e-9), column
    assert equal(usual.series.projects_taken, moved.series.projects_taken)


def test_more_fields_are_the_fewer_and_others():
    """Variants that differ in the number of fields share the draws of those they have in common."""
    few, many = (
        _started(**{"joint_projects.fields_least": count, "joint_projects.fields_most": count}).projects[0, 0]
        for count in (2, 6)
    )
    assert list(few.field[:2]) == list(many.field[:2])
    assert list(few.level[:2]) == list(many.level[:2])


@pytest.mark.parametrize(("agreement", "shares"), list(product(AGREEMENTS, SHARES)))
def test_money_and_hours_are_conserved_under_every_agreement(agreement, shares):
    trouble = {"joint_projects.failure": 0.15, "joint_projects.deadline_months": 4, "membership.exogenous_closing": 0.03,
               "membership.applicants_per_unit_month": 0.1, "joint_projects.abandon_months": 0}  # fmt: skip
    settings = {**BUSY, **trouble, "joint_projects.agreement": agreement, "joint_projects.shares": shares}
    months = 36 if ENABLED else 12
    world = opened("base", settings, months=months)
    for month in range(1, months + 1):
        live(world, 1, first=month)
        assert broken(world) == [], f"month {month}"
    series = world.series
    assert series.projects_delivered.sum() > 5.0
    assert series.projects_failed.sum() > 0.0 or not ENABLED
    ended = series.projects_taken.sum() - np.count_nonzero(world.projects.stage == UNDER_WAY)
    assert series.projects_delivered.sum() + series.projects_failed.sum() == ended
    assert math.isfinite(series.project_net_eur.sum())


def _mean(column, **changes):
    """Mean over months and 4 sites of a busy place, with the same draws in every variant."""
    months = 48
    world = live(opened("base", {**BUSY, "place.sites": 4, **changes}, months=months), months)
    return world.series[column].mean(), world.series.project_net_eur.sum() / world.series.project_value_eur.sum()


@pytest.mark.skipif(not ENABLED, reason="years of four sites, too slow uncompiled")
@pytest.mark.parametrize(("name", "low", "high", "rises"), [
    ("premium", -0.2, 0.4, True), ("overhead", 0.0, 0.6, False),
    ("failure", 0.0, 0.2, False), ("investment", 0.0, 0.3, False),
])  # fmt: skip
def test_levers_move_what_an_hour_brings(name, low, high, rises):
    margins = [_mean("project_hours", **{f"joint_projects.{name}": value})[1] for value in (low, high)]
    assert (margins[0] < margins[1]) == rises, margins


@pytest.mark.skipif(not ENABLED, reason="years of four sites, too slow uncompiled")
def test_a_project_can_bring_less_than_ones_own_work_or_more():
    poor = _mean("project_hours", **{"joint_projects.premium": -0.2, "joint_projects.overhead": 0.6})[1]
    rich = _mean("project_hours", **{"joint_projects.premium": 0.6, "joint_projects.overhead": 0.0,
                                     "joint_projects.investment": 0.0})[1]  # fmt: skip
    assert poor < 1.0 < rich
