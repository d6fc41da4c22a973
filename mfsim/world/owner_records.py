"""The record of a building's owner: the lease that is in force, its accounts, and the leases that are only compared."""

from __future__ import annotations

from typing import Any

import numpy as np

OWNER: np.dtype[Any] = np.dtype(
    [
        ("kind", "i8"),
        ("renewal", "i8"),
        ("rent", "f8"),
        ("quote", "f8"),
        ("value", "f8"),
        ("owed", "f8"),
        ("cash", "f8"),
        ("received", "f8"),
        ("works", "f8"),
        ("decay", "f8"),
        ("upkeep", "f8"),
        ("lone_owed", "f8"),
        ("lone_cash", "f8"),
        ("lone_operator", "?"),
    ],
    align=True,
)
"""A site's owner: kind of lease in force (as `lease.kind`; individual after a failure); month in which a lease of the whole,
or of all members as one, is agreed anew; rent that it says, and rent that a firm pays which enters now (EUR/m² and
month); value of the area around (1 at the start). What the association or the company owes for the whole, the company's
cash (EUR). Since the start: rent received, paid for works, lost by decay, paid for upkeep (EUR). Of the company that
would let to tenants without a community: what it owes, its cash (EUR), whether it is there."""
