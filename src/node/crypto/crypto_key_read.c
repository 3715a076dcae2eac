// SPDX-License-Identifier: MIT
//
// Reading keys: PEM by its label, DER by the type that the program names. Touches no JavaScript.
#include "node/crypto/crypto_key.h"
#include "node/crypto/der.h"

#include <limits.h>

int crypto_passphrase_ask(char *buffer, int size, int for_writing __attribute__((unused)), void *data)
{
    crypto_passphrase *passphrase = data;
    if (passphrase == NULL || passphrase->bytes == NULL) {
        if (passphrase != NULL) {
            passphrase->was_asked = true;
        }
        return -1;
    }
    if (size < 0 || passphrase->len > (size_t)size) {
        return -1;
    }
    memcpy(buffer, passphrase->bytes, passphrase->len);
    return (int)passphrase->len;
}

static EVP_PKEY *key_of_certificate(X509 *certificate)
{
    EVP_PKEY *key = certificate != NULL ? ossl.X509_get_pubkey(certificate) : NULL;
    ossl.X509_free(certificate);
    return key;
}

// ---- from parts ------------------------------------------------------------------------------------------------------------

enum { NUMBERS_PUBLIC = 2, NUMBERS_PRIVATE = 8 };

static bool push_number(OSSL_PARAM_BLD *builder, const char *name, der_slice bytes, BIGNUM **keep)
{
    *keep = bytes.len > INT_MAX ? NULL : ossl.BN_bin2bn(bytes.data, (int)bytes.len, NULL);
    return *keep != NULL && ossl.OSSL_PARAM_BLD_push_BN(builder, name, *keep) == 1;
}

static bool push_rsa(OSSL_PARAM_BLD *builder, const der_key *parts, BIGNUM *keep[])
{
    static const char *const names[] = {
        OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
        OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
        OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
        OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
    };
    size_t count = parts->is_private ? NUMBERS_PRIVATE : NUMBERS_PUBLIC;
    for (size_t i = 0; i < count; i++) {
        if (!push_number(builder, names[i], parts->numbers[i], &keep[i])) {
            return false;
        }
    }
    return true;
}

// The curve of a key whose point is written in full: the other forms stay what they are with OpenSSL's own reading only.
static int curve_of(const der_key *parts)
{
    const uint8_t *at = parts->curve.data;
    if (parts->point.len <= 1 || parts->point.data[0] != POINT_CONVERSION_UNCOMPRESSED) {
        return NID_undef;
    }
    ASN1_OBJECT *curve = ossl.d2i_ASN1_OBJECT(NULL, &at, (long)parts->curve.len);
    int nid = curve != NULL ? ossl.OBJ_obj2nid(curve) : NID_undef;
    ossl.ASN1_OBJECT_free(curve);
    return nid;
}

static bool push_ec(OSSL_PARAM_BLD *builder, const der_key *parts, BIGNUM *keep[])
{
    int nid = curve_of(parts);
    return nid != NID_undef &&
           ossl.OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, ossl.OBJ_nid2sn(nid),
                                                0) &&
           ossl.OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, parts->point.data,
                                                 parts->point.len) &&
           (!parts->is_private || push_number(builder, OSSL_PKEY_PARAM_PRIV_KEY, parts->number, &keep[0]));
}

static EVP_PKEY *build(const der_key *parts)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *maker = NULL;
    BIGNUM *keep[NUMBERS_PRIVATE] = {0};
    OSSL_PARAM *params = NULL;
    OSSL_PARAM_BLD *builder = ossl.OSSL_PARAM_BLD_new();
    bool rsa = parts->kind == DER_RSA;
    if (builder != NULL && (rsa ? push_rsa(builder, parts, keep) : push_ec(builder, parts, keep)) &&
        (params = ossl.OSSL_PARAM_BLD_to_param(builder)) != NULL &&
        (maker = ossl.EVP_PKEY_CTX_new_from_name(NULL, rsa ? "RSA" : "EC", NULL)) != NULL &&
        ossl.EVP_PKEY_fromdata_init(maker) == 1) {
        int selection = parts->is_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
        if (ossl.EVP_PKEY_fromdata(maker, &key, selection, params) != 1) {
            ossl.EVP_PKEY_free(key);
            key = NULL;
        }
    }
    ossl.EVP_PKEY_CTX_free(maker);
    for (OSSL_PARAM *each = params; each != NULL && each->key != NULL; each++) {
        ossl.OPENSSL_cleanse(each->data, each->data_size);
    }
    ossl.OSSL_PARAM_free(params);
    ossl.OSSL_PARAM_BLD_free(builder);
    for (size_t i = 0; i < NUMBERS_PRIVATE; i++) {
        ossl.BN_clear_free(keep[i]);
    }
    return key;
}

EVP_PKEY *crypto_key_of_rsa(const uint8_t *n, size_t n_len, const uint8_t *e, size_t e_len)
{
    der_key parts = {.kind = DER_RSA};
    parts.numbers[0] = (der_slice){n, n_len};
    parts.numbers[1] = (der_slice){e, e_len};
    return build(&parts);
}

// A key of its parts. NULL, with nothing in OpenSSL's queue, where it is to be read another way.
static EVP_PKEY *key_of_parts(const der_key *parts)
{
    static const char *const raw_names[] = {"X25519", "X448", "ED25519", "ED448"};
    EVP_PKEY *key = NULL;
    if (parts->kind == DER_RAW) {
        const char *name = raw_names[parts->id - 110];
        key = parts->is_private ? crypto_key_of_octets(name, parts->number.data, parts->number.len)
                                : ossl.EVP_PKEY_new_raw_public_key_ex(NULL, name, NULL, parts->point.data,
                                                                      parts->point.len);
    } else if (parts->kind == DER_EC && !parts->is_private) {
        key = crypto_curve_public(curve_of(parts), parts->point.data, parts->point.len);
    } else if (parts->kind != DER_OTHER) {
        key = build(parts);
    }
    if (key == NULL) {
        ossl.ERR_clear_error();
    }
    return key;
}

static EVP_PKEY *quick_spki(const uint8_t *der, size_t len)
{
    der_key parts;
    der_read_spki(der, len, &parts);
    return key_of_parts(&parts);
}

static EVP_PKEY *quick_pkcs8(const uint8_t *der, size_t len)
{
    der_key parts;
    der_read_pkcs8(der, len, &parts);
    return key_of_parts(&parts);
}

static EVP_PKEY *quick_rsa_private(const uint8_t *der, size_t len)
{
    der_key parts;
    der_read_rsa_private(der, len, &parts);
    return key_of_parts(&parts);
}

// ---- DER ----------------------------------------------------------------------------------------------------------------

// An EncryptedPrivateKeyInfo begins with a sequence in a sequence; a PrivateKeyInfo with a number in it.
static bool is_encrypted_pkcs8(const uint8_t *der, size_t len)
{
    if (len < 2 || der[0] != 0x30) {
        return false;
    }
    size_t at = 2;
    if (der[1] & 0x80) {
        at += der[1] & 0x7f;
    }
    return at < len && der[at] == 0x30;
}

// An RSAPrivateKey begins with a version, 0 or 1; an RSAPublicKey with the modulus.
static bool is_rsa_private(const uint8_t *der, size_t len)
{
    if (len < 2 || der[0] != 0x30) {
        return false;
    }
    size_t at = 2;
    if (der[1] & 0x80) {
        at += der[1] & 0x7f;
    }
    return at + 3 <= len && der[at] == 2 && der[at + 1] == 1 && der[at + 2] <= 1;
}

// RFC 5958 knows two versions. OpenSSL 3.0 does not look; later ones do.
static bool has_wrong_version(const uint8_t *der, size_t len)
{
    if (der_pkcs8_version(der, len) <= 1) {
        return false;
    }
    ossl.ERR_new();
    ossl.ERR_set_error(ERR_LIB_ASN1, ASN1_R_AUX_ERROR, NULL);
    return true;
}

static EVP_PKEY *read_pkcs8(const uint8_t *der, size_t len, crypto_passphrase *passphrase)
{
    if (has_wrong_version(der, len)) {
        return NULL;
    }
    if (is_encrypted_pkcs8(der, len)) {
        BIO *bio = ossl.BIO_new_mem_buf(der, (int)len);
        EVP_PKEY *key =
            bio != NULL ? ossl.d2i_PKCS8PrivateKey_bio(bio, NULL, crypto_passphrase_ask, passphrase) : NULL;
        ossl.BIO_free(bio);
        return key;
    }
    EVP_PKEY *quick = quick_pkcs8(der, len);
    if (quick != NULL) {
        return quick;
    }
    BIO *bio = ossl.BIO_new_mem_buf(der, (int)len);
    PKCS8_PRIV_KEY_INFO *info = bio != NULL ? ossl.d2i_PKCS8_PRIV_KEY_INFO_bio(bio, NULL) : NULL;
    EVP_PKEY *key = info != NULL ? ossl.EVP_PKCS82PKEY(info) : NULL;
    ossl.BIO_free(bio);
    ossl.PKCS8_PRIV_KEY_INFO_free(info);
    return key;
}

static EVP_PKEY *read_private_der(const uint8_t *der, size_t len, crypto_key_type type,
                                  crypto_passphrase *passphrase)
{
    const uint8_t *at = der;
    EVP_PKEY *quick = type == CRYPTO_PKCS1 ? quick_rsa_private(der, len) : NULL;
    if (quick != NULL) {
        return quick;
    }
    switch (type) {
    case CRYPTO_PKCS1:
        return ossl.d2i_PrivateKey(EVP_PKEY_RSA, NULL, &at, (long)len);
    case CRYPTO_SEC1:
        return ossl.d2i_PrivateKey(EVP_PKEY_EC, NULL, &at, (long)len);
    default:
        return read_pkcs8(der, len, passphrase);
    }
}

// ---- PEM ----------------------------------------------------------------------------------------------------------------

static EVP_PKEY *key_of_block(const char *label, const uint8_t *der, long len)
{
    if (strcmp(label, PEM_STRING_PUBLIC) == 0) {
        EVP_PKEY *quick = quick_spki(der, (size_t)len);
        return quick != NULL ? quick : ossl.d2i_PUBKEY(NULL, &der, len);
    }
    if (strcmp(label, PEM_STRING_RSA_PUBLIC) == 0) {
        return ossl.d2i_PublicKey(EVP_PKEY_RSA, NULL, &der, len);
    }
    return key_of_certificate(ossl.d2i_X509(NULL, &der, len));
}

static bool has_public_key(const char *label)
{
    return strcmp(label, PEM_STRING_PUBLIC) == 0 || strcmp(label, PEM_STRING_RSA_PUBLIC) == 0 ||
           strcmp(label, PEM_STRING_X509) == 0 || strcmp(label, PEM_STRING_X509_OLD) == 0 ||
           strcmp(label, PEM_STRING_X509_TRUSTED) == 0;
}

// The public key of the first block that holds one. `*found` says whether there was such a block.
static EVP_PKEY *read_public_pem(BIO *bio, bool *found)
{
    EVP_PKEY *key = NULL;
    *found = false;
    while (!*found) {
        char *label = NULL, *header = NULL;
        uint8_t *der = NULL;
        long len = 0;
        if (ossl.PEM_read_bio(bio, &label, &header, &der, &len) != 1) {
            break;
        }
        *found = has_public_key(label);
        key = *found ? key_of_block(label, der, len) : NULL;
        ossl.OPENSSL_cleanse(der, (size_t)len);
        ossl.CRYPTO_free(label, __FILE__, __LINE__);
        ossl.CRYPTO_free(header, __FILE__, __LINE__);
        ossl.CRYPTO_free(der, __FILE__, __LINE__);
    }
    return key;
}

// The key of the first block, where it is a private key without a lock. `*refused`: that block is none that may be read, OpenSSL's queue has the reason.
static EVP_PKEY *quick_private_pem(BIO *bio, bool *refused)
{
    char *label = NULL, *header = NULL;
    uint8_t *der = NULL;
    long len = 0;
    EVP_PKEY *key = NULL;
    if (ossl.PEM_read_bio(bio, &label, &header, &der, &len) != 1) {
        ossl.ERR_clear_error();
        return NULL;
    }
    if (header[0] == 0 && strcmp(label, PEM_STRING_PKCS8INF) == 0) {
        *refused = has_wrong_version(der, (size_t)len);
        key = *refused ? NULL : quick_pkcs8(der, (size_t)len);
    } else if (header[0] == 0 && strcmp(label, PEM_STRING_RSA) == 0) {
        key = quick_rsa_private(der, (size_t)len);
    }
    ossl.OPENSSL_cleanse(der, (size_t)len);
    ossl.CRYPTO_free(label, __FILE__, __LINE__);
    ossl.CRYPTO_free(header, __FILE__, __LINE__);
    ossl.CRYPTO_free(der, __FILE__, __LINE__);
    return key;
}

static EVP_PKEY *read_private_pem(const void *bytes, size_t len, crypto_passphrase *passphrase)
{
    BIO *bio = ossl.BIO_new_mem_buf(bytes, (int)len);
    bool refused = false;
    EVP_PKEY *quick = bio != NULL ? quick_private_pem(bio, &refused) : NULL;
    ossl.BIO_free(bio);
    if (quick != NULL || refused) {
        return quick;
    }
    bio = ossl.BIO_new_mem_buf(bytes, (int)len);
    EVP_PKEY *key =
        bio != NULL ? ossl.PEM_read_bio_PrivateKey(bio, NULL, crypto_passphrase_ask, passphrase) : NULL;
    ossl.BIO_free(bio);
    return key;
}

// ---- both -----------------------------------------------------------------------------------------------------------------

EVP_PKEY *crypto_key_read_private(const void *bytes, size_t len, crypto_key_format format,
                                  crypto_key_type type, crypto_passphrase *passphrase)
{
    if (len > INT_MAX) {
        return NULL;
    }
    return format == CRYPTO_PEM ? read_private_pem(bytes, len, passphrase)
                                : read_private_der(bytes, len, type, passphrase);
}

EVP_PKEY *crypto_key_read_public(const void *bytes, size_t len, crypto_key_format format,
                                 crypto_key_type type, crypto_passphrase *passphrase)
{
    const uint8_t *at = bytes;
    if (len > INT_MAX) {
        return NULL;
    }
    if (format == CRYPTO_DER) {
        switch (type) {
        case CRYPTO_PKCS1:
            if (is_rsa_private(bytes, len)) {
                return read_private_der(bytes, len, type, passphrase);
            }
            return ossl.d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)len);
        case CRYPTO_SPKI: {
            EVP_PKEY *quick = quick_spki(bytes, len);
            return quick != NULL ? quick : ossl.d2i_PUBKEY(NULL, &at, (long)len);
        }
        default:
            return read_private_der(bytes, len, type, passphrase);
        }
    }
    bool found;
    BIO *bio = ossl.BIO_new_mem_buf(bytes, (int)len);
    EVP_PKEY *key = bio != NULL ? read_public_pem(bio, &found) : NULL;
    ossl.BIO_free(bio);
    if (bio == NULL || found) {
        return key;
    }
    ossl.ERR_clear_error();
    return read_private_pem(bytes, len, passphrase);
}

int crypto_pfx_read(const void *bytes, size_t len, const char *passphrase, EVP_PKEY **key, X509 **certificate,
                    OPENSSL_STACK **more)
{
    const uint8_t *at = bytes;
    STACK_OF(X509) *others = NULL;
    *key = NULL;
    *certificate = NULL;
    *more = NULL;
    PKCS12 *pfx = len > LONG_MAX ? NULL : ossl.d2i_PKCS12(NULL, &at, (long)len);
    int ok = pfx != NULL && ossl.PKCS12_parse(pfx, passphrase, key, certificate, &others) == 1;
    ossl.PKCS12_free(pfx);
    *more = (OPENSSL_STACK *)others;
    return ok;
}
