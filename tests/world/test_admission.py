"""Admission: who waits, and whom each rule chooses among the same applicants."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import at, live, only, opened

from mfsim.compiling import ENABLED
from mfsim.engine.run import run_batch
from mfsim.scenario.load import load
from mfsim.world.admission import chosen, lose_patience, score, take, wait
from mfsim.world.fixed_tables import trade_distance
from mfsim.world.invariants import broken
from mfsim.world.records import SITE, WAITING

RULES = ("first_come", "diverse", "complementary", "similar", "values")


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, WAITING - 1)), max_size=60))
def test_the_list_keeps_the_order_of_applications(moves):
    """Against a plain list: apply if there is room, or take who is at a place."""
    state, kept = np.zeros(1, SITE).view(np.recarray)[0], []
    for serial, place in enumerate(moves):
        if place is None and len(kept) < WAITING:
            wait(state, serial, 3)
            kept.append(serial)
        elif place is not None and place < len(kept):
            assert take(state, place) == kept.pop(place)
        assert list(state.waiting_serial[: state.waiting]) == kept


@pytest.mark.parametrize(("month", "left"), [(5, [7, 8, 9]), (7, [7, 8, 9]), (8, [8, 9]), (10, [9]), (12, [])])
def test_patience_ends_after_so_many_months(month, left):
    state = np.zeros(1, SITE).view(np.recarray)[0]
    for serial, since in ((7, 4), (8, 5), (9, 8)):
        wait(state, serial, since)
    lose_patience(state, month, 3)
    assert list(state.waiting_serial[: state.waiting]) == left


def test_trades_of_a_sector_are_one_and_those_of_others_as_far_as_their_skills():
    scenario = load("base")
    words, apart = scenario.vocabulary, trade_distance(scenario)
    np.testing.assert_array_equal(apart, apart.T)
    same = words.trade_sector[:, None] == words.trade_sector[None, :]
    assert np.all(apart[same] == 0.0)
    assert np.all((apart[~same] > 0.0) & (apart[~same] <= 1.0))
    one, other = 0, int(np.flatnonzero(words.trade_sector != words.trade_sector[0])[0])
    a, b = words.trade_skill[one], words.trade_skill[other]
    assert apart[one, other] == pytest.approx(1.0 - a @ b / np.sqrt((a @ a) * (b @ b)))


def _site(rule, waiting=range(20, 28)):
    """A full site, firms that wait, and what each of these would be, from worlds in which it enters."""
    world = opened("base", {"membership.admission": rule, "members.occupied_at_start": 0.5})
    for serial in waiting:
        wait(world.sites[0], serial, 1)
    return world


def _entered(serial):
    """Trade and value of an applicant when it has entered an empty site."""
    empty = {"members.occupied_at_start": 0.0, "membership.applicants_per_unit_month": 10.0, "place.units": 20}
    world = live(opened("base", {**only("membership"), **empty}, months=1), 1)
    unit = int(np.flatnonzero(world.firms.serial[0] == serial)[0])
    return world.firms[0, unit].trade, world.firms[0, unit].value


def _members(world):
    return world.firms[0][world.firms.serial[0] >= 0]


def _rao(world, trades):
    shares = np.bincount(trades, minlength=len(world.trades)) / len(trades)
    return shares @ world.trade_distance @ shares


def _wanted(rule, world, trade, value):
    """What the rule is to make largest, worked out apart."""
    members = _members(world)
    if rule == "diverse":
        return _rao(world, [*members.trade, trade])
    if rule == "similar":
        return -world.trade_distance[trade, members.trade].mean()
    if rule == "complementary":
        return -world.skill[0, world.trades.own_field[trade]].sum()
    return -abs(value - members.value.mean())


@pytest.mark.parametrize("rule", RULES[1:])
def test_each_rule_chooses_who_is_best_by_it(rule):
    world = _site(rule)
    firms = [_entered(serial) for serial in range(20, 28)]
    wanted = [_wanted(rule, world, *firm) for firm in firms]
    place = chosen(world, at(1), 0)
    assert wanted[place] == max(wanted) > min(wanted)
    scores = [score(world, at(1), 0, serial) for serial in range(20, 28)]
    assert np.all(np.argsort(scores, kind="stable") == np.argsort(np.round(wanted, 12), kind="stable"))


@pytest.mark.parametrize("rule", RULES)
def test_of_equals_the_first_is_taken(rule):
    """Nobody is there: by every rule all are alike."""
    world = opened("base", {"membership.admission": rule, "members.occupied_at_start": 0.0})
    for serial in (25, 23, 29):
        wait(world.sites[0], serial, 1)
    assert chosen(world, at(1), 0) == 0


def test_first_come_looks_at_nobody():
    assert chosen(_site("first_come"), at(1), 0) == 0


BUSY = {"membership.exogenous_closing": 0.05, "membership.applicants_per_unit_month": 0.2, "membership.give_up_rate": 0.0}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_keeps_the_invariants(rule):
    world = opened("base", {**BUSY, "membership.admission": rule, "place.sites": 2}, months=24)
    for month in range(1, 25):
        live(world, 1, first=month)
        assert broken(world) == []
    assert world.firms.entry_month.max() > 0


def test_the_same_firms_apply_whatever_the_rule():
    """As many apply, and who enters under two rules is the same firm."""
    histories = {}
    for rule in RULES:
        world = live(opened("base", {**BUSY, "membership.admission": rule}, months=24, panel=True), 24)
        rows = world.panel[~np.isnan(world.panel.serial)]
        later = rows[rows.serial >= 20]
        histories[rule] = (world.series.applicants.copy(), {int(row.serial): row.generosity for row in later[::-1]})
    usual, came = histories["first_come"]
    for applicants, entered in histories.values():
        assert np.array_equal(applicants, usual)
        both = came.keys() & entered.keys()
        assert len(both) > 2
    assert len({frozenset(entered) for _, entered in histories.values()}) == len(RULES)


@pytest.mark.skipif(not ENABLED, reason="needs many months")
@pytest.mark.parametrize(
    ("rule", "outcome", "rises"),
    [
        ("diverse", "rao", True),
        ("similar", "rao", False),
        ("complementary", "fields_covered", True),
        ("values", "values_sd", False),
    ],
)
def test_what_a_rule_chooses_for_is_what_comes_of_it(rule, outcome, rises):
    """Paired with first come over 30 runs of ten years; three standard errors."""
    ends = []
    for admission in ("first_come", rule):
        records = run_batch(load("base", {**BUSY, "membership.admission": admission}), runs=range(30), months=120, workers=1)
        ends.append(np.nanmean(records.series[outcome][:, 60:, 0], axis=1))
    gain = (ends[1] - ends[0]) * (1.0 if rises else -1.0)
    assert gain.mean() > 3.0 * gain.std(ddof=1) / np.sqrt(len(gain))


def test_raos_entropy_is_recorded():
    world = live(opened("base", {"members.occupied_at_start": 0.7}), 1)
    assert world.series.rao[0, 0] == pytest.approx(_rao(world, _members(world).trade))
    assert world.series.rao[0, 0] > 0.0
