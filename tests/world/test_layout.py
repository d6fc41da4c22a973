"""The floor plan."""

import numpy as np
import pytest

from mfsim.scenario.schema import Place
from mfsim.world.layout import contact_between, cumulate, lay_out


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
