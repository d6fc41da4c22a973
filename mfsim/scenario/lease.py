"""Settings of the lease: who owes the landlord rent, on what terms, what the building costs its owner."""

from __future__ import annotations

from typing import Any, Literal

from mfsim.scenario.declare import Section, quantity, setting

BUILDING: dict[str, Any] = {"lease.kind": ["individual", "joint", "operator", "single_tenant"]}
MEMBERS: dict[str, Any] = {"lease.kind": ["individual", "joint", "operator"]}
BODY: dict[str, Any] = {"lease.kind": ["individual", "joint"], "lease.negotiation": "joint"}
HEAD: dict[str, Any] = {"lease.kind": ["joint", "operator"]}
LOMBARDY = "used sheds in Lombardy, 35-45 EUR/m² a year (2014)"
LAW = "Italian law 392/1978: 6 + 6 years, indexation at most 75 % of ISTAT's index"
NO_DATA = "no good data found"
DIRECTION = "book 3.16: the direction only"


class Lease(Section):
    """Who owes the landlord rent, on what terms, and what the building costs its owner; other leases beside it."""

    kind: Literal["individual", "joint", "operator", "single_tenant", "none"] = setting("individual")
    """Who owes the rent: each member for its unit; the association for the whole; a company that lets to the members; one
    firm that holds all, without any members; or nobody: there is no building, and units are places elsewhere."""
    rent_eur_per_m2_month: float = quantity(5.0, "EUR/m² month", 0.0, 1e4, (2.5, 9.0), "literature", LOMBARDY, BUILDING)
    """Rent of a private unit per m², as one small tenant by itself agrees on it when the place opens."""
    eviction_months: float = quantity(6.0, "months", 0.0, 1_000.0, (3.0, 12.0), when=MEMBERS)
    """Arrears, in months of rent, at which a tenant has to leave: a member, or the association or company for the whole."""
    when_it_fails: Literal["individual", "all_leave"] = setting("individual", when=HEAD)
    """What becomes of the members when the association or company fails: leases of their own, or they all have to leave."""
    negotiation: Literal["one_by_one", "joint"] = setting(
        "one_by_one", source="book 3.16", when={"lease.kind": ["individual", "joint"]}
    )
    """Who negotiates rent: each for itself, at terms that begin when it comes, or all members as one body."""
    bargain_most: float = quantity(0.15, "share", 0.0, 1.0, (0.0, 0.3), "assumed", DIRECTION, BODY)
    """Share of the rent that a very large body has taken off."""
    bargain_half_size: float = quantity(20.0, "firms", 0.1, 1e4, (5.0, 60.0), "assumed", DIRECTION, BODY)
    """Members beyond the first with whom a body has half of that."""
    notice_chance: float = quantity(0.05, "share", 0.0, 1.0, (0.0, 0.3), when=BODY)
    """Chance that the owner, when the term of a body's lease ends, gives notice to all of them at once."""
    term_months: int = quantity(72, "months", 1, 100_000, (36, 144), "literature", LAW, MEMBERS)
    """Months after which the rent is agreed anew."""
    inflation: float = quantity(0.0, "per year", 0.0, 1.0, (0.0, 0.05), "assumed", "all money is in constant euro", MEMBERS)
    """Rise of prices, of which leases make up a part only."""
    indexed_share: float = quantity(0.75, "share", 0.0, 1.0, (0.0, 1.0), "literature", LAW, MEMBERS)
    """Part of it by which rents rise each year within a term."""
    area_uplift: float = quantity(0.2, "share", 0.0, 10.0, (0.0, 0.5), "assumed", DIRECTION, MEMBERS)
    """What a wholly let place of condition 0.5 with very many members adds to the value of the area around it."""
    area_uplift_months: float = quantity(60.0, "months", 1.0, 1e4, (24.0, 120.0), "assumed", DIRECTION, MEMBERS)
    """Months over which that value follows what the place is."""
    passed_on: float = quantity(0.0, "share", 0.0, 1.0, (0.0, 1.0), "assumed", DIRECTION, MEMBERS)
    """Part of a higher value of the area that the owner asks for in new rents."""
    correlation: float = quantity(0.0, "0-1", 0.0, 0.95, (0.0, 0.5), when={"processes.demand": True})
    """Correlation of what decides closings and lettings of any two tenants in a month: one factor, the macro index."""
    operator_guarantee: float = quantity(0.85, "share", 0.0, 2.0, (0.7, 1.0), when=BUILDING)
    """Share of the full rent that an operating company owes the landlord, let or not."""
    operator_margin: float = quantity(0.2, "share", 0.0, 10.0, (0.05, 0.5), when=BUILDING)
    """What it adds to the rent for its tenants."""
    operator_cost_eur_per_m2_month: float = quantity(0.8, "EUR/m² month", 0.0, 1e4, (0.3, 1.5), when=BUILDING)
    """What it spends for each m² of private area."""
    operator_capital_months: float = quantity(6.0, "months", 0.0, 1_000.0, (3.0, 12.0), when=BUILDING)
    """Cash with which it begins, in months of what it owes; what it has beyond that is profit and taken out."""
    operator_vacancy_months: float = quantity(12.0, "months", 1.0, 1e4, (6.0, 36.0), when=BUILDING)
    """Mean months until another comes when one has failed."""
    works_eur_per_m2: float = quantity(
        60.0, "EUR/m²", 0.0, 1e5, (20.0, 150.0), "assumed", "book 3.13 says what is done, not what it costs", BUILDING
    )
    """Works for which the owner pays at the start: safe, heated, with water, electricity and bathrooms."""
    works_elsewhere: float = quantity(
        7.0,
        "ratio",
        1.0,
        100.0,
        (5.0, 10.0),
        "stated",
        "book 3.13: a fifth to a tenth of other models' investment",
        BUILDING,
    )
    """What other models of shared workspace invest, as a multiple of that."""
    owner_upkeep_eur_per_m2_month: float = quantity(0.4, "EUR/m² month", 0.0, 1e4, (0.2, 1.0), when=BUILDING)
    """What the owner spends on roof, walls, insurance and taxes of the whole building."""
    empty_decay_eur_per_m2_month: float = quantity(
        0.5, "EUR/m² month", 0.0, 1e4, (0.1, 1.5), "assumed", "book 3.13: what is not used deteriorates", BUILDING
    )
    """What an empty m² loses in value or needs in works."""
    capitalisation: float = quantity(0.08, "per year", 0.001, 1.0, (0.05, 0.12), when=BUILDING)
    """Yearly net rent over the value of a building."""
    single_tenant_rent_eur_per_m2_month: float = quantity(
        3.3, "EUR/m² month", 0.0, 1e4, (2.5, 4.5), "literature", LOMBARDY, BUILDING
    )
    """Rent that a single tenant pays for the whole area."""
    single_tenant_stay_months: float = quantity(72.0, "months", 1.0, 1e4, (48.0, 144.0), "assumed", NO_DATA, BUILDING)
    """Mean stay of a single tenant (Italian law 392/1978: terms of 6 + 6 years)."""
    single_tenant_vacancy_months: float = quantity(12.0, "months", 1.0, 1e4, (6.0, 24.0), "assumed", NO_DATA, BUILDING)
    """Mean months until the whole building is let again."""
    lone_stay_months: float = quantity(48.0, "months", 1.0, 1e4, (36.0, 60.0), "assumed", NO_DATA, BUILDING)
    """Mean stay of small tenants who have nothing to do with one another."""
    lone_vacancy_months: float = quantity(4.0, "months", 1.0, 1e4, (2.0, 6.0), "assumed", NO_DATA, BUILDING)
    """Mean months until a unit of theirs is let again."""
