"""The page on sensitivity: its study is swept and analysed, its function has the indices that the page says."""

import numpy as np
import pytest
from pages import ROOT

import mfsim

PAGE = ROOT / "docs" / "sensitivity.md"


def test_the_examples_give_what_the_page_says(reading):
    found = reading(PAGE)
    assert "income by mu_star" in found.printed
    assert {path.name for path in (found.folder / "results/screening/analysis").iterdir()} >= {"indices.csv", "noise.png"}
    table = found.names["table"]
    assert set(table.factor) == {"demand.rivalry", "knowledge.learning_rate", "help", "governance.decision"}
    ishigami = found.names["ishigami"].set_index(["index", "factor"])
    total = ishigami.loc["ST"]
    truth = np.array([0.558, 0.442, 0.244])
    assert total.corrected.to_numpy(float) == pytest.approx(truth, abs=0.2)
    assert np.abs(total.corrected - truth).sum() < np.abs(total.uncorrected - truth).sum()


def test_the_mixes_of_the_page_are_an_experiment(reading):
    experiment = mfsim.load_experiment(reading(PAGE).folder / "mixes.toml")
    assert [one.kind for one in experiment.factors] == ["range", "composition"]
