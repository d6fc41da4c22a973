"""What the README shows runs as it stands."""

import re
import shlex
from pathlib import Path

import pytest

import mfsim
from mfsim.cli import main

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


def test_python_blocks_run():
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, str(README), "exec"), names)
    assert {"result", "model", "firm"} <= set(names)


def test_commands_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    commands = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("mfsim ")]
    assert len(commands) >= 5
    for command in commands:
        words = shlex.split(command, comments=True)[1:]
        fewer = ["2" if before == "--runs" else word for before, word in zip(["", *words], words, strict=False)]
        assert main(fewer) == 0, command
    assert "rivalry" in capsys.readouterr().out


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", TEXT))))
def test_links_lead_somewhere(target):
    installed = Path(mfsim.__file__).parents[1]  # the package may lie elsewhere than the README
    assert (README.parent / target).exists() or (installed / target).exists()
