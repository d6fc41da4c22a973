/* Threefry-2x64-13 and the run keys, written apart from mfsim/draws.py, so that the tests
   below also check it: both must give the vectors in threefry_check(). */
#ifndef MFSIM_THREEFRY_H
#define MFSIM_THREEFRY_H

#include <stdint.h>

typedef struct {
    uint64_t low, high;
} pair64;

/* Salmon, Moraes, Dror, Shaw (2011): four rounds, then a word of the key schedule. */
static inline pair64 threefry(pair64 key, pair64 counter) {
    static const unsigned rotations[8] = {16, 42, 12, 31, 16, 32, 24, 21};
    const uint64_t schedule[3] = {key.low, key.high, 0x1BD11BDAA9FC1A22ULL ^ key.low ^ key.high};
    uint64_t x = counter.low + schedule[0], y = counter.high + schedule[1];
#pragma GCC unroll 13
    for (unsigned round = 0; round < 13; round++) {
        const unsigned bits = rotations[round % 8];
        x += y;
        y = ((y << bits) | (y >> (64 - bits))) ^ x;
        if (round % 4 == 3) {
            const unsigned injection = round / 4 + 1;
            x += schedule[injection % 3];
            y += schedule[(injection + 1) % 3] + injection;
        }
    }
    return (pair64){x, y};
}

/* numpy.random.SeedSequence(seed, spawn_key=(run,)).generate_state(2, uint64) for words below 2^32
   (O'Neill, 2015, randutils). */
static inline pair64 run_key(uint32_t seed, uint32_t run) {
    const uint32_t entropy[5] = {seed, 0, 0, 0, run};
    uint32_t pool[4], constant = 0x43b0d7e5u, words[4];
#define HASH(value, multiplier, out)                                                                        \
    do {                                                                                                    \
        uint32_t hashed = (value) ^ constant;                                                               \
        constant *= (multiplier);                                                                           \
        hashed *= constant;                                                                                 \
        (out) = hashed ^ (hashed >> 16);                                                                    \
    } while (0)
#define MIX(into, value)                                                                                    \
    do {                                                                                                    \
        const uint32_t mixed = 0xca01f9ddu * (into) - 0x4973f715u * (value);                                \
        (into) = mixed ^ (mixed >> 16);                                                                     \
    } while (0)
    for (int i = 0; i < 4; i++) HASH(entropy[i], 0x931e8875u, pool[i]);
    for (int from = 0; from < 4; from++)
        for (int to = 0; to < 4; to++)
            if (from != to) {
                uint32_t hashed_word;
                HASH(pool[from], 0x931e8875u, hashed_word);
                MIX(pool[to], hashed_word);
            }
    for (int to = 0; to < 4; to++) {
        uint32_t hashed_word;
        HASH(entropy[4], 0x931e8875u, hashed_word);
        MIX(pool[to], hashed_word);
    }
    constant = 0x8b51f9ddu;
    for (int i = 0; i < 4; i++) HASH(pool[i], 0x58f38dedu, words[i]);
#undef HASH
#undef MIX
    return (pair64){words[0] | (uint64_t)words[1] << 32, words[2] | (uint64_t)words[3] << 32};
}

/* The address of a draw, as in uniform_pair of mfsim/draws.py. */
static inline pair64 address(uint64_t purpose, uint64_t month, uint64_t who, uint64_t other, uint64_t index) {
    return (pair64){purpose << 48 | month << 32 | index, who << 32 | other};
}

/* Number of disagreements with Random123's kat_vectors, with numpy's keys and with mfsim's addresses. */
static inline int threefry_check(void) {
    static const uint64_t vectors[3][6] = {
        {0, 0, 0, 0, 0xf167b032c3b480bdULL, 0xe91f9fee4b7a6fb5ULL},
        {~0ULL, ~0ULL, ~0ULL, ~0ULL, 0xccdec5c917a874b1ULL, 0x4df53abca26ceb01ULL},
        {0x243f6a8885a308d3ULL, 0x13198a2e03707344ULL, 0xa4093822299f31d0ULL, 0x082efa98ec4e6c89ULL,
         0xc3aac71561042993ULL, 0x3fe7ae8801aff316ULL},
    };
    static const uint64_t keys[3][4] = {
        {0, 0, 0x784dfb2cdff7b411ULL, 0xca65717f56cf8f57ULL},
        {0, 999, 0xedba68a05b5ea0f3ULL, 0xfef6e7b23a6edf7cULL},
        {7, 123456, 0xbecf2b470b69a579ULL, 0xfbce35a131020827ULL},
    };
    int wrong = 0;
    for (int i = 0; i < 3; i++) {
        const uint64_t *v = vectors[i];
        const pair64 word = threefry((pair64){v[2], v[3]}, (pair64){v[0], v[1]});
        wrong += word.low != v[4] || word.high != v[5];
        const pair64 key = run_key((uint32_t)keys[i][0], (uint32_t)keys[i][1]);
        wrong += key.low != keys[i][2] || key.high != keys[i][3];
    }
    /* uniform_pair(Now(*run_key(0, 0), 7), purpose(3, 2), 11, 5, 1)[0] of mfsim */
    const pair64 word = threefry(run_key(0, 0), address(3 * 256 + 2, 7, 11, 5, 1));
    wrong += (double)(word.low >> 11) / 9007199254740992.0 != 0x1.7a3cdae4a2126p-2;
    return wrong;
}

#endif
