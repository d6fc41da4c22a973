"""What the page gets from its server: the model's own months, levers from the schema, refusals in words, files."""

from __future__ import annotations

import json
import math

import pytest

import mfsim
from mfsim.compiling import ENABLED
from mfsim.dashboard import charts, levers
from mfsim.dashboard.asked import Asked, source_of
from mfsim.dashboard.download import scenario_toml
from mfsim.dashboard.frames import FACTS, without_nan
from mfsim.dashboard.happenings import LEFT, STATES
from mfsim.dashboard.serve import checked_host, first_world
from mfsim.dashboard.shown_world import ShownWorld
from mfsim.dashboard.worlds import MOST_WORLDS, WorldGoneError, Worlds
from mfsim.errors import MfsimError, ScenarioError
from mfsim.scenario.load import load
from mfsim.scenario.settings import all_settings
from mfsim.scenario.shipped import shipped_names
from mfsim.world.phases import STAGES
from mfsim.world.records import CAUSES, FIRM

needs_speed = pytest.mark.skipif(not ENABLED, reason="hundreds of months, too slow uncompiled")


def opened(changes=None, *, slot="A", source="mage", seed=0) -> ShownWorld:
    return Worlds("mage", 120).open(Asked(slot, source, changes or {}, seed))


def frames(world: ShownWorld, last: int) -> list[dict]:
    return json.loads(world.months(0, last))


@needs_speed
def test_months_are_those_of_the_model():
    told = frames(opened({"lease.rent_eur_per_m2_month": 7}, seed=3), 24)
    model = mfsim.Multifactory("mage", seed=3, collect=False, **{"lease.rent_eur_per_m2_month": 7.0})
    place = [fact.field for fact in FACTS].index("cash")
    for frame in told:
        (site,) = frame["sites"]
        assert frame["month"] == model.month
        assert [firm["serial"] for firm in site["firms"]] == [firm.serial for firm in model.firms]
        assert [firm["facts"][place] for firm in site["firms"]] == [round(firm.cash) for firm in model.firms]
        if model.month:
            assert len([rule for rule in site["rules"] if rule[4] is None]) == model.latest["rules"][0]
        model.step()


@needs_speed
def test_charts_say_what_the_series_say():
    told = frames(opened(), 30)
    series = mfsim.run(load("mage"), runs=1, months=30).site
    place = {chart.key: number for number, chart in enumerate(charts.CHARTS)}
    last = told[30]["sites"][0]["charts"]
    assert last[place["livelihood"]][0] == pytest.approx(series["income_eur"].iloc[-12:].mean())
    assert last[place["members"]][0] == series["members"].iloc[-1]
    assert last[place["help"]][0] == pytest.approx(series["gaps_met"].iloc[-12:].sum() / series["gaps"].iloc[-12:].sum())
    assert last[place["commons"]][0] == series["condition"].iloc[-1]
    assert last[place["landlord"]][0] == pytest.approx(series["rent_paid_eur"].iloc[-12:].mean())


@needs_speed
def test_comings_and_goings_are_those_of_the_tables():
    told = frames(opened(), 60)
    firms = mfsim.run(load("mage"), runs=1, months=60).firms
    said = [line for frame in told for line in frame["sites"][0]["happened"]]
    assert sum(line.endswith(" came") for line in said) == (firms["entry_month"] > 0).sum()
    gone = [line for line in said if any(line.endswith(words) for words in LEFT.values())]
    assert len(gone) == firms["exit_month"].notna().sum()
    assert any("Giulio Focardi" in firm["name"] for firm in told[0]["sites"][0]["firms"])


@needs_speed
def test_same_levers_same_history_other_levers_another():
    one, same = frames(opened(), 24), frames(opened(slot="B"), 24)
    assert one == same
    assert frames(opened({"commons.upkeep": "rota"}), 24) != one
    assert frames(opened(seed=1), 24) != one


@needs_speed
@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_scenario_can_be_shown_and_taken_home(name, tmp_path):
    world = opened(source=name)
    frame = json.loads(world.months(2, 2))[0]
    assert len(frame["sites"]) == world.case.settings.place.sites
    assert json.loads(json.dumps(without_nan(world.told()), allow_nan=False))["plan"]["rooms"]
    (tmp_path / "taken.toml").write_text(scenario_toml(world, 2), encoding="utf-8")
    assert load(tmp_path / "taken.toml").hash == world.case.hash


def test_the_scenario_file_of_a_users_file_names_it(tmp_path):
    (tmp_path / "a place").mkdir()
    file = tmp_path / "a place" / 'my "own".toml'
    (tmp_path / "a place" / "members.csv").write_text("name,trade\nAnna <b>,artist\nBert,architect\n", encoding="utf-8")
    file.write_text('extends = "base"\n[members]\nfile = "members.csv"\n', encoding="utf-8")
    worlds = Worlds(source_of(str(file)), 12)
    changes = {"commons.upkeep": "rota", "demand.rivalry": 1, "events.crisis": True, "events.crisis_month": 5}
    world = worlds.open(Asked("B", worlds.source, changes, 0))
    (tmp_path / "taken.toml").write_text(scenario_toml(world, 12), encoding="utf-8")
    taken = load(tmp_path / "taken.toml")
    assert taken.hash == world.case.hash
    assert taken.settings.demand.rivalry == 1.0
    assert [firm["name"] for firm in json.loads(world.months(0, 0))[0]["sites"][0]["firms"]] == ["Anna <b>", "Bert"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lease.rent_eur_per_m2": 3}, "did you mean 'lease.rent_eur_per_m2_month'"),
        ({"lease.rent_eur_per_m2_month": -1}, "a number from 0 to 10,000"),
        ({"lease.rent_eur_per_m2_month": "much"}, "a number from 0 to 10,000"),
        ({"place.ring_neighbours": 5}, 'place.contact = "ring"'),
        ({"norms.origin": "copied"}, "no book to copy rules from"),
        ({"norms.origin": "copied", "norms.book": "/etc/passwd"}, "no book of rules that comes with mfsim"),
        ({"members.file": "/etc/passwd"}, "no such lever"),
        ({"processes.record": False}, "no such lever"),
        ({"place.units": 500}, "at most 400 units"),
        ({"place.sites": 60_000, "place.units": 1_000}, "at most"),
    ],
)
def test_what_cannot_be_is_refused_in_words(changes, words):
    asked = Asked("A", "base", changes, 0)
    with pytest.raises(ScenarioError) as refused:
        asked.scenario()
    assert words in str(refused.value)
    assert isinstance(asked.idle(), dict)


@pytest.mark.parametrize(
    ("slot", "source", "seed"), [("C", "mage", 0), ("A", "/etc/passwd", 0), ("A", "mage", -1), ("A", "mage", 2**70)]
)
def test_nothing_else_is_offered(slot, source, seed):
    with pytest.raises(MfsimError):
        opened(slot=slot, source=source, seed=seed)


def test_months_out_of_range_are_refused():
    worlds = Worlds("mage", 12)
    key = worlds.open(Asked("A", "mage", {}, 0)).key
    for first, last in ((0, 13), (3, 2), (-1, 0)):
        with pytest.raises(MfsimError, match="expected months from 0 to 12"):
            worlds.months(key, first, last)


@needs_speed
def test_a_number_of_worlds_is_kept():
    worlds = Worlds("base", 12)
    keys = [worlds.open(Asked("A", "base", {"place.units": 4}, seed)).key for seed in range(MOST_WORLDS + 1)]
    assert len(set(keys)) == MOST_WORLDS + 1
    with pytest.raises(WorldGoneError):
        worlds.get(keys[0])
    assert worlds.get(keys[-1])


def test_levers_are_those_of_the_schema():
    told = levers.described()
    names = [one["name"] for one in told]
    assert len(set(names)) == len(names)
    texts = {name for name, one in all_settings().items() if one.kind in ("str", "table")} | {"processes.record"}
    assert set(names) == (set(all_settings()) - texts) | {levers.BOOK}
    for one in told:
        assert one["meaning"], one
        assert one["source"], one
        assert one["kind"] != "choice" or len(one["choices"]) > 1
        assert one["kind"] not in ("int", "float") or one["plausible"][0] < one["plausible"][1], one


def test_levers_without_effect_say_what_it_takes():
    idle = levers.idle_of(levers.values_of(load("base")))
    assert "norms.origin" in idle[levers.BOOK]
    assert "lease.rent_eur_per_m2_month" not in idle


def test_words_for_every_cause_and_stage():
    assert tuple(LEFT) == CAUSES
    assert tuple(STATES) == STAGES
    assert {fact.field for fact in FACTS} <= set(FIRM.names)


def test_json_knows_no_nan():
    assert without_nan({"a": [math.nan, 1.0, (math.inf,)]}) == {"a": [None, 1.0, [None]]}


@pytest.mark.parametrize("host", [None, "127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_loopback_needs_no_flag(host):
    assert checked_host(host, False) == (host or "127.0.0.1")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org"])
def test_any_other_address_needs_the_flag_that_says_so(host):
    with pytest.raises(MfsimError, match="--open-to-network"):
        checked_host(host, False)
    assert checked_host(host, True) == host


def test_open_to_network_listens_everywhere():
    assert checked_host(None, True) == "0.0.0.0"


def test_a_scenario_that_cannot_be_used_is_refused_before_anything_is_served(tmp_path):
    with pytest.raises(ScenarioError, match="did you mean 'mage'"):
        first_world("magee", 12)
    (tmp_path / "bad.toml").write_text('extends = "base"\n[processes]\nrecord = false\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match="no month would be written down"):
        first_world(str(tmp_path / "bad.toml"), 12)
