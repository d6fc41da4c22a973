"""Survival from rows of firms of which some are still there, or left for another place: they count while they are seen.

Equation::

    S(t) = Π over months k ≤ t of (1 − d_k / n_k)

with d_k the deaths in month k and n_k the firms seen in month k: those whose months are at least k.

Source: Kaplan, Meier (1958), Nonparametric estimation from incomplete observations, Journal of the American Statistical
Association 53.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def kaplan_meier(months: ArrayLike, died: ArrayLike, at: ArrayLike) -> NDArray[np.float64]:
    """Estimate the share of firms that outlive each of some ages, from firms seen until they died or no longer.

    Parameters
    ----------
    months : array of whole numbers, shape (firms,), months
        How long each firm was seen: until its death, its move, or the end of the run.
    died : array of bool, shape (firms,)
        Whether it was seen to die; a firm that moved away or was still there is censored. A firm censored in a
        month is at risk in that month.
    at : array, shape (ages,), months
        Ages at which to give the survival; deaths in the month itself have happened.

    Returns
    -------
    array, shape (ages,)
        Survival from 0 to 1; NaN without firms, and beyond the longest time seen unless all have died by then.

    Raises
    ------
    ValueError
        If the arrays differ in length, or a time is negative or no whole number.

    Examples
    --------
    >>> kaplan_meier([1, 2, 2, 3], [True, True, False, False], [1, 2, 3, 4])
    array([0.75, 0.5 , 0.5 ,  nan])
    """
    seen, dead, ages = np.asarray(months, float), np.asarray(died, bool), np.asarray(at, float)
    if seen.ndim != 1 or seen.shape != dead.shape:
        raise ValueError(f"months and died: expected two rows of the same length, not {seen.shape} and {dead.shape}")
    if not np.all((seen >= 0) & (seen == np.floor(seen))):
        raise ValueError("months: expected whole numbers, none negative")
    return np.asarray(kaplan_meier_by_group(seen, dead, np.zeros(seen.shape, np.int64), 1, ages)[0])


def kaplan_meier_by_group(
    months: NDArray[np.float64], died: NDArray[np.bool_], group: NDArray[np.int64], groups: int, at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Estimate the same for many groups of firms at once.

    Parameters
    ----------
    months, died, at : arrays, as for `kaplan_meier`
    group : array, shape (firms,)
        To which group a firm belongs, from 0.
    groups : int
        How many groups there are.

    Returns
    -------
    array, shape (groups, ages)
        Survival from 0 to 1; NaN as for `kaplan_meier`.
    """
    if months.size == 0:
        return np.full((groups, *at.shape), np.nan)
    width = int(months.max()) + 1
    cell = group * width + months.astype(np.int64)
    deaths = np.bincount(cell[died], minlength=groups * width).reshape(groups, width)
    leaving = np.bincount(cell, minlength=groups * width).reshape(groups, width)
    at_risk = leaving[:, ::-1].cumsum(axis=1)[:, ::-1]
    survival = np.cumprod(1.0 - np.divide(deaths, at_risk, out=np.zeros(deaths.shape), where=at_risk > 0), axis=1)
    place = np.clip(np.floor(at), 0, width - 1).astype(np.int64)
    last = np.where(at_risk > 0, np.arange(width), -1).max(axis=1)
    unknown = (at > last[:, None]) & ((survival[:, -1:] > 0.0) | (last[:, None] < 0))
    return np.where((at < 0) & (last[:, None] >= 0), 1.0, np.where(unknown, np.nan, survival[:, place]))
