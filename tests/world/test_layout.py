"""The floor plan."""

import numpy as np
import pytest
from worlds import live, only, opened

from mfsim.scenario.schema import Place
from mfsim.world.contact import Chances, drawn_from
from mfsim.world.layout import contact_between, cumulate, guide_to, lay_out, ring
from mfsim.world.records import GUIDE_STEPS


def plan(areas, people=None, **place):
    areas = np.asarray(areas, float)
    return lay_out(Place(**place), areas, np.ones(len(areas)) if people is None else np.asarray(people, float))


def test_units_without_an_area_share_what_is_left_by_people():
    units = plan([100.0, np.nan, np.nan], [5, 1, 3], total_area_m2=1000.0, private_share=0.5)
    np.testing.assert_allclose(units.area, [100.0, 100.0, 300.0])


def test_private_area_is_used_up_whatever_the_people():
    units = plan([np.nan] * 7, np.arange(1, 8), total_area_m2=700.0, private_share=0.6)
    assert units.area.sum() == pytest.approx(420.0)


def test_given_areas_stay():
    np.testing.assert_allclose(plan([30.0, 40.0], total_area_m2=200.0).area, [30.0, 40.0])


def test_contact_falls_exponentially_and_is_symmetric():
    place = Place(contact_distance_m=10.0)
    units = plan([10.0] * 4, total_area_m2=400.0)
    contact = contact_between(place, units)
    assert contact[0, 1] == pytest.approx(np.exp(-1.0))  # a step is the side of a unit of 100 m²
    np.testing.assert_array_equal(contact, contact.T)
    assert not np.diag(contact).any()


def test_another_building_is_farther_by_the_way_between():
    place = Place(buildings=2, building_distance_m=30.0, contact_distance_m=10.0)
    units = lay_out(place, np.full(4, 25.0), np.ones(4))
    contact = contact_between(place, units)
    assert contact[0, 2] == pytest.approx(np.exp(-3.0))  # the same place in the other building


def test_shares_of_contact_add_up_and_nobody_meets_nobody():
    shares = cumulate(np.array([[0.0, 1.0, 3.0], [1.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
    np.testing.assert_allclose(shares[0], [0.0, 0.25, 1.0])
    np.testing.assert_allclose(shares[2], [0.0, 0.0, 1.0])  # oneself, which is no meeting


def _chances(contact):
    shares = cumulate(contact)
    return Chances(shares, guide_to(shares))


@pytest.mark.parametrize("units", [1, 2, 20, 400])
def test_the_guide_leads_to_the_first_share_above_the_draw(units):
    """On every step of the guide, just below it, at every share itself and between: the same as searching the whole row."""
    side = int(units**0.5) + 1
    contact = contact_between(Place(units=units), plan([10.0] * units, total_area_m2=30.0 * side * side))
    chances, rng = _chances(contact), np.random.default_rng(0)
    steps = np.arange(1, GUIDE_STEPS) / GUIDE_STEPS
    for unit in rng.integers(0, units, 5):
        row = chances.shares[unit]
        draws = np.concatenate(
            [steps, np.nextafter(steps, 0.0), row[row < 1.0], rng.random(500), [0.0, np.nextafter(1.0, 0.0)]]
        )
        found = [drawn_from(chances, unit, u) for u in draws]
        np.testing.assert_array_equal(found, np.minimum(np.searchsorted(row, draws, side="right"), units - 1))


def test_who_has_no_contact_draws_itself():
    chances = _chances(np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]))
    assert [drawn_from(chances, 2, u) for u in (0.0, 0.5, 0.999)] == [2, 2, 2]


def test_in_a_complete_graph_everybody_has_contact_with_everybody_else():
    place = Place(contact="complete", buildings=3, units=9)
    contact = contact_between(place, plan([10.0] * 9, total_area_m2=500.0, buildings=3))
    np.testing.assert_array_equal(contact, 1.0 - np.eye(9))


def test_a_ring_without_rewiring_has_its_neighbours():
    contact = ring(10, 2, 0.0, 0)
    steps = (np.arange(10)[None, :] - np.arange(10)[:, None]) % 10
    np.testing.assert_array_equal(contact, np.isin(steps, (1, 2, 8, 9)))


@pytest.mark.parametrize("share", [0.0, 0.03, 0.3, 1.0])
@pytest.mark.parametrize("units", [7, 60])
def test_rewiring_keeps_the_number_of_contacts_and_who_gives_them_up(units, share):
    contact = ring(units, 3, share, 5)
    np.testing.assert_array_equal(contact, contact.T)
    assert not np.diag(contact).any()
    assert set(np.unique(contact)) <= {0.0, 1.0}
    assert contact.sum() == 2 * 3 * units
    assert contact.sum(axis=1).min() >= min(3, units - 1)


@pytest.mark.parametrize(("units", "neighbours"), [(1, 1), (2, 3), (5, 2), (6, 3), (7, 3), (4, 500)])
def test_a_ring_with_too_many_neighbours_is_complete(units, neighbours):
    np.testing.assert_array_equal(ring(units, neighbours, 0.5, 1), 1.0 - np.eye(units))


def test_a_share_of_edges_is_rewired_those_at_a_lower_share_among_them():
    """Binomial over 400 x 5 edges: tolerance 4 standard errors."""
    whole = ring(400, 5, 0.0, 0) > 0.0
    gone = [whole & (ring(400, 5, share, 3) == 0.0) for share in (0.05, 0.4)]
    for share, lost in zip((0.05, 0.4), gone, strict=True):
        # A contact given up comes back by chance where another end is drawn onto it.
        assert lost.sum() / 2 == pytest.approx(2_000 * share, abs=4.0 * np.sqrt(2_000 * share * (1.0 - share)) + 15)
    assert (gone[0] & ~gone[1]).sum() < 0.03 * gone[0].sum()


def test_a_seed_is_a_graph():
    one, same, other = ring(60, 3, 0.2, 7), ring(60, 3, 0.2, 7), ring(60, 3, 0.2, 8)
    np.testing.assert_array_equal(one, same)
    assert np.any(one != other)


def test_a_little_rewiring_shortens_ways_and_keeps_neighbourhoods():
    """The small world: clustering of the ring 3 (k - 1) / (2 (2 k - 1)), ways much shorter (Watts and Strogatz 1998)."""
    networkx = pytest.importorskip("networkx")
    graphs = {share: networkx.from_numpy_array(ring(300, 5, share, 0)) for share in (0.0, 0.03, 1.0)}
    clustering = {share: networkx.average_clustering(graph) for share, graph in graphs.items()}
    ways = {share: networkx.average_shortest_path_length(graph) for share, graph in graphs.items()}
    assert clustering[0.0] == pytest.approx(3 * 4 / (2 * 9))
    assert clustering[0.03] > 0.85 * clustering[0.0] > 5 * clustering[1.0]
    assert ways[0.03] < 0.4 * ways[0.0]


def test_meetings_follow_the_edges_of_the_graph():
    ends = {"place.contact": "ring", "place.ring_neighbours": 2, "place.ring_rewiring": 0.3, "place.units": 30}
    world = opened("base", {**only("community"), **ends, "community.meetings_per_month": 4})
    met = np.zeros((30, 30))
    for month in range(1, 40):
        live(world, 1, first=month)
        for unit in range(30):
            met[unit, world.firms.met[0, unit]] += 1.0
    np.testing.assert_array_equal(met > 0.0, world.contact > 0.0)
