// SPDX-License-Identifier: MIT
//
// base/bytes_search: both directions against a search at each place, hays that defeat the wide path, and byte order.
#include "base/bytes_search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static uint32_t seed = 7;

static uint32_t random_next(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

static size_t plain_find(const uint8_t *hay, size_t len, const uint8_t *needle, size_t n, size_t from,
                         size_t step)
{
    for (size_t i = from; i + n <= len; i++) {
        if (i % step == 0 && memcmp(hay + i, needle, n) == 0) {
            return i;
        }
    }
    return BYTES_NOT_FOUND;
}

static size_t plain_find_last(const uint8_t *hay, size_t len, const uint8_t *needle, size_t n, size_t from,
                              size_t step)
{
    if (n > len) {
        return BYTES_NOT_FOUND;
    }
    for (size_t i = (from < len - n ? from : len - n) + 1; i-- > 0;) {
        if (i % step == 0 && memcmp(hay + i, needle, n) == 0) {
            return i;
        }
    }
    return BYTES_NOT_FOUND;
}

static void finds_what_a_plain_search_finds(void **state)
{
    (void)state;
    for (int round = 0; round < 60000; round++) {
        size_t len = random_next() % 150;
        size_t n = random_next() % (random_next() % 4 ? 5 : 60);
        size_t step = 1 + random_next() % 2;
        uint32_t letters = 1 + random_next() % 3;
        uint8_t *hay = malloc(len + !len);
        uint8_t *needle = malloc(n + !n);
        for (size_t i = 0; i < len; i++) {
            hay[i] = (uint8_t)('a' + random_next() % letters);
        }
        for (size_t i = 0; i < n; i++) {
            needle[i] = (uint8_t)('a' + random_next() % letters);
        }
        size_t from = random_next() % (len + 3);
        assert_int_equal(bytes_find(hay, len, needle, n, from, step),
                         plain_find(hay, len, needle, n, from, step));
        assert_int_equal(bytes_find_last(hay, len, needle, n, from, step),
                         plain_find_last(hay, len, needle, n, from, step));
        free(needle);
        free(hay);
    }
}

// Repeated letters with the needle's odd one in its middle: each place passes the wide test and fails late.
static void stays_linear_in_a_hostile_hay(void **state)
{
    (void)state;
    size_t len = 400000, n = 20000;
    uint8_t *hay = malloc(len);
    uint8_t *needle = malloc(n);
    memset(hay, 'a', len);
    memset(needle, 'a', n);
    needle[n / 2] = 'b';
    clock_t start = clock();
    for (size_t step = 1; step <= 2; step++) {
        assert_true(bytes_find(hay, len, needle, n, 0, step) == BYTES_NOT_FOUND);
        assert_true(bytes_find_last(hay, len, needle, n, len, step) == BYTES_NOT_FOUND);
        hay[len / 2] = 'b';
        size_t place = len / 2 - n / 2;
        assert_int_equal(bytes_find(hay, len, needle, n, 0, step), place);
        assert_int_equal(bytes_find_last(hay, len, needle, n, len, step), place);
        hay[len / 2] = 'a';
    }
    // The quadratic way takes a minute and more.
    assert_true((clock() - start) / CLOCKS_PER_SEC < 5);
    free(needle);
    free(hay);
}

static void swaps(void **state)
{
    (void)state;
    for (size_t width = 2; width <= 8; width *= 2) {
        for (size_t groups = 0; groups < 40; groups++) {
            uint8_t bytes[8 * 40];
            for (size_t i = 0; i < groups * width; i++) {
                bytes[i] = (uint8_t)i;
            }
            bytes_swap(bytes, groups * width, width);
            for (size_t i = 0; i < groups * width; i++) {
                assert_int_equal(bytes[i], (uint8_t)(i / width * width + width - 1 - i % width));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_a_plain_search_finds),
        cmocka_unit_test(stays_linear_in_a_hostile_hay),
        cmocka_unit_test(swaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
