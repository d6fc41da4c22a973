"""The book of rules: precedents are remembered; what recurs and proves good becomes a rule, what keeps failing is struck.

Beside it a null model keeps the same book with resolutions drawn at random: as many precedents of the same kinds, the
same way of becoming a rule. What emerges is what goes beyond it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, normal_nth, normal_quantile, uniform_pair
from mfsim.world.norm_draws import OUTCOME
from mfsim.world.norm_records import ORIGINS, RESOLUTIONS
from mfsim.world.parameters import choice

NO_RULE = -1
UNRESOLVED = -1
FROM_PRECEDENTS = ORIGINS.index("emergent")
EMERGENT = choice("norms", "origin", "emergent")
MIXED = choice("norms", "origin", "mixed")


@compiled
def seems_best(resolutions: int, now: Now, what: int, norm: Any, site: int, kind: int, noise: float) -> int:
    """Resolution that seems to fit best to one person, once and for all: fit plus noise.

    Parameters
    ----------
    what : int
        Purpose of the draws: whose view it is.
    noise : float
        Standard deviation with which the fit is seen.
    """
    origin = Now(now.key_low, now.key_high, 0)
    best, highest = 0, -math.inf
    for r in range(resolutions):
        seems = norm.quality[r] + noise * normal_nth(origin, what, site, RESOLUTIONS * kind + r)
        if seems > highest:
            best, highest = r, seems
    return best


@compiled
def set_rule(norm: Any, resolution: int, origin: int, legitimacy: float, month: int) -> None:
    """Put a rule in force; `origin` is a place in `mfsim.world.norm_records.ORIGINS`."""
    norm.rule, norm.origin, norm.since = resolution, origin, month
    norm.legitimacy, norm.cases, norm.breached = legitimacy, 0, 0.0


@compiled
def remember(p: Any, now: Now, norm: Any, resolution: int, accepted: float, serial: int, other: int, number: int) -> None:
    """Remember how a case was resolved, and how well that seemed to fit; the null model remembers a random one.

    Parameters
    ----------
    accepted : float
        How far members accept the way in which it came about, 0 to 1.
    serial, other, number : int
        Address of the draws: the parties and the number of the case.
    """
    noise, dice = uniform_pair(now, OUTCOME, serial, other, number)
    error = p.seen_noise * normal_quantile(noise)
    null = norm.null_rule if norm.null_rule != NO_RULE else int(dice * p.resolutions)
    norm.accepted[norm.next] = accepted
    _enter(p, norm, resolution, norm.quality[resolution] + error)
    _enter_null(p, norm, null, norm.quality[null] + error)


@compiled
def remember_told(p: Any, norm: Any, resolution: int, seen: float, dice: float) -> None:
    """Remember a case of another site, and how well it is said to have gone there; the null model remembers a random one.

    Parameters
    ----------
    seen : float
        How well the resolution fits there, as seen there; how well it fits here is another matter.
    dice : float
        A draw from [0, 1) for the null model.
    """
    null = norm.null_rule if norm.null_rule != NO_RULE else int(dice * p.resolutions)
    norm.accepted[norm.next] = p.imposed_legitimacy
    _enter(p, norm, resolution, seen)
    _enter_null(p, norm, null, seen)


@compiled
def remember_failure(p: Any, norm: Any) -> None:
    """Remember a case that nobody resolved; the null model does the same."""
    _enter(p, norm, UNRESOLVED, 0.0)
    _enter_null(p, norm, UNRESOLVED, 0.0)


@compiled
def _enter(p: Any, norm: Any, resolution: int, seen: float) -> None:
    norm.resolution[norm.next], norm.seen[norm.next] = resolution, seen
    norm.next = (norm.next + 1) % p.window
    norm.count = min(p.window, norm.count + 1)


@compiled
def _enter_null(p: Any, norm: Any, resolution: int, seen: float) -> None:
    norm.null_resolution[norm.null_next], norm.null_seen[norm.null_next] = resolution, seen
    norm.null_next = (norm.null_next + 1) % p.window
    norm.null_count = min(p.window, norm.null_count + 1)


@compiled
def support(resolutions: NDArray[np.int64], values: NDArray[np.float64], count: int, resolution: int) -> tuple[int, float]:
    """Return how many of the first `count` precedents are of a resolution, and the mean of their values; NaN if none."""
    cases, total = 0, 0.0
    for place in range(count):
        if resolutions[place] == resolution:
            cases += 1
            total += values[place]
    return cases, total / cases if cases > 0 else math.nan


@compiled
def recurring(p: Any, resolutions: NDArray[np.int64], seen: NDArray[np.float64], count: int) -> int:
    """Return the resolution that recurs and proves good in the last `count` cases that ended; -1 if none does."""
    for resolution in range(p.resolutions):
        cases, mean = support(resolutions, seen, count, resolution)
        if cases > 0 and count >= p.adopt_cases and cases >= p.adopt_share * count and mean >= p.adopt_quality:
            return resolution
    return NO_RULE


@compiled
def proves_bad(p: Any, resolutions: NDArray[np.int64], seen: NDArray[np.float64], count: int, rule: int) -> bool:
    """Whether a rule fits badly by as many precedents as adopting takes."""
    cases, mean = support(resolutions, seen, count, rule)
    return bool(cases >= p.adopt_cases and mean < p.strike_quality)


@compiled
def complied(p: Any, norm: Any) -> None:
    """A rule that is complied with grows legitimate."""
    norm.cases += 1
    norm.breached -= norm.breached / p.window
    norm.legitimacy += p.legitimacy_gain * (1.0 - norm.legitimacy)


@compiled
def breached(p: Any, norm: Any) -> None:
    """A breach of a rule counts towards striking it out."""
    norm.cases += 1
    norm.breached += (1.0 - norm.breached) / p.window


@compiled
def write_norm_row(rows: Any, counts: NDArray[np.int64], site: int, kind: int, norm: Any, to_month: float) -> None:
    """Write the row of a rule that is struck out, or (NaN) that is in force at the end."""
    if rows.shape[1] == 0:
        return
    row = rows[site, counts[site]]
    counts[site] += 1
    row.kind, row.resolution, row.origin = kind, norm.rule, norm.origin
    row.from_month, row.to_month = norm.since, to_month
    row.quality, row.legitimacy, row.cases = norm.quality[norm.rule], norm.legitimacy, norm.cases


@compiled
def _revise_null(p: Any, norm: Any) -> None:
    resolutions, seen, count = norm.null_resolution, norm.null_seen, norm.null_count
    if norm.null_rule == NO_RULE:
        norm.null_rule = recurring(p, resolutions, seen, count)
    elif proves_bad(p, resolutions, seen, count, norm.null_rule):
        norm.null_rule, norm.null_count, norm.null_next = NO_RULE, 0, 0


@compiled
def revise(p: Any, norms: Any, rows: Any, counts: NDArray[np.int64], site: int, month: int) -> None:
    """At the end of the month, strike out rules that fail, and make rules of what has recurred and proved good.

    Parameters
    ----------
    rows, counts
        Rows of rules that were in force, and how many are written, for each site.
    """
    from_precedents = p.origin in (EMERGENT, MIXED)
    for kind in range(p.kinds):
        norm = norms[kind]
        _revise_null(p, norm)
        resolutions, seen, count = norm.resolution, norm.seen, norm.count
        if norm.rule != NO_RULE:
            bad = norm.breached > p.strike_share or proves_bad(p, resolutions, seen, count, norm.rule)
            if bad and not norm.protected:
                write_norm_row(rows, counts, site, kind, norm, month)
                norm.rule, norm.count, norm.next = NO_RULE, 0, 0
        elif from_precedents:
            resolution = recurring(p, resolutions, seen, count)
            if resolution != NO_RULE:
                legitimacy = support(resolutions, norm.accepted, count, resolution)[1]
                set_rule(norm, resolution, FROM_PRECEDENTS, legitimacy, month)


@compiled
def regulated_share(norms: Any, weights: NDArray[np.float64]) -> float:
    """Share of cases that fall under a shared rule."""
    share = 0.0
    for kind in range(norms.shape[0]):
        share += weights[kind] if norms[kind].rule != NO_RULE else 0.0
    return min(1.0, share)
