"""What docs/consultants.md shows runs as it stands, with fewer runs."""

import re
import shlex
from pathlib import Path

import pytest

from mfsim.cli import main
from mfsim.consulting import flipping

TEXT = (Path(__file__).parents[2] / "docs" / "consultants.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    all_of = flipping.assumed_numbers
    monkeypatch.setattr(flipping, "assumed_numbers", lambda proposal: all_of(proposal)[::60])
    monkeypatch.chdir(tmp_path)
    for name, text in zip(("members.csv", "candidates.csv"), blocks("csv"), strict=True):
        Path(name).write_text(text, encoding="utf-8")


def test_the_commands_run():
    commands = [shlex.split(line)[1:] for block in blocks("sh") for line in block.splitlines()]
    assert len(commands) == 5
    for words in commands:
        fewer = ["--runs", "300", "--months", "12"] if words[0] == "mix" else []
        assert main([*words, *fewer]) == 0, words
    for name in ("report.html", "biassono.html", "design.html", "design.csv", "results/base/report.html"):
        assert Path(name).stat().st_size > 100, name


def test_the_python_runs():
    names: dict[str, object] = {}
    text = blocks("python")[0].replace("runs=2_000, months=24", "runs=300, months=12")
    exec(compile(text, "consultants.md", "exec"), names)
    assert len(names["answer"].tables()["candidates"]) == 4
    assert Path("report.html").exists()
