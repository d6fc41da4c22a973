"""What holds in every world at the end of every month: accounts that close, quantities within bounds, symmetric tables.

Written apart from the rules, in plain numpy, so that a mistake in a rule is not repeated here.

Source: model.md section 6, R10 (money, hours and area are conserved in every month of every run).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mfsim.world.invariants_of_firms import PAIRS, broken_of_firms
from mfsim.world.invariants_of_sites import RELATIVE, broken_of_sites
from mfsim.world.serials import SERIALS_PER_SITE
from mfsim.world.state import World


def broken(world: World) -> list[str]:
    """Say which invariants do not hold.

    Parameters
    ----------
    world : World
        At the end of a month, or just begun.

    Returns
    -------
    list of str
        A sentence for each invariant and site where it is broken; empty if all is well.
    """
    found = [*_missing_numbers(world), *_areas(world), *_serials(world), *_between_sites(world)]
    for site in range(world.firms.shape[0]):
        found += [f"site {site}: {problem}" for problem in (*broken_of_sites(world, site), *broken_of_firms(world, site))]
    return found


def _missing_numbers(world: World) -> Iterator[str]:
    for name in ("economy", "skill", *PAIRS):
        if np.isnan(getattr(world, name)).any():
            yield f"{name} has NaN"
    for name in ("firms", "sites", "owners", "tally", "ledger", "norms"):
        records = getattr(world, name)
        for field in records.dtype.names:
            if records[field].dtype.kind == "f" and np.isnan(records[field]).any():
                yield f"{name}.{field} has NaN"


def _areas(world: World) -> Iterator[str]:
    """Private units, let or vacant, and what is common make up the whole."""
    place, areas = world.parameters.place, world.units.area
    private = place.total_area_m2 * place.private_share
    if not np.all(areas > 0.0):
        yield "a unit has no area"
    if areas.sum() > private * (1.0 + RELATIVE):
        yield f"units of {areas.sum()} m² in a private area of {private} m²"


def _serials(world: World) -> Iterator[str]:
    serials = world.firms.serial
    present = serials[serials >= 0]
    if len(np.unique(present)) != len(present):
        yield "two firms have the same serial number"
    site = world.sites.number[:, None]
    if np.any((serials >= 0) & (serials // SERIALS_PER_SITE != site)):
        yield "a firm has the serial number of another site"


def _between_sites(world: World) -> Iterator[str]:
    """What one site gets another pays; who is away is with a partner, and no more guests than beds have one."""
    money = world.ledger.partners
    if abs(money.sum()) > RELATIVE * (1.0 + np.abs(money).sum()):
        yield f"{money.sum()!r} EUR more came from other sites than went to them"
    if np.any((world.link_tie < 0.0) | (world.link_tie > 1.0)):
        yield "link_tie outside 0-1"
    if np.any(world.sites.guests > world.parameters.network.guesthouse_beds):
        yield "more guests than beds"
    for site, unit in zip(*np.nonzero(world.firms.away_at), strict=True):
        if world.firms.away_at[site, unit] - 1 not in world.partners[site]:
            yield f"site {site}: a firm is away at a site that is no partner"
    lodged = np.zeros(len(world.sites), np.int64)
    np.add.at(lodged, world.firms.away_at[world.firms.lodged] - 1, 1)
    if np.any(lodged != world.sites.guests):
        yield "a guest without a bed, or a bed without a guest"
