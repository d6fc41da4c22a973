"""R10 for generated worlds, and that each invariant finds what breaks it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import SETTINGS, scenarios
from worlds import at, live, opened

from mfsim.calling import run_stages
from mfsim.compiling import ENABLED
from mfsim.engine.batch import begin_run
from mfsim.engine.month import one_month
from mfsim.world.building import build
from mfsim.world.invariants import broken
from mfsim.world.project_records import UNDER_WAY
from mfsim.world.teams import empty_team, join

EXAMPLES = 150 if ENABLED else 10


@settings(max_examples=EXAMPLES, deadline=None)
@given(scenario=scenarios(), seed=st.integers(0, 2**63), months=st.integers(1, 24))
def test_every_month_of_any_scenario_keeps_the_invariants(scenario, seed, months):
    world = build(scenario, months, panel=True)
    begin_run(world, at(0, seed=seed))
    assert broken(world) == []
    for month in range(1, months + 1):
        one_month(world, at(month, seed=seed))
        assert broken(world) == [], f"month {month}"


def test_generated_scenarios_reach_every_number_and_choice():
    assert len(SETTINGS) > 90
    assert {"place.units", "mutual_help.asking", "lease.eviction_months", "members.people_mean"} <= set(SETTINGS)


@pytest.mark.skipif(not ENABLED, reason="nothing is compiled")
def test_no_scenario_has_the_month_compiled_anew():
    for name in ("base", "r84"):
        live(opened(name, months=2, panel=name == "base"), 1)
    live(opened("base", {"demand.order_hours_variation": 0.0, "place.sites": 3}), 1)
    assert len(run_stages.signatures) == 1


def _here(world):
    """Units of two firms that are there."""
    return np.flatnonzero(world.firms.serial[0] >= 0)[:2]


def _empty(world):
    return np.flatnonzero(world.firms.serial[0] < 0)[0]


def _firm(name, amount):
    def change(world):
        world.firms[name][0, _here(world)[0]] += amount

    return change


def _pair(name, value):
    def change(world):
        one, other = _here(world)
        getattr(world, name)[0, one, other] = value

    return change


def _same_serial(world):
    one, other = _here(world)
    world.firms.serial[0, other] = world.firms.serial[0, one]


def _skill_above_one(world):
    world.skill[0, 0, _here(world)[0]] = 1.0 + 1e-15


def _association(world):
    world.sites[0].association_cash += 0.01


def _ghost(world):
    world.trust[0, _here(world)[0], _empty(world)] = 0.1


def _left_behind(world):
    world.firms.cash[0, _empty(world)] = 5.0


def _skill_left_behind(world):
    world.skill[0, 3, _empty(world)] = 0.5


def _too_much_work(world):
    unit = _here(world)[0]
    world.firms.hours_given[0, unit] = world.firms.capacity[0, unit]
    world.firms.hours_worked[0, unit] = 1.0


def _counted_twice(world):
    world.tally.gaps_met[0] = world.tally.gaps[0] + 1


def _larger_unit(world):
    world.units.area[0] += 10.0


def _waits_twice(world):
    world.sites.waiting[0] = 2
    world.sites.waiting_serial[0, :2] = world.firms.shape[1]


def _waits_unasked(world):
    world.sites.waiting[0] = 1
    world.sites.waiting_serial[0, 0] = world.firms.shape[1] + world.sites.next_applicant[0]


def _project(name, value):
    """Change a project under way that fills the first place."""

    def change(world):
        project = world.projects[0, 0]
        empty_team(project)
        project.stage, project.parts, project.part_hours, project.lead = UNDER_WAY, 1, 10.0, 0
        project.worker[0], project.left[0] = join(project, world.firms[0], _here(world)[0]), 5.0
        assert broken(world) == []
        if name is None:
            project.serial[1] = project.serial[0]
        else:
            project[name][:] = value

    return change


def _norm(name, value):
    def change(world):
        world.norms[name][0, 5] = value

    return change


def _lost_job(world):
    world.tally.projects_offered[0] += 1


def _case_with_oneself(world):
    world.sites[0].open_cases = 1
    world.cases[0, 0].unit, world.cases[0, 0].serial = 3, 3
    world.cases[0, 0].other_unit, world.cases[0, 0].other_serial = 3, 3


def _sanctioned_twice(world):
    world.tally.sanctions[0] = world.tally.breaches[0] + 1


def _rules_uncounted(world):
    world.norms["rule"][0, 0] = -1 if world.norms["rule"][0, 0] >= 0 else 1


def _annex_of_nobody(world):
    world.firms.tenant[0, _empty(world)] = _empty(world)


def _annex_unpaid(world):
    world.firms.tenant[0, _empty(world)] = _here(world)[0]


def _all_hired(world):
    firm = world.firms[0, _here(world)[0]]
    firm.employees = firm.people


def _spin_offs_uncounted(world):
    world.tally.spin_offs[0] = world.tally.entries[0] + 1


BREAKS = {
    "an annex of nobody": _annex_of_nobody,
    "area is not that": _annex_unpaid,
    "let and empty is not": _firm("area", 1.0),
    "without owners": _all_hired,
    "more spin-offs": _spin_offs_uncounted,
    "employees below": _firm("employees", -0.5),
    "twice in a team": _project(None, None),
    "without a leader": _project("serial", -1),
    "more hours left": _project("left", 11.0),
    "fewer than none": _project("left", -1.0),
    "nobody works on": _project("worker", 3),
    "spent below 0": _project("spent", -1.0),
    "offered has no end": _lost_job,
    "norms.legitimacy has NaN": _norm("legitimacy", np.nan),
    "legitimacy of a rule": _norm("legitimacy", 1.1),
    "no such resolution": _norm("null_rule", 3),
    "more precedents": _norm("count", 11),
    "case with itself": _case_with_oneself,
    "sanctioned than": _sanctioned_twice,
    "share of cases under rules": _rules_uncounted,
    "knows_rules outside": _firm("knows_rules", 1.0),
    "cash:": _firm("cash", 0.01),
    "receivables": _firm("receivable", 0.01),
    "arrears": _firm("arrears", 0.01),
    "open hours": _firm("open_hours", 0.01),
    "care outside": _firm("care", 1.0),
    "rivals": _firm("rivals", 1e-6),
    "noise_heard": _firm("noise_heard", 1e-6),
    "hours_given below": _firm("hours_given", -1e6),
    "trust outside": _pair("trust", 1.1),
    "account": _pair("account", 7.0),
    "helped below": _pair("helped", -1.0),
    "same serial": _same_serial,
    "income has NaN": _firm("income", np.nan),
    "skill outside": _skill_above_one,
    "cash: ": _association,
    "empty unit": _ghost,
    "cash in an empty": _left_behind,
    "skill in an empty": _skill_left_behind,
    "more hours than": _too_much_work,
    "gaps met": _counted_twice,
    "private area": _larger_unit,
    "waits twice": _waits_twice,
    "has not applied": _waits_unasked,
}


@pytest.mark.parametrize("message", BREAKS)
def test_each_invariant_finds_what_breaks_it(message):
    accounts = {"mutual_help.accounting": "direct"}
    world = live(opened("base", {"members.occupied_at_start": 0.8, "membership.turnaround_months": 9, **accounts}), 3)
    assert broken(world) == []
    BREAKS[message](world)
    found = broken(world)
    assert any(message in one for one in found), found
