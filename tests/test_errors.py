"""How errors read, and which name is nearest."""

from __future__ import annotations

import math

import pytest

from mfsim.errors import MfsimError, Problem, ScenarioError, in_full, nearest, shown


def test_a_problem_reads_from_the_place_to_the_remedy():
    problem = Problem("there is no such setting", "place.unit", "a setting", "place.units", "here.toml", 3)
    assert str(problem) == (
        "here.toml:3: place.unit: there is no such setting; expected a setting; did you mean 'place.units'?"
    )
    assert str(Problem("it is empty", file="here.toml")) == "here.toml: it is empty"
    assert str(Problem("no")) == "no"


def test_an_error_has_a_line_for_each_problem():
    error = ScenarioError(Problem("a"), Problem("b"))
    assert isinstance(error, MfsimError)
    assert str(error) == "a\nb"
    assert error.problems == (Problem("a"), Problem("b"))


def test_no_more_is_shown_than_is_read():
    lines = str(ScenarioError(*(Problem(str(number)) for number in range(40)))).split("\n")
    assert (len(lines), lines[24], lines[25]) == (26, "24", "and 15 more")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("demand.rivalri", "demand.rivalry"),
        ("rivalry", "demand.rivalry"),
        ("RIVALRY ", "demand.rivalry"),
        ("place.rivalry", "demand.rivalry"),
        ("unit", "place.units"),
        ("qqqq", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_the_nearest_name(name, expected):
    assert nearest(name, ["demand.rivalry", "place.units", "Lease.rent"]) == expected


def test_nearest_keeps_the_spelling_of_the_name():
    assert nearest("lease.rnt", ["Lease.rent"]) == "Lease.rent"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.3, "0.3"), (1_000.0, "1,000"), (1e6, "1,000,000"), (1e-6, "1e-06"), (-2, "-2"), (math.nan, "nan"),
        (math.inf, "inf"), (1e300, "1e+300"), (None, "any"),
        pytest.param(10**5_000, "a number of thousands of digits", id="digits"),
    ],
)  # fmt: skip
def test_numbers_are_shown_in_full(number, text):
    assert in_full(number) == text


def test_long_values_are_cut():
    assert len(shown("x" * 1_000)) == 60
