"""The inputs of methods that take any sample: for each factor its order, or the classes of its levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_CLASSES = 10
"""Whole numbers of so many values are classes; of more, an order."""


@dataclass(frozen=True)
class Input:
    """What one factor is at each point.

    Attributes
    ----------
    name : str
        Of the factor; of a composition, with the part.
    values : array of shape (points)
        The share of its distribution; of a part of a composition, its share of the whole; of classes, their numbers.
    classes : int
        How many classes there are, all as likely; 0 if it is ordered.
    """

    name: str
    values: Floats
    classes: int

    def order(self) -> NDArray[np.int64]:
        """Return the points in order, those that are alike in a random one."""
        tie = np.random.default_rng(len(self.values)).permutation(len(self.values))
        return np.lexsort((tie, self.values))

    def sliced(self, slices: int) -> NDArray[np.int64]:
        """Return for each point its class, or which of so many slices of equal size it is in."""
        if self.classes:
            return self.values.astype(np.int64)
        places = np.empty(len(self.values), np.int64)
        places[self.order()] = np.arange(len(self.values)) * slices // len(self.values)
        return places


def inputs_of(varies: Sequence[Mapping[str, Any]], design: Floats, points: pa.Table) -> Iterator[Input]:
    """Yield the inputs of a study: a column for each factor, and one for each part of a composition."""
    column = 0
    for one in varies:
        shares, count = design[:, column], int(one["levels"])
        column += int(one["width"])
        parts = one.get("parts") or ()
        for part in parts:
            name = f"{one['name']}.{part}"
            yield Input(name, np.nan_to_num(points[name].to_numpy()), 0)
        if parts:
            continue
        if one["kind"] == "levels" or 0 < count <= MOST_CLASSES:
            yield Input(one["name"], np.minimum(np.floor(shares * count), count - 1.0), count)
        else:
            yield Input(one["name"], shares, 0)


def without_effect(points: int, count: int, classes: int) -> Iterator[Input]:
    """Yield made-up factors that have no effect, as an index of theirs is what chance alone gives.

    Parameters
    ----------
    classes : int
        How many they have; 0 for numbers. Of few classes, each with many points, chance makes less than of many slices.
    """
    rng = np.random.default_rng([points, classes])
    for number in range(count):
        order = rng.permutation(points)
        values = order % classes if classes else order / points
        yield Input(f"without effect {number + 1}", values.astype(np.float64), classes)
