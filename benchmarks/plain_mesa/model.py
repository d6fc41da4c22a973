"""The multifactory as a Mesa model: units, the calendar of the month, and a DataCollector of the main series."""

from __future__ import annotations

import math
from bisect import bisect
from collections import Counter, deque
from itertools import accumulate

import mesa
import numpy as np

from benchmarks.compared import NOT_COMPARED
from benchmarks.plain_mesa.firm import Firm
from benchmarks.plain_mesa.series import SERIES
from mfsim.scenario.load import LoadedScenario
from mfsim.world import layout
from mfsim.world.fixed_tables import trade_distance


class Unit:
    """A private unit: where it is, how near the others are, and who holds it."""

    def __init__(self, number: int, area: float, contact: list[float]):
        self.number, self.area, self.contact = number, area, contact
        self.contact_shares = list(accumulate(contact))
        self.firm: Firm | None = None
        self.lone_tenant = True
        self.empty_since = -math.inf


def check(scenario: LoadedScenario) -> None:
    """Refuse what this model leaves out, so that nothing is compared with another thing."""
    settings = scenario.settings
    wrong = [name for name, on in settings.processes if on == (name in NOT_COMPARED)]
    if settings.place.sites != 1 or scenario.members or wrong:
        raise ValueError(f"plain_mesa runs one site of generated members, every process on but {', '.join(NOT_COMPARED)}")
    admission = (settings.membership.letting, settings.membership.admission)
    people = (settings.mutual_help.accounting, settings.knowledge.exchange, settings.place.enclosure)
    if admission != ("applicants", "first_come") or people != ("gift", "open", 1.0):
        raise ValueError("plain_mesa has applicants who enter in turn, gifts, open knowledge and enclosed rooms alone")
    lease = settings.lease
    moving = (lease.passed_on, lease.inflation, lease.correlation)
    if (lease.kind, lease.negotiation) != ("individual", "one_by_one") or moving != (0.0, 0.0, 0.0):
        raise ValueError("plain_mesa has leases of the members' own, at a rent that stays, and troubles that come singly")
    if settings.place.units < 2 or settings.demand.order_hours_variation < 1e-3:
        raise ValueError("plain_mesa needs two units and orders of varying size")


class Multifactory(mesa.Model):
    """A shared workspace; ``step()`` is a month."""

    def __init__(self, scenario: LoadedScenario, seed: int):
        super().__init__(seed=seed)
        check(scenario)
        self.settings, self.vocabulary = scenario.settings, scenario.vocabulary
        self.trade_shares = self._shares_of_trades()
        self.trade_distance = trade_distance(scenario)
        self.waiting: deque[int] = deque()  # months in which those who wait applied
        self.macro, self.sector_indices = 0.0, [0.0] * len(self.vocabulary.sectors)
        self.association_cash, self.single_tenant = 0.0, True
        self.departures: list[tuple[int, int, int, str, float, float, float, float]] = []
        self.tally, self.exits = Counter(), Counter()
        self.units = self._lay_out()
        self.private_area = sum(unit.area for unit in self.units)
        self.area_value, self.discount_factor = 1.0, 1.0
        self.company_cash, self.company_owes = self.company_capital(), 0.0  # EUR; None while there is no company
        place = self.settings.place
        for unit in self.units[: round(self.settings.members.occupied_at_start * place.units)]:
            self._let(unit, self._draw_people(), founder=True)
        tie = self.settings.community.initial_tie
        for firm in self.agents:
            firm.trust = {other: tie for other in self.agents if other is not firm} if tie > 0.0 else {}
        self.datacollector = mesa.DataCollector(model_reporters=SERIES)

    def _lay_out(self) -> list[Unit]:
        place = self.settings.place
        plan = layout.lay_out(place, np.full(place.units, np.nan), np.ones(place.units))
        contact = layout.contact_between(place, plan).tolist()
        return [Unit(number, area, contact[number]) for number, area in enumerate(plan.area.tolist())]

    def _shares_of_trades(self) -> list[float]:
        wanted = self.settings.members.trades
        return list(accumulate(wanted.get(name, 0.0) if wanted else 1.0 for name in self.vocabulary.trades))

    def _draw_people(self) -> int:
        return 1 + int(self.rng.poisson(self.settings.members.people_mean - 1.0))

    def _let(self, unit: Unit, people: int, founder: bool = False) -> None:
        trade = bisect(self.trade_shares, self.random.random() * self.trade_shares[-1])
        Firm(self, unit, trade, people, founder).move_in()

    def draw_order_hours(self) -> float:
        p = self.settings.demand
        shape = 1.0 / p.order_hours_variation**2
        return self.random.gammavariate(shape, p.order_hours_mean / shape)

    def step(self) -> None:
        self.tally, self.exits = Counter(), Counter()
        self.agents.do("open_month")
        self.bring_orders()
        self.mean_reputation = self.agents.agg("reputation", np.mean) if len(self.agents) else 0.0
        self.agents.shuffle_do("seek_help")
        self.agents.do("produce")
        self.agents.do("learn_from_helpers").do("learn_from_meetings").do("practise")
        self.run_the_building()
        self.discount_factor = (1.0 + self.settings.surplus.discount_rate_year) ** (-self.steps / 12.0)
        self.agents.do("settle_money")
        self.agents.do("fade_ties").do("remember_dealings").shuffle_do("meet").do("feel")
        self.agents.do("consider_leaving")
        self.let_units()
        self.agents.do("pay_rent")
        self.charge_single_tenant()
        self.charge_lone_tenants()
        self.keep_owners_account()
        self.datacollector.collect(self)

    def bring_orders(self) -> None:
        p = self.settings.demand
        self.macro = p.macro_persistence * self.macro + self.random.gauss(0.0, p.macro_shock)
        self.sector_indices = [
            p.sector_persistence * index + self.random.gauss(0.0, p.sector_shock) for index in self.sector_indices
        ]
        members = len(self.agents)
        self.power = (members / p.reference_members) ** p.site_visibility_exponent if members else 1.0
        self.agents.do("move_standing").do("take_orders")

    def run_the_building(self) -> None:
        cost = self.settings.finance.running_cost_eur_per_m2_month
        self.association_cash -= cost * self.settings.place.total_area_m2

    def let_units(self) -> None:
        p = self.settings.membership
        count = int(self.rng.poisson(p.applicants_per_unit_month * len(self.units)))
        self.tally["applicants"] += count
        to_let = [unit for unit in self.units if unit.firm is None and self.steps - unit.empty_since >= p.turnaround_months]
        while self.waiting and self.steps - self.waiting[0] > p.waiting_months:
            self.waiting.popleft()
        for _ in range(count):
            if len(self.waiting) == p.waiting_places and to_let:
                self._admit(to_let)
            if len(self.waiting) < p.waiting_places:
                self.waiting.append(self.steps)
        while self.waiting and to_let:
            self._admit(to_let)

    def _admit(self, to_let: list[Unit]) -> None:
        """Let who has waited longest have the unit whose area is closest to what its people need."""
        self.waiting.popleft()
        people, place = self._draw_people(), self.settings.place
        wanted = people * place.total_area_m2 * place.private_share / place.units / self.settings.members.people_mean
        unit = min(to_let, key=lambda empty: abs(empty.area - wanted))
        to_let.remove(unit)
        self._let(unit, people)
        self.tally["entries"] += 1

    def charge_single_tenant(self) -> None:
        p = self.settings.lease
        months = p.single_tenant_stay_months if self.single_tenant else p.single_tenant_vacancy_months
        if self.random.random() < 1.0 / months:
            self.single_tenant = not self.single_tenant
        if self.single_tenant:
            self.tally["single_tenant_rent"] += p.single_tenant_rent_eur_per_m2_month * self.settings.place.total_area_m2

    def charge_lone_tenants(self) -> None:
        """What tenants would pay who have nothing to do with one another, and a company that lets to them."""
        p, let = self.settings.lease, 0.0
        for unit in self.units:
            if self.random.random() < 1.0 / (p.lone_stay_months if unit.lone_tenant else p.lone_vacancy_months):
                unit.lone_tenant = not unit.lone_tenant
            let += unit.area if unit.lone_tenant else 0.0
        rent = p.rent_eur_per_m2_month * let
        self.tally["lone_rent"] += rent
        self.tally["lone_operator_rent"] += self._let_by_company(rent)

    def company_capital(self) -> float:
        p = self.settings.lease
        return p.operator_capital_months * p.operator_guarantee * p.rent_eur_per_m2_month * self.private_area

    def _let_by_company(self, rent: float) -> float:
        p = self.settings.lease
        if self.company_cash is None:
            if self.random.random() < 1.0 / p.operator_vacancy_months:
                self.company_cash, self.company_owes = self.company_capital(), 0.0
            return rent
        due = p.operator_guarantee * p.rent_eur_per_m2_month * self.private_area
        cash = self.company_cash + rent * (1.0 + p.operator_margin)
        paid = max(0.0, min(self.company_owes + due, cash))
        self.company_owes += due - paid
        left = cash - paid - p.operator_cost_eur_per_m2_month * self.private_area
        has_failed = self.company_owes > p.eviction_months * due
        self.company_cash = None if has_failed else min(left, self.company_capital())
        return paid

    def keep_owners_account(self) -> None:
        p, place = self.settings.lease, self.settings.place
        let_share = sum(unit.area for unit in self.units if unit.firm is not None) / self.private_area
        self.tally["works"] = p.works_eur_per_m2 * place.total_area_m2 if self.steps == 1 else 0.0
        self.tally["decay"] = p.empty_decay_eur_per_m2_month * place.total_area_m2 * (1.0 - let_share)
        self.tally["owner_upkeep"] = p.owner_upkeep_eur_per_m2_month * place.total_area_m2
        seen = 1.0 - math.exp(-len(self.agents) / self.settings.demand.reference_members)
        aim = 1.0 + p.area_uplift * let_share * seen
        self.area_value += (aim - self.area_value) / p.area_uplift_months


def run(scenario: LoadedScenario, months: int, seed: int) -> Multifactory:
    """Run one multifactory for some months."""
    model = Multifactory(scenario, seed)
    for _ in range(months):
        model.step()
    return model
