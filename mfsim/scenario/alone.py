"""The same founding members without one another: what a scenario becomes in like private premises at the outside rent."""

from __future__ import annotations

from typing import Any

from mfsim.scenario.document import Document
from mfsim.scenario.load import LoadedScenario, assemble
from mfsim.scenario.settings import all_settings

APART: dict[str, Any] = {
    "processes.joint_projects": False,
    "processes.mutual_help": False,
    "processes.norms": False,
    "processes.commons": False,
    "processes.governance": False,
    "processes.network": False,
    # Nobody meets; community stays, because a firm tires of its own work as well.
    "community.meetings_per_month": 0,
    "community.open_meetings": 0.0,
    "knowledge.exchange": "none",
    # What a firm has no machine for is done outside; who has too little room has no more; all inputs come from elsewhere.
    "machines.access": "owner_only",
    "machines.flexible_share": 0.0,
    "local_chain.inside_first": 0.0,
    "local_chain.overflow_months": 1e9,
    "demand.rivalry": 0.0,
    "demand.site_visibility_exponent": 0.0,
    "place.enclosure": 1.0,
    "place.sound_insulation": 1.0,
    # Nobody comes, and nobody moves from premises of its own to premises of its own: businesses end, or go on.
    "membership.letting": "applicants",
    "membership.applicants_per_unit_month": 0.0,
    "membership.moving_threshold": 1.0,
    "membership.moving_threshold_spread": 0.0,
    "membership.term_months": 0,
    # In premises of its own a firm hires and stays in what it has; whom it loses is no neighbour.
    "growth.annexes": False,
    "growth.outgrown": "crowd",
    "growth.spin_off_rate": 0.0,
    # A place that is there from the first month on, as premises of one's own are.
    "founding.start": "open",
    "founding.staged": False,
    "founding.relocation": False,
    "founding.ending": "never",
    # Each rents for itself, at terms that the place does not move.
    "lease.kind": "individual",
    "lease.negotiation": "one_by_one",
    "lease.passed_on": 0.0,
    "events.heating_failure": False,
    "events.largest_leaves": False,
    # There is no association: these need one, or are paid to it and by it.
    "commons.upkeep": "voluntary",
    "norms.origin": "emergent",
    "norms.sanctions": "none",
    "finance.fee_eur_per_m2_month": 0.0,
    "finance.running_cost_eur_per_m2_month": 0.0,
}
"""Settings with which members have no effect on one another; the rent is added from the scenario."""


def isolated(scenario: LoadedScenario) -> LoadedScenario:
    """Return the scenario in which the same founding members work each for itself, with the same draws.

    By settings only: `APART`, and `founding.outside_rent_eur_per_m2_month` as the rent, which is that of who works outside a
    place that is not open yet, heating and energy included. Settings that have no effect there are left at their defaults.
    Demand, late payment, production, learning by doing, forgetting, tiring, giving up and insolvency stay.

    Parameters
    ----------
    scenario : LoadedScenario
        What is run with everybody together.

    Returns
    -------
    LoadedScenario
        It can be looked at and run like any other; made from an isolated scenario it is the same again.

    Examples
    --------
    >>> import mfsim
    >>> mfsim.isolated(mfsim.load("mage")).settings.lease.rent_eur_per_m2_month
    7.0
    """
    rent = scenario.settings.founding.outside_rent_eur_per_m2_month
    changes = {**APART, "lease.rent_eur_per_m2_month": rent}
    return assemble(scenario.name, scenario.path, _without_idle(scenario.document.changed(changes)), scenario)


def _without_idle(document: Document) -> Document:
    """Leave out what has no effect beside the other values, until nothing is left to leave out."""
    settings = all_settings()
    while True:
        values = document.values
        idle = {name for name in values if name in settings and not settings[name].applies(values)}
        if not idle:
            return document
        document = document.without(idle)
