// What the parts of the limit share: vectors, memory, random rows, the clock and threads.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { LANES = 16, MAX_THREADS = 64, PASSES = 3 };

// Sixteen numbers, however wide the registers are.
typedef float lanes __attribute__((vector_size(4 * LANES)));

// As many numbers as a register holds.
#ifdef __AVX512F__
typedef float native __attribute__((vector_size(64)));
#else
typedef float native __attribute__((vector_size(32)));
#endif

// Rows, row-major, with a target each, in the order in which an epoch visits them.
struct rows {
    size_t count, feature_count;
    float *features, *targets;
    uint32_t *order;
};

struct rows make_rows(size_t count, size_t feature_count);

// Asks memory for a whole row and its target.
static inline void prefetch_row(const struct rows *rows, size_t position) {
    const char *row = (const char *)(rows->features + rows->order[position] * rows->feature_count);
    for (size_t byte = 0; byte < rows->feature_count * 4; byte += 64) __builtin_prefetch(row + byte, 0, 2);
    __builtin_prefetch(rows->targets + rows->order[position], 0, 2);
}

// Seconds that `work` takes on so many threads; it is called with the thread's number.
double seconds_of(void (*work)(size_t thread), size_t thread_count);

// Rows/s of an epoch by `work`: the median of PASSES, with the best prefetch distance, which `work` reads from
// `prefetch_distance`.
double best_speed(void (*work)(size_t thread), size_t thread_count, size_t row_count);
extern size_t prefetch_distance;

double median(double *values, size_t count);

// Rows/s of minibatch SGD of linear regression.
double linear_limit(const struct rows *rows, size_t batch_size, size_t thread_count);
// The same for rows narrower than a vector: scalars, on one thread.
double narrow_limit(const struct rows *rows, size_t batch_size);
// Rows/s of reading every row once.
double gather_limit(const struct rows *rows, size_t thread_count);
// FLOP/s of fused multiply-adds that wait for nothing.
double arithmetic_limit(size_t thread_count);
