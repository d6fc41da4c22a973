"""Do the plain-Mesa model and the engine give the same outcomes? Means over runs, compared by their standard errors.

``python -m benchmarks.plain_mesa.check_equal [--runs 400] [--units 40]`` writes equality.json and equality.md beside it.
The two draw other random numbers, so that means differ by chance: z is their difference over its standard error.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import mesa
import numpy as np

from benchmarks.compared import site
from benchmarks.plain_mesa.model import run
from benchmarks.plain_mesa.series import SERIES
from mfsim.engine.run import run_batch
from mfsim.scenario.load import LoadedScenario

LAST_YEAR = ("members", "knowledge", "fields_covered", "ties", "acquaintance", "satisfaction", "care", "cash_eur")
LARGEST_Z = 4.0
FOLDER = Path(__file__).parent


def outcomes(series: dict[str, np.ndarray]) -> dict[str, float]:
    """Return the outcomes of one run: means over all months, over the last year, and the share of gaps met."""
    means = {name: float(np.nanmean(values)) for name, values in series.items()}
    means |= {f"{name}, last year": float(np.nanmean(series[name][-12:])) for name in LAST_YEAR}
    means["gaps_met / gaps"] = series["gaps_met"].sum() / max(1.0, series["gaps"].sum())
    return means


def with_mesa(scenario: LoadedScenario, runs: range, months: int) -> list[dict[str, float]]:
    results = []
    for seed in runs:
        collected = run(scenario, months, seed).datacollector.model_vars
        getattr(mesa.Agent, "_ids", {}).clear()  # Mesa 3.3 keeps every model that ever was in this table
        results.append(outcomes({name: np.array(collected[name], dtype=float) for name in SERIES}))
    return results


def with_engine(scenario: LoadedScenario, runs: range, months: int) -> list[dict[str, float]]:
    series = run_batch(scenario, runs=runs, months=months, workers=1).series
    return [outcomes({name: series[name][number, :, 0] for name in SERIES}) for number in range(len(runs))]


def compare(ours: list[dict[str, float]], theirs: list[dict[str, float]]) -> list[dict[str, object]]:
    """Return a row for each outcome: both means, the standard error of their difference, z."""
    rows: list[dict[str, object]] = []
    for name in ours[0]:
        a = np.array([run[name] for run in ours])
        b = np.array([run[name] for run in theirs])
        error = math.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
        difference = b.mean() - a.mean()
        z = difference / error if error > 0.0 else (0.0 if difference == 0.0 else math.inf)
        rows.append({"outcome": name, "engine": a.mean(), "plain_mesa": b.mean(), "error": error, "z": z})
    return rows


def table(rows: list[dict[str, object]], runs: int, units: int) -> str:
    lines = [f"Means over {runs} runs of 120 months, {units} units; z is the difference over its standard error.", ""]
    lines += ["| outcome | engine | plain Mesa | z |", "|---|---|---|---|"]
    lines += [f"| {r['outcome']} | {r['engine']:.5g} | {r['plain_mesa']:.5g} | {r['z']:+.2f} |" for r in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--units", type=int, default=40)
    options = parser.parse_args()
    scenario = site(options.units)
    runs = range(options.runs)
    rows = compare(with_engine(scenario, runs, 120), with_mesa(scenario, runs, 120))
    text = table(rows, options.runs, options.units)
    (FOLDER / f"equality_{options.units}.md").write_text(text)
    (FOLDER / f"equality_{options.units}.json").write_text(json.dumps(rows, indent=1) + "\n")
    print(text)
    far = [row["outcome"] for row in rows if not abs(row["z"]) < LARGEST_Z]
    if far:
        raise SystemExit(f"further apart than {LARGEST_Z} standard errors: {', '.join(map(str, far))}")


if __name__ == "__main__":
    main()
