"""One history for one (scenario, seed, run): whatever the threads, the batches, the entry point and compilation."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from worlds import PLACES, assert_equal_records, equal, live, opened, scenario_of

import mfsim
from mfsim.compiling import ENABLED
from mfsim.engine.batch import end_run
from mfsim.engine.run import CHUNK, run_batch
from mfsim.scenario.load import load

PACKAGE = Path(mfsim.__file__).parent
TESTS = Path(__file__).parents[1]
SHORT = 8 if ENABLED else 3
WRITTEN = (
    "series", "firm_rows", "firm_run", "firm_site", "norm_rows", "norm_run", "norm_site", "panel", "trust", "helped",
)  # fmt: skip
SCRIPT = """
import pickle, sys
from mfsim.engine.run import run_batch
from worlds import scenario_of
name, runs, months, target, written = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
records = run_batch(scenario_of(name), runs=range(3, 3 + runs), months=months, seed=11, workers=1, panel=True)
tables = {one: getattr(records, one) for one in written.split()}
with open(target, "wb") as file:
    pickle.dump({name: (table.dtype.descr, table.tobytes()) for name, table in tables.items()}, file)
"""


@pytest.mark.parametrize("name", PLACES)
def test_threads_change_nothing(name):
    scenario, runs = scenario_of(name), range(2 * CHUNK + 7) if ENABLED else range(3)
    one = run_batch(scenario, runs=runs, months=SHORT, seed=4, workers=1, panel=True)
    two = run_batch(scenario, runs=runs, months=SHORT, seed=4, workers=2, panel=True)
    assert_equal_records(one, two)
    cash = one.series.cash_eur[:, SHORT // 2]
    assert np.nanmax(cash) > np.nanmin(cash), "runs that are all alike show nothing"


@pytest.mark.parametrize("name", PLACES)
def test_division_into_batches_changes_nothing(name):
    scenario, last = scenario_of(name), 60 if ENABLED else 3
    low, high = last // 3, 2 * last // 3
    whole = run_batch(scenario, runs=range(last), months=SHORT, seed=4, workers=2, panel=True)
    part = run_batch(scenario, runs=range(low, high), months=SHORT, seed=4, workers=1, panel=True)
    assert equal(whole.series[low:high], part.series)
    assert equal(whole.panel[low:high], part.panel)
    assert equal(whole.trust[low:high], part.trust)
    assert equal(whole.helped[low:high], part.helped)
    inside = (whole.firm_run >= low) & (whole.firm_run < high)
    assert equal(whole.firm_rows[inside], part.firm_rows)
    assert np.array_equal(whole.firm_run[inside], part.firm_run)


def test_order_of_runs_changes_nothing():
    """A workspace keeps nothing of the run before."""
    scenario = load("mage")
    forward = run_batch(scenario, runs=range(6), months=SHORT, seed=0, workers=1, panel=True)
    for run in reversed(range(6)):
        alone = run_batch(scenario, runs=range(run, run + 1), months=SHORT, seed=0, workers=1, panel=True)
        assert equal(forward.series[run], alone.series[0])
        assert equal(forward.panel[run], alone.panel[0])


@pytest.mark.parametrize("name", PLACES)
def test_month_by_month_is_the_batch(name):
    months = 36 if ENABLED else 3
    batch = run_batch(scenario_of(name), runs=range(5, 7), months=months, seed=2, workers=1, panel=True)
    for place, run in enumerate((5, 6)):
        world = live(opened(scenario_of(name), months=months, seed=2, run=run, panel=True), months, seed=2, run=run)
        end_run(world, months)
        assert equal(batch.series[place], world.series)
        assert equal(batch.panel[place], world.panel)
        assert equal(batch.trust[place], world.trust)
        rows = [world.firm_rows[site, :count] for site, count in enumerate(world.firm_row_count)]
        assert equal(np.asarray(batch.firm_rows[batch.firm_run == run]), np.concatenate(rows))


def test_a_month_more_keeps_the_months_before():
    short = run_batch(load("base"), runs=range(4), months=SHORT, seed=0, panel=True)
    longer = run_batch(load("base"), runs=range(4), months=SHORT + 4, seed=0, panel=True)
    assert equal(short.series, longer.series[:, :SHORT])
    assert equal(short.panel, longer.panel[:, :SHORT])


def test_seeds_and_runs_differ_and_zero_is_a_seed():
    scenario = load("base")
    zero, one = (run_batch(scenario, runs=range(2), months=2, seed=seed).series for seed in (0, 1))
    assert equal(zero, run_batch(scenario, runs=range(2), months=2, seed=0).series)
    assert np.all(zero.cash_eur != one.cash_eur)
    assert np.all(zero.cash_eur[0] != zero.cash_eur[1])


def _elsewhere(tmp_path, name, runs, months, **environment):
    """Run a batch in a process of its own and return what it has written, as bytes."""
    target = tmp_path / f"{name.replace(' ', '-')}-{len(list(tmp_path.iterdir()))}.pickle"
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join((str(PACKAGE.parent), str(TESTS))), **environment}
    command = [sys.executable, "-c", SCRIPT, name, str(runs), str(months), str(target), " ".join(WRITTEN)]
    done = subprocess.run(command, env=settings, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return pickle.loads(target.read_bytes())


def _assert_same(here, there):
    for table in WRITTEN:
        own = getattr(here, table)
        kind, content = there[table]
        assert own.dtype.descr == kind
        other = np.frombuffer(content, own.dtype).reshape(own.shape)
        for name in own.dtype.names or ():
            assert equal(own[name], other[name]), f"{table}.{name} differs"
        assert equal(np.asarray(own), other), table


@pytest.mark.skipif(not ENABLED, reason="nothing is compiled")
@pytest.mark.parametrize("name", PLACES)
def test_compiled_is_what_python_computes(name, tmp_path):
    runs, months = 3, 8
    compiled = run_batch(scenario_of(name), runs=range(3, 3 + runs), months=months, seed=11, workers=1, panel=True)
    _assert_same(compiled, _elsewhere(tmp_path, name, runs, months, MFSIM_COMPILE="0"))


@pytest.mark.slow
@pytest.mark.skipif(not ENABLED, reason="nothing is compiled")
def test_ten_years_compiled_are_what_python_computes(tmp_path):
    for name in PLACES:
        compiled = run_batch(scenario_of(name), runs=range(3, 5), months=120, seed=11, workers=1, panel=True)
        _assert_same(compiled, _elsewhere(tmp_path, name, 2, 120, MFSIM_COMPILE="0"))


@pytest.mark.slow
@pytest.mark.skipif(not ENABLED, reason="nothing is compiled")
def test_nothing_is_read_out_of_bounds(tmp_path):
    """Every shipped scenario with checks on array bounds, compiled into a cache of its own."""
    cache = tmp_path / "cache"
    cache.mkdir()
    for name in PLACES:
        usual = run_batch(scenario_of(name), runs=range(3, 13), months=120, seed=11, workers=1, panel=True)
        checked = _elsewhere(tmp_path, name, 10, 120, MFSIM_BOUNDS_CHECK="1", MFSIM_CACHE=str(cache))
        _assert_same(usual, checked)
