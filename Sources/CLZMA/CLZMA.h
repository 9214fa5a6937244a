// liblzma (Debian: liblzma-dev): decompressing xz files.
#pragma once
#include <lzma.h>
