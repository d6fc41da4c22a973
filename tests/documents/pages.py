"""Read a page as its reader would: write the files that it shows, run its Python and its commands, in order, in one folder.

A comment on the line before a block says what a reader knows from the text: ``<!-- file: study.toml -->``, what the file is
called; ``<!-- not run: it stays open until it is stopped -->``, why nothing is run.
"""

from __future__ import annotations

import re
import shlex
import warnings
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass, field
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

from mfsim.cli import main
from mfsim.compiling import ENABLED
from mfsim.engine.calendar import SlowProcessWarning

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
FILES, COMMANDS, SHOWN = ("toml", "csv"), ("sh", "console"), ("text", "")
MOST_RUNS, RUNS_OF_A_MIX = 4, 200
"""What is said with more runs than a test needs is run with so many; those of a mix are shared out among its questions."""

_BLOCK = re.compile(r"^(?:<!-- (?P<note>.*?) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of code, and the note before it."""

    language: str
    text: str
    note: str

    @property
    def file(self) -> str:
        """What the file is called that the block shows; empty for none."""
        return self.note.partition("file: ")[2]

    @property
    def commands(self) -> list[str]:
        """The lines that a reader would type."""
        if self.language not in COMMANDS:
            return []
        lines = self.text.replace("\\\n", "").splitlines()
        typed = [line.removeprefix("$ ") for line in lines if self.language == "sh" or line.startswith("$ ")]
        return [line for line in typed if line.strip() and not line.startswith("#")]


@dataclass
class Reading:
    """What came of reading a page: the folder, names of its Python, what was printed, the rules that are slow."""

    folder: Path
    names: dict[str, object] = field(default_factory=dict)
    printed: str = ""
    warned: list[str] = field(default_factory=list)


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page that are code; what the site alone knows (directives) is none."""
    found = _BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [Block(one["language"], one["text"], one["note"] or "") for one in found]


def read(page: Path, folder: Path) -> Reading:
    """Do what a page says in a folder."""
    reading = Reading(folder, {"__name__": "example"})
    with (
        chdir(folder),
        warnings.catch_warnings(record=True) as caught,
        redirect_stdout(StringIO()) as printed,
    ):
        warnings.simplefilter("always", SlowProcessWarning)
        for block in blocks(page):
            if not block.note.startswith("not run: "):
                _do(block, page, reading)
    reading.printed = printed.getvalue()
    reading.warned = [str(one.message) for one in caught if one.category is SlowProcessWarning]
    return reading


def _do(block: Block, page: Path, reading: Reading) -> None:
    if block.language in FILES:
        assert block.file, f"{page.name}: what is this file called? {block.text[:60]}"
        Path(block.file).parent.mkdir(parents=True, exist_ok=True)
        Path(block.file).write_text(block.text, encoding="utf-8")
    elif block.language == "python":
        exec(compile(_shorter(block.text), page.name, "exec"), reading.names)
    for command in block.commands:
        assert _type(shlex.split(command, comments=True)) == 0, f"{page.name}: {command}"


def _shorter(code: str) -> str:
    """Ask for fewer and shorter runs where nothing is compiled."""
    if ENABLED:
        return code
    return re.sub(r"run_for\(\d+\)", "run_for(3)", re.sub(r"runs=\d+, months=\d+", "runs=2, months=3", code))


def _type(words: list[str]) -> int:
    """Run a command of mfsim and return its exit code; of others, look whether what they name is there."""
    match words:
        case ["mfsim", *arguments]:
            return main(_fewer(arguments))
        case ["make", *targets]:
            known = all(f"\n{target}:" in _text("Makefile") for target in targets)
        case ["python", "-m", module, *_]:
            known = find_spec(module.partition(".")[0]) is not None or (ROOT / module.replace(".", "/")).exists()
        case ["python", script, *_]:
            known = (ROOT / script).is_file()
        case ["pip", "install", what]:
            extras = _text("pyproject.toml").partition("[project.optional-dependencies]")[2]
            known = all(f"\n{extra} = [" in extras for extra in re.findall(r"[\w-]+(?=[,\]])", what))
        case _:
            known = words == ["source", ".venv/bin/activate"]
    return 0 if known else 1


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _fewer(arguments: list[str]) -> list[str]:
    if arguments[0] == "mix" and "--runs" not in arguments:
        arguments = [*arguments, "--runs", str(RUNS_OF_A_MIX)]
    most = RUNS_OF_A_MIX if arguments[0] == "mix" else MOST_RUNS
    before = ["", *arguments]
    return [str(min(most, int(word))) if last == "--runs" else word for last, word in zip(before, arguments, strict=False)]
