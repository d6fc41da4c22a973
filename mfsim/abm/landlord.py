"""The landlord of a site as a Mesa agent: what it receives and spends, beside what other leases would have paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesa import Agent

from mfsim.scenario.settings import all_settings

if TYPE_CHECKING:
    from mfsim.abm.multifactory import Multifactory


class Landlord(Agent):  # type: ignore[misc]
    """The owner of a building; all quantities are read from ``model.world`` and only the rules change them.

    Attributes
    ----------
    site : int
        Which site's landlord it is.
    """

    model: Multifactory

    def __init__(self, model: Multifactory, site: int) -> None:
        super().__init__(model)
        self.site = site

    def __repr__(self) -> str:
        return f"<Landlord of site {self.site}>"

    def _tally(self, name: str) -> float:
        return float(self.model.world.tally[name][self.site])

    def _ledger(self, name: str) -> float:
        return float(self.model.world.ledger[name][self.site])

    def _owner(self, name: str) -> float:
        return float(self.model.world.owners[name][self.site])

    @property
    def lease(self) -> str:
        """Lease in force: ``lease.kind`` of the scenario, or ``individual`` when the lease of the whole has ended."""
        kinds = all_settings()["lease.kind"].choices
        return kinds[int(self._owner("kind"))]

    @property
    def rent_due(self) -> float:
        """Rent charged to members this month, by the landlord or by who owes the whole (EUR)."""
        return self._tally("rent_due")

    @property
    def rent_full(self) -> float:
        """Rent of this month by the contracts in force, were all units let and all rent paid (EUR)."""
        return self._tally("rent_full")

    @property
    def rent_received(self) -> float:
        """Rent received this month (EUR)."""
        return self._tally("landlord_rent")

    @property
    def rent_received_total(self) -> float:
        """Rent received since the start (EUR)."""
        return self._owner("received")

    @property
    def rent_asked(self) -> float:
        """Rent that a firm pays which enters now (EUR per m² and month)."""
        return self._owner("quote")

    @property
    def owed_for_whole(self) -> float:
        """Rent that the association or a company owes for the whole (EUR)."""
        return self._owner("owed")

    @property
    def net(self) -> float:
        """Rent received this month less works, upkeep of the building and decay of what is empty (EUR)."""
        spent = sum(self._tally(name) for name in ("works", "decay", "owner_upkeep"))
        return self._tally("landlord_rent") - spent

    @property
    def net_total(self) -> float:
        """The same since the start (EUR): above 0 when the works are paid back."""
        return self._owner("received") - sum(self._owner(name) for name in ("works", "decay", "upkeep"))

    @property
    def area_value(self) -> float:
        """Value of the area around; 1 at the start."""
        return self._owner("value")

    @property
    def rent_lost_total(self) -> float:
        """Rent that was never paid since the start, of members who left and of who owed the whole and failed (EUR)."""
        return self._ledger("rent_written_off") + self._ledger("lease_written_off")

    @property
    def arrears(self) -> float:
        """Rent that members owe (EUR)."""
        return float(sum(firm.arrears for firm in self.model.firms if firm.site == self.site))

    @property
    def lone_tenants_rent(self) -> float:
        """Rent that tenants without a community would have paid this month (EUR)."""
        return self._tally("lone_rent")

    @property
    def lone_operator_rent(self) -> float:
        """Rent that a company would have paid this month which lets to such tenants (EUR)."""
        return self._tally("lone_operator_rent")

    @property
    def single_tenant(self) -> bool:
        """Whether the single tenant, to whom the whole could have been let instead, would be there."""
        return bool(self.model.world.sites["single_tenant"][self.site])

    @property
    def single_tenant_rent(self) -> float:
        """Rent that a single tenant would have paid this month (EUR)."""
        return self._tally("single_tenant_rent")
