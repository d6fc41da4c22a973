"""Intervals hold the truth as often as they say, rankings are seldom wrong, and where that is not so it is said."""

import importlib
import math
import sys
from pathlib import Path

import numpy as np
import pytest
from known import S1, ST, V
from scipy.stats import binom

from mfsim.report.sensitivity import draw_indices, draw_noise
from mfsim.study.indices.inputs import Input
from mfsim.study.indices.whole import OfWhole
from mfsim.study.one_outcome import of_outcome
from mfsim.study.resampling import longer_above
from mfsim.study.responses import responses_of

FOLDER = Path(__file__).parents[2] / "experiments" / "11_coverage"


@pytest.fixture(scope="module")
def coverage():
    """The modules of the experiment, which is no package."""
    names = ("functions", "truths", "simulate", "measure", "report")
    sys.path.insert(0, str(FOLDER))
    before = {name: sys.modules.pop(name, None) for name in names}
    yield {name: importlib.import_module(name) for name in names}
    sys.path.remove(str(FOLDER))
    for name in names:
        sys.modules.pop(name, None)
        if before[name] is not None:
            sys.modules[name] = before[name]


def least(studies, chance=0.95):
    """So few hold the truth, where each does with that chance, in one of ten thousand simulations at most."""
    return binom.ppf(1e-4, studies, chance) / studies


def test_the_truth_of_the_simulation_is_that_of_the_literature(coverage):
    truth = coverage["truths"].of_variance("ishigami")
    names = ("x1", "x2", "x3")
    assert [truth["S1", name] for name in names] == pytest.approx(S1, abs=0.003)
    assert [truth["ST", name] for name in names] == pytest.approx(ST, abs=0.003)
    assert coverage["functions"].FUNCTIONS["ishigami"].fine().var() == pytest.approx(V, rel=0.01)
    assert truth["S1", "x4"] == truth["ST", "x4"] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(("method", "points", "noise", "runs"), [
    ("sobol", 128, "own", 3), ("morris", 30, "own", 3), ("grid", 4, "own", 3), ("fast", 129, "none", 3),
])  # fmt: skip
def test_intervals_hold_the_truth(coverage, method, points, noise, runs):
    """Of 100 studies of each; those of morris from 30 trajectories are allowed 93 %."""
    function = "ishigami" if method == "fast" else "steps"
    case = coverage["simulate"].Case(method, points, function, noise, runs)
    rows, ranking = coverage["measure"].measured(case, 100)
    for row in rows:
        said = row["held"] + row["too_high"] + row["too_low"]
        assert said > 0.95
        assert row["held"] / said >= least(100, 0.93 if method == "morris" else 0.95), row
    assert ranking["resolved_wrong"] <= binom.isf(1e-4, ranking["pairs"], 0.05)
    assert ranking["inert_above"] <= binom.isf(1e-4, ranking["inert"], 0.05)


def test_a_simulation_can_tell_intervals_that_are_too_short(coverage, monkeypatch):
    monkeypatch.setattr("mfsim.study.resampling.CONFIDENCE", 0.5)
    case = coverage["simulate"].Case("morris", 30, "steps", "none", 1)
    rows, _ = coverage["measure"].measured(case, 100)
    assert min(row["held"] for row in rows) < least(100, 0.93)


@pytest.mark.slow
def test_the_stored_table_is_measured_again(coverage):
    """A tenth of the studies of every case with cheap methods, against the stored shares."""
    measure = coverage["measure"]
    stored = {
        (*measure.case_of(row), row["index"], row["factor"]): float(row["held"]) for row in measure.read(measure.COVERAGE)
    }
    for case, studies in measure.cases():
        some = max(20, studies // 10)
        for row in measure.measured(case, some)[0] if case.method not in ("delta", "pawn", "rbd_fast") else ():
            before = stored[*measure.case_of(row), row["index"], row["factor"]]
            spread = math.sqrt(max(before * (1.0 - before), 0.02) * (1.0 / some + 1.0 / studies))
            assert abs(row["held"] - before) < 5.0 * spread, row


def test_the_pages_have_the_stored_tables(coverage):
    report = coverage["report"]
    for page in report.PAGES:
        text = page.read_text(encoding="utf-8")
        assert "<!-- measured: " in text
        assert report.filled(text) == text, f"{page.name}: run experiments/11_coverage/report.py"
    assert report.coverage() in report.PAGES[1].read_text(encoding="utf-8")


@pytest.mark.parametrize(("method", "points"), [("sobol", 64), ("morris", 12)])
def test_noise_that_looks_like_an_effect_is_not_resolved_from_two_runs(coverage, method, points):
    """Alike at all points and growing with the inert factor: of two runs half of the studies found it influential."""
    simulate = coverage["simulate"]
    for number in range(10):
        about, rows = simulate.study(simulate.Case(method, points, "ishigami", "common", 2), number)
        main = [row for row in rows if row["rank"] is not None]
        assert {row["above_noise"] for row in main} == {None}
        assert {row["from_next"] for row in main} <= {"in these runs only", "not resolved", "last"}
        assert "too short" in about["note"]


def test_a_model_without_noise_is_resolved_by_two_runs(coverage):
    simulate = coverage["simulate"]
    one, two = (simulate.study(simulate.Case("sobol", 128, "sobol_g", "none", runs), 0)[1] for runs in (1, 2))
    assert [row["from_next"] for row in two if row["index"] == "ST"] == ["resolved", "resolved", "resolved", "last"]
    assert "resolved" not in {row["from_next"] for row in one}


def test_shares_of_noise_have_intervals_within_their_bounds(coverage):
    simulate = coverage["simulate"]
    held = 0
    for number in range(40):
        about, _ = simulate.study(simulate.Case("morris", 12, "ishigami", "common", 4), number)
        assert 0.0 <= about["noise_share_low"] <= about["noise_share"] <= about["noise_share_high"] <= 1.0
        held += about["noise_share_low"] < 0.5 < about["noise_share_high"]
    assert held / 40 >= least(40)


def test_a_choice_of_two_without_effect_has_no_pawn():
    """Of few classes with many points each chance makes less than of ten slices: it is taken out for each of both."""
    found = []
    for number in range(12):
        rng = np.random.default_rng(number)
        x = rng.permutation(200) / 200
        inputs = [
            Input("number", x, 0),
            Input("nothing", rng.permutation(200) % 2 * 1.0, 2),
            Input("no number", rng.random(200), 0),
        ]
        method = OfWhole("PAWN", inputs)
        method.resamples = 30
        values = np.repeat(x[:, None], 3, axis=1) + 0.1 * rng.normal(size=(200, 3))
        _, rows = of_outcome("y", responses_of(values, np.ones(values.shape, bool), method.members, drawn=True), method)
        assert [row["above_noise"] for row in rows] == [True, False, False]
        found.append([(row["low"] <= 0.0 <= row["high"], row["corrected"]) for row in rows[1:]])
    held, values = np.array(found, float)[..., 0], np.array(found, float)[..., 1]
    assert held.mean() > 0.85
    assert np.abs(values.mean(axis=0)).max() < 0.05


def test_what_an_interval_does_not_tell_is_said(coverage):
    simulate = coverage["simulate"]

    def caution(method, points):
        return simulate.study(simulate.Case(method, points, "sobol_g", "none", 1), 0)[0]["caution"]

    assert caution("sobol", 64).startswith("64 rows of the base sample are few")
    assert caution("morris", 10).startswith("10 trajectories are few")
    assert caution("sobol", 256) == caution("morris", 30) == caution("grid", 4) == caution("rbd_fast", 64) == ""
    assert "0.05" in caution("fast", 129)
    assert "delta of 64 points" in caution("delta", 64)
    assert "64 points are few for PAWN" in caution("pawn", 64)


def test_figures_say_what_intervals_do_not_tell(coverage):
    simulate = coverage["simulate"]
    for runs, said in ((1, "seed noise is not known"), (2, "over the design only")):
        about, rows = simulate.study(simulate.Case("sobol", 16, "sobol_g", "own", runs), 0)
        key = draw_indices(rows, "ST", ["S1", "ST"], "title", about).legends[0].get_title().get_text().replace("\n", " ")
        assert said in key
        assert "16 rows of the base sample are few" in key
    assert "three runs" in draw_noise([about], "title").axes[0].get_xlabel()
    _, rows = simulate.study(simulate.Case("pawn", 60, "sobol_g", "none", 1), 0)
    axes = draw_indices(rows, "PAWN", ["PAWN"], "title", about).axes[0]
    assert axes.get_xlabel().startswith("index")


def test_the_upper_half_of_a_magnitude_is_the_longer_one():
    assert longer_above(10.0, 1.0) == pytest.approx(10.0 * math.expm1(0.1))
    assert longer_above(1.0, 5.0) == longer_above(-1.0, 5.0) == pytest.approx(5.0 * math.expm1(1.0))
    assert longer_above(0.0, 0.0) == 0.0
    assert longer_above(1.0, math.inf) == math.inf
