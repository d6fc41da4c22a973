"""The random numbers: published vectors, addresses, and the distributions against scipy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from mfsim import draws

ROOT = Path(__file__).parent.parent
MASK = 2**64 - 1
LARGEST = 1.0 - 2.0**-53
KEY = draws.run_key(0, 0)

# tests/kat_vectors of Random123, lines "threefry2x64 13": counter, key, result.
PUBLISHED = [
    ((0, 0), (0, 0), (0xF167B032C3B480BD, 0xE91F9FEE4B7A6FB5)),
    ((MASK, MASK), (MASK, MASK), (0xCCDEC5C917A874B1, 0x4DF53ABCA26CEB01)),
    (
        (0x243F6A8885A308D3, 0x13198A2E03707344),
        (0xA4093822299F31D0, 0x082EFA98EC4E6C89),
        (0xC3AAC71561042993, 0x3FE7AE8801AFF316),
    ),
]

sixteen = st.integers(0, 2**16 - 1)
thirty_two = st.integers(0, 2**32 - 1)
words = st.integers(0, MASK)
addresses = st.tuples(sixteen, sixteen, thirty_two, thirty_two, thirty_two)


@pytest.fixture(autouse=True)
def _words_wrap_around():
    """Let 64-bit words overflow in silence where compilation is off."""
    with np.errstate(over="ignore"):
        yield


def reference(counter: tuple[int, int], key: tuple[int, int]) -> tuple[int, int]:
    """Threefry-2x64-13 in integers of any size, written apart from the kernel."""
    rotations = (16, 42, 12, 31, 16, 32, 24, 21)
    schedule = (*key, 0x1BD11BDAA9FC1A22 ^ key[0] ^ key[1])
    x, y = (counter[0] + key[0]) & MASK, (counter[1] + key[1]) & MASK
    for turn in range(13):
        bits = rotations[turn % 8]
        x = (x + y) & MASK
        y = ((y << bits | y >> (64 - bits)) & MASK) ^ x
        if turn % 4 == 3:
            injection = turn // 4 + 1
            x = (x + schedule[injection % 3]) & MASK
            y = (y + schedule[(injection + 1) % 3] + injection) & MASK
    return x, y


def threefry(counter: tuple[int, int], key: tuple[int, int]) -> tuple[int, int]:
    x, y = draws.threefry(*(np.uint64(word) for word in (*key, *counter)))
    return int(x), int(y)


def pair_at(address: tuple[int, int, int, int, int]) -> tuple[float, float]:
    what, month, who, other, index = address
    return draws.uniform_pair(draws.Now(*KEY, month), what, who, other, index)


@pytest.mark.parametrize(("counter", "key", "result"), PUBLISHED)
def test_published_vectors(counter, key, result):
    assert threefry(counter, key) == result
    assert reference(counter, key) == result


@given(words, words, words, words)
def test_equals_the_reference_everywhere(a, b, c, d):
    assert threefry((a, b), (c, d)) == reference((a, b), (c, d))


@given(addresses)
def test_draws_are_the_top_53_bits_at_the_documented_address(address):
    what, month, who, other, index = address
    counter = (what << 48 | month << 32 | index, who << 32 | other)
    x, y = reference(counter, (int(KEY[0]), int(KEY[1])))
    assert pair_at(address) == ((x >> 11) / 2**53, (y >> 11) / 2**53)
    assert draws.uniform_between(draws.Now(*KEY, month), what, who, other, index) == (x >> 11) / 2**53


@given(addresses, addresses)
def test_different_addresses_give_different_draws(one, two):
    assume(one != two)
    assert pair_at(one) != pair_at(two)


@given(addresses, st.integers(0, 127))
def test_every_bit_of_an_address_counts(address, bit):
    field, place = next(
        (number, bit - start)
        for number, (start, width) in enumerate(((0, 16), (16, 16), (32, 32), (64, 32), (96, 32)))
        if bit < start + width
    )
    moved = list(address)
    moved[field] ^= 1 << place
    assert pair_at(address) != pair_at(tuple(moved))


def test_firms_months_and_purposes_are_not_exchangeable():
    """Swapped fields are another address: who asks whom, and month for index."""
    assert pair_at((5, 1, 2, 3, 4)) != pair_at((5, 1, 3, 2, 4))
    assert pair_at((5, 1, 2, 3, 4)) != pair_at((5, 4, 2, 3, 1))


def test_purposes_are_distinct_and_in_range():
    numbers = {draws.purpose(process, number) for process in range(256) for number in range(256)}
    assert numbers == set(range(2**16))


@pytest.mark.parametrize(("process", "number"), [(-1, 0), (256, 0), (0, -1), (0, 256)])
def test_purposes_out_of_range_are_refused(process, number):
    with pytest.raises(ValueError, match="from 0 to 255"):
        draws.purpose(process, number)


def test_run_keys_are_distinct_and_those_of_numpy():
    table = np.concatenate([draws.run_keys(seed, range(500)) for seed in range(40)])
    assert len(np.unique(table, axis=0)) == len(np.unique(table[:, 0])) == len(table)
    expected = np.random.SeedSequence(7, spawn_key=(3,)).generate_state(2, np.uint64)
    assert draws.run_keys(7, range(3, 4)).tolist() == [expected.tolist()]
    assert draws.run_keys(7, range(0)).shape == (0, 2)


def test_seed_zero_is_a_seed():
    """The key of seed 0 is the same in every process and with every version of numpy."""
    assert [int(word) for word in draws.run_key(0, 0)] == [0x784DFB2CDFF7B411, 0xCA65717F56CF8F57]
    assert draws.run_key(0, 0) != draws.run_key(1, 0)


@pytest.mark.parametrize(("seed", "run"), [(-1, 0), (0, -1)])
def test_negative_seeds_and_runs_are_refused(seed, run):
    with pytest.raises(ValueError, match="non-negative"):
        draws.run_key(seed, run)


def test_normal_quantile_against_scipy():
    tail = np.logspace(np.log10(2.0**-53), np.log10(0.5), 2000)
    u = np.concatenate([tail, 1.0 - tail, np.linspace(0.001, 0.999, 999)])
    ours = np.array([draws.normal_quantile(value) for value in u])
    np.testing.assert_allclose(ours, stats.norm.ppf(u), rtol=2e-15, atol=1e-16)


def test_normal_quantile_is_finite_for_every_draw():
    assert draws.normal_quantile(0.0) == pytest.approx(stats.norm.ppf(2.0**-54), rel=1e-15)
    assert draws.normal_quantile(LARGEST) == pytest.approx(stats.norm.ppf(LARGEST), rel=1e-15)
    assert draws.normal_quantile(0.5) == 0.0


@pytest.mark.parametrize("mean", [1e-12, 0.003, 0.5, 1.0, 3.7, 24.0, 120.0, 300.0, 499.0, 500.0])
def test_poisson_against_scipy(mean):
    u = np.random.default_rng(1).random(3000)
    u[:600] = 1.0 - 10.0 ** np.linspace(-11, -1, 600)
    counts = [draws.poisson(mean, value) for value in u]
    assert counts == stats.poisson.ppf(u, mean).tolist()


@given(st.floats(1e-9, 500.0), st.integers(0, 2**53 - 1))
def test_poisson_inverts_the_distribution_function(mean, numerator):
    u = numerator / 2**53
    count = draws.poisson(mean, u)
    assert stats.poisson.cdf(count, mean) >= u - 1e-12
    assert count == 0 or stats.poisson.cdf(count - 1, mean) <= u + 1e-12


@pytest.mark.parametrize("mean", [0.1, 1.0, 50.0, 120.0, 300.0, 499.0, 500.0])
def test_poisson_of_the_largest_draw_does_not_run_away(mean):
    """The sum of probabilities may end just below the largest draw: the count must stop all the same."""
    count = draws.poisson(mean, LARGEST)
    assert stats.poisson.sf(count, mean) < 1e-12
    assert stats.poisson.sf(count - 1, mean) > 1e-19


@pytest.mark.parametrize("mean", [500.0001, 501.0, 2000.0, 1e6])
def test_large_poisson_means_are_off_by_less_than_stated(mean):
    u = np.linspace(0.0005, 0.9995, 1999)
    counts = np.array([draws.poisson(mean, value) for value in u])
    assert np.all(stats.poisson.cdf(counts, mean) >= u - 0.003)
    assert np.all(stats.poisson.cdf(counts - 1, mean) <= u + 0.003)
    assert draws.poisson(mean, 0.0) >= 0


@pytest.mark.parametrize("u", [0.0, 0.5, LARGEST])
def test_poisson_of_nothing_is_nothing(u):
    assert draws.poisson(0.0, u) == 0
    assert draws.poisson(-1.0, u) == 0


@pytest.mark.parametrize(
    ("variation", "shortfall"),
    [(0.05, 3e-4), (0.5, 3e-4), (0.8, 3e-4), (1.0, 3e-4), (2.0, 2e-3), (3.0, 2e-3)],
)
def test_size_table_keeps_the_mean_and_nearly_the_variance(variation, shortfall):
    table = draws.size_table(12.0, variation)
    assert table.mean() == pytest.approx(12.0, rel=1e-9)  # values have ten digits
    ratio = table.var() / (12.0 * variation) ** 2
    assert 1.0 - shortfall < ratio < 1.0
    law = stats.gamma(variation**-2, scale=12.0 * variation**2)
    edges = law.ppf(np.linspace(0.0, 1.0, len(table) + 1)) * (1.0 + 1e-6)
    assert np.all((edges[:-1] <= table * (1.0 + 2e-6)) & (table <= edges[1:]))
    assert int(LARGEST * len(table)) == len(table) - 1


def test_size_table_of_no_variation_is_constant():
    assert draws.size_table(12.0, 0.0, cells=8).tolist() == [12.0] * 8


SAMPLE = """
import numpy as np
from mfsim import draws
with np.errstate(over="ignore"):
    for number in range(200):
        now = draws.Now(*draws.run_key(number % 3, number), number % 120)
        what = draws.purpose(number % 250, number % 7)
        u, v = draws.uniform_pair(now, what, number * 7919, number % 5, number % 2)
        z = draws.normal(now, what, number)
        print(u.hex(), v.hex(), z.hex(), draws.poisson(number * 2.7, u))
"""


def sample(compile_rules: str) -> str:
    environment = os.environ | {"MFSIM_COMPILE": compile_rules}
    command = [sys.executable, "-c", SAMPLE]
    return subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_same_bits_with_compilation_off():
    compiled = sample("1")
    assert len(compiled.splitlines()) == 200
    assert sample("0") == compiled
