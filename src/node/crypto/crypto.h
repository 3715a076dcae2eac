// SPDX-License-Identifier: MIT
//
// What the files of this room share.
#ifndef PROTOJS_NODE_CRYPTO_H
#define PROTOJS_NODE_CRYPTO_H

#include "engine/engine.h"
#include "node/crypto/libcrypto.h"

#include <stdatomic.h>

// Bytes that JavaScript passed: a view's own (borrowed, for use within the same C function), or those of a string in an encoding.
// Owns: the caller, crypto_input_deinit.
typedef struct crypto_input {
    const uint8_t *data; // never NULL
    size_t len;
    uint8_t *owned;
    uint8_t inline_bytes[1024];
} crypto_input;
// `encoding` numbers as src/node/buffer/encoding.h. Fails: -1 with `*exception` set.
int crypto_input_init(js_context ctx, js_value v, int encoding, crypto_input *in,
                      js_value *exception) JS_MUST_USE;
void crypto_input_deinit(crypto_input *in);

// A malloc'ed copy of a view's bytes, for work on another thread. Fails: -1 with `*exception` set.
typedef struct crypto_copy {
    uint8_t *data;
    size_t len;
} crypto_copy;
int crypto_copy_init(js_context ctx, js_value v, crypto_copy *out, js_value *exception) JS_MUST_USE;
void crypto_copy_deinit(crypto_copy *copy); // wipes; accepts an empty one

// OpenSSL's last error of this thread as a positive number (1 where it left none), and forgets all of them.
int64_t crypto_take_error(void);

// The digest of a number that binding.digest() gave; NULL where there is none. Borrowed, for the life of the process.
EVP_MD *crypto_digest_of(int32_t id);

// A cipher by any name of it, or NULL. Owns: the caller, EVP_CIPHER_free. Thread: any.
EVP_CIPHER *crypto_cipher_fetch(const char *name);

// Whether only algorithms of the FIPS provider may be used, as of the last crypto_fips_ask(), which asks OpenSSL. Thread: any.
extern atomic_bool crypto_fips_on;
void crypto_fips_ask(void);

extern const js_function_spec crypto_cipher_functions[], crypto_derive_functions[], crypto_dh_functions[],
    crypto_digest_functions[], crypto_key_functions[], crypto_misc_functions[], crypto_random_functions[],
    crypto_sign_functions[], crypto_x509_functions[];

#endif
