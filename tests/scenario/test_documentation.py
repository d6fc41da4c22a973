"""What docs/scenarios.md says of columns and words is what is read; its examples work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mfsim.cli.listing import figures
from mfsim.scenario import members, trades
from mfsim.scenario.load import load
from mfsim.scenario.shipped import shipped_groups

TEXT = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
WORDS = trades.load_words()


def first_cells(heading: str) -> list[str]:
    """Return the first column of the table whose first heading is given."""
    table = re.search(rf"(?m)^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", TEXT)
    assert table is not None
    return [row.split("|")[1].strip(" `") for row in table[1].strip().split("\n")]


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("column", (*members.REQUIRED, *members.OPTIONAL)),
        ("field", WORDS.fields),
        ("segment", WORDS.segments),
        ("sector", tuple(WORDS.sectors)),
        ("kind", tuple(WORDS.kinds)),
        ("trade", tuple(WORDS.trades)),
        ("case", tuple(WORDS.cases)),
    ],
)
def test_tables_are_complete(heading, names):
    assert first_cells(heading) == list(names)


def test_the_example_scenario_and_table_of_trades_work(tmp_path):
    scenario, table = (re.search(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL)[1] for kind in ("toml", "csv"))
    scenario = scenario.replace("[members]\n", '[members]\nvocabulary = "trades.csv"\n')
    (tmp_path / "scenario.toml").write_text(scenario, encoding="utf-8")
    (tmp_path / "trades.csv").write_text(table, encoding="utf-8")
    (tmp_path / "members.csv").write_text("name,trade\nAnna,basket maker\n", encoding="utf-8")
    loaded = load(tmp_path / "scenario.toml")
    assert loaded.settings.place.sound_insulation == 0.2
    assert loaded.vocabulary.trades[loaded.members[0].trade] == "basket maker"


def test_the_table_of_places_has_each_with_the_figures_of_its_file():
    groups = shipped_groups()
    places = (*groups["Places"], *groups.get("Networks", ()))
    assert first_cells("scenario") == list(places)
    for name in places:
        row = next(line for line in TEXT.split("\n") if line.startswith(f"| `{name}` |"))
        members, area, _, since = figures(load(name))
        assert [cell.strip() for cell in row.split("|")[2:5]] == [members, area, since]
        assert all(cell.strip() for cell in row.split("|")[5:7])


def test_every_kind_of_space_is_named():
    for name in shipped_groups()["Kinds of space, on one building at one rent"]:
        assert f"`{name}`" in TEXT
