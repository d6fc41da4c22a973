"""Measure the engine's speed; write results.json, results.md and the tables of docs/performance.md.

``python -m benchmarks.run [--quick]``, from the root of the repository; about ten minutes on an idle machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import against_others, growth
from benchmarks.report import markdown

FOLDER = Path(__file__).parent
PAGE = FOLDER.parent / "docs" / "performance.md"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def machine() -> dict[str, Any]:
    """Return what the figures were measured with."""
    git = ["git", "-C", str(FOLDER), "describe", "--always", "--dirty"]
    commit = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("numba", "numpy", "mesa")},
        "compilers": against_others.compiler_versions(),
        "commit": commit or "unknown",
        "load_average_before": round(os.getloadavg()[0], 2),
    }


def measure(quick: bool) -> dict[str, Any]:
    """Return all figures."""
    few = 3 if quick else 1

    def say(what: str) -> None:
        print(f"measuring {what}", file=sys.stderr, flush=True)

    results: dict[str, Any] = {"machine": machine()}
    say("against plain Mesa")
    results["mesa"] = [
        against_others.against_mesa(40, 100, 15 // few),
        against_others.against_mesa(400, 25, 7 // few),
    ]
    say("against C")
    results["c"] = [against_others.against_c(units, runs, 31 // few) for units, runs in ((17, 40), (40, 20), (400, 2))]
    say("by process")
    results["by_process"] = {
        str(units): against_others.by_process(units, runs, 31 // few) for units, runs in ((40, 10), (400, 1))
    }
    say("everything on")
    results["everything_on"] = against_others.everything_on("mage", 10, 31 // few)
    say("threads")
    results["threads"] = growth.two_threads(400, 11 // few)
    say("sites")
    results["sites"] = growth.sites_apart((1, 100, 10_000))
    say("start-up")
    results["start_up"] = growth.start_up(9 // few)
    return results


def include(page: Path, tables: str, place: str = "results") -> None:
    """Put tables in the page's place for them, between two comments that name it."""
    begins, ends = f"<!-- {place} -->\n", f"<!-- /{place} -->"
    before, rest = page.read_text().split(begins)
    after = rest.split(ends)[1]
    page.write_text(f"{before}{begins}\n{tables}\n{ends}{after}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a third of the rounds")
    results = measure(parser.parse_args().quick)
    (FOLDER / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    tables = markdown(results)
    (FOLDER / "results.md").write_text(tables)
    include(PAGE, tables)
    print(tables)


if __name__ == "__main__":
    main()
