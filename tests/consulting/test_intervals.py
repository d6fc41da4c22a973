"""Intervals: as wide as chance leaves the truth, for what hardly ever happens too."""

import numpy as np
import pytest

from mfsim.consulting.intervals import mean_of, paired

RARE = 0.04


def test_an_event_that_no_run_has_met_is_not_known():
    nothing = np.zeros(40)
    found = paired(nothing, nothing.copy())
    assert found.mean == found.low == found.high == 0.0  # neither has ever had it: there is no range to be unsure of
    once = nothing.copy()
    once[7] = 1.0
    found = paired(once, once.copy())
    assert found.mean == 0.0
    assert found.low < -0.05
    assert found.high > 0.05


def test_rare_differences_are_covered():
    """Of a difference of .02 in 50 runs, where Student's interval alone holds the truth in two thirds of samples."""
    rng, held, held_by_t = np.random.default_rng(0), 0, 0
    for _ in range(400):
        common = rng.random(50) < RARE
        more = (rng.random(50) < 0.02) & ~common
        found, plain = paired(common.astype(float), (common | more).astype(float)), mean_of(more.astype(float))
        truth = 0.02 * (1.0 - RARE)
        held += (found.low <= truth <= found.high) or (not common.any() and not more.any())
        held_by_t += plain.low <= truth <= plain.high
    assert held_by_t < 0.75 * 400
    assert held > 0.92 * 400


def test_where_runs_differ_it_is_students():
    rng = np.random.default_rng(1)
    one, other = rng.normal(size=30), rng.normal(size=30)
    found, plain = paired(one, other, 5), mean_of(other - one, 5)
    assert (found.mean, found.low, found.high) == pytest.approx((plain.mean, plain.low, plain.high))


def test_rounding_is_no_difference():
    one = np.full(20, 5_419.0)
    found = paired(one, one + 4.5e-13 * 10.0)
    assert (found.mean, found.above_zero) == (0.0, False)
