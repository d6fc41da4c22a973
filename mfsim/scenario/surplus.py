"""Settings of the surplus of being together: what an hour and a level are worth, and the outside option of who has left."""

from __future__ import annotations

from mfsim.scenario.declare import Section, quantity


class Surplus(Section):
    """What counts in the surplus of being together; no rule of the month depends on it."""

    discount_rate_year: float = quantity(0.03, "per year", 0.0, 1.0, (0.0, 0.08))
    """Rate at which income, hours and levels of later months are discounted to the start."""
    hour_eur: float = quantity(6.0, "EUR/h", 0.0, 1e4, (0.0, 12.0), "assumed", "about 890 EUR for 140 h, the outside option")
    """What an hour is worth to who gives it, for work or for the place."""
    level_eur: float = quantity(500.0, "EUR/level", 0.0, 1e6, (0.0, 2_000.0))
    """What a level learnt from colleagues is worth beyond the income that it brings within the horizon."""
    outside_hours_month: float = quantity(140.0, "h/person month", 0.0, 744.0, (100.0, 160.0))
    """Hours that go with the outside income of a person whose business has ended."""
