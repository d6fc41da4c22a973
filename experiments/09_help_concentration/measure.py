"""Pattern P2: is help concentrated, so that few ties carry most of it, and more than by chance?

Three readings of each setting: the model; the model with indifferent help (asked at random, agreed with the same chance
whoever asks: what knowing and being able alone do); and as many helps spread at random over the pairs that know one
another. On the shipped scenarios, over the ensemble of P1's fits, and over a Latin hypercube of the assumed parameters of
mutual help and community. About two minutes:

    python experiments/09_help_concentration/measure.py
"""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from concentration import Concentration, observed_and_by_chance
from scipy.stats import qmc

from mfsim.engine.run import run_batch
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.settings import all_settings

HERE = Path(__file__).parent
ENSEMBLE = HERE.parent / "00_survival" / "ensemble.csv"
POINTS, MONTHS = 60, 120
WEIGHTS = ("generosity", "reputation", "care", "load")
READINGS = ("model", "indifferent", "chance")


def swept() -> list[tuple[str, float, float, bool]]:
    """Return the assumed numbers of mutual help and community that need no lever: name, plausible range, if whole."""
    parts = ("mutual_help", "community")
    found = [one for one in all_settings().values() if one.name.partition(".")[0] in parts and one.applies({})]
    return [(one.name, *one.plausible, one.kind == "int") for one in found if one.plausible and one.confidence == "assumed"]


def indifferent(agreed: float) -> dict[str, object]:
    """Ask at random; agree with this probability, whoever asks whom."""
    chance = min(0.999, max(0.001, agreed))
    weights = {f"mutual_help.{name}_weight": 0.0 for name in WEIGHTS}
    return {"mutual_help.asking": "random", "mutual_help.baseline": math.log(chance / (1.0 - chance)), **weights}


def readings(scenario: LoadedScenario, runs: int) -> Iterator[tuple[str, Concentration]]:
    """Yield the three readings of one scenario; nothing where nobody helped."""
    variation = scenario.settings.demand.order_hours_variation
    records = run_batch(scenario, runs=range(runs), months=MONTHS, workers=1, panel=True)
    measured = observed_and_by_chance(records, variation)
    met, refused = records.series.gaps_met.sum(), records.series.refusals.sum()
    if measured is None:
        return
    yield "model", measured[0]
    yield "chance", measured[1]
    other = scenario.with_settings(indifferent(met / (met + refused)))
    measured = observed_and_by_chance(run_batch(other, runs=range(runs), months=MONTHS, workers=1, panel=True), variation)
    if measured is not None:
        yield "indifferent", measured[0]


def points() -> Iterator[tuple[str, int, Mapping[str, object]]]:
    """Yield every setting measured: where it comes from, its number, and what it sets on a scenario."""
    names = swept()
    unit = qmc.LatinHypercube(len(names), rng=np.random.default_rng(0)).random(POINTS)
    for number, row in enumerate(unit):
        values = {n: low + float(u) * (high - low) for (n, low, high, _), u in zip(names, row, strict=True)}
        yield "hypercube", number, values | {n: round(values[n]) for n, _, _, whole in names if whole}
    if ENSEMBLE.exists():
        with ENSEMBLE.open(newline="") as file:
            for number, row in enumerate(csv.DictReader(file)):
                yield "ensemble", number, {name: float(value) for name, value in row.items() if "." in name}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=100, help="runs of each shipped scenario")
    parser.add_argument("--point-runs", type=int, default=20, help="runs of each point on base")
    parser.add_argument("--out", type=Path, default=HERE, help="where to write concentration.csv")
    options = parser.parse_args()
    with (options.out / "concentration.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["setting", "number", "reading", *Concentration._fields])

        def write(setting: str, number: int, scenario: LoadedScenario, runs: int) -> None:
            for reading, found in readings(scenario, runs):
                writer.writerow([setting, number, reading, *(f"{value:.5g}" for value in found)])
            print(f"\r{setting} {number}    ", end="", flush=True)

        for name in ("base", "mage", "r84"):
            write(name, 0, load(name), options.runs)
        for setting, number, values in points():
            write(setting, number, load("base", values), options.point_runs)
    print()


if __name__ == "__main__":
    main()
