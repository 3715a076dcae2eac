// SPDX-License-Identifier: MIT
//
// PBKDF2 of GNU Nettle, which takes a third of the time that OpenSSL 3.0 takes for the digests that programs use. Opened when the first
// program derives a key so; where it is not installed OpenSSL does the work.
#ifndef PROTOJS_NODE_CRYPTO_LIBNETTLE_H
#define PROTOJS_NODE_CRYPTO_LIBNETTLE_H

#include <stddef.h>
#include <stdint.h>

// A function that fills `out_len` bytes. `iterations` and `out_len` are at least 1.
typedef void (*nettle_derivation)(size_t key_len, const uint8_t *key, unsigned iterations, size_t salt_len,
                                  const uint8_t *salt, size_t out_len, uint8_t *out);

// The function for one of OpenSSL's digests, by its number (NID_sha256); NULL where Nettle has none that is faster, or is not there.
// Thread: any.
nettle_derivation nettle_pbkdf2_for(int nid);

#endif
