/*
 * sha256.h - the checksum SHA-256 (FIPS 180-4), as `sha256sum` prints it.
 */
#ifndef GRADER_CLASS_SHA256_H
#define GRADER_CLASS_SHA256_H

#include <stddef.h>

#define SHA256_HEX 65 /* 64 digits and the 0 */

void sha256(const void *data, size_t len, char hex[SHA256_HEX]);

#endif
