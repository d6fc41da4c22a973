"""Troubles that come together: the chance of closing or letting in a month, given the state of the economy.

A one-factor Gaussian copula: with z the macro index in standard deviations, and ε normal for each tenant by itself, a tenant
leaves if √ρ·z + √(1 − ρ)·ε < Φ⁻¹(chance). Over the months the chance is what it was; in one month all have the same z.

Source: Vasicek (2002), The distribution of loan portfolio value, Risk 15 (one factor).
"""

from __future__ import annotations

import math
from typing import Any

from mfsim.compiling import compiled
from mfsim.draws import normal_quantile


@compiled
def mood(parameters: Any, macro: float) -> float:
    """Return the macro index (a logarithm) in standard deviations of its long run; 0 where it does not move."""
    p = parameters.demand
    spread = p.macro_shock / math.sqrt(1.0 - p.macro_persistence * p.macro_persistence)
    return float(macro / spread) if spread > 0.0 else 0.0


@compiled
def shared_part(parameters: Any) -> float:
    """Return the correlation; none where there is no macro index that moves."""
    moves = parameters.processes.demand and parameters.demand.macro_shock > 0.0
    return float(parameters.lease.correlation) if moves else 0.0


@compiled
def chance_given(chance: float, correlation: float, z: float) -> float:
    """Return Φ((Φ⁻¹(chance) − √ρ·z) / √(1 − ρ)): lower when z is high.

    Parameters
    ----------
    chance : float
        Monthly chance over all months.
    correlation : float
        ρ, below 1.
    z : float
        State of the economy; its negative for what good times favour.
    """
    if correlation == 0.0 or chance <= 0.0 or chance >= 1.0:
        return chance
    x = (normal_quantile(chance) - math.sqrt(correlation) * z) / math.sqrt(1.0 - correlation)
    return 0.5 * math.erfc(-x / math.sqrt(2.0))
