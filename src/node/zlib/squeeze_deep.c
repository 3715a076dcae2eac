// SPDX-License-Identifier: MIT
//
// The search that takes its time. `heads` and `nexts` are chains of positions with the same hash of six bytes, which a search follows from the
// nearest candidate on while it leads farther away; shorter matches come from the last position with the same four or three bytes. A match is
// taken when the next position has no longer one.
#include "node/zlib/squeeze_inner.h"

enum { AHEAD = 8, NEAR = 4096 }; // bytes that a hash reads; how far a match of three is worth its bits

typedef struct place {
    uint32_t head, four, three;
} place;

static inline place place_of(const squeezer *s, const uint8_t *p)
{
    uint64_t bytes = squeeze__load64(p);
    uint32_t four = (uint32_t)bytes;
    return (place){(uint32_t)((bytes << 16) * UINT64_C(0x9e3779b185ebca87) >> (64 - s->heads_bits)),
                   four * UINT32_C(0x9e3779b1) >> (32 - s->fours_bits),
                   (four << 8) * UINT32_C(0x9e3779b1) >> (32 - s->fours_bits)};
}

static inline void insert(squeezer *s, place where, uint32_t at)
{
    s->nexts[at & (SQUEEZE_WINDOW - 1)] = s->heads[where.head];
    s->heads[where.head] = (uint16_t)at;
    s->fours[where.four] = (uint16_t)at;
    s->threes[where.three] = (uint16_t)at;
}

// The last position with the same three or four bytes; only a longer match than `longest` counts.
static inline squeeze_match nearest(const squeezer *s, const uint8_t *here, uint32_t at, place where,
                                    uint32_t reach, uint32_t most, uint32_t longest)
{
    uint32_t first = squeeze__load32(here);
    uint32_t dist = (at - s->fours[where.four]) & 0xffff;
    if (longest < 4 && dist - 1 < reach && squeeze__load32(here - dist) == first) {
        return (squeeze_match){squeeze__same(here + 4, here - dist + 4, most - 4) + 4, dist};
    }
    dist = (at - s->threes[where.three]) & 0xffff;
    if (longest < 3 && dist - 1 < (reach < NEAR ? reach : NEAR) &&
        ((squeeze__load32(here - dist) ^ first) & 0xffffff) == 0) {
        return (squeeze_match){3, dist};
    }
    return (squeeze_match){longest, 0};
}

// The best match for the bytes at `at`, longer than `longest`, of the nearest `left` of its chain. `most` is at least 8 and above `longest`.
static inline squeeze_match search(const squeezer *s, const uint8_t *base, uint32_t at, place where,
                                   uint32_t reach, uint32_t most, uint32_t longest, uint32_t left)
{
    const uint8_t *here = base + at;
    squeeze_match best = nearest(s, here, at, where, reach, most, longest);
    uint32_t first = squeeze__load32(here), last = 0;
    uint32_t there = s->heads[where.head];
    if (best.dist != 0 && (best.len >= s->effort.nice || best.len == most)) {
        return best;
    }
    for (; left > 0; left--, there = s->nexts[there & (SQUEEZE_WINDOW - 1)]) {
        uint32_t dist = (at - there) & 0xffff;
        if (dist <= last || dist > reach) {
            break;
        }
        last = dist;
        const uint8_t *candidate = here - dist;
        if (squeeze__load32(candidate) != first || candidate[best.len] != here[best.len]) {
            continue;
        }
        uint32_t len = squeeze__same(here + 4, candidate + 4, most - 4) + 4;
        if (len > best.len) {
            best = (squeeze_match){len, dist};
            if (len >= s->effort.nice || len == most) {
                break;
            }
        }
    }
    return best.dist != 0 ? best : (squeeze_match){0, 0};
}

// Takes the match at `*at`, or a longer one at a position after it, up to which bytes become literals. What was searched is in the tables then.
static squeeze_match choose(squeezer *s, const uint8_t *base, uint32_t floor, uint32_t *at, uint32_t to,
                            uint32_t hash_end)
{
    place where = place_of(s, base + *at);
    squeeze_match found = search(s, base, *at, where, squeeze__reach(*at, floor), squeeze__most(*at, to),
                                 MATCH_MIN - 1, s->effort.candidates);
    insert(s, where, *at);
    while (found.len != 0 && found.len < s->effort.nice && *at + 1 < hash_end) {
        uint32_t next = *at + 1, most = squeeze__most(next, to);
        if (most <= found.len) {
            break;
        }
        where = place_of(s, base + next);
        squeeze_match other = search(s, base, next, where, squeeze__reach(next, floor), most, found.len,
                                     s->effort.candidates / 2u);
        if (other.len == 0) {
            break;
        }
        insert(s, where, next);
        squeeze__literal(s, base[*at]);
        *at = next;
        found = other;
    }
    return found;
}

int squeeze__parse_deep(squeezer *s, const uint8_t *base, uint32_t floor, uint32_t from, uint32_t to)
{
    uint32_t at = from;
    uint32_t hash_end = to >= AHEAD ? to - AHEAD + 1 : 0; // positions below can be hashed
    int status = 0;
    for (; s->inserted < from && s->inserted < hash_end; s->inserted++) {
        insert(s, place_of(s, base + s->inserted), s->inserted);
    }
    squeeze__block_begin(s, base + from);
    while (at < hash_end && status == 0) {
        squeeze_match found = choose(s, base, floor, &at, to, hash_end);
        if (found.len == 0) {
            squeeze__literal(s, base[at++]);
        } else {
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
