"""Points run one after another in the same memory: each gives what it gives alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mfsim
from mfsim.compiling import ENABLED
from mfsim.store.folder import TRY_AGAIN
from mfsim.study.bench import Bench
from mfsim.study.chunks import Chunk, compute
from mfsim.study.design import Point
from mfsim.study.experiment import load_experiment
from mfsim.study.factors import Level
from tests.strategies import SETTINGS

OUTCOMES = ["income", "occupancy", "help_hours", "satisfaction", "regulated", "hill_stages"]
TABLES = {
    "experiment": {"scenario": "base", "months": 3, "runs": 2, "seed": 4, "outcomes": OUTCOMES},
    "settings": {"place.units": 5},
    "uncertainties": {"demand.rivalry": [0.0, 0.6]},
}
EXPERIMENT = load_experiment(TABLES)
NUMBERS = sorted(name for name in SETTINGS if name not in ("place.sites", "place.units"))
SWITCHES = st.sampled_from(["norms", "machines", "growth", "network", "governance", "joint_projects", "community"])


@st.composite
def points(draw):
    names = draw(st.lists(st.sampled_from(NUMBERS), unique=True, max_size=12))
    values = {name: draw(SETTINGS[name]) for name in names}
    values |= {f"processes.{name}": draw(st.booleans()) for name in draw(st.sets(SWITCHES, max_size=3))}
    sizes = {"place.units": st.integers(3, 6), "place.sites": st.integers(1, 2)}
    return values | draw(st.fixed_dictionaries({}, optional=sizes))


def rows_of(experiment, *all_settings, start=0, stop=2):
    tasks = [(Point(number, {"x": Level("x", one)}), start, stop) for number, one in enumerate(all_settings)]
    return compute(experiment, Chunk(0, tuple(tasks)))


def assert_as_alone(*all_settings):
    together = rows_of(EXPERIMENT, *all_settings)
    for number, one in enumerate(all_settings):
        alone = rows_of(EXPERIMENT, one)
        here = together.slice(2 * number, 2).drop_columns("point")
        for name in here.column_names:
            if name in OUTCOMES:
                np.testing.assert_array_equal(here[name].to_numpy(), alone[name].to_numpy(), err_msg=name)
            else:
                assert here[name].to_pylist() == alone[name].to_pylist()


@pytest.mark.skipif(not ENABLED, reason="too slow uncompiled")
@settings(max_examples=25, deadline=None)
@given(st.lists(points(), min_size=2, max_size=5))
def test_any_points_give_what_each_gives_alone(some):
    assert_as_alone(*some)


def test_points_that_are_switched_change_shape_or_fail_leave_nothing_behind():
    assert_as_alone(
        {"demand.rivalry": 0.5}, {"processes.norms": False, "norms.origin": "emergent"}, {"norms.origin": "copied"},
        {"place.units": 3}, {"mutual_help.accounting": "direct"}, {"demand.rivalry": 7.0}, {"processes.machines": False},
        {"place.units": 3}, {},
    )  # fmt: skip


def test_a_point_gives_what_its_scenario_gives():
    values = {"demand.rivalry": 0.5, "mutual_help.accounting": "direct"}
    found = rows_of(EXPERIMENT, {"place.units": 8}, values).slice(2)
    expected = mfsim.run(EXPERIMENT.scenario.with_settings(values), runs=2, months=3, seed=4).outcomes()
    for name in OUTCOMES:
        np.testing.assert_array_equal(found[name].to_numpy(), expected[name])


def test_what_is_wrong_with_a_point_is_said_as_when_it_is_run_alone():
    error = rows_of(EXPERIMENT, {"place.ring_seed": 7})["error"][0].as_py()
    with pytest.raises(mfsim.ScenarioError) as alone:
        EXPERIMENT.scenario.with_settings({"place.ring_seed": 7})
    assert error == f"ScenarioError: {alone.value}"
    unrecorded = replace(EXPERIMENT, scenario=EXPERIMENT.scenario.with_settings({"processes.record": False}))
    assert "processes.record: is off" in rows_of(unrecorded, {})["error"][0].as_py()


def test_want_of_memory_is_no_result(monkeypatch):
    def too_little(self, point, runs):
        raise MemoryError("cannot have 2 TB")

    monkeypatch.setattr(Bench, "run", too_little)
    table = rows_of(EXPERIMENT, {})
    assert TRY_AGAIN in table.schema.metadata
    assert table["error"].to_pylist() == ["MemoryError: cannot have 2 TB"] * 2
    monkeypatch.undo()
    assert TRY_AGAIN not in (rows_of(EXPERIMENT, {"norms.origin": "copied"}).schema.metadata or {})
