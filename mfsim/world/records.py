"""The records of which the world is made: what a firm, a unit, a site, a dealing holds, with units.

A firm is a row with a serial number; -1 marks an empty unit. Records rather than one array a quantity: a rule reads
``firm.cash``, and a call passes one array instead of sixty (measured: 1.7 microseconds a call saved).
"""

from __future__ import annotations

from typing import Any

import numpy as np

NEUTRAL_CONDITION = 0.5
"""Condition of what is common at which it neither helps nor hurts: that of a site where `commons` is off."""
GAPS = 12
"""Gaps that a firm can pursue in a month; with so many it takes no more orders that month."""
MEETINGS = 4
"""Most meetings of a firm in a month."""
SEGMENTS = 8
"""Customer segments of the vocabulary."""

GUIDE_STEPS = 64
"""Steps of a draw, for each of which is noted where to look (`mfsim.world.contact`); exact, as it is a power of two."""
SLOTS = 2
"""Machines that a firm may use: that of its own field and that of its trade's second field."""

_INTEGERS = """
trade sector kind own_field entry_month months_in_place months_outside months_below gap_count
gaps_total gaps_met_total refusals innovations
settled disputes slights breaches excluded notice second_field
away_at
tenant months_full months_slack months_cramped
development
"""
_SWITCHES = "goods founder art helped initiator worn_out expelled nomad absent lodged"
_NEIGHBOURS = "market_length rivals noise noise_heard"
_NUMBERS = """
people time_share income_weight near_share rate hours_given project_hours common_due open_hours generosity care reputation
age_months cash receivable standing standing_base outside_income moving_threshold alone income smoothed_income
arrears rent_per_m2 fatigue satisfaction value
capacity hours_worked hours_done billed outside_cost rent learned
project_billed project_cost project_wages project_internal project_due help_money common_hours
crowded machine_charge chain_hours chain_money chain_income inputs_bought
attachment knows_rules gift strain surplus upkeep_hours upkeep_total
partner_due partner_money
income_discounted hours_discounted learned_discounted
area employees entry_people own_hours asked usual_asked severance
learns teaches advised needs_share people_wanted_soon people_wanted_later
income_total worked_total given_total received_total learned_total rent_total project_income_total project_hours_total
"""

FIRM: np.dtype[Any] = np.dtype(
    [("serial", "i8")]
    + [(name, "f8") for name in _NEIGHBOURS.split()]
    + [
        ("market", "f8", (SEGMENTS,)),
        ("met", "i8", (MEETINGS,)),
        ("machine_work", "f8", (SLOTS,)),
        ("held", "f8", (SLOTS,)),
        ("spare", "f8", (SLOTS,)),
        ("owns", "i8", (SLOTS,)),
        ("works_from", "i8", (SLOTS,)),
    ]
    + [(name, "f8") for name in _NUMBERS.split()]
    + [(name, "i8") for name in _INTEGERS.split()]
    + [(name, "?") for name in _SWITCHES.split()],
    align=True,
)
"""A firm: money in EUR; hours in h, this month's unless a total; levels and traits from 0 to 1; standing a logarithm."""

GAP: np.dtype[Any] = np.dtype([("field", "i8"), ("level", "f8"), ("hours", "f8"), ("rest", "f8"), ("met", "?")], align=True)
"""A gap: the field and level that an order needs, its hours, the hours of the rest of the order, and whether a colleague
has met it."""

UNIT: np.dtype[Any] = np.dtype([("area", "f8"), ("building", "i8"), ("x", "f8"), ("y", "f8")], align=True)
"""A private unit: area in m², building, place in m."""

TRADE: np.dtype[Any] = np.dtype(
    [
        ("sector", "i8"),
        ("kind", "i8"),
        ("own_field", "i8"),
        ("second_field", "i8"),
        ("noise", "f8"),
        ("rate_factor", "f8"),
        ("market", "f8", (SEGMENTS,)),
        ("goods", "?"),
    ],
    align=True,
)
KIND: np.dtype[Any] = np.dtype(
    [
        ("orders", "f8"),
        ("order_size", "f8"),
        ("fixed_cost", "f8"),
        ("learning", "f8"),
        ("income_weight", "f8"),
        ("art", "?"),
    ],
    align=True,
)
"""What the kind of firm multiplies: orders, their size, fixed cost, learning; weight of income; whether it is art."""

FOUNDER: np.dtype[Any] = np.dtype(
    [
        ("present", "?"),
        ("serial", "i8"),
        ("trade", "i8"),
        ("background", "i8"),
        ("people", "f8"),
        ("age_years", "f8"),
        ("skill", "f8"),
        ("rate", "f8"),
        ("cash", "f8"),
        ("hours", "f8"),
        ("outside_income", "f8"),
        ("income_weight", "f8"),
        ("generosity", "f8"),
        ("care", "f8"),
        ("satisfaction", "f8"),
        ("near_share", "f8"),
        ("people_soon", "f8"),
        ("people_later", "f8"),
        ("market", "f8", (SEGMENTS,)),
        ("learnt", "i8"),
    ],
    align=True,
)
"""A founding member as given, with its serial number within the site; -1 or NaN where the model draws; fields learnt from
others are the bits of a number."""

KNOWS, WORKS_WITH = 1, 2
"""How two founding members are acquainted, in `acquainted`."""

DEALING: np.dtype[Any] = np.dtype(
    [("taker", "i8"), ("giver", "i8"), ("field", "i8"), ("gap", "i8"), ("agreed", "i8"), ("hours", "f8")], align=True
)
"""A request for help: who asked whom (units), for which field and gap, how many hours, and whether it was granted. Or what
two partners in a joint project were to one another this month; the gap is then `GAPS` and the number of the project."""

DEALINGS_PER_UNIT = 3 * GAPS
"""Room for every request that can be made: three colleagues for each gap."""

CAUSES = (
    "insolvent", "gave_up", "other_closing", "moved_away", "term_over", "expelled", "displaced", "lease_ended",
    "too_big",
)  # fmt: skip
"""Why a firm leaves; the first three are deaths of the firm."""

WAITING = 16
"""Places in the list of firms that wait for a unit."""

SITE: np.dtype[Any] = np.dtype(
    [
        ("number", "i8"),
        ("next_applicant", "i8"),
        ("next_spin_off", "i8"),
        ("waiting", "i8"),
        ("waiting_serial", "i8", (WAITING,)),
        ("waiting_since", "i8", (WAITING,)),
        ("open_cases", "i8"),
        ("budget_month", "i8"),
        ("months_in_debt", "i8"),
        ("months_few", "i8"),
        ("guests", "i8"),
        ("year_members", "i8"),
        ("year_revenue", "f8"),
        ("association_cash", "f8"),
        ("fee_per_m2", "f8"),
        ("fee_per_member", "f8"),
        ("fee_of_revenue", "f8"),
        ("condition", "f8"),
        ("regulated", "f8"),
        ("single_tenant", "?"),
        ("gathered", "?"),
        ("dissolved", "?"),
        ("stage", "i8"),
        ("phase", "i8"),
        ("open_units", "i8"),
        ("opened", "i8"),
        ("founders_until", "i8"),
        ("founded", "i8"),
        ("contact_outside", "f8"),
    ],
    align=True,
)
"""A site: its number in the run, which addresses its draws; applicants and spin-offs so far; open cases; how many wait,
their serial numbers in the order in which they came, the months in which they applied; its association's cash (EUR)
and fees (EUR per m² and month, EUR per member and month, share of revenue); guests in its beds next month; condition
of what is common, 0-1; share of cases that fall under a shared rule; whether its single-tenant twin is let; whether
its association has dissolved. Of the association: month from which a budget is due (0 before the first), months in a
row of too much debt and of too few members, whether there ever were enough; since the last budget, the members'
months and what they billed (EUR). Of its founding: stage and phase (`mfsim.world.phases`); how many of its units,
from the first on, are open; the month in which it opened (0 for one that was open, the current one until then); the
last month in which who came is a founding member; the month from which there is an association (1 for a place that
was open, one to come until then); contact of members who work outside over that of those in the place."""

_TALLY_INTEGERS = """
orders orders_refused gaps gaps_met gaps_bought gaps_lost refusals innovations copies applicants entries dealings
cases settled_by_parties decided grudges breaches sanctions
projects_offered projects_passed projects_uncovered projects_refused projects_taken
projects_public projects_delivered projects_late projects_failed
invited attended introductions tenants machines_damaged spin_offs largest_left
guests nomads_away partner_parts rules_told
"""
_TALLY_NUMBERS = """
mean_reputation help_hours learned learned_across rent_due rent_paid single_tenant_rent fees help_paid
project_hours project_income project_net project_value project_loss
machine_hours_needed machine_hours_available machine_hours_used machine_hours_shared machine_hours_outside
machine_hours_lost use_charges area_bookable area_booked
inputs_inside inputs_near inputs_far chain_hours overflow_hours
upkeep_hours initiator_hours staff_hours fee_area heating_loss repair event_income grant association_cost outside_rent
partner_hours partner_pay travel_cost bed_income learned_abroad partner_tie
landlord_rent rent_full let_share single_tenant_net lone_rent lone_operator_rent works decay owner_upkeep
hired dismissed
"""
TALLY: np.dtype[Any] = np.dtype(
    [(name, "i8") for name in _TALLY_INTEGERS.split()]
    + [(name, "f8") for name in _TALLY_NUMBERS.split()]
    + [("exits", "i8", (len(CAUSES),))],
    align=True,
)
"""What is counted over a month, a site."""

_ACCOUNTS = """
customers newcomers suppliers households state landlord funders operators departed partners
billed collected written_off charged rent_paid rent_written_off accepted done dropped
rent_direct lease_charged lease_paid lease_written_off
"""
ACCOUNTS = tuple(_ACCOUNTS.split())
LEDGER: np.dtype[Any] = np.dtype([(name, "f8") for name in ACCOUNTS], align=True)
"""Cumulative flows since the start: money over the boundary (the first ten; in minus out is cash inside; `partners` are the
other sites), claims on customers, rent claims on members, hours of orders; what members paid to the landlord directly, and
its claims on who owes the whole."""
