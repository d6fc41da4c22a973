"""A mix of members of a chosen diversity: weights of trades such that so many sectors have like shares.

Equation, for k effective sectors with m = ⌊k⌋::

    shares 1 / (m + a) of m sectors and a / (m + a) of one more,   exp(−Σ p ln p) = k

What a firm is otherwise (its people, level, age, cash) is drawn from its serial number, whatever its trade: size and skill
of a mix are the same at every diversity.

Source: effective number of kinds: Hill (1973), Ecology 54.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from mfsim.errors import ScenarioError, in_full
from mfsim.scenario.document import Document
from mfsim.scenario.people import Members
from mfsim.scenario.trades import Words

STEP = 5
"""Places in the list of sectors from one to the next, as neighbours are alike; each comes once before the first again."""
HALVINGS = 60


def of_sectors(document: Document, members: Members, words: Words, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of trades that make so many effective sectors; within a sector they keep their proportions.

    Raises
    ------
    ScenarioError
        If the trades that have a weight are of fewer sectors.
    """
    groups = _by_sector(members.first_sector, words, weights)
    sizes = sector_shares(members.effective_sectors)
    if len(sizes) > len(groups):
        problem = f"{in_full(members.effective_sectors)} sectors are too many"
        hint = f"at most {len(groups)}, those that trades with a weight are of"
        raise ScenarioError(document.problem("members.effective_sectors", problem, hint))
    return {
        name: size * weight / sum(group.values())
        for size, group in zip(sizes, groups, strict=False)
        for name, weight in group.items()
    }


def sector_shares(effective: float) -> tuple[float, ...]:
    """Return shares of sectors, all alike but the last, of which the Hill number of order 1 is `effective` (1 or more)."""
    whole = int(effective)
    low, high = 0.0, 1.0
    if effective == whole:
        return (1.0 / whole,) * whole
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _hill(whole, middle) < effective else (low, middle)
    return (1.0 / (whole + low),) * whole + (low / (whole + low),)


def _hill(whole: int, last: float) -> float:
    """Effective number of sectors where so many have weight 1 and one more has `last`."""
    total = whole + last
    return math.exp(math.log(total) - (last * math.log(last) / total if last > 0.0 else 0.0))


def _by_sector(first: str, words: Words, weights: Mapping[str, float]) -> list[dict[str, float]]:
    """Return the trades that have a weight by sector, from the first sector on."""
    names = tuple(words.sectors)
    order = [(names.index(first) + STEP * place) % len(names) for place in range(len(names))]
    groups: list[dict[str, float]] = [
        {name: weight for name, weight in weights.items() if weight > 0.0 and words.trades[name].sector == sector}
        for sector in order
    ]
    return [group for group in groups if group]
