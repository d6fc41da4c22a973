"""R2 with troubles that come together: one factor moves the exits and lettings of all tenants; P4 by the closed forms.

With λ = 1/stay, μ = 1/vacancy and one factor z a month (no persistence), a tenant leaves with Φ((Φ⁻¹(λ) − √ρ z)/√(1 − ρ))
and an empty unit is let with Φ((Φ⁻¹(μ) + √ρ z)/√(1 − ρ)), each by itself given z (one-factor Gaussian copula). The number
let is then a Markov chain whose matrix is that of two binomials, averaged over z; a unit is let in a share π = μ/(λ + μ) of
the months as without correlation, two units have a correlation r of their own, and CV² = (1 − π)/π · [1 + (n − 1) r]/n.

Tolerance. A mean over N months of a chain has variance σ²/N with σ² = Σ π f (2 Z f − f), f about its mean, Z = (I − P + Π)⁻¹
(Kemeny and Snell 1976, Finite Markov Chains): exact for long N; every check allows four of its standard errors. The months
until the start is forgotten are left out as in `test_landlord`.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, norm
from test_landlord import MONTHS, RUNS, SIGMAS, Chain, tenants

from mfsim.engine.run import run_batch
from mfsim.world.common_trouble import chance_given

CASES = [(5, 36, 4, 0.3), (10, 48, 3, 0.15), (20, 48, 4, 0.5), (20, 36, 6, 0.0)]
SHORT = 0.8
TOGETHER = {
    "processes.demand": True,
    "demand.orders_per_person_month": 0.0,
    "demand.macro_persistence": 0.0,
    "demand.macro_shock": 0.02,
}
"""The macro index is drawn anew each month, and brings no orders."""


def given(chance: float, rho: float, z):
    """The same as `chance_given`, written down apart from it."""
    return norm.cdf((norm.ppf(chance) - np.sqrt(rho) * z) / np.sqrt(1.0 - rho))


class Counts:
    """The chain of the number let among n units."""

    def __init__(self, units: int, stay: float, vacancy: float, rho: float):
        z = np.linspace(-8.0, 8.0, 1_601)
        weights = norm.pdf(z) / norm.pdf(z).sum()
        leave, let = given(1.0 / stay, rho, z), given(1.0 / vacancy, rho, -z)
        self.matrix = np.zeros((units + 1, units + 1))
        for there in range(units + 1):
            stays = binom.pmf(np.arange(there + 1)[:, None], there, 1.0 - leave)
            comes = binom.pmf(np.arange(units - there + 1)[:, None], units - there, let)
            for kept in range(there + 1):
                self.matrix[there, kept : kept + len(comes)] += (weights * stays[kept] * comes).sum(axis=1)
        values, vectors = np.linalg.eig(self.matrix.T)
        law = np.real(vectors[:, np.argmax(np.real(values))])
        self.law, self.counts = law / law.sum(), np.arange(units + 1)

    def mean(self, f) -> float:
        return float(self.law @ f)

    def error(self, f, months: int) -> float:
        about = f - self.mean(f)
        fundamental = np.linalg.inv(np.eye(len(self.law)) - self.matrix + np.outer(np.ones(len(self.law)), self.law))
        return float(np.sqrt(self.law @ (about * (2.0 * fundamental @ about - about)) / months))


def simulated(units, stay, vacancy, rho, **settings):
    """Number let in each month and run, of members and of lone tenants, once the start is forgotten."""
    scenario = tenants(
        units, stay, vacancy, **TOGETHER, **{"lease.correlation": rho},
        **{"lease.lone_stay_months": stay, "lease.lone_vacancy_months": vacancy}, **settings,
    )  # fmt: skip
    records = run_batch(scenario, runs=range(RUNS), months=MONTHS, seed=units, workers=1, firm_rows=False)
    start = Chain(stay, vacancy).settled()
    one = 5.0 * scenario.settings.place.total_area_m2 * scenario.settings.place.private_share / units
    return (records.series[name][:, start:, 0] / one for name in ("rent_paid_eur", "lone_tenants_eur")), records


@pytest.mark.parametrize(("units", "stay", "vacancy", "rho"), CASES)
def test_rent_of_tenants_whose_troubles_come_together(units, stay, vacancy, rho):
    chain, pair = Counts(units, stay, vacancy, rho), Counts(2, stay, vacancy, rho)
    let = Chain(stay, vacancy).let
    r = (pair.law[2] - let * let) / (let * (1.0 - let))
    squares = (chain.counts - units * let) ** 2
    cv2 = (1.0 - let) / let * (1.0 + (units - 1.0) * r) / units
    assert chain.mean(chain.counts) == pytest.approx(units * let, rel=1e-9)
    assert chain.mean(squares) / (units * let) ** 2 == pytest.approx(cv2, rel=1e-9)
    assert (r > 0.0) == (rho > 0.0) or abs(r) < 1e-12
    series, _ = simulated(units, stay, vacancy, rho)
    for found in series:
        for f in (chain.counts, squares, (chain.counts < SHORT * units - 1e-9).astype(float)):
            mean = f[np.rint(found).astype(int)].mean()
            assert mean == pytest.approx(chain.mean(f), abs=SIGMAS * chain.error(f, found.size))


def test_the_tolerance_notices_that_troubles_come_together():
    (members, _), _ = simulated(20, 48, 4, 0.5)
    chain = Counts(20, 48, 4, 0.0)
    squares = (chain.counts - 20 * Chain(48, 4).let) ** 2
    found = squares[np.rint(members).astype(int)].mean()
    assert found > chain.mean(squares) + SIGMAS * chain.error(squares, members.size)


@pytest.mark.parametrize("rho", [0.0, 0.2, 0.6, 0.95])
@pytest.mark.parametrize("chance", [0.0, 0.02, 0.4, 1.0])
def test_the_chance_over_all_months_is_what_it_was(chance, rho):
    """A sum over a fine grid of z; it rises as z falls."""
    z = np.linspace(-8.0, 8.0, 4_001)
    chances = np.array([chance_given(chance, rho, value) for value in z])
    assert (chances * norm.pdf(z)).sum() / norm.pdf(z).sum() == pytest.approx(chance, abs=1e-9)
    assert np.all(np.diff(chances) <= 0.0)


def short_of(units, rho, stay=48, vacancy=6):
    """Share of months below 80 % of the full rent by the closed form."""
    chain = Counts(units, stay, vacancy, rho)
    return chain.mean((chain.counts < SHORT * units - 1e-9).astype(float))


@pytest.mark.parametrize("vacancy", [4, 6])
def test_many_payers_are_short_less_often_unless_their_troubles_come_together(vacancy):
    """P4 by the closed forms: twenty payers gain against one, the less the more is common, and lose in the end."""
    one = short_of(1, 0.0, vacancy=vacancy)
    assert one == pytest.approx(1.0 - Chain(48, vacancy).let)
    assert short_of(1, 0.6, vacancy=vacancy) == pytest.approx(one)
    many = [short_of(20, rho, vacancy=vacancy) for rho in (0.0, 0.3, 0.6, 0.9)]
    assert many == sorted(many)
    assert many[0] < one < many[-1]


def test_under_a_joint_lease_the_association_has_the_risk():
    """With credit without end the landlord always has all; the association's cash is what units brought less that."""
    joint = {"lease.kind": "joint", "governance.credit_eur": 1e9, "processes.governance": True,
             "governance.dissolution_months": 1_000, "governance.least_members": 0,
             "finance.running_cost_eur_per_m2_month": 0.0}  # fmt: skip
    _, records = simulated(10, 24, 6, 0.3, **joint)
    series = records.series
    full = series.rent_full_eur
    assert np.allclose(series.rent_paid_eur, full)
    brought = series.occupied_m2 * 5.0 / 0.9
    assert np.allclose(series.member_rent_eur, brought)
    assert np.allclose(series.association_cash_eur, np.cumsum(brought - full, axis=1) + np.cumsum(series.fees_eur, axis=1))
