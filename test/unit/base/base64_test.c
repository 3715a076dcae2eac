// SPDX-License-Identifier: MIT
//
// base/base64: known texts, Buffer's leniency, atob's strictness, and the wide paths against a plain decoder.
#include "base/base64.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint32_t seed = 99;

static uint32_t random_next(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

static void check_lenient(const char *text, const char *want, size_t want_len)
{
    uint8_t out[64];
    memset(out, 0xee, sizeof out);
    size_t n = base64_decode_lenient((const uint8_t *)text, strlen(text), out, sizeof out);
    assert_int_equal(n, want_len);
    assert_memory_equal(out, want, want_len);
    assert_int_equal(out[n], 0xee);
}

static void decodes_leniently(void **state)
{
    (void)state;
    check_lenient("", "", 0);
    check_lenient("Y", "", 0);
    check_lenient("YQ", "a", 1);
    check_lenient("YQ==", "a", 1);
    check_lenient("YWI=", "ab", 2);
    check_lenient("YWJj", "abc", 3);
    check_lenient(" Y\nW*J\tj ", "abc", 3);
    check_lenient("=YWJj", "", 0);
    check_lenient("YWJj=YWJj", "abc", 3);
    check_lenient("YW=Jj", "a", 1);
    check_lenient("-_+/", "\xfb\xff\xbf", 3);
    check_lenient("YWJjZ", "abc", 3);
}

static void decodes_no_more_than_there_is_room(void **state)
{
    (void)state;
    for (size_t room = 0; room < 80; room++) {
        uint8_t chars[96], out[96];
        memset(chars, 'Q', sizeof chars);
        memset(out, 0xee, sizeof out);
        size_t n = base64_decode_lenient(chars, sizeof chars, out, room);
        assert_int_equal(n, room < 72 ? room : 72);
        assert_int_equal(out[n], 0xee);
    }
}

static void forgives_what_the_standard_forgives(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int result;
        size_t len;
    } rows[] = {
        {"", 0, 0},
        {"YQ==", 0, 1},
        {"YQ", 0, 1},
        {" Y Q = = ", 0, 1},
        {"YQ=", -EINVAL, 0},
        {"YQ===", -EINVAL, 0},
        {"YWI=", 0, 2},
        {"YWI==", -EINVAL, 0},
        {"YWJj", 0, 3},
        {"YWJj=", -EINVAL, 0},
        {"Y", -EINVAL, 0},
        {"YWJjY", -EINVAL, 0},
        {"YW-j", -EINVAL, 0},
        {"Y=Q=", -EINVAL, 0},
        {"=", -EINVAL, 0},
        {"====", -EINVAL, 0},
        {"YW\vI=", -EINVAL, 0},
        {"ab\t\n\f\r cd", 0, 3},
        {"YWJj\xff", -EINVAL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t out[16];
        size_t n = 0;
        assert_int_equal(
            base64_decode_forgiving((const uint8_t *)rows[i].text, strlen(rows[i].text), out, &n),
            rows[i].result);
        assert_int_equal(n, rows[i].len);
    }
}

static void goes_round(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t len = random_next() % 200;
        base64_alphabet alphabet = random_next() % 2 ? BASE64_URL : BASE64_STANDARD;
        uint8_t *bytes = malloc(len + 1);
        for (size_t i = 0; i < len; i++) {
            bytes[i] = (uint8_t)random_next();
        }
        size_t chars_len = base64_encoded_length(len, alphabet);
        uint8_t *chars = malloc(chars_len + 1);
        assert_int_equal(base64_encode(bytes, len, chars, alphabet), chars_len);
        size_t room = base64_decoded_length(chars, chars_len);
        assert_int_equal(room, len);
        uint8_t *back = malloc(room + 1);
        assert_int_equal(base64_decode_lenient(chars, chars_len, back, room), len);
        assert_memory_equal(back, bytes, len);
        size_t n;
        if (alphabet == BASE64_STANDARD) {
            assert_int_equal(base64_decode_forgiving(chars, chars_len, back, &n), 0);
            assert_int_equal(n, len);
            assert_memory_equal(back, bytes, len);
        }
        free(back);
        free(chars);
        free(bytes);
    }
}

static size_t plain_lenient(const uint8_t *chars, size_t len, uint8_t *out, size_t room)
{
    static const char known[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    int count = 0;
    size_t o = 0;
    for (size_t i = 0; i < len && chars[i] != '='; i++) {
        char c = chars[i] == '-' ? '+' : chars[i] == '_' ? '/' : (char)chars[i];
        const char *place = c ? strchr(known, c) : NULL;
        if (!place) {
            continue;
        }
        bits = (bits << 6 | (uint32_t)(place - known)) & 0xffffff;
        count += 6;
        if (count >= 8) {
            count -= 8;
            if (o < room) {
                out[o++] = (uint8_t)(bits >> count);
            }
        }
    }
    return o;
}

static void decodes_dirty_text_as_the_plain_decoder(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t len = random_next() % 300;
        uint8_t *chars = malloc(len + 1);
        for (size_t i = 0; i < len; i++) {
            chars[i] = (uint8_t) "ABCxyz019+/-_"[random_next() % 13];
        }
        for (uint32_t dirt = random_next() % 6; len && dirt; dirt--) {
            chars[random_next() % len] = (uint8_t)random_next();
        }
        size_t room = base64_decoded_length(chars, len);
        uint8_t *got = malloc(room + 1);
        uint8_t *want = malloc(room + 1);
        size_t n = base64_decode_lenient(chars, len, got, room);
        assert_int_equal(n, plain_lenient(chars, len, want, room));
        assert_memory_equal(got, want, n);
        size_t strict;
        if (base64_decode_forgiving(chars, len, got, &strict) == 0) {
            assert_int_equal(strict, n);
            assert_memory_equal(got, want, n);
        }
        free(want);
        free(got);
        free(chars);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_leniently),
        cmocka_unit_test(decodes_no_more_than_there_is_room),
        cmocka_unit_test(forgives_what_the_standard_forgives),
        cmocka_unit_test(goes_round),
        cmocka_unit_test(decodes_dirty_text_as_the_plain_decoder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
