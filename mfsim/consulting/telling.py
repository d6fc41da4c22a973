"""From findings to the report: what the templates are given, in the order of the questions."""

from __future__ import annotations

import hashlib
import platform
from typing import TYPE_CHECKING, Any

from mfsim.consulting.figures import figures_of
from mfsim.consulting.holding import LIKELY, UNLIKELY
from mfsim.consulting.landlord import ONE_IN
from mfsim.errors import in_full
from mfsim.report.page import page, picture
from mfsim.scenario.settings import all_settings
from mfsim.version import __version__

if TYPE_CHECKING:
    from mfsim.consulting.answer import Answer

LEASES = {
    "individual": "each member rents its own room",
    "joint": "the association rents the whole and owes the rent for it",
    "operator": "a company rents the whole and lets rooms to the members",
    "none": "there is no building",
}
NOT_TOLD = ("about.title", "about.description", "about.since", "members.file")
"""Settings that are no assumptions."""


def report(answer: Answer, command: str) -> str:
    """Return the report as one HTML page."""
    from matplotlib import rc_context

    with rc_context({"text.parse_math": False}):
        pictures = {name: picture(draw(), TOLD[name]) for name, draw in figures_of(answer).items()}
    content = _of_place(answer) | _of_findings(answer) | _of_origin(answer, command)
    return page("mix.html.j2", content | {"pictures": pictures, "parts": parts(answer)})


TOLD = {
    "members": "Number of members month by month, median and 90 % band",
    "surplus": "Difference between here and premises of its own, for each member, with interval",
    "closing": "Chance that each member's business ends, here and in premises of its own",
    "rent": "Rent a month in the mean month and in the worst year, for three ways of letting",
}
"""What each figure shows, for who cannot see it."""


def parts(answer: Answer) -> list[dict[str, str]]:
    """Return the questions in their order, those that were not asked left out."""
    questions = {
        "holding": "Will it hold?",
        "people": "For whom?",
        "landlord": "What does the landlord get?",
        "limits": "What the model cannot say",
        "origin": "Assumptions, sources, and how to reproduce this",
    }
    return [{"id": name, "question": question} for name, question in questions.items()]


def _of_place(answer: Answer) -> dict[str, Any]:
    scenario = answer.proposal.scenario
    settings, lease = scenario.settings, scenario.settings.lease
    return {
        "title": f"A proposed mix for: {settings.about.title}",
        "members": answer.proposal.members,
        "area": settings.place.total_area_m2,
        "rent": lease.rent_eur_per_m2_month,
        "has_rent": lease.kind != "none",
        "free_rooms": answer.proposal.rooms - len(answer.proposal.members),
        "has_candidates": bool(answer.proposal.candidates),
        "has_association": settings.processes.governance,
        "outside_rent": settings.founding.outside_rent_eur_per_m2_month,
        "hour_price": settings.surplus.hour_eur,
        "level_price": settings.surplus.level_eur,
        "lease_words": LEASES[lease.kind],
        "single_rent": lease.single_tenant_rent_eur_per_m2_month,
        "single_stay": lease.single_tenant_stay_months,
        "single_vacancy": lease.single_tenant_vacancy_months,
        "lone_stay": lease.lone_stay_months,
        "lone_vacancy": lease.lone_vacancy_months,
    }


def _of_findings(answer: Answer) -> dict[str, Any]:
    people = answer.people
    start = len(answer.proposal.members)
    return {
        "months": answer.months,
        "holding": answer.holding,
        "likely": LIKELY,
        "unlikely": UNLIKELY,
        "start_members": start,
        "third": int(2 * start / 3 + 1e-9),
        "people": people,
        "has_usual": people.usual_closing == people.usual_closing,
        "exposed_by_place": [one.name for one in people.exposed if one.closing.low > one.closing_alone.mean],
        "landlord": answer.landlord,
        "one_in": ONE_IN,
    }


def _of_origin(answer: Answer, command: str) -> dict[str, Any]:
    import numba
    import numpy as np

    from mfsim.compiling import source_hash

    settings = all_settings()
    return {
        "changed": _changed(answer),
        "settings_count": len(settings),
        "assumed_count": sum(one.confidence == "assumed" for one in settings.values()),
        "spent": answer.spent,
        "version": __version__,
        "rules": source_hash()[:12],
        "seed": answer.seed,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "content_hash": _content_hash(answer),
        "command": command,
    }


def _content_hash(answer: Answer) -> str:
    text = "|".join([answer.proposal.scenario.hash, *(repr(one) for one in answer.proposal.candidates)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _changed(answer: Answer) -> list[dict[str, str]]:
    """Return the settings that differ from their defaults, with what they rest on."""
    document, known = answer.proposal.scenario.document, all_settings()
    rows = []
    for name, value in document.values.items():
        if name in NOT_TOLD or name not in known or value == known[name].default:
            continue
        setting = known[name]
        shown = in_full(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
        unit = "" if setting.unit in ("-", "0-1") else f" {setting.unit}"
        rows.append({
            "name": name, "value": f"{shown}{unit}", "meaning": setting.meaning,
            "source": str(document.sources.get(name, "not given")),
        })  # fmt: skip
    return rows
