"""A pool of firms of which a mix of so many is to be made: what is allowed, a mix from priorities, the most diverse one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from mfsim.consulting.proposal import Proposal, check_place
from mfsim.errors import MfsimError, in_full
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.members import Member, load_members
from mfsim.world.fixed_tables import trade_distance

Mix = tuple[int, ...]
"""Places in the pool, ascending."""


@dataclass(frozen=True)
class Pool:
    """Firms to choose from, and the limits of a mix.

    Attributes
    ----------
    proposal : Proposal
        The place, with the pool as candidates and nobody in it yet.
    size : int
        Members of a mix.
    most_of_a_trade : int
        How many of one trade it may have.
    private_m2 : float
        Private area, which they may not exceed.
    firms : tuple of Member
        The pool as it was given.
    """

    proposal: Proposal
    size: int
    most_of_a_trade: int
    private_m2: float
    firms: tuple[Member, ...]

    @property
    def count(self) -> int:
        """Firms in the pool."""
        return len(self.proposal.candidates)

    def decode(self, priorities: Sequence[float]) -> Mix | None:
        """Return the mix that takes firms by priority as long as the limits allow; None if it does not get full."""
        firms = self.proposal.candidates
        smallest = sorted(one.area_m2 for one in firms)
        chosen: list[int] = []
        trades: Counter[int] = Counter()
        area = 0.0
        for place in sorted(range(self.count), key=lambda one: (-priorities[one], one)):
            firm, others = firms[place], self.size - len(chosen) - 1
            needed = area + firm.area_m2 + math.fsum(smallest[:others])
            if trades[firm.trade] < self.most_of_a_trade and needed <= self.private_m2 + 1e-6:
                chosen.append(place)
                trades[firm.trade] += 1
                area += firm.area_m2
            if len(chosen) == self.size:
                return tuple(sorted(chosen))
        return None

    def allows(self, mix: Mix) -> bool:
        """Whether a mix keeps the limits."""
        firms = [self.proposal.candidates[place] for place in mix]
        trades = Counter(one.trade for one in firms)
        fits = math.fsum(one.area_m2 for one in firms) <= self.private_m2 + 1e-6
        return fits and max(trades.values()) <= self.most_of_a_trade

    def proposed(self, names: Sequence[str]) -> Proposal:
        """Return a mix as a proposal, its members in the place."""
        there = tuple(one for one in self.proposal.candidates if one.name in names)
        return replace(self.proposal, scenario=replace(self.proposal.scenario, members=there), candidates=(), free_m2=0.0)

    def names(self, mix: Mix) -> tuple[str, ...]:
        """Return the names of a mix."""
        return tuple(self.proposal.candidates[place].name for place in mix)


def make_pool(
    pool: str | Path,
    size: int,
    *,
    most_of_a_trade: int | None,
    site: str | Path | LoadedScenario | None,
    area: float | None,
    rent: float | None,
    settings: Mapping[str, object] | None,
) -> Pool:
    """Read a pool and check that mixes can be made of it.

    Raises
    ------
    ScenarioError
        If a file or a setting cannot be used.
    MfsimError
        If no mix of the size keeps the limits.
    """
    if site is None and area is None:
        raise MfsimError("site: expected a scenario, or the area of the place (--site, or --area and --rent)")
    place = _place(size, site, area, rent, settings)
    firms = load_members(Path(pool), place.words)
    if not 2 <= size < len(firms):
        raise MfsimError(f"design: expected a whole number from 2 to {len(firms) - 1}, fewer than in {pool}, not {size}")
    private = place.settings.place.total_area_m2 * place.settings.place.private_share
    sized = tuple(replace(one, area_m2=private / size) if math.isnan(one.area_m2) else one for one in firms)
    name = str(site.name if isinstance(site, LoadedScenario) else site or "base")
    proposal = Proposal(place, sized, (), private, name)
    check_place(replace(place, members=firms))
    found = Pool(proposal, size, most_of_a_trade or size, private, firms)
    if found.decode([-one.area_m2 for one in sized]) is None:
        raise MfsimError(
            f"design: no mix of {size} was found in {in_full(round(private))} m² of private area with at most "
            f"{found.most_of_a_trade} of a trade; expected fewer members, a larger place, or more of a trade"
        )
    return found


def _place(
    size: int,
    site: str | Path | LoadedScenario | None,
    area: float | None,
    rent: float | None,
    settings: Mapping[str, object] | None,
) -> LoadedScenario:
    """Return the place with a room for each member, and nobody in it."""
    changes: dict[str, object] = dict(settings or {})
    if area is not None:
        changes["place.total_area_m2"] = float(area)
    if rent is not None:
        changes["lease.rent_eur_per_m2_month"] = float(rent)
    placed = site.with_settings(changes) if isinstance(site, LoadedScenario) else load(site or "base", changes)
    document = placed.document.without({"members.file", "members.occupied_at_start"})
    placed = replace(placed, document=document, members=(), files=(None, *placed.files[1:]))
    return placed.with_settings({"place.units": size})


def most_diverse(pool: Pool) -> Mix:
    """Return a mix of largest Rao entropy of trades: firms are exchanged, one for one, as long as that helps."""
    apart: Any = trade_distance(pool.proposal.scenario)
    trades = np.array([one.trade for one in pool.proposal.candidates])

    def rao(mix: Mix) -> float:
        chosen = trades[list(mix)]
        return float(apart[np.ix_(chosen, chosen)].mean())

    best = pool.decode([-one.area_m2 for one in pool.proposal.candidates])
    assert best is not None  # make_pool has tried it
    while True:
        others = [place for place in range(pool.count) if place not in best]
        swaps = [tuple(sorted({*best, new} - {old})) for old in best for new in others]
        better = max((one for one in swaps if pool.allows(one)), key=rao, default=best)
        if rao(better) <= rao(best) + 1e-12:
            return best
        best = better
