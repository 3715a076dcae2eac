// SPDX-License-Identifier: MIT
//
// Loops, pools and GLib's context where memory is short.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <glib.h>

#include "../sweep.h"
#include "loop/loop.h"

typedef struct counted {
    loop_job job;
    int *done;
    int value;
} counted;

static void work(loop_job *job)
{
    ((counted *)job)->value++;
}

static void done(loop_job *job, int status)
{
    counted *c = (counted *)job;
    assert_int_equal(status, 0);
    assert_int_equal(c->value, 1);
    ++*c->done;
}

// Jobs on both pools, and GLib's context beside them.
static int live(void *data)
{
    enum { JOBS = 8 };
    counted jobs[JOBS] = {0};
    int finished = 0, begun = 0;
    loop *l = NULL;
    (void)data;
    int status = loop_new(&l);
    if (status < 0) {
        assert_null(l);
        return status;
    }
    for (int i = 0; i < JOBS && status == 0; i++) {
        jobs[i] = (counted){.job = {.work = work, .done = done}, .done = &finished};
        status = i % 2 == 0 ? loop_io_submit(l, &jobs[i].job) : loop_cpu_submit(l, &jobs[i].job);
        begun += status == 0;
    }
    loop_run(l);
    assert_int_equal(finished, begun);
    GMainContext *context = g_main_context_new();
    if (status == 0) {
        status = loop_gmain_attach(l, context, NULL, NULL);
    }
    if (status == 0) {
        assert_int_equal(loop_gmain_attach(l, context, NULL, NULL), -EBUSY);
        loop_turn(l);
    }
    loop_free(l);
    g_main_context_unref(context);
    return status == -EAGAIN ? -ENOMEM : status;
}

static void a_loop_with_jobs(void **state)
{
    (void)state;
    sweep(live, NULL, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_loop_with_jobs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
