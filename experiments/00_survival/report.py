"""How near the defaults and the ensemble come to P1, of what firms die, and what they live on meanwhile.

    python experiments/00_survival/report.py

runs 100,000 firms for ten years with the defaults and 20,000 with each fit (draws that no fit has seen) and writes
report.csv and survival.png.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from population import DEATHS, STATED, YEARS, Population, error, free_parameters, is_dead, misfit, survival

mpl.use("Agg")
import matplotlib.pyplot as plt

HERE = Path(__file__).parent
MONTHS, SEED = 120, 7
DEFAULT_FIRMS, FIT_FIRMS = 100_000, 20_000
LIVING_EUR = 900.0
EVERY_YEAR = np.arange(1, 11)


def facts(rows: Any) -> dict[str, float]:
    """Return what is reported of one population; incomes are after tax and rent, averaged over firm-months."""
    alive = np.concatenate([[1.0], survival(rows, 12 * EVERY_YEAR)])
    young = is_dead(rows) & (rows.months <= 60)
    there = rows.months / rows.months.sum()
    old = rows[rows.months >= 60]
    return (
        {f"survival_{year}": alive[year] for year in EVERY_YEAR}
        | {f"error_{year}": e for year, e in zip(YEARS, error(rows), strict=True)}
        | {"misfit_points": misfit(alive[YEARS])}
        | {f"hazard_year_{year}": 1.0 - alive[year] / alive[year - 1] for year in EVERY_YEAR}
        | {f"share_{cause}": (rows.cause[young] == place).mean() for place, cause in enumerate(DEATHS)}
        | {
            "income_eur_month": (rows.income_eur * there).sum(),
            "income_of_five_year_old_eur_month": old.income_eur.mean(),
            "share_of_them_below_living": (old.income_eur < LIVING_EUR).mean(),
            "hours_month": (rows.hours_worked * there).sum(),
            "gaps_month": (rows.gaps * there).sum(),
        }
    )


def table(fits: list[dict[str, float]]) -> list[dict[str, Any]]:
    """Report the defaults first, then each fit."""
    rows = [{"setting": "defaults", **facts(Population(DEFAULT_FIRMS, MONTHS, SEED).run({}))}]
    population = Population(FIT_FIRMS, MONTHS, SEED)
    for number, values in enumerate(fits):
        rows.append({"setting": f"fit {number}", **facts(population.run(values))})
        print(f"\rfit {number + 1}/{len(fits)}", end="", flush=True)
    print()
    return rows


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """Survival and hazard by age: the defaults over the fits, and the stated rates."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), constrained_layout=True)
    for row in rows[::-1]:
        own = row["setting"] == "defaults"
        style = {"color": "#1b5e88", "lw": 2.2} if own else {"color": "#9bb7c9", "lw": 0.8}
        left.plot([0, *EVERY_YEAR], [1.0, *(row[f"survival_{y}"] for y in EVERY_YEAR)], **style)
        right.plot(EVERY_YEAR, [row[f"hazard_year_{y}"] for y in EVERY_YEAR], **style)
    left.plot(list(STATED), list(STATED.values()), "o", color="#b3401f", label="Italy, births of 2010", zorder=5)
    left.plot([], [], color="#1b5e88", lw=2.2, label="defaults")
    left.plot([], [], color="#9bb7c9", lw=0.8, label="other fits")
    left.set(xlabel="age (years)", ylabel="share alive", ylim=(0, 1), title="Survival of a firm alone")
    right.set(xlabel="year of life", ylabel="share dying in the year", ylim=(0, None), title="Hazard")
    left.legend(frameon=False)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE, help="where to write report.csv and survival.png")
    options = parser.parse_args()
    names = [one.name for one in free_parameters()]
    with (HERE / "ensemble.csv").open(newline="") as file:
        fits = [{name: float(row[name]) for name in names} for row in csv.DictReader(file)]
    rows = table(fits)
    with (options.out / "report.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: f"{v:.5g}" if key != "setting" else v for key, v in row.items()} for row in rows)
    draw(rows, options.out / "survival.png")
    for key, value in rows[0].items():
        others = [row[key] for row in rows[1:]]
        between = "" if key == "setting" or not others else f"fits {min(others):.4g} to {max(others):.4g}"
        print(f"{key:36}{value if key == 'setting' else f'{value:.4g}':>10}   {between}")


if __name__ == "__main__":
    main()
