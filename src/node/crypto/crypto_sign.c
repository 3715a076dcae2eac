// SPDX-License-Identifier: MIT
//
// Signatures, of messages and of digests, and encryption with RSA. Signatures of EC and DSA come in two forms: DER, and the two numbers
// side by side (IEEE P1363).
#include "node/crypto/crypto_job.h"
#include "node/crypto/crypto_key.h"
#include "node/crypto/libsodium.h"

#include <limits.h>
#include <stdlib.h>

enum { NO_SALT = INT_MIN };

// What crypto_job.numbers hold here.
enum { PADDING, SALT, SIDE_BY_SIDE };

static bool is_rsa(const EVP_PKEY *key)
{
    int id = ossl.EVP_PKEY_get_id(key);
    return id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS;
}

static int set_rsa_options(const crypto_job *job, EVP_PKEY_CTX *options)
{
    if (!is_rsa(job->key) || job->numbers[PADDING] == 0) {
        return 1;
    }
    if (ossl.EVP_PKEY_CTX_set_rsa_padding(options, job->numbers[PADDING]) != 1) {
        return 0;
    }
    return job->numbers[PADDING] != RSA_PKCS1_PSS_PADDING || job->numbers[SALT] == NO_SALT ||
           ossl.EVP_PKEY_CTX_set_rsa_pss_saltlen(options, job->numbers[SALT]) == 1;
}

// ---- the two forms of a signature ---------------------------------------------------------------------------------------

// Bytes of each of the two numbers; 0 for keys whose signatures have one form.
static size_t number_size(EVP_PKEY *key)
{
    BIGNUM *order = NULL;
    size_t size = 0;
    int id = ossl.EVP_PKEY_get_id(key);
    const EC_KEY *ec = id == EVP_PKEY_EC ? ossl.EVP_PKEY_get0_EC_KEY(key) : NULL;
    if (ec != NULL) {
        return ((size_t)ossl.BN_num_bits(ossl.EC_GROUP_get0_order(ossl.EC_KEY_get0_group(ec))) + 7) / 8;
    }
    if (id == EVP_PKEY_DSA && ossl.EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_FFC_Q, &order) == 1) {
        size = ((size_t)ossl.BN_num_bits(order) + 7) / 8;
    }
    ossl.BN_free(order);
    return size;
}

// Replaces the DER in job->out by the two numbers.
static int to_side_by_side(crypto_job *job, size_t size)
{
    const uint8_t *at = job->out;
    ECDSA_SIG *signature = ossl.d2i_ECDSA_SIG(NULL, &at, (long)job->out_len);
    uint8_t *both = malloc(2 * size);
    int ok = signature != NULL && both != NULL &&
             ossl.BN_bn2binpad(ossl.ECDSA_SIG_get0_r(signature), both, (int)size) > 0 &&
             ossl.BN_bn2binpad(ossl.ECDSA_SIG_get0_s(signature), both + size, (int)size) > 0;
    ossl.ECDSA_SIG_free(signature);
    if (!ok) {
        free(both);
        return 0;
    }
    free(job->out);
    job->out = both;
    job->out_len = 2 * size;
    return 1;
}

// Replaces the two numbers in job->more by DER. 0 where they are not of the right length.
static int from_side_by_side(crypto_job *job, size_t size)
{
    uint8_t *der = NULL;
    if (job->more.len != 2 * size) {
        return 0;
    }
    ECDSA_SIG *signature = ossl.ECDSA_SIG_new();
    BIGNUM *r = ossl.BN_bin2bn(job->more.data, (int)size, NULL);
    BIGNUM *s = ossl.BN_bin2bn(job->more.data + size, (int)size, NULL);
    if (signature == NULL || r == NULL || s == NULL || ossl.ECDSA_SIG_set0(signature, r, s) != 1) {
        ossl.BN_free(r);
        ossl.BN_free(s);
        ossl.ECDSA_SIG_free(signature);
        return 0;
    }
    int len = ossl.i2d_ECDSA_SIG(signature, &der);
    ossl.ECDSA_SIG_free(signature);
    uint8_t *copy = len > 0 ? malloc((size_t)len) : NULL;
    if (copy != NULL) {
        memcpy(copy, der, (size_t)len);
        free(job->more.data);
        job->more.data = copy;
        job->more.len = (size_t)len;
    }
    ossl.CRYPTO_free(der, __FILE__, __LINE__);
    return copy != NULL;
}

static int finish_signature(crypto_job *job)
{
    size_t size = job->numbers[SIDE_BY_SIDE] ? number_size(job->key) : 0;
    return size == 0 || to_side_by_side(job, size);
}

// Whether the signature can be of this key at all.
static int prepare_signature(crypto_job *job)
{
    size_t size = job->numbers[SIDE_BY_SIDE] ? number_size(job->key) : 0;
    return size == 0 || from_side_by_side(job, size);
}

// ---- messages -----------------------------------------------------------------------------------------------------------------

// ECDSA without looking for the signature's code by its name, which takes as long as the arithmetic. False: the case is another one.
static bool sign_directly(crypto_job *job, const uint8_t *digest, size_t digest_len)
{
    unsigned len = 0;
    if (ossl.EVP_PKEY_get_id(job->key) != EVP_PKEY_EC || digest_len > EVP_MAX_MD_SIZE ||
        atomic_load(&crypto_fips_on)) {
        return false;
    }
    EC_KEY *ec = (EC_KEY *)(uintptr_t)ossl.EVP_PKEY_get0_EC_KEY(job->key);
    int room = ec != NULL && ossl.EC_KEY_get0_private_key(ec) != NULL ? ossl.ECDSA_size(ec) : 0;
    bool ok = room > 0 && crypto_job_room(job, (size_t)room) &&
              ossl.ECDSA_sign(0, digest, (int)digest_len, job->out, &len, ec) == 1;
    if (!ok) {
        ossl.ERR_clear_error();
        free(job->out);
        job->out = NULL;
        return false;
    }
    job->out_len = len;
    return true;
}

static bool sign_message_directly(crypto_job *job)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    return job->md != NULL && ossl.EVP_PKEY_get_id(job->key) == EVP_PKEY_EC &&
           (ossl.EVP_MD_get_flags(job->md) & EVP_MD_FLAG_XOF) == 0 &&
           ossl.EVP_Digest(job->data.data, job->data.len, digest, &len, job->md, NULL) == 1 &&
           sign_directly(job, digest, len);
}

static int sign_message(crypto_job *job)
{
    EVP_PKEY_CTX *options = NULL;
    size_t len = 0;
    if (sign_message_directly(job)) {
        return finish_signature(job);
    }
    uint8_t signature[SODIUM_SIGNATURE];
    if (job->md == NULL && sodium_sign(job->key, job->data.data, job->data.len, signature)) {
        if (!crypto_job_room(job, sizeof signature)) {
            return 0;
        }
        memcpy(job->out, signature, sizeof signature);
        return 1;
    }
    EVP_MD_CTX *signer = ossl.EVP_MD_CTX_new();
    int ok = signer != NULL && ossl.EVP_DigestSignInit(signer, &options, job->md, NULL, job->key) == 1 &&
             set_rsa_options(job, options) &&
             ossl.EVP_DigestSign(signer, NULL, &len, job->data.data, job->data.len) == 1 &&
             crypto_job_room(job, len) &&
             ossl.EVP_DigestSign(signer, job->out, &job->out_len, job->data.data, job->data.len) == 1 &&
             finish_signature(job);
    ossl.EVP_MD_CTX_free(signer);
    return ok;
}

// The commonest cases, RSA with PKCS #1's padding and ECDSA, without looking for signature and digest by name, which takes as long as the
// arithmetic. False: the case is another one.
static bool verify_directly(crypto_job *job)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    int id = ossl.EVP_PKEY_get_id(job->key), padding = job->numbers[PADDING];
    int nid = job->md != NULL ? ossl.EVP_MD_get_type(job->md) : NID_undef;
    bool is_plain_rsa = id == EVP_PKEY_RSA && (padding == 0 || padding == RSA_PKCS1_PADDING);
    if ((!is_plain_rsa && id != EVP_PKEY_EC) || job->more.len > INT_MAX || atomic_load(&crypto_fips_on) ||
        (nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512 && nid != NID_sha1)) {
        return false;
    }
    RSA *rsa = is_plain_rsa ? (RSA *)(uintptr_t)ossl.EVP_PKEY_get0_RSA(job->key) : NULL;
    EC_KEY *ec = is_plain_rsa ? NULL : (EC_KEY *)(uintptr_t)ossl.EVP_PKEY_get0_EC_KEY(job->key);
    if ((rsa == NULL && ec == NULL) ||
        ossl.EVP_Digest(job->data.data, job->data.len, digest, &len, job->md, NULL) != 1) {
        ossl.ERR_clear_error();
        return false;
    }
    const uint8_t *signature = job->more.data;
    int signature_len = (int)job->more.len;
    job->verdict = rsa != NULL
                       ? ossl.RSA_verify(nid, digest, len, signature, (unsigned)signature_len, rsa) == 1
                       : ossl.ECDSA_verify(0, digest, (int)len, signature, signature_len, ec) == 1;
    ossl.ERR_clear_error();
    return true;
}

static int verify_message(crypto_job *job)
{
    EVP_PKEY_CTX *options = NULL;
    if (!prepare_signature(job)) {
        job->verdict = 0; // it can be none of this key
        return 1;
    }
    if (verify_directly(job)) {
        return 1;
    }
    if (job->md == NULL &&
        sodium_verifies(job->key, job->data.data, job->data.len, job->more.data, job->more.len)) {
        job->verdict = 1;
        return 1;
    }
    EVP_MD_CTX *verifier = ossl.EVP_MD_CTX_new();
    int ok = verifier != NULL &&
             ossl.EVP_DigestVerifyInit(verifier, &options, job->md, NULL, job->key) == 1 &&
             set_rsa_options(job, options);
    if (ok) {
        job->verdict =
            ossl.EVP_DigestVerify(verifier, job->more.data, job->more.len, job->data.data, job->data.len);
        ossl.ERR_clear_error(); // of a signature that is none
    }
    ossl.EVP_MD_CTX_free(verifier);
    return ok;
}

// ---- digests ------------------------------------------------------------------------------------------------------------------

static int sign_digest(crypto_job *job)
{
    size_t len = 0;
    if (sign_directly(job, job->data.data, job->data.len)) {
        return finish_signature(job);
    }
    EVP_PKEY_CTX *signer = ossl.EVP_PKEY_CTX_new_from_pkey(NULL, job->key, NULL);
    int ok = signer != NULL && ossl.EVP_PKEY_sign_init(signer) == 1 && set_rsa_options(job, signer) &&
             ossl.EVP_PKEY_CTX_set_signature_md(signer, job->md) == 1 &&
             ossl.EVP_PKEY_sign(signer, NULL, &len, job->data.data, job->data.len) == 1 &&
             crypto_job_room(job, len) &&
             ossl.EVP_PKEY_sign(signer, job->out, &job->out_len, job->data.data, job->data.len) == 1 &&
             finish_signature(job);
    ossl.EVP_PKEY_CTX_free(signer);
    return ok;
}

static int verify_digest(crypto_job *job)
{
    EVP_PKEY_CTX *verifier = ossl.EVP_PKEY_CTX_new_from_pkey(NULL, job->key, NULL);
    int ok = verifier != NULL && ossl.EVP_PKEY_verify_init(verifier) == 1 && set_rsa_options(job, verifier) &&
             ossl.EVP_PKEY_CTX_set_signature_md(verifier, job->md) == 1;
    if (ok && prepare_signature(job)) {
        job->verdict =
            ossl.EVP_PKEY_verify(verifier, job->more.data, job->more.len, job->data.data, job->data.len);
        ossl.ERR_clear_error();
    }
    ossl.EVP_PKEY_CTX_free(verifier);
    return ok;
}

// Whether it takes some 30 us at most, which a way to another thread and back costs as well: signing with P-256 or Ed25519, verifying with RSA.
static bool is_quick(const crypto_job *job, bool verifies)
{
    enum { DATA_MAX = 16384, RSA_BITS_MAX = 3072 };
    if (job->data.len > DATA_MAX) {
        return false;
    }
    switch (ossl.EVP_PKEY_get_id(job->key)) {
    case EVP_PKEY_ED25519:
        return !verifies;
    case EVP_PKEY_EC: {
        const EC_KEY *ec = verifies ? NULL : ossl.EVP_PKEY_get0_EC_KEY(job->key);
        return ec != NULL && ossl.EC_GROUP_get_curve_name(ossl.EC_KEY_get0_group(ec)) == NID_X9_62_prime256v1;
    }
    case EVP_PKEY_RSA:
        return verifies && ossl.EVP_PKEY_get_bits(job->key) <= RSA_BITS_MAX;
    default:
        return false;
    }
}

// keySign(0 sign message, 1 verify message, 2 sign digest, 3 verify digest; key, data, digest or -1, padding or 0, salt or undefined,
//   whether side by side, signature, [callback]) -> bytes, boolean or errors
JS_FUNCTION(key_sign)
{
    static int (*const kinds[])(crypto_job *) = {sign_message, verify_message, sign_digest, verify_digest};
    int32_t kind = js_arg_int32(argc, argv, 0) & 3;
    crypto_job *job = crypto_job_new(ctx, kinds[kind], exception);
    if (job == NULL || crypto_copy_init(ctx, js_arg(argc, argv, 2), &job->data, exception) < 0 ||
        ((kind & 1) != 0 && crypto_copy_init(ctx, js_arg(argc, argv, 7), &job->more, exception) < 0)) {
        crypto_job_free(job);
        return JS_UNDEFINED;
    }
    job->key = crypto_key_hold(ctx, js_arg(argc, argv, 1));
    if (job->key == NULL) {
        crypto_job_free(job);
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "a key expected");
    }
    job->md = crypto_digest_of(js_arg_int32(argc, argv, 3));
    job->numbers[PADDING] = js_arg_int32(argc, argv, 4);
    job->numbers[SALT] = js_is_number(js_arg(argc, argv, 5)) ? js_arg_int32(argc, argv, 5) : NO_SALT;
    job->numbers[SIDE_BY_SIDE] = js_arg_true(argc, argv, 6);
    job->is_quick = is_quick(job, (kind & 1) != 0);
    return crypto_job_start(ctx, job, js_arg(argc, argv, 8), exception);
}

// ---- encryption with RSA ------------------------------------------------------------------------------------------------------

static int set_oaep(crypto_job *job, EVP_PKEY_CTX *options)
{
    if (job->numbers[PADDING] != RSA_PKCS1_OAEP_PADDING) {
        return 1;
    }
    if (job->md != NULL && (ossl.EVP_PKEY_CTX_set_rsa_oaep_md(options, job->md) != 1 ||
                            ossl.EVP_PKEY_CTX_set_rsa_mgf1_md(options, job->md) != 1)) {
        return 0;
    }
    if (job->more.len == 0) {
        return 1;
    }
    // OpenSSL takes the label and frees it its own way.
    void *label = ossl.CRYPTO_memdup(job->more.data, job->more.len, __FILE__, __LINE__);
    if (label == NULL || ossl.EVP_PKEY_CTX_set0_rsa_oaep_label(options, label, (int)job->more.len) != 1) {
        ossl.CRYPTO_free(label, __FILE__, __LINE__);
        return 0;
    }
    return 1;
}

typedef int (*rsa_init)(EVP_PKEY_CTX *options);
typedef int (*rsa_step)(EVP_PKEY_CTX *options, uint8_t *out, size_t *len, const uint8_t *in, size_t in_len);

static int crypt_with(crypto_job *job, rsa_init init, rsa_step step)
{
    size_t len = 0;
    EVP_PKEY_CTX *options = ossl.EVP_PKEY_CTX_new_from_pkey(NULL, job->key, NULL);
    int ok = options != NULL && init(options) == 1 &&
             ossl.EVP_PKEY_CTX_set_rsa_padding(options, job->numbers[PADDING]) == 1 &&
             set_oaep(job, options) && step(options, NULL, &len, job->data.data, job->data.len) == 1 &&
             crypto_job_room(job, len) &&
             step(options, job->out, &job->out_len, job->data.data, job->data.len) == 1;
    ossl.EVP_PKEY_CTX_free(options);
    return ok;
}

// OAEP without looking for its code by its name. False: the case is another one.
static bool encrypt_directly(crypto_job *job)
{
    bool is_usual = ossl.EVP_PKEY_get_id(job->key) == EVP_PKEY_RSA && job->md != NULL &&
                    job->numbers[PADDING] == RSA_PKCS1_OAEP_PADDING && job->data.len <= INT_MAX &&
                    job->more.len <= INT_MAX && !atomic_load(&crypto_fips_on);
    RSA *rsa = is_usual ? (RSA *)(uintptr_t)ossl.EVP_PKEY_get0_RSA(job->key) : NULL;
    int room = rsa != NULL ? ossl.RSA_size(rsa) : 0;
    uint8_t *padded = room > 0 ? malloc((size_t)room) : NULL;
    bool ok =
        padded != NULL && crypto_job_room(job, (size_t)room) &&
        ossl.RSA_padding_add_PKCS1_OAEP_mgf1(padded, room, job->data.data, (int)job->data.len, job->more.data,
                                             (int)job->more.len, job->md, job->md) == 1 &&
        ossl.RSA_public_encrypt(room, padded, job->out, rsa, RSA_NO_PADDING) == room;
    if (padded != NULL) {
        ossl.OPENSSL_cleanse(padded, (size_t)room);
        free(padded);
    }
    if (!ok) {
        ossl.ERR_clear_error();
        free(job->out);
        job->out = NULL;
    }
    return ok;
}

static int public_encrypt(crypto_job *job)
{
    if (encrypt_directly(job)) {
        return 1;
    }
    return crypt_with(job, ossl.EVP_PKEY_encrypt_init, ossl.EVP_PKEY_encrypt);
}

static int private_decrypt(crypto_job *job)
{
    return crypt_with(job, ossl.EVP_PKEY_decrypt_init, ossl.EVP_PKEY_decrypt);
}

static int private_encrypt(crypto_job *job)
{
    return crypt_with(job, ossl.EVP_PKEY_sign_init, ossl.EVP_PKEY_sign);
}

static int public_decrypt(crypto_job *job)
{
    return crypt_with(job, ossl.EVP_PKEY_verify_recover_init, ossl.EVP_PKEY_verify_recover);
}

// Whether OpenSSL hides from an attacker which messages were padded badly (it makes up an answer for those).
static bool hides_padding(EVP_PKEY *key)
{
    EVP_PKEY_CTX *options = ossl.EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    bool hides = options != NULL && ossl.EVP_PKEY_decrypt_init(options) == 1 &&
                 ossl.EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PADDING) == 1 &&
                 ossl.EVP_PKEY_CTX_ctrl_str(options, "rsa_pkcs1_implicit_rejection", "1") > 0;
    ossl.EVP_PKEY_CTX_free(options);
    ossl.ERR_clear_error();
    return hides;
}

// keyCrypt(0 public encrypt, 1 private decrypt, 2 private encrypt, 3 public decrypt; key, data, padding, digest or -1, label or undefined,
//   [callback]) -> bytes, -1 (a padding that would tell secrets) or errors
JS_FUNCTION(key_crypt)
{
    static int (*const kinds[])(crypto_job *) = {public_encrypt, private_decrypt, private_encrypt,
                                                 public_decrypt};
    int32_t kind = js_arg_int32(argc, argv, 0) & 3;
    js_value label = js_arg(argc, argv, 5);
    crypto_job *job = crypto_job_new(ctx, kinds[kind], exception);
    if (job == NULL || crypto_copy_init(ctx, js_arg(argc, argv, 2), &job->data, exception) < 0 ||
        (!js_is_nullish(label) && crypto_copy_init(ctx, label, &job->more, exception) < 0)) {
        crypto_job_free(job);
        return JS_UNDEFINED;
    }
    job->key = crypto_key_hold(ctx, js_arg(argc, argv, 1));
    if (job->key == NULL || job->data.len > INT_MAX || job->more.len > INT_MAX) {
        crypto_job_free(job);
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "a key and fewer bytes expected");
    }
    job->numbers[PADDING] = js_arg_int32(argc, argv, 3);
    job->md = crypto_digest_of(js_arg_int32(argc, argv, 4));
    if (kind == 1 && job->numbers[PADDING] == RSA_PKCS1_PADDING && !hides_padding(job->key)) {
        crypto_job_free(job);
        return js_int32(-1);
    }
    return crypto_job_start(ctx, job, js_arg(argc, argv, 6), exception);
}

// ---- keys wrapped in keys -------------------------------------------------------------------------------------------------------

static int start_kem(EVP_PKEY *key, EVP_PKEY_CTX *options, int (*init)(EVP_PKEY_CTX *, const OSSL_PARAM *))
{
    return options != NULL && init(options, NULL) == 1 &&
           (!ossl.EVP_PKEY_is_a(key, "RSA") || ossl.EVP_PKEY_CTX_set_kem_op(options, "RSASVE") == 1);
}

static int encapsulate(crypto_job *job)
{
    EVP_PKEY_CTX *options = ossl.EVP_PKEY_CTX_new_from_pkey(NULL, job->key, NULL);
    int ok = start_kem(job->key, options, ossl.EVP_PKEY_encapsulate_init) &&
             ossl.EVP_PKEY_encapsulate(options, NULL, &job->out_len, NULL, &job->second_len) == 1 &&
             (job->second = malloc(job->second_len + 1)) != NULL && crypto_job_room(job, job->out_len) &&
             ossl.EVP_PKEY_encapsulate(options, job->out, &job->out_len, job->second, &job->second_len) == 1;
    ossl.EVP_PKEY_CTX_free(options);
    return ok;
}

static int decapsulate(crypto_job *job)
{
    size_t len = 0;
    EVP_PKEY_CTX *options = ossl.EVP_PKEY_CTX_new_from_pkey(NULL, job->key, NULL);
    int ok = start_kem(job->key, options, ossl.EVP_PKEY_decapsulate_init) &&
             ossl.EVP_PKEY_decapsulate(options, NULL, &len, job->data.data, job->data.len) == 1 &&
             crypto_job_room(job, len) &&
             ossl.EVP_PKEY_decapsulate(options, job->out, &job->out_len, job->data.data, job->data.len) == 1;
    ossl.EVP_PKEY_CTX_free(options);
    return ok;
}

// keyKem(key, ciphertext or null to make one, [callback]) -> [ciphertext, secret], secret or errors
JS_FUNCTION(key_kem)
{
    js_value given = js_arg(argc, argv, 1);
    crypto_job *job = crypto_job_new(ctx, js_is_nullish(given) ? encapsulate : decapsulate, exception);
    if (job == NULL || (!js_is_nullish(given) && crypto_copy_init(ctx, given, &job->data, exception) < 0)) {
        crypto_job_free(job);
        return JS_UNDEFINED;
    }
    job->key = crypto_key_hold(ctx, js_arg(argc, argv, 0));
    if (job->key == NULL) {
        crypto_job_free(job);
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "a key expected");
    }
    return crypto_job_start(ctx, job, js_arg(argc, argv, 2), exception);
}

const js_function_spec crypto_sign_functions[] = {
    {"keySign", key_sign, 9,
     "keySign(kind, key, data, digest, padding, salt, side by side, signature, [callback]) -> bytes, boolean "
     "or errors"},
    {"keyCrypt", key_crypt, 7,
     "keyCrypt(kind, key, data, padding, digest, label, [callback]) -> bytes, -1 or errors"},
    {"keyKem", key_kem, 3,
     "keyKem(key, ciphertext or null, [callback]) -> [ciphertext, secret], secret or errors"},
    {0},
};
