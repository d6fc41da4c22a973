"""What varies in a study: a range with a distribution, or a list of levels that each set one setting or several."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import NormalDist
from typing import Any, Literal

from mfsim.study.compositions import Composition

Distribution = Literal["uniform", "log_uniform", "triangular", "normal"]
DISTRIBUTIONS: tuple[Distribution, ...] = ("uniform", "log_uniform", "triangular", "normal")


@dataclass(frozen=True)
class Range:
    """Numbers between two bounds.

    Attributes
    ----------
    low, high : float
        Bounds; both can be taken. A normal distribution is cut off there.
    distribution : str
        ``uniform``, ``log_uniform``, ``triangular`` (with its `mode`) or ``normal`` (with `mean` and `sd`).
    whole : bool
        Whether the setting is a whole number.
    """

    low: float
    high: float
    distribution: Distribution = "uniform"
    mode: float = 0.0
    mean: float = 0.0
    sd: float = 1.0
    whole: bool = False

    def at(self, u: float) -> float | int:
        """Return the value below which a share `u` (0 to 1) of the distribution lies."""
        if self.whole:
            return self._whole(u)
        return min(self.high, max(self.low, self._between(u)))

    def _whole(self, u: float) -> int:
        return int(min(self.high, max(self.low, math.floor(self._wider.at(u) + 0.5))))

    @cached_property
    def _wider(self) -> Range:
        """Reaches half a number further at both ends, so that all whole numbers are as likely."""
        if self.distribution == "log_uniform":
            return Range(max(self.low - 0.5, 0.5), self.high + 0.5, self.distribution)
        return Range(self.low - 0.5, self.high + 0.5, self.distribution, self.mode, self.mean, self.sd)

    def _between(self, u: float) -> float:
        low, high = self.low, self.high
        if self.distribution == "log_uniform":
            return math.exp(math.log(low) + u * (math.log(high) - math.log(low)))
        if self.distribution == "triangular":
            if high == low:
                return low
            rising = (self.mode - low) / (high - low)
            if u < rising:
                return low + math.sqrt(u * (high - low) * (self.mode - low))
            return high - math.sqrt((1.0 - u) * (high - low) * (high - self.mode))
        if self.distribution == "normal":
            normal = NormalDist(self.mean, self.sd)
            share = normal.cdf(low) + u * (normal.cdf(high) - normal.cdf(low))
            return normal.inv_cdf(min(1.0 - 1e-15, max(1e-15, share)))
        return low + u * (high - low)


@dataclass(frozen=True)
class Level:
    """One level of a factor: how it is shown, what it sets and, of a composition, the shares of its parts."""

    label: str | float | int | bool
    settings: Mapping[str, Any]
    shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Levels:
    """Some levels, each as likely as the others."""

    levels: tuple[Level, ...]

    def at(self, u: float) -> Level:
        """Return the level in which a share `u` (0 to 1) falls."""
        return self.levels[min(len(self.levels) - 1, int(u * len(self.levels)))]


@dataclass(frozen=True)
class Factor:
    """One thing that varies.

    Attributes
    ----------
    name : str
        The dotted name of a setting, or a name of its own for levels that set several.
    role : str
        ``uncertainty``, what is not known, or ``lever``, what is chosen.
    domain : Range, Levels or Composition
        What it can be.
    when : mapping
        Labels that other factors, or values that settings, must have for it to vary; otherwise it is left alone.
    """

    name: str
    role: Literal["uncertainty", "lever"]
    domain: Range | Levels | Composition
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What it takes: ``range``, ``levels`` or ``composition``."""
        return {Range: "range", Levels: "levels", Composition: "composition"}[type(self.domain)]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of a composition; none of anything else."""
        return tuple(self.domain.parts) if isinstance(self.domain, Composition) else ()

    @property
    def width(self) -> int:
        """How many shares it takes to choose a level."""
        return max(1, len(self.parts) - 1)

    @property
    def count(self) -> int:
        """How many levels it has, if all are as likely; otherwise 0."""
        if isinstance(self.domain, Levels):
            return len(self.domain.levels)
        if isinstance(self.domain, Range) and self.domain.whole and self.domain.distribution == "uniform":
            return int(self.domain.high) - int(self.domain.low) + 1
        return 0

    def level_at(self, *shares: float) -> Level:
        """Return the level at a share of the distribution; a number is a level of its own."""
        if isinstance(self.domain, Levels):
            return self.domain.at(*shares)
        if isinstance(self.domain, Composition):
            parts = self.domain.at(*shares)
            label = ", ".join(f"{name} {share:.3g}" for name, share in parts.items())
            return Level(label, self.domain.settings(parts), parts)
        value = self.domain.at(*shares)
        return Level(value, {self.name: value})

    def spaced(self, count: int) -> Sequence[tuple[float, ...]]:
        """Return the shares of its levels; of a range, of so many values at equal distances, each once."""
        if isinstance(self.domain, Levels):
            some = len(self.domain.levels)
            return [((place + 0.5) / some,) for place in range(some)]
        if isinstance(self.domain, Composition):
            return self.domain.spaced(count)
        shares = [place / max(1, count - 1) for place in range(count)]
        each = {self.domain.at(share): share for share in reversed(shares)}
        return [(share,) for share in reversed(each.values())]
