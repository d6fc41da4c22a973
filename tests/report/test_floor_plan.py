"""The floor plan shows areas, ties and help as they are, and the run that the tables hold."""

import dataclasses
import itertools

import numpy as np
import pytest

import mfsim
from mfsim.engine.month import one_month
from mfsim.report.floor_plan import caption
from mfsim.report.plan import arrow_length, draw_rooms, fitted, holders, set_up, strongest, view, write_labels
from mfsim.report.rooms import columns, rooms_of
from mfsim.report.watched import LOOKED_AT, months_looked_at, watch
from tests.worlds import equal, opened

BIG = {"place.units": 120, "place.buildings": 3, "place.total_area_m2": 6000.0}


@pytest.fixture(scope="module")
def result():
    return mfsim.run("mage", runs=3, months=24, seed=5, panel=True)


def units_of(scenario, settings=None):
    loaded = mfsim.load(scenario, settings)
    return opened(loaded).units, loaded.settings.place.total_area_m2


def overlap(one, other):
    sides = np.minimum(one[:2] + one[2:], other[:2] + other[2:]) - np.maximum(one[:2], other[:2])
    return float(np.prod(np.maximum(sides, 0.0)))


@pytest.mark.parametrize(
    ("scenario", "settings"),
    [
        ("mage", None),
        ("r84", None),
        ("base", BIG),
        ("base", {"place.units": 1}),
        ("base", {"place.units": 17, "place.private_share": 1.0}),
        ("base", {"place.units": 5, "place.buildings": 5, "place.private_share": 0.01}),
    ],
)
def test_rooms_are_to_scale_apart_from_one_another_and_inside_their_building(scenario, settings):
    units, area = units_of(scenario, settings)
    plan = rooms_of(units, area, 1.0)
    np.testing.assert_allclose(plan.rooms[:, 2] * plan.rooms[:, 3], units.area, rtol=1e-9)
    np.testing.assert_allclose((plan.buildings[:, 2] * plan.buildings[:, 3]).sum(), area, rtol=1e-9)
    boxes = np.concatenate([plan.rooms, plan.common])
    pairs = [overlap(boxes[i], boxes[j]) for i in range(len(boxes)) for j in range(i)]
    assert max(pairs, default=0.0) < 1e-6 * area
    for number, building in enumerate(plan.buildings):
        for room in [*plan.rooms[units.building == np.unique(units.building)[number]], plan.common[number]]:
            assert (room[:2] >= building[:2] - 1e-9).all()
            assert (room[:2] + room[2:] <= building[:2] + building[2:] + 1e-9).all()
    between = [overlap(*plan.buildings[[i, j]]) for i in range(len(plan.buildings)) for j in range(i)]
    assert max(between, default=0.0) == 0.0


def test_rooms_of_a_row_are_as_square_as_they_can_be():
    areas, deep = np.array([100.0, 12.0, 8.0, 9.0, 60.0, 150.0]), 12.0

    def slenderness(cuts):
        total = 0.0
        for first, last in itertools.pairwise((0, *cuts, len(areas))):
            width = areas[first:last].sum() / deep
            ratio = areas[first:last] / width**2
            total += np.maximum(ratio, 1.0 / ratio).sum()
        return total

    every = [cuts for count in range(6) for cuts in itertools.combinations(range(1, 6), count)]
    found = columns(areas, deep)
    assert [first for first, _ in found] + [6] == [0] + [last for _, last in found]
    assert slenderness([last for _, last in found[:-1]]) == pytest.approx(min(map(slenderness, every)))
    assert len(found) < len(areas)  # some share a column


def test_neighbours_in_the_model_are_neighbours_on_paper():
    units, area = units_of("base", {"place.units": 25})
    centres = rooms_of(units, area, 1.0).centres
    model = np.hypot(units.x[:, None] - units.x, units.y[:, None] - units.y)
    paper = np.hypot(*(centres[:, None] - centres).transpose(2, 0, 1))
    assert np.corrcoef(model.ravel(), paper.ravel())[0, 1] > 0.9


def test_the_run_that_is_watched_is_that_of_the_tables(result):
    for run in (0, 2):
        watched = watch(result.scenario, run, 24, 5)
        assert equal(watched.series, result.records.series[run, :, 0])
        assert equal(watched.rows, result.records.firm_rows[result.records.firm_run == run])
        np.testing.assert_array_equal(watched.trust[-1], result.records.trust[run, 0].astype(np.float32))
        last = result.panel.query("run == @run and month == 24")
        assert last.serial.tolist() == watched.firms[-1]["serial"][watched.firms[-1]["serial"] >= 0].tolist()
        there = ~np.isnan(watched.income[-1])
        panel = result.records.panel[run, -1, 0][there]
        owners = panel["people"] - panel["employees"]
        np.testing.assert_array_equal(watched.income[-1][there], panel["income_eur"] / owners)


def test_a_shorter_look_is_the_same_run(result):
    watched = watch(result.scenario, 0, 24, 5)
    assert watched.months.tolist() == list(months_looked_at(24)) == [2, 12, 24]
    short = mfsim.run("mage", runs=1, months=12, seed=5, panel=True)
    np.testing.assert_array_equal(watched.trust[1], short.records.trust[0, 0].astype(np.float32))
    np.testing.assert_array_equal(watched.helped[1], short.records.helped[0, 0].astype(np.float32))


def test_of_several_sites_the_first_is_watched():
    several = mfsim.run(mfsim.load("base", {"place.sites": 3, "place.units": 6}), runs=1, months=12)
    watched = watch(several.scenario, 0, 12, 0)
    assert equal(watched.series, several.records.series[0, :, 0])


def test_a_calendar_of_ones_own_is_watched_too(result, monkeypatch):
    def month(world, now):
        one_month(world, now)
        world.trust[:] = 0.125

    month.stages = lambda world, now: None
    asked = []

    def month_with(replace, world, now):
        return (asked.append(replace) or month) if replace else one_month

    monkeypatch.setattr("mfsim.engine.workspace.month_with", month_with)
    changed = dataclasses.replace(result, replace={"community": month})
    assert (changed._shown().watched.trust == 0.125).all()
    assert asked == [{"community": month}]
    assert (result._shown().watched.trust != 0.125).any()


def test_months_looked_at():
    assert months_looked_at(120) == (12, 60, 120)
    assert months_looked_at(1) == (1,)
    assert months_looked_at(2) == (1, 2)


def test_strongest_ties_are_the_strongest():
    trust = np.array([[0.0, 0.9, 0.2], [0.7, 0.0, 0.0], [0.1, 0.0, 0.0]])
    first, second, mutual = strongest(trust, 3)
    assert list(zip(first, second, strict=True)) == [
        (0, 2),
        (0, 1),
    ]  # the pair of strangers is no tie; the strongest lies on top
    np.testing.assert_allclose(mutual, [0.15, 0.8])
    rng = np.random.default_rng(0)
    many = rng.random((100, 100))
    first, second, mutual = strongest(many, 100)
    assert len(mutual) == 90  # 1.5 for each of 40, 0.5 for each of the other 60
    every = 0.5 * (many + many.T)[np.triu_indices(100, 1)]
    np.testing.assert_allclose(np.sort(mutual), np.sort(every)[-90:])


def test_labels_are_broken_to_fit():
    text, size = fitted("recycled furniture maker", 60.0, 60.0)
    assert text.split() == ["recycled", "furniture", "maker"]
    assert max(map(len, text.split("\n"))) * 0.6 * size <= 60.0
    assert fitted("sewer", 60.0, 60.0)[0] == "sewer"


def test_the_figure_names_who_is_there_and_draws_what_is_there(result):
    figure = result.plot("floor_plan")
    assert len(figure.axes) == 3
    shown = result._shown()
    for axes, place in zip(figure.axes, (0, -1), strict=False):
        seen = view(shown.watched, place)
        there = seen.firms["serial"] >= 0
        words = {text.get_text().replace("\n", " ") for text in axes.texts}
        assert {shown.names[int(serial)] for serial in seen.firms["serial"][there]} == words - {"common rooms"}
        assert axes.get_title(loc="left") == caption(int(shown.watched.months[place]), seen)
        ties = next(one for one in axes.collections if type(one).__name__ == "LineCollection")
        assert len(ties.get_paths()) == len(strongest(seen.trust, int(there.sum()))[0])
        widths = ties.get_linewidths()
        assert (np.diff(widths) >= 0.0).all()


def test_help_is_hours_a_month_since_both_are_there(result):
    watched = watch(result.scenario, 1, 24, 5)
    seen = view(watched, -1)
    giver, taker = np.unravel_index(watched.helped[-1].argmax(), watched.helped[-1].shape)
    months = min(watched.firms[-1]["months_in_place"][[giver, taker]])
    assert seen.help[giver, taker] == pytest.approx(watched.helped[-1][giver, taker] / months)


def test_arrowheads_grow_with_help_up_to_a_limit():
    class Sheet:
        weight = 1.0

    lengths = arrow_length(np.array([0.1, 1.0, 2.0, 1e6]), Sheet)
    assert (np.diff(lengths) > 0.0).all()
    assert lengths[-1] < 20.0


@pytest.mark.parametrize(
    ("scenario", "settings", "months"),
    [
        ("base", {"members.occupied_at_start": 0.0, "membership.applicants_per_unit_month": 0.0}, 3),
        ("base", {"place.units": 1}, 1),
        ("base", BIG, 2),
        ("r84", None, 2),
    ],
)
def test_any_site_can_be_drawn_and_gives_the_same_bytes(scenario, settings, months, tmp_path):
    result = mfsim.run(mfsim.load(scenario, settings), runs=1, months=months)
    bytes_written = []
    for name in ("a.png", "b.png"):
        result.plot("floor_plan").savefig(tmp_path / name)
        bytes_written.append((tmp_path / name).read_bytes())
    assert bytes_written[0] == bytes_written[1]


def test_figures_and_runs_that_are_not_there_are_refused(result):
    with pytest.raises(mfsim.MfsimError, match="no figure 'floorplan'; expected one of history"):
        result.plot("floorplan")
    with pytest.raises(mfsim.MfsimError, match="from 0 to 2, not 3"):
        result.plot("floor_plan", run=3)


def test_an_annex_is_a_room_of_the_firm_that_took_it():
    from matplotlib.figure import Figure

    units, area = units_of("base", {"place.units": 4})
    plan = rooms_of(units, area, 1.0)
    firms = np.zeros(4, LOOKED_AT)
    firms["serial"], firms["tenant"] = (7, -1, -1, 9), (-1, 3, -1, -1)
    firms["sector"], firms["satisfaction"] = (0, 0, 0, 3), 0.5
    assert holders(firms).tolist() == [0, 3, -1, 3]
    axes = Figure().add_axes((0.0, 0.0, 1.0, 1.0))
    sheet = set_up(axes, plan, 400.0, 400.0)
    draw_rooms(axes, plan, firms, sheet.weight)
    colours = {}
    for collection in axes.collections:
        for path, colour in zip(collection.get_paths(), collection.get_facecolors(), strict=False):
            colours[tuple(np.round(path.vertices[0], 6))] = tuple(colour)
    corner = [tuple(np.round(room[:2], 6)) for room in plan.rooms]
    assert colours[corner[1]] == colours[corner[3]] != colours[corner[0]]
    assert colours[corner[2]] == (1.0, 1.0, 1.0, 1.0)
    write_labels(axes, plan, firms, {7: "Anna", 9: "Bert"}, sheet)
    assert [text.get_text() for text in axes.texts] == ["Anna", "also Bert", "Bert"]
