// SPDX-License-Identifier: MIT
//
// PBKDF2 and HKDF of GNU Nettle, which take a third of the time that OpenSSL 3.0's take for the digests that programs use. Nettle's own digests are used up to SHA-256; its
// SHA-512 is plain machine code, so SHA-384 and SHA-512 are OpenSSL's, beneath Nettle's HMAC. Opened when a program has derived a few keys, or one of many rounds; where it is not
// installed, or OpenSSL is bound to its FIPS provider, OpenSSL does the work. Each function gives false where it did nothing. Thread: any.
#ifndef PROTOJS_NODE_CRYPTO_LIBNETTLE_H
#define PROTOJS_NODE_CRYPTO_LIBNETTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct nettle_text {
    const uint8_t *data;
    size_t len;
} nettle_text;

// `nid` is OpenSSL's number of the digest (NID_sha256). `rounds` and `out_len` are at least 1.
bool nettle_derive_pbkdf2(int nid, nettle_text key, nettle_text salt, unsigned rounds, uint8_t *out,
                          size_t out_len);
// `out_len` is at least 1 and at most 255 digests.
bool nettle_derive_hkdf(int nid, nettle_text key, nettle_text salt, nettle_text info, uint8_t *out,
                        size_t out_len);

#endif
