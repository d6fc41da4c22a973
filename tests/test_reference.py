"""Tuples by reference: rules see the arrays that Python does, and read and write them in place."""

from __future__ import annotations

import pickle
from typing import Any, NamedTuple

import numba
import numpy as np
import pytest

from mfsim.compiling import ENABLED
from mfsim.reference import Reference, by_reference

pytestmark = pytest.mark.skipif(not ENABLED, reason="nothing is compiled")
ROW = np.dtype([("number", "i8"), ("is_there", "?"), ("values", "f8", (3,))], align=True)


@by_reference
class Things(NamedTuple):
    numbers: Any
    switches: Any
    rows: Any
    one: Any
    empty: Any
    words: Any


def things(shape=(4, 3)):
    rows = np.zeros(5, ROW).view(np.recarray)
    rows.number, rows.values = np.arange(5), 0.5
    switches = np.array([True, False, True])
    numbers = np.arange(float(np.prod(shape))).reshape(shape)
    return Things(numbers, switches, rows, rows[3].copy(), np.zeros((0, 7)), np.arange(4, dtype=np.uint16))


@numba.njit
def _sum(things):
    total = 0.0
    for row in range(things.numbers.shape[0]):
        for column in range(things.numbers.shape[1]):
            total += things.numbers[row, column]
    return total


@numba.njit
def _described(things):
    there = 0
    for place in range(things.rows.shape[0]):
        things.rows[place].is_there = things.switches[place % 3]
        there += things.rows[place].is_there
    things.one.values[1] = 7.5
    words = 0
    for word in things.words:
        words += word
    return _sum(things), there, things.rows[4].number, things.empty.shape, things.one.number, words


def test_rules_read_and_write_what_python_does():
    given = things()
    assert _described(given) == (66.0, 3, 4, (0, 7), 3, 6)
    assert given.rows.is_there.tolist() == [True, False, True, True, False]
    assert given.one["values"].tolist() == [0.5, 7.5, 0.5]


def test_what_is_written_is_read_again():
    """The loads of a tuple's parts never change; those of what is in its arrays do."""

    @numba.njit
    def fibonacci(things):
        for place in range(2, things.numbers.shape[1]):
            things.numbers[0, place] = things.numbers[0, place - 1] + things.numbers[0, place - 2]

    given = things((1, 10))
    given.numbers[:] = 1.0
    fibonacci(given)
    assert given.numbers[0].tolist() == [1, 1, 2, 3, 5, 8, 13, 21, 34, 55]


def test_arrays_that_a_rule_takes_out_are_kept_alive():
    @numba.njit
    def copied(things):
        kept = things.numbers.copy()
        things.numbers[:] = 0.0
        return kept, things.numbers

    given = things()
    before = given.numbers.copy()
    kept, same = copied(given)
    numbers = given.numbers
    del given
    assert (kept == before).all()
    assert same.sum() == 0.0
    assert np.shares_memory(same, numbers)


def test_another_shape_of_arrays_is_another_type():
    one, other = numba.typeof(things()), numba.typeof(things()._replace(empty=np.zeros(3)))
    assert isinstance(one, Reference)
    assert one != other
    assert one == numba.typeof(things((2, 9)))


def test_a_type_read_from_disk_is_the_same():
    kind = numba.typeof(things())
    text = pickle.dumps(kind)
    assert pickle.loads(text) is kind
    assert len(text) < 300


def test_an_unknown_part_is_refused():
    with pytest.raises(numba.core.errors.TypingError, match="Unknown attribute 'nothing'"):
        numba.njit(lambda things: things.nothing)(things())
