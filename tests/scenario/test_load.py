# ruff: noqa: E501 (a message is easier to read whole)
"""Loading scenarios: what is taken from where, and what is said when something is wrong."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from mfsim.errors import ScenarioError
from mfsim.scenario.load import load
from mfsim.scenario.schema import Scenario


def scenario(tmp_path: Path, text: str | bytes, name: str = "here.toml") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def problems(source, settings=None) -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        load(source, settings)
    assert len(refused.value.problems) == len(str(refused.value).split("\n"))
    return str(refused.value).split("\n")


def told(tmp_path: Path, text: str | bytes) -> list[str]:
    """Return what is said about a scenario file, without the name of its folder."""
    return [line.replace(f"{tmp_path}/", "") for line in problems(scenario(tmp_path, text))]


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(tmp_path):
    assert load(scenario(tmp_path, b"\xef\xbb\xbf[place]\r\nunits = 5\r\n")).settings.place.units == 5
    assert told(tmp_path, b"[place]\r\n\r\nunit = 5\r\n")[0].startswith("here.toml:3: place.unit")


def test_a_file_of_nonsense_is_refused_soon(tmp_path):
    lines = told(tmp_path, "".join(f"name{number} = 1\n" for number in range(30_000)))
    assert len(lines) == 25


def test_an_empty_mapping_is_the_defaults():
    assert load({}).settings == Scenario()


def test_a_name_a_path_and_a_mapping_give_the_same(tmp_path):
    path = scenario(tmp_path, 'extends = "mage"\n')
    assert load("mage").hash == load(path).hash == load(str(path)).hash == load({"extends": "mage"}).hash


def test_values_are_taken_from_the_nearest_file(tmp_path):
    scenario(tmp_path, "[place]\nunits = 5\nbuildings = 2\n[demand]\nrivalry = 0.1\n", "low.toml")
    scenario(tmp_path, 'extends = "low.toml"\n[place]\nunits = 6\n', "middle.toml")
    top = scenario(tmp_path, 'extends = "./middle.toml"\n[demand]\nrivalry = 0.2\n')
    settings = load(top, {"place.buildings": 3}).settings
    assert (settings.place.units, settings.demand.rivalry, settings.place.buildings) == (6, 0.2, 3)


def test_tables_of_trades_replace_one_another():
    above = {"extends": "mage", "members": {"trades": {"artist": 2}}}
    assert load(above).settings.members.trades == {"artist": 2.0}


def test_a_source_goes_with_the_value_it_is_for():
    assert "place.total_area_m2" in load("mage").settings.sources
    changed = load({"extends": "mage", "place": {"total_area_m2": 2000.0}})
    assert "place.total_area_m2" not in changed.settings.sources
    assert (
        load("mage", {"place.total_area_m2": 2000.0}).settings.sources["place.total_area_m2"] == "assumed: set for this run"
    )


def test_sources_may_be_tables(tmp_path):
    path = scenario(tmp_path, '[sources]\nplace.units = "stated: a letter"\n[sources.demand]\nrivalry = "assumed: x"\n')
    assert load(path).settings.sources == {"place.units": "stated: a letter", "demand.rivalry": "assumed: x"}


def test_units_are_as_many_as_members_unless_given(tmp_path):
    scenario(tmp_path, "name,trade\nAnna,artist\nBert,sewer\n", "m.csv")
    path = scenario(tmp_path, 'extends = "base"\n[members]\nfile = "m.csv"\n')
    assert load(path).settings.place.units == 2
    assert load(path, {"place.units": 5}).settings.place.units == 5
    assert load(path).with_settings({"place.units": 4}).settings.place.units == 4
    assert problems(path, {"place.units": 1}) == [
        "place.units: 1 units are too few; expected at least 2, the members in m.csv"
    ]


def test_files_are_relative_to_the_file_that_names_them(tmp_path):
    (tmp_path / "sub").mkdir()
    scenario(tmp_path, "name,trade\nAnna,artist\n", "sub/m.csv")
    scenario(tmp_path, '[members]\nfile = "m.csv"\n', "sub/low.toml")
    assert len(load(scenario(tmp_path, 'extends = "sub/low.toml"\n')).members) == 1


def test_a_misspelt_members_file_is_told_where_it_is_named(tmp_path):
    scenario(tmp_path, "name,trade\nAnna,artist\n", "members.csv")
    (line,) = told(tmp_path, '[members]\nfile = "member.csv"\n')
    assert line == "here.toml:2: members.file: no such file: member.csv; did you mean 'members.csv'?"


def test_a_vocabulary_of_its_own_is_used_for_members_and_weights(tmp_path):
    header = "trade,sector,kind,goods,own_field,second_field,second_level,noise,rate_factor"
    scenario(tmp_path, f"{header}\nbasket maker,craft_objects,artisan,yes,wood,design,0.3,0.1,0.8\n", "t.csv")
    scenario(tmp_path, "name,trade\nAnna,basket maker\n", "m.csv")
    text = '[members]\nfile = "m.csv"\nvocabulary = "t.csv"\ntrades = {"basket maker" = 1}\n'
    loaded = load(scenario(tmp_path, text))
    assert loaded.vocabulary.trades[loaded.members[0].trade] == "basket maker"


def test_with_settings_changes_a_copy_and_reads_no_file_again(tmp_path):
    scenario(tmp_path, "name,trade\nAnna,artist\n", "m.csv")
    path = scenario(tmp_path, '[members]\nfile = "m.csv"\n')
    first = load(path)
    (tmp_path / "m.csv").unlink()
    second = first.with_settings({"demand.rivalry": 0.7}).with_settings({"place.buildings": 2})
    assert (
        first.settings.demand.rivalry,
        second.settings.demand.rivalry,
        second.settings.place.buildings,
    ) == (0.3, 0.7, 2)
    assert second.members is first.members
    with pytest.raises(ScenarioError, match="no such file"):
        first.with_settings({"members.file": str(tmp_path / "other.csv")})


def test_numbers_of_numpy_are_numbers():
    settings = load({}, {"place.units": np.int64(7), "demand.rivalry": np.float32(0.5)}).settings
    assert (settings.place.units, settings.demand.rivalry) == (7, 0.5)


def test_the_hash_is_of_what_a_run_depends_on(tmp_path):
    scenario(tmp_path, "name,trade\nAnna,artist\n", "m.csv")
    text = '[members]\nfile = "m.csv"\n'
    first = load(scenario(tmp_path, text)).hash
    assert load(scenario(tmp_path, text + '[about]\ntitle = "x"\n[sources]\n"place.units" = "stated: y"\n')).hash == first
    assert load(scenario(tmp_path, text), {"demand.rivalry": 0.31}).hash != first
    scenario(tmp_path, "name,trade,people\nAnna,artist,2\n", "m.csv")
    assert load(scenario(tmp_path, text)).hash != first


def test_a_scenario_survives_pickling():
    mage = load("mage")
    assert pickle.loads(pickle.dumps(mage)).hash == mage.hash


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[place]\n\nunit = 5\n", "here.toml:3: place.unit: there is no such setting; did you mean 'place.units'?"),
        ("[place]\nrivalry = 1.0\n", "here.toml:2: place.rivalry: there is no such setting; did you mean 'demand.rivalry'?"),
        ("units = 3\n", "here.toml:1: units: there is no such setting; did you mean 'place.units'?"),
        ("\n[plaec]\nunits = 3\n", "here.toml:3: plaec.units: there is no table [plaec]; did you mean 'place'?"),
        ("[plaec]\n", "here.toml:1: plaec: there is no such setting; did you mean 'place'?"),
        ("place = 3\n", "here.toml:1: place: 3 is no table; expected a table [place] with settings in it"),
        ("[place.more]\nx = 1\n", "here.toml:1: place.more: there is no such setting"),
        ("[place]\nunits = 3.5\n", "here.toml:2: place.units: 3.5 is not allowed; expected a whole number from 1 to 1,000 (units)"),
        ("[place]\nunits = '3'\n", "here.toml:2: place.units: '3' is not allowed; expected a whole number"),
        ("[place]\nunits = true\n", "here.toml:2: place.units: True is not allowed; expected a whole number"),
        ("[place]\nunits = 1_000_000_000\n", "here.toml:2: place.units: 1,000,000,000 is not allowed; expected a whole number from 1 to 1,000"),
        ("[demand]\nrivalry = nan\n", "here.toml:2: demand.rivalry: nan is not allowed; expected a number from 0 to 10"),
        ("[demand]\nrivalry = inf\n", "here.toml:2: demand.rivalry: inf is not allowed"),
        ("[demand]\nrivalry = -0.1\n", "here.toml:2: demand.rivalry: -0.1 is not allowed"),
        ("[processes]\ndemand = 1\n", "here.toml:2: processes.demand: 1 is not allowed; expected true or false"),
        ("[mutual_help]\nasking = 'bset'\n", 'expected one of "best", "random"; did you mean \'best\'?'),
        ("[about]\ntitle = 3\n", "here.toml:2: about.title: 3 is not allowed; expected text in quotes"),
        ("[members]\ntrades = {artits = 1}\n", "here.toml:2: members.trades.artits: unknown trade; did you mean 'artist'?"),
        ("[members.trades]\nartist = -1\n", "here.toml:2: members.trades.artist: -1 is not a weight"),
        ("[members.trades]\nartist = 'a'\n", "here.toml:2: members.trades.artist: 'a' is not a weight"),
        ("[members.trades]\nartist = 0\n", "here.toml:1: members.trades: no trade has a weight above 0"),
        ("[members]\ntrades = 3\n", "here.toml:2: members.trades: 3 is not allowed; expected a table of name = value"),
        ("[members]\nfile = 'x.csv'\n", "here.toml:2: members.file: no such file: "),
        ("[members]\nfile = ''\n", "here.toml:2: members.file: '' is no file name"),
        ("[members]\nfile = '.'\n", "this is a folder"),
        ("[demand]\nrequired_level_low = 0.9\n", "here.toml:2: demand.required_level_low: 0.9 is too high; expected at most demand.required_level_high, which is 0.7"),
        ("[joint_projects]\nlevel_low = 0.8\n", "here.toml:2: joint_projects.level_low: 0.8 is too high; expected at most joint_projects.level_high, which is 0.6"),
        ("[joint_projects]\nfields_most = 1\n", "joint_projects.fields_least: 2 is too high; expected at most joint_projects.fields_most, which is 1"),
        ("[joint_projects]\nagreement = 'none'\nshares = 'equal'\n", "here.toml:3: joint_projects.shares: 'equal' would have no effect; expected it only when joint_projects.agreement = "),
        ("[joint_projects]\nsticky_months = 5\n", "here.toml:2: joint_projects.sticky_months: 5 would have no effect; expected it only when joint_projects.agreement = \"prime_contractor\""),
        ("[place]\nsites = 60_000\nunits = 100\n", "here.toml:2: place.sites: 60,000 sites of 100 units are 6,000,000 units; expected at most 4,000,000"),
        ('[sources]\n"place.unit" = "stated: x"\n', "here.toml:2: sources.place.unit: there is no such setting; did you mean 'place.units'?"),
        ('[sources]\n"place.units" = "because"\n', "here.toml:2: sources.place.units: 'because' is not a source"),
        ("sources = 3\n", "here.toml:1: sources: 3 is no table"),
        ("extends = 3\n", "here.toml:1: extends: 3 is not allowed"),
        ("\nextends = 'bsae'\n", "here.toml:2: extends: 'bsae': no such file or shipped scenario; did you mean 'base'?"),
        ("extends = 'her.toml'\n", "here.toml:1: extends: 'her.toml': no such file; did you mean 'here.toml'?"),
        ("extends = 'here.toml'\n", "here.toml:1: extends: the scenarios extend one another in a loop (here.toml -> here.toml)"),
        ("[place]\nunits = \n", "here.toml:2: not valid TOML"),
        ("[place]\nunits = 3\nunits = 4\n", "here.toml:3: not valid TOML: duplicate key"),
        ("[place\n", "here.toml:1: not valid TOML: unclosed table"),
        ("", "here.toml: the scenario file is empty"),
        (b"[about]\ntitle = '\xe8'\n", "here.toml:2: byte 0xe8 is not UTF-8"),
        ("x = " + "[" * 100_000, "here.toml: tables nested too deeply"),
        (".".join("a" * 50_000) + " = 1", "here.toml: tables nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_said(tmp_path, text, expected):
    assert any(expected in line for line in told(tmp_path, text)), told(tmp_path, text)


def test_every_problem_is_told_in_the_order_of_the_file(tmp_path):
    text = "[place]\nunits = 0\nsites = 'a'\n[demand]\nrivalri = 1\n"
    assert [line.split(": ")[1] for line in told(tmp_path, text)] == [
        "place.units",
        "place.sites",
        "demand.rivalri",
    ]


def test_a_long_chain_and_a_loop_of_two_are_refused(tmp_path):
    for number in range(15):
        scenario(tmp_path, f'extends = "s{number + 1}.toml"\n', f"s{number}.toml")
    assert "too many files" in problems(tmp_path / "s0.toml")[0]
    scenario(tmp_path, 'extends = "s0.toml"\n', "s1.toml")
    assert "in a loop (s0.toml -> s1.toml -> s0.toml)" in problems(tmp_path / "s0.toml")[0]


def test_settings_given_apart_are_named_without_a_file():
    assert problems("mage", {"demand.rivalri": 1}) == [
        "demand.rivalri: there is no such setting; did you mean 'demand.rivalry'?"
    ]
    assert problems("mage", {"place.total_area_m2": -1.0})[0].startswith("place.total_area_m2: -1 is not allowed")
    assert problems({3: 4})[0] == "3 is not a name; expected text"


def test_members_need_no_more_area_than_there_is(tmp_path):
    scenario(tmp_path, "name,trade,area_m2\nAnna,artist,60\nBert,sewer,\n", "m.csv")
    text = '[place]\ntotal_area_m2 = 100.0\nprivate_share = 0.5\n[members]\nfile = "m.csv"\n'
    (line,) = told(tmp_path, text)
    assert line == (
        "here.toml:5: members.file: its members have 60 m², which leaves none for 1 others; "
        "expected less than place.total_area_m2 x place.private_share, which is 50 m²"
    )


def test_a_share_of_occupied_units_has_no_effect_with_a_members_file():
    assert "has no effect with a members file" in problems("mage", {"members.occupied_at_start": 0.5})[0]


@pytest.mark.parametrize("source", ["", "nowhere", "nowhere.toml", "a/b.toml", "x\0y", "x" * 5_000, ".", "scenarios"])
def test_what_is_no_scenario_is_refused(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    assert problems(source)


def test_a_folder_with_the_name_of_a_shipped_scenario_does_not_hide_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mage").mkdir()
    assert load("mage").settings.place.total_area_m2 == 1700
