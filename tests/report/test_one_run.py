"""The page of one run tells what its tables hold."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import mfsim
from mfsim.report import strips
from mfsim.report.one_run import told
from mfsim.report.smoothing import share_of, yearly
from mfsim.report.strips import STRIPS, apart, last_of
from mfsim.report.style import counted
from mfsim.scenario.load import load

EMPTY = {"members.occupied_at_start": 0.0, "membership.applicants_per_unit_month": 0.0}


@pytest.fixture(scope="module")
def result():
    return mfsim.run("mage", runs=2, months=30, seed=1)


@pytest.fixture(scope="module")
def figure(result):
    return result.plot("one_run", run=1)


def strip(figure, title):
    return next(axes for axes in figure.axes if axes.get_title(loc="left") == title)


def test_a_page_has_plans_a_legend_and_every_strip(figure):
    assert len(figure.axes) == 3 + 1 + len(STRIPS)
    titles = [axes.get_title(loc="left").split(":")[0] for axes in figure.axes]
    assert titles[:3] == ["After 3 months", "After 15 months", "After 30 months"]
    assert figure.get_size_inches() == pytest.approx([8.27, 11.69])


def test_strips_share_the_months(figure):
    assert {axes.get_xlim() for axes in figure.axes[4:]} == {(0.0, 30.0)}


def test_the_story_counts_those_who_came_and_went(result):
    firms, site = result.firms.query("run == 1"), result.site.query("run == 1")
    story = told(result._shown(1))
    gone = firms[firms.cause.notna()]
    closed = gone.cause.isin(["insolvent", "gave_up", "other_closing"]).sum()
    came = (firms.entry_month > 0).sum()
    expected = f"It began with 17 members; {came} came later, {closed} closed and {len(gone) - closed} moved away."
    assert expected in story
    assert f"there are {site.members.iloc[-1]:.0f}, {(firms.cause.isna() & (firms.founder == 1)).sum()} of them" in story
    assert f"{site.rent_paid_eur.sum() / site.rent_full_eur.sum():.0%} of the full rent" in story


def test_livelihood_is_the_median_over_members_of_the_years_income(result, figure):
    income = result._shown(1).watched.income
    month = 20
    there = income[month - 1]
    year = [np.nanmean(income[month - 12 : month, unit]) for unit in np.flatnonzero(~np.isnan(there))]
    line = strip(figure, "Livelihood").lines[-1]
    assert line.get_ydata()[month - 1] == pytest.approx(np.median(year))


def test_income_per_owner_adds_up_to_that_of_the_site(result):
    detailed = mfsim.run("mage", runs=2, months=30, seed=1, panel=True)
    panel = detailed.panel.query("run == 1 and month == 9")
    income = result._shown(1).watched.income[8]
    worked = ~np.isnan(income[panel.unit])
    site = detailed.site.query("run == 1 and month == 9").income_eur.item()
    owners = (panel.people - panel.employees).to_numpy()[worked]
    assert (income[panel.unit][worked] * owners).sum() / owners.sum() == pytest.approx(site)


def test_members_has_a_bar_for_each_firm_and_a_mark_for_each_exit(result, figure):
    firms = result.firms.query("run == 1")
    axes = strip(figure, "Members")
    bars = [one for one in axes.collections if type(one).__name__ == "PolyCollection"]
    assert sum(len(one.get_paths()) for one in bars) == len(firms)
    assert sum(len(marks.get_xdata()) for marks in axes.lines) == firms.cause.notna().sum()
    assert sorted(x for marks in axes.lines for x in marks.get_xdata()) == sorted(firms.exit_month.dropna())


def test_every_line_has_its_name_and_no_name_covers_another(figure):
    renderer = FigureCanvasAgg(figure).get_renderer()
    for axes in figure.axes[4:]:
        boxes = [text.get_window_extent(renderer) for text in axes.texts]
        for one, other in itertools.combinations(boxes, 2):
            assert not one.overlaps(other) or min(one.y1, other.y1) - max(one.y0, other.y0) < 0.35 * one.height
        assert all(box.x1 <= figure.bbox.x1 for box in boxes)


def test_landlord_shows_what_was_paid(result, figure):
    site = result.site.query("run == 1")
    axes = strip(figure, "Landlord")
    heights = np.unique(axes.collections[1].get_paths()[0].vertices[:, 1])
    assert heights.max() == pytest.approx(site.rent_paid_eur.max() / 1e3)
    assert axes.lines[0].get_ydata()[-1] == pytest.approx(site.single_tenant_eur.iloc[-1] / 1e3)


def test_yearly_and_share_of_look_back_twelve_months():
    values = np.arange(20.0)
    values[3] = np.nan
    assert yearly(values)[5] == pytest.approx((0 + 1 + 2 + 4 + 5) / 5)
    assert yearly(values)[19] == pytest.approx(values[8:].mean())
    assert np.isnan(yearly(np.full(3, np.nan))).all()
    above, below = np.ones(20), np.r_[np.zeros(5), np.full(15, 2.0)]
    assert np.isnan(share_of(above, below)[4])
    assert share_of(above, below)[19] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("wanted", "least"),
    [([0.5, 0.5, 0.5], 0.1), ([0.98, 0.99], 0.1), ([0.0, 0.01], 0.1), ([0.9, 0.1], 0.1), ([], 0.1), ([2.0], 0.1)],
)
def test_names_are_moved_apart_and_stay_in_order(wanted, least):
    places = apart(wanted, least)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(np.array(places)[order]) >= least - 1e-12).all()
    assert all(-1e-12 <= place <= 1.0 for place in places)


def test_names_far_apart_stay_where_they_are():
    assert apart([0.9, 0.1], 0.1) == [0.9, 0.1]


def test_quantiles_over_members_leave_empty_rooms_out():
    values = np.random.default_rng(0).normal(size=(6, 9))
    values[1, 3:] = np.nan
    values[2] = np.nan
    for share in (0.1, 0.5, 0.9):
        found = strips._quantile(values, share)
        assert np.isnan(found[2])
        np.testing.assert_allclose(np.delete(found, 2), np.nanquantile(np.delete(values, 2, 0), share, axis=1))


def test_the_last_defined_value_names_a_line():
    assert last_of(np.array([1.0, 2.0, np.nan])) == 2.0
    assert np.isnan(last_of(np.array([np.nan])))


@pytest.mark.parametrize(
    ("scenario", "settings", "months"),
    [("base", EMPTY, 3), ("base", {"place.units": 1}, 1), ("base", {"place.units": 120}, 14), ("r84", None, 2)],
)
def test_any_run_can_be_drawn_and_gives_the_same_bytes(scenario, settings, months, tmp_path):
    result = mfsim.run(mfsim.load(scenario, settings), runs=1, months=months)
    written = []
    for name in ("a.png", "b.png"):
        result.plot("one_run").savefig(tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_a_word_is_in_the_plural_only_for_several(result):
    one = mfsim.run(mfsim.load("base", {"place.units": 1}), runs=1, months=1)
    assert not re.search(r"\b1 (members|months)", told(one._shown()))


def test_commons_shows_condition_and_hours_of_upkeep(result, figure):
    site = result.site.query("run == 1")
    axes = strip(figure, "Commons")
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), site.condition)
    most = (site.upkeep_hours / site.members).max()
    assert any(text.get_text() == f"upkeep (1: {most:.1f} h/firm)" for text in axes.texts)


def test_the_association_shows_its_cash_and_its_months_in_crisis():
    poor = mfsim.run(mfsim.load("base", {"governance.budgeted_occupancy": 1.0, "place.units": 8}), runs=12, months=40)
    crisis = poor.site.groupby("run").crisis.sum()
    assert crisis.max() > 0.0
    run = int(crisis.idxmax())
    site = poor.site.query("run == @run")
    axes = strip(poor.plot("one_run", run=run), "Association")
    ticks = next(line for line in axes.lines if line.get_marker() == "|")
    assert ticks.get_xdata().tolist() == site.month[site.crisis > 0.0].tolist()
    assert any(text.get_text() == f"|  in crisis ({counted(int(crisis.max()), 'month')})" for text in axes.texts)
    cash = axes.collections[1].get_paths()[0].vertices[:, 1]
    assert cash.min() == pytest.approx(min(0.0, site.association_cash_eur.min() / 1e3))


def test_the_story_says_when_the_place_opened_and_when_it_was_given_up():
    phases = ("call", "group", "declaration", "statutes", "association", "contract", "keys")
    group = {"founding.start": "community_first", "founding.works_months": 2} | {
        f"founding.{phase}_months": 0 for phase in phases
    }
    ending = {"founding.ending": "planned", "founding.end_month": 5}
    stories = [
        told(mfsim.run(load("base", settings), runs=1, months=6)._shown())
        for settings in (group | ending, {**group, "founding.works_months": 9}, {})
    ]
    assert "It opened after 2 months. It was given up after 4 months." in stories[0]
    assert "It never opened." in stories[1]
    assert "opened" not in stories[2]
