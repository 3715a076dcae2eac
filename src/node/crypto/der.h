// SPDX-License-Identifier: MIT
//
// The little of DER that the common forms of keys need. OpenSSL 3's decoders try every known form on each key, which takes a quarter of a
// millisecond; what is recognised here is built from its numbers at once, and everything else, and every error, is theirs.
#ifndef PROTOJS_NODE_CRYPTO_DER_H
#define PROTOJS_NODE_CRYPTO_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct der_slice {
    const uint8_t *data;
    size_t len;
} der_slice;

typedef enum der_kind { DER_OTHER, DER_RSA, DER_EC, DER_RAW } der_kind;

// A key in its parts, which point into the input. RSA: n, e and, for a private one, d, p, q, dp, dq, qi. EC: curve (the whole encoding of its
// name), point, and number for a private one. RAW: `id` is the last byte of the name (110 X25519 to 113 Ed448), `number` or `point` the bytes.
typedef struct der_key {
    der_kind kind;
    bool is_private;
    uint8_t id;
    der_slice numbers[8];
    der_slice curve, point, number;
} der_key;

// A SubjectPublicKeyInfo, a PrivateKeyInfo, or an RSAPrivateKey. `kind` is DER_OTHER where the input is not exactly one of the known forms.
// Never reads outside of the input. Thread: any.
void der_read_spki(const uint8_t *der, size_t len, der_key *out);
void der_read_pkcs8(const uint8_t *der, size_t len, der_key *out);
void der_read_rsa_private(const uint8_t *der, size_t len, der_key *out);

// The version of a PKCS #8 key; -1 where the bytes do not begin as one.
int der_pkcs8_version(const uint8_t *der, size_t len);

#endif
