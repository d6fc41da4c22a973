"""Settings of the economy: orders, work, money."""

from __future__ import annotations

from typing import Any

from mfsim.scenario.declare import P1, PROTOTYPE, Section, quantity

BUILDING: dict[str, Any] = {"lease.kind": ["individual", "joint", "operator", "single_tenant"]}


class Demand(Section):
    """Orders from outside."""

    orders_per_person_month: float = quantity(10.75, "orders/month", 0.0, 200.0, (7.0, 12.0), "assumed", P1)
    """Orders that reach one person in a month at standing 1, fully visible, without rivals."""
    order_hours_mean: float = quantity(16.0, "h", 0.01, 1e6, (8.0, 40.0), "assumed", PROTOTYPE)
    """Mean working hours of an order."""
    order_hours_variation: float = quantity(0.8, "ratio", 0.0, 3.0, (0.5, 1.2), "assumed", PROTOTYPE)
    """Coefficient of variation of the hours of an order (gamma distribution)."""
    backlog_limit_months: float = quantity(3.0, "months", 0.0, 1e9, (1.0, 6.0), "assumed", PROTOTYPE)
    """Open hours, in months of capacity, beyond which a firm turns orders down."""
    rate_eur_per_hour: float = quantity(28.0, "EUR/h", 0.01, 1e6, (20.0, 45.0), "assumed", PROTOTYPE)
    """Billing rate of the median firm of a trade with rate factor 1."""
    rate_spread: float = quantity(0.2, "log", 0.0, 2.0, (0.1, 0.4), "assumed", PROTOTYPE)
    """Standard deviation of the logarithm of the billing rate between firms."""
    standing_spread: float = quantity(0.146, "log", 0.0, 2.0, (0.08, 0.35), "assumed", P1)
    """Standard deviation of the logarithm of standing with customers between firms."""
    standing_persistence: float = quantity(0.952, "per month", 0.0, 0.9999, (0.93, 0.97), "assumed", P1)
    """Autoregression of the logarithm of standing."""
    standing_shock: float = quantity(0.09, "log", 0.0, 2.0, (0.02, 0.14), "assumed", P1)
    """Monthly shock to the logarithm of standing."""
    newcomer_visibility: float = quantity(0.85, "share", 0.0, 1.0, (0.65, 0.95), "assumed", P1)
    """Share of its customers that a newborn firm reaches."""
    visibility_growth: float = quantity(0.12, "per month", 0.0, 10.0, (0.05, 0.3), "assumed", PROTOTYPE)
    """Speed at which a young firm becomes known."""
    rivalry: float = quantity(0.3, "ratio", 0.0, 10.0, (0.0, 1.0))
    """Loss of orders to colleagues who serve the same customers, at the reference number of members."""
    reference_members: float = quantity(20.0, "members", 1.0, 1e6, (10.0, 40.0))
    """Number of members at which rivalry and the site's visibility are measured."""
    site_visibility_exponent: float = quantity(0.0, "exponent", -1.0, 1.0, (-0.2, 0.3))
    """How a site's drawing power grows with its members: orders x (members / reference)^exponent."""
    market_spread: float = quantity(0.3, "log", 0.0, 3.0, (0.0, 0.8))
    """How far firms of a sector differ in the customers they serve."""
    macro_persistence: float = quantity(0.95, "per month", 0.0, 0.9999, (0.9, 0.99))
    """Autoregression of the logarithm of the macro index."""
    macro_shock: float = quantity(0.02, "log", 0.0, 1.0, (0.0, 0.05))
    """Monthly shock to the logarithm of the macro index."""
    sector_persistence: float = quantity(0.9, "per month", 0.0, 0.9999, (0.8, 0.98))
    """Autoregression of the logarithm of a sector's index."""
    sector_shock: float = quantity(0.04, "log", 0.0, 1.0, (0.0, 0.1))
    """Monthly shock to the logarithm of a sector's index."""
    second_field_share: float = quantity(0.1, "share", 0.0, 1.0, (0.03, 0.3))
    """Share of orders that need a second field of skill."""
    second_field_hours: float = quantity(0.3, "share", 0.0, 1.0, (0.1, 0.5))
    """Share of such an order's hours that falls to the second field."""
    required_level_low: float = quantity(0.2, "level", 0.0, 1.0, (0.1, 0.4))
    """Lowest level that an order requires in the second field."""
    required_level_high: float = quantity(0.7, "level", 0.0, 1.0, (0.5, 0.9))
    """Highest level that an order requires in the second field."""


class Production(Section):
    """Working on open orders."""

    hours_per_person_month: float = quantity(140.0, "h/month", 1.0, 1e9, (120.0, 170.0), "assumed", PROTOTYPE)
    """Working hours of one person in a month."""
    productivity_base: float = quantity(0.725, "ratio", 0.01, 10.0, (0.5, 1.0))
    """Standard hours done in an hour at level 0 of the own field."""
    productivity_gain: float = quantity(0.5, "ratio", 0.0, 10.0, (0.2, 0.8))
    """Standard hours done in addition at level 1."""
    nuisance_loss: float = quantity(0.15, "share", 0.0, 1.0, (0.0, 0.4))
    """Loss of productivity at nuisance 1."""
    open_plan_loss: float = quantity(0.05, "share", 0.0, 0.9, (0.0, 0.15))
    """Loss of productivity in a wholly open plan, for want of concentration, noise apart."""
    fatigue_loss: float = quantity(0.1, "share", 0.0, 1.0, (0.0, 0.3))
    """Loss of capacity at fatigue 1."""
    common_hours_limit: float = quantity(0.15, "share", 0.0, 0.5, (0.05, 0.25))
    """Largest share of a month's hours that a firm spends on the place (upkeep, assemblies, disputes)."""
    condition_effect: float = quantity(0.1, "share", 0.0, 1.0, (0.0, 0.3), when={"processes.commons": True})
    """Productivity in a place of perfect condition less that in one of the worst; at condition 0.5 there is no effect."""
    outside_markup: float = quantity(0.4, "share", 0.0, 10.0, (0.2, 0.6), "assumed", PROTOTYPE)
    """What work bought outside costs above the median rate."""
    lost_order_share: float = quantity(0.3, "share", 0.0, 1.0, (0.0, 0.6))
    """Share of orders with an unfilled gap that are lost; the rest is bought outside."""
    input_share_goods: float = quantity(0.25, "share", 0.0, 0.9, (0.1, 0.4))
    """Materials in the billing of those who make goods."""
    input_share_services: float = quantity(0.05, "share", 0.0, 0.9, (0.0, 0.15))
    """Materials in the billing of those who render services."""


class Finance(Section):
    """The firm's money."""

    collected_share_month: float = quantity(
        0.4, "per month", 0.01, 1.0, (0.25, 0.7), "assumed", "38.6 % of micro firms paid on time (Italy, 2018)"
    )
    """Share of what customers owe that they pay in a month; 1 means paid as it comes."""
    fixed_cost_eur_month: float = quantity(530.0, "EUR/month", 0.0, 1e6, (300.0, 800.0), "assumed", PROTOTYPE)
    """Fixed cost per person, premises apart."""
    tax_rate: float = quantity(0.28, "share", 0.0, 1.0, (0.2, 0.35), "assumed", PROTOTYPE)
    """Tax and contributions on a month's positive profit."""
    living_eur_month: float = quantity(900.0, "EUR/month", 0.0, 1e6, (700.0, 1_300.0), "assumed", PROTOTYPE)
    """What a person draws for a living in every month."""
    extra_draw: float = quantity(0.3, "share", 0.0, 1.0, (0.1, 0.5), "assumed", PROTOTYPE)
    """Share of cash above the buffer that is drawn in addition."""
    buffer_months: float = quantity(3.0, "months", 0.0, 1e9, (1.0, 6.0), "assumed", PROTOTYPE)
    """Cash kept, in months of fixed cost, rent and fee, beside one month's living."""
    credit_line_eur: float = quantity(4_000.0, "EUR", 0.0, 1e9, (1_000.0, 10_000.0), "assumed", PROTOTYPE)
    """Credit per person; beyond it a firm is insolvent."""
    fee_eur_per_m2_month: float = quantity(1.5, "EUR/m² month", 0.0, 1e4, (0.5, 4.0), when={"processes.governance": False})
    """Members' fee to the association per private m², for the common running costs, where no budget sets it."""
    running_cost_eur_per_m2_month: float = quantity(0.8, "EUR/m² month", 0.0, 1e4, (0.4, 2.0), when=BUILDING)
    """Heating, energy and upkeep that the association pays, per m² of the whole site."""
