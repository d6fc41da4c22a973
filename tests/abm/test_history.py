"""The Mesa face tells the history of the batch, bit for bit."""

from __future__ import annotations

import pandas as pd
import pytest
from worlds import PLACES, assert_equal_records, equal, scenario_of

import mfsim
from mfsim.abm.multifactory import FIRST_ROOM, Multifactory
from mfsim.compiling import ENABLED
from mfsim.engine.run import run_batch
from mfsim.errors import MfsimError
from mfsim.scenario.load import load

MONTHS = 60 if ENABLED else 3


def batch(name, *, seed, run, months=MONTHS, panel=True, **settings):
    scenario = load(name, settings or None) if isinstance(name, str) else name
    return run_batch(scenario, runs=range(run, run + 1), months=months, seed=seed, workers=1, panel=panel)


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize(("seed", "run"), [(0, 0), (0, 7), (12345, 0), (2**40, 3)])
def test_history_is_that_of_the_batch(name, seed, run):
    scenario = scenario_of(name)
    model = Multifactory(scenario, seed=seed, run=run, panel=True, collect=False)
    model.run_for(MONTHS)
    assert_equal_records(model.records, batch(scenario, seed=seed, run=run))


@pytest.mark.parametrize("panel", [False, True])
def test_tables_are_those_of_run(panel):
    model = Multifactory("mage", seed=5, run=1, panel=panel)
    model.run_for(MONTHS)
    result = mfsim.run("mage", runs=2, months=MONTHS, seed=5, workers=1, panel=panel)
    for own, theirs in ((model.history(), result.site), (model.firm_history(), result.firms)):
        pd.testing.assert_frame_equal(own, theirs[theirs.run == 1].reset_index(drop=True), check_exact=True)
    if panel:
        theirs = result.panel
        own = model.panel_history()
        pd.testing.assert_frame_equal(own, theirs[theirs.run == 1].reset_index(drop=True), check_exact=True)
    else:
        with pytest.raises(MfsimError, match="panel=True"):
            model.panel_history()


def test_several_sites():
    model = Multifactory("base", seed=0, run=0, panel=True, place__sites=3, place__units=6)
    model.run_for(MONTHS)
    assert_equal_records(model.records, batch("base", seed=0, run=0, **{"place.sites": 3, "place.units": 6}))
    assert len(model.landlords) == 3
    assert {firm.site for firm in model.firms} == {0, 1, 2}


def test_collecting_and_looking_change_nothing():
    seen = Multifactory("mage", seed=3, run=2, panel=True)
    for _ in range(MONTHS):
        seen.step()
        seen.history()
        seen.firm_history()
        [(dict(firm.skills), dict(firm.ties()), firm.help_received) for firm in seen.firms]
        [landlord.arrears for landlord in seen.landlords]
    assert_equal_records(seen.records, batch("mage", seed=3, run=2))


def test_models_side_by_side_do_not_touch_each_other():
    names = ("mage", "r84", "mage")
    together = [Multifactory(name, seed=1, run=run, panel=True, collect=False) for run, name in enumerate(names)]
    for month in range(MONTHS):
        for model in together if month % 2 else reversed(together):
            model.step()
    for run, (name, model) in enumerate(zip(names, together, strict=True)):
        assert_equal_records(model.records, batch(name, seed=1, run=run))


@pytest.mark.skipif(not ENABLED, reason="too long in plain Python")
def test_months_beyond_the_first_room_are_kept():
    months = FIRST_ROOM + 30
    model = Multifactory("mage", seed=0, run=4, panel=True, collect=False)
    model.run_for(FIRST_ROOM)
    firm = model.firms[0]
    model.run_for(30)
    assert_equal_records(model.records, batch("mage", seed=0, run=4, months=months))
    assert len(model.history()) == months
    assert not firm.is_present or firm.cash == model.world.firms.cash[0, firm.unit]


@pytest.mark.skipif(not ENABLED, reason="too long in plain Python")
def test_the_model_stops_where_serial_numbers_end():
    settings = {"place__units": 1000, "membership__applicants_per_unit_month": 0.44}
    model = Multifactory("base", seed=0, collect=False, **settings)
    model.run_for(FIRST_ROOM)
    with pytest.raises(MfsimError, match="applicants"):
        model.step()
    assert model.month == FIRST_ROOM
    assert len(model.history()) == FIRST_ROOM


def test_before_the_first_month():
    model = Multifactory("mage", seed=0)
    assert model.month == 0
    assert model.history().empty
    assert len(model.firm_history()) == 17


def test_without_records_there_is_no_history():
    with pytest.raises(MfsimError, match=r"processes\.record"):
        Multifactory("base", seed=0, processes__record=False)
    model = Multifactory("base", seed=0, processes__record=False, collect=False)
    model.step()
    with pytest.raises(MfsimError, match=r"processes\.record"):
        model.history()


def test_loaded_files_and_mappings_are_scenarios(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text('extends = "mage"\n[demand]\nrivalry = 0.1\n')
    settings = {"demand.rivalry": 0.1}
    models = [
        Multifactory(load("mage", settings), seed=0),
        Multifactory(load("mage"), seed=0, **settings),
        Multifactory(str(file), seed=0),
        Multifactory({"extends": "mage", "demand": {"rivalry": 0.1}}, seed=0),
        Multifactory("mage", seed=0, demand__rivalry=0.1),
    ]
    for model in models:
        model.run_for(3)
        assert model.case.settings.demand.rivalry == 0.1
        assert equal(model.records.series, models[0].records.series)
    other = Multifactory("mage", seed=0)
    other.run_for(3)
    assert not equal(other.records.series, models[0].records.series)
