"""Stale machine code is impossible, a cache that cannot be written costs time alone, and a month allocates nothing."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from pathlib import Path

import numba
import numpy as np
import pytest

import mfsim
from mfsim import compiling
from mfsim.compiling import ENABLED
from mfsim.engine.ahead import ENTRIES
from mfsim.sources import sources_of

PACKAGE = Path(mfsim.__file__).parent
KERNELS = sorted(
    path.relative_to(PACKAGE)
    for path in (
        PACKAGE / "draws.py",
        PACKAGE / "calling.py",
        PACKAGE / "compiling.py",
        PACKAGE / "keeping.py",
        PACKAGE / "linking.py",
        PACKAGE / "reference.py",
        PACKAGE / "scenario" / "schema.py",
        PACKAGE / "scenario" / "economy.py",
        PACKAGE / "scenario" / "people.py",
        *PACKAGE.glob("world/*.py"),
        *PACKAGE.glob("processes/*.py"),
        *PACKAGE.glob("engine/*.py"),
    )
)


def _hash_of(package):
    spec = importlib.util.spec_from_file_location("compiling_of_a_copy", package / "compiling.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.source_hash()


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    copy = tmp_path_factory.mktemp("package") / "mfsim"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.mark.parametrize("source", KERNELS, ids=str)
def test_a_change_in_any_kernel_source_changes_the_hash(package, source):
    before = _hash_of(package)
    text = (package / source).read_text(encoding="utf-8")
    (package / source).write_text(text + "\n# changed\n", encoding="utf-8")
    after = _hash_of(package)
    (package / source).write_text(text, encoding="utf-8")
    assert after != before
    assert _hash_of(package) == before


def test_everything_compiled_is_hashed():
    """No compiled rule lives outside the hashed sources."""
    hashed = {PACKAGE / path for path in KERNELS}
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if any(f"\n@{mark}\n" in text for mark in ("compiled", "inlined", "process", "stored")):
            assert path in hashed, path


def test_flags_and_versions_change_the_hash(monkeypatch):
    for hashed in (compiling.source_hash, lambda: compiling.entry_hash(PACKAGE / "processes" / "finance.py")):
        before = hashed()
        monkeypatch.setitem(compiling.FLAGS, "boundscheck", not compiling.FLAGS["boundscheck"])
        flagged = hashed()
        monkeypatch.undo()
        monkeypatch.setattr(compiling.numba, "__version__", "0.0")
        assert len({before, flagged, hashed()}) == 3
        monkeypatch.undo()


def test_cache_goes_where_it_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("MFSIM_CACHE", str(tmp_path))
    assert compiling.cache_folder() == tmp_path / "mfsim"


def test_cache_that_cannot_be_written_falls_back(monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("MFSIM_CACHE", str(blocked))
    folder = compiling.cache_folder()
    assert folder.is_relative_to(tempfile.gettempdir())
    assert blocked.read_text() == "not a folder"


def _globals_of(rule, seen):
    """The files of all compiled functions that a rule calls, found as numba finds them: by their names."""
    function = getattr(rule, "py_func", rule)
    if function in seen:
        return
    seen.add(function)
    for name in function.__code__.co_names:
        value = function.__globals__.get(name)
        if hasattr(value, "py_func"):
            _globals_of(value, seen)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_rule_that_an_entry_calls_is_in_its_hash(name):
    called: set = set()
    _globals_of(ENTRIES[name], called)
    files = {Path(function.__code__.co_filename).relative_to(PACKAGE).as_posix() for function in called}
    assert files <= sources_of(Path(getattr(ENTRIES[name], "py_func", ENTRIES[name]).__code__.co_filename))


@pytest.mark.skipif(not ENABLED, reason="nothing is compiled")
def test_rules_that_allocate_do_not_compile():
    """So that the shipped ones, which do compile, allocate nothing."""

    def allocate(count):
        return np.zeros(count).sum()

    assert numba.njit(error_model="numpy")(allocate)(3) == 0.0
    with pytest.raises(numba.core.errors.NumbaError):
        compiling.compiled(allocate)(3)
