"""Levels that are written elsewhere, and what "*" stands for beside them."""

import pytest

from mfsim import ScenarioError, load_experiment
from mfsim.study.design import combinations_of, points

FITS = "number,demand.rivalry,place.units,events.crisis,misfit\n1,0.1,5,true,3\n2,0.5,8,false,4\n"


def experiment(folder, text):
    (folder / "fits.csv").write_text(FITS)
    path = folder / "levels.toml"
    path.write_text(text)
    return load_experiment(path)


def test_rows_of_a_table_are_levels(tmp_path):
    found = experiment(tmp_path, '[uncertainties]\nfit = { table = "fits.csv" }\n')
    (factor,) = found.factors
    assert [level.label for level in factor.domain.levels] == ["0", "1"]
    assert factor.domain.levels[0].settings == {"demand.rivalry": 0.1, "place.units": 5, "events.crisis": True}


def test_scenarios_are_levels_with_what_they_set(tmp_path):
    found = experiment(tmp_path, '[levers]\nkind = { scenarios = ["base", "coworking"] }\n')
    (factor,) = found.factors
    base, coworking = factor.domain.levels
    assert (base.label, base.settings) == ("base", {})
    assert coworking.settings["place.units"] == 60
    assert not any(name.startswith("about") for name in coworking.settings)
    found.scenario.with_settings(coworking.settings)


@pytest.mark.parametrize(("text", "parts"), [
    ('fit = { table = "fit.csv" }', ["no such file"]),
    ('fit = { table = 3 }', ["name of a CSV file"]),
    ('fit = { table = "bad.csv" }', ["no setting 'demand.rivalri'", "'demand.rivalry'"]),
    ('fit = { table = "far.csv" }', ["'x' is not allowed", "a number from"]),
    ('fit = { table = "empty.csv" }', ["no rows"]),
    ('fit = { table = "notes.csv" }', ["has no setting"]),
    ('fit = { scenarios = [] }', ["a list of scenarios"]),
    ('fit = { scenarios = ["coworkin"] }', ["'coworking'"]),
    ('fit = { scenarios = ["mage"] }', ["members.file"]),
    ('fit = { scenarios = ["base"], whem = 1 }', ["'whem'", "'when'"]),
])  # fmt: skip
def test_mistakes_are_told(tmp_path, text, parts):
    for name, table in {"bad": "demand.rivalri\n1\n", "far": "demand.rivalry\nx\n", "empty": "demand.rivalry\n",
                        "notes": "a,b\n1,2\n"}.items():  # fmt: skip
        (tmp_path / f"{name}.csv").write_text(table)
    with pytest.raises(ScenarioError) as caught:
        experiment(tmp_path, f"[levers]\n{text}\n")
    assert "levels.toml:2: levers.fit" in str(caught.value)
    for part in parts:
        assert part in str(caught.value)


def test_every_assumed_number_but_what_is_said_otherwise(tmp_path):
    text = """[settings]
"knowledge.learning_rate" = 0.2
[uncertainties]
"*" = "plausible"
fit = { table = "fits.csv" }
[levers]
"mutual_help.baseline" = [0.0, 1.0]
"""
    found = experiment(tmp_path, text)
    names = [factor.name for factor in found.factors]
    assert names.count("mutual_help.baseline") == 1
    assert not {"knowledge.learning_rate", "demand.rivalry", "place.units"} & set(names)
    assert "knowledge.forgetting" in names
    assert "norms.fine_eur" not in names  # has no effect without sanctions, and nothing turns them on


def test_numbers_that_only_a_lever_gives_an_effect_vary_with_it(tmp_path):
    text = '[uncertainties]\n"*" = "plausible"\n[levers]\n"norms.sanctions" = ["none", "graduated"]\n[design]\n'
    found = experiment(tmp_path, text + "points = 2\ncrossed = true\n")
    there = [("norms.fine_eur" in point.levels) for point in points(found)]
    assert there == [False, True, False, True]
    assert combinations_of(found) == 2


def test_without_the_community_project_what_it_sets_aside_is_left_alone(tmp_path):
    text = '[uncertainties]\n"*" = "plausible"\n[levers]\n"principles.community_project" = [false, true]\n[design]\n'
    found = experiment(tmp_path, text + "points = 1\ncrossed = true\n")
    off, on = points(found)
    assert "mutual_help.generosity_weight" not in off.levels
    assert "governance.manager_pay_eur_month" in off.levels
    assert "mutual_help.generosity_weight" in on.levels
    for point in (off, on):
        found.scenario.with_settings(point.settings)
