"""The catalogue of outcomes: name, unit, definition and how each is measured on a run."""

from __future__ import annotations

from dataclasses import dataclass

from mfsim.outcomes import measures
from mfsim.outcomes.measures import Measure, final, highest, mean_by, rate, yearly


@dataclass(frozen=True)
class Outcome:
    """An outcome of a run; its summary over runs is the mean and the 5 % and 95 % quantiles.

    Attributes
    ----------
    name, unit, group, definition : str
        What it is.
    summary : str
        How months become one number.
    measure : function of `mfsim.engine.records.Records`
        Returns one number for each run.
    """

    name: str
    unit: str
    group: str
    definition: str
    summary: str
    measure: Measure


ALL_MONTHS = "over all months"
LAST_YEAR = "mean of the last 12 months"
FIRMS = "over the firms that were there"

OUTCOMES = (
    Outcome("income", "EUR/owner month", "livelihood", "Profit after tax, wages and rent per owner.", ALL_MONTHS,
            mean_by("income_eur", "owners")),
    Outcome("below_living", "share of owners", "livelihood", "Owners of firms whose smoothed income is below the living.",
            ALL_MONTHS, mean_by("below_living", "owners")),
    Outcome("income_gini", "0-1", "livelihood", "Gini coefficient of the firms' smoothed income per person.", LAST_YEAR,
            final("income_gini")),
    Outcome("hours_worked", "h/person month", "livelihood", "Hours worked for own orders and given to colleagues.",
            ALL_MONTHS, mean_by("hours_per_person", "people")),
    Outcome("satisfaction", "0-1", "livelihood", "Mean satisfaction of firms.", ALL_MONTHS,
            mean_by("satisfaction", "members")),
    Outcome("survival_1_year", "share of firms", "survival", "Businesses alive one year after entry (Kaplan-Meier; "
            "insolvency, giving up and other closing are deaths, moving away is not).", FIRMS, measures.survival(1)),
    Outcome("survival_3_years", "share of firms", "survival", "The same three years after entry.", FIRMS,
            measures.survival(3)),
    Outcome("survival_5_years", "share of firms", "survival", "The same five years after entry.", FIRMS,
            measures.survival(5)),
    Outcome("projects_offered", "jobs/year", "projects", "Large jobs and public calls that reach a site.", ALL_MONTHS,
            yearly("projects_offered")),
    Outcome("projects_taken", "share of jobs", "projects", "Of these, taken.", ALL_MONTHS,
            rate("projects_taken", "projects_offered")),
    Outcome("projects_uncovered", "share of jobs", "projects", "Of these, refused for want of a field.", ALL_MONTHS,
            rate("projects_uncovered", "projects_offered")),
    Outcome("projects_public", "share of projects", "projects", "Of those taken, answers to public calls.", ALL_MONTHS,
            rate("projects_public", "projects_taken")),
    Outcome("projects_late", "share of projects", "projects", "Of the delivered, after the deadline.", ALL_MONTHS,
            rate("projects_late", "projects_delivered")),
    Outcome("projects_failed", "projects/year", "projects", "Projects that a site's customers gave up or nobody answered "
            "for.", ALL_MONTHS, yearly("projects_failed")),
    Outcome("project_hours", "h/firm month", "projects", "Hours spent on joint projects.", ALL_MONTHS,
            rate("project_hours", "members")),
    Outcome("project_income", "EUR/firm month", "projects", "Billing for joint projects less what was paid for them.",
            ALL_MONTHS, rate("project_income_eur", "members")),
    Outcome("project_margin", "ratio", "projects", "What members had of projects that ended over their hours at their own "
            "rates: 1 is as much as an hour of their own work bills.", ALL_MONTHS,
            rate("project_net_eur", "project_value_eur")),
    Outcome("project_loss", "EUR", "projects", "Largest loss of one member in one project, its own hours not counted.",
            "largest of all months", highest("project_loss_eur")),
    Outcome("help_hours", "h/firm month", "help", "Hours given to colleagues.", ALL_MONTHS, rate("help_hours", "members")),
    Outcome("gaps_met", "share of gaps", "help", "Gaps of skill that a colleague filled.", ALL_MONTHS,
            rate("gaps_met", "gaps")),
    Outcome("giving_receiving", "correlation", "help", "Correlation of hours given and received as monthly rates; firms "
            "there for a year at least.", FIRMS, measures.giving_receiving_correlation),
    Outcome("reciprocity", "share of hours", "help", "Hours of help received that were given back to the same colleague; "
            "pairs of whom one has left do not count.", FIRMS, measures.reciprocity),
    Outcome("giving_top_tenth", "share of hours", "help", "Hours given by the tenth of the firms that gave most.", FIRMS,
            measures.by_top_tenth("hours_given")),
    Outcome("knowledge", "level", "knowledge", "Mean level over members and fields.", LAST_YEAR, final("knowledge")),
    Outcome("fields_covered", "fields", "knowledge", "Fields in which some member has at least level 0.5.", LAST_YEAR,
            final("fields_covered")),
    Outcome("learned_across", "level/firm year", "knowledge", "Levels gained from colleagues of another sector.",
            ALL_MONTHS, rate("learned_across", "members", 12.0)),
    Outcome("innovations", "events/firm year", "knowledge", "Recombinations of distant fields.", ALL_MONTHS,
            rate("innovations", "members", 12.0)),
    Outcome("care", "0-1", "community", "Mean care for the place.", LAST_YEAR, final("care")),
    Outcome("ties", "0-1", "community", "Mean trust over all ordered pairs of members.", LAST_YEAR, final("ties")),
    Outcome("satisfaction_sd", "0-1", "community", "Standard deviation of satisfaction between firms.", LAST_YEAR,
            final("satisfaction_sd")),
    Outcome("rules", "rules", "norms", "Shared rules in force.", LAST_YEAR, final("rules")),
    Outcome("regulated", "share of cases", "norms", "Cases that fall under a shared rule.", LAST_YEAR, final("regulated")),
    Outcome("regulated_excess", "share of cases", "norms", "Cases under a shared rule beyond the null model, in which "
            "as many precedents are drawn at random.", LAST_YEAR, measures.excess_over_null),
    Outcome("months_to_half", "months", "norms", "Months until half of the cases fall under a shared rule; undefined "
            "where that does not happen.", "first such month", measures.months_to_half_settled),
    Outcome("norm_quality", "ratio", "norms", "Fit of the rules in force over the best possible, weighted by cases.",
            LAST_YEAR, final("norm_quality")),
    Outcome("consensus", "share", "norms", "Most frequent resolution in the remembered precedents, weighted by cases.",
            LAST_YEAR, final("consensus")),
    Outcome("legitimacy", "0-1", "norms", "Legitimacy of the rules in force.", LAST_YEAR, final("legitimacy")),
    Outcome("disputes", "cases/member", "norms", "Open cases, as seen at the end of a month, per member.", ALL_MONTHS,
            rate("open_cases", "members")),
    Outcome("grudges", "cases/firm year", "norms", "Open cases that became grudges.", ALL_MONTHS,
            rate("grudges", "members", 12.0)),
    Outcome("breaches", "cases/firm year", "norms", "Breaches of shared rules.", ALL_MONTHS,
            rate("breaches", "members", 12.0)),
    Outcome("expelled", "firms/year", "norms", "Members expelled, per member and year.", ALL_MONTHS,
            rate("expelled", "members", 12.0)),
    Outcome("condition", "0-1", "commons", "Condition of what is common.", LAST_YEAR, final("condition")),
    Outcome("upkeep_hours", "h/person month", "commons", "Hours that members gave to what is common.", ALL_MONTHS,
            rate("upkeep_hours", "people")),
    Outcome("upkeep_top_tenth", "share of hours", "commons", "Of a month's hours, those given by the tenth of the members "
            "who gave most.", ALL_MONTHS, mean_by("upkeep_top_tenth", "upkeep_hours")),
    Outcome("key_people", "share of hours", "commons", "Hours of upkeep given by the tenth of the firms that gave most: how "
            "far the place depends on key people.", FIRMS, measures.by_top_tenth("upkeep_hours")),
    Outcome("by_initiators", "share of hours", "commons", "Hours that initiators gave in addition.", ALL_MONTHS,
            rate("initiator_hours", "upkeep_hours")),
    Outcome("initiators_fatigue", "0-1", "commons", "Mean fatigue of initiators.", LAST_YEAR, final("initiators_fatigue")),
    Outcome("crisis_months", "share of months", "commons", "Months with the association in debt, what is common in bad "
            "condition, or half of the initiators worn out.", ALL_MONTHS, measures.mean_of_months("crisis")),
    Outcome("fee", "EUR/m² month", "governance", "Fees paid over the private area of who paid.", ALL_MONTHS,
            mean_by("fee_eur_per_m2", "occupied_m2")),
    Outcome("attendance", "share", "governance", "Of those invited to a month's meeting, who came; 0 if nobody is.",
            ALL_MONTHS, measures.mean_of_months("attendance")),
    Outcome("other_income", "EUR/month", "governance", "Income of the association from events and grants.", ALL_MONTHS,
            measures.other_income),
    Outcome("reserve", "months of cost", "governance", "Cash of the association over what it spends in a month.", LAST_YEAR,
            final("reserve_months")),
    Outcome("dissolved", "share of sites", "governance", "Sites whose association has dissolved.", "at the end",
            measures.at_the_end("dissolved")),
    Outcome("partner_parts", "parts/year", "network", "Parts of a site's joint projects given to firms of partner sites.",
            ALL_MONTHS, yearly("partner_parts")),
    Outcome("partner_hours", "share of hours", "network", "Hours spent by firms of partner sites on joint projects of the "
            "site over those spent by its members on projects.", ALL_MONTHS, rate("partner_hours", "project_hours")),
    Outcome("stays", "stays/firm year", "network", "Months that one person of a firm spent at a partner site.", ALL_MONTHS,
            rate("stays", "members", 12.0)),
    Outcome("guests", "beds/month", "network", "Beds let to people of partner sites.", ALL_MONTHS,
            measures.mean_of_months("guests")),
    Outcome("travel_cost", "EUR/firm month", "network", "Paid for ways to partner sites and where one sleeps there.",
            ALL_MONTHS, rate("travel_eur", "members")),
    Outcome("learned_abroad", "level/firm year", "network", "Levels gained from firms of other sites.", ALL_MONTHS,
            rate("learned_abroad", "members", 12.0)),
    Outcome("rules_told", "rules/year", "network", "Rules of partner sites that were taken as precedents.", ALL_MONTHS,
            yearly("rules_told")),
    Outcome("partner_tie", "0-1", "network", "Mean trust in the partner sites.", LAST_YEAR, final("partner_tie")),
    Outcome("hill_sectors", "sectors", "diversity", "Effective number of sectors (Hill number of order 1).", ALL_MONTHS,
            mean_by("hill_sectors", "members")),
    Outcome("hill_stages", "stages", "diversity", "Effective number of stages of development (Hill number of order 1): "
            "start-up, surviving, established, grown.", ALL_MONTHS, mean_by("hill_stages", "members")),
    Outcome("start_ups", "share of members", "diversity", "Members that are start-ups.", ALL_MONTHS,
            mean_by("start_ups", "members")),
    Outcome("rao", "0-1", "diversity", "Rao's quadratic entropy: mean distance of the trades of two members drawn one after "
            "another; 0 within a sector.", ALL_MONTHS, mean_by("rao", "members")),
    Outcome("rivals", "overlap", "diversity", "Summed overlap of markets with the other members, mean over members.",
            ALL_MONTHS, mean_by("rivals", "members")),
    Outcome("opened", "share of sites", "founding", "Sites that open.", "in any month", measures.opened),
    Outcome("months_to_opening", "months", "founding", "Months until a site opens, of those that do; 0 if it is open from "
            "the start.", "first such month", measures.months_to_opening),
    Outcome("founders_kept", "share of firms", "founding", "Of those there at the start, or in the first founding group, "
            "who are still there when their site opens.", FIRMS, measures.founders_kept),
    Outcome("empty_area", "share of area", "founding", "Private area that is not let, be it open or not.", ALL_MONTHS,
            measures.empty_share),
    Outcome("ties_outlive", "pairs", "founding", "Ordered pairs with any trust among those who were there when the place "
            "ended.", "at the end", measures.at_the_end("ties_outlive")),
    Outcome("members", "firms", "place", "Members.", LAST_YEAR, final("members")),
    Outcome("occupancy", "share of area", "place", "Private area let.", ALL_MONTHS, rate("occupied_m2", "private_m2")),
    Outcome("displaced", "firms/year", "place", "Members who could not pay the higher rent of a new term, per member and "
            "year.", ALL_MONTHS, rate("displaced", "members", 12.0)),
    Outcome("lease_ended", "firms/year", "place", "Members who had to leave as the lease of all ended, per member and year.",
            ALL_MONTHS, rate("lease_ended", "members", 12.0)),
    Outcome("turnover", "1/year", "place", "Departures per member and year.", ALL_MONTHS, measures.turnover),
    Outcome("association_cash", "EUR", "place", "Cash of the association.", LAST_YEAR, final("association_cash_eur")),
    Outcome("machine_utilisation", "share of hours", "place", "Hours for which machines were used, of those for which they "
            "could be.", ALL_MONTHS, rate("machine_hours_used", "machine_hours_available")),
    Outcome("machine_hours_shared", "h/firm month", "place", "Hours at a colleague's or the association's machine.",
            ALL_MONTHS, rate("machine_hours_shared", "members")),
    Outcome("machine_hours_outside", "share of hours", "place", "Machine hours done outside, of those needed.", ALL_MONTHS,
            rate("machine_hours_outside", "machine_hours_needed")),
    Outcome("machine_hours_waiting", "h/member", "place", "Machine hours that wait, as seen at the end of a month.",
            ALL_MONTHS, rate("machine_hours_waiting", "members")),
    Outcome("machines_damaged", "damages/year", "place", "Machines that others than the owner damaged, a site.", ALL_MONTHS,
            yearly("machines_damaged")),
    Outcome("flexible_use", "share of area", "place", "Flexible area that was booked.", ALL_MONTHS,
            rate("flexible_booked_m2", "flexible_m2")),
    Outcome("crowded", "share of hours", "place", "Hours for which members lacked room to work.", ALL_MONTHS,
            mean_by("crowded", "members")),
    Outcome("inputs_inside", "share of inputs", "local chain", "Paid for inputs to other members.", ALL_MONTHS,
            measures.share_of_inputs("inside")),
    Outcome("inputs_near", "share of inputs", "local chain", "Paid for inputs nearby.", ALL_MONTHS,
            measures.share_of_inputs("near")),
    Outcome("inputs_far", "share of inputs", "local chain", "Paid for inputs far away.", ALL_MONTHS,
            measures.share_of_inputs("far")),
    Outcome("local_multiplier", "ratio", "local chain", "1 + c + c², c being what members paid for inputs inside and nearby "
            "over what they billed: three rounds of spending, as LM3 counts them (Sacks 2002), of inputs alone.", ALL_MONTHS,
            measures.local_multiplier),
    Outcome("overflow_hours", "h/firm month", "local chain", "Hours of orders passed on to colleagues.", ALL_MONTHS,
            rate("overflow_hours", "members")),
    Outcome("jobs", "people", "growth", "People who work on a site, owners and hired.", LAST_YEAR, final("people")),
    Outcome("jobs_created", "people/year", "growth", "People hired less people dismissed by a site's members.", ALL_MONTHS,
            measures.jobs_created),
    Outcome("spin_offs", "firms/year", "growth", "Firms founded on a site by people of a member.", ALL_MONTHS,
            yearly("spin_offs")),
    Outcome("grown", "share of firms", "growth", "Firms that had more people when they left, or at the end, than when they "
            "came.", FIRMS, measures.grown),
    Outcome("annexed", "share of area", "growth", "Area that members have taken beside their own units, of what is let.",
            ALL_MONTHS, rate("annexed_m2", "occupied_m2")),
    Outcome("cramped", "share of people", "growth", "People with less area than a person needs.", ALL_MONTHS,
            mean_by("cramped", "people")),
    Outcome("too_big", "firms/year", "growth", "Firms that left a site for want of area to grow.", ALL_MONTHS,
            yearly("too_big")),
    Outcome("rent", "EUR/month", "landlord", "Rent received.", ALL_MONTHS, measures.monthly("rent_paid_eur")),
    Outcome("rent_variation", "ratio", "landlord", "Standard deviation over mean of the monthly rent.", ALL_MONTHS,
            measures.variation("rent_paid_eur")),
    Outcome("rent_worst", "EUR/month", "landlord", "Mean rent of the worst twentieth of the months (CVaR).", ALL_MONTHS,
            measures.worst("rent_paid_eur")),
    Outcome("months_short", "share of months", "landlord", "Months with less than 80 % of the full rent.", ALL_MONTHS,
            measures.short("rent_paid_eur", "rent_full_eur")),
    Outcome("single_tenant_rent", "EUR/month", "landlord", "Rent of a single tenant of the whole, in the same months.",
            ALL_MONTHS, measures.monthly("single_tenant_eur")),
    Outcome("single_tenant_empty", "share of months", "landlord", "Months in which that building would stand empty.",
            ALL_MONTHS, measures.single_tenant_empty),
    Outcome("single_tenant_net", "EUR/month", "landlord", "Its rent less upkeep of the building and decay when empty.",
            ALL_MONTHS, measures.monthly("single_tenant_net_eur")),
    Outcome("lone_rent", "EUR/month", "landlord", "Rent of small tenants without a community, in the same months.",
            ALL_MONTHS, measures.monthly("lone_tenants_eur")),
    Outcome("lone_variation", "ratio", "landlord", "Standard deviation over mean of that rent.", ALL_MONTHS,
            measures.variation("lone_tenants_eur")),
    Outcome("lone_short", "share of months", "landlord", "Months with less than 80 % of what they would pay in all.",
            ALL_MONTHS, measures.short("lone_tenants_eur", "lone_full_eur")),
    Outcome("lone_operator_rent", "EUR/month", "landlord", "Rent from a company which lets to such tenants.", ALL_MONTHS,
            measures.monthly("lone_operator_eur")),
    Outcome("lone_operator_variation", "ratio", "landlord", "Standard deviation over mean of that rent.", ALL_MONTHS,
            measures.variation("lone_operator_eur")),
    Outcome("rent_owed", "EUR", "landlord", "Rent that the association or a company owes for the whole.", LAST_YEAR,
            final("rent_owed_eur")),
    Outcome("operator_cash", "EUR", "landlord", "Cash of the company that lets to the members.", LAST_YEAR,
            final("operator_cash_eur")),
    Outcome("owner_net", "EUR/month", "landlord", "Rent received less works, upkeep and decay of what is empty.", ALL_MONTHS,
            measures.monthly("owner_net_eur")),
    Outcome("payback", "months", "landlord", "Months until rent less upkeep and decay has paid for the works; undefined "
            "where that does not happen or there are none.", "first such month", measures.payback("works_eur")),
    Outcome("payback_elsewhere", "months", "landlord", "The same with what other models of shared workspace invest.",
            "first such month", measures.payback("works_elsewhere_eur")),
    Outcome("building_value", "EUR", "landlord", "Value of the whole: a year of rent less upkeep and decay, capitalised.",
            LAST_YEAR, final("building_value_eur")),
    Outcome("area_value", "ratio", "landlord", "Value of the area around; 1 at the start.", LAST_YEAR, final("area_value")),
)  # fmt: skip
