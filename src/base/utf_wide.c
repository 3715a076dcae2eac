// SPDX-License-Identifier: MIT
//
// From UTF-8: where characters end among the next 12 bytes is a number, and a table tells for it how to move the bytes of the next 6 characters (of
// one or two bytes) or 4 (of up to three) into lanes of their own, and how many bytes that takes; shifts and masks do the rest. To UTF-8: each
// unit's bytes are made in a lane of its own, and a table tells how to push the lanes together. (Lemire and Mula, "Transcoding Unicode
// Characters with AVX-512 Instructions" and its forerunners, have the idea.) Surrogates and characters of four bytes go one by one. The tables,
// 20 KB, are made at first use.
#include "base/utf_wide.h"

#include "base/utf.h"

#include <stdbool.h>

#if !defined(__x86_64__)

size_t utf__wide_from_utf8(const uint8_t *bytes, size_t len, uint16_t *units, size_t *written)
{
    (void)bytes, (void)len, (void)units;
    *written = 0;
    return 0;
}

size_t utf__wide_count(const uint8_t *bytes, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        count += (size_t)((bytes[i] & 0xc0) != 0x80) + (size_t)(bytes[i] >= 0xf0);
    }
    return count;
}

size_t utf__wide_to_utf8(const uint16_t *units, size_t len, uint8_t *bytes, size_t room, size_t *written)
{
    (void)units, (void)len, (void)bytes, (void)room;
    *written = 0;
    return 0;
}

size_t utf__wide_length(const uint16_t *units, size_t len, size_t *bytes)
{
    (void)units, (void)len;
    *bytes = 0;
    return 0;
}

#else

#include <immintrin.h>
#include <pthread.h>
#include <string.h>

enum { WINDOW = 12, TWO_KINDS = 64, THREE_KINDS = 81, NO_KIND = 255 };
#define NOTHING 0x80 // in a shuffle: a zero byte

typedef struct step {
    uint8_t
        kind; // below TWO_KINDS: six characters of one or two bytes; else four of up to three; NO_KIND: neither
    uint8_t taken;
} step;

static step steps[1 << WINDOW];
static uint8_t spread[TWO_KINDS + THREE_KINDS][16];
static uint8_t squeeze_pairs[256][16]; // by which of eight units are ASCII
static uint8_t squeeze_triples
    [256][16]; // by which of four units have two bytes and more (low four bits), and three (high four)
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

// The lengths of the characters whose last bytes are the bits of `ends`; returns how many there are.
static int lengths_of(unsigned ends, int lengths[WINDOW])
{
    int count = 0;
    int start = 0;
    for (int i = 0; i < WINDOW; i++) {
        if (ends >> i & 1) {
            lengths[count++] = i + 1 - start;
            start = i + 1;
        }
    }
    return count;
}

// The bytes of `count` characters, the last byte first, in lanes of `lane` bytes.
static void spread_make(const int lengths[], int count, int lane, uint8_t out[16])
{
    int start = 0;
    memset(out, NOTHING, 16);
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < lengths[i]; k++) {
            out[i * lane + k] = (uint8_t)(start + lengths[i] - 1 - k);
        }
        start += lengths[i];
    }
}

static bool all_within(const int lengths[], int count, int most)
{
    for (int i = 0; i < count; i++) {
        if (lengths[i] > most) {
            return false;
        }
    }
    return true;
}

static int sum_of(const int lengths[], int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++) {
        sum += lengths[i];
    }
    return sum;
}

static void tables_make_from(void)
{
    for (unsigned ends = 0; ends < 1 << WINDOW; ends++) {
        int lengths[WINDOW];
        int count = lengths_of(ends, lengths);
        int kind = NO_KIND;
        int chars = 0;
        if (count >= 6 && all_within(lengths, 6, 2)) {
            kind = 0, chars = 6;
            for (int i = 0; i < 6; i++) {
                kind = kind * 2 + lengths[i] - 1;
            }
            spread_make(lengths, 6, 2, spread[kind]);
        } else if (count >= 4 && all_within(lengths, 4, 3)) {
            kind = 0, chars = 4;
            for (int i = 0; i < 4; i++) {
                kind = kind * 3 + lengths[i] - 1;
            }
            kind += TWO_KINDS;
            spread_make(lengths, 4, 4, spread[kind]);
        }
        steps[ends] = (step){(uint8_t)kind, (uint8_t)sum_of(lengths, chars)};
    }
}

static void tables_make_to(void)
{
    for (unsigned mask = 0; mask < 256; mask++) {
        int o = 0;
        memset(squeeze_pairs[mask], NOTHING, 16);
        for (int i = 0; i < 8; i++) {
            squeeze_pairs[mask][o++] = (uint8_t)(2 * i);
            if (!(mask >> i & 1)) {
                squeeze_pairs[mask][o++] = (uint8_t)(2 * i + 1);
            }
        }
        o = 0;
        memset(squeeze_triples[mask], NOTHING, 16);
        for (unsigned i = 0; i < 4; i++) {
            unsigned bytes = 1 + (mask >> i & 1) + (mask >> (i + 4) & 1);
            for (unsigned k = 0; k < bytes; k++) {
                squeeze_triples[mask][o++] = (uint8_t)(4 * i + bytes - 1 - k);
            }
        }
    }
}

static void tables_make(void)
{
    tables_make_from();
    tables_make_to();
}

__attribute__((target("avx2"))) static inline __m128i load(const void *p)
{
    return _mm_loadu_si128(p);
}

__attribute__((target("avx2,popcnt"))) size_t utf__wide_count(const uint8_t *bytes, size_t len)
{
    size_t count = 0;
    size_t i = 0;
    for (; len - i >= 32; i += 32) {
        __m256i v = _mm256_loadu_si256((const void *)(bytes + i));
        // Signed: continuation bytes are below -64; leads of four bytes are at least 0xf0, -16 to -1.
        unsigned starts = (unsigned)_mm256_movemask_epi8(_mm256_cmpgt_epi8(v, _mm256_set1_epi8(-65)));
        unsigned fours = (unsigned)_mm256_movemask_epi8(
            _mm256_cmpeq_epi8(_mm256_max_epu8(v, _mm256_set1_epi8((char)0xf0)), v));
        count += (size_t)_mm_popcnt_u32(starts) + (size_t)_mm_popcnt_u32(fours);
    }
    for (; i < len; i++) {
        count += (size_t)((bytes[i] & 0xc0) != 0x80) + (size_t)(bytes[i] >= 0xf0);
    }
    return count;
}

// One character of well-formed text; returns its length.
static inline size_t one_from_utf8(const uint8_t *p, uint16_t *units, size_t *o)
{
    uint32_t c;
    size_t taken = utf8_decode(p, 4, &c);
    if (c > 0xffff) {
        units[(*o)++] = (uint16_t)(0xd7c0 + (c >> 10));
        units[(*o)++] = (uint16_t)(0xdc00 | (c & 0x3ff));
    } else {
        units[(*o)++] = (uint16_t)c;
    }
    return taken;
}

__attribute__((target("avx2"))) static inline void two_byte_lanes(__m128i in, uint16_t *units)
{
    __m128i low = _mm_and_si128(in, _mm_set1_epi16(0x7f));
    __m128i high = _mm_and_si128(in, _mm_set1_epi16(0x1f00));
    _mm_storeu_si128((void *)units, _mm_or_si128(low, _mm_srli_epi16(high, 2)));
}

__attribute__((target("avx2"))) static inline void three_byte_lanes(__m128i in, uint16_t *units)
{
    __m128i low = _mm_and_si128(in, _mm_set1_epi32(0x7f));
    __m128i middle = _mm_and_si128(in, _mm_set1_epi32(0x3f00));
    __m128i high = _mm_and_si128(in, _mm_set1_epi32(0x0f0000));
    __m128i points = _mm_or_si128(_mm_or_si128(low, _mm_srli_epi32(middle, 2)), _mm_srli_epi32(high, 4));
    _mm_storel_epi64((void *)units, _mm_packus_epi32(points, points));
}

// What the bytes of a block are, a bit each.
typedef struct block_masks {
    uint64_t ends; // the last byte of its character; the block's own last bit says nothing
    uint64_t not_ascii;
} block_masks;

__attribute__((target("avx2"))) static inline block_masks masks_of(const uint8_t *p)
{
    __m256i a = _mm256_loadu_si256((const void *)p);
    __m256i b = _mm256_loadu_si256((const void *)(p + 32));
    const __m256i lead = _mm256_set1_epi8(-64); // signed: continuation bytes are below
    uint64_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(lead, a));
    uint64_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(lead, b));
    uint64_t continues = low | high << 32;
    return (block_masks){
        .ends = ~(continues >> 1),
        .not_ascii = (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32,
    };
}

__attribute__((target("avx2"))) size_t utf__wide_from_utf8(const uint8_t *bytes, size_t len, uint16_t *units,
                                                           size_t *written)
{
    size_t i = 0;
    size_t o = 0;
    pthread_once(&tables_once, tables_make);
    // Masks are made for 64 bytes at once, so that a step waits for no load but its table's. 32 bytes make ten units and more: what a step
    // stores beyond its own units still has room, and is written over.
    while (len - i >= 64 + 32) {
        block_masks masks = masks_of(bytes + i);
        unsigned at = 0;
        while (at < 64 - WINDOW) {
            const uint8_t *p = bytes + i + at;
            if (at <= 48 && (masks.not_ascii >> at & 0xffff) == 0) {
                _mm256_storeu_si256((void *)(units + o), _mm256_cvtepu8_epi16(load(p)));
                at += 16;
                o += 16;
                continue;
            }
            const step *next = &steps[masks.ends >> at & ((1 << WINDOW) - 1)];
            if (next->kind < TWO_KINDS) {
                two_byte_lanes(_mm_shuffle_epi8(load(p), load(spread[next->kind])), units + o);
                o += 6;
            } else if (next->kind != NO_KIND) {
                three_byte_lanes(_mm_shuffle_epi8(load(p), load(spread[next->kind])), units + o);
                o += 4;
            } else {
                at += (unsigned)one_from_utf8(p, units, &o);
                continue;
            }
            at += next->taken;
        }
        i += at;
    }
    *written = o;
    return i;
}

// Eight units below U+0800: two bytes each in a 16-bit lane, the first one low.
__attribute__((target("avx2,popcnt"))) static inline size_t pairs_to_utf8(__m128i in, __m128i ascii,
                                                                          uint8_t *p)
{
    __m128i lead = _mm_or_si128(_mm_srli_epi16(in, 6), _mm_set1_epi16(0xc0));
    __m128i rest = _mm_or_si128(_mm_and_si128(in, _mm_set1_epi16(0x3f)), _mm_set1_epi16(0x80));
    __m128i two = _mm_or_si128(lead, _mm_slli_epi16(rest, 8));
    __m128i lanes = _mm_blendv_epi8(two, in, ascii);
    unsigned mask = (unsigned)_mm_movemask_epi8(_mm_packs_epi16(ascii, ascii)) & 0xff;
    _mm_storeu_si128((void *)p, _mm_shuffle_epi8(lanes, load(squeeze_pairs[mask])));
    return 16 - (size_t)_mm_popcnt_u32(mask);
}

// Four units of up to three bytes, the last byte first, in 32-bit lanes; `kinds` as squeeze_triples has them.
__attribute__((target("avx2,popcnt"))) static inline size_t squeeze(__m128i lanes, unsigned kinds, uint8_t *p)
{
    _mm_storeu_si128((void *)p, _mm_shuffle_epi8(lanes, load(squeeze_triples[kinds])));
    return 4 + (size_t)_mm_popcnt_u32(kinds);
}

// Which of 16 units are at least U+0080 (bits 0 to 7 and 16 to 23) and U+0800 (bits 8 to 15 and 24 to 31).
__attribute__((target("avx2"))) static inline unsigned kinds_of(__m256i in, __m256i top)
{
    const __m256i zero = _mm256_setzero_si256();
    __m256i below_80 = _mm256_cmpeq_epi16(_mm256_srli_epi16(in, 7), zero);
    __m256i below_800 = _mm256_cmpeq_epi16(top, zero);
    return ~(unsigned)_mm256_movemask_epi8(_mm256_packs_epi16(below_80, below_800));
}

// 16 units, no surrogates. In a 16-bit lane are first the last two bytes, then the one that three have before them.
__attribute__((target("avx2,popcnt"))) static inline size_t triples_to_utf8(__m256i in, __m256i top,
                                                                            unsigned kinds, uint8_t *p)
{
    const __m256i zero = _mm256_setzero_si256();
    __m256i six = _mm256_and_si256(in, _mm256_set1_epi16(0x3f));
    __m256i middle = _mm256_and_si256(_mm256_slli_epi16(in, 2), _mm256_set1_epi16(0x3f00));
    __m256i marks = _mm256_or_si256(
        _mm256_set1_epi16((short)0x8080),
        _mm256_and_si256(_mm256_cmpeq_epi16(top, zero), _mm256_set1_epi16(0x4000))); // of two bytes the first
    __m256i ascii = _mm256_cmpeq_epi16(_mm256_srli_epi16(in, 7), zero);
    __m256i last = _mm256_blendv_epi8(_mm256_or_si256(_mm256_or_si256(six, middle), marks), in, ascii);
    __m256i first = _mm256_or_si256(_mm256_srli_epi16(in, 12), _mm256_set1_epi16(0xe0));
    __m256i even = _mm256_unpacklo_epi16(last, first), odd = _mm256_unpackhi_epi16(last, first);
    size_t o = squeeze(_mm256_castsi256_si128(even), (kinds & 0x0f) | (kinds >> 4 & 0xf0), p);
    o += squeeze(_mm256_castsi256_si128(odd), (kinds >> 4 & 0x0f) | (kinds >> 8 & 0xf0), p + o);
    o += squeeze(_mm256_extracti128_si256(even, 1), (kinds >> 16 & 0x0f) | (kinds >> 20 & 0xf0), p + o);
    return o + squeeze(_mm256_extracti128_si256(odd, 1), (kinds >> 20 & 0x0f) | (kinds >> 24 & 0xf0), p + o);
}

// The character at `i`, one or two units; returns how many bytes it takes.
static inline size_t one_to_utf8(const uint16_t *units, size_t *i, uint8_t *p)
{
    uint32_t c = units[(*i)++];
    if ((c & 0xf800) == 0xd800) {
        bool pair = c < 0xdc00 && (units[*i] & 0xfc00) == 0xdc00;
        c = pair ? 0x10000 + ((c & 0x3ff) << 10 | (units[*i] & 0x3ffu)) : UTF_REPLACEMENT;
        *i += pair;
    }
    return utf8_encode(c, p);
}

__attribute__((target("avx2,popcnt"))) size_t utf__wide_to_utf8(const uint16_t *units, size_t len,
                                                                uint8_t *bytes, size_t room, size_t *written)
{
    size_t i = 0;
    size_t o = 0;
    pthread_once(&tables_once, tables_make);
    // A step stores 16 bytes. What lies beyond its own is written over, since as many units follow and there is room for them.
    while (len - i >= 32 && room - o >= 64) {
        __m256i in = _mm256_loadu_si256((const void *)(units + i));
        __m256i top = _mm256_srli_epi16(in, 11);
        unsigned kinds = kinds_of(in, top);
        if ((kinds & 0x00ff00ff) == 0) {
            __m256i narrow = _mm256_permute4x64_epi64(_mm256_packus_epi16(in, in), 0x08);
            _mm_storeu_si128((void *)(bytes + o), _mm256_castsi256_si128(narrow));
            i += 16;
            o += 16;
            continue;
        }
        if ((kinds & 0xff00ff00) == 0) {
            __m256i ascii = _mm256_cmpeq_epi16(_mm256_srli_epi16(in, 7), _mm256_setzero_si256());
            o += pairs_to_utf8(_mm256_castsi256_si128(in), _mm256_castsi256_si128(ascii), bytes + o);
            o +=
                pairs_to_utf8(_mm256_extracti128_si256(in, 1), _mm256_extracti128_si256(ascii, 1), bytes + o);
            i += 16;
            continue;
        }
        if (_mm256_movemask_epi8(_mm256_cmpeq_epi16(top, _mm256_set1_epi16(0x1b))) == 0) {
            o += triples_to_utf8(in, top, kinds, bytes + o);
            i += 16;
            continue;
        }
        size_t end = i + 16;
        while (i < end) {
            o += one_to_utf8(units, &i, bytes + o);
        }
    }
    *written = o;
    return i;
}

// What the units of a block that has surrogates take beyond what their values say: pairs take two bytes less.
static size_t pairs_in(const uint16_t *units, size_t count)
{
    size_t pairs = 0;
    for (size_t i = 0; i < count; i++) {
        pairs += (size_t)((units[i] & 0xfc00) == 0xd800 && (units[i + 1] & 0xfc00) == 0xdc00);
    }
    return pairs;
}

__attribute__((target("avx2"))) size_t utf__wide_length(const uint16_t *units, size_t len, size_t *bytes)
{
    const __m256i zero = _mm256_setzero_si256();
    size_t i = 0, total = 0;
    // One unit beyond the block is read, to see pairs.
    while (len - i > 16) {
        size_t blocks = (len - i - 1) / 16;
        blocks = blocks > 8192 ? 8192 : blocks;
        __m256i sum = zero; // lanes: minus how many units are below 0x80, and below 0x800; at most 2 a block
        for (size_t k = 0; k < blocks; k++, i += 16) {
            __m256i v = _mm256_loadu_si256((const void *)(units + i));
            __m256i top = _mm256_srli_epi16(v, 11);
            sum = _mm256_add_epi16(sum, _mm256_add_epi16(_mm256_cmpeq_epi16(_mm256_srli_epi16(v, 7), zero),
                                                         _mm256_cmpeq_epi16(top, zero)));
            if (_mm256_movemask_epi8(_mm256_cmpeq_epi16(top, _mm256_set1_epi16(0x1b))) != 0) {
                total -= 2 * pairs_in(units + i, 16);
            }
        }
        __m256i wide = _mm256_madd_epi16(sum, _mm256_set1_epi16(1));
        int32_t lane[8];
        _mm256_storeu_si256((void *)lane, wide);
        int64_t low = 0;
        for (int k = 0; k < 8; k++) {
            low += lane[k];
        }
        total += blocks * 48 - (size_t)-low;
    }
    *bytes = total;
    return i;
}

#endif
