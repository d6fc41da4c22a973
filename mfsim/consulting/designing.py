"""The best mix of so many from a pool: searched on common draws, judged on fresh ones against random and diverse mixes.

Each firm has a priority; a mix takes firms by priority as long as the limits allow (random keys). A genetic algorithm
varies the priorities; it begins with the most diverse mix and random ones. The best found was lucky as well as good, so
that its value in the search is too high: it is tried again on fresh draws, beside the baselines, and only that is reported.

Source: Bean (1994), ORSA Journal on Computing 6 (random keys); optuna's NSGA-II sampler (Deb et al. 2002).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mfsim.consulting.bench import FRESH, Bench
from mfsim.consulting.intervals import Estimate, Floats, mean_of, paired, row_mean, students
from mfsim.consulting.pool import Mix, Pool, most_diverse
from mfsim.consulting.proposal import Variant
from mfsim.consulting.recruiting import Goal
from mfsim.consulting.trial import Trial
from mfsim.errors import MfsimError

POPULATION = 24
RANDOM_MIXES = 20
RUNS_OF_A_MIX = 20
SEARCH = 0.6
"""Part of the budget that the search gets; the rest judges."""
MOST_TRIES = 1_000


@dataclass(frozen=True)
class Design:
    """A proposed mix and how it compares.

    Attributes
    ----------
    names : tuple of str
        The best mix found.
    goal : str
        By whose gain mixes are judged.
    value, diverse_value, random_value : Estimate
        On fresh draws: EUR per person and month that members have more than alone, or EUR of rent a month.
    in_search : float
        What the best had shown in the search, luck included.
    against_diverse, against_random : Estimate
        The best less the most diverse mix; less the mean random mix, chance of both draws and mixes included.
    beaten : int
        Random mixes, of `RANDOM_MIXES`, below the best.
    other, diverse_other : Estimate
        The best and the most diverse mix for the other party.
    diverse : tuple of str
        The most diverse mix.
    tried : int
        Different mixes tried in the search.
    """

    names: tuple[str, ...]
    goal: Goal
    value: Estimate
    diverse_value: Estimate
    random_value: Estimate
    in_search: float
    against_diverse: Estimate
    against_random: Estimate
    beaten: int
    other: Estimate
    diverse_other: Estimate
    diverse: tuple[str, ...]
    tried: int

    def rows(self) -> list[dict[str, object]]:
        """Return the table of mixes."""
        kinds = (("best found", self.value), ("most diverse", self.diverse_value), ("random, mean", self.random_value))
        return [{"mix": name, "value": one.mean, "low": one.low, "high": one.high, "runs": one.runs} for name, one in kinds]


def worth(trial: Trial, goal: Goal) -> Floats:
    """Return what a mix is judged by, run by run."""
    return trial.site["rent"] if goal == "landlord" else row_mean(trial.each["surplus"])


def design(pool: Pool, bench: Bench, goal: Goal, budget: int) -> Design:
    """Search for the best mix and judge it.

    Raises
    ------
    MfsimError
        If optuna is not installed, or too few mixes keep the limits.
    """
    random_mixes = _random_mixes(pool, bench.seed)
    diverse = most_diverse(pool)
    shown = _search(pool, bench, goal, round(budget * SEARCH), [diverse, *random_mixes])
    best = max(shown, key=lambda one: (shown[one], one))
    return _judge(pool, bench, goal, budget, best, shown[best], diverse, random_mixes, len(shown))


def _random_mixes(pool: Pool, seed: int) -> list[Mix]:
    """Return different random mixes that keep the limits."""
    draws = np.random.Generator(np.random.PCG64(seed))
    found: dict[Mix, None] = {}
    for _ in range(MOST_TRIES):
        mix = pool.decode(draws.random(pool.count).tolist())
        if mix is not None:
            found[mix] = None
        if len(found) == RANDOM_MIXES:
            break
    if len(found) < 3:
        raise MfsimError(f"design: only {len(found)} mixes keep the limits; expected a larger pool or wider limits")
    return list(found)


def _search(pool: Pool, bench: Bench, goal: Goal, budget: int, start: Sequence[Mix]) -> dict[Mix, float]:
    """Return all mixes tried and what they have shown."""
    optuna = _optuna()
    sampler = optuna.samplers.NSGAIISampler(population_size=POPULATION, seed=bench.seed % 2**32)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    for mix in start[:POPULATION]:
        study.enqueue_trial({f"x{place}": 0.9 if place in mix else 0.1 for place in range(pool.count)})
    shown: dict[Mix, float] = {}
    generations = max(1, budget // (RUNS_OF_A_MIX * POPULATION))
    for _ in range(generations):
        asked = [study.ask() for _ in range(POPULATION)]
        mixes = [pool.decode([one.suggest_float(f"x{place}", 0.0, 1.0) for place in range(pool.count)]) for one in asked]
        _try(pool, bench, goal, [one for one in mixes if one is not None and one not in shown], shown)
        for one, found in zip(asked, mixes, strict=True):
            if found is None:
                study.tell(one, state=optuna.trial.TrialState.FAIL)
            else:
                study.tell(one, shown[found])
    return shown


def _try(pool: Pool, bench: Bench, goal: Goal, mixes: Sequence[Mix], shown: dict[Mix, float]) -> None:
    new = list(dict.fromkeys(mixes))
    trials = bench.run([_variant(pool, one) for one in new], RUNS_OF_A_MIX, "the search for the best mix")
    for mix, trial in zip(new, trials, strict=True):
        shown[mix] = float(np.nanmean(worth(trial, goal)))


def _variant(pool: Pool, mix: Mix) -> Variant:
    return Variant(joining=pool.names(mix))


def _optuna() -> Any:
    try:
        import optuna
    except ImportError:
        raise MfsimError("--design: optuna is not installed; expected: pip install 'mfsim[design]'") from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna


def _judge(
    pool: Pool,
    bench: Bench,
    goal: Goal,
    budget: int,
    best: Mix,
    in_search: float,
    diverse: Mix,
    random: Sequence[Mix],
    tried: int,
) -> Design:
    mixes = [best, diverse, *random]
    runs = max(RUNS_OF_A_MIX, round(budget * (1.0 - SEARCH)) // len(mixes))
    trials = bench.run([_variant(pool, one) for one in mixes], runs, "the best mix and the baselines again", FRESH)
    values = [worth(one, goal) for one in trials]
    other: Goal = "landlord" if goal == "members" else "members"
    others = np.stack(values[2:])
    differences = np.array([float(np.nanmean(values[0] - one)) for one in others])
    return Design(
        names=pool.names(best),
        goal=goal,
        value=mean_of(values[0]),
        diverse_value=mean_of(values[1]),
        random_value=mean_of(row_mean(others.T)),
        in_search=in_search,
        against_diverse=paired(values[1], values[0], 2),
        against_random=_against_many(values[0] - row_mean(others.T), differences),
        beaten=int((differences > 0.0).sum()),
        other=mean_of(worth(trials[0], other)),
        diverse_other=mean_of(worth(trials[1], other)),
        diverse=pool.names(diverse),
        tried=tried,
    )


def _against_many(by_run: Floats, by_mix: Floats) -> Estimate:
    """Return the mean difference from many mixes; its interval has the chance of the draws and of which mixes were drawn."""
    there = by_run[~np.isnan(by_run)]
    mean = float(there.mean())
    error = math.sqrt(there.var(ddof=1) / len(there) + by_mix.var(ddof=1) / len(by_mix))
    half = students(2, min(len(there), len(by_mix)) - 1) * error
    return Estimate(mean, mean - half, mean + half, len(there))
