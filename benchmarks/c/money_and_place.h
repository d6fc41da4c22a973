/* mfsim/processes: finance, community, membership, lease in C. */
#pragma once
#include "work_and_help.h"

static void finance(World *w, Now now) {
    (void)now;
    const Parameters *all = w->a.parameters;
    const P_finance *p = &all->finance;
    double rent_per_m2 = all->processes.lease ? all->lease.rent_eur_per_m2_month : 0.0;
    double weight = 1.0 / all->membership.income_memory_months;
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
            double area = w->a.units[unit].area;
            double inputs = firm->goods ? all->production.input_share_goods : all->production.input_share_services;
            double fixed = firm->people * p->fixed_cost_eur_month * w->a.kinds[firm->kind].fixed_cost;
            double rent = rent_per_m2 * area, billed = firm->billed + firm->project_billed;
            double fee = state->fee_per_m2 * area + state->fee_per_member + state->fee_of_revenue * billed;
            firm->receivable += billed;
            double paid = p->collected_share_month * firm->receivable;
            firm->receivable -= paid;
            firm->cash += paid;
            ledger->billed += billed;
            ledger->collected += paid;
            ledger->customers += paid;
            double suppliers = inputs * firm->billed + firm->outside_cost + firm->project_cost + fixed;
            double between = firm->help_money + firm->project_internal;
            double profit = billed + between + firm->surplus - suppliers - firm->project_wages - fee - rent;
            double tax = p->tax_rate * larger(0.0, profit);
            double living = firm->people * p->living_eur_month;
            firm->income = profit - tax;
            firm->income_total += firm->income;
            firm->cash += between - suppliers - firm->project_wages - fee - tax - living;
            double spare = firm->cash - living - p->buffer_months * (fixed + rent + fee);
            double extra = p->extra_draw * larger(0.0, spare);
            firm->cash -= extra;
            ledger->suppliers -= suppliers;
            ledger->state -= tax;
            ledger->households -= living + extra + firm->project_wages;
            state->association_cash += fee;
            w->a.tally[site].fees += fee;
            w->a.tally[site].fee_area += area;
            firm->smoothed_income += weight * (firm->income / firm->people - firm->smoothed_income);
        }
    }
}

static void strengthen(double *trust, int64_t n, int64_t one, int64_t other, double gain) {
    trust[one * n + other] += gain * (1.0 - trust[one * n + other]);
    trust[other * n + one] += gain * (1.0 - trust[other * n + one]);
}

static int64_t drawn_from(const double *shares, int64_t n, double u) {
    int64_t low = 0, high = n - 1;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (shares[middle] > u) high = middle; else low = middle + 1;
    }
    return low;
}

static int64_t number_of_meetings(const P_community *p, Now now, int64_t serial, double enclosure) {
    double more = p->open_meetings * (1.0 - enclosure);
    int64_t whole = (int64_t)more;
    int64_t drawn = more > (double)whole && uniform(now, COMMUNITY_MEET_MORE, serial) < more - (double)whole ? 1 : 0;
    int64_t meetings = p->meetings_per_month + whole + drawn;
    return meetings < MEETINGS ? meetings : MEETINGS;
}

static void meet(World *w, Now now, int64_t site, double *trust) {
    const P_community *p = &w->a.parameters->community;
    int64_t n = w->units;
    Firm *firms = firms_of(w, site);
    for (int64_t unit = 0; unit < n; unit++) {
        Firm *firm = firms + unit;
        if (firm->serial < 0) continue;
        for (int meeting = 0; meeting < MEETINGS; meeting++) firm->met[meeting] = -1;
        int64_t meetings = number_of_meetings(p, now, firm->serial, w->a.parameters->place.enclosure);
        for (int64_t meeting = 0; meeting < meetings; meeting++) {
            double u = uniform_nth(now, COMMUNITY_MEET, firm->serial, meeting);
            int64_t other_unit = drawn_from(w->a.contact_shares + unit * n, n, u);
            Firm *other = firms + other_unit;
            if (other->serial < 0 || other_unit == unit) continue;
            firm->met[meeting] = other_unit;
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
    double hours = firm->people * w->a.parameters->production.hours_per_person_month;
    double weight = w->a.kinds[firm->kind].income_weight;
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
        meet(w, now, site, trust);
        for (int64_t unit = 0; unit < n; unit++) {
            Firm *firm = firms_of(w, site) + unit;
            if (firm->serial >= 0) feel(w, firm, w->a.sites + site);
        }
    }
}

static int64_t reason_to_leave(const Parameters *all, Now now, const Firm *firm, double area) {
    const P_membership *p = &all->membership;
    double exponent = -p->give_up_slope * (firm->outside_income - firm->smoothed_income) / INCOME_SCALE_EUR;
    double giving_up = p->give_up_rate / (1.0 + exp(smaller(LARGEST_EXPONENT, exponent)));
    double rent = all->lease.rent_eur_per_m2_month * area;
    if (rent > 0.0 && firm->arrears > all->lease.eviction_months * rent) return CAUSE_INSOLVENT;
    if (firm->cash < -all->finance.credit_line_eur * firm->people) return CAUSE_INSOLVENT;
    if (firm->expelled) return CAUSE_EXPELLED;
    if (uniform(now, MEMBERSHIP_GIVE_UP, firm->serial) < giving_up) return CAUSE_GAVE_UP;
    if (uniform(now, MEMBERSHIP_CLOSE, firm->serial) < p->exogenous_closing) return CAUSE_OTHER_CLOSING;
    if (p->term_months > 0 && firm->months_in_place >= p->term_months) return CAUSE_TERM_OVER;
    if (firm->months_below >= p->patience_months) return CAUSE_MOVED_AWAY;
    return -1;
}

static void leave(World *w, Now now, int64_t site) {
    bool judges = w->a.parameters->processes.community;
    for (int64_t unit = 0; unit < w->units; unit++) {
        Firm *firm = firms_of(w, site) + unit;
        if (firm->serial < 0) continue;
        firm->months_in_place++;
        firm->age_months += 1.0;
        bool better_alone = judges && firm->alone - firm->satisfaction > firm->moving_threshold + firm->attachment;
        firm->months_below = better_alone ? firm->months_below + 1 : 0;
        int64_t cause = reason_to_leave(w->a.parameters, now, firm, w->a.units[unit].area);
        if (cause >= 0) vacate(w, site, unit, now.month, cause);
    }
}

static bool is_to_let(const Firm *firm, int64_t month, int64_t turnaround) {
    return firm->serial < 0 && month - firm->entry_month >= turnaround;
}

static void enter(World *w, Now now, int64_t site, int64_t unit, int64_t serial) {
    settle(w, now, site, unit, serial, w->a.founders + w->units);
    w->a.tally[site].entries++;
}

static int64_t next_serial(World *w, int64_t site) {
    return site * SERIALS_PER_SITE + w->units + w->a.sites[site].next_applicant++;
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

static int64_t next_to_let(const World *w, int64_t site, int64_t unit, int64_t month) {
    int64_t turnaround = w->a.parameters->membership.turnaround_months;
    while (unit < w->units && !is_to_let(firms_of(w, site) + unit, month, turnaround)) unit++;
    return unit;
}

static int64_t admit(World *w, Now now, int64_t site, int64_t unit) {
    enter(w, now, site, unit, take_first(w->a.sites + site));
    return next_to_let(w, site, unit, now.month);
}

static void let_to_applicants(World *w, Now now, int64_t site) {
    const P_membership *p = &w->a.parameters->membership;
    Site *state = w->a.sites + site;
    while (state->waiting > 0 && now.month - state->waiting_since[0] > p->waiting_months) take_first(state);
    double rate = p->applicants_per_unit_month * (double)w->units;
    int64_t count = poisson(rate, uniform(now, MEMBERSHIP_APPLICANTS, site));
    w->a.tally[site].applicants += count;
    int64_t unit = next_to_let(w, site, 0, now.month);
    for (int64_t applicant = 0; applicant < count; applicant++) {
        int64_t serial = next_serial(w, site);
        if (state->waiting == p->waiting_places && unit < w->units) unit = admit(w, now, site, unit);
        if (state->waiting < p->waiting_places) {
            state->waiting_serial[state->waiting] = serial;
            state->waiting_since[state->waiting] = now.month;
            state->waiting++;
        }
    }
    while (state->waiting > 0 && unit < w->units) unit = admit(w, now, site, unit);
}

static void let_by_hazard(World *w, Now now, int64_t site) {
    const P_membership *p = &w->a.parameters->membership;
    double chance = 1.0 / p->vacancy_months;
    for (int64_t unit = 0; unit < w->units; unit++)
        if (is_to_let(firms_of(w, site) + unit, now.month, p->turnaround_months)
            && uniform_nth(now, MEMBERSHIP_LET, site, unit) < chance) {
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

static void lease(World *w, Now now) {
    const P_lease *p = &w->a.parameters->lease;
    double credit = w->a.parameters->finance.credit_line_eur;
    for (int64_t site = 0; site < w->sites; site++) {
        Tally *tally = w->a.tally + site;
        Ledger *ledger = w->a.ledger + site;
        for (int64_t unit = 0; unit < w->units; unit++) {
            Firm *firm = firms_of(w, site) + unit;
            if (firm->serial < 0) continue;
            double due = p->rent_eur_per_m2_month * w->a.units[unit].area;
            double owed = firm->arrears + due;
            double paid = larger(0.0, smaller(owed, firm->cash + credit * firm->people));
            firm->arrears = owed - paid;
            firm->cash -= paid;
            firm->rent = paid;
            firm->rent_total += paid;
            tally->rent_due += due;
            tally->rent_paid += paid;
            ledger->charged += due;
            ledger->rent_paid += paid;
            ledger->landlord -= paid;
        }
        Site *state = w->a.sites + site;
        double chance = 1.0 / (state->single_tenant ? p->single_tenant_stay_months : p->single_tenant_vacancy_months);
        if (uniform(now, LEASE_SINGLE_TENANT, site) < chance) state->single_tenant = !state->single_tenant;
        if (state->single_tenant)
            tally->single_tenant_rent +=
                p->single_tenant_rent_eur_per_m2_month * w->a.parameters->place.total_area_m2;
    }
}
