"""An outcome over runs in one row: mean, interval and shape."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.outcomes.shape import bimodality

LOW, HIGH = 0.05, 0.95


def summary_row(group: str, name: str, unit: str, values: NDArray[np.float64]) -> dict[str, Any]:
    """Return mean, 90 % interval and bimodality of an outcome over runs; runs where it is undefined are left out.

    Parameters
    ----------
    group, name, unit : str
        Of the outcome, as in the catalogue.
    values : array (runs,)
        One number for each run, NaN where it is undefined.
    """
    there = values[~np.isnan(values)]
    low, high = np.quantile(there, (LOW, HIGH)) if len(there) else (np.nan, np.nan)
    mean = there.mean() if len(there) else np.nan
    return {
        "group": group,
        "outcome": name,
        "mean": float(mean),
        "low": float(low),
        "high": float(high),
        "unit": unit,
        "bimodality": bimodality(there),
    }
