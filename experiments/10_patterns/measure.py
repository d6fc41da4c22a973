"""Patterns P2, P3, P5 and P6 over a global sample of the assumed parameters: writes points.csv and patterns.csv.

P2 help is concentrated; P3 like starts end in two climates; P5 voluntary upkeep decays; P6 who leans on a few enthusiasts,
or on an optimistic budget, passes through a crisis. Some minutes on two cores; continues where it was stopped, and begins
anew where rules or points are others than those measured:

    python experiments/10_patterns/measure.py
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from readings import climates, concentration, crises, series_of, upkeep
from sample import points, swept

from mfsim.compiling import source_hash

HERE = Path(__file__).parent
AROUND = {"governance.events": True}
"""The shared workspace of the defaults, with an income from events that a budget can be wrong about."""
RUNS, PAIRED_RUNS, HELP_RUNS = 64, 32, 12
ENTHUSIASTS = "commons.initiator_share"


def leaning_on_few(point: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a point where some give much in addition, and one where as many hours are spread over all."""
    share = max(0.05, point[ENTHUSIASTS])
    spread = point["commons.voluntary_hours"] + share * point["commons.initiator_hours"]
    return {**point, ENTHUSIASTS: share}, {**point, ENTHUSIASTS: 0.0, "commons.voluntary_hours": spread}


def optimistic(point: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a point with a budget that expects full units and twice the events, and one that expects less than comes."""
    hopeful = {"governance.budgeted_occupancy": 1.0, "governance.event_optimism": 2.0}
    careful = {"governance.budgeted_occupancy": 0.8, "governance.event_optimism": 0.8}
    return {**point, **hopeful}, {**point, **careful}


def measure(number: int, point: Mapping[str, Any]) -> dict[str, Any]:
    """Measure one point of the sample."""
    series = series_of(point, RUNS)
    controlled = series_of({**point, "commons.control": 0.8}, PAIRED_RUNS)
    pairs = {"few": leaning_on_few(point), "optimism": optimistic(point)}
    readings = {name: tuple(series_of(one, PAIRED_RUNS) for one in pair) for name, pair in pairs.items()}
    return {
        "point": number,
        "members": float(series["members"][:, -1].mean()),
        **climates(series, np.random.default_rng(number)),
        **upkeep(series[:PAIRED_RUNS], controlled),
        **crises(readings, point["commons.crisis_condition"]),  # type: ignore[arg-type]
        **concentration(point, HELP_RUNS),
    }


def _one(numbered: tuple[int, Mapping[str, Any]]) -> dict[str, Any]:
    return measure(*numbered)


def _short(value: Any) -> Any:
    return f"{value:.5g}" if isinstance(value, float) else value


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write rows as CSV, whole or not at all; a row may lack columns."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    partial = path.with_suffix(".partial")
    with partial.open("w", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _short(value) for name, value in row.items()} for row in rows)
    partial.replace(path)


def read(path: Path) -> list[dict[str, Any]]:
    """Return the rows that are there already."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def forget_other_measurements(sample: list[dict[str, Any]]) -> None:
    """Begin anew where what is measured already is of other rules, or of other points: it must not stand beside these."""
    text = json.dumps([source_hash(), sample, RUNS, PAIRED_RUNS, HELP_RUNS], sort_keys=True)
    key, file = hashlib.sha256(text.encode()).hexdigest(), HERE / "measured.key"
    if not file.exists() or file.read_text(encoding="utf-8").strip() != key:
        (HERE / "patterns.csv").unlink(missing_ok=True)
        file.write_text(key + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=240, help="points of the sample")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    sample = points(arguments.points, AROUND)
    forget_other_measurements(sample)
    write(HERE / "points.csv", [{"point": number, **point} for number, point in enumerate(sample)])
    rows = read(HERE / "patterns.csv")
    done = {int(row["point"]) for row in rows}
    missing = [(number, point) for number, point in enumerate(sample) if number not in done]
    print(f"{len(swept(AROUND))} parameters, {len(sample)} points, {len(missing)} to measure")
    with ProcessPoolExecutor(arguments.workers) as pool:
        for count, row in enumerate(pool.map(_one, missing), 1):
            rows.append(row)
            if count % 10 == 0 or count == len(missing):
                write(HERE / "patterns.csv", rows)
                print(f"{count} of {len(missing)}", flush=True)


if __name__ == "__main__":
    main()
