"""The dozen assumed numbers that matter most in the screening: writes sobol.toml and picked.csv.

Numbers are ordered by the mean over outcomes of their mean absolute elementary effect, seed noise taken out, over the
largest of that outcome. After `mfsim sweep 05_global_sensitivity/screening` and `mfsim analyze results/screening`:

    python experiments/05_global_sensitivity/pick.py results/screening/analysis/indices.csv
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
DOZEN = 12
ECONOMY = "economy"


def scores(indices: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each number, the most important first: its score, and its share of the largest for each outcome."""
    main = indices[indices["index"] == "mu_star"].assign(size=lambda one: one["corrected"].clip(lower=0.0).fillna(0.0))
    table = main.pivot(index="factor", columns="outcome", values="size")
    table = table.loc[:, table.max() > 0.0]
    table = table / table.max()
    table.insert(0, "score", table.mean(axis=1))
    return table.sort_values("score", ascending=False)


def experiment(names: list[str]) -> str:
    """Return the experiment file for these numbers: the screening's, with them alone."""
    text = (HERE / "screening.toml").read_text(encoding="utf-8")
    head, _, _ = text.partition("[uncertainties]")
    head = head.replace("screening of all of them", "variance-based indices of a dozen").replace("runs = 3", "runs = 4")
    head = head.replace(
        "Of all assumed numbers that have an effect in base, which move the outcomes, and which do not?",
        "Of the dozen that matter most in the screening, how much of the variance of each outcome is whose?",
    )
    lines = [f'"{name}" = "plausible"' for name in names if name != ECONOMY]
    if ECONOMY in names:
        lines.append('economy = { table = "../00_survival/ensemble.csv" }')
    design = ["[design]", 'method = "sobol"', "points = 256 # of the base sample", "seed = 5"]
    return head + "\n".join(["[uncertainties] # written by pick.py", *lines, "", *design]) + "\n"


def main() -> None:
    """Order, pick and write."""
    found = scores(pd.read_csv(sys.argv[1]))
    found.head(2 * DOZEN).to_csv(HERE / "picked.csv", float_format="%.2f")
    (HERE / "sobol.toml").write_text(experiment(list(found.index[:DOZEN])), encoding="utf-8")
    print("\n".join(found.index[:DOZEN]))


if __name__ == "__main__":
    main()
