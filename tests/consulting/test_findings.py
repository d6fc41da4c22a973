"""What is missing, whom to recruit, levers, and what flips: on a small place, and on cheap functions with known answers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import mfsim
from mfsim.consulting import flipping
from mfsim.consulting.alone import run_alone
from mfsim.consulting.assumptions import assumed_numbers
from mfsim.consulting.bench import FRESH, Bench
from mfsim.consulting.intervals import Estimate, mean_of, share_of
from mfsim.consulting.levers import levers_of
from mfsim.consulting.missing import missing_of
from mfsim.consulting.proposal import AS_PROPOSED, Variant, propose
from mfsim.consulting.recruiting import fits, recruit
from mfsim.consulting.telling import suiting
from mfsim.scenario.alone import isolated

MEMBERS = "name,trade,people,area_m2\nAnna,woodworker,1,30\nBert,woodworker,2,40\nCarla,programmer,1,\nDora,accountant,1,\n"
CANDIDATES = (
    "name,trade,people,area_m2,works_with\nEva,woodworker,1,20,\nFritz,ceramicist,1,20,Eva\nGigant,caterer,9,500,\n"
    "Hans,photographer,1,70,\n"
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mix")
    (folder / "members.csv").write_text(MEMBERS)
    (folder / "candidates.csv").write_text(CANDIDATES)
    proposal = propose(folder / "members.csv", area=400, candidates=folder / "candidates.csv")
    return Bench(proposal, 12, 3)


def test_rooms_and_areas(bench):
    proposal = bench.proposal
    assert proposal.rooms == 7
    assert proposal.too_large == ("Gigant",)
    assert [one.area_m2 for one in proposal.members[:2]] == [30, 40]
    total = sum(one.area_m2 for one in proposal.members) + proposal.free_m2
    assert total == pytest.approx(0.6 * 400)
    assert fits(proposal, ("Eva", "Fritz"))
    assert fits(proposal, ("Eva", "Hans")) == (proposal.free_m2 - 4 >= 90)


def test_a_variant_has_who_joins_and_not_who_is_left_out(bench):
    scenario = bench.scenario_of(Variant(joining=("Fritz",), without=("Bert",), settings=(("demand.rivalry", 0.5),)))
    assert [one.name for one in scenario.members] == ["Anna", "Carla", "Dora", "Fritz"]
    assert scenario.members[-1].works_with == ()
    assert (scenario.settings.demand.rivalry, scenario.settings.place.units) == (0.5, 7)


def test_who_joins_moves_nobody_elses_draws(bench):
    """Alone, that is without effect on one another, the others are the same to the last bit, whoever joins."""
    base, more = bench.run([AS_PROPOSED, Variant(joining=("Eva",))], 10, "test")
    np.testing.assert_array_equal(base.each["alone"], more.each["alone"][:, :4])
    assert not np.array_equal(base.each["value"], more.each["value"][:, :4])


def test_more_runs_begin_with_the_same_and_fresh_ones_are_others(bench):
    (few,) = bench.run([AS_PROPOSED], 5, "test")
    (more,) = bench.run([AS_PROPOSED], 9, "test")
    (fresh,) = bench.run([AS_PROPOSED], 5, "test", FRESH)
    np.testing.assert_array_equal(few.site["rent"], more.site["rent"][:5])
    assert not np.array_equal(few.each["value"], fresh.each["value"])


@pytest.mark.parametrize("name", [
    "lease.single_tenant_stay_months", "lease.works_eur_per_m2", "membership.patience_months", "mutual_help.baseline",
    "membership.waiting_places", "membership.turnaround_months", "commons.reciprocity", "norms.kind_exponent",
])  # fmt: skip
def test_what_is_taken_to_have_no_effect_alone_has_none(bench, name):
    (number,) = [one for one in assumed_numbers(bench.proposal) if one.setting.name == name]
    variant = number.variant(number.high if number.high != number.here else number.low)
    assert bench._key(variant) == bench._key(Variant(settings=(("demand.rivalry", 0.3),)))
    members = bench.proposal.members
    found = []
    for one in (variant, AS_PROPOSED):
        apart = isolated(bench.scenario_of(one))
        place = apart.settings.place.model_copy(update={"units": 4})
        full = dataclasses.replace(apart, members=members, settings=apart.settings.model_copy(update={"place": place}))
        found.append(run_alone(full, range(5), 12, 3, 12).rest)
    np.testing.assert_array_equal(*found)


def test_fields_that_nobody_or_one_covers(bench):
    missing = missing_of(bench, 10)
    by_name = {one.name: one for one in missing.fields}
    assert by_name["wood"].own == ("Anna", "Bert")
    assert by_name["software"].own == ("Carla",)
    assert {"ceramics", "food", "textile"} <= {one.name for one in missing.uncovered}
    assert "software" in [one.name for one in missing.by_one]
    assert {one.name for one in missing.absences} == {"Anna", "Bert", "Carla", "Dora"}
    assert sum(runs for stage, runs in bench.spent.items() if "left out" in stage) >= 40


def test_recruiting_ranks_those_for_whom_there_is_room(bench):
    found = recruit(bench, "landlord", 120, 120, 10)
    assert {one.name for one in found.candidates} == {"Eva", "Fritz", "Hans"}
    assert found.too_large == ("Gigant",)
    hans = next(one for one in found.candidates if one.name == "Hans")
    eva = next(one for one in found.candidates if one.name == "Eva")
    assert hans.landlord.mean > eva.landlord.mean  # more area let from the first month on
    assert set(eva.competes_with) == {"Anna", "Bert"}
    assert found.team is not None
    assert len(found.team.names) <= 3
    assert found.team.gain.runs == found.singles.gain.runs


def test_levers_are_sorted_by_what_they_do(bench):
    levers = levers_of(bench, 600, 10)
    tried = {(one.setting, one.value) for one in levers.turned}
    assert ("commons.upkeep", "rota") in tried
    assert ("lease.kind", "single_tenant") not in tried
    sanctions = next(one for one in levers.turned if one.value == "expulsion")
    assert sanctions.was == "none"
    made = suiting(levers)
    assert len(made["better"]) + len(made["mixed"]) + len(made["worse"]) + made["even"] == len(levers.turned)


def test_the_value_at_which_a_conclusion_turns_is_found():
    (number,) = [one for one in assumed_numbers_of("base") if one.setting.name == "demand.rivalry"]
    truth = 0.62
    asked = []

    def margin(variant, of=1):
        asked.append(variant.settings[0][1])
        value = truth - asked[-1]
        return Estimate(value, value - 0.01, value + 0.01, 100)

    found = flipping._influence(number, Estimate(truth - number.here, 0.1, 0.5, 100), margin)
    assert found.flips_towards == "high"
    assert found.flips_at == pytest.approx(truth, abs=(number.high - number.here) / 2**flipping.HALVINGS)
    away = flipping._influence(number, Estimate(0.3, 0.1, 0.5, 100), lambda *_: Estimate(0.2, -0.1, 0.5, 100))
    assert (away.flips_at, away.flips_towards) == (None, "")


def assumed_numbers_of(name):
    scenario = mfsim.load(name)

    class Place:
        pass

    place = Place()
    place.scenario = scenario
    return assumed_numbers(place)


def test_assumed_numbers_are_those_that_have_an_effect_and_no_others():
    names = {one.setting.name for one in assumed_numbers_of("r84")}
    assert "demand.rivalry" in names
    assert "mutual_help.price" not in names  # only where help is paid
    assert not {name for name in names if name.startswith(("place.", "surplus."))}


def test_intervals_of_known_samples():
    rng = np.random.default_rng(0)
    held = sum(one.low <= 2.0 <= one.high for one in (mean_of(rng.normal(2.0, 1.0, 8)) for _ in range(2_000)))
    assert 0.94 <= held / 2_000 <= 0.96
    assert share_of(np.zeros(100)).low == 0.0
    assert share_of(np.zeros(100)).high == pytest.approx(0.037, abs=0.001)
    assert share_of(np.ones(100)).high == 1.0
    assert not mean_of(np.array([1.0, np.nan])).known
