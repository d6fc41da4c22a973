"""From findings to the report: what the templates are given, in the order of the questions."""

from __future__ import annotations

import hashlib
import platform
from typing import TYPE_CHECKING, Any

from mfsim.consulting.designing import RANDOM_MIXES
from mfsim.consulting.figures import figures_of
from mfsim.consulting.holding import LIKELY, UNLIKELY
from mfsim.consulting.landlord import ONE_IN
from mfsim.errors import in_full
from mfsim.report.page import MINUS, page, percent, picture, signed
from mfsim.scenario.settings import all_settings
from mfsim.version import __version__

if TYPE_CHECKING:
    from mfsim.consulting.answer import Answer
    from mfsim.consulting.intervals import Estimate
    from mfsim.consulting.levers import Levers

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
    "absences": "Change for the others and for the landlord if one member were not there",
    "candidates": "What each candidate adds for the members and for the landlord, with intervals",
    "rent": "Rent a month in the mean month and in the worst year, for three ways of letting",
}
"""What each figure shows, for who cannot see it."""


def title_of(answer: Answer) -> str:
    """Return the title: with the place, if one was named."""
    proposal = answer.proposal
    if proposal.site == "base":
        return f"A proposed mix of {len(proposal.members)} members"
    return f"A proposed mix for {proposal.scenario.settings.about.title}"


def parts(answer: Answer) -> list[dict[str, str]]:
    """Return the questions in their order; how the mix was chosen comes first, if it was."""
    first = {} if answer.design is None else {"design": "Which mix?"}
    questions = first | {
        "holding": "Will it hold?",
        "people": "For whom?",
        "missing": "What is missing?",
        "recruiting": "Whom to recruit next, and who would compete?",
        "landlord": "What does the landlord get?",
        "levers": "Which rules suit this mix?",
        "flipping": "What would flip the conclusion?",
        "limits": "What the model cannot say",
        "origin": "Assumptions, sources, and how to reproduce this",
    }
    return [{"id": name, "question": question} for name, question in questions.items()]


def _of_place(answer: Answer) -> dict[str, Any]:
    scenario = answer.proposal.scenario
    settings, lease = scenario.settings, scenario.settings.lease
    return {
        "title": title_of(answer),
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
        "years": max(1, answer.months // 12),
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
        "missing": answer.missing,
        "levers": answer.levers,
        "suit": suiting(answer.levers),
        "flipping": answer.flipping,
        "margin_words": margin_words,
        "margin_heads": MARGINS,
        "design": answer.design,
        "pool": answer.pool,
        "random_mixes": RANDOM_MIXES,
    } | _of_candidates(answer)


def _of_candidates(answer: Answer) -> dict[str, Any]:
    found = answer.recruiting
    told: dict[str, Any] = {"recruiting": found, "too_large": answer.proposal.too_large}
    if found is None:
        return told
    return told | {
        "helpful": [one.name for one in found.candidates if getattr(one, found.goal).above_zero],
        "harmful": [one.name for one in found.candidates if getattr(one, found.goal).below_zero],
        "behind": [one.name for one in found.candidates if one.name not in found.leaders],
        "losers": [one for one in found.candidates if one.hurts],
    }


MARGINS = {
    "pays": "Chance that the association ends every year without debts",
    "keeps": "Chance that a third of the members is missing at the end",
    "members": "What members have here less in premises of their own, EUR per person and month",
    "landlord": "Rent from the mix less that of one tenant, EUR a month",
}
"""What the figures of a conclusion are."""


def margin_words(name: str, margin: Estimate) -> str:
    """Return how far a conclusion is from turning, in its own unit."""
    if name == "pays":
        return percent(margin.mean + 0.5)
    return percent(0.5 - margin.mean) if name == "keeps" else signed(margin.mean, "")


INTERESTS = {
    "members": ("members {:+.0f} EUR", 1.0), "landlord": ("rent {:+,.0f} EUR", 1.0),
    "satisfaction": ("satisfaction {:+.3f}", 1.0), "holds": ("chance of breaking even {:+.0f} points", 100.0),
}  # fmt: skip
"""What levers are judged by, and how a change of it is said."""


def suiting(levers: Levers) -> dict[str, Any]:
    """Sort levers by whether they are better on something, worse on something, both or neither, beyond chance."""
    sorted_into: dict[str, list[dict[str, Any]]] = {"better": [], "mixed": [], "worse": []}
    even = 0
    for one in levers.turned:
        changes = {name: getattr(one, name) for name in INTERESTS}
        gains = [_change(name, estimate) for name, estimate in changes.items() if estimate.above_zero]
        losses = [_change(name, estimate) for name, estimate in changes.items() if estimate.below_zero]
        if not gains and not losses:
            even += 1
            continue
        where = "mixed" if gains and losses else "better" if gains else "worse"
        told = {"words": one.words, "value": one.value, "was": one.was, "gains": gains, "losses": losses}
        sorted_into[where].append(told)
    return {**sorted_into, "even": even}


def _change(name: str, estimate: Estimate) -> str:
    words, times = INTERESTS[name]
    return words.format(times * estimate.mean).replace("-", MINUS)


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
    others = answer.proposal.candidates if answer.pool is None else answer.pool.firms
    text = "|".join([answer.proposal.scenario.hash, *(repr(one) for one in others)])
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
