"""Knowledge: known answers."""

from __future__ import annotations

import numpy as np
import pytest
from contract import ProcessContract
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import live, only, opened

from mfsim.processes.knowledge import absorbed
from mfsim.world.cognition import NOWHERE, absorb, cognitive_distance, most_ahead

STILL = {
    **only("knowledge", "record"),
    "knowledge.forgetting": 0.0,
    "knowledge.doing": 0.0,
    "knowledge.innovation": 0.0,
    "knowledge.advice": 0.0,
}
"""Firms learn from those they met, and nothing else happens."""


class TestContract(ProcessContract):
    process = "knowledge"
    columns = ("learned", "learned_across")


@pytest.mark.parametrize("best", [0.05, 0.2, 0.5, 0.8, 0.95])
def test_absorption_is_an_inverted_u(best):
    assert absorb(0.0, best) == 0.0
    assert absorb(best, best) == 1.0
    assert absorb(1.0, best) == 0.0
    below = [absorb(d, best) for d in np.linspace(0.0, best, 30)]
    above = [absorb(d, best) for d in np.linspace(best, 1.0, 30)]
    assert below == sorted(below)
    assert above == sorted(above, reverse=True)


def test_absorption_with_its_top_in_the_middle_is_the_parabola():
    for distance in np.linspace(0.0, 1.0, 11):
        assert absorb(distance, 0.5) == pytest.approx(4.0 * distance * (1.0 - distance), abs=1e-15)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([0.5, 0.2, 0.0], [0.5, 0.2, 0.0], 0.0),
        ([0.5, 0.2, 0.0], [1.0, 0.4, 0.0], 0.0),
        ([0.5, 0.0, 0.0], [0.0, 0.3, 0.0], 1.0),
        ([1.0, 0.0, 0.0], [1.0, 1.0, 0.0], 1.0 - 1.0 / np.sqrt(2.0)),
        ([0.0, 0.0, 0.0], [0.4, 0.0, 0.0], 1.0),
    ],
)
def test_cognitive_distance(one, other, expected):
    skill = np.ascontiguousarray(np.array([one, other]).T)
    assert cognitive_distance(skill, 0, 1) == pytest.approx(expected, abs=1e-15)


def _met(**changes):
    """A world of two firms of which the first has met the second."""
    world = opened("base", {**STILL, "place.units": 2, **changes})
    world.firms.met[0, 0, 0] = 1
    return world


def _distance(a, b):
    return 1.0 - a @ b / np.sqrt((a @ a) * (b @ b))


@pytest.mark.parametrize("best", [0.3, 0.5, 0.8])
def test_a_firm_learns_a_share_of_what_the_colleague_is_ahead(best):
    world = _met(**{"knowledge.best_distance": best})
    field = world.firms.own_field[0, 1]
    world.skill[0, field] = (0.2, 0.9)
    before = world.skill[0].copy()
    side = best if (d := _distance(before[:, 0], before[:, 1])) < best else 1.0 - best
    share = 0.1 * 0.2 * (1.0 - ((d - best) / side) ** 2) * world.kinds.learning[world.firms.kind[0, 0]]
    live(world, 1)
    gained = world.skill[0] - before
    assert gained[field, 0] == pytest.approx(share * 0.7)
    assert gained[field, 0] > 0.0
    gained[field, 0] = 0.0
    assert np.all(gained == 0.0)
    assert world.firms.learned[0, 0] == pytest.approx(share * 0.7)
    other_sector = world.firms.sector[0, 0] != world.firms.sector[0, 1]
    assert world.series.learned_across[0, 0] == pytest.approx(share * 0.7 if other_sector else 0.0)


def test_nothing_is_learned_from_one_who_knows_less():
    world = _met()
    world.skill[0, world.firms.own_field[0, 1]] = (0.9, 0.2)
    before = world.skill[0].copy()
    live(world, 1)
    assert np.array_equal(world.skill[0], before)


@pytest.mark.parametrize("same", [True, False])
def test_nothing_is_learned_from_the_same_or_from_another_world(same):
    """At distance 0 nothing is new; at distance 1 nothing is understood."""
    world = _met(**{"knowledge.learning_rate": 1.0, "knowledge.sight_share": 1.0})
    own = world.firms.own_field[0, 1]
    world.skill[0] = 0.0
    if same:
        world.skill[0, own] = (0.2, 0.9)
    else:
        world.skill[0, own, 1] = 0.9
        world.skill[0, (own + 1) % world.skill.shape[1], 0] = 0.5
    before = world.skill[0].copy()
    live(world, 1)
    assert world.skill[0] == pytest.approx(before, abs=1e-15)


@settings(max_examples=40, deadline=None)
@given(
    levels=st.lists(st.floats(0.0, 1.0), min_size=8, max_size=8),
    best=st.floats(0.05, 0.95),
    rate=st.floats(0.0, 1.0),
)
def test_a_learner_never_overtakes_its_teacher(levels, best, rate):
    world = _met(**{"knowledge.best_distance": best, "knowledge.learning_rate": rate, "knowledge.sight_share": 1.0})
    own = world.firms.own_field[0, 1]
    world.skill[0, :4] = np.array(levels).reshape(4, 2)
    before = world.skill[0].copy()
    live(world, 1)
    ceiling = np.maximum(before[own, 0], before[own, 1])
    assert before[own, 0] <= world.skill[0, own, 0] <= ceiling * (1.0 + 1e-15)


def test_what_is_not_used_is_forgotten_and_the_own_field_is_not():
    months, share = 12, 0.03
    world = opened("base", {**STILL, "knowledge.forgetting": share})
    before = world.skill[0].copy()
    live(world, months)
    expected = before * (1.0 - share) ** months
    own = world.firms.own_field[0]
    expected[own, np.arange(20)] = before[own, np.arange(20)]
    assert world.skill[0] == pytest.approx(expected, rel=1e-12)


def test_doing_brings_the_own_field_towards_one():
    world = opened("base", {**STILL, **only("production", "knowledge"), "knowledge.doing": 0.1})
    world.firms.open_hours[0] = 1e6
    own = world.firms.own_field[0]
    before = world.skill[0, own, np.arange(20)]
    live(world, 1)
    step = 0.1 * world.kinds.learning[world.firms.kind[0]]
    assert world.skill[0, own, np.arange(20)] == pytest.approx(before + step * (1.0 - before))


def test_without_work_nothing_is_learned_by_doing():
    world = opened("base", {**STILL, "knowledge.doing": 0.1})
    before = world.skill.copy()
    live(world, 1)
    assert np.array_equal(world.skill, before)


def test_advice_moves_the_rate_towards_what_the_colleague_takes_in_its_trade():
    world = _met(**{"knowledge.advice": 0.5})
    world.trust[0, 0, 1] = 0.4
    world.firms.rate[0] = (20.0, 50.0)
    own, theirs = world.trades.rate_factor[world.firms.trade[0]]
    live(world, 1)
    assert world.firms.rate[0, 0] == pytest.approx(20.0 + 0.5 * 0.4 * (50.0 / theirs * own - 20.0))
    assert world.firms.rate[0, 1] == 50.0


def test_recombination_of_distant_fields_is_certain_at_a_chance_of_one():
    sure = {"knowledge.innovation": 1.0, "knowledge.innovation_gain": 0.2, "knowledge.innovation_spread": 0.0}
    world = _met(**sure)
    world.skill[0] = 0.0
    world.skill[0, 0, 0] = world.skill[0, 1, 1] = 0.5
    before = world.firms.standing_base[0].copy()
    live(world, 1)
    assert list(world.firms.innovations[0]) == [1, 0]
    assert world.firms.standing_base[0] - before == pytest.approx([0.2, 0.0])
    assert world.series.innovations[0, 0] == 1


def test_alike_firms_recombine_nothing():
    world = _met(**{"knowledge.innovation": 1.0, "knowledge.vision_factor": 1.0})
    world.skill[0, :, 0] = world.skill[0, :, 1]
    live(world, 1)
    assert world.series.innovations[0, 0] == 0


def test_recombination_comes_at_the_square_of_the_distance():
    """Binomial over 400 contacts of pairs at one distance; tolerance 4 standard errors."""
    chance, runs = 0.5, 400
    hits = 0
    world = _met(**{"knowledge.innovation": chance, "knowledge.vision_factor": 1.0})
    for run in range(runs):
        world.firms.met[0, 0, 0] = 1
        world.skill[0] = 0.0
        world.skill[0, :2, 0], world.skill[0, :2, 1] = (0.5, 0.0), (0.5, 0.5)
        live(world, 1, run=run)
        hits += int(world.tally.innovations[0])
    expected = chance * (1.0 - 1.0 / np.sqrt(2.0)) ** 2
    assert hits / runs == pytest.approx(expected, abs=4.0 * np.sqrt(expected * (1.0 - expected) / runs))


@pytest.mark.parametrize(
    ("enclosure", "more", "factor"), [(1.0, 1.5, 1.0), (0.4, 1.5, 1.9), (0.0, 1.5, 2.5), (0.0, 0.0, 1.0)]
)
def test_more_is_seen_in_an_open_plan(enclosure, more, factor):
    gained = []
    for space in ({}, {"place.enclosure": enclosure, "knowledge.open_sight": more}):
        world = _met(**space)
        world.skill[0, world.firms.own_field[0, 1]] = (0.2, 0.9)
        gained.append(live(world, 1).firms.learned[0, 0])
    assert gained[1] == pytest.approx(factor * gained[0])
    assert gained[0] > 0.0


BARTER = {"knowledge.exchange": "barter"}


@pytest.mark.parametrize(
    ("distance", "best", "effect"), [(0.2, 0.5, 1.0), (0.2, 0.5, 0.0), (0.9, 0.3, 0.4), (0.5, 0.5, 0.7)]
)
def test_distance_matters_as_far_as_is_said(distance, best, effect):
    p = opened("base", {"knowledge.best_distance": best, "knowledge.distance_effect": effect}).parameters.knowledge
    expected = absorb(distance, best) if effect == 1.0 else 1.0 - effect * (1.0 - absorb(distance, best))
    assert absorbed(p, distance) == (expected if effect == 1.0 else pytest.approx(expected))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([0.5, 0.2, 0.9], [0.4, 0.8, 0.1], 2),
        ([0.1, 0.1, 0.1], [0.1, 0.2, 0.3], NOWHERE),
        ([0.3, 0.3, 0.0], [0.1, 0.0, 0.0], 1),
    ],
)
def test_where_one_is_ahead_by_most(one, other, expected):
    assert most_ahead(np.ascontiguousarray(np.array([one, other]).T), 0, 1) == expected


def _levels(world, one, other):
    world.skill[0] = 0.0
    world.skill[0, : len(one), 0], world.skill[0, : len(other), 1] = one, other
    return world.skill[0].copy()


def test_each_teaches_the_other_where_it_is_ahead_by_most():
    world = _met(**BARTER)
    before = _levels(world, [0.9, 0.2, 0.6], [0.3, 0.7, 0.4])
    share = 0.1 * 0.2 * absorb(_distance(before[:, 0], before[:, 1]), 0.5) * world.kinds.learning[world.firms.kind[0]]
    live(world, 1)
    gained = np.zeros_like(before)
    gained[1, 0], gained[0, 1] = share[0] * 0.5, share[1] * 0.6
    assert world.skill[0] - before == pytest.approx(gained)
    assert world.firms.learned[0] == pytest.approx([share[0] * 0.5, share[1] * 0.6])
    assert world.series.learned[0, 0] == pytest.approx(gained.sum())


def test_who_has_nothing_to_teach_is_taught_nothing():
    """Where knowledge is open the same firm learns: barter can hurt."""
    gained = {}
    for exchange in ("open", "barter"):
        world = _met(**{"knowledge.exchange": exchange, "knowledge.innovation": 1.0})
        world.firms.own_field[0] = (0, 1)
        before = _levels(world, [0.1] + [0.0] * 12, [0.1] + [0.5] * 12)
        live(world, 1)
        gained[exchange] = (world.skill[0] - before).sum()
        assert (world.series.innovations[0, 0] > 0) == (exchange == "open")
    assert gained["open"] > gained["barter"] == 0.0


def test_those_who_both_have_something_to_teach_learn_more_by_barter():
    """Where one only watches the other's trade nothing comes back: barter can help."""
    gained = {}
    for exchange in ("open", "barter"):
        world = _met(**{"knowledge.exchange": exchange})
        world.firms.own_field[0] = (0, 1)
        before = _levels(world, [0.9, 0.2, 0.6], [0.3, 0.7, 0.4])
        gained[exchange] = (live(world, 1).skill[0] - before).sum()
    assert gained["barter"] > gained["open"] > 0.0


HELPING = {
    **only("demand", "mutual_help", "knowledge", "record"),
    **{name: value for name, value in STILL.items() if name.startswith("knowledge.")},
    "demand.second_field_share": 1.0,
    "community.initial_tie": 0.5,
    "mutual_help.baseline": 20.0,
}


@pytest.mark.parametrize(("exchange", "learns"), [("open", True), ("barter", True), ("none", False)])
def test_a_helper_shows_how_it_is_done_unless_nothing_passes(exchange, learns):
    world = live(opened("base", {**HELPING, "knowledge.exchange": exchange}), 1)
    assert world.series.gaps_met[0, 0] > 0
    assert (world.series.learned[0, 0] > 0.0) == learns


def test_where_nothing_passes_nobody_learns_or_recombines_but_prices_are_talked_about():
    world = _met(**{"knowledge.exchange": "none", "knowledge.innovation": 1.0, "knowledge.advice": 0.5})
    world.firms.rate[0] = (20.0, 90.0)
    before = world.skill.copy()
    live(world, 1)
    assert np.array_equal(world.skill, before)
    assert world.series.innovations[0, 0] == 0
    assert world.firms.rate[0, 0] > 20.0


@pytest.mark.parametrize("protection", [0.0, 0.25, 1.0])
def test_what_is_kept_back_is_not_learnt(protection):
    gained = []
    for kept in (0.0, protection):
        world = _met(**{"knowledge.idea_protection": kept})
        world.skill[0, world.firms.own_field[0, 1]] = (0.2, 0.9)
        gained.append(live(world, 1).firms.learned[0, 0])
    assert gained[1] == pytest.approx((1.0 - protection) * gained[0])
    helped = live(opened("base", {**HELPING, "knowledge.idea_protection": protection}), 1)
    assert (helped.series.learned[0, 0] > 0.0) == (protection < 1.0)


NOVEL = {"knowledge.innovation": 1.0, "knowledge.innovation_gain": 0.2, "knowledge.innovation_spread": 0.0}


def _copied(**changes):
    """The first firm, which has met the second twice, innovates for certain; what standing bases gain."""
    world = _met(**{**NOVEL, "knowledge.copying": 1.0, "knowledge.copy_gain": 0.6, "knowledge.copy_loss": 0.3, **changes})
    world.firms.met[0, 0, 1] = 1
    world.skill[0] = 0.0
    world.skill[0, 0, 0] = world.skill[0, 1, 1] = 0.5
    before = world.firms.standing_base[0].copy()
    live(world, 1)
    return world, world.firms.standing_base[0] - before


def test_a_copier_gains_part_of_what_the_innovator_won_and_the_innovator_loses_part():
    """Two innovations, of two meetings with one colleague, each of which it copies once."""
    world, gained = _copied()
    assert list(world.firms.innovations[0]) == [2, 0]
    assert world.series.copies[0, 0] == 2
    assert gained == pytest.approx([2 * 0.2 * (1.0 - 0.3), 2 * 0.2 * 0.6])


def test_what_customers_do_not_like_is_not_copied():
    world, gained = _copied(**{"knowledge.innovation_gain": -0.2})
    assert world.series.copies[0, 0] == 0
    assert gained == pytest.approx([-0.4, 0.0])


@pytest.mark.parametrize(("loss", "together"), [(0.0, 0.6), (1.0, -0.4)])
def test_copying_can_make_the_two_better_or_worse_off(loss, together):
    _, plain = _copied(**{"knowledge.copying": 0.0})
    _, gained = _copied(**{"knowledge.copy_loss": loss})
    assert gained.sum() - plain.sum() == pytest.approx(2 * 0.2 * together)


@pytest.mark.parametrize("protection", [0.0, 0.6, 1.0])
def test_protected_ideas_are_copied_less(protection):
    """Binomial over 300 innovations, of which half would be copied: tolerance 4 standard errors."""
    runs, copies = 150, 0
    world = _met(**NOVEL, **{"knowledge.copying": 0.5, "knowledge.idea_protection": protection})
    for run in range(runs):
        world.firms.met[0] = -1
        world.firms.met[0, :, 0] = (1, 0)
        world.skill[0] = 0.0
        world.skill[0, 0, 0] = world.skill[0, 1, 1] = 0.5
        live(world, 1, run=run)
        copies += int(world.tally.copies[0])
    chance = 0.5 * (1.0 - protection)
    assert copies / (2 * runs) == pytest.approx(chance, abs=4.0 * np.sqrt(chance * (1.0 - chance) / (2 * runs)))
