"""Which sources a compiled rule is made of: its own file and every file that it imports, directly or not.

Machine code is kept on disk under the hash of these. Every name in a rule is one that its file defines or imports, so that
a rule whose sources are unchanged is unchanged; and a change in one rule has the others found as they are.
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+mfsim\b((?:\.\w+)*)(?:[ \t]+import[ \t]+(\([^)]*\)|[^\n]*))?", re.M)
NAME = re.compile(r"\w+")


def hash_of(file: Path, package: Path = PACKAGE) -> str:
    """Hash a source of the package and all that it imports of it."""
    digest = hashlib.sha256()
    for source in sorted(sources_of(file, package)):
        digest.update(source.encode())
        digest.update(_content(source, package)[1])
    return digest.hexdigest()


def sources_of(file: Path, package: Path = PACKAGE) -> set[str]:
    """Return a source of the package and all that it imports of it, directly or not, by their paths in the package."""
    first = file.relative_to(package).as_posix()
    found, to_read = {first}, [first]
    while to_read:
        for imported in imports_of(to_read.pop(), package) - found:
            found.add(imported)
            to_read.append(imported)
    return found


@cache
def imports_of(source: str, package: Path = PACKAGE) -> frozenset[str]:
    """Return the sources of the package that one of them imports, wherever in its text."""
    found: set[str] = set()
    for module, names in IMPORT.findall(_content(source, package)[0]):
        place = module.replace(".", "/")
        for one in (place, *(f"{place}/{name}" for name in NAME.findall(names))):
            found |= {f"{one}.py"[1:], f"{one}/__init__.py"[1:]}
    return frozenset(found & _all_sources(package))


@cache
def _all_sources(package: Path) -> frozenset[str]:
    folders = ((Path(folder).relative_to(package), files) for folder, _, files in os.walk(package))
    return frozenset((folder / file).as_posix() for folder, files in folders for file in files if file.endswith(".py"))


@cache
def _content(source: str, package: Path) -> tuple[str, bytes]:
    content = (package / source).read_bytes()
    return content.decode("utf-8"), hashlib.sha256(content).digest()
