// SPDX-License-Identifier: MIT
#ifndef PROTOJS_NODE_CRYPTO_PBKDF2_H
#define PROTOJS_NODE_CRYPTO_PBKDF2_H

#include "node/crypto/crypto.h"

// PBKDF2 (RFC 8018) with HMAC over SHA-512 or SHA-384, by OpenSSL's digests number. False: the digest is another one, nothing was done.
// `iterations` and `out_len` are at least 1. Thread: any.
bool pbkdf2_sha512(int nid, const crypto_copy *password, const crypto_copy *salt, unsigned iterations,
                   uint8_t *out, size_t out_len);

#endif
