/* mfsim/processes: demand, mutual_help, production, knowledge in C. */
#pragma once
#include "coming_and_going.h"

#define MOST_ORDERS 100000.0
#define LARGEST_STANDING 50.0
#define LARGEST_EXPONENT 700.0

static void move_economy(const P_demand *p, Now now, double *economy, int64_t sectors) {
    economy[0] = p->macro_persistence * economy[0] + p->macro_shock * normal(now, DEMAND_MACRO, 0);
    for (int64_t place = 1; place <= sectors; place++)
        economy[place] = p->sector_persistence * economy[place] + p->sector_shock * normal(now, DEMAND_SECTOR, place);
}

static double expected_orders(const P_demand *p, const Firm *firm, const double *economy, double kind, double power) {
    double pull = exp(economy[0] + economy[1 + firm->sector] + firm->standing);
    double seen = 1.0 - (1.0 - p->newcomer_visibility) * exp(-p->visibility_growth * firm->age_months);
    double shared = 1.0 + p->rivalry * firm->rivals / p->reference_members;
    double mean = firm->people * p->orders_per_person_month * kind * pull * seen * power / shared;
    return smaller(MOST_ORDERS, mean);
}

static double selling_share(const P_growth *p, const Firm *firm) {
    return (owners(firm) + p->orders_share * firm->employees) / firm->people;
}

static double drawing_power(const Firm *firms, int64_t units, double reference, double exponent) {
    double members = 0.0;
    for (int64_t unit = 0; unit < units; unit++) members += firms[unit].serial >= 0 ? 1.0 : 0.0;
    return members > 0.0 ? exp(exponent * log(members / reference)) : 1.0;
}

static void move_standing(const P_demand *p, Now now, Firm *firms, int64_t units) {
    for (int64_t unit = 0; unit < units; unit++) {
        Firm *firm = firms + unit;
        if (firm->serial < 0) continue;
        double shock = p->standing_shock * normal(now, DEMAND_STANDING, firm->serial);
        double away = p->standing_persistence * (firm->standing - firm->standing_base);
        double standing = firm->standing_base + away + shock;
        firm->standing = larger(-LARGEST_STANDING, smaller(LARGEST_STANDING, standing));
    }
}

static void take_orders(World *w, Now now, int64_t site) {
    const P_demand *p = &w->a.parameters->demand;
    Firm *firms = firms_of(w, site);
    const double *skill = skill_of(w, site);
    double power = drawing_power(firms, w->units, p->reference_members, p->site_visibility_exponent);
    double sizes = (double)w->sizes;
    Tally *tally = w->a.tally + site;
    Ledger *ledger = w->a.ledger + site;
    for (int64_t unit = 0; unit < w->units; unit++) {
        Firm *firm = firms + unit;
        if (firm->serial < 0) continue;
        double factor = w->a.kinds[firm->kind].orders * selling_share(&w->a.parameters->growth, firm);
        double mean = expected_orders(p, firm, w->a.economy, factor, power);
        int64_t count = poisson(mean, uniform(now, DEMAND_COUNT, firm->serial));
        double size = w->a.kinds[firm->kind].order_size;
        double month_hours = firm->people * firm->time_share * w->a.parameters->production.hours_per_person_month;
        double limit = p->backlog_limit_months * month_hours;
        firm->asked = (double)count * size * p->order_hours_mean;
        tally->orders += count;
        for (int64_t order = 0; order < count; order++) {
            if (firm->open_hours > limit || firm->gap_count == GAPS) {
                tally->orders_refused += count - order;
                break;
            }
            Pair draw = uniform_pair(now, DEMAND_ORDER, firm->serial, 0, order);
            double hours = size * w->a.order_hours[(int64_t)(draw.u * sizes)];
            if (draw.v < p->second_field_share) {
                Pair second = uniform_pair(now, DEMAND_SECOND_FIELD, firm->serial, 0, order);
                int64_t field = (int64_t)(second.u * (double)(w->fields - 1));
                field = field < firm->own_field ? field : field + 1;
                double level = p->required_level_low + second.v * (p->required_level_high - p->required_level_low);
                if (skill[field * w->units + unit] < level) {
                    double part = p->second_field_hours * hours;
                    *(gaps_of(w, site, unit) + firm->gap_count) = (Gap){field, level, part, hours - part, false};
                    firm->gap_count++;
                    firm->gaps_total++;
                    tally->gaps++;
                    continue;
                }
            }
            firm->open_hours += hours;
            ledger->accepted += hours;
        }
    }
}

static void demand(World *w, Now now) {
    const P_demand *p = &w->a.parameters->demand;
    move_economy(p, now, w->a.economy, w->sectors);
    for (int64_t site = 0; site < w->sites; site++) {
        move_standing(p, now, firms_of(w, site), w->units);
        take_orders(w, now, site);
    }
}

static double logistic(double x) { return 1.0 / (1.0 + exp(smaller(LARGEST_EXPONENT, -x))); }

typedef struct { double hours, most_hours, all_hours, price, dearest; } Terms;

static int64_t find_present(World *w, int64_t site) {
    const Firm *firms = firms_of(w, site);
    int64_t count = 0, *restrict present = w->a.present;
    for (int64_t unit = 0; unit < w->units; unit++) {
        present[count] = unit;
        count += firms[unit].serial >= 0 ? 1 : 0;
    }
    return count;
}

static int64_t find_known(World *w, int64_t site, int64_t asker, int64_t members) {
    const double *trusts = pairs_of(w, w->a.trust, site) + asker * w->units;
    int64_t count = 0, *restrict known = w->a.known;
    const int64_t *restrict present = w->a.present;
    for (int64_t place = 0; place < members; place++) {
        int64_t colleague = present[place];
        known[count] = colleague;
        count += trusts[colleague] > 0.0 ? 1 : 0;
    }
    return count;
}

static int64_t find_able(const World *w, const double *skills, double level, int64_t acquaintances) {
    int64_t count = 0, *restrict able = w->a.able;
    const int64_t *restrict known = w->a.known;
    for (int64_t place = 0; place < acquaintances; place++) {
        int64_t colleague = known[place];
        able[count] = colleague;
        count += skills[colleague] >= level ? 1 : 0;
    }
    return count;
}

static void three_best(const World *w, Now now, int64_t site, int64_t asker, int64_t acquaintances, int64_t gap,
                       bool at_random, Terms terms,
                       int64_t *chosen) {
    int64_t n = w->units, first = -1, second = -1, third = -1;
    const Firm *firms = firms_of(w, site), *firm = firms + asker;
    const Gap *wanted = gaps_of(w, site, asker) + gap;
    const double *trusts = pairs_of(w, w->a.trust, site) + asker * n, *contact = w->a.contact + asker * n;
    const double *skills = skill_of(w, site) + wanted->field * n;
    double level = wanted->level, hours = wanted->hours;
    double best = 0.0, next_best = 0.0, last_best = 0.0;
    int64_t candidates = find_able(w, skills, level, acquaintances);
    for (int64_t place = 0; place < candidates; place++) {
        int64_t colleague = w->a.able[place];
        double skill = skills[colleague];
        double trust = trusts[colleague];
        if (trust * skill <= last_best && !at_random) continue;
        const Firm *other = firms + colleague;
        if (other->absent || other->hours_given + hours > terms.most_hours * other->people * other->time_share) continue;
        double spoken_for = other->hours_given + other->project_hours + other->common_due;
        double all_hours = terms.all_hours * other->people * other->time_share;
        if (spoken_for + hours > all_hours || terms.price * other->rate > terms.dearest) continue;
        double score = trust * skill * 0.5 * (1.0 + contact[colleague]);
        if (at_random) score = 1.0 - uniform_between(now, HELP_DRAWS_WHOM, firm->serial, other->serial, gap);
        if (score > best) {
            third = second; last_best = next_best; second = first; next_best = best;
            first = colleague; best = score;
        } else if (score > next_best) {
            third = second; last_best = next_best;
            second = colleague; next_best = score;
        } else if (score > last_best) {
            third = colleague; last_best = score;
        }
    }
    chosen[0] = first; chosen[1] = second; chosen[2] = third;
}

static double willingness(const P_mutual_help *p, const Firm *firm, const Firm *other, double balance_hours, double mean,
                          double load) {
    if (p->accounting == PAID)
        return logistic(p->baseline + p->price_weight * (p->price - 1.0) - p->load_weight * load);
    double balance = balance_hours / p->balance_scale_hours;
    return logistic(p->baseline + p->generosity_weight * other->generosity
                    + p->balance_weight * balance / (1.0 + fabs(balance))
                    + p->reputation_weight * (firm->reputation - mean) + p->care_weight * other->care
                    - p->load_weight * load);
}

static double bank_hours(const Firm *firm) { return firm->given_total - firm->received_total; }

static void help(World *w, int64_t site, int64_t asker, int64_t helper, int64_t gap) {
    int64_t n = w->units;
    Firm *firm = firms_of(w, site) + asker, *other = firms_of(w, site) + helper;
    Gap *wanted = gaps_of(w, site, asker) + gap;
    Tally *tally = w->a.tally + site;
    Ledger *ledger = w->a.ledger + site;
    double *account = pairs_of(w, w->a.account, site);
    double hours = wanted->hours, rest = wanted->rest;
    wanted->met = true;
    firm->helped = true;
    firm->hours_done += hours;
    firm->open_hours += rest;
    firm->received_total += hours;
    firm->gaps_met_total++;
    other->hours_given += hours;
    other->given_total += hours;
    if (has_accounts(w)) {
        account[helper * n + asker] += hours;
        account[asker * n + helper] -= hours;
    }
    pairs_of(w, w->a.helped, site)[helper * n + asker] += hours;
    ledger->accepted += hours + rest;
    ledger->done += hours;
    tally->gaps_met++;
    tally->help_hours += hours;
}

static void ask_around(World *w, Now now, int64_t site, int64_t asker, int64_t known, int64_t gap, Terms terms) {
    const P_mutual_help *p = &w->a.parameters->mutual_help;
    Firm *firms = firms_of(w, site), *firm = firms + asker;
    Tally *tally = w->a.tally + site;
    const Gap *wanted = gaps_of(w, site, asker) + gap;
    if (p->accounting == TIME_BANK && bank_hours(firm) - wanted->hours < -p->bank_limit_hours * firm->people) return;
    int64_t colleagues[3];
    three_best(w, now, site, asker, known, gap, p->asking == AT_RANDOM, terms, colleagues);
    for (int64_t request = 0; request < p->asks_at_most; request++) {
        int64_t helper = colleagues[request];
        if (helper < 0) return;
        Firm *other = firms + helper;
        double load = other->open_hours / (other->people * other->time_share * terms.hours);
        double balance = p->accounting == DIRECT ? pairs_of(w, w->a.account, site)[asker * w->units + helper]
            : p->accounting == TIME_BANK ? bank_hours(firm) : 0.0;
        double chance = willingness(p, firm, other, balance, tally->mean_reputation, load);
        bool agreed = uniform_between(now, HELP_DRAWS_AGREE, firm->serial, other->serial, gap) < chance;
        dealings_of(w, site)[tally->dealings] = (Dealing){
            .taker = asker, .giver = helper, .agreed = agreed ? 1 : 0, .field = wanted->field, .gap = gap,
            .hours = wanted->hours};
        tally->dealings++;
        if (agreed) {
            other->reputation += p->reputation_gain * (1.0 - other->reputation);
            help(w, site, asker, helper, gap);
            double paid = terms.price * other->rate * wanted->hours;
            firm->help_money -= paid;
            other->help_money += paid;
            tally->help_paid += paid;
            return;
        }
        firm->refusals++;
        tally->refusals++;
        other->reputation -= p->reputation_loss * other->reputation;
    }
}

static void fade(const Firm *firms, double *table, int64_t units, double share) {
    for (int64_t unit = 0; unit < units; unit++)
        if (firms[unit].serial >= 0)
            for (int64_t other = 0; other < units; other++) table[unit * units + other] *= 1.0 - share;
}

static double mean_reputation(const Firm *firms, int64_t units) {
    double total = 0.0;
    int64_t members = 0;
    for (int64_t unit = 0; unit < units; unit++)
        if (firms[unit].serial >= 0) {
            total += firms[unit].reputation;
            members++;
        }
    return members > 0 ? total / (double)members : 0.0;
}

static Terms terms_of(const Parameters *all) {
    const P_mutual_help *p = &all->mutual_help;
    double hours = all->production.hours_per_person_month, all_hours = (1.0 - all->production.fatigue_loss) * hours;
    return (Terms){
        .hours = hours, .most_hours = smaller(p->hours_limit * hours, all_hours), .all_hours = all_hours,
        .price = p->accounting == PAID ? p->price : 0.0,
        .dearest = all->demand.rate_eur_per_hour * (1.0 + all->production.outside_markup)};
}

static void mutual_help(World *w, Now now) {
    const P_mutual_help *p = &w->a.parameters->mutual_help;
    Terms terms = terms_of(w->a.parameters);
    for (int64_t site = 0; site < w->sites; site++) {
        Firm *firms = firms_of(w, site);
        if (has_accounts(w)) fade(firms, pairs_of(w, w->a.account, site), w->units, p->account_decay);
        w->a.tally[site].mean_reputation = mean_reputation(firms, w->units);
        if (p->accounting == NOBODY_ASKS) continue;
        int64_t members = find_present(w, site);
        for (int64_t turn = 0; turn < w->units; turn++) {
            int64_t asker = (turn + now.month) % w->units;
            int64_t known = firms[asker].gap_count > 0 ? find_known(w, site, asker, members) : 0;
            for (int64_t gap = 0; gap < firms[asker].gap_count; gap++)
                ask_around(w, now, site, asker, known, gap, terms);
        }
    }
}

static void fill_gaps_outside(Now now, Firm *firm, Gap *gaps, Tally *tally, Ledger *ledger, double lost, double price) {
    for (int64_t number = 0; number < firm->gap_count; number++) {
        const Gap *gap = gaps + number;
        if (gap->met) continue;
        if (uniform_nth(now, PRODUCTION_LOST, firm->serial, number) < lost) {
            tally->gaps_lost++;
            continue;
        }
        firm->outside_cost += gap->hours * price;
        firm->hours_done += gap->hours;
        firm->open_hours += gap->rest;
        ledger->accepted += gap->hours + gap->rest;
        ledger->done += gap->hours;
        tally->gaps_bought++;
    }
}

static double hours_held(const Firm *firm) { return firm->held[0] + firm->held[1]; }

static double hours_left(const Firm *firm, double month_hours) {
    double free = firm->capacity - firm->hours_given - firm->project_hours - firm->common_due - firm->hours_worked;
    double room = (1.0 - firm->crowded) * firm->people * firm->time_share * month_hours - firm->hours_worked;
    return larger(0.0, smaller(free, room));
}

static void production(World *w, Now now) {
    const P_production *p = &w->a.parameters->production;
    double price = w->a.parameters->demand.rate_eur_per_hour * (1.0 + p->outside_markup);
    double concentrated = 1.0 - p->open_plan_loss * (1.0 - w->a.parameters->place.enclosure);
    for (int64_t site = 0; site < w->sites; site++) {
        double place = concentrated * (1.0 + p->condition_effect * (w->a.sites[site].condition - NEUTRAL_CONDITION));
        place *= 1.0 - w->a.tally[site].heating_loss;
        for (int64_t unit = 0; unit < w->units; unit++) {
            Firm *firm = firms_of(w, site) + unit;
            Ledger *ledger = w->a.ledger + site;
            if (firm->serial < 0) continue;
            fill_gaps_outside(now, firm, gaps_of(w, site, unit), w->a.tally + site, ledger, p->lost_order_share, price);
            double level = skill_of(w, site)[firm->own_field * w->units + unit];
            double nuisance = firm->noise_heard / (1.0 + firm->noise_heard);
            double skilled = p->productivity_base + p->productivity_gain * level;
            double speed = skilled * (1.0 - p->nuisance_loss * nuisance) * place;
            firm->capacity = firm->people * firm->time_share * p->hours_per_person_month * (1.0 - p->fatigue_loss * firm->fatigue);
            double ready = larger(0.0, firm->open_hours - hours_held(firm));
            firm->hours_worked = smaller(hours_left(firm, p->hours_per_person_month), ready / speed);
            double done = smaller(ready, firm->hours_worked * speed);
            firm->open_hours -= done;
            firm->hours_done += done;
            firm->billed = firm->hours_done * firm->rate;
            firm->inputs_bought = (firm->goods ? p->input_share_goods : p->input_share_services) * firm->billed;
            firm->worked_total += firm->hours_worked;
            ledger->done += done;
        }
    }
}

static double absorb(double distance, double best) {
    double off = (distance - best) / (distance < best ? best : 1.0 - best);
    return 1.0 - off * off;
}

static double cognitive_distance(const World *w, const double *skill, int64_t unit, int64_t other) {
    double product = 0.0, length = 0.0, other_length = 0.0;
    for (int64_t field = 0; field < w->fields; field++) {
        double a = skill[field * w->units + unit], b = skill[field * w->units + other];
        product += a * b;
        length += a * a;
        other_length += b * b;
    }
    double scale = sqrt(length * other_length);
    return scale > 0.0 ? bounded(1.0 - product / scale) : 1.0;
}

static void learn(World *w, int64_t site, int64_t unit, int64_t other, int64_t field, double share) {
    Firm *firms = firms_of(w, site), *firm = firms + unit;
    Tally *tally = w->a.tally + site;
    double *skill = skill_of(w, site) + field * w->units;
    double step = smaller(1.0, share * w->a.kinds[firm->kind].learning) * (skill[other] - skill[unit]);
    skill[unit] += step;
    firm->learned += step;
    firm->learned_total += step;
    tally->learned += step;
    if (firms[other].sector != firm->sector) tally->learned_across += step;
}

static bool has_met_before(const Firm *firm, int64_t meeting) {
    for (int64_t earlier = 0; earlier < meeting; earlier++)
        if (firm->met[earlier] == firm->met[meeting]) return true;
    return false;
}

static void be_copied(World *w, Now now, int64_t site, Firm *firm, double effect, int64_t index) {
    const P_knowledge *p = &w->a.parameters->knowledge;
    double chance = p->copying * (1.0 - p->idea_protection);
    for (int64_t meeting = 0; meeting < MEETINGS; meeting++) {
        if (firm->met[meeting] < 0 || has_met_before(firm, meeting)) continue;
        Firm *copier = firms_of(w, site) + firm->met[meeting];
        if (uniform_between(now, KNOWLEDGE_COPY, firm->serial, copier->serial, index) < chance) {
            copier->standing_base += p->copy_gain * effect;
            firm->standing_base -= p->copy_loss * effect;
            w->a.tally[site].copies++;
        }
    }
}

static void contact_with(World *w, Now now, int64_t site, int64_t unit, int64_t other, int64_t field, double rate,
                         int64_t index) {
    const P_knowledge *p = &w->a.parameters->knowledge;
    Firm *firms = firms_of(w, site), *firm = firms + unit, *colleague = firms + other;
    const double *skill = skill_of(w, site);
    double vision = firm->art || colleague->art ? p->vision_factor : 1.0;
    Pair draw = uniform_pair(now, KNOWLEDGE_INNOVATION, firm->serial, colleague->serial, index);
    double chance = p->innovation * vision;
    bool is_ahead = skill[field * w->units + other] > skill[field * w->units + unit];
    if (!is_ahead && draw.u >= chance) return;
    double distance = cognitive_distance(w, skill, unit, other);
    if (is_ahead) learn(w, site, unit, other, field,
                        rate * (p->distance_effect * absorb(distance, p->best_distance) + (1.0 - p->distance_effect)));
    if (draw.u < chance * distance * distance) {
        double effect = p->innovation_gain + p->innovation_spread * vision * normal_quantile(draw.v);
        firm->standing_base += effect;
        firm->innovations++;
        w->a.tally[site].innovations++;
        if (effect > 0.0) be_copied(w, now, site, firm, effect, index);
    }
}

static void learn_from_helpers(World *w, Now now, int64_t site) {
    const P_knowledge *p = &w->a.parameters->knowledge;
    for (int64_t number = 0; number < w->a.tally[site].dealings; number++) {
        const Dealing *dealing = dealings_of(w, site) + number;
        if (dealing->agreed == 1)
            contact_with(w, now, site, dealing->taker, dealing->giver, dealing->field,
                         p->learning_rate * (1.0 - p->idea_protection), MEETINGS + dealing->gap);
    }
}

static void learn_from_meetings(World *w, Now now, int64_t site) {
    const P_knowledge *p = &w->a.parameters->knowledge;
    const Trade *trades = w->a.trades;
    Firm *firms = firms_of(w, site);
    double open_plan = 1.0 - w->a.parameters->place.enclosure;
    double rate = p->learning_rate * (p->sight_share * (1.0 + p->open_sight * open_plan) * (1.0 - p->idea_protection));
    bool passes = p->exchange != NOTHING_PASSES;
    for (int64_t unit = 0; unit < w->units; unit++) {
        Firm *firm = firms + unit;
        if (firm->serial < 0) continue;
        for (int64_t meeting = 0; meeting < MEETINGS; meeting++) {
            int64_t other = firm->met[meeting];
            if (other < 0) continue;
            const Firm *colleague = firms + other;
            if (passes) contact_with(w, now, site, unit, other, colleague->own_field, rate, meeting);
            double weight = p->advice * pairs_of(w, w->a.trust, site)[unit * w->units + other];
            double usual = trades[firm->trade].rate_factor;
            double theirs = colleague->rate / trades[colleague->trade].rate_factor;
            firm->rate += weight * (theirs * usual - firm->rate);
        }
    }
}

static void practise_and_forget(World *w, int64_t site) {
    const P_knowledge *p = &w->a.parameters->knowledge;
    double kept = 1.0 - p->forgetting, *skill = skill_of(w, site);
    for (int64_t unit = 0; unit < w->units; unit++) {
        const Firm *firm = firms_of(w, site) + unit;
        if (firm->serial < 0) continue;
        double own = skill[firm->own_field * w->units + unit];
        for (int64_t field = 0; field < w->fields; field++) skill[field * w->units + unit] *= kept;
        double use = firm->capacity > 0.0 ? smaller(1.0, (firm->hours_worked + firm->project_hours) / firm->capacity) : 0.0;
        own += p->doing * w->a.kinds[firm->kind].learning * use * (1.0 - own);
        skill[firm->own_field * w->units + unit] = smaller(1.0, own);
    }
}

static void knowledge(World *w, Now now) {
    for (int64_t site = 0; site < w->sites; site++) {
        if (w->a.parameters->knowledge.exchange != NOTHING_PASSES) learn_from_helpers(w, now, site);
        learn_from_meetings(w, now, site);
        practise_and_forget(w, site);
    }
}
