// SPDX-License-Identifier: MIT
//
// Argon2 (RFC 9106), which OpenSSL has from version 3.2 on, of the reference library. Opened when a program first asks for it. Thread: any.
#ifndef PROTOJS_NODE_CRYPTO_LIBARGON2_H
#define PROTOJS_NODE_CRYPTO_LIBARGON2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct argon2_bytes {
    uint8_t *data; // read only
    size_t len;
} argon2_bytes;

typedef struct argon2_job {
    int kind; // 0: Argon2d, 1: Argon2i, 2: Argon2id
    argon2_bytes message, nonce, secret, associated;
    uint32_t passes, memory, lanes; // memory in KiB
    uint8_t *out;
    size_t out_len;
} argon2_job;

// Whether the library is installed.
bool libargon2_is_there(void);
// Fills `out`. False where the library is not there, memory is short or it refuses a number.
bool libargon2_derive(const argon2_job *job);

#endif
