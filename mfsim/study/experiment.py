"""The experiment file: which scenario, what varies, how it is sampled, how often each point is run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mfsim.errors import MfsimError, Problem, ScenarioError, nearest, shown
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.document import Document, from_mapping, read_document
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.resolving import COMMUNITY_OFF
from mfsim.scenario.settings import all_settings
from mfsim.scenario.shipped import scenario_path
from mfsim.study.composing import in_words_of
from mfsim.study.compositions import Composition
from mfsim.study.designs import ENTRIES, Design, design_of
from mfsim.study.factors import Factor, Levels
from mfsim.study.functions import Model, identity
from mfsim.study.grouping import groups_of, without
from mfsim.study.level_files import found_beside, identity_of
from mfsim.study.reading import factors_of, names_of
from mfsim.study.shipped import experiment_path

NAMES = {
    "experiment": ("title", "question", "scenario", "runs", "months", "seed", "outcomes"),
    "design": ENTRIES,
}
"""What each table of an experiment file may say; the others name settings, or factors."""
PRINCIPLE = "principles.community_project"
"""The setting that, where it is off, sets those of `COMMUNITY_OFF`."""
TABLES = (*NAMES, "settings", "uncertainties", "levers", "groups")


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
        Names of the catalogue, or of what `model` returns.
    groups : mapping from a name to names of factors
        What ``sobol`` and ``morris`` move together, and give one index.
    model : function of (settings, seed), optional
        What is run instead of the multifactory; it returns a number for each outcome.
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
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    model: Model | None = None

    def group_of(self, factor: Factor) -> str:
        """Return the name under which a factor moves: its group's, or its own."""
        return next((name for name, members in self.groups.items() if factor.name in members), factor.name)

    def problem(self) -> dict[str, Any]:
        """Return SALib's `problem`: see `mfsim.study.problem.problem_of`."""
        from mfsim.study.problem import problem_of

        return problem_of(self)

    @property
    def key(self) -> str:
        """SHA-256 of all that the results depend on, the version of mfsim apart."""
        content = {
            "scenario": self.scenario.hash,
            "factors": [identity_of(factor) for factor in self.factors],
            "design": repr(self.design),
            "runs": [self.runs, self.months, self.seed],
            "outcomes": self.outcomes,
            "groups": dict(self.groups),
            "model": None if self.model is None else identity(self.model),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def load_experiment(source: str | Path | Mapping[str, Any]) -> Experiment:
    """Load an experiment and check all of it.

    Parameters
    ----------
    source : path or mapping
        A TOML file, the name of a shipped experiment, or the same tables made in Python.

    Raises
    ------
    ScenarioError
        With every problem found: file, line, name, what was expected, and the nearest valid name.
    """
    if isinstance(source, Mapping):
        return _checked("experiment", Path(), from_mapping(source))
    path = experiment_path(source)
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
    ):  # fmt: skip
        value = values[setting] = document.values.get(setting, number)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            expected = f"a whole number from {low:,} to {high:,}"
            problems.append(document.problem(setting, f"{shown(value)} is not allowed", expected))
    for setting, default in (("experiment.title", name), ("experiment.question", ""), ("experiment.scenario", "base")):
        value = values[setting] = document.values.get(setting, default)
        if not isinstance(value, str):
            problems.append(document.problem(setting, f"{shown(value)} is not allowed", "text in quotes"))
    outcomes, wrong = _outcomes(document)
    factors, more = factors_of(document)
    groups, unknown = groups_of(document, factors)
    design, unfit = design_of(document, factors, groups)
    problems += [*wrong, *more, *unknown, *unfit]
    if not factors and not problems:
        problems.append(document.problem("", "nothing varies", "a table [uncertainties] or [levers] with an entry"))
    if problems:
        raise ScenarioError(*sorted(problems, key=lambda one: one.line or 0))
    scenario = _scenario(values["experiment.scenario"], folder, document)
    factors = found_beside(factors, folder, document)
    factors = _spelt_out(_can_matter(factors, document, scenario), document, scenario)
    groups = without(groups, factors)
    return Experiment(
        name, values["experiment.title"], values["experiment.question"], scenario, factors, design,
        values["experiment.runs"], values["experiment.months"], values["experiment.seed"], outcomes, document, groups,
    )  # fmt: skip


def _spelt_out(factors: Sequence[Factor], document: Document, scenario: LoadedScenario) -> tuple[Factor, ...]:
    """Say of what trades the sectors in compositions are."""
    found, problems = [], []
    for factor in factors:
        made = in_words_of(factor.domain, scenario) if isinstance(factor.domain, Composition) else factor.domain
        if isinstance(made, tuple):
            table = "levers" if factor.role == "lever" else "uncertainties"
            problems.append(document.problem(f"{table}.{factor.name}", *made))
        else:
            found.append(replace(factor, domain=made))
    if problems:
        raise ScenarioError(*problems)
    return tuple(found)


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
