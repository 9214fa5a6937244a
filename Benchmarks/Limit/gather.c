// Every row read once, in random order: the least that an epoch over rows in memory can do.
#include "limit.h"

static const struct rows *rows;
static size_t thread_count;

static void read_rows(size_t me) {
    size_t first = rows->count * me / thread_count, last = rows->count * (me + 1) / thread_count;
    lanes sums[4] = {{0}};
    for (size_t at = first; at < last; at++) {
        if (prefetch_distance && at + prefetch_distance < last) prefetch_row(rows, at + prefetch_distance);
        const lanes *x = (const lanes *)(rows->features + rows->order[at] * rows->feature_count);
        for (size_t k = 0; k < rows->feature_count / LANES; k++) sums[k % 4] += x[k];
    }
    static volatile float kept __attribute__((unused));
    kept = (sums[0] + sums[1] + sums[2] + sums[3])[0];
}

double gather_limit(const struct rows *all, size_t threads) {
    rows = all, thread_count = threads;
    return best_speed(read_rows, thread_count, rows->count);
}
