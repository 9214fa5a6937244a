// Minibatch SGD of linear regression on rows narrower than a vector: scalars, on one thread, with the rows in the cache.
#include "limit.h"

enum { MAX_FEATURES = LANES, EPOCHS = 10000 };

static const struct rows *rows;
static size_t batch_size;

// Sums in any order: nothing here promises bits.
#pragma clang fp reassociate(on)
static inline __attribute__((always_inline)) void train(size_t feature_count) {
    float weights[MAX_FEATURES] = {0}, bias = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (size_t start = 0; start < rows->count; start += batch_size) {
            size_t end = start + batch_size < rows->count ? start + batch_size : rows->count;
            float gradient[MAX_FEATURES] = {0}, bias_gradient = 0;
            for (size_t at = start; at < end; at++) {
                const float *x = rows->features + rows->order[at] * feature_count;
                float residual = bias - rows->targets[rows->order[at]];
                for (size_t k = 0; k < feature_count; k++) residual += x[k] * weights[k];
                for (size_t k = 0; k < feature_count; k++) gradient[k] += residual * x[k];
                bias_gradient += residual;
            }
            float step = 0.03f / (end - start);
            for (size_t k = 0; k < feature_count; k++) weights[k] -= gradient[k] * step;
            bias -= bias_gradient * step;
        }
    }
    static volatile float kept __attribute__((unused));
    kept = weights[0] + bias;
}

// Two features are known to the compiler.
static void run(size_t thread) {
    (void)thread;
    if (rows->feature_count == 2) train(2); else train(rows->feature_count);
}

double narrow_limit(const struct rows *all, size_t batch) {
    rows = all, batch_size = batch;
    double speeds[PASSES];
    for (int i = 0; i < PASSES; i++) speeds[i] = (double)rows->count * EPOCHS / seconds_of(run, 1);
    return median(speeds, PASSES);
}
