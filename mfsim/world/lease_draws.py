"""What leases draw for: a purpose for each decision, so that no two share their draws."""

from __future__ import annotations

from mfsim.draws import purpose

PROCESS = 12
SINGLE_TENANT = purpose(PROCESS, 1)
NOTICE = purpose(PROCESS, 2)
NEXT_OPERATOR = purpose(PROCESS, 3)
LONE_TENANT = purpose(PROCESS, 4)
LONE_OPERATOR = purpose(PROCESS, 5)
