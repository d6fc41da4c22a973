"""The record of a joint project: what the customer wants, who works on what, and what each has put in and got."""

from __future__ import annotations

from typing import Any

import numpy as np

PARTS = 6
"""Most fields of skill that a job needs."""
PLACES = 8
"""Places in a team: who found the job, a partner for each field, and one to spare."""
COALITIONS = 1 << PLACES
"""Coalitions of a team: each member in or out."""

FREE = 0
UNDER_WAY = 1
OUTLASTED = 2
"""Stages of a project: none in this place; being worked on; over, while hired people are still paid."""

OUTSIDE = -1
"""In place of a worker: bought outside or done by hired people."""
AT_PARTNER = -2
"""In place of a worker: done by a firm of a partner site."""

PROJECT: np.dtype[Any] = np.dtype(
    [(name, "i8") for name in ("stage", "number", "parts", "lead", "deadline", "until")]
    + [(name, "f8") for name in ("price", "payroll", "hired", "part_hours", "gone_net", "gone_value", "gone_loss")]
    + [(name, "i8", (PARTS,)) for name in ("field", "worker", "able", "link", "host", "host_serial")]
    + [(name, "f8", (PARTS,)) for name in ("level", "left", "host_spent", "host_value", "host_worked")]
    + [(name, "i8", (PLACES,)) for name in ("unit", "serial", "abroad")]
    + [(name, "f8", (PLACES,)) for name in ("spent", "worked", "value", "net", "advanced", "weight", "due")],
    align=True,
)
"""A joint project. Whole: stage; a number of its own, for draws; how many parts; the leader's place in the team; month of
the deadline; last month in which hired people are paid; price (EUR); their pay (EUR/month); share of the hours done
outside that hired people do; hours of each part; net, hours at own rates and largest loss of partners who have gone
(EUR). Each part: field, worker's place, `OUTSIDE` or `AT_PARTNER`, who is able to do it (a bit for each place); if a
partner's firm does it, that site's place among the partners, the firm's unit and serial number, hours it spent, their
value at its own rate (EUR) and those of this month; level required, hours left. Each place in the team: unit and serial
number (-1: nobody), place among the partners of the site whose firm it is, counted from 1 (0: this site; others have a
place when the price is divided, not before); hours spent, and of these this month; their value at the firm's own rate,
all that it got less all that it paid, costs advanced (EUR); weight in the division; what is due to it at the end (EUR)."""

SITE_PROJECTS = 2
UNITS_PER_PROJECT = 4
DEALINGS_PER_PROJECT = 64
"""Room for the dealings of a project in a month: 21 pairs who work together or let one another down, and at most 6 partners
who drop out, each with 6 colleagues."""


def project_room(units: int) -> int:
    """Projects that a site can have at a time; a job beyond that finds nobody's hands free."""
    return SITE_PROJECTS + units // UNITS_PER_PROJECT
