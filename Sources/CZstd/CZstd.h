// Zstandard (Debian: libzstd-dev): decompressing files, and pages of Parquet files.
#pragma once
#include <zstd.h>
#include <zstd_errors.h>
