"""What the network draws numbers for, beside the trait of a firm in `mfsim.world.arrival`."""

from __future__ import annotations

from mfsim.draws import purpose

PROCESS = 13
GO = purpose(PROCESS, 2)
WHERE = purpose(PROCESS, 3)
WHOM = purpose(PROCESS, 4)
TOLD = purpose(PROCESS, 5)
NULL = purpose(PROCESS, 6)
