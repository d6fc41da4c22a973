"""What a draw costs inside a compiled kernel, as a ratio to numpy's own generator in the same kernel.

Run it on an idle machine: ``python benchmarks/draw_cost.py``. Prints one Markdown table.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from mfsim.compiling import compiled
from mfsim.draws import Now, normal, poisson, run_key, uniform, uniform_pair

FIRMS, PURPOSES, MONTHS = 40, 16, 120
DRAWS = FIRMS * PURPOSES * MONTHS
REPEATS = 200
ROUNDS = 9
S11, S32, S48 = np.uint64(11), np.uint64(32), np.uint64(48)
UNIT = 2.0**-53
SQUARES_KEY = np.uint64(0x548C9DECBCE65297)
PUBLISHED_20 = (0xC2B6E3A8C2C69865, 0x6F81ED42F350084D)  # Random123: threefry2x64 20, all words zero


@compiled
def rotate(word, bits):
    return (word << np.uint64(bits)) | (word >> np.uint64(64 - bits))


@compiled
def four_rounds(x, y, even):
    for bits in (16, 42, 12, 31) if even else (16, 32, 24, 21):
        x += y
        y = rotate(y, bits) ^ x
    return x, y


@compiled
def threefry_20(key_low, key_high, low, high):
    parity = np.uint64(0x1BD11BDAA9FC1A22) ^ key_low ^ key_high
    x, y = four_rounds(low + key_low, high + key_high, True)
    x, y = four_rounds(x + key_high, y + parity + np.uint64(1), False)
    x, y = four_rounds(x + parity, y + key_low + np.uint64(2), True)
    x, y = four_rounds(x + key_low, y + key_high + np.uint64(3), False)
    x, y = four_rounds(x + key_high, y + parity + np.uint64(4), True)
    return x + parity, y + key_low + np.uint64(5)


@compiled
def squares64(counter, key):
    """Widynski (2020), Squares: a fast counter-based RNG, five rounds."""
    x = y = counter * key
    z = y + key
    x = rotate(x * x + y, 32)
    x = rotate(x * x + z, 32)
    x = rotate(x * x + y, 32)
    last = x * x + z
    x = rotate(last, 32)
    return last ^ ((x * x + y) >> S32)


@compiled
def with_uniform(now, month, what, who, generator):
    return uniform(now, what, who)


@compiled
def with_pair(now, month, what, who, generator):
    u, v = uniform_pair(now, what, who, 0, 0)
    return u + v


@compiled
def with_20_rounds(now, month, what, who, generator):
    address = (np.uint64(what) << S48) | (np.uint64(month) << S32)
    return float(threefry_20(now.key_low, now.key_high, address, np.uint64(who) << S32)[0] >> S11) * UNIT


@compiled
def with_squares(now, month, what, who, generator):
    address = (np.uint64(what) << S48) | (np.uint64(month) << S32) | np.uint64(who)
    return float(squares64(address, SQUARES_KEY) >> S11) * UNIT


@compiled
def with_generator(now, month, what, who, generator):
    return generator.random()


@compiled
def with_normal(now, month, what, who, generator):
    return normal(now, what, who)


@compiled
def with_generator_normal(now, month, what, who, generator):
    return generator.normal()


@compiled
def with_poisson(now, month, what, who, generator):
    return poisson(2.0, uniform(now, what, who))


@compiled
def with_generator_poisson(now, month, what, who, generator):
    return generator.poisson(2.0)


def kernel(draw: Callable[..., float]) -> Callable[..., float]:
    """Sum draws in the model's order: serials fastest, then purposes, then months."""

    @compiled
    def total(low, high, repeats, generator):
        value = 0.0
        for _ in range(repeats):
            for month in range(MONTHS):
                now = Now(low, high, month)
                for what in range(PURPOSES):
                    for who in range(FIRMS):
                        value += draw(now, month, what, who, generator)
            low += np.uint64(1)
        return value

    return total


CASES: dict[str, Any] = {
    "numpy `Generator.random` (PCG64, sequential)": with_generator,
    "`uniform` (Threefry-2x64, 13 rounds)": with_uniform,
    "`uniform_pair` (two numbers)": with_pair,
    "the same with 20 rounds": with_20_rounds,
    "squares64 (one-word key and counter)": with_squares,
    "numpy `Generator.normal`": with_generator_normal,
    "`normal`": with_normal,
    "numpy `Generator.poisson(2)`": with_generator_poisson,
    "`poisson(2)`": with_poisson,
}


def main() -> None:
    if threefry_20(*(np.uint64(0),) * 4) != PUBLISHED_20:
        raise SystemExit("the version with 20 rounds disagrees with its published vector")
    low, high = run_key(0, 0)
    generator = np.random.default_rng(0)
    kernels = {name: kernel(draw) for name, draw in CASES.items()}
    best = dict.fromkeys(kernels, float("inf"))
    for _ in range(ROUNDS):
        for name, total in kernels.items():
            total(low, high, 1, generator)
            start = time.perf_counter()
            total(low, high, REPEATS, generator)
            best[name] = min(best[name], (time.perf_counter() - start) / (REPEATS * DRAWS) * 1e9)
    reference = best["numpy `Generator.random` (PCG64, sequential)"]
    print("| draw, in a compiled kernel | ns | ratio to `Generator.random` |\n|---|---|---|")
    for name, cost in best.items():
        print(f"| {name} | {cost:.2f} | {cost / reference:.2f} |")


if __name__ == "__main__":
    main()
