"""Whom a leader finds, and what a team is."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import opened

from mfsim.world.project_records import OUTSIDE, PLACES, UNDER_WAY
from mfsim.world.teams import (
    NO_UNIT,
    NOBODY_ABLE,
    NOBODY_FREE,
    Limits,
    Members,
    best_colleague,
    cheapest_firm,
    count_promises,
    empty_team,
    is_behind,
    is_there,
    join,
    slack,
    team_trust,
)

UNITS = 6
LIMITS = Limits(50.0, 130.0, 400.0, 6.0)
"""For a person: 50 h a month for projects (300 h in the six months to a deadline) and a backlog of 400 h."""
FIELD = 2


def _site():
    world = opened("base", {"place.units": UNITS})
    world.skill[0, FIELD] = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9)
    world.trust[0] = 0.0
    world.trust[0, 0] = (0.0, 0.5, 0.5, 0.5, 0.5, 0.5)
    world.firms.people[0] = 1.0
    world.firms.open_hours[0] = 0.0
    world.firms.rate[0] = (30.0, 28.0, 26.0, 24.0, 27.0, 29.0)
    return world, Members(world.firms[0], world.skill[0], world.trust[0], world.projects[0], world.dealings[0],
                          world.coalitions)  # fmt: skip


def _best(site, level=0.4, hours=100.0, but=NO_UNIT):
    return best_colleague(site, LIMITS, 0, FIELD, level, hours, but)


def _cheapest(site, level=0.4, hours=100.0, most=40.0, but=NO_UNIT):
    return cheapest_firm(site, LIMITS, 0, FIELD, level, hours, but, most)


def test_the_best_is_by_tie_times_level_times_slack():
    world, site = _site()
    assert _best(site) == 5
    world.trust[0, 0, 5] = 0.1
    assert _best(site) == 4
    world.firms.open_hours[0, 4] = 200.0  # half of its backlog limit
    assert _best(site) == 3


def test_the_leader_trusts_itself_wholly():
    world, site = _site()
    assert _best(site, level=0.2) == 5  # .3 against .5 x .9
    world.trust[0, 0] = 0.3
    assert _best(site, level=0.2) == 0


def test_who_is_not_known_or_lacks_the_level_is_no_colleague():
    world, site = _site()
    world.trust[0, 0, 1:] = 0.0
    assert _best(site) == NOBODY_ABLE
    assert _best(site, level=0.2) == 0
    world.trust[0, 0, 1:] = 1.0
    assert _best(site, level=0.95) == NOBODY_ABLE


def test_who_has_no_time_before_the_deadline_is_passed_over():
    world, site = _site()
    world.firms.project_due[0, 5] = 250.0
    assert _best(site, hours=51.0) == 4
    assert _best(site, hours=301.0) == NOBODY_FREE
    world.firms.people[0, 1] = 2.0
    assert _best(site, hours=301.0) == 1


def test_who_has_a_full_book_is_passed_over():
    world, site = _site()
    world.firms.open_hours[0] = 400.0
    assert _best(site) == _best(site, level=0.85) == NOBODY_FREE
    assert _best(site, level=0.95) == NOBODY_ABLE
    assert _cheapest(site) == NOBODY_ABLE


def test_one_can_be_left_out():
    _, site = _site()
    assert _best(site, but=5) == 4


def test_a_prime_contractor_needs_no_tie_and_takes_the_cheapest():
    world, site = _site()
    world.trust[0] = 0.0
    assert _cheapest(site) == 3
    assert _cheapest(site, but=3) == 2
    assert _cheapest(site, level=0.75) == 4
    assert _cheapest(site, level=0.75, most=26.0) == NOBODY_ABLE


def test_a_prime_contractor_does_itself_what_it_can():
    world, site = _site()
    assert _cheapest(site, level=0.2) == 0
    world.firms.open_hours[0, 0] = 400.0
    assert _cheapest(site, level=0.2) == 3


@pytest.mark.parametrize(("limit", "open_hours", "due", "expected"), [
    (400.0, 100.0, 100.0, 0.5), (400.0, 500.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0), (0.0, 1.0, 0.0, 0.0),
])  # fmt: skip
def test_slack(limit, open_hours, due, expected):
    world, _ = _site()
    firm = world.firms[0, 0]
    firm.open_hours, firm.project_due = open_hours, due
    assert slack(firm, Limits(50.0, 130.0, limit, 6.0)) == pytest.approx(expected)


def _project(world):
    project = world.projects[0, 0]
    empty_team(project)
    project.stage, project.parts = UNDER_WAY, 3
    return project


def test_a_firm_has_one_place_in_a_team():
    world, _ = _site()
    project = _project(world)
    assert [join(project, world.firms[0], unit) for unit in (4, 2, 4, 0, 2)] == [0, 1, 0, 2, 1]
    project.serial[1] = -1
    assert join(project, world.firms[0], 5) == 1
    assert sum(is_there(project, world.firms[0], place) for place in range(PLACES)) == 3


def test_who_has_left_is_not_there_even_if_another_has_its_unit():
    world, _ = _site()
    project = _project(world)
    place = join(project, world.firms[0], 3)
    world.firms.serial[0, 3] = 999
    assert not is_there(project, world.firms[0], place)


def test_promises_are_the_hours_left_of_the_parts_that_firms_have():
    world, _ = _site()
    project = _project(world)
    for part, unit in enumerate((3, 1, 3)):
        project.worker[part], project.left[part] = join(project, world.firms[0], unit), 10.0 * (part + 1)
    count_promises(world.firms[0], world.projects[0])
    assert world.firms.project_due[0] == pytest.approx([0.0, 20.0, 0.0, 40.0, 0.0, 0.0])
    project.worker[1] = OUTSIDE
    count_promises(world.firms[0], world.projects[0])
    assert world.firms.project_due[0].sum() == pytest.approx(40.0)
    assert is_behind(project, project.worker[0])
    project.left[:] = 0.0
    assert not is_behind(project, project.worker[0])


def test_trust_in_a_team_is_the_mean_over_its_pairs():
    world, _ = _site()
    project = _project(world)
    join(project, world.firms[0], 0)
    assert team_trust(project, world.firms[0], world.trust[0]) == 1.0
    join(project, world.firms[0], 1)
    assert team_trust(project, world.firms[0], world.trust[0]) == pytest.approx(0.25)  # .5 one way, 0 the other
    join(project, world.firms[0], 2)
    world.trust[0] = np.eye(UNITS)
    world.trust[0, 1, 2] = 0.6
    assert team_trust(project, world.firms[0], world.trust[0]) == pytest.approx(0.1)
