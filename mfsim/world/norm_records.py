"""The records of norms: what a site remembers of each kind of case, and the cases that are open."""

from __future__ import annotations

from typing import Any

import numpy as np

RESOLUTIONS = 3
"""Most ways of resolving a kind of case."""
PRECEDENTS = 20
"""Most precedents of a kind that a site remembers."""
OPEN_PER_UNIT = 8
"""Room for open cases, a unit; when it is full, what is not settled at once is a grudge at once."""

ORIGINS = ("emergent", "statutory", "copied", "basic")
"""Where a rule came from; the last are those of institutions."""

_NORM_INTEGERS = "rule origin since cases count next null_rule null_count null_next"
NORM: np.dtype[Any] = np.dtype(
    [(name, "i8") for name in _NORM_INTEGERS.split()]
    + [("legitimacy", "f8"), ("breached", "f8")]
    + [(name, "f8", (RESOLUTIONS,)) for name in ("quality", "security")]
    + [(name, "i8", (PRECEDENTS,)) for name in ("resolution", "null_resolution")]
    + [(name, "f8", (PRECEDENTS,)) for name in ("seen", "accepted", "null_seen")]
    + [("protected", "?")],
    align=True,
)
"""A kind of case on a site: how well each resolution fits (`quality`, unknown to all) and what it is worth to keep to it
alone; the shared rule (-1 none), its origin, month, cases, legitimacy and share of recent breaches; the last precedents
as a ring (resolution, fit as seen, how far members accept the way in which it came about); the null model's."""

CASE: np.dtype[Any] = np.dtype(
    [(name, "i8") for name in ("kind", "unit", "serial", "other_unit", "other_serial", "number", "age")], align=True
)
"""An open case: kind; units and serials of the parties; its number among the first party's cases; months open."""
