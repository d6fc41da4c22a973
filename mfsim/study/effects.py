"""What levers do over all that is not known: means and differences with intervals over worlds and runs.

Equation, for the outcome Y of world w, run r and combination c, and weights a with the sum 0::

    z_wr = Σ_c a_c Y_wrc,   difference = mean over w and r of z_wr,   d_w = mean over r of z_wr
    up = share of worlds with d_w > 0,   noise = mean of s²_w / R over the variance of d_w

Levels are compared in the same world and on the same random numbers. Intervals come from drawing worlds and runs anew, both
with replacement and independently, as neither are all that there could be: they are a little too wide rather than too
narrow. ``noise`` is the share of what differs between worlds that few runs explain: near 1, the share of worlds with
either sign says little.

Source: the pigeonhole bootstrap, Owen (2007), Annals of Applied Statistics 1, 386-411.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.study.cells import cells_of, contrasts
from mfsim.study.handle import Study

if TYPE_CHECKING:
    import pandas as pd

RESAMPLES = 2_000
ROUNDING = 1e-12
"""Differences below this part of the largest value are none."""
CONFIDENCE = 0.95
Floats = NDArray[np.float64]


def means(study: Study, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """Return a row for each combination of levers and outcome.

    ``mean`` over worlds and runs with ``low`` and ``high``, its 95 % interval; ``beside_low`` and ``beside_high``, the
    interval of its difference from all combinations in the same world and run, put around the mean: whether combinations
    differ is seen from these; ``p5`` and ``p95``, between which nine worlds in ten lie; ``worlds`` and ``runs``.

    Raises
    ------
    MfsimError
        If not every combination of levers was to be run in every world.
    """
    import pandas as pd

    cells, resample, rows = cells_of(study, outcomes), Resample(), []
    for place, labels in enumerate(cells.labels):
        if labels in cells.labels[:place]:
            continue  # the same again: a lever that has no effect there
        for name, values in cells.values.items():
            found = resample.summary(values[:, :, place])
            kept = {key: found[key] for key in ("mean", "low", "high", "p5", "p95", "worlds", "runs")}
            beside = values[:, :, place] - _mean_of(values)
            low, high = resample.interval(beside)
            aside = found["mean"] - _mean_of(beside[..., None], axis=None)
            kept |= {"beside_low": low + aside, "beside_high": high + aside}
            rows.append(
                {**dict(zip(cells.levers, labels, strict=True)), "outcome": name, **kept, "unit": _UNITS.get(name, "")}
            )
    return pd.DataFrame(rows)


def effects(study: Study, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """Return a row for each contrast of two levels of a lever and each outcome.

    ``kind`` is ``main``, ``within`` or ``interaction``; ``difference`` with ``low`` and ``high``, its 95 % interval;
    ``p5`` and ``p95`` of the worlds; ``up``, the share of worlds in which it is above 0 (ties count half); ``surely_up``
    and ``surely_down``, the shares in which its own 95 % interval over runs leaves out 0; ``noise``.

    Raises
    ------
    MfsimError
        If not every combination of levers was to be run in every world.
    """
    import pandas as pd

    cells, resample, rows = cells_of(study, outcomes), Resample(), []
    for one in contrasts(cells):
        what = {"kind": one.kind, "lever": one.lever, "level": one.level, "against": one.against, "at": one.at}
        used = one.weights != 0.0
        for name, values in cells.values.items():
            z = values[:, :, used] @ one.weights[used]
            z[np.abs(z) < ROUNDING * np.nanmax(np.abs(values), initial=0.0)] = 0.0
            found = resample.summary(z)
            rows.append({**what, "outcome": name, "difference": found.pop("mean"), **found, "unit": _UNITS.get(name, "")})
    return pd.DataFrame(rows)


def _mean_of(values: Floats, axis: int | None = 2) -> Any:
    """Return means of what is defined, NaN where nothing is."""
    there = ~np.isnan(values)
    count = there.sum(axis=axis)
    return np.where(count > 0, np.where(there, values, 0.0).sum(axis=axis) / np.maximum(1, count), np.nan)


class Resample:
    """Draws worlds and runs anew, the same way for every table: results do not depend on what else is asked.

    Parameters
    ----------
    seed : int
        Of the draws.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self._weights: dict[tuple[int, int], tuple[Floats, Floats]] = {}

    def summary(self, z: Floats) -> dict[str, Any]:
        """Summarise numbers by world and run, shape (worlds, runs); NaN are left out."""
        there = ~np.isnan(z)
        worlds = there.any(axis=1)
        by_world = np.nanmean(z[worlds], axis=1) if worlds.any() else np.array([np.nan])
        low, high = self.interval(z)
        p5, p95 = np.quantile(by_world, (0.05, 0.95)) if worlds.any() else (np.nan, np.nan)
        return {
            "mean": float(z[there].mean()) if there.any() else np.nan, "low": low, "high": high, "p5": float(p5),
            "p95": float(p95), "up": _share_above(by_world),
            **_own_intervals(z[worlds], by_world), "worlds": int(worlds.sum()), "runs": int(there.sum()),
        }  # fmt: skip

    def interval(self, z: Floats) -> tuple[float, float]:
        """Return the interval of the mean over worlds and runs."""
        there = ~np.isnan(z)
        if there.sum() < 2:
            return float("nan"), float("nan")
        worlds, runs = self._drawn(*z.shape)
        sums = ((worlds @ np.where(there, z, 0.0)) * runs).sum(axis=1)
        counts = ((worlds @ there.astype(float)) * runs).sum(axis=1)
        some = counts > 0.0
        low, high = np.quantile(sums[some] / counts[some], (0.5 - CONFIDENCE / 2.0, 0.5 + CONFIDENCE / 2.0))
        return float(low), float(high)

    def _drawn(self, worlds: int, runs: int) -> tuple[Floats, Floats]:
        """Return how often each world, and each run, is drawn in each resample."""
        if (worlds, runs) not in self._weights:
            rng = np.random.default_rng(self.seed)
            drawn = tuple(rng.multinomial(one, [1.0 / one] * one, RESAMPLES).astype(float) for one in (worlds, runs))
            self._weights[worlds, runs] = drawn[0], drawn[1]
        return self._weights[worlds, runs]


def _share_above(by_world: Floats) -> float:
    """Return the share of worlds above 0, ties counted half; NaN where nothing is defined."""
    if np.isnan(by_world).any():
        return float("nan")
    return float((by_world > 0).mean() + 0.5 * (by_world == 0).mean())


def _own_intervals(z: Floats, by_world: Floats) -> dict[str, float]:
    """In what share of worlds runs suffice to tell the sign, and what share of the variance between worlds is noise."""
    runs = (~np.isnan(z)).sum(axis=1)
    several = runs > 1
    if not several.any():
        return dict.fromkeys(("surely_up", "surely_down", "noise"), float("nan"))
    squares = np.nanvar(z[several], axis=1, ddof=1) / runs[several]
    half = t.ppf(0.5 + CONFIDENCE / 2.0, runs[several] - 1) * np.sqrt(squares)
    middle = by_world[several]
    between = float(middle.var(ddof=1)) if len(middle) > 1 else 0.0
    return {
        "surely_up": float((middle - half > 0.0).mean()),
        "surely_down": float((middle + half < 0.0).mean()),
        "noise": min(1.0, float(squares.mean()) / between) if between > 0.0 else float("nan"),
    }


_UNITS = {one.name: one.unit for one in OUTCOMES}
