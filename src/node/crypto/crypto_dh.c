// SPDX-License-Identifier: MIT
//
// Diffie-Hellman in all its forms: numbers set one by one (DiffieHellman), points of curves (ECDH), and secrets of two keys.
#include "node/crypto/crypto_job.h"
#include "node/crypto/crypto_key.h"
#include "node/crypto/libsodium.h"

#include <limits.h>
#include <stdlib.h>

static js_value bytes_of(js_context ctx, const BIGNUM *number, js_value *exception)
{
    int len = number != NULL ? (ossl.BN_num_bits(number) + 7) / 8 : 0;
    uint8_t *bytes = malloc((size_t)len + 1);
    if (bytes == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (len > 0) {
        ossl.BN_bn2bin(number, bytes);
    }
    return js_uint8_array_adopt(ctx, bytes, (size_t)len, exception);
}

// A number of an argument's bytes. Owns: the caller, BN_clear_free. NULL where it holds no bytes or memory is short.
static BIGNUM *number_of(js_context ctx, js_value v)
{
    js_bytes bytes;
    if (js_bytes_peek(ctx, v, &bytes) < 0 || bytes.len > INT_MAX) {
        return NULL;
    }
    return ossl.BN_bin2bn(bytes.data, (int)bytes.len, NULL);
}

// groupPrime(bits) -> bytes
JS_FUNCTION(group_prime)
{
    BIGNUM *prime = NULL;
    switch (js_arg_int32(argc, argv, 0)) {
    case 768:
        prime = ossl.BN_get_rfc2409_prime_768(NULL);
        break;
    case 1024:
        prime = ossl.BN_get_rfc2409_prime_1024(NULL);
        break;
    case 1536:
        prime = ossl.BN_get_rfc3526_prime_1536(NULL);
        break;
    case 2048:
        prime = ossl.BN_get_rfc3526_prime_2048(NULL);
        break;
    case 3072:
        prime = ossl.BN_get_rfc3526_prime_3072(NULL);
        break;
    case 4096:
        prime = ossl.BN_get_rfc3526_prime_4096(NULL);
        break;
    case 6144:
        prime = ossl.BN_get_rfc3526_prime_6144(NULL);
        break;
    case 8192:
        prime = ossl.BN_get_rfc3526_prime_8192(NULL);
        break;
    default:
        break;
    }
    js_value bytes = prime != NULL ? bytes_of(ctx, prime, exception) : JS_UNDEFINED;
    ossl.BN_free(prime);
    return bytes;
}

// ---- DiffieHellman ------------------------------------------------------------------------------------------------------

static void dh_free(void *pointer)
{
    ossl.DH_free(pointer);
}

static const js_native_type dh_type = {"diffie-hellman", dh_free};

static js_value dh_wrap(js_context ctx, DH *dh, js_value *exception)
{
    js_object handle = js_native_new(ctx, &dh_type, dh);
    if (handle == NULL) {
        ossl.DH_free(dh);
        return js_throw_out_of_memory(ctx, exception);
    }
    return (js_value)handle;
}

// dhNew(prime's bytes or its bits, generator's bytes or a number) -> handle or errors
JS_FUNCTION(dh_new)
{
    js_value prime = js_arg(argc, argv, 0), generator = js_arg(argc, argv, 1);
    DH *dh = ossl.DH_new();
    ossl.ERR_clear_error();
    if (dh == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (js_is_number(prime)) {
        if (ossl.DH_generate_parameters_ex(dh, js_arg_int32(argc, argv, 0), js_arg_int32(argc, argv, 1),
                                           NULL) != 1) {
            ossl.DH_free(dh);
            return crypto_failure(ctx);
        }
        return dh_wrap(ctx, dh, exception);
    }
    BIGNUM *p = number_of(ctx, prime), *g = number_of(ctx, generator);
    if (p == NULL || g == NULL || ossl.DH_set0_pqg(dh, p, NULL, g) != 1) {
        ossl.BN_free(p);
        ossl.BN_free(g);
        ossl.DH_free(dh);
        return crypto_failure(ctx);
    }
    return dh_wrap(ctx, dh, exception);
}

enum dh_number { DH_PRIME, DH_GENERATOR, DH_PUBLIC, DH_PRIVATE };

// dhNumber(handle, which) -> bytes; undefined where it is not set
JS_FUNCTION(dh_number)
{
    DH *dh = js_native_get(ctx, js_arg(argc, argv, 0), &dh_type);
    const BIGNUM *number = NULL;
    if (dh == NULL) {
        return JS_UNDEFINED;
    }
    switch ((enum dh_number)js_arg_int32(argc, argv, 1)) {
    case DH_PRIME:
        number = ossl.DH_get0_p(dh);
        break;
    case DH_GENERATOR:
        number = ossl.DH_get0_g(dh);
        break;
    case DH_PUBLIC:
        number = ossl.DH_get0_pub_key(dh);
        break;
    case DH_PRIVATE:
        number = ossl.DH_get0_priv_key(dh);
        break;
    }
    return number != NULL ? bytes_of(ctx, number, exception) : JS_UNDEFINED;
}

// dhSet(handle, bytes, whether the private key) -> boolean
JS_FUNCTION(dh_set)
{
    DH *dh = js_native_get(ctx, js_arg(argc, argv, 0), &dh_type);
    BIGNUM *number = dh != NULL ? number_of(ctx, js_arg(argc, argv, 1)) : NULL;
    bool is_private = js_arg_true(argc, argv, 2);
    if (number == NULL) {
        return JS_FALSE;
    }
    if (ossl.DH_set0_key(dh, is_private ? NULL : number, is_private ? number : NULL) != 1) {
        ossl.BN_clear_free(number);
        return JS_FALSE;
    }
    return JS_TRUE;
}

// dhGenerate(handle) -> true or errors
JS_FUNCTION(dh_generate)
{
    DH *dh = js_native_get(ctx, js_arg(argc, argv, 0), &dh_type);
    ossl.ERR_clear_error();
    return dh != NULL && ossl.DH_generate_key(dh) == 1 ? JS_TRUE : crypto_failure(ctx);
}

// dhVerifyError(handle) -> OpenSSL's number of what is wrong with the parameters, 0 for nothing
JS_FUNCTION(dh_verify_error)
{
    DH *dh = js_native_get(ctx, js_arg(argc, argv, 0), &dh_type);
    int codes = 0;
    if (dh == NULL || ossl.DH_check(dh, &codes) != 1) {
        codes = codes == 0 ? DH_UNABLE_TO_CHECK_GENERATOR : codes;
    }
    ossl.ERR_clear_error();
    return js_int32(codes);
}

enum { KEY_FITS = 0, KEY_TOO_SMALL = 1, KEY_TOO_LARGE = 2, KEY_INVALID = 3 };

static int why_not(const DH *dh, const BIGNUM *theirs)
{
    int codes = 0;
    if (ossl.DH_check_pub_key(dh, theirs, &codes) != 1) {
        return KEY_INVALID;
    }
    if (codes & DH_CHECK_PUBKEY_TOO_SMALL) {
        return KEY_TOO_SMALL;
    }
    return codes & DH_CHECK_PUBKEY_TOO_LARGE ? KEY_TOO_LARGE : KEY_INVALID;
}

// dhSecret(handle, the other's public key) -> bytes as long as the prime, 1 (key too small), 2 (too large), 3 (invalid) or errors
JS_FUNCTION(dh_secret)
{
    DH *dh = js_native_get(ctx, js_arg(argc, argv, 0), &dh_type);
    BIGNUM *theirs = dh != NULL ? number_of(ctx, js_arg(argc, argv, 1)) : NULL;
    uint8_t *secret = theirs != NULL ? malloc((size_t)ossl.DH_size(dh) + 1) : NULL;
    js_value result = JS_UNDEFINED;
    ossl.ERR_clear_error();
    if (secret == NULL) {
        ossl.BN_free(theirs);
        return js_throw_out_of_memory(ctx, exception);
    }
    int size = ossl.DH_compute_key_padded(secret, theirs, dh);
    if (size > 0) {
        result = js_uint8_array_adopt(ctx, secret, (size_t)size, exception);
    } else {
        free(secret);
        result = js_int32(why_not(dh, theirs));
    }
    ossl.ERR_clear_error();
    ossl.BN_free(theirs);
    return result;
}

// ---- ECDH ---------------------------------------------------------------------------------------------------------------

static void ec_free(void *pointer)
{
    ossl.EC_KEY_free(pointer);
}

static const js_native_type ec_type = {"ecdh", ec_free};

// ecdhNew(curve) -> handle; undefined where there is no such curve
JS_FUNCTION(ecdh_new)
{
    js_utf8 name;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) < 0) {
        return JS_UNDEFINED;
    }
    int nid = ossl.OBJ_sn2nid(name.bytes);
    js_utf8_deinit(&name);
    EC_KEY *key = nid != NID_undef ? ossl.EC_KEY_new_by_curve_name(nid) : NULL;
    ossl.ERR_clear_error();
    js_object handle = key != NULL ? js_native_new(ctx, &ec_type, key) : NULL;
    if (key != NULL && handle == NULL) {
        ossl.EC_KEY_free(key);
        return js_throw_out_of_memory(ctx, exception);
    }
    return handle != NULL ? (js_value)handle : JS_UNDEFINED;
}

static js_value point_bytes(js_context ctx, const EC_GROUP *group, const EC_POINT *point, int form,
                            js_value *exception)
{
    point_conversion_form_t how = (point_conversion_form_t)form;
    size_t len = ossl.EC_POINT_point2oct(group, point, how, NULL, 0, NULL);
    uint8_t *bytes = len > 0 ? malloc(len) : NULL;
    if (len == 0) {
        return crypto_failure(ctx);
    }
    if (bytes == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    ossl.EC_POINT_point2oct(group, point, how, bytes, len, NULL);
    return js_uint8_array_adopt(ctx, bytes, len, exception);
}

// A point of bytes; NULL where they are none of the curve. Owns: the caller, EC_POINT_free.
static EC_POINT *point_of(js_context ctx, const EC_GROUP *group, js_value v)
{
    js_bytes bytes;
    EC_POINT *point = ossl.EC_POINT_new(group);
    if (point == NULL || js_bytes_peek(ctx, v, &bytes) < 0 ||
        ossl.EC_POINT_oct2point(group, point, bytes.data, bytes.len, NULL) != 1) {
        ossl.EC_POINT_free(point);
        return NULL;
    }
    return point;
}

// ecdhGenerate(handle) -> true or errors
JS_FUNCTION(ecdh_generate)
{
    EC_KEY *key = js_native_get(ctx, js_arg(argc, argv, 0), &ec_type);
    ossl.ERR_clear_error();
    return key != NULL && ossl.EC_KEY_generate_key(key) == 1 ? JS_TRUE : crypto_failure(ctx);
}

// ecdhPublic(handle, form) -> bytes; undefined where there is none yet
JS_FUNCTION(ecdh_public)
{
    EC_KEY *key = js_native_get(ctx, js_arg(argc, argv, 0), &ec_type);
    const EC_POINT *point = key != NULL ? ossl.EC_KEY_get0_public_key(key) : NULL;
    if (point == NULL) {
        return JS_UNDEFINED;
    }
    return point_bytes(ctx, ossl.EC_KEY_get0_group(key), point, js_arg_int32(argc, argv, 1), exception);
}

// ecdhPrivate(handle) -> bytes; undefined where there is none yet
JS_FUNCTION(ecdh_private)
{
    EC_KEY *key = js_native_get(ctx, js_arg(argc, argv, 0), &ec_type);
    const BIGNUM *number = key != NULL ? ossl.EC_KEY_get0_private_key(key) : NULL;
    return number != NULL ? bytes_of(ctx, number, exception) : JS_UNDEFINED;
}

static bool fits_group(const EC_GROUP *group, const BIGNUM *number)
{
    const BIGNUM *order = ossl.EC_GROUP_get0_order(group);
    return order != NULL && !ossl.BN_is_zero(number) && ossl.BN_cmp(number, order) < 0;
}

// A copy of the key with the number as its private part and the point that belongs to it; NULL on failure.
static EC_KEY *with_private(const EC_KEY *key, const BIGNUM *number)
{
    const EC_GROUP *group = ossl.EC_KEY_get0_group(key);
    EC_KEY *made = ossl.EC_KEY_dup(key);
    EC_POINT *point = ossl.EC_POINT_new(group);
    bool ok = made != NULL && point != NULL && ossl.EC_KEY_set_private_key(made, number) == 1 &&
              ossl.EC_POINT_mul(group, point, number, NULL, NULL, NULL) == 1 &&
              ossl.EC_KEY_set_public_key(made, point) == 1;
    ossl.EC_POINT_free(point);
    if (!ok) {
        ossl.EC_KEY_free(made);
        return NULL;
    }
    return made;
}

// ecdhSetPrivate(handle, bytes) -> new handle; undefined (not of the curve) or errors
JS_FUNCTION(ecdh_set_private)
{
    EC_KEY *key = js_native_get(ctx, js_arg(argc, argv, 0), &ec_type);
    BIGNUM *number = key != NULL ? number_of(ctx, js_arg(argc, argv, 1)) : NULL;
    ossl.ERR_clear_error();
    if (number == NULL || !fits_group(ossl.EC_KEY_get0_group(key), number)) {
        ossl.BN_clear_free(number);
        return JS_UNDEFINED;
    }
    EC_KEY *made = with_private(key, number);
    ossl.BN_clear_free(number);
    if (made == NULL) {
        return crypto_failure(ctx);
    }
    js_object handle = js_native_new(ctx, &ec_type, made);
    if (handle == NULL) {
        ossl.EC_KEY_free(made);
        return js_throw_out_of_memory(ctx, exception);
    }
    return (js_value)handle;
}

// ecdhSetPublic(handle, bytes) -> boolean
JS_FUNCTION(ecdh_set_public)
{
    EC_KEY *key = js_native_get(ctx, js_arg(argc, argv, 0), &ec_type);
    EC_POINT *point = key != NULL ? point_of(ctx, ossl.EC_KEY_get0_group(key), js_arg(argc, argv, 1)) : NULL;
    int ok = point != NULL && ossl.EC_KEY_set_public_key(key, point) == 1;
    ossl.EC_POINT_free(point);
    ossl.ERR_clear_error();
    return js_bool(ok);
}

// ecdhCheck(handle) -> whether its two parts belong together
JS_FUNCTION(ecdh_check)
{
    EC_KEY *key = js_native_get(ctx, js_arg(argc, argv, 0), &ec_type);
    int ok = key != NULL && ossl.EC_KEY_check_key(key) == 1;
    ossl.ERR_clear_error();
    return js_bool(ok);
}

// ecdhSecret(handle, the other's public key) -> bytes, undefined (no key of this curve) or errors
JS_FUNCTION(ecdh_secret)
{
    EC_KEY *key = js_native_get(ctx, js_arg(argc, argv, 0), &ec_type);
    ossl.ERR_clear_error();
    if (key == NULL) {
        return JS_UNDEFINED;
    }
    const EC_GROUP *group = ossl.EC_KEY_get0_group(key);
    EC_POINT *theirs = point_of(ctx, group, js_arg(argc, argv, 1));
    if (theirs == NULL) {
        ossl.ERR_clear_error();
        return JS_UNDEFINED;
    }
    size_t len = ((size_t)ossl.EC_GROUP_get_degree(group) + 7) / 8;
    uint8_t *secret = malloc(len);
    int size = secret != NULL ? ossl.ECDH_compute_key(secret, len, theirs, key, NULL) : -1;
    ossl.EC_POINT_free(theirs);
    if (size <= 0) {
        free(secret);
        return crypto_failure(ctx);
    }
    return js_uint8_array_adopt(ctx, secret, (size_t)size, exception);
}

// ecdhConvert(curve, bytes of a point, form) -> bytes; undefined where they are no point of the curve
JS_FUNCTION(ecdh_convert)
{
    js_utf8 name;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) < 0) {
        return JS_UNDEFINED;
    }
    int nid = ossl.OBJ_sn2nid(name.bytes);
    js_utf8_deinit(&name);
    EC_GROUP *group = nid != NID_undef ? ossl.EC_GROUP_new_by_curve_name(nid) : NULL;
    EC_POINT *point = group != NULL ? point_of(ctx, group, js_arg(argc, argv, 1)) : NULL;
    ossl.ERR_clear_error();
    js_value result =
        point != NULL ? point_bytes(ctx, group, point, js_arg_int32(argc, argv, 2), exception) : JS_UNDEFINED;
    ossl.EC_POINT_free(point);
    ossl.EC_GROUP_free(group);
    return result;
}

// ---- secrets of two keys --------------------------------------------------------------------------------------------------

// ECDH without looking for its code by name, and without OpenSSL 3.0's multiplication of the other's point by the curve's order, which later versions leave out as well.
// False: the case is another one.
static bool derive_directly(crypto_job *job)
{
    if (ossl.EVP_PKEY_get_id(job->key) != EVP_PKEY_EC || ossl.EVP_PKEY_get_id(job->peer) != EVP_PKEY_EC ||
        atomic_load(&crypto_fips_on)) {
        return false;
    }
    EC_KEY *ours = (EC_KEY *)(uintptr_t)ossl.EVP_PKEY_get0_EC_KEY(job->key);
    const EC_KEY *other = ossl.EVP_PKEY_get0_EC_KEY(job->peer);
    const EC_GROUP *group = ours != NULL ? ossl.EC_KEY_get0_group(ours) : NULL;
    const EC_POINT *theirs = other != NULL ? ossl.EC_KEY_get0_public_key(other) : NULL;
    bool ok = group != NULL && theirs != NULL && ossl.EC_KEY_get0_private_key(ours) != NULL &&
              ossl.EC_GROUP_cmp(group, ossl.EC_KEY_get0_group(other), NULL) == 0 &&
              crypto_curve_holds(group, theirs);
    size_t len = ok ? ((size_t)ossl.EC_GROUP_get_degree(group) + 7) / 8 : 0;
    ok = ok && crypto_job_room(job, len) &&
         ossl.ECDH_compute_key(job->out, len, theirs, ours, NULL) == (int)len;
    if (!ok) {
        ossl.ERR_clear_error();
        free(job->out);
        job->out = NULL;
    }
    return ok;
}

static int derive_secret(crypto_job *job)
{
    uint8_t secret[SODIUM_KEY];
    if (derive_directly(job)) {
        return 1;
    }
    if (sodium_secret(job->key, job->peer, secret)) {
        int ok = crypto_job_room(job, sizeof secret);
        if (ok) {
            memcpy(job->out, secret, sizeof secret);
        }
        ossl.OPENSSL_cleanse(secret, sizeof secret);
        return ok;
    }
    EVP_PKEY_CTX *deriver = ossl.EVP_PKEY_CTX_new_from_pkey(NULL, job->key, NULL);
    size_t len = 0;
    int ok = deriver != NULL && ossl.EVP_PKEY_derive_init(deriver) == 1;
    if (ok && (ossl.EVP_PKEY_is_a(job->key, "DH") || ossl.EVP_PKEY_is_a(job->key, "DHX"))) {
        ok = ossl.EVP_PKEY_CTX_set_dh_pad(deriver, 1) == 1;
    }
    ok = ok && ossl.EVP_PKEY_derive_set_peer(deriver, job->peer) == 1 &&
         ossl.EVP_PKEY_derive(deriver, NULL, &len) == 1 && crypto_job_room(job, len) &&
         ossl.EVP_PKEY_derive(deriver, job->out, &job->out_len) == 1;
    ossl.EVP_PKEY_CTX_free(deriver);
    return ok;
}

// keySecret(private key, public key, [callback]) -> bytes or errors
JS_FUNCTION(key_secret)
{
    crypto_job *job = crypto_job_new(ctx, derive_secret, exception);
    if (job == NULL) {
        return JS_UNDEFINED;
    }
    job->key = crypto_key_hold(ctx, js_arg(argc, argv, 0));
    job->peer = crypto_key_hold(ctx, js_arg(argc, argv, 1));
    if (job->key == NULL || job->peer == NULL) {
        crypto_job_free(job);
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "two keys expected");
    }
    job->is_quick = ossl.EVP_PKEY_get_id(job->key) == EVP_PKEY_X25519;
    return crypto_job_start(ctx, job, js_arg(argc, argv, 2), exception);
}

const js_function_spec crypto_dh_functions[] = {
    {"groupPrime", group_prime, 1, "groupPrime(bits) -> bytes"},
    {"dhNew", dh_new, 2, "dhNew(prime or bits, generator) -> handle or errors"},
    {"dhNumber", dh_number, 2, "dhNumber(handle, which) -> bytes or undefined"},
    {"dhSet", dh_set, 3, "dhSet(handle, bytes, private) -> boolean"},
    {"dhGenerate", dh_generate, 1, "dhGenerate(handle) -> true or errors"},
    {"dhVerifyError", dh_verify_error, 1, "dhVerifyError(handle) -> number"},
    {"dhSecret", dh_secret, 2, "dhSecret(handle, public key) -> bytes or a number"},
    {"ecdhNew", ecdh_new, 1, "ecdhNew(curve) -> handle or undefined"},
    {"ecdhGenerate", ecdh_generate, 1, "ecdhGenerate(handle) -> true or errors"},
    {"ecdhPublic", ecdh_public, 2, "ecdhPublic(handle, form) -> bytes or undefined"},
    {"ecdhPrivate", ecdh_private, 1, "ecdhPrivate(handle) -> bytes or undefined"},
    {"ecdhSetPrivate", ecdh_set_private, 2, "ecdhSetPrivate(handle, bytes) -> handle, undefined or errors"},
    {"ecdhSetPublic", ecdh_set_public, 2, "ecdhSetPublic(handle, bytes) -> boolean"},
    {"ecdhCheck", ecdh_check, 1, "ecdhCheck(handle) -> boolean"},
    {"ecdhSecret", ecdh_secret, 2, "ecdhSecret(handle, public key) -> bytes, undefined or errors"},
    {"ecdhConvert", ecdh_convert, 3, "ecdhConvert(curve, bytes, form) -> bytes or undefined"},
    {"keySecret", key_secret, 3, "keySecret(private key, public key, [callback]) -> bytes or errors"},
    {0},
};
