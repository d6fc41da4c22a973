"""What follows a breach, step by step."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import at, opened

from mfsim.world.sanctions import sanction, time_heals

LADDER = {"norms.fine_from": 2, "norms.exclusion_from": 3, "norms.expulsion_from": 4, "norms.sanction_care": 0.1}


def _place(sanctions, **settings):
    ladder = {"graduated": LADDER, "expulsion": {"norms.expulsion_from": 4, "norms.sanction_care": 0.1}}
    world = opened("base", {"norms.sanctions": sanctions, **ladder.get(sanctions, {}), **settings})
    firm, other = world.firms[0, 0], world.firms[0, 1]
    firm.care, firm.reputation, firm.cash = 0.5, 0.5, 1000.0
    return world, firm, other


def _breach(world, firm, other, times=1, *, decided=True):
    for _ in range(times):
        sanction(world.parameters.norms, firm, other, world.sites[0], world.tally[0], decided)


def test_without_sanctions_the_other_is_slighted():
    world, firm, other = _place("none")
    _breach(world, firm, other, 20)
    assert (other.slights, firm.breaches, firm.expelled, firm.care, firm.cash) == (20, 20, False, 0.5, 1000.0)
    assert (world.tally.breaches[0], world.tally.sanctions[0]) == (20, 0)


def test_the_ladder_is_climbed_step_by_step():
    world, firm, other = _place("graduated")
    _breach(world, firm, other)
    assert (firm.care, firm.cash, firm.excluded, firm.expelled) == (0.45, 1000.0, 0, False)
    _breach(world, firm, other)
    assert (firm.cash, world.sites.association_cash[0], firm.excluded) == (950.0, 50.0, 0)
    _breach(world, firm, other)
    assert (firm.cash, firm.excluded, firm.reputation, firm.expelled) == (950.0, 3, 0.4, False)
    _breach(world, firm, other)
    assert firm.expelled
    assert other.slights == 0
    assert firm.care == pytest.approx(0.5 * 0.9**4)
    assert world.tally.sanctions[0] == 4


def test_where_nobody_decides_there_are_only_warnings():
    world, firm, other = _place("graduated")
    _breach(world, firm, other, 10, decided=False)
    assert (firm.cash, firm.excluded, firm.expelled, other.slights) == (1000.0, 0, False, 0)
    assert firm.care == pytest.approx(0.5 * 0.9**10)


def test_expulsion_comes_without_steps():
    world, firm, other = _place("expulsion")
    _breach(world, firm, other, 3)
    assert (other.slights, firm.expelled, firm.care, world.tally.sanctions[0]) == (3, False, 0.5, 0)
    _breach(world, firm, other)
    assert (other.slights, firm.expelled, firm.care, world.tally.sanctions[0]) == (3, True, 0.45, 1)
    world, firm, other = _place("expulsion")
    _breach(world, firm, other, 10, decided=False)
    assert (other.slights, firm.expelled) == (10, False)


def test_breaches_are_forgotten_and_exclusions_end():
    world, firm, _ = _place("graduated", **{"norms.breach_forgetting": 0.25})
    p = world.parameters.norms
    firm.breaches, firm.excluded = 1000, 2
    for month in range(1, 401):
        time_heals(p, at(month), firm)
        assert firm.excluded == max(0, 2 - month)
    assert 1000 - firm.breaches == pytest.approx(100, abs=4.0 * np.sqrt(400 * 0.25 * 0.75))
    firm.breaches = 0
    for month in range(1, 50):
        time_heals(p, at(month), firm)
    assert firm.breaches == 0


def test_rules_are_learnt():
    world, firm, _ = _place("none", **{"norms.learning_rules": 0.25})
    firm.knows_rules = 0.5
    for month in range(1, 4):
        time_heals(world.parameters.norms, at(month), firm)
    assert firm.knows_rules == pytest.approx(1.0 - 0.5 * 0.75**3)
