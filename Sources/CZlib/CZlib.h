// zlib (Debian: zlib1g-dev): inflating gzip files.
#pragma once
#include <zlib.h>
