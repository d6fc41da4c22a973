"""Sites that are unlike one another: each has the members that the file gives it, on one floor plan."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import equal, live, opened

from mfsim.errors import ScenarioError
from mfsim.report.watched import watch
from mfsim.scenario.load import load
from mfsim.world.invariants import broken
from mfsim.world.serials import SERIALS_PER_SITE, member_name

TWO = (
    "name,trade,site,knows\n"
    "Anna,woodworker,1,\n"
    "Bert,architect,2,Cleo\n"
    "Cleo,photographer,2,Dora\n"
    "Dora,metalworker,2,\n"
)  # fmt: skip


def _scenario(tmp_path, text=TWO, **changes):
    path = tmp_path / "members.csv"
    path.write_text(text, encoding="utf-8")
    return load({"members": {"file": str(path)}}, changes)


def _names(scenario, world, site):
    serials = [int(serial) for serial in world.firms.serial[site] if serial >= 0]
    assert all(serial // SERIALS_PER_SITE == site for serial in serials)
    return [member_name(scenario, serial) for serial in serials]


def test_each_site_has_its_own_members(tmp_path):
    scenario = _scenario(tmp_path)
    assert (scenario.settings.place.sites, scenario.settings.place.units) == (2, 3)
    world = opened(scenario, months=24)
    assert _names(scenario, world, 0) == ["Anna"]
    assert _names(scenario, world, 1) == ["Bert", "Cleo", "Dora"]
    trades = scenario.vocabulary.trades
    assert [trades[trade] for trade in world.firms.trade[1]] == ["architect", "photographer", "metalworker"]
    p = scenario.settings.community
    assert world.trust[1, 0].tolist() == [0.0, p.known_tie, p.initial_tie]
    assert world.trust[1, 1].tolist() == [p.initial_tie, 0.0, p.known_tie]
    assert not np.any(world.trust[0])
    for month in range(1, 25):
        live(world, 1, first=month)
        assert broken(world) == []


def test_newcomers_are_drawn_on_every_site(tmp_path):
    changes = {"membership.applicants_per_unit_month": 1.0, "place.units": 6}
    world = live(opened(_scenario(tmp_path, **changes), months=6), 6)
    assert np.all(world.series["entries"].sum(axis=0) > 0)


def test_a_member_is_the_same_whichever_sites_there_are(tmp_path):
    """The first site alone, as the page of one run looks at it, is that of the whole."""
    scenario = _scenario(tmp_path)
    watched = watch(scenario, run=0, months=6, seed=0)
    assert equal(np.asarray(watched.series), np.asarray(live(opened(scenario, months=6), 6).series[:, 0]))


def test_they_can_be_partners(tmp_path):
    world = live(opened(_scenario(tmp_path, **{"processes.network": True, "network.nomad_share": 1.0}), months=12), 12)
    assert world.series["stays"].sum() > 0


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("woodworker,1", "woodworker,", "'Anna' has no site"),
        ("photographer,2,Dora", "photographer,2,Anna", "'Cleo' names 'Anna', who is on another site"),
        ("woodworker,1", "woodworker,0", "members.csv:2"),
        ("woodworker,1", "woodworker,3", "no members for site 1"),
    ],
)
def test_what_does_not_fit_is_said(tmp_path, old, new, problem):
    with pytest.raises(ScenarioError) as caught:
        _scenario(tmp_path, TWO.replace(old, new))
    assert problem in str(caught.value)
    assert "members.csv" in str(caught.value)


def test_sites_and_areas_must_fit(tmp_path):
    with pytest.raises(ScenarioError, match="3 sites, and members of 2"):
        _scenario(tmp_path, **{"place.sites": 3})
    with pytest.raises(ScenarioError, match="'Anna' has an area of its own"):
        _scenario(tmp_path, "name,trade,site,area_m2\nAnna,woodworker,1,30\nBert,architect,2,\n")
