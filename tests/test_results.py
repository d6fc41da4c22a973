"""What a user gets from `mfsim.run`."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import mfsim
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.world.series import FIRM_COLUMNS, SITE_COLUMNS


@pytest.fixture(scope="module")
def result():
    return mfsim.run("mage", runs=12, months=24, seed=3)


@pytest.fixture(scope="module")
def detailed():
    return mfsim.run(mfsim.load("base"), runs=3, months=13, panel=True)


def test_site_table_is_tidy(result):
    site = result.site
    assert len(site) == 12 * 24
    assert list(site.columns) == ["run", "site", "month", *(column.name for column in SITE_COLUMNS)]
    assert not site.duplicated(["run", "site", "month"]).any()
    assert (site.month.min(), site.month.max()) == (1, 24)
    assert site.members.between(0, 17).all()


def test_firms_table_names_members_trades_and_causes(result):
    firms = result.firms
    founders = firms[firms.founder == 1]
    assert set(founders.name) == {member.name for member in result.scenario.members}
    assert founders.groupby("run").size().eq(17).all()
    assert set(firms.columns) == {"run", "site", "name", *(column.name for column in FIRM_COLUMNS)}
    still = firms[firms.cause.isna()]
    assert still.exit_month.isna().all()
    assert firms[firms.cause.notna()].exit_month.between(1, 24).all()
    assert firms.trade.isin(result.scenario.vocabulary.trades).all()


def test_members_at_the_end_are_those_without_an_exit(result):
    there = result.firms[result.firms.cause.isna()].groupby("run").size()
    last = result.site[result.site.month == 24].set_index("run").members
    assert (there == last).all()


def test_summary_has_every_outcome_with_an_ordered_interval(result):
    summary = result.summary()
    assert list(summary.outcome) == [outcome.name for outcome in OUTCOMES]
    defined = summary.dropna()
    assert (defined.low <= defined["mean"] + 1e-9).all()
    assert (defined["mean"] <= defined.high + 1e-9).all() or len(result.outcomes()["income"]) < 20
    assert np.isnan(summary.set_index("outcome").loc["survival_5_years", "mean"])  # 24 months do not show 5 years


def test_income_is_the_mean_over_owners_of_the_site_table(result):
    site = result.site.dropna(subset="income_eur")
    weighted = site.income_eur * site.owners
    by_run = weighted.groupby(site.run).sum() / site.owners.groupby(site.run).sum()
    np.testing.assert_allclose(result.outcomes()["income"], by_run, rtol=1e-12)


def test_landlord_outcomes_by_hand(result):
    outcomes = result.outcomes()
    rent = result.site.groupby(["run", "month"]).rent_paid_eur.sum().unstack()
    full = result.site.groupby(["run", "month"]).rent_full_eur.sum().unstack()
    np.testing.assert_allclose(outcomes["rent"], rent.mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(outcomes["rent_variation"], rent.std(axis=1, ddof=0) / rent.mean(axis=1), rtol=1e-9)
    np.testing.assert_allclose(outcomes["months_short"], (rent < 0.8 * full).mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(outcomes["rent_worst"], rent.min(axis=1), rtol=1e-12)  # a twentieth of 24 months is one


def test_runs_do_not_depend_on_their_number(result):
    fewer = mfsim.run("mage", runs=5, months=24, seed=3)
    pd.testing.assert_frame_equal(fewer.site, result.site[result.site.run < 5])


def test_seeds_differ_and_zero_is_one_of_them(result):
    zero = mfsim.run("mage", runs=2, months=24, seed=0)
    assert not np.array_equal(zero.site.income_eur, result.site[result.site.run < 2].income_eur)
    pd.testing.assert_frame_equal(zero.site, mfsim.run("mage", runs=2, months=24).site)


def test_panel_and_ties(detailed):
    panel, ties = detailed.panel, detailed.ties
    members = detailed.site.set_index(["run", "month"]).members
    assert (panel.groupby(["run", "month"]).size() == members[members > 0]).all()
    assert (ties.unit != ties.other_unit).all()
    assert ties.trust.between(0, 1).all()
    assert ties.hours_helped.sum() <= detailed.site.help_hours.sum() + 1e-6


def test_without_a_panel_there_is_none(result):
    assert result.panel.empty
    assert result.ties.empty


def test_several_sites_count_together():
    several = mfsim.run(mfsim.load("base", {"place.sites": 3, "place.units": 5}), runs=2, months=12)
    assert len(several.site) == 2 * 3 * 12
    assert several.summary().set_index("outcome").loc["rent", "mean"] <= 3 * 600.0 * 5.0 + 1e-9


def test_save_writes_what_it_says_and_the_same_bytes_again(result, tmp_path):
    files = result.save(tmp_path / "deep" / "out")
    assert all(path.exists() for path in files)
    assert {path.name for path in files} == {path.name for path in (tmp_path / "deep" / "out").iterdir()}
    again = result.save(tmp_path / "again")
    for first, second in zip(files, again, strict=True):
        if first.name == "run.json":
            assert _without_time(first) == _without_time(second)
        else:
            assert first.read_bytes() == second.read_bytes(), first.name
    manifest = json.loads((tmp_path / "again" / "run.json").read_text())
    assert (manifest["seed"], manifest["runs"], manifest["months"]) == (3, 12, 24)


def _without_time(manifest):
    return [line for line in manifest.read_text().splitlines() if '"begun": ' not in line]


def test_tables_open_without_mfsim(result, tmp_path):
    result.save(tmp_path)
    parquet, text = pq.read_table(tmp_path / "firms.parquet").to_pandas(), pd.read_csv(tmp_path / "firms.csv")
    assert list(parquet.columns) == list(text.columns)
    assert parquet.exit_month.isna().equals(text.exit_month.isna())
    np.testing.assert_allclose(parquet.income_eur, text.income_eur)


def test_a_scenario_can_be_a_mapping():
    small = mfsim.run({"place": {"units": 3}, "demand": {"rivalry": 0.0}}, runs=1, months=2)
    assert small.site.rent_full_eur.iloc[0] == pytest.approx(1000 * 0.6 * 5.0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"runs": 0}, "runs: expected a whole number from 1"),
        ({"runs": 2.5}, "runs: expected a whole number"),
        ({"months": 0}, "months: expected a whole number from 1"),
        ({"months": 10**6}, "months: expected a whole number"),
        ({"seed": -1}, "seed: expected a whole number from 0"),
        ({"seed": True}, "seed: expected a whole number"),
        ({"replace": {"mutual_hepl": print}}, "did you mean 'mutual_help'"),
    ],
)
def test_numbers_out_of_range_are_refused(options, message):
    with pytest.raises(mfsim.MfsimError, match=message):
        mfsim.run("base", **({"runs": 1, "months": 1} | options))


def test_more_applicants_than_serial_numbers_are_refused():
    crowd = mfsim.load("base", {"place.units": 1000, "membership.applicants_per_unit_month": 10.0})
    with pytest.raises(mfsim.MfsimError, match="applicants would come"):
        mfsim.run(crowd, runs=1, months=120)


def test_progress_reaches_the_number_of_runs():
    seen = []
    mfsim.run("base", runs=120, months=1, progress=lambda done, total: seen.append((done, total)))
    assert max(seen) == (120, 120)


def test_no_mesa_and_no_pandas_until_asked_for():
    program = (
        "import sys, mfsim; mfsim.run('base', runs=1, months=1).summary_rows();"
        "print([name for name in ('mesa', 'pandas', 'matplotlib') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_run_that_records_nothing_is_refused():
    with pytest.raises(mfsim.MfsimError, match="nothing to show"):
        mfsim.run(mfsim.load("base", {"processes.record": False}), runs=1, months=1)
