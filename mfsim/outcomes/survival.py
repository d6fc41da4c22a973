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
    if seen.size == 0:
        return np.full(ages.shape, np.nan)
    last = int(seen.max())
    deaths = np.bincount(seen[dead].astype(np.int64), minlength=last + 1)
    leaving = np.bincount(seen.astype(np.int64), minlength=last + 1)
    at_risk = leaving[::-1].cumsum()[::-1]
    survival = np.cumprod(1.0 - deaths / at_risk)
    place = np.clip(np.floor(ages), 0, last).astype(np.int64)
    unknown = (ages > last) & (survival[-1] > 0.0)
    return np.where(ages < 0, 1.0, np.where(unknown, np.nan, survival[place]))
