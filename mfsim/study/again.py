"""Run a sample of stored results again and say whether they are the same, bit for bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from mfsim.errors import MfsimError

MOST_SHOWN = 10
SAMPLE = 20
"""Runs that are run again if nothing else is asked for."""
Rows = int | Sequence[int] | None


@dataclass(frozen=True)
class Difference:
    """A number that is not the same.

    Attributes
    ----------
    where : str
        Which run.
    name : str
        Which column.
    stored, now : object
        What is stored, and what was found now.
    """

    where: str
    name: str
    stored: Any
    now: Any

    def __str__(self) -> str:
        return f"{self.where}: {self.name}: {self.stored!r} stored, {self.now!r} now"


@dataclass(frozen=True)
class Reproduction:
    """What came of running results again.

    Attributes
    ----------
    what : str
        What was run again.
    numbers : int
        How many numbers were compared.
    differences : tuple of Difference
        Those that are not the same.
    changes : tuple of str
        What is not as it was when they were made: versions, rules, machine, files.
    """

    what: str
    numbers: int
    differences: tuple[Difference, ...]
    changes: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether every number is the same, bit for bit."""
        return not self.differences

    def __str__(self) -> str:
        verdict = "the same, bit for bit" if self.equal else f"{len(self.differences):,} not the same"
        lines = [f"{self.what}: {self.numbers:,} numbers compared, {verdict}"]
        lines += [f"  {one}" for one in self.differences[:MOST_SHOWN]]
        if len(self.differences) > MOST_SHOWN:
            lines.append(f"  and {len(self.differences) - MOST_SHOWN:,} more")
        if self.changes:
            lines.append("what is not as it was then:")
            lines += [f"  {one}" for one in self.changes]
        elif not self.equal:
            lines.append("versions, rules and machine are as they were then: the stored results were changed, or were not")
            lines.append("made by what their manifest says")
        return "\n".join(lines)


def chosen(rows: Rows, total: int, seed: int) -> list[int]:
    """Return which of so many to run again: those that are named, or a random sample of so many.

    Raises
    ------
    MfsimError
        If there is none of a number.
    """
    if total == 0:
        raise MfsimError("reproduce: nothing is stored yet")
    if rows is None or isinstance(rows, int):
        count = SAMPLE if rows is None else rows
        if count < 1:
            raise MfsimError(f"rows: expected at least one, not {count}")
        return sorted(np.random.default_rng(seed).choice(total, min(count, total), replace=False).tolist())
    for row in rows:
        if not 0 <= row < total:
            raise MfsimError(f"rows: there is no row {row}; expected 0 to {total - 1:,}")
    return sorted(set(rows))


def differences(stored: pa.Table, now: pa.Table, keys: Sequence[str]) -> tuple[int, list[Difference]]:
    """Compare two tables cell by cell.

    Parameters
    ----------
    keys : sequence of str
        Columns that say which row it is.

    Returns
    -------
    how many numbers were compared, and those that differ
    """
    if stored.num_rows != now.num_rows:
        return 1, [Difference("all of them", "rows", stored.num_rows, now.num_rows)]
    found = []
    for name in stored.column_names:
        if name not in now.column_names:
            found.append(Difference("all of them", name, "a column", "none"))
            continue
        before, after = stored[name].to_pylist(), now[name].to_pylist()
        for row in range(stored.num_rows):
            if not _same(before[row], after[row]):
                where = ", ".join(f"{key} {stored[key][row].as_py()}" for key in keys)
                found.append(Difference(where, name, before[row], after[row]))
    return stored.num_rows * stored.num_columns, found


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same to the last bit; what is undefined is the same as what is undefined."""
    if isinstance(one, float) and isinstance(other, float):
        return one.hex() == other.hex()
    return bool(one == other) and type(one) is type(other)
