"""Outcomes of the place, worked out by hand from the series and the rows of firms."""

from __future__ import annotations

import numpy as np
import pytest

from mfsim.engine.run import run_batch
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.load import load

MEASURES = {outcome.name: outcome.measure for outcome in OUTCOMES}
MONTHS, RUNS = 30, 3


@pytest.fixture(scope="module")
def records():
    """Two sites of different luck: an association without income but fees that are too low."""
    settings = {"place.sites": 2, "governance.decision": "none", "governance.budgeted_occupancy": 1.0,
                "members.occupied_at_start": 0.7, "governance.credit_eur": 500.0, "governance.grant": True}  # fmt: skip
    return run_batch(load("base", settings), runs=range(RUNS), months=MONTHS, workers=1)


def test_months_of_crisis_are_months_of_debt_ruin_or_exhaustion(records):
    series = records.series
    in_debt, run_down = series.association_cash_eur < 0.0, series.condition < 0.3
    with np.errstate(invalid="ignore"):
        worn_out = series.worn_out >= 0.5
    expected = (in_debt | run_down | worn_out).mean(axis=(1, 2))
    assert MEASURES["crisis_months"](records) == pytest.approx(expected)
    assert 0.0 < expected.min() <= expected.max() <= 1.0


def test_dissolved_is_the_state_at_the_end(records):
    expected = [np.mean([records.series.dissolved[run, -1, site] for site in range(2)]) for run in range(RUNS)]
    assert MEASURES["dissolved"](records) == pytest.approx(expected)
    assert np.all(np.diff(records.series.dissolved, axis=1) >= 0.0), "an association does not come back"
    assert max(expected) > 0.0


def test_key_people_are_a_tenth_of_all_firms_that_were_there(records):
    for run, found in enumerate(MEASURES["key_people"](records)):
        rows = records.firm_rows[records.firm_run == run]
        hours = np.sort(rows.upkeep_hours * rows.months)
        assert found == pytest.approx(hours[-round(0.1 * len(hours)) :].sum() / hours.sum())
        assert hours.sum() <= records.series.upkeep_hours[run].sum() * (1.0 + 1e-12)


def test_fees_are_paid_by_area(records):
    series = records.series
    there = ~np.isnan(series.fee_eur_per_m2)
    area = np.where(there, series.occupied_m2, 0.0)
    expected = np.nansum(series.fee_eur_per_m2 * area, axis=(1, 2)) / area.sum(axis=(1, 2))
    assert MEASURES["fee"](records) == pytest.approx(expected)


def test_other_income_is_a_month_and_site(records):
    expected = (records.series.grant_eur + records.series.event_income_eur).sum(axis=(1, 2)) / (MONTHS * 2)
    assert MEASURES["other_income"](records) == pytest.approx(expected)
    assert np.all(expected > 0.0)
