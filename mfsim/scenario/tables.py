"""Tables as spreadsheets write them: CSV with commas, or with semicolons and decimal commas, in their encodings."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mfsim.errors import LONGEST_SHOWN, Problem, ScenarioError, in_full, nearest, shown
from mfsim.scenario.text import read_text

_THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+")
_FULL_EUROPEAN = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+")
_SEPARATOR = re.compile(r"\s*sep=(.)\s*")
"""First line with which some spreadsheets say what stands between cells."""
FEW = 13
YES, NO = ("true", "yes", "1"), ("false", "no", "0")


@dataclass(frozen=True)
class Cell:
    """One value of a table, with what is needed to complain about it."""

    text: str
    file: str
    line: int
    column: str
    decimal_comma: bool

    def problem(self, problem: str, expectation: str = "", suggestion: str | None = None) -> Problem:
        """Return what is wrong with this cell, with its place."""
        return Problem(problem, self.column, expectation, suggestion, self.file, self.line)

    def number(self, low: float, high: float, unit: str, whole: bool = False) -> float:
        """Return the number, NaN for an empty cell.

        Raises
        ------
        ScenarioError
            If it is no number, not finite, or out of range.
        """
        if not self.text:
            return math.nan
        expectation = f"a {'whole ' if whole else ''}number from {in_full(low)} to {in_full(high)} {unit}".rstrip()
        value = _parsed(self.text, self.decimal_comma)
        if value is None:
            hint = " without a separator of thousands" if _THOUSANDS.fullmatch(self.text) else ""
            raise ScenarioError(self.problem(f"{shown(self.text)} cannot be read", expectation + hint))
        if not low <= value <= high or (whole and value != int(value)):
            raise ScenarioError(self.problem(f"{self.text[:LONGEST_SHOWN]} is not allowed", expectation))
        return value

    def one_of(self, names: Iterable[str], what: str) -> str:
        """Return the text if it is one of the names, whatever its case.

        Raises
        ------
        ScenarioError
            If it is none of them, with the nearest.
        """
        known = {name.lower(): name for name in names}
        found = known.get(self.text.lower())
        if found is not None:
            return found
        near = nearest(self.text, known.values())
        if near is not None:
            raise ScenarioError(self.problem(f"{shown(self.text)} is not {what}", suggestion=near))
        names_told = f": {', '.join(known.values())}" if len(known) <= FEW else ""
        raise ScenarioError(self.problem(f"{shown(self.text)} is unknown", what + names_told))

    def parts(self) -> list[Cell]:
        """Return the parts of a list, which stand between bars: ``wood | metal``."""
        return [replace(self, text=part.strip()) for part in self.text.split("|") if part.strip()]

    def yes_or_no(self) -> bool:
        """Return True for true, yes, 1 and False for false, no, 0."""
        return self.one_of((*YES, *NO), "true or false") in YES


@dataclass(frozen=True)
class Row:
    """One line of a table: its number and its cells by column."""

    line: int
    cells: dict[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]


def read_table(path: Path, what: str, required: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """Return the rows of a CSV file; every row has a cell, empty at worst, for each column.

    With commas, or with semicolons or tabs and then decimal commas; UTF-8, UTF-16 with a mark, or else Windows-1252. Lines
    that begin with ``#`` and blank lines are skipped. Columns may come in any order.

    Raises
    ------
    ScenarioError
        If the file cannot be read, or its header or the number of cells in a row is wrong.
    """
    text, file = _without_separator_line(read_text(path, what, of_spreadsheets=True)), str(path)
    records = _records(text, file)
    header_line, header = next(records, (1, []))
    columns = [cell.strip().lower() for cell in header]
    while columns and not columns[-1]:
        columns.pop()
    problems = _header_problems(columns, required, optional, file, header_line)
    if problems:
        raise ScenarioError(*problems)
    decimal_comma = _delimiter(text) != ","
    rows = []
    for line, record in records:
        cells = [cell.strip() for cell in record]
        if any(cells[len(columns) :]):
            expectation = f"{len(columns)} cells (text that holds a separator goes in double quotes)"
            problems.append(Problem(f"{len(cells)} cells in this row", "", expectation, None, file, line))
        given = dict(zip(columns, cells, strict=False))
        rows.append(
            Row(
                line,
                {name: Cell(given.get(name, ""), file, line, name, decimal_comma) for name in (*required, *optional)},
            )
        )
    if problems:
        raise ScenarioError(*problems)
    return rows


def _parsed(text: str, decimal_comma: bool) -> float | None:
    """Return the finite number that a cell can only mean, or None."""
    if "_" in text or ("," in text and not decimal_comma):
        return None
    if decimal_comma and "." in text and _THOUSANDS.fullmatch(text):
        return None
    if decimal_comma and _FULL_EUROPEAN.fullmatch(text):  # 1.700,5 can mean one number only, 1.700 could mean two
        text = text.replace(".", "")
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _without_separator_line(text: str) -> str:
    """Blank out a first line such as ``sep=;``: the header says the same, and lines keep their numbers."""
    first, _, rest = text.partition("\n")
    return f"\n{rest}" if _SEPARATOR.fullmatch(first) else text


def _delimiter(text: str) -> str:
    lines = (line.lstrip(' "') for line in text.split("\n"))
    header = next((line for line in lines if line and not line.startswith("#")), "")
    return max(",;\t", key=header.count)


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
    start = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record) and not record[0].lstrip().startswith("#"):
                yield start, record
            start = reader.line_num + 1
    except csv.Error as error:
        raise ScenarioError(Problem(f"this row cannot be read: {error}", "", "CSV", None, file, start)) from None


def _header_problems(
    columns: list[str], required: Sequence[str], optional: Sequence[str], file: str, line: int
) -> list[Problem]:
    known = (*required, *optional)
    expectation = f"the columns {', '.join(known)}"
    problems = [
        Problem(f"unknown column {shown(name)}", "", "" if near else expectation, near, file, line)
        for name in columns
        if name not in known
        for near in [nearest(name, [one for one in known if one not in columns])]
    ]
    problems += [
        Problem(f"column {shown(name)} comes twice", file=file, line=line)
        for name in sorted(set(columns))
        if columns.count(name) > 1 and name in known
    ]
    missing = [name for name in required if name not in columns]
    if missing:
        problems.append(Problem(f"missing column {', '.join(missing)}", "", expectation, None, file, line))
    return problems
