"""Settings that have an effect only beside others: refused elsewhere, explained everywhere."""

from __future__ import annotations

import pytest

from mfsim.cli.explaining import explanation
from mfsim.errors import ScenarioError
from mfsim.scenario.load import load
from mfsim.scenario.settings import all_settings

CONDITIONAL = [name for name, setting in all_settings().items() if setting.when]


def _values(name):
    """The settings that the condition of this one asks for, and what those ask for."""
    found = {}
    for other, allowed in all_settings()[name].when:
        found |= _values(other) | {other: allowed[0]}
    return found


def _changed(setting):
    if setting.kind == "choice":
        return next(choice for choice in setting.choices if choice != setting.default)
    if setting.kind == "bool":
        return not setting.default
    ends = (setting.low, setting.high) if setting.plausible is None else setting.plausible
    end = next(end for end in ends if end != setting.default)
    return int(end) if setting.kind == "int" else float(end)


@pytest.mark.parametrize("name", CONDITIONAL)
def test_conditions_name_settings_and_what_they_may_be(name):
    for other, allowed in all_settings()[name].when:
        assert other in all_settings()
        for value in allowed:
            choices = all_settings()[other].choices
            assert value in choices if choices else isinstance(value, bool)


def test_a_setting_without_effect_is_refused_with_the_reason(tmp_path):
    file = tmp_path / "here.toml"
    file.write_text("[membership]\nvacancy_months = 3.0\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(file)
    expected = (
        'here.toml:2: membership.vacancy_months: 3 would have no effect; expected it only when membership.letting = "hazard"'
    )
    assert str(refused.value).endswith(expected)


@pytest.mark.parametrize("name", CONDITIONAL)
def test_it_is_refused_elsewhere_and_explained(name):
    setting = all_settings()[name]
    assert setting.condition in explanation(name)
    if setting.kind == "str":
        return
    around = {}
    for other, allowed in setting.when:
        if all_settings()[other].default in allowed:
            unfit = [choice for choice in all_settings()[other].choices if choice not in allowed]
            around[other] = unfit[0] if unfit else False
            break
    with pytest.raises(ScenarioError, match="would have no effect"):
        load("base", {**around, name: _changed(setting)})
    load("base", {**_values(name), name: _changed(setting)})
