"""A Dask cluster gives what threads give, loses nothing with a worker, and is refused where it would give something else."""

import math
import os
import signal
import time

import pytest

import mfsim
from mfsim.compiling import ENABLED
from mfsim.study import chunks as chunking
from mfsim.study import cluster as joining
from mfsim.study.cluster import check_same, who_am_i

distributed = pytest.importorskip("distributed")

TABLES = {
    "experiment": {"scenario": "base", "runs": 3, "months": 6, "outcomes": ["income", "occupancy"]},
    "settings": {"place.units": 4},
    "uncertainties": {"demand.rivalry": [0.0, 0.6]},
    "levers": {"norms.origin": ["emergent", "copied"]},
    "design": {"points": 4},
}
PROBLEM = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0.0, 1.0]] * 2}


def slow(settings, seed):
    time.sleep(0.002)
    return {"y": math.sin(settings["a"]) + settings["b"] ** 2 + seed % 11}


def say_another_version():
    joining.__version__ = "0.0.1"
    joining.who_am_i.cache_clear()


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as made:
        yield made


@pytest.fixture
def address(cluster):
    return "dask://" + cluster.scheduler_address.removeprefix("tcp://")


def parts_of(study):
    return [study.store.part(number).read_bytes() for number in range(study.manifest["chunks"])]


@pytest.mark.skipif(not ENABLED, reason="too slow uncompiled")
def test_the_same_tables_as_on_threads(tmp_path, address, monkeypatch):
    monkeypatch.setattr(chunking, "FIRM_MONTHS", 4 * 6 * 4)
    expected = mfsim.sweep(TABLES, tmp_path / "threads")
    study = mfsim.sweep(TABLES, tmp_path / "dask", executor=address)
    assert parts_of(study) == parts_of(expected)
    assert study.store.points().equals(expected.store.points())
    assert study.status().failed > 0


def test_a_worker_that_is_killed_loses_nothing(tmp_path, cluster, address, monkeypatch):
    monkeypatch.setattr(chunking, "MOST_RUNS", 20)
    experiment = mfsim.experiment_of(PROBLEM, model=slow, method="lhs", points=100, runs=4)
    expected = parts_of(mfsim.sweep(experiment, tmp_path / "threads"))
    killed = []

    def kill_one(done, total):
        if done >= 100 and not killed:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    study = mfsim.sweep(experiment, tmp_path / "dask", executor=address, progress=kill_one)
    assert killed
    assert parts_of(study) == expected
    assert study.status().missing == 0


def test_workers_with_another_mfsim_are_refused(tmp_path, cluster, address):
    with distributed.Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2)
        client.run(say_another_version)
        with pytest.raises(mfsim.MfsimError, match=r"the worker at tcp://.* has mfsim 0\.0\.1, not .*same installation"):
            mfsim.sweep(TABLES, tmp_path, executor=address)


def test_one_that_joins_later_is_asked_too():
    with pytest.raises(mfsim.MfsimError, match="has other rules"):
        joining._by_the_same((mfsim.__version__, "other rules"), slow, {}, 0)


@pytest.mark.parametrize(("answer", "message"), [
    (ModuleNotFoundError("No module named 'mfsim'"), r"w:1 cannot use mfsim \(ModuleNotFoundError: No module"),
    (("9.9.9", "x"), "w:1 has mfsim 9.9.9"),
    ((mfsim.__version__, "x"), "w:1 has other rules, or another Python, numpy or numba"),
])  # fmt: skip
def test_what_is_wrong_with_a_worker_is_told(answer, message):
    check_same(who_am_i(), {"w:1": who_am_i()})
    with pytest.raises(mfsim.MfsimError, match=message):
        check_same(who_am_i(), {"w:1": answer})
