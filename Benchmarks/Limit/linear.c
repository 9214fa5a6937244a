// Minibatch SGD of linear regression, each row read once: threads share each batch, meet at a barrier, and each keeps
// its own copy of the weights.
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "limit.h"

enum { MAX_FEATURES = 4096, ROWS_AT_ONCE = 4 };

static const struct rows *rows;
static size_t batch_size, thread_count;
// Two of them take turns, so that one barrier a step is enough.
static struct { _Alignas(128) lanes gradient[MAX_FEATURES / LANES]; float bias; } parts[2][MAX_THREADS];
static _Alignas(128) atomic_size_t arrived;

static float sum(lanes v) {
    v += __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    v += __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3);
    v += __builtin_shufflevector(v, v, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1);
    return v[0] + v[1];
}

static inline const lanes *row_at(size_t position) {
    return (const lanes *)(rows->features + rows->order[position] * rows->feature_count);
}

// The sum over rows first to last of the gradient goes to `gradient`; returns that of the bias.
static float add_rows(size_t first, size_t last, size_t others, const lanes *weights, float bias, lanes *gradient) {
    size_t blocks = rows->feature_count / LANES;
    float bias_gradient = 0;
    size_t at = first;
    for (; at + ROWS_AT_ONCE <= last; at += ROWS_AT_ONCE) {
        const lanes *x[ROWS_AT_ONCE];
        lanes dot[ROWS_AT_ONCE] = {0};
        float residual[ROWS_AT_ONCE];
        for (int r = 0; r < ROWS_AT_ONCE; r++) {
            // Behind this thread's rows come those of the other threads, then its own of the next batch.
            size_t ahead = at + r + prefetch_distance;
            ahead = ahead < last ? ahead : ahead + others;
            if (prefetch_distance && ahead < rows->count) prefetch_row(rows, ahead);
            x[r] = row_at(at + r);
        }
        for (size_t k = 0; k < blocks; k++)
            for (int r = 0; r < ROWS_AT_ONCE; r++) dot[r] += x[r][k] * weights[k];
        for (int r = 0; r < ROWS_AT_ONCE; r++) {
            residual[r] = sum(dot[r]) + bias - rows->targets[rows->order[at + r]];
            bias_gradient += residual[r];
        }
        for (size_t k = 0; k < blocks; k++)
            for (int r = 0; r < ROWS_AT_ONCE; r++) gradient[k] += x[r][k] * residual[r];
    }
    for (; at < last; at++) {
        const lanes *x = row_at(at);
        lanes dot = {0};
        for (size_t k = 0; k < blocks; k++) dot += x[k] * weights[k];
        float residual = sum(dot) + bias - rows->targets[rows->order[at]];
        bias_gradient += residual;
        for (size_t k = 0; k < blocks; k++) gradient[k] += x[k] * residual;
    }
    return bias_gradient;
}

// Spins, but not for long where the other threads have no CPU to run on.
static void meet(size_t expected) {
    atomic_fetch_add(&arrived, 1);
    for (long turn = 1; atomic_load_explicit(&arrived, memory_order_acquire) < expected; turn++)
        if (turn % 100000 == 0) sched_yield();
}

static void train(size_t me) {
    size_t blocks = rows->feature_count / LANES;
    lanes weights[MAX_FEATURES / LANES] = {0};
    float bias = 0;
    size_t flip = 0, expected = 0;
    for (size_t start = 0; start < rows->count; start += batch_size, flip ^= 1) {
        size_t count = start + batch_size < rows->count ? batch_size : rows->count - start;
        size_t first = start + count * me / thread_count, last = start + count * (me + 1) / thread_count;
        lanes *gradient = parts[flip][me].gradient;
        memset(gradient, 0, blocks * sizeof *gradient);
        parts[flip][me].bias = add_rows(first, last, count - (last - first), weights, bias, gradient);
        meet(expected += thread_count);
        float step = 0.03f / count;
        for (size_t t = 0; t < thread_count; t++) {
            for (size_t k = 0; k < blocks; k++) weights[k] -= parts[flip][t].gradient[k] * step;
            bias -= parts[flip][t].bias * step;
        }
    }
    // The last to leave begins anew for the next pass.
    if (atomic_fetch_add(&arrived, 1) + 1 == expected + thread_count) atomic_store(&arrived, 0);
}

double linear_limit(const struct rows *all, size_t batch, size_t threads) {
    rows = all, batch_size = batch, thread_count = threads;
    return best_speed(train, thread_count, rows->count);
}
