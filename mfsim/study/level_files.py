"""Files that levels of a factor name: found beside the experiment, part of what the study is, and kept in its manifest."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mfsim.errors import ScenarioError, nearest
from mfsim.scenario.document import Document
from mfsim.scenario.load import NAMING_FILES
from mfsim.scenario.shipped import shipped_books
from mfsim.store.manifest import kept_of
from mfsim.study.factors import Factor, Level, Levels


def found_beside(factors: Sequence[Factor], folder: Path, document: Document) -> tuple[Factor, ...]:
    """Return factors whose levels name files where they are: relative to the folder of the experiment.

    Raises
    ------
    ScenarioError
        If one is not there.
    """
    for factor in factors:
        for name in _named(factor):
            path = folder / name
            if not path.is_file():
                near = nearest(path.stem, [one.stem for one in path.parent.glob("*.csv")])
                where = f"{'levers' if factor.role == 'lever' else 'uncertainties'}.{factor.name}"
                raise ScenarioError(document.problem(where, f"no such file: {str(path)[:200]}", "", near and f"{near}.csv"))
    return tuple(_renamed(factor, lambda name: str(folder / name)) for factor in factors)


def identity_of(factor: Factor) -> str:
    """Return what a factor is, wherever the files lie that it names: with a hash of what is in them."""
    return repr(_renamed(factor, lambda name: hashlib.sha256(Path(name).read_bytes()).hexdigest()))


def files_of(factors: Sequence[Factor]) -> dict[str, dict[str, str]]:
    """Return all files that levels name, by what the settings say, whole."""
    return {name: kept_of(Path(name)) for factor in factors for name in _named(factor)}


@contextmanager
def laid_out(files: Mapping[str, Mapping[str, str]]) -> Iterator[Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Lay files that were kept out again, and yield a function that has settings name them."""
    with TemporaryDirectory() as folder:
        places: dict[str, str] = {}
        for number, (name, kept) in enumerate(files.items()):
            path = Path(folder) / f"{number}.csv"
            path.write_bytes(kept["text"].encode() if "text" in kept else base64.b64decode(kept["base64"]))
            places[name] = str(path)
        yield lambda settings: {
            name: places.get(value, value) if name in NAMING_FILES else value for name, value in settings.items()
        }


def _named(factor: Factor) -> list[str]:
    levels = factor.domain.levels if isinstance(factor.domain, Levels) else ()
    return [value for level in levels for name, value in level.settings.items() if _is_file(name, value)]


def _is_file(setting: str, value: Any) -> bool:
    return setting in NAMING_FILES and isinstance(value, str) and value not in shipped_books()


def _renamed(factor: Factor, name_of: Callable[[str], str]) -> Factor:
    if not _named(factor) or not isinstance(factor.domain, Levels):
        return factor

    def renamed(level: Level) -> Level:
        settings = {name: name_of(value) if _is_file(name, value) else value for name, value in level.settings.items()}
        return replace(level, settings=settings)

    return replace(factor, domain=Levels(tuple(map(renamed, factor.domain.levels))))
