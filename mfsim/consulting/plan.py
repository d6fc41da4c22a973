"""Where the runs go: shares of the budget for each question, in whole runs a variant."""

from __future__ import annotations

from dataclasses import dataclass

MOST_PROPOSED = 1_000
FEWEST = 20
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
