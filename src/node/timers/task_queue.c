// SPDX-License-Identifier: MIT
//
// What lib/internal/process/task_queues.js needs of the engine: whether a rejected promise has got a handler, and a call per turn of
// the loop while there are rejections that were reported and may yet be handled.
#include "engine/engine.h"
#include "loop/loop.h"

#include <errno.h>
#include <stdlib.h>

typedef struct poller {
    uv_prepare_t prepare;
    js_runtime *runtime;
    js_root function;
} poller;

static _Thread_local poller *current;

static void on_prepare(uv_prepare_t *handle)
{
    poller *p = handle->data;
    js_context ctx = js_runtime_context(p->runtime);
    js_enter(p->runtime, js_root_get(ctx, p->function), 0, NULL);
}

JS_FUNCTION(task_queue_is_handled)
{
    return js_bool(js_promise_is_handled(ctx, js_arg(argc, argv, 0)));
}

// pollTurns(function | undefined)
JS_FUNCTION(task_queue_poll_turns)
{
    poller *p = current;
    js_value function = js_arg(argc, argv, 0);
    if (js_is_undefined(function)) {
        uv_prepare_stop(&p->prepare);
        return JS_UNDEFINED;
    }
    if (p->function == 0) {
        p->function = js_root_new(ctx, function);
        if (p->function == 0) {
            return js_throw_out_of_memory(ctx, exception);
        }
    }
    uv_prepare_start(&p->prepare, on_prepare);
    uv_unref((uv_handle_t *)&p->prepare);
    return JS_UNDEFINED;
}

static void on_close(uv_handle_t *handle)
{
    free(handle->data);
}

static void poller_finalize(void *pointer)
{
    poller *p = pointer;
    if (current == p) {
        current = NULL;
    }
    uv_close((uv_handle_t *)&p->prepare, on_close);
}

static const js_native_type poller_type = {"TurnPoller", poller_finalize};

static int task_queue_init(js_context ctx, js_object binding)
{
    poller *p = calloc(1, sizeof *p);
    if (!p) {
        return -ENOMEM;
    }
    p->runtime = js_runtime_current();
    uv_prepare_init(loop_uv(js_runtime_loop(p->runtime)), &p->prepare);
    p->prepare.data = p;
    current = p;
    js_set(ctx, binding, "handle", js_native_new(ctx, &poller_type, p));
    return 0;
}

static const js_function_spec task_queue_functions[] = {
    {"isHandled", task_queue_is_handled, 1, "isHandled(promise) -> boolean"},
    {"pollTurns", task_queue_poll_turns, 1, "pollTurns(function | undefined)"},
    {0},
};

const js_binding_spec node_task_queue_binding = {"task_queue", task_queue_functions, task_queue_init};
