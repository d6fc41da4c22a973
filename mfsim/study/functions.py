"""A function of one's own in place of the multifactory: the same designs, store and analysis for any model."""

from __future__ import annotations

import hashlib
import inspect
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.draws import run_key
from mfsim.errors import MfsimError, shown

Model = Callable[[Mapping[str, Any], int], Mapping[str, float] | float]
"""From the settings of a point and the seed of a run, the same at every point, to a number for each outcome."""


class ModelError(MfsimError):
    """A function that was run as a model failed, or did not return what was expected of it."""


def called(
    model: Model, settings: Mapping[str, Any], outcomes: Sequence[str], seed: int, runs: range
) -> NDArray[np.float64]:
    """Call a model for some runs of a point.

    Returns
    -------
    array of shape (runs, outcomes)

    Raises
    ------
    ModelError
        If it raises anything, or returns no number for an outcome.
    """
    return np.array([_once(model, settings, outcomes, _seed(seed, run)) for run in runs], float)


@lru_cache(maxsize=65_536)  # the same at every point, and dearer than many a function
def _seed(seed: int, run: int) -> int:
    return int(run_key(seed, run)[0])


def _once(model: Model, settings: Mapping[str, Any], outcomes: Sequence[str], seed: int) -> list[float]:
    try:
        found = model(dict(settings), seed)
    except Exception as error:  # whatever a stranger's function raises belongs into the table
        raise ModelError(f"{type(error).__name__}: {error}") from error
    given = found if isinstance(found, Mapping) else {outcomes[0]: found} if len(outcomes) == 1 else {}
    try:
        return [float(given[name]) for name in outcomes]
    except (KeyError, TypeError, ValueError):
        raise ModelError(f"returned {shown(found)}; expected a number for each of {', '.join(outcomes)}") from None


def identity(model: Model) -> list[str]:
    """Return what tells a function from others: its name, and a hash of its source where that can be had."""
    name = f"{model.__module__}.{getattr(model, '__qualname__', type(model).__qualname__)}"
    try:
        source = inspect.getsource(model)
    except (OSError, TypeError):
        return [name]
    return [name, hashlib.sha256(source.encode()).hexdigest()]


def check_travels(model: Model) -> None:
    """Check that other processes could find a function.

    Raises
    ------
    MfsimError
        If it has no name in a module that they could import.
    """
    expected = "expected a function of a module that can be imported, or executor = 'threads'"
    interactive = model.__module__ == "__main__" and not hasattr(sys.modules["__main__"], "__file__")
    try:
        pickle.dumps(model)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise MfsimError(f"model: other processes cannot have it ({error}); {expected}") from None
    if interactive:
        raise MfsimError(f"model: other processes cannot have what was written interactively; {expected}")
