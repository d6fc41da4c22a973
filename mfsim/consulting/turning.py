"""What a report concludes, what would turn it round, and how that is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mfsim.consulting.intervals import Estimate, Floats
from mfsim.consulting.people import mean_over
from mfsim.consulting.trial import Trial


@dataclass(frozen=True)
class Conclusion:
    """Something that the report concludes.

    Attributes
    ----------
    name : str
        A word for it.
    values : function of (trial, number of proposed members)
        What it is about, run by run, less its bound: above 0 on average it is true.
    """

    name: str
    values: Callable[[Trial, int], Floats]


CONCLUSIONS = (
    Conclusion("pays", lambda trial, _: trial.site["broke_even"] - 0.5),
    Conclusion("keeps", lambda trial, _: 0.5 - trial.site["lost_third_at_end"]),
    Conclusion("members", lambda trial, count: mean_over(trial, "surplus", count)),
    Conclusion("landlord", lambda trial, _: (trial.monthly["rent_paid"] - trial.monthly["single_tenant"]).mean(axis=1)),
)


@dataclass(frozen=True)
class Influence:
    """What one number does to one conclusion.

    Attributes
    ----------
    setting, meaning, unit, source : str
        The number.
    here, low, high : float
        Its value in this place, and its plausible range.
    at_low, at_high : Estimate
        The margin at the ends.
    flips_at : float, optional
        Value at which the conclusion changes; None if it does not within the range.
    flips_towards : str
        ``low`` or ``high``: the end that turns it round; empty if none does.
    """

    setting: str
    meaning: str
    unit: str
    source: str
    here: float
    low: float
    high: float
    at_low: Estimate
    at_high: Estimate
    flips_at: float | None
    flips_towards: str

    def might(self, margin: Estimate) -> bool:
        """Whether an end is on the other side, be it by chance."""
        return self.flips_at is None and any(one.mean * margin.mean < 0.0 for one in (self.at_low, self.at_high))


@dataclass(frozen=True)
class Turning:
    """A conclusion, and what matters to it.

    Attributes
    ----------
    name : str
        The conclusion.
    margin : Estimate
        How far it is from turning.
    influences : tuple of Influence
        The numbers that move it most, the strongest first.
    """

    name: str
    margin: Estimate
    influences: tuple[Influence, ...]

    @property
    def is_open(self) -> bool:
        """Whether it cannot be said as it is."""
        return not (self.margin.above_zero or self.margin.below_zero)

    @property
    def flipping(self) -> list[Influence]:
        """Numbers that turn it within their plausible range."""
        return [one for one in self.influences if one.flips_at is not None]


@dataclass(frozen=True)
class Flipping:
    """All conclusions.

    Attributes
    ----------
    turnings : tuple of Turning
        One for each conclusion.
    screened, untried : int
        How many numbers were screened; how many ends could not be run, as other settings forbid them.
    screening_runs, runs : int
        Runs of each end, first and again.
    """

    turnings: tuple[Turning, ...]
    screened: int
    untried: int
    screening_runs: int
    runs: int

    def rows(self) -> list[dict[str, object]]:
        """Return the table."""
        return [
            {
                "conclusion": turning.name, "margin": turning.margin.mean, "setting": one.setting, "here": one.here,
                "plausible_low": one.low, "plausible_high": one.high, "margin_at_low": one.at_low.mean,
                "margin_at_high": one.at_high.mean, "flips_at": one.flips_at, "unit": one.unit,
            }
            for turning in self.turnings
            for one in turning.influences
        ]  # fmt: skip
