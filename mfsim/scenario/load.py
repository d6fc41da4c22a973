"""Loading a scenario, from a file, by the name of a shipped one or from Python, with all that it names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mfsim.errors import ScenarioError, nearest, shown
from mfsim.scenario.checking import check_together, check_trades, settings_of
from mfsim.scenario.document import Document, from_mapping, read_document
from mfsim.scenario.members import Member, by_site, load_members
from mfsim.scenario.principles import Principles
from mfsim.scenario.resolving import resolved
from mfsim.scenario.rules import load_book
from mfsim.scenario.schema import Scenario
from mfsim.scenario.shipped import BOOKS, scenario_path, shipped_books, shipped_folder
from mfsim.scenario.trades import Words, load_words

if TYPE_CHECKING:
    from mfsim.scenario.vocabulary import Vocabulary

LONGEST_CHAIN = 10
NAMING_FILES = ("members.file", "members.vocabulary", "norms.book")
"""Settings that name files, in the order of `LoadedScenario.files`."""
Files = tuple[Path | None, Path | None, Path | None]
"""The members file, the table of trades and the book of rules; None for each that is not there."""
Named = tuple[Words, tuple[Member, ...], tuple[int, ...]]
"""What is in them."""


@dataclass(frozen=True, eq=False)
class LoadedScenario:
    """A scenario, checked, with the members and the vocabulary it names.

    Attributes
    ----------
    name
        Name of the file without its ending, or "scenario" for one made in Python.
    path
        The file; None for one made in Python.
    settings
        Every setting, with the defaults filled in.
    members
        The members at the start, in the order of the file; empty when the model generates them.
    words
        Trades, fields of skill, customer segments, sectors and kinds of firm.
    book
        Resolution of each kind of case in the book of rules, -1 for none; empty without a book.
    files
        The members file, the table of trades and the book of rules; None for each that is not there.
    document
        What was set, before the defaults.
    """

    name: str
    path: Path | None
    settings: Scenario
    members: tuple[Member, ...]
    words: Words
    book: tuple[int, ...]
    files: Files
    document: Document

    def with_settings(self, settings: Mapping[str, object]) -> LoadedScenario:
        """Return this scenario with some settings changed.

        Parameters
        ----------
        settings
            By dotted name: ``{"demand.rivalry": 0.5}``. Paths are relative to the current folder.

        Raises
        ------
        ScenarioError
            If a name is unknown or a value not allowed.
        """
        return assemble(self.name, self.path, self.document.changed(settings), self)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words as arrays; made when asked for, as checking a scenario needs no numpy."""
        from mfsim.scenario.vocabulary import vocabulary_of

        return vocabulary_of(self.words)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all that a run depends on: titles, sources and places of files do not count."""
        settings = self.settings.model_dump(mode="json", exclude={"about": True, "sources": True})
        settings["members"] = {key: one for key, one in settings["members"].items() if key not in ("file", "vocabulary")}
        settings["norms"] = {key: one for key, one in settings["norms"].items() if key != "book"}
        content = {
            "settings": settings,
            "members": [{**asdict(member), "source": ""} for member in self.members],
            "words": asdict(self.words),
            "book": self.book,
            "order": [list(self.words.trades), list(self.words.kinds), list(self.words.sectors), list(self.words.cases)],
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def load(source: str | Path | Mapping[str, Any], settings: Mapping[str, object] | None = None) -> LoadedScenario:
    """Load a scenario and check all of it.

    Parameters
    ----------
    source
        A TOML file, the name of a shipped scenario (``"mage"``), or nested tables made in Python
        (``{"place": {"units": 12}}``; they may have ``"extends": "mage"``).
    settings
        Values by dotted name that replace those of the source, such as ``{"demand.rivalry": 0.5}``.

    Returns
    -------
    LoadedScenario
        Immutable.

    Raises
    ------
    ScenarioError
        With every problem found: file, line, setting, what was expected, and the nearest valid name.

    Examples
    --------
    >>> load("base", {"place.units": 12}).settings.place.units
    12
    """
    if isinstance(source, Mapping):
        tree = dict(source)
        extends = tree.pop("extends", None)
        name, path, document = "scenario", None, from_mapping(tree)
        if extends is not None:
            document = document.over(_read_chain(_named(extends, Path(), document), ()))
    else:
        path = scenario_path(source)
        name = path.absolute().parent.name if path.stem == "scenario" else path.stem
        document = _read_chain(path, ())
    return assemble(name, path, document if settings is None else document.changed(settings))


def _read_chain(path: Path, above: tuple[Path, ...]) -> Document:
    """Read a file over all that it extends."""
    document, extends = read_document(path, str(path))
    if extends is None:
        return document
    chain = (*above, path.resolve())
    base = _named(extends, path.parent, document)
    if base.resolve() in chain:
        problem = f"the scenarios extend one another in a loop ({' -> '.join(one.name for one in (*chain, base))})"
        raise ScenarioError(document.problem("extends", problem))
    if len(chain) > LONGEST_CHAIN:
        raise ScenarioError(document.problem("extends", "too many files in a row", f"at most {LONGEST_CHAIN}"))
    return document.over(_read_chain(base, chain))


def _named(extends: Any, folder: Path, document: Document) -> Path:
    """Return the file that ``extends`` names."""
    if not isinstance(extends, str):
        expectation = "the name of a shipped scenario or a file in quotes"
        raise ScenarioError(document.problem("extends", f"{shown(extends)} is not allowed", expectation))
    try:
        return scenario_path(extends, folder)
    except ScenarioError as error:
        (one,) = error.problems
        problem = f"{shown(extends)}: {one.problem}"
        raise ScenarioError(document.problem("extends", problem, one.expectation, one.suggestion)) from None


def assemble(name: str, path: Path | None, document: Document, known: LoadedScenario | None = None) -> LoadedScenario:
    """Put a scenario together and check it; files that are already known are not read again.

    Parameters
    ----------
    document
        What was set.
    known
        A scenario whose files may be the same.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    return Reader(known).scenario(name, path, document)


class Reader:
    """What makes a scenario of a document, step by step; `mfsim.scenario.varying` does some of the steps for less.

    Parameters
    ----------
    known : LoadedScenario, optional
        A scenario whose files may be the same.
    """

    def __init__(self, known: LoadedScenario | None = None) -> None:
        self._known = known

    def scenario(self, name: str, path: Path | None, document: Document) -> LoadedScenario:
        """Put a scenario together and check it.

        Raises
        ------
        ScenarioError
            With every problem found.
        """
        settings = self.settings(document)
        files = (
            _file(document, "members.file", settings.members.file),
            _file(document, "members.vocabulary", settings.members.vocabulary),
            _book_file(document, settings.norms.book),
        )
        words, members, book = self.named(document, files)
        given = document
        if settings.principles != Principles() or settings.members.mix == "sectors":
            check_trades(document, settings, words)
            document, members = resolved(document, settings, words, members)
            settings = self.settings(document)
        if members:
            settings = _sized(document, settings, by_site(members))
        self.check(document, settings, None if files[0] is None else members, words)
        return LoadedScenario(name, path, settings, members, words, book, files, given)

    def settings(self, document: Document) -> Scenario:
        """Return the settings that a document gives, checked one by one."""
        return settings_of(document)

    def named(self, document: Document, files: Files) -> Named:
        """Return what the files have that settings name."""
        known = self._known
        if known is not None and files == known.files and known.settings.principles == Principles():
            return known.words, known.members, known.book
        words = load_words(_there(document, "members.vocabulary", files[1]))
        members_file = _there(document, "members.file", files[0])
        members = () if members_file is None else load_members(members_file, words)
        book_file = _there(document, "norms.book", files[2])
        return words, members, () if book_file is None else load_book(book_file, words)

    def check(self, document: Document, settings: Scenario, members: tuple[Member, ...] | None, words: Words) -> None:
        """Refuse what does not fit together."""
        check_together(document, settings, members, words)


def _sized(document: Document, settings: Scenario, sites: tuple[tuple[Member, ...], ...]) -> Scenario:
    """Return the settings with a unit for each member of the largest site, and the sites that members name, if not given."""
    sizes = {"place.units": max(map(len, sites)), "place.sites": max(len(sites), settings.place.sites)}
    update = {name.partition(".")[2]: size for name, size in sizes.items() if name not in document.values}
    return settings.model_copy(update={"place": settings.place.model_copy(update=update)})


def _file(document: Document, setting: str, name: str | None) -> Path | None:
    """Return the file that a setting names, relative to where the setting was written."""
    if name is None:
        return None
    if not name.strip() or "\0" in name:
        raise ScenarioError(document.problem(setting, f"{shown(name)} is no file name", "a CSV file"))
    return document.written_at(setting).folder / name


def _book_file(document: Document, name: str | None) -> Path | None:
    """Return the file of a book of rules: a shipped one by its name, or relative to where the setting was written."""
    if name is not None and name in shipped_books():
        return shipped_folder() / BOOKS / f"{name}.csv"
    return _file(document, "norms.book", name)


def _there(document: Document, setting: str, path: Path | None) -> Path | None:
    """Return the file if it exists; otherwise say where it is named, which the file itself cannot."""
    try:
        if path is None or path.exists():
            return path
        near = nearest(path.name, [other.name for other in path.parent.glob("*.csv")])
    except OSError:
        near = None
    raise ScenarioError(document.problem(setting, f"no such file: {str(path)[:200]}", "", near))
