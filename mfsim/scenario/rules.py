"""A book of rules: for each of some kinds of case, the resolution that is the rule; read from and written to CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from mfsim.errors import Problem, ScenarioError, shown
from mfsim.scenario.tables import read_table
from mfsim.scenario.trades import Words

COLUMNS = ("kind", "resolution")


def load_book(path: Path, words: Words) -> tuple[int, ...]:
    """Return the number of the resolution for each kind of case of the vocabulary, -1 where the book says nothing.

    Parameters
    ----------
    path
        CSV file with the columns ``kind`` and ``resolution``, and at will ``description``.
    words
        The kinds of case and their resolutions.

    Raises
    ------
    ScenarioError
        With every unknown kind or resolution, and every kind that comes twice: file, line, nearest name.
    """
    rows = read_table(path, "book of rules", COLUMNS, ("description",))
    kinds = tuple(words.cases)
    book: dict[str, int] = {}
    problems: list[Problem] = []
    for row in rows:
        try:
            kind = row["kind"].one_of(kinds, "a kind of case")
            resolutions = words.cases[kind].resolutions
            resolution = resolutions.index(row["resolution"].one_of(resolutions, f"a resolution of {shown(kind)}"))
        except ScenarioError as error:
            problems += error.problems
            continue
        if kind in book:
            problems.append(row["kind"].problem(f"{shown(kind)} comes twice", "one rule for each kind of case"))
        book[kind] = resolution
    if not rows:
        problems.append(Problem("no rules", "", "a row for each rule", None, str(path)))
    if problems:
        raise ScenarioError(*problems)
    return tuple(book.get(kind, -1) for kind in kinds)


def book_text(rules: Mapping[str, str], origin: str) -> str:
    """Return a book of rules as the text of a CSV file.

    Parameters
    ----------
    rules
        Name of the resolution for each kind of case.
    origin
        Where the rules come from, for the first line.
    """
    text = io.StringIO()
    text.write(f"# A book of rules: {origin}\n")
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rules.items()])
    return text.getvalue()
