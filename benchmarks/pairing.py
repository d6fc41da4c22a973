"""How many runs common draws save: MAGE against itself with one thing changed, run by run on the same draws.

``python -m benchmarks.pairing [RUNS]``, from the root of the repository, writes the table into docs/performance.md. Nothing
is timed: with the same rules the factors are the same on any machine.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

import mfsim
from benchmarks.report import markdown_table
from benchmarks.run import PAGE, include

MONTHS = 120
CHANGES: dict[str, dict[str, Any]] = {
    "readier to help": {"mutual_help.baseline": -0.3},
    "upkeep by staff": {"commons.upkeep": "staff"},
    "a manager decides": {"governance.decision": "manager"},
    "no mutual help": {"processes.mutual_help": False},
    "rent a tenth higher": {"lease.rent_eur_per_m2_month": 5.5},
}
SHOWN = (
    "income", "satisfaction", "survival_5_years", "help_hours", "knowledge", "disputes", "condition", "fee", "crisis_months",
    "occupancy", "rent", "months_short", "owner_net",
)  # fmt: skip


def factors(change: dict[str, Any], runs: int) -> dict[str, float]:
    """Return how many times more runs independent draws would take, for each outcome in which the two differ at all."""
    rows = mfsim.compare(mfsim.load("mage"), mfsim.load("mage", change), runs=runs, months=MONTHS).rows()
    return {row["outcome"]: row["runs_saved"] for row in rows if np.isfinite(row["runs_saved"])}


def table(runs: int) -> str:
    """Return the factors as Markdown: some outcomes, then how they lie over all."""
    found = [factors(change, runs) for change in CHANGES.values()]
    rows: list[list[object]] = [
        [f"`{name}`", *(f"{one[name]:.2f}" if name in one else "-" for one in found)] for name in SHOWN
    ]
    for label, summary in (
        ("median of all outcomes", lambda one: f"{np.median(one):.2f}"),
        ("a tenth of them is above", lambda one: f"{np.quantile(one, 0.9):.2f}"),
        ("a tenth is below", lambda one: f"{np.quantile(one, 0.1):.2f}"),
        ("outcomes", lambda one: str(len(one))),
    ):
        rows.append([label, *(summary(list(one.values())) for one in found)])
    return markdown_table(["outcome", *CHANGES], rows)


def main() -> None:
    """Measure, and write the table into the page."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    include(PAGE, f"{runs:,} runs of each.\n\n{table(runs)}\n", "pairing")


if __name__ == "__main__":
    main()
