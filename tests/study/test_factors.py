"""What varies: shares of distributions, levels, spacing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mfsim.study.factors import Factor, Level, Levels, Range

SHARES = np.linspace(0.001, 0.999, 41)


@pytest.mark.parametrize(("domain", "known"), [
    (Range(2.0, 5.0), stats.uniform(2.0, 3.0)),
    (Range(0.5, 20.0, "log_uniform"), stats.loguniform(0.5, 20.0)),
    (Range(1.0, 9.0, "triangular", mode=3.0), stats.triang(0.25, 1.0, 8.0)),
    (Range(-1.0, 2.0, "normal", mean=0.5, sd=0.8), stats.truncnorm(-1.875, 1.875, 0.5, 0.8)),
])  # fmt: skip
def test_shares_are_quantiles(domain, known):
    assert [domain.at(u) for u in SHARES] == pytest.approx(known.ppf(SHARES).tolist())


@given(st.floats(0.0, 1.0), st.sampled_from(["uniform", "log_uniform", "triangular", "normal"]), st.booleans())
def test_values_stay_within_the_bounds(u, distribution, whole):
    value = Range(1.0, 7.0, distribution, mode=2.0, mean=6.0, sd=0.3, whole=whole).at(u)
    assert 1.0 <= value <= 7.0
    assert isinstance(value, int) == whole


def test_whole_numbers_are_equally_likely():
    drawn = [Range(1, 6, whole=True).at(u) for u in (np.arange(6_000) + 0.5) / 6_000]
    assert np.unique(drawn, return_counts=True)[1].tolist() == [1_000] * 6


def test_spacing_has_the_ends_and_no_value_twice():
    def spaced(domain, count):
        factor = Factor("x", "lever", domain)
        return [factor.level_at(*shares).label for shares in factor.spaced(count)]

    assert spaced(Range(0.0, 1.0), 5) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert spaced(Range(1, 3, whole=True), 9) == [1, 2, 3]


def test_levels_are_equally_likely():
    domain = Levels(tuple(Level(name, {}) for name in "abc"))
    assert [domain.at(u).label for u in (0.0, 0.33, 0.34, 0.66, 0.67, 1.0)] == list("aabbcc")


def test_a_number_is_a_level_of_its_own():
    assert Factor("demand.rivalry", "uncertainty", Range(0.0, 1.0)).level_at(0.25) == Level(0.25, {"demand.rivalry": 0.25})
