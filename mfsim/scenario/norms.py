"""Settings of norms: cases, precedents, how they become shared rules, and what happens to who breaks one."""

from __future__ import annotations

from typing import Literal

from mfsim.scenario.declare import PROTOTYPE, Section, quantity, setting


class Norms(Section):
    """Cases of living together, precedents, shared rules, sanctions."""

    origin: Literal["emergent", "statutory", "copied", "mixed"] = setting("emergent")
    """Where rules come from: precedents; whoever decides, on day one; a book of rules; one of these two for the most
    frequent kinds of case and precedents for the rest."""
    book: str | None = setting(None, when={"norms.origin": ["copied", "mixed"]})
    """CSV file of rules (kind, resolution), relative to the scenario file, or the name of a shipped one (with
    `origin = "copied"` or "mixed")."""
    imposed_kinds: int = quantity(4, "kinds", 0, 12, (2, 8), when={"norms.origin": "mixed"})
    """Kinds of case, the most frequent first, that have a statutory or copied rule with `origin = "mixed"`."""
    basic_rules: int = quantity(0, "kinds", 0, 12, (0, 3), "assumed", "book 1.6: institutions define some basic rules")
    """Kinds of case for which institutions set a rule that members cannot strike out."""
    sanctions: Literal["none", "graduated", "expulsion"] = setting("none")
    """What follows a breach: nothing; a warning, then a fine, then exclusion from decisions, then expulsion; expulsion."""
    cases_per_member_month: float = quantity(0.2, "cases", 0.0, 5.0, (0.1, 0.4), "assumed", PROTOTYPE)
    """Cases that a member causes in a month where the place is in perfect condition; twice as many in the worst."""
    kinds: int = quantity(12, "kinds", 1, 12, (6, 12), "assumed", PROTOTYPE)
    """Kinds of case, in the order of the vocabulary."""
    kind_exponent: float = quantity(0.8, "exponent", 0.0, 5.0, (0.5, 1.2), "assumed", PROTOTYPE)
    """Frequency of the k-th kind of case falls with k to this power (Zipf)."""
    resolutions: int = quantity(3, "resolutions", 2, 3, (2, 3), "assumed", PROTOTYPE)
    """Ways of resolving a kind of case; how well each fits this place is drawn anew in each run."""
    seen_noise: float = quantity(0.25, "0-1", 0.0, 5.0, (0.1, 0.5), "assumed", PROTOTYPE)
    """Standard deviation with which the fit of a resolution is seen in a case."""
    taste: float = quantity(0.5, "share", 0.0, 1.0, (0.2, 0.8), when={"norms.proposing": "disposition"})
    """Share of a member's disposition to a resolution that is its own liking, the rest being how it fits the place."""
    proposing: Literal["disposition", "best_reply"] = setting("disposition")
    """What parties propose: precedents weighed against their own disposition; or the best reply to precedents."""
    precedents: Literal["outcomes", "proposals"] = setting("outcomes")
    """What is remembered of a case without a rule: how it was resolved, or what each of the parties proposed."""
    window: int = quantity(10, "precedents", 1, 20, (8, 10), "assumed", PROTOTYPE)
    """Last precedents of a kind that are remembered."""
    sample: int = quantity(3, "precedents", 1, 10, (2, 5), "literature", "adaptive play: Young (1993), Econometrica 61")
    """Precedents that a party calls to mind."""
    experiment: float = quantity(0.05, "chance", 0.0, 1.0, (0.01, 0.1), "assumed", PROTOTYPE)
    """Chance that a party proposes just anything."""
    conformity: float = quantity(
        1.3, "ratio", 0.0, 20.0, (0.5, 2.0), "assumed", PROTOTYPE, when={"norms.proposing": "disposition"}
    )
    """Weight of precedents against one's own disposition, times care; at most 1."""
    precedents_half: float = quantity(1.0, "precedents", 0.0, 100.0, (0.0, 5.0), when={"norms.proposing": "disposition"})
    """Precedents at which their weight has half its size."""
    security: float = quantity(0.0, "0-1", 0.0, 1.0, (0.0, 0.5), when={"norms.proposing": "best_reply"})
    """Largest worth of keeping to one's proposal where the other proposes another (with `proposing = "best_reply"`)."""
    talk_exponent: float = quantity(1.0, "exponent", 0.0, 10.0, (0.5, 2.0), "assumed", PROTOTYPE)
    """Parties talk with the probability of the geometric mean of their care to this power."""
    facilitated_exponent: float = quantity(
        0.5, "exponent", 0.0, 10.0, (0.2, 1.0), when={"governance.catalyst": "facilitator"}
    )
    """The same while a facilitator is there."""
    adopt_cases: int = quantity(6, "precedents", 1, 21, (5, 8), "assumed", PROTOTYPE)
    """Precedents from which on what recurs can become a shared rule; more than the window: never."""
    adopt_share: float = quantity(0.75, "share", 0.0, 1.0, (0.7, 0.9), "assumed", PROTOTYPE)
    """Share of the remembered precedents that must agree for it."""
    adopt_quality: float = quantity(0.45, "0-1", 0.0, 1.0, (0.3, 0.6), "assumed", PROTOTYPE)
    """Mean fit, as seen in these cases, that it must have."""
    strike_quality: float = quantity(0.35, "0-1", 0.0, 1.0, (0.2, 0.45))
    """Mean fit seen below which a rule is struck out, from as many cases on as adopting takes."""
    strike_share: float = quantity(0.4, "share", 0.0, 1.0, (0.3, 0.7))
    """Share of recent cases in breach of a rule above which it is struck out."""
    imposed_legitimacy: float = quantity(0.6, "0-1", 0.0, 1.0, (0.3, 0.9))
    """Legitimacy of a rule in whose making no member had a say."""
    legitimacy_gain: float = quantity(0.05, "share", 0.0, 1.0, (0.0, 0.1))
    """Step of a rule's legitimacy towards 1 each time it is complied with."""
    statute_noise: float = quantity(0.35, "0-1", 0.0, 5.0, (0.2, 0.7))
    """Standard deviation with which whoever makes a rule before there are cases guesses how it fits."""
    compliance_base: float = quantity(0.7, "chance", 0.0, 1.0, (0.5, 0.9), "assumed", PROTOTYPE)
    """Chance that a legitimate rule is complied with by who knows it and does not care."""
    compliance_care: float = quantity(0.3, "chance", 0.0, 1.0, (0.1, 0.4), "assumed", PROTOTYPE)
    """What care adds to it; at most 0.98 in all."""
    newcomer_knows: float = quantity(0.5, "share", 0.0, 1.0, (0.2, 0.9))
    """Share of the rules that a newcomer knows; founding members know all."""
    learning_rules: float = quantity(0.25, "per month", 0.0, 1.0, (0.1, 0.5))
    """Share of what it does not know yet of them that a member learns in a month."""
    fine_from: int = quantity(2, "breaches", 1, 1_000, (2, 3), when={"norms.sanctions": "graduated"})
    """Breaches remembered from which on a fine is due (with `sanctions = "graduated"`); before, a warning."""
    fine_eur: float = quantity(50.0, "EUR", 0.0, 1e5, (10.0, 200.0), when={"norms.sanctions": "graduated"})
    """Fine, to the association."""
    exclusion_from: int = quantity(4, "breaches", 1, 1_000, (3, 5), when={"norms.sanctions": "graduated"})
    """Breaches remembered from which on a member is excluded from deciding, and loses reputation."""
    exclusion_months: int = quantity(3, "months", 0, 1_000, (1, 12), when={"norms.sanctions": "graduated"})
    """Months of such an exclusion."""
    exclusion_reputation: float = quantity(0.2, "share", 0.0, 1.0, (0.0, 0.5), when={"norms.sanctions": "graduated"})
    """Share of its reputation that it loses."""
    expulsion_from: int = quantity(8, "breaches", 1, 1_000, (5, 12), when={"norms.sanctions": ["graduated", "expulsion"]})
    """Breaches remembered at which a member is expelled (with sanctions)."""
    sanction_care: float = quantity(
        0.03, "share", 0.0, 1.0, (0.0, 0.1), when={"norms.sanctions": ["graduated", "expulsion"]}
    )
    """Share of its care that a sanctioned member loses."""
    breach_forgetting: float = quantity(
        0.15, "per month", 0.0, 1.0, (0.05, 0.5), when={"norms.sanctions": ["graduated", "expulsion"]}
    )
    """Chance that one of a member's breaches is forgotten in a month."""
    dispute_hours: float = quantity(1.5, "h", 0.0, 1_000.0, (0.5, 4.0))
    """Hours that a disagreement costs each party."""
    dispute_trust: float = quantity(0.05, "share", 0.0, 1.0, (0.0, 0.2))
    """Share of the trust between them that it costs."""
    open_fatigue: float = quantity(0.02, "share", 0.0, 1.0, (0.0, 0.1))
    """Step of a party's fatigue towards 1 in a month with each case of its own that stays open."""
    grudge_months: int = quantity(5, "months", 1, 120, (4, 6), "assumed", PROTOTYPE)
    """Months after which an open case becomes a grudge."""
    grudge_trust: float = quantity(0.6, "share", 0.0, 1.0, (0.2, 1.0))
    """Share of the trust between the parties that a grudge destroys."""
    hearings_per_member_month: float = quantity(0.6, "cases", 0.0, 20.0, (0.2, 1.0), "assumed", PROTOTYPE)
    """Open cases that come before the assembly in a month for each member who cares wholly and is not tired."""
    hearing_size: int = quantity(20, "members", 2, 1_000, (8, 30))
    """Members called to one case; where there are more, they share the cases out."""
    hearing_hours: float = quantity(0.5, "h", 0.0, 1_000.0, (0.2, 2.0))
    """Hours that a case costs each who attends."""
    hearing_fatigue: float = quantity(0.02, "share", 0.0, 1.0, (0.0, 0.1))
    """Step of fatigue towards 1 of each who attends a case."""
    manager_cases_month: float = quantity(6.0, "cases/month", 0.0, 1_000.0, (2.0, 12.0))
    """Open cases that a manager or director decides in a month."""
