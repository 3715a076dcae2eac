// SPDX-License-Identifier: MIT
//
// binding('child_process'): starting processes. A child is a native object; its end enters JavaScript once, as
// onExit(code, signal).
#include "base/world.h"
#include "loop/loop.h"
#include "node/child_process/child.h"
#include "node/stream_handle/stream_handle.h"

#include <errno.h>
#include <stdlib.h>

typedef struct child {
    uv_process_t process;
    js_runtime *runtime;
    js_root on_exit;
    bool closing;
} child;

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void child_finalize(void *pointer)
{
    child *c = pointer;
    c->runtime = NULL;
    if (!c->closing) {
        c->closing = true;
        uv_close((uv_handle_t *)&c->process, on_closed);
    }
}

static const js_native_type child_type = {"ChildProcess", child_finalize};

static void on_exit_status(uv_process_t *process, int64_t status, int signal)
{
    child *c = process->data;
    if (!c->runtime) {
        return;
    }
    js_runtime *runtime = c->runtime;
    js_context ctx = js_runtime_context(runtime);
    js_value function = js_root_get(ctx, c->on_exit);
    js_value argv[] = {js_number((double)status), js_int32(signal)};
    js_root_free(ctx, c->on_exit);
    c->on_exit = 0;
    js_enter(runtime, function, 2, argv);
}

// One entry of stdio. Fails: -EINVAL.
static int container_of(js_context ctx, js_object entry, uv_stdio_container_t *out, js_value *exception)
{
    stream_handle *h;
    int type = (int)child_number(ctx, entry, "type", CHILD_IGNORE);
    switch (type) {
    case CHILD_IGNORE:
        out->flags = UV_IGNORE;
        return 0;
    case CHILD_INHERIT_FD:
        out->flags = UV_INHERIT_FD;
        out->data.fd = (int)child_number(ctx, entry, "fd", -1);
        return 0;
    case CHILD_PIPE:
    case CHILD_WRAP:
        h = node_stream_handle_get(ctx, js_get(ctx, entry, "native", exception), exception);
        if (!h) {
            return -EINVAL;
        }
        out->data.stream = &h->uv.stream;
        out->flags =
            type == CHILD_WRAP ? UV_INHERIT_STREAM : UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE;
        return 0;
    default:
        return -EINVAL;
    }
}

static int containers_of(js_context ctx, js_object options, child_options *o, js_value *exception)
{
    js_object list = js_object_of(ctx, js_get(ctx, options, "stdio", exception));
    for (unsigned i = 0; i < (unsigned)o->uv.stdio_count; i++) {
        js_object entry = js_object_of(ctx, js_get_index(ctx, list, i, exception));
        int r = entry ? container_of(ctx, entry, &o->stdio[i], exception) : -EINVAL;
        if (r) {
            return r;
        }
    }
    return 0;
}

// spawn(options, onExit) -> child, or a negative errno
JS_FUNCTION(child_spawn)
{
    child_options o = {0};
    js_object options = js_object_of(ctx, js_arg(argc, argv, 0));
    js_value result;
    child *c = calloc(1, sizeof *c);
    int r = c ? child_options_init(ctx, &o, options, exception) : -ENOMEM;
    r = r ? r : containers_of(ctx, options, &o, exception);
    if (r) {
        goto out;
    }
    c->runtime = js_runtime_current();
    c->on_exit = js_root_new(ctx, js_arg(argc, argv, 1));
    c->process.data = c;
    o.uv.exit_cb = on_exit_status;
    base_world_changes();
    r = c->on_exit ? uv_spawn(loop_uv(js_runtime_loop(c->runtime)), &c->process, &o.uv) : -ENOMEM;
    if (r && c->on_exit) { // libuv has initialised the handle also when it fails
        js_root_free(ctx, c->on_exit);
        c->closing = true;
        uv_close((uv_handle_t *)&c->process, on_closed);
        c = NULL;
    }
    if (r == 0) {
        js_object native = js_native_new(ctx, &child_type, c);
        result = native ? (js_value)native : js_throw_out_of_memory(ctx, exception);
        c = NULL;
        child_options_deinit(&o);
        return result;
    }
out:
    free(c);
    child_options_deinit(&o);
    return js_int32(r);
}

static child *child_of(js_context ctx, js_value v)
{
    child *c = js_native_get(ctx, v, &child_type);
    return c && !c->closing ? c : NULL;
}

JS_FUNCTION(child_pid)
{
    child *c = child_of(ctx, js_arg(argc, argv, 0));
    return c ? js_int32(uv_process_get_pid(&c->process)) : JS_UNDEFINED;
}

JS_FUNCTION(child_kill)
{
    child *c = child_of(ctx, js_arg(argc, argv, 0));
    return js_int32(c ? uv_process_kill(&c->process, js_arg_int32(argc, argv, 1)) : -ESRCH);
}

JS_FUNCTION(child_ref)
{
    child *c = child_of(ctx, js_arg(argc, argv, 0));
    if (c) {
        uv_ref((uv_handle_t *)&c->process);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(child_unref)
{
    child *c = child_of(ctx, js_arg(argc, argv, 0));
    if (c) {
        uv_unref((uv_handle_t *)&c->process);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(child_has_ref)
{
    child *c = child_of(ctx, js_arg(argc, argv, 0));
    return js_bool(c && uv_has_ref((uv_handle_t *)&c->process));
}

JS_FUNCTION(child_close)
{
    child *c = child_of(ctx, js_arg(argc, argv, 0));
    if (c) {
        js_root_free(ctx, c->on_exit);
        js_native_clear(ctx, argv[0]);
        c->closing = true;
        c->runtime = NULL;
        uv_close((uv_handle_t *)&c->process, on_closed);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(child_spawn_sync_function)
{
    return child_spawn_sync(ctx, js_object_of(ctx, js_arg(argc, argv, 0)), exception);
}

static const js_function_spec child_process_functions[] = {
    {"spawn", child_spawn, 2, "spawn(options, onExit(code, signal)) -> child | status"},
    {"pid", child_pid, 1, "pid(child) -> number"},
    {"kill", child_kill, 2, "kill(child, signal) -> status"},
    {"ref", child_ref, 1, "ref(child)"},
    {"unref", child_unref, 1, "unref(child)"},
    {"hasRef", child_has_ref, 1, "hasRef(child) -> boolean"},
    {"close", child_close, 1, "close(child)"},
    {"spawnSync", child_spawn_sync_function, 1,
     "spawnSync(options) -> [status of starting, pid, exit code, signal, error, outputs]"},
    {0},
};

const js_binding_spec node_child_process_binding = {"child_process", child_process_functions, NULL};
