"""The figures of the report, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mfsim.report import mix_figures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mfsim.consulting.answer import Answer
    from mfsim.consulting.missing import Absence
    from mfsim.consulting.recruiting import Candidate


def figures_of(answer: Answer) -> dict[str, Callable[[], Figure]]:
    """Return what draws each figure that this answer has."""
    start = len(answer.proposal.members)
    found: dict[str, Callable[[], Figure]] = {
        "members": lambda: mix_figures.draw_members(answer.trial.monthly["members"], start),
        "surplus": lambda: mix_figures.draw_differences(
            [one.name for one in answer.people.everybody], [one.surplus for one in answer.people.everybody],
            "here less in premises of its own, EUR per person and month",
        ),
        "closing": lambda: _closing(answer),
    }  # fmt: skip
    if answer.missing.absences:
        found["absences"] = lambda: _absences(answer.missing.absences)
    if answer.recruiting is not None:
        found["candidates"] = lambda: _candidates(answer.recruiting.candidates if answer.recruiting else ())
    if answer.landlord is not None:
        found["rent"] = lambda: mix_figures.draw_rents(
            [one.who for one in answer.landlord.lettings] if answer.landlord else [],
            [answer.trial.monthly[column] for column in ("rent_paid", "single_tenant", "lone_tenants")],
        )
    return found


def _closing(answer: Answer) -> Any:
    people = answer.people
    return mix_figures.draw_closing(
        [one.name for one in people.everybody], [one.closing for one in people.everybody],
        [one.closing_alone.mean for one in people.everybody], people.usual_closing, people.risk_months,
    )  # fmt: skip


def _absences(absences: Sequence[Absence]) -> Figure:
    return mix_figures.draw_two(
        [f"without {one.name}" for one in absences],
        [one.others for one in absences], "the others, EUR per person and month",
        [one.landlord for one in absences], "rent, EUR a month",
    )  # fmt: skip


def _candidates(candidates: Sequence[Candidate]) -> Figure:
    return mix_figures.draw_two(
        [one.name for one in candidates],
        [one.members for one in candidates], "the members, EUR per person and month",
        [one.landlord for one in candidates], "rent, EUR a month",
    )  # fmt: skip
