"""One scenario with some settings changed, again and again: what a change does not touch is not checked again.

Of a scenario that is checked, a section (``[demand]``) without a change stays as it is, and a setting has an effect as
before if neither it nor those it depends on have changed. Files are read once. Whatever is not found to be right is made
in full, which says what is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from mfsim.errors import MfsimError
from mfsim.scenario.checking import check_together
from mfsim.scenario.document import Document
from mfsim.scenario.load import NAMING_FILES, Files, LoadedScenario, Named, Reader
from mfsim.scenario.members import Member
from mfsim.scenario.schema import Scenario
from mfsim.scenario.settings import all_settings, sections
from mfsim.scenario.trades import Words

NOTHING = object()


class Variants:
    """Variants of a scenario, each as `LoadedScenario.with_settings` makes it.

    Where its values are written and come from is not kept.

    Parameters
    ----------
    scenario : LoadedScenario
        What settings are changed of.
    """

    def __init__(self, scenario: LoadedScenario) -> None:
        self._scenario = scenario
        document = scenario.document
        written = {name: document.written_at(name) for name in NAMING_FILES}
        self._document = Document(document.values, written)
        self._reader = _Changes(scenario, self._document)

    def at(self, settings: Mapping[str, Any]) -> LoadedScenario:
        """Return the scenario with some settings changed, by dotted name.

        Raises
        ------
        ScenarioError
            If a name is unknown or a value not allowed: the same as from `LoadedScenario.with_settings`.
        """
        if not settings:
            return self._scenario
        if all("." in name and name in all_settings() for name in settings):
            try:
                return self._reader.scenario(self._scenario.name, self._scenario.path, self._document.changed(settings))
            except (MfsimError, ValidationError):
                pass  # made in full, it says where and what was expected
        return self._scenario.with_settings(settings)


class _Changes(Reader):
    """Makes scenarios of documents that are those of a known scenario but for some values."""

    def __init__(self, scenario: LoadedScenario, document: Document) -> None:
        super().__init__(scenario)
        self._final = scenario.settings
        self._given = document.values
        self._checked = super().settings(document)
        self._files: dict[Files, Named] = {}

    def settings(self, document: Document) -> Scenario:
        """Check the sections in which there is another value, or another value's absence."""
        given, known = document.values, self._given
        names = [name for name in given if given[name] is not known.get(name, NOTHING)]
        touched = {name.partition(".")[0] for name in (*names, *(name for name in known if name not in given))}
        trees: dict[str, dict[str, Any]] = {section: {} for section in touched}
        for name, value in given.items():
            section, _, key = name.partition(".")
            if section in trees and key:
                trees[section][key] = value
        update = {section: type(getattr(self._checked, section)).model_validate(tree) for section, tree in trees.items()}
        return self._checked.model_copy(update=update)

    def named(self, document: Document, files: Files) -> Named:
        """Read files once."""
        if files not in self._files:
            self._files[files] = super().named(document, files)
        return self._files[files]

    def check(self, document: Document, settings: Scenario, members: tuple[Member, ...] | None, words: Words) -> None:
        """Search for settings without effect among those that have changed, or depend on one that has."""
        check_together(document, settings, members, words, _concerned(_changed(self._final, settings)))


def _changed(before: Scenario, now: Scenario) -> set[str]:
    """Return the names of settings that have another value."""
    found = set()
    for section in sections():
        old, new = getattr(before, section), getattr(now, section)
        if new is not old and section != "sources":
            values = old.__dict__
            found |= {f"{section}.{key}" for key, value in new.__dict__.items() if value is not values[key]}
    return found


def _concerned(names: Collection[str]) -> set[str]:
    """Return these settings and those that have an effect, or none, by the values of these."""
    return {one for name in names for one in (name, *_dependents().get(name, ()))}


@cache
def _dependents() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for setting in all_settings().values():
        for other, _ in setting.when:
            found.setdefault(other, []).append(setting.name)
    return found
