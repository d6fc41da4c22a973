"""A world that is built in the place of another is, byte by byte, that which is built anew."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfsim.draws import size_table
from mfsim.errors import MfsimError
from mfsim.scenario.load import load
from mfsim.scenario.shipped import shipped_folder
from mfsim.scenario.varying import Variants
from mfsim.world.building import FIXED, build, room_of
from mfsim.world.rebuilding import Builder
from tests.strategies import scenarios

MONTHS = 3
MEMBERS = [str(shipped_folder() / "members" / f"{name}.csv") for name in ("mage", "mob")]
FACTORS = {
    "demand.rivalry": st.floats(0.0, 1.0),
    "demand.order_hours_mean": st.sampled_from([10.0, 20.0]),
    "joint_projects.hours_variation": st.sampled_from([0.5, 1.0]),
    "members.people_mean": st.floats(1.0, 3.0),
    "members.trades": st.fixed_dictionaries({"woodworker": st.floats(0.1, 1.0), "craft maker": st.floats(0.0, 1.0)}),
    "members.file": st.sampled_from(MEMBERS),
    "mutual_help.accounting": st.sampled_from(["gift", "direct", "none"]),
    "norms.kind_exponent": st.floats(0.0, 2.0),
    "place.total_area_m2": st.sampled_from([900.0, 1_500.0]),
    "place.units": st.sampled_from([17, 40]),
    "place.sites": st.integers(1, 2),
    "principles.diversity": st.booleans(),
    "principles.productive_vocation": st.booleans(),
    "processes.norms": st.booleans(),
    "processes.network": st.booleans(),
}
BASES = {"mage": load("mage"), "base": load("base"), "sectors": load("base", {"members.mix": "sectors"})}


def content(world):
    """Return every array as bytes, and the parameters, of which the gaps between fields are nobody's, as numbers."""
    arrays = {name: np.asarray(array) for name, array in world._asdict().items() if name != "parameters"}
    named = {name: (array.shape, array.dtype, array.tobytes()) for name, array in arrays.items()}
    return named | {"parameters": repr(world.parameters.tolist())}


def scribble_over(world, rows):
    """Leave something everywhere where a run may write."""
    fixed = {name for part in FIXED for name in part(load("base"))} | {"parameters"}
    for name, array in world._asdict().items():
        if name not in fixed:
            some = array[:, :rows] if name in ("firm_rows", "norm_rows") else array
            for one in some if name in ("firm_rows", "norm_rows") else [array]:
                one.view(np.ndarray).reshape(-1).view(np.uint8)[:] = 1


def assert_built_alike(sequence):
    builder = Builder(sequence[0], MONTHS, firm_rows=True, panel=False)
    anew = [content(build(scenario, MONTHS)) for scenario in sequence]
    for scenario, expected in zip(sequence, anew, strict=True):
        scribble_over(builder.world, 2)
        found = content(builder.turn_to(scenario, 2, 2))
        assert [name for name in expected if found[name] != expected[name]] == []


@settings(max_examples=20, deadline=None)
@given(st.lists(scenarios(at_most=60), min_size=2, max_size=3))
def test_any_scenarios_one_after_another(sequence):
    assert_built_alike(sequence)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(BASES)), st.lists(st.fixed_dictionaries({}, optional=FACTORS), min_size=2, max_size=4))
def test_any_points_of_a_study_one_after_another(base, points):
    variants = Variants(BASES[base])
    made = []
    for settings_of_point in points:
        try:
            made.append(variants.at(settings_of_point))
        except MfsimError:
            continue
    if made:
        assert_built_alike(made)


def test_a_world_of_the_same_shape_stays_where_it_is():
    variants = Variants(load("mage"))
    builder = Builder(variants.at({}), MONTHS, firm_rows=True, panel=False)
    world, contact = builder.world, builder.world.contact
    assert builder.turn_to(variants.at({"place.total_area_m2": 950.0}), 0, 0) is world
    assert world.contact is contact
    assert builder.turn_to(variants.at({"place.units": 30}), 0, 0) is not world


def test_tables_that_are_kept_for_others_are_not_written_over():
    sizes = [load("base", {"demand.order_hours_mean": hours}) for hours in (11.0, 12.0)]
    expected = size_table(11.0, sizes[0].settings.demand.order_hours_variation).copy()
    assert_built_alike([*sizes, sizes[0]])
    np.testing.assert_array_equal(build(sizes[0], 1).order_hours, expected)


def test_tables_of_sizes_of_many_points_are_not_all_kept():
    before = size_table.cache_info().currsize
    for hours in range(10, 13):
        build(load("base", {"demand.order_hours_mean": hours + 0.123}), 1)
    assert size_table.cache_info().currsize == before


def test_a_table_of_trades_is_not_written_over(tmp_path):
    for name, level in (("one", 0.3), ("two", 0.6)):
        row = f"luthier,wood_furniture,artisan,true,wood,metal,{level},0.1,1.0"
        columns = "trade,sector,kind,goods,own_field,second_field,second_level,noise,rate_factor"
        (tmp_path / f"{name}.csv").write_text(f"{columns}\n{row}\n")
    files = [load("base", {"members.vocabulary": str(tmp_path / f"{name}.csv")}) for name in ("one", "two")]
    assert_built_alike([*files, files[0]])
    assert content(build(files[0], MONTHS)) != content(build(files[1], MONTHS))


@pytest.mark.parametrize("panel", [True, False])
def test_what_is_written_row_by_row_is_freed_as_far_as_it_was_written(panel):
    scenario = load("mage")
    builder = Builder(scenario, MONTHS, firm_rows=True, panel=panel)
    builder.world.firm_rows[:, 5:] = 1
    world = builder.turn_to(scenario, 5, 0)
    assert not np.asarray(world.firm_rows[:, :5]).view(np.uint8).any()
    assert world.panel.shape[0] == (MONTHS if panel else 0)
    assert set(room_of(scenario, 1, 1, 1)) >= {"firm_rows", "norm_rows", "panel"}
