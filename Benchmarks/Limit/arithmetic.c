// The peak of fused multiply-adds: enough of them at once that none waits for another, all in registers.
#include "limit.h"

enum { CHAINS = 12, TURNS = 20000000 };

static void multiply_and_add(size_t thread) {
    native sums[CHAINS], factor = {0}, summand = {0};
    factor += 0.999999f, summand += 1e-7f;
    for (int i = 0; i < CHAINS; i++) sums[i] = summand * (float)(i + thread + 1);
    for (long turn = 0; turn < TURNS; turn++)
        for (int i = 0; i < CHAINS; i++) sums[i] = sums[i] * factor + summand;
    native sum = {0};
    for (int i = 0; i < CHAINS; i++) sum += sums[i];
    static volatile float kept __attribute__((unused));
    kept = sum[0];
}

double arithmetic_limit(size_t thread_count) {
    double speeds[PASSES];
    double operations = 2.0 * TURNS * CHAINS * (sizeof(native) / 4) * thread_count;
    for (int i = 0; i < PASSES; i++) speeds[i] = operations / seconds_of(multiply_and_add, thread_count);
    return median(speeds, PASSES);
}
