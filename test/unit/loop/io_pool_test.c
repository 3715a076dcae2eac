// SPDX-License-Identifier: MIT
//
// The IO pool: every job is done once, on the loop's thread; it grows by need up to its maximum; waiting jobs can be cancelled.
#include "loop/loop.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <cmocka.h>

enum { THREADS_MAX = 4, MANY = 2000 };

typedef struct job {
    loop_job base;
    int worked, status;
} job;

static pthread_t loop_thread;
static size_t done_count;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static atomic_uint at_gate;

static void work(loop_job *base)
{
    ((job *)base)->worked++;
}

static void work_behind_gate(loop_job *base)
{
    atomic_fetch_add(&at_gate, 1);
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    work(base);
}

static void done(loop_job *base, int status)
{
    assert_true(pthread_equal(pthread_self(), loop_thread));
    ((job *)base)->status = status;
    done_count++;
}

static int start(void **state)
{
    done_count = 0;
    at_gate = 0;
    loop_thread = pthread_self();
    loop_pools_configure(THREADS_MAX, 0);
    return loop_new((loop **)state);
}

static int end(void **state)
{
    loop_free(*state);
    return 0;
}

static void every_job_is_done_once(void **state)
{
    loop *l = *state;
    job *jobs = calloc(MANY, sizeof *jobs);
    assert_non_null(jobs);
    for (int i = 0; i < MANY; i++) {
        jobs[i].base.work = work;
        jobs[i].base.done = done;
        assert_int_equal(loop_io_submit(l, &jobs[i].base), 0);
    }
    assert_true(loop_is_alive(l));
    loop_run(l);
    assert_int_equal(done_count, MANY);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(jobs[i].worked, 1);
        assert_int_equal(jobs[i].status, 0);
    }
    assert_false(loop_is_alive(l));
    free(jobs);
}

static void grows_to_the_maximum_and_cancels(void **state)
{
    loop *l = *state;
    job jobs[THREADS_MAX + 2] = {0};
    pthread_mutex_lock(&gate);
    for (int i = 0; i < THREADS_MAX + 2; i++) {
        jobs[i].base.work = work_behind_gate;
        jobs[i].base.done = done;
        assert_int_equal(loop_io_submit(l, &jobs[i].base), 0);
    }
    while (atomic_load(&at_gate) < THREADS_MAX) {
        sched_yield();
    }
    loop_pool_stats stats;
    loop_io_stats(&stats);
    assert_int_equal(stats.threads, THREADS_MAX);
    assert_int_equal(stats.queued, 2);
    assert_int_equal(loop_job_cancel(&jobs[0].base), -EBUSY);
    assert_int_equal(loop_job_cancel(&jobs[THREADS_MAX].base), 0);
    assert_int_equal(loop_job_cancel(&jobs[THREADS_MAX].base), -EBUSY);
    pthread_mutex_unlock(&gate);
    loop_run(l);
    assert_int_equal(done_count, THREADS_MAX + 2);
    for (int i = 0; i < THREADS_MAX + 2; i++) {
        assert_int_equal(jobs[i].worked, i != THREADS_MAX);
        assert_int_equal(jobs[i].status, i == THREADS_MAX ? -ECANCELED : 0);
    }
}

static void *open_gate(void *unused)
{
    (void)unused;
    pthread_mutex_unlock(&gate);
    return NULL;
}

static void draining_cancels_and_waits(void **state)
{
    loop *l = *state;
    job jobs[THREADS_MAX + 3] = {0};
    pthread_mutex_lock(&gate);
    for (int i = 0; i < THREADS_MAX + 3; i++) {
        jobs[i].base.work = work_behind_gate;
        jobs[i].base.done = done;
        assert_int_equal(loop_io_submit(l, &jobs[i].base), 0);
    }
    while (atomic_load(&at_gate) < THREADS_MAX) {
        sched_yield();
    }
    open_gate(NULL);
    loop_drain(l);
    assert_int_equal(done_count, THREADS_MAX + 3);
    job late = {.base = {.work = work, .done = done}};
    assert_int_equal(loop_io_submit(l, &late.base), -ECANCELED);
    assert_int_equal(late.worked, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_job_is_done_once, start, end),
        cmocka_unit_test_setup_teardown(grows_to_the_maximum_and_cancels, start, end),
        cmocka_unit_test_setup_teardown(draining_cancels_and_waits, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
