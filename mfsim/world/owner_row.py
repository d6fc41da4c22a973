"""The part of a site's row that is about its owner: rent, what the building costs and is worth, other leases beside it."""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.world.head_lease import area_of
from mfsim.world.lease_terms import NO_BUILDING, YEAR


@compiled
def write_owner(parameters: Any, owner: Any, tally: Any, units: Any, row: Any) -> None:
    """Write rent, works, upkeep, decay, values and what other leases would have paid.

    Parameters
    ----------
    owner, tally : records
        The site's owner and what was counted there this month.
    row : record
        Row of the series; changed.
    """
    p = parameters.lease
    is_there = p.kind != NO_BUILDING
    area = area_of(units, units.shape[0]) if is_there else 0.0
    row.private_m2 = area
    if not is_there:
        row.occupied_m2, row.empty_area_m2, row.unopened_m2 = 0.0, 0.0, 0.0
    row.rent_due_eur, row.member_rent_eur = tally.rent_due, tally.rent_paid
    row.rent_paid_eur, row.rent_full_eur = tally.landlord_rent, tally.rent_full
    row.rent_owed_eur, row.operator_cash_eur = owner.owed, owner.cash
    running = tally.landlord_rent - tally.owner_upkeep - tally.decay
    row.works_eur, row.works_elsewhere_eur = tally.works, tally.works * p.works_elsewhere
    row.owner_net_eur, row.area_value = running - tally.works, owner.value
    row.building_value_eur = YEAR * running / p.capitalisation
    row.single_tenant_eur, row.single_tenant_net_eur = tally.single_tenant_rent, tally.single_tenant_net
    row.lone_tenants_eur, row.lone_operator_eur = tally.lone_rent, tally.lone_operator_rent
    row.lone_full_eur = area * p.rent_eur_per_m2_month
