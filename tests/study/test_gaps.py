"""Outcomes that are constant, undefined or failed, and studies that are not complete: what is said of them."""

import math

import numpy as np
import pytest
from known import ISHIGAMI, S1, ST, ishigami, own
from test_sensitivity import swept

import mfsim
from mfsim.cli import main
from mfsim.study.responses import responses_of

NAMES = ["y", "flat", "never", "rare", "often"]


def with_gaps(settings, seed):
    """Of five outcomes one is constant, one never defined, one seldom undefined, one often."""
    y = ishigami(settings, seed) + own(settings, seed)
    chance = math.erf(own(settings, seed + 1) / math.sqrt(2)) / 2 + 0.5
    rare, often = (y if chance > share else math.nan for share in (0.01, 0.4))
    return {"y": y, "flat": 7.25, "never": math.inf, "rare": rare, "often": often}


@pytest.mark.parametrize("method", ["sobol", "morris", "rbd_fast"])
def test_each_outcome_has_its_indices_or_the_reason_why_not(tmp_path, method):
    points = {"sobol": 256, "morris": 60, "rbd_fast": 600}[method]
    analysis = swept(tmp_path, ISHIGAMI, with_gaps, method=method, points=points, runs=4, outcomes=NAMES).analysis()
    notes = {row["outcome"]: row["note"] for row in analysis.noise}
    assert notes["y"] == notes["rare"] == ""
    assert "constant" in notes["flat"]
    assert notes["never"] == "undefined in all runs"
    assert notes["often"].startswith("undefined")
    table = analysis.table()
    assert set(table.outcome) == {"y", "rare"}
    y, rare = (table[table.outcome == name].corrected.to_numpy(float) for name in ("y", "rare"))
    assert np.nanmax(np.abs(rare - y)) < 0.1 * max(1.0, np.nanmax(np.abs(y)))
    about = next(row for row in analysis.noise if row["outcome"] == "rare")
    runs = points * 4 * {"sobol": 5, "morris": 4, "rbd_fast": 1}[method]
    assert 0.005 * runs < about["values_filled"] < 0.02 * runs


def fails_far_out(settings, seed):
    if settings["x1"] > 0.98 * np.pi:
        raise ValueError("too far out")
    return ishigami(settings, seed) + own(settings, seed)


@pytest.mark.parametrize(("method", "points"), [("sobol", 512), ("rbd_fast", 800)])
def test_blocks_with_a_point_that_failed_are_left_out_and_counted(tmp_path, method, points):
    study = swept(tmp_path, ISHIGAMI, fails_far_out, method=method, points=points, runs=3)
    about = study.analysis().noise[0]
    assert 0 < about["blocks_failed"] < 0.05 * points
    assert about["blocks"] + about["blocks_failed"] == points
    table = study.sensitivity("y")
    assert table[table["index"] == "S1"].corrected.to_numpy(float) == pytest.approx(S1, abs=0.12)


def test_a_grid_says_nothing_without_all_of_its_points(tmp_path):
    study = swept(tmp_path, ISHIGAMI, fails_far_out, method="grid", levels=4, runs=2)
    assert study.sensitivity().empty
    assert study.analysis().noise[0]["note"].startswith("undefined or failed in 25 % of runs")


def test_what_is_done_of_a_study_is_analysed_if_it_is_a_sample(tmp_path):
    experiment = mfsim.experiment_of(ISHIGAMI, points=512, runs=2, model=ishigami)
    study = mfsim.sweep(experiment, tmp_path, budget=3_000)
    about = study.analysis().noise[0]
    assert (about["blocks"], about["blocks_missing"], about["blocks_failed"]) == (300, 212, 0)
    table = study.sensitivity()
    assert table[table["index"] == "ST"].corrected.to_numpy(float) == pytest.approx(ST, abs=0.06)
    fast = mfsim.experiment_of(ISHIGAMI, method="fast", points=257, curves=1, runs=2, model=ishigami)
    about = mfsim.sweep(fast, tmp_path / "fast", budget=1).analysis().noise[0]
    assert about["note"] == "not all points are computed, and this design says nothing without all of them"


def only_noise(settings, seed):
    return own(settings, seed)


def test_an_outcome_of_noise_alone_ranks_nobody(tmp_path):
    study = swept(tmp_path, ISHIGAMI, only_noise, method="sobol", points=256, runs=5)
    table = study.sensitivity()
    assert not table[table["index"] == "ST"].above_noise.astype(bool).any()
    assert study.analysis().noise[0]["noise_share"] > 0.95


def test_infinite_intervals_can_be_drawn(tmp_path):
    """Of 16 points and 3 runs of noise alone, some resamples have no variance left between points."""
    study = swept(tmp_path, ISHIGAMI, only_noise, method="rbd_fast", points=16, runs=3)
    table = study.sensitivity()
    assert not np.isfinite(table.high).all()
    assert main(["analyze", str(study.store.folder), "--figures", "all"]) == 0


def test_two_runs_have_no_interval_over_runs_and_say_so(tmp_path):
    study = swept(tmp_path, ISHIGAMI, only_noise, method="sobol", points=64, runs=2)
    assert study.sensitivity().se_runs.isna().all()
    assert "over the design only" in study.analysis().noise[0]["note"]


def test_a_mean_stands_for_what_is_undefined_in_few_runs():
    """Where points and runs add up, what is filled in is what was there."""
    values = np.arange(10.0)[:, None] ** 2 + np.arange(6.0) ** 3
    holed = values.copy()
    holed[1, 2] = holed[7, 4] = np.nan
    found = responses_of(holed, np.ones(holed.shape, bool), np.arange(10)[:, None], drawn=True)
    assert found.filled == 2
    np.testing.assert_array_equal(found.table[:, 0][~np.isnan(holed)], values[~np.isnan(holed)])
    np.testing.assert_allclose(found.table[:, 0], values, atol=12.0)


def test_the_command_writes_tables_and_figures_beside_the_study_and_leaves_it_as_it_is(tmp_path, capsys):
    study = swept(tmp_path, ISHIGAMI, with_gaps, method="sobol", points=32, runs=3, outcomes=NAMES)
    folder = study.store.folder
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert main(["analyze", str(folder), "--figures", "all"]) == 0
    out = capsys.readouterr().out
    assert "y by ST" in out
    assert "undefined in all runs: never" in out
    names = {path.name for path in (folder / "analysis").iterdir()}
    assert {
        "indices.csv",
        "indices.parquet",
        "noise.csv",
        "noise.parquet",
        "noise.png",
        "indices_y.png",
        "indices_y.svg",
        "overview.png",
    } <= names
    assert all(path.read_bytes() == content for path, content in before.items())
    assert main(["analyze", str(folder), "--outcome", "rare", "--figures", "none"]) == 0
    assert {path.suffix for path in (folder / "analysis").iterdir()} == {".csv", ".parquet"}


@pytest.mark.parametrize(("words", "message"), [
    (["nowhere"], "there is no study here"), (["STUDY", "--outcome", "z"], "it has y"),
    (["STUDY", "--method", "delta"], "takes any sample of points"), (["STUDY", "--out", "FULL"], "expected a new folder"),
])  # fmt: skip
def test_mistakes_are_told(tmp_path, capsys, words, message):
    study = swept(tmp_path, ISHIGAMI, ishigami, method="sobol", points=8, runs=1)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    places = {"STUDY": str(study.store.folder), "FULL": str(tmp_path / "full")}
    assert main(["analyze", *(places.get(word, word) for word in words)]) == 2
    assert message in capsys.readouterr().err
    assert not (study.store.folder / "analysis").exists()
