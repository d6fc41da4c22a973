"""The part of a site's row that is about the place: what is common, and its association."""

from __future__ import annotations

import math
from typing import Any

from mfsim.compiling import compiled

TENTH = 0.1


@compiled
def top_tenth(firms: Any, scratch: Any, month: int) -> float:
    """Share of the hours of upkeep that the most active tenth of the members gave, at least one of them; NaN without hours.

    Parameters
    ----------
    scratch : array, shape (units,)
        Room for the hours of each.
    month : int
        Who entered this month could not give any, and does not count.
    """
    members, total, top = 0, 0.0, 0.0
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        scratch[unit] = -1.0
        if firm.serial >= 0 and firm.entry_month < month:
            scratch[unit] = firm.upkeep_hours
            total += firm.upkeep_hours
            members += 1
    if total <= 0.0:
        return math.nan
    for _ in range(max(1, int(TENTH * members + 0.5))):
        most = 0
        for unit in range(firms.shape[0]):
            most = unit if scratch[unit] > scratch[most] else most
        top += scratch[most]
        scratch[most] = -1.0
    return top / total


@compiled
def _initiators(firms: Any, row: Any) -> None:
    count, fatigue, worn_out = 0.0, 0.0, 0.0
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial >= 0 and firm.initiator:
            count += 1.0
            fatigue += firm.fatigue
            worn_out += 1.0 if firm.worn_out else 0.0
    row.initiators_fatigue = fatigue / count if count > 0.0 else math.nan
    row.worn_out = worn_out / count if count > 0.0 else math.nan


@compiled
def write_place(firms: Any, state: Any, tally: Any, scratch: Any, crisis_condition: float, month: int, row: Any) -> None:
    """Write condition, hours, key people, fees, other income, reserve and crisis of a month.

    Parameters
    ----------
    state, tally : records
        The site and what was counted there this month.
    crisis_condition : float
        Condition below which the month is one of crisis.
    row : record
        Row of the series; changed.
    """
    row.condition, row.upkeep_hours = state.condition, tally.upkeep_hours
    row.initiator_hours, row.staff_hours = tally.initiator_hours, tally.staff_hours
    row.upkeep_top_tenth = top_tenth(firms, scratch, month) if tally.upkeep_hours > 0.0 else math.nan
    _initiators(firms, row)
    in_debt, run_down = state.association_cash < 0.0, state.condition < crisis_condition
    row.crisis = 1.0 if in_debt or run_down or row.worn_out >= 0.5 else 0.0
    row.fee_eur_per_m2 = tally.fees / tally.fee_area if tally.fee_area > 0.0 else math.nan
    row.event_income_eur, row.grant_eur = tally.event_income, tally.grant
    cost = tally.association_cost
    row.association_cost_eur = cost
    row.reserve_months = max(0.0, state.association_cash) / cost if cost > 0.0 else math.nan
    row.attendance = tally.attended / tally.invited if tally.invited > 0 else 0.0
    row.repair_eur, row.largest_left = tally.repair, tally.largest_left
    row.introductions, row.dissolved = tally.introductions, 1.0 if state.dissolved else 0.0
