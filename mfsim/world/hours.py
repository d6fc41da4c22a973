"""Hours that a firm spends on the place: upkeep, assemblies, disputes. They are missing from its work in the month after."""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled


@compiled
def spend_on_place(parameters: Any, firm: Any, hours: float) -> float:
    """Add hours to those that a firm spends on the place this month, as far as its limit goes; return what was added.

    Parameters
    ----------
    parameters : record
        All parameters.
    hours : float
        Hours of the whole firm.
    """
    p = parameters.production
    most = firm.people * firm.time_share * p.hours_per_person_month * min(p.common_hours_limit, 1.0 - p.fatigue_loss)
    added = max(0.0, min(hours, most - firm.common_hours))
    firm.common_hours += added
    return float(added)


@compiled
def hours_left(firm: Any, month_hours: float) -> float:
    """Hours that a firm has left this month, and room to work in.

    Parameters
    ----------
    month_hours : float
        Hours of a person in a month.
    """
    free = firm.capacity - firm.hours_given - firm.project_hours - firm.common_due - firm.hours_worked
    room = (1.0 - firm.crowded) * firm.people * firm.time_share * month_hours - firm.hours_worked
    return float(max(0.0, min(free, room)))
