"""What is drawn for norms; each draw is addressed by the serial of the party that caused the case, or by the site."""

from __future__ import annotations

from mfsim.draws import purpose

PROCESS = 6
QUALITY = purpose(PROCESS, 1)
DISPOSITION = purpose(PROCESS, 2)
GUESS = purpose(PROCESS, 3)
COUNT = purpose(PROCESS, 4)
CASE = purpose(PROCESS, 5)
COMPLY = purpose(PROCESS, 6)
PROPOSE = purpose(PROCESS, 7)
TALK = purpose(PROCESS, 8)
OUTCOME = purpose(PROCESS, 9)
AGENDA = purpose(PROCESS, 10)
ATTEND = purpose(PROCESS, 11)
VOTE = purpose(PROCESS, 12)
CELL = purpose(PROCESS, 13)
VIEW = purpose(PROCESS, 14)
FORGET = purpose(PROCESS, 15)
