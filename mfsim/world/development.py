"""The stage of development of a firm, by what can be seen of it, and what depends on it.

Equation::

    start-up      its age is below so many months
    surviving     older, and its owners earn less than they need:  smoothed income < needs
    established   older, and they earn it
    grown         the same, with people hired

What depends on it are factors of the firm, all 1 unless `growth.stages` is on: `learns` (of what is learnt from others),
`teaches` (of what others learn from it), `advised` (of how far a colleague's rate moves its own) and `needs_share` (of the
income that satisfies). Whether it hires is asked of `hires`.

Source: Churchill and Lewis (1983), Harvard Business Review 61(3): existence, survival, success, take-off; that members are
in different stages, from start-ups to fully developed companies: web page on co-manufacturing spaces; senior resources:
book 3.2.
"""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled

STAGES = ("start_up", "surviving", "established", "grown")
START_UP, SURVIVING, ESTABLISHED, GROWN = range(4)


@compiled
def stage_of(parameters: Any, firm: Any) -> int:
    """Return the stage of development of a firm (place in `STAGES`), by its age, its income and who works in it."""
    if firm.age_months < parameters.growth.start_up_months:
        return START_UP
    if firm.smoothed_income < parameters.community.needs_eur_month:
        return SURVIVING
    return GROWN if firm.employees > 0.0 else ESTABLISHED


@compiled
def note_stage(parameters: Any, firm: Any) -> None:
    """Write down the stage of a firm and, where something depends on it, the factors."""
    p = parameters.growth
    firm.development = stage_of(parameters, firm)
    if p.stages:
        young, senior = firm.development == START_UP, firm.development >= ESTABLISHED
        firm.learns = p.start_up_learning if young else 1.0
        firm.advised = p.start_up_advice if young else 1.0
        firm.needs_share = p.start_up_needs if young else 1.0
        firm.teaches = p.senior_teaching if senior else 1.0


@compiled
def hires(p: Any, firm: Any) -> bool:
    """Whether firms of this stage take people on (`p`: parameters of growth)."""
    return bool(not p.stages or firm.development >= p.hires_from)
