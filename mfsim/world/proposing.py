"""What a member proposes in a case: precedents that it calls to mind against its own disposition, or a best reply to them.

Equation::

    disposition of i to r = (1 − taste) · fit of r + taste · liking of i for r          (trait: uniform likings)
    proposal = argmax_r  w · share of r in the sample + (1 − w) · disposition,
               w = min(1, conformity · care) · precedents / (precedents + half)
    best reply = argmax_r  share of r · fit of r + (1 − share of r) · security of r
    with probability ε: any resolution

Source: adaptive play, Young (1993), Econometrica 61; model-equations 2.
"""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform_nth, uniform_pair
from mfsim.world.norm_draws import DISPOSITION
from mfsim.world.norm_records import RESOLUTIONS
from mfsim.world.parameters import choice

BEST_REPLY = choice("norms", "proposing", "best_reply")


@compiled
def liking(now: Now, serial: int, kind: int, resolution: int) -> float:
    """How much a member likes a resolution, from 0 to 1: a trait."""
    origin = Now(now.key_low, now.key_high, 0)
    return uniform_nth(origin, DISPOSITION, serial, RESOLUTIONS * kind + resolution)


@compiled
def _called_to_mind(p: Any, norm: Any, u: float) -> tuple[float, float, float]:
    """Shares of the resolutions in a sample of precedents, with replacement, from one number: its digits in base n."""
    first, second, third = 0.0, 0.0, 0.0
    each = 1.0 / p.sample
    for _ in range(p.sample):
        u *= norm.count
        place = min(norm.count - 1, int(u))
        u -= place
        resolution = norm.resolution[place]
        first += each if resolution == 0 else 0.0
        second += each if resolution == 1 else 0.0
        third += each if resolution == 2 else 0.0
    return first, second, third


@compiled
def _weight_of_precedents(p: Any, norm: Any, care: float) -> float:
    if norm.count == 0:
        return 0.0
    return float(min(1.0, p.conformity * care) * norm.count / (norm.count + p.precedents_half))


@compiled
def proposal(p: Any, now: Now, what: int, norm: Any, kind: int, serial: int, care: float, address: int, number: int) -> int:
    """Return the resolution that a member proposes.

    Parameters
    ----------
    p : record
        Parameters of norms.
    what : int
        Purpose of the draw.
    norm : record of type `mfsim.world.norm_records.NORM`
        The kind of case.
    serial, care : int, float
        The member.
    address, number : int
        With the serial, the address of the draw: the party that caused the case, and the case's number.
    """
    chance, u = uniform_pair(now, what, serial, address, number)
    if chance < p.experiment:
        return int(u * p.resolutions)
    shares = _called_to_mind(p, norm, u) if norm.count > 0 else (1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0)
    weight = _weight_of_precedents(p, norm, care)
    best, highest = 0, -1.0
    for resolution in range(p.resolutions):
        share = shares[resolution]
        if p.proposing == BEST_REPLY:
            worth = share * norm.quality[resolution] + (1.0 - share) * norm.security[resolution]
        else:
            worth = weight * share
            if weight < 1.0:
                own = (1.0 - p.taste) * norm.quality[resolution]
                if p.taste > 0.0:
                    own += p.taste * liking(now, serial, kind, resolution)
                worth += (1.0 - weight) * own
        if worth > highest:
            best, highest = resolution, worth
    return best
