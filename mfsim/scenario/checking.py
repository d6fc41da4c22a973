"""Judging what a scenario says: names, types and ranges by the schema, then what must fit together."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pydantic import ValidationError

from mfsim.errors import MOST_PROBLEMS, Problem, ScenarioError, in_full, nearest, shown
from mfsim.scenario.document import Document
from mfsim.scenario.members import Member, by_site
from mfsim.scenario.schema import Scenario
from mfsim.scenario.settings import all_settings, sections
from mfsim.scenario.trades import Words

MOST_UNITS = 4_000_000
RANGES = (
    ("demand.required_level_low", "demand.required_level_high"),
    ("joint_projects.level_low", "joint_projects.level_high"),
    ("joint_projects.fields_least", "joint_projects.fields_most"),
)
"""Settings that are the lower and the upper end of a range."""
CONFIDENCES = ("stated", "measured", "literature", "assumed")


def settings_of(document: Document) -> Scenario:
    """Return the settings that a document gives, checked against the schema.

    Raises
    ------
    ScenarioError
        With every unknown name, wrong type and value out of range.
    """
    # Near names cost time: what nobody will read to the end is not searched to the end.
    problems = [
        *islice(_unknown_names(document), MOST_PROBLEMS),
        *islice(_unfounded_sources(document), MOST_PROBLEMS),
    ]
    known = {name: value for name, value in document.values.items() if name in all_settings() and "." in name}
    tree: dict[str, Any] = {"sources": {name: text for name, text in document.sources.items() if isinstance(text, str)}}
    for name, value in known.items():
        section, _, key = name.partition(".")
        tree.setdefault(section, {})[key] = value
    try:
        settings = Scenario.model_validate(tree)
    except ValidationError as error:
        problems += [_schema_problem(document, one["loc"], one["input"]) for one in error.errors(include_url=False)]
    if problems:
        raise ScenarioError(*sorted(problems, key=lambda one: (one.file or "", one.line or 0)))
    return settings


def check_together(
    document: Document,
    settings: Scenario,
    members: Sequence[Member] | None,
    words: Words,
    among: Collection[str] | None = None,
) -> None:
    """Refuse settings that are right each, but not together.

    Parameters
    ----------
    among
        Names of the settings that are searched for some without effect, where all others are known to have one; all if not
        given.

    Raises
    ------
    ScenarioError
        With everything that does not fit.
    """
    problems = [
        *_size_problems(document, settings),
        *islice(_trade_problems(document, settings, words), MOST_PROBLEMS),
        *islice(_idle_settings(document, settings, among), MOST_PROBLEMS),
        *_crossed_ranges(document, settings),
    ]
    if settings.commons.upkeep == "staff" and not settings.processes.governance:
        hint = "processes.governance = true, or another upkeep"
        problems.append(document.problem("commons.upkeep", '"staff" without an association that pays it', hint))
    if members is not None and settings.founding.start == "space_first":
        hint = 'founding.start = "open" or "community_first"'
        problems.append(document.problem("members.file", "nobody is there as an empty building opens", hint))
    if settings.processes.machines and settings.machines.access == "site_owned" and not settings.processes.governance:
        hint = "processes.governance = true, or another access"
        problems.append(document.problem("machines.access", '"site_owned" without an association that owns them', hint))
    problems += _norm_problems(document, settings)
    if members is not None:
        problems += _member_problems(document, settings, members)
    if problems:
        raise ScenarioError(*problems)


def check_trades(document: Document, settings: Scenario, words: Words) -> None:
    """Refuse weights of trades that there are not, before anything is made of them.

    Raises
    ------
    ScenarioError
        With every unknown trade and every weight that is none.
    """
    problems = list(islice(_trade_problems(document, settings, words), MOST_PROBLEMS))
    if problems:
        raise ScenarioError(*problems)


def _unknown_names(document: Document) -> Iterator[Problem]:
    for name, value in document.values.items():
        if name in all_settings() or (name in sections() and value == {}):
            continue
        if name in sections():
            yield document.problem(name, f"{shown(value)} is no table", f"a table [{name}] with settings in it")
        elif "." in name and name.partition(".")[0] not in sections():
            section = name.partition(".")[0]
            near = nearest(section, sections())
            hint = "" if near else f"one of {', '.join(sections())}"
            yield document.problem(name[:100], f"there is no table [{section[:60]}]", hint, near)
        else:
            near = nearest(name, (*all_settings(), *sections()))
            hint = "" if near else "a setting (see `mfsim explain`)"
            yield document.problem(name[:100], "there is no such setting", hint, near)


def _unfounded_sources(document: Document) -> Iterator[Problem]:
    expectation = "text that begins with " + ", ".join(f'"{one}: "' for one in CONFIDENCES)
    if "sources" in document.values:
        value = shown(document.values["sources"])
        yield document.problem("sources", f"{value} is no table", "a table of setting = source")
    for name, text in document.sources.items():
        if name not in all_settings() and name not in document.values:
            near = nearest(name, all_settings())
            yield document.problem(f"sources.{name[:100]}", "there is no such setting", "", near)
        if not isinstance(text, str) or text.partition(":")[0] not in CONFIDENCES or not text.partition(":")[2].strip():
            yield document.problem(f"sources.{name[:100]}", f"{shown(text)} is not a source", expectation)


def _schema_problem(document: Document, loc: tuple[int | str, ...], value: Any) -> Problem:
    parts = [str(part) for part in loc]
    name = ".".join(parts[:2])
    setting = all_settings()[name]
    if len(parts) > 2:
        return document.problem(".".join(parts[:3])[:100], f"{shown(value)} is not a weight", "a number from 0 up")
    near = nearest(value, setting.choices) if isinstance(value, str) else None
    text = in_full(value) if isinstance(value, int | float) and not isinstance(value, bool) else shown(value)
    return document.problem(name, f"{text} is not allowed", setting.expectation, near)


def _size_problems(document: Document, settings: Scenario) -> Iterator[Problem]:
    total = settings.place.sites * settings.place.units
    if total > MOST_UNITS:
        problem = f"{settings.place.sites:,} sites of {settings.place.units:,} units are {total:,} units"
        yield document.problem("place.sites", problem, f"at most {MOST_UNITS:,} units in all")


def _trade_problems(document: Document, settings: Scenario, words: Words) -> Iterator[Problem]:
    weights = settings.members.trades
    for trade, weight in weights.items():
        name = f"members.trades.{trade[:60]}"
        if trade not in words.trades:
            near = nearest(trade, words.trades)
            hint = "" if near else "a trade of the vocabulary (docs/scenarios.md)"
            yield document.problem(name, "unknown trade", hint, near)
        if not 0 <= weight <= 1e9:
            yield document.problem(name, f"{in_full(weight)} is not a weight", "a number from 0 to 1,000,000,000")
    if weights and not any(weight > 0 for weight in weights.values()):
        yield document.problem("members.trades", "no trade has a weight above 0", "at least one, or no trades at all")


def _crossed_ranges(document: Document, settings: Scenario) -> Iterator[Problem]:
    """Find ranges whose lower end is above the upper one."""
    for low, high in RANGES:
        bottom, top = (getattr(getattr(settings, name.partition(".")[0]), name.partition(".")[2]) for name in (low, high))
        if bottom > top:
            yield document.problem(low, f"{in_full(bottom)} is too high", f"at most {high}, which is {in_full(top)}")


class ValuesByName(Mapping[str, Any]):
    """The values of settings by dotted name, each looked up when it is asked for."""

    def __init__(self, settings: Scenario) -> None:
        self._settings = settings

    def __getitem__(self, name: str) -> Any:
        section, _, key = name.partition(".")
        return getattr(getattr(self._settings, section), key)

    def __iter__(self) -> Iterator[str]:
        return (name for name in all_settings() if "." in name)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _idle_settings(document: Document, settings: Scenario, among: Collection[str] | None) -> Iterator[Problem]:
    """Find settings that were changed and have no effect beside the others."""
    values = ValuesByName(settings)
    for name in values if among is None else among:
        setting, value = all_settings()[name], values[name]
        if value != setting.default and not setting.applies(values):
            given = in_full(value) if isinstance(value, int | float) and not isinstance(value, bool) else shown(value)
            yield document.problem(name, f"{given} would have no effect", f"it only when {setting.condition}")


def _norm_problems(document: Document, settings: Scenario) -> Iterator[Problem]:
    """Rules and sanctions need somebody who makes them."""
    norms, governance = settings.norms, settings.governance
    decided = governance.decision != "none" or (governance.catalyst == "director" and governance.catalyst_months > 0)
    someone = 'governance.decision other than "none", and processes.governance on'
    if not settings.processes.governance or not decided:
        if norms.origin == "statutory" or (norms.origin == "mixed" and norms.book is None):
            yield document.problem("norms.origin", f"nobody decides who could make {norms.origin} rules", someone)
        if norms.sanctions != "none":
            what = "take fines or expel" if norms.sanctions == "graduated" else "expel"
            yield document.problem("norms.sanctions", f"nobody decides who could {what}", someone)
    if norms.origin == "copied" and norms.book is None:
        yield document.problem("norms.origin", "there is no book to copy rules from", "norms.book, a CSV file of rules")


def _member_problems(document: Document, settings: Scenario, members: Sequence[Member]) -> Iterator[Problem]:
    sites = by_site(members)
    largest = max(map(len, sites), default=0)
    if largest > settings.place.units:
        hint = f"at least {largest}, the members in {settings.members.file}"
        yield document.problem("place.units", f"{settings.place.units} units are too few", hint)
    if "members.occupied_at_start" in document.values:
        hint = "place.units above the number of members, to have empty units"
        yield document.problem("members.occupied_at_start", "has no effect with a members file", hint)
    if len(sites) > 1:
        yield from _unlike_sites(document, settings, sites)
        return
    areas = [member.area_m2 for member in members if not math.isnan(member.area_m2)]
    private = settings.place.total_area_m2 * settings.place.private_share
    given, without = math.fsum(areas), len(members) - len(areas)
    if given > private * (1 + 1e-9) or (without and given >= private):
        left = f", which leaves none for {without} others" if without else ""
        problem = f"its members have {in_full(round(given, 1))} m²{left}"
        hint = f"less than place.total_area_m2 x place.private_share, which is {in_full(round(private, 1))} m²"
        yield document.problem("members.file", problem, hint)


def _unlike_sites(document: Document, settings: Scenario, sites: Sequence[Sequence[Member]]) -> Iterator[Problem]:
    """Sites with members of their own share one floor plan."""
    if len(sites) != settings.place.sites:
        problem = f"{settings.place.sites} sites, and members of {len(sites)}"
        yield document.problem("place.sites", problem, f"{len(sites)}, as in {settings.members.file}")
    given = [member.name for members in sites for member in members if not math.isnan(member.area_m2)]
    if given:
        hint = "no area_m2 where members have a site: all sites have the same units"
        yield document.problem("members.file", f"'{given[0]}' has an area of its own", hint)
