"""The queue of open cases, and who takes them up."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import at, only, opened

from mfsim.draws import poisson, uniform_nth
from mfsim.world.deciding import ASSEMBLY, CELLS, DIRECTOR, FOUNDERS, MANAGER, NOBODY
from mfsim.world.hearing import ALL_KINDS, Hall, cell_of, has_say, take_up
from mfsim.world.norm_draws import AGENDA
from mfsim.world.open_cases import age_cases, drop_case, forget_the_departed, open_case

EAGER = {**only("norms", "record"), "processes.governance": True, "norms.hearings_per_member_month": 20.0,
         "norms.experiment": 0.0, "norms.taste": 0.0, "place.units": 6}  # fmt: skip


def _hall(**settings):
    world = opened("base", {**EAGER, **settings})
    world.firms.care[0], world.trust[0] = 1.0, 0.5
    return world, Hall(world.firms[0], world.norms[0], world.cases[0], world.trust[0], world.sites[0], world.tally[0])


def _open(world, hall, *kinds, unit=0, other=1):
    for number, kind in enumerate(kinds):
        firms = hall.firms
        assert open_case(hall.cases, hall.state, kind, unit, firms[unit], other, firms[other], number)


def _queue(hall):
    cases = hall.cases[: hall.state.open_cases]
    return [(int(case.kind), int(case.number), int(case.age)) for case in cases]


def test_the_queue_keeps_its_order():
    world, hall = _hall()
    _open(world, hall, 5, 6, 7, 8)
    drop_case(hall.cases, hall.state, 1)
    assert _queue(hall) == [(5, 0, 0), (7, 2, 0), (8, 3, 0)]
    assert (hall.cases[1].unit, hall.cases[1].other_unit) == (0, 1)


def test_there_is_no_room_beyond_the_end():
    world, hall = _hall()
    _open(world, hall, *([0] * len(hall.cases)))
    assert not open_case(hall.cases, hall.state, 0, 0, hall.firms[0], 1, hall.firms[1], 0)
    assert hall.state.open_cases == len(hall.cases) == 8 * 6


def test_cases_age_wear_down_and_become_grudges():
    world, hall = _hall(**{"norms.grudge_months": 2, "norms.open_fatigue": 0.1, "norms.grudge_trust": 0.6})
    _open(world, hall, 3)
    p, firms = world.parameters.norms, hall.firms
    age_cases(p, firms, hall.norms, hall.cases, hall.trust, hall.state, hall.tally)
    assert _queue(hall) == [(3, 0, 1)]
    assert list(firms.disputes) == [1, 1, 0, 0, 0, 0]
    assert firms.fatigue[:3] == pytest.approx([0.1, 0.1, 0.0])
    assert hall.trust[0, 1] == 0.5
    age_cases(p, firms, hall.norms, hall.cases, hall.trust, hall.state, hall.tally)
    assert hall.state.open_cases == 0
    assert hall.tally.grudges == 1
    assert (hall.trust[0, 1], hall.trust[1, 0], hall.trust[0, 2]) == pytest.approx((0.2, 0.2, 0.5))
    assert (hall.norms[3].count, hall.norms[3].resolution[0]) == (1, -1)


def test_a_case_ends_when_a_party_has_left():
    world, hall = _hall()
    _open(world, hall, 1, 2, unit=0, other=1)
    _open(world, hall, 3, unit=2, other=3)
    world.firms.serial[0, 1] = 99  # another firm in the same unit
    forget_the_departed(hall.firms, hall.cases, hall.state)
    assert _queue(hall) == [(3, 0, 0)]
    assert hall.tally.grudges == 0


def test_who_has_a_say():
    _, hall = _hall()
    firm = hall.firms[0]
    assert has_say(at(1), firm, ASSEMBLY, ALL_KINDS, 3)
    assert has_say(at(1), firm, FOUNDERS, ALL_KINDS, 3)
    firm.founder = False
    assert not has_say(at(1), firm, FOUNDERS, ALL_KINDS, 3)
    cell = cell_of(at(1), firm.serial, 3)
    assert [has_say(at(1), firm, CELLS, one, 3) for one in range(3)] == [one == cell for one in range(3)]
    firm.excluded = 1
    assert not has_say(at(1), firm, ASSEMBLY, ALL_KINDS, 3)


def test_every_member_is_in_one_cell_and_stays_there():
    cells = [[cell_of(at(month), serial, 4) for serial in range(400)] for month in (0, 9)]
    assert cells[0] == cells[1]
    assert np.all(np.abs(np.bincount(cells[0], minlength=4) - 100) < 4.0 * np.sqrt(400 * 3 / 16))


@pytest.mark.parametrize("who", [ASSEMBLY, FOUNDERS, CELLS])
def test_members_decide_for_what_they_see_to_fit(who):
    """All care and are not tired, so all attend; without taste they agree."""
    world, hall = _hall(**{"norms.hearing_fatigue": 0.0, "governance.cells": 1, "governance.decision": "cells"})
    _open(world, hall, 4, 9)
    hall.norms[4].quality[:] = (0.1, 0.9, 0.2)
    hall.norms[9].quality[:] = (0.1, 0.2, 0.9)
    take_up(world.parameters, at(1), hall, 0, who)
    assert hall.state.open_cases == 0
    assert hall.tally.decided == 2
    assert (hall.norms[4].resolution[0], hall.norms[9].resolution[0]) == (1, 2)
    assert hall.norms[4].accepted[0] == 1.0
    assert list(hall.firms.settled) == [2, 2, 0, 0, 0, 0]
    assert np.all(hall.firms.common_hours == 1.0)


def test_founders_who_are_fewer_are_accepted_less():
    world, hall = _hall(**{"norms.hearing_fatigue": 0.0})
    hall.firms.founder[2:] = False
    _open(world, hall, 4)
    take_up(world.parameters, at(1), hall, 0, FOUNDERS)
    assert hall.norms[4].accepted[0] == pytest.approx(0.6 + 0.4 / 3)
    assert list(hall.firms.common_hours) == [0.5, 0.5, 0.0, 0.0, 0.0, 0.0]


def test_one_alone_decides_nothing():
    world, hall = _hall()
    hall.firms.care[1:] = 0.0
    _open(world, hall, 4)
    for month in range(1, 10):
        take_up(world.parameters, at(month), hall, 0, ASSEMBLY)
    assert hall.state.open_cases == 1
    assert hall.firms.common_hours[0] > 0.0


def test_half_of_those_present_are_enough_and_less_is_not():
    """Four who each propose anything: three alike or two are half; one each of three and another is two as well."""
    world, hall = _hall(**{"norms.experiment": 1.0, "norms.hearing_fatigue": 0.0, "place.units": 5})
    decided = 0
    for month in range(1, 301):
        hall.state.open_cases = 0
        _open(world, hall, 4)
        take_up(world.parameters, at(month), hall, 0, ASSEMBLY)
        decided += hall.state.open_cases == 0
    chance = 1.0 - 3 * 30 / 3**5  # five votes on three: 2-2-1 has no half
    assert decided / 300 == pytest.approx(chance, abs=4.0 * np.sqrt(chance * (1 - chance) / 300))


def test_taking_up_tires():
    world, hall = _hall(**{"norms.hearing_fatigue": 0.1})
    _open(world, hall, 4)
    take_up(world.parameters, at(1), hall, 0, ASSEMBLY)
    assert np.all(hall.firms.fatigue == pytest.approx(0.1))


def test_cases_are_taken_up_as_care_and_rest_allow():
    world, hall = _hall(**{"norms.hearings_per_member_month": 0.6, "norms.experiment": 1.0})
    hall.firms.care[:], hall.firms.fatigue[:] = 0.5, 0.2
    for month in range(1, 40):
        hall.state.open_cases, hall.tally.decided = 0, 0
        hall.firms.fatigue[:] = 0.2
        _open(world, hall, *([0] * 20))
        take_up(world.parameters, at(month), hall, 0, ASSEMBLY)
        pace = poisson(0.6 * 6 * 0.5 * 0.8, uniform_nth(at(month), AGENDA, 0, 0))
        assert 0 <= hall.tally.decided <= pace


def test_many_members_share_the_cases_out():
    world, hall = _hall(**{"place.units": 40, "norms.hearing_size": 4, "norms.hearing_fatigue": 0.0})
    _open(world, hall, *([0] * 200))
    take_up(world.parameters, at(1), hall, 0, ASSEMBLY)
    attended = hall.firms.common_hours.sum() / 0.5
    taken = poisson(20.0 * 40, uniform_nth(at(1), AGENDA, 0, 0))
    assert taken > 200
    assert attended == pytest.approx(200 * 4, abs=4.0 * np.sqrt(200 * 40 * 0.1 * 0.9) + 10)


def test_cells_take_up_their_own_kinds():
    """Only the first of two cells has members who care."""
    world, hall = _hall(**{"governance.decision": "cells", "governance.cells": 2, "place.units": 20,
                           "norms.hearing_fatigue": 0.0})  # fmt: skip
    for firm in hall.firms:
        firm.care = 1.0 if cell_of(at(1), firm.serial, 2) == 0 else 0.0
    _open(world, hall, 0, 1, 2, 3, 4)
    take_up(world.parameters, at(1), hall, 0, CELLS)
    assert [kind for kind, _, _ in _queue(hall)] == [1, 3]


@pytest.mark.parametrize("who", [MANAGER, DIRECTOR])
def test_one_person_decides_by_a_view_of_its_own(who):
    world, hall = _hall(**{"norms.manager_cases_month": 1000.0})
    _open(world, hall, 4, 4, 4)
    take_up(world.parameters, at(1), hall, 0, who)
    assert hall.state.open_cases == 0
    assert hall.tally.decided == 3
    assert len(set(hall.norms[4].resolution[:3])) == 1
    assert np.all(hall.norms[4].accepted[:3] == 0.6)
    assert np.all(hall.firms.common_hours == 0.0)


def test_nobody_decides_nothing():
    world, hall = _hall()
    _open(world, hall, 4)
    take_up(world.parameters, at(1), hall, 0, NOBODY)
    assert hall.state.open_cases == 1
