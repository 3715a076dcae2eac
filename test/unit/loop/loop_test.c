// SPDX-License-Identifier: MIT
//
// The loop's life, posted tasks with their priorities, tasks for idle moments, stopping.
#include "loop/loop.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct task {
    loop_task base;
    loop *l;
    char name;
} task;

static char order[32];
static size_t order_len;

static void note(loop_task *base)
{
    task *t = (task *)base;
    order[order_len++] = t->name;
    order[order_len] = 0;
}

static int start(void **state)
{
    order_len = 0;
    order[0] = 0;
    return loop_new((loop **)state);
}

static int end(void **state)
{
    loop_free(*state);
    return 0;
}

static void empty_loop_ends(void **state)
{
    loop *l = *state;
    assert_false(loop_is_alive(l));
    loop_run(l);
}

static void urgent_tasks_run_first(void **state)
{
    loop *l = *state;
    task a = {{note, NULL}, l, 'a'}, b = {{note, NULL}, l, 'b'}, c = {{note, NULL}, l, 'c'};
    loop_post(l, &a.base, LOOP_NORMAL);
    loop_post(l, &b.base, LOOP_NORMAL);
    loop_post(l, &c.base, LOOP_URGENT);
    assert_true(loop_is_alive(l));
    loop_run(l);
    assert_string_equal(order, "cab");
    assert_false(loop_is_alive(l));
}

static void post_once_more(loop_task *base)
{
    task *t = (task *)base;
    order[order_len++] = t->name;
    order[order_len] = 0;
    if (order_len < 3) {
        loop_post(t->l, base, LOOP_NORMAL);
    }
}

static void a_task_may_post_itself(void **state)
{
    task t = {{post_once_more, NULL}, *state, 'x'};
    loop_post(*state, &t.base, LOOP_NORMAL);
    loop_run(*state);
    assert_string_equal(order, "xxx");
}

static void on_timer(uv_timer_t *timer)
{
    task t = {.name = 't'};
    note(&t.base);
    uv_close((uv_handle_t *)timer, NULL);
}

static void idle_tasks_wait_for_due_timers(void **state)
{
    loop *l = *state;
    uv_timer_t now, later;
    uv_timer_init(loop_uv(l), &now);
    uv_timer_init(loop_uv(l), &later);
    uv_timer_start(&now, on_timer, 0, 0);
    uv_timer_start(&later, on_timer, 20, 0);
    task i = {{note, NULL}, l, 'i'}, gone = {{note, NULL}, l, 'g'};
    loop_idle_post(l, &gone.base);
    loop_idle_post(l, &i.base);
    assert_true(loop_idle_cancel(l, &gone.base));
    assert_false(loop_idle_cancel(l, &gone.base));
    loop_run(l);
    assert_string_equal(order, "tit");
}

static void idle_tasks_do_not_keep_the_loop_alive(void **state)
{
    task i = {{note, NULL}, *state, 'i'};
    loop_idle_post(*state, &i.base);
    assert_false(loop_is_alive(*state));
    loop_run(*state);
    assert_string_equal(order, "");
}

static void stop_now(uv_timer_t *timer)
{
    loop_stop(timer->data);
}

static void stop_ends_the_run(void **state)
{
    loop *l = *state;
    uv_timer_t t;
    uv_timer_init(loop_uv(l), &t);
    t.data = l;
    uv_timer_start(&t, stop_now, 0, 1);
    loop_run(l);
    assert_true(loop_is_alive(l));
    uv_close((uv_handle_t *)&t, NULL);
    loop_run(l);
}

static void never(uv_timer_t *timer)
{
    (void)timer;
}

static void *interrupt(void *l)
{
    loop_interrupt(l);
    return NULL;
}

static void another_thread_interrupts(void **state)
{
    loop *l = *state;
    static uv_timer_t t;
    uv_timer_init(loop_uv(l), &t);
    uv_timer_start(&t, never, 1000000, 0);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, interrupt, l), 0);
    loop_run(l);
    pthread_join(thread, NULL);
    assert_true(loop_is_alive(l));
    uv_close((uv_handle_t *)&t, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(empty_loop_ends, start, end),
        cmocka_unit_test_setup_teardown(urgent_tasks_run_first, start, end),
        cmocka_unit_test_setup_teardown(a_task_may_post_itself, start, end),
        cmocka_unit_test_setup_teardown(idle_tasks_wait_for_due_timers, start, end),
        cmocka_unit_test_setup_teardown(idle_tasks_do_not_keep_the_loop_alive, start, end),
        cmocka_unit_test_setup_teardown(stop_ends_the_run, start, end),
        cmocka_unit_test_setup_teardown(another_thread_interrupts, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
