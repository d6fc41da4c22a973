"""Two threads against one, how cost and memory grow with the number of sites, and how long a start takes."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.compared import MONTHS, site
from benchmarks.measure import in_turn, ratio
from mfsim.draws import run_keys
from mfsim.engine.run import run_batch
from mfsim.engine.workspace import Workspace
from mfsim.scenario.load import load

UNITS = 40
YEAR = 12
COMMAND = (sys.executable, "-c", "import sys; from mfsim.cli import main; sys.exit(main())")


def two_threads(runs: int, rounds: int) -> dict[str, Any]:
    """Time a batch on two threads against one; wall time, as it is the wall that threads are for."""
    scenario = site(UNITS)
    cases = {
        name: lambda workers=workers: run_batch(scenario, runs=range(runs), months=MONTHS, workers=workers)
        for name, workers in (("one", 1), ("two", 2))
    }
    timed = in_turn(cases, rounds)
    return {
        "runs": runs,
        "rounds": rounds,
        "processors": len(os.sched_getaffinity(0)),
        "one_over_two_wall": ratio(timed["one"].wall, timed["two"].wall),
        "best_one_over_best_two_wall": round(min(timed["one"].wall) / min(timed["two"].wall), 3),
        "two_over_one_cpu": ratio(timed["two"].cpu, timed["one"].cpu),
    }


def largest_memory_kb() -> int:
    """Return the largest resident memory of this process; getrusage would hand on that of its parent (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def many_sites(sites: int) -> dict[str, Any]:
    """Run a year of many sites in this process: time, bytes of state, and the largest memory it ever took."""
    scenario = load("base", {"place.units": UNITS, "place.total_area_m2": 50.0 * UNITS, "place.sites": sites})
    space = Workspace(scenario, YEAR, firm_rows=False, panel=False, replace=None)
    changing = [array for array in space.world if array.shape[:1] == (sites,) and array.size]
    words = [space.world.firm_words, space.world.tally_words, space.world.ledger_words]
    state = sum(array.nbytes for array in changing) - sum(array.nbytes for array in words)
    space.run(run_keys(0, range(1)))
    rounds = {1: 200, 100: 9}.get(sites, 3)
    times = []
    for number in range(rounds):
        keys = run_keys(number, range(1))
        before = time.process_time()
        space.run(keys)
        times.append(time.process_time() - before)
    firms = sites * UNITS
    return {
        "sites": sites,
        "ns_a_firm_month": round(float(np.median(times)) / (firms * YEAR) * 1e9, 1),
        "state_bytes_a_firm": round(state / firms, 1),
        "peak_rss_mb": round(largest_memory_kb() / 1024, 1),
    }


def sites_apart(numbers: Sequence[int]) -> list[dict[str, Any]]:
    """Measure each number of sites in a process of its own, so that each has its own largest memory."""
    code = "import json, sys; from benchmarks.growth import many_sites; print(json.dumps(many_sites(int(sys.argv[1]))))"
    processor = {max(os.sched_getaffinity(0))}
    return [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", code, str(sites)],
                capture_output=True,
                text=True,
                check=True,
                preexec_fn=lambda: os.sched_setaffinity(0, processor),
            ).stdout
        )
        for sites in numbers
    ]


def _seconds(words: Sequence[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return the wall and processor seconds of a command."""
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*COMMAND, *words], env=environment, check=True, capture_output=True)
    wall, after = time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def start_up(rounds: int) -> list[dict[str, Any]]:
    """Time commands as a user types them: the first with nothing compiled yet, the others after it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "MFSIM_CACHE": f"{folder}/cache", "PYTHONPYCACHEPREFIX": f"{folder}/bytecode"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # Python's own files are there after the first time, as installed
        run = ["run", "mage", "--runs", "100", "--out", f"{folder}/results"]
        rows = [{"command": "mfsim run mage --runs 100, nothing compiled yet", "times": [_seconds(run, environment)]}]
        for words in (run, ["--help"], ["validate", "mage"]):
            said = " ".join(["mfsim", *words]).split(" --out")[0]
            rows.append({"command": said, "times": [_seconds(words, environment) for _ in range(rounds)]})
    return [
        {
            "command": row["command"],
            "wall_s": round(float(np.median([wall for wall, _ in row["times"]])), 3),
            "best_wall_s": round(min(wall for wall, _ in row["times"]), 3),
            "cpu_s": round(float(np.median([cpu for _, cpu in row["times"]])), 3),
            "rounds": len(row["times"]),
        }
        for row in rows
    ]
