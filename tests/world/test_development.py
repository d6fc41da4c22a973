"""Stages of development: what a firm is, by construction, and what depends on it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from worlds import at, equal, live, only, opened

from mfsim.processes.community import experience
from mfsim.processes.growth import growth, wants_more
from mfsim.processes.knowledge import knowledge
from mfsim.scenario.load import load
from mfsim.world.arrival import NO_LIMIT
from mfsim.world.development import STAGES, hires, note_stage, stage_of
from mfsim.world.growth_row import write_stages

ON = {"growth.stages": True}
NEEDS, YOUNG = 1_300.0, 36
FACTORS = ("learns", "teaches", "advised", "needs_share")


def _firm(age, income, employees, **settings):
    world = opened("base", {"place.units": 2, **settings})
    firm = world.firms[0, 0]
    firm.age_months, firm.smoothed_income, firm.employees = age, income, employees
    return world.parameters, firm


@pytest.mark.parametrize(
    ("age", "income", "employees", "stage"),
    [
        (YOUNG - 1, 5_000.0, 1.0, "start_up"),
        (YOUNG, NEEDS - 1.0, 1.0, "surviving"),
        (YOUNG, NEEDS, 0.0, "established"),
        (YOUNG, NEEDS, 0.5, "grown"),
    ],
)
def test_a_stage_is_what_age_income_and_people_say(age, income, employees, stage):
    parameters, firm = _firm(age, income, employees)
    assert STAGES[stage_of(parameters, firm)] == stage


def test_without_stages_nothing_depends_on_them():
    parameters, firm = _firm(0, 0.0, 0.0)
    note_stage(parameters, firm)
    assert [firm[name] for name in FACTORS] == [1.0] * 4
    assert hires(parameters.growth, firm)


@pytest.mark.parametrize(
    ("stage", "age", "income", "expected"),
    [
        ("start_up", 0, 0.0, (1.3, 1.0, 3.0, 0.7)),
        ("surviving", 99, 0.0, (1.0, 1.0, 1.0, 1.0)),
        ("established", 99, NEEDS, (1.0, 0.9, 1.0, 1.0)),
    ],
)
def test_each_stage_has_its_factors(stage, age, income, expected):
    of_start_ups = {"growth.start_up_learning": 1.3, "growth.start_up_advice": 3.0, "growth.start_up_needs": 0.7}
    parameters, firm = _firm(age, income, 0.0, **ON, **of_start_ups, **{"growth.senior_teaching": 0.9})
    note_stage(parameters, firm)
    assert STAGES[firm.development] == stage
    assert [firm[name] for name in FACTORS] == list(expected)


@pytest.mark.parametrize("first", STAGES[:3])
def test_firms_hire_from_the_stage_on_that_is_said(first):
    parameters, firm = _firm(0, 0.0, 0.0, **ON, **{"growth.hires_from": first})
    for number in range(len(STAGES)):
        firm.development = number
        assert hires(parameters.growth, firm) == (number >= STAGES.index(first))


def test_a_senior_teaches_and_a_start_up_learns_by_its_factor():
    """One meeting of two, with and without stages: what is learnt differs by the two factors."""
    quiet = {**only("knowledge"), "place.units": 2, "knowledge.innovation": 0.0, "knowledge.forgetting": 0.0,
             "knowledge.doing": 0.0, "knowledge.learning_rate": 0.05}  # fmt: skip
    learnt = []
    for learns, teaches in ((1.0, 1.0), (1.5, 0.8)):
        world = opened("base", quiet)
        firms = world.firms[0]
        firms.met[0][0] = 1
        firms.learns[0], firms.teaches[1] = learns, teaches
        world.skill[0, firms.own_field[1], 0] = 0.1
        knowledge(world, at(1))
        learnt.append(float(firms.learned[0]))
    assert 0.0 < learnt[1] == pytest.approx(1.5 * 0.8 * learnt[0])


def test_a_start_up_is_content_with_less():
    world = opened("base", {"place.units": 1})
    firm, community = world.firms[0, 0], world.parameters.community
    firm.smoothed_income = 800.0
    felt = []
    for share in (1.0, 0.5):
        firm.needs_share = share
        felt.append(experience(community, firm, world.sites[0], True, 140.0, 1.0)[1])
    assert felt[1] - felt[0] == pytest.approx(800.0 / 1_450.0 - 800.0 / 2_100.0)


def test_the_row_of_a_site_counts_stages():
    world = opened("base", {"place.units": 5, "members.occupied_at_start": 0.8})
    firms, row = world.firms[0], world.series[0, 0]
    firms.development[:4] = (0, 0, 1, 3)
    row.members = 4.0
    write_stages(firms, row)
    assert row.start_ups == 0.5
    assert row.hill_stages == pytest.approx(math.exp(0.5 * math.log(2.0) + 0.5 * math.log(4.0)))


def test_stages_are_told_where_firms_grow_and_only_there():
    world = live(opened("base", {"place.units": 6}, months=3), 3)
    assert np.all(world.series.hill_stages >= 1.0)
    assert np.all((world.series.start_ups >= 0.0) & (world.series.start_ups <= 1.0))
    still = live(opened("base", {"place.units": 6, "processes.growth": False}, months=3), 3)
    assert np.isnan(still.series.hill_stages).all()
    assert (still.firms.development == 0).all()


def test_factors_of_one_change_nothing():
    """Stages with every factor 1 and no bar to hiring are as good as none."""
    neutral = {"growth.start_up_learning": 1.0, "growth.senior_teaching": 1.0, "growth.start_up_advice": 1.0,
               "growth.start_up_needs": 1.0}  # fmt: skip
    busy = {"place.units": 6, "demand.orders_per_person_month": 20.0, "growth.hire_after_months": 1}
    with_stages, without = (live(opened("base", settings, months=4), 4) for settings in ({**busy, **ON, **neutral}, busy))
    assert equal(with_stages.series, without.series)


# How many people a firm means to be


def test_a_firm_does_not_hire_beyond_what_it_means_to_be(tmp_path):
    members = tmp_path / "members.csv"
    members.write_text(
        "name,trade,people,people_in_a_year,people_in_five_years\nAnna,sewer,1,1,2\nBert,sewer,1,,1.5\n", encoding="utf-8"
    )
    changes = {"members.file": str(members), "growth.step_people": 0.5, "growth.hire_after_months": 1, **only("growth")}
    world = opened(load("base", changes))
    anna, bert = world.firms[0, 0], world.firms[0, 1]
    assert (anna.people_wanted_soon, anna.people_wanted_later) == (1.0, 2.0)
    assert (bert.people_wanted_soon, bert.people_wanted_later) == (NO_LIMIT, 1.5)
    p = world.parameters.growth
    assert [wants_more(p, anna, 0.5, month) for month in (1, 12, 13)] == [False, False, True]
    assert [wants_more(p, bert, 0.5, month) for month in (1, 12, 13)] == [True, True, True]
    assert not wants_more(p, bert, 1.0, 13)


def test_who_works_outside_hires_in_the_room_it_has_there():
    settings = {**only("growth"), "growth.hire_after_months": 1, "growth.cash_months": 0.0, "growth.cramped_months": 1,
                "growth.area_per_person_m2": 1_000.0, "growth.spin_off_rate": 0.0}  # fmt: skip
    hired = []
    for open_units in (1, 0):
        world = opened("base", {"place.units": 1, **settings})
        firm = world.firms[0, 0]
        firm.open_hours, firm.asked, firm.usual_asked, firm.cash, firm.rate = 1e4, 1e4, 1e4, 1e5, 60.0
        world.sites[0].open_units = open_units
        growth(world, at(1))
        hired.append(float(firm.employees))
    assert hired == [0.0, 0.5]
