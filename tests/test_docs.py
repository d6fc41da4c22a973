"""docs/odd.md tells the truth about names: tables are up to date, no process is left out, no name is made up."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import mfsim
from mfsim.engine.month import CALENDAR
from mfsim.errors import MfsimError
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.outcomes.surplus import SURPLUS_COLUMNS
from mfsim.outcomes.surplus_summary import SHARES
from mfsim.report import reference
from mfsim.scenario.declare import Confidence
from mfsim.scenario.settings import all_settings, sections
from mfsim.scenario.trades import load_words
from mfsim.world import machine_records, norm_records, owner_records, project_records, records, series
from mfsim.world.state import World

ROOT = Path(__file__).parents[1]
ODD = ROOT / "docs" / "odd.md"
INSTALLED = Path(mfsim.__file__).parents[1]
TEXT = ODD.read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```|<!-- generated:.*?<!-- end -->", "", TEXT, flags=re.DOTALL)
RECORDS = (
    records.GAP,
    records.DEALING,
    records.UNIT,
    records.SITE,
    records.LEDGER,
    project_records.PROJECT,
    machine_records.MACHINE,
    norm_records.NORM,
    norm_records.CASE,
    owner_records.OWNER,
)
DRAWING = (
    "world.arrival", "world.help_draws", "world.norm_draws", "world.lease_draws", "world.machine_draws",
    "world.project_draws", "world.network_draws",
    *(f"processes.{name}" for name in CALENDAR),
)  # fmt: skip


def first_cells(heading: str) -> list[str]:
    """Return the names in backticks in the first column of the table whose first heading is given."""
    table = re.search(rf"(?m)^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", TEXT)
    assert table is not None, heading
    return [name for row in table[1].strip().split("\n") for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


def purposes() -> set[str]:
    """Every purpose of drawing, as ``demand.COUNT``."""
    found = set()
    for path in DRAWING:
        module = import_module(f"mfsim.{path}")
        for name, value in vars(module).items():
            if isinstance(value, np.int64) and value // 256 == getattr(module, "PROCESS", None) and value % 256:
                found.add(f"{path.partition('.')[2]}.{name}")
    return found


def test_tables_are_up_to_date():
    assert reference.filled(TEXT) == TEXT, "make docs-tables"
    assert set(re.findall(r"<!-- generated: (.*?) -->", TEXT)) == set(reference.PARTS)


@pytest.mark.parametrize("part", reference.PARTS)
def test_a_changed_table_is_made_anew(part):
    mark = f"<!-- generated: {part} -->\n"
    assert TEXT.count(mark) == 1
    stale = TEXT.replace(mark, f"{mark}| a cell that nobody made |\n")
    assert stale != TEXT
    assert reference.filled(stale) == TEXT


def test_generated_tables_are_complete_and_have_no_empty_cell():
    generated = "\n".join("\n".join(part()) for part in reference.PARTS.values())
    for name in all_settings():
        assert len(re.findall(rf"(?m)^\| `{re.escape(name)}` \|", generated)) == 1, name
    rows = [row for row in generated.split("\n") if row.startswith("|")]
    assert len(rows) > len(all_settings()) + len(OUTCOMES)
    for row in rows:
        assert all(cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]), row


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("one\n<!-- generated: parametres -->\n<!-- end -->\n", "line 2: .*'parametres'; did you mean 'parameters'"),
        ("<!-- generated: zzz -->\n<!-- end -->\n", "line 1: .*'zzz'; expected one of parameters, outcomes"),
        ("<!-- generated: panel -->\ntext\n", "line 1: .*'panel' has no end"),
        ("<!-- generated: panel -->\n<!-- generated: outcomes -->\n<!-- end -->\n", "line 1: .*'panel' has no end"),
    ],
)
def test_bad_marks_are_refused(text, message):
    with pytest.raises(MfsimError, match=message):
        reference.filled(text)


def test_the_command_writes_the_tables_or_leaves_the_file_alone(tmp_path, capsys):
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text("<!-- generated: outcomes -->\n<!-- end -->\n", encoding="utf-8")
    bad.write_text("<!-- generated: outcomes -->\n", encoding="utf-8")
    assert reference.main([str(good)]) == 0
    assert good.read_text(encoding="utf-8").count("\n") == len(OUTCOMES) + 4
    for names in ([str(bad)], [str(tmp_path / "none.md")], []):
        assert reference.main(names) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert bad.read_text(encoding="utf-8") == "<!-- generated: outcomes -->\n"
    assert sorted(tmp_path.iterdir()) == [bad, good]


def test_all_seven_elements_are_there():
    assert re.findall(r"(?m)^## (\d)\. (.*)$", TEXT) == [
        ("1", "Purpose and patterns"),
        ("2", "Entities, state variables and scales"),
        ("3", "Process overview and scheduling"),
        ("4", "Design concepts"),
        ("5", "Initialisation"),
        ("6", "Input data"),
        ("7", "Submodels"),
    ]
    concepts = TEXT.partition("## 4. Design concepts")[2].partition("## 5.")[0]
    assert re.findall(r"(?m)^\*\*(\w+)", concepts) == [
        "Basic", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
        "Stochasticity", "Collectives", "Observation",
    ]  # fmt: skip


def test_every_process_has_its_submodel_in_the_order_of_the_month():
    assert re.findall(r"(?m)^### 7\.\d+ .*\(`(.*?)`\)$", TEXT) == list(CALENDAR)
    for name in CALENDAR:
        section = re.search(rf"(?ms)^### 7\.\d+ [^\n]*\(`{name}`\)$(.*?)^###", TEXT)
        assert section is not None
        for part in ("**Rule.**", "```text\n", "**Can help, can hurt.**", "**Source.**"):
            assert part in section[1], (name, part)


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("firm", records.FIRM.names),
        ("gap", records.GAP.names),
        ("dealing", records.DEALING.names),
        ("project", project_records.PROJECT.names),
        ("kind of case", norm_records.NORM.names),
        ("open case", norm_records.CASE.names),
        ("unit", records.UNIT.names),
        ("site", records.SITE.names),
        ("owner", owner_records.OWNER.names),
        ("draw", purposes()),
    ],
)
def test_every_state_variable_and_every_draw_is_described(heading, names):
    found = first_cells(heading)
    assert sorted(found) == sorted(names)


def test_every_account_is_named():
    ledger = PROSE.partition("**ledger**")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"`(\w+)`", ledger)) == sorted(records.ACCOUNTS)


def is_file(name: str) -> bool:
    """Say whether a path exists, in the checkout or in the package as it is installed."""
    return (ROOT / name).exists() or (name.startswith("mfsim/") and (INSTALLED / name).exists())


def known(name: str) -> bool:
    """Say whether something of this name exists: a setting, a section, a column, state, an outcome, a draw, a file."""
    settings = all_settings()
    words = {
        *settings, *sections(), *CALENDAR, *purposes(), *records.FIRM.names, *World._fields, *get_args(Confidence),
        *(outcome.name for outcome in OUTCOMES), *load_words().kinds,
        *(column.name for table in (series.SITE_COLUMNS, series.FIRM_COLUMNS, series.NORM_COLUMNS) for column in table),
        *(column.name for column in (*series.PANEL_COLUMNS, *SURPLUS_COLUMNS)), *(share.name for share in SHARES),
        *(field for dtype in RECORDS for field in dtype.names),
    }  # fmt: skip
    firm = name.removeprefix("firm.")
    return name in words or (firm != name and firm in records.FIRM.names) or ("/" in name and is_file(name))


NOT_NAMES = {"generated", "end", "make docs-tables", "z", "logistic"}


def test_every_name_in_backticks_exists():
    names = set(re.findall(r"`([^`\n]+)`", PROSE)) - NOT_NAMES
    assert len(names) > 100
    assert [name for name in sorted(names) if not known(name)] == []
    assert not known("demand.rivalries")
    assert not known("mfsim/world/nothing.py")


def test_symbols_of_equations_that_look_like_settings_are_settings():
    """Words with an underscore in an equation are settings by their bare name, unless the equation defines them."""
    bare = {name.rpartition(".")[2] for name in all_settings()}
    equations = "\n".join(re.findall(r"```text\n(.*?)```", TEXT, re.DOTALL))
    defined = {"alone_now", "here_now"}
    words = {
        word for word in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", equations) if not re.search(r"_(i|j|f|g|s|ij|own)$", word)
    }
    assert sorted(words - bare - defined) == []
    assert len(words & bare) > 60
