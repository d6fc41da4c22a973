"""Growth: each decision by construction, what it costs and brings, and who founds a spin-off."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
import pytest
from contract import ProcessContract
from worlds import at, live, only, opened

from mfsim.compiling import ENABLED, plain_python
from mfsim.processes.growth import area_per_person, growth, would_pay
from mfsim.processes.production import room_factor
from mfsim.world.invariants import broken
from mfsim.world.records import CAUSES
from mfsim.world.serials import FIRST_SPIN_OFF
from mfsim.world.staff import hire, owners, part_with, payroll, selling_share, step_of

UNITS, STEP, WAGE, FIXED = 20, 0.5, 2_200.0, 530.0
ALONE = {**only("growth", "record"), "growth.spin_off_rate": 0.0, "membership.turnaround_months": 0}
"""Nothing but growth moves anything, and nobody founds anything."""
AT_ONCE = {"growth.hire_after_months": 1, "growth.dismiss_after_months": 1}


class TestContract(ProcessContract):
    process = "growth"
    columns = ("hired", "spin_offs", "dismissed")
    settings: ClassVar = {
        "demand.orders_per_person_month": 25.0,
        "growth.hire_after_months": 1,
        "growth.cash_months": 0.0,
        "growth.dismiss_after_months": 1,
        "growth.spin_off_rate": 0.2,
        "growth.spin_off_skill": 0.0,
        "membership.exogenous_closing": 0.1,
    }


def _world(months=1, busy=(), **changes):
    """A site in which these firms of one person have more work and money than they need."""
    world = opened("base", {**ALONE, **changes}, months=months)
    firms = world.firms[0]
    there = firms.serial >= 0
    firms.people[there], firms.entry_people[there], firms.rate[there], firms.cash[there] = 1.0, 1.0, 40.0, 0.0
    world.ledger.newcomers[0] = 0.0
    world.kinds.fixed_cost[:] = 1.0
    for unit in busy:
        _keep_busy(world, unit)
    return world


def _keep_busy(world, unit, cash=1e5):
    firm = world.firms[0, unit]
    world.ledger.accepted[0] += 1e4 - firm.open_hours
    firm.open_hours, firm.asked, firm.usual_asked = 1e4, 1e4, 1e4
    world.ledger.newcomers[0] += cash - firm.cash
    firm.cash = cash


def _month(world, month=1):
    live(world, 1, first=month)
    assert broken(world) == []
    return world


def test_who_has_more_to_do_than_its_people_can_hires_after_so_many_months():
    world = _world(12, busy=[3], **{"growth.hire_after_months": 4, "growth.dismiss_after_months": 100})
    people = []
    for month in range(1, 10):
        _keep_busy(world, 3)
        live(world, 1, first=month)
        people.append(float(world.firms.people[0, 3]))
    assert people == [1.0] * 3 + [1.5] * 4 + [2.0] * 2
    assert np.all(np.delete(world.firms.people[0], 3) == 1.0)
    assert world.firms.employees[0, 3] == 1.0
    assert world.series.hired[:9, 0].tolist() == [0.0] * 3 + [0.5] + [0.0] * 3 + [0.5, 0.0]


@pytest.mark.parametrize(("asked", "hires"), [(140.0, False), (190.0, False), (192.0, True), (400.0, True)])
def test_backlog_alone_is_no_reason_to_hire(asked, hires):
    """Half a person costs 1,365 EUR a month, which 51.3 h beyond the owner's 140 bill at 28 EUR less inputs."""
    world = _world(**AT_ONCE)
    firm, cost = world.firms[0, 0], STEP * (WAGE + FIXED)
    firm.goods, firm.rate, firm.usual_asked = False, 28.0, asked
    assert would_pay(world.parameters, firm, cost) == hires
    assert ((asked - 140.0) * 28.0 * 0.95 > cost) == hires


def test_one_works_no_more_hours_than_one_has():
    world = _world()
    firm = world.firms[0, 0]
    firm.goods, firm.usual_asked, firm.rate = True, 1e9, 26.0
    assert 70.0 * 26.0 * 0.75 == 1365.0
    assert not would_pay(world.parameters, firm, STEP * (WAGE + FIXED))
    firm.rate = 26.01
    assert would_pay(world.parameters, firm, STEP * (WAGE + FIXED))


@pytest.mark.parametrize(("cash", "hires"), [(4.0 * 1365.0, True), (4.0 * 1365.0 - 0.01, False)])
def test_who_lacks_the_money_does_not_hire(cash, hires):
    world = _world(busy=[3], **AT_ONCE)
    _keep_busy(world, 3, cash)
    _month(world)
    assert (world.firms.employees[0, 3] == 0.5) == hires
    assert world.firms.months_cramped[0, 3] == 0


def test_the_fixed_cost_of_its_kind_counts():
    world = _world(busy=[3], **AT_ONCE)
    world.kinds.fixed_cost[:] = 2.0
    _keep_busy(world, 3, 4.0 * 1365.0)
    assert _month(world).firms.employees[0, 3] == 0.0


def _slack(world, unit, employees, cash=1e5):
    firm = world.firms[0, unit]
    firm.employees, firm.people = employees, 1.0 + employees
    world.ledger.newcomers[0] += cash - firm.cash
    firm.cash = cash


@pytest.mark.parametrize(("hours", "dismissed"), [(141.0, 0.0), (140.0, 0.5), (0.0, 0.5)])
def test_who_could_do_with_fewer_dismisses(hours, dismissed):
    """One owner and half a person have 210 h: what 140 h are enough for, the owner can do alone."""
    world = _world(**AT_ONCE)
    _slack(world, 5, 0.5)
    world.firms.capacity[0, 5], world.firms.hours_worked[0, 5] = 210.0, hours
    count = _run_growth(world)
    assert count.dismissed[0] == dismissed
    assert world.firms.people[0, 5] == 1.5 - dismissed
    assert world.firms.severance[0, 5] == dismissed * 2.0 * WAGE


def _run_growth(world, month=1):
    """Growth by itself: the flows of the month stay as they are."""
    with plain_python():
        growth(world, at(month))
    return world.tally


def test_slack_has_to_last():
    world = _world(12, **{"growth.dismiss_after_months": 3})
    _slack(world, 5, 1.0)
    employees = []
    for month in range(1, 9):
        world.firms.capacity[0, 5] = 280.0
        world.firms.hours_worked[0, 5] = 280.0 if month == 3 else 0.0
        _run_growth(world, month)
        employees.append(float(world.firms.employees[0, 5]))
    assert employees == [1.0] * 5 + [0.5] * 2 + [0.5]
    assert owners(world.firms[0, 5]) == 1.0


def test_without_money_of_its_own_a_firm_dismisses_though_there_is_work():
    world = _world(**AT_ONCE)
    for unit, cash in ((5, -0.01), (6, 0.0)):
        _slack(world, unit, 0.5, cash)
        world.firms.capacity[0, unit], world.firms.hours_worked[0, unit] = 210.0, 210.0
    _run_growth(world)
    assert list(world.firms.employees[0, 5:7]) == [0.0, 0.5]


def test_owners_cannot_be_dismissed():
    world = _month(_world(**AT_ONCE))
    assert np.all(world.firms.people[0] == 1.0)
    assert world.tally.dismissed[0] == 0.0


@pytest.mark.parametrize("step", [0.05, 0.1, 0.3, 0.7, 1.0])
def test_who_is_hired_goes_without_a_trace(step):
    world = _world(**{"growth.step_people": step})
    firm, grains = world.firms[0, 0], step_of(world.parameters.growth)
    assert grains == pytest.approx(step, abs=1 / 2048)
    for _ in range(7):
        hire(firm, grains)
    assert sum(part_with(firm, 2.5 * grains) for _ in range(3)) == pytest.approx(7.0 * grains)
    assert (firm.people, firm.employees) == (1.0, 0.0)


def test_a_month_with_people_hired_by_hand():
    """Wages and notice pay are costs before tax; only owners draw a living, and income is theirs."""
    world = opened("base", {**only("production", "finance"), "finance.tax_rate": 0.28})
    firm = world.firms[0, 0]
    firm.people, firm.employees, firm.goods, firm.severance = 2.5, 1.5, False, 300.0
    firm.open_hours, firm.cash = 1_000.0, 5_000.0
    smoothed = float(firm.smoothed_income)
    live(world, 1)
    billed = 2.5 * 140.0 * firm.hours_done / firm.hours_worked * firm.rate
    assert firm.billed == pytest.approx(billed)
    wages, fixed = 1.5 * WAGE + 300.0, 2.5 * FIXED * world.kinds.fixed_cost[firm.kind]
    fee = 1.5 * world.units.area[0]
    profit = billed * 0.95 - fixed - wages - fee
    income = profit - 0.28 * max(0.0, profit)
    assert firm.income == pytest.approx(income)
    cash = 5_000.0 + 0.4 * billed - billed + income + 0.0 - 900.0
    cash -= 0.3 * max(0.0, cash - 900.0 - 3.0 * (fixed + fee + wages))
    assert firm.cash == pytest.approx(cash)
    assert firm.severance == 0.0
    assert firm.smoothed_income == pytest.approx(smoothed + (income - smoothed) / 6.0)


def test_wages_go_to_households_whatever_there_is_to_do():
    idle = {**only("finance"), "finance.living_eur_month": 0.0, "finance.extra_draw": 0.0}
    world = opened("base", idle)
    firm = world.firms[0, 0]
    firm.people, firm.employees = 3.0, 2.0
    assert payroll(world.parameters.growth, firm) == 2.0 * WAGE
    live(world, 1)
    assert world.ledger.households[0] == -2.0 * WAGE


def test_the_hired_bring_fewer_orders():
    world = _world(**{"growth.orders_share": 0.25})
    firm, p = world.firms[0, 0], world.parameters.growth
    assert selling_share(p, firm) == 1.0
    firm.people, firm.employees = 3.0, 2.0
    assert selling_share(p, firm) == (1.0 + 0.25 * 2.0) / 3.0


def test_demand_says_what_was_asked_for_taken_or_not():
    world = opened("base", {**only("demand"), "demand.orders_per_person_month": 50.0})
    world.firms.open_hours[0] = 1e9
    live(world, 1)
    assert world.tally.orders[0] == world.tally.orders_refused[0] > 0
    sizes = world.kinds.order_size[world.firms.kind[0]]
    assert (world.firms.asked[0] / (16.0 * sizes)).sum() == pytest.approx(world.tally.orders[0])


@pytest.mark.parametrize(("goods", "machines", "area"), [(True, True, 15.0), (True, False, 8.0), (False, True, 8.0)])
def test_makers_of_goods_need_more_area_where_they_are_slowed_by_the_want_of_it(goods, machines, area):
    world = _world(**{"processes.machines": machines})
    firm = world.firms[0, 0]
    firm.goods = goods
    assert area_per_person(world.parameters, firm) == area


SMALL = {"growth.area_per_person_m2": 25.0, **AT_ONCE}
"""Units of 30 m²: enough for one person, not for one and a half."""


def _next_to(world, unit):
    """The unit with most contact among the empty."""
    empty = np.flatnonzero(world.firms.serial[0] < 0)
    return int(empty[np.argmax(world.contact[unit][empty])])


def test_who_has_no_area_takes_the_nearest_empty_unit():
    world = _world(3, busy=[3], **{**SMALL, "members.occupied_at_start": 0.5})
    near = _next_to(world, 3)
    _month(world)
    firms = world.firms[0]
    assert (firms.people[3], firms.tenant[near], firms.serial[near]) == (1.5, 3, -1)
    assert firms.area[3] == pytest.approx(60.0)
    assert np.count_nonzero(firms.tenant >= 0) == 1
    assert world.series.annexed_m2[0, 0] == pytest.approx(30.0)
    assert world.series.occupied_m2[0, 0] == pytest.approx(30.0 * 11)


def test_an_annex_costs_rent_and_fee():
    rent = {"processes.finance": True, "processes.lease": True, "processes.governance": False}
    world = _world(3, busy=[3], **{**SMALL, **rent, "members.occupied_at_start": 0.5, "finance.fee_eur_per_m2_month": 2.0})
    live(world, 2)
    assert world.firms.rent[0, 3] == pytest.approx(5.0 * 60.0)
    assert world.tally.fee_area[0] == pytest.approx(30.0 * 11)
    assert world.tally.fees[0] == pytest.approx(2.0 * 30.0 * 11)


def test_who_cannot_pay_for_more_area_does_without():
    cost = 4.0 * (STEP * (WAGE + FIXED) + 5.0 * 30.0)
    for cash, takes in ((cost + 0.01, 1), (cost - 0.01, 0)):
        lease = {"processes.lease": True, "members.occupied_at_start": 0.5}
        world = _world(busy=[3], **{**SMALL, **lease})
        _keep_busy(world, 3, cash)
        _run_growth(world)
        assert np.count_nonzero(world.firms.tenant[0] >= 0) == takes
        assert world.firms.months_cramped[0, 3] == 1 - takes


def test_an_annex_is_given_back_when_people_have_gone():
    world = _world(4, busy=[3], **{**SMALL, "members.occupied_at_start": 0.5})
    _month(world)
    firm = world.firms[0, 3]
    world.ledger.dropped[0] += firm.open_hours
    firm.open_hours, firm.usual_asked = 0.0, 0.0
    _month(world, 2)
    assert (firm.people, firm.area) == (1.0, world.units.area[3])
    assert np.all(world.firms.tenant[0] == -1)
    assert world.series.annexed_m2[1, 0] == 0.0


def test_nobody_enters_an_annex_and_it_is_to_let_when_its_firm_has_gone():
    come = {"processes.membership": True, "membership.applicants_per_unit_month": 10.0, "members.occupied_at_start": 0.95,
            "membership.exogenous_closing": 0.0, "membership.give_up_rate": 0.0}  # fmt: skip
    world = _world(6, busy=[3], **{**SMALL, **come})
    live(world, 1)
    assert world.firms.tenant[0, 19] == 3
    assert world.series.entries[0, 0] == 0
    live(world, 1, first=2)
    world.firms.cash[0, 3] = -1e9
    world.ledger.newcomers[0] -= 1e9 + 1e5
    live(world, 2, first=3)
    assert world.firms.tenant[0, 19] == -1
    assert world.firms.serial[0, 19] >= UNITS
    assert world.series.occupied_m2[3, 0] == pytest.approx(600.0)


@pytest.mark.parametrize("annexes", [True, False])
def test_who_wants_to_hire_and_has_no_area_leaves_in_the_end(annexes):
    settings = {**SMALL, "growth.annexes": annexes, "growth.cramped_months": 3, "processes.membership": True}
    stay = {"membership.exogenous_closing": 0.0, "membership.give_up_rate": 0.0, "membership.applicants_per_unit_month": 0.0}
    world = _world(6, busy=[3], **{**settings, **stay})
    live(world, 3)
    assert world.series.too_big[:3, 0].tolist() == [0.0, 0.0, 1.0]
    row = world.firm_rows[0, 0]
    assert (row.unit, CAUSES[int(row.cause)], row.exit_month) == (3, "too_big", 3)
    assert np.all(world.firms.employees[0] == 0.0)


def test_or_hires_all_the_same_and_works_crowded():
    world = _month(_world(busy=[3], **{**SMALL, "growth.outgrown": "crowd"}))
    firm, p = world.firms[0, 3], world.parameters.growth
    assert (firm.people, firm.area, firm.months_cramped) == (1.5, world.units.area[3], 0)
    assert room_factor(p, firm) == pytest.approx(1.0 - 0.5 * (1.0 - 30.0 / 37.5))
    assert room_factor(p, world.firms[0, 4]) == 1.0
    assert world.series.cramped[0, 0] == pytest.approx(1.5 / 20.5)


def test_crowding_slows_work_where_firms_grow():
    done = {}
    for on in (True, False):
        wide = {"growth.area_per_person_m2": 60.0} if on else {}
        world = opened("base", {**only("production"), "processes.growth": on, **wide})
        world.firms.people[0] = 1.0
        world.firms.open_hours[0] = 1e3
        done[on] = live(world, 1).firms.hours_done[0].copy()
    assert done[True] == pytest.approx(0.75 * done[False])


def _parents(count=1_000, people=3.0, **changes):
    """Half of the units are empty, half hold firms of several people."""
    settings = {**only("growth"), "members.occupied_at_start": 0.5, "place.units": count, "membership.turnaround_months": 0}
    world = opened("base", {**settings, "growth.spin_off_skill": 0.0, **changes})
    world.firms.people[0, : count // 2] = people
    return world


@pytest.mark.skipif(not ENABLED, reason="needs many firms")
def test_spin_offs_come_at_their_rate():
    """500 firms of three, chance 2 · 0.1: binomial, tolerance 4 standard errors."""
    world = live(_parents(**{"growth.spin_off_rate": 0.1}), 1)
    assert world.tally.spin_offs[0] == pytest.approx(100.0, abs=4.0 * math.sqrt(500 * 0.2 * 0.8))


def _founded(**changes):
    return _parents(20, **{"growth.spin_off_rate": 1.0, "growth.spin_off_tie": 0.7, **changes})


def test_a_spin_off_takes_a_person_and_little_else():
    world = _founded()
    before = world.firms[0, :10].copy()
    world.firms.care[0, :10] = np.linspace(0.1, 0.9, 10)
    live(world, 1)
    firms, parents = world.firms[0], range(10)
    assert broken(world) == []
    assert world.tally.spin_offs[0] == world.tally.entries[0] == 10
    assert np.all(firms.people[:10] == 2.0)
    for child in range(10, 20):
        firm = firms[child]
        tied = [unit for unit in parents if world.trust[0, child, unit] > 0.0]
        assert len(tied) == 1
        parent = firms[tied[0]]
        assert world.trust[0, child, tied[0]] == world.trust[0, tied[0], child] == 0.7
        assert (firm.trade, firm.care, firm.people, firm.age_months) == (parent.trade, parent.care, 1.0, 0.0)
        assert not firm.founder
        level = world.skill[0, parent.own_field, tied[0]]
        assert world.skill[0, firm.own_field, child] == pytest.approx(level)
    assert sorted(firms.serial[10:]) == list(range(FIRST_SPIN_OFF, FIRST_SPIN_OFF + 10))
    assert np.array_equal(before.cash, firms.cash[:10])
    assert world.ledger.newcomers[0] == pytest.approx(firms.cash.sum())


def test_who_is_hired_goes_before_an_owner():
    world = _founded()
    world.firms.employees[0, :10] = 1.5
    live(world, 1)
    assert np.all(world.firms.employees[0, :10] == 0.5)
    assert all(owners(firm) == 1.5 for firm in world.firms[0, :10])


@pytest.mark.parametrize(("people", "employees"), [(1.0, 0.0), (1.9, 0.9), (1.5, 0.5)])
def test_from_a_firm_of_one_owner_without_a_whole_person_hired_nobody_goes(people, employees):
    world = _founded()
    world.firms.people[0, :10], world.firms.employees[0, :10] = people, employees
    live(world, 1)
    assert world.tally.spin_offs[0] == 0


def test_without_the_level_or_an_empty_unit_nobody_goes():
    assert live(_founded(**{"growth.spin_off_skill": 1.0}), 1).tally.spin_offs[0] == 0
    assert live(_founded(**{"members.occupied_at_start": 1.0}), 1).tally.spin_offs[0] == 0


def test_the_first_spin_off_is_the_same_firm_whoever_founds_it():
    rates = []
    for parent in (2, 7):
        world = _founded()
        world.firms.people[0, :10] = 1.0
        world.firms.people[0, parent] = 3.0
        world.firms.trade[0, :10] = world.firms.trade[0, 0]
        live(world, 1)
        child = world.firms[0, int(np.flatnonzero(world.firms.serial[0] == FIRST_SPIN_OFF)[0])]
        rates.append((float(child.rate), float(child.generosity), float(child.value)))
    assert rates[0] == rates[1]


@pytest.mark.parametrize("outgrown", ["move", "crowd"])
def test_much_growth_keeps_the_invariants(outgrown):
    eager = {"growth.hire_after_months": 1, "growth.cash_months": 0.0, "growth.wage_eur_month": 500.0,
             "growth.outgrown": outgrown, "growth.step_people": 0.3, "growth.spin_off_rate": 0.05,
             "growth.area_per_person_m2": 15.0, "membership.exogenous_closing": 0.03}  # fmt: skip
    world = opened("base", eager, months=36)
    for month in range(1, 37):
        live(world, 1, first=month)
        assert broken(world) == []
    series = world.series[:, 0]
    assert series.hired.sum() > series.dismissed.sum() > 0.0
    assert series.annexed_m2.max() > 0.0
    assert series.spin_offs.sum() > 0
