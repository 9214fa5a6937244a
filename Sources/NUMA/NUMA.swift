// The machine: memory nodes and their CPUs, memory that lives on one of them, threads bound to one of them.
// This module knows nothing of data or training. It wraps libnuma and what the kernel says under /sys.
