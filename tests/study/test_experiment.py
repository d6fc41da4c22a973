"""Experiment files: read, checked, each error with its line and the nearest name."""

import pytest

from mfsim import ScenarioError, load_experiment
from mfsim.study.design import points
from mfsim.study.factors import Levels, Range

HEAD = '[experiment]\nscenario = "base"\n'


def written(folder, text):
    path = folder / "rivalry.toml"
    path.write_text(HEAD + text)
    return path


def test_a_file_says_what_varies(tmp_path):
    text = """runs = 3
months = 24
outcomes = ["income", "occupancy"]
[settings]
place.units = 6
[uncertainties]
"demand.rivalry" = [0.1, 0.5]
knowledge.learning_rate = { low = 0.02, high = 0.3, distribution = "log_uniform" }
"mutual_help.baseline" = "plausible"
[levers]
"governance.decision" = ["assembly", "manager"]
[levers.upkeep]
staffed = { "commons.upkeep" = "staff" }
left = { "processes.commons" = false }
"""
    experiment = load_experiment(written(tmp_path, text))
    assert (experiment.name, experiment.runs, experiment.months) == ("rivalry", 3, 24)
    assert experiment.outcomes == ("income", "occupancy")
    assert experiment.scenario.settings.place.units == 6
    factors = {one.name: one for one in experiment.factors}
    assert factors["demand.rivalry"].domain == Range(0.1, 0.5, mode=0.3, mean=0.3, sd=0.1)
    assert factors["knowledge.learning_rate"].domain.distribution == "log_uniform"
    assert factors["mutual_help.baseline"].role == "uncertainty"
    assert [level.label for level in factors["governance.decision"].domain.levels] == ["assembly", "manager"]
    assert isinstance(factors["upkeep"].domain, Levels)
    assert factors["upkeep"].domain.levels[1].settings == {"processes.commons": False}


@pytest.mark.parametrize(("text", "line", "parts"), [
    ("[uncertainties]\n'demand.rivalri' = [0, 1]", 4, ["no such setting", "did you mean 'demand.rivalry'"]),
    ("[uncertainties]\n'demand.rivalry' = [0.5, 0.1]", 4, ["0.5, is not below high"]),
    ("[uncertainties]\n'demand.rivalry' = { low = -3, high = 1 }", 4, ["-3", "a number from 0"]),
    ("[uncertainties]\n'demand.rivalry' = { low = 0, hihg = 1 }", 4, ["no 'hihg'", "did you mean 'high'"]),
    ("[uncertainties]\n'demand.rivalry' = { low = 0, high = 1, distribution = 'unform' }", 4, ["did you mean 'uniform'"]),
    ("[uncertainties]\n'demand.rivalry' = { low = 0, high = 1, distribution = 'log_uniform' }", 4, ["above 0"]),
    ("[levers]\n'governance.decision' = ['assembley']", 4, ["did you mean 'assembly'"]),
    ("[levers]\n'governance.decision' = ['assembly', 'assembly']", 4, ["there twice"]),
    ("[levers]\n'governance.decision' = { low = 1, high = 2 }", 4, ["only numbers have a range"]),
    ("[levers]\n'norms.book' = 'plausible'", 4, ["no plausible range"]),
    ("[levers.mix]\na = { 'demand.rivalri' = 1 }", 3, ["demand.rivalry"]),
    ("[levers]\n'demand.rivalry' = { values = [0, 1], when = { nobody = 1 } }", 4, ["when: no 'nobody'"]),
    ("[design]\nmethod = 'sobel'\n[levers]\n'demand.rivalry' = [0]", 4, ["did you mean 'sobol'"]),
    ("[design]\npoints = 0\n[levers]\n'demand.rivalry' = [0]", 4, ["a whole number from 1"]),
    ("runs = true\n[levers]\n'demand.rivalry' = [0]", 3, ["experiment.runs"]),
    ("outcomes = ['incom']\n[levers]\n'demand.rivalry' = [0]", 3, ["did you mean 'income'"]),
    ("[lever]\n'demand.rivalry' = [0]", 4, ["did you mean 'levers'"]),
    ("[settings]\n'place.unit' = 3\n[levers]\n'demand.rivalry' = [0]", 4, ["place.units"]),
    ("", None, ["nothing varies"]),
])  # fmt: skip
def test_mistakes_are_told_with_their_line(tmp_path, text, line, parts):
    path = written(tmp_path, text)
    with pytest.raises(ScenarioError) as caught:
        load_experiment(path)
    message = str(caught.value)
    assert message.startswith(str(path) if line is None else f"{path}:{line}: ")
    for part in parts:
        assert part in message


def test_files_that_are_not_there_are_told(tmp_path):
    written(tmp_path, "")
    with pytest.raises(ScenarioError, match=r"no such experiment file.*did you mean 'rivalry.toml'"):
        load_experiment(tmp_path / "rivalri.toml")


def test_every_assumed_number_varies():
    experiment = load_experiment({"uncertainties": {"*": "plausible"}, "design": {"points": 2}})
    names = {one.name for one in experiment.factors}
    assert len(names) > 100
    assert "demand.rivalry" in names
    assert "mutual_help.price" not in names  # help is a gift in the scenario: it would have no effect
    assert set(points(experiment)[0].levels) == names


def test_the_key_is_of_what_results_depend_on():
    tables = {"experiment": {"title": "one", "runs": 2}, "levers": {"demand.rivalry": [0.1, 0.2]}}
    key = load_experiment(tables).key
    assert load_experiment({**tables, "experiment": {"title": "two", "runs": 2}}).key == key
    assert load_experiment({**tables, "experiment": {"title": "one", "runs": 3}}).key != key
    assert load_experiment({**tables, "levers": {"demand.rivalry": [0.1, 0.3]}}).key != key
