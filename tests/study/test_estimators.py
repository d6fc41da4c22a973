"""Estimators over many tables with known noise: free of bias, and intervals that hold the truth as often as they say."""

import numpy as np
import pytest
from known import ISHIGAMI, ST, ishigami

from mfsim.study import resampling
from mfsim.study.designs import Design
from mfsim.study.indices.method import responses, without_noise
from mfsim.study.indices.sobol import Sobol
from mfsim.study.noise import noise_shares
from mfsim.study.one_outcome import spread_of
from mfsim.study.resampling import alike, block_counts
from mfsim.study.samplers import sample


def at(shares):
    low, high = np.array(ISHIGAMI["bounds"]).T
    x = low + shares * (high - low)
    return ishigami({"x1": x[:, 0], "x2": x[:, 1], "x3": x[:, 2]}, 0)


def tables(design, runs, noise, count, seed=0):
    """Yield tables of the same points with other noise: own to each point, common to all, growing with the first factor."""
    rng = np.random.default_rng(seed)
    shares = sample(design, "abc")
    truth = at(shares)[:, None]
    for _ in range(count):
        own = noise[0] * rng.normal(size=(len(shares), runs))
        common, growing = noise[1] * rng.normal(size=runs), noise[2] * rng.normal(size=runs)
        yield shares, truth, truth + own + common + growing * (shares[:, :1] - 0.5) * np.sqrt(12)


@pytest.mark.parametrize("noise", [(4.0, 0.0, 0.0), (0.0, 4.0, 0.0), (0.0, 0.0, 4.0), (2.0, 3.0, 2.0)])
def test_corrected_forms_have_no_bias_and_uncorrected_ones_have(noise):
    """The numerator of ST and the variance below it, over 600 tables of the same points and three runs each."""
    shares, truth, _ = next(tables(Design("sobol", points=64), 3, noise, 1))
    blocks = Sobol("abc", len(shares), second_order=False).members
    exact = np.append(*forms(truth[blocks], np.ones((1, 1)))[1])
    found = [forms(table[blocks], alike(3)) for *_, table in tables(Design("sobol", points=64), 3, noise, 600)]
    corrected, raw = (np.array([np.append(*one[which]) for one in found]) for which in (0, 1))
    assert (np.abs(corrected.mean(axis=0) - exact) < 3.5 * corrected.std(axis=0) / np.sqrt(600) + 1e-9).all()
    if noise[0] or noise[2]:
        assert raw.mean(axis=0)[-1] > exact[-1] + 0.3 * (noise[0] ** 2 + noise[2] ** 2) / 3


def forms(blocks, weights):
    method = Sobol("abc", blocks.size // blocks.shape[2], second_order=False)
    y = responses(blocks, weights)
    above, below = method._forms(y - y[:, [0, -1]].mean(axis=(0, 1)), None)
    pairs = [without_noise(one, weights, False) for one in (above["ST"], below)]
    return [(top[0], bottom[0]) for top, bottom in zip(*pairs, strict=True)]


@pytest.mark.parametrize(("noise", "runs"), [((3.0, 0.0, 0.0), 4), ((1.0, 2.0, 3.0), 6)])
def test_intervals_hold_the_truth_at_least_as_often_as_they_say(noise, runs):
    held = np.zeros(3)
    for number in range(60):
        shares, _, table = next(tables(Design("sobol", points=128, seed=number), runs, noise, 1, number))
        method = Sobol("abc", len(shares), second_order=False)
        blocks = table[method.members]
        found = spread_of(lambda w, c, b=blocks, m=method: m.estimate(b, w, c)["ST"].corrected, blocks, method)
        held += np.abs(found.value - ST) < found.half
    assert (held >= 53).all()


@pytest.mark.parametrize("noise", [(3.0, 0.0, 0.0), (1.0, 2.0, 0.0), (0.0, 1.0, 3.0)])
def test_shares_of_noise_are_those_put_in(noise):
    some = tables(Design("lhs", points=500), 40, noise, 20)
    found = np.mean([noise_shares(table[:, None], alike(40), None)[0] for *_, table in some], axis=0)
    own, common, growing = np.square(noise)
    variance = at(sample(Design("lhs", points=500), "abc")).var()
    assert found[0] == pytest.approx((own + common + growing) / (variance + own + common + growing), abs=0.03)
    assert found[1] == pytest.approx((own + growing) / 40 / (variance + (own + growing) / 40), abs=0.03)
    assert found[2] == pytest.approx(common / (own + common + growing), abs=0.1)


def test_resampling_blocks_gives_the_error_of_a_mean():
    values = np.random.default_rng(0).normal(size=200)
    counts = np.concatenate(list(block_counts(200, 4_000, 0)))
    assert (counts.sum(axis=1) == 200).all()
    assert (counts @ values / 200).std() == pytest.approx(values.std() / np.sqrt(200), rel=0.05)


def test_resamples_are_the_same_however_many_are_held_at_once(monkeypatch):
    whole = np.concatenate(list(block_counts(50, 20, 1)))
    monkeypatch.setattr(resampling, "MOST_COUNTS", 350)
    some = list(block_counts(50, 20, 1))
    assert [len(one) for one in some] == [7, 7, 6]
    np.testing.assert_array_equal(np.concatenate(some), whole)
