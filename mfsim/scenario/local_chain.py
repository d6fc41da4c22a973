"""Settings of the local chain: what members buy, from one another, near or far, and orders that they pass on."""

from __future__ import annotations

from typing import Any

from mfsim.scenario.declare import Section, quantity

ON: dict[str, Any] = {"processes.local_chain": True}


class LocalChain(Section):
    """Inputs bought inside, near or far, and orders passed on to colleagues; prices over those that the inputs count at."""

    inside_first: float = quantity(
        0.4,
        "share",
        0.0,
        1.0,
        (0.1, 0.9),
        "assumed",
        "book 1.2: a project meant to create a local supply chain; no figure",
        ON,
    )
    """Chance that a firm, in a month and for a kind of input, asks members before it buys elsewhere."""
    near_share: float = quantity(
        0.5, "share", 0.0, 1.0, (0.1, 0.9), "assumed", "book 3.14: local suppliers are used; no figure", ON
    )
    """Share bought nearby of what is not bought inside."""
    level: float = quantity(0.3, "level", 0.0, 1.0, (0.1, 0.6), when=ON)
    """Least level in its own field of a member who is given an order by another."""
    price_inside: float = quantity(1.0, "ratio", 0.01, 10.0, (0.85, 1.15), when=ON)
    """Price of what a colleague makes, at its own rate for the hours that this pays for."""
    price_near: float = quantity(1.0, "ratio", 0.0, 10.0, (0.9, 1.15), when=ON)
    """Price of what is bought nearby, before transport."""
    price_far: float = quantity(0.92, "ratio", 0.0, 10.0, (0.75, 1.0), when=ON)
    """Price of what is bought far away, before transport."""
    transport_inside: float = quantity(0.0, "ratio", 0.0, 10.0, (0.0, 0.05), when=ON)
    """Transport from one member to another: 0 in one building, more where each has a place of its own."""
    transport_near: float = quantity(0.02, "ratio", 0.0, 10.0, (0.0, 0.05), when=ON)
    """Transport of what is bought nearby."""
    transport_far: float = quantity(0.08, "ratio", 0.0, 10.0, (0.03, 0.2), when=ON)
    """Transport of what is bought far away."""
    overflow_months: float = quantity(1.5, "months", 0.0, 1e9, (0.5, 2.5), when=ON)
    """Open work, in months of capacity, beyond which a firm passes orders on to a colleague of its field."""
    commission: float = quantity(0.1, "share", 0.0, 1.0, (0.0, 0.25), when=ON)
    """Share of the price of an order passed on that stays with who passes it on."""
    least_rate: float = quantity(0.7, "ratio", 0.0, 10.0, (0.4, 1.0), when=ON)
    """Pay for an hour of an order passed on, over its own rate, below which a colleague declines."""
    trust_gain: float = quantity(0.02, "share", 0.0, 1.0, (0.0, 0.06), when=ON)
    """Step of trust towards 1, both ways, of two who deal with one another in a month."""
