"""Call a compiled process by its address, from a month that is compiled without it.

A process is an entry with machine code of its own on disk. The month knows no process; it is given their addresses, which
are found anew in each Python process and never stored. So a process that is switched off is not compiled, one that has
changed is compiled alone, and one of a user's takes the place of another without compiling anything else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

import numba
import numpy as np
from numba.core import cgutils, types
from numba.core.registry import CPUDispatcher
from numba.extending import intrinsic

from mfsim.compiling import ENABLED, WITHOUT_PYTHON, stored

F = TypeVar("F", bound=Callable[..., Any])

_ONE_THREAD = threading.Lock()


def _call_address(typing_context: Any, address: Any, world: Any, now: Any) -> Any:
    """Emit the call as numba does that of a function which it knows; an error is passed on to the caller."""
    when = types.NamedTuple([types.unliteral(part) for part in now.types], now.instance_class)
    signature = types.void(types.intp, world, when)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kinds = signature.args[1:]
        convention = context.call_conv
        pointer = convention.get_function_type(types.none, kinds).as_pointer()
        process = builder.inttoptr(arguments[0], pointer)
        status, _ = convention.call_function(builder, process, types.none, kinds, arguments[1:])
        with cgutils.if_unlikely(builder, status.is_error):
            convention.return_status_propagate(builder, status)
        return context.get_dummy_value()

    return signature, generate


def _call_function(process: Any, world: Any, now: Any) -> None:
    process(world, now)


call: Any = intrinsic(_call_address) if ENABLED else _call_function
"""``call(process, world, now)``: an address in compiled rules, a function where nothing is compiled."""


@stored
def run_stages(world: Any, now: Any, stages: Any) -> None:
    """Call processes one after another: their addresses, or functions where nothing is compiled."""
    for stage in stages:
        call(stage, world, now)


class Process(CPUDispatcher):
    """A compiled function of (world, now) that is called by its address, from Python too."""

    @cached_property
    def _addresses(self) -> dict[tuple[Any, ...], int]:
        return {}

    def add_overload(self, cres: Any) -> None:
        """Take machine code that was made or loaded, and note its address: later there may be copies of the same name."""
        super().add_overload(cres)
        address = cres.library.get_pointer_to_function(cres.fndesc.llvm_func_name)
        self._addresses[tuple(cres.signature.args)] = int(address)

    def address(self, kinds: tuple[Any, ...]) -> int:
        """Return its address, compiled for these types of world and month or loaded from disk; good while it is kept."""
        self.compile(kinds)
        return self._addresses[kinds]

    def __call__(self, world: Any, now: Any) -> None:
        """Run the process."""
        run_stages(world, now, stages_for((self,), world, now))


def process(rule: F) -> F:
    """Compile a function of (world, now) when it is first called; its machine code, on disk, is called by its address."""
    if not ENABLED:
        return rule
    dispatcher: Any = stored(rule, **WITHOUT_PYTHON)
    dispatcher.__class__ = Process
    return dispatcher  # type: ignore[no-any-return]


def stages_for(processes: tuple[Any, ...], world: Any, now: Any) -> Any:
    """Return what `run_stages` calls for some processes: their addresses; where nothing is compiled, themselves.

    All worlds are of one type. One of another would be misread by code that is compiled for this one, and so is refused.
    """
    if not ENABLED:
        return processes
    typeof: Any = numba.typeof
    kinds = typeof(world), typeof(now)
    _compile_for_ever((*kinds, types.intp[::1]))
    return np.array([one.address(kinds) for one in processes], np.intp)


def _compile_for_ever(kinds: tuple[Any, ...]) -> None:
    """Compile what calls the stages for these types and no others, whichever thread comes first."""
    runner: Any = run_stages
    with _ONE_THREAD:
        if kinds not in runner.overloads:
            runner.compile(kinds)
            runner.disable_compile()
