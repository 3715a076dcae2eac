// SPDX-License-Identifier: MIT
//
// base/hex: round trips at every length, and where decoding stops.
#include "base/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void goes_round(void **state)
{
    (void)state;
    for (size_t len = 0; len < 300; len++) {
        uint8_t *bytes = malloc(len + 1);
        uint8_t *chars = malloc(2 * len + 1);
        uint8_t *back = malloc(len + 1);
        for (size_t i = 0; i < len; i++) {
            bytes[i] = (uint8_t)(i * 7 + len);
        }
        hex_encode(bytes, len, chars);
        for (size_t i = 0; i < len; i++) {
            char want[3];
            snprintf(want, sizeof want, "%02x", bytes[i]);
            assert_memory_equal(chars + 2 * i, want, 2);
        }
        assert_int_equal(hex_decode(chars, 2 * len, back, len), len);
        assert_memory_equal(back, bytes, len);
        for (size_t i = 0; i < 2 * len; i++) {
            chars[i] = (uint8_t)(chars[i] >= 'a' ? chars[i] - 32 : chars[i]);
        }
        assert_int_equal(hex_decode(chars, 2 * len, back, len), len);
        assert_memory_equal(back, bytes, len);
        free(back);
        free(chars);
        free(bytes);
    }
}

static void stops_at_what_is_no_digit(void **state)
{
    (void)state;
    uint8_t chars[200], out[100];
    for (int c = 0; c < 256; c++) {
        bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        for (size_t at = 0; at < sizeof chars; at += 13) {
            memset(chars, 'a', sizeof chars);
            chars[at] = (uint8_t)c;
            assert_int_equal(hex_decode(chars, sizeof chars, out, sizeof out), digit ? 100 : at / 2);
        }
    }
    assert_int_equal(hex_decode((const uint8_t *)"abc", 3, out, 9), 1);
    assert_int_equal(hex_decode((const uint8_t *)"abcdef", 6, out, 2), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_round),
        cmocka_unit_test(stops_at_what_is_no_digit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
