"""A study as a box of numbers: worlds, runs and combinations of levers, for designs in which every world has them all.

A world is a point of what is not known; run r has the same random numbers in every world and at every combination.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.errors import MfsimError, nearest, shown
from mfsim.study.handle import Study
from mfsim.study.responses import read_outcomes

Floats = NDArray[np.float64]
Label = Any
"""How the level of a lever is shown; None where the lever has no effect."""


@dataclass(frozen=True)
class Cells:
    """Outcomes by world, run and combination of levers.

    Attributes
    ----------
    levers : mapping from the name of a lever to its levels
        In the order of the experiment; the first level is that to which others are compared.
    labels : tuple of tuples
        Of each combination, the level of each lever.
    values : mapping from the name of an outcome to an array, shape (worlds, runs, combinations)
        NaN where a run is missing, has failed, or leaves the outcome undefined.
    """

    levers: Mapping[str, tuple[Label, ...]]
    labels: tuple[tuple[Label, ...], ...]
    values: Mapping[str, Floats]


@dataclass(frozen=True)
class Contrast:
    """A weighted sum over combinations, with the sum 0: what one level does against another.

    Attributes
    ----------
    kind : str
        ``main`` (over all levels of the others), ``within`` (at one level of another) or ``interaction`` (how much more at
        that level of the other than at its first).
    lever, level, against : what is compared
    at : str
        Level of another lever, as ``lever=level``; empty for a main effect.
    weights : array, shape (combinations,)
    """

    kind: str
    lever: str
    level: Label
    against: Label
    at: str
    weights: Floats


def cells_of(study: Study, outcomes: Sequence[str] | None = None) -> Cells:
    """Sort outcomes of a study, all if none are named, into cells.

    Raises
    ------
    MfsimError
        If not every combination of levers was to be run in every world, or an outcome is not in the study.
    """
    what = study.manifest
    for name in outcomes or ():
        if name not in what["outcomes"]:
            near = nearest(name, what["outcomes"])
            hint = f"did you mean '{near}'?" if near else f"expected one of {', '.join(what['outcomes'])}"
            raise MfsimError(f"outcomes: the study has no {shown(name)}; {hint}")
    count = int(what.get("combinations", 0))
    levers = [name for name, role in what["factors"].items() if role == "lever"]
    if not levers or count < 1:
        raise MfsimError(
            f"{study.store.folder}: effects of levers need every combination of them in every world; "
            'expected a design with method = "grid", or "lhs" with crossed = true, and levers'
        )
    places = study.store.design()["point"].to_numpy()
    points = study.points().iloc[places[:count]]
    columns = [[None if _missing(one) else one for one in points[name].tolist()] for name in levers]
    labels = tuple(zip(*columns, strict=True))
    levels = {name: tuple(dict.fromkeys(one for one in column if one is not None))
              for name, column in zip(levers, columns, strict=True)}  # fmt: skip
    values = {
        name: np.ascontiguousarray(by_point[places].reshape(-1, count, what["runs"]).transpose(0, 2, 1))
        for name, by_point, _ in read_outcomes(study.store, list(outcomes or what["outcomes"]))
    }
    return Cells(levels, labels, values)


def contrasts(cells: Cells) -> list[Contrast]:
    """Return all main effects, effects within a level of another lever, and interactions of two."""
    names, found = list(cells.levers), []
    for name in names:
        first, *others = cells.levers[name] or (None,)
        found += [_contrast(cells, "main", (name, level, first)) for level in others]
    for name, other in ((a, b) for a in names for b in names if a != b):
        first, *others = cells.levers[name] or (None,)
        found += [_contrast(cells, "within", (name, level, first), (other, at))
                  for level in others for at in cells.levers[other]]  # fmt: skip
    for name, other in combinations(names, 2):
        (first, *others), (start, *ats) = cells.levers[name] or (None,), cells.levers[other] or (None,)
        found += [_contrast(cells, "interaction", (name, level, first), (other, at), (other, start))
                  for level in others for at in ats]  # fmt: skip
    return [one for one in found if one.weights.any()]


At = tuple[str, Label]


def _contrast(
    cells: Cells, kind: str, compared: tuple[str, Label, Label], at: At | None = None, base: At | None = None
) -> Contrast:
    """Return the contrast of two levels, at a level of another lever, and beyond that at its first."""
    name, level, first = compared
    weights = _difference(cells, name, (level, first), at)
    if base is not None:
        weights = weights - _difference(cells, name, (level, first), base)
    return Contrast(kind, name, level, first, "" if at is None else f"{at[0]}={at[1]}", weights)


def _difference(cells: Cells, name: str, pair: tuple[Label, Label], at: At | None) -> Floats:
    """Weigh the combinations in which only this lever is another, each pair alike.

    Another lever that has no effect at the level is taken to be at its first level where it has one.
    """
    place, names = list(cells.levers).index(name), list(cells.levers)
    number = {labels: combination for combination, labels in reversed(list(enumerate(cells.labels)))}
    weights = np.zeros(len(cells.labels))
    pairs = 0
    for labels, combination in number.items():
        rest = (*labels[:place], pair[1], *labels[place + 1 :])
        other = number.get(rest, number.get(_at_first(cells, rest)))
        if labels[place] != pair[0] or other is None or (at is not None and labels[names.index(at[0])] != at[1]):
            continue
        weights[combination] += 1.0
        weights[other] -= 1.0
        pairs += 1
    return weights / max(1, pairs)


def _at_first(cells: Cells, labels: tuple[Label, ...]) -> tuple[Label, ...]:
    """Return the labels with the first level of each lever that has no effect."""
    return tuple(levels[0] if one is None else one for one, levels in zip(labels, cells.levers.values(), strict=True))


def _missing(label: Any) -> bool:
    return label is None or (isinstance(label, float) and np.isnan(label))
