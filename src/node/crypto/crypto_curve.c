// SPDX-License-Identifier: MIT
//
// Keys that hold nothing but a curve, one for each curve that was used, for the life of the process: OpenSSL takes three times as long to
// prepare a curve's arithmetic as to read a point of it, and does so for each key that names its curve. A copy of such a key shares the work.
#include "node/crypto/crypto_key.h"

#include <uv.h>

enum { CURVES_MAX = 8 };

static struct {
    int nid;
    EVP_PKEY *key;
} curves[CURVES_MAX];
static size_t curve_count;
static uv_mutex_t lock;
static bool is_ready;
static uv_once_t once = UV_ONCE_INIT;

static void init(void)
{
    is_ready = uv_mutex_init(&lock) == 0;
}

static EVP_PKEY *make(int nid)
{
    EVP_PKEY *key = NULL;
    const char *name = ossl.OBJ_nid2sn(nid);
    EVP_PKEY_CTX *maker = name != NULL ? ossl.EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL) : NULL;
    if (maker != NULL && ossl.EVP_PKEY_fromdata_init(maker) == 1) {
        OSSL_PARAM params[] = {
            ossl.OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)(uintptr_t)name, 0),
            ossl.OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_EC_ENCODING,
                                                  (char *)(uintptr_t)OSSL_PKEY_EC_ENCODING_GROUP, 0),
            ossl.OSSL_PARAM_construct_end(),
        };
        if (ossl.EVP_PKEY_fromdata(maker, &key, EVP_PKEY_KEY_PARAMETERS, params) != 1) {
            ossl.EVP_PKEY_free(key);
            key = NULL;
        }
    }
    ossl.EVP_PKEY_CTX_free(maker);
    return key;
}

EVP_PKEY *crypto_curve_key(int nid)
{
    EVP_PKEY *key = NULL;
    uv_once(&once, init);
    if (nid == NID_undef || !is_ready) {
        return NULL;
    }
    uv_mutex_lock(&lock);
    for (size_t i = 0; i < curve_count && key == NULL; i++) {
        key = curves[i].nid == nid ? curves[i].key : NULL;
    }
    if (key == NULL && curve_count < CURVES_MAX && (key = make(nid)) != NULL) {
        curves[curve_count].nid = nid;
        curves[curve_count++].key = key;
    }
    uv_mutex_unlock(&lock);
    return key;
}

EVP_PKEY *crypto_curve_public(int nid, const uint8_t *point, size_t len)
{
    EVP_PKEY *curve = crypto_curve_key(nid);
    EVP_PKEY *key = curve != NULL ? ossl.EVP_PKEY_dup(curve) : NULL;
    if (key != NULL && ossl.EVP_PKEY_set1_encoded_public_key(key, point, len) != 1) {
        ossl.EVP_PKEY_free(key);
        key = NULL;
    }
    return key;
}

bool crypto_curve_holds(const EC_GROUP *group, const EC_POINT *point)
{
    const BIGNUM *cofactor = ossl.EC_GROUP_get0_cofactor(group);
    return ossl.EC_GROUP_get_curve_name(group) != NID_undef && cofactor != NULL && ossl.BN_is_one(cofactor) &&
           ossl.EC_POINT_is_at_infinity(group, point) == 0 &&
           ossl.EC_POINT_is_on_curve(group, point, NULL) == 1;
}
