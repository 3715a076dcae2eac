// SPDX-License-Identifier: MIT
//
// Asymmetric keys: handles that JavaScript holds, and reading them from text and bytes. What TLS shares with crypto.
#ifndef PROTOJS_NODE_CRYPTO_KEY_H
#define PROTOJS_NODE_CRYPTO_KEY_H

#include "node/crypto/crypto.h"

// A handle of a key. Owns: adopts `key`, also on failure. Fails: undefined with `*exception` set.
js_value crypto_key_wrap(js_context ctx, EVP_PKEY *key, js_value *exception);
// The key behind a handle, or NULL where `v` is none. Borrowed: valid while the handle is reachable.
EVP_PKEY *crypto_key_get(js_context ctx, js_value v);
// As crypto_key_get, with a reference of its own (NULL where `v` is no handle). Owns: the caller, EVP_PKEY_free.
EVP_PKEY *crypto_key_hold(js_context ctx, js_value v);

typedef enum crypto_key_format { CRYPTO_PEM, CRYPTO_DER } crypto_key_format;
typedef enum crypto_key_type {
    CRYPTO_KEY_ANY = -1, // by the PEM's label
    CRYPTO_PKCS1,
    CRYPTO_SPKI,
    CRYPTO_PKCS8,
    CRYPTO_SEC1,
} crypto_key_type;

// Text that unlocks a key; `bytes` is NULL where the program gave none. `was_asked` is set where one was needed and not there.
typedef struct crypto_passphrase {
    const uint8_t *bytes;
    size_t len;
    bool was_asked;
} crypto_passphrase;

// The password callback for OpenSSL's functions; `data` is a crypto_passphrase.
int crypto_passphrase_ask(char *buffer, int size, int for_writing, void *data);

// Reads a key; private, or public (which also a certificate and a private key give). Fails: NULL with the reasons in OpenSSL's queue.
// Thread: any. Owns: the caller, EVP_PKEY_free.
EVP_PKEY *crypto_key_read_private(const void *bytes, size_t len, crypto_key_format format,
                                  crypto_key_type type, crypto_passphrase *passphrase);
EVP_PKEY *crypto_key_read_public(const void *bytes, size_t len, crypto_key_format format,
                                 crypto_key_type type, crypto_passphrase *passphrase);

// A public RSA key of modulus and exponent, big-endian. Fails, Owns, Thread: as crypto_key_read_public.
EVP_PKEY *crypto_key_of_rsa(const uint8_t *n, size_t n_len, const uint8_t *e, size_t e_len);
// A private key that is bytes without structure, of "ED25519" and its like. Fails, Owns, Thread: as crypto_key_read_private.
EVP_PKEY *crypto_key_of_octets(const char *name, const uint8_t *bytes, size_t len);
// A key that holds the curve of a NID and nothing else, the same for each call. Borrowed, for the life of the process. Fails: NULL where there is no
// such curve or too many were used, with the reasons in OpenSSL's queue. Thread: any.
EVP_PKEY *crypto_curve_key(int nid);
// A public key from a point of that curve. Fails: as crypto_curve_key. Owns: the caller, EVP_PKEY_free. Thread: any.
EVP_PKEY *crypto_curve_public(int nid, const uint8_t *point, size_t len);
// Whether a point is a good public key of a curve with a name whose points all are: on the curve and not at infinity. OpenSSL 3.0 multiplies it by the
// curve's order as well, which then tells nothing and takes as long as a secret. False says nothing. Thread: any.
bool crypto_curve_holds(const EC_GROUP *group, const EC_POINT *point);

// Private key, certificate and further certificates of a PKCS #12 file (DER). `*more` may become NULL. Fails: 0 with the reasons in
// OpenSSL's queue and nothing owned. Owns: the caller (EVP_PKEY_free, X509_free, OPENSSL_sk_pop_free with X509_free).
int crypto_pfx_read(const void *bytes, size_t len, const char *passphrase, EVP_PKEY **key, X509 **certificate,
                    OPENSSL_STACK **more);

#endif
