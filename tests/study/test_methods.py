"""Every method on known answers through design, runs, store and analysis; discrete factors; what noise does to each."""

from dataclasses import replace

import numpy as np
import pytest
from known import G_S1, G_ST, ISHIGAMI, S1, SOBOL_G, ST, ishigami, noisy_ishigami, sobol_g
from SALib.analyze import delta as their_delta
from SALib.analyze import fast as their_fast
from SALib.analyze import pawn as their_pawn
from SALib.analyze import rbd_fast as their_rbd_fast
from test_sensitivity import swept, values

import mfsim
from mfsim.study.factors import Factor, Level, Levels, Range
from mfsim.study.indices.inputs import Input
from mfsim.study.indices.method import rooted
from mfsim.study.indices.whole import OfWhole, deltas, pawns
from mfsim.study.resampling import alike

UNIT = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0.0, 1.0]] * 3}


def in_order(study, index, names, column="uncorrected"):
    table = study.sensitivity("y")
    found = table[table["index"] == index].set_index("factor")[column]
    return found.reindex(names).to_numpy(float)


@pytest.mark.parametrize(("problem", "model", "first", "total"), [
    (ISHIGAMI, ishigami, S1, ST), (SOBOL_G, sobol_g, G_S1, G_ST),
])  # fmt: skip
def test_fast_finds_the_known_indices(tmp_path, problem, model, first, total):
    study = swept(tmp_path, problem, model, method="fast", points=513, curves=4, runs=1)
    assert values(study, "S1", "uncorrected") == pytest.approx(first, abs=0.03)
    assert values(study, "ST", "uncorrected") == pytest.approx(total, abs=0.06)
    table = study.sensitivity("y")
    assert (table.se_design < 0.05).all()


@pytest.mark.filterwarnings("ignore:FAST confidence")
def test_one_curve_of_fast_is_that_of_salib(tmp_path):
    study = swept(tmp_path, ISHIGAMI, ishigami, method="fast", points=257, curves=1, runs=1)
    theirs = their_fast.analyze(dict(ISHIGAMI), study.outcomes().y.to_numpy(), seed=1)
    np.testing.assert_allclose(values(study, "S1", "uncorrected"), theirs["S1"])
    np.testing.assert_allclose(values(study, "ST", "uncorrected"), theirs["ST"])
    assert study.sensitivity("y").low.isna().all()  # one curve, one run: there is nothing an interval could come from


def test_fast_is_free_of_noise(tmp_path):
    study = swept(tmp_path, ISHIGAMI, noisy_ishigami, method="fast", points=257, curves=4, runs=4)
    assert values(study, "S1") == pytest.approx(S1, abs=0.06)
    assert values(study, "ST") == pytest.approx(ST, abs=0.12)
    assert (values(study, "ST", "uncorrected") > ST + 0.04).all()


@pytest.mark.parametrize(("problem", "model", "first"), [(ISHIGAMI, ishigami, S1), (SOBOL_G, sobol_g, G_S1)])
def test_rbd_fast_finds_the_known_indices_and_those_of_salib(tmp_path, problem, model, first):
    study = swept(tmp_path, problem, model, method="rbd_fast", points=1000, runs=1)
    found = values(study, "S1", "uncorrected")
    assert found == pytest.approx(first, abs=0.05)
    x = study.points()[problem["names"]].to_numpy()
    theirs = their_rbd_fast.analyze(dict(problem), x, study.outcomes().y.to_numpy(), seed=1)
    assert found == pytest.approx(theirs["S1"], abs=0.005)  # theirs corrects by 2 M / N, this by 2 M / (N - 1)


def test_rbd_fast_is_free_of_noise(tmp_path):
    study = swept(tmp_path, ISHIGAMI, noisy_ishigami, method="lhs", points=1000, runs=3)
    table = study.sensitivity("y")
    assert values(study, "S1") == pytest.approx(S1, abs=0.06)
    assert values(study, "S1", "uncorrected")[1] < S1[1] - 0.07
    assert table[(table["index"] == "linear")].corrected.to_numpy()[1] == pytest.approx(0.0, abs=0.03)


def test_delta_and_pawn_are_those_of_salib():
    rng = np.random.default_rng(0)
    x = rng.random((800, 3))
    scaled = -np.pi + 2 * np.pi * x
    y = np.array([ishigami(dict(zip(("x1", "x2", "x3"), row, strict=True)), 0) for row in scaled])
    inputs = [Input(f"x{place}", x[:, place], 0) for place in range(3)]
    theirs = their_pawn.analyze(dict(UNIT), x, y, S=10, seed=1)
    assert pawns(y, [one.sliced(10) for one in inputs]) == pytest.approx(theirs["median"], abs=0.02)
    grid = np.linspace(y.min(), y.max(), 100)
    edges = np.linspace(0, 800, 21)
    known = [their_delta.calc_delta(y, grid, x[:, place], edges) for place in range(3)]
    np.testing.assert_allclose(deltas(y, [one.sliced(20) for one in inputs]), known, rtol=1e-6)


@pytest.mark.parametrize(("method", "index", "truth"), [
    # by histograms of 8 million points, with 120 bins of the outcome and of the factor; kernels blur sharp densities
    ("delta", "delta", [0.255, 0.424, 0.207]), ("pawn", "PAWN", [0.220, 0.410, 0.082]),
])  # fmt: skip
def test_indices_of_the_whole_distribution_are_the_known_ones(tmp_path, monkeypatch, method, index, truth):
    monkeypatch.setattr(OfWhole, "resamples", 20)
    study = swept(tmp_path, ISHIGAMI, ishigami, method=method, points=4000, runs=1)
    found = values(study, index, "uncorrected")
    assert found == pytest.approx(truth, abs=0.09)
    assert np.argsort(found).tolist() == [2, 0, 1]
    assert (values(study, index, "low") < found).all()


@pytest.mark.parametrize("name", ["delta", "PAWN"])
def test_extrapolation_takes_most_of_the_noise_out_of_the_whole_distribution(name):
    """Over 12 tables with noise of a variance that is, after 8 runs, a seventh of that between points."""
    rng = np.random.default_rng(2)
    x = rng.random((1500, 3))
    low, high = np.array(ISHIGAMI["bounds"]).T
    truth = np.array([ishigami(dict(zip(("x1", "x2", "x3"), row, strict=True)), 0) for row in low + x * (high - low)])
    method = OfWhole(name, [Input(f"x{place}", x[:, place], 0) for place in range(3)])
    root = rooted if name == "PAWN" else np.asarray
    exact = root(method.estimate(truth[:, None, None], np.ones((1, 1)), None)[name].uncorrected[0, :3])
    found = [method.estimate((truth[:, None] + 4 * rng.normal(size=(1500, 8)))[:, None], alike(8), None) for _ in range(12)]
    raw, corrected = (root(np.mean([one[name][which] for one in found], axis=0)[0, :3]) for which in (1, 0))
    assert np.abs(raw - exact).max() > 0.03
    assert np.abs(corrected - exact).sum() < 0.5 * np.abs(raw - exact).sum()


def of_two(settings, seed):
    """A choice of three, of which one lifts the outcome by 3, and a number that lifts it by up to 4."""
    return {"a": 0.0, "b": 0.0, "c": 3.0}[settings["kind"]] + 4 * settings["size"]


TWO = (
    Factor("kind", "lever", Levels(tuple(Level(name, {"kind": name}) for name in "abc"))),
    Factor("size", "uncertainty", Range(0.0, 1.0)),
    Factor("nothing", "uncertainty", Range(1, 6, whole=True)),
)
OF_KIND, OF_SIZE = 9 * (1 / 3) * (2 / 3), 16 / 12


@pytest.mark.parametrize(("method", "points"), [("sobol", 512), ("rbd_fast", 800)])
def test_choices_are_as_good_as_numbers(tmp_path, method, points):
    study = swept(tmp_path, TWO, of_two, method=method, points=points, runs=1)
    known = np.array([OF_KIND, OF_SIZE, 0.0]) / (OF_KIND + OF_SIZE)
    assert values(study, "S1", "uncorrected") == pytest.approx(known, abs=0.05)


def test_fast_refuses_choices_of_which_it_would_say_too_little():
    with pytest.raises(mfsim.MfsimError, match=r"'kind' has few levels.*expected sobol or rbd_fast"):
        mfsim.experiment_of(TWO, model=of_two, method="fast")


def test_a_grid_is_an_analysis_of_variance(tmp_path):
    study = swept(tmp_path, TWO[:2], of_product, method="grid", levels=5, runs=1)
    table = study.sensitivity("y").set_index(["index", "factor"]).uncorrected
    y = study.outcomes().pivot_table(index="kind", columns="size", values="y").to_numpy()
    assert table["S1", "kind"] == pytest.approx(y.mean(axis=1).var() / y.var())
    assert table["S1", "size"] == pytest.approx(y.mean(axis=0).var() / y.var())
    assert table["ST", "size"] == pytest.approx(1 - y.mean(axis=1).var() / y.var())
    assert table["S2", "kind"] == pytest.approx(1 - table["S1", "kind"] - table["S1", "size"])


def of_product(settings, seed):
    return {"a": 0.0, "b": 1.0, "c": 3.0}[settings["kind"]] * (1 + settings["size"])


def test_crossed_levers_have_shares_of_the_same_variance(tmp_path):
    experiment = mfsim.experiment_of(TWO, model=of_two, method="lhs", points=60, runs=1)
    experiment = replace(experiment, design=replace(experiment.design, crossed=True))
    study = mfsim.sweep(experiment, tmp_path)
    known = np.array([OF_KIND, OF_SIZE, 0.0]) / (OF_KIND + OF_SIZE)
    assert values(study, "S1", "uncorrected") == pytest.approx(known, abs=0.05)
