/* mfsim/world/arrival.py, departure.py and opening.py in C. */
#pragma once
#include "draws.h"

static int64_t draw_trade(World *w, Now now, int64_t serial) {
    double u = uniform(now, ARRIVAL_TRADE, serial);
    int64_t trade = 0;
    while (trade < w->trade_count - 1 && u >= w->a.trade_shares[trade]) trade++;
    return trade;
}

static bool is_given(double x) { return x == x; }

static double drawn_people(const P_members *members, Now origin, int64_t serial) {
    return 1.0 + (double)poisson(members->people_mean - 1.0, uniform(origin, ARRIVAL_PEOPLE, serial));
}

static void identity(World *w, Now now, Firm *firm, int64_t serial, const Founder *given) {
    const P_members *members = &w->a.parameters->members;
    firm->trade = given->trade >= 0 ? given->trade : draw_trade(w, now, serial);
    const Trade *trade = w->a.trades + firm->trade;
    firm->sector = trade->sector; firm->kind = trade->kind; firm->own_field = trade->own_field;
    firm->second_field = trade->second_field;
    firm->goods = trade->goods; firm->noise = trade->noise; firm->art = w->a.kinds[trade->kind].art;
    firm->people = is_given(given->people) ? given->people : drawn_people(members, now, serial);
    firm->entry_people = firm->people;
    double drawn_age = -members->age_mean_years * log(1.0 - uniform(now, ARRIVAL_AGE, serial));
    firm->age_months = 12.0 * (is_given(given->age_years) ? given->age_years : drawn_age);
    firm->near_share = is_given(given->near_share) ? given->near_share : w->a.parameters->local_chain.near_share;
    firm->time_share = is_given(given->hours) ? given->hours / w->a.parameters->production.hours_per_person_month : 1.0;
}

static void market(World *w, Now now, Firm *firm, int64_t serial, const Founder *given) {
    double spread = w->a.parameters->demand.market_spread, total = 0.0;
    const double *base = w->a.trades[firm->trade].market;
    for (int segment = 0; segment < SEGMENTS; segment++) {
        double weight = is_given(given->market[segment]) ? given->market[segment]
            : base[segment] * exp(spread * normal_nth(now, ARRIVAL_MARKET, serial, segment));
        firm->market[segment] = weight;
        total += weight;
    }
    double squares = 0.0;
    for (int segment = 0; segment < SEGMENTS; segment++) {
        firm->market[segment] /= total;
        squares += firm->market[segment] * firm->market[segment];
    }
    firm->market_length = sqrt(squares);
}

static void skills(World *w, Now now, int64_t site, int64_t unit, int64_t serial, const Founder *given) {
    const P_members *members = &w->a.parameters->members;
    double *skill = skill_of(w, site);
    Firm *firm = firms_of(w, site) + unit;
    double drawn = bounded(members->skill_mean + members->skill_spread * normal(now, ARRIVAL_SKILL, serial));
    double level = is_given(given->skill) ? given->skill : drawn;
    for (int64_t field = 0; field < w->fields; field++) {
        double of_trade = level * w->a.trade_skill[firm->trade * w->fields + field];
        bool learnt = given->learnt >= 0 && (given->learnt >> field & 1);
        skill[field * w->units + unit] = learnt ? larger(of_trade, LEARNT_LEVEL) : of_trade;
    }
    int64_t background = given->background >= 0 ? given->background
        : (int64_t)(uniform(now, ARRIVAL_BACKGROUND, serial) * (double)w->fields);
    double *earlier = skill + background * w->units + unit;
    *earlier = larger(*earlier, BACKGROUND_LEVEL);
}

static void means(World *w, Now now, Firm *firm, int64_t serial, double area, const Founder *given) {
    const Parameters *p = w->a.parameters;
    double rate = p->demand.rate_eur_per_hour * w->a.trades[firm->trade].rate_factor;
    double drawn_rate = rate * exp(p->demand.rate_spread * normal(now, ARRIVAL_RATE, serial));
    firm->rate = is_given(given->rate) ? given->rate : drawn_rate;
    firm->standing_base = p->demand.standing_spread * normal(now, ARRIVAL_STANDING, serial);
    firm->standing = firm->standing_base;
    double monthly = firm->people * (p->finance.fixed_cost_eur_month + p->finance.living_eur_month);
    monthly += area * p->members.start_cash_rent_eur_per_m2_month;
    double months = p->members.start_cash_months * exp(p->members.start_cash_spread * normal(now, ARRIVAL_CASH, serial));
    firm->cash = is_given(given->cash) ? given->cash : months * monthly;
    double outside = exp(p->membership.outside_income_spread * normal(now, ARRIVAL_OUTSIDE_INCOME, serial));
    double drawn_outside = p->membership.outside_income_eur_month * outside;
    firm->outside_income = is_given(given->outside_income) ? given->outside_income : drawn_outside;
    double taste = p->membership.moving_threshold_spread * normal(now, ARRIVAL_MOVING_THRESHOLD, serial);
    firm->moving_threshold = p->membership.moving_threshold + taste;
    firm->smoothed_income = larger(firm->outside_income, p->finance.living_eur_month);
}

static void traits(World *w, Now now, Firm *firm, int64_t serial, const Founder *given) {
    const P_members *members = &w->a.parameters->members;
    double drawn = bounded(members->generosity_mean + members->generosity_spread * normal(now, ARRIVAL_GENEROSITY, serial));
    firm->generosity = is_given(given->generosity) ? given->generosity : drawn;
    firm->income_weight = is_given(given->income_weight) ? given->income_weight : w->a.kinds[firm->kind].income_weight;
    firm->value = uniform(now, ARRIVAL_VALUE, serial);
    const P_commons *commons = &w->a.parameters->commons;
    firm->initiator = uniform(now, ARRIVAL_INITIATOR, serial) < commons->initiator_share;
    firm->gift = uniform(now, ARRIVAL_GIFT, serial);
    firm->upkeep_hours = firm->founder ? firm->people * commons->initial_hours : 0.0;
    firm->reputation = 0.5;
    firm->care = is_given(given->care) ? given->care : w->a.parameters->community.initial_care;
    firm->knows_rules = firm->founder ? 1.0 : w->a.parameters->norms.newcomer_knows;
    firm->satisfaction = is_given(given->satisfaction) ? given->satisfaction : 0.5;
    firm->alone = 0.5;
    firm->people_wanted_soon = is_given(given->people_soon) ? given->people_soon : NO_LIMIT;
    firm->people_wanted_later = is_given(given->people_later) ? given->people_later : NO_LIMIT;
    firm->learns = firm->teaches = firm->advised = firm->needs_share = 1.0;  // stages of development are part of growth
    for (int meeting = 0; meeting < MEETINGS; meeting++) firm->met[meeting] = -1;
}

static double market_overlap(const Firm *firm, const Firm *other) {
    double product = 0.0;
    for (int segment = 0; segment < SEGMENTS; segment++) product += firm->market[segment] * other->market[segment];
    return product / (firm->market_length * other->market_length);
}

static double share_heard(const World *w) {
    const P_place *place = &w->a.parameters->place;
    return 1.0 - place->sound_insulation * place->enclosure;
}

static void neighbours(World *w, int64_t site, int64_t unit) {
    int64_t n = w->units;
    Firm *firms = firms_of(w, site), *firm = firms + unit;
    double *contact = w->a.contact;
    double heard = share_heard(w);
    firm->rivals = 0.0; firm->noise_heard = 0.0;
    for (int64_t other_unit = 0; other_unit < n; other_unit++) {
        Firm *other = firms + other_unit;
        if (other_unit == unit || other->serial < 0) continue;
        double overlap = market_overlap(firm, other);
        firm->rivals += overlap;
        other->rivals += overlap;
        firm->noise_heard += heard * contact[unit * n + other_unit] * other->noise;
        other->noise_heard += heard * contact[unit * n + other_unit] * firm->noise;
    }
}

static void settle(World *w, Now now, int64_t site, int64_t unit, int64_t serial, const Founder *given) {
    Now origin = {now.key_low, now.key_high, 0};
    Firm *firm = firms_of(w, site) + unit;
    firm->serial = serial;
    firm->founder = now.month <= w->a.sites[site].founders_until;
    firm->entry_month = now.month;
    firm->area = w->a.units[unit].area;
    identity(w, origin, firm, serial, given);
    market(w, origin, firm, serial, given);
    skills(w, origin, site, unit, serial, given);
    means(w, origin, firm, serial, firm->area, given);
    traits(w, origin, firm, serial, given);
    neighbours(w, site, unit);
    firm->rent_per_m2 = w->a.owners[site].quote;
    w->a.ledger[site].newcomers += firm->cash;
}

static double hours_exchanged(World *w, int64_t site, int64_t unit) {
    int64_t n = w->units;
    double *helped = pairs_of(w, w->a.helped, site), total = 0.0;
    for (int64_t other_unit = 0; other_unit < n; other_unit++)
        if (helped[unit * n + other_unit] > 0.0) total += smaller(helped[unit * n + other_unit], helped[other_unit * n + unit]);
    return total;
}

static void write_firm_row(World *w, int64_t site, int64_t unit, int64_t month, int64_t cause) {
    if (w->row_room == 0) return;
    const Firm *firm = firms_of(w, site) + unit;
    FirmRow *row = w->a.firm_rows + site * w->row_room + w->a.firm_row_count[site];
    w->a.firm_row_count[site]++;
    double months = (double)(firm->months_in_place > 1 ? firm->months_in_place : 1);
    row->serial = (double)firm->serial; row->unit = (double)unit; row->trade = (double)firm->trade;
    row->founder = firm->founder ? 1.0 : 0.0;
    row->people = firm->people; row->owners = owners(firm); row->entry_people = firm->entry_people;
    row->area_m2 = firm->area;
    row->entry_month = (double)firm->entry_month; row->exit_month = (double)month; row->cause = (double)cause;
    row->months = (double)firm->months_in_place; row->months_outside = (double)firm->months_outside;
    row->income_eur = firm->income_total / (months * owners(firm));
    row->hours_worked = firm->worked_total / months; row->hours_given = firm->given_total / months;
    row->hours_received = firm->received_total / months;
    row->hours_exchanged = hours_exchanged(w, site, unit) / months;
    row->gaps = (double)firm->gaps_total / months; row->gaps_met = (double)firm->gaps_met_total / months;
    row->project_income = firm->project_income_total / months;
    row->hours_on_projects = firm->project_hours_total / months;
    row->upkeep_hours = firm->upkeep_total / months;
    row->learned = firm->learned_total; row->innovations = (double)firm->innovations;
    row->rent_eur = firm->rent_total / months; row->cash_eur = firm->cash;
    row->satisfaction = firm->satisfaction; row->care = firm->care;
    row->outside_income_eur = firm->outside_income;
    row->income_discounted_eur = firm->income_discounted; row->hours_discounted = firm->hours_discounted;
    row->learned_discounted = firm->learned_discounted;
}

static void close_books(World *w, int64_t site, int64_t unit) {
    const Firm *firm = firms_of(w, site) + unit;
    Ledger *ledger = w->a.ledger + site;
    ledger->departed += firm->cash;
    ledger->written_off += firm->receivable;
    ledger->rent_written_off += firm->arrears;
    ledger->dropped += firm->open_hours;
}

static void end_ties(World *w, int64_t site, int64_t unit) {
    int64_t n = w->units;
    Firm *firms = firms_of(w, site), *firm = firms + unit;
    double *tables[3] = {pairs_of(w, w->a.trust, site), pairs_of(w, w->a.helped, site), pairs_of(w, w->a.account, site)};
    int kept = has_accounts(w) ? 3 : 2;
    double heard = share_heard(w);
    for (int64_t other_unit = 0; other_unit < n; other_unit++) {
        Firm *other = firms + other_unit;
        if (other_unit != unit && other->serial >= 0) {
            other->rivals -= market_overlap(firm, other);
            other->noise_heard -= heard * w->a.contact[unit * n + other_unit] * firm->noise;
            for (int meeting = 0; meeting < MEETINGS; meeting++)
                if (other->met[meeting] == unit) other->met[meeting] = -1;
            for (int table = 0; table < kept; table++) {
                tables[table][unit * n + other_unit] = 0.0;
                tables[table][other_unit * n + unit] = 0.0;
            }
        }
    }
}

static void empty_unit(World *w, int64_t site, int64_t unit) {
    memcpy(firms_of(w, site) + unit, w->a.vacancy, sizeof(Firm));
    for (int64_t field = 0; field < w->fields; field++) skill_of(w, site)[field * w->units + unit] = 0.0;
}

static void vacate(World *w, int64_t site, int64_t unit, int64_t month, int64_t cause) {
    write_firm_row(w, site, unit, month, cause);
    w->a.tally[site].exits[cause]++;
    close_books(w, site, unit);
    end_ties(w, site, unit);
    empty_unit(w, site, unit);
    firms_of(w, site)[unit].entry_month = month;
}

/* A place that is open: mfsim/world/phases.py, where nobody founds one. */
static void begin_site(const Parameters *all, Site *state, int64_t units) {
    state->stage = OPEN; state->phase = NO_PHASE; state->open_units = units;
    state->opened = 0; state->founders_until = 0; state->founded = 1; state->contact_outside = all->founding.contact_rate;
    state->next_spin_off = 0; state->guests = 0;
    state->next_applicant = 0; state->waiting = 0; state->association_cash = 0.0; state->single_tenant = true; state->dissolved = false;
    state->fee_per_m2 = all->finance.fee_eur_per_m2_month; state->fee_per_member = 0.0; state->fee_of_revenue = 0.0;
    state->condition = NEUTRAL_CONDITION; state->regulated = 0.0; state->open_cases = 0; state->gathered = false; state->budget_month = 0;
    state->months_in_debt = 0; state->months_few = 0; state->year_members = 0; state->year_revenue = 0.0;
}

static void clear(World *w) {
    size_t pairs = (size_t)(w->sites * w->units * w->units) * sizeof(double);
    memset(w->a.trust, 0, pairs);
    if (has_accounts(w)) memset(w->a.account, 0, pairs);
    memset(w->a.helped, 0, pairs);
    memset(w->a.economy, 0, (size_t)(1 + w->sectors) * sizeof(double));
    memset(w->a.firm_row_count, 0, (size_t)w->sites * sizeof(int64_t));
    memset(w->a.norm_row_count, 0, (size_t)w->sites * sizeof(int64_t));
    for (int64_t site = 0; site < w->sites; site++) {
        memset(w->a.tally + site, 0, sizeof(Tally));
        memset(w->a.ledger + site, 0, sizeof(Ledger));
        begin_site(w->a.parameters, w->a.sites + site, w->units);
        for (int64_t field = 0; field < w->machine_fields; field++)
            w->a.machines[site * w->machine_fields + field].works_from = 0;
        memset(w->a.norms + site * w->case_kinds, 0, (size_t)w->case_kinds * sizeof(Norm));
        for (int64_t slot = 0; slot < w->project_room; slot++) w->a.projects[site * w->project_room + slot].stage = FREE;
        for (int64_t unit = 0; unit < w->units; unit++) empty_unit(w, site, unit);
    }
}

static int64_t first_founder(const World *w, int64_t site) { return w->founder_rows > w->units + 1 ? site * w->units : 0; }

static double initial_tie(const World *w, int64_t founder, int64_t other) {
    const P_community *p = &w->a.parameters->community;
    int how = w->acquainted_rows > 0 ? w->a.acquainted[founder * w->units + other] : 0;
    return larger(p->initial_tie, how == WORKS_WITH ? p->working_tie : how == KNOWS ? p->known_tie : p->initial_tie);
}

static void introduce(World *w, int64_t site) {
    int64_t first = first_founder(w, site);
    Firm *firms = firms_of(w, site);
    double *trust = pairs_of(w, w->a.trust, site);
    for (int64_t unit = 0; unit < w->units; unit++)
        for (int64_t other = 0; other < w->units; other++)
            if (unit != other && firms[unit].serial >= 0 && firms[other].serial >= 0) 
                trust[unit * w->units + other] = initial_tie(w, first + unit, other);
}

/* mfsim/world/enacting.py: how well each resolution of each kind of case fits; nobody settles one here. */
static void begin_book(World *w, Now now, int64_t site) {
    for (int64_t kind = 0; kind < w->case_kinds; kind++) {
        Norm *norm = w->a.norms + site * w->case_kinds + kind;
        norm->rule = NO_RULE; norm->null_rule = NO_RULE;
        for (int64_t r = 0; r < RESOLUTIONS; r++) {
            Pair fit = uniform_pair(now, NORM_DRAWS_QUALITY, w->a.sites[site].number, 0, RESOLUTIONS * kind + r);
            norm->quality[r] = fit.u; norm->security[r] = w->a.parameters->norms.security * fit.v;
        }
    }
}

static double asked(const P_lease *p, double value) { return p->rent_eur_per_m2_month * (1.0 + p->passed_on * (value - 1.0)); }

static double private_area(const World *w) {
    double area = 0.0;
    for (int64_t unit = 0; unit < w->units; unit++) area += w->a.units[unit].area;
    return area;
}

static double operators_capital(const P_lease *p, double rent, double area) {
    return p->operator_capital_months * p->operator_guarantee * rent * area;
}

/* mfsim/world/owner_account.py, with leases of the members' own, agreed one by one. */
static void begin_owner(const World *w, Owner *owner) {
    const P_lease *p = &w->a.parameters->lease;
    owner->kind = w->a.parameters->processes.lease ? p->kind : NO_BUILDING;
    owner->value = 1.0; owner->renewal = p->term_months; owner->rent = asked(p, 1.0); owner->cash = 0.0;
    owner->quote = owner->kind == INDIVIDUAL ? asked(p, owner->value) : 0.0;
    owner->owed = owner->received = owner->works = owner->decay = owner->upkeep = 0.0;
    owner->lone_operator = true; owner->lone_owed = 0.0;
    owner->lone_cash = operators_capital(p, p->rent_eur_per_m2_month, private_area(w));
}

static void begin(World *w, Now now) {
    clear(w);
    for (int64_t site = 0; site < w->sites; site++) {
        begin_owner(w, w->a.owners + site);
        for (int64_t unit = 0; unit < w->units; unit++) {
            const Founder *given = w->a.founders + first_founder(w, site) + unit;
            w->a.lone_tenants[site * w->units + unit] = true;
            if (given->present) settle(w, now, site, unit, w->a.sites[site].number * SERIALS_PER_SITE + given->serial, given);
        }
        introduce(w, site);
        begin_book(w, now, site);
    }
}

static void open_month(World *w) {
    for (int64_t site = 0; site < w->sites; site++) {
        memset(w->a.tally + site, 0, sizeof(Tally));
        for (int64_t unit = 0; unit < w->units; unit++) {
            Firm *firm = firms_of(w, site) + unit;
            firm->gap_count = 0; firm->refusals = 0; firm->helped = false;
            firm->capacity = firm->hours_worked = firm->hours_given = firm->hours_done = 0.0;
            firm->billed = firm->outside_cost = firm->income = firm->rent = firm->learned = 0.0;
            firm->project_hours = firm->project_billed = firm->project_cost = firm->help_money = 0.0;
            firm->project_wages = firm->project_internal = firm->strain = firm->surplus = firm->partner_money = 0.0;
            firm->crowded = firm->machine_charge = firm->inputs_bought = firm->own_hours = 0.0;
            for (int slot = 0; slot < SLOTS; slot++) firm->machine_work[slot] = 0.0;
            firm->chain_hours = firm->chain_money = firm->chain_income = 0.0;
            firm->common_due = firm->common_hours; firm->common_hours = 0.0;
            firm->settled = 0; firm->disputes = 0; firm->slights = 0;
        }
    }
}

static void end(World *w, int64_t months) {
    for (int64_t site = 0; site < w->sites; site++)
        for (int64_t unit = 0; unit < w->units; unit++)
            if (firms_of(w, site)[unit].serial >= 0) write_firm_row(w, site, unit, months, -1);
}
