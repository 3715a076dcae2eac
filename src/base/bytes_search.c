// SPDX-License-Identifier: MIT
//
// Finding bytes in bytes. A block of 16 places is asked at once whether the needle's first and last byte could stand there; what
// passes is compared whole. Where too much passes in vain (a hostile or a monotonous hay), the search goes on with Knuth, Morris
// and Pratt's, which is linear whatever the bytes are. Backwards is the same with both read from their ends.
#include "base/bytes_search.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// A direction: place `i` of the text read forwards or backwards.
static inline uint8_t at(const uint8_t *text, size_t len, size_t i, bool back)
{
    return back ? text[len - 1 - i] : text[i];
}

// Linear search with Knuth, Morris and Pratt's table. `from` and the result are places in reading direction. Where memory
// is short it compares at each place.
static size_t find_linear(const uint8_t *hay, size_t hay_len, const uint8_t *needle, size_t needle_len,
                          size_t from, size_t step, size_t phase, bool back)
{
    size_t *border = malloc(needle_len * sizeof *border);
    size_t found = BYTES_NOT_FOUND;
    if (!border) {
        for (size_t i = from; i + needle_len <= hay_len; i++) {
            const uint8_t *place = back ? hay + hay_len - i - needle_len : hay + i;
            if (i % step == phase && memcmp(place, needle, needle_len) == 0) {
                return i;
            }
        }
        return found;
    }
    border[0] = 0;
    for (size_t i = 1, k = 0; i < needle_len; i++) {
        uint8_t c = at(needle, needle_len, i, back);
        while (k && c != at(needle, needle_len, k, back)) {
            k = border[k - 1];
        }
        k += c == at(needle, needle_len, k, back);
        border[i] = k;
    }
    for (size_t i = from, k = 0; i < hay_len; i++) {
        uint8_t c = at(hay, hay_len, i, back);
        while (k && c != at(needle, needle_len, k, back)) {
            k = border[k - 1];
        }
        k += c == at(needle, needle_len, k, back);
        if (k == needle_len) {
            size_t start = i + 1 - needle_len;
            if (start % step == phase) {
                found = start;
                break;
            }
            k = border[k - 1];
        }
    }
    free(border);
    return found;
}

// Whether the places tried in vain cost more than a linear search would.
static inline bool is_hopeless(size_t wasted, size_t passed)
{
    return wasted > 4096 && wasted / 4 > passed;
}

#if defined(__SSE2__)
// Places among the 16 from `place` on where first and last byte fit, as bits.
static inline unsigned candidates(const uint8_t *place, size_t needle_len, __m128i first, __m128i last)
{
    __m128i a = _mm_loadu_si128((const __m128i *)(const void *)place);
    __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(place + needle_len - 1));
    return (unsigned)_mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(a, first), _mm_cmpeq_epi8(b, last)));
}
#endif

static inline bool stands_at(const uint8_t *place, const uint8_t *needle, size_t needle_len)
{
    return place[0] == needle[0] && memcmp(place, needle, needle_len) == 0;
}

size_t bytes_find(const uint8_t *hay, size_t hay_len, const uint8_t *needle, size_t needle_len, size_t from,
                  size_t step)
{
    if (needle_len > hay_len || from > hay_len - needle_len) {
        return BYTES_NOT_FOUND;
    }
    from += from % step;
    size_t end = hay_len - needle_len + 1; // places from here on are too late
    if (from >= end || needle_len == 0) {
        return from < end ? from : BYTES_NOT_FOUND;
    }
    if (needle_len == 1 && step == 1) {
        const uint8_t *place = memchr(hay + from, needle[0], hay_len - from);
        return place ? (size_t)(place - hay) : BYTES_NOT_FOUND;
    }
    size_t i = from;
    size_t wasted = 0;
#if defined(__SSE2__)
    const __m128i first = _mm_set1_epi8((char)needle[0]);
    const __m128i last = _mm_set1_epi8((char)needle[needle_len - 1]);
    const unsigned places = step == 2 ? 0x5555 : 0xffff; // `from` is even, and so is every block
    for (; end - i >= 16; i += 16) {
        unsigned mask = candidates(hay + i, needle_len, first, last) & places;
        for (; mask; mask &= mask - 1) {
            size_t place = i + (size_t)__builtin_ctz(mask);
            if (memcmp(hay + place, needle, needle_len) == 0) {
                return place;
            }
            wasted += needle_len;
        }
        if (is_hopeless(wasted, i - from)) {
            return find_linear(hay, hay_len, needle, needle_len, i, step, 0, false);
        }
    }
#endif
    for (; i < end; i += step) {
        if (stands_at(hay + i, needle, needle_len)) {
            return i;
        }
        wasted += hay[i] == needle[0] ? needle_len : 0;
        if (is_hopeless(wasted, i - from)) {
            return find_linear(hay, hay_len, needle, needle_len, i, step, 0, false);
        }
    }
    return BYTES_NOT_FOUND;
}

// The linear search, backwards from `from`.
static size_t find_last_linear(const uint8_t *hay, const uint8_t *needle, size_t needle_len, size_t from,
                               size_t step)
{
    // Read from its end, the hay ends where a needle at `from` ends.
    size_t len = from + needle_len;
    size_t phase = len >= needle_len ? (len - needle_len) % step : 0;
    size_t place = find_linear(hay, len, needle, needle_len, 0, step, phase, true);
    return place == BYTES_NOT_FOUND ? place : len - place - needle_len;
}

size_t bytes_find_last(const uint8_t *hay, size_t hay_len, const uint8_t *needle, size_t needle_len,
                       size_t from, size_t step)
{
    if (needle_len > hay_len) {
        return BYTES_NOT_FOUND;
    }
    size_t i = from < hay_len - needle_len ? from : hay_len - needle_len;
    i -= i % step;
    if (needle_len == 0) {
        return i;
    }
    size_t start = i;
    size_t wasted = 0;
#if defined(__SSE2__)
    const __m128i first = _mm_set1_epi8((char)needle[0]);
    const __m128i last = _mm_set1_epi8((char)needle[needle_len - 1]);
    for (; i >= 16; i -= 16) {
        // The places i - 15 to i; with a step of 2, `i` stays even and its neighbours at odd bits count.
        const unsigned places = step == 2 ? 0xaaaa : 0xffff;
        unsigned mask = candidates(hay + i - 15, needle_len, first, last) & places;
        while (mask) {
            unsigned bit = 31 - (unsigned)__builtin_clz(mask);
            size_t place = i - 15 + bit;
            if (memcmp(hay + place, needle, needle_len) == 0) {
                return place;
            }
            mask &= ~(1u << bit);
            wasted += needle_len;
        }
        if (is_hopeless(wasted, start - i)) {
            return find_last_linear(hay, needle, needle_len, i - 16, step);
        }
    }
#endif
    for (;; i -= step) {
        if (stands_at(hay + i, needle, needle_len)) {
            return i;
        }
        if (i < step) {
            return BYTES_NOT_FOUND;
        }
        wasted += hay[i] == needle[0] ? needle_len : 0;
        if (is_hopeless(wasted, start - i)) {
            return find_last_linear(hay, needle, needle_len, i - step, step);
        }
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

// As bytes_swap, for whole 32 bytes from the start; returns how many it did.
__attribute__((target("avx2"))) static size_t swap_avx2(uint8_t *bytes, size_t len, size_t width)
{
    const __m128i two = _mm_setr_epi8(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
    const __m128i four = _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    const __m128i eight = _mm_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    const __m256i order = _mm256_broadcastsi128_si256(width == 2 ? two : width == 4 ? four : eight);
    size_t i = 0;
    for (; len - i >= 32; i += 32) {
        __m256i *p = (void *)(bytes + i);
        _mm256_storeu_si256(p, _mm256_shuffle_epi8(_mm256_loadu_si256(p), order));
    }
    return i;
}

#endif

void bytes_swap(uint8_t *bytes, size_t len, size_t width)
{
    size_t i = 0;
#if defined(__x86_64__)
    if (len >= 32 && __builtin_cpu_supports("avx2")) {
        i = swap_avx2(bytes, len, width);
    }
#endif
    // Plain loops over words: the compiler makes them wide.
    for (; width == 2 && i + 2 <= len; i += 2) {
        uint16_t v;
        memcpy(&v, bytes + i, 2);
        v = __builtin_bswap16(v);
        memcpy(bytes + i, &v, 2);
    }
    for (; width == 4 && i + 4 <= len; i += 4) {
        uint32_t v;
        memcpy(&v, bytes + i, 4);
        v = __builtin_bswap32(v);
        memcpy(bytes + i, &v, 4);
    }
    for (; width == 8 && i + 8 <= len; i += 8) {
        uint64_t v;
        memcpy(&v, bytes + i, 8);
        v = __builtin_bswap64(v);
        memcpy(bytes + i, &v, 8);
    }
}
