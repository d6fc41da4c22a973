"""One simulated study: a design of its own, outcomes with noise, and what `mfsim analyze` says of them.

Points and outcomes go to the estimators directly, without a store: the same functions that `mfsim analyze` calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import truths
from functions import FUNCTIONS, TWELVE, Floats, Function, noisy, of_twelve

from mfsim.study.designs import Design
from mfsim.study.indices.fast import Fast
from mfsim.study.indices.first_order import FirstOrder
from mfsim.study.indices.grid import Grid
from mfsim.study.indices.inputs import Input
from mfsim.study.indices.method import Method
from mfsim.study.indices.morris import Morris
from mfsim.study.indices.sobol import Sobol
from mfsim.study.indices.whole import OfWhole
from mfsim.study.one_outcome import of_outcome
from mfsim.study.responses import responses_of
from mfsim.study.samplers import sample

SECOND_ORDER, MORRIS_LEVELS = "sobol2", 6
"""The name of ``sobol`` with pairs here; levels that suit choices of two and three."""


@dataclass(frozen=True)
class Case:
    """What is simulated many times: a method with so many points, on a function, with noise, and runs of each point."""

    method: str
    points: int
    function: str
    noise: str
    runs: int

    @property
    def of(self) -> Function:
        return FUNCTIONS[self.function]


def study(case: Case, number: int) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """Return the row of seed noise and the rows of indices of one study, each number with other points and noise."""
    shares = designed(case, number)
    method = method_of(case, shares)
    rng = np.random.default_rng([number, case.points, case.runs])
    noise_sd = float(np.sqrt(variance_of(case)))
    values = noisy(case.of, shares, case.runs, case.noise, noise_sd, rng)
    found = responses_of(values, np.ones(values.shape, bool), method.members, drawn=method.drawn)
    return of_outcome("y", found, method)


def designed(case: Case, number: int) -> Floats:
    """Return the points, as a study of that seed has them."""
    classes = case.of.classes
    if case.method == "grid":
        return np.array(list(product(*truths.grid_levels(case.of, case.points))))
    names = {SECOND_ORDER: "sobol", "crossed": "lhs"}
    design = Design(
        names.get(case.method, case.method),  # type: ignore[arg-type]
        points=case.points, levels=MORRIS_LEVELS, seed=number, second_order=case.method == SECOND_ORDER,
    )  # fmt: skip
    if case.method != "crossed":
        return sample(design, case.of.factors)
    levers = list(product(*((np.arange(one) + 0.5) / one for one in classes if one)))
    rows = sample(design, [one for one, count in zip(case.of.factors, classes, strict=True) if not count])
    shares = np.empty((len(rows), len(levers), len(classes)))
    shares[:, :, [place for place, one in enumerate(classes) if one]] = levers
    shares[:, :, [place for place, one in enumerate(classes) if not one]] = rows[:, None]
    return shares.reshape(-1, len(classes))


def method_of(case: Case, shares: Floats) -> Method:
    """Return the method, set up for these points."""
    factors, count = case.of.factors, len(shares)
    if case.method == "grid":
        return Grid(factors, [len(one) for one in truths.grid_levels(case.of, case.points)])
    if case.method in ("sobol", SECOND_ORDER):
        return Sobol(factors, count, second_order=case.method == SECOND_ORDER)
    if case.method == "morris":
        return Morris(factors, shares, MORRIS_LEVELS)
    if case.method == "fast":
        return Fast(factors, count, Design.curves)
    inputs = [
        Input(name, np.floor(column * classes) if classes else column, classes)
        for name, column, classes in zip(factors, shares.T, case.of.classes, strict=True)
    ]
    if case.method in ("delta", "pawn"):
        return OfWhole({"delta": "delta", "pawn": "PAWN"}[case.method], inputs)
    levers = [one.name for one in inputs if one.classes] if case.method == "crossed" else []
    return FirstOrder(inputs, count // case.points, levers)


def truth_of(case: Case) -> truths.Truths:
    """Return what the indices are."""
    if case.method == "grid":
        return truths.of_grid(case.function, case.points)
    if case.method == "morris":
        return truths.of_morris(case.function, MORRIS_LEVELS)
    return truths.of_whole(case.function) if case.method in ("delta", "pawn") else truths.of_variance(case.function)


@cache
def variance_of(case: Case) -> float:
    """Return the variance of the function over the points that are spoken of."""
    function = case.of
    if len(function.classes) == len(TWELVE):
        return of_twelve()[1]
    if case.method == "grid":
        return float(function.box(truths.grid_levels(function, case.points)).var())
    levels = truths.morris_levels(function, MORRIS_LEVELS)
    return float((function.box(levels) if case.method == "morris" else function.fine()).var())


def noise_truth(case: Case) -> dict[str, float]:
    """Return the shares of seed noise."""
    some = case.noise != "none"
    return {"noise_share": 0.5 * some, "noise_in_means": some / (1.0 + case.runs)}
