// SPDX-License-Identifier: MIT
//
// Searching bytes where memory is short: what is found stays the same.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../sweep.h"
#include "base/bytes_search.h"

// Texts that need the table: the needle almost matches everywhere.
static int search(void *data)
{
    (void)data;
    enum { HAY = 20000, NEEDLE = 300 };
    uint8_t *hay = malloc(HAY), *needle = malloc(NEEDLE);
    if (hay == NULL || needle == NULL) {
        free(hay);
        free(needle);
        return -ENOMEM;
    }
    memset(hay, 'a', HAY);
    memset(needle, 'a', NEEDLE);
    needle[NEEDLE - 1] = 'b';
    assert_true(bytes_find(hay, HAY, needle, NEEDLE, 0, 1) == BYTES_NOT_FOUND);
    hay[15000] = 'b';
    assert_int_equal(bytes_find(hay, HAY, needle, NEEDLE, 0, 1), 15000 - NEEDLE + 1);
    assert_true(bytes_find(hay, HAY, needle, NEEDLE, 14900, 1) == BYTES_NOT_FOUND);
    needle[0] = 'b';
    needle[NEEDLE - 1] = 'a';
    assert_int_equal(bytes_find_last(hay, HAY, needle, NEEDLE, HAY, 1), 15000);
    free(hay);
    free(needle);
    return 0;
}

static void searching(void **state)
{
    (void)state;
    sweep(search, NULL, 2);
}

static int leak_nothing(void *data)
{
    void **kept = data;
    free(*kept);
    *kept = malloc(1);
    return *kept == NULL ? -ENOMEM : 0;
}

// The sweep itself sees what is left behind.
static void what_is_left_is_counted(void **state)
{
    (void)state;
#ifdef PROTOJS_DEBUG
    void *kept = NULL;
    fault_track();
    assert_int_equal(leak_nothing(&kept), 0);
    void *grown = realloc(kept, 1000), *other = strdup("x");
    free(other);
    assert_non_null(grown);
    assert_int_equal(fault_untrack(), 1);
    free(grown);
    fault_track();
    assert_int_equal(fault_untrack(), 0);
#else
    (void)leak_nothing;
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(searching),
                                       cmocka_unit_test(what_is_left_is_counted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
