"""A global sample of the assumed parameters: each from its plausible range, the economy from the fits of pattern P1."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import qmc

from mfsim.scenario.declare import P1
from mfsim.scenario.settings import Setting, all_settings

ENSEMBLE = Path(__file__).parent.parent / "00_survival" / "ensemble.csv"
FIXED = (
    "place.sites", "place.units", "place.total_area_m2", "place.buildings", "place.enclosure", "demand.reference_members",
    "members.occupied_at_start", "membership.term_months", "norms.basic_rules", "norms.kinds", "norms.resolutions",
    "commons.control", "mutual_help.asks_at_most",
)  # fmt: skip
"""Sizes and levers in numbers: the sample varies what is not known, not what somebody decides."""
ORDERED = (("demand.required_level_low", "demand.required_level_high"),)


def swept(around: dict[str, Any]) -> list[Setting]:
    """Return the assumed numbers that have an effect beside these settings, those fitted to P1 apart."""
    return [
        one
        for one in all_settings().values()
        if one.kind in ("int", "float")
        and one.plausible is not None
        and one.confidence == "assumed"
        and one.source != P1
        and one.name not in (*FIXED, *around)
        and one.applies(around)
    ]


def fits() -> list[dict[str, float]]:
    """Return the economies that fit P1."""
    with ENSEMBLE.open(newline="") as file:
        return [{name: float(value) for name, value in row.items() if "." in name} for row in csv.DictReader(file)]


def points(count: int, around: dict[str, Any], seed: int = 0) -> list[dict[str, Any]]:
    """Return settings of `count` points: a Latin hypercube over the assumed numbers, fits of P1 in turn.

    Parameters
    ----------
    around : dict
        Settings that are the same at every point.
    """
    names = swept(around)
    unit = qmc.LatinHypercube(len(names), rng=np.random.default_rng(seed)).random(count)
    economies = fits()
    found = []
    for number, row in enumerate(unit):
        point: dict[str, Any] = {**around, **economies[number % len(economies)]}
        for setting, u in zip(names, row, strict=True):
            low, high = setting.plausible or (0.0, 0.0)
            value = low + float(u) * (high - low)
            point[setting.name] = round(value) if setting.kind == "int" else value
        for low_name, high_name in ORDERED:
            point[low_name], point[high_name] = sorted((point[low_name], point[high_name]))
        found.append(point)
    return found
