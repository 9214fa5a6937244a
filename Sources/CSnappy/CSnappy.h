// Snappy (Debian: libsnappy-dev): decompressing pages of Parquet files.
#pragma once
#include <snappy-c.h>
