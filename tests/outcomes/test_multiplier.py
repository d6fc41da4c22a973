"""The multiplier of the local chain, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import only

from mfsim.engine.run import run_batch
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.load import load

MEASURES = {outcome.name: outcome.measure for outcome in OUTCOMES}
GOODS, SERVICES = "furniture maker", "translator"
AT_ONE_PRICE = {
    **only("demand", "production", "local_chain", "finance", "record"), "place.units": 6,
    "local_chain.price_near": 1.0, "local_chain.price_far": 1.0, "local_chain.transport_near": 0.0,
    "local_chain.transport_far": 0.0, "local_chain.inside_first": 0.0, "local_chain.overflow_months": 1e6,
}  # fmt: skip
"""Nothing passes between members, and an EUR of inputs costs an EUR wherever it is bought."""


def _records(settings, runs=2):
    return run_batch(load("base", {**AT_ONE_PRICE, **settings}), runs=range(runs), months=6, workers=1)


@pytest.mark.parametrize("near", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(("trade", "kind"), [(GOODS, "goods"), (SERVICES, "services")])
def test_the_multiplier_is_three_rounds_of_what_is_bought_nearby(trade, kind, near):
    share = 0.4 if kind == "goods" else 0.1
    inputs = {f"production.input_share_{kind}": share, "local_chain.near_share": near}
    records = _records({"members.trades": {trade: 1.0}, **inputs})
    local = share * near
    assert MEASURES["local_multiplier"](records) == pytest.approx(np.full(2, 1.0 + local + local**2))
    assert MEASURES["inputs_near"](records) == pytest.approx(np.full(2, near))


def test_what_is_bought_inside_counts_as_local_income():
    trades = {"members.trades": {GOODS: 1.0, "metalworker": 1.0}, "demand.orders_per_person_month": 5.0}
    inside = {"local_chain.inside_first": 1.0, "local_chain.near_share": 0.0, "community.initial_tie": 0.5}
    records = _records({**trades, **inside})
    series = records.series
    spent = series["inputs_inside_eur"].sum(axis=(1, 2)) / series["billed_eur"].sum(axis=(1, 2))
    assert (spent > 0.005).all()
    assert MEASURES["local_multiplier"](records) == pytest.approx(1.0 + spent + spent**2)
