"""What would flip the conclusion? Each assumed number over its plausible range, then the value at which the sign changes.

First every assumed number that has an effect here is set to the lower and to the upper end of its plausible range, one at a
time, on the same draws; those that move a conclusion most are tried again with more runs, and where an end turns the
conclusion round, the value at which it does is found by halving the interval.

Equation::

    margin(x) = mean over runs of what a conclusion is about, less its bound; the conclusion is its sign
    flips within [here, end] if the margin at the end has the other sign, beyond chance for all that are tried again

Source: one at a time: Saltelli et al. (2008), Global Sensitivity Analysis, ch. 1, who warn that it sees no joint effects.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from mfsim.consulting.assumptions import Number, assumed_numbers
from mfsim.consulting.bench import Bench
from mfsim.consulting.intervals import Estimate, mean_of
from mfsim.consulting.proposal import AS_PROPOSED, Proposal, Variant
from mfsim.consulting.trial import Trial
from mfsim.consulting.turning import CONCLUSIONS, Conclusion, Flipping, Influence, Turning
from mfsim.errors import MfsimError

MOST_LOOKED_AT = 5
"""Numbers of each conclusion that are tried again."""
HALVINGS = 6
FLIPS_EXPECTED = 4
"""Numbers that turn a conclusion, for which the budget is planned; more take more runs."""


def flipping_of(bench: Bench, budget: int, fewest: int) -> Flipping:
    """Screen, try again, and find where conclusions turn; about so many runs in all."""
    numbers = assumed_numbers(bench.proposal)
    ends = {(one.setting.name, end): one.variant(getattr(one, end)) for one in numbers for end in ("low", "high")}
    runnable = {key: one for key, one in ends.items() if _is_allowed(bench, one)}
    first = max(fewest, budget // 2 // max(1, len(runnable)))
    base, *trials = bench.run([AS_PROPOSED, *runnable.values()], first, "each assumption at its ends")
    screened = dict(zip(runnable, trials, strict=True))
    conclusions = [one for one in CONCLUSIONS if _applies(one, bench.proposal)]
    count = len(bench.proposal.members)
    chosen = {one.name: _strongest(one, numbers, screened, base, count) for one in conclusions}
    again = sorted({number for some in chosen.values() for number in some}, key=lambda one: one.setting.name)
    runs = max(first, budget // 2 // (1 + 2 * len(again) + HALVINGS * FLIPS_EXPECTED))
    together = max(1, 2 * len(again))
    turnings = tuple(_turning(bench, one, chosen[one.name], runs, count, together) for one in conclusions)
    return Flipping(turnings, len(numbers), len(ends) - len(runnable), first, runs)


def _is_allowed(bench: Bench, variant: Variant) -> bool:
    try:
        bench.scenario_of(variant)
    except MfsimError:
        return False
    return True


def _applies(conclusion: Conclusion, proposal: Proposal) -> bool:
    settings = proposal.scenario.settings
    if conclusion.name == "landlord":
        return settings.lease.kind != "none" and settings.processes.lease
    return conclusion.name != "pays" or settings.processes.governance


def _strongest(
    conclusion: Conclusion, numbers: Sequence[Number], screened: dict[tuple[str, str], Trial], base: Trial, count: int
) -> list[Number]:
    """Return the numbers whose ends bring the margin nearest to turning, or turn it farthest."""
    here = float(np.nanmean(conclusion.values(base, count)))
    sign = 1.0 if here >= 0.0 else -1.0

    def pull(one: Number) -> float:
        ends = [screened[key] for key in ((one.setting.name, "low"), (one.setting.name, "high")) if key in screened]
        return max((sign * (here - float(np.nanmean(conclusion.values(end, count)))) for end in ends), default=0.0)

    pulling = [one for one in numbers if pull(one) > 0.0]
    return sorted(pulling, key=lambda one: (-pull(one), one.setting.name))[:MOST_LOOKED_AT]


def _turning(
    bench: Bench, conclusion: Conclusion, numbers: Sequence[Number], runs: int, count: int, together: int
) -> Turning:
    def margin(variant: Variant, of: int = together) -> Estimate:
        (trial,) = bench.run([variant], runs, "the strongest assumptions again")
        return mean_of(conclusion.values(trial, count), of)

    here = margin(AS_PROPOSED, 1)
    influences = [_influence(one, here, margin) for one in numbers]
    strength = {one.setting: abs(one.at_high.mean - one.at_low.mean) for one in influences}
    return Turning(conclusion.name, here, tuple(sorted(influences, key=lambda one: -strength[one.setting])))


def _influence(number: Number, here: Estimate, margin: Callable[[Variant], Estimate]) -> Influence:
    at_low, at_high = margin(number.variant(number.low)), margin(number.variant(number.high))
    towards, flips_at = "", None
    for end, at_end in (("low", at_low), ("high", at_high)):
        if (here.above_zero and at_end.below_zero) or (here.below_zero and at_end.above_zero):
            towards = end
            flips_at = _crossing(number, getattr(number, end), here.mean > 0.0, margin)
            break
    one = number.setting
    return Influence(
        one.name, one.meaning, one.unit, one.source, number.here, number.low, number.high, at_low, at_high, flips_at, towards
    )


def _crossing(number: Number, end: float, is_true_here: bool, margin: Callable[[Variant], Estimate]) -> float:
    """Halve the way from here to the end until it is known where the margin changes its sign."""
    near, far = number.here, end
    for _ in range(HALVINGS):
        middle = (near + far) / 2.0
        if (margin(number.variant(middle)).mean > 0.0) == is_true_here:
            near = middle
        else:
            far = middle
    return (near + far) / 2.0
