/* The world as the kernels see it: the engine's own arrays, and how many of everything there are. */
#pragma once
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include "layouts.h"

typedef struct {
    Arrays a;
    int64_t sites, units, fields, trade_count, sectors, sizes, dealing_room, series_months, panel_months, row_room, project_room, case_kinds;
    int64_t founder_rows, acquainted_rows, machine_fields;
} World;

typedef struct {
    uint64_t key_low, key_high;
    int64_t month;
} Now;

static inline Firm *firms_of(const World *w, int64_t site) { return w->a.firms + site * w->units; }
static inline double *pairs_of(const World *w, double *table, int64_t site) { return table + site * w->units * w->units; }
static inline double *skill_of(const World *w, int64_t site) { return w->a.skill + site * w->fields * w->units; }
static inline Gap *gaps_of(const World *w, int64_t site, int64_t unit) { return w->a.gaps + (site * w->units + unit) * GAPS; }
static inline Dealing *dealings_of(const World *w, int64_t site) { return w->a.dealings + site * w->dealing_room; }
static inline bool has_accounts(const World *w) { return w->a.parameters->mutual_help.accounting == DIRECT; }
static inline double larger(double a, double b) { return a > b ? a : b; }
static inline double smaller(double a, double b) { return a < b ? a : b; }
static inline double owners(const Firm *firm) { return firm->people - firm->employees; }
static inline double bounded(double x) { return smaller(1.0, larger(0.0, x)); }
