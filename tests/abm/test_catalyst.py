"""The catalyst among the agents: there as long as the scenario says, and gone with the association."""

import pytest

from mfsim import Multifactory
from mfsim.abm.catalyst import Catalyst


def with_catalyst(role, months=3, **settings):
    changes = {"governance.catalyst": role, "governance.catalyst_months": months, **settings}
    return Multifactory("base", seed=0, **changes)


@pytest.mark.parametrize("role", ["facilitator", "director"])
def test_it_is_there_until_its_months_are_over(role):
    model = with_catalyst(role)
    seen = []
    for _ in range(5):
        model.step()
        seen.append([agent.role for agent in model.agents if isinstance(agent, Catalyst)])
    assert seen == [[role]] * 3 + [[], []]
    assert model.catalysts == []


def test_it_counts_down_and_brings_members_together():
    model = with_catalyst("facilitator")
    (catalyst,) = model.catalysts
    assert catalyst.months_left == 3
    brought_together = 0
    for left in (2, 1, 0):
        model.step()
        assert catalyst.months_left == left
        brought_together += catalyst.introductions
    assert brought_together == model.world.series["introductions"].sum() > 0
    assert repr(catalyst) == "<Catalyst of site 0, facilitator>"


def test_a_director_mediates_nothing():
    model = with_catalyst("director")
    model.step()
    assert [(one.cases_mediated, one.introductions) for one in model.catalysts] == [(0, 0)]


def test_without_one_there_is_none():
    assert Multifactory("base", seed=0).catalysts == []
    assert with_catalyst("facilitator", months=0).catalysts == []


def test_its_rows_are_collected():
    model = with_catalyst("facilitator", **{"place.sites": 2})
    model.run_for(2)
    rows = model.datacollector.get_agent_vars_dataframe().loc[1]
    assert rows[rows.agent == "Catalyst"].site.tolist() == [0, 1]


def test_it_goes_with_a_dissolved_association():
    model = with_catalyst("facilitator", months=24)
    model.step()
    model.world.sites["dissolved"][0] = True
    model.follow()
    assert model.catalysts == []
