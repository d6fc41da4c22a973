"""A mix as a members file, which can be edited and given to the next command."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from typing import Any

from mfsim.scenario.members import OPTIONAL, REQUIRED, Member
from mfsim.scenario.trades import Words


def members_text(members: Sequence[Member], words: Words) -> str:
    """Return members as CSV, with the columns that any of them has."""
    rows = [{name: _cell(one, name, words) for name in (*REQUIRED, *OPTIONAL)} for one in members]
    columns = [name for name in (*REQUIRED, *OPTIONAL) if name in REQUIRED or any(row[name] for row in rows)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row[name] for name in columns] for row in rows)
    return text.getvalue()


def _cell(member: Member, column: str, words: Words) -> str:
    value: Any = getattr(member, column)
    if column in ("trade", "background", "site"):
        return _numbered(column, value, words)
    if column == "customers":
        return " | ".join(f"{name} {share:.6g}" for name, share in zip(words.segments, value, strict=False) if share > 0.0)
    if isinstance(value, tuple):
        return " | ".join(words.fields[one] if column == "learnt" else one for one in value)
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.10g}"
    return str(value)


def _numbered(column: str, value: int, words: Words) -> str:
    """Return what a number stands for."""
    if column == "trade":
        return tuple(words.trades)[value]
    if column == "background":
        return "" if value < 0 else words.fields[value]
    return "" if value == 0 else str(value)
