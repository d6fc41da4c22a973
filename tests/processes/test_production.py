"""Production: known answers."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from contract import ProcessContract
from worlds import live, only, opened

from mfsim.processes.production import nuisance, productivity

GAPS_ONLY = {
    "demand.second_field_share": 1.0,
    "demand.required_level_low": 1.0,
    "demand.required_level_high": 1.0,
}


class TestContract(ProcessContract):
    process = "production"
    columns = ("billed_eur", "hours_per_person", "gaps_bought", "gaps_lost")
    settings: ClassVar = {"processes.mutual_help": False}


def _working(open_hours, **changes):
    """A world in which only production runs, after a month with these open hours."""
    world = opened("base", {"place.sound_insulation": 1.0, **only("production"), **changes})
    world.firms.open_hours[0] = open_hours
    world.ledger.accepted[0] = world.firms.open_hours[0].sum()
    own = world.skill[0, world.firms.own_field[0], np.arange(20)]
    p = world.parameters.production
    return live(world, 1), p.productivity_base + p.productivity_gain * own


def test_a_busy_firm_works_all_its_hours():
    world, speed = _working(1e6)
    firms = world.firms[0]
    assert firms.capacity == pytest.approx(140.0 * firms.people)
    assert firms.hours_worked == pytest.approx(firms.capacity)
    assert firms.hours_done == pytest.approx(firms.capacity * speed)
    assert firms.open_hours == pytest.approx(1e6 - firms.hours_done)
    assert firms.billed == pytest.approx(firms.hours_done * firms.rate)
    assert world.ledger.done[0] == pytest.approx(firms.hours_done.sum())


def test_a_firm_with_little_to_do_finishes_it():
    world, speed = _working(20.0)
    assert np.all(world.firms.open_hours[0] == 0.0)
    assert world.firms.hours_worked[0] == pytest.approx(20.0 / speed)
    assert world.firms.hours_done[0] == pytest.approx(20.0)


def test_a_firm_without_orders_does_nothing():
    world, _ = _working(0.0)
    assert np.all(world.firms.hours_worked == 0.0)
    assert np.all(world.firms.billed == 0.0)


def test_fatigue_costs_capacity():
    world = opened("base", {"production.fatigue_loss": 0.25, **only("production")})
    world.firms.fatigue[0] = 0.4
    live(world, 1)
    assert world.firms.capacity[0] == pytest.approx(140.0 * world.firms.people[0] * 0.9)


@pytest.mark.parametrize(("noise", "expected"), [(0.0, 0.0), (1.0, 0.5), (3.0, 0.75)])
def test_nuisance_saturates(noise, expected):
    assert nuisance(noise) == pytest.approx(expected)


@pytest.mark.parametrize("level", [0.0, 0.55, 1.0])
@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_productivity_rises_with_skill_and_falls_with_noise(level, noise):
    p = opened("base").parameters.production
    expected = (0.725 + 0.5 * level) * (1.0 - 0.15 * noise / (1.0 + noise))
    assert productivity(p, level, noise) == pytest.approx(expected, rel=1e-14)


def test_gaps_that_are_lost_bring_and_cost_nothing():
    settings = {**GAPS_ONLY, "production.lost_order_share": 1.0, **only("demand", "production", "record")}
    world = live(opened("base", settings), 1)
    row = world.series[0, 0]
    assert row.gaps_lost == row.gaps > 0
    assert row.gaps_bought == 0
    assert np.all(world.firms.outside_cost == 0.0)
    assert np.all(world.firms.hours_done == 0.0)
    assert world.ledger.accepted[0] == 0.0


def test_gaps_that_are_bought_cost_the_markup_and_are_billed():
    settings = {**GAPS_ONLY, "production.lost_order_share": 0.0, **only("demand", "production", "record")}
    world = live(opened("base", settings), 1)
    row, firms = world.series[0, 0], world.firms[0]
    assert row.gaps_bought == row.gaps > 0
    assert row.gaps_lost == 0
    for unit in range(20):
        gaps = world.gaps[0, unit, : firms.gap_count[unit]]
        own_field = world.skill[0, firms.own_field[unit], unit]
        speed = productivity(world.parameters.production, own_field, firms.noise_heard[unit])
        own_work = firms.hours_worked[unit] * speed
        assert firms.outside_cost[unit] == pytest.approx(gaps.hours.sum() * 28.0 * 1.4)
        assert firms.hours_done[unit] == pytest.approx(gaps.hours.sum() + own_work)
        assert firms.open_hours[unit] == pytest.approx(gaps.rest.sum() - own_work, abs=1e-9)


def test_some_gaps_are_lost_at_their_share():
    settings = {**GAPS_ONLY, "production.lost_order_share": 0.3, **only("demand", "production", "record")}
    world = live(opened("base", settings, months=30), 30)
    lost, gaps = world.series.gaps_lost.sum(), world.series.gaps.sum()
    assert gaps > 1000
    assert lost / gaps == pytest.approx(0.3, abs=4.0 * np.sqrt(0.3 * 0.7 / gaps))


@pytest.mark.parametrize(
    ("enclosure", "loss", "left"), [(1.0, 0.1, 1.0), (0.3, 0.1, 0.93), (0.0, 0.1, 0.9), (0.0, 0.0, 1.0)]
)
def test_an_open_plan_costs_concentration(enclosure, loss, left):
    world, speed = _working(1e6, **{"place.enclosure": enclosure, "production.open_plan_loss": loss,
                                    "production.nuisance_loss": 0.0})  # fmt: skip
    firms = world.firms[0]
    assert firms.hours_done == pytest.approx(firms.hours_worked * speed * left)
