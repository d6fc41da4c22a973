"""The calendar: every process has its tests, its switch and its place; off is the same as replaced by nothing."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from worlds import at, only, opened

import mfsim
from mfsim.engine.month import CALENDAR, Month
from mfsim.scenario.schema import Processes

PACKAGE = Path(mfsim.__file__).parent
ORDER = (
    "founding", "events", "demand", "joint_projects", "mutual_help", "machines", "production", "local_chain", "knowledge",
    "norms", "commons", "governance", "finance", "community", "growth", "membership", "lease", "network", "record",
)  # fmt: skip

NOTHING_INSTEAD = """
import math
from worlds import assert_equal_records
from mfsim.engine.month import CALENDAR
from mfsim.engine.run import run_batch
from mfsim.scenario.load import load

def nothing(world, now):
    pass

def history(settings, **instead):
    return run_batch(load("base", settings), runs=range(2), months=5, seed=3, workers=1, panel=True, replace=instead)

usual_histories = {}

def usual_history(settings):
    case = repr(settings)
    if case not in usual_histories:
        usual_histories[case] = history(settings)
    return usual_histories[case]

for name in CALENDAR:
    usual = {"place.units": 8}
    if name == "lease":  # finance counts rent as a cost only where rent is charged
        usual["lease.rent_eur_per_m2_month"] = 0.0
    if name == "governance":  # where it is off, nobody decides cases either
        usual["processes.norms"] = False
    if name == "network":  # where it is off, no firm is asked from another site either, and there are no partners to trust
        usual |= {"place.sites": 3, "processes.network": True, "processes.joint_projects": False}
    if name == "events":  # nothing happens unless the scenario names a month
        usual |= {"events.heating_failure": True, "events.heating_month": 2}
    if name == "founding":  # in a place that is open it has nothing to do
        usual |= {"founding.ending": "planned", "founding.end_month": 4}
    if name == "growth":  # production knows crowding only where firms grow; hires are rare
        usual |= {"growth.crowding_loss": 0.0, "growth.hire_after_months": 1, "growth.cash_months": 0.0}
        usual["demand.orders_per_person_month"] = 30.0
    if name == "machines":  # which area makers of goods need counts for growth, and for who is crowded, only with machines
        usual["processes.growth"] = False
    if name == "joint_projects":  # jobs are rare
        usual["joint_projects.rate_month"] = 5.0
    replaced = history(usual, **{name: nothing})
    if name == "growth":  # the row of the month says that there is nothing to tell of stages
        replaced.series.start_ups = replaced.series.hill_stages = math.nan
    assert_equal_records(history({**usual, f"processes.{name}": False}), replaced)
    try:
        assert_equal_records(usual_history(usual), replaced)
    except AssertionError:
        continue
    raise SystemExit(f"{name} has no effect at all")
"""


def test_every_process_is_tested_against_the_contract():
    here = Path(__file__).parent
    for name in CALENDAR:
        tree = ast.parse((here / f"test_{name}.py").read_text(encoding="utf-8"))
        bases = [base.id for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases]
        assert "ProcessContract" in bases, name


def test_every_process_has_a_switch_and_a_file_of_its_own():
    assert tuple(CALENDAR) == ORDER
    assert set(Processes.model_fields) == set(CALENDAR)
    for name, rule in CALENDAR.items():
        assert rule.__module__ == f"mfsim.processes.{name}"


def test_no_process_imports_another():
    for path in (PACKAGE / "processes").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.startswith(("mfsim.processes", "mfsim.engine"))], path


def test_switched_off_is_replaced_by_nothing(tmp_path):
    """For each process, off is bit for bit what a function that does nothing gives in its place (uncompiled)."""
    folders = os.pathsep.join((str(PACKAGE.parent), str(Path(__file__).parent.parent)))
    settings = {**os.environ, "PYTHONPATH": folders, "MFSIM_COMPILE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", NOTHING_INSTEAD], env=settings, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_month_runs_what_is_switched_on_in_the_order_of_the_calendar():
    """Functions that note when they are called stand for all processes."""
    called = []

    def noting(name):
        return lambda world, now: called.append(name)

    month = Month({name: noting(name) for name in CALENDAR})
    month(opened("base"), at(1))
    switched_on = [name for name in CALENDAR if name != "network"]
    assert called == switched_on
    month(opened("base", only("finance", "demand", "network")), at(1))
    assert called[len(switched_on) :] == ["demand", "finance", "network"]
