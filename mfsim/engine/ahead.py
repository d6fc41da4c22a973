"""Compile what a scenario runs before it runs, the first time: in this process and in one more for each further processor.

Each process of the month is an entry with a file of its own on disk. Whoever is free takes the next that is missing; the
helpers leave theirs on disk, from where this process loads it.
"""

from __future__ import annotations

import gc
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from mfsim.compiling import ENABLED, is_ready
from mfsim.engine.month import CALENDAR
from mfsim.scenario.load import LoadedScenario
from mfsim.world.opening import begin, end, open_month

ENTRIES: dict[str, Any] = {"begin": begin, "open_month": open_month, "end": end, **CALENDAR}
"""What a run calls, by name."""
MESSAGE = "mfsim: compiling the rules for this machine; this happens once and takes about half a minute"
COMMAND = [sys.executable, "-m", "mfsim.engine.ahead"]


def entries_of(scenario: LoadedScenario, replaced: Collection[str] = ()) -> list[str]:
    """Return the names of what runs of a scenario call, but for the processes that are replaced."""
    switched_on = scenario.settings.processes
    return [name for name in ENTRIES if name not in CALENDAR or (getattr(switched_on, name) and name not in replaced)]


def prepare(names: Collection[str]) -> None:
    """Have these entries compiled on disk: say so on standard error if one is missing, and how it goes.

    Parameters
    ----------
    names : names of `ENTRIES`
    """
    missing = deque(name for name in names if not is_ready(ENTRIES[name])) if ENABLED else deque()
    if not missing:
        return
    print(MESSAGE, file=sys.stderr, flush=True)
    with _progress(len(missing)) as begun, _helped(missing, begun), _without_collecting():
        types = _types()
        while missing:
            name = missing.popleft()
            begun()
            ENTRIES[name].compile(types)


@contextmanager
def _progress(count: int) -> Iterator[Any]:
    """Yield a function to call whenever one is begun; on a terminal, a line tells the number of it."""
    shown, so_far = sys.stderr.isatty(), [0]

    def begun() -> None:
        so_far[0] += 1
        if shown:
            print(f"\rmfsim: at {so_far[0]} of {count}", end="", file=sys.stderr, flush=True)

    try:
        yield begun
    finally:
        if shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Collect no garbage meanwhile, a tenth of the time: the compiler makes millions of objects that stay."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def _helped(missing: deque[str], begun: Any) -> Iterator[None]:
    """Have helpers take from the end of what is missing; leaving the block, wait for what they are at."""
    count = min(len(missing), os.cpu_count() or 1) - 1
    helpers = [helper for helper in (_start() for _ in range(count)) if helper is not None]
    threads = [threading.Thread(target=_hand_out, args=(helper, missing, begun), daemon=True) for helper in helpers]
    for thread in threads:
        thread.start()
    try:
        yield
        for thread in threads:
            thread.join()
    finally:
        for helper in helpers:
            helper.kill()
            helper.wait()


def _hand_out(helper: subprocess.Popen[str], missing: deque[str], begun: Any) -> None:
    """Give a helper one entry after another; what it fails at is compiled by whoever calls it."""
    assert helper.stdin is not None
    assert helper.stdout is not None
    try:
        while helper.stdout.readline() and missing:  # it says when it is ready for the next
            helper.stdin.write(f"{missing.pop()}\n")
            helper.stdin.flush()
            begun()
    except (OSError, ValueError, IndexError):
        return


def _start() -> subprocess.Popen[str] | None:
    try:
        return subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    except OSError:
        return None  # where no process can be started, this one compiles all


def _types() -> tuple[Any, ...]:
    """Return the types of world and month, which are those of every scenario."""
    import numba

    from mfsim.draws import Now, run_key
    from mfsim.scenario.load import load
    from mfsim.world.building import build

    typeof: Any = numba.typeof
    return typeof(build(load("base"), 1)), typeof(Now(*run_key(0, 0), 1))


def main() -> None:
    """Compile the entries that are named on standard input, one at a time; end with the process that names them."""
    gc.disable()
    named: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(named,), daemon=True).start()
    types = _types()
    while True:
        print("ready", flush=True)
        ENTRIES[named.get()].compile(types)


def _listen(named: queue.SimpleQueue[str]) -> None:
    """Take names; when the line to the process that started this one is closed, by whatever ended that one, end."""
    for line in sys.stdin:
        named.put(line.strip())
    os._exit(1)


if __name__ == "__main__":
    main()
