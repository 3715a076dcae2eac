// SPDX-License-Identifier: MIT
//
// PBKDF2 with SHA-512 and SHA-384. Of a round of HMAC only two steps of the digest depend on the round; what comes before them is made once, and
// nothing is copied between contexts, which is what libraries lose a third of the time with.
#include "node/crypto/pbkdf2.h"

enum { BLOCK = SHA512_CBLOCK, LENGTH_AT = BLOCK - 8 };

typedef struct hmac {
    SHA512_CTX inner, outer; // after the block of the key
    size_t digest_len;
} hmac;

static void digest_init(int nid, SHA512_CTX *context)
{
    (nid == NID_sha384 ? ossl.SHA384_Init : ossl.SHA512_Init)(context);
}

static void hmac_init(hmac *h, int nid, const crypto_copy *key)
{
    uint8_t pad[BLOCK] = {0};
    h->digest_len = nid == NID_sha384 ? SHA384_DIGEST_LENGTH : SHA512_DIGEST_LENGTH;
    digest_init(nid, &h->inner);
    digest_init(nid, &h->outer);
    if (key->len > BLOCK) {
        SHA512_CTX context = h->inner;
        ossl.SHA512_Update(&context, key->data, key->len);
        ossl.SHA512_Final(pad, &context);
        memset(pad + h->digest_len, 0, BLOCK - h->digest_len);
        ossl.OPENSSL_cleanse(&context, sizeof context);
    } else if (key->len > 0) {
        memcpy(pad, key->data, key->len);
    }
    for (size_t i = 0; i < BLOCK; i++) {
        pad[i] ^= 0x36;
    }
    ossl.SHA512_Update(&h->inner, pad, BLOCK);
    for (size_t i = 0; i < BLOCK; i++) {
        pad[i] ^= 0x36 ^ 0x5c;
    }
    ossl.SHA512_Update(&h->outer, pad, BLOCK);
    ossl.OPENSSL_cleanse(pad, sizeof pad);
}

// The digest of a block that follows the key's, with what a digest ends with after its first `h->digest_len` bytes. Its words replace them.
static void step(const hmac *h, const SHA512_CTX *from, SHA512_CTX *scratch, uint8_t block[BLOCK])
{
    memcpy(scratch->h, from->h, sizeof scratch->h);
    ossl.SHA512_Transform(scratch, block);
    for (size_t i = 0; i < h->digest_len / 8; i++) {
        uint64_t word = __builtin_bswap64(scratch->h[i]);
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
        word = scratch->h[i];
#endif
        memcpy(block + 8 * i, &word, sizeof word);
    }
}

// The first round, over salt and number of the block.
static void first(const hmac *h, const crypto_copy *salt, uint32_t number, uint8_t *digest)
{
    uint8_t bytes[] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                       (uint8_t)number};
    SHA512_CTX context = h->inner;
    ossl.SHA512_Update(&context, salt->data, salt->len);
    ossl.SHA512_Update(&context, bytes, sizeof bytes);
    ossl.SHA512_Final(digest, &context);
    context = h->outer;
    ossl.SHA512_Update(&context, digest, h->digest_len);
    ossl.SHA512_Final(digest, &context);
    ossl.OPENSSL_cleanse(&context, sizeof context);
}

bool pbkdf2_sha512(int nid, const crypto_copy *password, const crypto_copy *salt, unsigned iterations,
                   uint8_t *out, size_t out_len)
{
    hmac h;
    SHA512_CTX scratch;
    uint64_t sum[SHA512_DIGEST_LENGTH / 8], words[SHA512_DIGEST_LENGTH / 8];
    uint8_t block[BLOCK] = {0};
    if (nid != NID_sha512 && nid != NID_sha384) {
        return false;
    }
    hmac_init(&h, nid, password);
    scratch = h.inner;
    for (uint32_t number = 1; out_len > 0; number++) {
        first(&h, salt, number, block);
        memset(block + h.digest_len, 0, BLOCK - h.digest_len);
        uint64_t bits = 8 * (BLOCK + h.digest_len);
        block[h.digest_len] = 0x80;
        for (size_t i = 0; i < 8; i++) {
            block[LENGTH_AT + i] = (uint8_t)(bits >> (56 - 8 * i));
        }
        memcpy(sum, block, h.digest_len);
        for (unsigned i = 1; i < iterations; i++) {
            step(&h, &h.inner, &scratch, block);
            step(&h, &h.outer, &scratch, block);
            memcpy(words, block, h.digest_len);
            for (size_t j = 0; j < h.digest_len / 8; j++) {
                sum[j] ^= words[j];
            }
        }
        size_t now = out_len < h.digest_len ? out_len : h.digest_len;
        memcpy(out, sum, now);
        out += now;
        out_len -= now;
    }
    ossl.OPENSSL_cleanse(&h, sizeof h);
    ossl.OPENSSL_cleanse(&scratch, sizeof scratch);
    ossl.OPENSSL_cleanse(sum, sizeof sum);
    ossl.OPENSSL_cleanse(words, sizeof words);
    ossl.OPENSSL_cleanse(block, sizeof block);
    return true;
}
