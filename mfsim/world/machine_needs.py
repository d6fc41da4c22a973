"""Which machines a firm owns, and which orders need one: hours that cannot be worked before there is a machine for them.

Orders are marked as they come; where machines play no part, nobody looks at the mark.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform_nth, uniform_pair
from mfsim.world.machine_draws import NEEDS, OWNS
from mfsim.world.records import SLOTS

NOBODY = cast(int, np.int64(0))
OWN_FIELD, SECOND_FIELD = 0, 1
"""Places in what a firm holds and owns: the machine of its own field, and that of its trade's second field."""


@compiled
def field_of(firm: Any, slot: int) -> int:
    """Field of skill whose machine this is."""
    return int(firm.own_field if slot == OWN_FIELD else firm.second_field)


@compiled
def own_machines(p: Any, origin: Now, machine_of: NDArray[np.int64], firm: Any) -> None:
    """Say which machines a firm brings along; `origin` is month 0 of the run.

    Parameters
    ----------
    p : record
        Parameters of machines.
    machine_of : array, shape (fields,)
        Place in the table of machines, -1 for a field that needs none.
    """
    u, v = uniform_pair(origin, OWNS, firm.serial, NOBODY, NOBODY)
    firm.owns[OWN_FIELD] = 1 if u < p.owned and machine_of[firm.own_field] >= 0 else 0
    firm.owns[SECOND_FIELD] = 1 if v < p.owned_second and machine_of[firm.second_field] >= 0 else 0


@compiled
def share_of_orders(p: Any, machine_of: NDArray[np.int64], firm: Any) -> float:
    """Share of a firm's orders that may need a machine; 0 where neither of its fields has one."""
    if machine_of[firm.own_field] < 0 and machine_of[firm.second_field] < 0:
        return 0.0
    return float(p.orders_goods if firm.goods else p.orders_services)


@compiled
def mark_for_machine(
    p: Any, now: Now, machine_of: NDArray[np.int64], firm: Any, share: float, order: int, hours: float
) -> None:
    """Mark the machine's part of an order that needs one.

    Parameters
    ----------
    share : float
        Share of the firm's orders that need a machine (see `share_of_orders`).
    order : int
        Number of the order among those of the month.
    hours : float
        Hours of the whole order.
    """
    u = uniform_nth(now, NEEDS, firm.serial, order)
    if u >= share:
        return
    slot = SECOND_FIELD if u < share * p.second_field else OWN_FIELD
    if machine_of[field_of(firm, slot)] >= 0:
        firm.machine_work[slot] += p.hours_share * hours


@compiled
def hold_back(firm: Any, tally: Any) -> None:
    """Hold back what is marked of the month's orders until there is a machine for it."""
    for slot in range(SLOTS):
        firm.held[slot] += firm.machine_work[slot]
        tally.machine_hours_needed += firm.machine_work[slot]


@compiled
def hours_held(firm: Any) -> float:
    """Open hours of a firm that wait for a machine."""
    return float(firm.held[OWN_FIELD] + firm.held[SECOND_FIELD])
