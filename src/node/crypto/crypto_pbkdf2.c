// SPDX-License-Identifier: MIT
//
// PBKDF2 (RFC 8018) with HMAC of the SHA family. OpenSSL 3.0 copies its HMAC's contexts in each iteration, which costs as much as the
// hashing; here an iteration is two runs of the compression function over words. Touches no JavaScript. Thread: any.
#include "node/crypto/crypto_pbkdf2.h"

#include <string.h>

enum { BLOCK_MAX = 128, WORDS = 8, HASH_MAX = 64 };

// A hash's state, as wide as the widest; SHA-1 uses five words of 32 bits.
typedef union state {
    SHA_CTX sha1;
    SHA256_CTX sha256;
    SHA512_CTX sha512;
} state;

typedef struct family {
    const char *name;
    size_t size;  // of the hash
    size_t block; // of the input
    size_t length_size;
    void (*compress)(state *s, const uint8_t *block);
    void (*store)(const state *s, uint8_t *out); // all words of the state, big-endian
    int (*init)(state *s);
} family;

static void store32(const uint32_t *words, size_t count, uint8_t *out)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t each = __builtin_bswap32(words[i]);
        memcpy(out + 4 * i, &each, sizeof each);
    }
}

static void store64(const SHA_LONG64 *words, uint8_t *out)
{
    for (size_t i = 0; i < WORDS; i++) {
        uint64_t each = __builtin_bswap64(words[i]);
        memcpy(out + 8 * i, &each, sizeof each);
    }
}

static void compress1(state *s, const uint8_t *block)
{
    ossl.SHA1_Transform(&s->sha1, block);
}
static void store1(const state *s, uint8_t *out)
{
    const uint32_t words[5] = {s->sha1.h0, s->sha1.h1, s->sha1.h2, s->sha1.h3, s->sha1.h4};
    store32(words, 5, out);
}
static int init1(state *s)
{
    return ossl.SHA1_Init(&s->sha1);
}
static void compress256(state *s, const uint8_t *block)
{
    ossl.SHA256_Transform(&s->sha256, block);
}
static void store256(const state *s, uint8_t *out)
{
    store32(s->sha256.h, WORDS, out);
}
static int init256(state *s)
{
    return ossl.SHA256_Init(&s->sha256);
}
static void compress512(state *s, const uint8_t *block)
{
    ossl.SHA512_Transform(&s->sha512, block);
}
static void store512(const state *s, uint8_t *out)
{
    store64(s->sha512.h, out);
}
static int init384(state *s)
{
    return ossl.SHA384_Init(&s->sha512);
}
static int init512(state *s)
{
    return ossl.SHA512_Init(&s->sha512);
}

static const family families[] = {
    {"SHA1", 20, 64, 8, compress1, store1, init1},
    {"SHA2-256", 32, 64, 8, compress256, store256, init256},
    {"SHA2-384", 48, 128, 16, compress512, store512, init384},
    {"SHA2-512", 64, 128, 16, compress512, store512, init512},
};

static const family *family_of(const EVP_MD *md)
{
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        if (ossl.EVP_MD_is_a(md, families[i].name)) {
            return &families[i];
        }
    }
    return NULL;
}

// HMAC's two states after their pads.
typedef struct keyed {
    const family *hash;
    state inner, outer;
} keyed;

static int keyed_init(keyed *k, const EVP_MD *md, const uint8_t *secret, size_t len)
{
    uint8_t pad[BLOCK_MAX] = {0};
    unsigned hashed = 0;
    int ok = 1;
    if (len <= k->hash->block) {
        memcpy(pad, secret, len);
    } else {
        ok = ossl.EVP_Digest(secret, len, pad, &hashed, md, NULL);
    }
    ok = ok == 1 && k->hash->init(&k->inner) == 1 && k->hash->init(&k->outer) == 1;
    for (size_t i = 0; i < k->hash->block; i++) {
        pad[i] ^= 0x36;
    }
    k->hash->compress(&k->inner, pad);
    for (size_t i = 0; i < k->hash->block; i++) {
        pad[i] ^= 0x36 ^ 0x5c;
    }
    k->hash->compress(&k->outer, pad);
    ossl.OPENSSL_cleanse(pad, sizeof pad);
    return ok;
}

// Ends a message whose last block holds `used` bytes: padding and the length of `total` bytes.
static void pad_end(const family *hash, uint8_t *block, size_t used, uint64_t total)
{
    uint64_t bits = __builtin_bswap64(total * 8);
    memset(block + used, 0, hash->block - used);
    block[used] = 0x80;
    memcpy(block + hash->block - 8, &bits, sizeof bits);
}

// HMAC of `salt` and a number, into `out` (all words of the state).
static void first(const keyed *k, const uint8_t *salt, size_t len, uint32_t number, uint8_t *out)
{
    const family *hash = k->hash;
    state s = k->inner;
    uint8_t block[BLOCK_MAX];
    uint8_t tail[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                       (uint8_t)number};
    uint64_t total = hash->block + len + sizeof tail;
    size_t at = 0;
    for (size_t i = 0; i < len + sizeof tail; i++) {
        block[at++] = i < len ? salt[i] : tail[i - len];
        if (at == hash->block) {
            hash->compress(&s, block);
            at = 0;
        }
    }
    if (at + 1 + hash->length_size > hash->block) { // no room for the length
        memset(block + at, 0, hash->block - at);
        block[at] = 0x80;
        hash->compress(&s, block);
        memset(block, 0, hash->block - 8);
        uint64_t bits = __builtin_bswap64(total * 8);
        memcpy(block + hash->block - 8, &bits, sizeof bits);
    } else {
        pad_end(hash, block, at, total);
    }
    hash->compress(&s, block);
    hash->store(&s, block);
    pad_end(hash, block, hash->size, hash->block + hash->size);
    s = k->outer;
    hash->compress(&s, block);
    hash->store(&s, out);
    ossl.OPENSSL_cleanse(block, sizeof block);
    ossl.OPENSSL_cleanse(&s, sizeof s);
}

// One block of output: the exclusive or of `iterations` HMACs, each of the one before.
static void one_block(const keyed *k, const uint8_t *salt, size_t len, uint64_t iterations, uint32_t number,
                      uint8_t *out)
{
    const family *hash = k->hash;
    uint8_t block[BLOCK_MAX], sum[HASH_MAX];
    state s;
    first(k, salt, len, number, block);
    memcpy(sum, block, hash->size);
    pad_end(hash, block, hash->size, hash->block + hash->size);
    for (uint64_t i = 1; i < iterations; i++) {
        // What follows the hash in `block`, padding and length, stays; SHA-384's state is longer than its hash.
        uint8_t words[HASH_MAX];
        s = k->inner;
        hash->compress(&s, block);
        hash->store(&s, words);
        memcpy(block, words, hash->size);
        s = k->outer;
        hash->compress(&s, block);
        hash->store(&s, words);
        memcpy(block, words, hash->size);
        for (size_t j = 0; j < hash->size; j++) {
            sum[j] ^= words[j];
        }
    }
    memcpy(out, sum, hash->size);
    ossl.OPENSSL_cleanse(block, sizeof block);
    ossl.OPENSSL_cleanse(sum, sizeof sum);
    ossl.OPENSSL_cleanse(&s, sizeof s);
}

int crypto_pbkdf2(const EVP_MD *md, const uint8_t *secret, size_t secret_len, const uint8_t *salt,
                  size_t salt_len, uint64_t iterations, uint8_t *out, size_t out_len)
{
    keyed k = {.hash = family_of(md)};
    uint8_t last[HASH_MAX];
    if (k.hash == NULL || keyed_init(&k, md, secret, secret_len) != 1) {
        return -1;
    }
    for (uint32_t number = 1; out_len > 0; number++) {
        size_t part = out_len < k.hash->size ? out_len : k.hash->size;
        one_block(&k, salt, salt_len, iterations, number, last);
        memcpy(out, last, part);
        out += part;
        out_len -= part;
    }
    ossl.OPENSSL_cleanse(last, sizeof last);
    ossl.OPENSSL_cleanse(&k, sizeof k);
    return 1;
}
