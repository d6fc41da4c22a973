"""Factors without an effect are left out: exactly those whose condition the scenario of a point does not meet."""

from itertools import islice

import pytest

from mfsim.scenario.settings import all_settings
from mfsim.study.conditions import Conditions
from mfsim.study.design import points
from mfsim.study.experiment import load_experiment

NAMES = ("02_governance_rules", "06_community_first", "07_three_principles")
AT_ONCE = 97


def values_of(scenario):
    settings = scenario.settings.model_dump()
    return {
        f"{table}.{name}": value
        for table, names in settings.items()
        if isinstance(names, dict)
        for name, value in names.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_left_out_is_what_has_no_effect_in_the_scenario_of_the_point(name):
    experiment = load_experiment(name)
    all_points = points(experiment)
    left_out = 0
    for point in islice(all_points, 0, None, max(1, len(all_points) // AT_ONCE)):
        values = values_of(experiment.scenario.with_settings(point.settings))
        for factor in experiment.factors:
            setting = all_settings().get(factor.name)
            has_effect = setting is None or setting.applies(values)
            assert (factor.name in point.levels) == has_effect or factor.when, (point, factor)
            left_out += factor.name not in point.levels
    assert left_out > 0


@pytest.mark.parametrize("name", NAMES)
def test_what_decides_is_a_switch_or_two_and_not_every_factor(name):
    experiment = load_experiment(name)
    conditions = Conditions(experiment)
    assert conditions
    assert 0 < len(conditions.judges) < len(experiment.factors) / 10


def test_without_conditions_nothing_is_looked_at():
    experiment = load_experiment({"experiment": {"scenario": "base"}, "uncertainties": {"demand.rivalry": [0.0, 0.6]}})
    conditions = Conditions(experiment)
    assert not conditions
    assert conditions.judges == []
    assert conditions.idle([]) == frozenset()
