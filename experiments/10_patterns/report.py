"""In what share of the sample each pattern shows, and what it hangs on: prints the tables of docs/patterns.md.

python experiments/10_patterns/report.py
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

HERE = Path(__file__).parent
Floats = NDArray[np.float64]
LEVEL = 0.05
LEAST_SHARE = 0.1
"""Share of the runs that the smaller of two climates must hold."""


class Pattern(NamedTuple):
    """A pattern: how strong it is at each point, and where that counts as showing."""

    name: str
    strength: Floats
    shows: NDArray[np.bool_]


def columns(path: Path) -> dict[str, Floats]:
    """Return a CSV table as columns of numbers; empty cells are NaN."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if _is_number(rows[0][name])]
    return {
        name: np.array([float(row[name] or "nan") if _is_number(row[name]) else np.nan for row in rows]) for name in names
    }


def _is_number(text: str) -> bool:
    try:
        float(text or "nan")
    except ValueError:
        return False
    return True


def _two_climates(found: dict[str, Floats], name: str) -> Pattern:
    shows = (found[f"p3_{name}_p"] < LEVEL) & (found[f"p3_{name}_smaller"] >= LEAST_SHARE)
    return Pattern(f"P3 two modes of {name}", -found[f"p3_{name}_p"], shows)


def patterns(found: dict[str, Floats]) -> list[Pattern]:
    """Return the patterns as they are read here."""
    tenth, givers = found["p2_top_tenth_excess"], found["p2_gini_givers_excess"]
    kept, fall = found["p5_last_over_first"], found["p5_last_over_second"]
    few, hope = found["p6_excess_few"], found["p6_excess_optimism"]
    many, hopeful = found["p6_runs_few"], found["p6_runs_optimism"]
    return [
        Pattern("P2 pairs: busiest tenth above chance", tenth, tenth > 0.0),
        Pattern("P2 givers: Gini above chance", givers, givers > 0.0),
        _two_climates(found, "satisfaction"),
        _two_climates(found, "regulated"),
        _two_climates(found, "care"),
        Pattern("P5 last year below 90 % of the first", -kept, kept < 0.9),
        Pattern("P5 last year below 90 % of the second", -fall, fall < 0.9),
        Pattern("P6 few: half of the runs pass through half a year in want", many, many >= 0.5),
        Pattern("P6 few: 5 points more months in want than spread", few, few >= 0.05),
        Pattern("P6 optimism: half of the runs pass through half a year in want", hopeful, hopeful >= 0.5),
        Pattern("P6 optimism: 5 points more months in want than careful", hope, hope >= 0.05),
    ]


def hangs_on(strength: Floats, points: dict[str, Floats], most: int = 5) -> list[tuple[str, float]]:
    """Return the parameters whose rank correlation with the strength is beyond chance, the strongest first.

    Chance: a two-sided level of 5 % divided by the number of parameters (Bonferroni).
    """
    there = ~np.isnan(strength)
    ranks = rankdata(strength[there])
    found = []
    for name, values in points.items():
        if name != "point" and np.ptp(values[there]) > 0.0 and ranks.std() > 0.0:
            found.append((name, float(np.corrcoef(rankdata(values[there]), ranks)[0, 1])))
    limit = _normal_quantile(1.0 - LEVEL / (2.0 * max(1, len(found)))) / np.sqrt(max(2, there.sum() - 1))
    return sorted((one for one in found if abs(one[1]) > limit), key=lambda one: -abs(one[1]))[:most]


def _normal_quantile(u: float) -> float:
    from scipy.stats import norm

    return float(norm.ppf(u))


def main() -> None:
    measured = columns(HERE / "patterns.csv")
    order = np.argsort(measured["point"])
    measured = {name: values[order] for name, values in measured.items()}
    settings = {name: values[measured["point"].astype(int)] for name, values in columns(HERE / "points.csv").items()}
    print(f"{len(order)} points\n")
    print("| pattern | shows at | ± | strength, median (5-95 %) | hangs on (rank correlation) |\n|---|---|---|---|---|")
    for one in patterns(measured):
        share = float(one.shows.mean())
        error = np.sqrt(share * (1.0 - share) / len(order))
        low, middle, high = np.nanquantile(one.strength, (0.05, 0.5, 0.95))
        on = (
            ", ".join(f"`{name}` {value:+.2f}" for name, value in hangs_on(one.strength, settings))
            or "nothing beyond chance"
        )
        print(f"| {one.name} | {100 * share:.0f} % | {100 * error:.0f} | {middle:.2f} ({low:.2f} to {high:.2f}) | {on} |")


if __name__ == "__main__":
    main()
