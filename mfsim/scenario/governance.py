"""Settings of governance: who decides, who mediates, what the association takes and spends."""

from __future__ import annotations

from typing import Literal

from mfsim.scenario.declare import Section, quantity, setting


class Governance(Section):
    """Who decides, who mediates, what the association takes and spends."""

    decision: Literal["assembly", "founders", "manager", "cells", "none"] = setting("assembly")
    """Who decides what members do not settle between themselves."""
    handover_month: int = quantity(36, "month", 0, 100_000, (12, 84))
    """Month after which founders hand over to the assembly (with `decision = "founders"`)."""
    cells: int = quantity(3, "cells", 1, 12, (2, 6), "assumed", "book ch. 5: areas of responsibility")
    """Areas of responsibility, each with members of its own (with `decision = "cells"`)."""
    catalyst: Literal["none", "facilitator", "director"] = setting("none")
    """A person from outside who introduces and mediates, or who decides instead of the members."""
    catalyst_months: int = quantity(24, "months", 0, 100_000, (6, 48))
    """Months after which the catalyst leaves."""
