"""Mutual help: whom a firm asks, who agrees, and what a dealing moves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from contract import ProcessContract
from worlds import at, live, only, opened

from mfsim.world.agreeing import balance_that_counts, bank_hours, logistic, mean_reputation, willingness
from mfsim.world.asking import Colleagues, Terms, find_known, find_present, terms_of, three_best
from mfsim.world.invariants import broken

UNITS = 6
ALIKE = {f"mutual_help.{name}_weight": 0.0 for name in ("generosity", "reputation", "care", "load")}
ASKING = {
    **only("demand", "mutual_help", "record"),
    **ALIKE,
    "place.units": UNITS,
    "demand.second_field_share": 1.0,
    "demand.required_level_low": 0.5,
    "demand.required_level_high": 0.5,
    "demand.orders_per_person_month": 1.0,
    "mutual_help.hours_limit": 1.0,
    "production.fatigue_loss": 0.0,
}
FOR_PAY = {name: value for name, value in ASKING.items() if name not in ALIKE} | {"mutual_help.load_weight": 0.0}
AGREEING, REFUSING = {"mutual_help.baseline": 20.0}, {"mutual_help.baseline": -20.0}


class TestContract(ProcessContract):
    process = "mutual_help"
    columns = ("help_hours", "gaps_met", "refusals")


def _site():
    """A site where the first firm has a gap of 10 hours at level 0.4 in field 2, and knows the others."""
    world = opened("base", {"place.units": UNITS, "community.initial_tie": 0.0})
    world.skill[0, 2] = (0.1, 0.5, 0.6, 0.7, 0.8, 0.9)
    world.trust[0, 0] = (0.0, 0.5, 0.5, 0.5, 0.5, 0.5)
    world.contact[:] = 0.0
    gap = world.gaps[0, 0, 0]
    gap["field"], gap["level"], gap["hours"], gap["rest"] = 2, 0.4, 10.0, 20.0
    world.firms.people[0] = 1.0
    world.firms.gap_count[0, 0] = 1
    return world


USUAL = Terms(hours=140.0, most_hours=42.0, all_hours=140.0, price=0.0, dearest=50.0)


def _asked(world, *, at_random=False, terms=USUAL, month=1):
    tables = (world.firms, world.gaps, world.skill, world.trust, world.account, world.helped)
    firms, gaps, skill, trust, account, helped = (table[0] for table in tables)
    found = world.present, world.known, world.able
    site = Colleagues(firms, gaps, skill, world.contact, trust, account, helped, *found)
    return three_best(site, terms, at(month), 0, find_known(site, 0, find_present(site)), 0, at_random)


def test_the_three_best_in_order():
    assert _asked(_site()) == (5, 4, 3)


def test_order_is_by_tie_times_level_times_nearness():
    world = _site()
    world.trust[0, 0] = (0.0, 0.9, 0.5, 0.5, 0.1, 0.2)  # scores .45 .30 .35 .08 .18, halved
    assert _asked(world) == (1, 3, 2)
    world.contact[0, 2] = 1.0  # doubles the score of 2
    assert _asked(world) == (2, 1, 3)


def test_any_order_of_scores_is_sorted():
    rng = np.random.default_rng(1)
    world = _site()
    for _ in range(50):
        world.trust[0, 0, 1:] = rng.random(5)
        scores = world.trust[0, 0] * world.skill[0, 2]
        assert _asked(world) == tuple(np.argsort(-scores)[:3])


def test_who_is_not_known_is_not_asked():
    world = _site()
    world.trust[0, 0] = (0.0, 0.3, 0.0, 0.0, 0.0, 0.1)
    assert _asked(world) == (1, 5, -1)
    world.trust[0, 0] = 0.0
    assert _asked(world) == (-1, -1, -1)


def test_who_lacks_the_level_is_not_asked():
    world = _site()
    world.gaps["level"][0, 0, 0] = 0.8
    assert _asked(world) == (5, 4, -1)
    world.gaps["level"][0, 0, 0] = 0.95
    assert _asked(world) == (-1, -1, -1)


def test_who_has_given_its_hours_is_not_asked():
    world = _site()
    world.firms.hours_given[0] = (0.0, 0.0, 0.0, 0.0, 32.0, 32.5)
    assert _asked(world) == (4, 3, 2)
    world.firms.people[0, 5] = 2.0
    assert _asked(world) == (5, 4, 3)


def test_asking_at_random_is_blind_to_tie_and_level():
    """Over 600 months each of five colleagues comes first alike; tolerance 4 standard errors."""
    world, months = _site(), 600
    world.trust[0, 0] = (0.0, 0.01, 0.2, 0.4, 0.8, 1.0)
    asked = [_asked(world, at_random=True, month=month) for month in range(1, months + 1)]
    assert all(len(set(three)) == 3 for three in asked)
    for place in range(3):
        counts = np.bincount([three[place] for three in asked], minlength=UNITS)[1:]
        assert np.all(np.abs(counts - months / 5) <= 4.0 * math.sqrt(months * 0.2 * 0.8))


@pytest.mark.parametrize("x", [-3.0, 0.0, 0.4, 8.0])
def test_logistic(x):
    assert logistic(x) == pytest.approx(1.0 / (1.0 + math.exp(-x)), rel=1e-15)


def test_logistic_is_finite_at_the_ends():
    assert logistic(1e9) == 1.0
    assert 0.0 <= logistic(-1e9) < 1e-300


def _willing(balance=0.0, load=0.5, settings=None, **traits):
    world = opened("base", settings)
    firm, other = world.firms[0, 0], world.firms[0, 1]
    firm.reputation, other.generosity, other.care = 0.5, 0.5, 0.5
    for name, value in traits.items():
        (firm if name == "reputation" else other)[name] = value
    return willingness(world.parameters.mutual_help, firm, other, balance, 0.5, load)


def test_willingness_by_hand():
    x = -0.5 + 2.0 * 0.7 + 1.0 * (1.5 / 2.5) + 1.0 * (0.8 - 0.5) + 1.0 * 0.6 - 1.5 * 0.25
    found = _willing(settings=_accounting("direct"), balance=15.0, load=0.25, reputation=0.8, generosity=0.7, care=0.6)
    assert found == pytest.approx(1.0 / (1.0 + math.exp(-x)), rel=1e-13)


@pytest.mark.parametrize(
    ("name", "values", "rises"),
    [
        ("generosity", (0.1, 0.5, 0.9), True),
        ("care", (0.1, 0.5, 0.9), True),
        ("reputation", (0.1, 0.5, 0.9), True),
        ("balance", (-50.0, -5.0, 0.0, 5.0, 50.0), True),
        ("load", (0.0, 1.0, 3.0), False),
    ],
)
def test_willingness_moves_with_each_term(name, values, rises):
    chances = [_willing(settings=_accounting("direct"), **{name: value}) for value in values]
    assert chances == sorted(set(chances), reverse=not rises)


def test_mean_reputation_is_that_of_members():
    world = opened("base", {"members.occupied_at_start": 0.5})
    world.firms.reputation[0, :10] = np.linspace(0.1, 0.9, 10)
    assert mean_reputation(world.firms[0]) == pytest.approx(0.5)
    world.firms.serial[0] = -1
    assert mean_reputation(world.firms[0]) == 0.0


def _month(**changes):
    """A month in which the first firm lacks what all others know."""
    asking = ASKING if changes.get("mutual_help.accounting") != "paid" else FOR_PAY
    world = opened("base", {**asking, **changes})
    world.skill[0] = 1.0
    world.skill[0, :, 0] = 0.0
    return live(world, 1)


@pytest.mark.parametrize("most", [0, 1, 3])
def test_a_firm_asks_at_most_so_many(most):
    world = _month(**REFUSING, **{"mutual_help.asks_at_most": most})
    gaps = int(world.firms.gap_count[0, 0])
    assert gaps > 0
    assert world.tally.refusals[0] == world.firms.refusals[0, 0] == gaps * most
    assert world.tally.dealings[0] == gaps * most
    assert world.tally.gaps_met[0] == 0
    dealings = world.dealings[0, : gaps * most]
    assert np.all(dealings.taker == 0)
    assert np.all(dealings.agreed == 0)
    assert all(len(set(dealings.giver[most * gap : most * (gap + 1)])) == most for gap in range(gaps))


def test_a_firm_that_knows_nobody_asks_nobody():
    world = _month(**AGREEING, **{"community.initial_tie": 0.0})
    assert world.tally.gaps[0] > 0
    assert world.tally.dealings[0] == 0


def test_the_first_who_agrees_does_it():
    world = _month(**AGREEING)
    gaps = world.gaps[0, 0, : world.firms.gap_count[0, 0]]
    hours, rest, firms = gaps.hours.sum(), gaps.rest.sum(), world.firms[0]
    assert np.all(gaps.met)
    assert world.tally.dealings[0] == world.tally.gaps_met[0] == len(gaps) == firms.gaps_met_total[0]
    assert world.tally.refusals[0] == 0
    assert firms.hours_given.sum() == pytest.approx(hours)
    assert firms.hours_given[0] == 0.0
    assert firms.received_total[0] == pytest.approx(hours)
    assert firms.hours_done[0] == pytest.approx(hours)
    assert firms.open_hours[0] == pytest.approx(rest)
    assert world.series.help_hours[0, 0] == pytest.approx(hours)
    assert world.helped[0, :, 0] == pytest.approx(firms.hours_given)
    assert firms.helped[0]
    assert not firms.helped[1:].any()


def test_accounts_are_what_one_owes_the_other():
    world = _month(**AGREEING, **{"mutual_help.accounting": "direct"})
    account = world.account[0]
    assert np.array_equal(account, -account.T)
    assert account[1:, 0] == pytest.approx(world.firms.hours_given[0, 1:])
    assert account[1:, 0].sum() > 0.0


def test_accounts_are_forgotten_at_their_rate():
    world = opened("base", {**only("mutual_help"), "mutual_help.accounting": "direct", "mutual_help.account_decay": 0.1})
    world.account[0, 0, 1], world.account[0, 1, 0] = 8.0, -8.0
    live(world, 5)
    assert world.account[0, 0, 1] == -world.account[0, 1, 0] == pytest.approx(8.0 * 0.9**5)


def test_reputation_rises_with_help_and_falls_with_refusals():
    gave = _month(**AGREEING, **{"mutual_help.asks_at_most": 1})
    times = np.bincount(gave.dealings.giver[0, : gave.tally.dealings[0]], minlength=UNITS)
    assert gave.firms.reputation[0] == pytest.approx(1.0 - 0.5 * 0.95**times)
    refused = _month(**REFUSING)
    times = np.bincount(refused.dealings.giver[0, : refused.tally.dealings[0]], minlength=UNITS)
    assert refused.firms.reputation[0] == pytest.approx(0.5 * 0.98**times)


@pytest.mark.parametrize("limit", [0.02, 0.1])
def test_nobody_gives_more_than_its_limit(limit):
    busy = {"demand.orders_per_person_month": 60.0, "mutual_help.hours_limit": limit}
    world = _month(**AGREEING, **busy, **{"demand.order_hours_mean": 20.0})
    given, most = world.firms.hours_given[0], limit * 140.0 * world.firms.people[0]
    assert np.all(given <= most)
    assert world.tally.gaps_met[0] < world.tally.gaps[0]
    assert given.sum() > 0.0


def test_a_wholly_tired_firm_gives_no_hours_that_it_lacks():
    """Gaps of 30 h, a helper of 140 · 0.4 = 56 h: it fills one, though it would give away all of 140 h."""
    tired = {"mutual_help.hours_limit": 1.0, "production.fatigue_loss": 0.6, "members.people_mean": 1.0}
    gaps = {"demand.orders_per_person_month": 60.0, "demand.order_hours_mean": 60.0, "demand.second_field_hours": 0.5,
            "demand.order_hours_variation": 0.0}  # fmt: skip
    world = opened("base", {**ASKING, **AGREEING, **tired, **gaps, "processes.production": True, "place.units": 2})
    world.kinds.order_size[:] = 1.0
    world.skill[0, :, 0], world.skill[0, :, 1] = 0.0, 1.0
    world.firms.fatigue[0] = 1.0
    live(world, 1)
    firms = world.firms[0]
    assert firms.gap_count[0] > 4
    assert firms.hours_given[1] == pytest.approx(30.0)
    assert firms.capacity[1] == pytest.approx(56.0)


def test_help_costs_the_helper_hours_of_its_own_work():
    settings = {**ASKING, **AGREEING, "processes.production": True}
    world = opened("base", settings)
    world.skill[0] = 1.0
    world.skill[0, :, 0] = 0.0
    world.firms.open_hours[0, 1:] = 1e5
    live(world, 1)
    firms = world.firms[0]
    helpers = firms.hours_given > 0.0
    assert helpers.any()
    assert firms.hours_worked[helpers] == pytest.approx((firms.capacity - firms.hours_given)[helpers])


def test_who_asks_first_moves_on_by_one_unit_a_month():
    """Where there is little to give, the first to ask gets it."""
    firsts = []
    for month in range(1, UNITS + 1):
        world = opened("base", {**ASKING, **AGREEING, "demand.orders_per_person_month": 20.0})
        world.skill[0] = 0.45
        live(world, 1, first=month)
        world.skill[0, :, 0] = 1.0
        assert world.tally.dealings[0] == 0, "nobody has the level of 0.5"
        live(world, 1, first=month)
        firsts.append(int(world.dealings.taker[0, 0]))
    assert firsts == [month % UNITS or 1 for month in range(1, UNITS + 1)]


def _accounting(name, **changes):
    return {"mutual_help.accounting": name, **changes}


@pytest.mark.parametrize(
    ("name", "expected"), [("gift", 0.0), ("direct", 7.0), ("time_bank", 30.0 - 42.0), ("paid", 0.0), ("none", 0.0)]
)
def test_which_balance_counts(name, expected):
    """Between the two 7 h, which direct accounts alone keep; on the site the asker has given 30 h and received 42 h."""
    world = opened("base", _accounting(name))
    firm = world.firms[0, 0]
    firm.given_total, firm.received_total = 30.0, 42.0
    assert bool(world.account.size) == (name == "direct")
    world.account[0, :1, 1:2] = 7.0
    assert balance_that_counts(world.parameters.mutual_help, firm, world.account[0], 0, 1) == expected


def _history(name, months=12, **changes):
    """A year in which everybody lacks something and everybody is able in something."""
    busy = {"demand.second_field_share": 0.5, "community.initial_tie": 0.5, "mutual_help.load_weight": 0.0}
    return live(opened("base", {**busy, **_accounting(name), **changes}, months=months), months)


def test_a_gift_is_given_whatever_was_given_before():
    """Direct accounts turn some answers around; of gifts no account is kept."""
    both = {}
    for name in ("gift", "direct"):
        for owed in (-60.0, 60.0):
            weight = {"mutual_help.balance_weight": 3.0} if name == "direct" else {}
            world = opened("base", {**ASKING, **_accounting(name), "mutual_help.baseline": 0.0, **weight})
            world.skill[0], world.skill[0, :, 0] = 1.0, 0.0
            if name == "direct":
                world.account[0, 0, 1:], world.account[0, 1:, 0] = owed, -owed
            live(world, 1)
            both[name, owed] = (world.tally.gaps_met[0], world.tally.refusals[0])
            assert np.any(world.account != 0.0) == (name == "direct")
    assert both["gift", -60.0] == both["gift", 60.0]
    assert both["direct", -60.0][1] > both["direct", 60.0][1]


def test_nobody_asks_where_nobody_is_to_be_asked():
    """The gaps go outside; everything but the accounting is as it was."""
    world = _history("none", months=6)
    series = world.series[:, 0]
    assert np.all(series.gaps_met + series.refusals + series.help_hours == 0.0)
    assert series.gaps.sum() == series.gaps_bought.sum() + series.gaps_lost.sum() > 0


@pytest.mark.parametrize("limit", [0.0, 8.0])
def test_nobody_owes_the_time_bank_more_than_its_limit(limit):
    world = opened("base", {**ASKING, **AGREEING, **_accounting("time_bank"), "mutual_help.bank_limit_hours": limit})
    world.skill[0], world.skill[0, :, 0] = 1.0, 0.0
    live(world, 6)
    accounts = np.array([bank_hours(firm) for firm in world.firms[0]])
    assert accounts.sum() == pytest.approx(0.0, abs=1e-9)
    assert accounts[0] >= -limit * world.firms.people[0, 0]
    assert (accounts[0] < 0.0) == (limit > 0.0)
    assert world.firms.gaps_total[0, 0] > world.firms.gaps_met_total[0, 0]


def test_who_has_given_to_anybody_may_ask_the_time_bank():
    world = opened("base", {**ASKING, **AGREEING, **_accounting("time_bank"), "mutual_help.bank_limit_hours": 0.0})
    world.skill[0], world.skill[0, :, 0] = 1.0, 0.0
    world.firms.given_total[0, 0] = 1e3
    live(world, 1)
    assert world.firms.gaps_met_total[0, 0] == world.firms.gaps_total[0, 0] > 0


def test_a_time_bank_that_lends_less_helps_less_and_one_that_lends_nothing_never_begins():
    limits = (0.0, 5.0, 1e6)
    hours = [_history("time_bank", **{"mutual_help.bank_limit_hours": limit}).series.help_hours.sum() for limit in limits]
    assert hours[0] == 0.0
    assert 0.0 < hours[1] < 0.9 * hours[2]


def test_willingness_for_pay_is_a_matter_of_price_and_load():
    paid = _accounting("paid", **{"mutual_help.price": 1.3, "mutual_help.price_weight": 2.0})
    expected = 1.0 / (1.0 + math.exp(0.5 - 2.0 * 0.3 + 1.5 * 0.25))
    for traits in ({}, {"generosity": 1.0, "care": 0.9, "reputation": 1.0, "balance": 50.0}):
        assert _willing(settings=paid, load=0.25, **traits) == pytest.approx(expected, rel=1e-13)
    prices = [_willing(settings={**paid, "mutual_help.price": price}) for price in (0.0, 0.5, 1.0, 2.0)]
    assert prices == sorted(set(prices))


def test_help_is_paid_at_a_price_of_the_helpers_rate():
    price = {"mutual_help.price": 0.5, "mutual_help.price_weight": 0.0}
    world = _month(**AGREEING, **_accounting("paid", **price))
    firms = world.firms[0]
    assert firms.help_money[1:] == pytest.approx(0.5 * firms.rate[1:] * firms.hours_given[1:])
    assert firms.help_money[0] == pytest.approx(-firms.help_money[1:].sum())
    assert world.series.help_paid_eur[0, 0] == pytest.approx(-firms.help_money[0])
    assert firms.help_money[0] < 0.0


def test_a_payment_moves_cash_and_income_and_is_taxed_with_the_helper():
    """The same month with help for nothing and for pay, the same helpers agreeing."""
    free, paid = (
        live(opened("base", {**FOR_PAY, **AGREEING, **_accounting(name), "processes.finance": True, "finance.tax_rate": 0.2,
                             "finance.extra_draw": 0.0}), 1)
        for name in ("gift", "paid")
    )  # fmt: skip
    money = paid.firms.help_money[0]
    assert np.count_nonzero(money) > 1
    assert np.array_equal(free.firms.hours_given, paid.firms.hours_given)
    taxed = (paid.firms.cash - free.firms.cash)[0] - money
    assert np.all(taxed[money <= 0.0] >= -1e-9)
    assert np.all(taxed[money > 0.0] <= 1e-9)
    assert broken(paid) == []


def test_help_dearer_than_outside_is_not_asked_for():
    dear = _month(**AGREEING, **_accounting("paid", **{"mutual_help.price": 10.0}))
    assert dear.tally.gaps[0] > 0
    assert dear.tally.dealings[0] == 0
    terms = terms_of(dear.parameters)
    assert (terms.price, terms.dearest) == (10.0, pytest.approx(28.0 * 1.4))


def test_pay_can_bring_more_help_than_gifts_or_less():
    gift = _history("gift").series.help_hours.sum()
    """Below their own price hardly anybody helps; a fifth above it nearly all do, and most are not too dear."""
    steep = {"mutual_help.price_weight": 20.0}
    low, high = (_history("paid", **steep, **{"mutual_help.price": price}).series.help_hours.sum() for price in (0.5, 1.2))
    assert 0.0 < low < gift < high


@pytest.mark.parametrize("name", ["gift", "direct", "time_bank", "paid", "none"])
def test_every_accounting_keeps_the_invariants(name):
    world = opened("base", {"demand.second_field_share": 0.5, "community.initial_tie": 0.5, **_accounting(name)}, months=24)
    for month in range(1, 25):
        live(world, 1, first=month)
        assert broken(world) == []
