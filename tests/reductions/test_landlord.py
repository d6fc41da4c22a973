"""R2: with exits and re-letting at constant rates and tenants who always pay, the rent is that of independent units.

A unit is let or empty, leaves each state with probability λ = 1/stay and μ = 1/vacancy a month: let in a share
π = μ/(λ + μ) of the months. With n units alike the number let is binomial(n, π), so the rent has CV² = (1 − π)/(π n).

Tolerance. The number let is a reversible Markov chain with largest eigenvalue φ = 1 − λ − μ below 1, so the variance of
the time average of any f is at most Var f · (1 + φ)/(1 − φ) a month (Sokal 1997, Functional Integration): N months of
R runs are worth R·N·(1 − φ)/(1 + φ) independent ones. Every check allows `SIGMAS` of that; the months until the first
tenants are forgotten (φ^months < 1e-6) are left out.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom

from mfsim.engine.run import run_batch
from mfsim.scenario.load import load

MONTHS, RUNS = 1_000, 30
SIGMAS = 4.0
UNITS_STAY_VACANCY = [
    (1, 60, 6),
    (1, 72, 12),
    (4, 36, 4),
    (10, 48, 3),
    (10, 24, 6),
    (20, 36, 2),
    (35, 60, 12),
    (50, 12, 6),
]
SINGLE_STAY_VACANCY = [(72, 12), (48, 24), (144, 6)]


def landlord(**settings):
    """Only membership, the lease and the record run; credit without end pays every rent."""
    names = (
        "demand",
        "joint_projects",
        "mutual_help",
        "production",
        "knowledge",
        "commons",
        "governance",
        "finance",
        "community",
    )
    return load("base", {f"processes.{name}": False for name in names} | settings)


def tenants(units: int, stay: float, vacancy: float, **settings):
    return landlord(
        **settings,
        **{
            "place.units": units,
            "finance.credit_line_eur": 1e9,
            "membership.give_up_rate": 0.0,
            "membership.exogenous_closing": 1.0 / stay,
            "membership.moving_threshold": 1.0,
            "membership.moving_threshold_spread": 0.0,
            "membership.letting": "hazard",
            "membership.vacancy_months": vacancy,
            "membership.turnaround_months": 1,
        },
    )


def months_let(records, column: str, full: float) -> np.ndarray:
    """Number of units paid for in each month, shape (runs, months), once the start is forgotten."""
    return records.series[column][:, :, 0] / full


class Chain:
    """What the two rates imply, and how far an average over months may stray from it."""

    def __init__(self, stay: float, vacancy: float):
        out, back = 1.0 / stay, 1.0 / vacancy
        self.let = back / (out + back)
        self.memory = 1.0 - out - back

    def settled(self) -> int:
        return math.ceil(math.log(1e-6) / math.log(self.memory))

    def tolerance(self, spread: float, months: int) -> float:
        return SIGMAS * spread / math.sqrt(months * (1.0 - self.memory) / (1.0 + self.memory))


def check_rent(let: np.ndarray, units: int, chain: Chain) -> None:
    """Mean, variation and months short of the number of units let, against the binomial."""
    law = binom(units, chain.let)
    counts = np.arange(units + 1)
    assert np.allclose(let, np.rint(let), atol=1e-9)  # who is there pays, and pays in full
    let = np.rint(let)

    def close(found: float, values: np.ndarray) -> None:
        chance = law.pmf(counts)
        mean = (chance * values).sum()
        spread = math.sqrt((chance * (values - mean) ** 2).sum())
        assert found == pytest.approx(mean, abs=chain.tolerance(spread, let.size))

    close(let.mean(), counts)
    squares = (counts - units * chain.let) ** 2
    close(((let - units * chain.let) ** 2).mean(), squares)
    assert (law.pmf(counts) * squares).sum() / (units * chain.let) ** 2 == pytest.approx(
        (1.0 - chain.let) / chain.let / units
    )  # the variance checked just above is the closed form of CV²
    short = (counts < 0.8 * units).astype(float)
    close((let < 0.8 * units).mean(), short)


@pytest.mark.parametrize(("units", "stay", "vacancy"), UNITS_STAY_VACANCY)
def test_rent_of_many_tenants(units, stay, vacancy):
    scenario, chain = tenants(units, stay, vacancy), Chain(stay, vacancy)
    records = run_batch(scenario, runs=range(RUNS), months=MONTHS, seed=units, workers=1, firm_rows=False)
    place, rent = scenario.settings.place, scenario.settings.lease.rent_eur_per_m2_month
    one = rent * place.total_area_m2 * place.private_share / units
    assert np.allclose(records.series.rent_full_eur, one * units)
    check_rent(months_let(records, "rent_paid_eur", one)[:, chain.settled() :], units, chain)


@pytest.mark.parametrize(("stay", "vacancy"), SINGLE_STAY_VACANCY)
def test_rent_of_the_single_tenant_twin(stay, vacancy):
    scenario = landlord(
        **{
            "place.units": 1,
            "processes.membership": False,
            "lease.single_tenant_stay_months": stay,
            "lease.single_tenant_vacancy_months": vacancy,
        }
    )
    chain = Chain(stay, vacancy)
    records = run_batch(scenario, runs=range(RUNS), months=MONTHS, seed=1, workers=1, firm_rows=False)
    rent = scenario.settings.lease.single_tenant_rent_eur_per_m2_month * scenario.settings.place.total_area_m2
    check_rent(months_let(records, "single_tenant_eur", rent)[:, chain.settled() :], 1, chain)


def test_the_tolerance_notices_a_wrong_rate():
    """Tenants who stay a fifth longer than the closed form is told are found out."""
    units, stay, vacancy = 10, 24, 6
    records = run_batch(tenants(units, 1.2 * stay, vacancy), runs=range(RUNS), months=MONTHS, workers=1, firm_rows=False)
    let = months_let(records, "rent_paid_eur", records.series.rent_full_eur[0, 0, 0] / units)
    chain = Chain(stay, vacancy)
    with pytest.raises(AssertionError):
        check_rent(let[:, chain.settled() :], units, chain)
