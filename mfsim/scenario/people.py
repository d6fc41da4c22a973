"""Settings of the people: who is there, helping, learning, living together, leaving and entering."""

from __future__ import annotations

from typing import Any, Literal

from mfsim.scenario.declare import P1, PROTOTYPE, Section, quantity, setting

OF_SECTORS: dict[str, Any] = {"principles.diversity": True, "members.mix": "sectors"}


class Members(Section):
    """Who is there at the start, and who applies later."""

    file: str | None = setting(None)
    """CSV file of members, relative to the scenario file; without it, members are generated."""
    vocabulary: str | None = setting(None)
    """CSV file of further trades, relative to the scenario file."""
    occupied_at_start: float = quantity(
        1.0, "share", 0.0, 1.0, (0.5, 1.0), when={"founding.start": ["open", "community_first"]}
    )
    """Share of the units with a generated member at the start, or in the founding group (only without a members file)."""
    trades: dict[str, float] = setting({})
    """Weights of the trades of generated members and applicants; empty means every trade of the vocabulary alike."""
    mix: Literal["trades", "sectors"] = setting("trades", when={"principles.diversity": True})
    """Whether generated members and applicants are of any trade, by weight, or of a chosen number of sectors."""
    effective_sectors: float = quantity(5.0, "sectors", 1.0, 13.0, (1.0, 13.0), when=OF_SECTORS)
    """Effective number of these sectors (Hill number of order 1 of the shares); sizes and levels stay as they are."""
    first_sector: Literal[
        "wood_furniture", "metal_mechanics", "fashion_leather", "craft_objects", "digital_fabrication",
        "software_electronics", "design_communication", "photo_film_sound", "architecture_building", "arts",
        "research_consulting", "food", "community_services",
    ] = setting("wood_furniture", when=OF_SECTORS)  # fmt: skip
    """The first of these sectors; the others follow in steps of five in the list, so that like ones are not side by side."""
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
    start_cash_rent_eur_per_m2_month: float = quantity(5.0, "EUR/m² month", 0.0, 1e4, (2.5, 9.0))
    """Rent counted in these months of cost, whatever the rent of the place: the firm brings what it brings."""
    start_cash_spread: float = quantity(0.5, "log", 0.0, 2.0, (0.2, 0.8))
    """Standard deviation of the logarithm of start cash between firms."""
    generosity_mean: float = quantity(0.5, "0-1", 0.0, 1.0, (0.3, 0.7))
    """Mean generosity of newcomers."""
    generosity_spread: float = quantity(0.15, "0-1", 0.0, 0.5, (0.05, 0.25))
    """Standard deviation of generosity between newcomers."""


_UNPAID = {"mutual_help.accounting": ["gift", "direct", "time_bank"]}
_BALANCED = {"mutual_help.accounting": ["direct", "time_bank"]}
_BANK = {"mutual_help.accounting": "time_bank"}
_PAID = {"mutual_help.accounting": "paid"}


class MutualHelp(Section):
    """Asking colleagues and agreeing to help."""

    accounting: Literal["gift", "direct", "time_bank", "paid", "none"] = setting("gift")
    """What is kept account of: nothing between two; hours between two; hours on the whole site; money; or nobody asks."""
    asking: Literal["best", "random"] = setting("best")
    """Whom a firm asks first: the best of tie x level x nearness, or any colleague it knows who has the level."""
    asks_at_most: int = quantity(3, "colleagues", 0, 3, (1, 3), "assumed", PROTOTYPE)
    """Colleagues asked for one gap."""
    baseline: float = quantity(-0.5, "logit", -20.0, 20.0, (-2.0, 1.0))
    """Willingness to help of a neutral firm without generosity, care or load."""
    generosity_weight: float = quantity(2.0, "logit", -20.0, 20.0, (0.0, 4.0), when=_UNPAID)
    """Effect of the helper's generosity on agreeing."""
    balance_weight: float = quantity(1.0, "logit", -20.0, 20.0, (0.0, 2.0), when=_BALANCED)
    """Effect of what the asker has given before, net: that helper (direct) or anybody (time bank)."""
    balance_scale_hours: float = quantity(10.0, "h", 0.1, 1e6, (3.0, 30.0), when=_BALANCED)
    """Net hours at which reciprocity has half its effect."""
    bank_limit_hours: float = quantity(40.0, "h/person", 0.0, 1e6, (10.0, 100.0), when=_BANK)
    """Hours that a firm may owe the time bank, per person; it may not ask for more."""
    price: float = quantity(0.8, "ratio", 0.0, 10.0, (0.4, 1.2), when=_PAID)
    """What the asker pays for an hour of help, over the helper's own rate."""
    price_weight: float = quantity(2.0, "logit", -20.0, 20.0, (0.0, 4.0), when=_PAID)
    """Effect on agreeing of a price above the helper's own rate."""
    reputation_weight: float = quantity(1.0, "logit", -20.0, 20.0, (0.0, 3.0), when=_UNPAID)
    """Effect of the asker's reputation above the site's mean (indirect reciprocity)."""
    care_weight: float = quantity(1.0, "logit", -20.0, 20.0, (0.0, 3.0), when=_UNPAID)
    """Effect of the helper's care for the place."""
    load_weight: float = quantity(1.5, "logit", -20.0, 20.0, (0.0, 4.0))
    """Effect of the helper's open work, in months of capacity, against agreeing."""
    hours_limit: float = quantity(0.3, "share", 0.0, 1.0, (0.1, 0.5))
    """Largest share of a month's capacity that a firm gives away."""
    account_decay: float = quantity(0.03, "per month", 0.0, 1.0, (0.0, 0.2), when={"mutual_help.accounting": "direct"})
    """Share of the account between two firms that is forgotten in a month."""
    reputation_gain: float = quantity(0.05, "share", 0.0, 1.0, (0.01, 0.1))
    """Step of reputation towards 1 when a firm helps."""
    reputation_loss: float = quantity(0.02, "share", 0.0, 1.0, (0.0, 0.1))
    """Step of reputation towards 0 when a firm refuses."""


_SHOWN = {"knowledge.exchange": ["open", "barter"]}


class Knowledge(Section):
    """Learning, forgetting, recombining."""

    exchange: Literal["open", "barter", "none"] = setting("open")
    """What passes in a meeting: what one sees; what each teaches the other, if both have something to teach; or nothing."""
    idea_protection: float = quantity(0.0, "share", 0.0, 1.0, (0.0, 0.8), when=_SHOWN)
    """Share of what could be shown that is kept back: less is learnt from others, and less is copied."""
    copying: float = quantity(0.1, "per meeting", 0.0, 1.0, (0.0, 0.5), when=_SHOWN)
    """Chance that a colleague whom an innovator met copies what raised its standing, without protection."""
    copy_gain: float = quantity(0.5, "share", 0.0, 2.0, (0.0, 1.0), when=_SHOWN)
    """Part of the innovation's effect on standing that a copier gains."""
    copy_loss: float = quantity(0.25, "share", 0.0, 1.0, (0.0, 1.0), when=_SHOWN)
    """Part of that effect that the innovator loses to each copier."""
    learning_rate: float = quantity(0.1, "per contact", 0.0, 1.0, (0.03, 0.2), "assumed", PROTOTYPE)
    """Share of the difference in level that a helped firm makes up at the best cognitive distance."""
    sight_share: float = quantity(0.2, "share", 0.0, 1.0, (0.0, 0.5))
    """What is learnt from a colleague met, against learning from a helper."""
    open_sight: float = quantity(1.0, "ratio", 0.0, 10.0, (0.0, 2.0), "assumed", "book 1.1: everyone sees how others work")
    """How much more is learnt from a colleague met in a wholly open plan: learning by sight x (1 + this)."""
    best_distance: float = quantity(
        0.5, "0-1", 0.05, 0.95, (0.2, 0.8), "literature", "Nooteboom et al. (2007), Research Policy 36: inverted U"
    )
    """Cognitive distance at which most is learnt (inverted U)."""
    distance_effect: float = quantity(1.0, "share", 0.0, 1.0, (0.0, 1.0))
    """How far cognitive distance decides what is absorbed: 1 the inverted U, 0 all distances alike."""
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


class Community(Section):
    """Meeting, ties, care, values, satisfaction."""

    meetings_per_month: int = quantity(2, "meetings", 0, 4, (1, 4))
    """Colleagues that a firm meets in a month, drawn by contact."""
    open_meetings: float = quantity(1.0, "meetings", 0.0, 4.0, (0.0, 2.0))
    """Further meetings of a firm in a month in a wholly open plan (4 at most in all)."""
    initial_tie: float = quantity(0.1, "0-1", 0.0, 1.0, (0.0, 0.5))
    """Trust between founding members."""
    known_tie: float = quantity(0.25, "0-1", 0.0, 1.0, (0.1, 0.5))
    """Trust at the start in a colleague of whom the members file says that one knows its work; `initial_tie` at least."""
    working_tie: float = quantity(0.5, "0-1", 0.0, 1.0, (0.2, 0.8))
    """Trust at the start in a colleague of whom the members file says that one works with it; `initial_tie` at least."""
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
    care_settled: float = quantity(0.04, "share", 0.0, 1.0, (0.01, 0.1), "assumed", PROTOTYPE)
    """Step of care towards 1 with each case that one had a part in and that was settled."""
    care_dispute: float = quantity(0.05, "share", 0.0, 1.0, (0.01, 0.1), "assumed", PROTOTYPE)
    """Loss of care in a month with each case of one's own that stays open."""
    care_slight: float = quantity(0.03, "share", 0.0, 1.0, (0.0, 0.1))
    """Loss of care with each breach of a shared rule, or free-riding, that one sees go unpunished."""
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
    work_fatigue: float = quantity(0.4, "0-1", 0.0, 1.0, (0.2, 0.8))
    """Fatigue to which months at full capacity lead; upkeep and conflict may add to it."""
    comfortable_load: float = quantity(0.85, "share", 0.0, 0.99, (0.7, 0.95))
    """Use of capacity up to which work does not tire."""
    needs_eur_month: float = quantity(1_300.0, "EUR/month", 1.0, 1e6, (900.0, 2_000.0))
    """Income per person at which satisfaction with income is one half."""
    nuisance_weight: float = quantity(0.2, "0-1", 0.0, 1.0, (0.0, 0.5))
    """What nuisance 1 takes from satisfaction."""
    condition_weight: float = quantity(0.2, "0-1", 0.0, 1.0, (0.0, 0.5))
    """What a place in perfect condition adds to satisfaction, against one in the worst."""
    freedom_weight: float = quantity(0.05, "0-1", 0.0, 1.0, (0.0, 0.2))
    """What shared rules for everything take from satisfaction: too many may suffocate."""
    fatigue_weight: float = quantity(0.15, "0-1", 0.0, 1.0, (0.0, 0.4))
    """What fatigue 1 takes from satisfaction."""
    learning_scale: float = quantity(0.02, "level/month", 1e-6, 10.0, (0.005, 0.05))
    """Learning in a month at which satisfaction with it is one half."""
    satisfaction_rate: float = quantity(0.15, "per month", 0.0, 1.0, (0.05, 0.5))
    """Speed at which satisfaction follows the month's experience."""


_APPLY = {"membership.letting": "applicants"}


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
    applicants_per_unit_month: float = quantity(0.03, "per month", 0.0, 10.0, (0.01, 0.1), when=_APPLY)
    """Applicants in a month per unit of the site."""
    admission: Literal["first_come", "diverse", "complementary", "similar", "values"] = setting("first_come", when=_APPLY)
    """Who of those waiting gets a unit: the first, who adds most to the diversity of trades, whose field is covered least,
    who is nearest to the members in trade, or in values."""
    waiting_places: int = quantity(8, "firms", 1, 16, (2, 12), when=_APPLY)
    """Places in the list of those who wait for a unit."""
    waiting_months: int = quantity(6, "months", 0, 1_000, (0, 12), when=_APPLY)
    """Months that an applicant waits for a unit after that in which it applied."""
    vacancy_months: float = quantity(
        4.0, "months", 1.0, 1_000.0, (2.0, 6.0), "assumed", "no good data found", {"membership.letting": "hazard"}
    )
    """Mean months until an empty unit is let, with `letting = "hazard"`."""
    turnaround_months: int = quantity(1, "months", 0, 120, (0, 3))
    """Months that a unit stands empty at least between two members."""
