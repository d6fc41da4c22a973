"""What joint projects draw numbers for."""

from __future__ import annotations

from mfsim.draws import purpose

PROCESS = 2
COUNT = purpose(PROCESS, 1)
JOB = purpose(PROCESS, 2)
WIDTH = purpose(PROCESS, 3)
FIELD = purpose(PROCESS, 4)
FINDER = purpose(PROCESS, 5)
DROP_OUT = purpose(PROCESS, 6)
PARTNER_DROP_OUT = purpose(PROCESS, 7)
