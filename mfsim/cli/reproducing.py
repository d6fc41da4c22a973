"""`mfsim reproduce`: run stored results again and compare."""

from __future__ import annotations

from pathlib import Path

from mfsim.cli.showing import progress_bar
from mfsim.errors import MfsimError, NotReproducedError
from mfsim.study.again import Rows
from mfsim.study.reproduce import reproduce

ALL = 10**9


def show_reproduction(folder: Path, rows: str) -> None:
    """Say what came of it.

    Raises
    ------
    NotReproducedError
        If a number is not the same.
    """
    with progress_bar(f"reproducing {folder}") as progress:
        found = reproduce(folder, _rows(rows), progress)
    if not found.equal:
        raise NotReproducedError(str(found))
    print(found)


def _rows(text: str) -> Rows:
    if text == "all":
        return ALL
    try:
        numbers = [int(word) for word in text.split(",") if word.strip()]
    except ValueError:
        numbers = []
    if not numbers:
        raise MfsimError(f"--rows {text}: expected how many, which (3,17,18), or all")
    return numbers if "," in text else numbers[0]
