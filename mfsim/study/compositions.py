"""Compositions: shares of a whole, as of trades among members, that sum to one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SMALLEST = 1e-12


@dataclass(frozen=True)
class Composition:
    """Shares that sum to one, from one number fewer than there are parts.

    With independent u_i, uniform from 0 to 1, a stick is broken: of what is left part i takes the quantile of u_i of a beta
    distribution, so that all shares together have a Dirichlet distribution whose parameters are all the `concentration`
    (Connor & Mosimann 1969, Journal of the American Statistical Association 64, 194-206). The u_i are independent, as
    indices need them; the shares are not, and have an index together.

    Attributes
    ----------
    of : str
        The setting, a table, whose entries have the shares; empty if the parts are settings themselves.
    parts : mapping from the name of a part to its entries
        A part's share is divided equally among its entries.
    concentration : float
        1: all compositions are as likely; above, equal shares are likelier; below, one part alone.
    """

    of: str
    parts: Mapping[str, tuple[str, ...]]
    concentration: float = 1.0

    def at(self, *us: float) -> dict[str, float]:
        """Return the share of each part."""
        left, found = 1.0, {}
        names = list(self.parts)
        for place, (name, u) in enumerate(zip(names, us, strict=False)):
            found[name] = left * self._broken(u, len(names) - 1 - place)
            left = max(0.0, left - found[name])
        return found | {names[-1]: left}

    def _broken(self, u: float, others: int) -> float:
        """Return the quantile of Beta(concentration, concentration · others)."""
        if not SMALLEST < u < 1.0 - SMALLEST:
            return round(u)  # so near the ends the quantile is no number
        if self.concentration == 1.0:
            return float(1.0 - (1.0 - u) ** (1.0 / others))
        from scipy.special import betaincinv

        return float(betaincinv(self.concentration, self.concentration * others, u))

    def settings(self, shares: Mapping[str, float]) -> dict[str, Any]:
        """Return what the shares set."""
        each = {entry: share / len(self.parts[part]) for part, share in shares.items() for entry in self.parts[part]}
        return {self.of: each} if self.of else each

    def spaced(self, count: int) -> list[tuple[float, ...]]:
        """Return the numbers of all compositions whose shares are multiples of 1 / (count - 1): a simplex lattice."""
        return [self._numbers(shares) for shares in _lattice(count - 1, len(self.parts), count - 1)]

    def _numbers(self, shares: tuple[float, ...]) -> tuple[float, ...]:
        from scipy.special import betainc

        left, numbers = 1.0, []
        for place, share in enumerate(shares[:-1]):
            others = len(shares) - 1 - place
            part = min(1.0, share / left) if left > 1e-12 else 0.0
            numbers.append(float(betainc(self.concentration, self.concentration * others, part)))
            left -= share
        return tuple(numbers)


def _lattice(total: int, parts: int, steps: int) -> Iterator[tuple[float, ...]]:
    if parts == 1:
        yield (total / steps,)
        return
    for first in range(total, -1, -1):
        yield from ((first / steps, *rest) for rest in _lattice(total - first, parts - 1, steps))
