#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "limit.h"

size_t prefetch_distance;

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

// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014, figure 17).
static uint64_t next_random(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

static float next_number(uint64_t *state) { return (float)(next_random(state) >> 40) / (1 << 23) - 1; }

struct rows make_rows(size_t count, size_t feature_count) {
    struct rows rows = {count, feature_count, grab(count * feature_count * 4), grab(count * 4), grab(count * 4)};
    uint64_t state = 1;
    for (size_t i = 0; i < count * feature_count; i++) rows.features[i] = next_number(&state);
    for (size_t i = 0; i < count; i++) {
        rows.targets[i] = rows.features[i * feature_count] + 0.01f * next_number(&state);
        rows.order[i] = i;
    }
    for (size_t i = count - 1; i > 0; i--) {
        size_t j = next_random(&state) % (i + 1);
        uint32_t place = rows.order[i];
        rows.order[i] = rows.order[j], rows.order[j] = place;
    }
    return rows;
}

struct job {
    void (*work)(size_t thread);
    size_t thread;
};

static void *run(void *argument) {
    struct job *job = argument;
    job->work(job->thread);
    return NULL;
}

double seconds_of(void (*work)(size_t), size_t thread_count) {
    pthread_t threads[MAX_THREADS];
    struct job jobs[MAX_THREADS];
    double start = seconds();
    for (size_t t = 1; t < thread_count; t++) {
        jobs[t] = (struct job){work, t};
        pthread_create(&threads[t], NULL, run, &jobs[t]);
    }
    work(0);
    for (size_t t = 1; t < thread_count; t++) pthread_join(threads[t], NULL);
    return seconds() - start;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double median(double *values, size_t count) {
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

double best_speed(void (*work)(size_t), size_t thread_count, size_t row_count) {
    static const size_t distances[] = {0, 2, 8, 16, 32};
    double best = 0;
    for (size_t d = 0; d < sizeof distances / sizeof *distances; d++) {
        prefetch_distance = distances[d];
        double speeds[PASSES];
        for (int i = 0; i < PASSES; i++) speeds[i] = row_count / seconds_of(work, thread_count);
        double speed = median(speeds, PASSES);
        if (speed > best) best = speed;
    }
    return best;
}
