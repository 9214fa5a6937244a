// The arithmetic: one body, compiled for several instruction sets, one of which is chosen at start.
// This module picks; it computes nothing itself and never allocates.

@_exported public import KernelTable
