"""Lease: known answers."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest
from contract import ProcessContract
from worlds import equal, live, only, opened

from mfsim.compiling import ENABLED
from mfsim.errors import ScenarioError
from mfsim.scenario.load import load
from mfsim.world.invariants import broken
from mfsim.world.lease_terms import INDIVIDUAL, JOINT, OPERATOR
from mfsim.world.records import CAUSES

RENT = 5.0 * 600.0
"""Full rent of `base`, EUR a month."""
NOBODY_MOVES = {"membership.exogenous_closing": 0.0, "membership.give_up_rate": 0.0,
                "membership.moving_threshold": 1.0, "membership.applicants_per_unit_month": 0.0}  # fmt: skip
KINDS = ("individual", "joint", "operator", "single_tenant", "none")


class TestContract(ProcessContract):
    process = "lease"
    columns = (
        "rent_due_eur",
        "rent_paid_eur",
        "single_tenant_eur",
        "lone_tenants_eur",
        "lone_operator_eur",
        "owner_net_eur",
    )


class TestJointContract(ProcessContract):
    process = "lease"
    columns = ("rent_due_eur", "rent_paid_eur", "member_rent_eur")
    settings: ClassVar[dict[str, Any]] = {
        "lease.kind": "joint",
        "lease.negotiation": "joint",
        "lease.term_months": 4,
        "lease.passed_on": 0.5,
    }


class TestOperatorContract(ProcessContract):
    process = "lease"
    columns = ("rent_due_eur", "rent_paid_eur", "operator_cash_eur")
    settings: ClassVar[dict[str, Any]] = {"lease.kind": "operator", "lease.inflation": 0.05, "lease.term_months": 4}


def leased(kind="individual", months=1, processes=("lease", "record"), **settings):
    """A world of `base` in which nothing but the lease and the record happen."""
    named = {name.replace("__", "."): value for name, value in settings.items()}
    return opened("base", {**only(*processes), "lease.kind": kind, **named}, months=months)


def test_who_can_pay_pays_rent_for_its_area():
    world = opened("base", only("lease", "record"))
    before = world.firms.cash[0].copy()
    live(world, 1)
    due = 5.0 * world.units.area
    assert world.firms.rent[0] == pytest.approx(due)
    assert before - world.firms.cash[0] == pytest.approx(due)
    assert np.all(world.firms.arrears == 0.0)
    assert world.series.rent_paid_eur[0, 0] == world.series.rent_due_eur[0, 0] == pytest.approx(due.sum())
    assert world.series.rent_full_eur[0, 0] == pytest.approx(due.sum())


def test_who_cannot_pay_pays_what_it_can_and_owes_the_rest():
    world = opened("base", {**only("lease"), "finance.credit_line_eur": 40.0})
    firms, due = world.firms[0], 5.0 * world.units.area[0]
    firms.people = 1.0
    firms.cash = 0.0
    firms.cash[0] = 60.0
    live(world, 1)
    assert (firms.cash[0], firms.arrears[0]) == (pytest.approx(-40.0), pytest.approx(due - 100.0))
    assert np.all(firms.cash[1:] == -40.0)
    firms.cash[0] = 1_000.0
    live(world, 1, first=2)
    assert firms.arrears[0] == 0.0
    assert firms.cash[0] == pytest.approx(1_000.0 - due - (due - 100.0))
    assert firms.arrears[1:] == pytest.approx(2.0 * due - 40.0)
    assert np.all(firms.rent[1:] == 0.0)


def test_who_is_beyond_the_credit_line_is_not_paid_by_the_landlord():
    world = opened("base", {**only("lease"), "finance.credit_line_eur": 0.0})
    world.firms.cash[0] = -500.0
    live(world, 1)
    assert np.all(world.firms.cash[0] == -500.0)
    assert world.ledger.landlord[0] == 0.0


def test_an_empty_unit_pays_nothing():
    world = live(opened("base", {**only("lease", "record"), "members.occupied_at_start": 0.5}), 1)
    assert world.series.rent_due_eur[0, 0] == pytest.approx(0.5 * world.series.rent_full_eur[0, 0])


def test_a_single_tenant_that_always_moves_is_there_every_other_month():
    months = 6
    moves = {"lease.single_tenant_stay_months": 1.0, "lease.single_tenant_vacancy_months": 1.0}
    world = live(opened("base", {**only("lease", "record"), **moves}, months=months), months)
    assert list(world.series.single_tenant_eur[:, 0]) == [0.0, 3.3 * 1_000.0] * 3


@pytest.mark.skipif(not ENABLED, reason="needs a long history")
def test_the_single_tenant_is_there_for_its_share_of_the_time():
    """Stay 12 and vacancy 4 months: 3/4 of the time; tolerance 4 standard errors of a two-state chain."""
    months = 20_000
    moves = {"lease.single_tenant_stay_months": 12.0, "lease.single_tenant_vacancy_months": 4.0}
    world = live(opened("base", {**only("lease", "record"), "place.units": 1, **moves}, months=months), months)
    let = (world.series.single_tenant_eur[:, 0] > 0.0).mean()
    kept = 1.0 - 1.0 / 12.0 - 1.0 / 4.0
    error = np.sqrt(0.75 * 0.25 / months * (1.0 + kept) / (1.0 - kept))
    assert let == pytest.approx(0.75, abs=4.0 * error)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_the_invariants_with_much_coming_and_going(kind):
    busy = {"membership.exogenous_closing": 0.1, "membership.applicants_per_unit_month": 0.05, "lease.kind": kind}
    world = opened("base", busy, months=24)
    for month in range(1, 25):
        live(world, 1, first=month)
        assert broken(world) == []


def test_other_leases_are_the_same_whatever_is_in_force():
    """They have draws of their own: a community, a company or nobody at all beside them does not move them."""
    worlds = [leased(kind, 24, ("membership", "lease", "record")) for kind in KINDS if kind != "none"]
    series = [live(world, 24).series for world in worlds]
    for column in ("single_tenant_eur", "lone_tenants_eur", "lone_operator_eur"):
        assert all(equal(one[column], series[0][column]) for one in series)
        assert np.any(series[0][column] > 0.0)
    single = series[KINDS.index("single_tenant")]
    assert equal(single.rent_paid_eur, single.single_tenant_eur)
    assert equal(single.owner_net_eur[1:], single.single_tenant_net_eur[1:])
    assert np.all(single.members == 0.0)


def test_without_a_building_there_is_no_rent_no_area_and_no_landlord():
    world = opened("base", {"lease.kind": "none"}, months=12)
    live(world, 12)
    series = world.series[:, 0]
    for column in (
        "rent_due_eur",
        "rent_full_eur",
        "occupied_m2",
        "private_m2",
        "owner_net_eur",
        "works_eur",
        "lone_tenants_eur",
    ):
        assert np.all(series[column] == 0.0), column
    assert np.all(series.association_cost_eur == 0.0)
    assert np.all(series.members > 0.0)
    assert world.ledger.landlord[0] == 0.0


def test_the_association_absorbs_empty_units_and_then_its_credit_ends():
    """A tenth is let, at 5 / 0.9 a m²; the association owes 3,000, has 5,000 of credit, and fails owing six months' rent."""
    world = leased("joint", 12, members__occupied_at_start=0.1, finance__credit_line_eur=1e6)
    live(world, 12)
    series, short = world.series[:, 0], RENT - RENT * 0.1 / 0.9
    assert series.member_rent_eur[:8] == pytest.approx(RENT * 0.1 / 0.9)
    assert series.rent_paid_eur[0] == pytest.approx(RENT)
    assert series.association_cash_eur[0] == pytest.approx(-short)
    assert series.rent_paid_eur[1] == pytest.approx(5_000.0 - short + RENT * 0.1 / 0.9)
    assert series.rent_owed_eur[1] == pytest.approx(2.0 * short - 5_000.0)
    assert series.rent_owed_eur[6] == pytest.approx(7.0 * short - 5_000.0)
    failed = np.flatnonzero(series.rent_owed_eur == 0.0)[1:][0]
    assert failed == np.flatnonzero(np.arange(1, 13) * short - 5_000.0 > 6.0 * RENT)[0]
    assert series.dissolved[failed] == 1.0
    assert world.owners.kind[0] == INDIVIDUAL
    assert series.rent_paid_eur[-1] == series.member_rent_eur[-1] == pytest.approx(0.1 * RENT)
    assert world.ledger.lease_written_off[0] == pytest.approx((failed + 1) * short - 5_000.0)
    assert broken(world) == []


def test_members_of_an_association_that_fails_may_have_to_leave():
    settings = {"lease.kind": "joint", "lease.eviction_months": 0.0, "lease.when_it_fails": "all_leave",
                "members.occupied_at_start": 0.3, "governance.credit_eur": 0.0, **NOBODY_MOVES}  # fmt: skip
    world = live(opened("base", settings, months=3), 3)
    members = world.founders.present.sum()
    assert world.series.lease_ended[:, 0].sum() == members
    rows = world.firm_rows[0, : world.firm_row_count[0]]
    assert {CAUSES[int(cause)] for cause in rows.cause if cause >= 0} == {"lease_ended"}


def test_a_company_pays_its_guarantee_from_its_capital_until_it_cannot():
    """Nobody rents: 6 months of capital less 480 EUR a month of cost; it fails when 2 months are owed."""
    world = leased("operator", 12, members__occupied_at_start=0.0, lease__eviction_months=2.0,
                   lease__operator_vacancy_months=1e4)  # fmt: skip
    due, cost = 0.85 * RENT, 0.8 * 600.0
    assert world.owners.cash[0] == world.ledger.operators[0] == pytest.approx(6.0 * due)
    live(world, 12)
    paid = world.series.rent_paid_eur[:, 0]
    assert paid[:5] == pytest.approx(due)
    assert paid[5] == pytest.approx(due - 5.0 * cost)
    assert np.all(paid[6:] == 0.0)
    owed = world.series.rent_owed_eur[:, 0]
    assert owed[5:8] == pytest.approx([5.0 * cost, 5.0 * cost + due, 0.0])
    assert world.owners.kind[0] == INDIVIDUAL
    assert broken(world) == []


def test_a_company_that_does_well_takes_out_its_profit():
    world = leased("operator", 3)
    world.firms.cash[0] = 1e6
    live(world, 3)
    due, cost = 0.85 * RENT, 0.8 * 600.0
    assert world.series.member_rent_eur[:, 0] == pytest.approx(1.2 * RENT)
    assert world.series.rent_paid_eur[:, 0] == pytest.approx(due)
    assert world.owners.cash[0] == pytest.approx(6.0 * due)
    assert world.ledger.operators[0] == pytest.approx(6.0 * due - 3.0 * (1.2 * RENT - due - cost))


def test_another_company_takes_over_what_one_has_left():
    world = leased("operator", 6, members__occupied_at_start=0.0, lease__eviction_months=0.0,
                   lease__operator_capital_months=0.0, lease__operator_vacancy_months=1.0)  # fmt: skip
    kinds = [int(live(world, 1, first=month).owners.kind[0]) for month in range(1, 7)]
    assert kinds == [INDIVIDUAL, OPERATOR] * 3


@pytest.mark.parametrize(("members", "share"), [(1, 0.0), (11, 1 / 3), (20, 19 / 39)])
@pytest.mark.parametrize("kind", ["individual", "joint"])
def test_a_body_has_taken_off_rent_by_its_size(kind, members, share):
    world = leased(kind, lease__negotiation="joint", members__occupied_at_start=members / 20.0)
    expected = 5.0 * (1.0 - 0.15 * share)
    assert world.owners.rent[0] == pytest.approx(expected)
    charged = expected / 0.9 if kind == "joint" else expected
    assert world.firms.rent_per_m2[0, :members] == pytest.approx(charged)
    assert leased(kind, members__occupied_at_start=members / 20.0).owners.rent[0] == 5.0


@pytest.mark.parametrize("kind", ["individual", "joint"])
def test_one_body_can_be_given_notice_as_one(kind):
    settings = {"lease.kind": kind, "lease.negotiation": "joint", "lease.notice_chance": 1.0, "lease.term_months": 3,
                **NOBODY_MOVES}  # fmt: skip
    world = live(opened("base", settings, months=4), 4)
    assert list(world.series.members[:, 0]) == [20.0, 20.0, 20.0, 0.0]
    assert world.series.lease_ended[3, 0] == 20.0
    assert world.owners.kind[0] == INDIVIDUAL
    settings["lease.notice_chance"] = 0.0
    stayed = live(opened("base", settings, months=4), 4)
    assert stayed.series.members[3, 0] == 20.0
    assert stayed.owners.kind[0] == (JOINT if kind == "joint" else INDIVIDUAL)


def test_within_a_term_rents_lose_what_is_not_indexed_and_are_asked_in_full_after_it():
    world = leased("individual", 36, lease__inflation=0.04, lease__term_months=24)
    world.firms.cash[0], world.firms.smoothed_income[0] = 1e6, 2_000.0
    live(world, 36)
    rent = world.series.rent_due_eur[:, 0] / RENT
    worn = (1.0 + 0.75 * 0.04) / 1.04
    assert rent[:12] == pytest.approx(1.0)
    assert rent[12:24] == pytest.approx(worn)
    assert rent[24:] == pytest.approx(1.0)


def test_a_member_is_displaced_by_a_rise_that_it_cannot_pay():
    """After 2 months 1.5 times the rent is asked; who has that beside its living pays, who has not is displaced."""
    settings = {**only("lease", "membership", "record"), "lease.term_months": 2, "lease.passed_on": 1.0,
                "membership.exogenous_closing": 0.0, "membership.give_up_rate": 0.0, "lease.area_uplift": 0.0,
                "membership.applicants_per_unit_month": 0.0, "finance.credit_line_eur": 1e6}  # fmt: skip
    world = opened("base", settings, months=3)
    firms, area = world.firms[0], world.units.area[0]
    world.owners.value[0] = 1.5
    firms.people = 2.0
    rise = 2.5 * area / 2.0
    firms.smoothed_income = 900.0 + rise * 1.01
    firms.smoothed_income[:5] = 900.0 + rise * 0.98
    world.parameters.lease.area_uplift_months = 1e4
    live(world, 3)
    rows = world.firm_rows[0, : world.firm_row_count[0]]
    assert sorted(rows.unit) == [0, 1, 2, 3, 4]
    assert {CAUSES[int(cause)] for cause in rows.cause} == {"displaced"}
    assert firms.rent_per_m2[5:] == pytest.approx(7.5, rel=1e-3)
    assert world.series.displaced[:, 0].sum() == 5.0


def test_the_value_of_the_area_follows_what_is_let():
    """Twenty of a reference of twenty at condition 0.5: it tends to 1 + 0.4 · (1 − 1/e), a tenth of the way a month."""
    world = leased("individual", 40, lease__area_uplift=0.4, lease__area_uplift_months=10.0)
    live(world, 40)
    aim = 0.4 * (1.0 - np.exp(-1.0))
    assert world.series.area_value[:, 0] - 1.0 == pytest.approx(aim * (1.0 - 0.9 ** np.arange(1, 41)))
    empty = live(leased("individual", 5, members__occupied_at_start=0.0), 5)
    assert np.all(empty.series.area_value == 1.0)


def test_the_owners_account():
    """Half is let: 60,000 EUR of works, 400 of upkeep, half of 500 of decay; 1,500 of rent pays 850 of works a month."""
    world = leased("individual", 3, members__occupied_at_start=0.5)
    world.firms.cash[0] = 1e6
    live(world, 3)
    series = world.series[:, 0]
    assert series.owner_net_eur == pytest.approx([850.0 - 60_000.0, 850.0, 850.0])
    assert series.works_elsewhere_eur == pytest.approx([420_000.0, 0.0, 0.0])
    assert series.building_value_eur == pytest.approx(12.0 * 850.0 / 0.08)
    owner = world.owners[0]
    assert (owner.received, owner.works) == (pytest.approx(4_500.0), pytest.approx(60_000.0))
    assert (owner.decay, owner.upkeep) == (pytest.approx(750.0), pytest.approx(1_200.0))


def test_a_lone_company_is_paid_for_by_lone_tenants():
    """All units always let: it owes 2,550 and has 3,600 less 480; then none, and it fails after its capital is spent."""
    world = leased("individual", 24, lease__lone_stay_months=1e4, lease__lone_vacancy_months=1e4, lease__eviction_months=0.0,
                   lease__operator_vacancy_months=1e4)  # fmt: skip
    live(world, 4)
    assert world.series.lone_operator_eur[:4, 0] == pytest.approx(0.85 * RENT)
    world.lone_tenants[0] = False
    live(world, 20, first=5)
    paid = world.series.lone_operator_eur[4:, 0]
    assert paid[:5] == pytest.approx(0.85 * RENT)
    assert 0.0 < paid[5] < 0.85 * RENT
    assert paid[6] == world.series.lone_tenants_eur[10, 0]


@pytest.mark.parametrize(
    "settings",
    [
        {"lease.when_it_fails": "all_leave"},
        {"lease.kind": "operator", "lease.negotiation": "joint"},
        {"lease.notice_chance": 0.1},
        {"lease.kind": "none", "lease.rent_eur_per_m2_month": 4.0},
        {"lease.kind": "none", "finance.running_cost_eur_per_m2_month": 1.0},
        {"lease.kind": "single_tenant", "lease.passed_on": 0.5},
        {"lease.correlation": 0.2, "processes.demand": False},
    ],
)
def test_what_would_have_no_effect_is_refused(settings):
    with pytest.raises(ScenarioError, match="would have no effect"):
        load("base", settings)
