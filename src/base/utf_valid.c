// SPDX-License-Identifier: MIT
//
// Validation of UTF-8. With AVX2, 32 bytes at a time: three table look-ups, on both halves of the byte before and on the high
// half of the byte itself, name the errors that two neighbours can show, one bit each; the look-ups' conjunction leaves the bits
// on which all three agree. Whether a continuation byte is due as the third or fourth of its character is checked apart
// (Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte", 2020). Elsewhere, character by character.
#include "base/utf.h"

#include <string.h>

static utf8_measure measured_plain(const uint8_t *p, size_t len)
{
    utf8_measure m = {0, true, true};
    size_t i = 0;
    while (i < len) {
        if (p[i] < 0x80) {
            size_t run = utf8_ascii_prefix(p + i, len - i);
            i += run;
            m.units += run;
            continue;
        }
        uint32_t c;
        size_t taken = utf8_decode(p + i, len - i, &c);
        m.is_valid = m.is_valid && (c != UTF_REPLACEMENT ||
                                    (taken == 3 && p[i] == 0xef && p[i + 1] == 0xbf && p[i + 2] == 0xbd));
        m.is_latin1 = m.is_latin1 && c <= 0xff;
        m.units += c > 0xffff ? 2 : 1;
        i += taken;
    }
    m.is_latin1 = m.is_latin1 && m.is_valid;
    return m;
}

static bool is_valid_plain(const uint8_t *p, size_t len)
{
    size_t i = 0;
    while (i < len) {
        if (p[i] < 0x80) {
            i += utf8_ascii_prefix(p + i, len - i);
            continue;
        }
        uint32_t c;
        size_t taken = utf8_decode(p + i, len - i, &c);
        // A U+FFFD that the text itself holds is EF BF BD; every other replacement is an error.
        if (c == UTF_REPLACEMENT && !(taken == 3 && p[i] == 0xef && p[i + 1] == 0xbf && p[i + 2] == 0xbd)) {
            return false;
        }
        i += taken;
    }
    return true;
}

#if defined(__x86_64__)
#include <immintrin.h>

enum {
    TOO_SHORT = 1 << 0,      // a lead byte, then no continuation
    TOO_LONG = 1 << 1,       // ASCII, then a continuation
    OVERLONG_3 = 1 << 2,     // E0 80..9F
    TOO_LARGE = 1 << 3,      // F4 90.. and above
    SURROGATE = 1 << 4,      // ED A0..BF
    OVERLONG_2 = 1 << 5,     // C0, C1
    TOO_LARGE_1000 = 1 << 6, // F5.. 80..8F
    OVERLONG_4 = 1 << 6,     // F0 80..8F
    TWO_CONTS = 1 << 7,      // continuation after continuation: an error unless it is due
    CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS,
};

#define T(x) ((char)(x))
#define TABLE(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)                                                \
    _mm256_setr_epi8(T(a), T(b), T(c), T(d), T(e), T(f), T(g), T(h), T(i), T(j), T(k), T(l), T(m), T(n),     \
                     T(o), T(p), T(a), T(b), T(c), T(d), T(e), T(f), T(g), T(h), T(i), T(j), T(k), T(l),     \
                     T(m), T(n), T(o), T(p))

// `input` moved right by `n` bytes, with the last bytes of `previous` in front.
#define SHIFTED(input, previous, n)                                                                          \
    _mm256_alignr_epi8(input, _mm256_permute2x128_si256(previous, input, 0x21), 16 - (n))

__attribute__((target("avx2"))) static inline __m256i errors_of(__m256i input, __m256i previous)
{
    const __m256i nibble = _mm256_set1_epi8(0x0f);
    const __m256i first_high =
        TABLE(TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TWO_CONTS,
              TWO_CONTS, TWO_CONTS, TWO_CONTS, TOO_SHORT | OVERLONG_2, TOO_SHORT,
              TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
    const __m256i first_low =
        TABLE(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4, CARRY | OVERLONG_2, CARRY, CARRY,
              CARRY | TOO_LARGE, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
              CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
              CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
              CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
              CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE, CARRY | TOO_LARGE | TOO_LARGE_1000,
              CARRY | TOO_LARGE | TOO_LARGE_1000);
    const __m256i second_high =
        TABLE(TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
              TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
              TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE,
              TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE,
              TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE, TOO_SHORT, TOO_SHORT, TOO_SHORT,
              TOO_SHORT);
    __m256i before = SHIFTED(input, previous, 1);
    __m256i a = _mm256_shuffle_epi8(first_high, _mm256_and_si256(_mm256_srli_epi16(before, 4), nibble));
    __m256i b = _mm256_shuffle_epi8(first_low, _mm256_and_si256(before, nibble));
    __m256i c = _mm256_shuffle_epi8(second_high, _mm256_and_si256(_mm256_srli_epi16(input, 4), nibble));
    __m256i pairs = _mm256_and_si256(_mm256_and_si256(a, b), c);
    // Due as third after E0.. two back, as fourth after F0.. three back: the high bit shows it.
    __m256i third = _mm256_subs_epu8(SHIFTED(input, previous, 2), _mm256_set1_epi8(0xe0 - 0x80));
    __m256i fourth = _mm256_subs_epu8(SHIFTED(input, previous, 3), _mm256_set1_epi8((char)(0xf0 - 0x80)));
    __m256i due = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(due, pairs);
}

// Fewer than 32 bytes, padded with zeros: a character cut short meets an ASCII byte and shows.
__attribute__((target("avx2"))) static inline __m256i rest_of(const uint8_t *p, size_t len)
{
    uint8_t rest[32] = {0};
    memcpy(rest, p, len);
    return _mm256_loadu_si256((const __m256i *)(const void *)rest);
}

__attribute__((target("avx2"))) static bool is_valid_avx2(const uint8_t *p, size_t len)
{
    __m256i previous = _mm256_setzero_si256();
    __m256i errors = _mm256_setzero_si256();
    bool after_ascii = true;
    size_t i = 0;
    for (; len - i >= 32; i += 32) {
        __m256i input = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
        bool ascii = _mm256_movemask_epi8(input) == 0;
        if (!ascii || !after_ascii) {
            errors = _mm256_or_si256(errors, errors_of(input, previous));
            if ((i & 0x3ff) == 0 && !_mm256_testz_si256(errors, errors)) {
                return false;
            }
        }
        after_ascii = ascii;
        previous = input;
    }
    errors = _mm256_or_si256(errors, errors_of(rest_of(p + i, len - i), previous));
    return _mm256_testz_si256(errors, errors);
}

__attribute__((target("avx2,popcnt"))) static inline size_t units_of(__m256i input)
{
    // Signed: continuation bytes are below -64. Leads of four bytes begin at 0xf0: two units.
    unsigned starts = (unsigned)_mm256_movemask_epi8(_mm256_cmpgt_epi8(input, _mm256_set1_epi8(-65)));
    unsigned fours = (unsigned)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(_mm256_max_epu8(input, _mm256_set1_epi8((char)0xf0)), input));
    return (size_t)_mm_popcnt_u32(starts) + (size_t)_mm_popcnt_u32(fours);
}

// As is_valid_avx2. Leads above C3 are more than Latin-1. False where the text is not well formed.
__attribute__((target("avx2,popcnt"))) static bool measured_avx2(const uint8_t *p, size_t len,
                                                                 utf8_measure *out)
{
    __m256i previous = _mm256_setzero_si256();
    __m256i errors = _mm256_setzero_si256();
    __m256i highest = _mm256_setzero_si256();
    size_t units = 0;
    bool after_ascii = true;
    size_t i = 0;
    for (; len - i >= 32; i += 32) {
        __m256i input = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
        bool ascii = _mm256_movemask_epi8(input) == 0;
        if (ascii && after_ascii) {
            units += 32;
            continue;
        }
        errors = _mm256_or_si256(errors, errors_of(input, after_ascii ? _mm256_setzero_si256() : previous));
        units += units_of(input);
        highest = _mm256_max_epu8(highest, input);
        if ((i & 0x3ff) == 0 && !_mm256_testz_si256(errors, errors)) {
            return false;
        }
        after_ascii = ascii;
        previous = input;
    }
    __m256i last = rest_of(p + i, len - i);
    errors = _mm256_or_si256(errors, errors_of(last, after_ascii ? _mm256_setzero_si256() : previous));
    units += units_of(last);
    highest = _mm256_max_epu8(highest, last);
    const __m256i most = _mm256_set1_epi8((char)0xc3);
    out->units = units - (32 - (len - i));
    out->is_valid = true;
    out->is_latin1 = _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(highest, most), most)) == -1;
    return _mm256_testz_si256(errors, errors);
}

bool utf8_is_valid(const void *bytes, size_t len)
{
    if (len >= 64 && __builtin_cpu_supports("avx2")) {
        return is_valid_avx2(bytes, len);
    }
    return is_valid_plain(bytes, len);
}

utf8_measure utf8_measured(const void *bytes, size_t len)
{
    utf8_measure m;
    if (len >= 64 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") &&
        measured_avx2(bytes, len, &m)) {
        return m;
    }
    return measured_plain(bytes, len);
}

#else

bool utf8_is_valid(const void *bytes, size_t len)
{
    return is_valid_plain(bytes, len);
}

utf8_measure utf8_measured(const void *bytes, size_t len)
{
    return measured_plain(bytes, len);
}

#endif
