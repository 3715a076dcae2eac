// SPDX-License-Identifier: MIT
//
// The CPU pool: every job is done once, also forked ones; a busy thread's jobs are stolen; waiting jobs can be cancelled.
#include "loop/loop.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sched.h>

#include <cmocka.h>

enum { THREADS = 3, MANY = 3000, DEPTH = 8 };

typedef struct job {
    loop_job base;
    int worked, status, depth;
} job;

static size_t done_count;
static atomic_uint at_gate;
static atomic_bool gate_open;

static void work(loop_job *base)
{
    ((job *)base)->worked++;
}

static void work_behind_gate(loop_job *base)
{
    atomic_fetch_add(&at_gate, 1);
    while (!atomic_load(&gate_open)) {
        sched_yield();
    }
    work(base);
}

static void done(loop_job *base, int status)
{
    ((job *)base)->status = status;
    done_count++;
}

static int start(void **state)
{
    done_count = 0;
    atomic_store(&at_gate, 0);
    atomic_store(&gate_open, false);
    loop_pools_configure(0, THREADS);
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
        assert_int_equal(loop_cpu_submit(l, &jobs[i].base), 0);
    }
    loop_run(l);
    assert_int_equal(done_count, MANY);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(jobs[i].worked, 1);
    }
    free(jobs);
}

static void free_when_done(loop_job *base, int status)
{
    assert_int_equal(status, 0);
    done_count++;
    free(base);
}

static void fork_two(loop_job *base)
{
    int depth = ((job *)base)->depth;
    for (int i = 0; depth && i < 2; i++) {
        job *child = calloc(1, sizeof *child);
        if (!child) {
            abort();
        }
        child->base.work = fork_two;
        child->base.done = free_when_done;
        child->depth = depth - 1;
        loop_cpu_fork(base, &child->base);
    }
}

static void forked_jobs_are_done(void **state)
{
    job *root = calloc(1, sizeof *root);
    assert_non_null(root);
    root->base.work = fork_two;
    root->base.done = free_when_done;
    root->depth = DEPTH;
    assert_int_equal(loop_cpu_submit(*state, &root->base), 0);
    loop_run(*state);
    assert_int_equal(done_count, (1 << (DEPTH + 1)) - 1);
}

static void busy_threads_are_stolen_from(void **state)
{
    loop *l = *state;
    job jobs[THREADS - 1 + 30] = {0};
    loop_pool_stats before, after;
    loop_cpu_stats(&before);
    for (int i = 0; i < THREADS - 1 + 30; i++) {
        jobs[i].base.work = i < THREADS - 1 ? work_behind_gate : work;
        jobs[i].base.done = done;
    }
    for (int i = 0; i < THREADS - 1; i++) {
        assert_int_equal(loop_cpu_submit(l, &jobs[i].base), 0);
    }
    while (atomic_load(&at_gate) < THREADS - 1) {
        sched_yield();
    }
    for (int i = THREADS - 1; i < THREADS - 1 + 30; i++) {
        assert_int_equal(loop_cpu_submit(l, &jobs[i].base), 0);
    }
    do {
        loop_cpu_stats(&after);
    } while (after.queued);
    assert_true(after.stolen > before.stolen);
    atomic_store(&gate_open, true);
    loop_run(l);
    assert_int_equal(done_count, THREADS - 1 + 30);
}

static void waiting_jobs_can_be_cancelled(void **state)
{
    loop *l = *state;
    job jobs[THREADS + 1] = {0};
    for (int i = 0; i < THREADS + 1; i++) {
        jobs[i].base.work = work_behind_gate;
        jobs[i].base.done = done;
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(loop_cpu_submit(l, &jobs[i].base), 0);
    }
    while (atomic_load(&at_gate) < THREADS) {
        sched_yield();
    }
    assert_int_equal(loop_cpu_submit(l, &jobs[THREADS].base), 0);
    assert_int_equal(loop_job_cancel(&jobs[THREADS].base), 0);
    assert_int_equal(loop_job_cancel(&jobs[0].base), -EBUSY);
    atomic_store(&gate_open, true);
    loop_run(l);
    assert_int_equal(jobs[THREADS].status, -ECANCELED);
    assert_int_equal(jobs[THREADS].worked, 0);
    assert_int_equal(done_count, THREADS + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_job_is_done_once, start, end),
        cmocka_unit_test_setup_teardown(forked_jobs_are_done, start, end),
        cmocka_unit_test_setup_teardown(busy_threads_are_stolen_from, start, end),
        cmocka_unit_test_setup_teardown(waiting_jobs_can_be_cancelled, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
