"""What levers do: known answers, intervals that cover, and a sweep from the file to the table."""

import numpy as np
import pytest

from mfsim import MfsimError, sweep
from mfsim.study.cells import Cells, contrasts
from mfsim.study.effects import Resample

LEVERS = {"a": ("low", "high"), "b": (1, 2, 3)}
LABELS = tuple((a, b) for a in LEVERS["a"] for b in LEVERS["b"])


def weighed(kind, lever, level, at=""):
    cells = Cells(LEVERS, LABELS, {})
    (found,) = [one for one in contrasts(cells) if (one.kind, one.lever, one.level, one.at) == (kind, lever, level, at)]
    return found.weights


def value(a, b):
    """2 for a high, 10 for each step of b, and 5 for both together at the end."""
    return 2.0 * (a == "high") + 10.0 * b + 5.0 * (a == "high" and b == 3)


@pytest.mark.parametrize(("question", "answer"), [
    (("main", "a", "high"), 2.0 + 5.0 / 3.0),
    (("main", "b", 2), 10.0),
    (("main", "b", 3), 22.5),
    (("within", "a", "high", "b=3"), 7.0),
    (("within", "b", 3, "a=low"), 20.0),
    (("interaction", "a", "high", "b=3"), 5.0),
    (("interaction", "a", "high", "b=2"), 0.0),
])  # fmt: skip
def test_contrasts_find_what_was_put_in(question, answer):
    outcome = np.array([value(a, b) for a, b in LABELS])
    assert outcome @ weighed(*question) == pytest.approx(answer)


def test_a_lever_without_effect_somewhere_is_compared_where_it_has_one():
    cells = Cells({"who": ("all", "none"), "rules": ("own", "given")}, (
        ("all", "own"), ("all", "given"), ("none", None), ("none", None)), {})  # fmt: skip
    found = {(one.kind, one.lever, one.at): one.weights.tolist() for one in contrasts(cells)}
    assert found["main", "rules", ""] == [-1.0, 1.0, 0.0, 0.0]
    assert found["main", "who", ""] == [-1.0, 0.0, 1.0, 0.0]  # where nobody can give rules, they are their own


def test_intervals_over_worlds_and_runs_cover():
    rng, covered, tries = np.random.default_rng(1), 0, 200
    resample = Resample()
    for _ in range(tries):
        z = rng.normal(size=(30, 1)) + 0.5 * rng.normal(size=(1, 12)) + rng.normal(size=(30, 12))
        low, high = resample.interval(z)
        covered += low <= 0.0 <= high
    assert 0.90 <= covered / tries <= 1.0


def test_only_noise_is_told_to_be_noise_and_what_is_certain_certain():
    rng = np.random.default_rng(2)
    noise = Resample().summary(rng.normal(size=(400, 8)))
    assert noise["noise"] == pytest.approx(1.0, abs=0.15)
    assert noise["up"] == pytest.approx(0.5, abs=0.08)
    assert noise["surely_up"] + noise["surely_down"] == pytest.approx(0.05, abs=0.03)
    sure = Resample().summary(rng.normal(3.0, 1.0, size=(400, 1)) + 0.01 * rng.normal(size=(400, 8)))
    assert sure["surely_up"] > 0.99
    assert sure["noise"] < 0.01


def test_what_is_undefined_is_left_out():
    z = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, 3.0]])
    found = Resample().summary(z)
    assert (found["worlds"], found["runs"]) == (2, 3)
    assert found["mean"] == pytest.approx(7.0 / 3.0)
    empty = Resample().summary(np.full((3, 2), np.nan))
    assert np.isnan(empty["mean"])
    assert empty["worlds"] == 0


EXPERIMENT = {
    "experiment": {"runs": 3, "months": 2, "outcomes": ["income", "months_to_half"]},
    "settings": {"place.units": 4, "place.total_area_m2": 200.0},
    "uncertainties": {"demand.rivalry": [0.0, 0.6]},
    "levers": {"commons.upkeep": ["voluntary", "staff"], "demand.rate_eur_per_hour": [20.0, 40.0]},
    "design": {"method": "lhs", "points": 4, "crossed": True},
}


def test_from_a_sweep_to_the_table(tmp_path):
    study = sweep(EXPERIMENT, tmp_path / "out", workers=1)
    means, effects = study.means(), study.effects()
    assert len(means) == 2 * 4
    table = study.outcomes()
    by_hand = table.pivot_table("income", ["demand.rivalry", "run"], ["commons.upkeep", "demand.rate_eur_per_hour"])
    income = effects[(effects["outcome"] == "income") & (effects["kind"] == "main")].set_index("lever")
    paired = by_hand.xs(40.0, level=1, axis=1).mean(axis=1) - by_hand.xs(20.0, level=1, axis=1).mean(axis=1)
    assert income.loc["demand.rate_eur_per_hour", "difference"] == pytest.approx(paired.mean())
    assert income.loc["demand.rate_eur_per_hour", "up"] == (paired.groupby(level=0).mean() > 0).mean()
    assert effects.equals(study.effects())
    first = means.iloc[0]
    assert first["low"] <= first["mean"] <= first["high"]
    assert first["beside_low"] <= first["mean"] <= first["beside_high"]
    assert (
        first["beside_high"] - first["beside_low"] < first["high"] - first["low"]
    )  # worlds differ more than levers do in them


def test_a_design_without_all_combinations_is_refused(tmp_path):
    study = sweep(EXPERIMENT | {"design": {"method": "lhs", "points": 4}}, tmp_path / "out", workers=1, budget=1)
    with pytest.raises(MfsimError, match="crossed = true"):
        study.effects()


def test_what_is_missing_of_a_study_is_left_out(tmp_path):
    experiment = EXPERIMENT | {"experiment": EXPERIMENT["experiment"] | {"runs": 700}}
    study = sweep(experiment, tmp_path / "out", workers=1, budget=1_000)
    means = study.means()
    assert means[means["outcome"] == "income"]["runs"].sum() == study.status().done
