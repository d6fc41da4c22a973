"""Bimodality over runs: known answers."""

import numpy as np
import pytest
from scipy import stats

from mfsim.outcomes.shape import bimodality


@pytest.mark.parametrize(("sample", "expected"), [
    (np.random.default_rng(0).normal(size=200_000), 1 / 3),
    (np.random.default_rng(1).uniform(size=200_000), 5 / 9),
    (np.repeat([0.2, 0.9], 10_000), 1.0),
    (np.random.default_rng(2).exponential(size=400_000), 5 / 9),
])  # fmt: skip
def test_known_distributions(sample, expected):
    """Standard errors are near .001 (.003 for the exponential, whose long tail looks like two modes)."""
    assert bimodality(sample) == pytest.approx(expected, abs=0.01)


def test_small_samples_are_corrected_as_in_the_source():
    sample = np.array([0.1, 0.4, 0.45, 0.7, 0.72, 0.9, 2.0])
    n, g, k = len(sample), stats.skew(sample, bias=False), stats.kurtosis(sample, bias=False)
    assert bimodality(sample) == pytest.approx((g**2 + 1) / (k + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))))


def test_location_and_scale_do_not_matter():
    sample = np.random.default_rng(3).gamma(2.0, size=100)
    assert bimodality(3.0 - 7.0 * sample) == pytest.approx(bimodality(sample))


@pytest.mark.parametrize("sample", [[], [1.0, 2.0, 3.0], [0.5] * 50])
def test_undefined_without_spread_or_runs(sample):
    assert np.isnan(bimodality(np.array(sample)))
