// SPDX-License-Identifier: MIT
//
// PBKDF2 for the digests that most programs use with it.
#ifndef PROTOJS_NODE_CRYPTO_PBKDF2_H
#define PROTOJS_NODE_CRYPTO_PBKDF2_H

#include "node/crypto/libcrypto.h"

#include <stdint.h>

// Fills `out` with 1 as its result; -1 where the digest is not SHA-1, SHA-256, SHA-384 or SHA-512 (ask OpenSSL then). libcrypto is loaded. Thread: any.
int crypto_pbkdf2(const EVP_MD *md, const uint8_t *secret, size_t secret_len, const uint8_t *salt,
                  size_t salt_len, uint64_t iterations, uint8_t *out, size_t out_len);

#endif
