"""Dividing the price of a project: Shapley's value by its axioms and by known games, and what is due to whom."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfsim.compiling import ENABLED
from mfsim.world.partners import Partners
from mfsim.world.project_records import COALITIONS, PARTS, PLACES, PROJECT
from mfsim.world.sharing import game, owe_colleagues, owe_under_prime, pay_dues, shapley_value
from mfsim.world.teams import empty_team

EXAMPLES = 60 if ENABLED else 10
WORTHS = st.integers(0, 2**32).map(lambda seed: list(np.random.default_rng(seed).normal(0.0, 1e4, COALITIONS)))
"""Any worth of every coalition."""
PLAYERS = st.integers(1, COALITIONS - 1)
"""A coalition of all who play, a bit for each."""


def places(coalition):
    return [place for place in range(PLACES) if coalition >> place & 1]


def values(worths, everybody):
    return {place: shapley_value(np.asarray(worths), place, everybody) for place in places(everybody)}


def table(worth):
    """The worth of every coalition by a function of the set of places."""
    return np.array([float(worth(frozenset(places(coalition)))) for coalition in range(COALITIONS)])


@settings(max_examples=EXAMPLES, deadline=None)
@given(WORTHS, PLAYERS)
def test_all_of_the_worth_is_given_out(worths, everybody):
    worths[0] = 0.0
    assert sum(values(worths, everybody).values()) == pytest.approx(worths[everybody], abs=1e-8)


@settings(max_examples=EXAMPLES, deadline=None)
@given(WORTHS, WORTHS, PLAYERS)
def test_two_games_together_are_worth_what_they_are_apart(one, other, everybody):
    both = values(np.add(one, other), everybody)
    apart = [values(worths, everybody) for worths in (one, other)]
    assert both == pytest.approx({place: apart[0][place] + apart[1][place] for place in both}, abs=1e-8)


@settings(max_examples=EXAMPLES, deadline=None)
@given(WORTHS, st.integers(0, PLACES - 1))
def test_who_adds_nothing_gets_nothing(worths, idle):
    worths = [worths[coalition & ~(1 << idle)] for coalition in range(COALITIONS)]
    assert values(worths, COALITIONS - 1)[idle] == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=EXAMPLES, deadline=None)
@given(WORTHS)
def test_who_adds_the_same_gets_the_same(worths):
    """Places 0 and 1 alike: a coalition is worth what it is with the two exchanged."""
    swapped = [(c & ~3) | (c & 1) << 1 | (c & 2) >> 1 for c in range(COALITIONS)]
    alike = [0.5 * (worths[c] + worths[swapped[c]]) for c in range(COALITIONS)]
    found = values(alike, COALITIONS - 1)
    assert found[0] == pytest.approx(found[1], abs=1e-8)


def test_it_is_the_mean_over_all_orders_of_arrival():
    rng = np.random.default_rng(3)
    worths = np.concatenate(([0.0], rng.random(COALITIONS - 1)))
    everybody = 0b10110101
    gains = dict.fromkeys(places(everybody), 0.0)
    orders = list(permutations(gains))
    for order in orders:
        there = 0
        for place in order:
            gains[place] += (worths[there | 1 << place] - worths[there]) / len(orders)
            there |= 1 << place
    assert values(worths, everybody) == pytest.approx(gains)


@pytest.mark.parametrize(("left", "right", "share"), [(1, 1, 1 / 2), (1, 2, 2 / 3), (1, 3, 3 / 4), (2, 2, 1 / 2)])
def test_gloves(left, right, share):
    """A pair of gloves is worth 1: a single left one against r right ones gets r / (r + 1)."""
    worths = table(lambda s: min(sum(p < left for p in s), sum(left <= p < left + right for p in s)))
    found = values(worths, (1 << (left + right)) - 1)
    assert found[0] == pytest.approx(share)
    assert sum(found.values()) == pytest.approx(min(left, right))


def test_what_a_coalition_could_earn():
    """1,000 EUR for three parts, each 400 EUR outside: places 0 and 1 can do the first, 1 the second, 2 the third."""
    able, worths = np.array([0b011, 0b010, 0b100, 0, 0, 0]), np.zeros(COALITIONS)
    game(worths, able, 3, 1_000.0, 400.0)
    assert worths[0] == 0.0
    assert worths[0b001] == worths[0b100] == pytest.approx(200.0)
    assert worths[0b010] == worths[0b101] == pytest.approx(600.0)
    assert worths[0b111] == worths[0b110] == pytest.approx(1_000.0)
    game(worths, able, 3, 500.0, 400.0)
    assert worths[0b001] == 0.0, "nobody has to take a job that costs more than it brings"


def test_without_overlap_it_is_by_hours():
    """Parts of one member each, at a price as high as outside: the game is additive, the value each one's share of parts."""
    able, worths = np.array([0b001, 0b001, 0b010, 0b100, 0b100, 0b100]), np.zeros(COALITIONS)
    game(worths, able, PARTS, 6 * 400.0, 400.0)
    assert values(worths, 0b111) == pytest.approx({0: 800.0, 1: 400.0, 2: 1_200.0})


def _team(count, **quantities):
    project = np.zeros(1, PROJECT).view(np.recarray)[0]
    empty_team(project)
    project.lead = 0
    for place in range(count):
        project.serial[place], project.unit[place] = 10 + place, place
    for name, numbers in quantities.items():
        project[name][:count] = numbers
    return project


def _paid(project, revenue, count):
    money = ("project_billed", "project_internal", "partner_money")
    firms = np.zeros(PLACES, [(name, "f8") for name in money]).view(np.recarray)
    nowhere = np.zeros(0, np.int64), np.zeros(0)
    partners = Partners(0.0, 0.0, 0.0, 0.0, False, firms[None, :], np.zeros((1, 1, 1)), *nowhere)
    pay_dues(project, firms, partners, revenue)
    assert np.all(firms.partner_money == 0.0)
    assert firms.project_billed.sum() == pytest.approx(revenue)
    assert firms.project_internal.sum() == pytest.approx(0.0, abs=1e-9)
    assert np.all(firms.project_billed >= 0.0)
    return firms[:count]


def test_colleagues_get_their_costs_back_and_share_what_is_left():
    project = _team(3, advanced=[300.0, 0.0, 0.0], weight=[0.5, 0.3, 0.2])
    owe_colleagues(project, 1_300.0, False)
    assert project.due[:3] == pytest.approx([800.0, 300.0, 200.0])
    firms = _paid(project, 1_300.0, 3)
    assert firms.project_billed == pytest.approx([800.0, 300.0, 200.0])
    assert firms.project_internal == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_colleagues_share_a_loss_too_and_pay_one_another():
    project = _team(2, advanced=[900.0, 0.0], weight=[0.5, 0.5])
    owe_colleagues(project, 300.0, False)
    firms = _paid(project, 300.0, 2)
    assert firms.project_billed == pytest.approx([300.0, 0.0])
    assert firms.project_internal == pytest.approx([300.0, -300.0])
    assert project.net[:2] == pytest.approx([600.0, -300.0])


@pytest.mark.parametrize("revenue", [2_000.0, 500.0, 0.0])
def test_who_keeps_the_margin_pays_the_others_their_rate(revenue):
    project = _team(3, advanced=[100.0, 20.0, 0.0], value=[400.0, 600.0, 300.0], weight=[1.0, 0.0, 0.0])
    owe_colleagues(project, revenue, True)
    assert project.due[:3] == pytest.approx([revenue - 920.0, 620.0, 300.0])
    _paid(project, revenue, 3)


def test_a_prime_contractor_shares_a_profit_and_bears_a_loss():
    paid = {"advanced": [800.0, 0.0], "value": [200.0, 500.0], "weight": [0.4, 0.6]}
    project = _team(2, **paid)
    owe_under_prime(project, 1_600.0, 100.0, False)
    assert project.due[:2] == pytest.approx([1_600.0 - 300.0, 300.0])  # 60 % of 1600 - 800 - 100 - 200
    owe_under_prime(project, 1_600.0, 100.0, True)
    assert project.due[:2] == pytest.approx([1_600.0, 0.0])
    owe_under_prime(project, 900.0, 100.0, False)
    assert project.due[:2] == pytest.approx([900.0, 0.0])
