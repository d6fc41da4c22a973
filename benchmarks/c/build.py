"""Compile the C version and run it on the engine's own world."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.c.layouts import header
from benchmarks.compared import NOT_COMPARED
from mfsim.draws import run_keys
from mfsim.engine.batch import Written
from mfsim.engine.workspace import Workspace
from mfsim.scenario.load import LoadedScenario
from mfsim.world.state import World

SOURCES = Path(__file__).parent
FLAGS = ("-march=native", "-ffp-contract=off", "-fno-math-errno", "-std=c11", "-fPIC", "-shared", "-Wall", "-Wextra")
COUNTS = (
    "sites",
    "units",
    "fields",
    "trade_count",
    "sectors",
    "sizes",
    "dealing_room",
    "series_months",
    "panel_months",
    "row_room",
    "project_room",
    "case_kinds",
    "founder_rows",
    "acquainted_rows",
    "machine_fields",
)


def compilers() -> list[str]:
    """Return the C compilers that are installed."""
    return [name for name in ("gcc", "clang") if shutil.which(name)]


class CArrays(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in World._fields]


class CWorld(ctypes.Structure):
    _fields_ = [("arrays", CArrays)] + [(name, ctypes.c_int64) for name in COUNTS]


class CKept(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in Written._fields] + [
        (name, ctypes.c_int64) for name in ("series_size", "row_size", "panel_size", "pair_size", "norm_row_size")
    ]


def build(world: World, compiler: str = "gcc", optimisation: str = "-O3") -> Any:
    """Compile the sources with a freshly generated layouts.h and return the library."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "layouts.h").write_text(header(world))
        library = Path(folder) / "engine.so"
        command = [compiler, optimisation, *FLAGS, f"-I{folder}", f"-I{SOURCES}", str(SOURCES / "engine.c")]
        subprocess.run([*command, "-o", str(library), "-lm"], check=True)
        loaded = ctypes.CDLL(str(library))
    loaded.run_chunk.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p]
    loaded.run_chunk.restype = None
    return loaded


def check(scenario: LoadedScenario) -> None:
    """Refuse what the C version leaves out, so that it never computes another thing.

    Raises
    ------
    ValueError
        If the scenario has a process or a choice that is not written in C.
    """
    settings = scenario.settings
    left_out = [f"processes.{name}" for name in NOT_COMPARED if getattr(settings.processes, name)]
    if settings.knowledge.exchange == "barter":
        left_out.append('knowledge.exchange = "barter"')
    if settings.membership.admission != "first_come" and settings.membership.letting == "applicants":
        left_out.append(f'membership.admission = "{settings.membership.admission}"')
    if settings.lease.kind != "individual":
        left_out.append(f'lease.kind = "{settings.lease.kind}"')
    if settings.lease.negotiation != "one_by_one":
        left_out.append(f'lease.negotiation = "{settings.lease.negotiation}"')
    if left_out:
        raise ValueError(f"the C version leaves out {', '.join(left_out)}")


def address(array: Any) -> int:
    assert array.flags.c_contiguous
    return int(array.ctypes.data)


class CWorkspace:
    """The engine's workspace, with the months run by the C version."""

    def __init__(self, scenario: LoadedScenario, months: int, *, panel: bool = False, **compiling: str) -> None:
        check(scenario)
        self.space = Workspace(scenario, months, firm_rows=True, panel=panel, replace=None)
        world, self.months = self.space.world, months
        self.library = build(world, **compiling)
        self.parameters = np.array(world.parameters)
        places = {name: address(getattr(world, name)) for name in World._fields if name != "parameters"}
        self.world = CWorld(
            CArrays(**places, parameters=address(self.parameters)),
            sites=world.firms.shape[0],
            units=world.firms.shape[1],
            fields=world.skill.shape[1],
            trade_count=world.trade_shares.shape[0],
            sectors=world.economy.shape[0] - 1,
            sizes=world.order_hours.shape[0],
            dealing_room=world.dealings.shape[1],
            series_months=world.series.shape[0],
            panel_months=world.panel.shape[0],
            row_room=world.firm_rows.shape[1],
            project_room=world.projects.shape[1],
            case_kinds=world.norms.shape[1],
            founder_rows=world.founders.shape[0],
            acquainted_rows=world.acquainted.shape[0],
            machine_fields=world.machines.shape[1],
        )

    def run(self, seed: int, runs: range) -> Written:
        """Run one world for each run and return what they have written."""
        keys, one = np.ascontiguousarray(run_keys(seed, runs)), self.space.written
        kept = Written(*(np.zeros((len(runs), *array.shape[1:]), array.dtype) for array in one))
        sizes = [one.series.shape[1], one.firm_rows.shape[2], one.panel.shape[1], one.trust.shape[1], one.norm_rows.shape[2]]
        where = CKept(*(address(array) for array in kept), *sizes)
        self.library.run_chunk(ctypes.byref(self.world), address(keys), len(runs), self.months, ctypes.byref(where))
        return kept
