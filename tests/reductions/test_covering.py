"""R3: a job of m different fields is covered by n random one-field firms with the probability of inclusion and exclusion.

In a world of K fields each firm has one of them, all as likely, and a job asks for m different ones:

    P(all m covered by n firms) = Σ_j (−1)^j C(m, j) (1 − j / K)^n,

with m = K the coverage of all fields. Jobs are offered, teams sought and jobs refused by the model's own process.
"""

from __future__ import annotations

from math import comb, sqrt

import numpy as np
import pytest
from worlds import live, only, opened

from mfsim.compiling import ENABLED
from mfsim.scenario.load import load

SITES = 12_000 if ENABLED else 60
STANDARD_ERRORS = 4.0
"""Tolerance in standard errors of a share of the sites with one job: 1 in 16,000 tests would fail by chance."""
ONE_FIELD = {
    **only("joint_projects"),
    "place.sites": SITES,
    "members.skill_mean": 1.0,
    "members.skill_spread": 0.0,
    "community.initial_tie": 1.0,
    "joint_projects.level_low": 0.95,
    "joint_projects.level_high": 0.95,
    "joint_projects.rate_month": 0.5,
    "joint_projects.visibility_exponent": 0.0,
    "joint_projects.public_share": 0.0,
    "joint_projects.hours_mean": 0.01,
}
"""Level 1 in the own field and less than .95 in any other; no time, tie or backlog stands in the way."""


def covered(fields: int, firms: int, of: int) -> float:
    """Probability that a given set of fields is covered by firms that have one of so many each."""
    return sum((-1) ** j * comb(fields, j) * (1.0 - j / of) ** firms for j in range(fields + 1))


def _one_trade_a_field(count):
    """One trade of each of the first `count` fields, all as likely."""
    words = load("base").words
    trades = {trade.own_field: name for name, trade in words.trades.items()}
    return {trades[field]: 1.0 for field in range(count)}


def _offered_one(fields, firms, of):
    """Sites to which one job came, and how many of them took it or found it uncovered."""
    around = {"place.units": firms, "joint_projects.fields_least": fields, "joint_projects.fields_most": fields}
    world = opened({"members": {"trades": _one_trade_a_field(of)}}, {**ONE_FIELD, **around})
    world = live(world._replace(skill=np.ascontiguousarray(world.skill[:, :of])), 1)
    assert np.all((world.skill >= 0.95).sum(axis=1) == 1)
    one = world.tally.projects_offered == 1
    taken, uncovered = world.tally.projects_taken[one], world.tally.projects_uncovered[one]
    assert np.all(taken + uncovered == 1)
    return one.sum(), taken.sum()


@pytest.mark.parametrize(
    ("fields", "firms", "of"),
    [
        (1, 1, 13),
        (2, 10, 13),
        (4, 20, 13),
        (6, 20, 13),
        (6, 40, 13),
        (2, 4, 8),
        (4, 15, 11),
        (3, 5, 3),
        (5, 9, 5),
        (6, 15, 6),
    ],
)
def test_jobs_are_covered_by_inclusion_and_exclusion(fields, firms, of):
    jobs, taken = _offered_one(fields, firms, of)
    p = covered(fields, firms, of)
    assert 0.0 < p < 1.0
    assert jobs > 0.25 * SITES
    assert taken / jobs == pytest.approx(p, abs=STANDARD_ERRORS * sqrt(p * (1.0 - p) / jobs))


@pytest.mark.skipif(not ENABLED, reason="too few sites to tell uncompiled")
def test_the_tolerance_would_tell_a_field_more_or_a_firm_less():
    """What R3 is not: with 12,000 sites neither m + 1 fields nor n − 1 firms would pass for m and n."""
    jobs, taken = _offered_one(4, 10, 13)
    for fields, firms in ((5, 10), (4, 9)):
        p = covered(fields, firms, 13)
        assert abs(taken / jobs - p) > STANDARD_ERRORS * sqrt(p * (1.0 - p) / jobs)


def test_the_formula_is_that_of_counting():
    """All 3^4 ways in which four firms have one of three fields."""
    ways = np.array(np.meshgrid(*[range(3)] * 4)).reshape(4, -1).T
    assert covered(3, 4, 3) == pytest.approx(np.mean([len(set(way)) == 3 for way in ways]))
    assert covered(2, 4, 3) == pytest.approx(np.mean([{0, 1} <= set(way) for way in ways]))
