# ruff: noqa: E501 (a message is easier to read whole)
"""Trades, fields, segments, sectors and kinds: the presets and a user's extension."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mfsim.errors import ScenarioError
from mfsim.scenario.trades import TRADE_COLUMNS, load_words
from mfsim.scenario.vocabulary import LEVEL_ELSEWHERE, vocabulary_of

TRADES_OF_MAGE = (
    "craft maker", "sewer", "dressmaker", "bag maker", "bicycle maker", "laser cutting", "3d printing", "photographer",
    "architect", "jeweller", "filmmaker", "artist", "woodworker", "furniture maker", "ceramicist",
    "leather goods maker", "social researcher", "consultant", "association",
)  # fmt: skip


def test_trades_of_the_book_are_known():
    assert set(TRADES_OF_MAGE) <= set(vocabulary_of(load_words()).trades)


def test_arrays_have_their_types_and_shapes():
    words = vocabulary_of(load_words())
    trades, fields, segments = len(words.trades), len(words.fields), len(words.segments)
    assert words.trade_skill.shape == (trades, fields)
    assert words.trade_market.shape == (trades, segments)
    for name in ("trade_sector", "trade_kind", "trade_own_field"):
        assert getattr(words, name).dtype == np.int64
    for name in ("trade_goods", "kind_art"):
        assert getattr(words, name).dtype == np.bool_
    for name in (
        "trade_skill",
        "trade_noise",
        "trade_rate_factor",
        "trade_market",
        "kind_orders",
        "kind_income_weight",
    ):
        assert getattr(words, name).dtype == np.float64
        assert np.isfinite(getattr(words, name)).all()


def test_market_shares_sum_to_one():
    np.testing.assert_allclose(vocabulary_of(load_words()).trade_market.sum(axis=1), 1.0, atol=1e-12)


def test_no_kind_gets_more_work_or_a_better_rate_by_construction():
    words = vocabulary_of(load_words())
    np.testing.assert_allclose(words.kind_orders * words.kind_order_size, 1.0, atol=1e-12)
    assert words.trade_rate_factor.mean() == pytest.approx(1.0, abs=0.02)
    assert [kind for kind, art in zip(words.kinds, words.kind_art, strict=True) if art] == ["artist"]


def test_own_field_leads_and_unnamed_fields_are_low():
    words = vocabulary_of(load_words())
    own = words.trade_skill[np.arange(len(words.trades)), words.trade_own_field]
    assert (own == 1.0).all()
    assert ((words.trade_skill > LEVEL_ELSEWHERE).sum(axis=1) <= 2).all()


def extension(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "trades.csv"
    path.write_text("\n".join([",".join(TRADE_COLUMNS), *rows]), encoding="utf-8")
    return path


def test_a_table_of_trades_adds_and_replaces(tmp_path):
    path = extension(
        tmp_path,
        "basket maker,craft_objects,artisan,yes,wood,design,0.3,0.1,0.8",
        "ceramicist,craft_objects,artist,true,ceramics,art,0.5,0.2,0.7",
    )
    before, after = vocabulary_of(load_words()), vocabulary_of(load_words(path))
    assert after.trades == (*before.trades, "basket maker")
    assert after.trade_rate_factor[after.trades.index("ceramicist")] == 0.7
    assert before.trade_rate_factor[before.trades.index("ceramicist")] != 0.7


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,craft_object,artisan,yes,wood,design,0.3,0.1,0.8", "2: sector: 'craft_object' is not a sector; did you mean 'craft_objects'?"),
        ("a,arts,artisan,maybe,wood,design,0.3,0.1,0.8", "2: goods: 'maybe' is unknown; expected true or false"),
        ("a,arts,artisan,yes,wood,design,,0.1,0.8", "2: second_level: missing; expected a number from 0 to 1"),
        ("a,arts,artisan,yes,wood,design,0.3,1.1,0.8", "2: noise: 1.1 is not allowed; expected a number from 0 to 1"),
        (",arts,artisan,yes,wood,design,0.3,0.1,0.8", "2: trade: the trade has no name"),
    ],
)  # fmt: skip
def test_a_bad_trade_is_refused(tmp_path, row, message):
    with pytest.raises(ScenarioError) as refused:
        load_words(extension(tmp_path, row))
    assert message in str(refused.value)


def test_a_trade_may_not_come_twice_in_one_table(tmp_path):
    row = "basket maker,craft_objects,artisan,yes,wood,design,0.3,0.1,0.8"
    with pytest.raises(ScenarioError, match="3: trade: 'basket maker' comes twice"):
        load_words(extension(tmp_path, row, row))


# Machines and inputs


def test_machines_belong_to_fields_and_keep_the_order_of_their_table():
    words = vocabulary_of(load_words())
    numbers = words.field_machine[words.field_machine >= 0]
    assert sorted(numbers) == list(range(len(load_words().machines)))
    assert [words.field_machine[words.fields.index(field)] for field in load_words().machines] == list(range(len(numbers)))
    without = {field for field, number in zip(words.fields, words.field_machine, strict=True) if number < 0}
    assert without == {"building", "research", "management"}


def test_every_trade_that_makes_goods_can_need_a_machine():
    words = vocabulary_of(load_words())
    own, second = (words.field_machine[fields] for fields in (words.trade_own_field, words.trade_second_field))
    assert ((own >= 0) | (second >= 0))[words.trade_goods].all()


def test_inputs_are_shares_of_what_a_sector_buys_and_some_is_always_raw_material():
    inputs = vocabulary_of(load_words()).sector_inputs
    sectors = len(vocabulary_of(load_words()).sectors)
    assert inputs.shape == (sectors, sectors)
    assert (inputs >= 0.0).all()
    assert ((inputs.sum(axis=1) > 0.0) & (inputs.sum(axis=1) < 0.75)).all()


def test_who_makes_nothing_of_the_chain_is_not_counted_on_by_all():
    """A chain in which every sector sold to every other would make any mix of members a local chain."""
    inputs = vocabulary_of(load_words()).sector_inputs
    assert (inputs > 0.0).mean() < 0.5
    food = vocabulary_of(load_words()).sectors.index("food")
    assert (np.diag(inputs) > 0.0).nonzero()[0].tolist() == [food]


def test_the_tables_in_the_page_of_scenarios_are_those_of_the_presets():
    page = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    words = load_words()
    for field, machine in words.machines.items():
        assert f"| {field} | {machine} |" in page
    for sector, suppliers in words.inputs.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| {sector} | ") and line.count("|") == 4
                   and "%" not in line and line.rstrip(" |").rsplit("| ", 1)[-1].isdigit())  # fmt: skip
        named = [part.split(" (")[0] for part in row.split(" | ")[1].split("), ")]
        assert named == [f"{supplier} {100 * share:.0f}" for supplier, share in suppliers.items()]
        assert row.endswith(f"| {100 * sum(suppliers.values()):.0f} |")
