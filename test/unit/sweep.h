// SPDX-License-Identifier: MIT
//
// Lets each allocation of a piece of work fail in turn: it must say so with -ENOMEM, or do without and succeed, and leave nothing behind.
// Release builds cannot make allocations fail: there the work runs once. Include it after <cmocka.h>.
#ifndef PROTOJS_TEST_SWEEP_H
#define PROTOJS_TEST_SWEEP_H

#include "base/fault.h"

#include <errno.h>
#include <stdio.h>

enum { SWEEP_MAX = 5000 };

// `work` does everything from the beginning, checks what it got where it succeeded, frees all of it and returns 0 or -ENOMEM. It must fail
// at least `failures_min` times before it succeeds with no allocation left to fail.
static inline void sweep(int (*work)(void *data), void *data, unsigned failures_min)
{
    assert_int_equal(work(data), 0); // what is made once in a process is there from here on
#ifdef PROTOJS_DEBUG
    unsigned failed = 0;
    for (unsigned long n = 1; n < SWEEP_MAX; n++) {
        unsigned long before = fault_allocation_count();
        fault_track();
        fault_fail_allocation(n);
        int status = work(data);
        fault_fail_allocation(0);
        size_t left = fault_untrack();
        if (left != 0 || (status != 0 && status != -ENOMEM)) {
            fail_msg("allocation %lu: status %d, %zu blocks left", n, status, left);
        }
        failed += status != 0;
        if (fault_allocation_count() - before < n) { // it needed fewer than that
            assert_int_equal(status, 0);
            assert_true(failed >= failures_min);
            return;
        }
    }
    fail_msg("more than %d allocations", SWEEP_MAX);
#else
    (void)failures_min;
#endif
}

#endif
