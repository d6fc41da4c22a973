"""Time things against one another: in turn, on one processor, in processor time beside wall time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Timed:
    """Seconds of each round: of the processor (all threads) and of the clock."""

    cpu: list[float]
    wall: list[float]


@contextmanager
def one_processor() -> Iterator[None]:
    """Stay on the last of the processors that are allowed."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def in_turn(cases: dict[str, Callable[[], object]], rounds: int) -> dict[str, Timed]:
    """Run every case once unmeasured, then all of them one after another in each round: A B A B."""
    for work in cases.values():
        work()
    timed = {name: Timed([], []) for name in cases}
    for _ in range(rounds):
        for name, work in cases.items():
            cpu, wall = time.process_time(), time.perf_counter()
            work()
            timed[name].cpu.append(time.process_time() - cpu)
            timed[name].wall.append(time.perf_counter() - wall)
    return timed


def ratio(above: list[float], below: list[float], scale: float = 1.0) -> dict[str, float]:
    """Return the median over rounds of the ratio in each round, and its quartiles.

    Parameters
    ----------
    scale : float
        Work of the one below over work of the one above, where they differ.
    """
    low, middle, high = np.quantile(np.array(above) / np.array(below) * scale, [0.25, 0.5, 0.75])
    return {"median": round(float(middle), 3), "quartile_1": round(float(low), 3), "quartile_3": round(float(high), 3)}


def milliseconds(seconds: list[float], runs: int) -> float:
    """Return the median of some times, per run."""
    return round(float(np.median(seconds)) / runs * 1e3, 3)
