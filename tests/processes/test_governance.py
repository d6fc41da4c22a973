"""Governance: meetings, budgets and fees, other income, catalyst, surplus, and the association's end."""

from __future__ import annotations

import numpy as np
import pytest
from contract import ProcessContract
from worlds import equal, live, numbers, only, opened

from mfsim.engine.run import run_batch
from mfsim.errors import ScenarioError
from mfsim.scenario.load import load
from mfsim.scenario.settings import all_settings
from mfsim.world.invariants import broken

ALONE = {**only("governance", "record"), "finance.running_cost_eur_per_m2_month": 0.0}
MONEY = only("governance", "finance", "record")
GRANT = {"governance.grant": True, "governance.grant_months": 6}


class TestContract(ProcessContract):
    process = "governance"
    columns = ("attendance",)


def _series(settings, months, **more):
    return live(opened("base", {**settings, **more}, months=months), months).series[:, 0]


def test_members_come_by_care_and_fatigue():
    """4 standard errors over 60 months of 20 firms."""
    world = opened("base", {**ALONE, "community.initial_care": 0.6})
    world.firms.fatigue[0] = 0.25
    came, months = 0, 60
    for month in range(1, months + 1):
        live(world, 1, first=month)
        attended = world.firms.common_hours[0] > 0.0
        assert world.firms.common_hours[0, attended] == pytest.approx(2.0)
        assert (world.tally.invited[0], world.tally.attended[0]) == (20, attended.sum())
        came += int(attended.sum())
    assert abs(came / (20 * months) - 0.45) < 4.0 * np.sqrt(0.45 * 0.55 / (20 * months))


@pytest.mark.parametrize(
    ("settings", "invited", "hours"),
    [
        ({"decision": "assembly"}, 20, 3.0),
        ({"decision": "founders"}, 5, 3.0),
        ({"decision": "founders", "handover_month": 0}, 20, 3.0),
        ({"decision": "cells", "cells": 2}, 20, 1.5),
        ({"decision": "manager"}, 0, 0.0),
        ({"decision": "none"}, 0, 0.0),
        ({"decision": "assembly", "catalyst": "director"}, 0, 0.0),
    ],
)
def test_who_is_invited_and_for_how_long(settings, invited, hours):
    values = {f"governance.{name}": value for name, value in settings.items()}
    longer = {"governance.assembly_hours_month": 3.0} if hours else {}
    world = opened("base", {**ALONE, **values, **longer, "community.initial_care": 1.0})
    world.firms.founder[0, 5:] = False
    live(world, 1)
    assert world.tally.invited[0] == world.tally.attended[0] == invited
    assert world.firms.common_hours[0].max() == hours
    assert world.series.attendance[0, 0] == (1.0 if invited else 0.0)


def test_a_year_passes_between_budgets():
    """Costs double after the first month; fees follow with the budget of month 13."""
    world = opened("base", {**MONEY, "community.initial_care": 1.0, "governance.reserve_share": 0.0}, months=14)
    live(world, 1)
    assert world.sites[0].fee_per_m2 * 600.0 * 0.9 == pytest.approx(800.0)
    world.parameters.finance.running_cost_eur_per_m2_month = 1.6
    fees = []
    for month in range(2, 15):
        live(world, 1, first=month)
        fees.append(world.sites[0].fee_per_m2 * 600.0 * 0.9)
    assert fees == pytest.approx([800.0] * 11 + [1_600.0] * 2)


@pytest.mark.parametrize(("came", "passed"), [(3, True), (2, False)])
def test_a_budget_waits_for_the_quorum(came, passed):
    world = opened("base", {**ALONE, "governance.quorum": 0.15, "governance.reserve_share": 0.0}, months=14)
    live(world, 1)
    first = world.sites[0].budget_month
    world.firms.care[0] = 0.0
    world.firms.care[0, :came] = 1.0
    live(world, 12, first=2)
    assert first == 13
    assert world.sites[0].budget_month == (25 if passed else 13)
    if not passed:
        world.firms.care[0, 2] = 1.0
        live(world, 1, first=14)
        assert world.sites[0].budget_month == 26


@pytest.mark.parametrize(("decision", "revised"), [("manager", True), ("none", False)])
def test_without_anyone_who_decides_the_founding_budget_stays(decision, revised):
    pay = {"governance.manager_pay_eur_month": 0.0} if decision == "manager" else {}
    world = live(opened("base", {**ALONE, **pay, "governance.decision": decision}, months=13), 13)
    assert world.sites[0].budget_month == (25 if revised else 13)


@pytest.mark.parametrize("rule", ["per_area", "equal"])
@pytest.mark.parametrize("occupancy", [0.4, 0.75, 1.0])
def test_fees_bring_the_budget_at_the_expected_occupancy(rule, occupancy):
    """Equal units, so that the share of units let is the share of the area let."""
    settings = {**MONEY, "governance.fees": rule, "governance.budgeted_occupancy": occupancy,
                "governance.reserve_share": 0.25, "members.occupied_at_start": occupancy}  # fmt: skip
    row = _series(settings, 1)[0]
    assert row.fees_eur == pytest.approx(800.0 * 1.25)
    assert row.association_cash_eur == pytest.approx(200.0)


def test_fees_by_revenue_bring_the_budget_where_revenue_is_as_last_year():
    """Firms that bill the same every month: the first year per area, then a share of what each bills."""
    settings = {**only("production", "governance", "finance", "record"), "governance.fees": "by_revenue",
                "governance.reserve_share": 0.0, "governance.budgeted_occupancy": 1.0, "community.initial_care": 1.0,
                "production.fatigue_loss": 0.0, "production.common_hours_limit": 0.0}  # fmt: skip
    world = opened("base", settings, months=14)
    world.firms.open_hours[0] = 1e6
    live(world, 14)
    state = world.sites[0]
    assert (state.fee_per_m2, state.fee_per_member) == (0.0, 0.0)
    assert 0.0 < state.fee_of_revenue < 0.1
    assert world.series.fees_eur[:, 0] == pytest.approx(800.0)


def test_too_high_an_expected_occupancy_makes_a_deficit():
    settings = {**MONEY, "governance.reserve_share": 0.0, "members.occupied_at_start": 0.5}
    rows = _series({**settings, "governance.budgeted_occupancy": 1.0}, 2)
    assert rows.association_cash_eur == pytest.approx([-400.0, -800.0])
    assert np.all(rows.crisis == 1.0)


def test_the_reserve_fills_up_and_then_costs_nothing():
    settings = {**MONEY, "governance.reserve_share": 0.5, "governance.reserve_months": 3.0,
                "governance.budgeted_occupancy": 1.0, "governance.decision": "manager",
                "governance.manager_pay_eur_month": 200.0}  # fmt: skip
    rows = _series(settings, 30)
    assert rows.reserve_months[11] == pytest.approx(3.0)
    assert rows.reserve_months[-1] == pytest.approx(3.0)
    assert rows.fees_eur[0] == pytest.approx(1_250.0)
    assert rows.fees_eur[12:] == pytest.approx(1_000.0)


def test_optimism_about_events_is_paid_by_the_reserve():
    """Events bring their mean when it is certain; the budget expects more, and the fees lack the difference."""
    certain = {**MONEY, "governance.events": True, "governance.event_income_spread": 0.0,
               "governance.budgeted_occupancy": 1.0, "governance.reserve_share": 0.0}  # fmt: skip
    for optimism in (1.0, 1.5):
        rows = _series(certain, 12, **{"governance.event_optimism": optimism})
        assert rows.event_income_eur == pytest.approx(400.0)
        assert rows.fees_eur == pytest.approx(800.0 - 400.0 * optimism)
        assert rows.association_cash_eur[-1] == pytest.approx(12.0 * 400.0 * (1.0 - optimism), abs=1e-9)


def test_events_bring_their_mean_in_the_long_run_and_more_in_a_better_place():
    """Mean over 200 sites and 12 months, 4 standard errors; twice the middle condition, twice the income."""
    settings = {**ALONE, "governance.events": True, "governance.event_income_spread": 0.5, "place.sites": 200}
    world = live(opened("base", settings, months=12), 12)
    income = world.series.event_income_eur
    error = 400.0 * np.sqrt(np.exp(0.25) - 1.0) / np.sqrt(income.size)
    assert abs(income.mean() - 400.0) < 4.0 * error
    better = opened("base", settings, months=12)
    better.sites.condition[:] = 1.0
    assert live(better, 12).series.event_income_eur == pytest.approx(2.0 * income)
    assert np.all(better.ledger.funders > 0.0)


def test_a_grant_that_ends_leaves_costs_and_higher_fees():
    settings = {**MONEY, "governance.grant": True, "governance.grant_months": 12, "governance.grant_eur_month": 500.0,
                "governance.grant_cost_eur_month": 400.0, "governance.grant_cost_stays": 0.5,
                "governance.reserve_share": 0.0, "governance.budgeted_occupancy": 1.0,
                "governance.decision": "manager", "governance.manager_pay_eur_month": 100.0}  # fmt: skip
    rows = _series(settings, 24)
    assert rows.grant_eur == pytest.approx([500.0] * 12 + [0.0] * 12)
    assert rows.association_cost_eur == pytest.approx([1_300.0] * 12 + [1_100.0] * 12)
    assert rows.fees_eur == pytest.approx([800.0] * 12 + [1_100.0] * 12)


def test_a_grant_that_ends_in_the_year_is_budgeted_for_its_months():
    rows = _series({**MONEY, **GRANT, "governance.grant_cost_eur_month": 0.0, "governance.reserve_share": 0.0,
                    "governance.budgeted_occupancy": 1.0}, 12)  # fmt: skip
    assert rows.fees_eur == pytest.approx(800.0 - 400.0)
    assert rows.association_cash_eur[-1] == pytest.approx(0.0, abs=1e-9)


def test_a_grant_that_ends_can_break_an_association():
    """Nobody decides, so that the founding budget stays while the grant's costs do."""
    settings = {**MONEY, **GRANT, "governance.decision": "none", "governance.grant_cost_stays": 1.0,
                "governance.reserve_share": 0.0}  # fmt: skip
    without = {name: value for name, value in settings.items() if "grant" not in name}
    assert _series(settings, 60).dissolved[-1] == 1.0
    assert _series(without, 60).dissolved[-1] == 0.0


def _with_catalyst(**settings):
    values = {f"governance.{name}": value for name, value in settings.items()}
    world = opened("base", {**ALONE, **values, "community.initial_tie": 0.0}, months=12, panel=True)
    return live(world, 12)


@pytest.mark.parametrize("pairs", [1, 3])
def test_a_facilitator_brings_strangers_together(pairs):
    world = _with_catalyst(catalyst="facilitator", catalyst_months=5, introductions_month=pairs, introduction_trust=0.3)
    assert np.array_equal(world.series.introductions[:, 0], [pairs] * 5 + [0] * 7)
    assert np.array_equal(np.unique(world.trust), [0.0, 0.3])
    assert (world.trust[0] > 0.0).sum() == 2 * 5 * pairs
    assert np.array_equal(world.trust[0], world.trust[0].T)


def test_it_stops_when_all_know_one_another():
    settings = {**ALONE, "place.units": 3, "governance.catalyst": "facilitator", "governance.introductions_month": 2}
    world = live(opened("base", {**settings, "community.initial_tie": 0.0}, months=3), 3)
    assert np.array_equal(world.series.introductions[:, 0], [2.0, 1.0, 0.0])


def test_better_ties_are_left_as_they_are():
    settings = {**ALONE, "place.units": 2, "governance.catalyst": "facilitator"}
    world = opened("base", {**settings, "community.initial_tie": 0.0})
    world.trust[0, 0, 1] = 0.9
    live(world, 1)
    assert world.trust[0, 0, 1] == 0.9
    assert world.trust[0, 1, 0] == 0.2


def test_a_catalyst_costs_its_pay_unless_somebody_else_pays():
    for payer, cost in (("association", 800.0), ("outside", 0.0)):
        for catalyst in ("facilitator", "director"):
            world = _with_catalyst(catalyst=catalyst, catalyst_months=4, catalyst_paid_by=payer)
            assert world.series.association_cost_eur[:, 0] == pytest.approx([cost] * 4 + [0.0] * 8)
            assert -world.ledger[0].households == pytest.approx(4.0 * cost)


def test_a_catalyst_that_has_left_has_no_effect_any_more():
    """From the same state in month 7 on, the world with a catalyst till month 6 and the one without live alike."""
    left = {"governance.catalyst": "facilitator", "governance.catalyst_months": 6}
    with_catalyst = live(opened("base", left, months=18), 6)
    without = live(opened("base", left, months=18), 6)
    without.parameters.governance.catalyst = 0
    for world in (with_catalyst, without):
        live(world, 12, first=7)
    assert equal(with_catalyst.firms, without.firms)
    assert equal(with_catalyst.trust, without.trust)
    assert equal(numbers(with_catalyst.series), numbers(without.series))
    never = live(opened("base", months=18), 18)
    assert not equal(never.trust, without.trust)


def test_introductions_are_by_serial_and_not_by_unit():
    """The same members in other units: the same people are brought together."""

    def pairs(order):
        world = opened("base", {**ALONE, "governance.catalyst": "facilitator", "community.initial_tie": 0.0})
        world.firms[0] = world.firms[0][order].copy()
        live(world, 1)
        one, other = np.nonzero(world.trust[0])
        serial = world.firms.serial[0]
        return {(int(serial[a]), int(serial[b])) for a, b in zip(one, other, strict=True)}

    found = pairs(np.arange(20))
    assert len(found) == 8
    assert pairs(np.roll(np.arange(20)[::-1], 7)) == found


def test_founders_draw_on_what_exceeds_the_full_reserve():
    profit = {**MONEY, "governance.legal_form": "founder_profit", "governance.profit_share": 0.4,
              "governance.reserve_months": 2.0}  # fmt: skip
    world = opened("base", profit)
    world.firms.founder[0, 4:] = False
    world.sites[0].association_cash = 3_600.0
    world.ledger[0].funders = 3_600.0
    before = world.firms.cash[0].copy()
    live(world, 1)
    plain = live(opened("base", {**MONEY, "governance.reserve_months": 2.0}), 1)
    assert world.firms.surplus[0] == pytest.approx([200.0] * 4 + [0.0] * 16)
    assert np.all(before > 0.0)
    gained = world.firms.income[0] - plain.firms.income[0]
    assert np.all(gained[:4] > 0.0)
    assert broken(world) == []


def _in_debt(months, debt=-6_000.0, **settings):
    world = opened("base", {**ALONE, "governance.dissolution_months": 3, **settings}, months=12)
    world.sites[0].association_cash = debt
    world.ledger[0].funders = debt
    return live(world, months)


def test_too_much_debt_for_too_long_ends_the_association():
    assert not _in_debt(2).sites[0].dissolved
    world = _in_debt(3)
    state = world.sites[0]
    assert state.dissolved
    assert state.association_cash == state.fee_per_m2 == state.fee_per_member == state.fee_of_revenue == 0.0
    assert world.ledger[0].suppliers == pytest.approx(6_000.0)
    assert broken(world) == []
    assert not _in_debt(12, debt=-4_999.0).sites[0].dissolved


def test_a_month_out_of_debt_begins_the_count_anew():
    world = _in_debt(2)
    world.sites[0].association_cash, world.ledger[0].funders = 0.0, 0.0
    live(world, 1, first=3)
    world.sites[0].association_cash, world.ledger[0].funders = -6_000.0, -6_000.0
    live(world, 2, first=4)
    assert not world.sites[0].dissolved


def test_too_few_members_end_it_if_there_ever_were_enough():
    few = {**ALONE, "governance.least_members": 5, "governance.dissolution_months": 4, "members.occupied_at_start": 0.2}
    assert not live(opened("base", few, months=12), 12).sites[0].dissolved
    world = opened("base", {**few, "members.occupied_at_start": 0.25}, months=12)
    world.sites[0].association_cash, world.ledger[0].funders = 100.0, 100.0
    live(world, 3)
    world.firms[0, 0].serial = -1
    live(world, 4, first=4)
    assert world.sites[0].dissolved
    assert world.ledger[0].funders == 0.0, "what is left goes where it came from"


def test_ties_outlive_the_association_and_nobody_pays_or_meets():
    world = opened("base", {**only("governance", "finance", "commons", "record")}, months=6)
    live(world, 2)
    ties = world.trust.copy()
    world.sites[0].association_cash, cash = -1e5, world.sites[0].association_cash
    world.ledger[0].suppliers -= 1e5 + cash
    world.sites[0].months_in_debt = 5
    live(world, 4, first=3)
    rows = world.series[2:, 0]
    assert np.all(rows.dissolved == 1.0)
    assert np.all(rows.fees_eur == 0.0)
    assert np.all(rows.association_cost_eur == 0.0)
    assert np.all(rows.attendance[1:] == 0.0)
    assert equal(world.trust, ties)
    assert broken(world) == []


def test_a_new_run_in_the_same_memory_begins_with_an_association():
    dissolving = {"governance.decision": "none", "finance.running_cost_eur_per_m2_month": 3.0, "place.units": 8,
                  "members.occupied_at_start": 0.5, "governance.budgeted_occupancy": 1.0}  # fmt: skip
    records = run_batch(load("base", dissolving), runs=range(2), months=60, workers=1)
    assert np.all(records.series.dissolved[:, -1] == 1.0)
    assert np.all(records.series.dissolved[:, 0] == 0.0)


def test_staff_needs_an_association():
    with pytest.raises(ScenarioError, match="without an association"):
        load("base", {"commons.upkeep": "staff", "processes.governance": False})


@pytest.mark.parametrize("fees", ["per_area", "equal", "by_revenue"])
@pytest.mark.parametrize("decision", ["assembly", "founders", "manager", "cells", "none"])
@pytest.mark.parametrize("end", [0, 1])
def test_the_ends_of_all_ranges_keep_the_invariants(fees, decision, end):
    chosen = {"governance.fees": fees, "governance.decision": decision, "governance.events": True, "governance.grant": True,
              "governance.catalyst": "facilitator", "governance.legal_form": "founder_profit"}  # fmt: skip
    ends = {
        name: (one.low, one.high)[end]
        for name, one in all_settings().items()
        if name.startswith("governance.") and one.kind in ("float", "int") and one.applies(chosen)
    }
    ends = {name: int(value) if all_settings()[name].kind == "int" else value for name, value in ends.items()}
    world = opened("base", {**chosen, **ends}, months=30)
    for month in range(1, 31):
        live(world, 1, first=month)
        assert broken(world) == [], month
