/* Feed TestU01 with mfsim's draws in the orders in which the model uses them.

   streams check                              only compare the generator with its vectors
   streams STREAM smallcrush|crush            STREAM: model-high model-low pairs keys-high keys-low serial-keys
   streams STREAM again TEST TIMES SEED       one test of Crush, TIMES over on fresh numbers, from this seed on */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <testu01/bbattery.h>
#include <testu01/swrite.h>
#include <testu01/unif01.h>

#include "threefry.h"

enum { FIRMS = 40, MONTHS = 120, PROCESSES = 8, NUMBERS = 2, RUNS = 1000 };

static pair64 key, waiting;
static uint32_t seed, run, month, process, number, who;
static int has_waiting;
static uint64_t drawn;

static void next_run(void) {
    if (++run == RUNS) {
        run = 0;
        seed++;
    }
    key = run_key(seed, run);
}

/* Serials fastest, then the numbers of a process, the processes, the months, the runs, the seeds. */
static pair64 next_of_model(void) {
    const pair64 words = threefry(key, address(process * 256 + number, month, who, 0, 0));
    if (++who == FIRMS) {
        who = 0;
        if (++number == NUMBERS) {
            number = 0;
            if (++process == PROCESSES) {
                process = 0;
                if (++month == MONTHS) {
                    month = 0;
                    next_run();
                }
            }
        }
    }
    return words;
}

/* One draw a run: the same address under the keys of neighbouring runs and seeds. */
static pair64 next_of_keys(void) {
    const pair64 words = threefry(key, address(3 * 256 + 1, 7, 11, 0, 0));
    next_run();
    return words;
}

static unsigned model_high(void) { return (unsigned)(next_of_model().low >> 32); }
static unsigned keys_high(void) { return (unsigned)(next_of_keys().low >> 32); }

/* The lowest 32 of the 53 bits that become a number: those above the eleven that are dropped. */
static unsigned model_low(void) { return (unsigned)(next_of_model().low >> 11); }
static unsigned keys_low(void) { return (unsigned)(next_of_keys().low >> 11); }

/* Both words of a draw, as uniform_pair gives them. */
static unsigned pairs(void) {
    if (has_waiting) {
        has_waiting = 0;
        return (unsigned)(waiting.high >> 32);
    }
    waiting = next_of_model();
    has_waiting = 1;
    return (unsigned)(waiting.low >> 32);
}

/* Harsher than any use: the keys are 0, 1, 2, ... and the address never changes. */
static unsigned serial_keys(void) {
    return (unsigned)(threefry((pair64){drawn++, 0}, address(0, 0, 0, 0, 0)).low >> 32);
}

static const struct {
    char *name;
    unsigned (*bits)(void);
} STREAMS[] = {{"model-high", model_high}, {"model-low", model_low}, {"pairs", pairs},
               {"keys-high", keys_high},   {"keys-low", keys_low},   {"serial-keys", serial_keys}};

/* TestU01's way with a suspect p-value: the same test on other numbers. */
static void crush_again(unif01_Gen *generator, int test, int times) {
    int repeats[1 + 96] = {0};
    if (test < 1 || test > 96 || times < 1) {
        fprintf(stderr, "Crush has the tests 1 to 96\n");
        exit(2);
    }
    repeats[test] = times;
    bbattery_RepeatCrush(generator, repeats);
}

static void summarise(const char *stream, const char *battery) {
    int outside = 0;
    for (int i = 0; i < bbattery_NTests; i++)
        if (bbattery_pVal[i] < 0.001 || bbattery_pVal[i] > 0.999) {
            printf("OUTSIDE %s %s %s p=%.17g\n", stream, battery, bbattery_TestNames[i], bbattery_pVal[i]);
            outside++;
        }
    for (int i = 0; i < bbattery_NTests; i++)
        printf("P %s %s %s %.6f\n", stream, battery, bbattery_TestNames[i], bbattery_pVal[i]);
    printf("DONE %s %s statistics=%d outside=%d\n", stream, battery, bbattery_NTests, outside);
}

int main(int count, char **words) {
    if (threefry_check()) {
        fprintf(stderr, "the generator disagrees with its published vectors\n");
        return 1;
    }
    if (count == 2 && !strcmp(words[1], "check")) return 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; count >= 3 && i < sizeof STREAMS / sizeof *STREAMS; i++) {
        if (strcmp(words[1], STREAMS[i].name)) continue;
        seed = count == 6 ? (uint32_t)strtoul(words[5], NULL, 10) : 0;
        key = run_key(seed, 0);
        unif01_Gen *generator = unif01_CreateExternGenBits(STREAMS[i].name, STREAMS[i].bits);
        if (count == 3 && !strcmp(words[2], "smallcrush"))
            bbattery_SmallCrush(generator);
        else if (count == 3 && !strcmp(words[2], "crush"))
            bbattery_Crush(generator);
        else if (count == 6 && !strcmp(words[2], "again"))
            crush_again(generator, atoi(words[3]), atoi(words[4]));
        else
            break;
        summarise(words[1], words[2]);
        unif01_DeleteExternGenBits(generator);
        return 0;
    }
    fprintf(stderr, "usage: streams check | STREAM smallcrush | STREAM crush | STREAM again TEST TIMES SEED\n");
    return 2;
}
