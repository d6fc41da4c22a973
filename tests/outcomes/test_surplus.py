"""The surplus of being together: the same founding members, with the same draws, together and each for itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from worlds import MIXES, equal, live, opened, scenario_of

import mfsim
from mfsim.engine.run import run_batch
from mfsim.outcomes.surplus import DEATHS, SURPLUS_COLUMNS, discount, surplus_rows
from mfsim.outcomes.surplus_summary import SHARES, bootstrap, by_run, certainty_rows
from mfsim.scenario.alone import isolated
from mfsim.scenario.load import load
from mfsim.scenario.settings import all_settings
from mfsim.scenario.shipped import shipped_names
from mfsim.world.records import CAUSES
from mfsim.world.serials import SERIALS_PER_SITE

RUNS, MONTHS = 12, 60
NOTHING_BETWEEN_MEMBERS = {
    "processes.joint_projects": False, "processes.mutual_help": False, "processes.norms": False,
    "processes.commons": False, "processes.governance": False, "knowledge.exchange": "none",
    "community.meetings_per_month": 0, "community.open_meetings": 0.0, "demand.rivalry": 0.0,
    "place.sound_insulation": 1.0, "finance.fee_eur_per_m2_month": 0.0,
    "lease.rent_eur_per_m2_month": 7.0, "membership.moving_threshold": 1.0, "membership.moving_threshold_spread": 0.0,
    "machines.access": "owner_only", "machines.flexible_share": 0.0,
    "local_chain.inside_first": 0.0, "local_chain.overflow_months": 1e9,
    "growth.annexes": False, "growth.outgrown": "crowd", "growth.spin_off_rate": 0.0,
}  # fmt: skip
"""Every interaction off, in a place that still lets its units to applicants, at the outside rent."""


def pairs(scenario, settings=None, runs=RUNS, months=MONTHS, seed=0):
    loaded = load(scenario, settings) if isinstance(scenario, str) else scenario
    together = run_batch(loaded, runs=range(runs), months=months, seed=seed, workers=1)
    return surplus_rows(loaded, together, seed=seed, workers=1), together, loaded


@pytest.fixture(scope="module")
def mage():
    return pairs("mage")


@pytest.mark.parametrize("name", [*shipped_names(), *MIXES])
def test_the_isolated_scenario_is_a_scenario_and_its_own_isolation(name):
    alone = isolated(scenario_of(name))
    assert isolated(alone).hash == alone.hash
    assert repr(alone.members) == repr(scenario_of(name).members)  # NaN, for what is not given, is not equal to itself
    on = alone.settings.processes
    off = {name for name, is_on in on.model_dump().items() if not is_on}
    assert off == {"joint_projects", "mutual_help", "norms", "commons", "governance", "network"}


def test_the_rent_alone_is_that_of_who_works_outside():
    alone = isolated(load("mage", {"founding.outside_rent_eur_per_m2_month": 7.5})).settings
    assert alone.lease.rent_eur_per_m2_month == 7.5
    assert alone.finance.fee_eur_per_m2_month == 0.0


def test_without_interaction_and_at_equal_rent_the_surplus_is_exactly_0():
    rows, together, _ = pairs("base", NOTHING_BETWEEN_MEMBERS)
    assert len(rows) == 20 * RUNS
    assert np.any(together.firm_rows["founder"] == 0.0), "others came and went meanwhile"
    assert np.all(rows.value_alone_eur != 0.0)
    for name in ("surplus_eur", "income_eur", "hours", "learned"):
        assert np.all(rows[name] == 0.0), name


@pytest.mark.parametrize(
    "interaction",
    [
        {"processes.mutual_help": True, "community.meetings_per_month": 2},
        {"processes.joint_projects": True},
        {"demand.rivalry": 0.3},
        {"place.sound_insulation": 0.0},
        {"knowledge.exchange": "open", "community.meetings_per_month": 2},
        {"processes.commons": True},
        {"processes.norms": True, "processes.governance": True, "finance.fee_eur_per_m2_month": 1.5},
        {"lease.rent_eur_per_m2_month": 5.0},
        {"machines.access": "lent"},
        {"machines.flexible_share": 0.2},
        {"local_chain.inside_first": 0.8},
        {"local_chain.overflow_months": 0.5},
    ],
)
def test_each_interaction_by_itself_makes_a_difference(interaction):
    rows, _, _ = pairs("base", {key: one for key, one in {**NOTHING_BETWEEN_MEMBERS, **interaction}.items()
                                if key != "finance.fee_eur_per_m2_month" or "processes.governance" not in interaction},
                       runs=4, months=36)  # fmt: skip
    assert np.any(rows.surplus_eur != 0.0)


def test_founders_and_their_first_orders_are_the_same_in_both():
    for name in ("mage", "r84"):
        worlds = [live(opened(scenario, months=1), 0) for scenario in (load(name), isolated(load(name)))]
        for field in ("serial", "people", "rate", "standing", "cash", "outside_income", "market", "age_months", "trade"):
            assert equal(worlds[0].firms[field], worlds[1].firms[field]), field
        assert equal(worlds[0].skill, worlds[1].skill)
    one, other = (live(opened(scenario, months=1), 1) for scenario in (load("base"), isolated(load("base"))))
    assert equal(one.firms.standing, other.firms.standing)
    assert equal(one.economy, other.economy)
    free = load("base", {"demand.rivalry": 0.0})
    one, other = (live(opened(scenario, months=1), 1) for scenario in (free, isolated(free)))
    assert one.series.orders[0, 0] == other.series.orders[0, 0] > 0.0
    assert equal(one.firms.gap_count, other.firms.gap_count)


def test_a_firm_alone_is_not_moved_by_the_others():
    """With one member less each of the others has the same life alone."""
    whole = run_batch(isolated(load("base")), runs=range(3), months=36, workers=1).firm_rows
    fewer = run_batch(
        isolated(load("base", {"members.occupied_at_start": 0.9})), runs=range(3), months=36, workers=1
    ).firm_rows
    kept = whole[whole["serial"] < 18]
    assert len(fewer) == 3 * 18
    key = ("entry_month", "serial", "income_discounted_eur")
    assert equal(np.sort(kept[list(key)], order=key)["income_discounted_eur"],
                 np.sort(fewer[list(key)], order=key)["income_discounted_eur"])  # fmt: skip


def test_who_has_died_has_the_outside_option_to_the_horizon():
    """Without income and hours of their own, V is the annuity of what comes after the exit."""
    closing = {"membership.exogenous_closing": 0.05, "demand.orders_per_person_month": 0.0, "membership.give_up_rate": 0.0,
               "finance.fixed_cost_eur_month": 0.0, "lease.rent_eur_per_m2_month": 0.0, "finance.living_eur_month": 0.0,
               "founding.outside_rent_eur_per_m2_month": 0.0}  # fmt: skip
    rows, together, scenario = pairs(isolated(load("base", closing)))
    p, factor = scenario.settings.surplus, discount(0.03, MONTHS)
    firms = together.firm_rows[np.lexsort((together.firm_rows["serial"], together.firm_run))]
    dead = np.isin(firms["cause"], DEATHS)
    assert dead.any()
    assert not dead.all()
    for row, firm in zip(rows, firms, strict=True):
        after = factor[int(firm["exit_month"]) + 1 :].sum() if firm["cause"] >= 0 else 0.0
        worth = firm["outside_income_eur"] - p.hour_eur * p.outside_hours_month
        assert row.value_alone_eur == pytest.approx(after * firm["people"] * worth, abs=1e-6)


def test_who_moved_away_goes_on_as_its_twin_alone():
    """A place in which nothing happens between members, but which everybody leaves: the surplus stays 0 but for rounding."""
    rows, together, _ = pairs("base", {**NOTHING_BETWEEN_MEMBERS, "membership.term_months": 7})
    assert np.any(together.firm_rows["cause"] == CAUSES.index("term_over"))
    assert np.any((rows.months_alone > 7) & (rows.months_together == 7))
    assert np.all(np.abs(rows.surplus_eur) < 1e-6)
    assert np.all(np.abs(rows.hours) < 1e-6)


def test_discounted_sums_are_those_of_the_panel():
    scenario = load("mage", {"surplus.discount_rate_year": 0.2})
    records = run_batch(scenario, runs=range(2), months=24, panel=True, workers=1)
    factor = discount(0.2, 24)
    assert factor[12] == pytest.approx(1.0 / 1.2)
    rows = records.firm_rows[(records.firm_run == 1) & (records.firm_rows["entry_month"] == 0)]
    stayed = rows[rows["cause"] < 0]
    assert len(stayed) > 3
    for row in stayed:
        income = records.panel["income_eur"][1, :, 0, int(row["unit"])]
        assert row["income_discounted_eur"] == pytest.approx((factor[1:] * income).sum())


def test_parts_of_a_batch_give_the_same_as_the_whole(mage, monkeypatch):
    rows, together, scenario = mage
    monkeypatch.setattr("mfsim.outcomes.surplus.MOST_BYTES", 8 * 19 * MONTHS * 17 * 5)
    parts = surplus_rows(scenario, together, seed=0, workers=2)
    assert equal(rows, parts)
    monkeypatch.setattr("mfsim.outcomes.surplus.MOST_BYTES", 1000)
    with pytest.raises(mfsim.MfsimError, match="with_isolated: too many"):
        surplus_rows(scenario, together, seed=0)


def test_the_parts_add_up(mage):
    rows, _, scenario = mage
    p = scenario.settings.surplus
    assert len(rows) == 17 * RUNS
    assert np.allclose(rows.surplus_eur, rows.income_eur - p.hour_eur * rows.hours + p.level_eur * rows.learned)
    assert np.allclose(rows.surplus_eur, rows.value_together_eur - rows.value_alone_eur)
    assert np.all(rows.learned >= 0.0)
    assert np.any(rows.learned > 0.0)
    assert np.all(rows.serial < SERIALS_PER_SITE)


ENDS = [
    (name, end)
    for name, one in all_settings().items()
    if name.startswith("surplus.") or name == "founding.outside_rent_eur_per_m2_month"
    for end in one.plausible or ()
]


@pytest.mark.parametrize(("name", "value"), ENDS)
def test_every_lever_of_the_comparison_moves_it(mage, name, value):
    rows, _, _ = pairs("mage", {name: value}, runs=2)
    before = mage[0].surplus_eur[mage[0].run < 2]
    assert not np.allclose(rows.surplus_eur, before)
    costs = {"surplus.hour_eur": "hours", "surplus.level_eur": "learned"}
    if name in costs:
        assert np.array_equal(rows[costs[name]], mage[0][costs[name]][mage[0].run < 2])


def test_the_summary_is_paired_over_runs(mage):
    rows = mage[0]
    shares = {share.name: by_run(rows, share) for share in SHARES}
    for run in range(RUNS):
        here = rows[rows.run == run]
        assert shares["surplus"][run] == pytest.approx(here.surplus_month_eur.mean())
        there = here[here.survived_together == 1]
        assert shares["surplus_survivors"][run] == pytest.approx(
            there.surplus_month_eur.mean() if len(there) else np.nan, nan_ok=True
        )
    table = {row["outcome"]: row for row in certainty_rows(rows)}
    values = shares["surplus"]
    assert table["surplus"]["mean"] == pytest.approx(values.mean())
    assert table["surplus"]["standard_error"] == pytest.approx(values.std(ddof=1) / math.sqrt(RUNS))
    assert table["surplus"]["low"] < table["surplus"]["mean"] < table["surplus"]["high"]
    assert 0.0 <= table["better_together"]["mean"] <= 1.0


def test_the_bootstrap_interval_is_that_of_the_mean():
    values = np.random.default_rng(1).normal(5.0, 2.0, 400)
    low, high = bootstrap(values)
    assert low == pytest.approx(values.mean() - 1.645 * 0.1, abs=0.03)
    assert high == pytest.approx(values.mean() + 1.645 * 0.1, abs=0.03)
    assert all(math.isnan(end) for end in bootstrap(values[:1]))


def test_in_python_and_in_files(tmp_path):
    seen = []
    result = mfsim.run("mage", runs=3, months=13, with_isolated=True, progress=lambda *args: seen.append(args))
    assert seen[-1] == (6, 6)
    table = result.surplus()
    assert list(table.columns) == ["run", "site", "serial", "name", *(column.name for column in SURPLUS_COLUMNS[3:])]
    assert set(table.name) == {member.name for member in result.scenario.members}
    assert list(result.summary().outcome[-len(SHARES) :]) == [share.name for share in SHARES]
    assert list(result.surplus_summary().outcome) == [share.name for share in SHARES]
    written = {path.name for path in result.save(tmp_path, figures="none")}
    assert {"surplus.csv", "surplus.parquet", "surplus_summary.csv", "surplus_summary.parquet"} <= written
    plain = mfsim.run("mage", runs=3, months=13)
    assert equal(plain.records.firm_rows, result.records.firm_rows), "the runs themselves are the same"
    with pytest.raises(mfsim.MfsimError, match="with_isolated=True"):
        plain.surplus()
    with pytest.raises(mfsim.MfsimError, match="with_isolated=True"):
        plain.surplus_summary()


def test_a_founding_group_has_members_to_compare_and_an_empty_building_has_none():
    rows, together, _ = pairs("base", {"founding.start": "community_first"}, runs=3, months=24)
    assert len(rows) == 3 * 20
    assert np.any(together.firm_rows["cause"] == CAUSES.index("moved_away"))
    assert np.any(rows.surplus_eur != 0.0)
    with pytest.raises(mfsim.MfsimError, match="space_first"):
        pairs("base", {"founding.start": "space_first"}, runs=1, months=6)


GROUP_WITHOUT_MEETINGS = {
    "founding.start": "community_first", "founding.contact_rate": 0.0, "founding.meeting_hours_month": 0.0,
    "founding.meeting_care": 0.0, "founding.least_members": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    "settings",
    [
        {"founding.ending": "planned", "founding.end_month": 1},
        {**NOTHING_BETWEEN_MEMBERS, **GROUP_WITHOUT_MEETINGS},
        {**NOTHING_BETWEEN_MEMBERS, "founding.staged": True, "founding.relocation": True, "founding.relocation_month": 9,
         "founding.relocation_cost_eur": 0.0, "founding.ending": "notice", "founding.end_month": 20},
    ],
)  # fmt: skip
def test_who_works_outside_or_has_moved_away_has_what_it_has_alone(settings):
    """Outside there is as much room at the same rent, no rivals and no noise: a group that never meets has no surplus."""
    rows, together, _ = pairs("base", settings, runs=2, months=24)
    assert len(rows) == 2 * 20
    assert np.any(together.firm_rows["cause"] == CAUSES.index("moved_away"))
    np.testing.assert_allclose(rows.surplus_eur, 0.0, atol=1e-6)
