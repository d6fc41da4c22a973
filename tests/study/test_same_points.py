"""Combinations that differ only in what has no effect are one point: run once, and analysed as if each had been run."""

import numpy as np
import pandas as pd
import pytest

import mfsim
from mfsim.study import design as designing
from mfsim.study.design import points

TABLES = {
    "experiment": {"scenario": "base", "runs": 3, "months": 6, "outcomes": ["income", "help_hours"]},
    "settings": {"place.units": 6},
    "uncertainties": {"demand.rivalry": [0.0, 0.6]},
    "levers": {"mutual_help.accounting": ["gift", "paid"], "mutual_help.price": [0.4, 0.8, 1.2]},
}
GRID = {"method": "grid", "levels": 2}
CROSSED = {"method": "lhs", "points": 6, "crossed": True}


def each_by_itself(rows):
    return np.arange(len(rows)), np.arange(len(rows))


@pytest.mark.parametrize(("design", "run", "places"), [(GRID, 2 * 4, 2 * 6), (CROSSED, 6 * 4, 6 * 6)])
def test_they_are_run_once_and_analysed_as_before(tmp_path, monkeypatch, design, run, places):
    tables = {**TABLES, "design": design}
    study = mfsim.sweep(tables, tmp_path / "once")
    assert (study.manifest["points"], study.manifest["places"], len(study.outcomes())) == (run, places, 3 * run)
    assert not study.points().drop(columns="point").duplicated().any()
    monkeypatch.setattr(designing, "_told_apart", each_by_itself)
    every = mfsim.sweep(tables, tmp_path / "each")
    assert every.manifest["points"] == places
    pd.testing.assert_frame_equal(study.sensitivity(), every.sensitivity())
    pd.testing.assert_frame_equal(study.effects(), every.effects())
    pd.testing.assert_frame_equal(study.means(), every.means())
    assert study.reproduce(rows=4).equal


def test_points_keep_the_order_of_the_design():
    some = points(mfsim.load_experiment({**TABLES, "design": GRID}))
    labels = [tuple(level.label for level in one.levels.values()) for one in some]
    assert labels == [(u, *one) for u in (0.0, 0.6) for one in (("gift",), ("paid", 0.4), ("paid", 0.8), ("paid", 1.2))]
    assert some.places.tolist() == [0, 0, 0, 1, 2, 3, 4, 4, 4, 5, 6, 7]
    assert [one.number for one in some] == list(range(8))


def test_where_all_factors_have_an_effect_every_place_is_a_point():
    tables = {**TABLES, "levers": {"mutual_help.accounting": ["gift", "paid"]}, "design": GRID}
    assert points(mfsim.load_experiment(tables)).places.tolist() == [0, 1, 2, 3]
