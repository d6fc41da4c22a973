"""Does the lever move diversity, and nothing else? Founding members at each level, over all first sectors: manipulation.csv.

python experiments/01_diversity_levels/manipulation.py
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from pathlib import Path
from statistics import mean

import mfsim

HERE = Path(__file__).parent
LEVELS = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)
RUNS = 8
COLUMNS = (
    "effective sectors", "among the members", "members", "people", "level in the own field", "generosity",
    "outside income, EUR", "share of goods makers", "noise", "rate factor",
)  # fmt: skip


def founders(effective: float, first: str) -> list[list[float]]:
    """Return what the founding members of each run are, in the order of the columns, after their first month."""
    settings = {"members.mix": "sectors", "members.effective_sectors": effective, "members.first_sector": first}
    scenario = mfsim.load("base", settings)
    result = mfsim.run(scenario, runs=RUNS, months=1, panel=True, workers=1)
    firms = result.firms[result.firms["founder"] == 1]
    levels = result.panel.groupby("run")[["own_skill", "generosity"]].mean()
    found = []
    for run, here in firms.groupby("run"):
        trades = [scenario.words.trades[name] for name in here["trade"]]
        shares = [count / len(here) for count in Counter(trade.sector for trade in trades).values()]
        found.append([
            math.exp(-sum(share * math.log(share) for share in shares)), len(here), here["entry_people"].sum(),
            levels.loc[run, "own_skill"], levels.loc[run, "generosity"], here["outside_income_eur"].mean(),
            *(mean(getattr(trade, name) for trade in trades) for name in ("goods", "noise", "rate_factor")),
        ])  # fmt: skip
    return found


def main() -> None:
    """Write a row for each level."""
    sectors = tuple(mfsim.load("base").words.sectors)
    rows = []
    for level in LEVELS:
        places = [place for first in sectors for place in founders(level, first)]
        rows.append([f"{level:g}", *(f"{mean(column):.4g}" for column in zip(*places, strict=True))])
    with (HERE / "manipulation.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    main()
