"""The words of a scenario, as tables: fields of skill, customer segments, sectors, kinds of firm, trades, kinds of case.

The presets are the tables in ``presets/``; a scenario's own table (`members.vocabulary`) extends the trades.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from mfsim.errors import MOST_PROBLEMS, Problem, ScenarioError, shown
from mfsim.scenario.tables import Row, read_table

PRESETS = Path(__file__).parent / "presets"
MOST_TRADES = 1_000
KIND_COLUMNS = (
    "orders_factor",
    "order_size_factor",
    "fixed_cost_factor",
    "learning_factor",
    "income_weight",
    "art",
)
CASE_COLUMNS = ("case", "basic", "first", "second", "third")
MACHINE_COLUMNS = ("field", "machine")
INPUT_COLUMNS = ("sector", "supplier", "share")
TRADE_COLUMNS = (
    "trade", "sector", "kind", "goods", "own_field", "second_field", "second_level", "noise", "rate_factor",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of firm: factors near 1, and the weight of income in satisfaction."""

    orders_factor: float
    order_size_factor: float
    fixed_cost_factor: float
    learning_factor: float
    income_weight: float
    art: bool


@dataclass(frozen=True)
class Trade:
    """A trade; numbers refer to the names of `Words`."""

    sector: int
    kind: int
    goods: bool
    own_field: int
    second_field: int
    second_level: float
    noise: float
    rate_factor: float


@dataclass(frozen=True)
class Case:
    """A kind of case: the names of its resolutions, what it is, and its rank among those that institutions care about."""

    resolutions: tuple[str, ...]
    meaning: str
    rank: int


@dataclass(frozen=True, eq=False)
class Words:
    """What the names in a scenario mean.

    Attributes
    ----------
    fields, segments
        Names of fields of skill and of customer segments.
    sectors
        Shares of the segments in each sector.
    kinds, trades, cases
        By name, in the order of their numbers.
    machines
        Machine of a field of skill, for the fields that have one, the most common first.
    inputs
        Shares of what a sector buys that another sector makes, by sector and supplier; the rest is raw material.
    """

    fields: tuple[str, ...]
    segments: tuple[str, ...]
    sectors: dict[str, tuple[float, ...]]
    kinds: dict[str, Kind]
    trades: dict[str, Trade]
    cases: dict[str, Case]
    machines: dict[str, str]
    inputs: dict[str, dict[str, float]]


def load_words(extension: Path | None = None) -> Words:
    """Return the preset words, extended by a user's table of trades.

    Parameters
    ----------
    extension
        CSV file with the columns of ``presets/trades.csv``; a trade of the same name replaces the preset one.

    Raises
    ------
    ScenarioError
        If the extension has a bad row; all of them are listed.
    """
    words = _presets()
    if extension is None:
        return words
    return replace(words, trades={**words.trades, **_read_trades(extension, words)})


@cache
def _presets() -> Words:
    fields, segments = _names("fields", "field"), _names("segments", "segment")
    sectors = read_table(PRESETS / "sectors.csv", "table of sectors", ("sector", *segments), ("description",))
    words = Words(
        fields=fields,
        segments=segments,
        sectors={row["sector"].text: tuple(row[name].number(0, 1, "") for name in segments) for row in sectors},
        kinds={row["kind"].text: _read_kind(row) for row in _rows("kinds", ("kind", *KIND_COLUMNS))},
        trades={},
        cases={row["case"].text: _read_case(row) for row in _rows("cases", CASE_COLUMNS)},
        machines={row["field"].one_of(fields, "a field"): row["machine"].text for row in _rows("machines", MACHINE_COLUMNS)},
        inputs=_read_inputs(tuple(row["sector"].text for row in sectors)),
    )
    return replace(words, trades=_read_trades(PRESETS / "trades.csv", words))


def _read_inputs(sectors: tuple[str, ...]) -> dict[str, dict[str, float]]:
    inputs: dict[str, dict[str, float]] = {name: {} for name in sectors}
    for row in _rows("inputs", INPUT_COLUMNS):
        supplier = row["supplier"].one_of(sectors, "a sector")
        inputs[row["sector"].one_of(sectors, "a sector")][supplier] = row["share"].number(0, 1, "")
    return inputs


def _rows(table: str, columns: tuple[str, ...]) -> list[Row]:
    return read_table(PRESETS / f"{table}.csv", f"table of {table}", columns, ("description",))


def _names(table: str, column: str) -> tuple[str, ...]:
    return tuple(row[column].text for row in _rows(table, (column,)))


def _read_kind(row: Row) -> Kind:
    orders, order_size, fixed_cost, learning, income = (row[name].number(0, 10, "") for name in KIND_COLUMNS[:-1])
    return Kind(orders, order_size, fixed_cost, learning, income, row["art"].yes_or_no())


def _read_case(row: Row) -> Case:
    resolutions = tuple(row[name].text for name in CASE_COLUMNS[2:])
    return Case(resolutions, row["description"].text, int(row["basic"].number(1, 100, "", whole=True)))


def _read_trades(path: Path, words: Words) -> dict[str, Trade]:
    rows = read_table(path, "table of trades", TRADE_COLUMNS, ("description",))
    if len(rows) > MOST_TRADES:
        raise ScenarioError(Problem(f"{len(rows):,} trades", "", f"at most {MOST_TRADES:,}", None, str(path)))
    trades: dict[str, Trade] = {}
    problems: list[Problem] = []
    for row in rows:
        name = row["trade"].text.lower()
        try:
            trade = _read_trade(row, words)
        except ScenarioError as error:
            problems += error.problems
            if len(problems) >= MOST_PROBLEMS:
                break
            continue
        if not name or name in trades:
            problems.append(row["trade"].problem(f"{shown(name)} comes twice" if name else "the trade has no name"))
        trades[name] = trade
    if problems:
        raise ScenarioError(*problems)
    return trades


def _read_trade(row: Row, words: Words) -> Trade:
    sectors, kinds = tuple(words.sectors), tuple(words.kinds)
    return Trade(
        sector=sectors.index(row["sector"].one_of(sectors, "a sector")),
        kind=kinds.index(row["kind"].one_of(kinds, "a kind of firm")),
        goods=row["goods"].yes_or_no(),
        own_field=words.fields.index(row["own_field"].one_of(words.fields, "a field of skill")),
        second_field=words.fields.index(row["second_field"].one_of(words.fields, "a field of skill")),
        second_level=_required_number(row, "second_level", 0, 1),
        noise=_required_number(row, "noise", 0, 1),
        rate_factor=_required_number(row, "rate_factor", 0.01, 100),
    )


def _required_number(row: Row, column: str, low: float, high: float) -> float:
    if not row[column].text:
        raise ScenarioError(row[column].problem("missing", f"a number from {low:g} to {high:g}"))
    return row[column].number(low, high, "")
