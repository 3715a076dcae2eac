// SPDX-License-Identifier: MIT
//
// Reading keys: PEM by its label, DER by the type that the program names. Touches no JavaScript.
#include "node/crypto/crypto_key.h"

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

static EVP_PKEY *read_pkcs8(const uint8_t *der, size_t len, crypto_passphrase *passphrase)
{
    if (is_encrypted_pkcs8(der, len)) {
        BIO *bio = ossl.BIO_new_mem_buf(der, (int)len);
        EVP_PKEY *key =
            bio != NULL ? ossl.d2i_PKCS8PrivateKey_bio(bio, NULL, crypto_passphrase_ask, passphrase) : NULL;
        ossl.BIO_free(bio);
        return key;
    }
    const uint8_t *at = der;
    PKCS8_PRIV_KEY_INFO *info = ossl.d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)len);
    EVP_PKEY *key = info != NULL ? ossl.EVP_PKCS82PKEY(info) : NULL;
    ossl.PKCS8_PRIV_KEY_INFO_free(info);
    return key;
}

static EVP_PKEY *read_private_der(const uint8_t *der, size_t len, crypto_key_type type,
                                  crypto_passphrase *passphrase)
{
    const uint8_t *at = der;
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
        return ossl.d2i_PUBKEY(NULL, &der, len);
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

static EVP_PKEY *read_private_pem(const void *bytes, size_t len, crypto_passphrase *passphrase)
{
    BIO *bio = ossl.BIO_new_mem_buf(bytes, (int)len);
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
        case CRYPTO_SPKI:
            return ossl.d2i_PUBKEY(NULL, &at, (long)len);
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
