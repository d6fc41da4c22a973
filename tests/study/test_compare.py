"""Comparisons on common draws: known answers, stopping, what is told."""

import numpy as np
import pytest

import mfsim
from mfsim.study.compare import compare, difference

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
