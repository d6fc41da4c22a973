"""What a scenario file says, before it is judged: values by dotted name, and where each was written."""

from __future__ import annotations

import numbers
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import toml_rs

from mfsim.errors import Problem, ScenarioError, shown
from mfsim.scenario.text import read_text

TABLE_SETTINGS = ("members.trades", "sources")
DEEPEST_NESTING = 200


@dataclass(frozen=True)
class Written:
    """Where a value was written: file, line and the folder that its relative paths start from."""

    file: str | None = None
    line: int | None = None
    folder: Path = Path()


@dataclass(frozen=True)
class Document:
    """Values of settings by dotted name, as given and not yet checked.

    Attributes
    ----------
    values
        ``{"demand.rivalry": 0.3, "members.trades": {...}, ...}``; unknown names included.
    written
        Where each name, or a part of it, was written.
    sources
        Where values come from, by the name of the setting.
    """

    values: Mapping[str, Any]
    written: Mapping[str, Written] = field(default_factory=dict)
    sources: Mapping[str, Any] = field(default_factory=dict)

    def problem(self, name: str, problem: str, expectation: str = "", suggestion: str | None = None) -> Problem:
        """Return what is wrong with a named value, with the place where it was written."""
        place = self.written_at(name)
        return Problem(problem, name, expectation, suggestion, place.file, place.line)

    def written_at(self, name: str) -> Written:
        """Return where a value was written, or the nearest table around it."""
        while name and name not in self.written:
            name = name.rpartition(".")[0]
        return self.written.get(name, Written())

    def over(self, below: Document) -> Document:
        """Return the document that this one makes when it extends another.

        Each value given here replaces the one below, and with it the source of that one. A members file also
        replaces the number of units and the occupation below, which belong to other members.
        """
        replaced = set(self.values)
        if "members.file" in replaced:
            replaced |= {"place.units", "members.occupied_at_start"}
        kept = {name: value for name, value in below.values.items() if name not in replaced}
        sources = {name: text for name, text in below.sources.items() if name not in replaced}
        written = {name: place for name, place in below.written.items() if not _is_part(name, replaced)}
        return Document({**kept, **self.values}, {**written, **self.written}, {**sources, **self.sources})

    def changed(self, settings: Mapping[str, object]) -> Document:
        """Return the document with some values set by dotted name, and the change noted as their source."""
        above = from_mapping(settings)
        notes = {name: "assumed: set for this run" for name in above.values if name not in above.sources}
        return replace(above, sources={**notes, **above.sources}).over(self)

    def without(self, names: Collection[str]) -> Document:
        """Return the document without these values and their sources."""
        kept = {name: value for name, value in self.values.items() if name not in names}
        sources = {name: text for name, text in self.sources.items() if name not in names}
        return replace(self, values=kept, sources=sources)


def read_document(path: Path, shown_as: str) -> tuple[Document, Any]:
    """Return what a TOML file says and what it extends (None if nothing).

    Raises
    ------
    ScenarioError
        If the file cannot be read or is not TOML, with the line.
    """
    text = read_text(path, "scenario file")
    if _nesting(text) > DEEPEST_NESTING:
        raise ScenarioError(Problem("tables nested too deeply", "", "a scenario file", None, shown_as))
    try:
        parsed = toml_rs.load_with_metadata(text)
    except toml_rs.TOMLDecodeError as error:
        reason = " ".join(error.msg.split("\n")[-1].split()) or "not TOML"
        raise ScenarioError(Problem(f"not valid TOML: {reason}", "", "", None, shown_as, error.lineno)) from None
    tree = parsed.value
    extends = tree.pop("extends", None)
    lines = dict(_lines(parsed.meta["nodes"], {**tree, "extends": extends}, ""))
    lines.update(_headers(text))
    written = {name: Written(shown_as, line, path.parent) for name, line in lines.items()}
    document = from_mapping(tree)
    whole_file = {name: Written(shown_as, None, path.parent) for name in ("", *document.written)}
    return replace(document, written={**whole_file, **written}), extends


def from_mapping(tree: Mapping[Any, Any]) -> Document:
    """Return the document that nested tables, or dotted names, make.

    Raises
    ------
    ScenarioError
        If a name is not text.
    """
    values = dict(_settings(tree, ""))
    leaves: dict[str, Any] = {}
    if isinstance(values.get("sources"), Mapping):
        leaves = dict(_leaves(values.pop("sources"), ""))
    names = (*values, *(f"sources.{name}" for name in leaves))
    return Document(values, dict.fromkeys(names, Written()), leaves)


def _is_part(name: str, of: set[str]) -> bool:
    return name in of or name.rpartition(".")[0] in of


def _settings(tree: Mapping[Any, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if not isinstance(key, str):
            raise ScenarioError(Problem(f"{shown(key)} is not a name", prefix.rstrip("."), "text"))
        name = prefix + key
        if isinstance(value, Mapping) and name.count(".") == 0 and name not in TABLE_SETTINGS and value:
            yield from _settings(value, name + ".")
        else:
            yield name, _plain(value)


def _leaves(tree: Mapping[Any, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _plain(value: Any) -> Any:
    """Return numbers of other libraries as Python's own, which the schema asks for."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    return float(value) if isinstance(value, numbers.Real) else value


def _lines(nodes: Mapping[str, Any], tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, int]]:
    """Yield the line of every key; a node with raw text is a key, any other is a table of nodes."""
    for key, value in tree.items():
        node = nodes.get(key)
        if not isinstance(node, Mapping):
            continue
        is_key = isinstance(node.get("value_raw"), str)
        if is_key:
            yield prefix + key, int(node["key_line"])
        inner = node.get("value") if is_key else node
        if isinstance(value, Mapping) and isinstance(inner, Mapping):
            yield from _lines(inner, value, f"{prefix}{key}.")


def _headers(text: str) -> Iterator[tuple[str, int]]:
    """Yield the lines of table headers, which the parser does not keep."""
    for number, line in enumerate(text.split("\n"), start=1):
        found = re.match(r"\s*\[\s*([\w-]+(?:\.[\w-]+)*)\s*\]", line)
        if found:
            yield found[1], number


def _nesting(text: str) -> int:
    """Return a bound on how deeply tables nest: the parser recurses, and would exhaust the stack."""
    deepest = max(line.count(".") for line in text.split("\n"))
    depth = 0
    for one in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if one in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest
