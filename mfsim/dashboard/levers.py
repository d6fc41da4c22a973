"""The levers of the page: which settings have a control, how they are grouped, what is said of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from mfsim.errors import Problem, ScenarioError, nearest
from mfsim.scenario.load import LoadedScenario
from mfsim.scenario.settings import Setting, all_settings
from mfsim.scenario.shipped import shipped_books

BOOK = "norms.book"
"""A text, of which the page offers the shipped books: a page must not name files."""
MAIN: dict[str, dict[str, str]] = {
    "The place and its rent": {
        "lease.rent_eur_per_m2_month": "rent",
        "lease.kind": "who owes the rent",
        "place.units": "private units",
        "place.total_area_m2": "area with all that is common",
        "place.enclosure": "walls and doors",
    },
    "Who is there": {
        "principles.diversity": "members of many trades",
        "membership.admission": "who gets a free unit",
        "demand.orders_per_person_month": "orders per person",
        "demand.rivalry": "rivalry among members",
    },
    "Helping and learning": {
        "mutual_help.accounting": "how help is counted",
        "demand.second_field_share": "orders that need help",
        "knowledge.exchange": "what is learned in a meeting",
        "machines.access": "whose machines one uses",
        "joint_projects.agreement": "agreement on joint projects",
    },
    "Rules and who decides": {
        "governance.decision": "who decides",
        "norms.origin": "where rules come from",
        BOOK: "book of rules",
        "norms.sanctions": "what follows a breach",
        "governance.catalyst": "a person from outside",
    },
    "What is common": {
        "commons.upkeep": "who keeps it up",
        "commons.initiator_share": "enthusiasts among members",
        "community.initial_care": "care of a newcomer",
        "community.meetings_per_month": "meetings in a month",
    },
    "What happens to it": {
        "events.crisis": "a crisis of demand",
        "events.boom": "a boom of demand",
        "events.heating_failure": "the heating breaks down",
        "events.largest_leaves": "the largest member leaves",
    },
}
"""The levers that are shown first, by group, with a name for each; all others are found below them."""
UNIT_IN_NAME = re.compile(r"_(eur|m2)(_per_.*|_month|_hour)*$")
SETTABLE = ("int", "float", "bool", "choice")


@cache
def levers() -> dict[str, Setting]:
    """Return the settings that have a control, by name: numbers, choices and switches, and the shipped books of rules."""
    kept = {name: one for name, one in all_settings().items() if one.kind in SETTABLE and name != "processes.record"}
    return {**kept, BOOK: all_settings()[BOOK]}


def described() -> list[dict[str, Any]]:
    """Return what the page says of each lever, the main ones first and in their groups."""
    main = {name: (group, label) for group, names in MAIN.items() for name, label in names.items()}
    others = {name: (None, _label(name)) for name in levers() if name not in main}
    return [_described(levers()[name], group, label) for name, (group, label) in {**main, **others}.items()]


def _label(name: str) -> str:
    section, _, key = name.partition(".")
    return f"{section}: {UNIT_IN_NAME.sub('', key)}".replace("_", " ")


def _described(setting: Setting, group: str | None, label: str) -> dict[str, Any]:
    is_book = setting.name == BOOK
    return {
        "name": setting.name,
        "label": label,
        "group": group,
        "kind": "choice" if is_book else setting.kind,
        "meaning": "Rules to copy; those that come with mfsim." if is_book else setting.meaning,
        "unit": "" if setting.unit == "-" else setting.unit,
        "low": setting.low,
        "high": setting.high,
        "plausible": setting.plausible,
        "choices": ["", *shipped_books()] if is_book else list(setting.choices),
        "source": f"{setting.confidence}: {setting.source}",
    }


def values_of(scenario: LoadedScenario) -> dict[str, Any]:
    """Return the value of every lever in a scenario."""
    return {name: _value(scenario, name) for name in levers()}


def _value(scenario: LoadedScenario, name: str) -> Any:
    section, _, key = name.partition(".")
    return getattr(getattr(scenario.settings, section), key)


def idle_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the levers that have no effect beside these values, each with what it would take."""
    return {name: one.condition for name, one in levers().items() if not one.applies(values)}


def checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes to levers as they came from a page, if each is of a lever.

    Raises
    ------
    ScenarioError
        For a name that is no lever of the page, or a book of rules that does not come with mfsim.
    """
    problems = [_unknown(name) for name in changes if name not in levers()]
    book = changes.get(BOOK)
    if book and book not in shipped_books():
        problems.append(Problem(f"'{str(book)[:60]}' is no book of rules that comes with mfsim", BOOK))
    if problems:
        raise ScenarioError(*problems)
    return {name: value for name, value in changes.items() if not (name == BOOK and not value)}


def _unknown(name: str) -> Problem:
    return Problem("the page has no such lever", name[:100], "", nearest(name, levers()))


def as_given(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return whole numbers as decimal ones where the setting is one: a page does not tell 5 from 5.0."""
    return {
        name: float(value)
        if levers()[name].kind == "float" and isinstance(value, int) and not isinstance(value, bool)
        else value
        for name, value in changes.items()
    }
