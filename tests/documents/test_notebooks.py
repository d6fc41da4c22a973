"""The notebooks are as they should be read, and each runs from top to bottom, its solution too, in under a minute."""

from __future__ import annotations

import ast
import re
import time

import pytest
from pages import ROOT

nbformat = pytest.importorskip("nbformat")
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
IN_A_MINUTE = 60.0
named = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path):
    return nbformat.read(path, as_version=4).cells


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 2


@named
def test_it_begins_with_a_question_and_ends_with_an_exercise_and_its_folded_solution(path):
    first, *_, exercise, solution = cells(path)
    assert re.match(rf"# {int(path.stem[:2])}\. .*\n\n\*\*Question: .*\?\*\*\n", first.source)
    assert exercise.cell_type == "markdown"
    assert re.search(r"(?m)^## Exercise$", exercise.source)
    assert solution.cell_type == "code"
    assert solution.metadata["tags"] == ["hide-cell"]  # on the site
    assert solution.metadata["jupyter"] == {"source_hidden": True, "outputs_hidden": True}  # in Jupyter


@named
def test_it_is_kept_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)
            ast.parse(cell.source)
    assert notebook.metadata.kernelspec.name == "python3"


@named
def test_it_is_listed_with_its_question(path):
    listed = (ROOT / "docs" / "students.md").read_text(encoding="utf-8")
    title, question = re.match(r"# (.*)\n\n\*\*Question: (.*)\*\*\n", cells(path)[0].source).groups()
    row = f"| [{title}](../notebooks/{path.name}) | {question[0].upper()}{question[1:]} |"
    assert row in listed


@pytest.mark.slow
@named
def test_it_runs_in_under_a_minute(path, tmp_path):
    client = pytest.importorskip("nbclient").NotebookClient
    notebook = nbformat.read(path, as_version=4)
    here = {"metadata": {"path": str(tmp_path)}}
    client(notebook, timeout=600, resources=here).execute()  # compiles what is not compiled yet
    began = time.monotonic()
    client(notebook, timeout=600, resources=here).execute()
    assert time.monotonic() - began < IN_A_MINUTE
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [one.text for one in outputs if one.get("name") == "stderr"] == []
    assert any("image/png" in one.get("data", {}) for one in outputs)
    assert notebook.cells[-1].outputs
