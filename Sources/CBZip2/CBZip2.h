// bzip2 (Debian: libbz2-dev): decompressing files.
#pragma once
#include <bzlib.h>
