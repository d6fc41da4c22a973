"""Which run a model is: seed and number, however Mesa hands them over."""

from __future__ import annotations

import numpy as np

from mfsim.errors import MfsimError


def seed_of(seed: int | None, rng: int | None, run: int | None) -> int:
    """Return the seed that a model is made with.

    `mesa.batch_run` repeats a model by its iterations: Mesa 3.3 makes it again with the same arguments, Mesa 3.5 with
    ``seed=None``, or with the seeds of its own argument `rng`. So that repetitions differ, a model with neither seed nor
    run has a seed drawn anew; and so that numbered runs are the same under both, a run without a seed has seed 0.

    Raises
    ------
    MfsimError
        If both are given, or one is not a whole number.
    """
    if seed is not None and rng is not None:
        raise MfsimError("seed, rng: two names for one thing; give one of them")
    given = seed if seed is not None else rng
    if given is None:
        return 0 if run is not None else int(np.random.SeedSequence().generate_state(1)[0])
    return _whole("seed", given)


def run_of(run: int | None) -> int:
    """Return the number of the run; 0 if none is given."""
    return 0 if run is None else _whole("run", run)


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        raise MfsimError(f"{name}: expected a whole number of at least 0, not {value!r}")
    return int(value)
