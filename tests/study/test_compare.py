"""Comparisons on common draws: known answers, stopping, what is told."""

import numpy as np
import pytest

import mfsim
from mfsim.study.compare import _is_narrow, compare, difference

SMALL = {"place": {"units": 5}}
FEW = ["income", "occupancy"]


def test_a_known_shift_is_found_and_pairing_pays():
    rng = np.random.default_rng(0)
    common = rng.normal(size=4_000)
    one, other = common + 0.1 * rng.normal(size=4_000), common + 0.25 + 0.1 * rng.normal(size=4_000)
    found = difference(one, other)
    assert found["low"] < 0.25 < found["high"]
    assert found["high"] - found["low"] == pytest.approx(2 * 1.96 * np.sqrt(0.02) / np.sqrt(4_000), rel=0.05)
    assert found["resolved"]
    assert found["effect"] == pytest.approx(0.25, abs=0.01)
    assert found["runs_saved"] == pytest.approx(2 * 1.01 / 0.02, rel=0.1)
    assert found["chance"] == pytest.approx(0.961, abs=0.02)  # of a normal deviate below 0.25 / sqrt(0.02)


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(1_000):
        found = difference(rng.normal(size=40), rng.normal(0.5, size=40))
        held += found["low"] < 0.5 < found["high"]
    assert 0.92 <= held / 1_000 <= 0.965  # standard error .007; 40 pairs with a normal quantile hold a little less


def held_when_stopped(draw, truth, times, narrow=0.1, first=50, most=2_000):
    """Share of comparisons, stopped where the interval is narrow enough, whose interval holds the truth."""
    rng, held = np.random.default_rng(2), 0
    for _ in range(times):
        one, other = draw(rng, most)
        runs = first
        while runs < most and not _is_narrow([{"x": one[:runs]}, {"x": other[:runs]}], narrow):
            runs *= 2
        found = difference(one[:runs], other[:runs])
        held += found["low"] <= truth <= found["high"]
    return held / times


def rare(rng, count):
    """Something that happens in 5 % of worlds here and in 6 % there; in nearly all pairs nothing differs."""
    u = rng.random(count)
    return (u < 0.05) * 1.0, (u < 0.06) * 1.0


def skewed(rng, count):
    one = rng.lognormal(size=count)
    return one, one * np.exp(0.5 * rng.normal(size=count))


def normal(rng, count):
    one = rng.normal(size=count)
    return one, 0.3 + 0.5 * one + np.sqrt(0.75) * rng.normal(size=count)


@pytest.mark.parametrize(("draw", "truth", "low", "high"), [
    (normal, 0.3, 0.93, 0.97),
    (rare, 0.01, 0.93, 1.0),
    (skewed, np.exp(0.5) * (np.exp(0.125) - 1.0), 0.87, 0.97),  # docs/studies.md says .91: the tail comes late
])  # fmt: skip
def test_intervals_at_which_one_stops_hold_the_truth(draw, truth, low, high):
    assert low <= held_when_stopped(draw, truth, 500) <= high


def test_a_first_look_that_has_met_no_difference_is_not_narrow():
    varies, rng = np.zeros(50), np.random.default_rng(0)
    varies[:3] = 1.0
    assert not _is_narrow([{"x": varies}, {"x": varies.copy()}], 0.1)
    many = (rng.random(2_000) < 0.06) * 1.0
    assert _is_narrow([{"x": many}, {"x": many.copy()}], 0.1)
    assert _is_narrow([{"x": np.ones(50)}, {"x": np.full(50, 2.0)}], 0.1)


def test_pairing_saves_as_many_runs_as_it_says():
    """Against runs with other seeds, whose draws have nothing in common."""
    other = {**SMALL, "demand": {"rivalry": 0.5}}
    paired = compare(SMALL, other, runs=400, months=12, outcomes=["income"])
    apart = compare(SMALL, other, runs=400, months=12, seed=1, outcomes=["income"])
    one, two = paired.values[0]["income"], paired.values[1]["income"]
    independent = apart.values[1]["income"] - one
    measured = independent.var(ddof=1) / (two - one).var(ddof=1)
    assert paired.rows()[0]["runs_saved"] == pytest.approx(measured, rel=0.15)
    assert measured > 1.2


def test_what_is_undefined_is_left_out():
    one, other = np.array([1.0, np.nan, 2.0, 3.0, 4.0]), np.array([2.0, 5.0, np.nan, 4.0, 5.0])
    assert difference(one, other)["runs"] == 3
    few = difference(one[:2], other[:2])
    assert few["runs"] == 1
    assert np.isnan(few["difference"])
    assert not few["resolved"]


def test_constants_have_no_effect_size():
    found = difference(np.ones(10), np.full(10, 3.0))
    assert (found["difference"], found["low"], found["high"], found["chance"]) == (2.0, 2.0, 2.0, 1.0)
    assert np.isnan(found["effect"])
    assert found["resolved"]


def test_a_scenario_does_not_differ_from_itself():
    comparison = compare(SMALL, SMALL, runs=6, months=12)
    table = comparison.table()
    assert comparison.names == ("scenario 1", "scenario 2")
    assert (table.difference.dropna() == 0.0).all()
    assert (table.chance.dropna() == 0.5).all()
    assert not table.resolved.any()


def test_the_values_are_those_of_runs():
    other = {**SMALL, "demand": {"rivalry": 0.8}}
    comparison = compare(SMALL, other, runs=6, months=12, seed=3, outcomes=FEW)
    for tables, values in zip((SMALL, other), comparison.values, strict=True):
        expected = mfsim.run(mfsim.load(tables), runs=6, months=12, seed=3).outcomes()
        for name in FEW:
            np.testing.assert_array_equal(values[name], expected[name])


def test_runs_are_doubled_until_the_interval_is_narrow():
    other = {**SMALL, "demand": {"rivalry": 0.8}}
    seen = []
    wide = compare(SMALL, other, months=6, outcomes=["income"], narrow=1.0, budget=400,
                   progress=lambda done, total: seen.append((done, total)))  # fmt: skip
    assert wide.narrow
    assert seen == [(50, 400)]
    tight = compare(SMALL, other, months=6, outcomes=["income"], narrow=1e-6, budget=120)
    assert (tight.runs, tight.narrow) == (120, False)


@pytest.mark.parametrize(("options", "message"), [
    ({"outcomes": ["incom"]}, "did you mean 'income'"), ({"narrow": 0.0}, "narrow"), ({"runs": 0}, "runs"),
])  # fmt: skip
def test_mistakes_are_told(options, message):
    with pytest.raises(mfsim.MfsimError, match=message):
        compare(SMALL, SMALL, months=6, **options)
    with pytest.raises(mfsim.MfsimError, match="two scenarios or more"):
        compare(SMALL)
