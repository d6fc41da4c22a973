"""Outcomes of help, worked out by hand from the tables of pairs."""

from __future__ import annotations

import numpy as np
import pytest

from mfsim.engine.run import run_batch
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.load import load

MEASURES = {outcome.name: outcome.measure for outcome in OUTCOMES}
MONTHS, RUNS = 30, 3
MUCH_HELP = {"demand.second_field_share": 0.3, "mutual_help.baseline": 2.0, "community.initial_tie": 0.5}


def test_reciprocity_is_what_went_both_ways_where_nobody_leaves():
    scenario = load("base", {**MUCH_HELP, "processes.membership": False})
    records = run_batch(scenario, runs=range(RUNS), months=MONTHS, workers=1, panel=True)
    helped = records.helped[:, 0]
    both_ways = np.minimum(helped, np.swapaxes(helped, 1, 2)).sum(axis=(1, 2))
    # Nobody counts months in the place where membership is off, so that rates are totals.
    received = np.array([records.firm_rows.hours_received[records.firm_run == run].sum() for run in range(RUNS)])
    exchanged = np.array([records.firm_rows.hours_exchanged[records.firm_run == run].sum() for run in range(RUNS)])
    assert received == pytest.approx(helped.sum(axis=(1, 2)))
    assert exchanged == pytest.approx(both_ways)


def test_reciprocity_is_a_share_and_shows_who_kept_accounts():
    """Where the balance between two decides, more comes back than where it is not counted (20 runs, paired, 3 errors)."""
    shares = []
    for settings in ({}, {"mutual_help.accounting": "direct", "mutual_help.balance_weight": 4.0}):
        scenario = load("base", {**MUCH_HELP, "mutual_help.baseline": -0.5, **settings})
        shares.append(MEASURES["reciprocity"](run_batch(scenario, runs=range(20), months=60, workers=1)))
    assert np.all((shares[0] >= 0.0) & (shares[0] <= 1.0))
    gain = shares[1] - shares[0]
    assert gain.mean() > 3.0 * gain.std() / np.sqrt(len(gain))
