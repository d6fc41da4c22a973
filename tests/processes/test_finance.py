"""Finance: a month by hand, and known answers."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from contract import ProcessContract
from worlds import live, only, opened

OPEN = 1_000.0


class TestContract(ProcessContract):
    process = "finance"
    columns = ("fees_eur", "income_eur")
    settings: ClassVar = {"members.occupied_at_start": 1.0}


def _month(*processes, rent=True, **changes):
    world = opened("base", {**only("production", "finance", *processes), "processes.lease": rent, **changes})
    world.firms.open_hours[0] = OPEN
    world.ledger.accepted[0] = 20 * OPEN
    before = world.firms[0].copy()
    return world, before, live(world, 1).firms[0]


@pytest.mark.parametrize("rent", [True, False])
def test_a_month_by_hand(rent):
    """Firm by firm: what is billed, paid, taxed and drawn, written out from the equations."""
    world, before, after = _month(rent=rent)
    for unit in range(20):
        firm, area = after[unit], world.units[unit].area
        billed, people = firm.hours_done * firm.rate, firm.people
        collected = 0.4 * (0.0 + billed)
        inputs = (0.25 if firm.goods else 0.05) * billed
        fixed = people * 530.0 * world.kinds[firm.kind].fixed_cost
        fee, cost = 1.5 * area, 5.0 * area if rent else 0.0
        profit = billed - inputs - fixed - fee - cost
        tax = 0.28 * max(0.0, profit)
        cash = before[unit].cash + collected - inputs - fixed - fee - tax - 900.0 * people
        cash -= 0.3 * max(0.0, cash - 900.0 * people - 3.0 * (fixed + cost + fee))
        cash -= cost  # by the lease, afterwards; all of them can pay
        smoothed = before[unit].smoothed_income
        assert firm.billed == pytest.approx(billed)
        assert firm.income == pytest.approx(profit - tax)
        assert firm.income_total == pytest.approx(profit - tax)
        assert firm.receivable == pytest.approx(0.6 * billed)
        assert firm.cash == pytest.approx(cash)
        assert firm.smoothed_income == pytest.approx(smoothed + ((profit - tax) / people - smoothed) / 6.0)


def test_a_loss_is_not_taxed():
    world = opened("base", only("finance"))
    live(world, 1)
    assert np.all(world.firms.income[0] < 0.0)
    assert world.ledger.state[0] == 0.0


def test_tax_is_a_share_of_the_profits_alone():
    world, _, after = _month(rent=False)
    assert np.all(after.income > 0.0)
    assert -world.ledger.state[0] == pytest.approx((after.income * 0.28 / 0.72).sum())


def test_customers_pay_a_share_of_what_they_owe_each_month():
    world = opened("base", {**only("finance"), "finance.collected_share_month": 0.4})
    world.firms.receivable[0] = 1_000.0
    world.ledger.billed[0] = 20_000.0
    for month in range(1, 6):
        live(world, 1, first=month)
        assert world.firms.receivable[0] == pytest.approx(1_000.0 * 0.6**month)
        assert world.ledger.collected[0] == pytest.approx(20_000.0 * (1.0 - 0.6**month))


def test_paid_as_it_comes():
    _, _, after = _month(**{"finance.collected_share_month": 1.0})
    assert np.all(after.billed > 0.0)
    assert np.all(after.receivable == 0.0)


def test_everybody_draws_a_living_and_no_more_without_a_buffer():
    quiet = {"finance.fixed_cost_eur_month": 0.0, "finance.fee_eur_per_m2_month": 0.0}
    world = opened("base", {**only("finance"), **quiet})
    world.firms.cash[0] = 0.0
    live(world, 1)
    assert world.firms.cash[0] == pytest.approx(-900.0 * world.firms.people[0])
    assert world.ledger.households[0] == pytest.approx(-900.0 * world.firms.people[0].sum())


def test_the_association_has_the_fees_and_pays_for_the_whole_area():
    world = opened("base", only("finance"), months=3)
    live(world, 3)
    assert world.sites[0].association_cash == pytest.approx(3.0 * (1.5 * 600.0 - 0.8 * 1_000.0))
