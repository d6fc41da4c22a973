"""What members propose: by precedents, by disposition, by best reply, by chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom
from worlds import at, opened

from mfsim.world.norm_draws import PROPOSE
from mfsim.world.proposing import liking, proposal

SURE = {"norms.experiment": 0.0}


def _norm(precedents=(), **settings):
    world = opened("base", {**SURE, **settings})
    norm = world.norms[0, 0]
    norm.quality[:] = (0.9, 0.5, 0.1)
    norm.resolution[: len(precedents)], norm.count = precedents, len(precedents)
    return world.parameters.norms, norm


def _proposed(p, norm, *, care=0.5, members=200, month=1, number=0):
    said = [proposal(p, at(month), PROPOSE, norm, 0, serial, care, serial, number) for serial in range(members)]
    return np.bincount(said, minlength=3) / members


def test_a_liking_is_a_trait():
    likings = np.array([[liking(at(month), serial, 2, 1) for serial in range(300)] for month in (0, 7)])
    assert np.array_equal(likings[0], likings[1])
    assert likings[0].mean() == pytest.approx(0.5, abs=4.0 / np.sqrt(12 * 300))
    assert len({liking(at(1), 5, kind, r) for kind in range(12) for r in range(3)}) == 36


def test_without_precedents_the_disposition_counts():
    """With taste alone each resolution is as likely; without taste all see what fits best."""
    p, norm = _norm(**{"norms.taste": 1.0})
    shares = _proposed(p, norm, members=600)
    assert np.all(np.abs(shares - 1 / 3) < 4.0 * np.sqrt(2 / 9 / 600))
    p, norm = _norm(**{"norms.taste": 0.0})
    assert list(_proposed(p, norm)) == [1.0, 0.0, 0.0]


def test_the_more_care_the_more_precedents_count():
    p, norm = _norm([2] * 10, **{"norms.taste": 0.0, "norms.precedents_half": 0.0})
    assert list(_proposed(p, norm, care=1.0)) == [0.0, 0.0, 1.0]
    assert list(_proposed(p, norm, care=0.0)) == [1.0, 0.0, 0.0]
    turning = 0.8 / 1.8 / 1.3  # w > (1 - w) · (0.9 - 0.1)
    assert _proposed(p, norm, care=turning + 0.01)[2] == 1.0
    assert _proposed(p, norm, care=turning - 0.01)[2] == 0.0


def test_precedents_need_numbers_to_count():
    settings = {"norms.taste": 0.0, "norms.precedents_half": 2.0, "norms.conformity": 20.0}
    p, few = _norm([2], **settings)
    assert _proposed(p, few)[2] == 0.0
    p, many = _norm([2] * 10, **settings)
    assert _proposed(p, many)[2] == 1.0


def test_a_sample_is_drawn_from_the_precedents():
    """One of three samples with replacement from 2 in 10 has at least two of them with probability 0.104."""
    p, norm = _norm([1] * 2 + [0] * 8, **{"norms.conformity": 20.0, "norms.precedents_half": 0.0})
    chance = 3 * 0.2**2 * 0.8 + 0.2**3
    share = np.mean([_proposed(p, norm, month=month)[1] for month in range(1, 11)])
    assert share == pytest.approx(chance, abs=4.0 * np.sqrt(chance * (1 - chance) / 2000))


def test_what_was_not_resolved_says_nothing():
    settings = {"norms.taste": 0.0, "norms.conformity": 1.0, "norms.precedents_half": 0.0}
    p, norm = _norm([-1] * 10, **settings)
    assert _proposed(p, norm, care=0.9)[0] == 1.0


def test_experiments_are_just_anything():
    p, norm = _norm([2] * 10, **{"norms.experiment": 1.0})
    assert np.all(np.abs(_proposed(p, norm, members=600) - 1 / 3) < 4.0 * np.sqrt(2 / 9 / 600))
    p, norm = _norm(**{"norms.experiment": 1.0, "norms.resolutions": 2})
    assert _proposed(p, norm)[2] == 0.0


@pytest.mark.parametrize(("others", "best"), [(7, 1), (8, 0)])
def test_a_best_reply_weighs_worth_by_shares(others, best):
    """The first is worth 0.88 if the other proposes it; the second 0.7, or 0.6 if not: the first from 8 of 10 on."""
    settings = {"norms.proposing": "best_reply", "norms.security": 0.6, "norms.resolutions": 2, "norms.sample": 10}
    p, norm = _norm([0] * others + [1] * (10 - others), **settings)
    norm.quality[:2], norm.security[:2] = (0.88, 0.7), (0.0, 0.6)
    said = [proposal(p, at(1), PROPOSE, norm, 0, serial, 0.5, serial, 0) for serial in range(2000)]
    chance = binom.sf(7, 10, others / 10)  # at least 8 of 10 called to mind
    assert np.mean(np.array(said) == 0) == pytest.approx(chance, abs=4.0 * np.sqrt(chance * (1 - chance) / 2000))
    assert (chance > 0.5) == (best == 0)
