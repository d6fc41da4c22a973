"""A year of very many sites: seconds a firm-month and memory, in blocks, all at once, and as a network.

``python -m benchmarks.scale`` prints a table in Markdown; numbers of sites may follow.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

from benchmarks.growth import UNITS, YEAR, largest_memory_kb
from mfsim.engine import blocks
from mfsim.engine.run import run_batch
from mfsim.scenario.load import load

WAYS = ("blocks", "together", "network")
HEAD = (
    "sites", "firms", "how", "processor s", "ns a firm-month", "wall s", "results, bytes a firm", "peak of the process, MB",
    "bytes a firm",
)  # fmt: skip


def a_year(sites: int, way: str) -> dict[str, Any]:
    """Run a year of many sites in this process, after one of few that loads the machine code.

    Parameters
    ----------
    way : str
        ``blocks`` as `run_batch` does it; ``together`` all in one workspace; ``network`` with two partners each.
    """
    settings = {"place.units": UNITS, "place.total_area_m2": 50.0 * UNITS, "processes.network": way == "network"}
    if way == "together":
        blocks.BLOCK_UNITS = sites * UNITS
    run_batch(load("base", {**settings, "place.sites": 2}), runs=range(1), months=1, workers=1)
    before, cpu, wall = largest_memory_kb(), time.process_time(), time.perf_counter()
    scenario = load("base", {**settings, "place.sites": sites})
    records = run_batch(scenario, runs=range(1), months=YEAR, workers=1, firm_rows=False)
    cpu, wall, firms = time.process_time() - cpu, time.perf_counter() - wall, sites * UNITS
    peak = largest_memory_kb()
    return {
        "sites": sites,
        "firms": firms,
        "how": way,
        "processor s": round(cpu, 1),
        "ns a firm-month": round(cpu / (firms * YEAR) * 1e9),
        "wall s": round(wall, 1),
        "results, bytes a firm": round(records.series.nbytes / firms),
        "peak of the process, MB": round(peak / 1024),
        "bytes a firm": round((peak - before) * 1024 / firms),
    }


def apart(sites: int, way: str) -> dict[str, Any]:
    """Measure in a process of its own, on one processor, so that each has its own largest memory."""
    code = "import json, sys; from benchmarks.scale import a_year; print(json.dumps(a_year(int(sys.argv[1]), sys.argv[2])))"
    processor = {max(os.sched_getaffinity(0))}
    done = subprocess.run(
        [sys.executable, "-c", code, str(sites), way],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, processor),
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main() -> None:
    """Print the table, a row as soon as it is measured."""
    numbers = [int(word) for word in sys.argv[1:]] or [100, 1_000, 10_000]
    print(f"| {' | '.join(HEAD)} |\n|{' --- |' * len(HEAD)}")
    for sites in numbers:
        for way in WAYS:
            row = apart(sites, way)
            print(f"| {' | '.join(f'{row[name]:,}' if name != 'how' else row[name] for name in HEAD)} |", flush=True)
    print(f"\nLoad average {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
