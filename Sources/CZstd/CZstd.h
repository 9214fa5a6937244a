// Zstandard (Debian: libzstd-dev): decompressing pages of Parquet files.
#pragma once
#include <zstd.h>
