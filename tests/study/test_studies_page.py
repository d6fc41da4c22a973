"""What docs/studies.md shows runs as it stands."""

import re
import shlex
from pathlib import Path

from mfsim.cli import main

TEXT = (Path(__file__).parents[2] / "docs" / "studies.md").read_text(encoding="utf-8")


def block(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)[number]


def test_the_example_is_swept_compared_and_read(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.toml").write_text(block("toml"), encoding="utf-8")
    for command in (*block("sh").splitlines(), *block("sh", 1).splitlines()):
        assert main(shlex.split(command)[1:]) == 0, command
    assert "32 points of 10 runs" in capsys.readouterr().out
    names: dict[str, object] = {}
    exec(compile(block("python"), "studies.md", "exec"), names)
    assert len(names["study"].outcomes()) == 320
