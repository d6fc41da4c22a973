"""From a stored study to its sensitivity indices: noise taken out, with intervals over design and runs, and ranks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mfsim.errors import MfsimError, nearest
from mfsim.store.folder import StudyFolder
from mfsim.study.indices.method import LEAST_VARIANCE, Floats, Method, Pair
from mfsim.study.indices.setting_up import method_of
from mfsim.study.noise import SHARES, noise_shares
from mfsim.study.ranking import Rank, ranking
from mfsim.study.resampling import FEWEST_RUNS, Spread, alike, block_counts, each_left_out
from mfsim.study.responses import Responses, read_outcomes, responses_of

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Analysis:
    """What a study says of its factors.

    Attributes
    ----------
    indices : tuple of mapping
        A row for each outcome, index and factor; see `table`.
    noise : tuple of mapping
        A row for each outcome: its seed noise, and what could not be used.
    method, main : str
        The method, and the index by which factors are ranked.
    resamples : int
        Over blocks of the design; 0 where it is taken as it is.
    """

    indices: tuple[Row, ...]
    noise: tuple[Row, ...]
    method: str
    main: str
    resamples: int

    def table(self) -> pd.DataFrame:
        """Return the indices.

        ``corrected`` is the index with seed noise taken out, ``low`` to ``high`` its 95 % interval, ``se_design`` and
        ``se_runs`` the standard errors that it comes from; ``uncorrected`` the index as it comes. With one run of each point
        noise is not known: ``corrected`` is missing, and the interval is that of ``uncorrected``. ``rank``, ``rank_best``,
        ``rank_worst``, ``above_noise`` and ``from_next`` are given for the index by which factors are ranked.
        """
        import pandas as pd

        return pd.DataFrame(list(self.indices), columns=list(COLUMNS))

    def noise_table(self) -> pd.DataFrame:
        """Return a row for each outcome: the shares of `mfsim.study.noise` with intervals, blocks, runs, and a note."""
        import pandas as pd

        return pd.DataFrame(list(self.noise))


COLUMNS = (
    "outcome", "index", "factor", "other", "corrected", "low", "high", "uncorrected", "se_design", "se_runs",
    "rank", "rank_best", "rank_worst", "above_noise", "from_next",
)  # fmt: skip


def analyse(
    store: StudyFolder,
    outcomes: Sequence[str] | None = None,
    *,
    method: str | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Analyse a stored study.

    Parameters
    ----------
    store : StudyFolder
        The study.
    outcomes : sequence of str, optional
        All of the study's if not given.
    method : str, optional
        Another method than the design's, of those that take any sample.
    progress : function of (done, total), optional
        Called with the outcomes that are done.

    Raises
    ------
    MfsimError
        If an outcome or a method does not fit the study, or nothing of it is computed.
    """
    what = store.manifest
    if "varies" not in what:
        raise MfsimError(f"{store.folder}: was made by an mfsim that kept no design; expected the sweep to be made again")
    chosen = _chosen(what["outcomes"], outcomes)
    design = store.design().drop_columns("point")
    used = method_of(what, np.column_stack([one.to_numpy() for one in design.columns]), store.points(), method)
    indices: list[Row] = []
    noise: list[Row] = []
    if progress is not None:
        progress(0, len(chosen))
    for name, values, computed in read_outcomes(store, chosen):
        found = responses_of(values, computed, used.members, drawn=used.drawn)
        whole = len(found.blocks) == len(used.members)
        about, rows = _of_outcome(name, found, used if whole else used.keeping(found.blocks))
        noise.append(about)
        indices += rows
        if progress is not None:
            progress(len(noise), len(chosen))
    return Analysis(tuple(indices), tuple(noise), method or what["method"], used.main, used.resamples if used.drawn else 0)


def _chosen(known: Sequence[str], outcomes: Sequence[str] | None) -> list[str]:
    for name in outcomes or ():
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean '{near}'?" if near else "it has " + ", ".join(known)
            raise MfsimError(f"outcome: the study has no '{name}'; {hint}")
    return list(dict.fromkeys(outcomes or known))


def _of_outcome(name: str, found: Responses, method: Method) -> tuple[Row, list[Row]]:
    runs = found.table.shape[2]
    about: Row = {"outcome": name, "mean": float("nan"), "sd": float("nan")}
    for share in SHARES:
        about |= {share: float("nan"), f"{share}_low": float("nan"), f"{share}_high": float("nan")}
    about |= {
        "blocks": len(found.table), "blocks_missing": found.missing, "blocks_failed": found.failed,
        "values_filled": found.filled, "runs": runs, "note": found.why_not,
    }  # fmt: skip
    if found.why_not:
        return about, []
    fair = found.table[:, method.fair]
    about |= {"mean": float(fair.mean()), "sd": float(fair.mean(axis=2).std())}
    if np.ptp(found.table) ** 2 <= LEAST_VARIANCE * float((found.table**2).mean()):
        return about | {"note": "constant, so that there is nothing to explain"}, []
    shares = spread_of(lambda w, c: noise_shares(fair, w, c), found.table, method)
    half = shares.half
    for place, share in enumerate(SHARES):
        low, high = shares.value[place] + np.array([-1.0, 1.0]) * half[place]
        about |= {share: shares.value[place], f"{share}_low": max(0.0, low), f"{share}_high": min(1.0, high)}
    rows = list(_rows(name, found.table, method))
    if runs < 2:
        about["note"] = "one run of each point: seed noise is not known and cannot be taken out"
    elif runs < FEWEST_RUNS:
        about["note"] = f"{runs} runs of each point: intervals are over the design only, those over runs take {FEWEST_RUNS}"
    elif all(np.isnan(row["corrected"]) for row in rows):
        about["note"] = "points do not differ beyond seed noise"
    return about, rows


def spread_of(estimate: Callable[[Floats, Floats | None], Floats], table: Floats, method: Method) -> Spread:
    """Return an estimate with its resamples over blocks and over runs."""
    blocks, _, runs = table.shape
    drawn = method.drawn and blocks > 1
    by_design = estimate(alike(runs), block_counts(blocks, method.resamples)) if drawn else None
    by_runs = estimate(each_left_out(runs), None) if runs >= FEWEST_RUNS else None
    value = estimate(alike(runs), None)[0]
    if method.reduced and by_design is not None:
        value = 2.0 * value - by_design.mean(axis=0)
    return Spread(value, by_design, by_runs, blocks)


def _rows(outcome: str, table: Floats, method: Method) -> Iterator[Row]:
    runs = table.shape[2]
    which = 0 if runs > 1 else 1
    names = list(method.names)

    def estimate(weights: Floats, counts: Floats | None) -> Floats:
        pairs: Mapping[str, Pair] = method.estimate(table, weights, counts)
        return np.concatenate([pairs[name][kind] for kind in (0, 1) for name in names], axis=1)

    everything = spread_of(estimate, table, method)
    count = sum(len(method.names[name]) for name in names)
    start = 0
    for name in names:
        every = method.names[name]
        spread = _part(everything, which * count + start, len(every))
        raw = everything.value[count + start : count + start + len(every)]
        start += len(every)
        known = len(every) - method.hidden
        floor = float(np.nan_to_num(spread.value[known:]).max(initial=0.0))
        spread = _part(spread, 0, known)
        ranks = ranking(spread, floor) if name == method.main else [None] * known
        for place, (item, rank) in enumerate(zip(every[:known], ranks, strict=True)):
            row = {"outcome": outcome, "index": name, "factor": item[0], "other": item[1] if len(item) > 1 else None}
            yield row | _numbers(spread, place, float(raw[place]), runs) | _ranks(rank, runs)


def _numbers(spread: Spread, place: int, uncorrected: float, runs: int) -> Row:
    value, half = float(spread.value[place]), float(spread.half[place])
    return {
        "corrected": value if runs > 1 else float("nan"), "low": value - half, "high": value + half,
        "uncorrected": uncorrected, "se_design": float(spread.se_design[place]), "se_runs": float(spread.se_runs[place]),
    }  # fmt: skip


def _ranks(rank: Rank | None, runs: int) -> Row:
    if rank is None:
        return dict.fromkeys(("rank", "rank_best", "rank_worst", "above_noise", "from_next"))
    above = rank.above_noise if runs > 1 else None
    return {
        "rank": rank.rank,
        "rank_best": rank.best,
        "rank_worst": rank.worst,
        "above_noise": above,
        "from_next": rank.from_next,
    }


def _part(spread: Spread, start: int, count: int) -> Spread:
    def cut(values: Floats | None) -> Floats | None:
        return None if values is None else values[:, start : start + count]

    value = spread.value[start : start + count]
    return Spread(value, cut(spread.by_design), cut(spread.by_runs), spread.blocks)
