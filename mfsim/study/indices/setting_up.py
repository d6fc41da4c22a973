"""The method that belongs to a study's design, set up for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from mfsim.errors import MfsimError
from mfsim.study.indices.method import Floats, Method


def method_of(what: Mapping[str, Any], design: Floats, points: pa.Table, name: str | None) -> Method:
    """Return a method for a study.

    Parameters
    ----------
    what : mapping
        The study's manifest.
    design : array of shape (points, columns)
        Where its points are.
    points : table
        The levels of its factors.
    name : str, optional
        Of the method; that of the design if not given.
    """
    chosen = name or what["method"]
    columns = [one["group"] for one in what["varies"] for _ in range(one["width"])]
    groups = list(dict.fromkeys(columns))
    if chosen == "sobol" == what["method"]:
        from mfsim.study.indices.sobol import Sobol

        return Sobol(groups, len(design), second_order=what["design"]["second_order"])
    if chosen == "morris" == what["method"]:
        from mfsim.study.indices.morris import Morris

        return Morris(columns, design, what["design"]["levels"])
    raise MfsimError(f"method: {chosen} is not known for a {what['method']} design")
