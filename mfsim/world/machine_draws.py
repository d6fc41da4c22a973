"""Purposes of all draws about machines and room."""

from __future__ import annotations

from mfsim.draws import purpose

PROCESS = 17
OWNS = purpose(PROCESS, 1)
NEEDS = purpose(PROCESS, 2)
ROOM = purpose(PROCESS, 3)
LEND = purpose(PROCESS, 4)
LENT_DAMAGE = purpose(PROCESS, 5)
QUEUE = purpose(PROCESS, 6)
SITE_DAMAGE = purpose(PROCESS, 7)
