"""Mesa's own ways with a model: steps, collectors, batches, seeds."""

from __future__ import annotations

import gc
import subprocess
import sys
import warnings
import weakref

import mesa
import numpy as np
import pandas as pd
import pytest

import mfsim
from mfsim.abm.collection import ALSO_OF_FIRMS, FIRM_COLUMNS, LANDLORD_COLUMNS, MODEL_COLUMNS
from mfsim.abm.multifactory import Multifactory
from mfsim.errors import MfsimError, ScenarioError
from mfsim.scenario.load import load

REPEATS_BY_RNG = tuple(int(part) for part in mesa.__version__.split(".")[:2]) >= (3, 5)


def batch(parameters, max_steps=3, model=Multifactory, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        rows = mesa.batch_run(model, parameters, max_steps=max_steps, display_progress=False, **options)
    return pd.DataFrame(rows)


def test_steps_are_months():
    model = Multifactory("mage", seed=0)
    model.step()
    model.run_for(2)
    assert (model.month, model.steps) == (3, 3)
    with pytest.raises(MfsimError, match="whole number of months"):
        model.run_for(1.5)
    with pytest.raises(MfsimError, match="whole number of months"):
        model.run_for(-1)


def test_a_step_can_be_added_to():
    class Counted(Multifactory):
        counted = 0

        def step(self):
            super().step()
            self.counted += len(self.firms)

    model = Counted("mage", seed=0)
    model.run_for(4)
    assert model.counted == model.history().members.sum()
    assert model.steps == model.month == 4


def test_making_a_model_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Multifactory("mage", seed=0).run_for(2)


def test_a_loaded_scenario_is_not_written_into():
    case = load("mage")
    before = dict(vars(case))
    assert Multifactory(case, seed=0).case is case
    assert {name: value for name, value in vars(case).items() if name in before} == before
    assert not hasattr(case, "model")


def test_a_model_is_forgotten():
    model = Multifactory("mage", seed=0)
    model.run_for(3)
    forgotten = weakref.ref(model)
    del model
    gc.collect()
    assert forgotten() is None


def test_an_agent_of_ones_own_has_a_number_of_its_own():
    model = Multifactory("mage", seed=0)
    visitor = mesa.Agent(model)
    model.run_for(12)
    assert visitor in model.agents
    assert len({agent.unique_id for agent in model.agents}) == len(model.agents)


def test_collected_columns():
    model = Multifactory("mage", seed=0)
    model.run_for(6)
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame.month.tolist() == list(range(7))
    history = model.history()
    for name in MODEL_COLUMNS:
        collected = frame[ALSO_OF_FIRMS.get(name, name)].to_numpy()[1:]
        assert np.array_equal(collected, history[name].to_numpy(), equal_nan=True), name
    start = frame.iloc[0]
    assert (start.members, start.entries, start.help_hours) == (17, 0, 0)
    assert start.people == sum(member.people for member in model.case.members)
    agents = model.datacollector.get_agent_vars_dataframe()
    last = agents.loc[6]
    firms = last[last.agent == "Firm"].astype({"unit": int}).set_index("unit")
    assert firms.cash.tolist() == [firm.cash for firm in model.firms]
    assert firms.satisfaction.tolist() == [firm.satisfaction for firm in model.firms]
    assert firms.help_given.sum() > 0.0
    assert last[last.agent == "Landlord"].rent_received.item() == history.rent_paid_eur.iloc[-1]


def test_the_mean_of_several_sites_is_collected():
    model = Multifactory("base", seed=0, place__sites=3, place__units=5)
    model.step()
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame.cash_eur.iloc[-1] == pytest.approx(model.history().cash_eur.mean())


def test_nothing_is_collected_when_not_asked():
    model = Multifactory("mage", seed=0, collect=False)
    model.run_for(2)
    assert model.datacollector.get_model_vars_dataframe().empty


def test_no_column_hides_another():
    of_model = {"month", "seed", "run", *(ALSO_OF_FIRMS.get(name, name) for name in MODEL_COLUMNS)}
    of_agents = {"agent", *FIRM_COLUMNS, *LANDLORD_COLUMNS}
    assert not of_model & of_agents


def test_batch_run_varies_settings_and_runs():
    frame = batch({"scenario": "mage", "demand.rivalry": [0.0, 0.3], "run": range(2)}, data_collection_period=1)
    assert set(frame.month) >= {0, 1, 2, 3}
    for rivalry in (0.0, 0.3):
        site = mfsim.run(load("mage", {"demand.rivalry": rivalry}), runs=2, months=3, seed=0, workers=1).site
        for run in (0, 1):
            rows = frame[(frame["demand.rivalry"] == rivalry) & (frame.run == run) & (frame.month == 3)]
            assert set(rows.seed) == {0}
            assert set(rows.cash_eur) == {site[(site.run == run) & (site.month == 3)].cash_eur.item()}
            assert set(rows.Step) == {3}


def test_batch_run_reports_the_last_month():
    frame = batch({"scenario": "base", "seed": 0, "run": 0})
    assert set(frame.month) == {3}
    assert set(frame.agent) == {"Firm", "Landlord"}


def test_iterations_differ():
    frame = batch({"scenario": "base"}, max_steps=2, iterations=3)
    assert frame.seed.nunique() == frame.iteration.nunique() == 3
    assert frame.groupby("iteration").cash_eur.first().nunique() == 3
    for seed, cash in frame.groupby("seed").cash_eur.first().items():
        again = Multifactory("base", seed=int(seed))
        again.run_for(2)
        assert again.history().cash_eur.iloc[-1] == cash


@pytest.mark.skipif(not REPEATS_BY_RNG, reason="from Mesa 3.5 on")
def test_seeds_of_batch_run():
    frame = batch({"scenario": "base"}, max_steps=1, rng=[0, 1])
    assert set(frame.seed) == {0, 1}
    assert frame.groupby("seed").cash_eur.first().nunique() == 2


def test_seed_and_run_say_which_run():
    def cash(**which):
        model = Multifactory("base", **which)
        model.step()
        return model.seed, model.run, model.history().cash_eur.item()

    assert cash(seed=0) == cash(rng=0) == cash(run=0) == cash(seed=0, run=0) == cash(seed=np.int64(0), run=np.int32(0))
    assert len({cash(seed=0, run=1)[2], cash(seed=1, run=0)[2], cash(seed=0, run=0)[2]}) == 3
    assert cash(run=1) == cash(seed=0, run=1)
    assert cash()[0] != cash()[0]


def test_mesas_own_random_numbers_follow_the_run():
    def numbers(**which):
        model = Multifactory("base", **which)
        return model.random.random(), model.rng.random()

    assert numbers(seed=0) == numbers(seed=0)
    assert numbers(seed=0) != numbers(seed=0, run=1) != numbers(seed=1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seed": -1}, "seed: expected a whole number"),
        ({"seed": True}, "seed: expected a whole number"),
        ({"seed": 2**64}, "seed: expected a whole number"),
        ({"seed": 1, "rng": 1}, "two names"),
        ({"run": 0.5}, "run: expected a whole number"),
        ({"demand.rivalri": 0.1}, "did you mean 'demand.rivalry'"),
        ({"demand__rivalry": -1.0}, r"demand\.rivalry: -1(\.0)? is not allowed"),
        ({"sedd": 1}, "sedd"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises((MfsimError, ScenarioError), match=message):
        Multifactory("base", **arguments)


def test_nothing_else_imports_mesa():
    script = (
        "import sys, mfsim, mfsim.results, mfsim.cli; mfsim.run('base', runs=1, months=1); "
        "assert not [name for name in sys.modules if name.split('.')[0] == 'mesa' or name.startswith('mfsim.abm')]; "
        "assert mfsim.Multifactory.__module__ == 'mfsim.abm.multifactory'"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
