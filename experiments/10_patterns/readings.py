"""What is read off the runs of one point of the sample, for each pattern."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from modes import modes
from numpy.typing import NDArray

from mfsim.engine.run import run_batch
from mfsim.scenario.load import load

sys.path.insert(0, str(Path(__file__).parent.parent / "09_help_concentration"))
from concentration import observed_and_by_chance

MONTHS, YEAR = 120, 12
IN_A_ROW = 6
"""Months in want in a row that count as passing through a crisis."""
Series = Any


def series_of(settings: Mapping[str, Any], runs: int) -> Series:
    """Run a point; records of shape (runs, months)."""
    return run_batch(load("base", settings), runs=range(runs), months=MONTHS, workers=1).series[:, :, 0]


def last_year(values: Any) -> NDArray[np.float64]:
    """Mean of a run's last year; NaN months left out."""
    end = values[:, -YEAR:]
    there = ~np.isnan(end)
    return np.asarray(np.where(there, end, 0.0).sum(axis=1) / np.maximum(1, there.sum(axis=1)))


def concentration(settings: Mapping[str, Any], runs: int) -> dict[str, float]:
    """P2: share of the hours on the busiest tenth of pairs and the Gini over givers, each beside chance."""
    scenario = load("base", settings)
    records = run_batch(scenario, runs=range(runs), months=MONTHS, workers=1, panel=True)
    measured = observed_and_by_chance(records, scenario.settings.demand.order_hours_variation)
    if measured is None:
        return {}
    model, chance = measured
    return {
        "p2_top_tenth": model.top_tenth,
        "p2_top_tenth_excess": model.top_tenth - chance.top_tenth,
        "p2_gini_givers_excess": model.gini_givers - chance.gini_givers,
        "p2_helps": model.helps,
    }


def climates(series: Series, rng: np.random.Generator) -> dict[str, float]:
    """P3: whether runs from like starts end in two climates."""
    found: dict[str, float] = {}
    for name in ("satisfaction", "regulated", "care"):
        values = last_year(series[name])
        two = modes(values, rng)
        found |= {f"p3_{name}_mean": float(values.mean()), f"p3_{name}_sd": float(values.std())}
        found |= {f"p3_{name}_p": two.p, f"p3_{name}_smaller": two.smaller, f"p3_{name}_apart": two.apart}
    return found


def hours_a_head(series: Series) -> NDArray[np.float64]:
    """Voluntary hours of upkeep per person and month; shape (runs, years)."""
    hours, people = (series[name].reshape(len(series), -1, YEAR).sum(axis=2) for name in ("upkeep_hours", "people"))
    return np.asarray(hours / np.maximum(1.0, people))


def upkeep(series: Series, controlled: Series) -> dict[str, float]:
    """P5: hours of the last year over those of the first and of the second, and over those under control."""
    hours, others = hours_a_head(series), hours_a_head(controlled)
    falls = (hours[:, -1] < hours[:, 1]).mean()
    return {
        "p5_first_year": float(hours[:, 0].mean()),
        "p5_last_year": float(hours[:, -1].mean()),
        "p5_last_over_first": float(hours[:, -1].mean() / hours[:, 0].mean()),
        "p5_last_over_second": float(hours[:, -1].mean() / hours[:, 1].mean()),
        "p5_runs_falling": float(falls),
        "p5_gain_by_control": float(others[:, -1].mean() - hours[:, -1].mean()),
    }


def in_want(series: Series, least_condition: float) -> NDArray[np.bool_]:
    """Months in which the association is in debt or dissolved, or what is common is in bad condition.

    The column `crisis` counts worn-out initiators too, of whom a place without initiators has none by definition.
    """
    poor = (series["association_cash_eur"] < 0.0) | (series["dissolved"] > 0.0)
    return np.asarray(poor | (series["condition"] < least_condition))


def passes_through(months: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a run has so many such months in a row."""
    together = np.ones(months[:, IN_A_ROW - 1 :].shape, bool)
    for month in range(IN_A_ROW):
        together &= months[:, month : months.shape[1] - IN_A_ROW + 1 + month]
    return np.asarray(together.any(axis=1))


def crises(pairs: Mapping[str, tuple[Series, Series]], least_condition: float) -> dict[str, float]:
    """P6: months in want, and runs with half a year of them in a row, leaning on something and not, on the same draws."""
    found: dict[str, float] = {}
    for name, pair in pairs.items():
        want, careful = (in_want(series, least_condition) for series in pair)
        found |= {f"p6_runs_{name}": float(passes_through(want).mean())}
        found |= {f"p6_runs_without_{name}": float(passes_through(careful).mean())}
        found |= {f"p6_months_{name}": float(want.mean()), f"p6_months_without_{name}": float(careful.mean())}
        found[f"p6_excess_{name}"] = float((want.mean(axis=1) - careful.mean(axis=1)).mean())
        found[f"p6_crisis_{name}"] = float(np.nanmean(pair[0]["crisis"]))
    return found
