"""Who serves the same customers: the overlap of two firms' markets, as the model has it before chance makes firms differ.

Equation::

    overlap = Σ m_i m_j / √(Σ m_i² Σ m_j²),   m the shares of the customer segments: the member's own, or those of its sector
"""

from __future__ import annotations

import numpy as np

from mfsim.consulting.intervals import Floats
from mfsim.scenario.members import Member
from mfsim.scenario.trades import Words


def market(words: Words, member: Member) -> Floats:
    """Return the shares of the customer segments in what a member sells."""
    if member.customers:
        return np.array(member.customers)
    trade = list(words.trades.values())[member.trade]
    return np.array(list(words.sectors.values())[trade.sector])


def overlap(words: Words, one: Member, other: Member) -> float:
    """Return the overlap of two members' markets, 0 to 1."""
    first, second = market(words, one), market(words, other)
    return float(first @ second / np.sqrt((first @ first) * (second @ second)))
