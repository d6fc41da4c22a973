"""Compile a rule once only, where it is used: not for itself first, and again in everyone who calls it.

numba optimises every function for itself, turns it into machine code, and does both again in each of its callers. The
rules are some three hundred small functions behind one entry, so nearly all of that work would be thrown away. A
fragment is a function that waits, hardly optimised, until an entry is linked.
"""

from __future__ import annotations

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder


class _NoEngine:
    """What stands for the engine of machine code, to which a fragment does not belong."""

    def set_env(self, env_name: str, env: Any) -> None:
        """Keep no environment: a fragment's own is never read, its callers bring theirs."""


class Fragment(JITCodeLibrary):
    """The intermediate code of one function, to be linked into its callers and optimised there."""

    @property
    def codegen(self) -> Any:
        """What numba tells of the finished code."""
        return _NoEngine()

    def _optimize_final_module(self) -> None:
        """Leave it to the callers."""

    def _finalize_final_module(self) -> None:
        """Note what callers need to know; make no machine code."""
        self._finalize_dynamic_globals()  # type: ignore[no-untyped-call]
        self._verify_declare_only_symbols()  # type: ignore[no-untyped-call]
        self._finalized = True

    def serialize_using_object_code(self) -> Any:
        """Return what is kept on disk: the intermediate code."""
        return self.serialize_using_bitcode()  # type: ignore[no-untyped-call]


class Entry(JITCodeLibrary):
    """The machine code of an entry: its fragments serve nobody else, so that what one caller alone uses is pasted there.

    They have names that nobody else looks for: how they are called may be changed, as all their callers are here.
    """

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage.name == "linkonce_odr":
                function.linkage = "internal"
                function.name = f"{self.name}: {function.name}"
        super()._optimize_final_module()  # type: ignore[no-untyped-call]


class FragmentCompiler(CompilerBase):
    """numba's compiler, whose result is a fragment."""

    library: type[JITCodeLibrary] = Fragment

    def define_pipelines(self) -> list[Any]:
        """Return numba's own passes, which find a fragment to write into."""
        state: Any = self.state
        library: Any = self.library
        passes: Any = DefaultPassBuilder
        state.library = library(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return [passes.define_nopython_pipeline(state)]


class EntryCompiler(FragmentCompiler):
    """numba's compiler, whose result is an entry."""

    library = Entry
