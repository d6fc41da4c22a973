"""Partner sites: mutual, at most so many, a ring that is swapped without changing how many partners a site has."""

from __future__ import annotations

import numpy as np
import pytest

from mfsim.scenario.network import Network
from mfsim.world.links import partner_sites


@pytest.mark.parametrize("sites", [1, 2, 3, 4, 7, 12, 60])
@pytest.mark.parametrize("most", [1, 2, 3, 6, 12])
@pytest.mark.parametrize("rewiring", [0.0, 0.4, 1.0])
def test_being_partners_is_mutual(sites, most, rewiring):
    partners = partner_sites(Network(partners=most, rewiring=rewiring), sites)
    assert partners.shape == (sites, min(most, sites - 1))
    for site, row in enumerate(partners):
        its = [int(one) for one in row if one >= 0]
        assert site not in its
        assert len(set(its)) == len(its)
        assert all(site in partners[one] for one in its)


def test_a_ring_links_the_nearest_and_the_opposite():
    assert {frozenset(row) for row in partner_sites(Network(partners=2, rewiring=0.0), 5).tolist()} == {
        frozenset(pair) for pair in ((1, 4), (0, 2), (1, 3), (2, 4), (0, 3))
    }
    assert partner_sites(Network(partners=1, rewiring=0.0), 4).tolist() == [[2], [3], [0], [1]]
    assert partner_sites(Network(partners=1, rewiring=0.0), 3).tolist() == [[1], [0], [-1]]


def test_swapping_keeps_every_sites_number_of_partners_and_leads_elsewhere():
    ring = partner_sites(Network(partners=4, rewiring=0.0), 200)
    other = partner_sites(Network(partners=4, rewiring=0.5), 200)
    assert np.all(other >= 0)
    same = sum(len(set(a) & set(b)) for a, b in zip(ring.tolist(), other.tolist(), strict=True)) / 800
    assert 0.2 < same < 0.6  # half of the links are swapped, and take a random one each with them
    assert np.array_equal(other, partner_sites(Network(partners=4, rewiring=0.5), 200))
    assert not np.array_equal(other, partner_sites(Network(partners=4, rewiring=0.5, links_seed=1), 200))
