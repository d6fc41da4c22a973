"""The shipped scenarios: complete, sourced, and as the book has them."""

from __future__ import annotations

import math

import pytest
from worlds import at, live, opened

from mfsim.compiling import ENABLED
from mfsim.engine.batch import begin_run
from mfsim.engine.month import one_month
from mfsim.scenario.alone import isolated
from mfsim.scenario.json_schema import scenario_json_schema
from mfsim.scenario.load import load
from mfsim.scenario.schema import Scenario
from mfsim.scenario.settings import all_settings
from mfsim.scenario.shipped import GROUPS, shipped_files, shipped_folder, shipped_groups, shipped_names
from mfsim.world.invariants import broken


def test_each_is_found_by_its_name_and_no_name_comes_twice():
    found = [path for folder in GROUPS for path in (shipped_folder() / folder).glob("*.toml")]
    assert sorted(shipped_files().values()) == sorted(found)
    assert shipped_names()[0] == "base"
    assert sum(shipped_groups().values(), ()) == shipped_names()
    assert [load(name).path for name in shipped_names()] == list(shipped_files().values())


@pytest.mark.parametrize("name", shipped_names())
def test_each_has_a_title_and_says_what_it_is(name):
    about = load(name).settings.about
    assert 10 < len(about.title) < 70
    assert len(about.description) > 80


@pytest.mark.skipif(not ENABLED, reason="some hundred years of months, too slow uncompiled")
@pytest.mark.parametrize("name", shipped_names())
def test_each_runs_a_year_twice_and_its_accounts_close(name):
    world = opened(name, months=12)
    for run in range(2):
        begin_run(world, at(0, run=run))
        assert broken(world) == []
        for month in range(1, 13):
            one_month(world, at(month, run=run))
            assert broken(world) == [], (run, month)
    assert (world.firms.serial >= 0).any()


@pytest.mark.parametrize("name", shipped_names())
def test_the_members_of_each_can_be_followed_by_themselves(name):
    """For the surplus of being together; made from an isolated scenario it is the same again."""
    alone = isolated(load(name))
    assert isolated(alone).hash == alone.hash != load(name).hash


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
    path = shipped_files()[name]
    first = path.read_text(encoding="utf-8").split("\n")[0]
    assert first.startswith("#:schema ./" if path.parent == shipped_folder() else "#:schema ../")
    assert (path.parent / first.partition(" ")[2]).resolve() == (shipped_folder() / "mfsim.schema.json").resolve()


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


def test_the_heating_of_mage_fails_in_the_first_month_and_only_there():
    """Some of the seventeen meet in the yard, the association pays the repair; nothing of the place itself is changed."""
    failing, mage = load("mage-heating"), load("mage")
    assert str(failing.members) == str(mage.members)  # as written: NaN differs from itself
    assert failing.settings.place == mage.settings.place
    world, other = (live(opened(scenario, months=2), 2) for scenario in (failing, mage))
    assert world.series.repair_eur[:, 0].tolist() == [failing.settings.events.heating_repair_eur, 0.0]
    assert not other.series.repair_eur.any()
    assert world.series.billed_eur[0, 0] < other.series.billed_eur[0, 0]


def test_r84_is_as_the_book_has_it():
    r84 = load("r84")
    assert r84.settings.place.buildings == 6
    assert len(r84.members) == r84.settings.place.units == 40
    assert r84.settings.sources["place.total_area_m2"].startswith("assumed:")


@pytest.mark.parametrize(
    ("name", "area", "members", "people"),
    [("balneario", 300, 20, 20), ("oficina-colectiva", 200, 8, 16), ("freiland", 15_000, 40, 120)],
)
def test_places_have_the_figures_of_the_book(name, area, members, people):
    scenario = load(name)
    assert scenario.settings.place.total_area_m2 == area
    assert scenario.settings.sources["place.total_area_m2"].startswith("stated: book 1.6")
    assert len(scenario.members) == scenario.settings.place.units == members
    assert math.fsum(member.people for member in scenario.members) == people


KINDS = shipped_groups()["Kinds of space, on one building at one rent"]


def test_kinds_of_space_are_on_the_same_building_at_the_same_rent():
    assert len(KINDS) == 8
    base = load("base").settings
    for name in KINDS:
        place, rent = load(name).settings.place, load(name).settings.lease.rent_eur_per_m2_month
        assert (place.total_area_m2, place.private_share, place.buildings) == (
            base.place.total_area_m2,
            base.place.private_share,
            base.place.buildings,
        )
        assert rent == base.lease.rent_eur_per_m2_month


def test_kinds_of_space_differ_in_their_levers():
    levers = {
        name: {
            setting: value
            for setting, value in load(name).document.values.items()
            if setting.partition(".")[0] not in ("about", "members", "place")
        }
        for name in KINDS
    }
    assert len({str(sorted(one.items())) for one in levers.values()}) == len(KINDS)


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"multifactory", "workers-collective", "cultural-centre"}))
def test_kinds_that_the_book_sets_apart_lack_what_it_says_they_lack(name):
    """Book 2.1-2.5: no production in coworking, no exchange in an incubator, leisure in hackerspaces."""
    settings = load(name).settings
    assert settings.joint_projects.agreement == "none" or name == "hackerspace"
    vocabulary = load(name).vocabulary
    goods = [bool(vocabulary.trade_goods[vocabulary.trades.index(trade)]) for trade in settings.members.trades]
    assert any(goods) == (name != "coworking")
    assert (settings.mutual_help.accounting == "none") == (name == "incubator") == (settings.membership.term_months > 0)


def test_the_network_has_the_members_of_its_sites():
    network = load("italian-sites")
    sites = [[member for member in network.members if member.site == site] for site in (1, 2, 3, 4)]
    assert [len(members) for members in sites] == [17, 40, 20, 12]
    for members, name in zip(sites[:2], ("mage", "r84"), strict=True):
        assert [(one.trade, one.people, one.origin) for one in members] == [
            (one.trade, pytest.approx(one.people, nan_ok=True), one.origin) for one in load(name).members
        ]
