"""R8: with one segment for each sector and equal shares, pairs of rivals are pairs of one sector: C(n,2) · Σp²."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from worlds import at, live, opened

from mfsim.compiling import ENABLED
from mfsim.engine.batch import begin_run
from mfsim.processes.demand import expected_orders
from mfsim.scenario.load import load
from mfsim.world.records import SEGMENTS

RUNS = 1_000 if ENABLED else 20
STANDARD_ERRORS = 4.0
"""Tolerance in standard errors of the mean over RUNS runs: 1 in 16,000 tests would fail by chance, were it redrawn."""


def _trades_of_sectors(count):
    """One trade of each of the first `count` sectors."""
    words = load("base").words
    by_sector = {trade.sector: name for name, trade in words.trades.items()}
    return [by_sector[sector] for sector in sorted(by_sector)[:count]]


def _one_segment_each(weights, units):
    trades = dict(zip(_trades_of_sectors(len(weights)), weights, strict=True))
    world = opened("base", {"members.trades": trades, "place.units": units, "demand.market_spread": 0.0})
    world.trades.market[:] = np.eye(SEGMENTS)[world.trades.sector % SEGMENTS]
    begin_run(world, at(0))
    return world


def _variance_of_pairs(n, p):
    """Variance of the number of like pairs among n independent draws with shares p."""
    two, three = (p**2).sum(), (p**3).sum()
    return comb(n, 2) * two * (1.0 - two) + 6 * comb(n, 3) * (three - two**2)


@pytest.mark.parametrize("units", [2, 10, 20, 40])
@pytest.mark.parametrize("weights", [(1,), (1, 1), (1, 1, 1, 1), (6, 3, 1), (5, 1, 1, 1, 1, 1)])
def test_rival_pairs_are_pairs_of_one_sector(weights, units):
    p = np.array(weights) / sum(weights)
    world = _one_segment_each(weights, units)
    pairs = np.empty(RUNS)
    for run in range(RUNS):
        begin_run(world, at(0, run=run))
        pairs[run] = world.firms.rivals.sum() / 2.0
    assert pairs == pytest.approx(np.round(pairs), abs=1e-9)
    error = np.sqrt(_variance_of_pairs(units, p) / RUNS)
    assert pairs.mean() == pytest.approx(comb(units, 2) * (p**2).sum(), abs=STANDARD_ERRORS * error + 1e-9)


def test_sectors_of_one_run_give_its_rivals_exactly():
    world = _one_segment_each((3, 2, 1, 1), 30)
    for run in range(20):
        begin_run(world, at(0, run=run))
        counts = np.bincount(world.firms.sector[0])
        assert world.firms.rivals[0] == pytest.approx(counts[world.firms.sector[0]] - 1.0, abs=1e-9)


def test_the_month_records_twice_the_pairs_per_member():
    world = _one_segment_each((1, 1, 1), 20)
    live(world, 1)
    rivals = world.firms.rivals[0][world.firms.serial[0] >= 0]
    assert world.series.rivals[0, 0] == pytest.approx(rivals.mean())
    counts = np.bincount(world.firms.sector[0][world.firms.serial[0] >= 0])
    pairs = sum(comb(int(count), 2) for count in counts)
    assert rivals.sum() == pytest.approx(2.0 * pairs)


def test_orders_fall_with_the_pairs_where_they_are_rivals():
    """The demand of a site of one sector and of n sectors: 1/(1 + κ(n−1)/N) against 1."""
    world = _one_segment_each((1,), 20)
    p, firm = world.parameters.demand, world.firms[0, 0]
    economy = np.zeros(world.economy.shape[0])
    shared = expected_orders(p, firm, economy, 1.0, 1.0)
    firm.rivals = 0.0
    assert shared / expected_orders(p, firm, economy, 1.0, 1.0) == pytest.approx(1.0 / (1.0 + 0.3 * 19.0 / 20.0))
