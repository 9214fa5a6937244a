import Glibc

/// Whether no sanitizer, which reserves terabytes of addresses, watches over the memory of tests and of the command.
let hasPlainMemory = dlsym(nil, "__asan_init") == nil && dlsym(nil, "__tsan_init") == nil
