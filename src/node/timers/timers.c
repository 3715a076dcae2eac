// SPDX-License-Identifier: MIT
//
// The native half of timers: one uv_timer_t that stands for all of a runtime's timers, and the check phase in which immediates run.
// JavaScript keeps the lists (lib/internal/timers.js); here it is entered once per due timer and once per immediate, so that
// ticks and microtasks run in between.
//
// Memory: a `timers` belongs to a native object that the binding holds; its handles close when that is finalized.
#include "engine/engine.h"
#include "loop/loop.h"

#include <errno.h>
#include <stdlib.h>

typedef struct timers {
    uv_timer_t timer;
    uv_check_t check;
    uv_idle_t idle; // active while a referenced immediate waits: the poll does not sleep then
    js_runtime *runtime;
    js_root process_timer, process_immediate;
    uint64_t start_ms;
    double *counts; // shared with JavaScript: [0] immediates that wait
    unsigned open_handles;
} timers;

static _Thread_local timers *current;

static void on_idle(uv_idle_t *handle)
{
    (void)handle;
}

// Enters `function` until it says false. After an error that was handled, it has said nothing: on it goes.
static void enter_all(timers *t, js_root function)
{
    js_context ctx = js_runtime_context(t->runtime);
    while (!loop_is_stopping(js_runtime_loop(t->runtime)) && !js_runtime_is_terminating(t->runtime) &&
           js_enter(t->runtime, js_root_get(ctx, function), 0, NULL) != JS_FALSE) {
    }
}

static void on_timer(uv_timer_t *handle)
{
    timers *t = handle->data;
    enter_all(t, t->process_timer);
}

static void on_check(uv_check_t *handle)
{
    timers *t = handle->data;
    if (t->counts[0] > 0) {
        enter_all(t, t->process_immediate);
    }
}

// setup(processTimer, processImmediate)
JS_FUNCTION(timers_setup)
{
    timers *t = current;
    t->process_timer = js_root_new(ctx, js_arg(argc, argv, 0));
    t->process_immediate = js_root_new(ctx, js_arg(argc, argv, 1));
    if (t->process_timer == 0 || t->process_immediate == 0) {
        return js_throw_out_of_memory(ctx, exception);
    }
    return JS_UNDEFINED;
}

static uint64_t delay_of(double ms)
{
    return ms < 1 ? 1 : ms > 4294967295.0 ? UINT64_C(4294967295) : (uint64_t)ms;
}

JS_FUNCTION(timers_schedule)
{
    uv_timer_start(&current->timer, on_timer, delay_of(js_arg_number(argc, argv, 0, 1)), 0);
    return JS_UNDEFINED;
}

JS_FUNCTION(timers_toggle_timer_ref)
{
    uv_handle_t *handle = (uv_handle_t *)&current->timer;
    if (js_arg_true(argc, argv, 0)) {
        uv_ref(handle);
    } else {
        uv_unref(handle);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(timers_toggle_immediate_ref)
{
    if (js_arg_true(argc, argv, 0)) {
        uv_idle_start(&current->idle, on_idle);
    } else {
        uv_idle_stop(&current->idle);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(timers_get_libuv_now)
{
    uv_loop_t *uv = current->timer.loop;
    uv_update_time(uv);
    return js_number((double)(uv_now(uv) - current->start_ms));
}

static void on_close(uv_handle_t *handle)
{
    timers *t = handle->data;
    if (--t->open_handles == 0) { // the binding, and JavaScript with it, has ended before
        free(t->counts);
        free(t);
    }
}

static void timers_finalize(void *pointer)
{
    timers *t = pointer;
    if (current == t) {
        current = NULL;
    }
    uv_close((uv_handle_t *)&t->timer, on_close);
    uv_close((uv_handle_t *)&t->check, on_close);
    uv_close((uv_handle_t *)&t->idle, on_close);
}

static const js_native_type timers_type = {"Timers", timers_finalize};

static timers *timers_new(js_runtime *runtime)
{
    timers *t = calloc(1, sizeof *t);
    double *counts = calloc(2, sizeof *counts);
    if (!t || !counts) {
        free(t);
        free(counts);
        return NULL;
    }
    uv_loop_t *uv = loop_uv(js_runtime_loop(runtime));
    t->runtime = runtime;
    t->counts = counts;
    t->start_ms = uv_now(uv);
    t->open_handles = 3;
    uv_timer_init(uv, &t->timer);
    uv_check_init(uv, &t->check);
    uv_idle_init(uv, &t->idle);
    t->timer.data = t->check.data = t->idle.data = t;
    uv_unref((uv_handle_t *)&t->timer);
    uv_check_start(&t->check, on_check);
    uv_unref((uv_handle_t *)&t->check);
    return t;
}

static int timers_init(js_context ctx, js_object binding)
{
    js_value exception = NULL;
    timers *t = timers_new(js_runtime_current());
    if (!t) {
        return -ENOMEM;
    }
    current = t;
    js_set(ctx, binding, "handle", js_native_new(ctx, &timers_type, t));
    js_set(ctx, binding, "countsBuffer",
           js_array_buffer_static(ctx, t->counts, 2 * sizeof(double), &exception));
    return exception == NULL ? 0 : -ENOMEM;
}

static const js_function_spec timers_functions[] = {
    {"setup", timers_setup, 2, "setup(processTimer, processImmediate)"},
    {"scheduleTimer", timers_schedule, 1, "scheduleTimer(ms)"},
    {"toggleTimerRef", timers_toggle_timer_ref, 1, "toggleTimerRef(boolean)"},
    {"toggleImmediateRef", timers_toggle_immediate_ref, 1, "toggleImmediateRef(boolean)"},
    {"getLibuvNow", timers_get_libuv_now, 0, "getLibuvNow() -> milliseconds since the start"},
    {0},
};

const js_binding_spec node_timers_binding = {"timers", timers_functions, timers_init};
