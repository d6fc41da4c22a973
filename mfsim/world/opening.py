"""How a world begins: everything empty, founding members in their units; and how a month begins: all tallies at zero."""

from __future__ import annotations

import math
from typing import Any

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now
from mfsim.world.arrival import settle
from mfsim.world.departure import STILL_THERE, empty_unit, write_firm_row
from mfsim.world.enacting import begin_book
from mfsim.world.lease_terms import SINGLE_TENANT
from mfsim.world.owner_account import begin_owner
from mfsim.world.phases import WORKS, begin_place
from mfsim.world.project_records import FREE
from mfsim.world.records import KNOWS, NEUTRAL_CONDITION, SLOTS, WORKS_WITH
from mfsim.world.rulebook import NO_RULE, write_norm_row
from mfsim.world.serials import SERIALS_PER_SITE
from mfsim.world.state import World


@compiled
def _blank(row: Any) -> None:
    for place in range(row.shape[0]):
        row[place] = 0


@compiled
def _begin_site(parameters: Any, state: Any) -> None:
    state.next_applicant, state.next_spin_off, state.waiting = 0, 0, 0
    state.association_cash, state.single_tenant = 0.0, True
    state.dissolved = parameters.lease.kind == SINGLE_TENANT  # there is nobody who could associate
    state.fee_per_m2, state.fee_per_member, state.fee_of_revenue = parameters.finance.fee_eur_per_m2_month, 0.0, 0.0
    state.condition = parameters.commons.initial_condition if parameters.processes.commons else NEUTRAL_CONDITION
    state.regulated, state.open_cases, state.gathered, state.budget_month, state.guests = 0.0, 0, False, 0, 0
    state.months_in_debt, state.months_few, state.year_members, state.year_revenue = 0, 0, 0, 0.0


@compiled
def _clear(world: World) -> None:
    for table in (world.trust, world.account, world.helped):
        table[:] = 0.0
    world.economy[:] = 0.0
    world.link_tie[:] = world.parameters.network.initial_tie
    world.firm_row_count[:] = 0
    world.norm_row_count[:] = 0
    for site in range(world.firms.shape[0]):
        _blank(world.tally_words[site])
        _blank(world.ledger_words[site])
        _begin_site(world.parameters, world.sites[site])
        begin_place(world.parameters, world.sites[site], world.firms.shape[1])
        for slot in range(world.projects.shape[1]):
            world.projects[site, slot].stage = FREE
        for field in range(world.machines.shape[1]):
            world.machines[site, field].works_from = 0
        for kind in range(world.norms.shape[1]):
            _blank(world.norm_words[site, kind])
        for unit in range(world.firms.shape[1]):
            empty_unit(world, site, unit)


@compiled
def first_founder(world: World, site: int) -> int:
    """Row of a site's first unit among the founding members; all sites have the same rows unless there are some for each."""
    units = world.firms.shape[1]
    return site * units if world.founders.shape[0] > units + 1 else 0


@compiled
def _introduce(world: World, site: int) -> None:
    """Founding members know one another to the degree that the scenario says, and better those whom they name."""
    p = world.parameters.community
    units = world.firms.shape[1]
    named = world.acquainted.shape[0] > 0
    first = first_founder(world, site)
    for unit in range(units):
        for other in range(units):
            if unit != other and world.firms[site, unit].serial >= 0 and world.firms[site, other].serial >= 0:
                how = world.acquainted[first + unit, other] if named else 0
                tie = p.working_tie if how == WORKS_WITH else p.known_tie if how == KNOWS else p.initial_tie
                world.trust[site, unit, other] = max(p.initial_tie, tie)


@compiled
def _are_let_in(parameters: Any, founders: Any, first: int, units: int) -> int:
    """Return how many of a site's units founding members take; none where a single tenant holds them all."""
    members = 0
    for unit in range(units):
        members += 1 if founders[first + unit].present else 0
    return 0 if parameters.lease.kind == SINGLE_TENANT else members


@process
def begin(world: World, now: Now) -> None:
    """Empty the world and let the founding members in (month 0)."""
    _clear(world)
    for site in range(world.firms.shape[0]):
        first, units = first_founder(world, site), world.firms.shape[1]
        members = _are_let_in(world.parameters, world.founders, first, units)
        begin_owner(world.parameters, world.owners[site], world.ledger[site], world.units, members)
        for unit in range(units):
            world.lone_tenants[site, unit] = True
            given = world.founders[first + unit]
            if members > 0 and given.present and world.sites[site].stage != WORKS:
                serial = world.sites[site].number * SERIALS_PER_SITE + given.serial
                settle(world, now, site, unit, serial, given)
        _introduce(world, site)
        begin_book(world.parameters.norms, now, world.norms[site], world.sites[site].number)


@process
def open_month(world: World, now: Now) -> None:
    """Set the month's tallies and every firm's flows of the month to zero."""
    for site in range(world.firms.shape[0]):
        _blank(world.tally_words[site])
        for unit in range(world.firms.shape[1]):
            firm = world.firms[site, unit]
            firm.gap_count, firm.refusals, firm.helped = 0, 0, False
            firm.capacity, firm.hours_worked, firm.hours_given, firm.hours_done = 0.0, 0.0, 0.0, 0.0
            firm.billed, firm.outside_cost, firm.income, firm.rent, firm.learned = 0.0, 0.0, 0.0, 0.0, 0.0
            firm.project_hours, firm.project_billed, firm.project_cost, firm.help_money = 0.0, 0.0, 0.0, 0.0
            firm.project_wages, firm.project_internal, firm.partner_money = 0.0, 0.0, 0.0
            firm.crowded, firm.machine_charge, firm.inputs_bought = 0.0, 0.0, 0.0
            firm.chain_hours, firm.chain_money, firm.chain_income = 0.0, 0.0, 0.0
            firm.strain, firm.surplus, firm.own_hours = 0.0, 0.0, 0.0
            firm.common_due, firm.common_hours = firm.common_hours, 0.0
            firm.settled, firm.disputes, firm.slights = 0, 0, 0
            for slot in range(SLOTS):
                firm.machine_work[slot] = 0.0


@process
def end(world: World, now: Now) -> None:
    """Write the rows of the firms that are there, and of the rules that are in force, at the end of this month."""
    for site in range(world.firms.shape[0]):
        for unit in range(world.firms.shape[1]):
            if world.firms[site, unit].serial >= 0:
                write_firm_row(world, site, unit, now.month, STILL_THERE)
        for kind in range(world.norms.shape[1]):
            norm = world.norms[site, kind]
            if norm.rule != NO_RULE:
                write_norm_row(world.norm_rows, world.norm_row_count, site, kind, norm, math.nan)
