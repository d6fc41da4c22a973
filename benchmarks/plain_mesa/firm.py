"""A firm as a Mesa agent: it draws what it is when it enters, and follows the rules of mfsim/processes in each month."""

from __future__ import annotations

import math
from heapq import nlargest

import mesa
import numpy as np

GAPS = 12
MOST_ORDERS = 100_000.0
LARGEST_STANDING = 50.0
LARGEST_EXPONENT = 700.0
BACKGROUND_LEVEL = 0.35
INCOME_SCALE_EUR = 1_300.0


def logistic(x):
    return 1.0 / (1.0 + math.exp(min(LARGEST_EXPONENT, -x)))


def bounded(x):
    return min(1.0, max(0.0, x))


def cognitive_distance(one, other):
    """One minus the cosine of two skill vectors."""
    scale = math.sqrt((one @ one) * (other @ other))
    return bounded(1.0 - (one @ other) / scale) if scale > 0.0 else 1.0


def absorb(distance, best):
    """Return the inverted U with its top at `best`."""
    off = (distance - best) / (best if distance < best else 1.0 - best)
    return 1.0 - off * off


class Firm(mesa.Agent):
    """A member of the multifactory."""

    def __init__(self, model, unit, trade, people, founder=False):
        super().__init__(model)
        self.unit, self.founder, self.trade, self.people = unit, founder, trade, people
        self.rent_per_m2 = model.settings.lease.rent_eur_per_m2_month
        self.entry_month = model.steps
        self._draw_what_it_is()
        self._draw_what_it_has()
        self._draw_character()
        self.trust, self.helped_hours = {}, {}
        self.met, self.dealings, self.gaps = [], [], []
        self.months_in_place = self.months_below = self.innovations = 0
        self.receivable = self.arrears = self.open_hours = self.fatigue = 0.0
        self.income_discounted = self.hours_discounted = self.learned_discounted = 0.0
        self.present = True
        self.open_month()

    def _draw_what_it_is(self):
        vocabulary, settings, rng = self.model.vocabulary, self.model.settings, self.model.rng
        members = settings.members
        self.sector = int(vocabulary.trade_sector[self.trade])
        self.kind = int(vocabulary.trade_kind[self.trade])
        self.own_field = int(vocabulary.trade_own_field[self.trade])
        self.goods = bool(vocabulary.trade_goods[self.trade])
        self.noise = float(vocabulary.trade_noise[self.trade])
        self.usual_rate = float(vocabulary.trade_rate_factor[self.trade])
        self.art = bool(vocabulary.kind_art[self.kind])
        self.orders_factor = float(vocabulary.kind_orders[self.kind])
        self.order_size = float(vocabulary.kind_order_size[self.kind])
        self.fixed_cost = float(vocabulary.kind_fixed_cost[self.kind])
        self.learning_factor = float(vocabulary.kind_learning[self.kind])
        self.income_weight = float(vocabulary.kind_income_weight[self.kind])
        self.age_months = 12.0 * rng.exponential(members.age_mean_years)
        market = vocabulary.trade_market[self.trade] * np.exp(
            settings.demand.market_spread * rng.standard_normal(len(vocabulary.segments))
        )
        self.market = market / math.sqrt(market @ market)
        level = bounded(self.random.gauss(members.skill_mean, members.skill_spread))
        self.skill = level * vocabulary.trade_skill[self.trade]
        background = self.random.randrange(len(vocabulary.fields))
        self.skill[background] = max(self.skill[background], BACKGROUND_LEVEL)

    def _draw_what_it_has(self):
        settings, random = self.model.settings, self.random
        demand, members, away = settings.demand, settings.members, settings.membership
        usual = demand.rate_eur_per_hour * self.usual_rate
        self.rate = usual * random.lognormvariate(0.0, demand.rate_spread)
        self.standing_base = self.standing = random.gauss(0.0, demand.standing_spread)
        monthly = self.people * (settings.finance.fixed_cost_eur_month + settings.finance.living_eur_month)
        monthly += self.unit.area * members.start_cash_rent_eur_per_m2_month
        self.cash = members.start_cash_months * random.lognormvariate(0.0, members.start_cash_spread) * monthly
        self.outside_income = away.outside_income_eur_month * random.lognormvariate(0.0, away.outside_income_spread)
        self.moving_threshold = random.gauss(away.moving_threshold, away.moving_threshold_spread)
        self.smoothed_income = max(self.outside_income, settings.finance.living_eur_month)

    def _draw_character(self):
        members = self.model.settings.members
        self.generosity = bounded(self.random.gauss(members.generosity_mean, members.generosity_spread))
        self.value = self.random.random()
        self.reputation = self.satisfaction = self.alone = 0.5
        self.care = self.model.settings.community.initial_care
        self.rivals = self.noise_heard = 0.0

    # --- coming and going ---

    def _exchange_with(self, other, sign):
        """Rivalry and noise between two firms begin (sign 1) or end (-1)."""
        overlap = float(self.market @ other.market)
        self.rivals += sign * overlap
        other.rivals += sign * overlap
        heard = sign * (1.0 - self.model.settings.place.sound_insulation)
        self.noise_heard += heard * self.unit.contact[other.unit.number] * other.noise
        other.noise_heard += heard * other.unit.contact[self.unit.number] * self.noise

    def move_in(self):
        for other in self.model.agents:
            if other is not self:
                self._exchange_with(other, 1)
        self.unit.firm = self

    def move_out(self, cause):
        self.present = False
        self.unit.firm, self.unit.empty_since = None, self.model.steps
        for other in self.model.agents:
            if other is not self:
                self._exchange_with(other, -1)
                other.trust.pop(self, None)
                other.helped_hours.pop(self, None)
        self.model.exits[cause] += 1
        discounted = (self.income_discounted, self.hours_discounted, self.learned_discounted)
        self.model.departures.append((self.unique_id, self.trade, self.months_in_place, cause, self.cash, *discounted))
        self.remove()

    def open_month(self):
        self.gaps.clear()
        self.dealings.clear()
        self.refusals, self.helped = 0, False
        self.capacity = self.hours_worked = self.hours_given = self.hours_done = 0.0
        self.billed = self.outside_cost = self.income = self.rent = self.learned = 0.0

    # --- demand ---

    def move_standing(self):
        p = self.model.settings.demand
        away = p.standing_persistence * (self.standing - self.standing_base)
        standing = self.standing_base + away + self.random.gauss(0.0, p.standing_shock)
        self.standing = max(-LARGEST_STANDING, min(LARGEST_STANDING, standing))

    def expected_orders(self):
        p, model = self.model.settings.demand, self.model
        pull = math.exp(model.macro + model.sector_indices[self.sector] + self.standing)
        seen = 1.0 - (1.0 - p.newcomer_visibility) * math.exp(-p.visibility_growth * self.age_months)
        shared = 1.0 + p.rivalry * self.rivals / p.reference_members
        mean = self.people * p.orders_per_person_month * self.orders_factor * pull * seen * model.power / shared
        return min(MOST_ORDERS, mean)

    def take_orders(self):
        model, p = self.model, self.model.settings.demand
        limit = p.backlog_limit_months * self.people * model.settings.production.hours_per_person_month
        count = int(model.rng.poisson(self.expected_orders()))
        model.tally["orders"] += count
        for order in range(count):
            if self.open_hours > limit or len(self.gaps) == GAPS:
                model.tally["orders_refused"] += count - order
                break
            hours = self.order_size * model.draw_order_hours()
            if self.random.random() < p.second_field_share:
                field = self.random.randrange(len(self.skill) - 1)
                field += field >= self.own_field
                level = self.random.uniform(p.required_level_low, p.required_level_high)
                if self.skill[field] < level:
                    part = p.second_field_hours * hours
                    self.gaps.append({"field": field, "level": level, "hours": part, "rest": hours - part, "met": False})
                    continue
            self.open_hours += hours
        model.tally["gaps"] += len(self.gaps)

    # --- mutual help ---

    def seek_help(self):
        for gap in self.gaps:
            self._ask_around(gap)

    def _colleagues_for(self, gap):
        """The best colleagues to ask: known, able, with hours left to give."""
        p, settings = self.model.settings.mutual_help, self.model.settings
        field, level, hours = gap["field"], gap["level"], gap["hours"]
        share = min(p.hours_limit, 1.0 - settings.production.fatigue_loss)
        most = share * settings.production.hours_per_person_month
        contact = self.unit.contact
        able = []
        for other, trust in self.trust.items():
            skill = other.skill[field]
            if skill >= level and other.hours_given + hours <= most * other.people:
                score = trust * skill * (1.0 + contact[other.unit.number])
                able.append((self.random.random() if p.asking == "random" else score, other))
        return [other for _, other in nlargest(p.asks_at_most, able, key=lambda pair: pair[0])]

    def _ask_around(self, gap):
        p = self.model.settings.mutual_help
        for other in self._colleagues_for(gap):
            agreed = self.random.random() < other.willingness(self)
            self.dealings.append((other, gap["field"], agreed))
            if agreed:
                other.reputation += p.reputation_gain * (1.0 - other.reputation)
                self._be_helped(other, gap)
                return
            self.refusals += 1
            self.model.tally["refusals"] += 1
            other.reputation -= p.reputation_loss * other.reputation

    def willingness(self, asker):
        p, settings = self.model.settings.mutual_help, self.model.settings
        load = self.open_hours / (self.people * settings.production.hours_per_person_month)
        return logistic(
            p.baseline
            + p.generosity_weight * self.generosity
            + p.reputation_weight * (asker.reputation - self.model.mean_reputation)
            + p.care_weight * self.care
            - p.load_weight * load
        )

    def _be_helped(self, other, gap):
        hours = gap["hours"]
        gap["met"] = self.helped = True
        self.hours_done += hours
        self.open_hours += gap["rest"]
        other.hours_given += hours
        other.helped_hours[self] = other.helped_hours.get(self, 0.0) + hours
        self.model.tally["gaps_met"] += 1
        self.model.tally["help_hours"] += hours

    # --- production ---

    def produce(self):
        self._fill_gaps_outside()
        p = self.model.settings.production
        nuisance = self.noise_heard / (1.0 + self.noise_heard)
        speed = (p.productivity_base + p.productivity_gain * float(self.skill[self.own_field])) * (
            1.0 - p.nuisance_loss * nuisance
        )
        self.capacity = self.people * p.hours_per_person_month * (1.0 - p.fatigue_loss * self.fatigue)
        self.hours_worked = max(0.0, min(self.capacity - self.hours_given, self.open_hours / speed))
        done = min(self.open_hours, self.hours_worked * speed)
        self.open_hours -= done
        self.hours_done += done
        self.billed = self.hours_done * self.rate

    def _fill_gaps_outside(self):
        p, tally = self.model.settings.production, self.model.tally
        price = self.model.settings.demand.rate_eur_per_hour * (1.0 + p.outside_markup)
        for gap in self.gaps:
            if gap["met"]:
                continue
            if self.random.random() < p.lost_order_share:
                tally["gaps_lost"] += 1
                continue
            self.outside_cost += gap["hours"] * price
            self.hours_done += gap["hours"]
            self.open_hours += gap["rest"]
            tally["gaps_bought"] += 1

    # --- knowledge ---

    def learn_from_helpers(self):
        p = self.model.settings.knowledge
        for helper, field, agreed in self.dealings:
            if agreed:
                self._contact(helper, field, p.learning_rate * (1.0 - p.idea_protection))

    def learn_from_meetings(self):
        p = self.model.settings.knowledge
        for other in self.met:
            if not other.present:
                continue
            self._contact(other, other.own_field, p.learning_rate * p.sight_share * (1.0 - p.idea_protection))
            theirs = other.rate / other.usual_rate * self.usual_rate
            self.rate += p.advice * self.trust.get(other, 0.0) * (theirs - self.rate)

    def _contact(self, other, field, rate):
        """Learn and, rarely, recombine; the distance is worked out only where something depends on it."""
        p = self.model.settings.knowledge
        vision = p.vision_factor if self.art or other.art else 1.0
        luck, chance = self.random.random(), p.innovation * vision
        ahead = float(other.skill[field] - self.skill[field])
        if ahead <= 0.0 and luck >= chance:
            return
        distance = cognitive_distance(self.skill, other.skill)
        if ahead > 0.0:
            absorbed = p.distance_effect * absorb(distance, p.best_distance) + (1.0 - p.distance_effect)
            self._learn(other, field, rate * absorbed, ahead)
        if luck < chance * distance * distance:
            self._innovate(vision)

    def _innovate(self, vision):
        """Something new, which customers may like or not, and which colleagues may copy if they do."""
        p = self.model.settings.knowledge
        effect = self.random.gauss(p.innovation_gain, p.innovation_spread * vision)
        self.standing_base += effect
        self.innovations += 1
        self.model.tally["innovations"] += 1
        if effect <= 0.0:
            return
        for copier in dict.fromkeys(other for other in self.met if other.present):
            if self.random.random() < p.copying * (1.0 - p.idea_protection):
                copier.standing_base += p.copy_gain * effect
                self.standing_base -= p.copy_loss * effect
                self.model.tally["copies"] += 1

    def _learn(self, other, field, share, ahead):
        step = min(1.0, share * self.learning_factor) * ahead
        self.skill[field] += step
        self.learned += step
        self.model.tally["learned"] += step
        if other.sector != self.sector:
            self.model.tally["learned_across"] += step

    def practise(self):
        p = self.model.settings.knowledge
        own = float(self.skill[self.own_field])
        self.skill *= 1.0 - p.forgetting
        use = min(1.0, self.hours_worked / self.capacity) if self.capacity > 0.0 else 0.0
        self.skill[self.own_field] = min(1.0, own + p.doing * self.learning_factor * use * (1.0 - own))

    # --- finance and lease ---

    def settle_money(self):
        p, settings, area = self.model.settings.finance, self.model.settings, self.unit.area
        self.receivable += self.billed
        paid = p.collected_share_month * self.receivable
        self.receivable -= paid
        production = settings.production
        inputs = production.input_share_goods if self.goods else production.input_share_services
        fixed = self.people * p.fixed_cost_eur_month * self.fixed_cost
        fee, rent = p.fee_eur_per_m2_month * area, self.rent_per_m2 * area
        suppliers = inputs * self.billed + self.outside_cost + fixed
        profit = self.billed - suppliers - fee - rent
        tax = p.tax_rate * max(0.0, profit)
        living = self.people * p.living_eur_month
        self.income = profit - tax
        self.cash += paid - suppliers - fee - tax - living
        spare = self.cash - living - p.buffer_months * (fixed + rent + fee)
        self.cash -= p.extra_draw * max(0.0, spare)
        self.model.association_cash += fee
        self._discount()
        memory = settings.membership.income_memory_months
        self.smoothed_income += (self.income / self.people - self.smoothed_income) / memory

    def _discount(self):
        factor = self.model.discount_factor
        self.income_discounted += factor * self.income
        self.hours_discounted += factor * (self.hours_worked + self.hours_given)
        self.learned_discounted += factor * self.learned

    def pay_rent(self):
        settings, tally = self.model.settings, self.model.tally
        due = self.rent_per_m2 * self.unit.area
        owed = self.arrears + due
        paid = max(0.0, min(owed, self.cash + settings.finance.credit_line_eur * self.people))
        self.arrears = owed - paid
        self.cash -= paid
        self.rent = paid
        tally["rent_due"] += due
        tally["rent_paid"] += paid

    # --- community ---

    def fade_ties(self):
        kept = 1.0 - self.model.settings.community.tie_fading
        self.trust = {other: kept * trust for other, trust in self.trust.items()}

    def strengthen(self, other, gain):
        mine, theirs = self.trust.get(other, 0.0), other.trust.get(self, 0.0)
        self.trust[other] = mine + gain * (1.0 - mine)
        other.trust[self] = theirs + gain * (1.0 - theirs)

    def remember_dealings(self):
        p = self.model.settings.community
        for other, _, agreed in self.dealings:
            if agreed:
                self.strengthen(other, p.help_gain)
            else:
                self.trust[other] *= 1.0 - p.refusal_loss

    def meet(self):
        p, units = self.model.settings.community, self.model.units
        self.met = []
        for place in self.random.choices(units, cum_weights=self.unit.contact_shares, k=p.meetings_per_month):
            other = place.firm
            if other is None:
                continue
            self.met.append(other)
            self.strengthen(other, p.meeting_gain * (1.0 - abs(self.value - other.value)))
            difference = other.value - self.value
            if abs(difference) < p.value_tolerance:
                self.value += p.value_step * difference
                other.value -= p.value_step * difference

    def feel(self):
        p = self.model.settings.community
        if self.helped:
            self.care += p.care_help * (1.0 - self.care)
            self.generosity += p.generosity_step * (1.0 - self.generosity)
        self.care *= (1.0 - p.care_refusal) ** self.refusals
        self.generosity *= (1.0 - p.generosity_step) ** self.refusals
        self.care += p.care_tenure * (1.0 - self.care)
        self.care -= p.care_drift * (self.care - p.care_rest)
        used = self.hours_worked + self.hours_given
        load = used / self.capacity if self.capacity > 0.0 else 0.0
        overload = max(0.0, load - p.comfortable_load) / (1.0 - p.comfortable_load)
        self.fatigue += p.fatigue_rate * (p.work_fatigue * min(1.0, overload) - self.fatigue)
        here, alone = self._experience(used)
        self.satisfaction += p.satisfaction_rate * (here - self.satisfaction)
        self.alone += p.satisfaction_rate * (alone - self.alone)

    def _experience(self, used):
        p, weight = self.model.settings.community, self.income_weight
        income = max(0.0, self.smoothed_income)
        material = income / (income + p.needs_eur_month)
        time = max(0.0, 1.0 - used / (self.people * self.model.settings.production.hours_per_person_month))
        learning = self.learned / (self.learned + p.learning_scale)
        noise = self.noise_heard / (1.0 + self.noise_heard)
        alone = weight * material + (1.0 - weight) * time / 3.0 - p.fatigue_weight * self.fatigue
        here = alone + (1.0 - weight) * (learning + self.care) / 3.0 - p.nuisance_weight * noise
        return bounded(here), bounded(alone)

    # --- membership ---

    def consider_leaving(self):
        self.months_in_place += 1
        self.age_months += 1.0
        better_alone = self.alone - self.satisfaction > self.moving_threshold
        self.months_below = self.months_below + 1 if better_alone else 0
        cause = self._reason_to_leave()
        if cause is not None:
            self.move_out(cause)

    def _reason_to_leave(self):
        settings, p = self.model.settings, self.model.settings.membership
        rent = self.rent_per_m2 * self.unit.area
        if rent > 0.0 and self.arrears > settings.lease.eviction_months * rent:
            return "insolvent"
        if self.cash < -settings.finance.credit_line_eur * self.people:
            return "insolvent"
        better = (self.outside_income - self.smoothed_income) / INCOME_SCALE_EUR
        if self.random.random() < p.give_up_rate * logistic(p.give_up_slope * better):
            return "gave_up"
        if self.random.random() < p.exogenous_closing:
            return "other_closing"
        if p.term_months > 0 and self.months_in_place >= p.term_months:
            return "term_over"
        return "moved_away" if self.months_below >= p.patience_months else None
