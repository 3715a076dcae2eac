// SPDX-License-Identifier: MIT
//
// Text between its encodings. Runs of ASCII go 16 units at a time (SSE2, or words elsewhere); the rest goes character by
// character through utf8_decode and utf8_encode. Longer text that is no ASCII goes through utf_wide.c where the processor can.
// Validation has its own file, utf_valid.c.
#include "base/utf.h"

#include "base/utf_wide.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define HIGH_BITS UINT64_C(0x8080808080808080)

// From this length on, the wide paths for other text than ASCII pay.
enum { WIDE_MIN = 96 };

static inline bool is_wide(size_t len)
{
#if defined(__x86_64__)
    return len >= WIDE_MIN && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
#else
    (void)len;
    return false;
#endif
}

static inline bool is_continuation(uint8_t b)
{
    return (b & 0xc0) == 0x80;
}

static inline bool is_high_surrogate(uint16_t u)
{
    return (u & 0xfc00) == 0xd800;
}

static inline bool is_low_surrogate(uint16_t u)
{
    return (u & 0xfc00) == 0xdc00;
}

static inline uint64_t load64(const uint8_t *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

// ---- asking ---------------------------------------------------------------------------------------------------------

size_t utf8_ascii_prefix(const void *bytes, size_t len)
{
    const uint8_t *p = bytes;
    size_t i = 0;
#if defined(__SSE2__)
    for (; len - i >= 64; i += 64) {
        const __m128i *v = (const __m128i *)(const void *)(p + i);
        __m128i ab = _mm_or_si128(_mm_loadu_si128(v), _mm_loadu_si128(v + 1));
        __m128i cd = _mm_or_si128(_mm_loadu_si128(v + 2), _mm_loadu_si128(v + 3));
        if (_mm_movemask_epi8(_mm_or_si128(ab, cd))) {
            break;
        }
    }
    for (; len - i >= 16; i += 16) {
        int mask = _mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i)));
        if (mask) {
            return i + (size_t)__builtin_ctz((unsigned)mask);
        }
    }
#endif
    for (; len - i >= 8 && !(load64(p + i) & HIGH_BITS); i += 8) {
    }
    while (i < len && p[i] < 0x80) {
        i++;
    }
    return i;
}

bool utf8_is_ascii(const void *bytes, size_t len)
{
    return utf8_ascii_prefix(bytes, len) == len;
}

size_t utf8_incomplete_tail(const void *bytes, size_t len)
{
    const uint8_t *p = bytes;
    for (size_t back = 1; back <= 3 && back <= len; back++) {
        const uint8_t *start = p + len - back;
        if (is_continuation(*start)) {
            continue;
        }
        size_t needed = *start >= 0xf0 ? 4 : *start >= 0xe0 ? 3 : *start >= 0xc2 ? 2 : 1;
        uint32_t ignored;
        // A truncated character is one maximal subpart that reaches the end.
        return back < needed && *start <= 0xf4 && utf8_decode(start, back, &ignored) == back ? back : 0;
    }
    return 0;
}

bool utf16_is_latin1(const uint16_t *units, size_t len)
{
    size_t i = 0;
    for (; len - i >= 32; i += 32) {
        uint16_t all = 0;
        for (size_t k = 0; k < 32; k++) {
            all = (uint16_t)(all | units[i + k]);
        }
        if (all > 0xff) {
            return false;
        }
    }
    for (; i < len; i++) {
        if (units[i] > 0xff) {
            return false;
        }
    }
    return true;
}

bool utf16_is_well_formed(const uint16_t *units, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((units[i] & 0xf800) != 0xd800) {
            continue;
        }
        if (!is_high_surrogate(units[i]) || i + 1 == len || !is_low_surrogate(units[i + 1])) {
            return false;
        }
        i++;
    }
    return true;
}

// ---- one character --------------------------------------------------------------------------------------------------

static inline size_t decode(const uint8_t *p, size_t len, uint32_t *code_point)
{
    uint32_t a = p[0];
    *code_point = UTF_REPLACEMENT;
    if (a < 0x80) {
        *code_point = a;
        return 1;
    }
    if (a < 0xc2 || a > 0xf4 || len < 2) {
        return 1;
    }
    uint32_t b = p[1];
    if (a < 0xe0) {
        if (is_continuation(p[1])) {
            *code_point = (a & 0x1f) << 6 | (b & 0x3f);
            return 2;
        }
        return 1;
    }
    // The second byte's range is narrower after E0, ED, F0 and F4.
    uint32_t low = a == 0xe0 ? 0xa0 : a == 0xf0 ? 0x90 : 0x80;
    uint32_t high = a == 0xed ? 0x9f : a == 0xf4 ? 0x8f : 0xbf;
    if (b < low || b > high) {
        return 1;
    }
    if (len < 3 || !is_continuation(p[2])) {
        return 2;
    }
    uint32_t c = p[2];
    if (a < 0xf0) {
        *code_point = (a & 0x0f) << 12 | (b & 0x3f) << 6 | (c & 0x3f);
        return 3;
    }
    if (len < 4 || !is_continuation(p[3])) {
        return 3;
    }
    *code_point = (a & 0x07) << 18 | (b & 0x3f) << 12 | (c & 0x3f) << 6 | (uint32_t)(p[3] & 0x3f);
    return 4;
}

static inline size_t encode(uint32_t c, uint8_t *p)
{
    if (c < 0x80) {
        p[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        p[0] = (uint8_t)(0xc0 | c >> 6);
        p[1] = (uint8_t)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        p[0] = (uint8_t)(0xe0 | c >> 12);
        p[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        p[2] = (uint8_t)(0x80 | (c & 0x3f));
        return 3;
    }
    p[0] = (uint8_t)(0xf0 | c >> 18);
    p[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
    p[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
    p[3] = (uint8_t)(0x80 | (c & 0x3f));
    return 4;
}

size_t utf8_decode(const uint8_t *bytes, size_t len, uint32_t *code_point)
{
    return decode(bytes, len, code_point);
}

size_t utf8_encode(uint32_t code_point, uint8_t bytes[4])
{
    return encode(code_point, bytes);
}

// ---- from UTF-8 -----------------------------------------------------------------------------------------------------

// Widens the leading ASCII bytes and returns their count.
static inline size_t widen_ascii(const uint8_t *p, size_t len, uint16_t *units)
{
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i zero = _mm_setzero_si128();
    for (; len - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        if (_mm_movemask_epi8(v)) {
            break;
        }
        _mm_storeu_si128((__m128i *)(void *)(units + i), _mm_unpacklo_epi8(v, zero));
        _mm_storeu_si128((__m128i *)(void *)(units + i + 8), _mm_unpackhi_epi8(v, zero));
    }
#else
    for (; len - i >= 8 && !(load64(p + i) & HIGH_BITS); i += 8) {
        for (size_t k = 0; k < 8; k++) {
            units[i + k] = p[i + k];
        }
    }
#endif
    for (; i < len && p[i] < 0x80; i++) {
        units[i] = p[i];
    }
    return i;
}

size_t utf16_length_from_utf8(const void *bytes, size_t len)
{
    const uint8_t *p = bytes;
    size_t i = utf8_ascii_prefix(p, len);
    size_t count = i;
    if (is_wide(len - i) && utf8_is_valid(p + i, len - i)) {
        return count + utf__wide_count(p + i, len - i);
    }
    while (i < len) {
        if (p[i] < 0x80) {
            size_t run = utf8_ascii_prefix(p + i, len - i);
            i += run;
            count += run;
            continue;
        }
        uint32_t c;
        i += decode(p + i, len - i, &c);
        count += c > 0xffff ? 2 : 1;
    }
    return count;
}

static size_t to_utf16(const void *bytes, size_t len, uint16_t *units, bool known_valid)
{
    const uint8_t *p = bytes;
    size_t i = widen_ascii(p, len, units);
    size_t o = i;
    if (is_wide(len - i) && (known_valid || utf8_is_valid(p + i, len - i))) {
        size_t written;
        i += utf__wide_from_utf8(p + i, len - i, units + o, &written);
        o += written;
    }
    while (i < len) {
        if (p[i] < 0x80) {
            size_t run = widen_ascii(p + i, len - i, units + o);
            i += run;
            o += run;
            continue;
        }
        uint32_t c;
        i += decode(p + i, len - i, &c);
        if (c > 0xffff) {
            units[o++] = (uint16_t)(0xd7c0 + (c >> 10));
            units[o++] = (uint16_t)(0xdc00 | (c & 0x3ff));
        } else {
            units[o++] = (uint16_t)c;
        }
    }
    return o;
}

size_t utf8_to_utf16(const void *bytes, size_t len, uint16_t *units)
{
    return to_utf16(bytes, len, units, false);
}

size_t utf8_valid_to_utf16(const void *bytes, size_t len, uint16_t *units)
{
    return to_utf16(bytes, len, units, true);
}

bool utf8_to_latin1(const void *bytes, size_t len, uint8_t *latin1, size_t *written)
{
    const uint8_t *p = bytes;
    size_t i = 0;
    size_t o = 0;
    while (i < len) {
        if (p[i] < 0x80) {
            size_t run = utf8_ascii_prefix(p + i, len - i);
            memcpy(latin1 + o, p + i, run);
            i += run;
            o += run;
            continue;
        }
        if ((p[i] != 0xc2 && p[i] != 0xc3) || len - i < 2 || !is_continuation(p[i + 1])) {
            return false;
        }
        latin1[o++] = (uint8_t)(p[i] << 6 | (p[i + 1] & 0x3f));
        i += 2;
    }
    *written = o;
    return true;
}

// ---- from UTF-16 ----------------------------------------------------------------------------------------------------

size_t utf8_length_from_utf16(const uint16_t *units, size_t len)
{
    // One byte a unit, one more from U+0080, one more from U+0800 (a lone surrogate is three, as is U+FFFD);
    // the two halves of a pair count six so, and take four.
    size_t count = 0;
    size_t i = is_wide(len) ? utf__wide_length(units, len, &count) : 0;
    count += len - i;
#if defined(__SSE2__)
    const __m128i zero = _mm_setzero_si128();
    const __m128i one = _mm_set1_epi16(1);
    const __m128i top = _mm_set1_epi16((short)0xfc00);
    // One unit beyond the block is read, to see pairs.
    while (len - i > 8) {
        size_t blocks = (len - i - 1) / 8;
        blocks = blocks > 4096 ? 4096 : blocks;
        __m128i sum =
            zero; // lanes: units below 0x80, plus units below 0x800, plus 2 a pair; at most 4 a block
        for (size_t k = 0; k < blocks; k++, i += 8) {
            __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(units + i));
            __m128i next = _mm_loadu_si128((const __m128i *)(const void *)(units + i + 1));
            __m128i low7 = _mm_cmpeq_epi16(_mm_srli_epi16(v, 7), zero);
            __m128i low11 = _mm_cmpeq_epi16(_mm_srli_epi16(v, 11), zero);
            __m128i high = _mm_cmpeq_epi16(_mm_and_si128(v, top), _mm_set1_epi16((short)0xd800));
            __m128i low = _mm_cmpeq_epi16(_mm_and_si128(next, top), _mm_set1_epi16((short)0xdc00));
            __m128i pair = _mm_and_si128(high, low);
            sum = _mm_sub_epi16(sum, _mm_add_epi16(_mm_add_epi16(low7, low11), _mm_add_epi16(pair, pair)));
        }
        __m128i wide = _mm_madd_epi16(sum, one);
        uint32_t lane[4];
        _mm_storeu_si128((__m128i *)(void *)lane, wide);
        count += blocks * 16 - ((size_t)lane[0] + lane[1] + lane[2] + lane[3]);
    }
#endif
    for (; i < len; i++) {
        uint16_t u = units[i];
        count += (size_t)(u >= 0x80) + (size_t)(u >= 0x800);
        if (is_high_surrogate(u) && i + 1 < len && is_low_surrogate(units[i + 1])) {
            count -= 2;
        }
    }
    return count;
}

// Narrows the leading ASCII units and returns their count.
static inline size_t narrow_ascii(const uint16_t *units, size_t len, uint8_t *p)
{
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i not_ascii = _mm_set1_epi16((short)0xff80);
    const __m128i zero = _mm_setzero_si128();
    for (; len - i >= 16; i += 16) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)(units + i));
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(units + i + 8));
        __m128i any = _mm_and_si128(_mm_or_si128(a, b), not_ascii);
        if (_mm_movemask_epi8(_mm_cmpeq_epi16(any, zero)) != 0xffff) {
            break;
        }
        _mm_storeu_si128((__m128i *)(void *)(p + i), _mm_packus_epi16(a, b));
    }
#endif
    for (; i < len && units[i] < 0x80; i++) {
        p[i] = (uint8_t)units[i];
    }
    return i;
}

// The code point that starts at `*i`, which moves past it.
static inline uint32_t next_code_point(const uint16_t *units, size_t len, size_t *i)
{
    uint16_t u = units[(*i)++];
    if ((u & 0xf800) != 0xd800) {
        return u;
    }
    if (is_high_surrogate(u) && *i < len && is_low_surrogate(units[*i])) {
        uint32_t low = units[(*i)++];
        return 0x10000 + ((uint32_t)(u & 0x3ff) << 10 | (low & 0x3ff));
    }
    return UTF_REPLACEMENT;
}

size_t utf16_to_utf8(const uint16_t *units, size_t len, void *bytes)
{
    return utf16_to_utf8_bounded(units, len, bytes, SIZE_MAX, NULL);
}

size_t utf16_to_utf8_bounded(const uint16_t *units, size_t len, void *bytes, size_t room, size_t *units_read)
{
    uint8_t *p = bytes;
    size_t i = narrow_ascii(units, len < room ? len : room, p);
    size_t o = i;
    if (is_wide(len - i)) {
        size_t written;
        i += utf__wide_to_utf8(units + i, len - i, p + o, room - o, &written);
        o += written;
    }
    while (i < len && o < room) {
        if (units[i] < 0x80) {
            size_t most = len - i < room - o ? len - i : room - o;
            size_t run = narrow_ascii(units + i, most, p + o);
            i += run;
            o += run;
            continue;
        }
        size_t next = i;
        uint8_t one[4];
        size_t taken = encode(next_code_point(units, len, &next), one);
        if (taken > room - o) {
            break;
        }
        memcpy(p + o, one, taken);
        o += taken;
        i = next;
    }
    if (units_read) {
        *units_read = i;
    }
    return o;
}

void utf16_to_latin1(const uint16_t *units, size_t len, uint8_t *latin1)
{
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i low = _mm_set1_epi16(0xff);
    for (; len - i >= 16; i += 16) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)(units + i));
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(units + i + 8));
        _mm_storeu_si128((__m128i *)(void *)(latin1 + i),
                         _mm_packus_epi16(_mm_and_si128(a, low), _mm_and_si128(b, low)));
    }
#endif
    for (; i < len; i++) {
        latin1[i] = (uint8_t)units[i];
    }
}

// ---- from Latin-1 ---------------------------------------------------------------------------------------------------

size_t utf8_length_from_latin1(const uint8_t *latin1, size_t len)
{
    size_t i = utf8_ascii_prefix(latin1, len);
    size_t count = len;
#if defined(__SSE2__)
    const __m128i zero = _mm_setzero_si128();
    __m128i sums = zero;
    for (; len - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(latin1 + i));
        // 1 in each byte from 0x80 up, summed by eights.
        __m128i ones = _mm_and_si128(_mm_srli_epi16(v, 7), _mm_set1_epi8(1));
        sums = _mm_add_epi64(sums, _mm_sad_epu8(ones, zero));
    }
    uint64_t lane[2];
    _mm_storeu_si128((__m128i *)(void *)lane, sums);
    count += (size_t)(lane[0] + lane[1]);
#endif
    for (; i < len; i++) {
        count += latin1[i] >> 7;
    }
    return count;
}

size_t latin1_to_utf8_bounded(const uint8_t *latin1, size_t len, void *bytes, size_t room, size_t *taken)
{
    uint8_t *p = bytes;
    size_t i = 0;
    size_t o = 0;
    while (i < len && o < room) {
        if (latin1[i] < 0x80) {
            size_t most = len - i < room - o ? len - i : room - o;
            size_t run = utf8_ascii_prefix(latin1 + i, most);
            memcpy(p + o, latin1 + i, run);
            i += run;
            o += run;
            continue;
        }
        if (room - o < 2) {
            break;
        }
        p[o++] = (uint8_t)(0xc0 | latin1[i] >> 6);
        p[o++] = (uint8_t)(0x80 | (latin1[i] & 0x3f));
        i++;
    }
    if (taken) {
        *taken = i;
    }
    return o;
}

size_t latin1_to_utf8(const uint8_t *latin1, size_t len, void *bytes)
{
    return latin1_to_utf8_bounded(latin1, len, bytes, SIZE_MAX, NULL);
}

void latin1_to_utf16(const uint8_t *latin1, size_t len, uint16_t *units)
{
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i zero = _mm_setzero_si128();
    for (; len - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(latin1 + i));
        _mm_storeu_si128((__m128i *)(void *)(units + i), _mm_unpacklo_epi8(v, zero));
        _mm_storeu_si128((__m128i *)(void *)(units + i + 8), _mm_unpackhi_epi8(v, zero));
    }
#endif
    for (; i < len; i++) {
        units[i] = latin1[i];
    }
}
