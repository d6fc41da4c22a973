"""Settings of events: what happens to a place in a month that the scenario names."""

from __future__ import annotations

from typing import Any

from mfsim.scenario.declare import Section, quantity, setting

CRISIS: dict[str, Any] = {"events.crisis": True}
BOOM: dict[str, Any] = {"events.boom": True}
HEATING: dict[str, Any] = {"events.heating_failure": True}
LARGEST: dict[str, Any] = {"events.largest_leaves": True}


class Events(Section):
    """What happens in a month that is named: a crisis, a boom, the heating fails, the largest member leaves."""

    crisis: bool = setting(False)
    """Whether demand in the whole economy falls for a time."""
    crisis_month: int = quantity(36, "month", 1, 100_000, (12, 60), when=CRISIS)
    """First month of the crisis."""
    crisis_months: int = quantity(12, "months", 1, 100_000, (6, 36), when=CRISIS)
    """Months that it lasts."""
    crisis_size: float = quantity(0.3, "log", 0.0, 3.0, (0.1, 0.6), when=CRISIS)
    """Fall of the logarithm of the macro index while it lasts."""
    boom: bool = setting(False)
    """Whether demand in the whole economy rises for a time."""
    boom_month: int = quantity(36, "month", 1, 100_000, (12, 60), when=BOOM)
    """First month of the boom."""
    boom_months: int = quantity(12, "months", 1, 100_000, (6, 36), when=BOOM)
    """Months that it lasts."""
    boom_size: float = quantity(0.2, "log", 0.0, 3.0, (0.1, 0.5), when=BOOM)
    """Rise of the logarithm of the macro index while it lasts."""
    heating_failure: bool = setting(False, source="book 1.1: the heating at MAGE, a meeting in the yard")
    """Whether the heating of the place breaks down."""
    heating_month: int = quantity(12, "month", 1, 100_000, (6, 60), when=HEATING)
    """Month in which it does; it is repaired by the next."""
    heating_loss: float = quantity(0.3, "share", 0.0, 1.0, (0.1, 0.6), when=HEATING)
    """Loss of productivity in the place in that month."""
    heating_repair_eur: float = quantity(4_000.0, "EUR", 0.0, 1e7, (1_000.0, 15_000.0), when=HEATING)
    """What the association pays for the repair."""
    heating_meeting_hours: float = quantity(3.0, "h", 0.0, 100.0, (1.0, 8.0), when=HEATING)
    """Hours of the meeting about it, for each firm that attends."""
    heating_tie: float = quantity(0.1, "share", -1.0, 1.0, (-0.1, 0.2), when=HEATING)
    """Step of trust between those who attend: towards 1, or below 0 towards 0 where they quarrel."""
    heating_care: float = quantity(0.05, "share", -1.0, 1.0, (-0.1, 0.2), when=HEATING)
    """Step of care of those who attend: towards 1, or below 0 towards 0."""
    largest_leaves: bool = setting(False)
    """Whether the member with most people goes elsewhere, its firm with it."""
    largest_month: int = quantity(36, "month", 1, 100_000, (12, 60), when=LARGEST)
    """Month in which it leaves."""
