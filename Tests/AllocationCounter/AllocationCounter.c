#include "AllocationCounter.h"
#include <errno.h>
#include <stdlib.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
#define COUNTS 1
#else
#define COUNTS 0
#endif

// In the executable's own block: the first access on a thread must not allocate, since it comes from within `malloc`.
static _Thread_local uint64_t count __attribute__((tls_model("initial-exec")));

bool allocation_counter_is_active(void) { return COUNTS; }

uint64_t allocation_count_of_calling_thread(void) { return count; }

#if COUNTS
// The names under which glibc keeps its own functions for those who replace the usual ones. `free` stays as it is.
// https://www.gnu.org/software/libc/manual/html_node/Replacing-malloc.html
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
    count++;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count++;
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    count++;
    return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
    count++;
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
    count++;
    void *memory = __libc_memalign(alignment, size);
    if (!memory) return ENOMEM;
    *result = memory;
    return 0;
}
#endif
