"""The words of a scenario as arrays, for the model: what each trade and kind of firm means in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.scenario.trades import Trade, Words

LEVEL_ELSEWHERE = 0.1

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What names in a scenario mean, as arrays: T trades, K fields, G segments, S sectors, J kinds, M kinds of case.

    Attributes
    ----------
    fields, segments, sectors, kinds, trades, cases
        Names; positions in them are the numbers in the arrays.
    trade_sector, trade_kind, trade_own_field
        Shape (T,).
    trade_second_field
        Shape (T,): field of the trade's lesser skill.
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
    field_machine
        Shape (K,): place of the field's machine in the table of machines, -1 for a field that needs none.
    sector_inputs
        Shape (S, S): share of what the row's sector buys that the column's sector makes.
    case_resolutions
        Names of the resolutions of each kind of case.
    case_institutions
        Shape (M,): kinds of case in the order in which institutions care about them.
    """

    fields: tuple[str, ...]
    segments: tuple[str, ...]
    sectors: tuple[str, ...]
    kinds: tuple[str, ...]
    trades: tuple[str, ...]
    cases: tuple[str, ...]
    trade_sector: Integers
    trade_kind: Integers
    trade_own_field: Integers
    trade_second_field: Integers
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
    field_machine: Integers
    sector_inputs: Floats
    case_resolutions: tuple[tuple[str, ...], ...]
    case_institutions: Integers


@lru_cache(maxsize=8)
def vocabulary_of(words: Words) -> Vocabulary:
    """Return the arrays of the words of a scenario; they are made once and must not be written to."""
    trades, kinds = list(words.trades.values()), list(words.kinds.values())
    market, sectors, machines = tuple(words.sectors.values()), tuple(words.sectors), tuple(words.machines)
    return Vocabulary(
        fields=words.fields,
        segments=words.segments,
        sectors=sectors,
        kinds=tuple(words.kinds),
        trades=tuple(words.trades),
        cases=tuple(words.cases),
        trade_sector=_fixed([trade.sector for trade in trades], np.int64),
        trade_kind=_fixed([trade.kind for trade in trades], np.int64),
        trade_own_field=_fixed([trade.own_field for trade in trades], np.int64),
        trade_second_field=_fixed([trade.second_field for trade in trades], np.int64),
        trade_goods=_fixed([trade.goods for trade in trades], np.bool_),
        trade_skill=_fixed([_levels(trade, len(words.fields)) for trade in trades], np.float64),
        trade_noise=_fixed([trade.noise for trade in trades], np.float64),
        trade_rate_factor=_fixed([trade.rate_factor for trade in trades], np.float64),
        trade_market=_fixed([market[trade.sector] for trade in trades], np.float64),
        kind_orders=_fixed([kind.orders_factor for kind in kinds], np.float64),
        kind_order_size=_fixed([kind.order_size_factor for kind in kinds], np.float64),
        kind_fixed_cost=_fixed([kind.fixed_cost_factor for kind in kinds], np.float64),
        kind_learning=_fixed([kind.learning_factor for kind in kinds], np.float64),
        kind_income_weight=_fixed([kind.income_weight for kind in kinds], np.float64),
        kind_art=_fixed([kind.art for kind in kinds], np.bool_),
        field_machine=_fixed([machines.index(field) if field in machines else -1 for field in words.fields], np.int64),
        sector_inputs=_fixed([[words.inputs[one].get(other, 0.0) for other in sectors] for one in sectors], np.float64),
        case_resolutions=tuple(case.resolutions for case in words.cases.values()),
        case_institutions=_fixed(np.argsort([case.rank for case in words.cases.values()]), np.int64),
    )


def _levels(trade: Trade, fields: int) -> list[float]:
    levels = [LEVEL_ELSEWHERE] * fields
    levels[trade.second_field] = trade.second_level
    levels[trade.own_field] = 1.0
    return levels


def _fixed(values: object, kind: type[np.generic]) -> NDArray[Any]:
    array = np.array(values, dtype=kind)
    array.flags.writeable = False
    return array
