"""The examples of docs/extending.md run as they stand, and do what the text says."""

from __future__ import annotations

import re

import pytest
from pages import ROOT
from worlds import equal

import mfsim
from mfsim.compiling import ENABLED
from mfsim.engine.month import CALENDAR

PAGE = ROOT / "docs" / "extending.md"


def test_every_process_is_listed():
    assert re.findall(r"(?m)^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8")) == list(CALENDAR)


@pytest.fixture
def names(reading):
    """Return what the page's examples leave; they are run fewer and shorter where nothing is compiled."""
    return reading(PAGE).names


def test_help_stays_within_the_sector(names):
    model = mfsim.Multifactory("mage", seed=0, replace=names["replace"])
    helped = 0.0
    for _ in range(12 if ENABLED else 3):
        model.step()
        sector, hours = model.world.firms.sector[0], model.world.helped[0]
        helped += hours.sum()
        assert not hours[sector[:, None] != sector[None, :]].any()
    assert helped > 0.0
    result = names["result"]
    assert equal(model.records.series[0], result.records.series[0, : model.month])


def test_parties_bring_people_together(names):
    parties = names["parties"].site
    usual = mfsim.run("mage", runs=int(parties.run.max()) + 1, months=int(parties.month.max())).site
    first = parties.month == 1
    assert (parties.ties[first] >= usual.ties[first]).all()
    assert parties.ties.mean() > usual.ties.mean()


def test_the_diary_is_the_history(names):
    assert names["diary"] == list(zip(names["noted"].history().month, names["noted"].history().help_hours, strict=True))


@pytest.mark.skipif(not ENABLED, reason="nothing is compiled")
def test_only_what_cannot_be_compiled_warns(reading):
    replaced = [re.match(r"the replacement of (\w+)", text)[1] for text in reading(PAGE).warned]
    assert replaced == ["mutual_help", "finance"]


def test_the_mesa_example(names, reading):
    assert len(names["history"]) == names["model"].month
    assert len(names["cells"]) > 1
    assert not names["collected"].empty
    printed, firms = reading(PAGE).printed.splitlines(), names["model"].firms
    assert all(line.startswith(f"{firm.name} {firm.trade}") for line, firm in zip(printed, firms, strict=True))
    assert {row["demand.rivalry"] for row in names["rows"]} == {0.0, 0.3}
    assert {row["run"] for row in names["rows"]} == {0, 1}
    assert {row["month"] for row in names["rows"]} == {3}
    assert names["solidarity"].month == (12 if ENABLED else 3)
