"""Compare scenarios on the same draws: differences run by run, with intervals, until they are narrow enough.

Equation::

    d_r = B_r − A_r for each run r,   mean d ± t · sd(d) / √n,   effect = mean d / sd(A)
    runs saved = (var A + var B) / var d

Run r of both has the same key, so that everything that means the same in both happens alike; `runs saved` is how many times
more runs independent draws would take for an interval of the same width.

Source: common random numbers: Law (2015), Simulation Modeling and Analysis, ch. 11; effect size: Glass (1976).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, stdtrit

from mfsim.engine.run import run_batch
from mfsim.errors import MfsimError, nearest, shown
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.load import LoadedScenario, load

if TYPE_CHECKING:
    import pandas as pd

FIRST_RUNS = 50
CONFIDENCE = 0.95
FEWEST_PAIRS = 3
"""Runs in which an outcome is defined in both, below which nothing is said of it."""
LEAST_SPREAD = 1e-9
"""Of an outcome's size: what spreads or differs less is taken for constant or equal."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """What two or more scenarios differ in.

    Attributes
    ----------
    names : tuple of str
        The scenarios; each is compared with the first.
    values : tuple of mapping
        Of each scenario: outcome → array of one number a run.
    runs : int
        How many runs each had.
    narrow : bool
        Whether all intervals asked for are narrow enough.
    scenarios : tuple of LoadedScenario
        What was run.
    months, seed : int
        Of each run, and of all.
    """

    names: tuple[str, ...]
    values: tuple[Mapping[str, Floats], ...]
    runs: int
    narrow: bool
    scenarios: tuple[LoadedScenario, ...]
    months: int
    seed: int

    def rows(self) -> list[dict[str, Any]]:
        """Return the table as plain dictionaries: a row for each other scenario and outcome."""
        first = self.values[0]
        return [
            {"scenario": name, "outcome": outcome.name, **difference(first[outcome.name], values[outcome.name])}
            | {"unit": outcome.unit}
            for name, values in zip(self.names[1:], self.values[1:], strict=True)
            for outcome in OUTCOMES
            if outcome.name in first
        ]

    def table(self) -> pd.DataFrame:
        """Return a row for each other scenario and outcome.

        ``first`` and ``other`` are means; ``difference`` with ``low`` and ``high``, its 95 % interval; ``chance`` that the
        other has more in a world (ties count half); ``effect`` in standard deviations of the first; ``resolved``, whether
        the interval leaves out 0; ``runs_saved`` by common draws.
        """
        import pandas as pd

        return pd.DataFrame(self.rows())

    def save(self, folder: str | Path) -> list[Path]:
        """Write the table (CSV and Parquet), the outcomes of each run (Parquet) and what was run (JSON).

        Parameters
        ----------
        folder : path
            Made if it is not there; files of the same names are replaced.
        """
        from mfsim.study.compared import save

        return save(self, Path(folder))


def difference(one: Floats, other: Floats) -> dict[str, Any]:
    """Compare two paired samples; runs in which either is undefined are left out, and NaN stands for what is unknown."""
    there = ~(np.isnan(one) | np.isnan(other))
    a, b = one[there], other[there]
    n = len(a)
    nothing = dict.fromkeys(("first", "other", "difference", "low", "high", "chance", "effect"), float("nan"))
    if n < FEWEST_PAIRS:
        return {"runs": n, **nothing, "resolved": False, "runs_saved": float("nan")}
    d = _differences(a, b)
    mean, spread, half = mean_difference(a, b)
    of_first = _spread(a, np.abs(a).max())
    return {
        "runs": n,
        "first": float(a.mean()),
        "other": float(b.mean()),
        "difference": mean,
        "low": mean - half,
        "high": mean + half,
        "chance": float((d > 0).mean() + 0.5 * (d == 0).mean()),
        "effect": mean / of_first if of_first > 0.0 else float("nan"),
        "resolved": bool(abs(mean) > half),
        "runs_saved": float((a.var(ddof=1) + b.var(ddof=1)) / spread**2) if spread > 0.0 else float("nan"),
    }


def mean_difference(a: Floats, b: Floats, level: float = 0.5 + CONFIDENCE / 2.0) -> tuple[float, float, float]:
    """Return the mean of b − a, its standard deviation, and half of the width of the mean's interval.

    Parameters
    ----------
    a, b : arrays, shape (runs,)
        Paired, two runs or more, without NaN.
    level : float
        Of Student's quantile: (1 + c) / 2 for one interval that holds the truth with probability c.
    """
    d = _differences(a, b)
    spread = _spread(d, np.abs(a).max() + np.abs(b).max())
    return float(d.mean()), spread, _half_width(a, b, spread, level)


def _differences(a: Floats, b: Floats) -> Floats:
    """Return b − a, with 0 for what differs by rounding alone."""
    d = b - a
    return np.where(np.abs(d) > LEAST_SPREAD * (np.abs(a).max() + np.abs(b).max()), d, 0.0)


def _half_width(a: Floats, b: Floats, spread: float, level: float) -> float:
    """Return half of the interval's width, by Student's t.

    Where most pairs differ by the same, usually by nothing, the spread hangs on the few that do not, and a first look may
    have met none of them. There it is what it would be with as many such pairs as there may be (upper bound of a Poisson
    count); where there was none, each is taken to be as large as the outcome's range.
    """
    n = len(a)
    d = _differences(a, b)
    others = n - int(np.unique(d, return_counts=True)[1].max())
    quantile = float(stdtrit(n - 1, level))
    if 2 * others <= n:
        most = float(chdtri(2 * others + 2, 1.0 - level)) / 2.0
        large = max(float(np.ptp(a)), float(np.ptp(b)))
        spread = spread * np.sqrt(most / others) if others and spread > 0.0 else large * np.sqrt(most / n)
    return float(quantile * spread / np.sqrt(n))


def _spread(values: Floats, size: float) -> float:
    spread = float(values.std(ddof=1))
    return spread if spread > LEAST_SPREAD * size else 0.0


def compare(
    *scenarios: LoadedScenario | str | Path | Mapping[str, Any],
    runs: int | None = None,
    budget: int = 2_000,
    narrow: float = 0.1,
    outcomes: Sequence[str] | None = None,
    months: int = 120,
    seed: int = 0,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare scenarios with the first of them on common draws.

    Parameters
    ----------
    *scenarios : two or more
        Names, files, mappings or loaded scenarios.
    runs : int, optional
        So many runs of each; without it runs are doubled until the intervals are narrow or the budget is spent.
    budget : int
        Most runs of each.
    narrow : float
        Half of an interval's width that is narrow enough, in standard deviations of the first scenario's outcome.
    outcomes : sequence of str, optional
        What has to be narrow, and is in the table; all of the catalogue if not given.
    months, seed, workers, progress
        As in `mfsim.run`.

    Raises
    ------
    MfsimError
        For fewer than two scenarios, an unknown outcome, or a number out of range.
    """
    if len(scenarios) < 2:
        raise MfsimError(f"compare: expected two scenarios or more, not {len(scenarios)}")
    if not narrow > 0.0:
        raise MfsimError(f"narrow: expected a number above 0, not {narrow}")
    chosen = _chosen(outcomes)
    loaded = [one if isinstance(one, LoadedScenario) else load(one) for one in scenarios]
    for one in loaded:
        if not one.settings.processes.record:
            raise MfsimError(f"{one.name}: processes.record is off, so there would be nothing to compare; expected true")
    most = budget if runs is None else runs
    values: list[dict[str, list[Floats]]] = [{name: [] for name in chosen} for _ in loaded]
    done, target = 0, min(most, FIRST_RUNS) if runs is None else runs
    while True:
        for one, found in zip(loaded, values, strict=True):
            for name, some in measured(one, range(done, target), months, seed, workers, chosen).items():
                found[name].append(some)
        done = target
        joined = tuple({name: np.concatenate(parts) for name, parts in found.items()} for found in values)
        comparison = Comparison(_names(loaded), joined, done, _is_narrow(joined, narrow), tuple(loaded), months, seed)
        if progress is not None:
            progress(done, most)
        if done >= most or (runs is None and comparison.narrow):
            return comparison
        target = min(most, 2 * done)


def measured(
    scenario: LoadedScenario, runs: range, months: int, seed: int, workers: int | None, outcomes: Iterable[str]
) -> dict[str, Floats]:
    """Run a scenario and return an array of one number a run for each outcome."""
    records = run_batch(scenario, runs=runs, months=months, seed=seed, workers=workers)
    measures = {one.name: one.measure for one in OUTCOMES}
    return {name: measures[name](records) for name in outcomes}


def _chosen(outcomes: Sequence[str] | None) -> tuple[str, ...]:
    known = tuple(one.name for one in OUTCOMES)
    for name in outcomes or ():
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean '{near}'?" if near else "see `mfsim explain`"
            raise MfsimError(f"outcomes: there is no outcome {shown(name)}; {hint}")
    return known if outcomes is None else tuple(dict.fromkeys(outcomes))


def _names(loaded: Sequence[LoadedScenario]) -> tuple[str, ...]:
    """Return the scenarios' names, numbered where two are alike."""
    names = [one.name for one in loaded]
    return tuple(name if names.count(name) == 1 else f"{name} {place + 1}" for place, name in enumerate(names))


def _is_narrow(values: Sequence[Mapping[str, Floats]], narrow: float) -> bool:
    for others in values[1:]:
        for name, first in values[0].items():
            found = difference(first, others[name])
            if found["runs"] < FEWEST_PAIRS:
                continue
            spread = _spread(first[~np.isnan(first)], float(np.nanmax(np.abs(first))))
            if spread > 0.0 and (found["high"] - found["low"]) / 2.0 > narrow * spread:
                return False
    return True
