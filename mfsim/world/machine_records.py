"""The record of a machine of the association's, one for each field of skill that has a machine."""

from __future__ import annotations

from typing import Any

import numpy as np

MACHINE: np.dtype[Any] = np.dtype([("works_from", "i8")], align=True)
"""Month from which on it can be used; 0 if it was never damaged."""
