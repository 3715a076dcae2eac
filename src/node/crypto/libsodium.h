// SPDX-License-Identifier: MIT
//
// Curve25519 and scrypt of libsodium: Ed25519 in half of the time that OpenSSL 3.0 takes, X25519 in four fifths, in constant time as well. Opened when a program
// has used these keys some times; where it is not installed, or OpenSSL is bound to its FIPS provider, OpenSSL does the work. Keys are OpenSSL's always.
// Each function gives false where it did nothing, and OpenSSL is to be asked. Thread: any.
#ifndef PROTOJS_NODE_CRYPTO_LIBSODIUM_H
#define PROTOJS_NODE_CRYPTO_LIBSODIUM_H

#include "node/crypto/libcrypto.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SODIUM_KEY = 32, SODIUM_SIGNATURE = 64 };

// Ed25519's signature of a message.
bool sodium_sign(EVP_PKEY *key, const uint8_t *data, size_t len, uint8_t signature[SODIUM_SIGNATURE]);
// Whether it is the signature of a message for certain. False: OpenSSL decides; libsodium refuses more than it has to.
bool sodium_verifies(EVP_PKEY *key, const uint8_t *data, size_t len, const uint8_t *signature,
                     size_t signature_len);
// The secret of two X25519 keys.
bool sodium_secret(EVP_PKEY *key, EVP_PKEY *peer, uint8_t secret[SODIUM_KEY]);
// The private key with these bytes, of EVP_PKEY_ED25519 or EVP_PKEY_X25519. Owns: the caller, EVP_PKEY_free.
bool sodium_private_key(int id, const uint8_t *bytes, size_t len, EVP_PKEY **key);
// A new one.
bool sodium_new_key(int id, EVP_PKEY **key);
// scrypt: a fifth faster, with wide instructions. `numbers`: N, r and p, which OpenSSL has found good.
bool sodium_scrypt(const uint8_t *password, size_t password_len, const uint8_t *salt, size_t salt_len,
                   const uint64_t numbers[3], uint8_t *out, size_t out_len);

#endif
