"""Reading what is stored, with a clear error for what cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from mfsim.errors import MfsimError


def read_json(path: Path) -> dict[str, Any]:
    """Return what a JSON file says.

    Raises
    ------
    MfsimError
        If it cannot be read.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MfsimError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if not isinstance(found, dict):
        raise MfsimError(f"{path}: is no description of a run; expected what mfsim has written")
    return found


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a Parquet file.

    Raises
    ------
    MfsimError
        If it cannot be read.
    """
    try:
        return list(parquet.read_table(path).to_pylist())
    except (OSError, pa.ArrowInvalid) as error:
        raise MfsimError(f"{path}: cannot be read: {str(error).splitlines()[0]}") from None
