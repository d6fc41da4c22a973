"""What happened in a month, in words: who came and who left and why, which rules were made and struck out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mfsim.world.phases import PHASES, STAGES
from mfsim.world.records import CAUSES

LEFT = {
    "insolvent": "closed, insolvent",
    "gave_up": "gave up the business",
    "other_closing": "closed for other reasons",
    "moved_away": "moved to another place",
    "term_over": "left, its term was over",
    "expelled": "was expelled",
    "displaced": "left, could not pay the new rent",
    "lease_ended": "left, the lease of all had ended",
    "too_big": "left for want of room to grow",
}
"""By cause of exit, one for each of `mfsim.world.records.CAUSES`."""
STATES = {
    "open": "open",
    "forming": "a group is founding the place",
    "works": "works in the empty building",
    "moving": "the place is moving",
    "failed": "the place never opened",
    "ended": "the place has ended",
}
"""By stage of the place, one for each of `mfsim.world.phases.STAGES`."""


def comings_and_goings(firms: Any, month: int, named: dict[int, str], trades: Sequence[str]) -> Iterator[str]:
    """Yield who left and who came in this month; `firms` are rows of `mfsim.world.series.FIRM_ROW`."""
    for row in firms[(firms["exit_month"] == month) & (firms["cause"] >= 0.0)]:
        yield f"{_who(row, named, trades)} {LEFT[CAUSES[int(row['cause'])]]}"
    for row in firms[(firms["entry_month"] == month) & (month > 0)]:
        yield f"{_who(row, named, trades)} came"


def _who(row: Any, named: dict[int, str], trades: Sequence[str]) -> str:
    """Return the name of a member that has one, and the trade."""
    trade, name = trades[int(row["trade"])], named[int(row["serial"])]
    return f"{name} ({trade})" if name else trade


def rules_made(norms: Any, month: int, kinds: Sequence[str], resolutions: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rules struck out and adopted in this month; `norms` are rows of `mfsim.world.series.NORM_ROW`."""
    for column, what in (("to_month", "struck out"), ("from_month", "new rule")):
        for row in norms[(norms[column] == month) & (month > 0)]:
            kind = int(row["kind"])
            yield f"{what}: {kinds[kind]}: {resolutions[kind][int(row['resolution'])]}"


def state_of(row: Any) -> str:
    """Say in what state the place is, from the row of its month."""
    words = STATES[STAGES[int(row["stage"])]]
    has_phase = row["phase"] == row["phase"] and STAGES[int(row["stage"])] == "forming"
    phase = f" ({PHASES[int(row['phase'])]})" if has_phase else ""
    return words + phase + (", its association has dissolved" if row["dissolved"] > 0.0 else "")
