"""A lease of the whole: the association or a company owes it, whoever is there, and may fail.

Equation::

    owed' = owed + due − paid,   paid = min(owed, means), at least 0
    due: rent · private area of the association; the guaranteed share of that of a company
    means: the association's cash and credit; the company's cash
    fails: owed beyond `eviction_months` of what is due, or no association any more

What the members pay goes to who owes the whole, which so absorbs empty units and arrears first.

Source: book 3.13, 3.16; a company that guarantees rent and takes a margin: as operators of coworking spaces do.
"""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform
from mfsim.world.dissolving import dissolve
from mfsim.world.lease_draws import NEXT_OPERATOR
from mfsim.world.lease_terms import INDIVIDUAL, JOINT, OPERATOR, asked, quoted, tell_all
from mfsim.world.parameters import choice
from mfsim.world.phases import is_gone

ALL_LEAVE = choice("lease", "when_it_fails", "all_leave")


@compiled
def area_of(units: Any, count: int) -> float:
    """Area of so many units, from the first on (m²)."""
    area = 0.0
    for unit in range(count):
        area += units[unit].area
    return area


@compiled
def due_for_whole(p: Any, owner: Any, area: float) -> float:
    """EUR a month that a lease of so much private area costs who owes it; 0 if members have leases of their own."""
    if owner.kind == JOINT:
        return float(owner.rent * area)
    return float(p.operator_guarantee * owner.rent * area) if owner.kind == OPERATOR else 0.0


@compiled
def operators_capital(p: Any, rent: float, area: float) -> float:
    """EUR with which a company begins that lets so much area."""
    return float(p.operator_capital_months * p.operator_guarantee * rent * area)


@compiled
def take_over(p: Any, owner: Any, ledger: Any, area: float, month: int) -> None:
    """Let a company come in: it brings its capital and owes what is asked now; members keep the rents they have."""
    owner.kind = OPERATOR
    owner.rent = asked(p, owner.value)
    owner.renewal = month + p.term_months
    owner.cash = operators_capital(p, owner.rent, area)
    ledger.operators += owner.cash


@compiled
def _pay(parameters: Any, state: Any, owner: Any, ledger: Any, tally: Any, due: float) -> None:
    is_joint = owner.kind == JOINT
    owner.owed += due
    means = state.association_cash + parameters.governance.credit_eur if is_joint else owner.cash
    paid = max(0.0, min(owner.owed, means))
    owner.owed -= paid
    if is_joint:
        state.association_cash -= paid
    else:
        owner.cash -= paid
    ledger.lease_charged += due
    ledger.lease_paid += paid
    ledger.landlord -= paid
    tally.landlord_rent += paid


@compiled
def _run_the_company(p: Any, owner: Any, ledger: Any, opened: float, whole: float) -> None:
    """Pay its costs for the area that is open, and take out what it has beyond its capital."""
    cost = p.operator_cost_eur_per_m2_month * opened
    profit = max(0.0, owner.cash - cost - operators_capital(p, owner.rent, whole))
    owner.cash -= cost + profit
    ledger.suppliers -= cost
    ledger.operators -= profit


@compiled
def end_lease_of_whole(parameters: Any, state: Any, owner: Any, firms: Any, ledger: Any, failed: bool) -> None:
    """End it: what is owed is lost to the owner, members have leases of their own or go; the body that failed is no more.

    Parameters
    ----------
    failed : bool
        Whether who owed the rent failed; otherwise the owner gave notice, and the association stays.
    """
    p = parameters.lease
    ledger.lease_written_off += owner.owed
    owner.owed = 0.0
    if owner.kind == OPERATOR:
        if owner.cash < 0.0:
            ledger.suppliers -= owner.cash
        else:
            ledger.operators -= owner.cash
        owner.cash = 0.0
    elif failed and not state.dissolved:
        dissolve(state, ledger)
    owner.kind = INDIVIDUAL
    owner.rent = asked(p, owner.value)
    owner.quote = quoted(parameters, owner)
    if failed and p.when_it_fails == ALL_LEAVE:
        tell_all(firms)
        return
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            firms[unit].rent_per_m2 = owner.quote


@compiled
def pay_for_whole(
    parameters: Any, now: Now, site: int, state: Any, owner: Any, firms: Any, units: Any, ledger: Any, tally: Any
) -> None:
    """Who owes the rent of the whole, as far as it is open, pays it if it can, or fails; another company may follow."""
    p = parameters.lease
    whole = area_of(units, units.shape[0])
    if owner.kind == INDIVIDUAL:
        comes = p.kind == OPERATOR and uniform(now, NEXT_OPERATOR, site) < 1.0 / p.operator_vacancy_months
        if comes and not is_gone(state):
            take_over(p, owner, ledger, whole, now.month)
        return
    opened = area_of(units, state.open_units)
    _pay(parameters, state, owner, ledger, tally, due_for_whole(p, owner, opened))
    if owner.kind == OPERATOR:
        _run_the_company(p, owner, ledger, opened, whole)
    gone = is_gone(state) or (owner.kind == JOINT and state.dissolved)
    if gone or owner.owed > p.eviction_months * due_for_whole(p, owner, whole):
        end_lease_of_whole(parameters, state, owner, firms, ledger, True)
