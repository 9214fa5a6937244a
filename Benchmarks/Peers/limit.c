// What this machine can do at most for minibatch SGD of linear regression: rows in random order, each read once.
//
//   limit ROWS FEATURES BATCH THREADS     prints rows/s: the median of five passes, with the best prefetch distance
//
// A hand-written pass without a library, a shuffle to pay for, or a promise about bits: threads halve each batch,
// meet at a barrier, and each keeps its own copy of the weights. FEATURES is a multiple of 16.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

typedef float lanes __attribute__((vector_size(64)));
enum { MAX_FEATURES = 4096, MAX_THREADS = 64, PASSES = 5, ROWS_AT_ONCE = 4 };

static size_t row_count, feature_count, batch_size, thread_count, prefetch_distance;
static float *features, *targets;
static uint32_t *order;
static struct { _Alignas(128) lanes gradient[MAX_FEATURES / 16]; float bias; } parts[2][MAX_THREADS];
static _Alignas(128) atomic_size_t arrived;

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

static void *grab(size_t bytes) {
    size_t huge = 2 << 20;
    bytes = (bytes + huge - 1) / huge * huge;
    char *p = mmap(NULL, bytes + huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) { perror("limit"); exit(1); }
    p = (char *)(((uintptr_t)p + huge - 1) / huge * huge);
    madvise(p, bytes, MADV_HUGEPAGE);
    return p;
}

static uint64_t next_random(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

static float sum(lanes v) {
    v += __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    v += __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3);
    v += __builtin_shufflevector(v, v, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1);
    return v[0] + v[1];
}

static void prefetch(size_t position) {
    if (prefetch_distance == 0 || position >= row_count) return;
    const char *row = (const char *)(features + order[position] * feature_count);
    for (size_t byte = 0; byte < feature_count * 4; byte += 64) __builtin_prefetch(row + byte, 0, 2);
    __builtin_prefetch(targets + order[position], 0, 2);
}

static void *train(void *argument) {
    size_t me = (size_t)argument, blocks = feature_count / 16;
    lanes weights[MAX_FEATURES / 16] = {0};
    float bias = 0;
    size_t flip = 0, expected = 0;
    for (size_t start = 0; start < row_count; start += batch_size, flip ^= 1) {
        size_t count = start + batch_size < row_count ? batch_size : row_count - start;
        size_t first = start + count * me / thread_count, last = start + count * (me + 1) / thread_count;
        lanes *gradient = parts[flip][me].gradient;
        memset(gradient, 0, blocks * sizeof *gradient);
        float bias_gradient = 0;
        size_t at = first;
        for (; at + ROWS_AT_ONCE <= last; at += ROWS_AT_ONCE) {
            const lanes *x[ROWS_AT_ONCE];
            lanes dot[ROWS_AT_ONCE] = {0};
            float residual[ROWS_AT_ONCE];
            for (int r = 0; r < ROWS_AT_ONCE; r++) {
                size_t ahead = at + r + prefetch_distance;
                prefetch(ahead < last ? ahead : ahead + count - (last - first));
                x[r] = (const lanes *)(features + order[at + r] * feature_count);
            }
            for (size_t k = 0; k < blocks; k++)
                for (int r = 0; r < ROWS_AT_ONCE; r++) dot[r] += x[r][k] * weights[k];
            for (int r = 0; r < ROWS_AT_ONCE; r++) {
                residual[r] = sum(dot[r]) + bias - targets[order[at + r]];
                bias_gradient += residual[r];
            }
            for (size_t k = 0; k < blocks; k++)
                for (int r = 0; r < ROWS_AT_ONCE; r++) gradient[k] += x[r][k] * residual[r];
        }
        for (; at < last; at++) {
            const lanes *x = (const lanes *)(features + order[at] * feature_count);
            lanes dot = {0};
            for (size_t k = 0; k < blocks; k++) dot += x[k] * weights[k];
            float residual = sum(dot) + bias - targets[order[at]];
            bias_gradient += residual;
            for (size_t k = 0; k < blocks; k++) gradient[k] += x[k] * residual;
        }
        parts[flip][me].bias = bias_gradient;
        expected += thread_count;
        atomic_fetch_add(&arrived, 1);
        while (atomic_load_explicit(&arrived, memory_order_acquire) < expected) {}
        float step = 0.03f / count;
        for (size_t t = 0; t < thread_count; t++) {
            for (size_t k = 0; k < blocks; k++) weights[k] -= parts[flip][t].gradient[k] * step;
            bias -= parts[flip][t].bias * step;
        }
    }
    return NULL;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double pass(void) {
    pthread_t threads[MAX_THREADS];
    atomic_store(&arrived, 0);
    double start = seconds();
    for (size_t t = 1; t < thread_count; t++) pthread_create(&threads[t], NULL, train, (void *)t);
    train((void *)0);
    for (size_t t = 1; t < thread_count; t++) pthread_join(threads[t], NULL);
    return row_count / (seconds() - start);
}

int main(int count, char **arguments) {
    if (count != 5) { fprintf(stderr, "usage: limit ROWS FEATURES BATCH THREADS\n"); return 2; }
    row_count = strtoull(arguments[1], NULL, 10), feature_count = strtoull(arguments[2], NULL, 10);
    batch_size = strtoull(arguments[3], NULL, 10), thread_count = strtoull(arguments[4], NULL, 10);
    if (!row_count || row_count > UINT32_MAX || !batch_size || !feature_count || feature_count % 16 ||
        feature_count > MAX_FEATURES || !thread_count || thread_count > MAX_THREADS) {
        fprintf(stderr, "limit: FEATURES is a multiple of 16 up to %d, THREADS at most %d\n", MAX_FEATURES, MAX_THREADS);
        return 2;
    }
    features = grab(row_count * feature_count * 4), targets = grab(row_count * 4), order = grab(row_count * 4);
    uint64_t state = 1;
    for (size_t i = 0; i < row_count * feature_count; i++) features[i] = (float)(next_random(&state) >> 40) / (1 << 23) - 1;
    for (size_t i = 0; i < row_count; i++) {
        targets[i] = features[i * feature_count];
        order[i] = i;
    }
    for (size_t i = row_count - 1; i > 0; i--) {
        size_t j = next_random(&state) % (i + 1);
        uint32_t t = order[i];
        order[i] = order[j], order[j] = t;
    }
    double best = 0;
    const size_t distances[] = {0, 8, 16, 32};
    for (size_t d = 0; d < sizeof distances / sizeof *distances; d++) {
        prefetch_distance = distances[d];
        double speeds[PASSES];
        for (int i = 0; i < PASSES; i++) speeds[i] = pass();
        qsort(speeds, PASSES, sizeof *speeds, by_value);
        if (speeds[PASSES / 2] > best) best = speeds[PASSES / 2];
    }
    printf("%.0f\n", best);
}
