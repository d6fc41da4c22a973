"""How an association ends: too much debt, or too few members, for too long."""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled


@compiled
def dissolve(state: Any, ledger: Any) -> None:
    """End the association: nobody owes fees, creditors lose what it owes, what is left goes where it came from.

    Members, their ties and the landlord's contracts stay.
    """
    if state.association_cash < 0.0:
        ledger.suppliers -= state.association_cash
    else:
        ledger.funders -= state.association_cash
    state.association_cash = 0.0
    state.fee_per_m2, state.fee_per_member, state.fee_of_revenue = 0.0, 0.0, 0.0
    state.dissolved = True


@compiled
def _one_more(months: int, bad: bool) -> int:
    return months + 1 if bad else 0


@compiled
def is_at_its_end(p: Any, state: Any, members: int) -> bool:
    """Count months of too much debt and of too few members; say whether there were enough of them.

    A place that has never had enough members is not at its end: it is at its beginning.
    """
    state.gathered = state.gathered or members >= p.least_members
    state.months_in_debt = _one_more(state.months_in_debt, state.association_cash < -p.credit_eur)
    state.months_few = _one_more(state.months_few, state.gathered and members < p.least_members)
    return bool(state.months_in_debt >= p.dissolution_months or state.months_few >= p.dissolution_months)
