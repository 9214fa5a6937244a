// What this machine can do at most for an epoch of minibatch SGD, in rows/s, as a line of JSON.
//
//   limit linear ROWS FEATURES BATCH THREADS
//   limit network ROWS FEATURES HIDDEN CLASSES THREADS      HIDDEN is 0 for softmax regression
//
// Linear regression is done, by a pass written by hand without a shuffle to pay for or a promise about bits. For
// networks the limit is the smaller of two: reading each row once, and the arithmetic at the CPU's peak.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limit.h"

static size_t number(const char *text, size_t least, size_t most) {
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    if (*end || value < least || value > most) {
        fprintf(stderr, "limit: found %s, expected a number from %zu to %zu\n", text, least, most);
        exit(2);
    }
    return value;
}

static void print_linear(char **sizes) {
    size_t row_count = number(sizes[0], 1, UINT32_MAX), feature_count = number(sizes[1], 1, 4096);
    size_t batch_size = number(sizes[2], 1, row_count), thread_count = number(sizes[3], 1, MAX_THREADS);
    if (feature_count > LANES && feature_count % LANES) {
        fprintf(stderr, "limit: found %zu features, expected fewer than %d or a multiple of it\n", feature_count, LANES);
        exit(2);
    }
    struct rows rows = make_rows(row_count, feature_count);
    double speed = feature_count < LANES ? narrow_limit(&rows, batch_size) : linear_limit(&rows, batch_size, thread_count);
    printf("{\"system\": \"limit\", \"rows_per_second\": %.0f}\n", speed);
}

static void print_network(char **sizes) {
    size_t row_count = number(sizes[0], 1, UINT32_MAX), feature_count = number(sizes[1], 1, 1 << 20);
    size_t hidden = number(sizes[2], 0, 1 << 20), class_count = number(sizes[3], 1, 1 << 20);
    size_t thread_count = number(sizes[4], 1, MAX_THREADS);
    // Two for each weight forward, two for its gradient, and two for the errors of a layer behind a hidden one.
    double operations = hidden ? 4.0 * feature_count * hidden + 6.0 * hidden * class_count
                               : 4.0 * feature_count * class_count;
    struct rows rows = make_rows(row_count, feature_count);
    double memory = gather_limit(&rows, thread_count), arithmetic = arithmetic_limit(thread_count) / operations;
    printf("{\"system\": \"limit\", \"rows_per_second\": %.0f, \"memory\": %.0f, \"arithmetic\": %.0f}\n",
           memory < arithmetic ? memory : arithmetic, memory, arithmetic);
}

int main(int count, char **arguments) {
    if (count == 6 && !strcmp(arguments[1], "linear")) {
        print_linear(arguments + 2);
    } else if (count == 7 && !strcmp(arguments[1], "network")) {
        print_network(arguments + 2);
    } else {
        fprintf(stderr, "usage: limit linear ROWS FEATURES BATCH THREADS\n"
                        "       limit network ROWS FEATURES HIDDEN CLASSES THREADS\n");
        return 2;
    }
}
