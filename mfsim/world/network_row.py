"""The part of a site's row that is about its partner sites."""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled


@compiled
def write_network(tally: Any, row: Any) -> None:
    """Write what crossed between a site and its partners this month.

    Parameters
    ----------
    tally : record
        What was counted this month.
    row : record
        Row of the series; changed.
    """
    row.partner_parts, row.partner_hours, row.partner_pay_eur = tally.partner_parts, tally.partner_hours, tally.partner_pay
    row.stays, row.guests, row.bed_income_eur = tally.nomads_away, tally.guests, tally.bed_income
    row.travel_eur, row.learned_abroad, row.rules_told = tally.travel_cost, tally.learned_abroad, tally.rules_told
    row.partner_tie = tally.partner_tie
