// SPDX-License-Identifier: MIT
// What the tests of the library share: a heap with one thread and one root set.
#ifndef PROTOCORE_TEST_SUPPORT_H
#define PROTOCORE_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "protocore.h"

#include <errno.h>

typedef struct fixture {
    pc_heap *heap;
    pc_thread *t;
    pc_roots *roots;
} fixture;

static inline void fixture_open(fixture *f, const pc_options *options)
{
    assert_int_equal(pc_heap_new(options, &f->heap), 0);
    assert_int_equal(pc_thread_attach(f->heap, &f->t), 0);
    assert_int_equal(pc_roots_new(f->heap, "test", &f->roots), 0);
    pc_enter(f->t);
}

static inline void fixture_close(fixture *f)
{
    pc_leave(f->t);
    pc_roots_free(f->roots);
    pc_thread_detach(f->t);
    assert_int_equal(pc_heap_free(f->heap, stderr), 0);
}

static inline void collect(fixture *f)
{
    pc_leave(f->t);
    pc_collect(f->heap);
    pc_heap_audit(f->heap);
    pc_enter(f->t);
}

static inline pc_stats stats_of(fixture *f)
{
    pc_stats s;
    pc_stats_get(f->heap, &s);
    return s;
}

#endif
