import numpy as np
import pytest

from mfsim.outcomes.survival import kaplan_meier

# Freireich et al. (1963), Blood 21: weeks of remission of 21 patients on 6-MP, a standard example; the estimates are
# those that textbooks of survival analysis print (0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448).
RELAPSES = [6, 6, 6, 7, 10, 13, 16, 22, 23]
STILL_WELL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
WEEKS = RELAPSES + STILL_WELL
RELAPSED = [True] * len(RELAPSES) + [False] * len(STILL_WELL)


def test_known_answer():
    survival = kaplan_meier(WEEKS, RELAPSED, [5, 6, 7, 10, 13, 16, 22, 23, 35])
    expected = [1, 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448, 0.448]
    np.testing.assert_allclose(survival, expected, atol=5e-4)


def test_without_censoring_it_is_the_share_alive():
    rng = np.random.default_rng(0)
    months = rng.geometric(0.03, 500)
    at = np.arange(0, 400, 7)
    alive = (months[:, None] > at).mean(axis=0)
    np.testing.assert_allclose(kaplan_meier(months, np.ones(500, bool), at), alive, atol=1e-12)


def test_censoring_that_tells_nothing_changes_nothing_but_the_noise():
    rng = np.random.default_rng(1)
    life, leave = rng.geometric(0.02, 40_000), rng.geometric(0.03, 40_000)
    survival = kaplan_meier(np.minimum(life, leave), life <= leave, [12, 36, 60])
    np.testing.assert_allclose(survival, 0.98 ** np.array([12, 36, 60]), atol=0.015)


def test_unknown_beyond_the_last_one_seen():
    assert np.isnan(kaplan_meier([2, 3], [True, False], [4])).all()
    assert kaplan_meier([2, 3], [True, True], [4, 400]).tolist() == [0.0, 0.0]
    assert np.isnan(kaplan_meier([], [], [0, 12])).all()
    assert kaplan_meier([0, 3], [False, True], [-1, 0]).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(("months", "died"), [([1, 2], [True]), ([1.5], [True]), ([-1], [False]), ([np.nan], [True])])
def test_refuses_what_is_no_life(months, died):
    with pytest.raises(ValueError, match="expected"):
        kaplan_meier(months, died, [1])
