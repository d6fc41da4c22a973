"""Writing files whole or not at all: under another name first, then renamed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from mfsim.errors import MfsimError


def write_file(path: Path, content: str | bytes) -> Path:
    """Write a file, text as UTF-8, and return its path.

    Raises
    ------
    MfsimError
        If it cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        return write_whole(path, lambda partial: partial.write_bytes(data))
    except (OSError, ValueError) as error:
        raise MfsimError(f"{path}: cannot be written: {getattr(error, 'strerror', None) or error}") from error


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Let a function write under another name and rename, so that the file is never half-written.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    partial = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        write(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path
