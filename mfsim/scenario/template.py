"""The folder that ``mfsim new`` makes: a commented scenario and a members file, which run as they are."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from mfsim.errors import Problem, ScenarioError, in_full
from mfsim.scenario.json_schema import scenario_json_schema
from mfsim.scenario.settings import Setting, all_settings

HEAD = """#:schema ./mfsim.schema.json
# A scenario of mfsim. `mfsim validate` checks this file and the members file, `mfsim run` simulates them.
# Lines that begin with # are settings at their defaults: take the # away to change one.
# `mfsim explain NAME` says what a setting is, its range and what its default rests on.
extends = "base"
"""
SOURCES = """
# Where values come from, as "stated: ...", "measured: ...", "literature: ..." or "assumed: ...".
[sources]
"place.units" = "assumed: an example"
"place.total_area_m2" = "assumed: an example"
"members.file" = "assumed: an example"
"""
MEMBERS = """\
# One member a row. Only name and trade are needed: an empty cell is drawn by the model, anew in each run.
# area_m2: private area; age_years: of the firm; skill: 0 to 1 in its own field;
# background: an earlier field of skill; origin: stated or generated or assumed; source: where it comes from.
# `mfsim explain members.trades` lists the trades.
name,trade,people,area_m2,age_years,skill,rate_eur_per_hour,cash_eur,background,origin,source
Anna's furniture,furniture maker,2,80,6,0.7,,,,assumed,an example
Bags of Lino,bag maker,3,60,2,,,,management,assumed,an example
Cut & Print,laser cutting,2,40,1,0.6,32,8000,,assumed,an example
Studio Dora,architect,1,20,,,,,,assumed,an example
Ezio,ceramicist,1,30,,,,,software,assumed,an example
Friends of the yard,cultural association,,,,,,,,assumed,an example
"""
CHOSEN = {
    "about.title": '"A place of ours"',
    "place.units": "8",
    "place.total_area_m2": "500.0",
    "members.file": '"members.csv"',
}
FILES = {"members.vocabulary": "trades.csv", "norms.book": "rules.csv"}
"""What a file that is named nowhere by default could be called."""
WITHOUT_MEMBERS_FILE = "members.occupied_at_start"


def write_template(folder: Path) -> list[Path]:
    """Make the folder of a new scenario and return its files.

    Raises
    ------
    ScenarioError
        If something of that name exists, or the folder cannot be made.
    """
    return write_folder(
        folder,
        {"scenario.toml": scenario_text(), "members.csv": MEMBERS, "mfsim.schema.json": scenario_json_schema()},
    )


def write_folder(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Make a folder with these files and return them; it appears whole or not at all.

    Raises
    ------
    ScenarioError
        If something of that name exists, or the folder cannot be made.
    """
    if not folder.name or "\0" in str(folder):
        raise ScenarioError(Problem("cannot be made", expectation="the name of a new folder", file=str(folder)))
    try:
        if folder.exists() or folder.is_symlink():
            raise ScenarioError(Problem("exists already", expectation="the name of a new folder", file=str(folder)))
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".mfsim-new-", dir=folder.parent) as scratch:
            ready = Path(scratch) / "ready"
            ready.mkdir()
            for name, text in files.items():
                (ready / name).write_text(text, encoding="utf-8")
            ready.rename(folder)
    except OSError as error:
        raise ScenarioError(Problem(f"cannot be made: {error.strerror}", file=str(folder))) from error
    return [folder / name for name in files]


def scenario_text() -> str:
    """Return the commented scenario: each setting under its heading, as a comment unless chosen."""
    settings = [one for one in all_settings().values() if "." in one.name and one.name != WITHOUT_MEMBERS_FILE]
    parts = [HEAD]
    for section, group in groupby(settings, key=lambda one: one.name.partition(".")[0]):
        parts.append(f"\n[{section}]\n" + "".join(map(_line, group)))
    return "".join([*parts, SOURCES])


def _line(setting: Setting) -> str:
    key = setting.name.partition(".")[2]
    unit = "" if setting.unit in ("-", "0-1") else f" {setting.unit}"
    allowed = "" if setting.low is None else f" {in_full(setting.low)} to {in_full(setting.high)}{unit}."
    value = CHOSEN.get(setting.name)
    line = f"# {key} = {_toml(FILES.get(setting.name, setting.default))}" if value is None else f"{key} = {value}"
    return f"{line} # {setting.meaning}{allowed}\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
