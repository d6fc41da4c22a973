"""Settings changed in a checked scenario: the same scenario, or the same error, as if all of it were checked anew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mfsim
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.shipped import shipped_folder
from mfsim.scenario.varying import Variants
from tests.strategies import SETTINGS

MEMBERS = [str(shipped_folder() / "members" / f"{name}.csv") for name in ("mage", "mob", "r84-founders")]
TRADES = ["woodworker", "furniture maker", "craft maker", "no such trade"]
BASES = {
    "base": load("base"),
    "mage": load("mage"),
    "sectors": load("base", {"members.mix": "sectors", "members.effective_sectors": 4.0}),
    "one sector": load("mage", {"principles.diversity": False}),
    "no community": load("mage", {"principles.community_project": False}),
    "a ring": load("base", {"place.contact": "ring", "place.ring_neighbours": 2}),
}
VARIANTS = {name: Variants(scenario) for name, scenario in BASES.items()}
ANYTHING = st.one_of(st.booleans(), st.integers(-2, 50), st.floats(-1.0, 60.0), st.just("manager"), st.none(), st.just({}))
STRUCTURE = {
    "members.file": st.sampled_from([*MEMBERS, "nowhere.csv", ""]),
    "norms.book": st.sampled_from(["house", "none"]),
    "members.mix": st.sampled_from(["trades", "sectors"]),
    "members.effective_sectors": st.floats(1.0, 12.0),
    "members.trades": st.dictionaries(st.sampled_from(TRADES), st.floats(-0.1, 1.0), max_size=3),
    "principles.community_project": st.booleans(),
    "principles.diversity": st.booleans(),
    "principles.productive_vocation": st.booleans(),
    "place.units": st.integers(1, 40),
    "place.sites": st.integers(1, 3),
    "place.contact": st.sampled_from(["distance", "complete", "ring"]),
    "governance.decision": st.sampled_from(["none", "manager", "assembly"]),
    "norms.origin": st.sampled_from(["emergent", "copied", "statutory"]),
    "demand": st.just({"rivalry": 0.2}),
    "sources": st.just({}),
    "no.such": st.just(1),
    "places.units": st.just(1),
}


@st.composite
def changes(draw):
    """Some settings anywhere in their range, some that change much, and sometimes one that is not allowed."""
    names = draw(st.lists(st.sampled_from(sorted(SETTINGS)), unique=True, max_size=4))
    structure = draw(st.lists(st.sampled_from(sorted(STRUCTURE)), unique=True, max_size=2))
    values = {name: draw(SETTINGS[name]) for name in names} | {name: draw(STRUCTURE[name]) for name in structure}
    if draw(st.integers(0, 3)) == 0:
        values |= draw(st.dictionaries(st.sampled_from(sorted(SETTINGS)), ANYTHING, max_size=1))
    return values


def found(make, values):
    try:
        return make(values)
    except mfsim.MfsimError as error:
        return type(error), str(error)


def assert_same(variants, scenario, values):
    expected, now = found(scenario.with_settings, values), found(variants.at, values)
    if not isinstance(expected, LoadedScenario):
        assert now == expected
        return
    one, other = (scenario.settings.model_dump_json(exclude={"sources"}) for scenario in (now, expected))
    assert one == other
    assert [repr(one) for one in now.members] == [repr(one) for one in expected.members]
    for name in ("name", "path", "book", "files", "hash"):
        assert getattr(now, name) == getattr(expected, name)
    assert now.document.values == expected.document.values


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(BASES)), changes())
def test_a_variant_is_the_scenario_with_these_settings(base, values):
    assert_same(VARIANTS[base], BASES[base], values)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("values", [
    {}, {"demand.rivalry": 0.3}, {"demand.rivalry": -0.0}, {"demand.rivalry": 3.0}, {"demand.rivalri": 0.3},
    {"place.units": True}, {"place.ring_seed": 3}, {"place.contact": "ring", "place.ring_seed": 3},
    {"place.contact": "distance"},
    {"members.file": MEMBERS[1]}, {"members.trades": {"woodworker": 1.0}}, {"members.trades": {"woodwrker": 1.0}},
    {"members.effective_sectors": 3.5}, {"members.effective_sectors": 12.0}, {"principles.diversity": False},
    {"norms.origin": "copied"}, {"norms.origin": "copied", "norms.book": "house"}, {"demand.required_level_low": 0.9},
    {"processes.governance": False}, {"commons.upkeep": "staff", "processes.governance": False},
    {"members.occupied_at_start": 0.5}, {"founding.start": "space_first"}, {"place.sites": 60_000, "place.units": 900},
    {"membership.letting": "hazard"},
])  # fmt: skip
def test_a_variant_of_each_kind(base, values):
    assert_same(VARIANTS[base], BASES[base], values)


def test_a_section_that_nothing_changes_is_not_made_again():
    scenario = VARIANTS["mage"].at({"demand.rivalry": 0.3})
    assert scenario.settings.lease is VARIANTS["mage"].at({"demand.rivalry": 0.4}).settings.lease
    assert scenario.members is BASES["mage"].members
