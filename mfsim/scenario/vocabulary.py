"""The words of a scenario: fields of skill, customer segments, sectors, kinds of firm and trades.

The presets are tables beside this file; a scenario's own table of trades (`members.vocabulary`) extends them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mfsim.errors import Problem, ScenarioError
from mfsim.scenario.tables import Row, read_table

PRESETS = Path(__file__).parent / "presets"
LEVEL_ELSEWHERE = 0.1
MOST_TRADES = 1_000
KIND_COLUMNS = ("orders_factor", "order_size_factor", "fixed_cost_factor", "learning_factor", "income_weight")
TRADE_COLUMNS = (
    "trade", "sector", "kind", "goods", "own_field", "second_field", "second_level", "noise", "rate_factor",
)  # fmt: skip

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What the names in a scenario mean, as arrays: T trades, K fields, G segments, S sectors, J kinds.

    Attributes
    ----------
    fields, segments, sectors, kinds, trades
        Names; positions in them are the numbers in the arrays.
    trade_sector, trade_kind, trade_own_field
        Shape (T,).
    trade_goods
        Shape (T,): makes goods, not only services.
    trade_skill
        Shape (T, K): level in each field relative to that in the own field; 0.1 in fields not named.
    trade_noise
        Shape (T,): noise and dust that it makes, 0-1.
    trade_rate_factor
        Shape (T,): usual billing rate relative to the scenario's.
    trade_market
        Shape (T, G): shares of the customer segments in its sector; each row sums to 1.
    kind_orders, kind_order_size, kind_fixed_cost, kind_learning
        Shape (J,): factors, near 1; the first two have the product 1, so that no kind gets more work.
    kind_income_weight
        Shape (J,): weight of income, against time and learning, in satisfaction, 0-1.
    kind_art
        Shape (J,): is an artist.
    """

    fields: tuple[str, ...]
    segments: tuple[str, ...]
    sectors: tuple[str, ...]
    kinds: tuple[str, ...]
    trades: tuple[str, ...]
    trade_sector: Integers
    trade_kind: Integers
    trade_own_field: Integers
    trade_goods: Flags
    trade_skill: Floats
    trade_noise: Floats
    trade_rate_factor: Floats
    trade_market: Floats
    kind_orders: Floats
    kind_order_size: Floats
    kind_fixed_cost: Floats
    kind_learning: Floats
    kind_income_weight: Floats
    kind_art: Flags


@dataclass(frozen=True)
class Trade:
    """One row of a table of trades, checked."""

    sector: int
    kind: int
    goods: bool
    own_field: int
    skill: tuple[float, ...]
    noise: float
    rate_factor: float


@dataclass(frozen=True, eq=False)
class Words:
    """The preset tables that a table of trades refers to."""

    fields: tuple[str, ...]
    segments: tuple[str, ...]
    sectors: tuple[str, ...]
    kinds: tuple[str, ...]
    market: Floats
    kind_numbers: Floats
    kind_art: Flags


@cache
def load_words() -> Words:
    """Return the preset fields, segments, sectors and kinds."""
    fields = _names("fields", "field")
    segments = _names("segments", "segment")
    sectors = read_table(PRESETS / "sectors.csv", "table of sectors", ("sector", *segments), ("description",))
    kinds = read_table(
        PRESETS / "kinds.csv", "table of kinds", ("kind", *KIND_COLUMNS, "art"), ("description",)
    )
    return Words(
        fields=fields,
        segments=segments,
        sectors=tuple(row["sector"].text for row in sectors),
        kinds=tuple(row["kind"].text for row in kinds),
        market=np.array([[row[name].number(0, 1, "") for name in segments] for row in sectors]),
        kind_numbers=np.array([[row[name].number(0, 10, "") for name in KIND_COLUMNS] for row in kinds]),
        kind_art=np.array([row["art"].yes_or_no() for row in kinds]),
    )


def load_vocabulary(extension: Path | None = None) -> Vocabulary:
    """Return the preset vocabulary, extended by a user's table of trades.

    Parameters
    ----------
    extension
        CSV file with the columns of ``presets/trades.csv``; a trade of the same name replaces the preset one.

    Raises
    ------
    ScenarioError
        If the extension has a bad row; all of them are listed.
    """
    words = load_words()
    trades = dict(_preset_trades())
    if extension is not None:
        trades.update(_read_trades(extension, words))
    return _assemble(words, trades)


@cache
def _preset_trades() -> tuple[tuple[str, Trade], ...]:
    return tuple(_read_trades(PRESETS / "trades.csv", load_words()).items())


def _names(table: str, column: str) -> tuple[str, ...]:
    rows = read_table(PRESETS / f"{table}.csv", f"table of {table}", (column,), ("description",))
    return tuple(row[column].text for row in rows)


def _read_trades(path: Path, words: Words) -> dict[str, Trade]:
    rows = read_table(path, "table of trades", TRADE_COLUMNS, ("description",))
    trades: dict[str, Trade] = {}
    problems: list[Problem] = []
    for row in rows[:MOST_TRADES]:
        name = row["trade"].text.lower()
        try:
            trade = _read_trade(row, words)
        except ScenarioError as error:
            problems += error.problems
            continue
        if not name or name in trades:
            problems.append(
                row["trade"].problem(f"'{name}' comes twice" if name else "the trade has no name")
            )
        trades[name] = trade
    if len(rows) > MOST_TRADES:
        problems.append(
            rows[MOST_TRADES]["trade"].problem(f"{len(rows):,} trades", f"at most {MOST_TRADES:,}")
        )
    if problems:
        raise ScenarioError(*problems)
    return trades


def _read_trade(row: Row, words: Words) -> Trade:
    own = words.fields.index(row["own_field"].one_of(words.fields, "a field of skill"))
    second = words.fields.index(row["second_field"].one_of(words.fields, "a field of skill"))
    skill = [LEVEL_ELSEWHERE] * len(words.fields)
    skill[second] = _required_number(row, "second_level", 0, 1)
    skill[own] = 1.0
    return Trade(
        sector=words.sectors.index(row["sector"].one_of(words.sectors, "a sector")),
        kind=words.kinds.index(row["kind"].one_of(words.kinds, "a kind of firm")),
        goods=row["goods"].yes_or_no(),
        own_field=own,
        skill=tuple(skill),
        noise=_required_number(row, "noise", 0, 1),
        rate_factor=_required_number(row, "rate_factor", 0.01, 100),
    )


def _required_number(row: Row, column: str, low: float, high: float) -> float:
    if not row[column].text:
        raise ScenarioError(row[column].problem("missing", f"a number from {low:g} to {high:g}"))
    return row[column].number(low, high, "")


def _assemble(words: Words, named: dict[str, Trade]) -> Vocabulary:
    trades = tuple(named.values())
    sector = np.array([trade.sector for trade in trades], dtype=np.int64)
    orders, order_size, fixed_cost, learning, income_weight = np.ascontiguousarray(words.kind_numbers.T)
    return Vocabulary(
        fields=words.fields,
        segments=words.segments,
        sectors=words.sectors,
        kinds=words.kinds,
        trades=tuple(named),
        trade_sector=sector,
        trade_kind=np.array([trade.kind for trade in trades], dtype=np.int64),
        trade_own_field=np.array([trade.own_field for trade in trades], dtype=np.int64),
        trade_goods=np.array([trade.goods for trade in trades], dtype=np.bool_),
        trade_skill=np.array([trade.skill for trade in trades], dtype=np.float64),
        trade_noise=np.array([trade.noise for trade in trades], dtype=np.float64),
        trade_rate_factor=np.array([trade.rate_factor for trade in trades], dtype=np.float64),
        trade_market=words.market[sector],
        kind_orders=orders,
        kind_order_size=order_size,
        kind_fixed_cost=fixed_cost,
        kind_learning=learning,
        kind_income_weight=income_weight,
        kind_art=words.kind_art,
    )
