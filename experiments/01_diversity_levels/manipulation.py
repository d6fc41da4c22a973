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
SEEDS = range(2)
COLUMNS = (
    "effective sectors", "among the members", "members", "people", "level in the own field", "cash, EUR", "age, years",
    "share of goods makers", "noise", "rate factor",
)  # fmt: skip


def founders(effective: float, first: str, seed: int) -> list[float]:
    """Return what the founding members of one place are, in the order of the columns."""
    settings = {"members.mix": "sectors", "members.effective_sectors": effective, "members.first_sector": first}
    scenario = mfsim.load("base", settings)
    firms, words = list(mfsim.Multifactory(scenario, seed=seed).firms), scenario.words
    trades = [words.trades[firm.trade] for firm in firms]
    shares = [count / len(firms) for count in Counter(trade.sector for trade in trades).values()]
    fields = words.fields
    levels = [firm.skills[fields[trade.own_field]] for firm, trade in zip(firms, trades, strict=True)]
    return [
        math.exp(-sum(share * math.log(share) for share in shares)), len(firms), sum(firm.people for firm in firms),
        mean(levels), mean(firm.cash for firm in firms), mean(firm.age_months for firm in firms) / 12.0,
        *(mean(getattr(trade, name) for trade in trades) for name in ("goods", "noise", "rate_factor")),
    ]  # fmt: skip


def main() -> None:
    """Write a row for each level."""
    sectors = tuple(mfsim.load("base").words.sectors)
    with (HERE / "manipulation.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for level in LEVELS:
            places = [founders(level, first, seed) for first in sectors for seed in SEEDS]
            table.writerow([f"{level:g}", *(f"{mean(column):.4g}" for column in zip(*places, strict=True))])


if __name__ == "__main__":
    main()
