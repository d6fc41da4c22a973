"""Processes that die: the study goes on, what kills them is found and told, and nobody is left behind."""

import multiprocessing
import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

import mfsim
from mfsim.compiling import ENABLED
from mfsim.store.folder import StudyFolder
from mfsim.study import chunks as chunking
from mfsim.study import computing
from mfsim.study.chunks import compute
from mfsim.study.workers import started

pytestmark = pytest.mark.skipif(not ENABLED or os.name == "nt", reason="too slow uncompiled; kills by signal")
TABLES = {
    "experiment": {"scenario": "base", "runs": 1, "months": 3, "outcomes": ["income"]},
    "settings": {"place.units": 4},
    "uncertainties": {"demand.rivalry": [0.0, 0.6]},
    "design": {"points": 6},
}
FATAL = 2
MARK = "MFSIM_TEST_MARK"


def dies_over_one(experiment, chunk):
    if chunk.number == FATAL:
        os.kill(os.getpid(), signal.SIGKILL)
    return compute(experiment, chunk)


def dies_once(experiment, chunk):
    mark = Path(os.environ[MARK])
    if chunk.number == FATAL and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return compute(experiment, chunk)


def parts_of(study):
    return [study.store.part(number).read_bytes() for number in range(study.manifest["chunks"])]


@pytest.fixture(autouse=True)
def a_run_a_chunk(monkeypatch):
    monkeypatch.setattr(chunking, "FIRM_MONTHS", 1)


def children():
    return [one for one in multiprocessing.active_children() if one.is_alive()]


def test_a_process_that_dies_costs_its_chunk_a_second_computation(tmp_path, monkeypatch):
    expected = parts_of(mfsim.sweep(TABLES, tmp_path / "threads"))
    monkeypatch.setenv(MARK, str(tmp_path / "mark"))
    monkeypatch.setattr(computing, "compute", dies_once)
    study = mfsim.sweep(TABLES, tmp_path / "processes", executor="processes", workers=1)
    assert (tmp_path / "mark").exists()
    assert parts_of(study) == expected
    deadline = time.monotonic() + 5
    while children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not children()


@pytest.mark.slow
def test_a_run_that_kills_is_told_and_the_others_go_on(tmp_path, monkeypatch):
    monkeypatch.setattr(computing, "compute", dies_over_one)
    monkeypatch.setattr(computing, "MOST_TRIES", 1)
    status = mfsim.sweep(TABLES, tmp_path, executor="processes", workers=1).status()
    assert (status.done, status.failed, status.missing) == (6, 1, 0)
    assert status.failures[0]["point"] == FATAL
    assert "the process that computed it died" in status.failures[0]["error"]


def dies_over_one_until_marked(experiment, chunk):
    return compute(experiment, chunk) if Path(os.environ[MARK]).exists() else dies_over_one(experiment, chunk)


@pytest.mark.slow
def test_who_died_is_tried_again_once_by_the_next_sweep_and_errors_of_the_model_are_kept(tmp_path, monkeypatch):
    tables = {**TABLES, "levers": {"norms.origin": ["emergent", "copied"]}, "design": {"method": "grid", "levels": 2}}
    undisturbed = parts_of(mfsim.sweep(tables, tmp_path / "threads"))
    monkeypatch.setenv(MARK, str(tmp_path / "mark"))
    monkeypatch.setattr(computing, "compute", dies_over_one_until_marked)
    monkeypatch.setattr(computing, "MOST_TRIES", 1)
    folder, options = tmp_path / "processes", {"executor": "processes", "workers": 1}
    study = mfsim.sweep(tables, folder, **options)
    assert study.status().failed == 3
    assert "died" in study.outcomes().error[FATAL]
    assert "no book" in study.outcomes().error[1]
    times = [study.store.part(number).stat().st_mtime_ns for number in range(4)]
    again = mfsim.sweep(tables, folder, **options)  # it dies once more, and is told once more
    assert again.status().failed == 3
    (tmp_path / "mark").touch()
    seen = []
    study = mfsim.sweep(tables, folder, progress=lambda done, total: seen.append(done), **options)
    assert parts_of(study) == undisturbed
    assert seen == [3, 4]
    now = [study.store.part(number).stat().st_mtime_ns for number in range(4)]
    assert [before == after for before, after in zip(times, now, strict=True)] == [True, True, False, True]


@pytest.mark.slow
def test_processes_of_others_are_not_started_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(computing, "compute", dies_over_one)
    message = pytest.raises(mfsim.MfsimError, match="executor: it broke down")
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool, message:
        mfsim.sweep(TABLES, tmp_path, executor=pool, workers=1)
    assert mfsim.Study(StudyFolder(tmp_path)).status().done < 6


def test_processes_leave_ctrl_c_to_the_one_that_started_them_from_their_first_moment():
    with started("processes", 2) as workers:
        pids = [one.pid for one in children()]
        for pid in pids:  # they may still be starting Python
            os.kill(pid, signal.SIGINT)
        assert workers.submit(os.getpid).result(timeout=60) in pids
        blocked = workers.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result(timeout=60)
        assert blocked == {signal.SIGINT}
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert children() == []
