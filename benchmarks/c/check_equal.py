"""Is every number that the C version writes bit for bit the engine's?

``python -m benchmarks.c.check_equal``
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.c.build import CWorkspace
from benchmarks.compared import WITHOUT
from mfsim.draws import run_keys
from mfsim.engine.workspace import Workspace
from mfsim.scenario.load import load
from mfsim.world.state import World

MEMBERS = str(Path(__file__).with_name("members.csv").resolve())
"""Members of two sites, of whom one or another has each column that the engine reads."""

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "base": ("base", {}),
    "40 units": ("base", {"place.units": 40, "place.total_area_m2": 2000.0}),
    "mage": ("mage", {}),
    "three sites, random asking": ("base", {"place.sites": 3, "mutual_help.asking": "random"}),
    "direct accounts": ("base", {"mutual_help.accounting": "direct"}),
    "a time bank": ("base", {"mutual_help.accounting": "time_bank"}),
    "open plan": ("base", {"place.enclosure": 0.3, "community.open_meetings": 1.5}),
    "protected ideas, copied": (
        "base",
        {"knowledge.idea_protection": 0.3, "knowledge.copying": 0.6, "knowledge.innovation": 0.05},
    ),
    "knowledge kept": ("base", {"knowledge.exchange": "none"}),
    "two places to wait": ("base", {"membership.waiting_places": 2, "membership.waiting_months": 3}),
    "paid help": ("base", {"mutual_help.accounting": "paid"}),
    "nobody asks": ("base", {"mutual_help.accounting": "none"}),
    "letting by hazard, a term": ("base", {"membership.letting": "hazard", "membership.term_months": 24}),
    "many orders, four meetings": ("base", {"demand.orders_per_person_month": 60.0, "community.meetings_per_month": 4}),
    "rents that follow the area, troubles together": (
        "base",
        {
            "lease.correlation": 0.3,
            "lease.passed_on": 1.0,
            "lease.area_uplift": 1.0,
            "lease.inflation": 0.02,
            "lease.term_months": 30,
        },
    ),
    "letting by hazard, troubles together": ("base", {"membership.letting": "hazard", "lease.correlation": 0.3}),
    "members of two sites, given": ("base", {"members.file": MEMBERS, "place.sites": 2}),
    "without community": ("base", {"processes.community": False}),
    "without lease and help": ("base", {"processes.lease": False, "processes.mutual_help": False}),
}


def bits(array: Any) -> np.ndarray:
    return np.ascontiguousarray(array).view(np.uint8)


def differences(source: str, settings: dict[str, Any], runs: range, months: int) -> list[str]:
    """Return the names of the arrays (all that is written, and the world at the end) that differ in any bit."""
    scenario = load(source, {**WITHOUT, **settings})
    ours = Workspace(scenario, months, firm_rows=True, panel=True, replace=None)
    theirs = CWorkspace(scenario, months, panel=True)
    written = ours.run(run_keys(0, runs))
    other = theirs.run(0, runs)
    named = {f"written {name}": (getattr(written, name), getattr(other, name)) for name in written._fields}
    for name in World._fields:
        if name not in ("parameters", "scratch", "present", "known", "able", "to_let", "dealings", "gaps"):
            named[name] = (getattr(ours.world, name), getattr(theirs.space.world, name))
    return [name for name, (a, b) in named.items() if not np.array_equal(bits(a), bits(b))]


def main() -> None:
    failed = False
    for name, (source, settings) in CASES.items():
        differing = differences(source, settings, range(20), 120)
        failed |= bool(differing)
        print(f"{name}: {'differs in ' + ', '.join(differing) if differing else 'equal bit for bit, 20 runs'}", flush=True)
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
