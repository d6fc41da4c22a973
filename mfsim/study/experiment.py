"""The experiment file: which scenario, what varies, how it is sampled, how often each point is run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from mfsim.errors import MfsimError, Problem, ScenarioError, nearest, shown
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.document import Document, from_mapping, read_document
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.resolving import COMMUNITY_OFF
from mfsim.scenario.settings import all_settings
from mfsim.scenario.shipped import scenario_path
from mfsim.study.factors import Factor, Levels
from mfsim.study.reading import factors_of, names_of

Method = Literal["grid", "lhs", "sobol", "morris", "fast", "rbd_fast", "delta", "pawn"]
METHODS: tuple[Method, ...] = ("grid", "lhs", "sobol", "morris", "fast", "rbd_fast", "delta", "pawn")
NAMES = {
    "experiment": ("title", "question", "scenario", "runs", "months", "seed", "outcomes"),
    "design": ("method", "points", "levels", "seed", "crossed"),
}
"""What each table of an experiment file may say; `settings`, `uncertainties` and `levers` name settings."""
PRINCIPLE = "principles.community_project"
"""The setting that, where it is off, sets those of `COMMUNITY_OFF`."""
TABLES = (*NAMES, "settings", "uncertainties", "levers")


@dataclass(frozen=True)
class Design:
    """How points are chosen.

    Attributes
    ----------
    method : str
        One of `METHODS`.
    points : int
        Points of ``lhs``, ``rbd_fast``, ``delta`` and ``pawn``; base sample of ``sobol`` (a power of two) and ``fast``;
        trajectories of ``morris``.
    levels : int
        Values of a range in a ``grid``; levels of ``morris``.
    seed : int
        Of the sample.
    crossed : bool
        Whether every combination of levers is run at every point of the uncertainties (``lhs`` only); otherwise levers are
        sampled as well.
    """

    method: Method = "lhs"
    points: int = 64
    levels: int = 4
    seed: int = 0
    crossed: bool = False


@dataclass(frozen=True)
class Experiment:
    """An experiment, checked.

    Attributes
    ----------
    scenario : LoadedScenario
        With the experiment's own settings.
    factors : tuple of Factor
        Uncertainties, then levers.
    runs, months, seed : int
        Runs of each point, the same random numbers at every point; their length; the seed.
    outcomes : tuple of str
        Names of the catalogue.
    """

    name: str
    title: str
    question: str
    scenario: LoadedScenario
    factors: tuple[Factor, ...]
    design: Design
    runs: int
    months: int
    seed: int
    outcomes: tuple[str, ...]
    document: Document = field(repr=False)

    @property
    def key(self) -> str:
        """SHA-256 of all that the results depend on, the version of mfsim apart."""
        content = {
            "scenario": self.scenario.hash,
            "factors": [repr(factor) for factor in self.factors],
            "design": repr(self.design),
            "runs": [self.runs, self.months, self.seed],
            "outcomes": self.outcomes,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def load_experiment(source: str | Path | Mapping[str, Any]) -> Experiment:
    """Load an experiment and check all of it.

    Parameters
    ----------
    source : path or mapping
        A TOML file, or the same tables made in Python.

    Raises
    ------
    ScenarioError
        With every problem found: file, line, name, what was expected, and the nearest valid name.
    """
    if isinstance(source, Mapping):
        return _checked("experiment", Path(), from_mapping(source))
    path = Path(source)
    if not path.is_file():
        near = nearest(path.name, [other.name for other in path.parent.glob("*.toml")] if path.parent.is_dir() else [])
        raise ScenarioError(Problem("no such experiment file", "", "a TOML file", near, str(path)))
    document, extends = read_document(path, str(path))
    if extends is not None:
        raise ScenarioError(document.problem("extends", "an experiment extends nothing", "scenario = under [experiment]"))
    name = path.absolute().parent.name if path.stem == "experiment" else path.stem
    return _checked(name, path.parent, document)


def _checked(name: str, folder: Path, document: Document) -> Experiment:
    problems = list(_unknown(document))
    values: dict[str, Any] = {}
    for setting, number, low, high in (
        ("experiment.runs", 10, 1, 10**6), ("experiment.months", 120, 1, 12_000), ("experiment.seed", 0, 0, 2**63 - 1),
        ("design.points", 64, 1, 10**7), ("design.levels", 4, 2, 1_000), ("design.seed", 0, 0, 2**32 - 1),
    ):  # fmt: skip
        value = values[setting] = document.values.get(setting, number)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            expected = f"a whole number from {low:,} to {high:,}"
            problems.append(document.problem(setting, f"{shown(value)} is not allowed", expected))
    for setting, default in (("experiment.title", name), ("experiment.question", ""), ("experiment.scenario", "base")):
        value = values[setting] = document.values.get(setting, default)
        if not isinstance(value, str):
            problems.append(document.problem(setting, f"{shown(value)} is not allowed", "text in quotes"))
    method = document.values.get("design.method", "lhs")
    if method not in METHODS:
        near = nearest(method, METHODS) if isinstance(method, str) else None
        expected = "one of " + ", ".join(METHODS)
        problems.append(document.problem("design.method", f"{shown(method)} is not allowed", expected, near))
    crossed = document.values.get("design.crossed", False)
    if not isinstance(crossed, bool) or (crossed and method != "lhs"):
        problems.append(document.problem("design.crossed", f"{shown(crossed)} is not allowed", "true with lhs, or false"))
    outcomes, wrong = _outcomes(document)
    factors, more = factors_of(document)
    problems += [*wrong, *more]
    if not factors and not problems:
        problems.append(document.problem("", "nothing varies", "a table [uncertainties] or [levers] with an entry"))
    if problems:
        raise ScenarioError(*sorted(problems, key=lambda one: one.line or 0))
    scenario = _scenario(values["experiment.scenario"], folder, document)
    factors = _can_matter(factors, document, scenario)
    design = Design(method, values["design.points"], values["design.levels"], values["design.seed"], crossed)
    return Experiment(
        name, values["experiment.title"], values["experiment.question"], scenario, factors, design,
        values["experiment.runs"], values["experiment.months"], values["experiment.seed"], outcomes, document,
    )  # fmt: skip


def _can_matter(factors: Sequence[Factor], document: Document, scenario: LoadedScenario) -> tuple[Factor, ...]:
    """Leave out, of the numbers that are swept with all others, those without effect in the scenario or under any lever."""
    turned = {PRINCIPLE} & {name for name, value in scenario.document.values.items() if value is False}
    for factor in factors:
        turned |= {factor.name}
        if isinstance(factor.domain, Levels):
            turned |= {name for level in factor.domain.levels for name in level.settings}
    if PRINCIPLE in turned:
        turned |= set(COMMUNITY_OFF)
    named, values = names_of(document), scenario.document.values

    def can(factor: Factor) -> bool:
        when = all_settings()[factor.name].when
        return all(one in turned or values.get(one, all_settings()[one].default) in allowed for one, allowed in when)

    return tuple(one for one in factors if one.name in named or can(one))


def _unknown(document: Document) -> list[Problem]:
    problems = []
    for name in document.values:
        table, _, key = name.partition(".")
        if table not in TABLES:
            near = nearest(table, TABLES)
            hint = "" if near else "one of " + ", ".join(TABLES)
            problems.append(document.problem(name[:100], f"there is no table [{table[:60]}]", hint, near))
        elif table in NAMES and key not in NAMES[table] and document.values[name] != {}:
            near = nearest(key, NAMES[table])
            hint = "" if near else "one of " + ", ".join(NAMES[table])
            problems.append(document.problem(name[:100], "there is no such entry", hint, near))
    return problems


def _outcomes(document: Document) -> tuple[tuple[str, ...], list[Problem]]:
    known = tuple(outcome.name for outcome in OUTCOMES)
    chosen = document.values.get("experiment.outcomes", list(known))
    if not isinstance(chosen, list) or not chosen:
        return known, [document.problem("experiment.outcomes", f"{shown(chosen)} is not allowed", "a list of names")]
    problems = [
        document.problem(
            "experiment.outcomes",
            f"{shown(name)} is no outcome",
            "",
            nearest(name, known) if isinstance(name, str) else None,
        )
        for name in chosen
        if name not in known
    ]
    return tuple(dict.fromkeys(map(str, chosen))), problems


def _scenario(name: str, folder: Path, document: Document) -> LoadedScenario:
    """Load the scenario, named like in ``extends``, with the settings of the experiment."""
    try:
        path = scenario_path(name, folder)
    except MfsimError as error:
        raise ScenarioError(document.problem("experiment.scenario", str(error))) from None
    prefix = "settings."
    settings = {key[len(prefix):]: value for key, value in document.values.items() if key.startswith(prefix)}  # fmt: skip
    try:
        return load(path, settings or None)
    except ScenarioError as error:
        raise ScenarioError(*(
            one if one.file else document.problem(prefix + one.field, one.problem, one.expectation, one.suggestion)
            for one in error.problems
        )) from None  # fmt: skip
