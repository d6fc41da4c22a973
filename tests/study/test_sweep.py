"""Sweeps: the same tables whoever computes them and however often they were stopped; failures are kept and told."""

import os
import random
import shlex
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import mfsim
from mfsim.cli import main
from mfsim.compiling import ENABLED
from mfsim.store.folder import StoreError, StudyFolder
from mfsim.study import chunks as chunking
from mfsim.study import computing

TABLES = {
    "experiment": {"scenario": "base", "runs": 5, "months": 12, "outcomes": ["income", "occupancy", "help_hours"]},
    "settings": {"place.units": 4},
    "uncertainties": {"demand.rivalry": [0.0, 0.6]},
    "levers": {"mutual_help.accounting": ["gift", "none"]},
    "design": {"points": 6},
}
FILE = """[experiment]
scenario = "base"
runs = 5
months = 12
outcomes = ["income", "occupancy", "help_hours"]
[settings]
"place.units" = 4
[uncertainties]
"demand.rivalry" = [0.0, 0.6]
[levers]
"mutual_help.accounting" = ["gift", "none"]
[design]
points = 6
"""
KILLS = 3


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(chunking, "FIRM_MONTHS", 4 * 12 * 7)  # 7 runs: chunks cut through points


def parts_of(study):
    return [study.store.part(number).read_bytes() for number in range(study.manifest["chunks"])]


def test_a_point_gives_what_its_scenario_gives(tmp_path):
    study = mfsim.sweep(TABLES, tmp_path / "there")
    found = study.outcomes()
    assert len(found) == 30
    point = study.points().iloc[4]
    rows = found[found.point == 4]
    settings = {name: point[name] for name in ("demand.rivalry", "mutual_help.accounting")}
    scenario = mfsim.load("base", {"place.units": 4, **settings})
    expected = mfsim.run(scenario, runs=5, months=12, seed=0).outcomes()
    for name in ("income", "occupancy", "help_hours"):
        np.testing.assert_array_equal(rows[name], expected[name])
    assert rows.run.tolist() == [0, 1, 2, 3, 4]
    assert (rows["demand.rivalry"] == point["demand.rivalry"]).all()


def test_who_computes_changes_nothing(tmp_path):
    expected = parts_of(mfsim.sweep(TABLES, tmp_path / "one", workers=1))
    assert len(expected) == 5
    assert parts_of(mfsim.sweep(TABLES, tmp_path / "two", workers=2)) == expected
    with ThreadPoolExecutor(3) as pool:
        assert parts_of(mfsim.sweep(TABLES, tmp_path / "own", executor=pool)) == expected
    if ENABLED:
        cut = mfsim.sweep(TABLES, tmp_path / "processes", executor="processes", workers=2, budget=21)
        assert parts_of_some(cut, 3) == expected[:3]


def parts_of_some(study, count):
    return [study.store.part(number).read_bytes() for number in range(count)]


def test_a_budget_is_kept_and_the_rest_computed_later(tmp_path):
    seen = []
    study = mfsim.sweep(TABLES, tmp_path, budget=15, progress=lambda done, total: seen.append((done, total)))
    assert (study.status().done, study.status().missing) == (14, 16)
    assert seen[0] == (0, 30)
    assert seen[-1] == (14, 30)
    whole = mfsim.sweep(TABLES, tmp_path)
    assert whole.status().missing == 0
    assert parts_of(whole) == parts_of(mfsim.sweep(TABLES, tmp_path.with_name("anew")))


def test_what_is_there_is_not_computed_again(tmp_path):
    study = mfsim.sweep(TABLES, tmp_path)
    times = [study.store.part(number).stat().st_mtime_ns for number in range(5)]
    study.store.part(2).unlink()
    mfsim.sweep(TABLES, tmp_path)
    now = [study.store.part(number).stat().st_mtime_ns for number in range(5)]
    assert [before == after for before, after in zip(times, now, strict=True)] == [True, True, False, True, True]


def test_a_point_that_cannot_be_run_is_told_and_the_others_go_on(tmp_path):
    tables = {**TABLES, "levers": {"norms.origin": ["emergent", "copied"]}, "design": {"method": "grid", "levels": 2}}
    study = mfsim.sweep(tables, tmp_path)
    status = study.status()
    assert (status.done, status.failed, status.missing) == (20, 10, 0)
    assert [one["settings"]["norms.origin"] for one in status.failures] == ["copied", "copied"]
    assert "there is no book to copy rules from" in status.failures[0]["error"]
    found = study.outcomes()
    wrong = found["norms.origin"] == "copied"
    assert found[wrong].income.isna().all()
    assert found[~wrong].income.notna().all()
    assert found[~wrong].error.isna().all()


def test_status_gives_a_command_that_fails_alike(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = FILE.replace('"mutual_help.accounting" = ["gift", "none"]', '"norms.origin" = ["copied"]')
    (tmp_path / "x.toml").write_text(text.replace("points = 6", 'method = "grid"\nlevels = 2'))
    assert main(["sweep", "x.toml", "--out", "out"]) == 0
    assert main(["status", "out"]) == 0
    out = capsys.readouterr().out
    assert "10 of 10 runs done, 10 of them failed, 0 missing" in out
    (command, *_) = [line.strip() for line in out.splitlines() if "mfsim run" in line]
    assert main(shlex.split(command)[1:]) == 2
    assert "there is no book to copy rules from" in capsys.readouterr().err
    assert not (tmp_path / "results").exists()


def run_until_killed(path, folder, environment):
    code = "import sys; from mfsim.study import chunks; chunks.FIRM_MONTHS = 4 * 12 * 7\n"
    code += "from mfsim.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "sweep", str(path), "--out", str(folder)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def killed_and_resumed(tmp_path, kills, longest):
    """Kill a sweep at random moments, then let it end; return its parts and those of one that was left alone."""
    path, folder = tmp_path / "x.toml", tmp_path / "killed"
    path.write_text(FILE)
    undisturbed = mfsim.sweep(path, tmp_path / "whole")
    root = str(Path(mfsim.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    chance = random.Random(1)
    for _ in range(kills):
        process = run_until_killed(path, folder, environment)
        time.sleep(chance.uniform(0.2, longest))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if folder.exists() and any((folder / "parts").glob("00000*")) and chance.random() < 0.5:
            next((folder / "parts").glob("00000*")).unlink()  # so that there is work again for the next to be killed in
    process = run_until_killed(path, folder, environment)
    out, error = process.communicate()
    assert process.returncode == 0, error.decode()
    assert b"30 of 30 runs done" in out
    study = mfsim.Study(StudyFolder(folder))
    assert sorted(one.name for one in (folder / "parts").iterdir()) == [f"{number:06d}.parquet" for number in range(5)]
    return parts_of(study), parts_of(undisturbed)


@pytest.mark.skipif(not ENABLED, reason="too slow uncompiled")
def test_a_killed_sweep_resumes_with_nothing_lost(tmp_path):
    killed, undisturbed = killed_and_resumed(tmp_path, KILLS, 2.5)
    assert killed == undisturbed


@pytest.mark.slow
@pytest.mark.skipif(not ENABLED, reason="too slow uncompiled")
def test_fifty_kills_lose_nothing(tmp_path):
    killed, undisturbed = killed_and_resumed(tmp_path, 50, 2.5)
    assert killed == undisturbed


def test_runs_that_nobody_could_compute_are_tried_again_once_by_the_next_sweep(tmp_path, monkeypatch):
    expected = parts_of(mfsim.sweep(TABLES, tmp_path / "whole"))
    tried = []

    def dies_over_the_second(experiment, chunk):
        tried.append(chunk.number)
        return chunking.failed(experiment, chunk, "it died") if chunk.number == 1 else chunking.compute(experiment, chunk)

    monkeypatch.setattr(computing, "compute", dies_over_the_second)
    assert mfsim.sweep(TABLES, tmp_path / "out").status().failed == 7
    assert mfsim.sweep(TABLES, tmp_path / "out").status().failed == 7
    assert sorted(tried) == [0, 1, 1, 2, 3, 4]
    monkeypatch.undo()
    monkeypatch.setattr(chunking, "FIRM_MONTHS", 4 * 12 * 7)
    assert parts_of(mfsim.sweep(TABLES, tmp_path / "out")) == expected


@pytest.mark.parametrize("executor", ["thread", "dask://nowhere"])
def test_an_executor_that_is_not_there_is_told(tmp_path, executor):
    with pytest.raises(mfsim.MfsimError, match="executor"):
        mfsim.sweep({**TABLES, "experiment": {**TABLES["experiment"], "runs": 50}}, tmp_path, executor=executor)


def test_two_at_once_are_refused(tmp_path):
    study = mfsim.sweep(TABLES, tmp_path, budget=1)
    with study.store.locked(), pytest.raises(StoreError, match="another process is at work"):
        mfsim.sweep(TABLES, tmp_path)
