"""Designs: how many points, how they fill the space, which factors are there."""

import numpy as np
import pytest

from mfsim import MfsimError, load_experiment
from mfsim.study.design import points
from mfsim.study.designs import METHODS, Design
from mfsim.study.samplers import sample


def made(**tables):
    return load_experiment(tables)


def test_a_grid_has_every_combination_once():
    experiment = made(
        levers={"governance.decision": ["assembly", "manager"]},
        uncertainties={"demand.rivalry": [0.0, 0.6]},
        design={"method": "grid", "levels": 3},
    )
    labels = [tuple(level.label for level in one.levels.values()) for one in points(experiment)]
    assert sorted(labels) == sorted((u, d) for u in (0.0, 0.3, 0.6) for d in ("assembly", "manager"))
    assert [one.number for one in points(experiment)] == list(range(6))


def test_crossed_levers_meet_the_same_uncertainties():
    experiment = made(
        levers={"governance.decision": ["assembly", "manager"]},
        uncertainties={"demand.rivalry": [0.0, 0.6]},
        design={"method": "lhs", "points": 8, "crossed": True},
    )
    by_lever = {}
    for one in points(experiment):
        by_lever.setdefault(one.levels["governance.decision"].label, []).append(one.levels["demand.rivalry"].label)
    assert by_lever["assembly"] == by_lever["manager"]
    assert len(set(by_lever["assembly"])) == 8


@pytest.mark.parametrize(("method", "count"), [
    ("lhs", 32), ("sobol", 32 * (3 + 2)), ("morris", 32 * (3 + 1)), ("rbd_fast", 32), ("delta", 32), ("pawn", 32),
])  # fmt: skip
def test_methods_make_their_number_of_points(method, count):
    found = sample(Design(method, points=32), "abc")
    assert found.shape == (count, 3)
    assert found.min() >= 0.0
    assert found.max() <= 1.0


@pytest.mark.parametrize("method", [one for one in METHODS if one != "grid"])
def test_seed_0_is_a_seed(method):
    size = 128 if method == "fast" else 16
    one, again = (sample(Design(method, points=size, seed=0), "abc") for _ in range(2))
    other = sample(Design(method, points=size, seed=1), "abc")
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_latin_hypercube_has_each_stratum_once():
    strata = np.sort((sample(Design("lhs", points=50), "abcd") * 50).astype(int), axis=0)
    np.testing.assert_array_equal(strata, np.arange(50)[:, None].repeat(4, axis=1))


def test_a_factor_without_effect_is_left_out():
    experiment = made(
        levers={
            "mutual_help.accounting": ["gift", "paid"],
            "mutual_help.price": {"values": [0.8, 1.2]},
        },
        design={"method": "grid"},
    )
    there = {(one.levels["mutual_help.accounting"].label, "mutual_help.price" in one.levels) for one in points(experiment)}
    assert there == {("gift", False), ("paid", True)}


def test_a_condition_may_name_the_level_of_another_factor():
    experiment = made(
        levers={
            "walls": {"thick": {"place.sound_insulation": 1.0}, "thin": {"place.sound_insulation": 0.0}},
            "demand.rivalry": {"values": [0.1, 0.2], "when": {"walls": "thin"}},
        },
        design={"method": "grid"},
    )
    there = {(one.levels["walls"].label, "demand.rivalry" in one.levels) for one in points(experiment)}
    assert there == {("thick", False), ("thin", True)}


def test_a_grid_without_end_is_refused():
    names = ["demand.rivalry", "commons.reciprocity", "commons.control", "place.private_share"]
    with pytest.raises(MfsimError, match="100,000,000 points"):
        points(made(uncertainties=dict.fromkeys(names, "plausible"), design={"method": "grid", "levels": 100}))
