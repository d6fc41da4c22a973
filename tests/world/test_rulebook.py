"""The book of rules: what is remembered, what becomes a rule, what is struck out, what the null model makes of it."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import at, only, opened

from mfsim.world.enacting import BY_COPY, BY_INSTITUTIONS, BY_STATUTE, enact
from mfsim.world.norm_measures import agreement, best_fit, write_norms
from mfsim.world.rulebook import (
    FROM_PRECEDENTS,
    NO_RULE,
    UNRESOLVED,
    breached,
    complied,
    recurring,
    remember,
    remember_failure,
    revise,
    set_rule,
)

ALONE = {**only("norms", "record"), "processes.governance": True}


def _world(**settings):
    return opened("base", {**ALONE, **settings})


def _fill(norm, resolutions, seen=0.7, accepted=1.0):
    count = len(resolutions)
    norm.resolution[:count], norm.seen[:count], norm.accepted[:count] = resolutions, seen, accepted
    norm.count, norm.next = count, 0


def _revised(world, month=1):
    revise(world.parameters.norms, world.norms[0], world.norm_rows, world.norm_row_count, 0, month)
    return world.norms[0]


def test_fit_is_drawn_for_each_site_and_stays():
    world = _world(**{"place.sites": 2})
    quality = world.norms["quality"]
    assert len(np.unique(quality)) == quality.size
    assert np.all((quality >= 0.0) & (quality < 1.0))
    assert np.array_equal(opened("base", {**ALONE, "norms.taste": 0.1}).norms["quality"][0], quality[0])
    assert np.all(world.norms["rule"] == NO_RULE)


def test_fit_is_uniform():
    quality = opened("base", {**ALONE, "place.sites": 200, "place.units": 1}).norms["quality"]
    assert quality.mean() == pytest.approx(0.5, abs=4.0 * np.sqrt(1.0 / 12.0 / quality.size))
    assert quality.var() == pytest.approx(1.0 / 12.0, rel=0.05)


def test_precedents_are_a_ring():
    world = _world(**{"norms.window": 4, "norms.seen_noise": 0.0})
    p, norm = world.parameters.norms, world.norms[0, 0]
    for number, resolution in enumerate((0, 1, 2, 2, 1)):
        remember(p, at(1), norm, resolution, 0.1 * number, 3, 4, number)
    assert (norm.count, norm.next) == (4, 1)
    assert list(norm.resolution[:4]) == [1, 1, 2, 2]
    assert norm.seen[:4] == pytest.approx(norm.quality[[1, 1, 2, 2]])
    assert norm.accepted[:4] == pytest.approx([0.4, 0.1, 0.2, 0.3])
    remember_failure(p, norm)
    assert list(norm.resolution[:4]) == [1, UNRESOLVED, 2, 2]
    assert norm.null_count == 4
    assert norm.null_resolution[1] == UNRESOLVED


def test_fit_is_seen_with_noise_of_the_given_size():
    world = _world(**{"norms.window": 1})
    p, norm = world.parameters.norms, world.norms[0, 0]
    seen, null = [], []
    for number in range(4000):
        remember(p, at(1), norm, 1, 1.0, 3, 4, number)
        seen.append(norm.seen[0] - norm.quality[1])
        null.append(norm.null_resolution[0])
    assert np.mean(seen) == pytest.approx(0.0, abs=4.0 * 0.25 / np.sqrt(4000))
    assert np.std(seen) == pytest.approx(0.25, rel=0.05)
    counts = np.bincount(null, minlength=3)
    assert np.all(np.abs(counts - 4000 / 3) < 4.0 * np.sqrt(4000 * 2 / 9))


@pytest.mark.parametrize(
    ("resolutions", "seen", "rule"),
    [
        ([1] * 6, 0.7, 1),
        ([1] * 5, 0.7, NO_RULE),
        ([2] * 6 + [0] * 2, 0.7, 2),
        ([2] * 5 + [0] * 2, 0.7, NO_RULE),
        ([0] * 8 + [UNRESOLVED] * 2, 0.7, 0),
        ([0] * 7 + [UNRESOLVED] * 3, 0.7, NO_RULE),
        ([1] * 10, 0.45, 1),
        ([1] * 10, 0.4499, NO_RULE),
        ([UNRESOLVED] * 10, 0.7, NO_RULE),
        ([], 0.7, NO_RULE),
    ],
)
def test_what_recurs_and_proves_good(resolutions, seen, rule):
    world = _world()
    norm = world.norms[0, 3]
    _fill(norm, resolutions, seen)
    assert recurring(world.parameters.norms, norm.resolution, norm.seen, norm.count) == rule
    assert _revised(world)["rule"][3] == rule
    if rule != NO_RULE:
        assert (norm.origin, norm.since, norm.cases, norm.legitimacy) == (FROM_PRECEDENTS, 1, 0, 1.0)


def test_a_rule_of_precedents_is_as_legitimate_as_they_are():
    world = _world()
    _fill(world.norms[0, 0], [1] * 8, accepted=np.linspace(0.6, 1.0, 8))
    assert _revised(world)["legitimacy"][0] == pytest.approx(0.8)


@pytest.mark.parametrize("origin", ["statutory", "copied"])
def test_where_rules_are_imposed_none_emerge(origin):
    world = _world(**{"norms.origin": origin}, **({"norms.book": "house"} if origin == "copied" else {}))
    _fill(world.norms[0, 0], [1] * 10)
    assert _revised(world)["rule"][0] == NO_RULE


def test_breaches_strike_a_rule_out_and_its_row_is_written():
    world = _world()
    p, norm = world.parameters.norms, world.norms[0, 2]
    set_rule(norm, 1, FROM_PRECEDENTS, 0.9, 3)
    _fill(norm, [1] * 10)
    expected = 0.0
    while expected <= p.strike_share:
        assert _revised(world, 8)["rule"][2] == 1
        breached(p, norm)
        expected += (1.0 - expected) / 10
        assert norm.breached == pytest.approx(expected)
    assert _revised(world, 9)["rule"][2] == NO_RULE
    row = world.norm_rows[0, 0]
    assert world.norm_row_count[0] == 1
    assert (row.kind, row.resolution, row.origin, row.from_month, row.to_month) == (2, 1, FROM_PRECEDENTS, 3, 9)
    assert (row.quality, row.legitimacy, row.cases) == (norm.quality[1], 0.9, norm.cases)
    assert norm.count == 0, "with the rule its precedents are forgotten"
    assert _revised(world, 10)["rule"][2] == NO_RULE


def test_compliance_makes_up_for_breaches_and_makes_legitimate():
    world = _world()
    p, norm = world.parameters.norms, world.norms[0, 0]
    set_rule(norm, 0, BY_STATUTE, 0.6, 1)
    breached(p, norm)
    complied(p, norm)
    assert norm.cases == 2
    assert norm.breached == pytest.approx(0.1 * 0.9)
    assert norm.legitimacy == pytest.approx(0.6 + 0.05 * 0.4)


@pytest.mark.parametrize(("cases", "seen", "stays"), [(6, 0.34, False), (6, 0.36, True), (5, 0.0, True)])
def test_a_rule_that_fits_badly_is_struck_out_after_enough_cases(cases, seen, stays):
    world = _world()
    norm = world.norms[0, 0]
    set_rule(norm, 2, BY_STATUTE, 1.0, 1)
    _fill(norm, [2] * cases, seen)
    assert (_revised(world)["rule"][0] == 2) == stays


def test_basic_rules_cannot_be_struck_out():
    world = _world()
    norm = world.norms[0, 0]
    set_rule(norm, 2, BY_INSTITUTIONS, 1.0, 1)
    norm.protected, norm.breached = True, 1.0
    _fill(norm, [2] * 10, 0.0)
    assert _revised(world)["rule"][0] == 2


def _enacted(book=(), decided=True, **settings):
    world = _world(**settings)
    enact(world.parameters.norms, at(1), world.norms[0], 0, np.array(book, np.int64), world.institutions, decided)
    return world


def test_a_statute_has_a_rule_for_every_kind_guessed_better_than_by_chance():
    world = _enacted(**{"norms.origin": "statutory", "place.sites": 1})
    norms = world.norms[0]
    assert np.all(norms["origin"] == BY_STATUTE)
    assert np.all(norms["legitimacy"] == 0.6)
    fits = []
    for run in range(60):
        world = opened("base", {**ALONE, "norms.origin": "statutory"}, run=run)
        enact(world.parameters.norms, at(1, run=run), world.norms[0], 0, world.book, world.institutions, True)
        fits += [norm.quality[norm.rule] for norm in world.norms[0]]
    assert 0.55 < np.mean(fits) < 0.72, "chance gives 0.5, knowledge 0.75"
    exact = _enacted(**{"norms.origin": "statutory", "norms.statute_noise": 0.0}).norms[0]
    assert np.array_equal(exact["rule"], exact["quality"].argmax(axis=1))


def test_nobody_makes_no_statute():
    assert np.all(_enacted(decided=False, **{"norms.origin": "statutory"}).norms["rule"] == NO_RULE)


def test_a_copied_book_is_taken_as_it_is():
    book = [0, 2, -1, 1, *([-1] * 8)]
    norms = _enacted(book, decided=False, **{"norms.origin": "copied", "norms.book": "house"}).norms[0]
    assert list(norms["rule"]) == book
    assert np.all(norms["origin"][norms["rule"] >= 0] == BY_COPY)


def test_a_book_says_nothing_of_resolutions_that_are_not_in_use():
    settings = {"norms.origin": "copied", "norms.book": "house", "norms.resolutions": 2, "norms.kinds": 3}
    norms = _enacted([2, 1, 0, 0, *([-1] * 8)], **settings).norms[0]
    assert list(norms["rule"][:5]) == [NO_RULE, 1, 0, NO_RULE, NO_RULE]


@pytest.mark.parametrize(("book", "origin"), [((), BY_STATUTE), ((1,) * 12, BY_COPY)])
def test_mixed_rules_are_imposed_on_the_most_frequent_kinds(book, origin):
    settings = {"norms.origin": "mixed", "norms.imposed_kinds": 5}
    world = _enacted(book, **settings)
    norms = world.norms[0]
    assert np.array_equal(norms["rule"] != NO_RULE, np.arange(12) < 5)
    assert np.all(norms["origin"][:5] == origin)
    _fill(world.norms[0, 11], [1] * 10)
    assert _revised(world)["rule"][11] == 1


def test_institutions_come_first_and_protect_their_rules():
    norms = _enacted((1,) * 12, **{"norms.origin": "copied", "norms.book": "house", "norms.basic_rules": 3}).norms[0]
    kinds = opened("base").institutions[:3]
    assert np.array_equal(np.flatnonzero(norms["protected"]), np.sort(kinds))
    assert np.all(norms["origin"][kinds] == BY_INSTITUTIONS)
    assert np.sum(norms["origin"] == BY_COPY) == 9


def test_the_null_model_keeps_the_same_book_with_random_resolutions():
    world = _world(**{"norms.adopt_share": 0.0, "norms.adopt_quality": 0.0, "norms.strike_quality": 0.0})
    p, norm = world.parameters.norms, world.norms[0, 0]
    for number in range(10):
        remember(p, at(1), norm, 1, 1.0, 3, 4, number)
    assert len(set(norm.null_resolution[:10])) > 1
    _revised(world)
    assert norm.null_rule != NO_RULE
    rule = norm.null_rule
    for number in range(10, 20):
        remember(p, at(1), norm, 1, 1.0, 3, 4, number)
    assert np.all(norm.null_resolution[:10] == rule)
    norm.null_seen[:10] = -1.0
    _revised(world)
    assert (norm.null_rule, norm.null_count) == (NO_RULE, 0)


def test_measures_by_hand():
    world = _world(**{"norms.kinds": 2, "norms.kind_exponent": 1.0})
    norms, row = world.norms[0], world.series[0, 0]
    assert world.case_weights[:3] == pytest.approx([2 / 3, 1 / 3, 0.0])
    norms["quality"][:2] = [[0.2, 0.8, 0.4], [0.9, 0.1, 0.3]]
    _fill(norms[0], [0, 0, 0, 1])
    _fill(norms[1], [2, UNRESOLVED])
    set_rule(norms[0], 2, BY_STATUTE, 0.5, 1)
    norms[1].null_rule = 0
    assert agreement(norms[0], 3) == 0.75
    assert best_fit(norms[0], 3) == 0.8
    write_norms(norms, world.case_weights, 3, row)
    assert (row.rules, row.regulated, row.null_regulated) == (1, pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert row.norm_quality == pytest.approx(0.5)
    assert row.legitimacy == pytest.approx(0.5)
    assert row.consensus == pytest.approx(2 / 3 * 0.75 + 1 / 3 * 0.5)
    norms[0].rule = NO_RULE
    write_norms(norms, world.case_weights, 3, row)
    assert np.isnan(row.norm_quality)
    assert np.isnan(row.legitimacy)
