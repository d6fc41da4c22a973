"""Settings of growth: hiring and dismissing, more area, spin-offs, stages of development."""

from __future__ import annotations

from typing import Literal

from mfsim.scenario.declare import Section, quantity, setting

MOVING = {"growth.outgrown": "move"}
STAGES = {"growth.stages": True}


class Growth(Section):
    """Hiring and dismissing, more area, firms that people of a member found, stages of development."""

    wage_eur_month: float = quantity(2_200.0, "EUR/month", 0.0, 1e6, (1_600.0, 2_800.0))
    """What a hired person costs in a month of full-time work, with contributions."""
    step_people: float = quantity(0.5, "people", 0.05, 10.0, (0.25, 1.0))
    """People hired or dismissed at a time; half a person is a part-time job."""
    orders_share: float = quantity(0.25, "share", 0.0, 1.0, (0.0, 0.6))
    """Orders that a hired person brings, as a share of what an owner does."""
    backlog_months: float = quantity(1.0, "months", 0.0, 1e9, (0.5, 2.5))
    """Open hours, in months of its people's work, beyond which a firm has more than they can do."""
    hire_after_months: int = quantity(6, "months", 1, 1_000, (3, 12))
    """Months in a row of more than its people can do after which a firm hires; it judges demand by as many months."""
    cash_months: float = quantity(4.0, "months", 0.0, 1e3, (1.0, 8.0))
    """Months of what the hired cost, and of the rent of more area, that a firm has in cash before it takes them on."""
    dismiss_after_months: int = quantity(4, "months", 1, 1_000, (2, 9))
    """Months in a row that could be done with fewer, or without money of its own, after which a firm dismisses."""
    notice_months: float = quantity(2.0, "months", 0.0, 120.0, (0.0, 4.0))
    """Months of wage that those dismissed are still paid, at once, for no more work."""
    area_per_person_m2: float = quantity(
        8.0,
        "m²",
        0.0,
        1e4,
        (5.0, 15.0),
        "literature",
        "ASR A1.2 (Germany): 8 m² for a first workplace, 6 for each further",
    )
    """Area that a person needs: a firm hires as long as there is as much for each; with less its work is slower.
    Makers of goods need `machines.goods_m2_per_person` at least, and are slowed by want of it, where machines are on."""
    crowding_loss: float = quantity(0.5, "share", 0.0, 0.9, (0.2, 0.8))
    """Loss of productivity where people have no area at all; with part of what they need, that part of it is not lost."""
    annexes: bool = setting(True, "assumed", "a lever of the scenario")
    """Whether a firm that has outgrown its unit can take an empty one beside it."""
    outgrown: Literal["move", "crowd"] = setting("move")
    """What a firm does that would hire and finds no area: wait and in the end move away, or hire all the same."""
    cramped_months: int = quantity(12, "months", 1, 1_000, (6, 36), when=MOVING)
    """Months in a row in which a firm would hire and has no area for it after which it moves away."""
    spin_off_rate: float = quantity(0.002, "per month", 0.0, 1.0, (0.0005, 0.01))
    """Chance in a month, for each person of a firm beyond the first, to found an own one in an empty unit of the site."""
    spin_off_skill: float = quantity(0.5, "level", 0.0, 1.0, (0.3, 0.7))
    """Level in the own field of the firm from which on its people do so."""
    spin_off_tie: float = quantity(0.6, "0-1", 0.0, 1.0, (0.3, 0.9))
    """Trust between the two firms at the start, both ways."""
    start_up_months: int = quantity(36, "months", 0, 10_000, (12, 60))
    """Age below which a firm is a start-up; older, it survives, is established or has grown, by income and people."""
    stages: bool = setting(False, "assumed", "a lever of the scenario")
    """Whether anything depends on a firm's stage of development."""
    hires_from: Literal["start_up", "surviving", "established"] = setting("start_up", when=STAGES)
    """First stage of development in which a firm hires."""
    start_up_learning: float = quantity(1.2, "ratio", 0.0, 10.0, (0.8, 1.6), when=STAGES)
    """What a start-up learns from others, against an older firm."""
    senior_teaching: float = quantity(
        1.2, "ratio", 0.0, 10.0, (0.8, 1.6), "assumed", "book 3.2: counting on senior resources; the direction only", STAGES
    )
    """What others learn from a firm that is established or has grown, against one that is not."""
    start_up_advice: float = quantity(2.0, "ratio", 0.0, 10.0, (0.5, 4.0), when=STAGES)
    """How far a start-up follows colleagues' advice on prices, against an older firm."""
    start_up_needs: float = quantity(0.8, "ratio", 0.01, 10.0, (0.6, 1.2), when=STAGES)
    """Income that satisfies the people of a start-up, against those of an older firm."""
