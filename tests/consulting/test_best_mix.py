"""Designing a mix: limits are kept, the winner is judged on fresh draws, and a search for nothing finds nothing."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfsim.cli import main
from mfsim.consulting import designing, flipping
from mfsim.consulting.bench import Bench
from mfsim.consulting.designing import design
from mfsim.consulting.members_file import members_text
from mfsim.consulting.pool import make_pool, most_diverse
from mfsim.errors import MfsimError
from mfsim.scenario.members import load_members

TRADES = ("woodworker", "woodworker", "woodworker", "ceramicist", "programmer", "photographer", "accountant", "baker")
ROWS = [f"firm {place},{trade},{20 + 10 * place}" for place, trade in enumerate(TRADES)]
TEXT = "\n".join(["name,trade,area_m2", *ROWS]) + "\n"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("pool") / "pool.csv"
    path.write_text(TEXT)
    return path


def pool_of(file, size=4, most=1, area=400.0):
    return make_pool(file, size, most_of_a_trade=most, site=None, area=area, rent=4.0, settings=None)


@cache
def pool_with(path, most, area):
    return pool_of(path, 4, most, area)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    priorities=st.lists(st.floats(0, 1), min_size=8, max_size=8),
    most=st.integers(1, 3),
    area=st.sampled_from([350.0, 500.0]),
)
def test_every_mix_keeps_the_limits(file, priorities, most, area):
    pool = pool_with(file, most, area)
    mix = pool.decode(priorities)
    if mix is not None:
        firms = [pool.firms[one] for one in mix]
        assert len(set(mix)) == 4
        assert math.fsum(one.area_m2 for one in firms) <= 0.6 * area + 1e-6
        assert max(Counter(one.trade for one in firms).values()) <= most
        assert pool.allows(mix)


def test_the_most_diverse_mix_has_each_trade_once(file):
    pool = pool_of(file, 4, 3, 800.0)
    trades = [pool.firms[one].trade for one in most_diverse(pool)]
    assert len(set(trades)) == 4


def test_a_firm_that_is_worth_more_is_found(file, monkeypatch):
    """On a cheap function: each mix is worth the sum of its firms' worths, and noise."""
    pool = pool_of(file, 3, 3, 2_000.0)
    truth = {f"firm {one}": value for one, value in enumerate([0.0, 5.0, 0.0, 0.0, 4.0, 0.0, 0.0, 3.0])}
    bench = Bench(pool.proposal, 12, 0)
    draws = np.random.default_rng(0)
    monkeypatch.setattr(bench, "run", lambda variants, runs, *rest: [(one.joining, runs) for one in variants])
    monkeypatch.setattr(
        designing, "worth", lambda trial, goal: sum(truth[name] for name in trial[0]) + draws.normal(size=trial[1])
    )
    found = design(pool, bench, "members", 20_000)
    assert set(found.names) == {"firm 1", "firm 4", "firm 7"}
    assert found.against_random.above_zero
    assert found.beaten >= designing.RANDOM_MIXES - 1
    for name in truth:
        truth[name] = 0.0
    nothing = design(pool, bench, "members", 20_000)
    assert not nothing.against_random.above_zero
    assert nothing.in_search > nothing.value.mean  # luck had a part in the search, none in the judging
    assert abs(nothing.value.mean) < 0.2


@pytest.mark.parametrize(("size", "most", "area", "message"), [
    (8, None, 900, "fewer than in"), (4, 1, 100, "no mix of 4"), (7, 1, 2_000, "no mix of 7"),
])  # fmt: skip
def test_impossible_limits_are_refused(file, size, most, area, message):
    with pytest.raises(MfsimError, match=message):
        pool_of(file, size, most, area)


def test_a_mix_is_written_as_a_members_file_that_reads_the_same(tmp_path, file):
    pool = pool_of(file)
    head = "name,trade,people,skill,background,learnt,customers,works_with"
    first_row = '"A ""x"", y",sewer,2,0.5,wood,metal | art,shops 2 | public 1,B'
    (tmp_path / "one.csv").write_text(f"{head}\n{first_row}\nB,baker,,,,,,\n")
    words = pool.proposal.scenario.words
    first = load_members(tmp_path / "one.csv", words)
    (tmp_path / "two.csv").write_text(members_text(first, words))
    again = load_members(tmp_path / "two.csv", words)
    assert [one.name for one in again] == ['A "x", y', "B"]
    assert again[0].customers == pytest.approx(first[0].customers, abs=1e-6)
    assert repr(again[1]) == repr(first[1])
    assert (again[0].learnt, again[0].background, again[0].works_with) == (first[0].learnt, first[0].background, ("B",))


def test_the_command_designs_a_mix_and_reports_on_it(tmp_path, monkeypatch, capsys, file):
    monkeypatch.setattr(
        flipping, "assumed_numbers", lambda proposal, all_of=flipping.assumed_numbers: all_of(proposal)[::40]
    )
    monkeypatch.chdir(tmp_path)
    words = [
        "mix",
        str(file),
        "--design",
        "3",
        "--most-of-a-trade",
        "1",
        "--area",
        "500",
        "--runs",
        "1000",
        "--months",
        "12",
    ]
    assert main(words) == 0
    assert "chosen: " in capsys.readouterr().out
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "1. Which mix?" in page
    assert "--design 3 --most-of-a-trade 1" in page
    chosen = (tmp_path / "report.csv").read_text(encoding="utf-8").splitlines()
    assert chosen[0] == "name,trade,area_m2,origin"
    assert len(chosen) == 4
    assert main(["mix", str(file), "--design", "3", "--area", "500", "--candidates", str(file)]) == 2
    assert main(["mix", str(file), "--most-of-a-trade", "3", "--area", "500"]) == 2
