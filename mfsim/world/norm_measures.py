"""What a site's book of rules looks like from outside: how much it covers, how well it fits, how much is agreed on."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.world.rulebook import NO_RULE, regulated_share, support


@compiled
def best_fit(norm: Any, resolutions: int) -> float:
    """Fit of the resolution that fits best."""
    best = 0.0
    for resolution in range(resolutions):
        best = max(best, norm.quality[resolution])
    return best


@compiled
def agreement(norm: Any, resolutions: int) -> float:
    """Share of the most frequent resolution in the precedents that are remembered; 0 without any."""
    most = 0
    for resolution in range(resolutions):
        most = max(most, support(norm.resolution, norm.seen, norm.count, resolution)[0])
    return most / norm.count if norm.count > 0 else 0.0


@compiled
def write_norms(norms: Any, weights: NDArray[np.float64], resolutions: int, row: Any) -> None:
    """Write the columns of norms of the series of sites.

    Parameters
    ----------
    weights : array, shape (kinds,)
        Shares of the kinds of case.
    """
    rules, null, fit, possible, agreed, legitimacy = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for kind in range(norms.shape[0]):
        norm, weight = norms[kind], weights[kind]
        null += weight if norm.null_rule != NO_RULE else 0.0
        agreed += weight * agreement(norm, resolutions)
        if norm.rule != NO_RULE:
            rules += 1
            fit += weight * norm.quality[norm.rule]
            possible += weight * best_fit(norm, resolutions)
            legitimacy += weight * norm.legitimacy
    share = regulated_share(norms, weights)
    row.rules, row.regulated, row.null_regulated, row.consensus = rules, share, min(1.0, null), agreed
    row.norm_quality = fit / possible if possible > 0.0 else math.nan
    row.legitimacy = legitimacy / share if share > 0.0 else math.nan
