"""Record: what is written down, against numpy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from contract import ProcessContract
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import live, only, opened

from mfsim.compiling import plain_python
from mfsim.processes.record import gini

incomes = st.lists(st.floats(0.0, 1e6), min_size=1, max_size=40)


class TestContract(ProcessContract):
    process = "record"
    columns = ("members", "people", "occupied_m2", "hill_sectors")

    def test_it_depends_on_nothing_but_scenario_seed_run_and_month(self):
        one, other = (live(opened("base"), 1) for _ in range(2))
        assert one.series.tobytes() == other.series.tobytes()


@settings(deadline=None)
@given(incomes)
def test_gini_is_half_the_relative_mean_difference(values):
    array = np.array(values)
    mean = array.mean()
    expected = np.abs(array[:, None] - array[None, :]).mean() / (2.0 * mean) if mean > 0.0 else 0.0
    assert gini(array.copy(), len(array)) == pytest.approx(expected, abs=1e-9)


def test_gini_of_some_known_cases():
    assert gini(np.full(7, 3.0), 7) == pytest.approx(0.0, abs=1e-15)
    assert gini(np.array([0.0, 0.0, 0.0, 8.0]), 4) == pytest.approx(0.75)
    assert gini(np.zeros(5), 5) == 0.0
    assert gini(np.array([4.0, 2.0, 99.0]), 2) == pytest.approx(1.0 / 6.0)


def test_gini_sorts():
    values = np.random.default_rng(0).random(200)
    gini(values, 200)
    assert np.all(np.diff(values) >= 0.0)


@pytest.fixture(scope="module")
def written():
    """A site after ten months, with some units empty, and its last row."""
    with plain_python():
        world = live(opened("base", {"members.occupied_at_start": 0.7, "place.units": 24}, months=10, panel=True), 10)
    present = world.firms.serial[0] >= 0
    assert 3 < present.sum() < 24
    return world, world.firms[0][present], present, world.series[9, 0]


def test_averages_over_people(written):
    world, firms, present, row = written
    own = firms.people - firms.employees
    people, owners, at_work = firms.people.sum(), own.sum(), firms.entry_month < 10
    assert (row.members, row.people, row.owners) == (present.sum(), people, owners)
    assert row.occupied_m2 == pytest.approx(world.firms.area[0][present].sum())
    assert row.income_eur == pytest.approx(firms.income.sum() / own[at_work].sum())
    assert row.cash_eur == pytest.approx(firms.cash.sum() / people)
    assert row.below_living == pytest.approx(own[firms.smoothed_income < 900.0].sum() / owners)
    worked = (firms.hours_worked + firms.hours_given + firms.project_hours).sum()
    assert row.hours_per_person == pytest.approx(worked / firms.people[at_work].sum())
    assert row.load == pytest.approx(worked / firms.capacity.sum())
    assert row.billed_eur == pytest.approx(firms.billed.sum())
    assert row.income_gini == pytest.approx(gini(np.maximum(0.0, firms.smoothed_income), len(firms)))


def test_averages_over_firms(written):
    _, firms, _, row = written
    for column in ("satisfaction", "care", "fatigue", "rivals"):
        assert row[column] == pytest.approx(firms[column].mean(), rel=1e-12), column
    assert row.satisfaction_sd == pytest.approx(firms.satisfaction.std(), abs=1e-9)
    assert row.values_sd == pytest.approx(firms.value.std(), abs=1e-9)


def test_ties_and_knowledge(written):
    world, firms, present, row = written
    trust = world.trust[0][np.ix_(present, present)]
    pairs = len(firms) * (len(firms) - 1)
    assert row.ties == pytest.approx(trust.sum() / pairs)
    assert row.acquaintance == pytest.approx((trust > 0.0).sum() / pairs)
    skill = world.skill[0][:, present]
    assert row.knowledge == pytest.approx(skill.mean())
    assert row.fields_covered == (skill.max(axis=1) >= 0.5).sum()


def test_effective_number_of_sectors(written):
    _, firms, _, row = written
    shares = np.unique(firms.sector, return_counts=True)[1] / len(firms)
    assert row.hill_sectors == pytest.approx(math.exp(-(shares * np.log(shares)).sum()))


@pytest.mark.parametrize("sectors", [1, 2, 4])
def test_equal_shares_count_their_sectors(sectors):
    world = opened("base", only("record"))
    world.firms.sector[0] = np.arange(20) % sectors
    assert live(world, 1).series.hill_sectors[0, 0] == pytest.approx(sectors)


def test_the_panel_shows_the_firms(written):
    world, firms, present, _ = written
    panel = world.panel[9, 0]
    assert np.all(np.isnan(panel.serial[~present]))
    for column, field in {"serial": "serial", "cash_eur": "cash", "open_hours": "open_hours", "care": "care",
                          "rate_eur_per_hour": "rate", "arrears_eur": "arrears", "value": "value"}.items():  # fmt: skip
        assert np.array_equal(panel[column][present], firms[field]), column
    assert panel.standing[present] == pytest.approx(np.exp(firms.standing))
    own = world.skill[0, world.firms.own_field[0], np.arange(24)]
    assert np.array_equal(panel.own_skill[present], own[present])


def test_means_of_nobody_are_unknown_and_counts_are_zero():
    world = live(opened("base", {"members.occupied_at_start": 0.0, **only("record")}), 1)
    row = world.series[0, 0]
    unknown = ("income_eur", "below_living", "income_gini", "cash_eur", "hours_per_person", "load", "satisfaction",
               "satisfaction_sd", "care", "ties", "acquaintance", "values_sd", "fatigue", "knowledge", "rivals",
               "hill_sectors", "hill_stages", "start_ups", "rao", "upkeep_top_tenth", "initiators_fatigue", "worn_out",
               "fee_eur_per_m2", "reserve_months", "norm_quality", "legitimacy", "phase", "crowded")  # fmt: skip
    assert {name for name in world.series.dtype.names if math.isnan(row[name])} == set(unknown)
    for name in ("members", "people", "occupied_m2", "orders", "gaps", "fields_covered", "rent_paid_eur"):
        assert row[name] == 0.0, name


def test_one_firm_has_no_ties_to_average():
    row = live(opened("base", {"place.units": 1, **only("record")}), 1).series[0, 0]
    assert math.isnan(row.ties)
    assert row.income_gini == 0.0
    assert row.hill_sectors == pytest.approx(1.0)


def test_months_beyond_the_room_are_not_written():
    world = live(opened("base", months=2, panel=True), 4)
    assert world.series.shape[0] == 2
    assert np.all(world.series.members > 0)
