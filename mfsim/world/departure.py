"""How a firm leaves its unit: its row is written, its books are closed, its ties end."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.world.arrival import market_overlap, share_heard
from mfsim.world.records import MEETINGS
from mfsim.world.staff import owners
from mfsim.world.state import World
from mfsim.world.vacancies import give_back_all

STILL_THERE = cast(int, np.int64(-1))


@compiled
def hours_exchanged(helped: Any, unit: int) -> float:
    """Hours of help that a firm received from colleagues and gave back to the same, among those who are there.

    Equation: Σ_j min(h_ij, h_ji), h being all hours that the one has given the other.
    """
    total = 0.0
    for other_unit in range(helped.shape[0]):
        if helped[unit, other_unit] > 0.0:  # most have had none; what they gave lies in as many rows
            total += min(helped[unit, other_unit], helped[other_unit, unit])
    return total


@compiled
def write_firm_row(world: World, site: int, unit: int, month: int, cause: int) -> None:
    """Write the row of a firm that leaves, or (cause `STILL_THERE`) that is there at the end."""
    if world.firm_rows.shape[1] == 0:
        return
    firm = world.firms[site, unit]
    row = world.firm_rows[site, world.firm_row_count[site]]
    world.firm_row_count[site] += 1
    months = max(1, firm.months_in_place)
    row.serial, row.unit, row.trade, row.founder = firm.serial, unit, firm.trade, 1.0 if firm.founder else 0.0
    row.people, row.owners, row.entry_people = firm.people, owners(firm), firm.entry_people
    row.area_m2 = firm.area
    row.entry_month, row.exit_month, row.cause = firm.entry_month, month, cause
    row.months, row.months_outside = firm.months_in_place, firm.months_outside
    row.income_eur = firm.income_total / (months * owners(firm))
    row.hours_worked, row.hours_given = firm.worked_total / months, firm.given_total / months
    row.hours_received = firm.received_total / months
    row.hours_exchanged = hours_exchanged(world.helped[site], unit) / months
    row.gaps, row.gaps_met = firm.gaps_total / months, firm.gaps_met_total / months
    row.project_income = firm.project_income_total / months
    row.hours_on_projects = firm.project_hours_total / months
    row.learned, row.innovations = firm.learned_total, firm.innovations
    row.rent_eur, row.cash_eur = firm.rent_total / months, firm.cash
    row.satisfaction, row.care = firm.satisfaction, firm.care
    row.upkeep_hours = firm.upkeep_total / months
    row.outside_income_eur = firm.outside_income
    row.income_discounted_eur, row.hours_discounted = firm.income_discounted, firm.hours_discounted
    row.learned_discounted = firm.learned_discounted


@compiled
def _close_books(world: World, site: int, unit: int) -> None:
    firm, ledger = world.firms[site, unit], world.ledger[site]
    ledger.departed += firm.cash
    ledger.written_off += firm.receivable
    ledger.rent_written_off += firm.arrears
    ledger.dropped += firm.open_hours


@compiled
def _forget(table: NDArray[np.float64], one: int, other: int) -> None:
    """Nothing is between the two any more."""
    table[one, other] = 0.0
    table[other, one] = 0.0


@compiled
def _end_ties(world: World, site: int, unit: int) -> None:
    firm = world.firms[site, unit]
    heard = share_heard(world.parameters.place)
    open_units = world.sites[site].open_units
    trust, helped, account = world.trust[site], world.helped[site], world.account[site]
    for other_unit in range(world.firms.shape[1]):
        other = world.firms[site, other_unit]
        if other_unit != unit and other.serial >= 0:
            if max(unit, other_unit) < open_units:
                other.rivals -= market_overlap(firm, other)
                other.noise_heard -= heard * world.contact[unit, other_unit] * firm.noise
            for meeting in range(MEETINGS):
                if other.met[meeting] == unit:
                    other.met[meeting] = -1
            _forget(trust, unit, other_unit)
            _forget(helped, unit, other_unit)
            if account.shape[0] > 0:
                _forget(account, unit, other_unit)


@compiled
def empty_unit(world: World, site: int, unit: int) -> None:
    """Make the row that of an empty unit; `entry_month` keeps when it became empty."""
    for place in range(world.vacancy.shape[0]):
        world.firm_words[site, unit, place] = world.vacancy[place]
    for field in range(world.skill.shape[1]):
        world.skill[site, field, unit] = 0.0


@compiled
def vacate(world: World, site: int, unit: int, month: int, cause: int) -> None:
    """Let a firm go; the unit stands empty from this month on.

    Parameters
    ----------
    cause : int
        Place in `mfsim.world.records.CAUSES`.
    """
    write_firm_row(world, site, unit, month, cause)
    world.tally[site].exits[cause] += 1
    _close_books(world, site, unit)
    _end_ties(world, site, unit)
    give_back_all(world.firms[site], world.units, unit, month)
    empty_unit(world, site, unit)
    world.firms[site, unit].entry_month = month


@compiled
def disband(world: World, site: int, month: int, cause: int) -> None:
    """Let all firms of a site go at once: their ties stay as they are, since there is no place to leave them in."""
    for unit in range(world.firms.shape[1]):
        if world.firms[site, unit].serial >= 0:
            write_firm_row(world, site, unit, month, cause)
            world.tally[site].exits[cause] += 1
            _close_books(world, site, unit)
            give_back_all(world.firms[site], world.units, unit, month)
            empty_unit(world, site, unit)
            world.firms[site, unit].entry_month = month
