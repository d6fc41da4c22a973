"""The report on a proposed mix: what it measures, what it says, what it refuses."""

from __future__ import annotations

import re

import numpy as np
import pytest

import mfsim
from mfsim.cli import main
from mfsim.consulting import flipping
from mfsim.consulting.answer import mix
from mfsim.consulting.bench import Bench
from mfsim.consulting.proposal import AS_PROPOSED, propose

NAMES = ('<script>alert("1")</script>', 'Müller & Söhne, "Größe"', "x^2$ and $y", "Anna", "Bert", "Carla")
TRADES = ("ceramicist", "woodworker", "programmer", "photographer", "woodworker", "graphic designer")


def members_file(folder, names=NAMES, trades=TRADES, name="members.csv"):
    rows = [f'"{one.replace(chr(34), 2 * chr(34))}";{trade}' for one, trade in zip(names, trades, strict=True)]
    (folder / name).write_bytes("\r\n".join(["name;trade", *rows]).encode("cp1252"))
    return folder / name


@pytest.fixture(autouse=True, scope="module")
def fewer_assumptions():
    """Screen every twentieth number only: all of them take five hundred variants."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flipping, "assumed_numbers", lambda proposal, all_of=flipping.assumed_numbers: all_of(proposal)[::20])
        yield


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    return mix(members_file(tmp_path_factory.mktemp("mix")), area=300, rent=4, runs=400, months=24)


def test_the_surplus_is_that_of_a_run_with_isolated_members(tmp_path):
    proposal = propose(members_file(tmp_path), area=300)
    (trial,) = Bench(proposal, 24, 7).run([AS_PROPOSED], 30, "test")
    known = mfsim.run(proposal.scenario, runs=30, months=24, seed=7, with_isolated=True).surplus()
    table = known.pivot(index="run", columns="name", values="surplus_month_eur")[list(trial.names)]
    np.testing.assert_allclose(trial.each["surplus"], table.to_numpy(), atol=1e-9)
    assert (trial.each["moved"].sum(), trial.each["closed"].sum()) != (0, 0)


def test_the_figures_are_those_of_the_runs(answer):
    runs = answer.trial.runs
    result = mfsim.run(answer.proposal.scenario, runs=runs, months=24)
    landlord = answer.tables()["landlord"]
    assert landlord.rent_eur_month[0] == pytest.approx(result.outcomes()["rent"].mean())
    assert landlord.months_short[0] == pytest.approx(result.outcomes()["months_short"].mean())
    site = result.site.assign(
        short=lambda table: (table.association_cash_eur < 0) | (table.rent_owed_eur > 0) | (table.dissolved > 0)
    )
    ends = site[site.month % 12 == 0]
    assert answer.holding.broke_even.mean == pytest.approx(1 - ends.groupby("run").short.any().mean())
    assert answer.holding.short_months == pytest.approx(site.short.mean())
    assert answer.holding.lost_third.mean == pytest.approx((site.groupby("run").members.min() <= 4).mean())


def test_names_are_text_and_nothing_else(answer):
    page = answer.html()
    assert "<script" not in page
    assert "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;" in page
    assert "Müller &amp; Söhne, &#34;Größe&#34;" in page
    assert "x^2$ and $y" in page


def test_the_page_needs_nothing_else(answer):
    page = answer.html()
    assert not re.findall(r"""(?:src|href)=["'](?!data:|#)""", page)
    assert "url(" not in page
    assert "@import" not in page


def test_the_same_inputs_give_the_same_bytes(answer, tmp_path):
    again = mix(members_file(tmp_path), area=300, rent=4, runs=400, months=24, workers=1)
    assert again.html() == answer.html()


@pytest.mark.parametrize(("words", "message"), [
    (["--area", "300", "--site", "nowhere"], "nowhere"),
    ([], "expected a scenario, or the area"),
    (["--area", "300", "--rooms", "3"], "rooms: 3 are too few; expected at least 6"),
    (["--area", "300", "-o", "report.pdf"], "ends in .html"),
    (["--site", "italian-sites"], "a mix is proposed for one place"),
    (["--area", "300", "--set", "principles.diversity=false"], "principles"),
    (["--area", "300", "--runs", "10"], "--runs"),
])  # fmt: skip
def test_mistakes_are_told(tmp_path, monkeypatch, capsys, words, message):
    monkeypatch.chdir(tmp_path)
    members_file(tmp_path)
    assert main(["mix", "members.csv", *words]) == 2
    assert message in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["members.csv"]


def test_the_command_writes_the_report_and_says_how_to_make_it_again(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    members_file(tmp_path)
    assert main(["mix", "members.csv", "--area", "300", "--runs", "400", "--months", "12", "-o", "a b.html"]) == 0
    assert "wrote a b.html" in capsys.readouterr().out
    text = (tmp_path / "a b.html").read_text(encoding="utf-8")
    assert "mfsim mix members.csv --area 300 --goal members --runs 400 --months 12 --seed 0 -o &#39;a b.html&#39;" in text
