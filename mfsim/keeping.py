"""Keep the machine code of entries on disk, and load it with nothing that only compiling needs.

numba makes its compiler ready before it looks on disk, and reads the intermediate code of all that an entry is made of, in
case that somebody compiles a function that calls it. Both together take longer than the machine code of all rules.
"""

from __future__ import annotations

from typing import Any

from llvmlite import binding
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.codegen import JITCodeLibrary

NO_CODE = "define private void @nothing() {\n  ret void\n}"


class Loaded(JITCodeLibrary):
    """Machine code from disk; its intermediate code is read if somebody else is to be linked with it."""

    unread: bytes = b""

    def _get_module_for_linking(self) -> Any:
        if self.unread:
            self._shared_module = binding.parse_bitcode(self.unread)
            self.unread = b""
        return super()._get_module_for_linking()  # type: ignore[no-untyped-call]


class _OnDisk(CompileResultCacheImpl):
    """How an entry is written: as numba does, with the names of its functions, by which their addresses are found."""

    def reduce(self, cres: Any) -> Any:
        functions = [one for one in cres.library._final_module.functions if not one.is_declaration]
        names = {one.name for one in functions if one.linkage.name != "internal"}
        return names, super().reduce(cres)  # type: ignore[no-untyped-call]

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        names, ((name, kind, (machine_code, intermediate_code)), *others) = payload
        codegen = target_context.codegen()
        library = name, kind, (machine_code, binding.parse_assembly(NO_CODE).as_bitcode())
        codegen._engine._defined_symbols |= names  # it says of others that they have no address
        made = super().rebuild(target_context, (library, *others))  # type: ignore[no-untyped-call]
        made.library.__class__, made.library.unread = Loaded, intermediate_code
        return made


class Kept(FunctionCache):
    """numba's store of machine code, from which an entry is loaded without what compiling needs.

    An entry that is not there is compiled, and the compiler makes itself ready then.
    """

    _impl_class = _OnDisk

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the entry for these types; None if it is not there."""
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)  # type: ignore[no-untyped-call]
