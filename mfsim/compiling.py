"""Compile the rules, or leave them as ordinary Python: one decorator for every kernel.

``MFSIM_COMPILE=0`` leaves every rule an ordinary Python function (debugging, coverage, teaching).
``MFSIM_BOUNDS_CHECK=1`` compiles with checks on array bounds, in a cache of its own.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property, update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy

from mfsim.keeping import Kept
from mfsim.linking import EntryCompiler, FragmentCompiler
from mfsim.sources import hash_of

F = TypeVar("F", bound=Callable[..., Any])

ENABLED = os.environ.get("MFSIM_COMPILE", "1") != "0"
BOUNDS_CHECK = os.environ.get("MFSIM_BOUNDS_CHECK", "0") == "1"
# Kernels allocate nothing, so they need no counting of references: without it a run takes a sixth less time.
FLAGS: dict[str, Any] = {"error_model": "numpy", "nogil": True, "_nrt": False, "boundscheck": BOUNDS_CHECK}
WITHOUT_PYTHON: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""What is called by compiled code alone needs nothing that takes Python's objects apart."""
KERNEL_FOLDERS = ("world", "processes", "engine", "scenario")
KERNEL_FILES = ("draws.py", "calling.py", "compiling.py", "keeping.py", "linking.py", "reference.py")
"""Settings count too: their names make the record that kernels read, their choices become constants."""
PACKAGE = Path(__file__).parent


def source_hash() -> str:
    """Hash all sources of the rules, the flags and the versions: what results were made with."""
    digest = hashlib.sha256()
    files = [PACKAGE / name for name in KERNEL_FILES]
    for folder in KERNEL_FOLDERS:
        files.extend(sorted((PACKAGE / folder).glob("*.py")))
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    digest.update(_circumstances())
    return digest.hexdigest()[:20]


def entry_hash(file: Path) -> str:
    """Hash everything that the machine code of an entry in this file depends on.

    numba's own cache looks only at the file of the function it stores; a change in a function that this one
    calls, or of a flag, would go unseen and give wrong numbers without a word.
    """
    return hashlib.sha256(hash_of(file).encode() + _circumstances()).hexdigest()[:20]


def _circumstances() -> bytes:
    return "|".join((numba.__version__, numpy.__version__, sys.version, str(sorted(FLAGS.items())))).encode()


def _temporary_folder() -> Path:
    """Return a folder of this user's alone: compiled kernels from another user's hands would be run as they are."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"mfsim-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    owned = not hasattr(os, "getuid") or (folder.stat().st_uid == user and not folder.is_symlink())
    return folder if owned else Path(tempfile.mkdtemp(prefix="mfsim-"))


def cache_folder() -> Path:
    """Return the folder of compiled kernels; a temporary one if it is not writable."""
    base = os.environ.get("MFSIM_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "mfsim"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return _temporary_folder()
    return folder


def plain_python() -> AbstractContextManager[Any]:
    """Return the context for rules that run uncompiled: machine words wrap around silently, as they do compiled."""
    return nullcontext() if ENABLED else numpy.errstate(over="ignore")


CACHE = cache_folder() if ENABLED else None


class Rule:
    """A rule that is compiled as a fragment, for other rules to call, and has no entry for Python.

    Made ready for the compiler only when something that calls it is compiled: hundreds of rules are mostly loaded from disk.
    Called from Python all the same, in a test or by a user's rule that is not compiled, its stored twin is run.
    """

    def __init__(self, rule: Callable[..., Any]) -> None:
        self.py_func = rule
        update_wrapper(self, rule)

    @cached_property
    def fragment(self) -> Any:
        """What the compiler makes of the rule."""
        flags: dict[str, Any] = {"pipeline_class": FragmentCompiler, **WITHOUT_PYTHON, **FLAGS}
        return numba.njit(**flags)(self.py_func)

    @property
    def _numba_type_(self) -> Any:
        """What the compiler takes the rule for, where another one names it."""
        return self.fragment._numba_type_

    @cached_property
    def twin(self) -> Any:
        """The same rule with an entry for Python; kept on disk, if all that it is made of is in the package."""
        rule = self.py_func
        is_ours = Path(rule.__code__.co_filename).is_relative_to(PACKAGE) and not rule.__closure__
        return stored(rule) if is_ours else numba.njit(**FLAGS)(rule)

    def __call__(self, *args: Any) -> Any:
        """Run the rule from Python."""
        return self.twin(*args)


def compiled(rule: F) -> F:
    """Compile a rule when it is first called: to a fragment, which becomes machine code with the entry that it serves."""
    return Rule(rule) if ENABLED else rule  # type: ignore[return-value]


def inlined(rule: F) -> F:
    """Paste a rule into its callers, which compile it as their own: for rules with one or two callers."""
    if not ENABLED:
        return rule
    return numba.njit(inline="always", **FLAGS)(rule)  # type: ignore[no-any-return]


def stored(entry: F, **flags: bool) -> F:
    """Compile an entry when it is first called, and keep the machine code on disk."""
    if CACHE is None:
        return entry
    settings: Any = numba.config  # made when imported, unknown to type checkers
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(CACHE / entry_hash(Path(entry.__code__.co_filename)))
    try:
        make: Any = numba.njit
        kept = make(entry, pipeline_class=EntryCompiler, **flags, **FLAGS)
        kept._cache = Kept(entry)  # type: ignore[no-untyped-call]
        return kept  # type: ignore[no-any-return]
    finally:
        settings.CACHE_DIR = before


def is_ready(entry: Any) -> bool:
    """Whether the machine code of a stored entry is there already, in this process or on disk."""
    if not ENABLED or entry.signatures:
        return True
    return any(Path(entry.stats.cache_path).glob(f"*.{entry.__name__}-*.nbc"))
