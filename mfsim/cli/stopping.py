"""Ctrl-C and the request to end (SIGTERM): a command ends within two seconds, whatever it is in the middle of.

Python raises `KeyboardInterrupt` when it comes back from compiled code, which may take a minute while rules are compiled or
a large world is run. So a thread waits beside it, and ends the process if it does not end by itself. Nothing is lost
by that: files are written under another name and renamed when they are whole.
"""

from __future__ import annotations

import os
import shlex
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import NoReturn

GRACE_SECONDS = 1.0
"""Time to end in an orderly way; a second request ends it at once."""
ENDED_BY_A_SIGNAL = 128
"""Exit codes of processes ended by a signal are this and its number."""
SECONDS_TO_WRITE = 0.05
"""Time left to whoever is writing the message already."""
SHOW_CURSOR = "\x1b[?25h"
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def code_of(error: KeyboardInterrupt) -> int:
    """Return the exit code of a command that was interrupted."""
    number = error.args[0] if error.args and isinstance(error.args[0], int) else signal.SIGINT
    return ENDED_BY_A_SIGNAL + int(number)


def how_to_go_on(words: Sequence[str]) -> str:
    """Return what is said when a command is interrupted."""
    if words[:1] == ["sweep"]:
        return f"interrupted; what is done is stored. To go on: mfsim {shlex.join(words)}"
    return "interrupted"


def end_when_told(words: Sequence[str]) -> None:
    """Have this process end within two seconds of a signal; for a process that is the command, and nothing else."""
    if threading.current_thread() is not threading.main_thread():
        return
    near, far = socket.socketpair()
    far.setblocking(False)
    for number in SIGNALS:
        signal.signal(number, _Interrupt())
    signal.set_wakeup_fd(far.fileno(), warn_on_full_buffer=False)
    message = f"mfsim: {how_to_go_on(words)}\n"
    threading.Thread(target=_watch, args=(near, far, message), daemon=True).start()


def leave_at_once(code: int) -> NoReturn:
    """End the process without waiting for threads that compute, and without taking apart what it has built."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


class _Interrupt:
    """What signals do: the first interrupts, later ones leave the orderly end alone."""

    has_come = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        first = not _Interrupt.has_come
        _Interrupt.has_come = True
        if first:
            raise KeyboardInterrupt(number)


def _watch(near: socket.socket, far: socket.socket, message: str) -> None:
    """Wait for a signal, then for the grace to pass or for another signal; `far` is kept open by being held."""
    number = _next(near, None)
    _next(near, GRACE_SECONDS)
    if sys.stderr.isatty():
        os.write(2, SHOW_CURSOR.encode())
    if not tell(message):
        time.sleep(SECONDS_TO_WRITE)
    os._exit(ENDED_BY_A_SIGNAL + number)


def _next(near: socket.socket, seconds: float | None) -> int:
    """Return the number of the next signal that asks for the end; 0 when time has run out."""
    near.settimeout(seconds)
    while True:
        try:
            number = near.recv(1)[0]
        except TimeoutError:
            return 0
        if number in SIGNALS:
            return number


def tell(message: str) -> bool:
    """Write a message to standard error, unless one was written already; return whether it was."""
    if not _TOLD.acquire(blocking=False):
        return False
    os.write(2, message.encode())
    return True


_TOLD = threading.Lock()
