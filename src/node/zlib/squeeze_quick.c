// SPDX-License-Identifier: MIT
//
// The search for those in a hurry: three candidates, of which `heads` has one whose next eight bytes are likely the same, and `pairs` two of four.
// A match is taken unless the next position has a longer one.
#include "node/zlib/squeeze_inner.h"

enum { AHEAD = 8 }; // bytes that a hash reads

typedef struct place {
    uint32_t head, pair;
} place;

static inline place place_of(const squeezer *s, const uint8_t *p)
{
    uint64_t bytes = squeeze__load64(p);
    return (place){(uint32_t)(bytes * UINT64_C(0x9e3779b185ebca87) >> (64 - s->heads_bits)),
                   (uint32_t)bytes * UINT32_C(0x9e3779b1) >> (32 - s->fours_bits)};
}

static inline void insert(squeezer *s, place where, uint32_t at)
{
    s->heads[where.head] = (uint16_t)at;
    s->pairs[where.pair] = s->pairs[where.pair] << 16 | (at & 0xffff);
}

// `most` is at least 8.
static inline squeeze_match search(const squeezer *s, const uint8_t *base, uint32_t at, place where,
                                   uint32_t reach, uint32_t most)
{
    const uint8_t *here = base + at;
    uint32_t pair = s->pairs[where.pair], first = squeeze__load32(here);
    uint32_t dist = (at - s->heads[where.head]) & 0xffff;
    squeeze_match best = {0, 0};
    if (dist - 1 < reach && squeeze__load64(here - dist) == squeeze__load64(here)) {
        return (squeeze_match){squeeze__same(here + 8, here - dist + 8, most - 8) + 8, dist};
    }
    dist = (at - pair) & 0xffff;
    if (dist - 1 < reach && squeeze__load32(here - dist) == first) {
        best = (squeeze_match){squeeze__same(here + 4, here - dist + 4, most - 4) + 4, dist};
    }
    dist = (at - (pair >> 16)) & 0xffff;
    if (dist - 1 < reach && squeeze__load32(here - dist) == first) {
        uint32_t len = squeeze__same(here + 4, here - dist + 4, most - 4) + 4;
        best = len > best.len ? (squeeze_match){len, dist} : best;
    }
    return best;
}

int squeeze__parse_quick(squeezer *s, const uint8_t *base, uint32_t floor, uint32_t from, uint32_t to)
{
    uint32_t at = from;
    uint32_t hash_end = to > AHEAD ? to - AHEAD : 0; // positions below can be hashed, and the one after each
    int status = 0;
    for (; s->inserted < from && s->inserted < hash_end; s->inserted++) {
        insert(s, place_of(s, base + s->inserted), s->inserted);
    }
    squeeze__block_begin(s, base + from);
    while (at < hash_end && status == 0) {
        place where = place_of(s, base + at);
        squeeze_match found = search(s, base, at, where, squeeze__reach(at, floor), squeeze__most(at, to));
        insert(s, where, at);
        if (found.len == 0) {
            squeeze__literal(s, base[at++]);
        } else {
            if (found.len < s->effort.nice && at + 1 < hash_end) {
                where = place_of(s, base + at + 1);
                squeeze_match other =
                    search(s, base, at + 1, where, squeeze__reach(at + 1, floor), squeeze__most(at + 1, to));
                if (other.len > found.len) {
                    insert(s, where, at + 1);
                    squeeze__literal(s, base[at++]);
                    found = other;
                }
            }
            squeeze__match(s, found);
            uint32_t end = at + found.len;
            uint32_t stop = end < hash_end ? end : hash_end;
            for (uint32_t i = at + 1; i < stop; i++) {
                insert(s, place_of(s, base + i), i);
            }
            at = end;
        }
        s->inserted = at < hash_end ? at : hash_end;
        status = squeeze__block_next(s, base + at);
    }
    while (at < to) {
        squeeze__literal(s, base[at++]);
    }
    return status;
}
