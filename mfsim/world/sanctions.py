"""What follows a breach: nothing, a graduated sanction, or expulsion; breaches are forgotten in time.

Source: graduated sanctions: Ostrom (1990), Governing the Commons, design principle 5.
"""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform
from mfsim.world.norm_draws import FORGET
from mfsim.world.parameters import choice

NO_SANCTIONS = choice("norms", "sanctions", "none")
GRADUATED = choice("norms", "sanctions", "graduated")


@compiled
def _graduated(p: Any, firm: Any, state: Any, decided: bool) -> None:
    """The next step of the ladder; without anybody who decides, a warning whatever came before."""
    if not decided or firm.breaches < min(p.fine_from, p.exclusion_from, p.expulsion_from):
        return
    if firm.breaches >= p.expulsion_from:
        firm.expelled = True
    elif firm.breaches >= p.exclusion_from:
        firm.excluded = p.exclusion_months
        firm.reputation -= p.exclusion_reputation * firm.reputation
    else:
        firm.cash -= p.fine_eur
        state.association_cash += p.fine_eur


@compiled
def sanction(p: Any, firm: Any, other: Any, state: Any, tally: Any, decided: bool) -> None:
    """Count a breach by `firm`; it is sanctioned, or `other` is slighted.

    Parameters
    ----------
    p : record
        Parameters of norms.
    decided : bool
        Whether there is somebody who decides; without, there are only warnings.
    """
    tally.breaches += 1
    firm.breaches += 1
    if p.sanctions == GRADUATED:
        _graduated(p, firm, state, decided)
    elif p.sanctions == NO_SANCTIONS or not decided or firm.breaches < p.expulsion_from:
        other.slights += 1
        return
    else:
        firm.expelled = True
    tally.sanctions += 1
    firm.care -= p.sanction_care * firm.care


@compiled
def time_heals(p: Any, now: Now, firm: Any) -> None:
    """A breach may be forgotten, an exclusion nears its end, and rules are learnt."""
    if firm.breaches > 0 and uniform(now, FORGET, firm.serial) < p.breach_forgetting:
        firm.breaches -= 1
    firm.excluded = max(0, firm.excluded - 1)
    firm.knows_rules += p.learning_rules * (1.0 - firm.knows_rules)
