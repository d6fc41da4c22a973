/* mfsim/processes/record.py and mfsim/engine in C: the month, and many runs of it in one workspace. */
#define _POSIX_C_SOURCE 199309L
#include <time.h>
#include "money_and_place.h"

static void sort(double *values, int64_t count) {
    int64_t step = 1;
    while (step < count / 3) step = 3 * step + 1;
    while (step > 0) {
        for (int64_t place = step; place < count; place++) {
            double value = values[place];
            int64_t hole = place;
            while (hole >= step && values[hole - step] > value) {
                values[hole] = values[hole - step];
                hole -= step;
            }
            values[hole] = value;
        }
        step /= 3;
    }
}

static double gini(double *values, int64_t count) {
    sort(values, count);
    double total = 0.0, weighted = 0.0;
    for (int64_t place = 0; place < count; place++) {
        total += values[place];
        weighted += (2.0 * (double)place + 1.0 - (double)count) * values[place];
    }
    return total > 0.0 ? weighted / ((double)count * total) : 0.0;
}

static void livelihood(World *w, const Firm *firms, int64_t month, SiteRow *row) {
    double living = w->a.parameters->finance.living_eur_month, *scratch = w->a.scratch;
    double people = 0.0, at_work = 0.0, income = 0.0, cash = 0.0, hours = 0.0, capacity = 0.0, poor = 0.0;
    double own = 0.0, own_at_work = 0.0;
    int64_t members = 0;
    for (int64_t unit = 0; unit < w->units; unit++) {
        const Firm *firm = firms + unit;
        if (firm->serial < 0) continue;
        scratch[members] = larger(0.0, firm->smoothed_income);
        members++;
        people += firm->people;
        own += owners(firm);
        own_at_work += firm->entry_month < month ? owners(firm) : 0.0;
        at_work += firm->entry_month < month ? firm->people : 0.0;
        income += firm->income;
        cash += firm->cash;
        hours += firm->hours_worked + firm->hours_given + firm->project_hours;
        capacity += firm->capacity;
        poor += firm->smoothed_income < living ? owners(firm) : 0.0;
        row->billed_eur += firm->billed;
    }
    row->members = (double)members; row->people = people;
    row->income_eur = own_at_work > 0.0 ? income / own_at_work : NAN;
    row->cash_eur = people > 0.0 ? cash / people : NAN;
    row->below_living = own > 0.0 ? poor / own : NAN;
    row->hours_per_person = at_work > 0.0 ? hours / at_work : NAN;
    row->load = capacity > 0.0 ? hours / capacity : NAN;
    row->income_gini = members > 0 ? gini(scratch, members) : NAN;
}

static double spread(double total, double squares, double count) {
    double mean = total / count;
    return sqrt(larger(0.0, squares / count - mean * mean));
}

static void climate(const Firm *firms, int64_t units, SiteRow *row) {
    double satisfaction = 0.0, squares = 0.0, care = 0.0, fatigue = 0.0, value = 0.0, value_squares = 0.0, rivals = 0.0;
    int64_t members = 0;
    for (int64_t unit = 0; unit < units; unit++) {
        const Firm *firm = firms + unit;
        if (firm->serial < 0) continue;
        members++;
        satisfaction += firm->satisfaction;
        squares += firm->satisfaction * firm->satisfaction;
        care += firm->care;
        fatigue += firm->fatigue;
        value += firm->value;
        value_squares += firm->value * firm->value;
        rivals += firm->rivals;
    }
    if (members == 0) {
        row->satisfaction = row->satisfaction_sd = row->care = row->fatigue = row->values_sd = row->rivals = NAN;
        return;
    }
    double count = (double)members;
    row->satisfaction = satisfaction / count; row->satisfaction_sd = spread(satisfaction, squares, row->members);
    row->care = care / count; row->fatigue = fatigue / count; row->rivals = rivals / count;
    row->values_sd = spread(value, value_squares, row->members);
}

static void ties(World *w, const Firm *firms, const double *trust, SiteRow *row) {
    int64_t n = w->units, known = 0;
    double *restrict scratch = w->a.scratch;
    for (int64_t other = 0; other < n; other++) scratch[other] = 0.0;
    for (int64_t unit = 0; unit < n; unit++)
        for (int64_t other = 0; firms[unit].serial >= 0 && other < n; other++) {
            scratch[other] += trust[unit * n + other];
            known += trust[unit * n + other] > 0.0 ? 1 : 0;
        }
    double total = 0.0;
    for (int64_t other = 0; other < n; other++) total += scratch[other];
    double pairs = row->members * (row->members - 1.0);
    row->ties = pairs > 0.0 ? total / pairs : NAN;
    row->acquaintance = pairs > 0.0 ? (double)known / pairs : NAN;
}

static void levels(World *w, const double *skill, SiteRow *row) {
    double *restrict scratch = w->a.scratch, total = 0.0;
    for (int64_t unit = 0; unit < w->units; unit++) scratch[unit] = 0.0;
    for (int64_t field = 0; field < w->fields; field++) {
        int64_t able = 0;
        for (int64_t unit = 0; unit < w->units; unit++) {
            double level = skill[field * w->units + unit];
            scratch[unit] += level;
            able += level >= COVERED_LEVEL ? 1 : 0;
        }
        row->fields_covered += able > 0 ? 1.0 : 0.0;
    }
    for (int64_t unit = 0; unit < w->units; unit++) total += scratch[unit];
    row->knowledge = row->members > 0.0 ? total / ((double)w->fields * row->members) : NAN;
}

static void diversity(World *w, const Firm *firms, SiteRow *row) {
    double entropy = 0.0, *members = w->a.scratch;
    for (int64_t sector = 0; sector < w->sectors; sector++) members[sector] = 0.0;
    for (int64_t unit = 0; unit < w->units; unit++)
        if (firms[unit].serial >= 0) members[firms[unit].sector] += 1.0;
    for (int64_t sector = 0; sector < w->sectors; sector++) {
        double count = members[sector];
        if (count > 0.0) {
            double share = count / row->members;
            entropy -= share * log(share);
        }
    }
    row->hill_sectors = row->members > 0.0 ? exp(entropy) : NAN;
}

/* Members of each trade first: pairs of trades are fewer than pairs of members. */
static void rao(World *w, const Firm *firms, SiteRow *row) {
    int64_t trades = w->trade_count;
    double *restrict members = w->a.scratch, *restrict distance = w->a.scratch + trades, total = 0.0;
    for (int64_t trade = 0; trade < trades; trade++) members[trade] = distance[trade] = 0.0;
    for (int64_t unit = 0; unit < w->units; unit++)
        if (firms[unit].serial >= 0) members[firms[unit].trade] += 1.0;
    for (int64_t trade = 0; trade < trades; trade++) {
        double count = members[trade];
        if (count > 0.0)
            for (int64_t other = 0; other < trades; other++) distance[other] += count * w->a.trade_distance[trade * trades + other];
    }
    for (int64_t trade = 0; trade < trades; trade++) total += members[trade] * distance[trade];
    row->rao = row->members > 0.0 ? total / (row->members * row->members) : NAN;
}

/* mfsim/world/place_row.py, where nobody keeps anything up. */
static void write_place(World *w, int64_t site, SiteRow *row) {
    const Site *state = w->a.sites + site;
    const Tally *tally = w->a.tally + site;
    const Firm *firms = firms_of(w, site);
    double count = 0.0, fatigue = 0.0, worn_out = 0.0, cost = tally->association_cost;
    for (int64_t unit = 0; unit < w->units; unit++)
        if (firms[unit].serial >= 0 && firms[unit].initiator) {
            count += 1.0;
            fatigue += firms[unit].fatigue;
            worn_out += firms[unit].worn_out ? 1.0 : 0.0;
        }
    row->condition = state->condition; row->upkeep_hours = tally->upkeep_hours;
    row->initiator_hours = tally->initiator_hours; row->staff_hours = tally->staff_hours;
    row->upkeep_top_tenth = NAN;
    row->initiators_fatigue = count > 0.0 ? fatigue / count : NAN;
    row->worn_out = count > 0.0 ? worn_out / count : NAN;
    bool run_down = state->condition < w->a.parameters->commons.crisis_condition;
    row->crisis = state->association_cash < 0.0 || run_down || row->worn_out >= 0.5 ? 1.0 : 0.0;
    row->fee_eur_per_m2 = tally->fee_area > 0.0 ? tally->fees / tally->fee_area : NAN;
    row->event_income_eur = tally->event_income; row->grant_eur = tally->grant;
    row->association_cost_eur = cost;
    row->reserve_months = cost > 0.0 ? larger(0.0, state->association_cash) / cost : NAN;
    row->attendance = tally->invited > 0 ? (double)tally->attended / (double)tally->invited : 0.0;
    row->repair_eur = tally->repair; row->largest_left = (double)tally->largest_left;
    row->introductions = (double)tally->introductions; row->dissolved = state->dissolved ? 1.0 : 0.0;
}

static void tallies(const Tally *tally, SiteRow *row) {
    row->orders = (double)tally->orders; row->orders_refused = (double)tally->orders_refused;
    row->gaps = (double)tally->gaps; row->gaps_met = (double)tally->gaps_met;
    row->gaps_bought = (double)tally->gaps_bought; row->gaps_lost = (double)tally->gaps_lost;
    row->help_hours = tally->help_hours; row->refusals = (double)tally->refusals; row->help_paid_eur = tally->help_paid;
    row->learned = tally->learned; row->learned_across = tally->learned_across;
    row->innovations = (double)tally->innovations; row->copies = (double)tally->copies;
    row->projects_offered = (double)tally->projects_offered; row->projects_passed = (double)tally->projects_passed;
    row->projects_uncovered = (double)tally->projects_uncovered; row->projects_refused = (double)tally->projects_refused;
    row->projects_taken = (double)tally->projects_taken; row->projects_public = (double)tally->projects_public;
    row->projects_delivered = (double)tally->projects_delivered;
    row->projects_late = (double)tally->projects_late; row->projects_failed = (double)tally->projects_failed;
    row->project_hours = tally->project_hours; row->project_income_eur = tally->project_income;
    row->project_net_eur = tally->project_net; row->project_value_eur = tally->project_value;
    row->project_loss_eur = tally->project_loss;
    row->applicants = (double)tally->applicants; row->entries = (double)tally->entries;
    row->closed_insolvent = (double)tally->exits[CAUSE_INSOLVENT];
    row->closed_gave_up = (double)tally->exits[CAUSE_GAVE_UP];
    row->closed_other = (double)tally->exits[CAUSE_OTHER_CLOSING];
    row->moved_away = (double)tally->exits[CAUSE_MOVED_AWAY];
    row->term_over = (double)tally->exits[CAUSE_TERM_OVER]; row->expelled = (double)tally->exits[CAUSE_EXPELLED];
    row->cases = (double)tally->cases; row->settled_by_parties = (double)tally->settled_by_parties;
    row->decided = (double)tally->decided; row->grudges = (double)tally->grudges;
    row->breaches = (double)tally->breaches; row->sanctions = (double)tally->sanctions;
    row->displaced = (double)tally->exits[CAUSE_DISPLACED]; row->lease_ended = (double)tally->exits[CAUSE_LEASE_ENDED];
    row->fees_eur = tally->fees;
}

/* mfsim/world/growth_row.py, where firms do not grow: nobody is cramped. */
static void write_growth(World *w, int64_t site, SiteRow *row) {
    const Tally *tally = w->a.tally + site;
    const Firm *firms = firms_of(w, site);
    double own = 0.0, annexed = 0.0;
    for (int64_t unit = 0; unit < w->units; unit++)
        if (firms[unit].serial >= 0) {
            own += owners(firms + unit);
            annexed += firms[unit].area - w->a.units[unit].area;
        }
    row->owners = own; row->annexed_m2 = annexed; row->cramped = 0.0;
    row->spin_offs = (double)tally->spin_offs; row->hired = tally->hired; row->dismissed = tally->dismissed;
    row->too_big = (double)tally->exits[CAUSE_TOO_BIG];
}

/* mfsim/world/founding_row.py, of a place that is open. */
static void write_founding(World *w, int64_t site, SiteRow *row) {
    const Site *state = w->a.sites + site;
    const Firm *firms = firms_of(w, site);
    row->stage = (double)state->stage; row->phase = state->phase != NO_PHASE ? (double)state->phase : NAN;
    row->open_units = (double)state->open_units; row->outside_rent_eur = w->a.tally[site].outside_rent;
    row->outside = row->occupied_m2 = row->empty_area_m2 = row->unopened_m2 = row->ties_outlive = 0.0;
    for (int64_t unit = 0; unit < w->units; unit++) {
        if (firms[unit].serial >= 0) row->occupied_m2 += firms[unit].area;
        else if (firms[unit].tenant < 0) row->empty_area_m2 += w->a.units[unit].area;
    }
}

static void write_network(const Tally *tally, SiteRow *row) {
    row->partner_parts = (double)tally->partner_parts; row->partner_hours = tally->partner_hours;
    row->partner_pay_eur = tally->partner_pay; row->stays = (double)tally->nomads_away;
    row->guests = (double)tally->guests; row->bed_income_eur = tally->bed_income;
    row->travel_eur = tally->travel_cost; row->learned_abroad = tally->learned_abroad;
    row->rules_told = (double)tally->rules_told; row->partner_tie = tally->partner_tie;
}

static void write_means(const Firm *firms, int64_t units, const Tally *tally, SiteRow *row) {
    double waiting = 0.0, crowded = 0.0, members = 0.0;
    for (int64_t unit = 0; unit < units; unit++)
        if (firms[unit].serial >= 0) {
            waiting += hours_held(firms + unit);
            crowded += firms[unit].crowded;
            members += 1.0;
        }
    row->machine_hours_waiting = waiting; row->crowded = members > 0.0 ? crowded / members : NAN;
    row->machine_hours_needed = tally->machine_hours_needed;
    row->machine_hours_available = tally->machine_hours_available;
    row->machine_hours_used = tally->machine_hours_used; row->machine_hours_shared = tally->machine_hours_shared;
    row->machine_hours_outside = tally->machine_hours_outside; row->machine_hours_lost = tally->machine_hours_lost;
    row->machines_damaged = (double)tally->machines_damaged; row->use_charges_eur = tally->use_charges;
    row->flexible_m2 = tally->area_bookable; row->flexible_booked_m2 = tally->area_booked;
    row->inputs_inside_eur = tally->inputs_inside; row->inputs_near_eur = tally->inputs_near;
    row->inputs_far_eur = tally->inputs_far;
    row->chain_hours = tally->chain_hours; row->overflow_hours = tally->overflow_hours;
}

static void write_owner(World *w, int64_t site, SiteRow *row) {
    const P_lease *p = &w->a.parameters->lease;
    const Owner *owner = w->a.owners + site;
    const Tally *tally = w->a.tally + site;
    double area = private_area(w), running = tally->landlord_rent - tally->owner_upkeep - tally->decay;
    row->private_m2 = area;
    row->rent_due_eur = tally->rent_due; row->member_rent_eur = tally->rent_paid;
    row->rent_paid_eur = tally->landlord_rent; row->rent_full_eur = tally->rent_full;
    row->rent_owed_eur = owner->owed; row->operator_cash_eur = owner->cash;
    row->works_eur = tally->works; row->works_elsewhere_eur = tally->works * p->works_elsewhere;
    row->owner_net_eur = running - tally->works; row->area_value = owner->value;
    row->building_value_eur = (double)YEAR * running / p->capitalisation;
    row->single_tenant_eur = tally->single_tenant_rent; row->single_tenant_net_eur = tally->single_tenant_net;
    row->lone_tenants_eur = tally->lone_rent; row->lone_operator_eur = tally->lone_operator_rent;
    row->lone_full_eur = area * p->rent_eur_per_m2_month;
}

static void write_site(World *w, int64_t site, int64_t month) {
    SiteRow *row = w->a.series + (month - 1) * w->sites + site;
    row->start_ups = NAN; row->hill_stages = NAN;  // growth is off
    const Firm *firms = firms_of(w, site);
    row->billed_eur = 0.0; row->fields_covered = 0.0;
    livelihood(w, firms, month, row);
    write_growth(w, site, row);
    climate(firms, w->units, row);
    ties(w, firms, pairs_of(w, w->a.trust, site), row);
    levels(w, skill_of(w, site), row);
    diversity(w, firms, row);
    rao(w, firms, row);
    tallies(w->a.tally + site, row);
    row->rules = row->regulated = row->null_regulated = row->consensus = 0.0;
    row->norm_quality = row->legitimacy = NAN;
    row->open_cases = (double)w->a.sites[site].open_cases;
    write_place(w, site, row);
    write_founding(w, site, row);
    write_network(w->a.tally + site, row);
    write_means(firms, w->units, w->a.tally + site, row);
    row->waiting = (double)w->a.sites[site].waiting;
    row->association_cash_eur = w->a.sites[site].association_cash;
    row->macro_index = exp(w->a.economy[0]);
    write_owner(w, site, row);
}

static void write_panel(const Firm *firm, double own_skill, PanelRow *row) {
    row->serial = firm->serial >= 0 ? (double)firm->serial : NAN;
    row->people = firm->people; row->employees = firm->employees;
    row->cash_eur = firm->cash; row->income_eur = firm->income; row->open_hours = firm->open_hours;
    row->hours_worked = firm->hours_worked; row->hours_given = firm->hours_given;
    row->project_hours = firm->project_hours; row->own_hours = firm->own_hours;
    row->rate_eur_per_hour = firm->rate; row->standing = exp(firm->standing);
    row->own_skill = own_skill;
    row->satisfaction = firm->satisfaction; row->care = firm->care; row->fatigue = firm->fatigue;
    row->generosity = firm->generosity; row->reputation = firm->reputation; row->value = firm->value;
    row->arrears_eur = firm->arrears;
}

static void record(World *w, Now now) {
    for (int64_t site = 0; site < w->sites; site++) {
        if (now.month <= w->series_months) write_site(w, site, now.month);
        if (now.month <= w->panel_months)
            for (int64_t unit = 0; unit < w->units; unit++) {
                const Firm *firm = firms_of(w, site) + unit;
                double level = skill_of(w, site)[firm->own_field * w->units + unit];
                write_panel(firm, level, w->a.panel + ((now.month - 1) * w->sites + site) * w->units + unit);
            }
    }
}

static void month(World *w, Now now) {
    const P_processes *on = &w->a.parameters->processes;
    open_month(w);
    if (on->demand) demand(w, now);
    if (on->mutual_help) mutual_help(w, now);
    if (on->production) production(w, now);
    if (on->knowledge) knowledge(w, now);
    if (on->finance) finance(w, now);
    if (on->community) community(w, now);
    if (on->membership) membership(w, now);
    if (on->lease) lease(w, now);
    if (on->record) record(w, now);
}

/* Where the records of each run go: the shapes of mfsim.engine.batch.Written. */
typedef struct {
    double *series, *firm_rows;
    int64_t *firm_row_count;
    double *norm_rows;
    int64_t *norm_row_count;
    double *panel, *trust, *helped;
    int64_t series_size, row_size, panel_size, pair_size, norm_row_size;
} Kept;

static void keep(const World *w, const Kept *kept, int64_t run) {
    memcpy(kept->series + run * kept->series_size, w->a.series, (size_t)kept->series_size * sizeof(double));
    memcpy(kept->panel + run * kept->panel_size, w->a.panel, (size_t)kept->panel_size * sizeof(double));
    memcpy(kept->trust + run * kept->pair_size, w->a.trust, (size_t)kept->pair_size * sizeof(double));
    memcpy(kept->helped + run * kept->pair_size, w->a.helped, (size_t)kept->pair_size * sizeof(double));
    for (int64_t site = 0; site < w->sites; site++) {
        int64_t rows = w->a.firm_row_count[site];
        kept->firm_row_count[run * w->sites + site] = rows;
        kept->norm_row_count[run * w->sites + site] = w->a.norm_row_count[site];
        memcpy(kept->firm_rows + (run * w->sites + site) * kept->row_size, w->a.firm_rows + site * w->row_room,
               (size_t)rows * sizeof(FirmRow));
    }
}

void run_chunk(World *w, const uint64_t *keys, int64_t runs, int64_t months, const Kept *kept) {
    fill_inverse();
    for (int64_t run = 0; run < runs; run++) {
        uint64_t low = keys[2 * run], high = keys[2 * run + 1];
        begin(w, (Now){low, high, 0});
        for (int64_t number = 1; number <= months; number++) month(w, (Now){low, high, number});
        end(w, months);
        keep(w, kept, run);
    }
}

#define PROCESSES 10

double clock_ns(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

static void open_month_at(World *w, Now now) { (void)now; open_month(w); }

/* The same months with a clock between the processes (all of which must be switched on): nanoseconds of each. */
void run_timed(World *w, const uint64_t *keys, int64_t runs, int64_t months, double *spent) {
    static void (*const steps[PROCESSES])(World *, Now) = {
        open_month_at, demand, mutual_help, production, knowledge, finance, community, membership, lease, record};
    fill_inverse();
    for (int64_t run = 0; run < runs; run++) {
        uint64_t low = keys[2 * run], high = keys[2 * run + 1];
        begin(w, (Now){low, high, 0});
        for (int64_t number = 1; number <= months; number++) {
            double before = clock_ns();
            for (int step = 0; step < PROCESSES; step++) {
                steps[step](w, (Now){low, high, number});
                double after = clock_ns();
                spent[step] += after - before;
                before = after;
            }
        }
        end(w, months);
    }
}
