"""Lines of a chart, and the two worlds, can be told apart by who sees red and green alike."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from mfsim import dashboard
from mfsim.dashboard.charts import CHARTS

DEUTERANOPIA = np.array([
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
])  # fmt: skip
"""Linear RGB as seen without middle-wave cones: Machado, Oliveira and Fernandes (2009), severity 1."""
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
CLEARLY = 20.0
"""Distance in CIE L*a*b*; about 2 can just be seen side by side."""


def seen(colour: str) -> np.ndarray:
    """L*a*b* of a colour as it is seen with deuteranopia."""
    part = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    x, y, z = TO_XYZ @ np.clip(DEUTERANOPIA @ linear, 0.0, 1.0) / (0.9505, 1.0, 1.089)
    f, g, h = (np.cbrt(one) if one > 0.008856 else 7.787 * one + 16.0 / 116.0 for one in (x, y, z))
    return np.array([116.0 * g - 16.0, 500.0 * (f - g), 200.0 * (g - h)])


def apart(one: str, other: str) -> float:
    return float(np.linalg.norm(seen(one) - seen(other)))


def test_the_measure_finds_red_and_green_alike():
    assert apart("#a86b00", "#6b8e00") < CLEARLY < apart("#0072B2", "#D55E00")


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.key)
def test_lines_of_a_chart_differ(chart):
    for one, other in itertools.combinations(chart.lines, 2):
        assert apart(one.colour, other.colour) > CLEARLY, (one.name, other.name)


def test_the_two_worlds_differ():
    text = (Path(dashboard.__file__).parent / "page" / "svg.js").read_text(encoding="utf-8")
    one, other = re.search(r'COLOURS = \{ A: "(#\w+)", B: "(#\w+)" \}', text).groups()
    assert apart(one, other) > CLEARLY
