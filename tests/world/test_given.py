"""What a members file says of a firm is what it is at the start, and moves nothing that is not given."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import live, only, opened

from mfsim.errors import ScenarioError
from mfsim.scenario.load import load
from mfsim.world.arrival import LEARNT_LEVEL
from mfsim.world.invariants import broken

NAMES = ("Anna", "Bert", "Carla")


def place(tmp_path, columns: str, *rows: str, **settings):
    """Three ceramicists, of whom the columns are given."""
    lines = [f"{name},ceramicist,2,{row}" for name, row in zip(NAMES, rows, strict=True)]
    (tmp_path / "members.csv").write_text("\n".join([f"name,trade,people,{columns}", *lines]) + "\n", encoding="utf-8")
    return load("base", {"members.file": str(tmp_path / "members.csv"), **settings})


def begun(tmp_path, columns: str, *rows: str, **settings):
    world = opened(place(tmp_path, columns, *rows, **settings))
    assert broken(world) == []
    return world


@pytest.mark.parametrize(
    ("column", "state", "value"),
    [
        ("outside_income_eur_month", "outside_income", 1_234.5),
        ("income_weight", "income_weight", 0.25),
        ("generosity", "generosity", 1.0),
        ("care", "care", 0.9),
        ("satisfaction", "satisfaction", 0.125),
        ("buys_near", "near_share", 0.9),
        ("people_in_a_year", "people_wanted_soon", 3.0),
        ("people_in_five_years", "people_wanted_later", 3.5),
        ("skill", None, 0.75),
    ],
)
def test_a_given_trait_is_the_firms_and_nobody_elses_moves(tmp_path, column, state, value):
    drawn = begun(tmp_path, column, "", "", "")
    given = begun(tmp_path, column, "", str(value), "")
    if state is None:
        own_field = given.firms[0, 1].own_field
        assert given.skill[0, own_field, 1] == value
        assert np.array_equal(given.skill[0][:, [0, 2]], drawn.skill[0][:, [0, 2]])
        return
    assert given.firms[state][0, 1] == value != drawn.firms[state][0, 1]
    for name in drawn.firms.dtype.names:
        assert np.array_equal(given.firms[name][0, [0, 2]], drawn.firms[name][0, [0, 2]], equal_nan=True), name
        if name not in (state, "smoothed_income", "development"):  # which begin with the outside income
            assert np.array_equal(given.firms[name][0, 1], drawn.firms[name][0, 1], equal_nan=True), name


def test_customers_are_shares_of_segments(tmp_path):
    world = begun(tmp_path, "customers", "shops 60 | households 20", "culture|public", "")
    segments = load("base").vocabulary.segments
    market = world.firms.market[0]
    assert dict(zip(segments, market[0], strict=True)) == dict.fromkeys(segments, 0.0) | {"shops": 0.75, "households": 0.25}
    assert dict(zip(segments, market[1], strict=True)) == dict.fromkeys(segments, 0.0) | {"culture": 0.5, "public": 0.5}
    assert (market[2] > 0).sum() > 2
    assert world.firms.market_length[0, 1] == pytest.approx(0.5**0.5)
    assert world.firms.rivals[0, 0] == pytest.approx(
        market[0] @ market[2] / np.linalg.norm(market[0]) / np.linalg.norm(market[2])
    )


def test_what_was_learnt_is_there(tmp_path):
    world = begun(tmp_path, "learnt", "wood | metal", "", "")
    fields = load("base").vocabulary.fields
    skill = dict(zip(fields, world.skill[0, :, 0], strict=True))
    without = dict(zip(fields, begun(tmp_path, "learnt", "", "", "").skill[0, :, 0], strict=True))
    for field in fields:
        least = LEARNT_LEVEL if field in ("wood", "metal") else 0.0
        assert skill[field] == max(least, without[field]), field


def test_hours_are_capacity(tmp_path):
    settings = {**only("demand", "production"), "demand.orders_per_person_month": 100.0}
    world = live(begun(tmp_path, "hours_per_month", "70", "", "210", **settings), 1)
    assert list(world.firms.capacity[0]) == [140.0, 280.0, 420.0]
    assert list(world.firms.hours_worked[0]) == [140.0, 280.0, 420.0]


def test_who_works_less_gives_less_help_and_earns_less(tmp_path):
    columns = "hours_per_month,generosity"
    half, full = (live(begun(tmp_path, columns, *[f"{hours},1"] * 3), 24) for hours in (40, 140))
    assert half.firms.worked_total.sum() < 0.6 * full.firms.worked_total.sum()
    assert broken(half) == []


def test_who_is_named_is_trusted(tmp_path):
    settings = {"community.known_tie": 0.3, "community.working_tie": 0.6}
    trust = begun(tmp_path, "knows,works_with", "Bert,Carla", ",", "Anna | Bert,", **settings).trust[0]
    assert trust.tolist() == [[0.0, 0.3, 0.6], [0.1, 0.0, 0.1], [0.3, 0.3, 0.0]]


def test_a_general_trust_above_that_in_those_named_is_kept(tmp_path):
    trust = begun(tmp_path, "knows", "Bert", "", "", **{"community.initial_tie": 0.7}).trust[0]
    assert sorted(set(trust.ravel().tolist())) == [0.0, 0.7]


def test_a_place_without_names_keeps_no_table_of_acquaintance(tmp_path):
    assert opened("mage").acquainted.shape == (0, 0)
    assert begun(tmp_path, "knows", "Bert", "", "").acquainted.shape == (3, 3)


@pytest.mark.parametrize(
    ("columns", "cell", "message"),
    [
        ("knows", "Brt", ":2: knows: 'Brt' is not another member; did you mean 'Bert'?"),
        ("works_with", "Anna", ":2: works_with: 'Anna' is unknown; expected another member: Bert, Carla"),
        ("learnt", "wood | wod", ":2: learnt: 'wod' is not a field of skill; did you mean 'wood'?"),
        ("customers", "shop 30 | households", ":2: customers: 'shop' is not a customer segment; did you mean 'shops'?"),
        ("customers", "shops 30 | households", ":2: customers: 'households' has no number"),
        ("customers", "shops 30 | shops 20", ":2: customers: 'shops' comes twice"),
        ("customers", "shops 0 | households 20", ":2: customers: 0 is not allowed"),
        ("hours_per_month", "0", ":2: hours_per_month: 0 is not allowed; expected a number from 1 to 700 h"),
        ("income_weight", "55", ":2: income_weight: 55 is not allowed; expected a number from 0 to 1"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path, columns, cell, message):
    with pytest.raises(ScenarioError) as refused:
        place(tmp_path, columns, cell, "", "")
    assert message in str(refused.value)
