"""The landlord of a site as a Mesa agent: what it receives from many members, beside one tenant for the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesa import Agent

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

    @property
    def rent_due(self) -> float:
        """Rent charged to members this month (EUR)."""
        return self._tally("rent_due")

    @property
    def rent_received(self) -> float:
        """Rent received from members this month (EUR)."""
        return self._tally("rent_paid")

    @property
    def rent_received_total(self) -> float:
        """Rent received from members since the start (EUR)."""
        return self._ledger("rent_paid")

    @property
    def rent_lost_total(self) -> float:
        """Rent that firms owed when they left, since the start (EUR)."""
        return self._ledger("rent_written_off")

    @property
    def arrears(self) -> float:
        """Rent that members owe (EUR)."""
        return float(sum(firm.arrears for firm in self.model.firms if firm.site == self.site))

    @property
    def single_tenant(self) -> bool:
        """Whether the single tenant, to whom the whole could have been let instead, would be there."""
        return bool(self.model.world.sites["single_tenant"][self.site])

    @property
    def single_tenant_rent(self) -> float:
        """Rent that a single tenant would have paid this month (EUR)."""
        return self._tally("single_tenant_rent")
