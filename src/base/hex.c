// SPDX-License-Identifier: MIT
//
// Hexadecimal text: with SSE2, 16 bytes at a time; the rest by table.
#include "base/hex.h"

#include <stdbool.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static const char digits[] = "0123456789abcdef";

#if defined(__SSE2__)
static inline __m128i digits_of(__m128i nibbles)
{
    __m128i letter = _mm_cmpgt_epi8(nibbles, _mm_set1_epi8(9));
    __m128i shift = _mm_and_si128(letter, _mm_set1_epi8('a' - 10 - '0'));
    return _mm_add_epi8(_mm_add_epi8(nibbles, _mm_set1_epi8('0')), shift);
}
#endif

void hex_encode(const uint8_t *bytes, size_t len, uint8_t *chars)
{
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i low_nibble = _mm_set1_epi8(0x0f);
    for (; len - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
        __m128i high = digits_of(_mm_and_si128(_mm_srli_epi16(v, 4), low_nibble));
        __m128i low = digits_of(_mm_and_si128(v, low_nibble));
        __m128i *out = (__m128i *)(void *)(chars + 2 * i);
        _mm_storeu_si128(out, _mm_unpacklo_epi8(high, low));
        _mm_storeu_si128(out + 1, _mm_unpackhi_epi8(high, low));
    }
#endif
    for (; i < len; i++) {
        chars[2 * i] = (uint8_t)digits[bytes[i] >> 4];
        chars[2 * i + 1] = (uint8_t)digits[bytes[i] & 15];
    }
}

// The value of a digit; 16 and more for what is none.
static inline unsigned value_of(uint8_t c)
{
    unsigned digit = (unsigned)c - '0';
    unsigned letter = ((unsigned)c | 0x20) - 'a';
    return digit < 10 ? digit : letter < 6 ? letter + 10 : 16;
}

#if defined(__SSE2__)
// The values of 16 digits; false where one is none.
static inline bool values_of(__m128i c, __m128i *out)
{
    __m128i lower = _mm_or_si128(c, _mm_set1_epi8(0x20));
    __m128i digit =
        _mm_and_si128(_mm_cmpgt_epi8(c, _mm_set1_epi8('0' - 1)), _mm_cmplt_epi8(c, _mm_set1_epi8('9' + 1)));
    __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('a' - 1)),
                                   _mm_cmplt_epi8(lower, _mm_set1_epi8('f' + 1)));
    __m128i from_digit = _mm_and_si128(digit, _mm_sub_epi8(c, _mm_set1_epi8('0')));
    __m128i from_letter = _mm_and_si128(letter, _mm_sub_epi8(lower, _mm_set1_epi8('a' - 10)));
    *out = _mm_or_si128(from_digit, from_letter);
    return _mm_movemask_epi8(_mm_or_si128(digit, letter)) == 0xffff;
}
#endif

size_t hex_decode(const uint8_t *chars, size_t len, uint8_t *bytes, size_t room)
{
    size_t count = len / 2 < room ? len / 2 : room;
    size_t i = 0;
#if defined(__SSE2__)
    for (; count - i >= 16; i += 16) {
        const __m128i *in = (const __m128i *)(const void *)(chars + 2 * i);
        __m128i a, b;
        if (!values_of(_mm_loadu_si128(in), &a) || !values_of(_mm_loadu_si128(in + 1), &b)) {
            break;
        }
        // In each 16-bit lane the first digit is the low byte.
        const __m128i low_byte = _mm_set1_epi16(0xff);
        a = _mm_and_si128(_mm_or_si128(_mm_slli_epi16(a, 4), _mm_srli_epi16(a, 8)), low_byte);
        b = _mm_and_si128(_mm_or_si128(_mm_slli_epi16(b, 4), _mm_srli_epi16(b, 8)), low_byte);
        _mm_storeu_si128((__m128i *)(void *)(bytes + i), _mm_packus_epi16(a, b));
    }
#endif
    for (; i < count; i++) {
        unsigned high = value_of(chars[2 * i]);
        unsigned low = value_of(chars[2 * i + 1]);
        if (high > 15 || low > 15) {
            break;
        }
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return i;
}
