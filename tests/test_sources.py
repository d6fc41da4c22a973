"""Which sources machine code is kept under: all that a rule is made of, found as Python would find them."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

import mfsim
from mfsim.sources import hash_of, imports_of, sources_of

PACKAGE = Path(mfsim.__file__).parent
SOURCES = sorted(
    path for folder in ("world", "processes", "engine", "scenario") for path in (PACKAGE / folder).rglob("*.py")
)


def _by_parsing(path):
    """The files of the package that a file imports, by Python's own reading of it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import would go unseen"
            modules = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            continue
        for module in modules:
            package, *rest = module.split(".")
            place = PACKAGE.joinpath(*rest)
            found |= {
                file for file in (place.with_suffix(".py"), place / "__init__.py") if package == "mfsim" and file.is_file()
            }
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_imports_are_those_that_python_reads(path):
    assert _by_parsing(path) <= {PACKAGE / source for source in imports_of(path.relative_to(PACKAGE).as_posix())}


def test_a_process_is_made_of_what_it_imports():
    sources = sources_of(PACKAGE / "processes" / "finance.py")
    assert {"processes/finance.py", "world/state.py", "world/records.py", "scenario/schema.py", "draws.py",
            "calling.py", "compiling.py", "linking.py", "reference.py"} <= sources  # fmt: skip
    assert not {"processes/demand.py", "engine/month.py", "world/arrival.py"} & sources


@pytest.fixture
def package(tmp_path):
    copy = tmp_path / "mfsim"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "shipped"))
    return copy


def _changed(package, name):
    """A copy of the package in which one file is another, away from what has been read of the first."""
    other = package.with_name(f"mfsim_{name.replace('/', '_')}")
    shutil.copytree(package, other)
    with (other / name).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    return other


def _hash(package, process):
    return hash_of(package / "processes" / f"{process}.py", package)


@pytest.mark.parametrize(
    "name", ["processes/finance.py", "world/records.py", "scenario/economy.py", "linking.py", "draws.py"]
)
def test_a_change_in_any_of_them_changes_the_hash(package, name):
    assert _hash(_changed(package, name), "finance") != _hash(package, "finance")


def test_a_change_in_one_process_leaves_the_others(package):
    other = _changed(package, "processes/demand.py")
    assert _hash(other, "demand") != _hash(package, "demand")
    assert _hash(other, "finance") == _hash(package, "finance")
