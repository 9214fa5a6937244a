// The few instructions and system calls that Swift cannot express, as static inline functions.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <linux/futex.h>
#include <malloc.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

/// Asks for the cache line at `address`, into the second-level cache: more lines can be in flight there.
static inline __attribute__((always_inline)) void lockstep_prefetch(const void *address) {
    __builtin_prefetch(address, 0, 2);
}

/// Tells the core that this is a spin loop.
static inline __attribute__((always_inline)) void lockstep_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/// Sleeps while `*word == expected`; may return early.
static inline void lockstep_futex_wait(void *word, uint32_t expected) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

/// Wakes every thread that sleeps on `word`.
static inline void lockstep_futex_wake_all(void *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

/// The highest x86-64 micro-architecture level (1 to 4) that both this CPU and this kernel support; 0 elsewhere.
/// Levels as in the System V ABI for x86-64, section 3.1.1.
static inline int lockstep_x86_64_level(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("x86-64-v4")) return 4;
    if (__builtin_cpu_supports("x86-64-v3")) return 3;
    if (__builtin_cpu_supports("x86-64-v2")) return 2;
    return 1;
#else
    return 0;
#endif
}

/// The CPUs of the calling thread's affinity mask, as bits in `words` (`count` of 64 bits each).
/// Returns 0, or an errno where the mask cannot be read.
static inline int lockstep_get_affinity(uint64_t *words, size_t count) {
    long got = syscall(SYS_sched_getaffinity, 0, count * sizeof(uint64_t), words);
    if (got < 0) return errno;
    for (size_t i = (size_t)got / sizeof(uint64_t); i < count; i++) words[i] = 0;
    return 0;
}

/// Binds the calling thread to the CPUs whose bits are set. Returns 0 or an errno.
static inline int lockstep_set_affinity(const uint64_t *words, size_t count) {
    return syscall(SYS_sched_setaffinity, 0, count * sizeof(uint64_t), words) == 0 ? 0 : errno;
}

/// Lets all threads allocate from one heap, which grows in small steps. A heap of its own takes 64 MiB of address space; a thread that
/// gets none takes a page for each allocation instead.
static inline void lockstep_use_one_heap(void) { mallopt(M_ARENA_MAX, 1); }
