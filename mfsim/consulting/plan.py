"""Where the runs go: shares of the budget for each question, in whole runs a variant."""

from __future__ import annotations

from dataclasses import dataclass

MOST_PROPOSED = 1_000
WITHOUT_EACH, SINGLE, TEAMS, LEVERS, FLIPPING = 0.1, 0.2, 0.16, 0.12, 0.32
"""Parts of all runs: members left out, single candidates, teams, levers, assumptions; the rest is the mix as proposed."""
FEWEST_AT_ENDS = 8
"""Runs of an assumption at an end of its range, of which there are some three hundred."""
FEWEST = 10
"""Runs a variant, below which nothing is worth trying."""


@dataclass(frozen=True)
class Plan:
    """How many runs each question gets.

    Attributes
    ----------
    runs : int
        In all.
    members, candidates : int
        How many there are.
    """

    runs: int
    members: int
    candidates: int

    @property
    def proposed(self) -> int:
        """Runs of the mix as proposed; as many again are needed of its members alone."""
        return max(FEWEST, min(MOST_PROPOSED, self.runs // 20))

    def share(self, part: float) -> int:
        """Return so large a part of all runs."""
        return round(self.runs * part)

    @property
    def without_each(self) -> int:
        """Runs without each member in turn."""
        return max(FEWEST, self.share(WITHOUT_EACH) // max(1, self.members))
