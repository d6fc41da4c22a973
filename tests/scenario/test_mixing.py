"""A mix of a chosen diversity: so many effective sectors, the same size and skill, and nothing unknown let through."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import opened

from mfsim.errors import ScenarioError
from mfsim.scenario.load import load
from mfsim.scenario.mixing import sector_shares

SECTORS = 13


def mix(effective, **settings):
    return {"members.mix": "sectors", "members.effective_sectors": float(effective)} | settings


def sectors_of(scenario):
    shares = Counter()
    for name, weight in scenario.settings.members.trades.items():
        shares[scenario.words.trades[name].sector] += weight
    return shares


def hill(shares):
    total = sum(shares)
    return math.exp(-sum(one / total * math.log(one / total) for one in shares if one > 0.0))


@given(st.floats(1.0, SECTORS))
def test_shares_have_the_effective_number_asked_for(effective):
    shares = sector_shares(effective)
    assert math.isclose(sum(shares), 1.0)
    assert math.isclose(hill(shares), effective, rel_tol=1e-9)


@pytest.mark.parametrize("effective", [1, 2.5, 6, 13])
def test_trades_are_of_so_many_sectors(effective):
    assert hill(sectors_of(load("base", mix(effective))).values()) == pytest.approx(effective)


def test_over_all_first_sectors_each_sector_has_the_same_share():
    names = tuple(load("base").words.sectors)
    total = Counter()
    for first in names:
        total.update(sectors_of(load("base", mix(4, **{"members.first_sector": first}))))
    assert np.allclose([total[sector] for sector in range(SECTORS)], 1.0)


def test_size_and_skill_are_the_same_at_every_diversity():
    worlds = [opened("base", mix(effective, **{"place.units": 60}), months=1) for effective in (1, 4, 10)]
    first = worlds[0].firms[0]
    assert len(np.unique(first.sector)) == 1
    assert len(np.unique(worlds[2].firms[0].sector)) > 6
    for world in worlds[1:]:
        firms = world.firms[0]
        assert not np.array_equal(firms.trade, first.trade)
        for name in ("people", "age_months", "cash", "generosity", "outside_income", "area", "value"):
            assert np.array_equal(firms[name], first[name]), name
    levels = [
        np.array([world.skill[0, firm.own_field, unit] for unit, firm in enumerate(world.firms[0])]) for world in worlds
    ]
    assert np.allclose(levels[0], levels[1], atol=0.35)
    assert abs(levels[0].mean() - levels[1].mean()) < 0.01
    assert abs(levels[0].mean() - levels[2].mean()) < 0.01


def test_weights_hold_within_a_sector():
    weights = {"furniture maker": 3.0, "woodworker": 1.0, "baker": 5.0, "artist": 1.0}
    shares = load("base", mix(2, **{"members.trades": weights})).settings.members.trades
    assert shares["furniture maker"] == pytest.approx(3 * shares["woodworker"])
    assert len(shares) == 3  # wood first, then the next sector in steps of five that has a weight


def test_without_goods_makers_there_are_fewer_sectors():
    services = {"principles.productive_vocation": False}
    scenario = load("base", mix(5, **services))
    assert not any(scenario.words.trades[name].goods for name in scenario.settings.members.trades)
    with pytest.raises(ScenarioError, match=r"effective_sectors: 13 sectors are too many; expected at most \d+, those"):
        load("base", mix(13, **services))


@pytest.mark.parametrize(("settings", "parts"), [
    (mix(3, **{"members.trades": {"artits": 1.0}}), ["unknown trade", "'artist'"]),
    (mix(3, **{"principles.diversity": False}), ["would have no effect"]),
    ({"members.effective_sectors": 3.0}, ["would have no effect", 'members.mix = "sectors"']),
    (mix(0.5), ["from 1 to 13"]),
])  # fmt: skip
def test_mistakes_are_told(settings, parts):
    with pytest.raises(ScenarioError) as caught:
        load("base", settings)
    for part in parts:
        assert part in str(caught.value)


def test_a_principle_that_is_off_lets_no_unknown_trade_through():
    with pytest.raises(ScenarioError, match="unknown trade"):
        load("base", {"principles.productive_vocation": False, "members.trades": {"artits": 1.0}})
