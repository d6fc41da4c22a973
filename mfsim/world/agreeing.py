"""Whether who is asked for help agrees: by its generosity, care and load, by the asker's reputation, and by accounts.

Source: model-equations 3.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.world.parameters import choice

DIRECT = choice("mutual_help", "accounting", "direct")
TIME_BANK = choice("mutual_help", "accounting", "time_bank")
PAID = choice("mutual_help", "accounting", "paid")
LARGEST_EXPONENT = 700.0


@compiled
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(min(LARGEST_EXPONENT, -x)))


@compiled
def willingness(p: Any, firm: Any, other: Any, balance_hours: float, mean: float, load: float) -> float:
    """Probability that `other` agrees to help `firm`.

    Parameters
    ----------
    p : record
        Parameters of mutual help.
    balance_hours : float
        Net hours that the asker has given before, as far as they count (see `balance_that_counts`).
    mean : float
        Mean reputation on the site.
    load : float
        Open work of the other in months of capacity.
    """
    if p.accounting == PAID:
        return logistic(p.baseline + p.price_weight * (p.price - 1.0) - p.load_weight * load)
    balance = balance_hours / p.balance_scale_hours
    return logistic(
        p.baseline
        + p.generosity_weight * other.generosity
        + p.balance_weight * balance / (1.0 + abs(balance))
        + p.reputation_weight * (firm.reputation - mean)
        + p.care_weight * other.care
        - p.load_weight * load
    )


@compiled
def bank_hours(firm: Any) -> float:
    """Hours that a firm has given less those it has received, since it came: its account at the time bank."""
    return float(firm.given_total - firm.received_total)


@compiled
def balance_that_counts(p: Any, firm: Any, account: NDArray[np.float64], asker: int, helper: int) -> float:
    """Net hours given by the asker that move who is asked: to that firm, to the whole site, or none.

    Parameters
    ----------
    account : array, shape (units, units)
        Net hours that the row's firm has given the column's, decaying; kept, and looked at, with direct accounts alone.
    """
    if p.accounting == DIRECT:
        return float(account[asker, helper])
    return bank_hours(firm) if p.accounting == TIME_BANK else 0.0


@compiled
def may_ask(p: Any, firm: Any, hours: float) -> bool:
    """Whether the time bank lends the firm these hours; without one everybody may ask."""
    return bool(p.accounting != TIME_BANK or bank_hours(firm) - hours >= -p.bank_limit_hours * firm.people)


@compiled
def mean_reputation(firms: Any) -> float:
    """Mean reputation of the members; 0 without any."""
    total, members = 0.0, 0
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            total += firms[unit].reputation
            members += 1
    return total / members if members > 0 else 0.0
