// SPDX-License-Identifier: MIT
//
// The messaging binding: one waker per thread. MessagePorts queue their messages in JavaScript and wake the loop; the waker then
// enters JavaScript once a message, until its function returns something other than true. Another thread's port may wake it
// too (uv_async_send is the one call here that any thread may make). Memory: the native object owns the waker; its
// finalizer closes the handle, which frees it. Thread: loop.
#include "engine/engine.h"
#include "loop/loop.h"
#include "node/messaging/port.h"

#include <stdlib.h>

extern const js_binding_spec node_messaging_binding;

typedef struct waker {
    uv_async_t async;
    js_runtime *runtime;
    js_root function;
} waker;

enum { ENTRIES_A_TURN_MAX = 1000 };

static void waker_freed(uv_handle_t *handle)
{
    free(handle->data);
}

static void waker_finalize(void *pointer)
{
    waker *w = pointer;
    if (!uv_is_closing(
            (uv_handle_t *)&w->async)) { // else the loop is being taken down and frees nothing of ours
        uv_close((uv_handle_t *)&w->async, waker_freed);
    }
}

static const js_native_type waker_type = {"MessageWaker", waker_finalize};

static void waker_awake(uv_async_t *async)
{
    waker *w = async->data;
    js_context ctx = js_runtime_context(w->runtime);
    js_value function = js_root_get(ctx, w->function);
    for (int i = 0; i < ENTRIES_A_TURN_MAX; i++) {
        if (!js_is_true(js_enter(w->runtime, function, 0, NULL))) {
            return;
        }
    }
    uv_async_send(async); // the rest comes in the next turn
}

JS_FUNCTION(messaging_waker)
{
    waker *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    w->runtime = js_runtime_current();
    w->function = js_root_new(ctx, js_arg(argc, argv, 0));
    int r = uv_async_init(loop_uv(js_runtime_loop(w->runtime)), &w->async, waker_awake);
    if (r < 0) {
        js_root_free(ctx, w->function);
        free(w);
        return js_throw_errno(ctx, exception, r, "uv_async_init", NULL, NULL);
    }
    w->async.data = w;
    uv_unref((uv_handle_t *)&w->async);
    return js_native_new(ctx, &waker_type, w);
}

JS_FUNCTION(messaging_wake)
{
    waker *w = js_native_get(ctx, js_arg(argc, argv, 0), &waker_type);
    if (w != NULL) {
        uv_async_send(&w->async);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(messaging_hold)
{
    waker *w = js_native_get(ctx, js_arg(argc, argv, 0), &waker_type);
    if (w != NULL && js_arg_true(argc, argv, 1)) {
        uv_ref((uv_handle_t *)&w->async);
    } else if (w != NULL) {
        uv_unref((uv_handle_t *)&w->async);
    }
    return JS_UNDEFINED;
}

static const js_function_spec messaging_functions[] = {
    {"waker", messaging_waker, 1,
     "waker(function) -> a waker; `function` runs for each wake, again while it returns true"},
    {"wake", messaging_wake, 1, "wake(waker)"},
    {"hold", messaging_hold, 2, "hold(waker, on): whether the waker keeps the loop alive"},
    {0},
};

static int messaging_init(js_context ctx, js_object binding)
{
    js_functions_add(ctx, binding, node__port_functions);
    js_functions_add(ctx, binding, node__shared_functions);
    js_functions_add(ctx, binding, node__plain_functions);
    js_functions_add(ctx, binding, node__shared_value_functions);
    return 0;
}

const js_binding_spec node_messaging_binding = {"messaging", messaging_functions, messaging_init};
