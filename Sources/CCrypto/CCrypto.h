// OpenSSL's libcrypto (Debian: libssl-dev): SHA-256.
#pragma once
#include <openssl/sha.h>
