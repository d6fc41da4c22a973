"""Which sites are partners: a ring of sites, of which a share of the links is swapped for others; memory linear in sites.

Source: Maslov and Sneppen (2002), Science 296 (swapping the ends of two links keeps every site's number of partners).
"""

from __future__ import annotations

import random

import numpy as np
from numpy.typing import NDArray

from mfsim.scenario.network import Network

NOBODY = -1
Link = tuple[int, int]


def partner_sites(network: Network, sites: int) -> NDArray[np.int64]:
    """Return the partners of each site by number, -1 where a place is free; being partners is mutual.

    Returns
    -------
    array, shape (sites, partners)
        No more partners than there are other sites.
    """
    most = min(network.partners, sites - 1)
    links = _swapped(_ring(sites, most), network.rewiring, network.links_seed)
    partners = np.full((sites, most), NOBODY, np.int64)
    count = [0] * sites
    for one, other in links:
        for site, its in ((one, other), (other, one)):
            partners[site, count[site]] = its
            count[site] += 1
    return partners


def _ring(sites: int, most: int) -> list[Link]:
    """Link each site with the nearest on both sides of a ring; an odd partner is the one opposite."""
    links: dict[Link, None] = {}
    for step in range(1, most // 2 + 1):
        for site in range(sites):
            links[_sorted(site, (site + step) % sites)] = None
    if most % 2:
        half = sites // 2
        for site in range(half):
            links[_sorted(site, site + half)] = None
    return list(links)


def _sorted(one: int, other: int) -> Link:
    return (one, other) if one < other else (other, one)


def _swapped(links: list[Link], share: float, seed: int) -> list[Link]:
    """Swap a link's ends, with this probability, with those of another, if no link is there twice or with itself then."""
    draws = random.Random(seed)  # of one stream for ever, which numpy does not promise
    there = set(links)
    for place in range(len(links)):
        is_swapped, with_whom, crossed = draws.random() < share, int(draws.random() * len(links)), draws.random() < 0.5
        (a, b), (c, d) = links[place], links[with_whom][:: -1 if crossed else 1]
        new = _sorted(a, d), _sorted(c, b)
        if not is_swapped or a == d or c == b or new[0] == new[1] or there & set(new):
            continue
        there -= {links[place], links[with_whom]}
        there |= set(new)
        links[place], links[with_whom] = new
    return links
