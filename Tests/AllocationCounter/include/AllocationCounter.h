// Counts the memory allocations of each thread, by standing in for the C library's allocator in whatever program
// this is linked into.
#pragma once
#include <stdbool.h>
#include <stdint.h>

/// Whether allocations are counted: not under a sanitizer, which brings its own allocator, nor without glibc.
bool allocation_counter_is_active(void);

/// How often the calling thread has asked for memory since it began. Frees do not count.
uint64_t allocation_count_of_calling_thread(void);
