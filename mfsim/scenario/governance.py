"""Settings of governance: who decides, who mediates, what the association takes and spends."""

from __future__ import annotations

from typing import Any, Literal

from mfsim.scenario.declare import Section, quantity, setting

ON: dict[str, Any] = {"processes.governance": True}
MEETING: dict[str, Any] = {**ON, "governance.decision": ["assembly", "founders", "cells"]}
CATALYST: dict[str, Any] = {**ON, "governance.catalyst": ["facilitator", "director"]}
FACILITATOR: dict[str, Any] = {**ON, "governance.catalyst": "facilitator"}
EVENTS: dict[str, Any] = {**ON, "governance.events": True}
GRANT: dict[str, Any] = {**ON, "governance.grant": True}


class Governance(Section):
    """Who decides, who mediates, what the association takes and spends."""

    decision: Literal["assembly", "founders", "manager", "cells", "none"] = setting("assembly", when=ON)
    """Who decides what members do not settle between themselves."""
    handover_month: int = quantity(36, "month", 0, 100_000, (12, 84), when={**ON, "governance.decision": "founders"})
    """Month after which founders hand over to the assembly."""
    cells: int = quantity(
        3, "cells", 1, 12, (2, 6), "assumed", "book ch. 5: areas of responsibility", {**ON, "governance.decision": "cells"}
    )
    """Areas of responsibility, each with members of its own."""
    manager_pay_eur_month: float = quantity(
        1_200.0, "EUR/month", 0.0, 1e6, (500.0, 2_500.0), when={**ON, "governance.decision": "manager"}
    )
    """What the association pays a manager, all included."""
    assembly_hours_month: float = quantity(2.0, "h/month", 0.0, 100.0, (1.0, 4.0), when=MEETING)
    """Hours of a month's regular meeting, for each firm that attends; cells share them out among themselves."""
    quorum: float = quantity(
        0.1, "share", 0.0, 1.0, (0.0, 0.5), "assumed", "Italian civil code, art. 21: half in first, any in second call",
        MEETING,
    )  # fmt: skip
    """Share of those invited who must attend for a year's budget to be passed."""
    catalyst: Literal["none", "facilitator", "director"] = setting("none", when=ON)
    """A person from outside who introduces and mediates, or who decides instead of the members."""
    catalyst_months: int = quantity(24, "months", 0, 100_000, (6, 48), when=CATALYST)
    """Months after which the catalyst leaves."""
    catalyst_paid_by: Literal["association", "outside"] = setting("association", when=CATALYST)
    """Who pays the catalyst."""
    catalyst_pay_eur_month: float = quantity(
        800.0, "EUR/month", 0.0, 1e6, (300.0, 2_000.0), when={**CATALYST, "governance.catalyst_paid_by": "association"}
    )
    """What the association pays the catalyst, all included."""
    introductions_month: int = quantity(4, "pairs", 0, 20, (1, 8), when=FACILITATOR)
    """Pairs of members who hardly know one another that a facilitator brings together in a month."""
    introduction_trust: float = quantity(0.2, "0-1", 0.0, 1.0, (0.1, 0.4), when=FACILITATOR)
    """Trust, both ways, that such an introduction leads to."""
    fees: Literal["per_area", "equal", "by_revenue"] = setting("per_area", when=ON)
    """How the budget is shared out: by private area, equally, or by what members bill (per area until that is known)."""
    budgeted_occupancy: float = quantity(0.9, "share", 0.05, 1.0, (0.6, 1.0), when=ON)
    """Share of the private units that the budget expects to be let: too high, and the fees do not cover the costs."""
    reserve_share: float = quantity(0.1, "share", 0.0, 2.0, (0.0, 0.3), when=ON)
    """What the budget adds to the costs, until the reserve is full."""
    reserve_months: float = quantity(6.0, "months", 0.0, 120.0, (3.0, 12.0), when=ON)
    """Full reserve, in months of costs."""
    legal_form: Literal["nonprofit", "founder_profit"] = setting("nonprofit", source="book 1.5", when=ON)
    """Whether a surplus stays in the place, or the founders draw on it."""
    profit_share: float = quantity(
        0.5, "share", 0.0, 1.0, (0.2, 1.0), when={**ON, "governance.legal_form": "founder_profit"}
    )
    """Share of the cash beyond the full reserve that the founders draw once a year."""
    events: bool = setting(False, when=ON)
    """Whether the association lets its hall and holds events."""
    event_income_eur_month: float = quantity(400.0, "EUR/month", 0.0, 1e6, (100.0, 1_500.0), when=EVENTS)
    """Mean income from events, net of their cost, in a place of condition 0.5."""
    event_income_spread: float = quantity(0.5, "log", 0.0, 2.0, (0.2, 1.0), when=EVENTS)
    """Standard deviation of the logarithm of a month's income from events."""
    event_optimism: float = quantity(1.3, "ratio", 0.0, 10.0, (0.8, 2.0), "assumed", "book 1.6: the direction only", EVENTS)
    """Income from events that the budget expects, as a multiple of the mean."""
    grant: bool = setting(False, when=ON)
    """Whether a grant is paid in the first months."""
    grant_eur_month: float = quantity(800.0, "EUR/month", 0.0, 1e6, (300.0, 3_000.0), when=GRANT)
    """What it pays."""
    grant_months: int = quantity(24, "months", 1, 100_000, (12, 48), when=GRANT)
    """Months after which it ends."""
    grant_cost_eur_month: float = quantity(600.0, "EUR/month", 0.0, 1e6, (0.0, 2_000.0), when=GRANT)
    """What the association spends in addition because of it."""
    grant_cost_stays: float = quantity(0.7, "share", 0.0, 1.0, (0.3, 1.0), when=GRANT)
    """Share of that cost which stays when the grant has ended."""
    credit_eur: float = quantity(5_000.0, "EUR", 0.0, 1e9, (0.0, 20_000.0), when=ON)
    """Debt that the association can bear."""
    least_members: int = quantity(3, "firms", 0, 100, (2, 6), when=ON)
    """Members without whom there is no association."""
    dissolution_months: int = quantity(6, "months", 1, 1_000, (3, 12), when=ON)
    """Months in a row of too much debt, or of too few members, after which the association dissolves."""
