"""Rooms, curtains, open plan: what is heard through them, and that rooms are the model without the lever."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import equal, live, numbers, opened

from mfsim.world.invariants import broken


@pytest.mark.parametrize(
    ("insulation", "enclosure", "heard"), [(0.5, 1.0, 0.5), (0.5, 0.3, 0.85), (1.0, 0.0, 1.0), (0.9, 0.5, 0.55)]
)
def test_walls_keep_noise_out_as_far_as_there_are_any(insulation, enclosure, heard):
    world = opened("base", {"place.sound_insulation": insulation, "place.enclosure": enclosure})
    assert world.firms.noise_heard[0] == pytest.approx(heard * world.contact @ world.firms.noise[0])


@pytest.mark.parametrize("enclosure", [0.0, 0.3])
def test_noise_goes_with_who_makes_it(enclosure):
    """Kept up to date as firms come and go."""
    coming_and_going = {"membership.exogenous_closing": 0.1, "membership.applicants_per_unit_month": 0.2}
    world = opened("base", {"place.enclosure": enclosure, **coming_and_going}, months=24)
    for month in range(1, 25):
        live(world, 1, first=month)
        assert broken(world) == []
    assert world.sites.next_applicant[0] > 20


def test_in_rooms_the_strengths_of_an_open_plan_do_nothing():
    strong = {"community.open_meetings": 4.0, "knowledge.open_sight": 10.0, "production.open_plan_loss": 0.9}
    plain, other = (live(opened("base", settings, months=24), 24) for settings in ({}, strong))
    assert equal(numbers(plain.series), numbers(other.series))


@pytest.mark.parametrize(
    ("strength", "value", "column", "rises"),
    [
        ("place.sound_insulation", 0.0, None, None),
        ("production.open_plan_loss", 0.3, "billed_eur", False),
        ("community.open_meetings", 2.0, "ties", True),
        ("knowledge.open_sight", 8.0, "learned", True),
    ],
)
def test_an_open_plan_pulls_different_ways(strength, value, column, rises):
    """Each strength alone, the others at 0: a busy year in rooms and in open plan."""
    none = {"community.open_meetings": 0.0, "knowledge.open_sight": 0.0, "production.open_plan_loss": 0.0,
            "place.sound_insulation": 0.0, "commons.own_unit_hours": 0.0,
            "demand.orders_per_person_month": 14.0}  # fmt: skip
    rooms, open_plan = (
        live(opened("base", {**none, strength: value, "place.enclosure": enclosure}, months=12), 12).series[:, 0]
        for enclosure in (1.0, 0.0)
    )
    if column is None:
        assert equal(numbers(rooms), numbers(open_plan)), "with every strength at 0 an open plan is like rooms without walls"
    else:
        assert (np.mean(open_plan[column]) > np.mean(rooms[column])) == rises
        assert np.mean(open_plan[column]) != np.mean(rooms[column])
