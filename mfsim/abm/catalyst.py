"""The catalyst of a site as a Mesa agent: a person from outside who introduces and mediates, or decides, for some months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mesa import Agent

from mfsim.world.deciding import DIRECTOR, has_facilitator, who_decides

if TYPE_CHECKING:
    from mfsim.abm.multifactory import Multifactory


class Catalyst(Agent):  # type: ignore[misc]
    """A facilitator or a director; among the agents as long as it is on the site, and only the rules change what it does.

    Attributes
    ----------
    site : int
        Where it is.
    role : str
        ``"facilitator"``, who introduces members and helps them to talk, or ``"director"``, who decides instead of them.
    """

    model: Multifactory

    def __init__(self, model: Multifactory, site: int) -> None:
        super().__init__(model)
        self.site = site
        self.role = model.case.settings.governance.catalyst

    def __repr__(self) -> str:
        return f"<Catalyst of site {self.site}, {self.role}>"

    @property
    def months_left(self) -> int:
        """Months that it still stays; 0 in its last month."""
        return max(0, self.model.case.settings.governance.catalyst_months - self.model.month)

    @property
    def introductions(self) -> int:
        """Pairs of members whom it brought together this month."""
        return int(self.model.world.tally["introductions"][self.site])

    @property
    def cases_mediated(self) -> int:
        """Cases that two parties settled by themselves this month, where it helped them to talk; 0 for a director."""
        mediates = self.role == "facilitator"
        return int(self.model.world.tally["settled_by_parties"][self.site]) if mediates else 0


def has_catalyst(model: Multifactory, site: int) -> bool:
    """Whether a catalyst was on the site this month, or will be in the first."""
    parameters, state, month = model.world.parameters, model.world.sites[site], max(1, model.month)
    return bool(_facilitates(parameters, state, month) or _decides(parameters, state, month) == DIRECTOR)


def _in_python(rule: Any) -> Any:
    """Return the rule as an ordinary function: asked once a month, it is not worth compiling."""
    return getattr(rule, "py_func", rule)


_facilitates, _decides = _in_python(has_facilitator), _in_python(who_decides)
