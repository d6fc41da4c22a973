"""From what varies to the points that are run: a share of each factor's distribution, then its level.

Samplers of SALib work on numbers between bounds. Here they sample shares from 0 to 1, which `mfsim.study.factors` turns into
numbers, choices or levels: so a choice is as good a factor as a number, and a distribution is no special case.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.errors import MfsimError
from mfsim.study.conditions import Conditions
from mfsim.study.experiment import Experiment
from mfsim.study.factors import Factor, Level, Levels
from mfsim.study.samplers import Shares, sample

MOST_POINTS = 10_000_000
NOWHERE = -1.0
"""Stands for the share of a factor that has no effect."""


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


class Points:
    """All points of an experiment, the same on every machine; each made when it is asked for, as there may be millions.

    Where all combinations are run, those that differ only in a factor without effect there are one point.

    Attributes
    ----------
    places : array of int
        The point at each place of the design, in the order of `coordinates`.

    Raises
    ------
    MfsimError
        If the design has too many points.
    """

    def __init__(self, experiment: Experiment) -> None:
        self._places = [(one, *columns(experiment.factors)[one.name]) for one in experiment.factors]
        self._rows = coordinates(experiment)
        self._conditions = Conditions(experiment)
        judges = {one.name for one in self._conditions.judges}
        self._judges = [(one, start, stop) for one, start, stop in self._places if one.name in judges]
        self.places = np.arange(len(self._rows))
        if self._conditions and (experiment.design.method == "grid" or experiment.design.crossed):
            first, self.places = _told_apart(self._seen())
            self._rows = self._rows[first]

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> Point:
        row = self._rows[number].tolist()
        (idle,) = self._idle(self._rows[number : number + 1])
        there = [place for place in self._places if place[0].name not in idle]
        return Point(number, {one.name: one.level_at(*row[start:stop]) for one, start, stop in there})

    def _idle(self, rows: Shares) -> list[frozenset[str]]:
        """Return, for each of some rows, the names of the factors without an effect there."""
        if not self._judges:
            return [self._conditions.idle(())] * len(rows)
        levels = [[one.level_at(*us) for us in _shares(rows, start, stop)] for one, start, stop in self._judges]
        return [self._conditions.idle(of_row) for of_row in zip(*levels, strict=True)]

    def _seen(self) -> Shares:
        """Return the design with factors blanked where they have no effect."""
        seen, idle = self._rows.copy(), self._idle(self._rows)
        for factor, start, stop in self._places:
            seen[[factor.name in names for names in idle], start:stop] = NOWHERE
        return seen

    def __iter__(self) -> Iterator[Point]:
        return (self[number] for number in range(len(self)))

    def labels(self, numbers: range) -> Iterator[tuple[Factor, list[Any], list[Mapping[str, float]]]]:
        """Yield each factor with its labels at some points and the shares of its parts; where it has no effect, none."""
        rows = self._rows[numbers.start : numbers.stop]
        idle = self._idle(rows)
        ever_idle = frozenset().union(*set(idle))
        for factor, start, stop in self._places:
            us: Iterable[Any] = _shares(rows, start, stop)
            if factor.name in ever_idle:
                us = [None if factor.name in names else some for names, some in zip(idle, us, strict=True)]
            if factor.parts:
                levels = [None if some is None else factor.level_at(*some) for some in us]
                labels = [None if one is None else one.label for one in levels]
                yield factor, labels, [{} if one is None else one.shares for one in levels]
            elif isinstance(factor.domain, Levels):
                yield factor, [None if some is None else factor.domain.at(*some).label for some in us], []
            else:
                yield factor, [None if some is None else factor.domain.at(*some) for some in us], []


def _shares(rows: Shares, start: int, stop: int) -> Iterator[tuple[float, ...]]:
    """Return the shares of one factor, row by row."""
    return zip(*(rows[:, column].tolist() for column in range(start, stop)), strict=True)


def points(experiment: Experiment) -> Points:
    """Return all points of an experiment.

    Raises
    ------
    MfsimError
        If the design has too many points.
    """
    return Points(experiment)


def combinations_of(experiment: Experiment) -> int:
    """Return how many combinations of levers are run in each world, one after another; 0 if not all of them are."""
    design = experiment.design
    if design.method != "grid" and not design.crossed:
        return 0
    levers = [one for one in experiment.factors if one.role == "lever"]
    return math.prod(len(one.spaced(design.levels)) for one in levers) if levers else 0


def coordinates(experiment: Experiment) -> Shares:
    """Return where each point is in the design.

    Returns
    -------
    array of shape (points, columns)
        A column for each factor (of a composition, one less than its parts): the share of its distribution, from 0 to 1.
    """
    factors, design = experiment.factors, experiment.design
    if design.method == "grid":
        return _grid(factors, design.levels)
    sampled = [one for one in factors if not (design.crossed and one.role == "lever")]
    crossed = [one for one in factors if design.crossed and one.role == "lever"]
    groups = [experiment.group_of(one) for one in sampled for _ in range(one.width)]
    rows: Any = sample(design, groups) if sampled else np.zeros((1, 0))
    if design.method == "morris":
        _centre(rows, sampled, design.levels)
    levels = _grid(crossed, design.levels)
    both = np.hstack([np.repeat(rows, len(levels), axis=0), np.tile(levels, (len(rows), 1))])
    places = columns([*sampled, *crossed])
    return both[:, [column for one in factors for column in range(*places[one.name])]]


def columns(factors: Sequence[Factor]) -> dict[str, tuple[int, int]]:
    """Return the first column of each factor, and the first that is no longer its own."""
    stops = np.cumsum([one.width for one in factors]).tolist()
    return {one.name: (stop - one.width, stop) for one, stop in zip(factors, stops, strict=True)}


def _centre(rows: Shares, factors: Sequence[Factor], count: int) -> None:
    """Move the grid of ``morris`` into the middle of equal bins for factors of few levels.

    At the edges of levels, where the grid lies otherwise, rounding would decide which of two is run.
    """
    for factor in factors:
        if isinstance(factor.domain, Levels) or 0 < factor.count <= count:
            start, stop = columns(factors)[factor.name]
            rows[:, start:stop] = (np.round(rows[:, start:stop] * (count - 1)) + 0.5) / count


def _grid(factors: Sequence[Factor], count: int) -> Shares:
    """Return every combination of the factors' levels, the last factor's changing fastest."""
    spaced = [one.spaced(count) for one in factors]
    total = math.prod(map(len, spaced))
    if total > MOST_POINTS:
        raise MfsimError(f"design: the grid has {total:,} points; expected at most {MOST_POINTS:,}: fewer levels or factors")
    width = sum(one.width for one in factors)
    return np.array([[u for some in chosen for u in some] for chosen in product(*spaced)], float).reshape(total, width)


def _told_apart(rows: Shares) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first place of each different row, in the order of places, and of each place the number of its row."""
    _, first, which = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return first[order], np.argsort(order)[which.reshape(-1)]
