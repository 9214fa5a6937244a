// libnuma (Debian: libnuma-dev): memory nodes, their CPUs, and where pages are.
#pragma once
#include <numa.h>
#include <numaif.h>
