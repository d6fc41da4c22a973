"""The interview as a form: 37 questions, of which those that the model has something for become a members file.

One row of a CSV file is one firm, one column a question. What is not answered is drawn by the model: it stays assumed.

Source: the order and the numbers of the questions are those of the interviews at MAGE and elsewhere (book 1.2; numbered 1 to
37 where the article about the book lists them). The wording is our own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from mfsim.errors import MOST_PROBLEMS, Problem, ScenarioError, shown
from mfsim.scenario.members import LONGEST_NAME, MOST_MEMBERS, shares_of
from mfsim.scenario.tables import Cell, Row, read_table
from mfsim.scenario.trades import PRESETS, Words

FACTS = ("name", "trade", "area_m2", "age_years", "rate_eur_per_hour")
"""Columns before the questions: what everybody knows of a firm."""
REQUIRED = ("name", "trade")
DECISION = "governance.decision"
DECISIONS = ("assembly", "founders", "manager", "cells", "none")
CARE = {"price": 0.3, "place": 0.45, "people": 0.6}
"""Care at the start by what brought a member: the ends and the middle of the plausible range of `community.initial_care`."""


@dataclass(frozen=True)
class Question:
    """A question: its number in the interview, its column, how it is answered, and the members' column that it sets.

    `sets` is empty where the answer is a note that the model has nothing for.
    """

    number: int
    column: str
    text: str
    answer: str
    sets: str


@dataclass(frozen=True)
class Answers:
    """What one firm answered, as cells of a members file, and what the body that runs the place does, if it said so.

    Attributes
    ----------
    line
        Line in the form.
    cells
        By column of the members file, checked; an answer that was not given is not there.
    decision
        Who decides; empty if not answered.
    notes
        Answers in words, which the model has nothing for.
    """

    line: int
    cells: dict[str, str]
    decision: str
    notes: int


@cache
def questions() -> tuple[Question, ...]:
    """Return the questions of the interview in their order."""
    columns = ("number", "column", "question", "answer", "sets")
    return tuple(
        Question(
            int(row["number"].number(1, 99, "", whole=True)),
            *(row[name].text for name in columns[1:]),
        )
        for row in read_table(PRESETS / "interview.csv", "table of questions", columns)
    )


def read_answers(path: Path, words: Words) -> list[Answers]:
    """Return the answers in a form, a firm each, in its order.

    Raises
    ------
    ScenarioError
        With every problem in the file: file, line, column, what was expected and the nearest valid name.
    """
    asked = [question.column for question in questions()]
    rows = read_table(path, "form", REQUIRED, (*FACTS[len(REQUIRED) :], *asked))
    if not rows:
        raise ScenarioError(Problem("no answers", "", "a row for each member", None, str(path)))
    if len(rows) > MOST_MEMBERS:
        raise ScenarioError(Problem(f"{len(rows):,} members", "", f"at most {MOST_MEMBERS:,}", None, str(path)))
    names = [row["name"].text for row in rows]
    problems: list[Problem] = []
    answers = []
    for row in rows:
        answers.append(_read_row(row, words, names, problems))
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise ScenarioError(*problems)
    return answers


def decision_of(answers: Sequence[Answers]) -> str:
    """Return who decides according to most of those who answered; empty if nobody did, or two things were said as often."""
    said = Counter(one.decision for one in answers if one.decision).most_common(2)
    return said[0][0] if said and (len(said) == 1 or said[0][1] > said[1][1]) else ""


def _read_row(row: Row, words: Words, names: Sequence[str], problems: list[Problem]) -> Answers:
    """Read a row as far as possible, so that all its problems are found at once."""
    cells: dict[str, str] = {}
    decision, notes = "", 0
    readers = _readers(words, [name for name in names if name != row["name"].text])
    for column, cell in row.cells.items():
        question = next((one for one in questions() if one.column == column), None)
        sets = column if question is None else question.sets
        if not cell.text and column not in REQUIRED:
            continue
        if not sets:
            notes += 1
            continue
        try:
            value = _name(cell, names) if column == "name" else readers[sets](cell)
        except ScenarioError as error:
            problems += error.problems
            continue
        if sets == DECISION:
            decision = value
        else:
            cells[sets] = f"{cells[sets]} | {value}" if sets in cells else value
    return Answers(row.line, cells, decision, notes)


def _readers(words: Words, others: Sequence[str]) -> dict[str, Callable[[Cell], str]]:
    """How the answer that sets a column is read."""
    fields = partial(_names, names=words.fields, what="a field of skill")
    members = partial(_names, names=others, what="another member")
    return {
        "trade": lambda cell: cell.one_of(words.trades, "a known trade"),
        "area_m2": partial(_number, low=0.1, high=1e6, unit="m²"),
        "age_years": partial(_number, low=0, high=500, unit="years"),
        "rate_eur_per_hour": partial(_number, low=0.01, high=1e6, unit="EUR/h"),
        "customers": partial(_customers, segments=words.segments),
        "outside_income_eur_month": partial(_number, low=0, high=1e6, unit="EUR/month"),
        "people": partial(_number, low=1, high=1_000, unit="people", whole=True),
        "hours_per_month": partial(_number, low=1, high=700, unit="h"),
        "background": lambda cell: cell.one_of(words.fields, "a field of skill"),
        "cash_eur": partial(_number, low=0, high=1e9, unit="EUR"),
        "income_weight": partial(_number, low=0, high=100, unit="points", of=100.0),
        "people_in_a_year": partial(_number, low=1, high=1_000, unit="people"),
        "people_in_five_years": partial(_number, low=1, high=1_000, unit="people"),
        "buys_near": partial(_number, low=0, high=100, unit="EUR of a hundred", of=100.0),
        "skill": partial(_number, low=0, high=10, unit="points", of=10.0),
        "satisfaction": partial(_number, low=0, high=10, unit="points", of=10.0),
        "generosity": partial(_number, low=0, high=10, unit="requests", of=10.0),
        "learnt": fields,
        "knows": members,
        "works_with": members,
        "care": lambda cell: f"{CARE[cell.one_of(CARE, 'what brought you here')]:g}",
        DECISION: lambda cell: cell.one_of(DECISIONS, "who decides"),
    }


def _number(cell: Cell, low: float, high: float, unit: str, whole: bool = False, of: float = 1.0) -> str:
    return f"{cell.number(low, high, unit, whole) / of:.12g}"


def _names(cell: Cell, names: Sequence[str], what: str) -> str:
    return " | ".join(part.one_of(names, what) for part in cell.parts())


def _customers(cell: Cell, segments: Sequence[str]) -> str:
    shares = shares_of(cell, segments)
    return " | ".join(f"{name} {share:.6g}" for name, share in zip(segments, shares, strict=True) if share > 0.0)


def _name(cell: Cell, names: Sequence[str]) -> str:
    if not cell.text or len(cell.text) > LONGEST_NAME:
        raise ScenarioError(cell.problem("too long" if cell.text else "missing", f"1 to {LONGEST_NAME} characters"))
    if "|" in cell.text:
        raise ScenarioError(cell.problem("has a bar in it", "a name without |, which stands between names"))
    if names.count(cell.text) > 1:
        raise ScenarioError(cell.problem(f"{shown(cell.text)} comes twice", "a name of its own for each member"))
    return cell.text
