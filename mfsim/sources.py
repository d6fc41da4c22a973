"""Which sources a compiled rule is made of: its own file and every file that it imports, directly or not.

Machine code is kept on disk under the hash of these. Every name in a rule is one that its file defines or imports, so that
a rule whose sources are unchanged is unchanged; and a change in one rule has the others found as they are.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
IMPORT = re.compile(
    r"^[ \t]*(?:from|import)[ \t]+mfsim\b((?:\.\w+)*)(?:[ \t]+import[ \t]+(\([^)]*\)|[^\n]*))?", re.MULTILINE
)


def hash_of(file: Path, package: Path = PACKAGE) -> str:
    """Hash a source of the package and all that it imports of it."""
    digest = hashlib.sha256()
    for source in sorted(sources_of(file, package)):
        digest.update(str(source.relative_to(package)).encode())
        digest.update(_content(source)[1])
    return digest.hexdigest()


def sources_of(file: Path, package: Path = PACKAGE) -> set[Path]:
    """Return a source of the package and all that it imports of it, directly or not."""
    found, to_read = {file}, [file]
    while to_read:
        for imported in imports_of(to_read.pop(), package) - found:
            found.add(imported)
            to_read.append(imported)
    return found


@cache
def imports_of(file: Path, package: Path = PACKAGE) -> frozenset[Path]:
    """Return the sources of the package that one of them imports, wherever in its text."""
    found: set[Path] = set()
    for module, names in IMPORT.findall(_content(file)[0]):
        place = package.joinpath(*module.split(".")[1:])
        within = (place / name for name in re.findall(r"\w+", names))
        candidates = (place, *within)
        found.update(
            source for one in candidates for source in (one.with_suffix(".py"), one / "__init__.py") if source.is_file()
        )
    return frozenset(found)


@cache
def _content(file: Path) -> tuple[str, bytes]:
    content = file.read_bytes()
    return content.decode("utf-8"), hashlib.sha256(content).digest()
