"""R10: money, claims, hours of orders and area are conserved in every month, in every shipped scenario and mix of levers."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import PLACES, SHIPPED, at, opened, scenario_of

from mfsim.compiling import ENABLED
from mfsim.engine.batch import begin_run
from mfsim.engine.month import one_month
from mfsim.world.invariants import broken
from mfsim.world.parameters import choice

RUNS = ((0, 0), (0, 1), (7, 123)) if ENABLED else ((0, 0),)
MONTHS = 120 if ENABLED else 12


@pytest.mark.parametrize("name", PLACES)
def test_ledger_closes_every_month(name):
    world = opened(scenario_of(name), months=MONTHS)
    departures = 0.0
    for seed, run in RUNS:
        begin_run(world, at(0, seed=seed, run=run))
        assert broken(world) == []
        for month in range(1, MONTHS + 1):
            one_month(world, at(month, seed=seed, run=run))
            assert broken(world) == [], f"seed {seed}, run {run}, month {month}"
            departures += world.tally.exits.sum()
    assert departures > 0, "a history without departures closes no books"


@pytest.mark.parametrize("name", SHIPPED)
def test_area_is_let_vacant_or_common(name):
    world = opened(name, months=MONTHS)
    place = world.parameters.place
    common = place.total_area_m2 * (1.0 - place.private_share)
    for month in range(1, MONTHS + 1):
        one_month(world, at(month))
        let = world.series.occupied_m2[month - 1, 0]
        vacant = world.units.area[(world.firms.serial[0] < 0) & (world.firms.tenant[0] < 0)].sum()
        assert let + vacant + common == pytest.approx(place.total_area_m2, rel=1e-12)
    assert np.ptp(world.series.occupied_m2) > 0.0


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_recorded_adds_up_to_the_ledger(name):
    """The monthly series are the ledger's increments, written apart from it."""
    world = opened(name, months=MONTHS)
    for month in range(1, MONTHS + 1):
        one_month(world, at(month))
    series, ledger = world.series[:, 0], world.ledger[0]
    assert series.rent_paid_eur.sum() == pytest.approx(-ledger.landlord, rel=1e-12)
    assert series.rent_due_eur.sum() == pytest.approx(ledger.charged, rel=1e-12)
    fees = series.fees_eur.sum() + series.use_charges_eur.sum()
    running = -world.parameters.finance.running_cost_eur_per_m2_month * world.parameters.place.total_area_m2 * MONTHS
    joint = world.owners[0].kind == choice("lease", "kind", "joint")  # then it takes in the rents and pays the whole
    rents = series.member_rent_eur.sum() - series.rent_paid_eur.sum() if joint else 0.0
    assert world.sites[0].association_cash == pytest.approx(fees + rents + running, rel=1e-9)
    assert world.helped.sum() <= series.help_hours.sum() * (1.0 + 1e-12)
