"""Figures show the numbers that the tables hold."""

import numpy as np
import pytest

import mfsim
from mfsim.report.files import figure_names, save_figure
from mfsim.report.paint import Painters
from mfsim.report.shown import Shown
from mfsim.report.style import quantiles


@pytest.fixture(scope="module")
def result():
    return mfsim.run("mage", runs=8, months=18)


def test_quantiles_are_numpys_where_all_is_defined():
    values = np.random.default_rng(0).normal(size=(37, 5))
    np.testing.assert_allclose(quantiles(values), np.quantile(values, (0.05, 0.5, 0.95), axis=0))


def test_quantiles_leave_undefined_runs_out():
    values = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]])
    found = quantiles(values)
    np.testing.assert_allclose(found[:, 0], np.quantile([1.0, 3.0], (0.05, 0.5, 0.95)))
    assert np.isnan(found[:, 1]).all()


def test_history_draws_the_median_of_members(result):
    panel = next(axes for axes in result.plot().axes if axes.get_title(loc="left") == "Members")
    drawn = panel.lines[0].get_ydata()
    expected = result.site.pivot(index="month", columns="run", values="members").median(axis=1)
    np.testing.assert_allclose(drawn, expected)


def test_a_notebook_can_show_any_figure(result):
    for kind in figure_names():
        assert result.plot(kind)._repr_png_().startswith(b"\x89PNG")


def test_members_figure_names_everyone_and_shares_sum_to_one(result):
    left, right = result.plot("members").axes
    labels = [label.get_text() for label in left.get_yticklabels()]
    members = result.scenario.members
    assert [label.split(" (")[0] for label in labels] == [member.name[:48] for member in members]
    widths = np.array([[bar.get_width() for bar in bars] for bars in right.containers])
    np.testing.assert_allclose(widths.sum(axis=0), 1.0)


def test_a_bundle_survives_the_way_to_another_process(result):
    bundle = result._shown()
    back = Shown.from_bytes(bundle.to_bytes())
    assert (back.title, back.living, back.labels) == (bundle.title, bundle.living, bundle.labels)
    assert back.series.tobytes() == bundle.series.tobytes()


def test_painters_draw_the_same_bytes(result, tmp_path):
    bundle = result._shown()
    (tmp_path / "there").mkdir()
    with Painters() as painters:
        painters.paint(bundle, tmp_path / "there")
        files = painters.finish()
    assert set(files) == set(figure_names())
    for name in figure_names():
        (tmp_path / "here").mkdir(exist_ok=True)
        for here, there in zip(save_figure(name, bundle, tmp_path / "here"), files[name], strict=True):
            assert here.read_bytes() == there.read_bytes()


def test_a_painter_that_fails_is_replaced(result, tmp_path, monkeypatch):
    monkeypatch.setattr("mfsim.report.paint.sys.executable", "/bin/false")
    with Painters() as painters:
        files = result.save(tmp_path, painters)
    assert {"history.png", "history.svg", "members.png", "members.svg"} <= {path.name for path in files}


def test_an_empty_place_can_be_drawn(tmp_path):
    empty = mfsim.run(
        mfsim.load("base", {"members.occupied_at_start": 0.0, "membership.applicants_per_unit_month": 0.0}),
        runs=2,
        months=3,
    )
    assert {path.name for path in empty.save(tmp_path)} >= {"history.png", "members.png"}
    assert np.isnan(empty.summary().set_index("outcome").loc["income", "mean"])


def test_history_shows_rules_and_what_is_common(result):
    panels = {axes.get_title(loc="left"): axes for axes in result.plot().axes}
    of_month = result.site.groupby("month")
    for title, line, column in (("Norms", 1, "regulated"), ("Norms", 0, "null_regulated"), ("Commons", 0, "condition")):
        np.testing.assert_allclose(panels[title].lines[line].get_ydata(), of_month[column].median())
    crisis = of_month.crisis.mean().rolling(12, min_periods=1).mean()
    np.testing.assert_allclose(panels["Commons"].lines[1].get_ydata(), crisis)
