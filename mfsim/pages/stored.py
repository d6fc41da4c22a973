"""One page for whatever a folder holds: runs, a comparison or a study."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mfsim.errors import MfsimError
from mfsim.pages import of_comparison, of_run, of_study
from mfsim.pages.block import Block
from mfsim.report.page import page
from mfsim.store.folder import MANIFEST

Page = Callable[[Path], tuple[str, str, list[Block]]]
KINDS: dict[str, Page] = {
    of_run.MANIFEST: of_run.run_page,
    MANIFEST: of_study.study_page,
    of_comparison.TABLE: of_comparison.comparison_page,
}
"""What each kind of folder is known by."""

TEXTS = ("unit", "what it is", "setting", "value", "default", "factor", "role", "values", "error", "outcome", "index")
"""Columns that are text."""


def stored_page(folder: str | Path) -> str:
    """Return the page of a folder that mfsim has written, as one HTML text that needs nothing else.

    Raises
    ------
    MfsimError
        If the folder holds nothing that mfsim has written, or it cannot be read.
    """
    place = Path(folder)
    if not place.is_dir():
        raise MfsimError(f"{place}: no such folder; expected one that mfsim run, compare or sweep has written")
    known = next((name for name in KINDS if (place / name).exists()), None)
    if known is None:
        raise MfsimError(f"{place}: holds no runs, comparison or study; expected {', '.join(KINDS)} in it")
    title, lead, blocks = KINDS[known](place)
    return page("stored.html.j2", {"title": title, "lead": lead, "blocks": blocks, "texts": TEXTS})
