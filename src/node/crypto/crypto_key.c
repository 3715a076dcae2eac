// SPDX-License-Identifier: MIT
//
// Asymmetric keys for JavaScript: reading, building from numbers, taking apart, writing, comparing, generating.
#include "node/crypto/crypto_key.h"
#include "node/crypto/crypto_job.h"
#include "node/crypto/libsodium.h"

#include <limits.h>
#include <stdlib.h>
#include <strings.h>

enum { PASSPHRASE_MISSING = -1, CIPHER_UNKNOWN = -2 };

static void key_free(void *pointer)
{
    ossl.EVP_PKEY_free(pointer);
}

static const js_native_type key_type = {"key", key_free};

js_value crypto_key_wrap(js_context ctx, EVP_PKEY *key, js_value *exception)
{
    js_object handle = js_native_new(ctx, &key_type, key);
    if (handle == NULL) {
        ossl.EVP_PKEY_free(key);
        return js_throw_out_of_memory(ctx, exception);
    }
    return (js_value)handle;
}

EVP_PKEY *crypto_key_get(js_context ctx, js_value v)
{
    return js_native_get(ctx, v, &key_type);
}

EVP_PKEY *crypto_key_hold(js_context ctx, js_value v)
{
    EVP_PKEY *key = crypto_key_get(ctx, v);
    if (key != NULL) {
        ossl.EVP_PKEY_up_ref(key);
    }
    return key;
}

// ---- reading ------------------------------------------------------------------------------------------------------------

static int passphrase_init(js_context ctx, js_value v, crypto_passphrase *out)
{
    js_bytes bytes;
    *out = (crypto_passphrase){0};
    if (js_is_nullish(v)) {
        return 0;
    }
    if (js_bytes_peek(ctx, v, &bytes) < 0) {
        return -1;
    }
    out->bytes = bytes.len > 0 ? bytes.data : (const uint8_t *)"";
    out->len = bytes.len;
    return 0;
}

// keyRead(bytes, public, format, type, passphrase) -> handle, -1 (passphrase missing) or errors
JS_FUNCTION(key_read)
{
    js_bytes bytes;
    crypto_passphrase passphrase;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 0), &bytes) < 0 ||
        passphrase_init(ctx, js_arg(argc, argv, 4), &passphrase) < 0) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");
    }
    const void *data = bytes.len > 0 ? bytes.data : (const uint8_t *)"";
    crypto_key_format format = js_arg_int32(argc, argv, 2) == CRYPTO_DER ? CRYPTO_DER : CRYPTO_PEM;
    crypto_key_type type = (crypto_key_type)js_arg_int32(argc, argv, 3);
    ossl.ERR_clear_error();
    EVP_PKEY *key = js_arg_true(argc, argv, 1)
                        ? crypto_key_read_public(data, bytes.len, format, type, &passphrase)
                        : crypto_key_read_private(data, bytes.len, format, type, &passphrase);
    unsigned long why = key == NULL ? ossl.ERR_peek_error() : 0;
    if (key == NULL && passphrase.was_asked && ERR_GET_LIB(why) == ERR_LIB_PEM &&
        ERR_GET_REASON(why) == PEM_R_BAD_PASSWORD_READ) {
        ossl.ERR_clear_error();
        return js_int32(PASSPHRASE_MISSING);
    }
    if (key == NULL) {
        return crypto_failure(ctx);
    }
    ossl.ERR_clear_error();
    return crypto_key_wrap(ctx, key, exception);
}

// keyBuild(kind, whether private, pairs of parameters) -> handle or errors
JS_FUNCTION(key_build)
{
    js_utf8 kind;
    OSSL_PARAM *params;
    EVP_PKEY *key = NULL;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &kind, exception) < 0) {
        return JS_UNDEFINED;
    }
    if (crypto_params_init(ctx, js_arg(argc, argv, 2), &params, exception) < 0) {
        js_utf8_deinit(&kind);
        return JS_UNDEFINED;
    }
    ossl.ERR_clear_error();
    EVP_PKEY_CTX *maker = ossl.EVP_PKEY_CTX_new_from_name(NULL, kind.bytes, NULL);
    int selection = js_arg_true(argc, argv, 1) ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    bool ok = maker != NULL && ossl.EVP_PKEY_fromdata_init(maker) == 1 &&
              ossl.EVP_PKEY_fromdata(maker, &key, selection, params) == 1;
    ossl.EVP_PKEY_CTX_free(maker);
    crypto_params_free(params);
    js_utf8_deinit(&kind);
    if (!ok) {
        ossl.EVP_PKEY_free(key);
        return crypto_failure(ctx);
    }
    return crypto_key_wrap(ctx, key, exception);
}

// keyPublic(curve, its point written in full) or keyPublic(null, modulus, exponent) -> handle or errors
JS_FUNCTION(key_public)
{
    js_bytes first, second = {NULL, 0};
    js_utf8 curve;
    EVP_PKEY *key;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 1), &first) < 0 ||
        (argc > 2 && js_bytes_peek(ctx, argv[2], &second) < 0)) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");
    }
    ossl.ERR_clear_error();
    if (js_is_nullish(argv[0])) {
        key = crypto_key_of_rsa(first.data, first.len, second.data, second.len);
    } else {
        if (js_utf8_init(ctx, argv[0], &curve, exception) < 0) {
            return JS_UNDEFINED;
        }
        key = crypto_curve_public(ossl.OBJ_sn2nid(curve.bytes), first.data, first.len);
        js_utf8_deinit(&curve);
    }
    return key == NULL ? crypto_failure(ctx) : crypto_key_wrap(ctx, key, exception);
}

// keyRaw(kind, whether private, bytes) -> handle or errors; for keys that are bytes without structure
JS_FUNCTION(key_raw)
{
    js_utf8 kind;
    js_bytes bytes;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 2), &bytes) < 0 ||
        js_utf8_init(ctx, js_arg(argc, argv, 0), &kind, exception) < 0) {
        return JS_UNDEFINED;
    }
    ossl.ERR_clear_error();
    EVP_PKEY *key = js_arg_true(argc, argv, 1)
                        ? crypto_key_of_octets(kind.bytes, bytes.data, bytes.len)
                        : ossl.EVP_PKEY_new_raw_public_key_ex(NULL, kind.bytes, NULL, bytes.data, bytes.len);
    js_utf8_deinit(&kind);
    return key == NULL ? crypto_failure(ctx) : crypto_key_wrap(ctx, key, exception);
}

// ---- taking apart ---------------------------------------------------------------------------------------------------------

static const char *name_of(int id)
{
    switch (id) {
    case EVP_PKEY_RSA:
        return "rsa";
    case EVP_PKEY_RSA_PSS:
        return "rsa-pss";
    case EVP_PKEY_DSA:
        return "dsa";
    case EVP_PKEY_DH:
    case EVP_PKEY_DHX:
        return "dh";
    case EVP_PKEY_EC:
        return "ec";
    case EVP_PKEY_ED25519:
        return "ed25519";
    case EVP_PKEY_ED448:
        return "ed448";
    case EVP_PKEY_X25519:
        return "x25519";
    case EVP_PKEY_X448:
        return "x448";
    default:
        return NULL;
    }
}

static js_value text_or_undefined(js_context ctx, const char *text)
{
    return text != NULL ? js_string_ascii(ctx, text) : JS_UNDEFINED;
}

// keyKind(handle) -> [name or undefined, bits, curve or undefined]
JS_FUNCTION(key_kind)
{
    EVP_PKEY *key = crypto_key_get(ctx, js_arg(argc, argv, 0));
    char curve[64] = "";
    if (key == NULL) {
        return JS_UNDEFINED;
    }
    const char *name = name_of(ossl.EVP_PKEY_get_id(key));
    bool has_curve = name != NULL && strcmp(name, "ec") == 0 &&
                     ossl.EVP_PKEY_get_group_name(key, curve, sizeof curve, NULL) == 1;
    ossl.ERR_clear_error();
    js_value parts[] = {
        text_or_undefined(ctx, name),
        js_int32(ossl.EVP_PKEY_get_bits(key)),
        text_or_undefined(ctx, has_curve ? curve : NULL),
    };
    return (js_value)js_array_new(ctx, 3, parts, exception);
}

static js_value digest_name(js_context ctx, const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object = NULL;
    if (algorithm == NULL) {
        return js_string_ascii(ctx, "sha1");
    }
    ossl.X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    return text_or_undefined(ctx, ossl.OBJ_nid2ln(ossl.OBJ_obj2nid(object)));
}

// keyPss(handle) -> [digest, digest of the mask, length of the salt] where an RSA-PSS key restricts them; else undefined
JS_FUNCTION(key_pss)
{
    EVP_PKEY *key = crypto_key_get(ctx, js_arg(argc, argv, 0));
    const RSA *rsa = key != NULL ? ossl.EVP_PKEY_get0_RSA(key) : NULL;
    const RSA_PSS_PARAMS *pss = rsa != NULL ? ossl.RSA_get0_pss_params(rsa) : NULL;
    ossl.ERR_clear_error();
    if (pss == NULL) {
        return JS_UNDEFINED;
    }
    X509_ALGOR *mask = NULL;
    if (pss->maskGenAlgorithm != NULL) {
        const void *inner = NULL;
        int kind = 0;
        ossl.X509_ALGOR_get0(NULL, &kind, &inner, pss->maskGenAlgorithm);
        if (kind == V_ASN1_SEQUENCE) {
            const ASN1_STRING *sequence = inner;
            const uint8_t *at = ossl.ASN1_STRING_get0_data(sequence);
            mask = ossl.d2i_X509_ALGOR(NULL, &at, ossl.ASN1_STRING_length(sequence));
        }
    }
    int64_t salt = 20;
    if (pss->saltLength != NULL && ossl.ASN1_INTEGER_get_int64(&salt, pss->saltLength) != 1) {
        salt = -1;
    }
    js_value parts[] = {
        digest_name(ctx, pss->hashAlgorithm),
        digest_name(ctx, mask),
        js_number((double)salt),
    };
    ossl.X509_ALGOR_free(mask);
    ossl.ERR_clear_error();
    return (js_value)js_array_new(ctx, 3, parts, exception);
}

static js_value bytes_copy(js_context ctx, const uint8_t *bytes, size_t len, js_value *exception)
{
    uint8_t *copy = malloc(len + 1);
    if (copy == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    memcpy(copy, bytes, len);
    return js_uint8_array_adopt(ctx, copy, len, exception);
}

// keyNumber(handle, name, [length]) -> bytes, padded to `length`; undefined where the key has no such number
JS_FUNCTION(key_number)
{
    EVP_PKEY *key = crypto_key_get(ctx, js_arg(argc, argv, 0));
    js_utf8 name;
    BIGNUM *number = NULL;
    if (key == NULL || js_utf8_init(ctx, js_arg(argc, argv, 1), &name, exception) < 0) {
        return JS_UNDEFINED;
    }
    int ok = ossl.EVP_PKEY_get_bn_param(key, name.bytes, &number);
    js_utf8_deinit(&name);
    ossl.ERR_clear_error();
    if (ok != 1) {
        ossl.BN_clear_free(number);
        return JS_UNDEFINED;
    }
    int len = (ossl.BN_num_bits(number) + 7) / 8, wanted = js_arg_int32(argc, argv, 2);
    if (wanted > len) {
        len = wanted;
    }
    uint8_t *bytes = malloc((size_t)len + 1);
    if (bytes != NULL) {
        ossl.BN_bn2binpad(number, bytes, len);
    }
    ossl.BN_clear_free(number);
    return bytes == NULL ? js_throw_out_of_memory(ctx, exception)
                         : js_uint8_array_adopt(ctx, bytes, (size_t)len, exception);
}

// keyCurve(handle, whether private, bytes of a number) -> the point of a key of a curve, not compressed, and its private number behind it
JS_FUNCTION(key_curve)
{
    EVP_PKEY *key = crypto_key_get(ctx, js_arg(argc, argv, 0));
    int32_t size = js_arg_int32(argc, argv, 2);
    const EC_KEY *ec = key != NULL ? ossl.EVP_PKEY_get0_EC_KEY(key) : NULL;
    const EC_GROUP *group = ec != NULL ? ossl.EC_KEY_get0_group(ec) : NULL;
    const EC_POINT *point = ec != NULL ? ossl.EC_KEY_get0_public_key(ec) : NULL;
    const BIGNUM *number = ec != NULL && js_arg_true(argc, argv, 1) ? ossl.EC_KEY_get0_private_key(ec) : NULL;
    size_t point_len = 1 + 2 * (size_t)size, len = point_len + (number != NULL ? (size_t)size : 0);
    uint8_t *bytes = size > 0 && size <= 128 ? malloc(len) : NULL;
    bool ok = bytes != NULL && group != NULL && point != NULL &&
              ossl.EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, bytes, point_len, NULL) ==
                  point_len &&
              (number == NULL || ossl.BN_bn2binpad(number, bytes + point_len, size) == size);
    ossl.ERR_clear_error();
    if (!ok) {
        free(bytes);
        return js_throw_error(ctx, exception, "ERR_CRYPTO_OPERATION_FAILED", "no point of that size");
    }
    return js_uint8_array_adopt(ctx, bytes, len, exception);
}

// keyOctets(handle, whether private) -> bytes of a key without structure; undefined where it has none
JS_FUNCTION(key_octets)
{
    EVP_PKEY *key = crypto_key_get(ctx, js_arg(argc, argv, 0));
    uint8_t bytes[64];
    size_t len = sizeof bytes;
    if (key == NULL) {
        return JS_UNDEFINED;
    }
    int ok = js_arg_true(argc, argv, 1) ? ossl.EVP_PKEY_get_raw_private_key(key, bytes, &len)
                                        : ossl.EVP_PKEY_get_raw_public_key(key, bytes, &len);
    ossl.ERR_clear_error();
    js_value result = ok == 1 ? bytes_copy(ctx, bytes, len, exception) : JS_UNDEFINED;
    ossl.OPENSSL_cleanse(bytes, sizeof bytes);
    return result;
}

// keyPoint(handle) -> the public key of a curve as bytes, in the form that it was read; undefined where it has none
JS_FUNCTION(key_point)
{
    EVP_PKEY *key = crypto_key_get(ctx, js_arg(argc, argv, 0));
    uint8_t bytes[256];
    size_t len = 0;
    int ok = key != NULL && ossl.EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, bytes,
                                                                 sizeof bytes, &len) == 1;
    ossl.ERR_clear_error();
    return ok ? bytes_copy(ctx, bytes, len, exception) : JS_UNDEFINED;
}

// keyEqual(handle, handle) -> 1 same, 0 different, negative where OpenSSL cannot say
JS_FUNCTION(key_equal)
{
    EVP_PKEY *a = crypto_key_get(ctx, js_arg(argc, argv, 0)), *b = crypto_key_get(ctx, js_arg(argc, argv, 1));
    int same = a != NULL && b != NULL ? ossl.EVP_PKEY_eq(a, b) : -2;
    ossl.ERR_clear_error();
    return js_int32(same == -1 ? 0 : same); // -1: keys of two kinds
}

// Whether a public key is a good point of its curve for sure; OpenSSL decides where it is not.
static bool is_good_point(EVP_PKEY *key)
{
    const EC_KEY *ec = ossl.EVP_PKEY_get_id(key) == EVP_PKEY_EC ? ossl.EVP_PKEY_get0_EC_KEY(key) : NULL;
    const EC_POINT *point = ec != NULL ? ossl.EC_KEY_get0_public_key(ec) : NULL;
    bool ok = point != NULL && crypto_curve_holds(ossl.EC_KEY_get0_group(ec), point);
    ossl.ERR_clear_error();
    return ok;
}

// keyCheck(handle, whether private) -> boolean
JS_FUNCTION(key_check)
{
    EVP_PKEY *key = crypto_key_get(ctx, js_arg(argc, argv, 0));
    if (key != NULL && !js_arg_true(argc, argv, 1) && is_good_point(key)) {
        return JS_TRUE;
    }
    EVP_PKEY_CTX *checker = key != NULL ? ossl.EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL) : NULL;
    int ok = checker != NULL && (js_arg_true(argc, argv, 1) ? ossl.EVP_PKEY_pairwise_check(checker)
                                                            : ossl.EVP_PKEY_public_check(checker)) == 1;
    ossl.EVP_PKEY_CTX_free(checker);
    ossl.ERR_clear_error();
    return js_bool(ok);
}

// ---- writing ----------------------------------------------------------------------------------------------------------------

static int write_der_block(BIO *bio, const char *label, EVP_PKEY *key,
                           int (*encode)(const EVP_PKEY *, uint8_t **), bool pem)
{
    uint8_t *der = NULL;
    int len = encode(key, &der), ok = 0;
    if (len > 0) {
        ok = pem ? ossl.PEM_write_bio(bio, label, "", der, len) > 0 : ossl.BIO_write(bio, der, len) == len;
        ossl.OPENSSL_cleanse(der, (size_t)len);
    }
    ossl.CRYPTO_free(der, __FILE__, __LINE__);
    return ok;
}

static int write_public(BIO *bio, EVP_PKEY *key, bool pem, int type)
{
    if (type == CRYPTO_PKCS1) {
        return write_der_block(bio, PEM_STRING_RSA_PUBLIC, key, ossl.i2d_PublicKey, pem);
    }
    return pem ? ossl.PEM_write_bio_PUBKEY(bio, key) : ossl.i2d_PUBKEY_bio(bio, key);
}

static int write_private(BIO *bio, EVP_PKEY *key, bool pem, int type, const EVP_CIPHER *cipher,
                         const crypto_passphrase *passphrase)
{
    int len = (int)passphrase->len;
    const char *text = passphrase->bytes != NULL ? (const char *)passphrase->bytes : "";
    if (type == CRYPTO_PKCS8) {
        char *writable = (char *)(uintptr_t)text; // read only, whatever the prototypes say
        return pem ? ossl.PEM_write_bio_PKCS8PrivateKey(bio, key, cipher, writable, len, NULL, NULL)
                   : ossl.i2d_PKCS8PrivateKey_bio(bio, key, cipher, writable, len, NULL, NULL);
    }
    if (!pem) {
        return write_der_block(bio, "", key, ossl.i2d_PrivateKey, false);
    }
    return ossl.PEM_write_bio_PrivateKey_traditional(bio, key, cipher, (const uint8_t *)text, len, NULL,
                                                     NULL);
}

// What a BIO in memory holds, as bytes; frees it.
static js_value take_bio(js_context ctx, BIO *bio, js_value *exception)
{
    char *data = NULL;
    long len = ossl.BIO_ctrl(bio, BIO_CTRL_INFO, 0, &data);
    js_value result = bytes_copy(ctx, (const uint8_t *)data, len > 0 ? (size_t)len : 0, exception);
    ossl.BIO_free_all(bio);
    return result;
}

static EVP_CIPHER *cipher_of(js_context ctx, js_value v, js_value *exception)
{
    js_utf8 name;
    if (js_utf8_init(ctx, v, &name, exception) < 0) {
        return NULL;
    }
    EVP_CIPHER *cipher = crypto_cipher_fetch(name.bytes);
    js_utf8_deinit(&name);
    return cipher;
}

// keyWrite(handle, private, PEM, type, [cipher, passphrase]) -> bytes, -2 (unknown cipher) or errors
JS_FUNCTION(key_write)
{
    EVP_PKEY *key = crypto_key_get(ctx, js_arg(argc, argv, 0));
    js_value wanted = js_arg(argc, argv, 4);
    bool pem = js_arg_true(argc, argv, 2);
    int type = js_arg_int32(argc, argv, 3);
    EVP_CIPHER *cipher = NULL;
    crypto_passphrase passphrase;
    if (key == NULL || passphrase_init(ctx, js_arg(argc, argv, 5), &passphrase) < 0 ||
        passphrase.len > INT_MAX) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "a key and bytes expected");
    }
    if (!js_is_nullish(wanted) && (cipher = cipher_of(ctx, wanted, exception)) == NULL) {
        return js_int32(CIPHER_UNKNOWN);
    }
    ossl.ERR_clear_error();
    BIO *bio = ossl.BIO_new(ossl.BIO_s_secmem());
    int ok =
        bio != NULL && (js_arg_true(argc, argv, 1) ? write_private(bio, key, pem, type, cipher, &passphrase)
                                                   : write_public(bio, key, pem, type)) == 1;
    ossl.EVP_CIPHER_free(cipher);
    if (!ok) {
        ossl.BIO_free_all(bio);
        return crypto_failure(ctx);
    }
    return take_bio(ctx, bio, exception);
}

// keySpki(handle) -> bytes of the public key of a curve in DER, its point written in full
JS_FUNCTION(key_spki)
{
    EVP_PKEY *key = crypto_key_get(ctx, js_arg(argc, argv, 0));
    EVP_PKEY *copy = key != NULL ? ossl.EVP_PKEY_dup(key) : NULL;
    uint8_t *der = NULL;
    int len = -1;
    ossl.ERR_clear_error();
    if (copy != NULL && ossl.EVP_PKEY_set_utf8_string_param(copy, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                                            "uncompressed") == 1) {
        len = ossl.i2d_PUBKEY(copy, &der);
    }
    ossl.EVP_PKEY_free(copy);
    js_value result = len > 0 ? bytes_copy(ctx, der, (size_t)len, exception) : crypto_failure(ctx);
    ossl.CRYPTO_free(der, __FILE__, __LINE__);
    return result;
}

// ---- new keys -------------------------------------------------------------------------------------------------------------

// `setup` makes the parameters of a key first (DSA, DH with a prime of its own).
static EVP_PKEY *make_setup(crypto_job *job)
{
    EVP_PKEY *setup = NULL;
    EVP_PKEY_CTX *maker = ossl.EVP_PKEY_CTX_new_from_name(NULL, job->name, NULL);
    bool fixed = job->numbers[0] != 0; // the numbers are given, not to be found
    if (maker != NULL && fixed && ossl.EVP_PKEY_fromdata_init(maker) == 1) {
        ossl.EVP_PKEY_fromdata(maker, &setup, EVP_PKEY_KEY_PARAMETERS, job->setup);
    } else if (maker != NULL && !fixed && ossl.EVP_PKEY_paramgen_init(maker) == 1 &&
               ossl.EVP_PKEY_CTX_set_params(maker, job->setup) == 1) {
        ossl.EVP_PKEY_generate(maker, &setup);
    }
    ossl.EVP_PKEY_CTX_free(maker);
    return setup;
}

// The key of a curve that is asked for by its name alone (borrowed), or NULL.
static EVP_PKEY *plain_curve(const crypto_job *job)
{
    const OSSL_PARAM *params = job->params;
    const char *name = NULL;
    if (params == NULL || strcmp(job->name, "EC") != 0) {
        return NULL;
    }
    for (; params->key != NULL; params++) {
        if (params->data_type != OSSL_PARAM_UTF8_STRING) {
            return NULL;
        }
        if (strcmp(params->key, OSSL_PKEY_PARAM_GROUP_NAME) == 0) {
            name = params->data;
        } else if (strcmp(params->key, OSSL_PKEY_PARAM_EC_ENCODING) != 0 ||
                   strcmp(params->data, OSSL_PKEY_EC_ENCODING_GROUP) != 0) {
            return NULL;
        }
    }
    return name != NULL ? crypto_curve_key(ossl.OBJ_sn2nid(name)) : NULL;
}

static int octets_id(const char *name)
{
    return strcasecmp(name, "ED25519") == 0  ? EVP_PKEY_ED25519
           : strcasecmp(name, "X25519") == 0 ? EVP_PKEY_X25519
                                             : NID_undef;
}

EVP_PKEY *crypto_key_of_octets(const char *name, const uint8_t *bytes, size_t len)
{
    EVP_PKEY *key = NULL;
    return sodium_private_key(octets_id(name), bytes, len, &key)
               ? key
               : ossl.EVP_PKEY_new_raw_private_key_ex(NULL, name, NULL, bytes, len);
}

static int make_key(crypto_job *job)
{
    EVP_PKEY *setup = NULL;
    EVP_PKEY_CTX *maker = NULL;
    EVP_PKEY *curve = plain_curve(job);
    if (job->params == NULL && job->setup == NULL && sodium_new_key(octets_id(job->name), &job->made)) {
        return 1;
    }
    if (curve != NULL) {
        maker = ossl.EVP_PKEY_CTX_new_from_pkey(NULL, curve, NULL);
    } else if (job->setup != NULL) {
        setup = make_setup(job);
        maker = setup != NULL ? ossl.EVP_PKEY_CTX_new_from_pkey(NULL, setup, NULL) : NULL;
    } else {
        maker = ossl.EVP_PKEY_CTX_new_from_name(NULL, job->name, NULL);
    }
    int ok =
        maker != NULL && ossl.EVP_PKEY_keygen_init(maker) == 1 &&
        (job->params == NULL || curve != NULL || ossl.EVP_PKEY_CTX_set_params(maker, job->params) == 1) &&
        ossl.EVP_PKEY_generate(maker, &job->made) == 1;
    ossl.EVP_PKEY_CTX_free(maker);
    ossl.EVP_PKEY_free(setup);
    return ok;
}

// keyGenerate(kind, pairs, pairs for its parameters or null, whether those are the numbers themselves, [callback]) -> handle or errors
JS_FUNCTION(key_generate)
{
    js_utf8 kind;
    crypto_job *job = crypto_job_new(ctx, make_key, exception);
    if (job == NULL || js_utf8_init(ctx, js_arg(argc, argv, 0), &kind, exception) < 0) {
        crypto_job_free(job);
        return JS_UNDEFINED;
    }
    bool fits = kind.len < sizeof job->name;
    if (fits) {
        memcpy(job->name, kind.bytes, kind.len + 1);
    }
    js_utf8_deinit(&kind);
    job->numbers[0] = js_arg_true(argc, argv, 3);
    if (!fits || crypto_params_init(ctx, js_arg(argc, argv, 1), &job->params, exception) < 0 ||
        crypto_params_init(ctx, js_arg(argc, argv, 2), &job->setup, exception) < 0) {
        crypto_job_free(job);
        return JS_UNDEFINED;
    }
    return crypto_job_start(ctx, job, js_arg(argc, argv, 4), exception);
}

// curveName(name by any spelling) -> OpenSSL's name of the curve; undefined where there is none
JS_FUNCTION(curve_name)
{
    js_utf8 name;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) < 0) {
        return JS_UNDEFINED;
    }
    int nid = ossl.EC_curve_nist2nid(name.bytes);
    if (nid == NID_undef) {
        nid = ossl.OBJ_sn2nid(name.bytes);
    }
    js_utf8_deinit(&name);
    bool is_known = nid != NID_undef && crypto_curve_key(nid) != NULL; // which is kept
    if (!is_known && nid != NID_undef) {
        EC_GROUP *group = ossl.EC_GROUP_new_by_curve_name(nid);
        is_known = group != NULL;
        ossl.EC_GROUP_free(group);
    }
    ossl.ERR_clear_error();
    return is_known ? js_string_ascii(ctx, ossl.OBJ_nid2sn(nid)) : JS_UNDEFINED;
}

// curveNames() -> string[]
JS_FUNCTION(curve_names)
{
    size_t count = ossl.EC_get_builtin_curves(NULL, 0);
    EC_builtin_curve *curves = calloc(count + 1, sizeof *curves);
    js_object names = js_array_new(ctx, 0, NULL, exception);
    if (curves != NULL && names != NULL) {
        ossl.EC_get_builtin_curves(curves, count);
        for (size_t i = 0; i < count; i++) {
            js_set_index(ctx, names, (unsigned)i, js_string_ascii(ctx, ossl.OBJ_nid2sn(curves[i].nid)));
        }
    }
    free(curves);
    return (js_value)names;
}

const js_function_spec crypto_key_functions[] = {
    {"curveName", curve_name, 1, "curveName(name) -> name or undefined"},
    {"curveNames", curve_names, 0, "curveNames() -> string[]"},
    {"keyRead", key_read, 5, "keyRead(bytes, public, format, type, passphrase) -> handle, -1 or errors"},
    {"keyBuild", key_build, 3, "keyBuild(kind, private, pairs) -> handle or errors"},
    {"keyPublic", key_public, 3, "keyPublic(curve, point) or keyPublic(null, n, e) -> handle or errors"},
    {"keyRaw", key_raw, 3, "keyRaw(kind, private, bytes) -> handle or errors"},
    {"keyKind", key_kind, 1, "keyKind(handle) -> [name, bits, curve]"},
    {"keyPss", key_pss, 1, "keyPss(handle) -> [digest, digest of the mask, salt] or undefined"},
    {"keyNumber", key_number, 3, "keyNumber(handle, name, [length]) -> bytes or undefined"},
    {"keyCurve", key_curve, 3, "keyCurve(handle, private, bytes of a number) -> bytes"},
    {"keyOctets", key_octets, 2, "keyOctets(handle, private) -> bytes or undefined"},
    {"keyPoint", key_point, 1, "keyPoint(handle) -> bytes or undefined"},
    {"keyEqual", key_equal, 2, "keyEqual(handle, handle) -> 1, 0 or negative"},
    {"keyCheck", key_check, 2, "keyCheck(handle, private) -> boolean"},
    {"keyWrite", key_write, 6,
     "keyWrite(handle, private, PEM, type, [cipher, passphrase]) -> bytes, -2 or errors"},
    {"keySpki", key_spki, 1, "keySpki(handle) -> bytes or errors"},
    {"keyGenerate", key_generate, 5,
     "keyGenerate(kind, pairs, setup, fixed, [callback]) -> handle or errors"},
    {0},
};
