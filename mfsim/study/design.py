"""From what varies to the points that are run: a share of each factor's distribution, then its level.

Samplers of SALib work on numbers between bounds. Here they sample shares from 0 to 1, which `mfsim.study.factors` turns into
numbers, choices or levels: so a choice is as good a factor as a number, and a distribution is no special case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.errors import MfsimError
from mfsim.scenario.resolving import COMMUNITY_OFF
from mfsim.scenario.settings import all_settings
from mfsim.study.experiment import PRINCIPLE, Design, Experiment
from mfsim.study.factors import Factor, Level

Shares = NDArray[np.float64]
MOST_POINTS = 10_000_000


@dataclass(frozen=True)
class Point:
    """One point of a design.

    Attributes
    ----------
    number : int
        From 0.
    levels : mapping from the name of a factor to its level
        A factor without an effect at this point (its `when` is not met) is not there.
    """

    number: int
    levels: Mapping[str, Level]

    @property
    def settings(self) -> dict[str, Any]:
        """What the point sets, by dotted name."""
        return {name: value for level in self.levels.values() for name, value in level.settings.items()}


def points(experiment: Experiment) -> list[Point]:
    """Return all points of an experiment, the same on every machine.

    Raises
    ------
    MfsimError
        If the design has too many points.
    """
    return [Point(number, _active(experiment, one)) for number, one in enumerate(_chosen(experiment))]


def combinations_of(experiment: Experiment) -> int:
    """Return how many combinations of levers are run in each world, one after another; 0 if not all of them are."""
    design = experiment.design
    if design.method != "grid" and not design.crossed:
        return 0
    levers = [one for one in experiment.factors if one.role == "lever"]
    return prod(len(one.levels(design.levels)) for one in levers) if levers else 0


def shares(design: Design, count: int) -> Any:
    """Return the shares that a method samples, shape (points, `count` factors), from 0 to 1."""
    seed: Any = np.random.default_rng(design.seed)
    if design.method == "lhs":
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(count, rng=seed).random(design.points), float)
    return np.clip(np.asarray(_SALIB[design.method](problem_of(count), design), float), 0.0, 1.0)


def problem_of(count: int) -> dict[str, Any]:
    """Return SALib's description of so many shares; a new one each time, as some of its methods change it."""
    return {"num_vars": count, "names": [f"x{place}" for place in range(count)], "bounds": [[0.0, 1.0]] * count}


def _seed(design: Design) -> int:
    """Return a seed that SALib takes for one: to some of its samplers 0 means none."""
    return design.seed + 1


def _sobol(problem: dict[str, Any], design: Design) -> Any:
    from SALib.sample import sobol

    return sobol.sample(problem, design.points, calc_second_order=False, seed=_seed(design))


def _morris(problem: dict[str, Any], design: Design) -> Any:
    from SALib.sample import morris

    return morris.sample(problem, design.points, num_levels=design.levels, seed=_seed(design))


def _fast(problem: dict[str, Any], design: Design) -> Any:
    from SALib.sample import fast_sampler

    return fast_sampler.sample(problem, design.points, seed=_seed(design))


def _latin(problem: dict[str, Any], design: Design) -> Any:
    from SALib.sample import latin

    return latin.sample(problem, design.points, seed=_seed(design))


_SALIB: dict[str, Callable[[dict[str, Any], Design], Any]] = {
    "sobol": _sobol, "morris": _morris, "fast": _fast, "rbd_fast": _latin, "delta": _latin, "pawn": _latin,
}  # fmt: skip


def _chosen(experiment: Experiment) -> Iterator[dict[str, Level]]:
    factors, design = experiment.factors, experiment.design
    if design.method == "grid":
        yield from _grid(factors, design.levels)
        return
    sampled = [one for one in factors if not (design.crossed and one.role == "lever")]
    crossed = [one for one in factors if design.crossed and one.role == "lever"]
    rows: Any = shares(design, len(sampled)) if sampled else np.zeros((1, 0))
    for row in rows:
        here = {one.name: one.level_at(float(u)) for one, u in zip(sampled, row, strict=True)}
        for levels in _grid(crossed, design.levels):
            both = {**here, **levels}
            yield {one.name: both[one.name] for one in factors}


def _grid(factors: Sequence[Factor], count: int) -> Iterator[dict[str, Level]]:
    levels = [one.levels(count) for one in factors]
    total = 1
    for some in levels:
        total *= len(some)
    if total > MOST_POINTS:
        raise MfsimError(f"design: the grid has {total:,} points; expected at most {MOST_POINTS:,}: fewer levels or factors")
    names = [one.name for one in factors]
    yield from (dict(zip(names, chosen, strict=True)) for chosen in product(*levels))


def _active(experiment: Experiment, levels: dict[str, Level]) -> dict[str, Level]:
    """Leave out, until nothing changes, each factor whose condition is not met by the others and the scenario."""
    base = experiment.scenario.document.values
    while True:
        point = Point(0, levels)
        values = {**base, **point.settings}
        if values.get(PRINCIPLE) is False:
            values |= COMMUNITY_OFF
        labels = {name: level.label for name, level in levels.items()}
        kept = {
            one.name: levels[one.name] for one in experiment.factors if one.name in levels and _holds(one, values, labels)
        }
        if len(kept) == len(levels):
            return kept
        levels = kept


def _holds(factor: Factor, values: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    for name, allowed in factor.when.items():
        known = all_settings().get(name)
        if labels.get(name, values.get(name, known.default if known else None)) not in allowed:
            return False
    setting = all_settings().get(factor.name)
    return setting is None or setting.applies(values)
