"""Norms: how cases arise, what the parties make of them, what rules change, and what a scenario may say."""

from __future__ import annotations

import numpy as np
import pytest
from contract import ProcessContract
from worlds import equal, live, only, opened

from mfsim.compiling import ENABLED
from mfsim.engine.run import run_batch
from mfsim.errors import ScenarioError
from mfsim.processes.norms import chance_to_comply, chance_to_talk, drawn_kind
from mfsim.scenario.load import load
from mfsim.world.invariants import broken
from mfsim.world.rulebook import set_rule

NORMS = {**only("norms", "record"), "processes.governance": True, "governance.credit_eur": 1e9}
"""Norms, under an association that cannot fail."""
QUIET = {"norms.hearings_per_member_month": 0.0}
LATER = {"norms.adopt_cases": 21}
"""No rule emerges."""


class TestContract(ProcessContract):
    process = "norms"
    columns = ("cases", "settled_by_parties", "decided", "rules")
    settings = {"norms.cases_per_member_month": 2.0}  # noqa: RUF012


def _world(months=1, **settings):
    return opened("base", {**NORMS, **settings}, months=months)


def test_cases_arise_per_head_and_more_where_the_place_is_worn():
    """The number is Poisson; tolerance 4 standard errors."""
    for condition in (1.0, 0.5, 0.0):
        world = _world(60)
        for month in range(1, 61):
            world.sites.condition[0] = condition
            live(world, 1, first=month)
        mean = 60 * 20 * 0.2 * (2.0 - condition)
        assert world.series.cases.sum() == pytest.approx(mean, abs=4.0 * np.sqrt(mean))


@pytest.mark.parametrize(("u", "kind"), [(0.0, 0), (0.49, 0), (0.5, 1), (0.79, 1), (0.8, 2), (0.999999, 2), (1.0, 2)])
def test_kinds_are_drawn_by_weight(u, kind):
    assert drawn_kind(np.array([0.5, 0.3, 0.2, 0.0]), 3, u) == kind


def test_kinds_follow_zipf():
    weights = _world().case_weights
    assert weights.sum() == pytest.approx(1.0)
    assert weights / weights[0] == pytest.approx(np.arange(1, 13) ** -0.8)
    few = _world(**{"norms.kinds": 2, "norms.kind_exponent": 0.0}).case_weights
    assert few == pytest.approx([0.5, 0.5, *([0.0] * 10)])


def test_parties_talk_by_the_geometric_mean_of_their_care():
    assert chance_to_talk(0.25, 0.64, 1.0) == pytest.approx(0.4)
    assert chance_to_talk(0.25, 0.64, 2.0) == pytest.approx(0.16)
    assert chance_to_talk(0.0, 0.9, 0.0) == 1.0
    assert chance_to_talk(0.0, 0.9, 1.0) == 0.0


def _settled_share(months=40, **settings):
    world = _world(months, **{**QUIET, **LATER, "norms.cases_per_member_month": 2.0, **settings})
    for month in range(1, months + 1):
        world.firms.care[0] = 0.36
        live(world, 1, first=month)
    return world.series.settled_by_parties.sum() / world.series.cases.sum(), world.series.cases.sum()


def test_a_case_is_settled_by_parties_that_agree_and_talk():
    """With neither taste nor experiments all agree, and what is left is whether they talk."""
    share, cases = _settled_share(**{"norms.taste": 0.0, "norms.experiment": 0.0})
    assert share == pytest.approx(0.36, abs=4.0 * np.sqrt(0.36 * 0.64 / cases))
    share, cases = _settled_share(**{"norms.experiment": 1.0, "norms.talk_exponent": 0.0})
    assert share == pytest.approx(1 / 3, abs=4.0 * np.sqrt(2 / 9 / cases))


def test_a_facilitator_lets_more_of_them_talk():
    there = {"governance.catalyst": "facilitator", "governance.catalyst_months": 100, "norms.facilitated_exponent": 0.25}
    agreed = {"norms.taste": 0.0, "norms.experiment": 0.0}
    share, cases = _settled_share(**agreed, **there)
    talk = 0.36**0.25
    assert share == pytest.approx(talk, abs=4.0 * np.sqrt(talk * (1 - talk) / cases))


def test_what_parties_settle_or_not_moves_them():
    """A month of one kind in which nobody talks: hours, trust and the queue."""
    world = _world(**{**QUIET, "norms.cases_per_member_month": 0.4, "norms.dispute_trust": 0.1})
    world.firms.care[0], world.trust[0] = 0.0, 0.5 * (1 - np.eye(20))
    live(world, 1)
    cases = int(world.series.cases[0, 0])
    assert cases > 3
    assert world.series.settled_by_parties[0, 0] == 0
    assert world.sites.open_cases[0] == world.series.open_cases[0, 0] == cases
    assert world.firms.common_hours.sum() == pytest.approx(2 * 1.5 * cases)
    assert world.firms.disputes.sum() == 2 * cases
    lost = np.log(world.trust[0][world.trust[0] > 0] / 0.5) / np.log(0.9)
    assert lost.sum() == pytest.approx(2 * cases)
    assert world.firms.settled.sum() == 0
    assert world.norms["count"].sum() == 0


def test_what_is_settled_becomes_a_precedent():
    world = _world(**{**QUIET, "norms.taste": 0.0, "norms.experiment": 0.0, "norms.talk_exponent": 0.0, "norms.window": 20})
    live(world, 1)
    cases = int(world.series.cases[0, 0])
    assert world.series.settled_by_parties[0, 0] == cases
    assert world.norms["count"].sum() == cases
    assert world.firms.settled.sum() == 2 * cases
    assert world.sites.open_cases[0] == 0
    for norm in world.norms[0]:
        assert np.all(norm.resolution[: norm.count] == norm.quality.argmax())


def test_compliance_by_hand():
    world = _world()
    p, norm, firm, other = world.parameters.norms, world.norms[0, 0], world.firms[0, 0], world.firms[0, 1]
    firm.care, other.care, firm.knows_rules, norm.legitimacy = 0.6, 0.2, 0.8, 0.5
    assert chance_to_comply(p, norm, firm, other) == pytest.approx((0.7 + 0.3 * 0.4) * 0.5 * 0.8)
    firm.care = other.care = firm.knows_rules = norm.legitimacy = 1.0
    assert chance_to_comply(p, norm, firm, other) == 0.98


def _ruled(months, **settings):
    """A place with a rule for everything, which is never struck out."""
    world = _world(months, **{"norms.cases_per_member_month": 2.0, "norms.legitimacy_gain": 0.0, **settings})
    for kind in range(12):
        set_rule(world.norms[0, kind], 0, 0, 1.0, 0)
        world.norms[0, kind].protected = True
    return live(world, months)


def test_a_rule_is_complied_with_or_breached():
    world = _ruled(24)
    cases, breaches = world.series.cases.sum(), world.series.breaches.sum()
    chance = 1.0 - 0.7 - 0.3 * 0.45
    assert breaches == pytest.approx(chance * cases, abs=4.0 * np.sqrt(cases * chance * (1 - chance)))
    assert world.norms["cases"].sum() == cases
    assert np.all(world.series.regulated[:, 0] == pytest.approx(1.0))
    assert np.all(world.series.open_cases == 0.0)
    assert world.firms.settled.sum() == 0
    assert world.firms.slights.sum() == world.series.breaches[-1, 0]


def test_who_does_not_know_the_rules_breaches_them():
    world = _world(1, **{"norms.cases_per_member_month": 2.0, "norms.learning_rules": 0.0})
    for kind in range(12):
        set_rule(world.norms[0, kind], 0, 0, 1.0, 0)
    world.firms.knows_rules[0] = 0.0
    live(world, 1)
    assert world.series.breaches[0, 0] == world.series.cases[0, 0] > 0


def test_newcomers_learn_the_book_and_founders_know_it():
    settings = {"membership.exogenous_closing": 0.1, "membership.applicants_per_unit_month": 0.5}
    world = live(opened("base", settings, months=12), 12)
    firms = world.firms[0][world.firms.serial[0] >= 0]
    old = firms.entry_month == 0
    assert 2 < old.sum() < 18
    assert np.all(firms.knows_rules[old] == 1.0)
    months = 12 - firms.entry_month[~old]
    assert firms.knows_rules[~old] == pytest.approx(1.0 - 0.5 * 0.75**months)


def test_expelled_members_leave_by_the_door():
    graduated = {"norms.sanctions": "graduated", "norms.fine_from": 1, "norms.exclusion_from": 2, "norms.expulsion_from": 3}
    settings = {**NORMS, "processes.membership": True, "norms.cases_per_member_month": 3.0, "norms.compliance_base": 0.3}
    world = opened("base", {**settings, **graduated, "norms.origin": "statutory"}, months=12)
    for month in range(1, 13):
        live(world, 1, first=month)
        assert broken(world) == []
    rows = world.firm_rows[0, : world.firm_row_count[0]]
    expelled = int(world.series.expelled.sum())
    assert expelled == np.sum(rows.cause == 5) > 0
    assert world.sites.association_cash[0] > 0.0
    assert world.series.sanctions.sum() == world.series.breaches.sum()


def test_statutes_and_copies_begin_on_the_first_day():
    for origin, book in (("statutory", None), ("copied", "house")):
        loaded = load("base", {**NORMS, "norms.origin": origin} | ({"norms.book": book} if book else {}))
        world = live(opened(loaded, months=1), 1)
        assert world.series.rules[0, 0] >= 11
        assert world.series.legitimacy[0, 0] < 0.7


def test_what_moves_here_is_only_what_is_said():
    world, before = _world(), _world()
    live(world, 1)
    moved = {name for name in world.firms.dtype.names if not equal(world.firms[name], before.firms[name])}
    assert moved <= {"settled", "disputes", "common_hours", "fatigue", "care", "slights", "breaches"}
    assert {"disputes", "common_hours"} <= moved


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"norms.origin": "statutory", "governance.decision": "none"},
            "norms.origin: nobody decides who could make statutory",
        ),
        ({"norms.origin": "statutory", "processes.governance": False}, "nobody decides"),
        ({"norms.origin": "mixed", "governance.decision": "none"}, "nobody decides who could make mixed"),
        ({"norms.origin": "copied"}, "norms.origin: there is no book to copy rules from; expected norms.book"),
        ({"norms.book": "house"}, "norms.book: 'house' would have no effect; expected it only when norms.origin"),
        ({"norms.sanctions": "graduated", "processes.governance": False}, "norms.sanctions: nobody decides who could take"),
        ({"norms.sanctions": "expulsion", "governance.decision": "none"}, "norms.sanctions: nobody decides who could expel"),
        ({"norms.sanctions": "none", "norms.fine_eur": 80.0}, "norms.fine_eur: 80 would have no effect"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(settings, message):
    with pytest.raises(ScenarioError, match=message):
        load("base", settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"norms.origin": "mixed", "norms.book": "house", "governance.decision": "none"},
        {"norms.origin": "statutory", "governance.decision": "none", "governance.catalyst": "director"},
        {"norms.origin": "copied", "norms.book": "house", "processes.governance": False},
    ],
)
def test_settings_that_do_go_together_are_not(settings):
    assert load("base", settings).settings.norms.origin == settings["norms.origin"]


RUNS = range(250)
BALANCE = {**NORMS, "processes.community": True, "norms.hearings_per_member_month": 0.25}
"""20 members and 6 cases a month, of which the parties leave 4 or 5 open at first; an assembly that takes up
20 · 0.25 · care, about half of these: enough where rules soon relieve it, too little where they come late."""
FROZEN = {f"community.care_{name}": 0.0 for name in ("help", "refusal", "settled", "dispute", "slight", "tenure", "drift")}


def _ends(**settings):
    """Share of the runs that end after ten years with few cases under rules, with most, and with something between."""
    series = run_batch(load("base", {**BALANCE, **settings}), runs=RUNS, months=120, seed=7).series
    regulated = series.regulated[:, -1, 0]
    few, most = np.mean(regulated < 0.2), np.mean(regulated > 0.8)
    return few, 1.0 - few - most, most, series.null_regulated[:, -1, 0]


@pytest.mark.skipif(not ENABLED, reason="thousands of months")
class TestTwoRegimes:
    """Pattern P3: from like starts some places end with shared rules and others with grudges (model-equations 2).

    250 runs: a share is within 0.13 of its expectation at four standard errors.
    """

    def test_like_starts_end_apart(self):
        few, between, most, _ = _ends()
        assert few > 0.3
        assert most > 0.3
        assert between < 0.27

    def test_initial_care_decides(self):
        low, high = (_ends(**{"community.initial_care": care}) for care in (0.3, 0.6))
        assert low[0] > 0.75
        assert high[2] > 0.65
        assert high[0] < 0.2

    def test_with_care_that_does_not_move_there_is_one_mode(self):
        few, between, most, _ = _ends(**FROZEN)
        assert few < 0.02
        assert most + between > 0.98

    def test_the_load_decides(self):
        light, heavy = (_ends(**{"norms.cases_per_member_month": rate}) for rate in (0.08, 0.4))
        assert light[2] > 0.65
        assert light[0] < 0.05
        assert heavy[0] > 0.9

    def test_random_resolutions_make_few_rules(self):
        for care in (0.45, 0.6):
            null = _ends(**{"community.initial_care": care})[3]
            assert np.mean(null > 0.4) < 0.15
            assert np.mean(null > 0.6) < 0.03

    def test_looser_thresholds_would_show_nothing(self):
        loose = {"norms.window": 8, "norms.adopt_cases": 4, "norms.adopt_share": 0.7, "community.initial_care": 0.6}
        assert np.mean(_ends(**loose)[3] > 0.4) > 0.3
