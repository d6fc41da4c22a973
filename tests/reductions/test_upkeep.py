"""R7: with nothing but conditional co-operation, voluntary hours decay geometrically to b0 / (1 − b1).

Everybody gives b0 + b1 · h of the others' h last month; care is at the middle, nobody is an initiator, tired, or for profit.
Exact to rounding: a month's value is one sum over 20 firms off the recursion, relative error below 1e-13.
"""

from __future__ import annotations

import numpy as np
import pytest
from worlds import live, only, opened

MONTHS = 60
NOTHING_ELSE = {
    **only("commons", "record"),
    "community.initial_care": 0.5,
    "commons.initiator_share": 0.0,
    "commons.own_unit_hours": 0.0,
}


def _hours_per_person(months=MONTHS, **settings):
    values = {f"commons.{name}": value for name, value in settings.items()}
    world = live(opened("base", {**NOTHING_ELSE, **values}, months=months), months)
    return world.series.upkeep_hours[:, 0] / world.series.people[:, 0]


@pytest.mark.parametrize("start", [0.0, 2.5, 12.0])
@pytest.mark.parametrize(("b0", "b1"), [(1.0, 0.6), (0.4, 0.9), (2.0, 0.0), (0.0, 0.7)])
def test_hours_decay_geometrically(b0, b1, start):
    hours = _hours_per_person(voluntary_hours=b0, reciprocity=b1, initial_hours=start)
    end = b0 / (1.0 - b1)
    expected = end + (start - end) * b1 ** np.arange(1, MONTHS + 1)
    assert hours == pytest.approx(expected, rel=1e-13, abs=1e-300)
    assert np.ptp(hours) > 0.0 or start == end or b1 == 0.0


def test_with_full_reciprocity_they_do_not_decay():
    """b1 = 1 and b0 = 0 is the border: everybody gives what the others gave."""
    hours = _hours_per_person(voluntary_hours=0.0, reciprocity=1.0, initial_hours=4.0)
    assert hours == pytest.approx(4.0, rel=1e-12)


def test_beyond_it_they_grow_to_the_limit_of_hours():
    hours = _hours_per_person(voluntary_hours=1.0, reciprocity=1.5, initial_hours=1.0)
    assert hours[:3] == pytest.approx([2.5, 4.75, 8.125])
    assert hours[-1] == pytest.approx(0.15 * 140.0)


@pytest.mark.parametrize("care", [0.3, 0.7])
def test_care_scales_the_whole(care):
    """Imperfect care makes imperfect reciprocity: (b0 + b1 h) · care / ½."""
    world = opened("base", {**NOTHING_ELSE, "community.initial_care": care}, months=MONTHS)
    series = live(world, MONTHS).series
    factor = care / 0.5
    assert series.upkeep_hours[-1, 0] / series.people[-1, 0] == pytest.approx(factor / (1.0 - 0.6 * factor), rel=1e-3)
