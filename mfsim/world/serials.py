"""Serial numbers: who a firm is in every variant of a scenario, and so what it draws."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from mfsim.scenario.load import LoadedScenario

SERIALS_PER_SITE = 65_536
"""Serial numbers set aside for each site: generated founders and applicants, then spin-offs, then named members."""
FIRST_SPIN_OFF = 40_960
"""First of the serial numbers of firms that people of a member found."""
FIRST_NAMED = 49_152
"""First of the serial numbers of named members."""


def serials_by_name(names: Sequence[str]) -> dict[str, int]:
    """Give each named member a serial number by its name, so that others come and go without changing its draws.

    The number is a checksum of the name (CRC-32); of two names with the same, the later in the alphabet takes the next.
    """
    room = SERIALS_PER_SITE - FIRST_NAMED
    taken: dict[int, str] = {}
    for name in sorted(names):
        place = zlib.crc32(name.encode()) % room
        while place in taken:
            place = (place + 1) % room
        taken[place] = name
    return {name: FIRST_NAMED + place for place, name in taken.items()}


def member_name(scenario: LoadedScenario, serial: int) -> str:
    """Return the name of the member with this serial number; a number for who is not named."""
    place = serial % SERIALS_PER_SITE
    serials = serials_by_name([member.name for member in scenario.members]) if place >= FIRST_NAMED else {}
    return next((name for name, own in serials.items() if own == place), f"firm {place}")
