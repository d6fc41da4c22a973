"""What the README and the pages under docs/ show runs as it stands, and their links lead somewhere."""

from __future__ import annotations

import re
from contextlib import chdir
from pathlib import Path

import pytest
from pages import COMMANDS, FILES, PAGES, ROOT, SHOWN, blocks

import mfsim

INSTALLED = Path(mfsim.__file__).parents[1]  # the package may lie elsewhere than the pages
README, STUDIES = ROOT / "README.md", ROOT / "docs" / "studies.md"
SHOWING = [page for page in PAGES if any(block.language not in SHOWN for block in blocks(page))]
HERE = [page for page in SHOWING if not Path(__file__).with_name(f"test_{page.stem}_page.py").exists()]
"""Pages that are read for the tests of this file; what has a file of its own is read there, maybe in another process."""
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)(?:#[^)]*)?\)")


def name(page: Path) -> str:
    return page.stem


@pytest.mark.parametrize("page", HERE, ids=name)
def test_blocks_and_commands_run(page, reading):
    reading(page)


def test_there_is_much_to_run():
    commands = {page.stem: sum(len(block.commands) for block in blocks(page)) for page in SHOWING}
    assert commands["README"] >= 5
    assert {"README", "index", "studies", "scenarios", "extending", "surplus"} <= set(commands)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_says_what_it_is(page):
    for block in blocks(page):
        assert block.language in (*FILES, *COMMANDS, *SHOWN, "python"), block
        if block.language in SHOWN:
            assert not re.search(r"(?m)^(\$ )?(mfsim|make) ", block.text), block


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    for target in set(_LINK.findall(page.read_text(encoding="utf-8"))):
        within = (page.parent / target).resolve()
        assert within.exists() or (INSTALLED / within.relative_to(ROOT.resolve())).exists(), target


def test_the_readme_leaves_a_result_a_model_and_an_explanation(reading):
    read = reading(README)
    assert {"result", "model", "firm"} <= set(read.names)
    assert "rivalry" in read.printed


def test_the_study_of_the_page_is_complete(reading):
    read = reading(STUDIES)
    assert "32 points of 10 runs" in read.printed
    with chdir(read.folder):
        assert len(read.names["study"].outcomes()) == 320


def test_the_reference_has_every_name_that_is_offered():
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert [one for one in mfsim.__all__ if one != "__version__" and f":: mfsim.{one}" not in text] == []
