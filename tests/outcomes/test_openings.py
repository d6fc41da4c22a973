"""Outcomes of founding, worked out by hand from the series and the rows of firms."""

from __future__ import annotations

import numpy as np
import pytest

from mfsim.engine.run import run_batch
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.load import load

MEASURES = {outcome.name: outcome.measure for outcome in OUTCOMES}
MONTHS, RUNS, SITES = 16, 6, 3


@pytest.fixture(scope="module")
def records():
    """Groups of about the least size, some of which fail."""
    settings = {"founding.start": "community_first", "place.sites": SITES, "members.occupied_at_start": 0.3,
                "founding.least_members": 4, "founding.statutes_drop_out": 0.1, "founding.recall": False}  # fmt: skip
    return run_batch(load("base", settings), runs=range(RUNS), months=MONTHS, workers=1)


def test_opened_and_months_to_opening(records):
    opens = records.series.open_units.max(axis=1) > 0
    assert 0 < opens.sum() < RUNS * SITES
    assert MEASURES["opened"](records) == pytest.approx(opens.mean(axis=1))
    months = MEASURES["months_to_opening"](records)
    assert np.all(months[opens.any(axis=1)] == 10.0)
    assert np.isnan(months[~opens.any(axis=1)]).all()


def test_founders_kept(records):
    found = MEASURES["founders_kept"](records)
    for run in range(RUNS):
        opens = [site for site in range(SITES) if records.series.open_units[run, -1, site] > 0]
        rows = [
            row
            for row, its_run, site in zip(records.firm_rows, records.firm_run, records.firm_site, strict=True)
            if its_run == run and site in opens and row.entry_month == 0
        ]
        kept = [np.isnan(row.exit_month) or row.exit_month > 10 for row in rows]
        assert len(rows) == 6 * len(opens)
        assert found[run] == pytest.approx(np.mean(kept)) if rows else np.isnan(found[run])
    assert np.nanmin(found) < 1.0


def test_empty_area(records):
    series = records.series
    assert np.all(series.empty_area_m2[:, :10] == pytest.approx(600.0))
    assert MEASURES["empty_area"](records) == pytest.approx(series.empty_area_m2.mean(axis=(1, 2)) / 600.0)


def test_a_place_that_is_open_takes_no_time():
    records = run_batch(load("base", {"members.occupied_at_start": 0.5}), runs=range(2), months=3, workers=1)
    assert np.all(MEASURES["opened"](records) == 1.0)
    assert np.all(MEASURES["months_to_opening"](records) == 0.0)
    assert np.all(MEASURES["founders_kept"](records) == 1.0)
    assert np.all(MEASURES["ties_outlive"](records) == 0.0)
    ended = load("base", {"founding.ending": "planned", "founding.end_month": 3})
    records = run_batch(ended, runs=range(2), months=4, workers=1)
    assert np.all(MEASURES["ties_outlive"](records) > 300.0), "of 380 pairs of founding members who know one another"
    assert np.all(records.series.members[:, -1] == 0)
