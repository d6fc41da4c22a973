"""Levels of a factor that are written elsewhere: whole scenarios, or the rows of a table such as an ensemble of fits."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mfsim.errors import MfsimError, nearest, shown
from mfsim.scenario.load import load
from mfsim.scenario.settings import Setting, all_settings
from mfsim.scenario.shipped import scenario_path
from mfsim.scenario.text import read_text
from mfsim.study.factors import Level

Wrong = tuple[str, str, str | None]
"""What is wrong, what was expected, and the nearest valid name."""
NUMBER = "point"
"""Column of a table that names its rows; they are numbered without it."""


def of_scenarios(names: Any, folder: Path) -> list[Level] | Wrong:
    """Return a level for each scenario: what it sets to anything but the default."""
    if not isinstance(names, list) or not names or not all(isinstance(one, str) for one in names):
        return f"{shown(names)} is not allowed", "a list of scenarios", None
    levels = []
    for name in names:
        try:
            document = load(scenario_path(name, folder)).document
        except MfsimError as error:
            return str(error), "", None
        values = {key: one for key, one in document.values.items() if key in all_settings() and not key.startswith("about.")}
        files = [key for key in ("members.file", "members.vocabulary") if values.get(key) is not None]
        if files:
            return f"{shown(name)} has a file of its own ({files[0]})", "scenarios with generated members", None
        levels.append(Level(name, {key: one for key, one in values.items() if one != all_settings()[key].default}))
    return levels


def of_table(name: Any, folder: Path) -> list[Level] | Wrong:
    """Return a level for each row of a CSV table whose columns with a dot are settings; other columns are notes."""
    if not isinstance(name, str):
        return f"{shown(name)} is not allowed", "the name of a CSV file, in quotes", None
    try:
        text = read_text(folder / name, "table of levels")
    except MfsimError as error:
        return str(error), "", None
    rows = csv.DictReader(line for line in io.StringIO(text) if line.strip() and not line.startswith("#"))
    columns = [column for column in rows.fieldnames or () if "." in column]
    if not columns:
        return f"{name} has no setting", "a column for each setting, such as demand.rivalry", None
    for column in columns:
        if column not in all_settings():
            return f"{name}: there is no setting {shown(column)}", "", nearest(column, all_settings())
    levels = []
    for number, row in enumerate(rows):
        values = {column: _value(all_settings()[column], row[column]) for column in columns}
        levels.append(Level(row.get(NUMBER) or str(number), values))
    return levels or (f"{name} has no rows", "a row for each level", None)


def _value(setting: Setting, text: str | None) -> Any:
    """Return what a cell means for a setting; its text where it means nothing, which is refused later."""
    words: dict[str, Any] = {"true": True, "false": False}
    try:
        if setting.kind == "bool":
            return words.get((text or "").lower(), text)
        return {"int": int, "float": float}.get(setting.kind, str)(text or "")
    except ValueError:
        return text


READERS: dict[str, Callable[[Any, Path], list[Level] | Wrong]] = {"scenarios": of_scenarios, "table": of_table}
"""Words under which an experiment file names such levels."""
