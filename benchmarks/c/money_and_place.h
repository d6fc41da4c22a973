/* mfsim/processes: finance, community, membership, lease in C. */
#pragma once
#include "work_and_help.h"

static double payroll(const P_growth *p, const Firm *firm) {
    return p->wage_eur_month * firm->time_share * firm->employees + firm->severance;
}

static void collect(Firm *firm, Ledger *ledger, double share) {
    double billed = firm->billed + firm->project_billed;
    firm->receivable += billed;
    double paid = share * firm->receivable;
    firm->receivable -= paid;
    firm->cash += paid;
    ledger->billed += billed;
    ledger->collected += paid;
    ledger->customers += paid;
}

static void settle_month(const P_finance *p, Firm *firm, Ledger *ledger, double fixed, double fee, double rent, double hired) {
    double suppliers = firm->inputs_bought + firm->outside_cost + firm->project_cost + fixed, wages = firm->project_wages + hired;
    double between = firm->help_money + firm->project_internal + firm->chain_money + firm->partner_money;
    double billed = firm->billed + firm->project_billed;
    double profit = billed + between + firm->surplus - firm->machine_charge - suppliers - wages - fee - rent;
    double tax = p->tax_rate * larger(0.0, profit), living = owners(firm) * p->living_eur_month;
    firm->income = profit - tax;
    firm->income_total += firm->income;
    firm->cash += between - suppliers - wages - fee - tax - living;
    double spare = firm->cash - living - p->buffer_months * (fixed + rent + fee + hired);
    double extra = p->extra_draw * larger(0.0, spare);
    firm->cash -= extra;
    ledger->suppliers -= suppliers;
    ledger->partners += firm->partner_money;
    ledger->state -= tax;
    ledger->households -= living + extra + wages;
}

static void discount(Firm *firm, double factor) {
    double hours = firm->hours_worked + firm->hours_given + firm->project_hours + firm->common_hours;
    firm->own_hours = hours * owners(firm) / firm->people;
    firm->income_discounted += factor * firm->income;
    firm->hours_discounted += factor * firm->own_hours;
    firm->learned_discounted += factor * firm->learned;
}

static void finance(World *w, Now now) {
    const Parameters *all = w->a.parameters;
    const P_finance *p = &all->finance;
    double weight = 1.0 / all->membership.income_memory_months;
    double factor = exp(-(double)now.month / 12.0 * log(1.0 + all->surplus.discount_rate_year));
    for (int64_t site = 0; site < w->sites; site++) {
        Ledger *ledger = w->a.ledger + site;
        Site *state = w->a.sites + site;
        if (!state->dissolved) {
            double cost = p->running_cost_eur_per_m2_month * all->place.total_area_m2;
            state->association_cash -= cost;
            ledger->suppliers -= cost;
            w->a.tally[site].association_cost += cost;
        }
        for (int64_t unit = 0; unit < w->units; unit++) {
            Firm *firm = firms_of(w, site) + unit;
            if (firm->serial < 0) continue;
            double fixed = firm->people * p->fixed_cost_eur_month * w->a.kinds[firm->kind].fixed_cost;
            double revenue = firm->billed + firm->project_billed;
            double fee = state->fee_per_m2 * firm->area + state->fee_per_member + state->fee_of_revenue * revenue;
            double hired = payroll(&all->growth, firm);
            collect(firm, ledger, p->collected_share_month);
            settle_month(p, firm, ledger, fixed, fee, firm->rent_per_m2 * firm->area, hired);
            discount(firm, factor);
            firm->severance = 0.0;
            state->association_cash += fee;
            w->a.tally[site].fees += fee;
            w->a.tally[site].fee_area += firm->area;
            firm->smoothed_income += weight * (firm->income / owners(firm) - firm->smoothed_income);
        }
    }
}

static void strengthen(double *trust, int64_t n, int64_t one, int64_t other, double gain) {
    trust[one * n + other] += gain * (1.0 - trust[one * n + other]);
    trust[other * n + one] += gain * (1.0 - trust[other * n + one]);
}

static int64_t drawn_from(const double *shares, const int16_t *guide, double u) {
    int64_t step = (int64_t)(u * GUIDE_STEPS), found = guide[step], last = guide[step + 1];
    while (found < last && shares[found] <= u) found++;
    return found;
}

static int64_t number_of_meetings(const P_community *p, Now now, int64_t serial, double enclosure) {
    double more = p->open_meetings * (1.0 - enclosure);
    int64_t whole = (int64_t)more;
    int64_t drawn = more > (double)whole && uniform(now, COMMUNITY_MEET_MORE, serial) < more - (double)whole ? 1 : 0;
    int64_t meetings = p->meetings_per_month + whole + drawn;
    return meetings < MEETINGS ? meetings : MEETINGS;
}

static void come_across(World *w, Now now, int64_t site) {
    const P_community *p = &w->a.parameters->community;
    int64_t n = w->units;
    for (int64_t unit = 0; unit < n; unit++) {
        Firm *firm = firms_of(w, site) + unit;
        if (firm->serial < 0) continue;
        for (int meeting = 0; meeting < MEETINGS; meeting++) firm->met[meeting] = -1;
        if (firm->absent) continue;
        int64_t meetings = number_of_meetings(p, now, firm->serial, w->a.parameters->place.enclosure);
        for (int64_t meeting = 0; meeting < meetings; meeting++) {
            double u = uniform_nth(now, COMMUNITY_MEET, firm->serial, meeting);
            firm->met[meeting] = drawn_from(w->a.contact_shares + unit * n, w->a.contact_guide + unit * (GUIDE_STEPS + 1), u);
        }
    }
}

static void meet(const World *w, Firm *firms, double *trust) {
    const P_community *p = &w->a.parameters->community;
    int64_t n = w->units;
    for (int64_t unit = 0; unit < n; unit++) {
        Firm *firm = firms + unit;
        if (firm->serial < 0) continue;
        for (int meeting = 0; meeting < MEETINGS; meeting++) {
            int64_t other_unit = firm->met[meeting];
            if (other_unit < 0) continue;
            Firm *other = firms + other_unit;
            if (other->serial < 0 || other_unit == unit || other->absent) {
                firm->met[meeting] = -1;
                continue;
            }
            double likeness = 1.0 - fabs(firm->value - other->value);
            strengthen(trust, n, unit, other_unit, p->meeting_gain * likeness);
            double difference = other->value - firm->value;
            if (fabs(difference) < p->value_tolerance) {
                firm->value += p->value_step * difference;
                other->value -= p->value_step * difference;
            }
        }
    }
}

static void feel(World *w, Firm *firm, const Site *state) {
    const P_community *p = &w->a.parameters->community;
    if (firm->helped) {
        firm->care += p->care_help * (1.0 - firm->care);
        firm->generosity += p->generosity_step * (1.0 - firm->generosity);
    }
    for (int64_t refusal = 0; refusal < firm->refusals; refusal++) {
        firm->care -= p->care_refusal * firm->care;
        firm->generosity -= p->generosity_step * firm->generosity;
    }
    for (int64_t settled = 0; settled < firm->settled; settled++) firm->care += p->care_settled * (1.0 - firm->care);
    for (int64_t dispute = 0; dispute < firm->disputes; dispute++) firm->care -= p->care_dispute * firm->care;
    for (int64_t slight = 0; slight < firm->slights; slight++) firm->care -= p->care_slight * firm->care;
    firm->care += p->care_tenure * (1.0 - firm->care);
    firm->care -= p->care_drift * (firm->care - p->care_rest);
    double used = firm->hours_worked + firm->hours_given + firm->project_hours + firm->common_hours;
    double load = firm->capacity > 0.0 ? used / firm->capacity : 0.0;
    double overload = larger(0.0, load - p->comfortable_load) / (1.0 - p->comfortable_load);
    double strain = p->work_fatigue * smaller(1.0, overload) + firm->strain;
    firm->fatigue += p->fatigue_rate * (smaller(1.0, strain) - firm->fatigue);
    double hours = firm->people * firm->time_share * w->a.parameters->production.hours_per_person_month;
    double weight = firm->income_weight;
    double income = larger(0.0, firm->smoothed_income);
    double material = income / (income + p->needs_eur_month);
    double own_hours = firm->hours_worked + firm->hours_given + firm->project_hours;
    double time = larger(0.0, 1.0 - own_hours / hours);
    double learning = firm->learned / (firm->learned + p->learning_scale);
    double noise = firm->noise_heard / (1.0 + firm->noise_heard);
    double alone = weight * material + (1.0 - weight) * time / 3.0 - p->fatigue_weight * firm->fatigue;
    double time_here = larger(0.0, 1.0 - (own_hours + firm->common_hours) / hours);
    double place = p->condition_weight * (state->condition - NEUTRAL_CONDITION) - p->freedom_weight * state->regulated;
    double felt = (1.0 - weight) * (time_here - time + learning + firm->care) / 3.0 - p->nuisance_weight * noise;
    double here = alone + felt + place;
    firm->satisfaction += p->satisfaction_rate * (bounded(here) - firm->satisfaction);
    firm->alone += p->satisfaction_rate * (bounded(alone) - firm->alone);
}

static void community(World *w, Now now) {
    const P_community *p = &w->a.parameters->community;
    int64_t n = w->units;
    for (int64_t site = 0; site < w->sites; site++) {
        double *trust = pairs_of(w, w->a.trust, site);
        fade(firms_of(w, site), trust, n, p->tie_fading);
        for (int64_t number = 0; number < w->a.tally[site].dealings; number++) {
            const Dealing *dealing = dealings_of(w, site) + number;
            double *tie = trust + dealing->taker * n + dealing->giver;
            if (dealing->agreed == 1) strengthen(trust, n, dealing->taker, dealing->giver, p->help_gain);
            else *tie -= p->refusal_loss * *tie;
        }
        come_across(w, now, site);
        meet(w, firms_of(w, site), trust);
        for (int64_t unit = 0; unit < n; unit++) {
            Firm *firm = firms_of(w, site) + unit;
            if (firm->serial >= 0) feel(w, firm, w->a.sites + site);
        }
    }
}

/* mfsim/world/common_trouble.py */
static double mood(const P_demand *p, double macro) {
    double spread = p->macro_shock / sqrt(1.0 - p->macro_persistence * p->macro_persistence);
    return spread > 0.0 ? macro / spread : 0.0;
}

static double shared_part(const Parameters *all) {
    return all->processes.demand && all->demand.macro_shock > 0.0 ? all->lease.correlation : 0.0;
}

static double chance_given(double chance, double correlation, double z) {
    if (correlation == 0.0 || chance <= 0.0 || chance >= 1.0) return chance;
    double x = (normal_quantile(chance) - sqrt(correlation) * z) / sqrt(1.0 - correlation);
    return 0.5 * erfc(-x / sqrt(2.0));
}

static bool is_insolvent(const Parameters *all, const Firm *firm) {
    double rent = firm->rent_per_m2 * firm->area;
    bool evicted = rent > 0.0 && firm->arrears > all->lease.eviction_months * rent;
    return evicted || firm->cash < -all->finance.credit_line_eur * owners(firm);
}

static int64_t reason_to_leave(const Parameters *all, Now now, const Firm *firm, double closing) {
    const P_membership *p = &all->membership;
    double exponent = -p->give_up_slope * (firm->outside_income - firm->smoothed_income) / INCOME_SCALE_EUR;
    double giving_up = p->give_up_rate / (1.0 + exp(smaller(LARGEST_EXPONENT, exponent)));
    if (is_insolvent(all, firm)) return CAUSE_INSOLVENT;
    if (firm->expelled) return CAUSE_EXPELLED;
    if (firm->notice > 0) return firm->notice;
    if (uniform(now, MEMBERSHIP_GIVE_UP, firm->serial) < giving_up) return CAUSE_GAVE_UP;
    if (uniform(now, MEMBERSHIP_CLOSE, firm->serial) < closing) return CAUSE_OTHER_CLOSING;
    if (p->term_months > 0 && firm->months_in_place - firm->months_outside >= p->term_months) return CAUSE_TERM_OVER;
    if (firm->months_below >= p->patience_months) return CAUSE_MOVED_AWAY;
    if (all->growth.outgrown == MOVES && firm->months_cramped >= all->growth.cramped_months) return CAUSE_TOO_BIG;
    return -1;
}

static void leave(World *w, Now now, int64_t site) {
    const Parameters *all = w->a.parameters;
    double z = mood(&all->demand, w->a.economy[0]);
    double closing = chance_given(all->membership.exogenous_closing, shared_part(all), z);
    bool judges = all->processes.community;
    for (int64_t unit = 0; unit < w->units; unit++) {
        Firm *firm = firms_of(w, site) + unit;
        if (firm->serial < 0) continue;
        firm->months_in_place++;
        firm->age_months += 1.0;
        bool better_alone = judges && firm->alone - firm->satisfaction > firm->moving_threshold + firm->attachment;
        firm->months_below = better_alone ? firm->months_below + 1 : 0;
        int64_t cause = reason_to_leave(all, now, firm, closing);
        if (cause >= 0) vacate(w, site, unit, now.month, cause);
    }
}

static void enter(World *w, Now now, int64_t site, int64_t unit, int64_t serial) {
    settle(w, now, site, unit, serial, w->a.founders + w->founder_rows - 1);
    w->a.tally[site].entries++;
}

static int64_t next_serial(World *w, int64_t site) {
    Site *state = w->a.sites + site;
    return state->number * SERIALS_PER_SITE + w->units + state->next_applicant++;
}

/* mfsim/world/vacancies.py */
static bool is_to_let(const Firm *firm, int64_t month, int64_t turnaround) {
    return firm->serial < 0 && firm->tenant < 0 && month - firm->entry_month >= turnaround;
}

static int64_t find_to_let(const World *w, const Firm *firms, int64_t month, int64_t turnaround) {
    int64_t count = 0;
    for (int64_t unit = 0; unit < w->units; unit++)
        if (is_to_let(firms + unit, month, turnaround)) w->a.to_let[count++] = unit;
    return count;
}

static int64_t take_closest_in_area(const Unit *units, int64_t *to_let, int64_t count, double wanted) {
    int64_t best = 0;
    double least = fabs(units[to_let[0]].area - wanted);
    for (int64_t place = 1; place < count; place++) {
        double off = fabs(units[to_let[place]].area - wanted);
        if (off < least) {
            best = place;
            least = off;
        }
    }
    int64_t unit = to_let[best];
    for (int64_t later = best + 1; later < count; later++) to_let[later - 1] = to_let[later];
    return unit;
}

static double area_for(const Parameters *all, double people) {
    const P_place *place = &all->place;
    double unit = place->total_area_m2 * place->private_share / (double)place->units;
    return people * unit / all->members.people_mean;
}

/* mfsim/world/admission.py: who came first enters first. */
static int64_t take_first(Site *state) {
    int64_t serial = state->waiting_serial[0];
    for (int64_t later = 1; later < state->waiting; later++) {
        state->waiting_serial[later - 1] = state->waiting_serial[later];
        state->waiting_since[later - 1] = state->waiting_since[later];
    }
    state->waiting--;
    return serial;
}

static void admit(World *w, Now now, int64_t site, int64_t to_let) {
    const Parameters *all = w->a.parameters;
    int64_t serial = take_first(w->a.sites + site);
    double people = drawn_people(&all->members, (Now){now.key_low, now.key_high, 0}, serial);
    enter(w, now, site, take_closest_in_area(w->a.units, w->a.to_let, to_let, area_for(all, people)), serial);
}

static void let_to_applicants(World *w, Now now, int64_t site) {
    const P_membership *p = &w->a.parameters->membership;
    Site *state = w->a.sites + site;
    while (state->waiting > 0 && now.month - state->waiting_since[0] > p->waiting_months) take_first(state);
    double rate = p->applicants_per_unit_month * (double)w->units;
    int64_t count = poisson(rate, uniform(now, MEMBERSHIP_APPLICANTS, state->number));
    w->a.tally[site].applicants += count;
    int64_t to_let = find_to_let(w, firms_of(w, site), now.month, p->turnaround_months);
    for (int64_t applicant = 0; applicant < count; applicant++) {
        int64_t serial = next_serial(w, site);
        if (state->waiting == p->waiting_places && to_let > 0) {
            admit(w, now, site, to_let);
            to_let--;
        }
        if (state->waiting < p->waiting_places) {
            state->waiting_serial[state->waiting] = serial;
            state->waiting_since[state->waiting] = now.month;
            state->waiting++;
        }
    }
    while (state->waiting > 0 && to_let > 0) {
        admit(w, now, site, to_let);
        to_let--;
    }
}

static void let_by_hazard(World *w, Now now, int64_t site) {
    const P_membership *p = &w->a.parameters->membership;
    const Parameters *all = w->a.parameters;
    double chance = chance_given(1.0 / p->vacancy_months, shared_part(all), -mood(&all->demand, w->a.economy[0]));
    for (int64_t unit = 0; unit < w->units; unit++)
        if (is_to_let(firms_of(w, site) + unit, now.month, p->turnaround_months)
            && uniform_nth(now, MEMBERSHIP_LET, w->a.sites[site].number, unit) < chance) {
            w->a.tally[site].applicants++;
            enter(w, now, site, unit, next_serial(w, site));
        }
}

static void membership(World *w, Now now) {
    for (int64_t site = 0; site < w->sites; site++) {
        leave(w, now, site);
        if (w->a.parameters->membership.letting == BY_HAZARD) let_by_hazard(w, now, site);
        else let_to_applicants(w, now, site);
    }
}

/* mfsim/processes/lease.py and what it takes from mfsim/world, where members have leases of their own. */
static double charge(World *w, int64_t site) {
    double credit = w->a.parameters->finance.credit_line_eur, let = 0.0;
    Tally *tally = w->a.tally + site;
    Ledger *ledger = w->a.ledger + site;
    for (int64_t unit = 0; unit < w->units; unit++) {
        Firm *firm = firms_of(w, site) + unit;
        if (firm->serial < 0) continue;
        double due = firm->rent_per_m2 * firm->area, owed = firm->arrears + due;
        double paid = larger(0.0, smaller(owed, firm->cash + credit * owners(firm)));
        firm->arrears = owed - paid;
        firm->cash -= paid;
        firm->rent = paid;
        firm->rent_total += firm->rent;
        tally->rent_due += due;
        tally->rent_paid += paid;
        tally->tenants++;
        ledger->charged += due;
        ledger->rent_paid += paid;
        let += firm->area;
    }
    return let;
}

static double full_rent(const World *w, int64_t site, const Owner *owner, double area) {
    const Firm *firms = firms_of(w, site);
    double total = area * owner->quote;
    for (int64_t unit = 0; unit < w->units; unit++)
        if (firms[unit].serial >= 0) total += firms[unit].area * (firms[unit].rent_per_m2 - owner->quote);
    return total;
}

static double let_to_one(const P_lease *p, Now now, Site *state, double correlation, double z) {
    double chance = state->single_tenant ? chance_given(1.0 / p->single_tenant_stay_months, correlation, z)
        : chance_given(1.0 / p->single_tenant_vacancy_months, correlation, -z);
    if (uniform(now, LEASE_DRAWS_SINGLE_TENANT, state->number) < chance) state->single_tenant = !state->single_tenant;
    return state->single_tenant ? 1.0 : 0.0;
}

static double let_alone(World *w, Now now, int64_t site, double correlation, double z) {
    const P_lease *p = &w->a.parameters->lease;
    double leaving = chance_given(1.0 / p->lone_stay_months, correlation, z), let = 0.0;
    double letting = chance_given(1.0 / p->lone_vacancy_months, correlation, -z);
    uint8_t *lone = w->a.lone_tenants + site * w->units;
    for (int64_t unit = 0; unit < w->units; unit++) {
        double chance = lone[unit] ? leaving : letting;
        if (uniform_nth(now, LEASE_DRAWS_LONE_TENANT, w->a.sites[site].number, unit) < chance) lone[unit] = !lone[unit];
        let += lone[unit] ? w->a.units[unit].area : 0.0;
    }
    return let;
}

static double let_by_company(const P_lease *p, Now now, int64_t number, Owner *owner, double let, double area) {
    double rent = p->rent_eur_per_m2_month;
    if (!owner->lone_operator) {
        if (uniform(now, LEASE_DRAWS_LONE_OPERATOR, number) < 1.0 / p->operator_vacancy_months) {
            owner->lone_operator = true; owner->lone_owed = 0.0;
            owner->lone_cash = operators_capital(p, rent, area);
        }
        return rent * let;
    }
    double due = p->operator_guarantee * rent * area;
    owner->lone_cash += rent * let * (1.0 + p->operator_margin);
    owner->lone_owed += due;
    double paid = larger(0.0, smaller(owner->lone_owed, owner->lone_cash));
    owner->lone_owed -= paid;
    double left = owner->lone_cash - paid - p->operator_cost_eur_per_m2_month * area;
    owner->lone_cash = smaller(left, operators_capital(p, rent, area));
    owner->lone_operator = owner->lone_owed <= p->eviction_months * due;
    return paid;
}

static void compare(World *w, Now now, int64_t site, double area) {
    const Parameters *all = w->a.parameters;
    const P_lease *p = &all->lease;
    Site *state = w->a.sites + site;
    Tally *tally = w->a.tally + site;
    double total = all->place.total_area_m2, correlation = shared_part(all), z = mood(&all->demand, w->a.economy[0]);
    double there = let_to_one(p, now, state, correlation, z);
    tally->single_tenant_rent = p->single_tenant_rent_eur_per_m2_month * total * there;
    double costs = (p->owner_upkeep_eur_per_m2_month + p->empty_decay_eur_per_m2_month * (1.0 - there)) * total;
    tally->single_tenant_net = tally->single_tenant_rent - costs;
    double let = let_alone(w, now, site, correlation, z);
    tally->lone_rent = p->rent_eur_per_m2_month * let;
    tally->lone_operator_rent = let_by_company(p, now, state->number, w->a.owners + site, let, area);
}

static void keep_account(const Parameters *all, int64_t month, Owner *owner, Tally *tally, double empty_share) {
    const P_lease *p = &all->lease;
    double total = all->place.total_area_m2;
    tally->works = month == 1 ? p->works_eur_per_m2 * total : 0.0;
    tally->decay = p->empty_decay_eur_per_m2_month * total * empty_share;
    tally->owner_upkeep = p->owner_upkeep_eur_per_m2_month * total;
    owner->received += tally->landlord_rent;
    owner->works += tally->works;
    owner->decay += tally->decay;
    owner->upkeep += tally->owner_upkeep;
}

static void move_value(const Parameters *all, Owner *owner, double condition, double let_share, double members) {
    const P_lease *p = &all->lease;
    double seen = 1.0 - exp(-members / all->demand.reference_members);
    double aim = 1.0 + p->area_uplift * let_share * (condition / NEUTRAL_CONDITION) * seen;
    owner->value += (aim - owner->value) / p->area_uplift_months;
}

static void offer(Firm *firm, double rent, double living) {
    double rise = (rent - firm->rent_per_m2) * firm->area / owners(firm);
    if (rise > 0.0 && rise > firm->smoothed_income - living) firm->notice = CAUSE_DISPLACED;
    else firm->rent_per_m2 = rent;
}

static void renew(World *w, Now now, int64_t site, Owner *owner) {
    const P_lease *p = &w->a.parameters->lease;
    double worn = (1.0 + p->indexed_share * p->inflation) / (1.0 + p->inflation);
    int64_t opened = w->a.sites[site].opened;
    owner->quote = asked(p, owner->value);
    for (int64_t unit = 0; unit < w->units; unit++) {
        Firm *firm = firms_of(w, site) + unit;
        int64_t stayed = now.month - (firm->entry_month > opened ? firm->entry_month : opened);
        if (firm->serial < 0 || stayed <= 0) continue;
        if (stayed % p->term_months == 0) offer(firm, owner->quote, w->a.parameters->finance.living_eur_month);
        else if (stayed % YEAR == 0) firm->rent_per_m2 *= worn;
    }
}

static void lease(World *w, Now now) {
    double area = private_area(w);
    for (int64_t site = 0; site < w->sites; site++) {
        Owner *owner = w->a.owners + site;
        Tally *tally = w->a.tally + site;
        Ledger *ledger = w->a.ledger + site;
        tally->let_share = charge(w, site) / area;
        tally->rent_full = full_rent(w, site, owner, area);
        tally->landlord_rent += tally->rent_paid;
        ledger->rent_direct += tally->rent_paid;
        ledger->landlord -= tally->rent_paid;
        compare(w, now, site, area);
        keep_account(w->a.parameters, now.month, owner, tally, 1.0 - tally->let_share);
        move_value(w->a.parameters, owner, w->a.sites[site].condition, tally->let_share, (double)tally->tenants);
        renew(w, now, site, owner);
    }
}
