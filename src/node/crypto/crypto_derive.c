// SPDX-License-Identifier: MIT
//
// Keys from passwords and secrets: PBKDF2, scrypt, HKDF. One struct serves both forms: it works on copies of the inputs and writes into
// bytes that JavaScript made, at once or on the IO pool.
#include "node/crypto/crypto.h"
#include "node/crypto/crypto_pbkdf2.h"
#include "node/request.h"

#include <errno.h>
#include <stdlib.h>

typedef struct derivation derivation;
struct derivation {
    node_request request;
    int (*derive)(derivation *d); // 1: done
    crypto_copy secret, salt, info;
    uint64_t numbers[4]; // iterations; N, r, p, memory
    EVP_MD *md;
    js_bytes out;
};

static void derivation_deinit(node_request *request)
{
    derivation *d = (derivation *)request;
    crypto_copy_deinit(&d->secret);
    crypto_copy_deinit(&d->salt);
    crypto_copy_deinit(&d->info);
}

static void derivation_work(node_request *request)
{
    derivation *d = (derivation *)request;
    request->status = d->derive(d) == 1 ? 0 : -EIO;
    ossl.ERR_clear_error();
}

static int derive_pbkdf2(derivation *d)
{
    int done = crypto_pbkdf2(d->md, d->secret.data, d->secret.len, d->salt.data, d->salt.len, d->numbers[0],
                             d->out.data, d->out.len);
    if (done > 0) {
        return done;
    }
    return ossl.PKCS5_PBKDF2_HMAC((const char *)d->secret.data, (int)d->secret.len, d->salt.data,
                                  (int)d->salt.len, (int)d->numbers[0], d->md, (int)d->out.len, d->out.data);
}

static int derive_scrypt(derivation *d)
{
    return ossl.EVP_PBE_scrypt((const char *)d->secret.data, d->secret.len, d->salt.data, d->salt.len,
                               d->numbers[0], d->numbers[1], d->numbers[2], d->numbers[3], d->out.data,
                               d->out.len);
}

// HMAC (RFC 2104) of up to three pieces. OpenSSL's own looks for its digest by name each time, which takes longer than the work.
static int hmac(EVP_MD_CTX *context, const EVP_MD *md, const uint8_t *key, size_t key_len,
                const crypto_copy pieces[3], uint8_t *out)
{
    enum { BLOCK_MAX = 200 }; // of every digest: Keccak's state
    uint8_t pad[BLOCK_MAX] = {0};
    int block = ossl.EVP_MD_get_block_size(md);
    unsigned len = 0;
    int ok = block > 0 && block <= BLOCK_MAX;
    if (ok && key_len <= (size_t)block) {
        memcpy(pad, key, key_len);
    } else {
        ok = ok && ossl.EVP_Digest(key, key_len, pad, &len, md, NULL) == 1;
    }
    for (int i = 0; i < BLOCK_MAX; i++) {
        pad[i] ^= 0x36;
    }
    ok = ok && ossl.EVP_DigestInit_ex(context, md, NULL) == 1 &&
         ossl.EVP_DigestUpdate(context, pad, (size_t)block) == 1;
    for (int i = 0; i < 3; i++) {
        ok = ok && ossl.EVP_DigestUpdate(context, pieces[i].data, pieces[i].len) == 1;
    }
    for (int i = 0; i < BLOCK_MAX; i++) {
        pad[i] ^= 0x36 ^ 0x5c;
    }
    ok = ok && ossl.EVP_DigestFinal_ex(context, out, &len) == 1 &&
         ossl.EVP_DigestInit_ex(context, md, NULL) == 1 &&
         ossl.EVP_DigestUpdate(context, pad, (size_t)block) == 1 &&
         ossl.EVP_DigestUpdate(context, out, len) == 1 && ossl.EVP_DigestFinal_ex(context, out, &len) == 1;
    ossl.OPENSSL_cleanse(pad, sizeof pad);
    return ok;
}

// RFC 5869.
static int derive_hkdf(derivation *d)
{
    uint8_t extracted[EVP_MAX_MD_SIZE], block[EVP_MAX_MD_SIZE], number = 1;
    int size = ossl.EVP_MD_get_size(d->md);
    EVP_MD_CTX *context = ossl.EVP_MD_CTX_new();
    const crypto_copy nothing = {(uint8_t *)"", 0};
    int ok = context != NULL && size > 0 && !(ossl.EVP_MD_get_flags(d->md) & EVP_MD_FLAG_XOF) &&
             hmac(context, d->md, d->salt.data, d->salt.len,
                  (const crypto_copy[3]){d->secret, nothing, nothing}, extracted);
    crypto_copy before = nothing;
    for (size_t at = 0; ok && at < d->out.len; number++) {
        size_t left = d->out.len - at, part = left < (size_t)size ? left : (size_t)size;
        ok = hmac(context, d->md, extracted, (size_t)size,
                  (const crypto_copy[3]){before, d->info, {&number, 1}}, block);
        memcpy(d->out.data + at, block, ok ? part : 0);
        before = (crypto_copy){block, (size_t)size};
        at += part;
    }
    ossl.EVP_MD_CTX_free(context);
    ossl.OPENSSL_cleanse(extracted, sizeof extracted);
    ossl.OPENSSL_cleanse(block, sizeof block);
    return ok;
}

// derive(kind, secret, salt, info, digest or -1, numbers as a Float64Array, bytes to fill, [callback(status)]) -> status
JS_FUNCTION(crypto_derive)
{
    static int (*const kinds[])(derivation *) = {derive_pbkdf2, derive_scrypt, derive_hkdf};
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
        crypto_copy_init(ctx, js_arg(argc, argv, 3), &d->info, exception) < 0) {
        goto out;
    }
    int status = async ? js_bytes_get(ctx, js_arg(argc, argv, 6), &d->out)
                       : js_bytes_peek(ctx, js_arg(argc, argv, 6), &d->out);
    if (status < 0 || kind < 0 || kind > 2 || (kind != 1 && d->md == NULL)) {
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

const js_function_spec crypto_derive_functions[] = {
    {"derive", crypto_derive, 8,
     "derive(0 PBKDF2, 1 scrypt or 2 HKDF, secret, salt, info, digest, numbers, bytes to fill, [callback]) "
     "-> status"},
    {"scryptCheck", crypto_scrypt_check, 4, "scryptCheck(N, r, p, memory) -> 0 or number of an error"},
    {0},
};
