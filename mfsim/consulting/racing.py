"""Racing on common draws: runs go to the contenders that may still be the best, and ties stay ties.

All contenders run the same worlds, so that each is compared with each other, and with leaving things as they are, world by
world. After each round the runs of those still in the race are doubled, and at most half of them, the best so far, go on; so
do all whom the round could tell from nobody ahead while there is budget.

Equation::

    intervals hold together: z of one in k · rounds (against leaving things), of one in k (k − 1) / 2 · rounds (of two)

A contender's interval is the one of the round in which it left, which depends on the figures. As each of them could be that
of any round, all rounds are counted: then they hold whatever decides who goes on (the union bound).

Source: successive halving: Karnin, Koren, Somekh (2013), ICML; Bonferroni: Dunn (1961), Journal of the American Statistical
Association 56.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mfsim.consulting.intervals import Estimate, Floats, mean_of

Sampler = Callable[[Sequence[int], int], Sequence[Floats]]
"""Given contenders and a number of runs, returns what each gains against leaving things, run by run."""
FEWEST_LEFT = 3
"""Contenders with which a race ends."""


@dataclass(frozen=True)
class Race:
    """How a race went.

    Attributes
    ----------
    gains : tuple of Estimate
        Of each contender against leaving things as they are; all hold together.
    order : tuple of int
        Contenders, the best mean first.
    places : tuple of (int, int)
        The best and the worst place of each contender, from 1, that the figures allow.
    rounds : int
        Rounds that were planned for.
    """

    gains: tuple[Estimate, ...]
    order: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    rounds: int

    @property
    def leaders(self) -> tuple[int, ...]:
        """Those whom nobody is ahead of beyond chance, the best mean first."""
        return tuple(one for one in self.order if self.places[one][0] == 1)


def schedule(contenders: int, budget: int, fewest: int) -> list[tuple[int, int]]:
    """Return how many contenders run in each round, and up to how many runs each.

    Parameters
    ----------
    budget : int
        Runs of all contenders in all rounds.
    fewest : int
        Runs of each in the first round, at least.
    """
    sizes = [contenders]
    while sizes[-1] > FEWEST_LEFT:
        sizes.append(max(FEWEST_LEFT, -(-sizes[-1] // 2)))
    # With first runs n, round r adds sizes[r] · n · 2^(r − 1).
    cost = sizes[0] + sum(size * 2 ** (place - 1) for place, size in enumerate(sizes) if place > 0)
    first = max(fewest, budget // cost)
    return [(size, first * 2**place) for place, size in enumerate(sizes)]


def race(sample: Sampler, contenders: int, budget: int, fewest: int) -> Race:
    """Race contenders against one another.

    Parameters
    ----------
    sample : function of (contenders, runs)
        Returns the gains of each, one a run; more runs begin with the same.
    contenders : int
        How many there are.
    budget, fewest : int
        As for `schedule`.
    """
    rounds = schedule(contenders, budget, fewest)
    gains: list[Floats] = [np.zeros(0)] * contenders
    left = list(range(contenders))
    for size, runs in rounds:
        left = sorted(left, key=lambda one: (-_mean(gains[one]), one))[:size]
        for one, values in zip(left, sample(left, runs), strict=True):
            gains[one] = values
    return _judged(gains, len(rounds))


def _mean(values: Floats) -> float:
    return float(np.nanmean(values)) if len(values) else 0.0


def _judged(gains: Sequence[Floats], rounds: int) -> Race:
    count = len(gains)
    estimates = tuple(mean_of(one, count * rounds) for one in gains)
    order = sorted(range(count), key=lambda one: (-estimates[one].mean, one))
    pairs = max(1, count * (count - 1) // 2 * rounds)
    ahead = np.zeros((count, count), bool)
    for one in range(count):
        for other in range(count):
            if one != other:
                runs = min(len(gains[one]), len(gains[other]))
                ahead[one, other] = mean_of(gains[one][:runs] - gains[other][:runs], pairs).above_zero
    places = tuple((1 + int(ahead[:, one].sum()), count - int(ahead[one].sum())) for one in range(count))
    return Race(estimates, tuple(order), places, rounds)
