"""Errors that a user can cause, each saying where, what, what was expected and what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_SHOWN = 60
MOST_PROBLEMS = 25


class MfsimError(Exception):
    """An error whose message is written for the user; the command line shows it without a traceback."""


class NotReproducedError(MfsimError):
    """Results that were run again are not what is stored; the command line ends with code 1."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in what a user wrote.

    Parameters
    ----------
    problem
        What is wrong.
    field
        The setting or the column; empty when the whole file is meant.
    expectation
        What would have been right; empty when the problem says it.
    suggestion
        The nearest valid name, if there is one near.
    file
        The file as the user named it; None for values given in Python or on the command line.
    line
        The line in that file, from 1.
    """

    problem: str
    field: str = ""
    expectation: str = ""
    suggestion: str | None = None
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = "" if self.file is None else self.file if self.line is None else f"{self.file}:{self.line}"
        text = ": ".join(part for part in (place, self.field, self.problem) if part)
        if self.expectation:
            text += f"; expected {self.expectation}"
        return text if self.suggestion is None else f"{text}; did you mean '{self.suggestion}'?"


class ScenarioError(MfsimError):
    """A scenario, a members file, a vocabulary or a setting cannot be used; lists every problem found.

    Parameters
    ----------
    problems
        What is wrong, at least one; ``str(error)`` has a line for each, up to 25.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        more = len(self.problems) - MOST_PROBLEMS
        lines = [str(problem) for problem in self.problems[:MOST_PROBLEMS]]
        return "\n".join(lines if more <= 0 else [*lines, f"and {more} more"])


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of the names that is most like a misspelt one, or None when none is near.

    A dotted name is also found by its last part, whatever section it was looked for in.
    """
    known = {one.lower(): one for one in names}
    last_parts = {one.rpartition(".")[2]: one for one in known}
    wanted = name.strip().lower()[:LONGEST_SHOWN]
    if wanted.rpartition(".")[2] in last_parts:
        return known[last_parts[wanted.rpartition(".")[2]]]
    for candidates, text in ((known, wanted), (last_parts, wanted.rpartition(".")[2])):
        found = difflib.get_close_matches(text, candidates, n=1, cutoff=0.6)
        if found:
            return known.get(found[0]) or known[last_parts[found[0]]]
    return None


def in_full(number: float | None) -> str:
    """Return a number as it is read: thousands separated, without a needless exponent or zeros."""
    if number is None:
        return "any"
    if not -1e15 < number < 1e15:
        return shown(number)
    return f"{number:,.0f}" if number == int(number) else f"{number:,.6g}"


def shown(value: object) -> str:
    """Return a value as it is shown in a message: short, on one line, without control characters."""
    try:
        text = repr(value)
    except ValueError:  # Python refuses to write out integers of thousands of digits
        text = "a number of thousands of digits"
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
