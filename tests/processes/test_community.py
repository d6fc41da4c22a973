"""Community: known answers."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from contract import ProcessContract
from worlds import at, live, only, opened

from mfsim.processes.community import experience, number_of_meetings

QUIET = {**only("community"), "community.meetings_per_month": 0}
PAIR = {**only("community"), "place.units": 2, "community.meetings_per_month": 1, "community.tie_fading": 0.0}
"""Two firms, each of which meets the other once a month."""
DEALING = {
    **only("demand", "mutual_help", "community"),
    "place.units": 2,
    "community.meetings_per_month": 0,
    "community.tie_fading": 0.0,
    "community.initial_tie": 0.4,
    "community.care_drift": 0.0,
    "community.care_tenure": 0.0,
    "demand.second_field_share": 1.0,
    "demand.second_field_hours": 0.0,
    "mutual_help.reputation_gain": 0.0,
    "mutual_help.reputation_loss": 0.0,
}


class TestContract(ProcessContract):
    process = "community"
    columns = ("fatigue", "learned")
    settings: ClassVar = {"processes.mutual_help": False, "processes.norms": False}


def test_unused_ties_fade():
    world = opened("base", {**QUIET, "community.tie_fading": 0.02, "community.initial_tie": 0.6})
    live(world, 12)
    expected = np.full((20, 20), 0.6 * 0.98**12)
    np.fill_diagonal(expected, 0.0)
    assert world.trust[0] == pytest.approx(expected, rel=1e-12)


def test_ties_grow_by_meeting_as_far_as_values_are_alike():
    world = opened("base", {**PAIR, "community.value_tolerance": 0.0, "community.meeting_gain": 0.05})
    world.firms.value[0] = (0.2, 0.6)
    world.trust[0] = [[0.0, 0.3], [0.1, 0.0]]
    live(world, 1)
    left = (1.0 - 0.05 * 0.6) ** 2  # each meets the other: two steps for both
    assert world.trust[0, 0, 1] == pytest.approx(1.0 - 0.7 * left)
    assert world.trust[0, 1, 0] == pytest.approx(1.0 - 0.9 * left)
    assert list(world.firms.met[0, :, 0]) == [1, 0]
    assert np.all(world.firms.value[0] == (0.2, 0.6))


def test_trust_never_saturates_beyond_one():
    world = live(opened("base", {**PAIR, "community.meeting_gain": 1.0}), 5)
    assert world.trust[0].max() <= 1.0


@pytest.mark.parametrize(("difference", "moves"), [(0.29, True), (0.31, False)])
def test_only_those_who_differ_little_listen(difference, moves):
    world = opened("base", {**PAIR, "community.value_tolerance": 0.3, "community.value_step": 0.25})
    world.firms.value[0] = (0.3, 0.3 + difference)
    live(world, 1)
    apart = world.firms.value[0, 1] - world.firms.value[0, 0]
    assert apart == pytest.approx(difference * 0.5**2 if moves else difference)
    assert world.firms.value[0].sum() == pytest.approx(0.6 + difference)


def test_who_has_contact_with_nobody_meets_nobody():
    far = {"place.buildings": 20, "place.building_distance_m": 10_000.0, "place.contact_distance_m": 0.1}
    world = live(opened("base", {**only("community"), **far, "community.meetings_per_month": 4}), 3)
    assert np.all(world.firms.met == -1)
    assert np.all(world.trust <= 0.1)


def test_meetings_follow_contact():
    """Who is met: multinomial over the shares of contact; tolerance 4.5 standard errors for each of 19 colleagues."""
    months = 300
    world = opened("base", {**only("community"), "community.meetings_per_month": 4})
    counts = np.zeros(20)
    for month in range(1, months + 1):
        live(world, 1, first=month)
        counts += np.bincount(world.firms.met[0, 3], minlength=20)
    shares = world.contact[3] / world.contact[3].sum()
    assert counts.sum() == 4 * months
    errors = np.sqrt(4 * months * shares * (1.0 - shares))
    assert np.all(np.abs(counts - 4 * months * shares) <= 4.5 * errors)


def test_care_drifts_to_its_rest():
    world = opened("base", {**QUIET, "community.care_tenure": 0.0, "community.initial_care": 0.9})
    live(world, 10)
    assert world.firms.care[0] == pytest.approx(0.35 + 0.55 * 0.98**10)


def test_care_grows_with_tenure():
    world = opened("base", {**QUIET, "community.care_drift": 0.0, "community.care_tenure": 0.01})
    live(world, 10)
    assert world.firms.care[0] == pytest.approx(1.0 - 0.55 * 0.99**10)


def test_rested_firms_lose_their_fatigue():
    world = opened("base", QUIET)
    world.firms.fatigue[0] = 0.8
    live(world, 3)
    assert world.firms.fatigue[0] == pytest.approx(0.8 * 0.8**3)


def test_work_beyond_the_comfortable_load_tires():
    world = opened("base", {**QUIET, **only("production", "community"), "community.comfortable_load": 0.8})
    world.firms.open_hours[0] = 1e6
    live(world, 1)
    assert world.firms.fatigue[0] == pytest.approx(0.2 * 0.4)


def _dealing(**changes):
    """Two firms, the first of which lacks what the second knows; the second agrees or refuses for certain."""
    needs = {"demand.required_level_low": 0.5, "demand.required_level_high": 0.5}
    world = opened("base", {**DEALING, **needs, **changes})
    world.skill[0, :, 0], world.skill[0, :, 1] = 0.0, 1.0
    return live(world, 1)


def test_help_received_raises_trust_care_and_generosity():
    world = _dealing(**{"mutual_help.baseline": 20.0, "mutual_help.load_weight": 0.0})
    agreed = int(world.tally.gaps_met[0])
    generosity = opened("base", {"place.units": 2}).firms.generosity[0]
    assert agreed > 1
    assert world.trust[0, 0, 1] == world.trust[0, 1, 0] == pytest.approx(1.0 - 0.6 * 0.9**agreed)
    assert world.firms.care[0] == pytest.approx([0.45 + 0.04 * 0.55, 0.45])
    assert world.firms.generosity[0] == pytest.approx([1.0 - 0.98 * (1.0 - generosity[0]), generosity[1]])


def test_refusals_cost_trust_care_and_generosity_of_who_was_refused():
    weights = {f"mutual_help.{name}_weight": 0.0 for name in ("generosity", "reputation", "care", "load")}
    world = _dealing(**{"mutual_help.baseline": -20.0, **weights})
    refused = int(world.tally.refusals[0])
    generosity = opened("base", {"place.units": 2}).firms.generosity[0]
    assert refused > 1
    assert world.trust[0, 0, 1] == pytest.approx(0.4 * 0.85**refused)
    assert world.trust[0, 1, 0] == 0.4
    assert world.firms.care[0] == pytest.approx([0.45 * 0.97**refused, 0.45])
    assert world.firms.generosity[0] == pytest.approx([generosity[0] * 0.98**refused, generosity[1]])


def test_experience_here_and_alone():
    world = opened("base")
    p, firm = world.parameters.community, world.firms[0, 0]
    firm.smoothed_income, firm.hours_worked, firm.hours_given = 1_300.0, 70.0, 14.0
    firm.learned, firm.care, firm.noise_heard, firm.fatigue = 0.02, 0.6, 1.0, 0.2
    here, alone = experience(p, firm, world.sites[0], True, 140.0, 0.4)
    assert alone == pytest.approx(0.4 * 0.5 + 0.6 * 0.4 / 3.0 - 0.15 * 0.2)
    assert here == pytest.approx(alone + 0.6 * (0.5 + 0.6) / 3.0 - 0.2 * 0.5)


def test_experience_stays_between_zero_and_one():
    world = opened("base")
    p, firm = world.parameters.community, world.firms[0, 0]
    firm.smoothed_income, firm.hours_worked, firm.noise_heard, firm.fatigue = -1e6, 1e6, 1e9, 1.0
    assert experience(p, firm, world.sites[0], True, 140.0, 1.0) == (0.0, 0.0)
    firm.smoothed_income, firm.hours_worked, firm.noise_heard, firm.fatigue = 1e12, 0.0, 0.0, 0.0
    here, alone = experience(p, firm, world.sites[0], True, 140.0, 1.0)
    assert here == alone == pytest.approx(1.0)


def test_satisfaction_follows_the_months_experience():
    world = opened("base", {**QUIET, "community.satisfaction_rate": 0.25})
    live(world, 1)
    p, hours = world.parameters.community, world.parameters.production.hours_per_person_month
    for unit in range(20):
        firm = world.firms[0, unit]
        here, alone = experience(p, firm, world.sites[0], True, hours * firm.people, world.kinds[firm.kind].income_weight)
        assert firm.satisfaction == pytest.approx(0.5 + 0.25 * (here - 0.5))
        assert firm.alone == pytest.approx(0.5 + 0.25 * (alone - 0.5))


@pytest.mark.parametrize(
    ("enclosure", "more", "usual", "expected"),
    [(1.0, 4.0, 2, 2.0), (0.0, 1.0, 2, 3.0), (0.0, 0.0, 2, 2.0), (0.3, 1.0, 2, 2.7), (0.5, 3.0, 0, 1.5), (0.0, 4.0, 3, 4.0)],
)
def test_an_open_plan_brings_more_meetings(enclosure, more, usual, expected):
    """A broken number is drawn, month by month: tolerance 4 standard errors of 20 firms in 40 months."""
    world = opened("base", {"community.open_meetings": more, "community.meetings_per_month": usual})
    p = world.parameters.community
    counts = [number_of_meetings(p, at(month), serial, enclosure) for month in range(1, 41) for serial in range(20)]
    broken = expected % 1.0
    assert set(counts) <= {int(expected), int(expected) + 1}
    assert np.mean(counts) == pytest.approx(expected, abs=4.0 * np.sqrt(broken * (1.0 - broken) / 800))


def test_the_usual_meetings_are_the_same_ones_in_an_open_plan():
    rooms, open_plan = (
        live(opened("base", {**only("community"), "place.enclosure": enclosure}), 1).firms.met[0] for enclosure in (1.0, 0.0)
    )
    assert np.array_equal(rooms[:, :2], open_plan[:, :2])
    assert np.all(rooms[:, 2] == -1)
    assert np.all(open_plan[:, 2] >= 0)
