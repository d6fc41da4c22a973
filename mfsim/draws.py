"""Random numbers that depend on what is decided, never on what was decided before.

Every draw is a function of (seed, run, process, month, serials, purpose) and of nothing else::

    uniform_between(now, purpose, who, other, index) = Threefry-2x64-13(key of the run, address of the draw)

so that variants of a scenario share each draw that means the same thing in both, and no order of execution,
thread or machine matters. The address is injective: two draws are the same only if they mean the same.

Source: Salmon, Moraes, Dror, Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC'11 (Threefry; its
authors call 13 rounds Crush-resistant without a safety margin); Wichura (1988), Algorithm AS 241, Applied
Statistics 37 (normal quantile). Evidence: docs/randomness.md.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled

_PARITY = np.uint64(0x1BD11BDAA9FC1A22)
_ONE, _TWO, _THREE, _SIXTY_FOUR = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(64)
_R0, _R1, _R2, _R3 = np.uint64(16), np.uint64(42), np.uint64(12), np.uint64(31)
_R4, _R5, _R6, _R7 = np.uint64(16), np.uint64(32), np.uint64(24), np.uint64(21)
_S11, _S32, _S48 = np.uint64(11), np.uint64(32), np.uint64(48)
_TO_UNIT = 1.0 / 9007199254740992.0
_HALF_STEP = 0.5 * _TO_UNIT
# A division a step would cost more than all the rest; no count of a mean up to 500 reaches the end of the table.
_INVERSE = 1.0 / np.maximum(1.0, np.arange(2048.0))

FIRST_USER_PROCESS = 128
LARGEST_INVERTED_MEAN = 500.0


class Now(NamedTuple):
    """When it is, in which run: all that a draw needs to know beside who draws and what for."""

    key_low: np.uint64
    key_high: np.uint64
    month: int


def purpose(process: int, number: int) -> int:
    """Name a purpose of drawing: the process (0-255; from 128 on yours) and its own number (0-255).

    It is a ``numpy.int64``: a plain integer constant would have every kernel compiled again for each purpose.
    """
    if not (0 <= process < 256 and 0 <= number < 256):
        raise ValueError("a purpose is a process and a number, each from 0 to 255")
    return cast(int, np.int64(process * 256 + number))


def run_key(seed: int, run: int) -> tuple[np.uint64, np.uint64]:
    """Return the two-word key of one run: ``SeedSequence(seed, spawn_key=(run,))``."""
    low, high = np.random.SeedSequence(seed, spawn_key=(run,)).generate_state(2, np.uint64)
    return low, high


def run_keys(seed: int, runs: range) -> NDArray[np.uint64]:
    """Return the keys of many runs, shape (runs, 2)."""
    return np.array([run_key(seed, run) for run in runs], dtype=np.uint64).reshape(len(runs), 2)


@compiled
def _rotate(word: np.uint64, bits: np.uint64) -> np.uint64:
    return (word << bits) | (word >> (_SIXTY_FOUR - bits))


@compiled
def threefry(key_low: np.uint64, key_high: np.uint64, low: np.uint64, high: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Threefry-2x64 with 13 rounds: 128 bits of key and 128 of counter to 128 random bits."""
    parity = _PARITY ^ key_low ^ key_high
    x = low + key_low
    y = high + key_high
    x += y
    y = _rotate(y, _R0) ^ x
    x += y
    y = _rotate(y, _R1) ^ x
    x += y
    y = _rotate(y, _R2) ^ x
    x += y
    y = _rotate(y, _R3) ^ x
    x += key_high
    y += parity + _ONE
    x += y
    y = _rotate(y, _R4) ^ x
    x += y
    y = _rotate(y, _R5) ^ x
    x += y
    y = _rotate(y, _R6) ^ x
    x += y
    y = _rotate(y, _R7) ^ x
    x += parity
    y += key_low + _TWO
    x += y
    y = _rotate(y, _R0) ^ x
    x += y
    y = _rotate(y, _R1) ^ x
    x += y
    y = _rotate(y, _R2) ^ x
    x += y
    y = _rotate(y, _R3) ^ x
    x += key_low
    y += key_high + _THREE
    x += y
    y = _rotate(y, _R4) ^ x
    return x, y


@compiled
def uniform_pair(now: Now, what: int, who: int, other: int, index: int) -> tuple[float, float]:
    """Draw two independent numbers from [0, 1).

    Parameters
    ----------
    now : Now
        Key of the run and month.
    what : int
        Purpose, below 2^16 (see `purpose`).
    who, other : int
        Serials of the firm and, for a pair, of the other; 0 to 2^32 - 1.
    index : int
        Number of the draw among those of one purpose, 0 to 2^32 - 1.
    """
    low = (np.uint64(what) << _S48) | (np.uint64(now.month) << _S32) | np.uint64(index)
    high = (np.uint64(who) << _S32) | np.uint64(other)
    x, y = threefry(now.key_low, now.key_high, low, high)
    return float(x >> _S11) * _TO_UNIT, float(y >> _S11) * _TO_UNIT


@compiled
def uniform_between(now: Now, what: int, who: int, other: int, index: int) -> float:
    """Draw a number from [0, 1); the arguments are those of `uniform_pair`."""
    return uniform_pair(now, what, who, other, index)[0]


@compiled
def uniform_nth(now: Now, what: int, who: int, index: int) -> float:
    """Draw the index-th number from [0, 1) of one firm for one purpose."""
    return uniform_pair(now, what, who, 0, index)[0]


@compiled
def uniform(now: Now, what: int, who: int) -> float:
    """Draw the only number from [0, 1) of one firm for one purpose."""
    return uniform_pair(now, what, who, 0, 0)[0]


@compiled
def _central(q: float) -> float:
    r = 0.180625 - q * q
    top = ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
             + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
           + 133.14166789178437745) * r + 3.387132872796366608  # fmt: skip
    bottom = ((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
              + 42.313330701600911252) * r + 1.0  # fmt: skip
    return q * top / bottom


@compiled
def _near_tail(r: float) -> float:
    top = ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
             + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
           + 4.6303378461565452959) * r + 1.42343711074968357734  # fmt: skip
    bottom = ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r
                 + 0.0151986665636164571966) * r + 0.14810397642748007459) * r + 0.68976733498510000455) * r
               + 1.6763848301838038494) * r + 2.05319162663775882187) * r + 1.0  # fmt: skip
    return top / bottom


@compiled
def _far_tail(r: float) -> float:
    top = ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
             + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
           + 5.4637849111641143699) * r + 6.6579046435011037772  # fmt: skip
    bottom = ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
                 + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r
               + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
              + 0.59983220655588793769) * r + 1.0  # fmt: skip
    return top / bottom


@compiled
def normal_quantile(u: float) -> float:
    """Return the standard normal quantile by AS 241 (relative error about 1e-16).

    A draw of 0 is taken as 2^-54, the middle of its cell, so that the result is finite for every draw.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        return _central(q)
    tail = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-math.log(max(tail, _HALF_STEP)))
    value = _near_tail(r - 1.6) if r <= 5.0 else _far_tail(r - 5.0)
    return -value if q < 0.0 else value


@compiled
def normal_nth(now: Now, what: int, who: int, index: int) -> float:
    """Draw the index-th standard normal number of one firm for one purpose, from one uniform draw."""
    return normal_quantile(uniform_nth(now, what, who, index))


@compiled
def normal(now: Now, what: int, who: int) -> float:
    """Draw the only standard normal number of one firm for one purpose, from one uniform draw."""
    return normal_quantile(uniform(now, what, who))


@compiled
def poisson(mean: float, u: float) -> int:
    """Return the Poisson count at quantile `u`: one draw a count, whatever the mean.

    Inversion up to a mean of 500; beyond, the rounded normal quantile (the distribution function is off by
    less than 0.003).
    """
    if mean <= 0.0:
        return 0
    if mean > LARGEST_INVERTED_MEAN:
        return max(0, math.floor(mean + math.sqrt(mean) * normal_quantile(u) + 0.5))
    count = 0
    probability = math.exp(-mean)
    total = probability
    # Past the mean, so small a probability no longer changes the sum, which may stay below the largest u.
    while u > total and (count < mean or probability > _HALF_STEP):
        count += 1
        probability *= mean * _INVERSE[count]
        total += probability
    return count


@cache
def size_table(mean: float, coefficient_of_variation: float, cells: int = 4096) -> NDArray[np.float64]:
    """Tabulate a gamma distribution as equally likely values, the mean of each being kept.

    A draw is then ``table[int(u * cells)]``: one draw a value, the mean exact, the variance short of the
    gamma's by what varies within the cells (below 0.03 % for a coefficient of variation up to 1, 0.2 % to 3).
    Values are rounded to ten digits, so that they do not depend on a processor's last digit.

    Parameters
    ----------
    mean : float
        Mean of the distribution, in the unit of the value.
    coefficient_of_variation : float
        Standard deviation over mean; below 0.001 the values are constant.
    cells : int
        Number of values.
    """
    if coefficient_of_variation < 1e-3:
        return np.full(cells, mean)
    shape = 1.0 / coefficient_of_variation**2
    # In the logarithm of the value the density is smooth and vanishes at both ends, for any shape.
    top = math.log(1.0 + 40.0 * coefficient_of_variation + 40.0 * coefficient_of_variation**2)
    low = max(-40.0 / shape, -12.0 * coefficient_of_variation) if shape > 1.0 else -40.0 / shape
    t = np.linspace(low - 3.0, top, 400_001)
    density = np.exp(shape * (t + math.log(shape)) - shape * np.exp(t) - math.lgamma(shape))
    below = _cumulate(density, t)
    below_mean = _cumulate(density * np.exp(t), t)
    edges = np.linspace(0.0, below[-1], cells + 1)
    means = np.diff(np.interp(edges, below, below_mean))
    table = means * (cells * mean / means.sum())
    digits = 10.0 ** (9.0 - np.floor(np.log10(np.maximum(table, 1e-300))))
    return np.asarray(np.round(table * digits) / digits)


def _cumulate(values: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Integrate from the left by trapezoids."""
    steps = 0.5 * (values[1:] + values[:-1]) * np.diff(at)
    return np.concatenate(([0.0], np.cumsum(steps)))
