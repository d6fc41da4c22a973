"""What README.md shows of the indices: the first numbers of each outcome, with intervals and ranks: sobol.first.csv.

python experiments/05_global_sensitivity/summarise.py results/sobol/analysis
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
FIRST = 4


def main() -> None:
    """Write a row for each outcome and number."""
    folder = Path(sys.argv[1])
    indices, noise = pd.read_csv(folder / "indices.csv"), pd.read_csv(folder / "noise.csv").set_index("outcome")
    total = indices[indices["index"] == "ST"].sort_values("corrected", ascending=False)
    first = indices[indices["index"] == "S1"].set_index(["outcome", "factor"])
    rows = [
        {
            "outcome": name, "number": row.factor, "total index": f"{row.corrected:.2f}",
            "95 % interval": f"{row.low:.2f} to {row.high:.2f}", "rank": f"{row.rank_best:.0f} to {row.rank_worst:.0f}",
            "first-order index": f"{first.loc[(name, row.factor), 'corrected']:.2f}",
            "seed noise of single runs": f"{noise.loc[name, 'noise_share']:.2f}",
        }
        for name in noise.index for row in total[total["outcome"] == name].head(FIRST).itertuples()
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(HERE / "sobol.first.csv", index=False)


if __name__ == "__main__":
    main()
