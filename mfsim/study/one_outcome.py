"""What is said of one outcome: its seed noise and its indices, with intervals over design and runs, and ranks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from mfsim.study.indices.method import LEAST_VARIANCE, MADE_UP, Floats, Method, Pair, rooted
from mfsim.study.noise import SHARES, log_odds, noise_shares
from mfsim.study.ranking import Rank, ranking
from mfsim.study.resampling import FEWEST_RUNS, Spread, alike, block_counts, each_left_out, longer_above
from mfsim.study.responses import Responses

Row = dict[str, Any]
RANKS = ("rank", "rank_best", "rank_worst", "above_noise", "from_next")


def of_outcome(name: str, found: Responses, method: Method) -> tuple[Row, list[Row]]:
    """Return the row of `Analysis.noise` of one outcome, and its rows of `Analysis.indices`.

    Parameters
    ----------
    name : str
        Of the outcome.
    found : Responses
        Its values, by blocks of the design.
    method : Method
        Set up for those blocks.
    """
    runs = found.table.shape[2]
    about: Row = {"outcome": name, "mean": float("nan"), "sd": float("nan")}
    for share in SHARES:
        about |= {share: float("nan"), f"{share}_low": float("nan"), f"{share}_high": float("nan")}
    about |= {
        "blocks": len(found.table), "blocks_missing": found.missing, "blocks_failed": found.failed,
        "values_filled": found.filled, "runs": runs, "note": found.why_not, "caution": "",
    }  # fmt: skip
    if found.why_not:
        return about, []
    fair = found.table[:, method.fair]
    about |= {"mean": float(fair.mean()), "sd": float(fair.mean(axis=2).std())}
    if np.ptp(found.table) ** 2 <= LEAST_VARIANCE * float((found.table**2).mean()):
        return about | {"note": "constant, so that there is nothing to explain"}, []
    rows = list(_rows(name, found.table, method))
    about |= _noise(found.table, method) | {"note": _note(rows, runs), "caution": method.caution}
    return about, rows


def _note(rows: list[Row], runs: int) -> str:
    if runs < 2:
        return "one run of each point: seed noise is not known, and is in the indices and not in their intervals"
    if runs < FEWEST_RUNS:
        return (
            f"{runs} runs of each point: intervals are over the design only, and too short where a run moves many points "
            f"together; those over runs take {FEWEST_RUNS}"
        )
    return "points do not differ beyond seed noise" if all(np.isnan(row["corrected"]) for row in rows) else ""


def _noise(table: Floats, method: Method) -> Row:
    """Return the shares of seed noise; intervals on the scale of log odds, none of fewer runs than have an error."""
    fair = table[:, method.fair]
    plain = spread_of(lambda w, c: noise_shares(fair, w, c), table, method)
    odds = plain.mapped(log_odds)
    about: Row = {}
    for place, share in enumerate(SHARES):
        ends = plain.value[place] + np.array([-1.0, 1.0]) * plain.half[place]
        if np.isfinite(odds.value[place]) and np.isfinite(odds.half[place]):
            ends = 1.0 / (1.0 + np.exp(-(odds.value[place] + np.array([-1.0, 1.0]) * odds.half[place])))
        low, high = np.clip(ends + np.array([-1.0, 1.0]) * method.systematic, 0.0, 1.0)
        known = table.shape[2] >= FEWEST_RUNS
        about |= {
            share: plain.value[place],
            f"{share}_low": low if known else np.nan,
            f"{share}_high": high if known else np.nan,
        }
    return about


def spread_of(estimate: Callable[[Floats, Floats | None], Floats], table: Floats, method: Method) -> Spread:
    """Return an estimate with its resamples over blocks and over runs."""
    blocks, _, runs = table.shape
    drawn = method.drawn and blocks > 1
    drawings = block_counts(blocks, method.resamples) if drawn else ()
    by_design = np.concatenate([estimate(alike(runs), counts) for counts in drawings]) if drawn else None
    by_runs = estimate(each_left_out(runs), None) if runs >= FEWEST_RUNS else None
    return Spread(estimate(alike(runs), None)[0], by_design, by_runs, blocks)


def _rows(outcome: str, table: Floats, method: Method) -> Iterator[Row]:
    runs, names = table.shape[2], list(method.names)
    known = runs >= FEWEST_RUNS or (runs > 1 and float(np.ptp(table, axis=2).max()) == 0.0)

    def estimate(weights: Floats, counts: Floats | None) -> Floats:
        pairs: Mapping[str, Pair] = method.estimate(table, weights, counts)
        return np.concatenate([pairs[name][kind] for kind in (0, 1) for name in names], axis=1)

    everything = spread_of(estimate, table, method)
    if method.reduced and everything.by_design is not None:
        everything = everything.without_bias()
    every = [(name, item) for name in names for item in method.names[name]]
    of_both = [everything.part(kind * len(every), len(every)) for kind in (0, 1)]
    for name in names:
        start, count = next(at for at, one in enumerate(every) if one[0] == name), len(method.names[name])
        spread, raw = (one.part(start, count) for one in (of_both[0 if runs > 1 else 1], of_both[1]))
        shown = count - method.hidden
        floor = np.maximum(_floor(spread.value[shown:], method), method.systematic)
        spread = spread.part(0, shown).allowing(method.systematic)
        ranks = ranking(spread, floor, known=known) if name == method.main else [None] * shown
        for place, (item, rank) in enumerate(zip(method.names[name][:shown], ranks, strict=True)):
            row = {"outcome": outcome, "index": name, "factor": item[0], "other": item[1] if len(item) > 1 else None}
            numbers = _numbers(spread, place, float(raw.value[place]), name in method.magnitudes)
            told = _rooted(numbers) if method.squares else numbers
            yield row | told | ({} if runs > 1 else {"corrected": float("nan")}) | _ranks(rank, known)


def _floor(hidden: Floats, method: Method) -> Floats:
    """Return what factors without effect have, for each item; 0 where none are made up."""
    if not method.hidden:
        return np.zeros(1)
    largest = np.nan_to_num(hidden).reshape(-1, MADE_UP).max(axis=1)
    return np.asarray(np.maximum(largest, 0.0)[np.array(method.batches)])


def _numbers(spread: Spread, place: int, uncorrected: float, magnitude: bool) -> dict[str, float]:
    value, half = float(spread.value[place]), float(spread.half[place])
    high = max(value + longer_above(value, half), uncorrected) if magnitude else value + half
    return {
        "corrected": value, "low": value - half, "high": high, "uncorrected": uncorrected,
        "se_design": float(spread.se_design[place]), "se_runs": float(spread.se_runs[place]),
    }  # fmt: skip


def _rooted(numbers: dict[str, float]) -> dict[str, float]:
    """Return the numbers of a square as those of its root; standard errors are half of the way between their ends."""
    value = numbers["corrected"]
    ends = {key: numbers[key] for key in ("corrected", "low", "high", "uncorrected")}
    roots = dict(zip(ends, rooted(np.array(list(ends.values()))).tolist(), strict=True))
    errors = {
        key: float(np.ptp(rooted(value + np.array([-1.0, 1.0]) * numbers[key]))) / 2.0 for key in ("se_design", "se_runs")
    }
    return roots | errors


def _ranks(rank: Rank | None, known: bool) -> Row:
    if rank is None:
        return dict.fromkeys(RANKS)
    above = rank.above_noise if known else None
    return dict(zip(RANKS, (rank.rank, rank.best, rank.worst, above, rank.from_next), strict=True))
