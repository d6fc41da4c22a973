"""Quantities over the last twelve months, so that single months do not hide the course."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

YEAR = 12


def last_year(values: Any, axis: int = 0) -> NDArray[np.float64]:
    """Return sums over the last twelve months, or as many as there were, along the axis of months."""
    total = np.moveaxis(np.cumsum(np.asarray(values, float), axis=axis), axis, 0)
    total[YEAR:] -= total[:-YEAR].copy()
    return np.moveaxis(total, 0, axis)


def yearly(values: Any, axis: int = 0) -> NDArray[np.float64]:
    """Return the mean over the last twelve months of what is defined; NaN where nothing is."""
    there = ~np.isnan(values)
    total, count = last_year(np.where(there, values, 0.0), axis), last_year(there, axis)
    return np.asarray(np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0.5))


def share_of(above: Any, below: Any, axis: int = 0) -> NDArray[np.float64]:
    """Return the ratio of two sums over the last twelve months; NaN where the second is 0."""
    top, bottom = last_year(above, axis), last_year(below, axis)
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0.0))
