"""Empty units: which are to let, and which one fits."""

import numpy as np
from worlds import opened

from mfsim.world.vacancies import closest_in_area, find_to_let, take_closest_in_area

MONTH, TURNAROUND = 10, 3


def _half_empty(seed):
    """A site of which half the units stand empty, some for too short a time, one as an annex; areas with ties among them."""
    rng = np.random.default_rng(seed)
    world = opened("base")
    firms = world.firms[0]
    firms.serial[rng.random(len(firms)) < 0.5] = -1
    firms.entry_month[:] = rng.integers(MONTH - TURNAROUND - 2, MONTH, len(firms))
    firms.tenant[np.flatnonzero(firms.serial < 0)[:1]] = 0
    world.units.area[:] = rng.choice([20.0, 30.0, 40.0, 55.0], len(firms))
    return world, firms


def test_taken_one_by_one_they_are_those_that_fit_best_of_all_that_are_left():
    """The list of what is to let gives what a search of all units gives, until none is left."""
    for seed in range(20):
        world, firms = _half_empty(seed)
        count = find_to_let(firms, world.to_let, len(firms), MONTH, TURNAROUND)
        expected = np.flatnonzero((firms.serial < 0) & (firms.tenant < 0) & (MONTH - firms.entry_month >= TURNAROUND))
        np.testing.assert_array_equal(world.to_let[:count], expected)
        for left in range(count, 0, -1):
            wanted = 15.0 + 3.0 * left
            best = closest_in_area(firms, world.units, len(firms), MONTH, TURNAROUND, wanted)
            assert take_closest_in_area(world.units, world.to_let, left, wanted) == best
            firms.serial[best] = 1
        assert find_to_let(firms, world.to_let, len(firms), MONTH, TURNAROUND) == 0


def test_units_that_are_not_open_are_not_to_let():
    world, firms = _half_empty(0)
    count = find_to_let(firms, world.to_let, 8, MONTH, TURNAROUND)
    assert np.all(world.to_let[:count] < 8)
