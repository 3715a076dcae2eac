// SPDX-License-Identifier: MIT
//
// Primes, signed public keys (SPKAC), the secure heap, engines, and the library's version.
#include "node/crypto/crypto_job.h"

#include <limits.h>
#include <stdlib.h>

// ---- primes ---------------------------------------------------------------------------------------------------------------

// What crypto_job.numbers hold here.
enum { BITS, SAFE, CHECKS };

static int number_init(js_context ctx, js_value v, BIGNUM **out)
{
    js_bytes bytes;
    if (js_is_nullish(v)) {
        return 0;
    }
    if (js_bytes_peek(ctx, v, &bytes) < 0 || bytes.len > INT_MAX) {
        return -1;
    }
    *out = ossl.BN_bin2bn(bytes.data, (int)bytes.len, NULL);
    return *out != NULL ? 0 : -1;
}

static int make_prime(crypto_job *job)
{
    BN_CTX *scratch = ossl.BN_CTX_new();
    size_t len = ((size_t)job->numbers[BITS] + 7) / 8;
    BIGNUM *prime = ossl.BN_new();
    int ok = scratch != NULL && prime != NULL &&
             ossl.BN_generate_prime_ex2(prime, job->numbers[BITS], job->numbers[SAFE], job->add, job->rem,
                                        NULL, scratch) == 1 &&
             crypto_job_room(job, len) && ossl.BN_bn2binpad(prime, job->out, (int)len) >= 0;
    ossl.BN_clear_free(prime);
    ossl.BN_CTX_free(scratch);
    return ok;
}

static int test_prime(crypto_job *job)
{
    BN_CTX *scratch = ossl.BN_CTX_new();
    job->verdict =
        scratch != NULL ? ossl.BN_is_prime_ex(job->number, job->numbers[CHECKS], scratch, NULL) : -1;
    ossl.BN_CTX_free(scratch);
    return job->verdict >= 0;
}

// primeMake(bits, safe, add or undefined, rem or undefined, [callback]) -> bytes, -1 (`add` too large), -2 (`rem` too large) or errors
JS_FUNCTION(prime_make)
{
    crypto_job *job = crypto_job_new(ctx, make_prime, exception);
    if (job == NULL) {
        return JS_UNDEFINED;
    }
    job->numbers[BITS] = js_arg_int32(argc, argv, 0);
    job->numbers[SAFE] = js_arg_true(argc, argv, 1);
    if (number_init(ctx, js_arg(argc, argv, 2), &job->add) < 0 ||
        number_init(ctx, js_arg(argc, argv, 3), &job->rem) < 0) {
        crypto_job_free(job);
        return crypto_failure(ctx);
    }
    int why = 0;
    if (job->add != NULL && ossl.BN_num_bits(job->add) > job->numbers[BITS]) {
        why = -1; // no number of so many bits would do
    } else if (job->add != NULL && job->rem != NULL && ossl.BN_cmp(job->add, job->rem) <= 0) {
        why = -2; // nor is there one with such a remainder
    }
    if (why != 0) {
        crypto_job_free(job);
        return js_int32(why);
    }
    return crypto_job_start(ctx, job, js_arg(argc, argv, 4), exception);
}

// primeTest(candidate's bytes, number of checks, [callback]) -> boolean or errors
JS_FUNCTION(prime_test)
{
    crypto_job *job = crypto_job_new(ctx, test_prime, exception);
    if (job == NULL) {
        return JS_UNDEFINED;
    }
    job->numbers[CHECKS] = js_arg_int32(argc, argv, 1);
    if (number_init(ctx, js_arg(argc, argv, 0), &job->number) < 0 || job->number == NULL) {
        crypto_job_free(job);
        return crypto_failure(ctx);
    }
    return crypto_job_start(ctx, job, js_arg(argc, argv, 2), exception);
}

// ---- SPKAC ----------------------------------------------------------------------------------------------------------------

// OpenSSL's reader asks for the text without white space at its end.
static NETSCAPE_SPKI *spkac_of(js_context ctx, js_value v)
{
    js_bytes bytes;
    if (js_bytes_peek(ctx, v, &bytes) < 0 || bytes.len > INT_MAX) {
        return NULL;
    }
    size_t len = bytes.len;
    while (len > 0 && strchr(" \n\r\t", bytes.data[len - 1]) != NULL) {
        len--;
    }
    return len > 0 ? ossl.NETSCAPE_SPKI_b64_decode((const char *)bytes.data, (int)len) : NULL;
}

static js_value copied(js_context ctx, const void *data, long len, js_value *exception)
{
    uint8_t *copy = malloc((size_t)(len > 0 ? len : 0) + 1);
    if (copy == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (len > 0) {
        memcpy(copy, data, (size_t)len);
    }
    return js_uint8_array_adopt(ctx, copy, (size_t)(len > 0 ? len : 0), exception);
}

// spkacVerify(bytes) -> boolean
JS_FUNCTION(spkac_verify)
{
    NETSCAPE_SPKI *spkac = spkac_of(ctx, js_arg(argc, argv, 0));
    EVP_PKEY *key = spkac != NULL ? ossl.NETSCAPE_SPKI_get_pubkey(spkac) : NULL;
    int ok = key != NULL && ossl.NETSCAPE_SPKI_verify(spkac, key) > 0;
    ossl.EVP_PKEY_free(key);
    ossl.NETSCAPE_SPKI_free(spkac);
    ossl.ERR_clear_error();
    return js_bool(ok);
}

// spkacKey(bytes) -> its public key in PEM, as bytes; undefined where there is none
JS_FUNCTION(spkac_key)
{
    NETSCAPE_SPKI *spkac = spkac_of(ctx, js_arg(argc, argv, 0));
    EVP_PKEY *key = spkac != NULL ? ossl.NETSCAPE_SPKI_get_pubkey(spkac) : NULL;
    BIO *bio = key != NULL ? ossl.BIO_new(ossl.BIO_s_mem()) : NULL;
    js_value result = JS_UNDEFINED;
    if (bio != NULL && ossl.PEM_write_bio_PUBKEY(bio, key) == 1) {
        char *data = NULL;
        long len = ossl.BIO_ctrl(bio, BIO_CTRL_INFO, 0, &data);
        result = copied(ctx, data, len, exception);
    }
    ossl.BIO_free_all(bio);
    ossl.EVP_PKEY_free(key);
    ossl.NETSCAPE_SPKI_free(spkac);
    ossl.ERR_clear_error();
    return result;
}

// spkacChallenge(bytes) -> bytes; undefined where it cannot be read
JS_FUNCTION(spkac_challenge)
{
    NETSCAPE_SPKI *spkac = spkac_of(ctx, js_arg(argc, argv, 0));
    js_value result = JS_UNDEFINED;
    if (spkac != NULL) {
        const ASN1_STRING *challenge = spkac->spkac->challenge;
        uint8_t *utf8 = NULL;
        int len = ossl.ASN1_STRING_to_UTF8(&utf8, challenge);
        if (len >= 0) {
            result = copied(ctx, utf8, len, exception);
        }
        ossl.CRYPTO_free(utf8, __FILE__, __LINE__);
    }
    ossl.NETSCAPE_SPKI_free(spkac);
    ossl.ERR_clear_error();
    return result;
}

// ---- the library ------------------------------------------------------------------------------------------------------------

// secureHeapInit(bytes, smallest block) -> 0 (failed), 1 or 2 (its memory may be swapped out)
JS_FUNCTION(secure_heap_init)
{
    return js_int32(ossl.CRYPTO_secure_malloc_init((size_t)js_arg_number(argc, argv, 0, 0),
                                                   (size_t)js_arg_number(argc, argv, 1, 0)));
}

// secureHeapUsed() -> bytes; undefined where there is no secure heap
JS_FUNCTION(secure_heap_used)
{
    return ossl.CRYPTO_secure_malloc_initialized() == 1 ? js_number((double)ossl.CRYPTO_secure_used())
                                                        : JS_UNDEFINED;
}

// setEngine(id, what for) -> 1, 0 (no such engine) or errors
JS_FUNCTION(set_engine)
{
    js_utf8 id;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &id, exception) < 0) {
        return JS_UNDEFINED;
    }
    ossl.ERR_clear_error();
    ENGINE *engine = ossl.ENGINE_by_id(id.bytes);
    js_utf8_deinit(&id);
    if (engine == NULL) {
        ossl.ERR_clear_error();
        return js_int32(0);
    }
    int ok = ossl.ENGINE_set_default(engine, (unsigned)js_arg_number(argc, argv, 1, 0));
    ossl.ENGINE_free(engine);
    return ok == 1 ? js_int32(1) : crypto_failure(ctx);
}

atomic_bool crypto_fips_on;

void crypto_fips_ask(void)
{
    atomic_store(&crypto_fips_on, ossl.EVP_default_properties_is_fips_enabled(NULL) == 1);
}

// fips([whether it shall be on]) -> whether only algorithms of the FIPS provider are used
JS_FUNCTION(fips)
{
    js_value on = js_arg(argc, argv, 0);
    if (on == JS_TRUE || on == JS_FALSE) {
        ossl.EVP_default_properties_enable_fips(NULL, on == JS_TRUE);
        ossl.ERR_clear_error();
    }
    crypto_fips_ask();
    return js_bool(atomic_load(&crypto_fips_on));
}

JS_FUNCTION(library_version)
{
    return js_number((double)ossl.OpenSSL_version_num());
}

const js_function_spec crypto_misc_functions[] = {
    {"primeMake", prime_make, 5, "primeMake(bits, safe, add, rem, [callback]) -> bytes, -1, -2 or errors"},
    {"primeTest", prime_test, 3, "primeTest(bytes, checks, [callback]) -> boolean or errors"},
    {"spkacVerify", spkac_verify, 1, "spkacVerify(bytes) -> boolean"},
    {"spkacKey", spkac_key, 1, "spkacKey(bytes) -> bytes or undefined"},
    {"spkacChallenge", spkac_challenge, 1, "spkacChallenge(bytes) -> bytes or undefined"},
    {"secureHeapInit", secure_heap_init, 2, "secureHeapInit(bytes, smallest block) -> 0, 1 or 2"},
    {"secureHeapUsed", secure_heap_used, 0, "secureHeapUsed() -> bytes or undefined"},
    {"setEngine", set_engine, 2, "setEngine(id, what for) -> 1, 0 or errors"},
    {"fips", fips, 1, "fips([on]) -> boolean"},
    {"libraryVersion", library_version, 0, "libraryVersion() -> number"},
    {0},
};
