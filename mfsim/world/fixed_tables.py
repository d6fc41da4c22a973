"""The tables of a world that never change: trades, kinds of firm, how far trades are apart, how frequent things are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.scenario.load import LoadedScenario
from mfsim.world.records import KIND, SEGMENTS, TRADE


def trades_of(scenario: LoadedScenario) -> Any:
    """Return what each trade is; records of type `mfsim.world.records.TRADE`."""
    vocabulary = scenario.vocabulary
    trades = np.zeros(len(vocabulary.trades), TRADE).view(np.recarray)
    if vocabulary.trade_market.shape[1] != SEGMENTS:
        raise ValueError(f"the vocabulary must have {SEGMENTS} customer segments")
    for name in ("sector", "kind", "own_field", "second_field", "noise", "rate_factor", "market", "goods"):
        trades[name] = getattr(vocabulary, f"trade_{name}")
    return trades


def kinds_of(scenario: LoadedScenario) -> Any:
    """Return what each kind of firm multiplies; records of type `mfsim.world.records.KIND`."""
    vocabulary = scenario.vocabulary
    kinds = np.zeros(len(vocabulary.kinds), KIND).view(np.recarray)
    for name in ("orders", "order_size", "fixed_cost", "learning", "income_weight", "art"):
        kinds[name] = getattr(vocabulary, f"kind_{name}")
    return kinds


def trade_distance(scenario: LoadedScenario) -> NDArray[np.float64]:
    """How far two trades are apart: one minus the cosine of their skill profiles; 0 within a sector; shape (T, T)."""
    profiles = scenario.vocabulary.trade_skill
    unit = profiles / np.sqrt((profiles * profiles).sum(axis=1, keepdims=True))
    sectors = scenario.vocabulary.trade_sector
    apart = np.where(sectors[:, None] == sectors[None, :], 0.0, 1.0 - unit @ unit.T)
    return np.ascontiguousarray(np.clip(apart, 0.0, 1.0))


def trade_shares(scenario: LoadedScenario) -> NDArray[np.float64]:
    """Return cumulative shares of the trades among applicants and generated members; shape (T,)."""
    names = scenario.vocabulary.trades
    wanted = scenario.settings.members.trades
    weights = np.array([wanted.get(name, 0.0) for name in names]) if wanted else np.ones(len(names))
    return np.asarray(np.cumsum(weights) / weights.sum())


def case_weights(scenario: LoadedScenario) -> NDArray[np.float64]:
    """Zipf's law over the kinds of case in use."""
    norms, kinds = scenario.settings.norms, len(scenario.vocabulary.cases)
    weights = np.arange(1.0, kinds + 1.0) ** -norms.kind_exponent
    weights[norms.kinds :] = 0.0
    return np.asarray(weights / weights.sum())
