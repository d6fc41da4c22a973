"""How often do the intervals of `mfsim analyze` hold the truth, and how often are its rankings wrong?

Each case is a method with so many points, a function of which all is known, noise, and runs of each point; it is simulated
many times, each time with another design and other noise. About half an hour; stopped, it goes on where it was:

    python experiments/11_coverage/measure.py
"""

from __future__ import annotations

import argparse
import csv
import math
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from simulate import SECOND_ORDER, Case, noise_truth, study, truth_of

from mfsim.study.resampling import FEWEST_RUNS

HERE = Path(__file__).parent
COVERAGE, RANKINGS = HERE / "coverage.csv", HERE / "rankings.csv"
KEY = ("method", "points", "function", "noise", "runs")
SHARES = ("noise_share", "noise_in_means")
ALL = ("ishigami", "sobol_g", "steps")
NUMBERS = ALL[:2]
TWELVE = ("sobol_g12",)
EVERY = (("none", 1), ("own", 1), ("own", 2), ("own", 3), ("own", 10), ("common", 2), ("common", 3), ("common", 10))
SOME = (("none", 1), ("own", 3), ("own", 10), ("common", 3), ("common", 10))
FEW = SOME[:2]
ROUNDING = 1e-9
PLAN: tuple[tuple[str, tuple[int, ...], tuple[str, ...], tuple[tuple[str, int], ...], int], ...] = (
    ("grid", (4,), ALL, EVERY[2:], 500),
    ("sobol", (64, 256), ALL, EVERY, 300),
    ("morris", (10, 30), ALL, SOME, 300),
    ("fast", (129, 513), NUMBERS, SOME, 200),
    (SECOND_ORDER, (128,), NUMBERS, FEW, 200),
    ("sobol", (64, 256), TWELVE, FEW, 200),
    ("crossed", (32,), ALL[2:], SOME, 200),
    ("rbd_fast", (64,), ALL, FEW, 200),
    ("delta", (256,), NUMBERS[:1], FEW, 100),
    ("morris", (100,), NUMBERS, FEW, 300),
    ("rbd_fast", (256,), NUMBERS, FEW, 100),
    ("pawn", (256,), NUMBERS[:1], FEW, 100),
    ("pawn", (1000,), NUMBERS[:1], FEW[:1], 100),
)
"""Method, points, functions, noise with runs, and how many studies of each."""
Row = dict[str, Any]


def cases() -> Iterator[tuple[Case, int]]:
    for method, sizes, functions, settings, studies in PLAN:
        for points in sizes:
            for function in functions:
                yield from ((Case(method, points, function, *one), studies) for one in settings)


def measured(case: Case, studies: int) -> tuple[list[Row], Row]:
    """Return a row for each index and factor, and one of the ranking."""
    truth, noise = truth_of(case), noise_truth(case)
    found: dict[tuple[str, ...], list[tuple[float, float, float]]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for number in range(studies):
        about, rows = study(case, number)
        for row in rows:
            key = tuple(row[part] for part in ("index", "factor", "other") if row[part])
            best = row["uncorrected"] if math.isnan(row["corrected"]) else row["corrected"]
            found[key].append((best, row["low"], row["high"]))
        for share in SHARES if case.runs >= FEWEST_RUNS else ():
            found[share,].append((about[share], about[f"{share}_low"], about[f"{share}_high"]))
        _judge([row for row in rows if row["rank"] is not None], truth, case, counts)
    known = truth | {(share,): noise[share] for share in SHARES}
    head = dict(zip(KEY, (getattr(case, part) for part in KEY), strict=True))
    told = [head | {"index": key[0], "factor": " x ".join(key[1:])} | _summary(values, known[key])
            for key, values in found.items()]  # fmt: skip
    return told, head | {"studies": studies} | {key: counts[key] for key in COUNTED}


def _summary(values: list[tuple[float, float, float]], truth: float) -> Row:
    best, low, high = np.array(values, float).T
    held = (low <= truth + ROUNDING) & (truth <= high + ROUNDING)
    some = np.isfinite(high - low)
    return {
        "studies": len(values), "truth": truth, "mean": best.mean(), "bias": best.mean() - truth, "sd": best.std(),
        "held": held.mean(), "too_high": (low > truth + ROUNDING).mean(), "too_low": (high < truth - ROUNDING).mean(),
        "width": (high - low)[some].mean() if some.any() else math.nan, "endless": 1.0 - some.mean(),
    }  # fmt: skip


COUNTED = ("pairs", "resolved", "resolved_wrong", "ranks", "ranks_outside", "inert", "inert_above", "active", "active_above")


def _judge(rows: list[Row], truth: Mapping[tuple[str, ...], float], case: Case, counts: dict[str, int]) -> None:
    """Count what is said of ranks, and what of that is wrong."""
    ranked = sorted(rows, key=lambda row: int(row["rank"]))
    exact = {row["factor"]: truth[row["index"], row["factor"]] for row in rows}
    for row, after in pairwise(ranked):
        counts["pairs"] += 1
        if row["from_next"] == "resolved":
            counts["resolved"] += 1
            counts["resolved_wrong"] += exact[row["factor"]] <= exact[after["factor"]] + ROUNDING
    inert = {case.of.factors[place] for place in case.of.inert}
    for row in rows:
        above = sum(one > exact[row["factor"]] + ROUNDING for one in exact.values())
        alike = sum(abs(one - exact[row["factor"]]) <= ROUNDING for one in exact.values())
        counts["ranks"] += 1
        counts["ranks_outside"] += row["rank_worst"] < above + 1 or row["rank_best"] > above + alike
        kind = "inert" if row["factor"] in inert else "active"
        counts[kind] += 1
        counts[f"{kind}_above"] += row["above_noise"] is True


def case_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[key]) for key in KEY)


def read(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def append(path: Path, rows: list[Row]) -> None:
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows({key: f"{one:.5g}" if isinstance(one, float) else one for key, one in row.items()} for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0, help="of the studies of each case")
    share = parser.parse_args().share
    done = {case_of(row) for row in read(RANKINGS)}
    whole = [row for row in read(COVERAGE) if case_of(row) in done]
    COVERAGE.unlink(missing_ok=True)
    if whole:
        append(COVERAGE, whole)
    plan = [(case, studies) for case, studies in cases() if case_of(vars(case)) not in done]
    for number, (case, studies) in enumerate(plan, 1):
        start = time.perf_counter()
        rows, ranking = measured(case, max(2, round(studies * share)))
        append(COVERAGE, rows)
        append(RANKINGS, [ranking])
        seconds = time.perf_counter() - start
        print(f"{number}/{len(plan)} {case} {ranking['studies']} studies in {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
