"""Books of rules: read, refused with file, line and nearest name, written by one run and copied by another."""

from __future__ import annotations

import pytest

import mfsim
from mfsim.errors import MfsimError, ScenarioError
from mfsim.scenario.load import load
from mfsim.scenario.rules import book_text, load_book
from mfsim.scenario.shipped import shipped_books
from mfsim.scenario.trades import load_words

WORDS = load_words()


def _file(tmp_path, text):
    file = tmp_path / "rules.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_kinds_of_case_have_three_resolutions_of_different_names():
    assert len(WORDS.cases) == 12
    for case in WORDS.cases.values():
        assert len({*case.resolutions}) == 3
        assert case.meaning
    assert sorted(case.rank for case in WORDS.cases.values()) == list(range(1, 13))


def test_a_book_is_read(tmp_path):
    file = _file(tmp_path, "kind,resolution,description\nnoise,Ask before,as ever\ndishes,weekly rota,\n")
    book = load_book(file, WORDS)
    assert len(book) == 12
    assert dict(zip(WORDS.cases, book, strict=True)) == dict.fromkeys(WORDS.cases, -1) | {"noise": 1, "dishes": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind,resolution\nnoize,ask before\n", r"rules.csv:2: kind: 'noize' is not a kind of case; did you mean 'noise'\?"),
        ("kind,resolution\n\nnoise,ask befor\n", r"rules.csv:3: resolution: 'ask befor' .* did you mean 'ask before'\?"),
        (
            "kind,resolution\nnoise,weekly rota\n",
            r"rules.csv:2: resolution: 'weekly rota' is unknown; expected a resolution",
        ),
        ("kind,resolution\nnoise,ask before\nNoise,quiet hours\n", "rules.csv:3: kind: 'noise' comes twice"),
        ("kind,resolution\n", "rules.csv: no rules; expected a row for each rule"),
        ("kind,rule\nnoise,ask before\n", "unknown column 'rule'"),
    ],
)
def test_bad_books_are_refused(tmp_path, text, message):
    with pytest.raises(ScenarioError, match=message):
        load_book(_file(tmp_path, text), WORDS)


def test_every_problem_is_told(tmp_path):
    with pytest.raises(ScenarioError) as refused:
        load_book(_file(tmp_path, "kind,resolution\nnoize,x\ndishez,y\nheating,z\n"), WORDS)
    assert len(refused.value.problems) == 3


def test_a_book_is_found_where_the_scenario_is_or_by_its_name(tmp_path):
    _file(tmp_path, "kind,resolution\nnoise,ask before\n")
    scenario = tmp_path / "here.toml"
    scenario.write_text('extends = "base"\n[norms]\norigin = "copied"\nbook = "rules.csv"\n', encoding="utf-8")
    assert sum(one >= 0 for one in load(scenario).book) == 1
    assert "house" in shipped_books()
    house = load("base", {"norms.origin": "copied", "norms.book": "house"})
    assert all(one >= 0 for one in house.book)
    assert house.hash != load("base").hash
    assert load("base").book == ()
    with pytest.raises(ScenarioError, match=r"norms.book: no such file: .*houses"):
        load("base", {"norms.origin": "copied", "norms.book": "houses"})


def test_all_shipped_books_can_be_read():
    for name in shipped_books():
        assert load("base", {"norms.origin": "mixed", "norms.book": name}).book


def test_one_run_writes_a_book_and_another_copies_it(tmp_path):
    settings = {"norms.cases_per_member_month": 1.5, "place.units": 8, "community.initial_care": 0.9}
    result = mfsim.run(load("base", settings), runs=3, months=8, workers=1)
    rules = result.norms
    run = int(rules[rules.to_month.isna()].run.iloc[0])
    there = rules[(rules.run == run) & rules.to_month.isna()]
    file = result.save_book(tmp_path / "ours.csv", run=run)
    assert file.read_text(encoding="utf-8").startswith(f"# A book of rules: run {run}, site 0 of base, seed 0\nkind,")
    copied = load("base", {"norms.origin": "copied", "norms.book": str(file)})
    names = {
        kind: WORDS.cases[kind].resolutions[one] for kind, one in zip(WORDS.cases, copied.book, strict=True) if one >= 0
    }
    assert names == dict(zip(there.kind, there.resolution, strict=True))
    second = mfsim.run(copied, runs=1, months=2, workers=1).norms
    assert set(second.origin) == {"copied"}
    assert set(second.kind) == set(names)


def test_there_must_be_rules_to_write(tmp_path):
    result = mfsim.run(load("base", {"norms.adopt_cases": 21, "place.units": 3}), runs=1, months=2, workers=1)
    assert result.norms.empty
    with pytest.raises(MfsimError, match="no rule is in force at the end of run 0, site 0"):
        result.save_book(tmp_path / "none.csv")
    with pytest.raises(MfsimError, match="no run 4"):
        result.save_book(tmp_path / "none.csv", run=4)
    assert not (tmp_path / "none.csv").exists()


def test_a_book_as_text():
    assert book_text({"noise": "ask before"}, "a test") == "# A book of rules: a test\nkind,resolution\nnoise,ask before\n"
