// SPDX-License-Identifier: MIT
//
// What lib/internal/process/task_queues.js needs of the engine: whether a rejected promise has got a handler.
#include "engine/engine.h"

JS_FUNCTION(task_queue_is_handled)
{
    return js_bool(js_promise_is_handled(ctx, js_arg(argc, argv, 0)));
}

static const js_function_spec task_queue_functions[] = {
    {"isHandled", task_queue_is_handled, 1, "isHandled(promise) -> boolean"},
    {0},
};

const js_binding_spec node_task_queue_binding = {"task_queue", task_queue_functions, NULL};
