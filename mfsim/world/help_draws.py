"""Purposes of all draws about mutual help."""

from __future__ import annotations

from mfsim.draws import purpose

PROCESS = 3
AGREE = purpose(PROCESS, 1)
WHOM = purpose(PROCESS, 2)
REACH = purpose(PROCESS, 3)
