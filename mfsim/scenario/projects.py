"""Settings of joint projects: large jobs and public calls, who takes them, how work, risk and price are shared."""

from __future__ import annotations

from typing import Literal

from mfsim.scenario.declare import PROTOTYPE, Section, quantity, setting

TAKEN = {"joint_projects.agreement": ["invisible_factory", "prime_contractor"]}
"""Condition of what has an effect only if somebody takes jobs."""
AMONG_COLLEAGUES = {"joint_projects.agreement": "invisible_factory"}
BY_PRIME = {"joint_projects.agreement": "prime_contractor"}


class JointProjects(Section):
    """Large jobs and public calls: who takes them, how work, risk and price are shared."""

    agreement: Literal["invisible_factory", "prime_contractor", "none"] = setting("invisible_factory")
    """Colleagues as resources by an agreement made beforehand, one firm that answers for the whole, or nobody takes any."""
    shares: Literal["by_hours", "equal", "shapley", "prime_keeps_margin"] = setting("by_hours", when=TAKEN)
    """How what is left of the price is divided; with the last, partners get their own rate and who leads the rest."""
    investment_shared: bool = setting(True, "assumed", "book 3.7: a low initial investment", when=AMONG_COLLEAGUES)
    """Whether all who work on a job advance its costs by hours, or who found it (`agreement = "invisible_factory"`)."""
    rate_month: float = quantity(0.2, "jobs/month", 0.0, 50.0, (0.05, 1.0))
    """Large jobs and public calls that reach a site in a month at the reference number of members."""
    visibility_exponent: float = quantity(0.5, "exponent", -1.0, 1.0, (0.0, 1.0))
    """How these grow with the members: rate x (members / reference)^exponent."""
    public_share: float = quantity(0.2, "share", 0.0, 1.0, (0.0, 0.5), when=TAKEN)
    """Share of them that are public calls, which only an association can answer."""
    fields_least: int = quantity(2, "fields", 1, 6, (2, 3), when=TAKEN)
    """Fewest fields of skill that a job needs."""
    fields_most: int = quantity(6, "fields", 1, 6, (4, 6), when=TAKEN)
    """Most fields of skill that a job needs; each number between is as likely."""
    level_low: float = quantity(0.2, "level", 0.0, 1.0, (0.1, 0.4), when=TAKEN)
    """Lowest level required in a field."""
    level_high: float = quantity(0.6, "level", 0.0, 1.0, (0.5, 0.9), when=TAKEN)
    """Highest level required in a field."""
    hours_mean: float = quantity(600.0, "h", 0.01, 1e6, (300.0, 1_500.0), when=TAKEN)
    """Mean working hours of a job, divided equally between its fields."""
    hours_variation: float = quantity(0.6, "ratio", 0.0, 3.0, (0.3, 1.2), when=TAKEN)
    """Coefficient of variation of the hours of a job (gamma distribution)."""
    premium: float = quantity(0.15, "share", -0.9, 10.0, (-0.1, 0.4), when=TAKEN)
    """What an hour of a job pays above the median rate."""
    investment: float = quantity(0.1, "share", 0.0, 1.0, (0.0, 0.3), when=TAKEN)
    """Share of the price that is spent on materials and equipment before the work begins."""
    deadline_months: int = quantity(6, "months", 1, 120, (3, 12), when=TAKEN)
    """Months in which a job has to be delivered."""
    hours_limit: float = quantity(0.4, "share", 0.0, 1.0, (0.2, 0.6), when=TAKEN)
    """Largest share of a month's capacity that a firm spends on joint projects."""
    overhead: float = quantity(0.25, "share", 0.0, 0.9, (0.1, 0.4), "assumed", PROTOTYPE, when=TAKEN)
    """Share of the hours that co-ordination takes in a team without trust; it falls to 0 as trust rises to 1."""
    failure: float = quantity(0.02, "per month", 0.0, 1.0, (0.01, 0.05), "assumed", PROTOTYPE, when=TAKEN)
    """Chance that a partner drops out of a job in a month."""
    rework: float = quantity(0.3, "share", 0.0, 1.0, (0.0, 0.6), when=TAKEN)
    """Share of what a partner who drops out has done that has to be done again."""
    penalty: float = quantity(0.05, "share/month", 0.0, 1.0, (0.0, 0.15), when=TAKEN)
    """Share of the price that each month of delay costs."""
    abandon_months: int = quantity(3, "months", 0, 120, (1, 6), when=TAKEN)
    """Months of delay after which the customer gives up, and pays nothing."""
    hired_share: float = quantity(
        0.5, "share", 0.0, 1.0, (0.0, 1.0), "assumed", "book 3.7: has to incorporate people", when=BY_PRIME
    )
    """Share of the work without a partner that a prime contractor hires people for; the rest is bought outside."""
    wage_eur_per_hour: float = quantity(18.0, "EUR/h", 0.0, 1e6, (12.0, 26.0), when=BY_PRIME)
    """What an hour of hired people costs the prime contractor."""
    sticky_months: int = quantity(
        3, "months", 0, 120, (0, 12), "assumed", "book 3.7: then difficult to fully employ", when=BY_PRIME
    )
    """Months for which hired people are paid after the job."""
    prefinance_limit: float = quantity(1.0, "ratio", 0.0, 1e6, (0.5, 3.0), when=BY_PRIME)
    """Planned outlay at which a prime contractor refuses a job, over its cash, what customers owe it and its credit line."""
    least_margin: float = quantity(0.0, "share", -10.0, 1.0, (-0.2, 0.2), when=BY_PRIME)
    """Least that a prime contractor expects to keep of the price, if all goes well, to take a job."""
