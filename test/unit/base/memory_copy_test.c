// SPDX-License-Identifier: MIT
//
// base/memory_copy: every length, and every way in which source and destination may lie or overlap, against bytes copied one by one.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 12000 };

static uint8_t here[ROOM], want[ROOM], before[ROOM];

// Called through these, so that the compiler cannot do it itself.
static void *(*volatile copy)(void *to, const void *from, size_t n) = memcpy;
static void *(*volatile move)(void *to, const void *from, size_t n) = memmove;

static void check(void *(*by)(void *, const void *, size_t), size_t to, size_t from, size_t n)
{
    for (size_t i = 0; i < ROOM; i++) {
        here[i] = want[i] = before[i] = (uint8_t)(i * 31 + (i >> 8) * 7);
    }
    for (size_t i = 0; i < n; i++) {
        want[to + i] = before[from + i];
    }
    assert_ptr_equal(by(here + to, here + from, n), here + to);
    for (size_t i = 0; i < ROOM; i++) {
        if (here[i] != want[i]) {
            fail_msg("byte %zu after moving %zu from %zu to %zu", i, n, from, to);
        }
    }
}

static void moves_what_overlaps(void **state)
{
    (void)state;
    static const size_t lengths[] = {129, 160, 255, 256, 257, 511, 512, 513, 640, 1000, 1024, 2048, 4099};
    static const size_t gaps[] = {0, 1, 7, 16, 31, 32, 33, 64, 100, 128, 129, 500, 2000};
    for (size_t n = 0; n <= 130; n++) {
        for (size_t gap = 0; gap < 40; gap += gap < 3 ? 1 : 7) {
            check(move, 200 + gap, 200, n);
            check(move, 200, 200 + gap, n);
        }
    }
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        for (size_t k = 0; k < sizeof gaps / sizeof gaps[0]; k++) {
            for (size_t shift = 0; shift < 33; shift += 11) {
                check(move, 200 + gaps[k] + shift, 200 + shift, lengths[i]);
                check(move, 200 + shift, 200 + gaps[k] + shift, lengths[i]);
            }
        }
    }
}

static void copies_to_any_address(void **state)
{
    (void)state;
    for (size_t n = 0; n < 800; n += n < 160 ? 1 : 37) {
        for (size_t shift = 0; shift < 33; shift += 3) {
            check(copy, 5000 + shift, 100 + (shift * 5) % 32, n);
        }
    }
    check(copy, 6001, 3, 5900);
    check(copy, 1, 6003, 5900);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_what_overlaps),
        cmocka_unit_test(copies_to_any_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
