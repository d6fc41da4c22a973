"""Calibrate the economy of a firm on pattern P1: an ensemble of fits, not one; the defaults are the one in the middle.

A Latin hypercube over the plausible ranges is screened with few firms; from good points far from one another,
Gauss-Newton steps of least length go to the nearest point that fits, with 20,000 firms and the same draws throughout;
slopes come from the few firms of the screening. Every line is written as it is found: a killed calibration goes on where
it was. About ten minutes on one core:

    python experiments/00_survival/calibrate.py
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from population import TARGET, WEIGHT, YEARS, Free, Population, free_parameters, misfit, survival
from scipy.stats import qmc

HERE = Path(__file__).parent
SCREENED, SCREEN_FIRMS = 1_500, 4_000
STARTS, FIT_FIRMS, STEPS = 20, 20_000, 3
REFERENCE_FIRMS, JUDGING_FIRMS = 100_000, 40_000
PROBE = 0.08
"""Half the width of the differences from which slopes are taken, as a share of the plausible range."""
GOOD = 0.75
"""Misfit in percentage points up to which a point counts as a fit; the standard error at 40,000 firms is 0.24."""
REFERENCE_SEED, JUDGING_SEED = 1, 2
REFERENCE = {
    "members.start_cash_months": 4.8,
    "demand.orders_per_person_month": 9.9,
    "demand.standing_spread": 0.13,
    "demand.standing_persistence": 0.95,
    "demand.standing_shock": 0.14,
    "demand.newcomer_visibility": 0.92,
    "membership.give_up_rate": 0.07,
    "membership.outside_income_eur_month": 677.0,
    "membership.outside_income_spread": 0.43,
    "membership.exogenous_closing": 0.007,
}
"""A fit found on a prototype of the model: where luck is measured, whatever the defaults are now."""

Vector = NDArray[np.float64]
Shares = Callable[[Vector], Vector]


def evaluator(free: list[Free], population: Population) -> Shares:
    """Return survival at 1 to 5 years as a function of the place in the plausible ranges (0 to 1 each)."""

    def shares(place: Vector) -> Vector:
        return survival(population.run(in_units(free, place)))

    return shares


def in_units(free: list[Free], place: Vector) -> dict[str, float]:
    return {one.name: one.low + float(at) * (one.high - one.low) for one, at in zip(free, place, strict=True)}


def slopes(shares: Shares, place: Vector) -> NDArray[np.float64]:
    """Central differences, one-sided at a bound; shape (years, parameters)."""
    columns = []
    for number in range(len(place)):
        low, high = place.copy(), place.copy()
        low[number], high[number] = max(0.0, place[number] - PROBE), min(1.0, place[number] + PROBE)
        columns.append((shares(high) - shares(low)) / (high[number] - low[number]))
    return np.array(columns).T


def refine(shares: Shares, slope: NDArray[np.float64], place: Vector, target: Vector) -> tuple[Vector, Vector]:
    """Go to the nearest point that fits: Gauss-Newton steps of least length, slopes of the start, bounds kept."""
    weight = np.sqrt(WEIGHT)
    found = shares(place)
    slope = slope * weight[:, None]
    best = (place, found)
    for _ in range(STEPS):
        missing = (target - found) * weight
        step = np.linalg.pinv(slope, rcond=0.05) @ missing
        stuck = (place + step < 0.0) | (place + step > 1.0)
        step[~stuck] = np.linalg.pinv(slope[:, ~stuck], rcond=0.05) @ missing
        place = np.clip(place + step, 0.0, 1.0)
        found = shares(place)
        if misfit(found - target + TARGET) < misfit(best[1] - target + TARGET):
            best = (place, found)
    return best


def luck(free: list[Free], shares: Shares) -> Vector:
    """What chance has made of the firms that are fitted: their survival less that of many others, at `REFERENCE`.

    With the same draws at every point it is nearly the same at every point; left in, all fits would share it.
    """
    place = np.array([(REFERENCE[one.name] - one.low) / (one.high - one.low) for one in free])
    return shares(place) - evaluator(free, Population(REFERENCE_FIRMS, seed=REFERENCE_SEED))(place)


class Log:
    """A CSV file of points that grows line by line; what is in it is not computed again."""

    def __init__(self, path: Path, free: list[Free]) -> None:
        self.path = path
        self.columns = ["point", *(one.name for one in free), *(f"year_{year}" for year in YEARS), "misfit"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            self._write(self.columns, "w")
        text = path.read_text()
        path.write_text(text[: text.rfind("\n") + 1])  # a killed run may have left half a line
        with path.open(newline="") as file:
            self.rows = {int(row["point"]): row for row in csv.DictReader(file)}

    def _write(self, cells: list[object], mode: str) -> None:
        with self.path.open(mode, newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(cells)

    def add(self, point: int, values: dict[str, float], found: Vector) -> None:
        cells = [point, *(f"{v:.6g}" for v in values.values()), *(f"{v:.5f}" for v in found), f"{misfit(found):.4f}"]
        self._write(cells, "a")
        self.rows[point] = dict(zip(self.columns, map(str, cells), strict=True))


def screen(free: list[Free], log: Log) -> NDArray[np.float64]:
    """Evaluate the Latin hypercube; return its points, best first."""
    places = qmc.LatinHypercube(len(free), rng=np.random.default_rng(0)).random(SCREENED)
    shares = evaluator(free, Population(SCREEN_FIRMS))
    for number, place in enumerate(places):
        if number not in log.rows:
            log.add(number, in_units(free, place), shares(place))
        if number % 50 == 0:
            print(f"\rscreening {number}/{SCREENED}", end="", flush=True)
    misfits = [float(log.rows[number]["misfit"]) for number in range(SCREENED)]
    print(f"\rscreened {SCREENED}: misfit from {min(misfits):.2f} to {max(misfits):.1f} percentage points")
    return places[np.argsort(misfits, kind="stable")]


def spread_out(places: NDArray[np.float64], count: int, pool: int = 200) -> NDArray[np.float64]:
    """Of the best points, keep some that lie far from one another (each the farthest from those before)."""
    chosen = [0]
    for _ in range(count - 1):
        distance = np.linalg.norm(places[:pool, None] - places[chosen], axis=2).min(axis=1)
        chosen.append(int(distance.argmax()))
    return places[chosen]


class Fitting:
    """Refine a start on one set of firms and judge what comes out by another, which it has not seen."""

    def __init__(self, free: list[Free], log: Log) -> None:
        self.free, self.log = free, log
        self.few, self.shares = evaluator(free, Population(SCREEN_FIRMS)), evaluator(free, Population(FIT_FIRMS))
        self.fresh = evaluator(free, Population(JUDGING_FIRMS, seed=JUDGING_SEED))
        self.target = TARGET + luck(free, self.shares)

    def fit(self, number: int, start: Vector) -> None:
        if number not in self.log.rows:
            place, _ = refine(self.shares, slopes(self.few, start), start, self.target)
            self.log.add(number, in_units(self.free, place), self.fresh(place))
        print(f"\rfit {number}: misfit {self.log.rows[number]['misfit']}    ", end="", flush=True)

    def good(self) -> list[dict[str, str]]:
        return [row for row in self.log.rows.values() if float(row["misfit"]) <= GOOD]

    def middle(self) -> Vector:
        """Return the median of the good fits, parameter by parameter: itself a start, not yet a fit."""
        values = [[(float(row[one.name]) - one.low) / (one.high - one.low) for one in self.free] for row in self.good()]
        return np.median(values, axis=0)


def write_ensemble(fitting: Fitting, path: Path) -> None:
    """Keep the good fits, the one found from the middle of the others (the last) first."""
    good = fitting.good()
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, fitting.log.columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(good, key=lambda row: (int(row["point"]) < STARTS, int(row["point"]))))
    print(f"\n{len(good)} of {len(fitting.log.rows)} fits within {GOOD} percentage points: {path}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("results/00_survival"), help="where to keep every point tried")
    parser.add_argument("--out", type=Path, default=HERE, help="where to write ensemble.csv")
    options = parser.parse_args()
    free = free_parameters()
    places = screen(free, Log(options.work / "screen.csv", free))
    fitting = Fitting(free, Log(options.work / "fits.csv", free))
    for number, start in enumerate(spread_out(places, STARTS)):
        fitting.fit(number, start)
    fitting.fit(STARTS, fitting.middle())
    write_ensemble(fitting, options.out / "ensemble.csv")


if __name__ == "__main__":
    main()
