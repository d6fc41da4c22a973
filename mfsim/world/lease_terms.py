"""The terms of a lease: what is asked, what a body of members has taken off, and how rents are agreed anew.

Equation::

    asked = rent · [1 + passed on · (value of the area − 1)]
    agreed by a body of n members = asked · [1 − most · (n − 1) / (n − 1 + half size)]
    within a term: rent' = rent · (1 + indexed share · inflation) / (1 + inflation) once a year, in constant euro
    a member for whom (new rent − old rent) / people > smoothed income − living is displaced

Source: book 3.16 (one body negotiates better; who is there may have to go); Italian law 392/1978.
"""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform
from mfsim.world.lease_draws import NOTICE
from mfsim.world.parameters import choice
from mfsim.world.records import CAUSES
from mfsim.world.staff import owners

INDIVIDUAL = choice("lease", "kind", "individual")
JOINT = choice("lease", "kind", "joint")
OPERATOR = choice("lease", "kind", "operator")
SINGLE_TENANT = choice("lease", "kind", "single_tenant")
NO_BUILDING = choice("lease", "kind", "none")
AS_ONE = choice("lease", "negotiation", "joint")
DISPLACED = CAUSES.index("displaced")
LEASE_ENDED = CAUSES.index("lease_ended")
YEAR = 12


@compiled
def asked(p: Any, value: float) -> float:
    """EUR/m² and month that the owner asks of one small tenant; `p` are the parameters of the lease."""
    return float(p.rent_eur_per_m2_month * (1.0 + p.passed_on * (value - 1.0)))


@compiled
def agreed(p: Any, value: float, members: float) -> float:
    """EUR/m² and month on which the owner and so many members agree, if they negotiate as one; else what is asked."""
    others = max(0.0, members - 1.0)
    share = others / (others + p.bargain_half_size) if p.negotiation == AS_ONE else 0.0
    return float(asked(p, value) * (1.0 - p.bargain_most * share))


@compiled
def is_one_contract(p: Any, owner: Any) -> bool:
    """Whether all members' rent is agreed at once: by the association that owes it, or for leases of their own."""
    return bool(owner.kind == JOINT or (owner.kind == INDIVIDUAL == p.kind and p.negotiation == AS_ONE))


@compiled
def quoted(parameters: Any, owner: Any) -> float:
    """EUR/m² and month that a firm pays which enters now."""
    p = parameters.lease
    if owner.kind == JOINT:
        return float(owner.rent / parameters.governance.budgeted_occupancy)
    if owner.kind == OPERATOR:
        return float(asked(p, owner.value) * (1.0 + p.operator_margin))
    if owner.kind == INDIVIDUAL:
        return float(owner.rent if is_one_contract(p, owner) else asked(p, owner.value))
    return 0.0


@compiled
def _offer(firm: Any, rent: float, living: float) -> None:
    """Ask a member for a new rent: it pays that, or it is displaced."""
    rise = (rent - firm.rent_per_m2) * firm.area / owners(firm)
    if rise > 0.0 and rise > firm.smoothed_income - living:
        firm.notice = DISPLACED
    else:
        firm.rent_per_m2 = rent


@compiled
def tell_all(firms: Any) -> None:
    """Give notice to every member: next month it has to leave."""
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            firms[unit].notice = LEASE_ENDED


@compiled
def _count(firms: Any) -> float:
    members = 0.0
    for unit in range(firms.shape[0]):
        members += 1.0 if firms[unit].serial >= 0 else 0.0
    return members


@compiled
def _offer_all(parameters: Any, firms: Any, units: Any, rent: float) -> None:
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            _offer(firms[unit], rent, parameters.finance.living_eur_month)


@compiled
def _follow_terms(parameters: Any, firms: Any, units: Any, month: int, opened: int, worn: float, quote: float) -> None:
    """Each member's own lease: a year's indexation, and at the end of its term what is asked then."""
    p = parameters.lease
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        stayed = month - max(firm.entry_month, opened)
        if firm.serial < 0 or stayed <= 0 or (stayed % YEAR != 0 and stayed % p.term_months != 0):
            continue
        if stayed % p.term_months == 0:
            _offer(firm, quote, parameters.finance.living_eur_month)
        else:
            firm.rent_per_m2 *= worn


@compiled
def _index(firms: Any, worn: float) -> None:
    for unit in range(firms.shape[0]):
        firms[unit].rent_per_m2 *= worn


@compiled
def _renew_as_one(parameters: Any, now: Now, site: int, owner: Any, firms: Any, units: Any) -> bool:
    """End a body's term: notice to all, or a new rent for all; say whether notice was given."""
    p = parameters.lease
    owner.renewal = now.month + p.term_months
    if p.negotiation == AS_ONE and uniform(now, NOTICE, site) < p.notice_chance:
        owner.rent = asked(p, owner.value)
        tell_all(firms)
        return True
    owner.rent = agreed(p, owner.value, _count(firms))
    owner.quote = quoted(parameters, owner)
    _offer_all(parameters, firms, units, owner.quote)
    return False


@compiled
def agree_first(parameters: Any, owner: Any, firms: Any, month: int) -> None:
    """Agree on the first rent with who is there so far: contracts are signed as the place opens."""
    p = parameters.lease
    owner.renewal = month + p.term_months
    if is_one_contract(p, owner):
        owner.rent = agreed(p, owner.value, _count(firms))
    owner.quote = quoted(parameters, owner)
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            firms[unit].rent_per_m2 = owner.quote


@compiled
def renew(parameters: Any, now: Now, site: int, owner: Any, firms: Any, units: Any, opened: int) -> bool:
    """Index rents, agree anew those whose term is over; say whether the owner gave notice to a body of all members.

    Parameters
    ----------
    opened : int
        Month after which the place was open: no term began before.
    """
    p = parameters.lease
    worn = (1.0 + p.indexed_share * p.inflation) / (1.0 + p.inflation)
    ended = now.month >= owner.renewal
    noticed = False
    if is_one_contract(p, owner):
        if ended:
            noticed = _renew_as_one(parameters, now, site, owner, firms, units)
        elif now.month % YEAR == 0:
            owner.rent *= worn
            _index(firms, worn)
        owner.quote = quoted(parameters, owner)
        return noticed
    owner.quote = quoted(parameters, owner)
    if owner.kind == OPERATOR and ended:
        owner.rent, owner.renewal = asked(p, owner.value), now.month + p.term_months
    elif owner.kind == OPERATOR and now.month % YEAR == 0:
        owner.rent *= worn
    _follow_terms(parameters, firms, units, now.month, opened, worn, owner.quote)
    return False
