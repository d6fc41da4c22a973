# ruff: noqa: E501 (a message is easier to read whole)
"""Answers to the interview become members; what is not answered stays open; what cannot be is refused with its place."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from worlds import live, opened

from mfsim.cli import main
from mfsim.errors import ScenarioError
from mfsim.scenario.interview import CARE, FACTS, decision_of, questions, read_answers
from mfsim.scenario.load import load
from mfsim.scenario.members import OPTIONAL
from mfsim.scenario.settings import all_settings
from mfsim.scenario.shipped import shipped_folder
from mfsim.scenario.survey import form_text, scenario_text
from mfsim.scenario.trades import load_words
from mfsim.world.invariants import broken

WORDS = load_words()
SHIPPED = shipped_folder() / "survey"


def form(tmp_path: Path, head: str, *rows: str) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def answer(tmp_path: Path, column: str, cell: str) -> dict[str, str]:
    """What one answer of the first of two members sets."""
    text = io.StringIO()
    csv.writer(text).writerows([["name", "trade", column], ["Anna", "ceramicist", cell], ["Bert", "sewer", ""]])
    path = tmp_path / "answers.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    anna, bert = read_answers(path, WORDS)
    assert bert.cells == {"name": "Bert", "trade": "sewer"}
    return {name: text for name, text in anna.cells.items() if name not in ("name", "trade")}


# --- the form


def test_the_interview_has_37_questions_in_the_order_of_the_book():
    assert [one.number for one in questions()] == list(range(1, 38))
    assert [int(one.column.partition("_")[0][1:]) for one in questions()] == list(range(1, 38))
    by_number = {one.number: one for one in questions()}
    for number, word in ((2, "buy"), (3, "Who buys"), (13, "time"), (17, "money"), (23, "happy"), (24, "know"), (27, "learnt"),
                         (28, "taught"), (35, "institutions")):  # fmt: skip
        assert word in by_number[number].text


def test_what_an_answer_sets_is_a_column_of_members_files_or_a_setting():
    for one in questions():
        assert one.sets in ("", *OPTIONAL) or one.sets in all_settings(), one.column


def test_the_shipped_form_is_the_one_that_is_written(tmp_path):
    assert (SHIPPED / "template.csv").read_text(encoding="utf-8") == form_text()
    assert main(["survey", "--template", str(tmp_path / "form.csv")]) == 0
    written = (tmp_path / "form.csv").read_text(encoding="utf-8")
    assert written == form_text()
    assert all(f"# {one.number}. {one.text}" in written for one in questions())
    (tmp_path / "form.csv").write_text(written + "Anna,ceramicist\n", encoding="utf-8")
    assert main(["survey", "--template", str(tmp_path / "form.csv")]) == 2, "a form with answers is left alone"
    (anna,) = read_answers(tmp_path / "form.csv", WORDS)
    assert anna.cells == {"name": "Anna", "trade": "ceramicist"}
    assert anna.line == form_text().count("\n") + 1


# --- what answers set


@pytest.mark.parametrize(
    ("column", "cell", "sets"),
    [
        ("q3_customers", "Shops 30 | households 10", {"customers": "households 0.25 | shops 0.75"}),
        ("q2_suppliers", "70", {"buys_near": "0.7"}),
        ("q9_steady_job", "1200", {"outside_income_eur_month": "1200"}),
        ("q12_organisation", "3", {"people": "3"}),
        ("q13_time", "120.5", {"hours_per_month": "120.5"}),
        ("q16_reasons", "Software", {"background": "software"}),
        ("q17_funds", "4000", {"cash_eur": "4000"}),
        ("q18_motives", "35", {"income_weight": "0.35"}),
        ("q19_next_year", "2.5", {"people_in_a_year": "2.5"}),
        ("q20_later", "4", {"people_in_five_years": "4"}),
        ("q21_updating", "7", {"skill": "0.7"}),
        ("q22_technology", "metal|wood", {"learnt": "metal | wood"}),
        ("q23_happiness", "0", {"satisfaction": "0"}),
        ("q24_knows", "Bert", {"knows": "Bert"}),
        ("q25_works_with", "bert", {"works_with": "Bert"}),
        ("q27_learnt", "image", {"learnt": "image"}),
        ("q28_taught", "10", {"generosity": "1"}),
        ("q30_came_for", "people", {"care": "0.6"}),
        ("age_years", "2.5", {"age_years": "2.5"}),
        ("area_m2", "40", {"area_m2": "40"}),
        ("rate_eur_per_hour", "30", {"rate_eur_per_hour": "30"}),
        ("q36_body", "manager", {}),
        ("q1_work", "a pleasure", {}),
        ("q23_happiness", "", {}),
    ],
)
def test_an_answer_sets_what_the_form_says(tmp_path, column, cell, sets):
    assert answer(tmp_path, column, cell) == sets


def test_answers_to_two_questions_about_fields_go_together(tmp_path):
    path = form(tmp_path, "name,trade,q22_technology,q27_learnt", "Anna,sewer,metal,wood | art")
    assert read_answers(path, WORDS)[0].cells["learnt"] == "metal | wood | art"


def test_every_question_that_sets_something_is_read(tmp_path):
    """No answer is taken and ignored: a nonsense answer to any of these is refused."""
    for one in questions():
        if one.sets:
            with pytest.raises(ScenarioError, match=one.column):
                answer(tmp_path, one.column, "zzzzz -1")


def test_what_brings_people_is_within_what_is_plausible():
    low, high = all_settings()["community.initial_care"].plausible
    assert (CARE["price"], CARE["people"]) == (low, high)


def test_most_of_those_who_answer_say_who_decides(tmp_path):
    rows = ["Anna,sewer,cells", "Bert,sewer,", "Carla,sewer,manager", "Dora,sewer,manager"]
    answers = read_answers(form(tmp_path, "name,trade,q36_body", *rows), WORDS)
    assert decision_of(answers) == "manager"
    assert decision_of(answers[:3]) == ""
    assert decision_of(answers[1:2]) == ""
    assert 'decision = "manager"' in scenario_text(answers, "x.csv")
    assert "decision" not in scenario_text(answers[:3], "x.csv")


# --- from answers to a run


def test_the_example_becomes_a_scenario_that_runs(tmp_path, capsys):
    folder = tmp_path / "ours"
    assert main(["survey", "example", "--out", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "6 members: " in told
    assert f"mfsim run {folder / 'scenario.toml'}" in told
    scenario = load(folder / "scenario.toml")
    by_name = {member.name: member for member in scenario.members}
    joiner, ceramicist = by_name["Officina Legno"], by_name["Ezio Ceramica"]
    assert (joiner.area_m2, joiner.rate_eur_per_hour, joiner.skill) == (85.5, 31.5, 0.75), "decimal commas"
    assert (joiner.hours_per_month, joiner.works_with) == (150, ("Taglio Laser",))
    assert (
        "; assumed: area_m2, rate_eur_per_hour, cash_eur, outside_income_eur_month, buys_near, people_in_a_year, knows, "
        "works_with" in ceramicist.source
    )
    assert "assumed" not in joiner.source
    assert scenario.settings.governance.decision == "assembly"
    world = live(opened(scenario, months=3), 3)
    assert broken(world) == []
    assert main(["survey", "example", "--out", str(folder)]) == 2, "a folder that is there is left alone"


def test_a_small_form_makes_a_place_that_holds_its_members(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    form(tmp_path, "name,trade,area_m2", "Anna,sewer,12", "Bert,sewer,")
    assert main(["survey", "answers.csv"]) == 0
    scenario = load("answers/scenario.toml")
    assert scenario.settings.place.total_area_m2 == 70
    assert scenario.settings.sources["place.total_area_m2"].startswith("assumed: 1 members gave their area")


# --- what is wrong


@pytest.mark.parametrize(
    ("head", "row", "message"),
    [
        ("name,trade,q3_customrs", "Anna,sewer,", "1: unknown column 'q3_customrs'; did you mean 'q3_customers'?"),
        ("name,q3_customers", "Anna,shops", "1: missing column trade"),
        ("name,trade,q13_time", "Anna,sewer,lots", "2: q13_time: 'lots' cannot be read; expected a number from 1 to 700 h"),
        ("name,trade,q18_motives", "Anna,sewer,101", "2: q18_motives: 101 is not allowed; expected a number from 0 to 100"),
        ("name,trade,q24_knows", "Anna,sewer,Brt", "2: q24_knows: 'Brt' is not another member; did you mean 'Bert'?"),
        ("name,trade,q30_came_for", "Anna,sewer,peple", "2: q30_came_for: 'peple' is not what brought you here; did you mean 'people'?"),
        ("name,trade,q36_body", "Anna,sewer,asembly", "2: q36_body: 'asembly' is not who decides; did you mean 'assembly'?"),
        ("name,trade,q3_customers", "Anna,sewr,shop", "2: trade: 'sewr' is not a known trade; did you mean 'sewer'?"),
        ("name,trade,q3_customers", "Anna,sewr,shop", "2: q3_customers: 'shop' is not a customer segment; did you mean 'shops'?"),
        ("name,trade,q1_work", "A | B,sewer,", "2: name: has a bar in it"),
        ("name,trade,q1_work", "Bert,sewer,", "2: name: 'Bert' comes twice"),
        ("name,trade,q1_work", ",sewer,", "2: name: missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(tmp_path, capsys, head, row, message):
    path = form(tmp_path, head, row, "Bert," + ",".join(["sewer"] + [""] * (head.count(",") - 1)))
    assert main(["survey", str(path), "--out", str(tmp_path / "out")]) == 2
    assert f"{path}:{message}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments", [[], ["x.csv", "--template", "y.csv"], ["--template", "y.csv", "--out", "z"], ["none.csv"]]
)
def test_what_is_asked_for_must_be_clear(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["survey", *arguments]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_form_without_answers_is_told(tmp_path, capsys):
    assert main(["survey", "--template", str(tmp_path / "form.csv")]) == 0
    assert main(["survey", str(tmp_path / "form.csv"), "--out", str(tmp_path / "out")]) == 2
    assert "no answers; expected a row for each member" in capsys.readouterr().err


def test_a_form_as_a_european_spreadsheet_saves_it(tmp_path):
    """Comments in quotes, semicolons, decimal commas, a byte order mark."""
    comments = "\r\n".join(f'"{line}";' for line in form_text().split("\n") if line.startswith("#"))
    head = ";".join([*FACTS, "q13_time", "q3_customers"])
    path = tmp_path / "answers.csv"
    path.write_bytes(f"\ufeff{comments}\r\n{head}\r\nAnna;sewer;12,5;;;130,5;shops 1,5 | public 0,5\r\n".encode())
    (anna,) = read_answers(path, WORDS)
    assert anna.cells == {
        "name": "Anna", "trade": "sewer", "area_m2": "12.5", "hours_per_month": "130.5", "customers": "shops 0.75 | public 0.25",
    }  # fmt: skip
