"""Settings of the means of production: machines, who may use whose, and room to work in."""

from __future__ import annotations

from typing import Any, Literal

from mfsim.scenario.declare import Section, quantity, setting

ON: dict[str, Any] = {"processes.machines": True}
LENT: dict[str, Any] = {**ON, "machines.access": "lent"}
SITE_OWNED: dict[str, Any] = {**ON, "machines.access": "site_owned"}
BY_USERS: dict[str, Any] = {**SITE_OWNED, "machines.paid_by": "users"}
SHARED: dict[str, Any] = {**ON, "machines.access": ["lent", "site_owned"]}


class Machines(Section):
    """Machines that orders need, who may use whose, and room to work in."""

    access: Literal["owner_only", "lent", "site_owned"] = setting("lent", when=ON)
    """Whose machine a firm uses that has none: one outside; a colleague's who lends it; or the association's."""
    orders_goods: float = quantity(0.3, "share", 0.0, 1.0, (0.1, 0.5), when=ON)
    """Share of the orders of those who make goods that need a machine."""
    orders_services: float = quantity(0.05, "share", 0.0, 1.0, (0.0, 0.15), when=ON)
    """Share of the orders of those who render services that need a machine."""
    hours_share: float = quantity(0.25, "share", 0.01, 1.0, (0.1, 0.5), when=ON)
    """Share of such an order's hours that is work at the machine."""
    second_field: float = quantity(0.3, "share", 0.0, 1.0, (0.1, 0.5), when=ON)
    """Share of these orders that need the machine of the trade's second field, not that of its own."""
    owned: float = quantity(0.8, "share", 0.0, 1.0, (0.5, 0.95), when=ON)
    """Share of firms that own the machine of their own field."""
    owned_second: float = quantity(0.15, "share", 0.0, 1.0, (0.0, 0.4), when=ON)
    """Share of firms that own the machine of their trade's second field."""
    hours_month: float = quantity(120.0, "h/month", 0.0, 744.0, (60.0, 200.0), when=ON)
    """Hours of a month for which a machine can be used; what its owner needs beyond that it always has."""
    outside_markup: float = quantity(0.5, "share", 0.0, 10.0, (0.2, 1.0), when=ON)
    """What an hour of machine work done outside costs above the median rate."""
    lost_share: float = quantity(0.1, "share", 0.0, 1.0, (0.0, 0.3), when=ON)
    """Share of orders lost, of those whose machine work would have to be done outside."""
    waiting: float = quantity(0.5, "share", 0.0, 1.0, (0.0, 0.9), when=SHARED)
    """Share of the machine hours without a machine this month that wait for the next; the rest is done outside."""
    lend_baseline: float = quantity(-1.0, "logit", -20.0, 20.0, (-3.0, 1.0), when=LENT)
    """Readiness to lend a machine, of an owner without generosity, to somebody it does not trust."""
    lend_trust: float = quantity(3.0, "logit", -20.0, 20.0, (1.0, 6.0), when=LENT)
    """Effect of the owner's trust in who asks."""
    lend_generosity: float = quantity(1.0, "logit", -20.0, 20.0, (0.0, 3.0), when=LENT)
    """Effect of the owner's generosity."""
    lend_gain: float = quantity(0.03, "share", 0.0, 1.0, (0.0, 0.1), when=LENT)
    """Step of trust towards 1, both ways, when a machine was lent and came back whole."""
    wear_eur_per_hour: float = quantity(2.0, "EUR/h", 0.0, 1_000.0, (0.5, 6.0), when=SHARED)
    """Wear of a machine in an hour of use by others, paid by its owner; the owner's own use is in its fixed cost."""
    damage: float = quantity(0.1, "per 100 h", 0.0, 100.0, (0.02, 0.4), when=SHARED)
    """Damages in a hundred hours of use by somebody without skill in the machine's field; none at level 1."""
    repair_eur: float = quantity(400.0, "EUR", 0.0, 1e6, (100.0, 1_500.0), when=SHARED)
    """What a damage costs the owner of the machine."""
    repair_months: int = quantity(1, "months", 0, 60, (0, 4), when=SHARED)
    """Months after that of the damage in which nobody can use the machine."""
    damage_loss: float = quantity(0.4, "share", 0.0, 1.0, (0.1, 0.8), when=LENT)
    """Share of its trust in the borrower that an owner loses by a damage."""
    site_types: int = quantity(5, "machines", 1, 10, (2, 10), when=SITE_OWNED)
    """Kinds of machine of which the association has one, in the order of the table of machines."""
    site_cost_eur_month: float = quantity(120.0, "EUR/month", 0.0, 1e6, (50.0, 300.0), when=SITE_OWNED)
    """What the association pays a month for each of its machines, bought on credit and maintained, used or not."""
    paid_by: Literal["fees", "users"] = setting("fees", when=SITE_OWNED)
    """Whether fees alone pay for the association's machines, or who uses them pays by the hour and fees for the rest."""
    charge_eur_per_hour: float = quantity(10.0, "EUR/h", 0.0, 1_000.0, (2.0, 25.0), when=BY_USERS)
    """What users pay the association for an hour at one of its machines."""
    budgeted_use: float = quantity(0.05, "share", 0.0, 1.0, (0.0, 0.3), when=BY_USERS)
    """Share of its machines' hours for which the budget expects to be paid: too high, and the fees do not cover the rest."""
    goods_m2_per_person: float = quantity(15.0, "m²/person", 0.0, 1_000.0, (8.0, 25.0), when=ON)
    """Area on which one person can make goods all month; where there is less, fewer hours can be worked."""
    flexible_share: float = quantity(
        0.1,
        "share",
        0.0,
        1.0,
        (0.0, 0.3),
        "assumed",
        "book 3.3 and 3.8: temporary use of more space, how much is not said",
        ON,
    )
    """Share of the area that is no private unit which members can book by the month to work in."""
    area_charge_eur_per_m2: float = quantity(3.0, "EUR/m² month", 0.0, 1e4, (0.0, 8.0), when=ON)
    """What the association takes for a m² booked for a month."""
