"""The shipped experiments: each runs, by name too, and its pages say what its stored tables say."""

import importlib.util
import json
from itertools import islice
from pathlib import Path

import pytest

from mfsim import load_experiment, sweep
from mfsim.errors import ScenarioError
from mfsim.study.design import combinations_of, points
from mfsim.study.shipped import experiment_path, experiments_folder, shipped_experiments

ROOT = Path(__file__).parents[2]
NAMES = tuple(shipped_experiments())
LARGEST_FIGURE = 200_000


def explain():
    spec = importlib.util.spec_from_file_location("explain", ROOT / "experiments" / "explain.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kept():
    """Studies of which tables are kept, with the experiments that they are of."""
    for name in NAMES:
        folder, _, stem = name.partition("/")
        study = experiments_folder() / folder / (f"{stem}.study.json" if stem else "study.json")
        if study.exists():
            yield name, json.loads(study.read_text(encoding="utf-8"))


def test_there_are_eight_and_their_parts():
    assert {name.partition("_")[0] for name in NAMES} == {f"{number:02}" for number in range(1, 9)}
    assert not any("isolated" in name for name in NAMES)


def test_a_name_that_is_near_is_told():
    with pytest.raises(ScenarioError, match="did you mean '01_diversity_levels'"):
        experiment_path("01_diversity_level")
    with pytest.raises(ScenarioError, match="mfsim experiments"):
        experiment_path("something else")


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_used_and_every_kind_of_point_runs(name, tmp_path):
    experiment = load_experiment(name)
    assert experiment.question
    some = points(experiment)
    for point in islice(some, max(1, combinations_of(experiment))):
        experiment.scenario.with_settings(point.settings)
    study = sweep(experiment, tmp_path / "out", workers=1, budget=1)
    status = study.status()
    assert status.done > 0
    assert status.failed == 0


@pytest.mark.parametrize(("name", "study"), list(kept()), ids=lambda one: one if isinstance(one, str) else "")
def test_tables_are_of_the_experiment_as_it_stands(name, study):
    experiment = load_experiment(name)
    if experiment.design.method != "morris":  # of which there are as many as numbers to sweep, which may become more
        assert study.get("places", study["points"]) == len(points(experiment).places)
    assert (study["runs"], study["months"], study["seed"]) == (experiment.runs, experiment.months, experiment.seed)
    assert study["outcomes"] == list(experiment.outcomes)
    levers = [one.name for one in experiment.factors if one.role == "lever"]
    assert [name for name, role in study["factors"].items() if role == "lever"] == levers


def test_pages_say_what_the_tables_say():
    for path, text in explain().texts().items():
        assert path.read_text(encoding="utf-8") == text, f"{path}: run python experiments/explain.py --readmes"


def test_a_number_in_a_page_is_looked_up(tmp_path):
    found = explain()
    text = "<!--= no_such_outcome principles.diversity=True -->7<!--/-->"
    with pytest.raises(SystemExit, match="0 rows"):
        found.filled(text, "07_three_principles")


@pytest.mark.parametrize(("value", "half", "text"), [
    (12.34, 3.2, "12.3"), (1234.5, 50.0, "1,234"), (0.01234, 0.0021, "0.0123"), (-5.0, 12.0, "\N{MINUS SIGN}5"),
])  # fmt: skip
def test_numbers_have_the_digits_that_their_intervals_leave(value, half, text):
    assert explain().number(value, half) == text


def test_figures_are_small():
    figures = list((ROOT / "experiments").glob("0[1-8]_*/*.png"))
    assert figures
    assert all(figure.stat().st_size < LARGEST_FIGURE for figure in figures)


def test_the_wheel_takes_every_experiment_along():
    packaged = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for path in (*shipped_experiments().values(), experiments_folder() / "00_survival" / "ensemble.csv"):
        inside = path.relative_to(experiments_folder()).as_posix()
        assert f'"experiments/{inside}" = "mfsim/shipped/experiments/{inside}"' in packaged
