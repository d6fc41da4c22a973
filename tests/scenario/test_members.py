# ruff: noqa: E501 (a message is easier to read whole)
"""Members files as people write them, and what is said when they are wrong."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from mfsim.errors import ScenarioError
from mfsim.scenario.members import load_members
from mfsim.scenario.trades import load_words

WORDS = load_words()
TRADES = tuple(WORDS.trades)


def read(tmp_path: Path, content: str | bytes):
    path = tmp_path / "members.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_members(path, WORDS)


def problems(tmp_path: Path, content: str | bytes) -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        read(tmp_path, content)
    text = str(refused.value)
    assert str(tmp_path / "members.csv") in text
    return text.replace(f"{tmp_path / 'members.csv'}:", "").split("\n")


def test_name_and_trade_are_enough_and_the_rest_is_drawn(tmp_path):
    (member,) = read(tmp_path, "name,trade\nAnna,ceramicist\n")
    assert TRADES[member.trade] == "ceramicist"
    assert all(math.isnan(value) for value in (member.people, member.area_m2, member.age_years, member.skill,
                                               member.rate_eur_per_hour, member.cash_eur))  # fmt: skip
    assert (member.background, member.origin, member.source) == (-1, "assumed", "")


def test_every_column_is_read(tmp_path):
    header = "source,origin,background,cash_eur,rate_eur_per_hour,skill,age_years,area_m2,people,trade,name"
    (member,) = read(tmp_path, f'{header}\n"book, 1.2",stated,software,5000,31.5,0.7,2.5,80,3,Woodworker,Giro\n')
    assert (member.name, TRADES[member.trade], WORDS.fields[member.background]) == (
        "Giro",
        "woodworker",
        "software",
    )
    assert (member.people, member.area_m2, member.age_years, member.skill) == (3, 80, 2.5, 0.7)
    assert (member.rate_eur_per_hour, member.cash_eur, member.origin, member.source) == (
        31.5,
        5000,
        "stated",
        "book, 1.2",
    )


def test_a_european_spreadsheet_is_read(tmp_path):
    members = read(tmp_path, '\ufeffname;trade;skill;area_m2\r\nÈlio;ceramicist;0,55;1700,5\r\n\r\n"A;B";artist;0.5;\r\n')
    assert [member.name for member in members] == ["Èlio", "A;B"]
    assert [member.skill for member in members] == [0.55, 0.5]
    assert members[0].area_m2 == 1700.5


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("first", ["", "sep=;\r\n"])
def test_a_european_spreadsheet_is_read_in_each_encoding_it_writes(tmp_path, encoding, first):
    text = f'{first}name;trade;area_m2;cash_eur\r\n"Müller & Söhne; ""Größe""";ceramicist;42,5;12.500,50\r\n'
    (member,) = read(tmp_path, text.encode(encoding))
    assert (member.name, member.area_m2, member.cash_eur) == ('Müller & Söhne; "Größe"', 42.5, 12_500.5)


def test_a_line_that_names_the_separator_keeps_the_line_numbers(tmp_path):
    assert problems(tmp_path, "sep=;\nname;trade\nAnna;artits\n")[0].startswith("3: trade: 'artits'")


def test_a_number_that_could_be_two_is_refused(tmp_path):
    assert "without a separator of thousands" in problems(tmp_path, "name;trade;cash_eur\nA;artist;1.700\n")[0]


def test_comments_blank_lines_and_cells_over_several_lines_keep_the_line_numbers(tmp_path):
    text = '# a comment, with "quotes"\n\nname,trade,source\nAnna,artist,"two\nlines"\n\nBert,artits,\n'
    assert problems(tmp_path, text) == ["7: trade: 'artits' is not a known trade; did you mean 'artist'?"]


def test_all_problems_are_told_at_once(tmp_path):
    text = "name,trade,people,skill\nAnna,artits,0,1.5\n,ceramicist,1,\nBert,xyzzy,two,nan\n"
    assert problems(tmp_path, text) == [
        "2: trade: 'artits' is not a known trade; did you mean 'artist'?",
        "2: people: 0 is not allowed; expected a whole number from 1 to 1,000 people",
        "2: skill: 1.5 is not allowed; expected a number from 0 to 1 (level)",
        "3: name: missing; expected 1 to 200 characters",
        "4: trade: 'xyzzy' is unknown; expected a known trade",
        "4: people: 'two' cannot be read; expected a whole number from 1 to 1,000 people",
        "4: skill: 'nan' cannot be read; expected a number from 0 to 1 (level)",
    ]


@pytest.mark.parametrize("value", ["-1", "nan", "inf", "-inf", "1e999", "1e10", "1_0", "0x10", "1 000", "12m", "--1"])
def test_numbers_that_are_none_or_out_of_range_are_refused(tmp_path, value):
    (problem,) = problems(tmp_path, f"name,trade,area_m2\nAnna,artist,{value}\n")
    assert problem.startswith("2: area_m2: ")
    assert "expected a number from 0.1 to 1,000,000 m²" in problem


@pytest.mark.parametrize(
    ("separator", "value"),
    [(",", '"1,5"'), (",", '"1,700"'), (";", "1.700"), (";", "12.345.678")],
)
def test_a_separator_that_could_mean_thousands_or_decimals_is_refused(tmp_path, separator, value):
    text = f"name,trade,area_m2\nAnna,artist,{value}\n" if separator == "," else f"name;trade;area_m2\nAnna;artist;{value}\n"
    assert "area_m2" in problems(tmp_path, text)[0]


def test_two_members_may_not_have_one_name(tmp_path):
    (problem,) = problems(tmp_path, "name,trade\nAnna,artist\nBert,artist\nAnna,sewer\n")
    assert problem == "4: name: 'Anna' is already in line 2; expected a name of its own for each member"


def test_a_name_as_long_as_a_page_is_shown_in_short(tmp_path):
    name = "Anna" * 1_000
    found = problems(tmp_path, f"name,trade\n{name},artist\n{name},sewer\n")
    assert "is already in line 2" in found[-1]
    assert all(len(problem) < 200 for problem in found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,trde\nAnna,artist\n", "1: unknown column 'trde'; did you mean 'trade'?"),
        ("name,trade,trade\nAnna,artist,artist\n", "1: column 'trade' comes twice"),
        ("name\nAnna\n", "1: missing column trade"),
        ("name,trade\nAnna,artist,3\n", "2: 3 cells in this row; expected 2 cells"),
        ('name,trade\n"Anna,artist\n', "2: this row cannot be read"),
        ("name,trade\n", "no members"),
        ("name,trade\nAnna,artist,,\nBert\n", "3: trade: '' is unknown"),
        ("name,trade,background\nAnna,artist,wod\n", "2: background: 'wod' is not a field of skill; did you mean 'wood'?"),
        ("name,trade,origin\nAnna,artist,guessed\n", "2: origin: 'guessed' is unknown; expected an origin: stated, generated, assumed"),
        (f"name,trade\n{'x' * 201},artist\n", "2: name: too long"),
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_form_is_refused(tmp_path, text, message):
    assert any(message in problem for problem in problems(tmp_path, text))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the members file is empty"),
        (b"  \n \n", "the members file is empty"),
        (b"name,trade\nAnna,artist\nB\x81rt,artist\n", "3: byte 0x81 is not UTF-8"),
        ("name,trade\n".encode("utf-16")[:-1], "is not UTF-8"),
        (b"name,trade\nAn\0na,artist\n", "2: it holds a zero byte"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path, content, message):
    assert message in problems(tmp_path, content)[0]


def test_too_many_members_are_refused(tmp_path):
    rows = "\n".join(f"firm {number},artist" for number in range(1_001))
    assert "1,001 members; expected at most 1,000" in problems(tmp_path, f"name,trade\n{rows}\n")[0]
    assert len(read(tmp_path, f"name,trade\n{rows[: rows.rindex(chr(10))]}\n")) == 1_000


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(ScenarioError, match="no such file"):
        load_members(tmp_path / "none.csv", WORDS)
    with pytest.raises(ScenarioError, match="this is a folder"):
        load_members(tmp_path, WORDS)
