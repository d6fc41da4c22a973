"""R6: two resolutions of unequal risk, no governance: the risk-dominant one prevails in the long run.

Each party proposes the best reply to a sample of what was proposed before, and with a small probability just anything.
The first resolution is worth more where both propose it (0.9 against 0.7), the second is worth keeping to alone (0.6
against nothing): it is risk-dominant, as 0.7 - 0 > 0.9 - 0.6, and not payoff-dominant. The first is a best reply to a
sample of which more than 0.7 proposed it.

Source: Young (1993), The evolution of conventions, Econometrica 61: 57-84.
"""

from __future__ import annotations

import numpy as np
import pytest
from worlds import live, only, opened

from mfsim.compiling import ENABLED

PAYOFF_DOMINANT, RISK_DOMINANT = 0, 1
FIT, SECURITY = (0.9, 0.7), (0.0, 0.6)
MONTHS, SITES = (600, 40) if ENABLED else (5, 2)
GAME = {
    **only("norms", "record"),
    "processes.governance": False,
    "place.units": 6,
    "place.sites": SITES,
    "norms.kinds": 1,
    "norms.resolutions": 2,
    "norms.proposing": "best_reply",
    "norms.precedents": "proposals",
    "norms.window": 12,
    "norms.sample": 4,
    "norms.adopt_cases": 21,
    "norms.seen_noise": 0.0,
    "norms.talk_exponent": 0.0,
    "norms.cases_per_member_month": 2.0,
    "norms.security": 0.6,
}


def _play(experiment, first, months=MONTHS, fit=FIT, security=SECURITY):
    """Share of the risk-dominant resolution among what was last proposed, for each site."""
    world = opened("base", {**GAME, "norms.experiment": experiment})
    norms = world.norms[:, 0]
    norms["quality"][:, :2], norms["security"][:, :2] = fit, security
    norms["resolution"][:], norms["count"], norms["next"] = first, 12, 0
    live(world, months)
    return (world.norms[:, 0]["resolution"][:, :12] == RISK_DOMINANT).mean(axis=1)


@pytest.mark.parametrize("first", [PAYOFF_DOMINANT, RISK_DOMINANT])
def test_without_experiments_each_convention_stays(first):
    assert np.all(_play(0.0, first, months=min(MONTHS, 60)) == float(first))


@pytest.mark.skipif(not ENABLED, reason="hundreds of thousands of cases")
@pytest.mark.parametrize("first", [PAYOFF_DOMINANT, RISK_DOMINANT])
def test_the_risk_dominant_resolution_prevails_whatever_came_first(first):
    """Of what is proposed, at most experiments, and replies to samples with two of them, are of the other."""
    shares = _play(0.05, first)
    assert shares.mean() > 0.9
    assert np.mean(shares > 0.5) == 1.0


@pytest.mark.skipif(not ENABLED, reason="hundreds of thousands of cases")
def test_the_rarer_experiments_are_the_more_it_prevails():
    shares = [_play(experiment, RISK_DOMINANT).mean() for experiment in (0.4, 0.1, 0.02)]
    assert shares == sorted(shares)
    assert shares[-1] > 0.97


@pytest.mark.skipif(not ENABLED, reason="hundreds of thousands of cases")
def test_where_the_first_is_risk_dominant_it_is_the_first_that_prevails():
    """The same with the labels changed: nothing favours a place in the list."""
    shares = _play(0.05, RISK_DOMINANT, fit=FIT[::-1], security=SECURITY[::-1])
    assert shares.mean() < 0.1
