"""Compile the rules in two processes at once, the first time: this one from the front of the calendar, another from its end.

Each process of the month is kept on disk when it is compiled, so whoever comes second to one reads it from there.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mfsim.compiling import ENABLED, on_disk


@contextmanager
def compiling(entry: Any) -> Iterator[None]:
    """Within this block an entry point may be compiled: say so on standard error, once, and have help with it.

    Parameters
    ----------
    entry : function made by `mfsim.compiling.stored`
        What is about to be called; if it is on disk already, nothing happens.
    """
    if not ENABLED or on_disk(entry):
        yield
        return
    text = "mfsim: compiling the rules for this machine; this happens once and takes about a minute"
    print(text, file=sys.stderr, flush=True)
    helper = _start() if (os.cpu_count() or 1) > 1 else None
    collects = gc.isenabled()
    gc.disable()  # a tenth of the time: the compiler makes millions of objects that stay
    try:
        yield
    finally:
        if collects:
            gc.enable()
        if helper is not None:
            helper.kill()
            helper.wait()


def _start() -> subprocess.Popen[bytes] | None:
    command = [sys.executable, "-m", "mfsim.engine.ahead"]
    try:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return None  # where no process can be started, this one compiles all


def _end_with_the_other() -> None:
    """End when the line to the process that started this one is closed, by whatever ended that one."""
    sys.stdin.buffer.read()
    os._exit(1)


def main() -> None:
    """Compile the processes of the month, the last first."""
    import numba

    threading.Thread(target=_end_with_the_other, daemon=True).start()
    gc.disable()
    from mfsim.draws import Now, run_key
    from mfsim.engine.month import CALENDAR
    from mfsim.scenario.load import load
    from mfsim.world.building import build

    typeof: Any = numba.typeof
    types = typeof(build(load("base"), 1)), typeof(Now(*run_key(0, 0), 1))
    for rule in reversed(CALENDAR.values()):
        compiled: Any = rule
        compiled.compile(types)


if __name__ == "__main__":
    main()
