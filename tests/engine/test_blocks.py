"""Sites in blocks: the same bit for bit as all at once, on any threads; partners run together."""

from __future__ import annotations

import tracemalloc

import pytest
from worlds import assert_equal_records, scenario_of

from mfsim.compiling import ENABLED
from mfsim.engine import blocks
from mfsim.engine.run import run_batch
from mfsim.scenario.load import load

BUSY = {
    "place.sites": 5, "place.units": 6, "joint_projects.rate_month": 3.0, "norms.cases_per_member_month": 0.4,
    "membership.applicants_per_unit_month": 0.1, "governance.events": True,
}  # fmt: skip


def _records(scenario, workers=1):
    return run_batch(scenario, runs=range(2, 5), months=6, seed=7, workers=workers, panel=True)


@pytest.mark.parametrize(
    "changes",
    [{}, {"governance.decision": "manager"}, {"membership.letting": "hazard", "membership.applicants_per_unit_month": 0.03}],
)
@pytest.mark.parametrize("units", [6, 12, 24])
def test_blocks_are_the_whole(monkeypatch, changes, units):
    """Blocks of one to four of five sites: the last may be short."""
    scenario = load("base", {**BUSY, **changes})
    whole = _records(scenario)
    assert whole.series.shape[2] == 5
    monkeypatch.setattr(blocks, "BLOCK_UNITS", units)
    assert blocks.block_size(scenario, apart=True) == units // 6
    assert_equal_records(_records(scenario), whole)
    assert_equal_records(_records(scenario, workers=2), whole)


def test_partners_and_rules_of_ones_own_run_together(monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK_UNITS", 1)
    assert blocks.block_size(load("base", BUSY), apart=False) == 5
    assert blocks.block_size(load("base", {**BUSY, "processes.network": True}), apart=True) == 5
    assert blocks.block_size(scenario_of("base"), apart=True) == 1


def test_a_site_larger_than_a_block_is_one():
    assert blocks.block_size(load("base", {"place.sites": 3, "place.units": 1000}), apart=True) == 2
    assert blocks.block_size(load("base", {"place.sites": 9, "place.units": 40}), apart=True) == 9
    assert blocks.block_size(load("base", {"place.sites": 900, "place.units": 40}), apart=True) == 50


@pytest.mark.skipif(not ENABLED, reason="slow uncompiled")
def test_blocks_bound_the_memory(monkeypatch):
    """Many sites take the memory of a block and of their results, not of all their firms and pairs at once."""
    scenario = load("base", {"place.sites": 60, "place.units": 10})
    peaks = {}
    for units in (20, 600):
        monkeypatch.setattr(blocks, "BLOCK_UNITS", units)
        run_batch(scenario, runs=range(1), months=1, workers=1, firm_rows=False)
        tracemalloc.start()
        run_batch(scenario, runs=range(1), months=1, workers=1, firm_rows=False)
        peaks[units] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peaks[20] < 0.3 * peaks[600]
