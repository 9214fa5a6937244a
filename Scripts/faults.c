// Makes one file operation of a program fail, or be its last, or its disk slow; for LD_PRELOAD, used by check-faults and
// check-ranks.
//
// FAULT_AT says which: operations that change files or folders, or make them durable, are counted from 1. FAULT_ERRNO is
// the error that it fails with; 0 kills the process there. FAULT_MARK is a file that is made when that happens.
// FAULT_TRACE is a file to which the renamings and the folders that are made durable are added, a line each.
// FAULT_SYNC_MICROSECONDS is how much longer than usual it takes to make something durable.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long operations;

static int fails(void) {
    const char *at = getenv("FAULT_AT"), *error = getenv("FAULT_ERRNO"), *mark = getenv("FAULT_MARK");
    if (!at || !error || !mark || atomic_fetch_add(&operations, 1) + 1 != atol(at)) return 0;
    syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT, 0666));
    if (atoi(error) == 0) kill(getpid(), SIGKILL);
    errno = atoi(error);
    return 1;
}

static void trace(const char *action, const char *path) {
    const char *file = getenv("FAULT_TRACE");
    if (!file) return;
    int trace = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND, 0666);
    char line[5000];
    int count = snprintf(line, sizeof line, "%s %s\n", action, path);
    if (count > 0 && count < (int)sizeof line) syscall(SYS_write, trace, line, count);
    syscall(SYS_close, trace);
}

static void trace_folder(int file) {
    struct stat status;
    if (fstat(file, &status) || !S_ISDIR(status.st_mode)) return;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t count = readlink(link, path, sizeof path - 1);
    if (count < 0) return;
    path[count] = 0;
    trace("synchronized", path);
}

static int is_regular(int file) {
    struct stat status;
    return fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, int) : 0;
    va_end(arguments);
    int changes = flags & (O_CREAT | O_DIRECTORY);
    return changes && fails() ? -1 : syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

ssize_t write(int file, const void *bytes, size_t count) {
    return is_regular(file) && fails() ? -1 : syscall(SYS_write, file, bytes, count);
}

int fsync(int file) {
    const char *longer = getenv("FAULT_SYNC_MICROSECONDS");
    if (longer) usleep(atol(longer));
    if (fails()) return -1;
    trace_folder(file);
    return syscall(SYS_fsync, file);
}

int rename(const char *from, const char *to) {
    if (fails()) return -1;
    trace("renamed", to);
    return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int mkdir(const char *path, mode_t mode) { return fails() ? -1 : syscall(SYS_mkdirat, AT_FDCWD, path, mode); }

int unlink(const char *path) { return fails() ? -1 : syscall(SYS_unlinkat, AT_FDCWD, path, 0); }
