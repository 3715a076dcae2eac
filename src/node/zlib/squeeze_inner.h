// SPDX-License-Identifier: MIT
//
// What the parts of the compressor share: its state, the tokens that the searches (squeeze_deep.c, squeeze_quick.c) give and blocks are made of
// (squeeze_block.c), and how bytes are compared.
#ifndef PROTOJS_NODE_ZLIB_SQUEEZE_INNER_H
#define PROTOJS_NODE_ZLIB_SQUEEZE_INNER_H

#include "node/zlib/squeeze.h"

#include <string.h>

enum { LITERALS = 286, DISTANCES = 30, END_OF_BLOCK = 256 };
enum { TOKENS_MAX = 16384 };
enum { MATCH_MIN = 3, MATCH_MAX = 258 };

// Tables are indexed by a hash of the bytes at a position and hold positions modulo 65536. One that is older than that reads as a wrong
// candidate, whose bytes are compared like all others'.
struct squeezer {
    squeeze_effort effort;
    unsigned heads_bits, fours_bits;
    uint16_t *heads;           // deep: the last position by six bytes; quick: by eight
    uint16_t *nexts;           // deep: of each position the one before it with the same hash
    uint16_t *fours, *threes;  // deep: the last position by four bytes, by three
    uint32_t *pairs;           // quick: the last two by four bytes, the newer below
    bool has_tables, is_begun; // is_begun: they hold this stream
    uint32_t inserted;         // positions below are in the tables

    // The stream: window[0, filled), of which [0, done) was compressed; matches refer to nothing before `floor`.
    uint8_t *window;
    uint32_t filled, done, floor;

    // The block that is being made. A token is a byte, or (length << 15 | distance - 1), whose length is at least 3.
    const uint8_t *block_from;
    uint32_t *tokens;
    uint32_t tokens_len;
    uint32_t literal_counts[LITERALS + 2];
    uint32_t distance_counts[DISTANCES + 2];

    // Bits that fill no byte yet, and output: out[taken, out_len).
    uint64_t bits;
    unsigned bits_len;
    uint8_t *out;
    size_t out_len, out_capacity, taken;
};

typedef struct squeeze_match {
    uint32_t len, dist; // len is 0: none
} squeeze_match;

static inline uint32_t squeeze__load32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint64_t squeeze__load64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

// How many bytes are the same from `a` and `b` on, up to `most`.
static inline uint32_t squeeze__same(const uint8_t *a, const uint8_t *b, uint32_t most)
{
    uint32_t len = 0;
    for (; len + 8 <= most; len += 8) {
        uint64_t differ = squeeze__load64(a + len) ^ squeeze__load64(b + len);
        if (differ != 0) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            return len + ((uint32_t)__builtin_ctzll(differ) >> 3);
#else
            return len + ((uint32_t)__builtin_clzll(differ) >> 3);
#endif
        }
    }
    while (len < most && a[len] == b[len]) {
        len++;
    }
    return len;
}

// How far back a match at `at` may reach, and how long it may be.
static inline uint32_t squeeze__reach(uint32_t at, uint32_t floor)
{
    return at - floor < SQUEEZE_WINDOW ? at - floor : SQUEEZE_WINDOW;
}

static inline uint32_t squeeze__most(uint32_t at, uint32_t to)
{
    return to - at < MATCH_MAX ? to - at : MATCH_MAX;
}

static inline unsigned squeeze__log2(uint32_t v)
{
    return 31u - (unsigned)__builtin_clz(v);
}

// The symbol of a distance less one, and of a length less three.
static inline unsigned squeeze__distance_symbol(uint32_t d)
{
    if (d < 2) {
        return d;
    }
    unsigned log = squeeze__log2(d);
    return 2 * log + ((d >> (log - 1)) & 1);
}

static inline unsigned squeeze__length_symbol(uint32_t l)
{
    if (l < 8) {
        return 257 + l;
    }
    if (l == 255) {
        return 285;
    }
    unsigned log = squeeze__log2(l);
    return 257 + 4 * (log - 1) + ((l >> (log - 2)) & 3);
}

static inline void squeeze__literal(squeezer *s, uint8_t byte)
{
    s->tokens[s->tokens_len++] = byte;
    s->literal_counts[byte]++;
}

static inline void squeeze__match(squeezer *s, squeeze_match found)
{
    s->tokens[s->tokens_len++] = found.len << 15 | (found.dist - 1);
    s->literal_counts[squeeze__length_symbol(found.len - 3)]++;
    s->distance_counts[squeeze__distance_symbol(found.dist - 1)]++;
}

// Makes tokens, and blocks of them where they get many, of base[from, to); the last block is begun and not ended. The bytes from `floor` on are
// history, of which those from `s->inserted` on are not in the tables yet. Fails: -ENOMEM.
int squeeze__parse_deep(squeezer *s, const uint8_t *base, uint32_t floor, uint32_t from, uint32_t to)
    __attribute__((warn_unused_result));
int squeeze__parse_quick(squeezer *s, const uint8_t *base, uint32_t floor, uint32_t from, uint32_t to)
    __attribute__((warn_unused_result));
// Begins a block whose bytes start at `from`; writes it, whose bytes end at `to`. Fails: -ENOMEM.
void squeeze__block_begin(squeezer *s, const uint8_t *from);
int squeeze__block_end(squeezer *s, const uint8_t *to, bool is_last) __attribute__((warn_unused_result));
// Ends a full block that ends at `to`, and begins the next.
static inline int squeeze__block_next(squeezer *s, const uint8_t *to)
{
    if (s->tokens_len < TOKENS_MAX - 2) {
        return 0;
    }
    int status = squeeze__block_end(s, to, false);
    squeeze__block_begin(s, to);
    return status;
}
// Room for `len` more bytes of output. Fails: -ENOMEM.
int squeeze__room(squeezer *s, size_t len) __attribute__((warn_unused_result));
// Adds up to 32 bits; there is room.
void squeeze__bits(squeezer *s, uint32_t bits, unsigned len);
// Fills the last byte with zero bits; there is room.
void squeeze__align(squeezer *s);

#endif
