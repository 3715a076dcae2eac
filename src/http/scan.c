// SPDX-License-Identifier: MIT
//
// A byte is no part of a value if it is below 0x20 (HTAB aside) or 0x7f; of a target if it is 0x20 or below, or 0x7f or above. "At most x" is
// min(byte, x) == byte, which unsigned lanes can tell. Long runs (cookies, long targets) go 32 bytes at a time where AVX2 is there.
#include "http/scan.h"

#include <stdbool.h>

// 1: may stand in a token.
static const uint8_t token[256] = {
    ['!'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1,         ['&'] = 1,         ['\''] = 1,
    ['*'] = 1, ['+'] = 1, ['-'] = 1, ['.'] = 1,         ['^'] = 1,         ['_'] = 1,
    ['`'] = 1, ['|'] = 1, ['~'] = 1, ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1,
};

size_t http_scan_token(const uint8_t *bytes, size_t len)
{
    size_t i = 0;
    while (i < len && token[bytes[i]]) {
        i++;
    }
    return i;
}

size_t http__scan_value_plain(const uint8_t *bytes, size_t len)
{
    size_t i = 0;
    while (i < len && (bytes[i] >= 0x20 || bytes[i] == '\t') && bytes[i] != 0x7f) {
        i++;
    }
    return i;
}

size_t http__scan_target_plain(const uint8_t *bytes, size_t len)
{
    size_t i = 0;
    while (i < len && bytes[i] > 0x20 && bytes[i] < 0x7f) {
        i++;
    }
    return i;
}

#if !defined(__x86_64__)

size_t http_scan_value(const uint8_t *bytes, size_t len)
{
    return http__scan_value_plain(bytes, len);
}

size_t http_scan_target(const uint8_t *bytes, size_t len)
{
    return http__scan_target_plain(bytes, len);
}

#else

#include <immintrin.h>

enum { LONG_RUN = 96 };

// One bit a byte that ends the run. `at_most`: bytes up to this end it, `tab` aside where it is not 0. `ascii`: bytes that are none, too.
static inline unsigned stops_16(const uint8_t *bytes, __m128i at_most, __m128i tab, bool ascii)
{
    __m128i v = _mm_loadu_si128((const __m128i *)bytes);
    __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, at_most), v);
    low = _mm_andnot_si128(_mm_cmpeq_epi8(v, tab), low);
    low = _mm_or_si128(low, _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f)));
    return (unsigned)_mm_movemask_epi8(ascii ? _mm_or_si128(low, v) : low);
}

__attribute__((target("avx2"))) static size_t run_32(const uint8_t *bytes, size_t len, char at_most, char tab,
                                                     bool ascii)
{
    const __m256i limit = _mm256_set1_epi8(at_most), tabs = _mm256_set1_epi8(tab),
                  del = _mm256_set1_epi8(0x7f);
    size_t i = 0;
    for (; i + 32 <= len; i += 32) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(bytes + i));
        __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(v, limit), v);
        low = _mm256_andnot_si256(_mm256_cmpeq_epi8(v, tabs), low);
        low = _mm256_or_si256(low, _mm256_cmpeq_epi8(v, del));
        unsigned stops = (unsigned)_mm256_movemask_epi8(ascii ? _mm256_or_si256(low, v) : low);
        if (stops) {
            return i + (size_t)__builtin_ctz(stops);
        }
    }
    return i;
}

// How far it is sure that the run goes on: up to its end, or to fewer than 16 bytes before `len`.
static inline size_t run_16(const uint8_t *bytes, size_t len, char at_most, char tab, bool ascii, bool *ended)
{
    const __m128i limit = _mm_set1_epi8(at_most), tabs = _mm_set1_epi8(tab);
    size_t i = 0;
    *ended = false;
    for (; i + 16 <= len; i += 16) {
        if (i >= LONG_RUN && __builtin_cpu_supports("avx2")) {
            i += run_32(bytes + i, len - i, at_most, tab, ascii);
            if (i + 16 > len) {
                break;
            }
        }
        unsigned stops = stops_16(bytes + i, limit, tabs, ascii);
        if (stops) {
            *ended = true;
            return i + (size_t)__builtin_ctz(stops);
        }
    }
    return i;
}

size_t http_scan_value(const uint8_t *bytes, size_t len)
{
    bool ended;
    size_t i = run_16(bytes, len, 0x1f, '\t', false, &ended);
    return ended ? i : i + http__scan_value_plain(bytes + i, len - i);
}

// 0x7f as the exception of those below 0x20 is none.
size_t http_scan_target(const uint8_t *bytes, size_t len)
{
    bool ended;
    size_t i = run_16(bytes, len, 0x20, 0x7f, true, &ended);
    return ended ? i : i + http__scan_target_plain(bytes + i, len - i);
}

#endif
