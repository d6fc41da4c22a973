"""The numbers that are assumed, not known of this place, with the range in which each may plausibly be."""

from __future__ import annotations

from dataclasses import dataclass

from mfsim.consulting.proposal import Proposal, Variant
from mfsim.scenario.settings import Setting, all_settings

NOT_ASSUMED = ("place", "members", "surplus", "network", "founding")
"""Tables of the place itself, of generated members, of prices: no assumptions on how the world works."""


@dataclass(frozen=True)
class Number:
    """An assumed number with the value it has here."""

    setting: Setting
    here: float
    low: float
    high: float

    def variant(self, value: float) -> Variant:
        """Return the proposal with another value."""
        whole = self.setting.kind == "int"
        return Variant(settings=((self.setting.name, round(value) if whole else float(value)),))


def assumed_numbers(proposal: Proposal) -> list[Number]:
    """Return the assumed numbers that have an effect in this place and are not given by it, with their plausible ranges."""
    scenario, found = proposal.scenario, []
    values = {
        name: getattr(getattr(scenario.settings, name.partition(".")[0]), name.partition(".")[2])
        for name in all_settings()
        if "." in name
    }
    for name, one in all_settings().items():
        stated = str(scenario.document.sources.get(name, "")).partition(":")[0] in ("stated", "measured")
        if name.partition(".")[0] in NOT_ASSUMED or one.kind not in ("int", "float") or one.plausible is None or stated:
            continue
        if one.confidence in ("assumed", "literature") and one.applies(values):
            here = float(values[name])
            low, high = min(one.plausible[0], here), max(one.plausible[1], here)
            found.append(Number(one, here, low, high))
    return found
