"""Which rules suit this mix? Each lever turned to each of its other settings, on the same draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mfsim.consulting.bench import Bench
from mfsim.consulting.intervals import Estimate, paired
from mfsim.consulting.people import mean_over
from mfsim.consulting.proposal import AS_PROPOSED, Proposal, Variant
from mfsim.consulting.trial import Trial
from mfsim.errors import ScenarioError
from mfsim.scenario.settings import all_settings

LEVERS = {
    "governance.decision": "who decides",
    "norms.origin": "where rules come from",
    "norms.sanctions": "what follows a breach",
    "mutual_help.accounting": "how help is counted",
    "knowledge.exchange": "how knowledge is shared",
    "machines.access": "whose machines are used",
    "joint_projects.agreement": "large jobs together",
    "governance.fees": "how fees are shared out",
    "commons.upkeep": "who keeps the place up",
    "membership.admission": "who is let in",
    "governance.catalyst": "a facilitator or director",
    "lease.kind": "who owes the rent",
    "lease.negotiation": "who negotiates the rent",
}
NOT_TRIED = {("lease.kind", "single_tenant"), ("lease.kind", "none")}
"""Without members, or without a building: other questions."""
BOOK = {"copied": {"norms.book": "house"}, "mixed": {"norms.book": "house"}}
"""What goes with a choice."""


@dataclass(frozen=True)
class Lever:
    """A lever at another setting, less the mix as proposed.

    Attributes
    ----------
    setting, value, was : str
        What is turned, to what, from what.
    words : str
        What it decides.
    members, landlord, satisfaction, holds : Estimate
        Change for the proposed members (EUR per person and month), of the rent (EUR a month), of satisfaction (0-1), of the
        chance that the association can always pay; each column holds together.
    """

    setting: str
    value: str
    was: str
    words: str
    members: Estimate
    landlord: Estimate
    satisfaction: Estimate
    holds: Estimate


@dataclass(frozen=True)
class Levers:
    """All levers.

    Attributes
    ----------
    turned : tuple of Lever
        The best for members first.
    refused : tuple of str
        Settings that do not go with the others of this place.
    runs : int
        Runs of each.
    """

    turned: tuple[Lever, ...]
    refused: tuple[str, ...]
    runs: int

    def helping(self, who: str) -> list[Lever]:
        """Return levers that help, beyond chance: ``members``, ``landlord``, ``satisfaction`` or ``holds``."""
        found = [one for one in self.turned if getattr(one, who).above_zero]
        return sorted(found, key=lambda one: -getattr(one, who).mean)

    def harming(self, who: str) -> list[Lever]:
        """Return levers that harm, beyond chance."""
        found = [one for one in self.turned if getattr(one, who).below_zero]
        return sorted(found, key=lambda one: getattr(one, who).mean)

    def rows(self) -> list[dict[str, object]]:
        """Return the table."""
        rows = []
        for one in self.turned:
            row: dict[str, object] = {"setting": one.setting, "value": one.value, "instead_of": one.was}
            for name in ("members", "landlord", "satisfaction", "holds"):
                estimate: Estimate = getattr(one, name)
                row |= {name: estimate.mean, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
            rows.append(row)
        return rows


def levers_of(bench: Bench, budget: int, fewest: int) -> Levers:
    """Turn each lever, with so many runs in all."""
    found, refused = _variants(bench)
    runs = max(fewest, budget // max(1, len(found)))
    base, *trials = bench.run([AS_PROPOSED, *(one for one, *_ in found)], runs, "each lever turned")
    turned = [
        _compared(setting, value, was, base, trial, len(found), len(bench.proposal.members))
        for (_, setting, value, was), trial in zip(found, trials, strict=True)
    ]
    return Levers(tuple(sorted(turned, key=lambda one: -one.members.mean)), tuple(refused), runs)


def _variants(bench: Bench) -> tuple[list[tuple[Variant, str, str, str]], list[str]]:
    found, refused = [], []
    for setting, value, was in _choices(bench.proposal):
        changes: dict[str, Any] = {setting: value} | (BOOK.get(value, {}) if setting == "norms.origin" else {})
        variant = Variant(settings=tuple(changes.items()))
        try:
            bench.scenario_of(variant)
        except ScenarioError:
            refused.append(f"{setting} = {value}")
        else:
            found.append((variant, setting, value, was))
    return found, refused


def _choices(proposal: Proposal) -> Iterator[tuple[str, str, str]]:
    settings = proposal.scenario.settings
    for setting in LEVERS:
        section, _, key = setting.partition(".")
        was = getattr(getattr(settings, section), key)
        for value in all_settings()[setting].choices:
            if value != was and (setting, value) not in NOT_TRIED:
                yield setting, value, was


def _compared(setting: str, value: str, was: str, base: Trial, trial: Trial, together: int, count: int) -> Lever:
    def change(one: Any) -> Estimate:
        return paired(one(base), one(trial), together)

    return Lever(
        setting, value, was, LEVERS[setting],
        change(lambda trial: mean_over(trial, "value", count)),
        change(lambda trial: trial.site["rent"]),
        change(lambda trial: trial.site["satisfaction"]),
        change(lambda trial: trial.site["broke_even"]),
    )  # fmt: skip
