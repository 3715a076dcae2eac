// SPDX-License-Identifier: MIT
//
// Base64: with AVX2, 24 bytes and 32 characters at a time; the rest, and what is not clean, by table.
#include "base/base64.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define HAS_WIDE 1
#else
#define HAS_WIDE 0
#endif

static const char alphabets[2][65] = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
};

#define X 0xff // in neither alphabet
#define ROW16 X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X
// clang-format off
static const uint8_t values[256] = {
    ROW16, ROW16,
    X, X, X, X, X, X, X, X, X, X, X, 62, X, 62, X, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, X, X, X, X, X, X,
    X, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, X, X, X, X, 63,
    X, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, X, X, X, X, X,
    ROW16, ROW16, ROW16, ROW16, ROW16, ROW16, ROW16, ROW16,
};
// clang-format on

// ---- encoding -------------------------------------------------------------------------------------------------------

size_t base64_encoded_length(size_t len, base64_alphabet alphabet)
{
    size_t rest = len % 3;
    size_t tail = rest == 0 ? 0 : alphabet == BASE64_URL ? rest + 1 : 4;
    return len / 3 * 4 + tail;
}

#if HAS_WIDE
// Whole blocks of 24 bytes. Returns how many bytes it took; reads 28 at a time from 4 before the block.
__attribute__((target("avx2"))) static size_t encode_avx2(const uint8_t *bytes, size_t len, uint8_t *chars,
                                                          base64_alphabet alphabet)
{
    if (len < 32) {
        return 0;
    }
    const __m256i spread = _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10, 1, 0, 2, 1, 4,
                                            3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
    // What to add to a value: by class, 0 for a..z, 1..10 for the digits, 11 and 12 for the last two, 13 for A..Z.
    const char plus = alphabet == BASE64_URL ? '-' - 62 : '+' - 62;
    const char slash = alphabet == BASE64_URL ? '_' - 63 : '/' - 63;
    const __m256i shift = _mm256_setr_epi8(71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, plus, slash, 65, 0, 0,
                                           71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, plus, slash, 65, 0, 0);
    size_t i = 0;
    for (; len - i >= 32; i += 24, chars += 32) {
        __m128i low = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
        __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i + 12));
        __m256i in = _mm256_shuffle_epi8(_mm256_set_m128i(high, low), spread);
        // Each 32-bit lane holds three bytes as b a c b; move the four groups of six bits to their bytes.
        __m256i ac = _mm256_mulhi_epu16(_mm256_and_si256(in, _mm256_set1_epi32(0x0fc0fc00)),
                                        _mm256_set1_epi32(0x04000040));
        __m256i bd = _mm256_mullo_epi16(_mm256_and_si256(in, _mm256_set1_epi32(0x003f03f0)),
                                        _mm256_set1_epi32(0x01000010));
        __m256i six = _mm256_or_si256(ac, bd);
        __m256i class = _mm256_subs_epu8(six, _mm256_set1_epi8(51));
        __m256i upper = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), six);
        class = _mm256_or_si256(class, _mm256_and_si256(upper, _mm256_set1_epi8(13)));
        __m256i text = _mm256_add_epi8(six, _mm256_shuffle_epi8(shift, class));
        _mm256_storeu_si256((__m256i *)(void *)chars, text);
    }
    return i;
}
#endif

size_t base64_encode(const uint8_t *bytes, size_t len, uint8_t *chars, base64_alphabet alphabet)
{
    const char *digits = alphabets[alphabet == BASE64_URL];
    uint8_t *out = chars;
    size_t i = 0;
#if HAS_WIDE
    if (len >= 32 && __builtin_cpu_supports("avx2")) {
        i = encode_avx2(bytes, len, chars, alphabet);
        out += i / 3 * 4;
    }
#endif
    for (; len - i >= 3; i += 3, out += 4) {
        uint32_t v = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
        out[0] = (uint8_t)digits[v >> 18];
        out[1] = (uint8_t)digits[v >> 12 & 63];
        out[2] = (uint8_t)digits[v >> 6 & 63];
        out[3] = (uint8_t)digits[v & 63];
    }
    size_t rest = len - i;
    if (rest) {
        uint32_t v = (uint32_t)bytes[i] << 16 | (rest == 2 ? (uint32_t)bytes[i + 1] << 8 : 0);
        *out++ = (uint8_t)digits[v >> 18];
        *out++ = (uint8_t)digits[v >> 12 & 63];
        if (rest == 2) {
            *out++ = (uint8_t)digits[v >> 6 & 63];
        }
        if (alphabet == BASE64_STANDARD) {
            *out++ = '=';
            if (rest == 1) {
                *out++ = '=';
            }
        }
    }
    return (size_t)(out - chars);
}

// ---- decoding -------------------------------------------------------------------------------------------------------

size_t base64_decoded_length(const uint8_t *chars, size_t len)
{
    for (int i = 0; i < 2 && len && chars[len - 1] == '='; i++) {
        len--;
    }
    return len / 4 * 3 + len % 4 * 3 / 4;
}

#if HAS_WIDE
// The values of 32 characters; false where one is in neither alphabet (`url` false: not in the standard one).
__attribute__((target("avx2"))) static inline bool values_avx2(__m256i c, bool url, __m256i *out)
{
#define BETWEEN(low, high)                                                                                   \
    _mm256_and_si256(_mm256_cmpgt_epi8(c, _mm256_set1_epi8((low)-1)),                                        \
                     _mm256_cmpgt_epi8(_mm256_set1_epi8((high) + 1), c))
#define IS(ch) _mm256_cmpeq_epi8(c, _mm256_set1_epi8(ch))
#define SHIFT(mask, by) _mm256_and_si256(mask, _mm256_set1_epi8(by))
    __m256i upper = BETWEEN('A', 'Z');
    __m256i lower = BETWEEN('a', 'z');
    __m256i digit = BETWEEN('0', '9');
    __m256i plus = IS('+');
    __m256i slash = IS('/');
    __m256i known =
        _mm256_or_si256(_mm256_or_si256(_mm256_or_si256(upper, lower), digit), _mm256_or_si256(plus, slash));
    __m256i shift = _mm256_or_si256(_mm256_or_si256(SHIFT(upper, -'A'), SHIFT(lower, 26 - 'a')),
                                    _mm256_or_si256(SHIFT(digit, 52 - '0'), SHIFT(plus, 62 - '+')));
    shift = _mm256_or_si256(shift, SHIFT(slash, 63 - '/'));
    if (url) {
        __m256i minus = IS('-');
        __m256i under = IS('_');
        known = _mm256_or_si256(known, _mm256_or_si256(minus, under));
        shift = _mm256_or_si256(shift, _mm256_or_si256(SHIFT(minus, 62 - '-'), SHIFT(under, 63 - '_')));
    }
    *out = _mm256_add_epi8(c, shift);
    return _mm256_movemask_epi8(known) == -1;
#undef BETWEEN
#undef IS
#undef SHIFT
}

// The same for characters of the standard alphabet alone, in fewer steps: tables tell for both halves of a character which it may not be together, and by
// its high half how far its value is away (Mula and Lemire, "Faster Base64 Encoding and Decoding using AVX2 Instructions", 2018).
__attribute__((target("avx2"))) static inline bool values_standard_avx2(__m256i c, __m256i *out)
{
    const __m256i by_low = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1a, 0x1b, 0x1b, 0x1b, 0x1a));
    const __m256i by_high = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10));
    const __m256i away = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        0, 63 - '/', 62 - '+', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a', 0, 0, 0, 0, 0, 0, 0, 0));
    const __m256i nibble = _mm256_set1_epi8(0x0f);
    __m256i high = _mm256_and_si256(_mm256_srli_epi32(c, 4), nibble);
    __m256i low = _mm256_and_si256(c, nibble);
    __m256i slash = _mm256_cmpeq_epi8(c, _mm256_set1_epi8('/')); // shares its high half with '+'
    *out = _mm256_add_epi8(c, _mm256_shuffle_epi8(away, _mm256_add_epi8(high, slash)));
    return _mm256_testz_si256(_mm256_shuffle_epi8(by_low, low), _mm256_shuffle_epi8(by_high, high)) != 0;
}

// Decodes whole clean blocks of 32 characters while there is room. Returns how many characters it took.
__attribute__((target("avx2"))) static size_t decode_avx2(const uint8_t *chars, size_t len, uint8_t *bytes,
                                                          size_t room, bool url)
{
    const __m256i pack = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1, 2, 1, 0, 6,
                                          5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    size_t i = 0;
    for (; len - i >= 32 && room >= 24; i += 32, bytes += 24, room -= 24) {
        __m256i six;
        __m256i c = _mm256_loadu_si256((const __m256i *)(const void *)(chars + i));
        if (!values_standard_avx2(c, &six) && (!url || !values_avx2(c, url, &six))) {
            break;
        }
        __m256i twelve = _mm256_maddubs_epi16(six, _mm256_set1_epi32(0x01400140));
        __m256i all = _mm256_madd_epi16(twelve, _mm256_set1_epi32(0x00011000));
        all = _mm256_shuffle_epi8(all, pack);
        all = _mm256_permutevar8x32_epi32(all, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7));
        // Exactly 24 bytes: what follows belongs to the caller.
        _mm_storeu_si128((__m128i *)(void *)bytes, _mm256_castsi256_si128(all));
        _mm_storel_epi64((__m128i *)(void *)(bytes + 16), _mm256_extracti128_si256(all, 1));
    }
    return i;
}
#endif

// Decodes clean groups of four characters from the start. Returns how many characters it took; three quarters of that many
// bytes are written, at most `room`.
static size_t decode_clean(const uint8_t *chars, size_t len, uint8_t *bytes, size_t room, bool url)
{
    size_t i = 0;
    size_t o = 0;
#if HAS_WIDE
    if (len >= 32 && __builtin_cpu_supports("avx2")) {
        i = decode_avx2(chars, len, bytes, room, url);
        o = i / 4 * 3;
    }
#endif
    for (; len - i >= 4 && room - o >= 3; i += 4, o += 3) {
        const uint8_t *c = chars + i;
        uint8_t v[4] = {values[c[0]], values[c[1]], values[c[2]], values[c[3]]};
        if ((v[0] | v[1] | v[2] | v[3]) & 0x80) {
            break;
        }
        if (!url && (c[0] == '-' || c[1] == '-' || c[2] == '-' || c[3] == '-' || c[0] == '_' || c[1] == '_' ||
                     c[2] == '_' || c[3] == '_')) {
            break;
        }
        bytes[o] = (uint8_t)(v[0] << 2 | v[1] >> 4);
        bytes[o + 1] = (uint8_t)(v[1] << 4 | v[2] >> 2);
        bytes[o + 2] = (uint8_t)(v[2] << 6 | v[3]);
    }
    return i;
}

size_t base64_decode_lenient(const uint8_t *chars, size_t len, uint8_t *bytes, size_t room)
{
    size_t i = 0;
    size_t o = 0;
    while (i < len && o < room) {
        size_t clean = decode_clean(chars + i, len - i, bytes + o, room - o, true);
        i += clean;
        o += clean / 4 * 3;
        // One group with whatever stands between its characters.
        uint32_t group = 0;
        int count = 0;
        while (i < len && count < 4 && chars[i] != '=') {
            uint8_t v = values[chars[i++]];
            if (v != X) {
                group = group << 6 | v;
                count++;
            }
        }
        bool ended = count < 4;
        group <<= 6 * (4 - count);
        for (int k = 0; k < count - 1 && o < room; k++) {
            bytes[o++] = (uint8_t)(group >> (16 - 8 * k));
        }
        if (ended) {
            break;
        }
    }
    return o;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

int base64_decode_forgiving(const uint8_t *chars, size_t len, uint8_t *bytes, size_t *written)
{
    size_t i = 0;
    size_t o = 0;
    uint32_t group = 0;
    int count = 0;
    int padding = 0;
    while (i < len) {
        if (count == 0 && padding == 0) {
            size_t room = base64_decoded_length(chars + i, len - i);
            size_t clean = decode_clean(chars + i, len - i, bytes + o, room, false);
            i += clean;
            o += clean / 4 * 3;
            if (i == len) {
                break;
            }
        }
        uint8_t c = chars[i++];
        if (is_space(c)) {
            continue;
        }
        if (c == '=') {
            padding++;
            continue;
        }
        if (values[c] == X || c == '-' || c == '_' || padding) {
            return -EINVAL;
        }
        group = group << 6 | values[c];
        if (++count == 4) {
            bytes[o++] = (uint8_t)(group >> 16);
            bytes[o++] = (uint8_t)(group >> 8);
            bytes[o++] = (uint8_t)group;
            group = 0;
            count = 0;
        }
    }
    // Padding completes a group of two or three, or is absent.
    if (count == 1 || (padding && count + padding != 4) || padding > 2) {
        return -EINVAL;
    }
    group <<= 6 * (4 - count);
    for (int k = 0; k < count - 1; k++) {
        bytes[o++] = (uint8_t)(group >> (16 - 8 * k));
    }
    *written = o;
    return 0;
}
