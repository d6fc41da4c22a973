"""The shipped scenarios: complete, sourced, and as the book has them."""

from __future__ import annotations

import math

import pytest

from mfsim.scenario.json_schema import scenario_json_schema
from mfsim.scenario.load import load
from mfsim.scenario.schema import Scenario
from mfsim.scenario.settings import all_settings
from mfsim.scenario.shipped import shipped_folder, shipped_names, shipped_titles


def test_the_three_are_there_with_titles():
    assert {"base", "mage", "r84"} <= set(shipped_names())
    assert all(shipped_titles().values())


@pytest.mark.parametrize("name", shipped_names())
def test_every_value_says_where_it_comes_from(name):
    document = load(name).document
    assert set(document.values) & set(all_settings()) <= set(document.sources)


@pytest.mark.parametrize("name", shipped_names())
def test_every_member_says_where_it_comes_from(name):
    for member in load(name).members:
        assert member.source
        assert (member.origin == "generated") == member.name.startswith("generated: ")


@pytest.mark.parametrize("name", shipped_names())
def test_the_file_names_its_schema_in_the_first_line(name):
    first = (shipped_folder() / f"{name}.toml").read_text(encoding="utf-8").split("\n")[0]
    assert first == "#:schema ./mfsim.schema.json"


def test_the_json_schema_is_that_of_the_settings():
    assert (shipped_folder() / "mfsim.schema.json").read_text(encoding="utf-8") == scenario_json_schema()


def test_base_is_the_defaults():
    exclude = {"about", "sources"}
    assert load("base").settings.model_dump(exclude=exclude) == Scenario().model_dump(exclude=exclude)


def test_mage_is_as_the_book_has_it():
    mage = load("mage")
    assert mage.settings.place.total_area_m2 == 1700
    assert len(mage.members) == mage.settings.place.units == 17
    assert math.fsum(member.people for member in mage.members) == 50
    assert sum(member.origin == "stated" for member in mage.members) == 9


def test_r84_is_as_the_book_has_it():
    r84 = load("r84")
    assert r84.settings.place.buildings == 6
    assert len(r84.members) == r84.settings.place.units == 40
    assert r84.settings.sources["place.total_area_m2"].startswith("assumed:")
