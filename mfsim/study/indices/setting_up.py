"""The method that belongs to a study's design, set up for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
import pyarrow as pa

from mfsim.errors import MfsimError
from mfsim.study.indices.fast import Fast
from mfsim.study.indices.first_order import FirstOrder
from mfsim.study.indices.grid import Grid
from mfsim.study.indices.inputs import Input, inputs_of
from mfsim.study.indices.method import Floats, Method
from mfsim.study.indices.morris import Morris
from mfsim.study.indices.sobol import Sobol
from mfsim.study.indices.whole import OfWhole

OF_ANY_SAMPLE = {"lhs": "rbd_fast", "rbd_fast": "rbd_fast", "delta": "delta", "pawn": "pawn"}
"""Designs that are samples of the whole space, point by point, and the method that is used on each if none is asked for."""


def method_of(what: Mapping[str, Any], design: Floats, points: pa.Table, name: str | None) -> Method:
    """Return a method for a study.

    Parameters
    ----------
    what : mapping
        The study's manifest.
    design : array of shape (points, columns)
        Where its points are.
    points : table
        The levels of its factors.
    name : str, optional
        Of the method, for designs that are a sample; that of the design if not given.

    Raises
    ------
    MfsimError
        If the method does not belong to the design.
    """
    kind, varies = what["method"], what["varies"]
    if kind in OF_ANY_SAMPLE:
        return _of_sample(name or OF_ANY_SAMPLE[kind], what, list(inputs_of(varies, design, points)))
    if name is not None and name != kind:
        fit = ", ".join(OF_ANY_SAMPLE)
        raise MfsimError(f"method: {name} takes any sample of points ({fit}), which a design of {kind} is not")
    columns = [one["group"] for one in varies for _ in range(one["width"])]
    if kind == "morris":
        return Morris(columns, design, what["design"]["levels"])
    names = list(dict.fromkeys(columns))
    if kind == "sobol":
        return Sobol(names, len(design), second_order=what["design"]["second_order"])
    if kind == "fast":
        return Fast(names, len(design), what["design"]["curves"])
    return Grid(names, _lengths(varies, design))


def _of_sample(name: str, what: Mapping[str, Any], inputs: Sequence[Input]) -> Method:
    crossed = what["design"]["crossed"] and any(role == "lever" for role in what["factors"].values())
    levers = [one for one, role in what["factors"].items() if role == "lever"] if crossed else []
    if name == "rbd_fast":
        return FirstOrder(inputs, what["combinations"] if crossed else 1, levers)
    if crossed:
        raise MfsimError(
            f"method: {name} takes points that are drawn one by one; expected rbd_fast where levers are crossed"
        )
    return OfWhole({"delta": "delta", "pawn": "PAWN"}[name], inputs)


def _lengths(varies: Sequence[Mapping[str, Any]], design: Floats) -> list[int]:
    """Return how many levels each factor has on a grid."""
    lengths, column = [], 0
    for one in varies:
        lengths.append(len(np.unique(design[:, column : column + one["width"]], axis=0)))
        column += one["width"]
    if prod(lengths) != len(design):
        raise MfsimError("design: the points are no grid; was the study's folder changed?")
    return lengths
