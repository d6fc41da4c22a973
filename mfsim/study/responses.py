"""The responses of a study as its analysis takes them: a table of points and runs without gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mfsim.store.folder import StudyFolder

Floats = NDArray[np.float64]
AT_ONCE = 8
"""Outcomes that are read together."""
MOST_LEFT_OUT = 0.2
"""Share of blocks without which the rest is no longer taken for a sample of the space."""
MOST_FILLED = 0.05
"""Share of values that may be filled in."""
FEWEST_DEFINED = 0.5
"""Share of a point's runs in which an outcome is defined, below which the point counts as failed."""


@dataclass(frozen=True)
class Responses:
    """The table of one outcome.

    Attributes
    ----------
    table : array of shape (blocks, points of a block, runs)
        Whole blocks only; empty if there is nothing to be said.
    blocks : array of shape (blocks)
        Their numbers in the design.
    designed, missing, failed : int
        Blocks of the design; of these not yet computed in whole; and left out as a point failed or had no value.
    filled : int
        Values that were undefined in a run and are filled in.
    why_not : str
        Why there is nothing to be said; empty if there is.
    """

    table: Floats
    blocks: NDArray[np.int64]
    designed: int
    missing: int
    failed: int
    filled: int
    why_not: str


def read_outcomes(store: StudyFolder, outcomes: Sequence[str]) -> Iterator[tuple[str, Floats, NDArray[np.bool_]]]:
    """Yield for each outcome its values, shape (points, runs), NaN where undefined, and which of them are computed."""
    what = store.manifest
    shape, parts = (what["points"], what["runs"]), store.done(what["chunks"])
    for start in range(0, len(outcomes), AT_ONCE):
        some = list(outcomes[start : start + AT_ONCE])
        values = {name: np.full(shape, np.nan) for name in some}
        computed = np.zeros(shape, bool)
        for number in parts:
            part = store.read(number, ["point", "run", *some])
            place = part["point"].to_numpy(), part["run"].to_numpy()
            computed[place] = True
            for name in some:
                values[name][place] = part[name].to_numpy()
        yield from ((name, values[name], computed) for name in some)


def responses_of(values: Floats, computed: NDArray[np.bool_], members: NDArray[np.int64], *, drawn: bool) -> Responses:
    """Return the table of an outcome.

    A block with a point that failed, or at which the outcome is undefined in most runs, is left out, and so is one that is
    not computed in whole. A single undefined run is filled in by the mean of its point and how the run differs elsewhere
    (Yates 1933, Empire Journal of Experimental Agriculture 1, 129-142, without the iteration). Where that is too much,
    nothing is said.

    Parameters
    ----------
    values, computed : arrays of shape (points, runs)
    members : array of shape (blocks, points of a block)
    drawn : bool
        Whether a block can be left out.
    """
    there = np.flatnonzero(computed[members].all(axis=(1, 2)))
    table = values[members[there]]
    table = np.where(np.isfinite(table), table, np.nan)
    defined = np.isfinite(table).mean(axis=2)
    good = ((defined >= FEWEST_DEFINED) & (defined > 0.0)).all(axis=1)
    missing, failed = len(members) - len(there), int((~good).sum())
    gaps = int(np.isnan(table[good]).sum())
    why_not = _why_not(table, good, missing, gaps, drawn)
    empty = np.empty((0, *table.shape[1:]))
    kept = empty if why_not else _filled(table[good])
    return Responses(kept, there[good], len(members), missing, failed, gaps, why_not)


def _why_not(table: Floats, good: NDArray[np.bool_], missing: int, gaps: int, drawn: bool) -> str:
    if missing and not drawn:
        return "not all points are computed, and this design says nothing without all of them"
    if not len(table):
        return "no part of the design is computed in whole"
    undefined = float(np.isnan(table).mean())
    return "undefined in all runs" if undefined == 1.0 else _too_few(table, good, undefined, gaps, drawn)


def _too_few(table: Floats, good: NDArray[np.bool_], undefined: float, gaps: int, drawn: bool) -> str:
    if (~good).mean() > (MOST_LEFT_OUT if drawn else 0.0):
        return f"undefined or failed in {_percent(undefined)} of runs, in {_percent((~good).mean())} of the design's blocks"
    if gaps > MOST_FILLED * table[good].size:
        return f"undefined in {_percent(undefined)} of runs"
    if good.sum() < 2 and drawn:
        return "one block of the design alone is computed in whole"
    return ""


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"


def _filled(table: Floats) -> Floats:
    gaps = np.isnan(table)
    if not gaps.any():
        return table
    points = np.nanmean(table, axis=2, keepdims=True)
    runs = np.nanmean(table - points, axis=(0, 1))
    return np.where(gaps, points + np.nan_to_num(runs), table)
