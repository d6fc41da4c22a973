"""Lease: known answers."""

from __future__ import annotations

import numpy as np
import pytest
from contract import ProcessContract
from worlds import live, only, opened

from mfsim.compiling import ENABLED


class TestContract(ProcessContract):
    process = "lease"
    columns = ("rent_due_eur", "rent_paid_eur", "single_tenant_eur")


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
