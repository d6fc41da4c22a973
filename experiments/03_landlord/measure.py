"""Pattern P4: is the landlord short of rent less often with many payers than with one, and when is it not?

Twice: over sizes of the place and correlations of troubles, all else as in `base` (`by_size.csv`); and over a global sample
of all assumed numbers (`over_sample.csv`, the sample of `experiments/02_patterns`), whose points vary the correlation too.
Leases of members, joint ones and a company's are judged apart; the single tenant and lone tenants stand beside them on the
same months. About two minutes:

    python experiments/03_landlord/measure.py
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mfsim.engine.run import run_batch
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.load import load

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "02_patterns"))
from sample import points  # noqa: E402

MONTHS = 120
LEASES: dict[str, dict[str, Any]] = {
    "individual": {},
    "joint": {"lease.kind": "joint"},
    "operator": {"lease.kind": "operator"},
}
UNITS, CORRELATIONS, RUNS = (5, 10, 20, 40), (0.0, 0.2, 0.5), 64
POINTS, RUNS_OF_POINT = 80, 24
READ = (
    "months_short", "rent", "rent_variation", "rent_worst", "occupancy", "dissolved", "owner_net", "payback",
    "payback_elsewhere", "single_tenant_empty", "single_tenant_rent", "single_tenant_net", "lone_short", "lone_rent",
    "lone_operator_rent",
)  # fmt: skip
MEASURES = {outcome.name: outcome.measure for outcome in OUTCOMES if outcome.name in READ}


def read(settings: Mapping[str, Any], runs: int) -> dict[str, float]:
    """Return the means over runs, and how often the members' lease had any month short."""
    records = run_batch(load("base", dict(settings)), runs=range(runs), months=MONTHS, seed=3)
    found = {name: MEASURES[name](records) for name in READ}
    series = records.series
    full = series["rent_full_eur"].sum(axis=2)
    row = {name: float(np.nanmean(values)) if np.isfinite(values).any() else np.nan for name, values in found.items()}
    row["error"] = float((found["months_short"] - found["single_tenant_empty"]).std(ddof=1) / np.sqrt(runs))
    row["received"] = float(series["rent_paid_eur"].sum() / full.sum())
    row["nothing"] = float((series["rent_paid_eur"].sum(axis=2) <= 0.0).mean())
    row["never_paid_back"] = float(np.isnan(found["payback"]).mean())
    return row


def by_size() -> Iterator[dict[str, Any]]:
    """Yield a row for each size, correlation and lease."""
    for units in UNITS:
        for correlation in CORRELATIONS:
            for name, lease in LEASES.items():
                around = {"place.units": units, "place.total_area_m2": 50.0 * units, "lease.correlation": correlation}
                yield {"units": units, "correlation": correlation, "lease": name, **read({**around, **lease}, RUNS)}


def over_sample() -> Iterator[dict[str, Any]]:
    """Yield a row for each point of the sample and lease; prices and rents of a point are the same for all leases."""
    for number, point in enumerate(points(POINTS, {}, seed=4)):
        for name, lease in LEASES.items():
            yield {"point": number, "correlation": point["lease.correlation"], "lease": name,
                   **read({**point, **lease}, RUNS_OF_POINT)}  # fmt: skip


def write(name: str, rows: Iterator[dict[str, Any]]) -> None:
    """Write rows to a file as they come."""
    with (HERE / name).open("w", newline="") as file:
        table = None
        for row in rows:
            if table is None:
                table = csv.DictWriter(file, list(row), lineterminator="\n")
                table.writeheader()
            table.writerow({key: f"{one:.6g}" if isinstance(one, float) else one for key, one in row.items()})


def main() -> None:
    write("by_size.csv", by_size())
    write("over_sample.csv", over_sample())


if __name__ == "__main__":
    main()
