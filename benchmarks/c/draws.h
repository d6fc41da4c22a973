/* mfsim/draws.py in C. */
#pragma once
#include "world.h"

#define PARITY 0x1BD11BDAA9FC1A22ULL
#define TO_UNIT (1.0 / 9007199254740992.0)
#define HALF_STEP (0.5 * TO_UNIT)

static double inverse[2048];

static inline uint64_t rotate(uint64_t word, int bits) { return (word << bits) | (word >> (64 - bits)); }

typedef struct { double u, v; } Pair;

#define MIX(bits) x += y; y = rotate(y, bits) ^ x;

static inline Pair uniform_pair(Now now, int64_t what, int64_t who, int64_t other, int64_t index) {
    const uint64_t k0 = now.key_low, k1 = now.key_high, parity = PARITY ^ k0 ^ k1;
    uint64_t x = (((uint64_t)what << 48) | ((uint64_t)now.month << 32) | (uint64_t)index) + k0;
    uint64_t y = (((uint64_t)who << 32) | (uint64_t)other) + k1;
    MIX(16) MIX(42) MIX(12) MIX(31)
    x += k1; y += parity + 1;
    MIX(16) MIX(32) MIX(24) MIX(21)
    x += parity; y += k0 + 2;
    MIX(16) MIX(42) MIX(12) MIX(31)
    x += k0; y += k1 + 3;
    MIX(16)
    return (Pair){(double)(x >> 11) * TO_UNIT, (double)(y >> 11) * TO_UNIT};
}

static inline double uniform_between(Now now, int64_t what, int64_t who, int64_t other, int64_t index) {
    return uniform_pair(now, what, who, other, index).u;
}
static inline double uniform_nth(Now now, int64_t what, int64_t who, int64_t index) {
    return uniform_pair(now, what, who, 0, index).u;
}
static inline double uniform(Now now, int64_t what, int64_t who) { return uniform_pair(now, what, who, 0, 0).u; }

static double central(double q) {
    double r = 0.180625 - q * q;
    double top = ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
             + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
           + 133.14166789178437745) * r + 3.387132872796366608;
    double bottom = ((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
              + 42.313330701600911252) * r + 1.0;
    return q * top / bottom;
}

static double near_tail(double r) {
    double top = ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
             + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
           + 4.6303378461565452959) * r + 1.42343711074968357734;
    double bottom = ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r
                 + 0.0151986665636164571966) * r + 0.14810397642748007459) * r + 0.68976733498510000455) * r
               + 1.6763848301838038494) * r + 2.05319162663775882187) * r + 1.0;
    return top / bottom;
}

static double far_tail(double r) {
    double top = ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
             + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
           + 5.4637849111641143699) * r + 6.6579046435011037772;
    double bottom = ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
                 + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r
               + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
              + 0.59983220655588793769) * r + 1.0;
    return top / bottom;
}

static double normal_quantile(double u) {
    double q = u - 0.5;
    if (fabs(q) <= 0.425) return central(q);
    double tail = q < 0.0 ? u : 1.0 - u;
    double r = sqrt(-log(larger(tail, HALF_STEP)));
    double value = r <= 5.0 ? near_tail(r - 1.6) : far_tail(r - 5.0);
    return q < 0.0 ? -value : value;
}

static inline double normal_nth(Now now, int64_t what, int64_t who, int64_t index) {
    return normal_quantile(uniform_nth(now, what, who, index));
}
static inline double normal(Now now, int64_t what, int64_t who) { return normal_quantile(uniform(now, what, who)); }

static int64_t poisson(double mean, double u) {
    if (mean <= 0.0) return 0;
    if (mean > LARGEST_INVERTED_MEAN) {
        double rounded = floor(mean + sqrt(mean) * normal_quantile(u) + 0.5);
        return rounded > 0.0 ? (int64_t)rounded : 0;
    }
    int64_t count = 0;
    double probability = exp(-mean), total = probability;
    while (u > total && ((double)count < mean || probability > HALF_STEP)) {
        count++;
        probability *= mean * inverse[count];
        total += probability;
    }
    return count;
}

static void fill_inverse(void) {
    for (int place = 0; place < 2048; place++) inverse[place] = 1.0 / (place > 1 ? (double)place : 1.0);
}
