// SPDX-License-Identifier: MIT
//
// One operation of public-key cryptography, at once or on the IO pool. Its inputs are copies or counted references, so that it may run on
// any thread. A failure of OpenSSL becomes a text of hexadecimal numbers, oldest first, which JavaScript turns into an error.
#ifndef PROTOJS_NODE_CRYPTO_JOB_H
#define PROTOJS_NODE_CRYPTO_JOB_H

#include "node/crypto/crypto.h"
#include "node/request.h"

enum { CRYPTO_ERRORS_MAX = 8 };

// What OpenSSL's queue of this thread held.
typedef struct crypto_errors {
    unsigned long codes[CRYPTO_ERRORS_MAX];
    unsigned count;
} crypto_errors;

// Empties the queue into `errors`. Thread: any.
void crypto_errors_take(crypto_errors *errors);
// "1e08010c 0680007b", oldest first; "" where OpenSSL said nothing. Fails: NULL where memory is short.
js_value crypto_errors_value(js_context ctx, const crypto_errors *errors);
// Both at once, for the result of a function that failed.
js_value crypto_failure(js_context ctx);

// Parameters for OpenSSL from a JavaScript array of pairs: ["u:bits", 2048, "n:e", bytes, "s:group", "P-256", "o:pub", bytes, "i:saltlen", 20].
// Owns: the caller, crypto_params_free. Fails: -1 with `*exception` set. A nullish value gives NULL.
int crypto_params_init(js_context ctx, js_value pairs, OSSL_PARAM **out, js_value *exception) JS_MUST_USE;
void crypto_params_free(OSSL_PARAM *params); // wipes; accepts NULL

typedef struct crypto_job crypto_job;
struct crypto_job {
    node_request request;
    int (*run)(crypto_job *job); // 1: done; else failed, with the reason in OpenSSL's queue. Thread: any
    EVP_PKEY *key, *peer;
    crypto_copy data, more;
    EVP_MD *md, *other_md; // borrowed, for the life of the process
    OSSL_PARAM *params, *setup;
    BIGNUM *number, *add, *rem;
    char name[32];
    int numbers[4];
    // What it made: a key, bytes (two where `second` is there), or else a verdict.
    EVP_PKEY *made;
    uint8_t *out, *second;
    size_t out_len, second_len;
    int verdict;
    bool failed;
    bool is_quick; // over sooner than another thread could take it up
    crypto_errors errors;
};

// A job with all members empty. Owns: the caller, until crypto_job_start or crypto_job_free. Fails: NULL with `*exception` set.
crypto_job *crypto_job_new(js_context ctx, int (*run)(crypto_job *job), js_value *exception) JS_MUST_USE;
void crypto_job_free(crypto_job *job); // accepts NULL
// Room for `len` bytes of output. Fails: 0. Thread: any.
int crypto_job_room(crypto_job *job, size_t len);
// Runs at once where `callback` is nullish and returns the result; else on the pool (or at once, where that is quick), with callback(0, result) in a later turn of the loop. A result is a key's handle, a
// Uint8Array, an array of two, a boolean, or a text of errors. Owns: adopts `job`.
js_value crypto_job_start(js_context ctx, crypto_job *job, js_value callback, js_value *exception);

#endif
