"""Processes called by their address: in order, with errors passed on, from Python too, and for one type of world alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from worlds import at, equal, opened

import mfsim
from mfsim.calling import Process, run_stages, stages_for
from mfsim.compiling import ENABLED, is_ready
from mfsim.engine.month import CALENDAR, Month
from mfsim.processes.demand import demand
from mfsim.processes.finance import finance
from mfsim.processes.lease import lease
from mfsim.processes.production import production

needs_compiler = pytest.mark.skipif(not ENABLED, reason="says something of compiled rules")


def test_stages_are_called_in_order():
    one, other, reversed_one = (opened("base") for _ in range(3))
    stages = (demand, production, finance, lease)
    run_stages(one, at(1), stages_for(stages, one, at(1)))
    for stage in stages:
        stage(other, at(1))
    run_stages(reversed_one, at(1), stages_for(stages[::-1], one, at(1)))
    assert equal(one.firms, other.firms)
    assert equal(one.ledger, other.ledger)
    assert not equal(one.firms, reversed_one.firms)


@needs_compiler
def test_an_error_is_passed_on():
    def fails(world, now):
        if now.month == 3:
            raise ValueError("not in March")

    flags = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    process = numba.njit(**flags)(fails)
    process.__class__ = Process
    world = opened("base")
    stages = stages_for((demand, process, finance), world, at(1))
    run_stages(world, at(1), stages)
    with pytest.raises(ValueError, match="not in March"):
        run_stages(world, at(3), stages)
    with pytest.raises(ValueError, match="not in March"):
        process(world, at(3))


@needs_compiler
def test_whichever_thread_comes_first():
    script = """
from concurrent.futures import ThreadPoolExecutor
from worlds import at
from mfsim.calling import stages_for
from mfsim.processes.commons import commons
from mfsim.scenario.load import load
from mfsim.world.building import build
worlds = [build(load("base"), 1) for _ in range(8)]
with ThreadPoolExecutor(8) as pool:
    print(len(set(pool.map(lambda world: int(stages_for((commons,), world, at(1))[0]), worlds))))
"""
    folders = os.pathsep.join(str(path) for path in (Path(mfsim.__file__).parents[1], Path(__file__).parent))
    settings = {**os.environ, "PYTHONPATH": folders}
    done = subprocess.run([sys.executable, "-c", script], env=settings, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["1"], done.stderr


@needs_compiler
def test_a_world_of_another_type_is_refused():
    """Code compiled for one would read the other at the wrong places."""
    world = opened("base")
    stages = stages_for((demand,), world, at(1))
    odd = world._replace(trust=world.trust.astype(np.float32))
    with pytest.raises(TypeError, match="No matching definition"):
        run_stages(odd, at(1), stages)
    with pytest.raises(RuntimeError, match="compilation disabled"):
        demand(odd, at(1))


@needs_compiler
def test_a_month_calls_what_is_switched_on():
    world, month = opened("base", {"processes.demand": False}), Month()
    switches = world.parameters["processes"]
    called = [rule for name, rule in CALENDAR.items() if switches[name]]
    addresses = stages_for(tuple(called), world, at(1))
    assert demand not in called
    assert month.stages(world, at(1)).month[1:].tolist() == addresses.tolist()
    switches["demand"] = True
    assert len(month.stages(world, at(1)).month) == len(called) + 2


@needs_compiler
def test_what_has_been_called_is_on_disk():
    demand(opened("base"), at(1))
    assert is_ready(demand)
    assert demand.stats.cache_path is not None
