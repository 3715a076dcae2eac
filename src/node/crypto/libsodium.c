// SPDX-License-Identifier: MIT
#include "node/crypto/libsodium.h"

#include "base/library.h"
#include "node/crypto/crypto.h"

#include <sodium.h>
#include <uv.h>

static struct {
    __typeof__(&sodium_init) init;
    __typeof__(&crypto_sign_ed25519_detached) sign;
    __typeof__(&crypto_sign_ed25519_verify_detached) verify;
    __typeof__(&crypto_sign_ed25519_seed_keypair) sign_keys;
    __typeof__(&crypto_scalarmult_curve25519) secret;
    __typeof__(&crypto_scalarmult_curve25519_base) secret_public;
    __typeof__(&crypto_pwhash_scryptsalsa208sha256_ll) scrypt;
} sodium;

enum { USES_MIN = 8 };           // until then OpenSSL is done before the library has been opened
enum { SCRYPT_COST_MIN = 1024 }; // from here on scrypt takes longer than opening it

static uv_once_t once = UV_ONCE_INIT;
static bool is_loaded;
static atomic_uint uses;

static void load(void)
{
    static const library_symbol symbols[] = {
        {"sodium_init", offsetof(__typeof__(sodium), init)},
        {"crypto_sign_ed25519_detached", offsetof(__typeof__(sodium), sign)},
        {"crypto_sign_ed25519_verify_detached", offsetof(__typeof__(sodium), verify)},
        {"crypto_sign_ed25519_seed_keypair", offsetof(__typeof__(sodium), sign_keys)},
        {"crypto_scalarmult_curve25519", offsetof(__typeof__(sodium), secret)},
        {"crypto_scalarmult_curve25519_base", offsetof(__typeof__(sodium), secret_public)},
        {"crypto_pwhash_scryptsalsa208sha256_ll", offsetof(__typeof__(sodium), scrypt)},
    };
    // The soname carries the version of the interface: 23.
    is_loaded = library_load("libsodium.so.23", symbols, sizeof symbols / sizeof symbols[0], &sodium) == 0 &&
                sodium.init() >= 0;
}

static bool is_loaded_now(void)
{
    if (atomic_load(&crypto_fips_on)) {
        return false;
    }
    uv_once(&once, load);
    return is_loaded;
}

static bool is_there(void)
{
    if (atomic_load_explicit(&uses, memory_order_relaxed) < USES_MIN) {
        atomic_fetch_add_explicit(&uses, 1, memory_order_relaxed);
        return false;
    }
    return is_loaded_now();
}

static bool public_of(EVP_PKEY *key, uint8_t bytes[SODIUM_KEY])
{
    size_t len = SODIUM_KEY;
    bool ok = ossl.EVP_PKEY_get_raw_public_key(key, bytes, &len) == 1 && len == SODIUM_KEY;
    ossl.ERR_clear_error();
    return ok;
}

static bool private_of(EVP_PKEY *key, uint8_t bytes[SODIUM_KEY])
{
    size_t len = SODIUM_KEY;
    bool ok = ossl.EVP_PKEY_get_raw_private_key(key, bytes, &len) == 1 && len == SODIUM_KEY;
    ossl.ERR_clear_error();
    return ok;
}

bool sodium_sign(EVP_PKEY *key, const uint8_t *data, size_t len, uint8_t signature[SODIUM_SIGNATURE])
{
    uint8_t both[2 * SODIUM_KEY]; // libsodium's form of a private key
    bool ok = ossl.EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 && is_there() && private_of(key, both) &&
              public_of(key, both + SODIUM_KEY) && sodium.sign(signature, NULL, data, len, both) == 0;
    ossl.OPENSSL_cleanse(both, sizeof both);
    return ok;
}

bool sodium_verifies(EVP_PKEY *key, const uint8_t *data, size_t len, const uint8_t *signature,
                     size_t signature_len)
{
    uint8_t bytes[SODIUM_KEY];
    return signature_len == SODIUM_SIGNATURE && ossl.EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 && is_there() &&
           public_of(key, bytes) && sodium.verify(signature, data, len, bytes) == 0;
}

bool sodium_secret(EVP_PKEY *key, EVP_PKEY *peer, uint8_t secret[SODIUM_KEY])
{
    uint8_t bytes[SODIUM_KEY], other[SODIUM_KEY];
    // It fails for a secret of nothing but zeros, which OpenSSL has an error for.
    bool ok = ossl.EVP_PKEY_get_id(key) == EVP_PKEY_X25519 && ossl.EVP_PKEY_get_id(peer) == EVP_PKEY_X25519 &&
              is_there() && private_of(key, bytes) && public_of(peer, other) &&
              sodium.secret(secret, bytes, other) == 0;
    ossl.OPENSSL_cleanse(bytes, sizeof bytes);
    return ok;
}

// OpenSSL makes the public key of a private one itself unless it is told.
static bool pair(int id, uint8_t bytes[SODIUM_KEY], uint8_t public_bytes[SODIUM_KEY], EVP_PKEY **key)
{
    OSSL_PARAM params[] = {
        ossl.OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, bytes, SODIUM_KEY),
        ossl.OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, public_bytes, SODIUM_KEY),
        ossl.OSSL_PARAM_construct_end(),
    };
    EVP_PKEY *made = NULL;
    EVP_PKEY_CTX *maker =
        ossl.EVP_PKEY_CTX_new_from_name(NULL, id == EVP_PKEY_ED25519 ? "ED25519" : "X25519", NULL);
    bool ok = maker != NULL && ossl.EVP_PKEY_fromdata_init(maker) == 1 &&
              ossl.EVP_PKEY_fromdata(maker, &made, EVP_PKEY_KEYPAIR, params) == 1;
    ossl.EVP_PKEY_CTX_free(maker);
    if (!ok) {
        ossl.EVP_PKEY_free(made);
        ossl.ERR_clear_error();
        return false;
    }
    *key = made;
    return true;
}

bool sodium_private_key(int id, const uint8_t *bytes, size_t len, EVP_PKEY **key)
{
    uint8_t both[2 * SODIUM_KEY], public_bytes[SODIUM_KEY];
    if (len != SODIUM_KEY || (id != EVP_PKEY_ED25519 && id != EVP_PKEY_X25519) || !is_there()) {
        return false;
    }
    memcpy(both, bytes, SODIUM_KEY);
    bool ok = id == EVP_PKEY_ED25519 ? sodium.sign_keys(public_bytes, both, bytes) == 0
                                     : sodium.secret_public(public_bytes, bytes) == 0;
    ok = ok && pair(id, both, public_bytes, key);
    ossl.OPENSSL_cleanse(both, sizeof both);
    return ok;
}

bool sodium_new_key(int id, EVP_PKEY **key)
{
    uint8_t bytes[SODIUM_KEY];
    if ((id != EVP_PKEY_ED25519 && id != EVP_PKEY_X25519) || !is_there() ||
        ossl.RAND_priv_bytes(bytes, sizeof bytes) != 1) {
        return false;
    }
    if (id == EVP_PKEY_X25519) { // as RFC 7748 says, and OpenSSL writes them
        bytes[0] &= 248;
        bytes[31] = (uint8_t)((bytes[31] & 127) | 64);
    }
    bool ok = sodium_private_key(id, bytes, sizeof bytes, key);
    ossl.OPENSSL_cleanse(bytes, sizeof bytes);
    return ok;
}

bool sodium_scrypt(const uint8_t *password, size_t password_len, const uint8_t *salt, size_t salt_len,
                   const uint64_t numbers[3], uint8_t *out, size_t out_len)
{
    bool is_long = numbers[0] >= SCRYPT_COST_MIN;
    bool fits = numbers[1] <= UINT32_MAX && numbers[2] <= UINT32_MAX && out_len > 0;
    return fits && (is_long ? is_loaded_now() : is_there()) &&
           sodium.scrypt(password, password_len, salt, salt_len, numbers[0], (uint32_t)numbers[1],
                         (uint32_t)numbers[2], out, out_len) == 0;
}
