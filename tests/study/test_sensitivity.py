"""Sensitivity indices on known answers, through designs, runs, store and analysis; noise of known variance taken out."""

import numpy as np
import pytest
from known import (
    G_S1,
    G_ST,
    ISHIGAMI,
    S1,
    SOBOL_G,
    ST,
    V,
    ishigami,
    lifted_ishigami,
    noisy_ishigami,
    own,
    shaken_ishigami,
    sobol_g,
)
from SALib.analyze import morris, sobol

import mfsim
from mfsim.study.designs import Design
from mfsim.study.samplers import sample


def swept(tmp_path, problem, model, **design):
    return mfsim.sweep(mfsim.experiment_of(problem, model=model, **design), tmp_path / "study")


def values(study, index, column="corrected"):
    table = study.sensitivity("y")
    return table[table["index"] == index][column].to_numpy(float)


@pytest.mark.parametrize(("problem", "model", "first", "total"), [
    (ISHIGAMI, ishigami, S1, ST), (SOBOL_G, sobol_g, G_S1, G_ST),
])  # fmt: skip
def test_sobol_indices_are_the_known_ones_and_those_of_salib(tmp_path, problem, model, first, total):
    study = swept(tmp_path, problem, model, method="sobol", points=512, runs=1)
    assert values(study, "S1", "uncorrected") == pytest.approx(first, abs=0.06)
    assert values(study, "ST", "uncorrected") == pytest.approx(total, abs=0.06)
    theirs = sobol.analyze(dict(problem), study.outcomes().y.to_numpy(), calc_second_order=False, seed=1)
    assert values(study, "S1", "uncorrected") == pytest.approx(theirs["S1"], abs=0.01)  # they centre on all points
    assert values(study, "ST", "uncorrected") == pytest.approx(theirs["ST"], rel=0.02)
    assert np.isnan(values(study, "ST")).all()
    assert "not known" in study.analysis("y").noise[0]["note"]


def test_noise_is_taken_out_of_sobol_indices_and_told(tmp_path):
    study = swept(tmp_path, ISHIGAMI, noisy_ishigami, method="sobol", points=1024, runs=3)
    for index, truth in (("S1", S1), ("ST", ST)):
        low, high = values(study, index, "low"), values(study, index, "high")
        assert (np.abs(truth - (low + high) / 2) < 0.75 * (high - low)).all()  # one and a half times the interval
    assert values(study, "ST") == pytest.approx(ST, abs=0.07)
    share = V / (V + 16 / 3)
    assert values(study, "S1", "uncorrected") == pytest.approx(S1 * share, abs=0.12)
    assert values(study, "ST", "uncorrected") == pytest.approx(ST * share + 1 - share, abs=0.05)
    assert (np.abs(values(study, "ST", "uncorrected") - ST) > 0.1).all()
    noise = study.analysis("y").noise[0]
    assert noise["noise_share"] == pytest.approx(16 / (V + 16), abs=0.02)
    assert noise["noise_in_means"] == pytest.approx(1 - share, abs=0.02)
    assert noise["cancelled"] < 0.02
    assert noise["noise_share_low"] < 16 / (V + 16) < noise["noise_share_high"]


def test_noise_that_is_common_to_all_points_moves_no_index(tmp_path):
    study = swept(tmp_path, ISHIGAMI, lifted_ishigami, method="sobol", points=128, runs=20)
    np.testing.assert_allclose(values(study, "ST"), values(study, "ST", "uncorrected"), atol=1e-9)
    noise = study.analysis("y").noise[0]
    assert noise["cancelled"] == pytest.approx(1.0)
    assert noise["noise_in_means"] == pytest.approx(0.0, abs=1e-9)
    assert noise["noise_share_low"] < 16 / (V + 16) < noise["noise_share_high"]


def test_noise_that_hangs_on_a_factor_is_taken_out_of_its_index(tmp_path):
    """Dividing by a share of noise would do for noise that is alike everywhere; here it is all in the index of x1."""
    study = swept(tmp_path, ISHIGAMI, shaken_ishigami, method="sobol", points=256, runs=12)
    low, high = values(study, "S1", "low")[0], values(study, "S1", "high")[0]
    assert low < S1[0] < high


def test_elementary_effects_are_the_known_ones_and_those_of_salib(tmp_path):
    """On 4 levels x1 = ±pi or ±pi/3: mean |EE| of x2 is 7 · 0.75 / (2/3) whatever the others are."""
    study = swept(tmp_path, ISHIGAMI, ishigami, method="morris", points=200, runs=1)
    steps = np.array([0.8660254 * (1 + 0.1 * (np.pi / 3) ** 4), 0.8660254 * (1 + 0.1 * np.pi**4)]) * 1.5
    fourth = 0.1 * np.pi**4 * (1 - 1 / 81) * 0.8660254 * 1.5
    assert values(study, "mu_star", "uncorrected") == pytest.approx([steps.mean(), 7.875, fourth / 2], rel=0.12)
    assert values(study, "mu_star", "uncorrected")[1] == pytest.approx(7.875)
    x = sample(Design("morris", points=200), "abc")
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0.0, 1.0]] * 3}
    theirs = morris.analyze(problem, x, study.outcomes().y.to_numpy())
    for name in ("mu_star", "mu", "sigma"):
        np.testing.assert_allclose(values(study, name, "uncorrected"), np.asarray(theirs[name], float))


def dummy(settings, seed):
    return 3.0 * settings["x2"] + 4 * own(settings, seed)


def test_a_factor_without_effect_is_not_above_noise(tmp_path):
    study = swept(tmp_path, ISHIGAMI, dummy, method="morris", points=60, runs=6)
    table = study.sensitivity("y")
    star = table[table["index"] == "mu_star"].set_index("factor")
    assert star.corrected["x1"] == pytest.approx(0.0, abs=1.5)
    assert star.corrected["x2"] == pytest.approx(6 * np.pi, rel=0.1)
    noise_alone = 4 * np.sqrt(2 / 6) * 1.5 * np.sqrt(2 / np.pi)
    assert star.uncorrected["x1"] == pytest.approx(noise_alone, rel=0.15)
    assert star.above_noise.tolist() == [False, True, False]
    assert star.from_next["x2"] == "resolved"
    assert star.from_next["x1"] == star.from_next["x3"] == "not above noise"
    assert (star.rank_best["x1"], star.rank_worst["x1"]) == (2, 3)
