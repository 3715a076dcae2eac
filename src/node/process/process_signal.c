// SPDX-License-Identifier: MIT
//
// Signals as events: one uv_signal_t per signal number that has listeners. They do not keep the loop alive.
#include "node/process/process.h"

#include "loop/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <uv.h>

enum { SIGNALS_MAX = 65 };

typedef struct watcher {
    uv_signal_t signal;
    js_runtime *runtime;
    js_root listener;
} watcher;

static _Thread_local watcher *watchers[SIGNALS_MAX];

static void on_signal(uv_signal_t *handle, int number)
{
    watcher *w = handle->data;
    js_context ctx = js_runtime_context(w->runtime);
    js_value argv[] = {js_int32(number)};
    js_enter(w->runtime, js_root_get(ctx, w->listener), 1, argv);
}

static void on_close(uv_handle_t *handle)
{
    free(handle->data);
}

// startSignal(number, listener(number)) -> status
JS_FUNCTION(signal_start)
{
    int number = js_arg_int32(argc, argv, 0);
    if (number <= 0 || number >= SIGNALS_MAX) {
        return js_int32(-EINVAL);
    }
    if (watchers[number]) {
        return js_int32(0);
    }
    watcher *w = calloc(1, sizeof *w);
    if (!w) {
        return js_int32(-ENOMEM);
    }
    w->runtime = js_runtime_current();
    w->listener = js_root_new(ctx, js_arg(argc, argv, 1));
    w->signal.data = w;
    int r = w->listener ? uv_signal_init(loop_uv(js_runtime_loop(w->runtime)), &w->signal) : -ENOMEM;
    if (r) {
        js_root_free(ctx, w->listener);
        free(w);
        return js_int32(r);
    }
    uv_unref((uv_handle_t *)&w->signal);
    r = uv_signal_start(&w->signal, on_signal, number);
    if (r) {
        js_root_free(ctx, w->listener);
        uv_close((uv_handle_t *)&w->signal, on_close);
        return js_int32(r);
    }
    watchers[number] = w;
    return js_int32(0);
}

JS_FUNCTION(signal_stop)
{
    int number = js_arg_int32(argc, argv, 0);
    if (number > 0 && number < SIGNALS_MAX && watchers[number]) {
        watcher *w = watchers[number];
        watchers[number] = NULL;
        js_root_free(ctx, w->listener);
        w->listener = 0;
        uv_close((uv_handle_t *)&w->signal, on_close);
    }
    return JS_UNDEFINED;
}

const js_function_spec node__process_signal_functions[] = {
    {"startSignal", signal_start, 2, "startSignal(number, listener) -> status"},
    {"stopSignal", signal_stop, 1, "stopSignal(number)"},
    {0},
};
