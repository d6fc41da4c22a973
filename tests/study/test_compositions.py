"""Compositions: shares that sum to one, evenly spread, with one index together; groups of factors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from known import ISHIGAMI, ST, ishigami
from scipy import stats
from test_sensitivity import swept

import mfsim
from mfsim.study.compositions import Composition
from mfsim.study.design import points
from mfsim.study.factors import Factor, Range

PARTS = {"a": ("a",), "b": ("b",), "c": ("c",)}
MIX = Factor("mix", "lever", Composition("", PARTS))


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=2), st.sampled_from([0.3, 1.0, 4.0]))
def test_shares_sum_to_one(us, concentration):
    shares = Composition("", PARTS, concentration).at(*us)
    assert list(shares) == ["a", "b", "c"]
    assert sum(shares.values()) == pytest.approx(1.0)
    assert min(shares.values()) >= 0.0


@pytest.mark.parametrize("concentration", [1.0, 3.0])
def test_shares_have_the_distribution_of_dirichlet(concentration):
    us = stats.qmc.LatinHypercube(2, rng=0).random(2_000)
    mix = Composition("", PARTS, concentration)
    shares = np.array([list(mix.at(*row).values()) for row in us])
    for place in range(3):
        assert stats.kstest(shares[:, place], stats.beta(concentration, 2 * concentration).cdf).statistic < 0.02
    assert np.corrcoef(shares.T)[0, 1] == pytest.approx(-0.5, abs=0.04)


@pytest.mark.parametrize("concentration", [1.0, 2.0])
def test_a_grid_of_compositions_is_a_lattice(concentration):
    mix = Composition("", PARTS, concentration)
    found = {tuple(round(share, 9) for share in mix.at(*us).values()) for us in mix.spaced(4)}
    thirds = [round(number / 3, 9) for number in range(4)]
    assert found == {(a, b, c) for a in thirds for b in thirds for c in thirds if abs(a + b + c - 1) < 1e-6}


def of_mix(settings, seed):
    return 6 * settings["a"] + settings["x"]


def test_a_composition_has_one_index_and_its_parts_have_first_order_ones(tmp_path):
    """Var of 6 a, with a ~ Beta(1, 2), is 2; that of x is 2 too."""
    factors = (MIX, Factor("x", "uncertainty", Range(0.0, np.sqrt(24))))
    table = swept(tmp_path / "s", factors, of_mix, method="sobol", points=1024, runs=1).sensitivity("y")
    found = table.set_index(["index", "factor"]).uncorrected
    assert len(table) == 4
    assert found["ST", "mix"] == pytest.approx(0.5, abs=0.04)
    assert found["S1", "mix"] == pytest.approx(0.5, abs=0.04)
    table = swept(tmp_path / "m", factors, of_mix, method="morris", points=20, runs=1).sensitivity("y")
    found = table.set_index(["index", "factor"]).uncorrected
    assert np.isnan(found["sigma", "mix"])
    assert found["mu_star", "x"] == pytest.approx(np.sqrt(24))
    study = swept(tmp_path / "l", factors, of_mix, method="lhs", points=600, runs=1)
    found = study.sensitivity("y").set_index(["index", "factor"]).uncorrected
    assert found["S1", "mix.a"] == pytest.approx(0.5, abs=0.05)
    assert found["S1", "mix.b"] == pytest.approx(0.5 * 0.25, abs=0.05)  # a and b have a correlation of -1/2
    np.testing.assert_allclose(study.points()[["mix.a", "mix.b", "mix.c"]].sum(axis=1), 1.0)


def test_groups_have_one_index(tmp_path):
    """x1 and x3 together have all that x2 has not, as they interact with each other alone."""
    problem = {**ISHIGAMI, "groups": ["odd", "even", "odd"]}
    study = swept(tmp_path, problem, ishigami, method="sobol", points=512, runs=1)
    found = study.sensitivity("y").set_index(["index", "factor"]).uncorrected
    assert found["ST", "odd"] == pytest.approx(1 - ST[1], abs=0.04)
    assert found["S1", "odd"] == pytest.approx(1 - ST[1], abs=0.04)
    assert found["ST", "x2" if ("ST", "x2") in found.index else "even"] == pytest.approx(ST[1], abs=0.04)


FILE = """[experiment]
scenario = "base"
outcomes = ["income"]
{}
[uncertainties]
"demand.rivalry" = [0.0, 0.6]
"mutual_help.baseline" = "plausible"
"knowledge.learning_rate" = [0.03, 0.3]
[levers.mix]
shares_of = "members.trades"
parts = {{ wood = "wood_furniture", repair = ["furniture restorer"] }}
[design]
method = "sobol"
points = 4
"""


def written(tmp_path, text, head=""):
    path = tmp_path / "mixes.toml"
    path.write_text(FILE.format(head).replace(*text) if text else FILE.format(head))
    return path


def test_sectors_in_a_file_stand_for_their_trades(tmp_path):
    path = written(tmp_path, ('repair = ["furniture restorer"]', 'arts = "arts", ceramics = ["craft maker", "metalworker"]'))
    text = path.read_text().replace('"craft maker", "metalworker"', '"craft maker"')
    path.write_text(text)
    (mix,) = [one for one in mfsim.load_experiment(path).factors if one.name == "mix"]
    assert list(mix.parts) == ["wood", "arts", "ceramics"]
    level = mix.level_at(0.75, 0.5)
    weights = level.settings["members.trades"]
    assert sum(weights.values()) == pytest.approx(1.0)
    assert weights["woodworker"] == weights["furniture restorer"] == pytest.approx(level.shares["wood"] / 6)
    assert weights["craft maker"] == level.shares["ceramics"]


@pytest.mark.parametrize(("text", "line", "parts"), [
    (("wood_furniture", "wood_furnitur"), 9, ["no trade or sector 'wood_furnitur'", "did you mean 'wood_furniture'"]),
    (None, 9, ["'furniture restorer' is there twice"]),
    (('shares_of = "members.trades"', 'shares_of = "members.trade"'), 9, ["shares_of", "did you mean 'members.trades'"]),
    (("parts", "part"), 9, ["there is no 'part' here", "did you mean 'parts'"]),
    (('[levers.mix]\nshares_of', '[levers.mix]\nconcentration = 0\nshares_of'), 9, ["a number from 0.01"]),
    (('{ wood = "wood_furniture", repair = ["furniture restorer"] }', '["woodworker"]'), 9, ["two names or more"]),
    (('"sobol"', '"fast"'), 13, ["'mix' has several shares at once"]),
    (("points = 4", "points = 5"), 14, ["no power of two", "expected 4 or 8"]),
    (("points = 4", "levels = 4"), 14, ["has no effect with sobol"]),
    (("points = 4", "second_order = 1"), 14, ["true with sobol"]),
])  # fmt: skip
def test_mistakes_in_compositions_and_designs_have_their_line(tmp_path, text, line, parts):
    with pytest.raises(mfsim.ScenarioError) as caught:
        mfsim.load_experiment(written(tmp_path, text))
    message = str(caught.value)
    assert all(part in message for part in parts), message
    assert f"mixes.toml:{line}:" in message


@pytest.mark.parametrize(("group", "parts"), [
    ('a = ["demand.rivalry", "mutual_help.baselin"]', ["there is no factor", "did you mean"]),
    ('a = ["demand.rivalry"]', ["a list of two factors or more"]),
    ('a = ["demand.rivalry", "mix"]\nb = ["mix", "knowledge.learning_rate"]', ["'mix' is in a already"]),
])  # fmt: skip
def test_mistakes_in_groups_have_their_line(tmp_path, group, parts):
    path = written(tmp_path, ("[design]", f"[groups]\n{group}\n[design]"))
    with pytest.raises(mfsim.ScenarioError) as caught:
        mfsim.load_experiment(path)
    assert all(part in str(caught.value) for part in parts), str(caught.value)
    assert "mixes.toml:1" in str(caught.value)


def test_groups_and_compositions_are_swept_together(tmp_path):
    change = ("[design]", '[groups]\nmarket = ["demand.rivalry", "mutual_help.baseline"]\n[design]')
    path = written(tmp_path, change)
    path.write_text(path.read_text().replace('repair = ["furniture restorer"]', 'arts = "arts"'))
    assert len(points(mfsim.load_experiment(path))) == 4 * (3 + 2)  # market, learning rate and mix


def test_morris_takes_choices_equally_often():
    tables = {"levers": {"governance.decision": ["assembly", "manager", "founders"], "demand.rivalry": [0.1, 0.2]}}
    experiment = mfsim.load_experiment({**tables, "design": {"method": "morris", "points": 60}})
    assert experiment.design.levels == 6
    labels = [one.levels["governance.decision"].label for one in points(experiment) if "governance.decision" in one.levels]
    counts = np.unique(labels, return_counts=True)[1]
    assert counts.min() > 0.75 * counts.mean()
    with pytest.raises(mfsim.ScenarioError, match="would not take all values equally often; expected 6"):
        mfsim.load_experiment({**tables, "design": {"method": "morris", "points": 60, "levels": 4}})
