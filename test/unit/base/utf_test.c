// SPDX-License-Identifier: MIT
//
// base/utf: known texts, every error of UTF-8, and a comparison of the wide paths with one that goes byte by byte.
#include "base/utf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint32_t seed = 12345;

static uint32_t random_next(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

// The UTF-8 decoder of the Encoding Standard, as its steps say, with UTF-16 out; false where anything was replaced.
static bool plain_to_utf16(const uint8_t *p, size_t len, uint16_t *out, size_t *count)
{
    uint32_t point = 0, needed = 0, seen = 0, lower = 0x80, upper = 0xbf;
    bool clean = true;
    size_t o = 0;
    for (size_t i = 0; i <= len; i++) {
        if (i == len) {
            if (needed) {
                out[o++] = 0xfffd;
                clean = false;
            }
            break;
        }
        uint8_t b = p[i];
        if (!needed) {
            if (b < 0x80) {
                out[o++] = b;
            } else if (b >= 0xc2 && b <= 0xdf) {
                needed = 1, point = b & 0x1f;
            } else if (b >= 0xe0 && b <= 0xef) {
                lower = b == 0xe0 ? 0xa0 : 0x80;
                upper = b == 0xed ? 0x9f : 0xbf;
                needed = 2, point = b & 0xf;
            } else if (b >= 0xf0 && b <= 0xf4) {
                lower = b == 0xf0 ? 0x90 : 0x80;
                upper = b == 0xf4 ? 0x8f : 0xbf;
                needed = 3, point = b & 7;
            } else {
                out[o++] = 0xfffd;
                clean = false;
            }
            continue;
        }
        if (b < lower || b > upper) {
            point = needed = seen = 0;
            lower = 0x80, upper = 0xbf;
            out[o++] = 0xfffd;
            clean = false;
            i--;
            continue;
        }
        lower = 0x80, upper = 0xbf;
        point = point << 6 | (b & 0x3f);
        if (++seen == needed) {
            if (point > 0xffff) {
                out[o++] = (uint16_t)(0xd800 + ((point - 0x10000) >> 10));
                out[o++] = (uint16_t)(0xdc00 + ((point - 0x10000) & 0x3ff));
            } else {
                out[o++] = (uint16_t)point;
            }
            point = needed = seen = 0;
        }
    }
    *count = o;
    return clean;
}

static void check_decoding(const uint8_t *p, size_t len)
{
    // Exact allocations, so that a sanitizer sees a byte too many.
    uint8_t *bytes = malloc(len ? len : 1);
    uint16_t *want = malloc((len + 1) * 2);
    memcpy(bytes, p, len);
    size_t want_len;
    bool clean = plain_to_utf16(bytes, len, want, &want_len);
    assert_int_equal(utf16_length_from_utf8(bytes, len), want_len);
    uint16_t *got = malloc(want_len ? want_len * 2 : 1);
    assert_int_equal(utf8_to_utf16(bytes, len, got), want_len);
    assert_memory_equal(got, want, want_len * 2);
    assert_int_equal(utf8_is_valid(bytes, len), clean);
    if (clean) {
        assert_int_equal(utf8_length_from_utf16(got, want_len), len);
        uint8_t *back = malloc(len ? len : 1);
        assert_int_equal(utf16_to_utf8(got, want_len, back), len);
        assert_memory_equal(back, bytes, len);
        free(back);
    }
    free(got);
    free(want);
    free(bytes);
}

static void decodes_each_error_as_the_standard_says(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "a",
        "\x80",
        "\xc0\x80",
        "\xc1\xbf",
        "\xc2",
        "\xc2\xa9",
        "\xe2\x82",
        "\xe2\x82\xac",
        "\xe0\x80\x80",
        "\xe0\x9f\xbf",
        "\xe0\xa0\x80",
        "\xed\x9f\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xef\xbf\xbd",
        "\xf0\x8f\xbf\xbf",
        "\xf0\x90\x80\x80",
        "\xf0\x9f\x98\x80",
        "\xf0\x9f\x98",
        "\xf4\x8f\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff\xfe",
        "\xf0\x9f\x98"
        "a",
        "\xe2\x82"
        "\xe2\x82\xac",
        "\xf1\x80\x80\xe1\x80\xc2"
        "b",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        // At every place around the blocks of the wide paths.
        for (size_t before = 0; before < 100; before++) {
            uint8_t text[256];
            size_t n = strlen(texts[i]);
            memset(text, 'x', sizeof text);
            memcpy(text + before, texts[i], n);
            check_decoding(text, before + n);
            check_decoding(text, before + n + 70);
        }
    }
}

static void decodes_random_bytes(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a", "b", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbf\xbd", "\xed\x9f\xbf"};
    for (int round = 0; round < 20000; round++) {
        uint8_t text[512];
        size_t n = 0, limit = random_next() % 300;
        uint32_t ascii = random_next() % 100;
        while (n < limit) {
            const char *piece = pieces[random_next() % 100 < ascii ? 0 : random_next() % 7];
            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        }
        for (uint32_t errors = random_next() % 3; n && errors; errors--) {
            text[random_next() % n] = (uint8_t)random_next();
        }
        check_decoding(text, n);
    }
}

static void encodes_lone_surrogates_as_replacements(void **state)
{
    (void)state;
    static const uint16_t units[] = {'a', 0xd800, 'b', 0xdc00, 0xd83d, 0xde00, 0xd83d};
    static const char want[] = "a\xef\xbf\xbd"
                               "b\xef\xbf\xbd\xf0\x9f\x98\x80\xef\xbf\xbd";
    char got[32];
    assert_int_equal(utf8_length_from_utf16(units, 7), sizeof want - 1);
    assert_int_equal(utf16_to_utf8(units, 7, got), sizeof want - 1);
    assert_memory_equal(got, want, sizeof want - 1);
    assert_false(utf16_is_well_formed(units, 7));
    assert_true(utf16_is_well_formed(units + 4, 2));
}

static void encodes_random_units(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t len = random_next() % 400;
        uint16_t *units = malloc(len * 2 + 1);
        uint8_t want[1200];
        size_t want_len = 0;
        uint32_t kind = random_next() % 4, spread = 1 + random_next() % 50;
        for (size_t i = 0; i < len; i++) {
            uint32_t r = random_next();
            units[i] = (uint16_t)(kind == 0 || r % spread ? r % 0x80
                                  : kind == 1             ? 0xd800 + r % 0x800
                                                          : r % 0x10000);
        }
        for (size_t i = 0; i < len; i++) {
            uint32_t c = units[i];
            if (c >= 0xd800 && c < 0xdc00 && i + 1 < len && (units[i + 1] & 0xfc00) == 0xdc00) {
                c = 0x10000 + ((c & 0x3ff) << 10) + (units[++i] & 0x3ffu);
            } else if (c >= 0xd800 && c < 0xe000) {
                c = 0xfffd;
            }
            want_len += utf8_encode(c, want + want_len);
        }
        assert_int_equal(utf8_length_from_utf16(units, len), want_len);
        uint8_t *got = malloc(want_len + 1);
        assert_int_equal(utf16_to_utf8(units, len, got), want_len);
        assert_memory_equal(got, want, want_len);
        size_t room = want_len ? random_next() % want_len : 0, units_read;
        memset(got, 0xee, want_len);
        size_t n = utf16_to_utf8_bounded(units, len, got, room, &units_read);
        assert_true(n <= room && room - n < 4);
        for (size_t i = n; i < want_len; i++) {
            assert_int_equal(got[i], 0xee);
        }
        assert_memory_equal(got, want, n);
        assert_int_equal(utf8_length_from_utf16(units, units_read), n);
        free(got);
        free(units);
    }
}

static void bounded_encoding_splits_no_character(void **state)
{
    (void)state;
    static const uint16_t units[] = {'a', 0xd83d, 0xde00, 'b'};
    char got[8];
    size_t units_read;
    for (size_t room = 0; room <= 8; room++) {
        size_t want = room < 5 ? (room ? 1 : 0) : room < 6 ? 5 : 6;
        assert_int_equal(utf16_to_utf8_bounded(units, 4, got, room, &units_read), want);
        assert_int_equal(units_read, want == 6 ? 4 : want == 5 ? 3 : want);
    }
}

static void finds_the_incomplete_tail(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t tail;
    } rows[] = {
        {"", 0},         {"a", 0},        {"a\xc3", 1},        {"a\xc3\xa9", 0},
        {"\xe2", 1},     {"\xe2\x82", 2}, {"\xe2\x82\xac", 0}, {"\xf0\x9f\x98", 3},
        {"\xf0\x9f", 2}, {"\xf0\x8f", 0}, {"\xed\xa0", 0},     {"\x80\x80", 0},
        {"\xf5", 0},     {"\xc1", 0},     {"\xf4\x90", 0},     {"\xf0\x9f\x98\x80", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(utf8_incomplete_tail(rows[i].text, strlen(rows[i].text)), rows[i].tail);
    }
}

static void finds_the_end_of_ascii(void **state)
{
    (void)state;
    for (size_t len = 0; len < 200; len++) {
        uint8_t *text = malloc(len + 1);
        memset(text, 'a', len);
        assert_true(utf8_is_ascii(text, len));
        for (size_t at = 0; at < len; at++) {
            text[at] = 0x80;
            assert_int_equal(utf8_ascii_prefix(text, len), at);
            assert_false(utf8_is_ascii(text, len));
            text[at] = 'a';
        }
        free(text);
    }
}

static void latin1_goes_round(void **state)
{
    (void)state;
    for (size_t len = 0; len < 300; len++) {
        uint8_t latin1[300], utf8[600], back[600];
        uint16_t units[300];
        for (size_t i = 0; i < len; i++) {
            latin1[i] = (uint8_t)(len % 2 ? random_next() : random_next() % 0x80);
        }
        size_t n = latin1_to_utf8(latin1, len, utf8);
        assert_int_equal(utf8_length_from_latin1(latin1, len), n);
        assert_true(utf8_is_valid(utf8, n));
        size_t written;
        assert_true(utf8_to_latin1(utf8, n, back, &written));
        assert_int_equal(written, len);
        assert_memory_equal(back, latin1, len);
        for (size_t room = 0; room < n; room += 1 + len / 8) {
            size_t taken, short_of = latin1_to_utf8_bounded(latin1, len, back, room, &taken);
            assert_true(short_of <= room && room - short_of < 2);
            assert_int_equal(utf8_length_from_latin1(latin1, taken), short_of);
            assert_memory_equal(back, utf8, short_of);
        }
        latin1_to_utf16(latin1, len, units);
        assert_true(utf16_is_latin1(units, len));
        utf16_to_latin1(units, len, back);
        assert_memory_equal(back, latin1, len);
        if (len) {
            units[random_next() % len] = 0x100;
            assert_false(utf16_is_latin1(units, len));
        }
    }
    uint8_t out[8];
    size_t written;
    assert_false(utf8_to_latin1("\xc4\x80", 2, out, &written));
    assert_false(utf8_to_latin1("\xc3", 1, out, &written));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_each_error_as_the_standard_says),
        cmocka_unit_test(decodes_random_bytes),
        cmocka_unit_test(encodes_lone_surrogates_as_replacements),
        cmocka_unit_test(encodes_random_units),
        cmocka_unit_test(bounded_encoding_splits_no_character),
        cmocka_unit_test(finds_the_incomplete_tail),
        cmocka_unit_test(finds_the_end_of_ascii),
        cmocka_unit_test(latin1_goes_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
