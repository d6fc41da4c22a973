"""Settings of the network: which sites are partners, who travels between them, what that costs, what crosses."""

from __future__ import annotations

from typing import Any, Literal

from mfsim.scenario.declare import Section, quantity, setting

ON: dict[str, Any] = {"processes.network": True}
AMONG_COLLEAGUES: dict[str, Any] = {**ON, "joint_projects.agreement": "invisible_factory"}


class Network(Section):
    """Partner sites, travel between them, guesthouses and what crosses; for several sites in one run."""

    partners: int = quantity(2, "sites", 1, 12, (1, 6), when=ON)
    """Most partners of a site; being partners is mutual."""
    rewiring: float = quantity(0.3, "share", 0.0, 1.0, (0.0, 1.0), when=ON)
    """Share of the links of a ring of sites that lead elsewhere, each site keeping its number of partners."""
    links_seed: int = quantity(0, "-", 0, 2_147_483_647, (0, 1_000), when=ON)
    """Seed of the rewiring, which is the same in every run."""
    initial_tie: float = quantity(0.3, "0-1", 0.0, 1.0, (0.05, 0.6), when=ON)
    """Trust of a site's members in those of a partner site at the start."""
    tie_gain: float = quantity(0.05, "share", 0.0, 1.0, (0.01, 0.15), when=ON)
    """Part of what is missing to full trust that a stay, or a month of work for one another, adds."""
    tie_loss: float = quantity(0.2, "share", 0.0, 1.0, (0.05, 0.4), when=ON)
    """Part of it that is lost when a firm of the partner drops out of a job or is late."""
    partner_terms: Literal["share", "paid"] = setting(
        "share",
        "stated",
        "web page on the multifactory: an invisible factory across sites",
        when=AMONG_COLLEAGUES,
    )
    """Whether a partner's firm that does a part of a job has a share in price and risk, as the team has, or hourly pay."""
    tie_fading: float = quantity(0.01, "per month", 0.0, 1.0, (0.0, 0.03), when=ON)
    """Part of it that fades in a month."""
    travel_hours: float = quantity(10.0, "h/trip", 0.0, 100.0, (2.0, 24.0), when=ON)
    """Hours of one person for the way to a partner site and back."""
    travel_eur: float = quantity(120.0, "EUR/trip", 0.0, 1e5, (20.0, 400.0), when=ON)
    """What that way costs."""
    nomad_share: float = quantity(
        0.15, "share", 0.0, 1.0, (0.0, 0.5), "assumed", "book 3.19: many new entrepreneurs; no figure", ON
    )
    """Share of firms of which one person is semi-nomadic."""
    months_away: float = quantity(
        3.0, "months/year", 0.0, 12.0, (1.0, 6.0), "assumed", "book 3.19: several months of the year, two to four cities", ON
    )
    """Months of the year that such a person spends at partner sites."""
    work_away: float = quantity(0.85, "share", 0.0, 1.0, (0.6, 1.0), when=ON)
    """Share of a month's hours that is left for one's own work in a month away, the way apart."""
    encounters: int = quantity(4, "firms/stay", 0, 20, (1, 8), when=ON)
    """Rooms of the partner site whose people a guest meets in a month; some may be empty."""
    guesthouse_beds: int = quantity(
        2, "beds/site", 0, 1_000, (0, 6), "assumed", "book 3.19: important, without a figure", ON
    )
    """Beds for guests in each site."""
    bed_eur_month: float = quantity(250.0, "EUR/month", 0.0, 1e5, (100.0, 500.0), when=ON)
    """What a guest pays the association for a bed."""
    bed_cost_eur_month: float = quantity(60.0, "EUR/month", 0.0, 1e5, (20.0, 150.0), when=ON)
    """What a bed costs the association, slept in or not; no budget counts on guests."""
    lodging_eur_month: float = quantity(600.0, "EUR/month", 0.0, 1e5, (300.0, 1_200.0), when=ON)
    """What a room elsewhere costs for whom no bed is left."""
    lodging_fatigue: float = quantity(
        0.15, "share", 0.0, 1.0, (0.0, 0.3), "assumed", "book 3.19: considerable fatigue of never being at home", ON
    )
    """Fatigue that a month in a room elsewhere adds to a person, as a share of what is missing to exhaustion."""
    work_teaches: float = quantity(0.5, "share", 0.0, 1.0, (0.0, 1.0), when=ON)
    """What a month of work on a joint project teaches leader and partner's firm at a distance, against work on one site."""
    rules_told: float = quantity(0.1, "per month", 0.0, 1.0, (0.02, 0.3), when=ON)
    """Chance that a site hears of how a partner whom it trusts wholly settles one kind of case."""
    told_precedents: int = quantity(2, "cases", 1, 10, (1, 5), when=ON)
    """Precedents that a rule of a partner counts for, where who decides takes it up."""
