"""Settings of what is common: its condition, who keeps it up, and the care of one's own unit."""

from __future__ import annotations

from typing import Any, Literal

from mfsim.scenario.declare import PROTOTYPE, Section, quantity, setting

BY_WILL: dict[str, Any] = {"commons.upkeep": ["voluntary", "staff"]}
"""Voluntary hours are given from the start, or once there is no association left to pay staff."""
ROTA: dict[str, Any] = {"commons.upkeep": "rota"}
STAFF: dict[str, Any] = {"commons.upkeep": "staff"}
DECIDED: dict[str, Any] = {
    "processes.governance": True,
    "governance.decision": ["assembly", "founders", "manager", "cells"],
}


class Commons(Section):
    """What is common, who keeps it up, and the care of one's own unit."""

    upkeep: Literal["voluntary", "rota", "staff"] = setting("voluntary")
    """Who keeps up what is common: who wants to, all in turn, or people whom the association pays."""
    initial_condition: float = quantity(0.5, "0-1", 0.0, 1.0, (0.2, 0.8))
    """Condition of what is common when the place opens."""
    restore: float = quantity(0.08, "per h", 0.0, 10.0, (0.04, 0.16), "assumed", PROTOTYPE)
    """Share of the way to the best condition that one hour per person restores in a month."""
    use: float = quantity(0.06, "per month", 0.0, 1.0, (0.03, 0.12), "assumed", PROTOTYPE)
    """Share of the condition that is worn off in a month."""
    unheated_decay: float = quantity(0.1, "per month", 0.0, 1.0, (0.03, 0.3), when={"processes.governance": True})
    """Share of the condition lost in a month in addition when no association runs the building any more."""
    voluntary_hours: float = quantity(1.0, "h/person month", 0.0, 100.0, (0.3, 2.0), when=BY_WILL)
    """Hours that a person of care 0.5 gives whatever the others do."""
    reciprocity: float = quantity(0.6, "ratio", 0.0, 2.0, (0.5, 0.8), "assumed", PROTOTYPE, BY_WILL)
    """Hours given for each hour that the others gave per person in the month before (conditional co-operation)."""
    initial_hours: float = quantity(3.0, "h/person month", 0.0, 100.0, (0.5, 8.0), when=BY_WILL)
    """Hours per person that founding members gave in the month before the place opened."""
    fatigue_loss: float = quantity(0.5, "share", 0.0, 1.0, (0.2, 1.0), when=BY_WILL)
    """Share of its voluntary hours that a wholly tired firm leaves out."""
    founder_profit_hours: float = quantity(
        0.5, "ratio", 0.0, 2.0, (0.2, 1.0), "assumed", "book 1.5: the direction only",
        {**BY_WILL, "processes.governance": True, "governance.legal_form": "founder_profit"},
    )  # fmt: skip
    """Voluntary hours of who is no founder, where the surplus goes to the founders, against a non-profit."""
    free_riding: float = quantity(0.5, "share", 0.0, 1.0, (0.2, 0.8), when=BY_WILL)
    """Share of the others' hours per person below which giving counts as free-riding."""
    initiator_share: float = quantity(
        0.1, "share", 0.0, 1.0, (0.0, 0.25), "assumed", "book 1.6 names enthusiasts, not how many", BY_WILL
    )
    """Share of firms that are initiators: they give more, whatever the others do, until they are worn out."""
    initiator_hours: float = quantity(8.0, "h/person month", 0.0, 100.0, (3.0, 15.0), when=BY_WILL)
    """Hours that an initiator gives in addition."""
    misfit: float = quantity(0.5, "share", 0.0, 1.0, (0.0, 0.8), "assumed", "book 1.6: the direction only", BY_WILL)
    """Share of an initiator's extra hours that is lost on jobs for which it has no gift at all."""
    initiator_strain: float = quantity(0.4, "0-1", 0.0, 1.0, (0.1, 0.7), when=BY_WILL)
    """Strain of giving all those hours; with no gift for the jobs up to `1 + misfit` times that."""
    worn_out: float = quantity(0.6, "0-1", 0.0, 1.0, (0.4, 0.8), when=BY_WILL)
    """Fatigue at which an initiator stops giving more than others."""
    recovered: float = quantity(0.45, "0-1", 0.0, 1.0, (0.2, 0.55), when=BY_WILL)
    """Fatigue at which one that is worn out begins again."""
    rota_hours: float = quantity(1.5, "h/person month", 0.0, 100.0, (0.5, 3.0), when=ROTA)
    """Hours per person of a turn."""
    rota_compliance: float = quantity(0.6, "share", 0.0, 1.0, (0.3, 0.8), when=ROTA)
    """Chance that a firm without care does its turn."""
    rota_care: float = quantity(0.4, "share", -1.0, 1.0, (0.0, 0.7), when=ROTA)
    """What care 1 adds to that chance."""
    control: float = quantity(0.0, "share", 0.0, 1.0, (0.0, 0.8), when=DECIDED)
    """Chance that who gives too little is called to account: it does its part, and resents it."""
    staff_hours: float = quantity(1.5, "h/unit month", 0.0, 1_000.0, (0.5, 4.0), when=STAFF)
    """Hours of paid upkeep per private unit."""
    staff_wage_eur: float = quantity(15.0, "EUR/h", 0.0, 1_000.0, (10.0, 22.0), when=STAFF)
    """What the association pays for an hour of it, all included."""
    own_unit_hours: float = quantity(0.5, "h/person month", 0.0, 100.0, (0.0, 2.0))
    """Hours that a person spends on a room of the firm's own; times `place.enclosure`, so none in an open plan."""
    attachment_rate: float = quantity(0.02, "per h", 0.0, 1.0, (0.0, 0.05))
    """Share of the way to full attachment that one such hour per person makes."""
    attachment_most: float = quantity(0.1, "0-1", 0.0, 1.0, (0.0, 0.2))
    """What full attachment adds to the threshold for moving away."""
    crisis_condition: float = quantity(0.3, "0-1", 0.0, 1.0, (0.2, 0.4))
    """Condition below which a month counts as one of crisis."""
