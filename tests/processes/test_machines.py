"""Machines: who owns, lends, queues for and breaks them, what is done outside, and room to work in."""

from __future__ import annotations

import math

import numpy as np
import pytest
from contract import ProcessContract
from worlds import at, equal, live, numbers, only, opened

from mfsim.compiling import ENABLED
from mfsim.processes.machines import do_outside, use_own
from mfsim.world.budget import machine_cost
from mfsim.world.invariants import broken
from mfsim.world.lending import NO_OWNER, NONE_FREE, Shop, borrow, chance_of_damage, find_lender, list_owners, readiness
from mfsim.world.machine_needs import OWN_FIELD, SECOND_FIELD
from mfsim.world.queue import NOT_IN_LINE, next_in_line
from mfsim.world.room import flexible_area
from mfsim.world.site_machines import queue_for

UNITS = 8
MAKERS = {"members.trades": {"furniture maker": 1.0}}
NEEDY = {
    **only("demand", "machines", "record"),
    **MAKERS,
    "place.units": UNITS,
    "demand.second_field_share": 0.0,
    "machines.orders_goods": 1.0,
    "machines.second_field": 0.0,
    "machines.lost_share": 0.0,
}
"""Every order needs the machine of its maker's own field, for a quarter of its hours."""
NOBODY_OWNS = {"machines.owned": 0.0, "machines.owned_second": 0.0}
ALL_OWN = {"machines.owned": 1.0}
LENDING, REFUSING = {"machines.lend_baseline": 20.0}, {"machines.lend_baseline": -20.0}
OWNER_ONLY, SITE_OWNED = {"machines.access": "owner_only"}, {"machines.access": "site_owned"}
WITH_ASSOCIATION = {**NEEDY, **SITE_OWNED, "processes.governance": True, "governance.decision": "none"}
PRICE = 28.0 * 1.5


class TestContract(ProcessContract):
    process = "machines"
    columns = ("machine_hours_needed", "machine_hours_used", "machine_hours_shared", "flexible_booked_m2")


def _month(settings):
    world = live(opened("base", settings), 1)
    return world, world.series[0, 0]


def _shop(settings=None):
    """Three firms with one field and nothing held, who trust one another; the wood is theirs."""
    world = opened("base", {**MAKERS, "place.units": 3, **NOBODY_OWNS, **(settings or {})})
    firms = world.firms[0]
    firms.held, firms.spare, firms.people, firms.cash = 0.0, 0.0, 1.0, 0.0
    world.trust[0] = 0.5
    np.fill_diagonal(world.trust[0], 0.0)
    shop = Shop(firms, world.trust[0], world.skill[0], world.machines[0], world.scratch, world.known)
    list_owners(shop)
    return world, shop


def _own(world, shop, unit, spare):
    world.firms[0, unit].owns[OWN_FIELD], world.firms[0, unit].spare[OWN_FIELD] = 1, spare
    list_owners(shop)


def _hold(world, unit, hours):
    world.firms[0, unit].held[OWN_FIELD] = hours
    world.firms[0, unit].open_hours = 100.0
    world.ledger.accepted[0] += 100.0


# Owning


@pytest.mark.parametrize("settings", [OWNER_ONLY, LENDING])
def test_where_nobody_owns_a_machine_all_is_done_outside(settings):
    world, row = _month({**NEEDY, **NOBODY_OWNS, **settings})
    assert row.machine_hours_needed > 0.0
    assert row.machine_hours_outside == pytest.approx(row.machine_hours_needed)
    assert row.machine_hours_available == row.machine_hours_used == row.machine_hours_waiting == 0.0
    assert world.firms.outside_cost[0].sum() == pytest.approx(PRICE * row.machine_hours_needed)
    assert world.firms.hours_done[0].sum() == pytest.approx(row.machine_hours_outside)


def test_where_all_own_theirs_nothing_is_done_outside():
    world, row = _month({**NEEDY, **ALL_OWN, "machines.owned_second": 0.0, "machines.hours_month": 744.0})
    assert row.machine_hours_used == pytest.approx(row.machine_hours_needed)
    assert row.machine_hours_outside == row.machine_hours_shared == row.machine_hours_waiting == 0.0
    assert np.all(world.firms.outside_cost == 0.0)
    assert row.machine_hours_available == pytest.approx(UNITS * 744.0)


def test_an_order_holds_back_its_machine_hours():
    world, row = _month({**NEEDY, **REFUSING, **NOBODY_OWNS, "machines.lost_share": 1.0})
    assert row.machine_hours_needed == pytest.approx(0.25 * world.ledger.accepted[0])


def test_orders_lost_are_lost_whole():
    world, row = _month({**NEEDY, **NOBODY_OWNS, "machines.lost_share": 1.0})
    assert row.machine_hours_lost == pytest.approx(row.machine_hours_needed / 0.25)
    assert world.ledger.dropped[0] == pytest.approx(world.ledger.accepted[0])
    assert np.all(world.firms.open_hours[0] == pytest.approx(0.0))
    assert row.machine_hours_outside == 0.0


def test_a_trade_without_machines_needs_none():
    world, row = _month({**NEEDY, "members.trades": {"consultant": 1.0}, "machines.orders_services": 1.0})
    assert row.machine_hours_needed == row.machine_hours_available == 0.0
    assert np.all(world.firms.owns == 0)


def test_the_second_field_has_a_machine_of_its_own():
    """A furniture maker's is design: the machine of its own field is no use for it."""
    world, row = _month({**NEEDY, **ALL_OWN, **OWNER_ONLY, "machines.second_field": 1.0, "machines.owned_second": 0.0})
    assert row.machine_hours_outside == pytest.approx(row.machine_hours_needed)
    assert np.all(world.firms.owns[0] == (1, 0))


@pytest.mark.parametrize(("owned", "second"), [(0.8, 0.15), (0.3, 0.6)])
def test_shares_of_owners(owned, second):
    """Over 4,000 firms; tolerance 4 standard errors."""
    sizes = {"place.sites": 40, "place.units": 100} if ENABLED else {"place.sites": 2, "place.units": 100}
    world = opened("base", {**NEEDY, **sizes, "machines.owned": owned, "machines.owned_second": second})
    count = world.firms.size
    for slot, share in ((OWN_FIELD, owned), (SECOND_FIELD, second)):
        error = math.sqrt(share * (1.0 - share) / count)
        assert abs(world.firms.owns[..., slot].mean() - share) < 4.0 * error


def test_hours_held_cannot_be_worked():
    world = opened("base", {**only("production"), "place.units": 3})
    world.firms.open_hours[0], world.ledger.accepted[0] = 40.0, 120.0
    world.firms.held[0, :, OWN_FIELD] = 15.0
    live(world, 1)
    assert world.firms.open_hours[0] == pytest.approx(15.0)
    assert world.firms.hours_done[0] == pytest.approx(25.0)


# Lending


def test_an_owner_uses_its_machine_first():
    world, _ = _shop()
    owner = world.firms[0, 0]
    owner.owns[OWN_FIELD], owner.held[OWN_FIELD] = 1, 90.0
    use_own(world.parameters.machines, owner, world.tally[0], 1)
    assert (owner.held[OWN_FIELD], owner.spare[OWN_FIELD]) == (0.0, 30.0)
    owner.held[OWN_FIELD] = 150.0
    use_own(world.parameters.machines, owner, world.tally[0], 1)
    assert (owner.held[OWN_FIELD], owner.spare[OWN_FIELD]) == (0.0, 0.0)
    assert world.tally.machine_hours_available[0] == 120.0 + 150.0


def test_asked_is_the_most_trusted_owner_with_hours_to_spare():
    world, shop = _shop()
    field = world.firms[0, 0].own_field
    assert find_lender(shop, 0, field) == NO_OWNER
    for unit, spare in ((1, 10.0), (2, 10.0)):
        _own(world, shop, unit, spare)
    world.trust[0, 0] = (0.0, 0.4, 0.6)
    assert find_lender(shop, 0, field) == 2
    world.firms[0, 2].spare[OWN_FIELD] = 0.0
    assert find_lender(shop, 0, field) == 1
    world.firms[0, 1].spare[OWN_FIELD] = 0.0
    assert find_lender(shop, 0, field) == NONE_FREE
    world.trust[0, 0] = 0.0
    assert find_lender(shop, 0, field) == NO_OWNER


def test_readiness_is_a_logistic():
    p = opened("base").parameters.machines
    assert readiness(p, 0.5, 0.0) == pytest.approx(1.0 / (1.0 + math.exp(0.5)))
    assert readiness(p, 0.5, 0.6) == pytest.approx(1.0 / (1.0 + math.exp(-1.3)))


def test_what_is_lent_is_used_and_wears():
    world, shop = _shop({**LENDING, "machines.damage": 0.0})
    owner, p = world.firms[0, 1], world.parameters.machines
    _own(world, shop, 1, 30.0)
    _hold(world, 0, 50.0)
    assert borrow(p, at(1), shop, world.tally[0], 0, OWN_FIELD, 1.0)
    assert (world.firms[0, 0].held[OWN_FIELD], owner.spare[OWN_FIELD]) == (20.0, 0.0)
    assert owner.outside_cost == 2.0 * 30.0
    assert world.tally.machine_hours_shared[0] == 30.0
    assert world.trust[0, 1, 0] == world.trust[0, 0, 1] == pytest.approx(0.5 + 0.03 * 0.5)


def test_who_refuses_lends_nothing_and_the_borrower_waits():
    _, row = _month({**NEEDY, **REFUSING, "machines.owned": 0.5, "machines.waiting": 1.0})
    assert row.machine_hours_shared == row.machine_hours_outside == 0.0
    assert row.machine_hours_waiting == pytest.approx(row.machine_hours_needed - row.machine_hours_used)
    assert row.machine_hours_waiting > 0.0


def test_a_damage_costs_the_owner_money_time_and_trust():
    world, shop = _shop({**LENDING, "machines.damage": 100.0, "machines.repair_months": 2})
    world.skill[0] = 0.0
    firms, p = world.firms[0], world.parameters.machines
    _own(world, shop, 1, 100.0)
    _hold(world, 0, 50.0)
    borrow(p, at(1), shop, world.tally[0], 0, OWN_FIELD, 1.0)
    assert firms[1].outside_cost == 400.0 + 2.0 * 50.0
    assert (firms[1].disputes, firms[1].works_from[OWN_FIELD], world.tally.machines_damaged[0]) == (1, 4, 1)
    assert (world.trust[0, 1, 0], world.trust[0, 0, 1]) == (pytest.approx(0.3), 0.5)
    for month, works in ((2, False), (3, False), (4, True)):
        firms[1].held[OWN_FIELD] = 10.0
        use_own(p, firms[1], world.tally[0], month)
        assert bool(firms[1].held[OWN_FIELD] == 0.0) is works


@pytest.mark.parametrize(
    ("hours", "level", "chance"), [(100.0, 1.0, 0.0), (100.0, 0.0, 1 - math.exp(-0.1)), (0.0, 0.0, 0.0)]
)
def test_chance_of_damage(hours, level, chance):
    assert chance_of_damage(opened("base").parameters.machines, hours, level) == pytest.approx(chance)


# The association's machines


def _queue(world, shop, field, month=1):
    queue_for(world.parameters.machines, at(month), shop, world.sites[0], world.tally[0], world.ledger[0], field)


def test_two_queue_for_one_machine_and_the_second_gets_what_is_left():
    world, shop = _shop({**SITE_OWNED, "machines.damage": 0.0, "machines.hours_month": 50.0})
    field, firms = world.firms[0, 0].own_field, world.firms[0]
    first = 0
    months = 400
    for month in range(1, months + 1):
        for unit in range(2):
            _hold(world, unit, 30.0)
        _queue(world, shop, field, month)
        assert sorted(firms.held[:2, OWN_FIELD]) == [0.0, 10.0]
        first += firms.held[0, OWN_FIELD] == 0.0
    assert abs(first - months / 2) < 4.0 * math.sqrt(months / 4)
    assert world.tally.machine_hours_available[0] == world.tally.machine_hours_used[0] == 50.0 * months


def test_the_line_is_in_order_of_the_draws():
    places = np.array([0.7, NOT_IN_LINE, 0.2, 0.9])
    assert [next_in_line(places, 4) for _ in range(5)] == [2, 0, 3, -1, -1]


def test_a_broken_machine_ends_the_queue_and_is_a_dispute_of_who_waits():
    world, shop = _shop({**SITE_OWNED, "machines.damage": 100.0})
    world.skill[0] = 0.0
    firms, field = world.firms[0], world.firms[0, 0].own_field
    for unit in range(3):
        _hold(world, unit, 30.0)
    before = world.sites.association_cash[0]
    _queue(world, shop, field)
    assert sorted(firms.held[:, OWN_FIELD]) == [0.0, 30.0, 30.0]
    assert list(firms.disputes) == [0 if held == 0.0 else 1 for held in firms.held[:, OWN_FIELD]]
    assert before - world.sites.association_cash[0] == 400.0 + 2.0 * 30.0
    _queue(world, shop, field, month=2)
    assert world.tally.machine_hours_used[0] == 30.0
    _queue(world, shop, field, month=3)
    assert world.tally.machine_hours_used[0] == 60.0


def test_the_association_has_one_of_each_of_the_first_kinds():
    """Wood comes first in the table, design sixth."""
    settings = {**WITH_ASSOCIATION, **NOBODY_OWNS, "machines.hours_month": 700.0, "machines.second_field": 0.5}
    few, many = _month({**settings, "machines.site_types": 5})[1], _month({**settings, "machines.site_types": 6})[1]
    assert 0.0 < few.machine_hours_outside < few.machine_hours_needed
    assert many.machine_hours_outside == 0.0
    assert many.machine_hours_available == 6 * 700.0


def test_who_pays_for_the_machines():
    fees, users = ({"machines.paid_by": one} for one in ("fees", "users"))
    for paid_by, charge in ((fees, 0.0), (users, 10.0)):
        world = opened("base", {**WITH_ASSOCIATION, **paid_by, **NOBODY_OWNS})
        cash, before = world.firms.cash[0].sum(), world.sites.association_cash[0]
        live(world, 1)
        row = world.series[0, 0]
        assert row.use_charges_eur - 3.0 * row.flexible_booked_m2 == pytest.approx(charge * row.machine_hours_used)
        assert cash - world.firms.cash[0].sum() == pytest.approx(row.use_charges_eur)
        cost = 5 * 120.0 + 2.0 * row.machine_hours_used + 400.0 * row.machines_damaged
        assert world.sites.association_cash[0] - before == pytest.approx(row.use_charges_eur - cost)
        assert row.association_cost_eur == pytest.approx(cost)


def test_the_budget_counts_on_what_users_will_pay():
    def cost(**settings):
        return machine_cost(opened("base", {**SITE_OWNED, **settings}).parameters)

    assert machine_cost(opened("base").parameters) == 0.0
    assert cost() == 600.0
    assert cost(**{"machines.paid_by": "users"}) == pytest.approx(600.0 - 5 * 120.0 * 0.05 * 10.0)
    assert cost(**{"machines.paid_by": "users", "machines.budgeted_use": 1.0}) == 0.0


def test_without_an_association_its_machines_and_its_area_are_gone():
    world = opened("base", {**WITH_ASSOCIATION, **NOBODY_OWNS, "members.people_mean": 4.0})
    world.sites.dissolved[0] = True
    row = live(world, 1).series[0, 0]
    assert row.machine_hours_available == row.machine_hours_used == row.flexible_m2 == row.flexible_booked_m2 == 0.0
    assert row.machine_hours_outside == pytest.approx(row.machine_hours_needed)
    assert row.use_charges_eur == row.association_cost_eur == 0.0


# What has no machine


@pytest.mark.parametrize(("waits", "left"), [(True, 5.0), (False, 0.0)])
def test_what_has_no_machine_waits_or_is_done_outside(waits, left):
    world, _ = _shop({"machines.lost_share": 0.2})
    _hold(world, 0, 10.0)
    firm = world.firms[0, 0]
    do_outside(world.parameters.machines, firm, OWN_FIELD, waits, 40.0, world.tally[0], world.ledger[0])
    outside = 10.0 - left
    assert firm.held[OWN_FIELD] == left
    assert firm.outside_cost == pytest.approx(40.0 * 0.8 * outside)
    assert firm.open_hours == pytest.approx(100.0 - 0.8 * outside - 0.2 * outside / 0.25)
    assert world.ledger.dropped[0] == pytest.approx(0.2 * outside / 0.25)


def test_no_more_is_lost_than_is_left_of_the_orders():
    world, _ = _shop({"machines.lost_share": 1.0})
    _hold(world, 0, 60.0)
    firm = world.firms[0, 0]
    do_outside(world.parameters.machines, firm, OWN_FIELD, False, 40.0, world.tally[0], world.ledger[0])
    assert firm.open_hours == 0.0
    assert world.ledger.dropped[0] == 100.0


# Room


CROWDED = {
    **only("machines", "production", "record"),
    **MAKERS,
    "place.units": 2,
    "place.total_area_m2": 100.0,
    "production.fatigue_loss": 0.0,
    "machines.goods_m2_per_person": 15.0,
}
"""Two rooms of 30 m² and 40 m² in common: three people who make goods lack 15 m²."""


def _crowded(people, open_hours=1e5, **settings):
    world = opened("base", {**CROWDED, **settings})
    world.firms.people[0] = people
    world.firms.open_hours[0] = open_hours
    world.ledger.accepted[0] = world.firms.open_hours[0].sum()
    return live(world, 1)


def test_without_room_fewer_hours_are_worked():
    world = _crowded((3.0, 2.0), **{"machines.flexible_share": 0.0})
    assert world.firms.crowded[0] == pytest.approx((1.0 / 3.0, 0.0))
    assert world.firms.hours_worked[0] == pytest.approx((280.0, 280.0))


def test_who_books_room_works_all_its_hours_and_pays_for_it():
    world = _crowded((3.0, 2.0), **{"machines.flexible_share": 0.5})
    row = world.series[0, 0]
    assert flexible_area(world.parameters) == row.flexible_m2 == pytest.approx(20.0)
    assert row.flexible_booked_m2 == pytest.approx(15.0)
    assert world.firms.crowded[0] == pytest.approx((0.0, 0.0), abs=1e-12)
    assert world.firms.hours_worked[0] == pytest.approx((420.0, 280.0))
    assert world.firms.machine_charge[0] == pytest.approx((45.0, 0.0))


def test_first_come_first_served():
    world = _crowded((3.0, 3.0), **{"machines.flexible_share": 0.5})
    assert sorted(world.firms.crowded[0]) == pytest.approx([0.0, 1.0 / 3.0 - 5.0 / 45.0], abs=1e-12)
    assert world.series[0, 0].flexible_booked_m2 == pytest.approx(20.0)


def test_who_has_little_to_do_books_nothing():
    world = _crowded((3.0, 3.0), open_hours=200.0, **{"machines.flexible_share": 0.5})
    assert world.series[0, 0].flexible_booked_m2 == 0.0
    assert np.all(world.firms.open_hours[0] < 200.0)


def test_services_need_no_room():
    world = _crowded((30.0, 30.0), **{"members.trades": {"consultant": 1.0}})
    assert np.all(world.firms.crowded == 0.0)
    assert world.firms.hours_worked[0] == pytest.approx(30.0 * 140.0)


# Both ways


def _cost_and_waiting(access, **settings):
    months = 24 if ENABLED else 6
    whole = {"machines.second_field": 0.5, "community.initial_tie": 0.6, "machines.access": access, **settings}
    series = live(opened("base", {**MAKERS, **whole}, months=months), months).series[:, 0]
    return series.machine_hours_outside.sum(), series.income_eur.mean(), series.machine_hours_waiting.sum()


def test_lending_saves_what_is_done_outside_and_damage_eats_it_up():
    alone, lent = _cost_and_waiting("owner_only"), _cost_and_waiting("lent", **LENDING)
    frail = _cost_and_waiting("lent", **LENDING, **{"machines.damage": 50.0, "machines.repair_eur": 3000.0})
    assert lent[0] < alone[0]
    assert lent[1] > frail[1]
    assert alone[1] > frail[1]
    assert lent[2] > alone[2] == 0.0


@pytest.mark.parametrize("access", ["owner_only", "lent", "site_owned"])
@pytest.mark.parametrize("waiting", [0.0, 1.0])
def test_accounts_close_at_the_ends_of_the_ranges(access, waiting):
    settings = {
        "machines.access": access, "machines.orders_goods": 1.0, "machines.orders_services": 1.0,
        "machines.hours_share": 1.0, "machines.lost_share": 0.5, "machines.goods_m2_per_person": 50.0,
        "membership.exogenous_closing": 0.1, "membership.applicants_per_unit_month": 0.3,
    }  # fmt: skip
    if access != "owner_only":
        settings |= {"machines.waiting": waiting, "machines.damage": 100.0}
    months = 24
    world = opened("base", settings, months=months)
    for month in range(1, months + 1):
        live(world, 1, first=month)
        assert broken(world) == [], f"month {month}"
    assert world.tally.machine_hours_needed[0] > 0.0


def test_what_nobody_owns_and_nobody_lends_is_the_same_under_both():
    """Lending among those who own nothing moves no draw."""
    worlds = [live(opened("base", {**MAKERS, **NOBODY_OWNS, **one}, months=6), 6) for one in (OWNER_ONLY, {})]
    assert equal(numbers(worlds[0].series), numbers(worlds[1].series))
