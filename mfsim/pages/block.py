"""A part of a page: a heading with text, a table or a picture."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from mfsim.report.page import MINUS, UNKNOWN

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Block:
    """A part of a page.

    Attributes
    ----------
    heading : str
        Its question or name; empty for a part that goes on.
    text : tuple of str
        Paragraphs before what is shown.
    rows : sequence of mappings
        A table, a column for each name; the first is text.
    picture : Markup, optional
        A figure.
    note : str
        What explains the table or figure.
    """

    heading: str
    text: tuple[str, ...] = ()
    rows: Sequence[Row] = field(default_factory=tuple)
    picture: Markup | None = None
    note: str = ""

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self.rows[0]) if self.rows else []

    @property
    def cells(self) -> list[list[str]]:
        """Rows as they are shown."""
        return [[cell(value) for value in row.values()] for row in self.rows]


def cell(value: Any) -> str:
    """Return a value as it is shown in a table."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return UNKNOWN
    if isinstance(value, float):
        return (f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}").replace("-", MINUS)
    return f"{value:,}" if isinstance(value, int) else str(value)


def stored_picture(path: Path, told: str) -> Markup:
    """Return a stored PNG as an image inside the page."""
    code = base64.b64encode(path.read_bytes()).decode()
    return Markup('<img class="figure" alt="{}" src="data:image/png;base64,{}">').format(told, code)


def pictures(folder: Path, known: Mapping[str, str]) -> list[Block]:
    """Return a block for each PNG of a folder: those that are known first, with what they show."""
    there = {path.stem: path for path in sorted(folder.glob("*.png"))}
    names = [*(name for name in known if name in there), *(name for name in there if name not in known)]
    told = {name: known.get(name, name.replace("_", " ")) for name in names}
    return [Block(told[name], picture=stored_picture(there[name], told[name])) for name in names]
