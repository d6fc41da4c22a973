"""SALib's problem, in and out: the same numbers as SALib makes of it; functions of one's own, and what they do wrong."""

import numpy as np
import pytest
from known import ISHIGAMI, ishigami
from SALib.sample import latin, morris, sobol

import mfsim
from mfsim.study.design import coordinates, points
from mfsim.study.factors import Range

MANY = {
    "num_vars": 5, "names": ["a", "b", "c", "d", "e"],
    "bounds": [[0.0, 2.0], [0.1, 10.0], [1.0, 3.0, 0.25], [5.0, 2.0], [0.0, 4.0, 1.0, 1.5]],
    "dists": ["unif", "logunif", "triang", "norm", "truncnorm"], "groups": ["one", "b", "one", "d", "e"],
}  # fmt: skip


def nothing(settings, seed):
    return 0.0


@pytest.mark.parametrize(("method", "theirs"), [
    ("sobol", lambda p: sobol.sample(p, 16, calc_second_order=False, seed=1)),
    ("rbd_fast", lambda p: latin.sample(p, 16, seed=1)),
    ("morris", lambda p: morris.sample(p, 16, num_levels=4, seed=1)),
])  # fmt: skip
def test_points_are_those_that_salib_makes_of_the_problem(method, theirs):
    problem = dict(MANY) if method != "rbd_fast" else {key: value for key, value in MANY.items() if key != "groups"}
    experiment = mfsim.experiment_of(problem, method=method, points=16, model=nothing)
    ours = np.array([[one.levels[name].label for name in MANY["names"]] for one in points(experiment)])
    known = theirs(dict(problem))
    inner = np.isfinite(known).all(axis=1)  # at the ends of its grid the normal distribution of theirs is infinite
    np.testing.assert_allclose(ours[inner], known[inner], rtol=1e-6, atol=1e-9)
    assert inner.any()


def test_what_goes_out_comes_in_again_as_the_same():
    experiment = mfsim.experiment_of(MANY, points=16, model=nothing, outcomes=["y"])
    problem = experiment.problem()
    assert (problem["names"], problem["groups"], problem["outputs"]) == (MANY["names"], MANY["groups"], ["y"])
    again = mfsim.experiment_of(problem, points=16, model=nothing)
    np.testing.assert_array_equal(coordinates(again), coordinates(experiment))
    first, second = ([one.settings for one in points(found)] for found in (experiment, again))
    assert [list(one.values()) for one in first] == [pytest.approx(list(one.values())) for one in second]


def test_a_problem_of_settings_is_an_experiment_on_the_multifactory():
    problem = {"names": ["demand.rivalry", "place.units"], "bounds": [[0.1, 0.5], [4, 12]], "num_vars": 2}
    experiment = mfsim.experiment_of(problem, outcomes=["income"], points=8)
    assert experiment.factors[1].domain == Range(4.0, 12.0, mode=8.0, mean=8.0, sd=2.0, whole=True)
    assert all(isinstance(one.levels["place.units"].label, int) for one in points(experiment))


@pytest.mark.parametrize(("change", "message"), [
    ({"bounds": [[0, 1]]}, "bounds for each"), ({"bounds": [[1, 0], [0, 1], [0, 1]]}, "the lower before the higher"),
    ({"dists": ["unif", "weibull", "unif"]}, "'weibull' is not understood"),
    ({"groups": ["a", "b"]}, "2 groups for 3 names"),
    ({"names": ["x1", "x1", "x3"]}, "twice"), ({"groups": ["a", "a", "a"]}, "all factors are in one group"),
    ({"dists": ["unif", "triang", "unif"]}, "2 bounds for triang; expected 3"),
])  # fmt: skip
def test_a_problem_that_cannot_be_used_is_told(change, message):
    with pytest.raises(mfsim.MfsimError, match=message):
        mfsim.experiment_of({**ISHIGAMI, **change}, model=ishigami)


def test_names_that_are_none_of_ours_take_a_model(tmp_path):
    problem = {**ISHIGAMI, "names": ["demand.rivalri", "x2", "x3"]}
    experiment = mfsim.experiment_of(problem, points=8, outcomes=["income"])
    with pytest.raises(mfsim.MfsimError, match=r"did you mean 'demand.rivalry'") as caught:
        mfsim.sweep(experiment, tmp_path / "study")
    assert "x2: there is no such setting" in str(caught.value)
    assert not (tmp_path / "study").exists()


def sometimes(settings, seed):
    if settings["x1"] > 2.5:
        raise ZeroDivisionError("too far out")
    return {"y": settings["x1"], "z": 1.0}


def test_what_a_model_raises_is_kept_and_the_others_go_on(tmp_path):
    experiment = mfsim.experiment_of(ISHIGAMI, method="rbd_fast", points=40, runs=2, model=sometimes, outcomes=["y", "z"])
    status = mfsim.sweep(experiment, tmp_path).status()
    assert (status.done, status.missing) == (80, 0)
    assert 0 < status.failed < 20
    assert status.failures[0]["error"] == "ModelError: ZeroDivisionError: too far out"


def test_a_model_that_returns_something_else_is_told(tmp_path):
    experiment = mfsim.experiment_of(ISHIGAMI, method="rbd_fast", points=4, model=sometimes, outcomes=["y", "w"])
    assert "expected a number for each of y, w" in mfsim.sweep(experiment, tmp_path).status().failures[0]["error"]


def test_a_model_computes_the_same_in_other_processes(tmp_path):
    experiment = mfsim.experiment_of(ISHIGAMI, method="rbd_fast", points=6, runs=2, model=ishigami)
    one = mfsim.sweep(experiment, tmp_path / "threads").store.part(0).read_bytes()
    assert mfsim.sweep(experiment, tmp_path / "processes", executor="processes", workers=1).store.part(0).read_bytes() == one
    with pytest.raises(mfsim.MfsimError, match="other processes cannot have it"):
        mfsim.sweep(experiment, tmp_path / "no", model=lambda settings, seed: 0.0, executor="processes")


def test_another_model_is_another_study(tmp_path):
    experiment = mfsim.experiment_of(ISHIGAMI, method="rbd_fast", points=6, model=ishigami)
    mfsim.sweep(experiment, tmp_path)
    with pytest.raises(mfsim.MfsimError, match="experiment was another"):
        mfsim.sweep(experiment, tmp_path, model=nothing)
