"""Demand: known answers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from contract import ProcessContract
from worlds import at, live, only, opened

from mfsim.compiling import ENABLED
from mfsim.draws import normal
from mfsim.processes.demand import (
    MACRO,
    MOST_ORDERS,
    SECTOR,
    STANDING,
    drawing_power,
    expected_orders,
    visibility,
)
from mfsim.world.records import GAPS

STILL = {
    "demand.standing_spread": 0.0,
    "demand.standing_shock": 0.0,
    "demand.macro_shock": 0.0,
    "demand.sector_shock": 0.0,
    "demand.newcomer_visibility": 1.0,
    "demand.rivalry": 0.0,
    "demand.second_field_share": 0.0,
    "demand.backlog_limit_months": 1e9,
    "members.people_mean": 1.0,
}
"""Every firm expects people · λ · kind orders, and takes them all."""


class TestContract(ProcessContract):
    process = "demand"
    columns = ("orders", "gaps")


def test_expected_orders_are_the_product_of_their_factors():
    world = opened("base", {"demand.rivalry": 0.7, "demand.reference_members": 16.0})
    p, firm = world.parameters.demand, world.firms[0, 5]
    firm.rivals, firm.age_months, firm.standing, firm.people, firm.sector = 4.0, 9.0, -0.3, 2.0, 1
    economy = np.zeros_like(world.economy)
    economy[0], economy[2] = 0.1, 0.25
    seen = 1.0 - (1.0 - p.newcomer_visibility) * math.exp(-p.visibility_growth * 9.0)
    expected = 2.0 * p.orders_per_person_month * 1.25 * math.exp(0.1 + 0.25 - 0.3) * seen * 0.9
    expected /= 1.0 + 0.7 * 4.0 / 16.0
    assert expected_orders(p, firm, economy, 1.25, 0.9) == pytest.approx(expected, rel=1e-14)


def test_expected_orders_have_an_upper_bound():
    world = opened("base", {"demand.orders_per_person_month": 200.0})
    p, firm = world.parameters.demand, world.firms[0, 0]
    firm.standing = 50.0
    assert expected_orders(p, firm, np.full_like(world.economy, 100.0), 1.0, 1.0) == MOST_ORDERS


def test_exploding_demand_ends_in_refusals():
    """Settings at the ends of their ranges: astronomic demand is turned down, not counted to the end of time."""
    wild = {"demand.standing_shock": 2.0, "demand.standing_persistence": 0.9999, "demand.macro_shock": 1.0,
            "demand.macro_persistence": 0.9999, "demand.sector_shock": 1.0}  # fmt: skip
    months = 120 if ENABLED else 2
    world = live(opened("base", {**wild, **only("demand", "record")}, months=months), months)
    series = world.series[:, 0]
    assert np.all(series.orders <= 20 * 1.1 * MOST_ORDERS)
    assert np.all(series.orders_refused <= series.orders)
    if ENABLED:
        assert series.orders.max() > 1e5


def test_visibility_begins_at_the_newborns_and_grows_to_one():
    assert visibility(0.0, 0.65, 0.12) == pytest.approx(0.65)
    seen = [visibility(age, 0.65, 0.12) for age in (0.0, 1.0, 12.0, 60.0, 600.0)]
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert visibility(10.0, 0.65, 0.0) == pytest.approx(0.65)


def test_rivals_cost_orders_in_proportion_to_what_they_share():
    world = opened("base", {"demand.rivalry": 1.0, "demand.reference_members": 20.0})
    p, firm = world.parameters.demand, world.firms[0, 0]
    economy = np.zeros_like(world.economy)
    firm.rivals = 0.0
    alone = expected_orders(p, firm, economy, 1.0, 1.0)
    firm.rivals = 20.0
    assert expected_orders(p, firm, economy, 1.0, 1.0) == pytest.approx(alone / 2.0)


@pytest.mark.parametrize(("members", "exponent"), [(5, 0.3), (20, 0.3), (12, -0.2), (7, 0.0)])
def test_drawing_power_of_a_site(members, exponent):
    world = opened("base")
    world.firms.serial[0, members:] = -1
    assert drawing_power(world.firms[0], 20, 20.0, exponent) == pytest.approx((members / 20.0) ** exponent)


def test_an_empty_site_has_drawing_power_one():
    world = opened("base", {"members.occupied_at_start": 0.0})
    assert drawing_power(world.firms[0], 20, 20.0, 0.5) == 1.0


def test_economy_is_an_autoregression_of_its_own_draws():
    world = opened("base", only("demand"), months=3)
    macro, sectors, p = 0.0, np.zeros(world.economy.shape[0] - 1), world.parameters.demand
    for month in range(1, 4):
        now = at(month)
        macro = p.macro_persistence * macro + p.macro_shock * normal(now, MACRO, np.int64(0))
        shocks = np.array([normal(now, SECTOR, place) for place in range(1, world.economy.shape[0])])
        sectors = p.sector_persistence * sectors + p.sector_shock * shocks
        live(world, 1, first=month)
    assert world.economy[0] == pytest.approx(macro, rel=1e-12)
    assert world.economy[1:] == pytest.approx(sectors, rel=1e-12)
    assert np.all(sectors != 0.0)


def test_standing_returns_to_the_firms_own():
    world = opened("base", {"demand.standing_persistence": 0.5, **only("demand")})
    world.firms.standing[0] = world.firms.standing_base[0] + 1.0
    live(world, 1)
    shock = world.parameters.demand.standing_shock
    shocks = [shock * normal(at(1), STANDING, serial) for serial in range(20)]
    assert world.firms.standing[0] - world.firms.standing_base[0] == pytest.approx(0.5 + np.array(shocks), rel=1e-9)


def test_orders_are_poisson_around_what_is_expected():
    """Mean and variance over n firm-months; tolerance 4 standard errors (of a mean, and of a Poisson variance)."""
    months = 60 if ENABLED else 3
    settings = {**STILL, **only("demand", "record"), "place.units": 50, "demand.orders_per_person_month": 6.0}
    world = opened("base", settings, months=months)
    expected = 6.0 * world.kinds.orders[world.firms.kind[0]].sum()
    live(world, months)
    orders = world.series.orders[:, 0]
    assert orders.mean() == pytest.approx(expected, abs=4.0 * math.sqrt(expected / months))
    if months > 20:
        assert orders.var(ddof=1) == pytest.approx(expected, rel=4.0 * math.sqrt(2.0 / (months - 1)))


def test_accepted_hours_are_the_orders_times_their_mean():
    world = opened("base", {**STILL, **only("demand", "record"), "demand.order_hours_variation": 0.0})
    live(world, 1)
    sizes = world.kinds.order_size[world.firms.kind[0]] * 16.0
    taken = world.firms.open_hours[0] / sizes
    assert taken == pytest.approx(np.round(taken), abs=1e-9)
    assert taken.sum() == pytest.approx(world.series.orders[0, 0])
    assert world.ledger.accepted[0] == pytest.approx(world.firms.open_hours[0].sum())


def test_a_firm_with_enough_open_work_turns_orders_down():
    world = opened("base", {**STILL, **only("demand", "record"), "demand.backlog_limit_months": 0.0})
    world.firms.open_hours[0, :10] = 5.0
    world.ledger.accepted[0] = 50.0
    live(world, 1)
    assert np.all(world.firms.open_hours[0, :10] == 5.0)
    took_one = (world.firms.open_hours[0, 10:] > 0.0).sum()
    assert world.series.orders_refused[0, 0] == world.series.orders[0, 0] - took_one


def test_an_order_that_needs_a_field_the_firm_lacks_is_a_gap():
    needs = {"demand.second_field_share": 1.0, "demand.required_level_low": 1.0, "demand.required_level_high": 1.0,
             "demand.second_field_hours": 0.25, "demand.order_hours_variation": 0.0}  # fmt: skip
    world = live(opened("base", {**STILL, **needs, **only("demand", "record")}), 1)
    row = world.series[0, 0]
    assert row.gaps > 100
    assert row.gaps + row.orders_refused == row.orders
    assert world.firms.gap_count[0].max() <= GAPS
    assert world.firms.gap_count[0].sum() == row.gaps == world.firms.gaps_total[0].sum()
    assert np.all(world.firms.open_hours == 0.0)
    for unit in range(20):
        firm = world.firms[0, unit]
        size = 16.0 * world.kinds.order_size[firm.kind]
        for number in range(firm.gap_count):
            gap = world.gaps[0, unit, number]
            assert gap["field"] != firm.own_field
            assert 0 <= gap["field"] < world.skill.shape[1]
            assert gap.level == 1.0
            assert not gap.met
            assert (gap.hours, gap.rest) == (pytest.approx(0.25 * size), pytest.approx(0.75 * size))


def test_who_has_the_level_has_no_gap():
    needs = {"demand.second_field_share": 1.0, "demand.required_level_low": 0.0, "demand.required_level_high": 0.0}
    world = live(opened("base", {**STILL, **needs, **only("demand", "record")}), 1)
    assert world.series.gaps[0, 0] == 0.0
    assert world.firms.open_hours[0].sum() > 0.0


def test_gaps_fall_on_every_other_field_alike():
    needs = {"demand.second_field_share": 1.0, "demand.required_level_low": 1.0, "demand.required_level_high": 1.0}
    months = 40 if ENABLED else 4
    world = opened("base", {**STILL, **needs, **only("demand"), "members.trades": {"photographer": 1.0}})
    fields = world.skill.shape[1]
    counts = np.zeros(fields)
    for month in range(1, months + 1):
        live(world, 1, first=month)
        for unit in range(20):
            gaps = world.gaps[0, unit, : world.firms.gap_count[0, unit]]
            counts += np.bincount(gaps["field"], minlength=fields)
    own = world.firms.own_field[0, 0]
    assert counts[own] == 0.0
    others = np.delete(counts, own)
    expected = others.sum() / len(others)
    assert others == pytest.approx(expected, abs=4.5 * math.sqrt(expected))
