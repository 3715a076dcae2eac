// SPDX-License-Identifier: MIT
//
// Fault injection, and with it: making a loop survives the failure of each of its allocations.
#include "base/fault.h"
#include "loop/loop.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void nothing_fails_unasked(void **state)
{
    (void)state;
    void *block = malloc(10);
    assert_non_null(block);
    free(block);
}

#ifdef PROTOJS_DEBUG
static void the_nth_fails(void **state)
{
    (void)state;
    fault_fail_allocation(2);
    void *first = malloc(1), *second = malloc(1), *third = malloc(1);
    assert_non_null(first);
    assert_null(second);
    assert_non_null(third);
    free(first);
    free(third);
}

static void a_loop_is_made_or_not(void **state)
{
    (void)state;
    unsigned long before = fault_allocation_count();
    loop *l = NULL;
    assert_int_equal(loop_new(&l), 0);
    loop_free(l);
    unsigned long needed = fault_allocation_count() - before;
    assert_true(needed > 0);
    for (unsigned long n = 1; n <= needed; n++) {
        loop *never = NULL;
        fault_fail_allocation(n);
        assert_int_equal(loop_new(&never), -ENOMEM);
        assert_null(never);
    }
    fault_fail_allocation(0);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_fails_unasked),
#ifdef PROTOJS_DEBUG
        cmocka_unit_test(the_nth_fails),
        cmocka_unit_test(a_loop_is_made_or_not),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
