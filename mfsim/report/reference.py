"""The tables of docs/odd.md, made from the schema, the catalogue of outcomes, the columns of results and the calendar.

A generated part of a document stands between two marks, ``<!-- generated: parameters -->`` and ``<!-- end -->``.
``python -m mfsim.report.reference docs/odd.md`` makes them anew; a test says when they are out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from mfsim.engine.month import CALENDAR
from mfsim.errors import MfsimError, in_full, nearest
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.outcomes.surplus import SURPLUS_COLUMNS
from mfsim.outcomes.surplus_summary import SHARES
from mfsim.scenario.schema import Scenario
from mfsim.scenario.settings import Setting, all_settings, sections
from mfsim.world.series import FIRM_COLUMNS, NORM_COLUMNS, PANEL_COLUMNS, SITE_COLUMNS, Column
from mfsim.writing import write_file

END = "<!-- end -->"
_MARK = re.compile(r"^<!-- generated: (.*?) -->$", re.MULTILINE)


def _rows(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write a table in Markdown."""
    for cells in (heads, ["---"] * len(heads), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _default(setting: Setting) -> str:
    if setting.default in (None, "", {}):
        return "none"
    if isinstance(setting.default, bool):
        return str(setting.default).lower()
    return in_full(setting.default) if isinstance(setting.default, int | float) else f'"{setting.default}"'


def _range(setting: Setting) -> str:
    if setting.low is None or setting.high is None:
        return setting.expectation.removeprefix("one of ")
    return f"{in_full(setting.low)} to {in_full(setting.high)}"


def _plausible(setting: Setting) -> str:
    return "-" if setting.plausible is None else " to ".join(in_full(one) for one in setting.plausible)


def _meaning(setting: Setting) -> str:
    return f"{setting.meaning} Only when `{setting.condition}`." if setting.when else setting.meaning


def _parameter(setting: Setting) -> tuple[str, ...]:
    return (
        f"`{setting.name}`", _meaning(setting), setting.unit, _default(setting), _range(setting), _plausible(setting),
        setting.confidence, setting.source,
    )  # fmt: skip


def parameters() -> Iterator[str]:
    """Yield a table of settings for each part of a scenario."""
    heads = ("name", "meaning", "unit", "default", "range", "plausible range", "confidence", "source")
    for section in sections():
        settings = [one for one in all_settings().values() if one.name.partition(".")[0] == section]
        part = Scenario.model_fields[section].annotation
        meaning = part.__doc__ if settings[0].name != section and part is not None else settings[0].meaning
        yield f"**{section}**: {meaning}\n"
        yield from _rows(heads, map(_parameter, settings))
        if section != sections()[-1]:
            yield ""


def outcomes() -> Iterator[str]:
    """Yield the table of outcomes."""
    heads = ("name", "unit", "group", "definition", "how months become one number")
    yield from _rows(heads, ((f"`{one.name}`", one.unit, one.group, one.definition, one.summary) for one in OUTCOMES))


def surplus() -> Iterator[str]:
    """Yield the table of what sums up the surplus of being together."""
    yield from _rows(("name", "unit", "definition"), ((f"`{one.name}`", one.unit, one.definition) for one in SHARES))


def _columns(columns: tuple[Column, ...]) -> Callable[[], Iterator[str]]:
    """Return the part that lists the columns of a table of results."""
    return lambda: _rows(("column", "unit", "definition"), ((f"`{one.name}`", *one[1:]) for one in columns))


def _rule(process: Any) -> str:
    """Return the rule of a process in one sentence: the first line of its module."""
    text = sys.modules[process.__module__].__doc__ or ""
    return text.partition("\n")[0].partition(": ")[2]


def calendar() -> Iterator[str]:
    """Yield the table of processes in the order of the month."""
    rows = ((str(place), f"`{name}`", _rule(rule)) for place, (name, rule) in enumerate(CALENDAR.items(), 1))
    yield from _rows(("order", "process", "rule"), rows)


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "parameters": parameters,
    "outcomes": outcomes,
    "calendar": calendar,
    "site series": _columns(SITE_COLUMNS),
    "firm rows": _columns(FIRM_COLUMNS),
    "norm rows": _columns(NORM_COLUMNS),
    "panel": _columns(PANEL_COLUMNS),
    "surplus": surplus,
    "surplus rows": _columns(SURPLUS_COLUMNS),
}
"""What can be generated, by the name in the mark."""


def filled(text: str) -> str:
    """Return a document with every generated part made anew.

    Parameters
    ----------
    text : str
        A document in Markdown with marks.

    Returns
    -------
    str
        The same document; what stood between the marks is replaced.

    Raises
    ------
    MfsimError
        If a mark names no part, or is not closed before the next one.
    """
    pieces, place = [], 0
    for mark in _MARK.finditer(text):
        line = text.count("\n", 0, mark.start()) + 1
        if mark[1] not in PARTS:
            near = nearest(mark[1], PARTS)
            hint = f"did you mean '{near}'?" if near else f"expected one of {', '.join(PARTS)}"
            raise MfsimError(f"line {line}: there is no part '{mark[1]}'; {hint}")
        end = text.find(f"\n{END}", mark.end())
        following = _MARK.search(text, mark.end())
        if end < 0 or (following is not None and following.start() < end):
            raise MfsimError(f"line {line}: the generated part '{mark[1]}' has no end; expected a line {END}")
        pieces += [text[place : mark.end()], "\n", "\n".join(PARTS[mark[1]]())]
        place = end
    return "".join([*pieces, text[place:]])


def main(arguments: Sequence[str]) -> int:
    """Make the generated parts of some documents anew; return the exit code."""
    if not arguments:
        print("name the documents whose tables are to be made: docs/odd.md", file=sys.stderr)
        return 2
    try:
        for name in arguments:
            write_file(Path(name), filled(Path(name).read_text(encoding="utf-8")))
    except (MfsimError, OSError, UnicodeDecodeError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
