"""What is written down: the columns of the series of sites, of the rows of firms and of the panel."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Column(NamedTuple):
    """A column of a table of results."""

    name: str
    unit: str
    definition: str


SITE_COLUMNS = (
    Column("members", "firms", "Firms present at the end of the month, or in the founding group."),
    Column("people", "people", "People in them."),
    Column("owners", "people", "Of these, owners; the others are hired."),
    Column(
        "stage", "-", "Stage of the place: 0 open, 1 a group is founding it, 2 works, 3 moving, 4 never opened, 5 ended."
    ),
    Column(
        "phase",
        "-",
        "Phase of the founding group: 0 call, 1 group, 2 declaration, 3 statutes, 4 association, 5 contract, "
        "6 keys; NaN without one.",
    ),
    Column("open_units", "units", "Units that are open."),
    Column("outside", "firms", "Of the members, those who work outside, their unit not being open."),
    Column("occupied_m2", "m²", "Private area let."),
    Column("empty_area_m2", "m²", "Private area that is not let, opened or not."),
    Column("unopened_m2", "m²", "Of this, area that is not open: the owner's works go on, or the place moves or has ended."),
    Column("outside_rent_eur", "EUR", "Rent that members paid outside."),
    Column(
        "ties_outlive", "pairs", "Ordered pairs with any trust among those who were there when the place ended; 0 before."
    ),
    Column("annexed_m2", "m²", "Of this, units that members have taken beside their own."),
    Column("cramped", "share", "Share of people with less area than a person needs; 0 where firms do not grow."),
    Column(
        "income_eur",
        "EUR/person month",
        "Mean income per owner who was there all month: profit after tax, wages and rent; NaN if nobody was.",
    ),
    Column("below_living", "share", "Share of owners in firms whose smoothed income is below the living."),
    Column("income_gini", "0-1", "Gini coefficient of the firms' smoothed income per person, losses counted as 0."),
    Column("cash_eur", "EUR/person", "Mean cash per person."),
    Column("hours_per_person", "h/month", "Hours worked, given and spent on projects, per person who was there all month."),
    Column("load", "share", "Hours worked, given and spent on projects over capacity."),
    Column("satisfaction", "0-1", "Mean satisfaction of firms."),
    Column("satisfaction_sd", "0-1", "Standard deviation of satisfaction between firms."),
    Column("care", "0-1", "Mean care for the place."),
    Column("ties", "0-1", "Mean trust over all ordered pairs of members."),
    Column("acquaintance", "share", "Share of ordered pairs with any trust."),
    Column("values_sd", "0-1", "Standard deviation of values between firms."),
    Column("fatigue", "0-1", "Mean fatigue."),
    Column("orders", "orders", "Orders that reached members."),
    Column("orders_refused", "orders", "Orders turned down because the firm had enough open work."),
    Column("billed_eur", "EUR", "Billing of members for orders of their own."),
    Column("projects_offered", "jobs", "Large jobs and public calls that reached the site."),
    Column(
        "projects_passed", "jobs", "Of these, passed by: no agreement, or a public call and no association to answer it."
    ),
    Column("projects_uncovered", "jobs", "Of these, refused for want of a field."),
    Column("projects_refused", "jobs", "Of these, refused for want of hours, of a leader who is free, or of a margin."),
    Column("projects_taken", "jobs", "Of these, taken."),
    Column("projects_public", "projects", "Of those taken, answers of the association to public calls."),
    Column("projects_delivered", "projects", "Joint projects delivered."),
    Column("projects_late", "projects", "Of these, after the deadline."),
    Column("projects_failed", "projects", "Joint projects that the customer gave up or nobody answered for."),
    Column("project_hours", "h", "Hours spent on joint projects."),
    Column("project_income_eur", "EUR", "Billing of members for joint projects less what they paid for them."),
    Column("project_net_eur", "EUR", "The same over their whole life, of projects that ended this month."),
    Column("project_value_eur", "EUR", "Hours spent on these projects at the members' own rates."),
    Column("project_loss_eur", "EUR", "Largest loss of one member in one of these, its own hours not counted."),
    Column("gaps", "gaps", "Orders that need a second field at a level which the firm lacks."),
    Column("gaps_met", "gaps", "Gaps met by a colleague."),
    Column("gaps_bought", "gaps", "Gaps bought outside."),
    Column("gaps_lost", "gaps", "Orders lost for a gap."),
    Column("help_hours", "h", "Hours given to colleagues."),
    Column("refusals", "requests", "Requests for help refused."),
    Column("help_paid_eur", "EUR", "Money that members paid one another for help."),
    Column("knowledge", "level", "Mean level over members and fields."),
    Column("fields_covered", "fields", "Fields in which some member has at least level 0.5."),
    Column("learned", "level", "Levels gained from colleagues and firms of partner sites, summed over members and fields."),
    Column("learned_across", "level", "Of these, gained from firms of another sector."),
    Column("innovations", "events", "Recombinations of distant fields."),
    Column("copies", "events", "Innovations that a colleague copied."),
    Column("rivals", "overlap", "Mean over members of the summed overlap of markets with the others."),
    Column("hill_sectors", "sectors", "Effective number of sectors (Hill number of order 1)."),
    Column("rao", "0-1", "Rao's quadratic entropy: mean distance of the trades of two members drawn one after another."),
    Column("start_ups", "share", "Members that are start-ups; NaN where growth is off."),
    Column("hill_stages", "stages", "Effective number of stages of development (Hill number of order 1); NaN likewise."),
    Column("applicants", "firms", "Applicants of the month."),
    Column("waiting", "firms", "Applicants who wait for a unit at the end of the month."),
    Column("entries", "firms", "Firms that entered."),
    Column("spin_offs", "firms", "Of these, founded by people of a member."),
    Column("hired", "people", "People hired by members."),
    Column("dismissed", "people", "People dismissed by members."),
    Column("closed_insolvent", "firms", "Firms that closed insolvent."),
    Column("closed_gave_up", "firms", "Firms that gave up their business."),
    Column("closed_other", "firms", "Firms that closed for reasons outside the model."),
    Column("moved_away", "firms", "Firms that moved to another place."),
    Column("term_over", "firms", "Firms whose term was over."),
    Column("expelled", "firms", "Firms that were expelled."),
    Column("displaced", "firms", "Firms that could not pay the higher rent of a new term."),
    Column("lease_ended", "firms", "Firms that had to leave as the lease of all ended."),
    Column("too_big", "firms", "Firms that left for want of area to grow."),
    Column("cases", "cases", "Cases of living together that arose."),
    Column("settled_by_parties", "cases", "Cases without a rule that the parties settled between them."),
    Column("decided", "cases", "Open cases that whoever decides decided."),
    Column("open_cases", "cases", "Cases open at the end of the month."),
    Column("grudges", "cases", "Open cases that became grudges."),
    Column("breaches", "cases", "Breaches of shared rules."),
    Column("sanctions", "cases", "Breaches that were sanctioned."),
    Column("rules", "rules", "Shared rules in force."),
    Column("regulated", "share", "Share of cases that fall under a shared rule."),
    Column("null_regulated", "share", "The same in the null model: as many precedents, resolutions at random."),
    Column(
        "norm_quality", "ratio", "Fit of the rules in force over the best possible, weighted by cases; NaN without rules."
    ),
    Column("consensus", "share", "Share of the most frequent resolution in the remembered precedents, weighted by cases."),
    Column("legitimacy", "0-1", "Mean legitimacy of the rules in force, weighted by cases; NaN without rules."),
    Column("machine_hours_needed", "h", "Machine hours of the orders that came."),
    Column("machine_hours_available", "h", "Hours for which machines of members and of the association could be used."),
    Column("machine_hours_used", "h", "Of these, used."),
    Column("machine_hours_shared", "h", "Of these, used by others than the owner: lent, or at the association's machines."),
    Column("machine_hours_outside", "h", "Machine hours done outside."),
    Column("machine_hours_lost", "h", "Hours of orders lost for want of a machine."),
    Column("machine_hours_waiting", "h", "Machine hours that wait at the end of the month."),
    Column("machines_damaged", "damages", "Machines damaged by others than the owner."),
    Column("flexible_m2", "m²", "Area that could be booked."),
    Column("flexible_booked_m2", "m²", "Of this, booked."),
    Column("crowded", "share", "Hours for which members lack room to work, mean over members."),
    Column("use_charges_eur", "EUR", "Paid to the association for its machines and for area booked."),
    Column("inputs_inside_eur", "EUR", "Paid for inputs to other members, with transport."),
    Column("inputs_near_eur", "EUR", "Paid for inputs nearby, with transport."),
    Column("inputs_far_eur", "EUR", "Paid for inputs far away, with transport."),
    Column("chain_hours", "h", "Hours that members worked for inputs of other members."),
    Column("overflow_hours", "h", "Hours of orders that members passed on to others."),
    Column("rent_due_eur", "EUR", "Rent charged to members."),
    Column("rent_paid_eur", "EUR", "Rent received by the landlord: from members, or from who owes it for the whole."),
    Column("rent_full_eur", "EUR", "Rent by the contracts in force, were all private units let and all rent paid."),
    Column("member_rent_eur", "EUR", "Rent paid by members."),
    Column("rent_owed_eur", "EUR", "Rent that the association or a company owes for the whole at the end of the month."),
    Column("operator_cash_eur", "EUR", "Cash of the company that lets to the members."),
    Column("private_m2", "m²", "Private area; 0 without a building."),
    Column("works_eur", "EUR", "Works that the owner paid for."),
    Column("works_elsewhere_eur", "EUR", "What other models of shared workspace would have invested instead."),
    Column("owner_net_eur", "EUR", "Rent received less works, upkeep of the building and decay of what is empty."),
    Column("building_value_eur", "EUR", "A year of rent received less upkeep and decay, at this month's rate, capitalised."),
    Column("area_value", "ratio", "Value of the area around; 1 at the start."),
    Column("lone_tenants_eur", "EUR", "Rent that tenants without a community would have paid in the same month."),
    Column("lone_operator_eur", "EUR", "Rent that a company would have paid which lets to such tenants."),
    Column("lone_full_eur", "EUR", "Rent of such tenants, were all units let."),
    Column("single_tenant_net_eur", "EUR", "The single tenant's rent less upkeep of the building and decay when empty."),
    Column("single_tenant_eur", "EUR", "Rent that a single tenant of the whole would have paid in the same month."),
    Column("fees_eur", "EUR", "Fees paid to the association."),
    Column("association_cash_eur", "EUR", "Cash of the association."),
    Column("condition", "0-1", "Condition of what is common; 0.5 where it has no effect."),
    Column("upkeep_hours", "h", "Hours that members gave to what is common."),
    Column("initiator_hours", "h", "Of these, what initiators gave in addition."),
    Column("staff_hours", "h", "Hours of paid upkeep."),
    Column("upkeep_top_tenth", "share", "Share of the members' hours that the most active tenth gave; NaN without any."),
    Column("initiators_fatigue", "0-1", "Mean fatigue of initiators; NaN without any."),
    Column("worn_out", "share", "Initiators who are worn out; NaN without any."),
    Column(
        "crisis",
        "0/1",
        "Whether the association is in debt, what is common in bad condition, or half of the initiators worn out.",
    ),
    Column("fee_eur_per_m2", "EUR/m²", "Fees paid over the private area of who paid; NaN without members."),
    Column("event_income_eur", "EUR", "Income of the association from events."),
    Column("grant_eur", "EUR", "Grant received."),
    Column("association_cost_eur", "EUR", "What the association spent."),
    Column(
        "reserve_months",
        "months",
        "The association's cash over what it spent in the month; NaN if it spent nothing.",
    ),
    Column("attendance", "share", "Of those invited to the month's meeting, who came; 0 if nobody is."),
    Column("repair_eur", "EUR", "What the association paid as the heating failed."),
    Column("largest_left", "firms", "The largest member, as it left in the month that the scenario names."),
    Column("introductions", "pairs", "Pairs that a facilitator brought together."),
    Column("dissolved", "0/1", "Whether the association has dissolved."),
    Column("partner_parts", "parts", "Parts of joint projects given to firms of partner sites."),
    Column("partner_hours", "h", "Hours that firms of partner sites spent on joint projects of this one, the way apart."),
    Column("partner_pay_eur", "EUR", "What they were paid for these."),
    Column("stays", "stays", "Members of whom one person spent this month at a partner site."),
    Column("guests", "beds", "Beds let for the next month to people of partner sites."),
    Column("bed_income_eur", "EUR", "What they paid the association for these."),
    Column("travel_eur", "EUR", "What members paid for ways to partner sites and where they slept, and projects for ways."),
    Column("learned_abroad", "level", "Levels gained from firms of other sites."),
    Column("rules_told", "rules", "Rules of partner sites that were taken as precedents."),
    Column("partner_tie", "0-1", "Mean trust in the partner sites; 0 without any."),
    Column("macro_index", "ratio", "Macro index of orders."),
)

FIRM_COLUMNS = (
    Column(
        "serial",
        "-",
        "Serial number; of named members by name, of others in the order in which they came.",
    ),
    Column("unit", "-", "Private unit."),
    Column("trade", "-", "Trade."),
    Column("founder", "0/1", "Whether it is a founding member."),
    Column("people", "people", "People at exit or at the end."),
    Column("owners", "people", "Of these, owners."),
    Column("entry_people", "people", "People at entry."),
    Column("area_m2", "m²", "Private area, with annexes."),
    Column("entry_month", "month", "Month of entry into the place or its founding group; 0 for those there at the start."),
    Column("exit_month", "month", "Month of exit; NaN for those still there at the end."),
    Column("cause", "-", "Cause of exit; empty for those still there."),
    Column("months", "months", "Months in the place or its founding group."),
    Column("months_outside", "months", "Of these, months in which it worked outside, its unit not being open."),
    Column("income_eur", "EUR/person month", "Mean income per owner."),
    Column("hours_worked", "h/month", "Mean hours worked for own orders."),
    Column("hours_given", "h/month", "Mean hours given to colleagues."),
    Column("hours_received", "h/month", "Mean hours received from colleagues."),
    Column(
        "hours_exchanged", "h/month", "Of these, hours given back to the same colleagues, if still there when it leaves."
    ),
    Column("project_income", "EUR/month", "Mean billing for joint projects less what it paid for them."),
    Column("hours_on_projects", "h/month", "Mean hours spent on joint projects."),
    Column("gaps", "gaps/month", "Mean number of gaps."),
    Column("gaps_met", "gaps/month", "Of these, met by colleagues."),
    Column("learned", "level", "Levels gained from colleagues, all fields."),
    Column("innovations", "events", "Recombinations of distant fields."),
    Column("rent_eur", "EUR/month", "Mean rent paid, here or outside."),
    Column("cash_eur", "EUR", "Cash at exit or at the end."),
    Column("satisfaction", "0-1", "Satisfaction at exit or at the end."),
    Column("care", "0-1", "Care at exit or at the end."),
    Column("upkeep_hours", "h/month", "Mean hours given to what is common."),
    Column("outside_income_eur", "EUR/person month", "Income to be had without the business."),
    Column("income_discounted_eur", "EUR", "Income of all its months in the place, discounted to the start."),
    Column("hours_discounted", "h", "Hours worked, given, and spent on projects and on the place, likewise."),
    Column("learned_discounted", "level", "Levels gained from colleagues, likewise."),
)

NORM_COLUMNS = (
    Column("kind", "-", "Kind of case."),
    Column("resolution", "-", "Resolution that was the rule."),
    Column("origin", "-", "Where it came from: emergent, statutory, copied, or basic (institutions)."),
    Column("from_month", "month", "Month from which on it was in force."),
    Column("to_month", "month", "Month in which it was struck out; NaN for those in force at the end."),
    Column("quality", "0-1", "How well it fits the place."),
    Column("legitimacy", "0-1", "Legitimacy when it was struck out or at the end."),
    Column("cases", "cases", "Cases that fell under it."),
)

PANEL_COLUMNS = (
    Column("serial", "-", "Serial number; NaN where the unit is empty."),
    Column("people", "people", "People."),
    Column("employees", "people", "Of these, hired."),
    Column("cash_eur", "EUR", "Cash."),
    Column("income_eur", "EUR/month", "Profit of the month after tax and rent."),
    Column("open_hours", "h", "Hours of open orders."),
    Column("hours_worked", "h", "Hours worked for own orders."),
    Column("hours_given", "h", "Hours given to colleagues."),
    Column("project_hours", "h", "Hours spent on joint projects."),
    Column("own_hours", "h", "Of these and of those for the place, hours of its owners."),
    Column("rate_eur_per_hour", "EUR/h", "Billing rate."),
    Column("standing", "ratio", "Standing with customers."),
    Column("own_skill", "level", "Level in the own field."),
    Column("satisfaction", "0-1", "Satisfaction."),
    Column("care", "0-1", "Care."),
    Column("fatigue", "0-1", "Fatigue."),
    Column("generosity", "0-1", "Generosity."),
    Column("reputation", "0-1", "Reputation."),
    Column("value", "0-1", "Values."),
    Column("arrears_eur", "EUR", "Rent owed."),
)


def _record(columns: tuple[Column, ...]) -> np.dtype[Any]:
    return np.dtype([(column.name, "f8") for column in columns])


SITE_ROW = _record(SITE_COLUMNS)
FIRM_ROW = _record(FIRM_COLUMNS)
NORM_ROW = _record(NORM_COLUMNS)
PANEL_ROW = _record(PANEL_COLUMNS)


def table(records: Any) -> NDArray[np.float64]:
    """View an array of records as numbers: one more axis, a place for each column."""
    return np.asarray(records).view(np.float64).reshape((*records.shape, len(records.dtype.names)))
