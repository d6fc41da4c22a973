"""From answers to a scenario: the form to be filled in, and the folder that `mfsim survey` makes of it."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from mfsim.errors import Problem, ScenarioError
from mfsim.scenario.interview import DECISION, FACTS, Answers, decision_of, questions, read_answers
from mfsim.scenario.json_schema import scenario_json_schema
from mfsim.scenario.members import OPTIONAL, REQUIRED
from mfsim.scenario.schema import Scenario
from mfsim.scenario.shipped import shipped_folder
from mfsim.scenario.template import write_folder
from mfsim.scenario.trades import load_words
from mfsim.writing import write_file

EXAMPLE = "example"
"""Name of the answers that come with the package."""
PRIVATE_M2 = 30.0
"""Private area of a member who has not said how much: that of the base scenario."""
HEAD = """\
# Interview: a row for each member, a column for each question. Questions may stay without an answer: the model draws what
# it needs. `mfsim explain members.trades` lists the trades; docs/scenarios.md has fields of skill and segments of customers.
# Commas or semicolons between columns; with semicolons, decimal commas. Then: mfsim survey THIS-FILE
# name, trade; area_m2: private area; age_years: of the firm; rate_eur_per_hour: what an hour of work is billed at
"""


def form_text() -> str:
    """Return the form without answers: the questions as comments, and the head of the table."""
    text = io.StringIO()
    text.write(HEAD)
    for one in questions():
        use = f"sets {one.sets}" if one.sets else "a note: the model has nothing for it"
        text.write(f"# {one.number}. {one.text} [{one.column}: {one.answer}; {use}]\n")
    csv.writer(text, lineterminator="\n").writerow([*FACTS, *(one.column for one in questions())])
    return text.getvalue()


def write_form(path: Path) -> None:
    """Write the form; a file that is there, perhaps with answers, is left alone.

    Raises
    ------
    MfsimError
        If the file exists or cannot be written.
    """
    if path.exists():
        raise ScenarioError(Problem("exists already", expectation="the name of a new file", file=str(path)))
    write_file(path, form_text())


def answers_path(source: str) -> Path:
    """Return the file with answers that a user means: the shipped example by its name, or a path."""
    return shipped_folder() / "survey" / f"{EXAMPLE}.csv" if source == EXAMPLE else Path(source)


def write_survey(source: str, folder: Path) -> tuple[list[Answers], list[Path]]:
    """Make a folder with the scenario and the members file that answers lead to; return the answers and its files.

    Raises
    ------
    ScenarioError
        With everything that is wrong in the answers, or if the folder exists or cannot be made.
    """
    path = answers_path(source)
    answers = read_answers(path, load_words())
    files = {
        "scenario.toml": scenario_text(answers, path.name),
        "members.csv": members_text(answers, path.name),
        "mfsim.schema.json": scenario_json_schema(),
    }
    return answers, write_folder(folder, files)


def members_text(answers: Sequence[Answers], origin: str) -> str:
    """Return the members file: answers as they were given, empty cells for the rest, and in `source` which is which."""
    columns = [name for name in (*REQUIRED, *OPTIONAL) if name not in ("site", "origin", "source")]
    text = io.StringIO()
    text.write(f"# Members by their answers in {origin}; an empty cell is assumed: the model draws it anew in each run.\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*columns, "origin", "source"])
    for one in answers:
        assumed = [name for name in columns if name not in one.cells]
        source = f"interview: {origin}, line {one.line}" + (f"; assumed: {', '.join(assumed)}" if assumed else "")
        writer.writerow([*(one.cells.get(name, "") for name in columns), "stated", source])
    return text.getvalue()


def scenario_text(answers: Sequence[Answers], origin: str) -> str:
    """Return the scenario: the base scenario with these members, an area that holds them, and who decides if most agree."""
    private_share = Scenario().place.private_share
    areas = [float(one.cells["area_m2"]) for one in answers if "area_m2" in one.cells]
    without = len(answers) - len(areas)
    area = float(math.ceil((math.fsum(areas) + PRIVATE_M2 * without) / private_share - 1e-9))
    decision = decision_of(answers)
    of_area = f"{len(areas)} members gave their area, {without} others have {PRIVATE_M2:g} m², all are 60 % of the whole"
    sources = {
        "about.title": f"stated: {origin}",
        "about.description": f"stated: {origin}",
        "place.total_area_m2": f"assumed: {of_area}",
        "members.file": f"stated: interviews, {origin}; each row says what is assumed",
    }
    if decision:
        sources[DECISION] = f"stated: most of those who answered question 36, {origin}"
    return "\n".join([
        "#:schema ./mfsim.schema.json",
        "# `mfsim validate` checks this file and the members file, `mfsim run` simulates them.",
        'extends = "base"',
        *_table("about", {
            "title": f"{len(answers)} members by their answers in {origin}",
            "description": f"Made of {len(answers)} interviews; whatever they do not say is as in the base scenario.",
        }),
        *_table("place", {"total_area_m2": area}),
        *_table("members", {"file": "members.csv"}),
        *(_table("governance", {"decision": decision}) if decision else []),
        *_table("sources", sources, quoted=True),
        "",
    ])  # fmt: skip


def _table(name: str, values: Mapping[str, object], quoted: bool = False) -> list[str]:
    lines = [f"{json.dumps(key) if quoted else key} = {_toml(value)}" for key, value in values.items()]
    return ["", f"[{name}]", *lines]


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
