"""What a user may set: one frozen class per part of a scenario, every field with unit, range, default and source.

The documentation of parameters, the JSON schema, ``mfsim explain`` and the default ranges of sensitivity studies
are all made from the fields below.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Confidence = Literal["stated", "measured", "literature", "assumed"]
P1 = "calibrated on pattern P1 (experiments/00_survival)"
PROTOTYPE = "range tried on a prototype of the model"
JUDGEMENT = "judgement; swept by default"


class Section(BaseModel):
    """A part of a scenario: immutable, without unknown keys, without coercion of types, without NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True)


def quantity(
    default: Any,
    unit: str,
    low: float,
    high: float,
    plausible: tuple[float, float],
    confidence: Confidence = "assumed",
    source: str = JUDGEMENT,
) -> Any:
    """Declare a number: its default, unit, admissible range, plausible range, confidence and source."""
    extra: dict[str, Any] = {"unit": unit, "plausible": list(plausible), "confidence": confidence, "source": source}
    return Field(default, ge=low, le=high, json_schema_extra=extra)


def setting(default: Any, confidence: Confidence = "assumed", source: str = "a lever of the scenario") -> Any:
    """Declare a choice, a switch, a text or a table."""
    extra: dict[str, Any] = {"unit": "-", "plausible": None, "confidence": confidence, "source": source}
    return Field(default, json_schema_extra=extra)


class Processes(Section):
    """Which processes of the month run; one that is off has no effect and draws nothing."""

    demand: bool = setting(True)
    """Orders reach the firms."""
    mutual_help: bool = setting(True)
    """Firms ask colleagues for what they cannot do themselves."""
    production: bool = setting(True)
    """Firms work on their open orders."""
    knowledge: bool = setting(True)
    """Firms learn, forget and recombine."""
    finance: bool = setting(True)
    """Money is earned and spent."""
    community: bool = setting(True)
    """People meet; ties, care, values and satisfaction move."""
    membership: bool = setting(True)
    """Firms leave and enter."""
    lease: bool = setting(True)
    """Rent is charged and paid."""
    record: bool = setting(True)
    """The month is written down."""


class Place(Section):
    """The building."""

    sites: int = quantity(1, "sites", 1, 60_000, (1, 100))
    """Number of like sites that share the economy; each has members of its own."""
    units: int = quantity(20, "units", 1, 1_000, (15, 120), "stated", "book 1.4-1.6: 8 to about 120 projects")
    """Private units per site."""
    total_area_m2: float = quantity(1_000.0, "m²", 1.0, 1e6, (200.0, 15_000.0), "stated", "book 1.6")
    """Area of a site with all that is common."""
    private_share: float = quantity(0.6, "share", 0.01, 1.0, (0.4, 0.8))
    """Share of the area that is let as private units."""
    buildings: int = quantity(1, "buildings", 1, 100, (1, 6), "stated", "book 4: six buildings at R84")
    """Buildings that the units are spread over."""
    building_distance_m: float = quantity(40.0, "m", 0.0, 10_000.0, (10.0, 200.0))
    """Way from one building to the next."""
    contact_distance_m: float = quantity(15.0, "m", 0.1, 10_000.0, (5.0, 40.0))
    """Distance over which daily contact falls to 1/e."""
    sound_insulation: float = quantity(0.5, "share", 0.0, 1.0, (0.0, 0.9))
    """Share of a neighbour's noise that the walls keep out."""


class Members(Section):
    """Who is there at the start, and who applies later."""

    file: str | None = setting(None)
    """CSV file of members, relative to the scenario file; without it, members are generated."""
    vocabulary: str | None = setting(None)
    """CSV file of further trades, relative to the scenario file."""
    occupied_at_start: float = quantity(1.0, "share", 0.0, 1.0, (0.5, 1.0))
    """Share of the units with a generated member at the start (only without a members file)."""
    trades: dict[str, float] = setting({})
    """Weights of the trades of generated members and applicants; empty means every trade of the vocabulary alike."""
    people_mean: float = quantity(1.6, "people", 1.0, 50.0, (1.0, 4.0))
    """Mean number of people of a generated firm (one and a Poisson number)."""
    age_mean_years: float = quantity(3.0, "years", 0.0, 50.0, (0.0, 10.0))
    """Mean age of a generated firm when it enters (exponential); 0 means newborn."""
    skill_mean: float = quantity(0.55, "level", 0.0, 1.0, (0.4, 0.7))
    """Mean level in the own field of a generated firm."""
    skill_spread: float = quantity(0.15, "level", 0.0, 0.5, (0.0, 0.25))
    """Standard deviation of that level between firms."""
    start_cash_months: float = quantity(5.4, "months of cost", 0.0, 60.0, (2.0, 9.0), "assumed", P1)
    """Median start cash, in months of fixed cost, rent and living."""
    start_cash_spread: float = quantity(0.5, "log", 0.0, 2.0, (0.2, 0.8))
    """Standard deviation of the logarithm of start cash between firms."""
    generosity_mean: float = quantity(0.5, "0-1", 0.0, 1.0, (0.3, 0.7))
    """Mean generosity of newcomers."""
    generosity_spread: float = quantity(0.15, "0-1", 0.0, 0.5, (0.05, 0.25))
    """Standard deviation of generosity between newcomers."""


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


class MutualHelp(Section):
    """Asking colleagues and agreeing to help."""

    asking: Literal["best", "random"] = setting("best")
    """Whom a firm asks first: the best of tie x level x nearness, or any colleague it knows who has the level."""
    asks_at_most: int = quantity(3, "colleagues", 0, 3, (1, 3), "assumed", PROTOTYPE)
    """Colleagues asked for one gap."""
    baseline: float = quantity(-0.5, "logit", -20.0, 20.0, (-2.0, 1.0))
    """Willingness to help of a neutral firm without generosity, care or load."""
    generosity_weight: float = quantity(2.0, "logit", -20.0, 20.0, (0.0, 4.0))
    """Effect of the helper's generosity on agreeing."""
    balance_weight: float = quantity(1.0, "logit", -20.0, 20.0, (0.0, 2.0))
    """Effect of what the asker has given the helper before, net (reciprocity)."""
    balance_scale_hours: float = quantity(10.0, "h", 0.1, 1e6, (3.0, 30.0))
    """Net hours at which reciprocity has half its effect."""
    reputation_weight: float = quantity(1.0, "logit", -20.0, 20.0, (0.0, 3.0))
    """Effect of the asker's reputation above the site's mean (indirect reciprocity)."""
    care_weight: float = quantity(1.0, "logit", -20.0, 20.0, (0.0, 3.0))
    """Effect of the helper's care for the place."""
    load_weight: float = quantity(1.5, "logit", -20.0, 20.0, (0.0, 4.0))
    """Effect of the helper's open work, in months of capacity, against agreeing."""
    hours_limit: float = quantity(0.3, "share", 0.0, 1.0, (0.1, 0.5))
    """Largest share of a month's capacity that a firm gives away."""
    account_decay: float = quantity(0.03, "per month", 0.0, 1.0, (0.0, 0.2))
    """Share of the account between two firms that is forgotten in a month."""
    reputation_gain: float = quantity(0.05, "share", 0.0, 1.0, (0.01, 0.1))
    """Step of reputation towards 1 when a firm helps."""
    reputation_loss: float = quantity(0.02, "share", 0.0, 1.0, (0.0, 0.1))
    """Step of reputation towards 0 when a firm refuses."""


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
    fatigue_loss: float = quantity(0.1, "share", 0.0, 1.0, (0.0, 0.3))
    """Loss of capacity at fatigue 1."""
    outside_markup: float = quantity(0.4, "share", 0.0, 10.0, (0.2, 0.6), "assumed", PROTOTYPE)
    """What work bought outside costs above the median rate."""
    lost_order_share: float = quantity(0.3, "share", 0.0, 1.0, (0.0, 0.6))
    """Share of orders with an unfilled gap that are lost; the rest is bought outside."""
    input_share_goods: float = quantity(0.25, "share", 0.0, 0.9, (0.1, 0.4))
    """Materials in the billing of those who make goods."""
    input_share_services: float = quantity(0.05, "share", 0.0, 0.9, (0.0, 0.15))
    """Materials in the billing of those who render services."""


class Knowledge(Section):
    """Learning, forgetting, recombining."""

    learning_rate: float = quantity(0.1, "per contact", 0.0, 1.0, (0.03, 0.2), "assumed", PROTOTYPE)
    """Share of the difference in level that a helped firm makes up at the best cognitive distance."""
    sight_share: float = quantity(0.2, "share", 0.0, 1.0, (0.0, 0.5))
    """What is learnt from a colleague met, against learning from a helper."""
    best_distance: float = quantity(
        0.5, "0-1", 0.05, 0.95, (0.2, 0.8), "literature", "Nooteboom et al. (2007), Research Policy 36: inverted U"
    )
    """Cognitive distance at which most is learnt (inverted U)."""
    doing: float = quantity(0.02, "per month", 0.0, 1.0, (0.0, 0.05))
    """Learning by doing in the own field at full work."""
    forgetting: float = quantity(0.015, "per month", 0.0, 1.0, (0.01, 0.05), "assumed", PROTOTYPE)
    """Share of the level in unused fields that is lost in a month."""
    advice: float = quantity(0.02, "share", 0.0, 1.0, (0.0, 0.1), "assumed", "book 3.12 names setting the right price")
    """Step of a firm's billing rate towards that of a trusted colleague met."""
    innovation: float = quantity(0.004, "per contact", 0.0, 1.0, (0.0, 0.02))
    """Chance that a contact at cognitive distance 1 recombines two fields (falls with distance squared)."""
    innovation_gain: float = quantity(0.05, "log", -1.0, 1.0, (0.0, 0.15))
    """Mean effect of an innovation on the logarithm of the firm's standing."""
    innovation_spread: float = quantity(0.1, "log", 0.0, 1.0, (0.0, 0.2))
    """Standard deviation of that effect: novelty may fail."""
    vision_factor: float = quantity(2.0, "ratio", 0.0, 10.0, (1.0, 4.0), "assumed", "book 3.17: the direction only")
    """With an artist in the contact: chance and spread of an innovation, as a multiple."""


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
    fee_eur_per_m2_month: float = quantity(1.5, "EUR/m² month", 0.0, 1e4, (0.5, 4.0))
    """Members' fee to the association per private m², for the common running costs."""
    running_cost_eur_per_m2_month: float = quantity(0.8, "EUR/m² month", 0.0, 1e4, (0.4, 2.0))
    """Heating, energy and upkeep that the association pays, per m² of the whole site."""


class Community(Section):
    """Meeting, ties, care, values, satisfaction."""

    meetings_per_month: int = quantity(2, "meetings", 0, 4, (1, 4))
    """Colleagues that a firm meets in a month, drawn by contact."""
    initial_tie: float = quantity(0.1, "0-1", 0.0, 1.0, (0.0, 0.5))
    """Trust between founding members."""
    meeting_gain: float = quantity(0.05, "share", 0.0, 1.0, (0.01, 0.15))
    """Step of trust towards 1 with a meeting, scaled by the likeness of values."""
    help_gain: float = quantity(0.1, "share", 0.0, 1.0, (0.05, 0.3))
    """Step of trust towards 1 with a good dealing."""
    refusal_loss: float = quantity(0.15, "share", 0.0, 1.0, (0.05, 0.5), "assumed", "2-5 times the gain of meeting")
    """Step of trust towards 0 when a request is refused."""
    tie_fading: float = quantity(0.015, "per month", 0.0, 1.0, (0.01, 0.02), "assumed", PROTOTYPE)
    """Share of trust that fades in a month."""
    initial_care: float = quantity(0.45, "0-1", 0.0, 1.0, (0.3, 0.6), "assumed", PROTOTYPE)
    """Care for the place of a newcomer."""
    care_rest: float = quantity(0.35, "0-1", 0.0, 1.0, (0.2, 0.5), "assumed", PROTOTYPE)
    """Care to which it drifts when nothing happens."""
    care_drift: float = quantity(0.02, "per month", 0.0, 1.0, (0.01, 0.05), "assumed", PROTOTYPE)
    """Share of the way to rest in a month."""
    care_help: float = quantity(0.04, "share", 0.0, 1.0, (0.01, 0.1), "assumed", PROTOTYPE)
    """Step of care towards 1 in a month in which help was received."""
    care_refusal: float = quantity(0.03, "share", 0.0, 1.0, (0.0, 0.1))
    """Loss of care with each refusal suffered."""
    care_tenure: float = quantity(0.002, "share", 0.0, 1.0, (0.0, 0.01))
    """Step of care towards 1 with each month in the place."""
    generosity_step: float = quantity(0.02, "share", 0.0, 1.0, (0.0, 0.1))
    """Step of generosity towards 1 when helped, towards 0 when refused (conditional co-operation)."""
    value_tolerance: float = quantity(0.3, "0-1", 0.0, 1.0, (0.1, 0.5), "literature", "Deffuant et al. (2000)")
    """Difference in values up to which two who meet approach one another (bounded confidence)."""
    value_step: float = quantity(0.1, "share", 0.0, 0.5, (0.0, 0.5), "literature", "Deffuant et al. (2000)")
    """Share of the difference that each gives up."""
    fatigue_rate: float = quantity(0.2, "per month", 0.0, 1.0, (0.1, 0.4))
    """Speed at which fatigue follows work."""
    comfortable_load: float = quantity(0.85, "share", 0.0, 0.99, (0.7, 0.95))
    """Use of capacity up to which work does not tire."""
    needs_eur_month: float = quantity(1_300.0, "EUR/month", 1.0, 1e6, (900.0, 2_000.0))
    """Income per person at which satisfaction with income is one half."""
    nuisance_weight: float = quantity(0.2, "0-1", 0.0, 1.0, (0.0, 0.5))
    """What nuisance 1 takes from satisfaction."""
    fatigue_weight: float = quantity(0.15, "0-1", 0.0, 1.0, (0.0, 0.4))
    """What fatigue 1 takes from satisfaction."""
    learning_scale: float = quantity(0.02, "level/month", 1e-6, 10.0, (0.005, 0.05))
    """Learning in a month at which satisfaction with it is one half."""
    satisfaction_rate: float = quantity(0.15, "per month", 0.0, 1.0, (0.05, 0.5))
    """Speed at which satisfaction follows the month's experience."""


class Membership(Section):
    """Leaving and entering."""

    give_up_rate: float = quantity(0.049, "per month", 0.0, 1.0, (0.03, 0.09), "assumed", P1)
    """Largest monthly chance of giving up a business that earns less than its outside option."""
    outside_income_eur_month: float = quantity(890.0, "EUR/month", 0.0, 1e6, (500.0, 1_100.0), "assumed", P1)
    """Median income per person to be had without the business."""
    outside_income_spread: float = quantity(0.3, "log", 0.0, 2.0, (0.1, 0.45), "assumed", P1)
    """Standard deviation of its logarithm between firms."""
    income_memory_months: float = quantity(6.0, "months", 1.0, 120.0, (3.0, 12.0))
    """Months over which a firm smooths the income that it judges by."""
    give_up_slope: float = quantity(6.0, "ratio", 0.0, 100.0, (3.0, 12.0), "assumed", PROTOTYPE)
    """Sharpness of giving up: logistic(slope x (outside - income) / 1300 EUR)."""
    exogenous_closing: float = quantity(0.0065, "per month", 0.0, 1.0, (0.004, 0.008), "assumed", P1)
    """Monthly chance that a firm closes for reasons outside the model."""
    moving_threshold: float = quantity(0.05, "0-1", -1.0, 1.0, (0.0, 0.15))
    """Advantage of premises of one's own, in satisfaction, at which a firm thinks of moving there (mean of firms)."""
    moving_threshold_spread: float = quantity(0.05, "0-1", 0.0, 0.5, (0.0, 0.1))
    """Standard deviation of that threshold between firms."""
    patience_months: int = quantity(6, "months", 1, 1_000, (3, 18))
    """Months of such an advantage after which a firm moves away."""
    term_months: int = quantity(0, "months", 0, 10_000, (0, 60))
    """Longest stay; 0 means no limit (an incubator has one)."""
    letting: Literal["applicants", "hazard"] = setting("applicants")
    """How units are let: to applicants who come, or each at a rate of its own (closed forms of the landlord's risk)."""
    applicants_per_unit_month: float = quantity(0.03, "per month", 0.0, 10.0, (0.01, 0.1))
    """Applicants in a month per unit of the site."""
    vacancy_months: float = quantity(4.0, "months", 1.0, 1_000.0, (2.0, 6.0), "assumed", "no good data found")
    """Mean months until an empty unit is let, with `letting = "hazard"`."""
    turnaround_months: int = quantity(1, "months", 0, 120, (0, 3))
    """Months that a unit stands empty at least between two members."""


class Lease(Section):
    """The landlord's rent: individual leases, with a single tenant on the same months beside them."""

    rent_eur_per_m2_month: float = quantity(
        5.0, "EUR/m² month", 0.0, 1e4, (2.5, 9.0), "literature", "used sheds in Lombardy, 35-45 EUR/m² a year (2014)"
    )
    """Rent of a private unit per m²."""
    eviction_months: float = quantity(6.0, "months", 0.0, 1_000.0, (3.0, 12.0))
    """Arrears, in months of rent, at which a member has to leave."""
    single_tenant_rent_eur_per_m2_month: float = quantity(
        3.3, "EUR/m² month", 0.0, 1e4, (2.5, 4.5), "literature", "used sheds in Lombardy, 35-45 EUR/m² a year (2014)"
    )
    """Rent that a single tenant pays for the whole area."""
    single_tenant_stay_months: float = quantity(72.0, "months", 1.0, 1e4, (48.0, 144.0), "assumed", "no good data found")
    """Mean stay of a single tenant (Italian law 392/1978: terms of 6 + 6 years)."""
    single_tenant_vacancy_months: float = quantity(12.0, "months", 1.0, 1e4, (6.0, 24.0), "assumed", "no good data found")
    """Mean months until the whole building is let again."""


class About(Section):
    """What the scenario is."""

    title: str = setting("A shared workspace")
    """One line."""
    description: str = setting("")
    """A paragraph."""


class Scenario(Section):
    """A multifactory to be simulated: everything a user can set."""

    about: About = About()
    processes: Processes = Processes()
    place: Place = Place()
    members: Members = Members()
    demand: Demand = Demand()
    mutual_help: MutualHelp = MutualHelp()
    production: Production = Production()
    knowledge: Knowledge = Knowledge()
    finance: Finance = Finance()
    community: Community = Community()
    membership: Membership = Membership()
    lease: Lease = Lease()
    sources: dict[str, str] = setting({})
    """Where values come from: key = "stated: book 1.1" or "assumed: why"."""
