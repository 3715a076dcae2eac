// SPDX-License-Identifier: MIT
//
// A GMainContext in the loop: its timeouts and descriptors are served while the loop runs, other threads can wake it, and it neither
// keeps the loop alive nor turns it when nothing happens.
#include "loop/loop.h"

#include <glib-unix.h>
#include <glib.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

static loop *l;
static GMainContext *context;
static unsigned fired, dispatched;
static uv_timer_t alive;

static void on_dispatched(void *data)
{
    (void)data;
    dispatched++;
}

static void never(uv_timer_t *timer)
{
    loop_stop(timer->data);
}

static int start(void **state)
{
    (void)state;
    fired = dispatched = 0;
    context = g_main_context_new();
    if (loop_new(&l) || loop_gmain_attach(l, context, on_dispatched, NULL)) {
        return -1;
    }
    uv_timer_init(loop_uv(l), &alive);
    alive.data = l;
    uv_timer_start(&alive, never, 5000, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    uv_close((uv_handle_t *)&alive, NULL);
    loop_free(l);
    g_main_context_unref(context);
    return 0;
}

static gboolean on_source(gpointer data)
{
    (void)data;
    fired++;
    loop_stop(l);
    return G_SOURCE_REMOVE;
}

static gboolean on_descriptor(gint fd, GIOCondition condition, gpointer data)
{
    (void)fd;
    (void)condition;
    return on_source(data);
}

static void attach(GSource *source)
{
    g_source_set_callback(source, on_source, NULL, NULL);
    g_source_attach(source, context);
    g_source_unref(source);
}

static void timeouts_fire(void **state)
{
    (void)state;
    attach(g_timeout_source_new(5));
    loop_run(l);
    assert_int_equal(fired, 1);
    assert_int_equal(dispatched, 1);
}

static void idle_sources_fire(void **state)
{
    (void)state;
    attach(g_idle_source_new());
    loop_run(l);
    assert_int_equal(fired, 1);
}

static void descriptors_are_watched(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    GSource *source = g_unix_fd_source_new(ends[0], G_IO_IN);
    g_source_set_callback(source, G_SOURCE_FUNC(on_descriptor), NULL, NULL);
    g_source_attach(source, context);
    g_source_unref(source);
    assert_int_equal(write(ends[1], "x", 1), 1);
    loop_run(l);
    assert_int_equal(fired, 1);
    close(ends[0]);
    close(ends[1]);
}

static void *attach_later(void *unused)
{
    (void)unused;
    g_usleep(5000);
    attach(g_idle_source_new());
    return NULL;
}

static void other_threads_wake_it(void **state)
{
    (void)state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, attach_later, NULL), 0);
    loop_run(l);
    pthread_join(thread, NULL);
    assert_int_equal(fired, 1);
}

static unsigned turns;
static void count_turn(uv_check_t *check)
{
    (void)check;
    turns++;
}

static void an_idle_context_sleeps(void **state)
{
    (void)state;
    static uv_check_t check;
    uv_check_init(loop_uv(l), &check);
    uv_check_start(&check, count_turn);
    uv_timer_start(&alive, never, 50, 0);
    turns = 0;
    loop_run(l);
    uv_close((uv_handle_t *)&check, NULL);
    assert_int_equal(dispatched, 0);
    assert_in_range(turns, 1, 3);
    uv_unref((uv_handle_t *)&alive);
    assert_false(uv_is_active((uv_handle_t *)&alive));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(timeouts_fire, start, end),
        cmocka_unit_test_setup_teardown(idle_sources_fire, start, end),
        cmocka_unit_test_setup_teardown(descriptors_are_watched, start, end),
        cmocka_unit_test_setup_teardown(other_threads_wake_it, start, end),
        cmocka_unit_test_setup_teardown(an_idle_context_sleeps, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
