"""Local chain: who buys from whom, at what price, who passes orders on, and where the money goes."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from contract import ProcessContract
from worlds import live, only, opened

from mfsim.compiling import ENABLED
from mfsim.processes.local_chain import Market, buy_inside, find_colleague, find_seller, pass_on
from mfsim.world.invariants import broken

MONTH = 140.0
WOOD, METAL = "furniture maker", "metalworker"
CROSSED = {
    "members.trades": {WOOD: 1.0, METAL: 1.0}, "demand.orders_per_person_month": 8.0, "demand.standing_spread": 0.8,
    "local_chain.overflow_months": 0.2,
}  # fmt: skip
"""Two trades that buy from one another, some with too many orders and some with too few."""
AT_ONE_PRICE = {
    "local_chain.price_far": 1.0, "local_chain.transport_near": 0.0, "local_chain.transport_far": 0.0,
    "local_chain.inside_first": 0.0, "local_chain.overflow_months": 1e6,
}  # fmt: skip
TRADING = {**only("demand", "production", "local_chain", "finance", "record"), "local_chain.inside_first": 1.0}
FEW_ORDERS = {"demand.orders_per_person_month": 6.0}
NO_BUILDING = {
    **only("demand", "mutual_help", "production", "local_chain", "finance", "community", "membership", "record"),
    "place.private_share": 1.0, "place.contact": "complete", "finance.running_cost_eur_per_m2_month": 0.0,
    "local_chain.transport_inside": 0.05, "members.trades": {"farmer": 5.0, "baker": 1.0, "caterer": 1.0},
}  # fmt: skip
"""Farms and who works with what they grow, each in a place of its own: no association, no lease, no machines."""


class TestContract(ProcessContract):
    process = "local_chain"
    columns = ("inputs_inside_eur", "inputs_near_eur", "inputs_far_eur", "chain_hours")
    settings: ClassVar = FEW_ORDERS


def _market(settings=None):
    """Two who make furniture and one who works metal, who trust one another and have 100 hours left each; 20 EUR/h."""
    trades = {"members.trades": {WOOD: 1.0}}
    world = opened("base", {**trades, "place.units": 3, **(settings or {})})
    firms = world.firms[0]
    metal = opened("base", {"members.trades": {METAL: 1.0}, "place.units": 1}).firms[0, 0]
    firms[2].sector, firms[2].own_field, firms[2].trade = metal.sector, metal.own_field, metal.trade
    firms.people, firms.rate, firms.capacity, firms.hours_worked = 1.0, 20.0, MONTH, 40.0
    firms.billed = 1_000.0
    world.skill[0] = 0.5
    world.trust[0] = 0.5
    np.fill_diagonal(world.trust[0], 0.0)
    market = Market(firms, world.trust[0], world.skill[0], world.first_seller, world.known, world.scratch, MONTH)
    world.first_seller[:] = -1
    for unit in range(3):
        world.known[unit] = world.first_seller[firms[unit].sector]
        world.first_seller[firms[unit].sector] = unit
    world.scratch[:3] = 250.0
    return world, market


def _buy(world, market, amount, buyer=0, seller=2):
    sector = int(market.firms[seller].sector)
    buy_inside(world.parameters.local_chain, market, world.tally[0], world.ledger[0], buyer, sector, amount)


# Inside


def test_what_is_bought_inside_is_an_order_of_a_colleague():
    world, market = _market({"local_chain.price_inside": 1.1, "local_chain.transport_inside": 0.05})
    _buy(world, market, 200.0)
    buyer, seller = market.firms[0], market.firms[2]
    assert (seller.chain_hours, seller.hours_worked) == (pytest.approx(11.0), pytest.approx(51.0))
    assert seller.chain_money == -buyer.chain_money == seller.chain_income == pytest.approx(220.0)
    assert buyer.inputs_bought == pytest.approx(10.0)
    assert market.rest[0] == pytest.approx(50.0)
    assert world.ledger.accepted[0] == world.ledger.done[0] == pytest.approx(11.0)
    assert world.tally.inputs_inside[0] == pytest.approx(230.0)
    assert world.trust[0, 0, 2] == world.trust[0, 2, 0] == pytest.approx(0.5 + 0.02 * 0.5)


def test_nobody_works_more_than_it_has_hours():
    world, market = _market()
    market.firms.hours_worked[2] = 135.0
    _buy(world, market, 200.0)
    assert market.firms[2].chain_hours == pytest.approx(5.0)
    assert market.rest[0] == pytest.approx(150.0)
    _buy(world, market, 200.0)
    assert market.firms[2].chain_hours == pytest.approx(5.0)


def test_who_has_no_room_has_no_hours():
    world, market = _market()
    market.firms.crowded[2] = 0.7
    _buy(world, market, 200.0)
    assert market.firms[2].chain_hours == pytest.approx(0.3 * MONTH - 40.0)


def test_the_best_by_trust_times_level_sells():
    world, market = _market()
    wood = int(market.firms[0].sector)
    assert find_seller(market, 2, wood) == 1
    world.trust[0, 2, 0] = 0.6
    assert find_seller(market, 2, wood) == 0
    world.skill[0, market.firms[1].own_field, 1] = 0.7
    assert find_seller(market, 2, wood) == 1
    market.firms.hours_worked[1] = MONTH
    assert find_seller(market, 2, wood) == 0
    world.trust[0, 2] = 0.0
    assert find_seller(market, 2, wood) == -1
    assert find_seller(market, 0, wood) == -1, "neither itself nor who has no hours"


def test_who_lacks_the_level_sells_nothing():
    world = live(opened("base", {**TRADING, **FEW_ORDERS, "local_chain.level": 1.0}), 1)
    assert world.series[0, 0].inputs_inside_eur == 0.0
    assert world.series[0, 0].inputs_near_eur > 0.0


# Outside


def test_at_one_price_it_is_the_model_without_the_chain():
    """Inputs are the same share of billing, whoever they are paid to."""
    months = 12
    with_chain = live(opened("base", {**AT_ONE_PRICE, "community.initial_tie": 0.0}, months=months), months)
    settings = {"processes.local_chain": False, "community.initial_tie": 0.0}
    without = live(opened("base", settings, months=months), months)
    for name in ("income_eur", "cash_eur", "billed_eur", "members"):
        assert with_chain.series[name] == pytest.approx(without.series[name], rel=1e-9)
    assert np.all(with_chain.series.inputs_near_eur == pytest.approx(with_chain.series.inputs_far_eur))


@pytest.mark.parametrize("near", [0.0, 0.3, 1.0])
def test_shares_and_prices_near_and_far(near):
    world = opened("base", {**TRADING, "local_chain.inside_first": 0.0, "local_chain.near_share": near,
                            "local_chain.overflow_months": 1e6})  # fmt: skip
    row, firms = live(world, 1).series[0, 0], world.firms[0]
    inputs = (np.where(firms.goods, 0.25, 0.05) * firms.billed).sum()
    assert row.inputs_near_eur == pytest.approx(near * inputs * 1.02)
    assert row.inputs_far_eur == pytest.approx((1.0 - near) * inputs * (0.92 + 0.08))
    assert firms.inputs_bought.sum() == pytest.approx(row.inputs_near_eur + row.inputs_far_eur)


def test_money_between_members_stays_inside():
    world = live(opened("base", {**TRADING, **CROSSED}, months=6), 6)
    firms, row = world.firms[0], world.series[5, 0]
    assert row.inputs_inside_eur > 0.0
    assert world.series.overflow_hours.sum() > 0.0
    assert abs(firms.chain_money.sum()) < 1e-6 * np.abs(firms.chain_money).sum()
    assert np.abs(firms.chain_money).sum() > 0.0
    assert row.chain_hours + row.overflow_hours == pytest.approx(firms.chain_hours.sum())


def test_what_the_seller_needs_for_it_is_bought_outside():
    """All that members get, from customers or from one another, has its inputs, less what they bought inside."""
    world = live(opened("base", {**TRADING, **FEW_ORDERS, **AT_ONE_PRICE, "local_chain.inside_first": 1.0}), 1)
    firms, row = world.firms[0], world.series[0, 0]
    share = np.where(firms.goods, 0.25, 0.05)
    inputs = (share * (firms.billed + firms.chain_income)).sum()
    assert row.inputs_inside_eur == pytest.approx(firms.chain_income.sum())
    assert row.inputs_inside_eur + row.inputs_near_eur + row.inputs_far_eur == pytest.approx(inputs)


# Overflow


def _overflow(**settings):
    world, market = _market({"local_chain.overflow_months": 1.0, **settings})
    market.firms.open_hours[0] = 200.0
    world.ledger.accepted[0] = 200.0
    return world, market


def _pass(world, market):
    pass_on(world.parameters.local_chain, market, world.tally[0], world.ledger[0], 0, 1.0)


def test_who_has_too_much_passes_it_on_and_keeps_a_commission():
    world, market = _overflow()
    market.firms.rate[0] = 30.0
    _pass(world, market)
    firm, other = market.firms[0], market.firms[1]
    assert firm.open_hours == pytest.approx(140.0)
    assert firm.billed == pytest.approx(1_000.0 + 60.0 * 30.0)
    assert other.chain_money == -firm.chain_money == pytest.approx(0.9 * 60.0 * 30.0)
    assert (other.hours_worked, other.chain_hours) == (pytest.approx(100.0), pytest.approx(60.0))
    assert world.ledger.done[0] == world.tally.overflow_hours[0] == pytest.approx(60.0)


def test_hours_that_wait_for_a_machine_are_not_passed_on():
    world, market = _overflow()
    market.firms[0].held[0] = 50.0
    _pass(world, market)
    assert market.firms[0].open_hours == pytest.approx(190.0)


@pytest.mark.parametrize(("rate", "taken"), [(20.0, True), (25.0, True), (26.0, False)])
def test_a_colleague_declines_what_pays_too_little(rate, taken):
    """0.9 · 20 EUR against 0.7 of its own rate."""
    world, market = _overflow()
    market.firms.rate[1] = rate
    assert bool(find_colleague(world.parameters.local_chain, market, 0) == 1) is taken


def test_only_who_has_the_field_the_level_and_hours_takes_it():
    world, market = _overflow()
    p = world.parameters.local_chain
    assert find_colleague(p, market, 0) == 1
    assert find_colleague(p, market, 2) == -1, "nobody else works metal"
    world.skill[0, market.firms[1].own_field, 1] = 0.2
    assert find_colleague(p, market, 0) == -1
    world.skill[0, market.firms[1].own_field, 1] = 0.5
    market.firms.hours_worked[1] = MONTH
    assert find_colleague(p, market, 0) == -1


# As a whole


def test_the_more_ask_inside_the_more_is_bought_there():
    worlds = (live(opened("base", {**TRADING, **FEW_ORDERS, "local_chain.inside_first": one}, months=12), 12)
              for one in (0.0, 0.3, 1.0))  # fmt: skip
    none, some, most = (world.series.inputs_inside_eur.sum() for world in worlds)
    assert none == 0.0 < some < most


def test_it_works_without_a_building():
    months = 36 if ENABLED else 12
    world = opened("base", NO_BUILDING, months=months)
    for month in range(1, months + 1):
        live(world, 1, first=month)
        assert broken(world) == [], month
    series = world.series[:, 0]
    assert series.inputs_inside_eur.sum() > 0.0
    assert series.inputs_inside_eur.sum() / series.billed_eur.sum() < 0.25
    assert np.all(series.rent_due_eur == 0.0)


@pytest.mark.parametrize(
    "settings",
    [
        {"local_chain.price_inside": 10.0, "local_chain.price_near": 10.0, "local_chain.transport_inside": 10.0},
        {"local_chain.price_inside": 0.01, "local_chain.commission": 1.0, "local_chain.least_rate": 0.0},
        {"local_chain.overflow_months": 0.0, "local_chain.level": 0.0, "production.input_share_goods": 0.9},
    ],
)
def test_accounts_close_at_the_ends_of_the_ranges(settings):
    months = 24 if ENABLED else 8
    world = opened("base", {"local_chain.inside_first": 1.0, **FEW_ORDERS, **settings}, months=months)
    for month in range(1, months + 1):
        live(world, 1, first=month)
        assert broken(world) == [], f"month {month}"
    assert np.all(np.isfinite(world.firms.cash))
