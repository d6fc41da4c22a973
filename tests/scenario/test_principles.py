"""The three principles as switches: what each sets aside, all eight together, and what does not go with them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import get_args

import numpy as np
import pytest
from worlds import live, opened

from mfsim.engine.run import run_batch
from mfsim.errors import ScenarioError
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.alone import isolated
from mfsim.scenario.load import load
from mfsim.scenario.principles import Principles
from mfsim.scenario.resolving import COMMUNITY_OFF
from mfsim.world.invariants import broken

NAMES = ("community_project", "diversity", "productive_vocation")
EIGHT = list(product((True, False), repeat=3))


def with_principles(scenario, values, **settings):
    return load(scenario, {f"principles.{name}": on for name, on in zip(NAMES, values, strict=True)} | settings)


@pytest.mark.parametrize("scenario", ["base", "mage", "r84"])
@pytest.mark.parametrize("values", EIGHT)
def test_all_eight_run(scenario, values):
    loaded = with_principles(scenario, values)
    world = opened(loaded, months=3)
    for month in range(1, 4):
        live(world, 1, first=month)
        assert broken(world) == []
    firms = world.firms[world.firms.serial >= 0]
    community, diversity, vocation = values
    if not diversity:
        assert len(np.unique(firms.sector)) == 1
    if not vocation:
        assert not firms.goods.any()
    if not community:
        assert world.series.help_hours.sum() == 0.0
        assert world.series.projects_taken.sum() == 0.0
        assert world.series.upkeep_hours.sum() == 0.0
        assert world.series.staff_hours.sum() > 0.0
    assert len(firms) >= 0.7 * world.firms.size


def test_on_by_default_they_change_nothing():
    for scenario in ("base", "mage"):
        assert with_principles(scenario, (True, True, True)).hash == load(scenario).hash


@pytest.mark.parametrize("name", NAMES)
def test_each_moves_outcomes_and_not_those_that_it_leaves_alone(name):
    shown = [one for one in OUTCOMES if one.name in ("help_hours", "hill_sectors", "income", "rivals", "single_tenant_rent")]
    runs = [run_batch(load("base", {f"principles.{name}": on}), runs=range(4), months=24, workers=1) for on in (True, False)]
    found = {one.name: not np.allclose(*map(one.measure, runs), equal_nan=True) for one in shown}
    assert found["income"]
    assert not found["single_tenant_rent"], "another process's draws are left alone"
    if name != "community_project":
        assert found["hill_sectors"]
        assert found["rivals"]
    else:
        assert found["help_hours"]


def test_what_is_changed_can_be_seen_in_the_settings():
    settings = load("base", {"principles.community_project": False}).settings
    for name, value in COMMUNITY_OFF.items():
        section, _, key = name.partition(".")
        assert getattr(getattr(settings, section), key) == value
    trades = load("base", {"principles.productive_vocation": False}).settings.members.trades
    words = load("base").words
    assert set(trades) == {name for name, trade in words.trades.items()
                           if not trade.goods and tuple(words.kinds)[trade.kind] != "artisan"}  # fmt: skip


def test_without_diversity_the_share_of_goods_makers_stays():
    words = load("base").words
    before = np.mean([trade.goods for trade in words.trades.values()])
    weights = load("base", {"principles.diversity": False}).settings.members.trades
    assert sum(weights.values()) == pytest.approx(1.0)
    assert sum(weight for name, weight in weights.items() if words.trades[name].goods) == pytest.approx(before)
    assert {tuple(words.sectors)[words.trades[name].sector] for name in weights} == {"design_communication"}


def test_named_members_keep_all_but_the_trade():
    before, after = load("mage").members, load("mage", {"principles.diversity": False}).members
    words = load("mage").words
    trades = list(words.trades.values())
    for one, two in zip(before, after, strict=True):
        assert repr(replace(two, trade=one.trade)) == repr(one)
    assert [trades[one.trade].goods for one in before] == [trades[one.trade].goods for one in after]
    served = load("mage", {"principles.productive_vocation": False}).members
    for one, two in zip(before, served, strict=True):
        if not trades[one.trade].goods and tuple(words.kinds)[trades[one.trade].kind] != "artisan":
            assert one.trade == two.trade


def test_switched_on_again_it_is_as_before():
    """A scenario made from one with principles off does not keep what was set aside."""
    off = with_principles("mage", (False, False, False))
    on = off.with_settings({f"principles.{name}": True for name in NAMES})
    assert on.hash == load("mage").hash
    assert repr(off.with_settings({"demand.rivalry": 0.1}).members) == repr(off.members)


def test_alone_the_members_are_the_same_as_together():
    off = with_principles("base", (False, False, True))
    assert isolated(off).settings.members.trades == off.settings.members.trades
    assert isolated(isolated(off)).hash == isolated(off).hash


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"principles.community_project": False, "governance.decision": "cells"}, "governance.decision.*does not go with"),
        ({"principles.community_project": False, "commons.upkeep": "rota"}, "commons.upkeep.*does not go with"),
        ({"principles.community_project": False, "processes.governance": False}, "would have no effect"),
        ({"principles.community_project": False, "joint_projects.shares": "equal"}, "joint_projects.shares.*no effect"),
        ({"principles.sector": "food"}, "principles.sector.*no effect"),
        ({"principles.diversity": False, "principles.productive_vocation": False, "principles.sector": "food"},
         "no trade that only renders services"),
    ],
)  # fmt: skip
def test_what_does_not_go_with_them_is_refused_with_the_reason(settings, message):
    with pytest.raises(ScenarioError, match=message):
        load("base", settings)


def test_what_they_ask_for_may_be_set_as_well():
    assert load("base", {"principles.community_project": False, "governance.decision": "manager"}).settings


def test_the_sectors_are_those_of_the_vocabulary():
    assert get_args(Principles.model_fields["sector"].annotation) == tuple(load("base").words.sectors)
