"""The surplus of being together in numbers: means over founding members, and how sure they are over runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 1_000
LOW, HIGH = 0.05, 0.95


class Share(NamedTuple):
    """A number for each run: the mean of a column over some of the founding members."""

    name: str
    unit: str
    definition: str
    who: Callable[[Any], Any]
    column: Callable[[Any], Any]
    group: str = "surplus"
    summary: str = "founding members of a run, to the horizon; only with_isolated"


def _all(rows: Any) -> Any:
    return np.ones(len(rows), bool)


def _survivors(rows: Any) -> Any:
    return rows["survived_together"] == 1.0


def _in_both(rows: Any) -> Any:
    return (rows["survived_together"] == 1.0) & (rows["survived_alone"] == 1.0)


SHARES = (
    Share("surplus", "EUR/person month", "Surplus of being together for each founding member, as an even monthly amount.",
          _all, lambda rows: rows["surplus_month_eur"]),
    Share("surplus_value", "EUR", "The same as a discounted sum to the horizon, a firm.", _all,
          lambda rows: rows["surplus_eur"]),
    Share("surplus_income", "EUR", "Of this, the difference in income after tax, rent and fees.", _all,
          lambda rows: rows["income_eur"]),
    Share("surplus_hours", "h", "Difference in discounted hours, a firm.", _all, lambda rows: rows["hours"]),
    Share("surplus_learned", "level", "Discounted levels learnt from colleagues, a firm.", _all,
          lambda rows: rows["learned"]),
    Share("better_together", "share", "Founding members whose surplus is above 0.", _all,
          lambda rows: (rows["surplus_eur"] > 0.0).astype(float)),
    Share("surplus_survivors", "EUR/person month", "Surplus of those still in the place at the horizon: chosen by how they "
          "fared together, so it says nothing of the others.", _survivors, lambda rows: rows["surplus_month_eur"]),
    Share("surplus_in_both", "EUR/person month", "Surplus of those still in the place whose business alone is there too.",
          _in_both, lambda rows: rows["surplus_month_eur"]),
)  # fmt: skip


def by_run(rows: Any, share: Share) -> Floats:
    """Return the mean of each run, in the order of runs; NaN where there is nobody."""
    runs, place = np.unique(rows["run"], return_inverse=True)
    who, values = share.who(rows), share.column(rows)
    count = np.bincount(place[who], minlength=len(runs))
    total = np.bincount(place[who], weights=values[who], minlength=len(runs))
    return np.asarray(np.divide(total, count, out=np.full(len(runs), np.nan), where=count > 0))


def bootstrap(values: Floats) -> tuple[float, float]:
    """Return the 5 % and 95 % percentiles of the mean over runs drawn anew with replacement; NaN for fewer than two."""
    if len(values) < 2:
        return math.nan, math.nan
    draws = np.random.Generator(np.random.PCG64(0))
    means = [values[draws.integers(0, len(values), len(values))].mean() for _ in range(RESAMPLES)]
    low, high = np.quantile(means, (LOW, HIGH))
    return float(low), float(high)


def certainty_rows(rows: Any) -> list[dict[str, Any]]:
    """Return mean over runs, its standard error and its 90 % bootstrap interval; runs where nobody is there are left out."""
    found = []
    for share in SHARES:
        values = by_run(rows, share)
        values = values[~np.isnan(values)]
        low, high = bootstrap(values)
        error = float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan
        found.append({
            "outcome": share.name, "mean": float(values.mean()) if len(values) else math.nan, "standard_error": error,
            "low": low, "high": high, "unit": share.unit, "runs": len(values),
        })  # fmt: skip
    return found
