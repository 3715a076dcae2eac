// SPDX-License-Identifier: MIT
#include "node/crypto/libnettle.h"

#include "base/library.h"
#include "node/crypto/crypto.h"

#include <nettle/hkdf.h>
#include <nettle/hmac.h>
#include <nettle/pbkdf2.h>
#include <uv.h>

static struct {
    __typeof__(&nettle_hmac_set_key) set_key;
    __typeof__(&nettle_hmac_digest) digest;
    __typeof__(&nettle_pbkdf2) pbkdf2;
    __typeof__(&nettle_hkdf_extract) extract;
    __typeof__(&nettle_hkdf_expand) expand;
    const struct nettle_hash *sha1;
    const struct nettle_hash *sha256;
} nettle;

// Until so many rounds were asked for OpenSSL is done before another library has been opened. HKDF's work counts as this many.
enum { ROUNDS_MIN = 100, ROUNDS_OF_HKDF = 10 };

static uv_once_t once = UV_ONCE_INIT;
static bool is_loaded;
static atomic_uint rounds_asked;

static void load(void)
{
    static const library_symbol symbols[] = {
        {"nettle_hmac_set_key", offsetof(__typeof__(nettle), set_key)},
        {"nettle_hmac_digest", offsetof(__typeof__(nettle), digest)},
        {"nettle_pbkdf2", offsetof(__typeof__(nettle), pbkdf2)},
        {"nettle_hkdf_extract", offsetof(__typeof__(nettle), extract)},
        {"nettle_hkdf_expand", offsetof(__typeof__(nettle), expand)},
        {"nettle_sha1", offsetof(__typeof__(nettle), sha1)},
        {"nettle_sha256", offsetof(__typeof__(nettle), sha256)},
    };
    // The soname carries the version of the interface: 8.
    is_loaded = library_load("libnettle.so.8", symbols, sizeof symbols / sizeof symbols[0], &nettle) == 0;
}

static bool is_there(unsigned rounds)
{
    if (atomic_load(&crypto_fips_on)) {
        return false;
    }
    unsigned before = atomic_load_explicit(&rounds_asked, memory_order_relaxed);
    if (before < ROUNDS_MIN && rounds < ROUNDS_MIN - before) {
        atomic_fetch_add_explicit(&rounds_asked, rounds, memory_order_relaxed);
        return false;
    }
    if (before < ROUNDS_MIN) {
        atomic_store_explicit(&rounds_asked, ROUNDS_MIN, memory_order_relaxed);
    }
    uv_once(&once, load);
    return is_loaded;
}

// ---- OpenSSL's SHA-2 of 64 bits as a digest of Nettle -------------------------------------------------------------------

static void sha384_start(void *state)
{
    ossl.SHA384_Init(state);
}

static void sha512_start(void *state)
{
    ossl.SHA512_Init(state);
}

static void sha512_add(void *state, size_t len, const uint8_t *data)
{
    ossl.SHA512_Update(state, data, len);
}

// Nettle asks for less than all of a digest for a result's last bytes only, and starts the state anew itself.
static void sha512_end(void *state, size_t len, uint8_t *digest)
{
    uint8_t whole[SHA512_DIGEST_LENGTH];
    SHA512_CTX *sha = state;
    if (len == sha->md_len) {
        ossl.SHA512_Final(digest, sha);
        return;
    }
    ossl.SHA512_Final(whole, sha);
    memcpy(digest, whole, len);
    ossl.OPENSSL_cleanse(whole, sizeof whole);
}

static const struct nettle_hash sha384 = {
    "sha384", sizeof(SHA512_CTX), SHA384_DIGEST_LENGTH, SHA512_CBLOCK, sha384_start, sha512_add, sha512_end};
static const struct nettle_hash sha512 = {
    "sha512", sizeof(SHA512_CTX), SHA512_DIGEST_LENGTH, SHA512_CBLOCK, sha512_start, sha512_add, sha512_end};

static const struct nettle_hash *hash_of(int nid)
{
    switch (nid) {
    case NID_sha1:
        return nettle.sha1;
    case NID_sha256:
        return nettle.sha256;
    case NID_sha384:
        return &sha384;
    case NID_sha512:
        return &sha512;
    default:
        return NULL;
    }
}

// ---- HMAC, as Nettle's derivations want it --------------------------------------------------------------------------------

enum { STATE_MAX = 256 };
_Static_assert(sizeof(SHA512_CTX) <= STATE_MAX, "room for the largest state");

typedef struct mac {
    const struct nettle_hash *hash;
    _Alignas(16) uint8_t outer[STATE_MAX];
    _Alignas(16) uint8_t inner[STATE_MAX];
    _Alignas(16) uint8_t state[STATE_MAX];
} mac;

static bool mac_init(mac *m, int nid, nettle_text key)
{
    m->hash = hash_of(nid);
    if (m->hash == NULL || m->hash->context_size > STATE_MAX) {
        return false;
    }
    nettle.set_key(m->outer, m->inner, m->state, m->hash, key.len, key.data);
    return true;
}

static void mac_update(void *state, size_t len, const uint8_t *data)
{
    mac *m = state;
    m->hash->update(m->state, len, data);
}

static void mac_digest(void *state, size_t len, uint8_t *digest)
{
    mac *m = state;
    nettle.digest(m->outer, m->inner, m->state, m->hash, len, digest);
}

bool nettle_derive_pbkdf2(int nid, nettle_text key, nettle_text salt, unsigned rounds, uint8_t *out,
                          size_t out_len)
{
    mac m;
    bool ok = is_there(rounds) && mac_init(&m, nid, key);
    if (ok) {
        nettle.pbkdf2(&m, mac_update, mac_digest, m.hash->digest_size, rounds, salt.len, salt.data, out_len,
                      out);
        ossl.OPENSSL_cleanse(&m, sizeof m);
    }
    return ok;
}

bool nettle_derive_hkdf(int nid, nettle_text key, nettle_text salt, nettle_text info, uint8_t *out,
                        size_t out_len)
{
    mac m;
    uint8_t middle[SHA512_DIGEST_LENGTH];
    if (!is_there(ROUNDS_OF_HKDF) || !mac_init(&m, nid, salt)) {
        return false;
    }
    size_t size = m.hash->digest_size;
    nettle.extract(&m, mac_update, mac_digest, size, key.len, key.data, middle);
    mac_init(&m, nid, (nettle_text){middle, size});
    nettle.expand(&m, mac_update, mac_digest, size, info.len, info.data, out_len, out);
    ossl.OPENSSL_cleanse(&m, sizeof m);
    ossl.OPENSSL_cleanse(middle, sizeof middle);
    return true;
}
