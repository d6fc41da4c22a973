"""The founding members as a scenario gives them: a record for each unit, and who is acquainted with whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.scenario.load import LoadedScenario
from mfsim.scenario.members import Member, by_site
from mfsim.world.records import FOUNDER, KNOWS, WORKS_WITH
from mfsim.world.serials import serials_by_name

GIVEN = {
    "people": "people", "age_years": "age_years", "skill": "skill", "rate": "rate_eur_per_hour", "cash": "cash_eur",
    "hours": "hours_per_month", "outside_income": "outside_income_eur_month", "income_weight": "income_weight",
    "generosity": "generosity", "care": "care", "satisfaction": "satisfaction", "near_share": "buys_near",
    "people_soon": "people_in_a_year", "people_later": "people_in_five_years",
}  # fmt: skip
"""Numbers of a founding member, and their columns in the members file."""


def nothing_given(count: int) -> Any:
    """Return records of firms of which nothing is known, so that the model draws all."""
    records = np.zeros(count, FOUNDER).view(np.recarray)
    for name in ("trade", "background", "learnt"):
        records[name] = -1
    for name in (*GIVEN, "market"):
        records[name] = np.nan
    return records


def groups_of(scenario: LoadedScenario) -> tuple[tuple[Member, ...], ...]:
    """Return the members of each site; of one only, if all sites have the same."""
    return by_site(scenario.members)[: scenario.settings.place.sites]


def founders_of(scenario: LoadedScenario, units: int) -> Any:
    """Return the founding members of each unit, and a last record of whom nothing is known."""
    groups = groups_of(scenario)
    founders = nothing_given(len(groups) * units + 1)
    founders.serial = np.arange(len(founders)) % units
    settings = scenario.settings
    if settings.members.file is None:
        founders.present[: round(settings.members.occupied_at_start * units)] = True
    serials = serials_by_name([member.name for member in scenario.members])
    for row, member in _placed(groups, units):
        founder = founders[row]
        founder.present, founder.serial = True, serials[member.name]
        founder.trade, founder.background = member.trade, member.background
        for name, column in GIVEN.items():
            founder[name] = getattr(member, column)
        if member.customers:
            founder.market = member.customers
        if member.learnt:
            founder.learnt = sum(1 << field for field in set(member.learnt))
    return founders


def _placed(groups: tuple[tuple[Member, ...], ...], units: int) -> Iterator[tuple[int, Member]]:
    """Go through the members with the rows of their units, site after site."""
    for site, members in enumerate(groups):
        for unit, member in enumerate(members):
            yield site * units + unit, member


def acquainted_of(scenario: LoadedScenario, units: int) -> NDArray[np.int8]:
    """Whom founding members know and work with; empty where the members file names nobody."""
    groups = groups_of(scenario)
    if not any(member.knows or member.works_with for member in scenario.members):
        return np.zeros((0, 0), np.int8)
    unit = {member.name: row % units for row, member in _placed(groups, units)}
    acquainted = np.zeros((len(groups) * units, units), np.int8)
    for row, member in _placed(groups, units):
        for names, how in ((member.knows, KNOWS), (member.works_with, WORKS_WITH)):
            acquainted[row, [unit[name] for name in names]] = how
    return acquainted


def newborn() -> Any:
    """What is given of a firm that people of another found: one person, no age; the rest is written when it happens."""
    record = nothing_given(1)
    record.people, record.age_years = 1.0, 0.0
    return record
