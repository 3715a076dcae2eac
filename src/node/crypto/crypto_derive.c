// SPDX-License-Identifier: MIT
//
// Keys from passwords and secrets: PBKDF2, scrypt, HKDF. One struct serves both forms: it works on copies of the inputs and writes into
// bytes that JavaScript made, at once or on the IO pool.
#include "node/crypto/crypto.h"
#include "node/crypto/libargon2.h"
#include "node/crypto/libnettle.h"
#include "node/crypto/libsodium.h"
#include "node/request.h"

#include <errno.h>
#include <stdlib.h>

typedef struct derivation derivation;
struct derivation {
    node_request request;
    int (*derive)(derivation *d); // 1: done
    crypto_copy secret, salt, info, more;
    uint64_t numbers[4]; // iterations; N, r, p, memory; Argon2's kind, passes, memory, lanes
    EVP_MD *md;
    js_bytes out;
};

static void derivation_deinit(node_request *request)
{
    derivation *d = (derivation *)request;
    crypto_copy_deinit(&d->secret);
    crypto_copy_deinit(&d->salt);
    crypto_copy_deinit(&d->info);
    crypto_copy_deinit(&d->more);
}

static void derivation_work(node_request *request)
{
    derivation *d = (derivation *)request;
    request->status = d->derive(d) == 1 ? 0 : -EIO;
    ossl.ERR_clear_error();
}

static nettle_text text_of(const crypto_copy *copy)
{
    return (nettle_text){copy->data, copy->len};
}

static int derive_pbkdf2(derivation *d)
{
    if (d->out.len > 0 &&
        nettle_derive_pbkdf2(ossl.EVP_MD_get_type(d->md), text_of(&d->secret), text_of(&d->salt),
                             (unsigned)d->numbers[0], d->out.data, d->out.len)) {
        return 1;
    }
    return ossl.PKCS5_PBKDF2_HMAC((const char *)d->secret.data, (int)d->secret.len, d->salt.data,
                                  (int)d->salt.len, (int)d->numbers[0], d->md, (int)d->out.len, d->out.data);
}

static int derive_scrypt(derivation *d)
{
    if (sodium_scrypt(d->secret.data, d->secret.len, d->salt.data, d->salt.len, d->numbers, d->out.data,
                      d->out.len)) {
        return 1;
    }
    return ossl.EVP_PBE_scrypt((const char *)d->secret.data, d->secret.len, d->salt.data, d->salt.len,
                               d->numbers[0], d->numbers[1], d->numbers[2], d->numbers[3], d->out.data,
                               d->out.len);
}

// Found by its name once, for the life of the process.
static EVP_KDF *hkdf;
static uv_once_t hkdf_once = UV_ONCE_INIT;

static void find_hkdf(void)
{
    hkdf = ossl.EVP_KDF_fetch(NULL, "HKDF", NULL);
}

static int derive_hkdf(derivation *d)
{
    if (d->out.len > 0 && nettle_derive_hkdf(ossl.EVP_MD_get_type(d->md), text_of(&d->secret),
                                             text_of(&d->salt), text_of(&d->info), d->out.data, d->out.len)) {
        return 1;
    }
    uv_once(&hkdf_once, find_hkdf);
    EVP_KDF_CTX *kdf = hkdf != NULL ? ossl.EVP_KDF_CTX_new(hkdf) : NULL;
    if (kdf == NULL) {
        return 0;
    }
    char *name = (char *)(uintptr_t)ossl.EVP_MD_get0_name(d->md);
    OSSL_PARAM params[] = {
        ossl.OSSL_PARAM_construct_utf8_string("digest", name, 0),
        ossl.OSSL_PARAM_construct_octet_string("key", d->secret.data, d->secret.len),
        ossl.OSSL_PARAM_construct_octet_string("salt", d->salt.data, d->salt.len),
        ossl.OSSL_PARAM_construct_octet_string("info", d->info.data, d->info.len),
        ossl.OSSL_PARAM_construct_end(),
    };
    int ok = ossl.EVP_KDF_derive(kdf, d->out.data, d->out.len, params);
    ossl.EVP_KDF_CTX_free(kdf);
    return ok;
}

static int derive_argon2(derivation *d)
{
    argon2_job job = {
        .kind = (int)d->numbers[0],
        .message = {d->secret.data, d->secret.len},
        .nonce = {d->salt.data, d->salt.len},
        .secret = {d->more.data, d->more.len},
        .associated = {d->info.data, d->info.len},
        .passes = (uint32_t)d->numbers[1],
        .memory = (uint32_t)d->numbers[2],
        .lanes = (uint32_t)d->numbers[3],
        .out = d->out.data,
        .out_len = d->out.len,
    };
    return libargon2_derive(&job);
}

// derive(kind, secret, salt, info, digest or -1, numbers as a Float64Array, bytes to fill, callback(status) or nothing, [Argon2's secret]) -> status
JS_FUNCTION(crypto_derive)
{
    enum { SCRYPT = 1, HKDF = 2, ARGON2 = 3, QUICK_MAX = 4096 };
    static int (*const kinds[])(derivation *) = {derive_pbkdf2, derive_scrypt, derive_hkdf, derive_argon2};
    int32_t kind = js_arg_int32(argc, argv, 0);
    js_value callback = js_arg(argc, argv, 7);
    bool async = !js_is_nullish(callback);
    js_value result = JS_UNDEFINED;
    js_bytes numbers;
    derivation *d = calloc(1, sizeof *d);
    if (d == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    d->request.work = derivation_work;
    d->request.deinit = derivation_deinit;
    d->md = crypto_digest_of(js_arg_int32(argc, argv, 4));
    if (crypto_copy_init(ctx, js_arg(argc, argv, 1), &d->secret, exception) < 0 ||
        crypto_copy_init(ctx, js_arg(argc, argv, 2), &d->salt, exception) < 0 ||
        crypto_copy_init(ctx, js_arg(argc, argv, 3), &d->info, exception) < 0 ||
        (kind == ARGON2 && crypto_copy_init(ctx, js_arg(argc, argv, 8), &d->more, exception) < 0)) {
        goto out;
    }
    int status = async ? js_bytes_get(ctx, js_arg(argc, argv, 6), &d->out)
                       : js_bytes_peek(ctx, js_arg(argc, argv, 6), &d->out);
    if (status < 0 || kind < 0 || kind > ARGON2 || (kind != SCRYPT && kind != ARGON2 && d->md == NULL)) {
        result = js_int32(-EINVAL);
        goto out;
    }
    if (js_bytes_peek(ctx, js_arg(argc, argv, 5), &numbers) == 0) {
        for (size_t i = 0; i < 4 && (i + 1) * sizeof(double) <= numbers.len; i++) {
            double each;
            memcpy(&each, numbers.data + i * sizeof each, sizeof each);
            d->numbers[i] = (uint64_t)each;
        }
    }
    d->derive = kinds[kind];
    bool is_quick = kind == HKDF && d->secret.len + d->salt.len + d->info.len + d->out.len <= QUICK_MAX;
    if (async && is_quick) { // some microseconds: sooner done than handed over
        derivation_work(&d->request);
        return node_request_complete(ctx, &d->request, callback, JS_UNDEFINED, exception);
    }
    if (async) {
        return node_request_submit(ctx, &d->request, callback, js_arg(argc, argv, 6), exception);
    }
    derivation_work(&d->request);
    result = js_int32(d->request.status);
out:
    derivation_deinit(&d->request);
    free(d);
    return result;
}

// scryptCheck(N, r, p, memory) -> 0 or the number of an error
JS_FUNCTION(crypto_scrypt_check)
{
    uint64_t numbers[4];
    for (size_t i = 0; i < 4; i++) {
        numbers[i] = (uint64_t)js_arg_int64(argc, argv, i);
    }
    int ok = ossl.EVP_PBE_scrypt(NULL, 0, NULL, 0, numbers[0], numbers[1], numbers[2], numbers[3], NULL, 0);
    return ok == 1 ? js_int32(0) : js_number((double)crypto_take_error());
}

JS_FUNCTION(crypto_has_argon2)
{
    return js_bool(libargon2_is_there());
}

const js_function_spec crypto_derive_functions[] = {
    {"hasArgon2", crypto_has_argon2, 0, "hasArgon2() -> boolean"},
    {"derive", crypto_derive, 9,
     "derive(0 PBKDF2, 1 scrypt, 2 HKDF or 3 Argon2, secret, salt, info, digest, numbers, bytes to fill, "
     "[callback], [Argon2's secret]) -> status"},
    {"scryptCheck", crypto_scrypt_check, 4, "scryptCheck(N, r, p, memory) -> 0 or number of an error"},
    {0},
};
