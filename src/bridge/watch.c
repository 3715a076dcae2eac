// SPDX-License-Identifier: MIT
//
// Watching a ref from JavaScript. The thread that changes the ref wakes the watcher's loop; there the callback is entered, once for all changes since it was entered last. A watch is a native object
// that a root keeps while it is open; the ref is kept as long. It ends with close(), or with its VM.
#include "bridge/bridge.h"

#include "loop/loop.h"

#include <errno.h>
#include <stdlib.h>

typedef struct ref_watch {
    uv_async_t wake;
    js_runtime *runtime;
    bridge_vm *vm;
    js_root callback, self;
    pc_value ref;
    pc_root kept;
} ref_watch;

static void changed(pc_thread *t, pc_value ref, void *data)
{
    (void)t;
    (void)ref;
    uv_async_send(&((ref_watch *)data)->wake);
}

static void closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void woken(uv_async_t *wake)
{
    ref_watch *w = wake->data;
    if (!uv_is_closing((uv_handle_t *)wake)) {
        js_enter(w->runtime, js_root_get(js_runtime_context(w->runtime), w->callback), 0, NULL);
    }
}

// No call comes any more afterwards.
static void end(ref_watch *w)
{
    (void)pc_ref_unwatch(w->vm->thread, w->ref, changed, w);
    pc_root_free(w->vm->roots, w->kept);
    uv_close((uv_handle_t *)&w->wake, closed);
}

static void watch_finalize(void *pointer)
{
    end(pointer);
}

static const js_native_type watch_type = {"SharedRefWatch", watch_finalize};

static int begin(ref_watch *w, pc_value ref)
{
    pc_enter(w->vm->thread);
    w->kept = pc_kind_of(ref) == PC_KIND_REF ? pc_root_new(w->vm->roots, ref) : 0;
    int rc = w->kept == 0 ? -ENOMEM : pc_ref_watch(w->vm->thread, ref, changed, w);
    pc_leave(w->vm->thread);
    return rc;
}

// watch(hold, address, callback) -> a watch of the ref
JS_FUNCTION(bridge_watch)
{
    bridge_vm *vm = bridge_vm_current();
    ref_watch *w = vm != NULL ? calloc(1, sizeof *w) : NULL;
    if (w == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    *w = (ref_watch){.runtime = js_runtime_current(), .vm = vm};
    w->ref = (pc_value)js_arg_number(argc, argv, 1, 0);
    if (uv_async_init(loop_uv(js_runtime_loop(w->runtime)), &w->wake, woken) != 0) {
        free(w);
        return js_throw_out_of_memory(ctx, exception);
    }
    w->wake.data = w;
    js_object object = begin(w, w->ref) == 0 ? js_native_new(ctx, &watch_type, w) : NULL;
    w->callback = object != NULL ? js_root_new(ctx, js_arg(argc, argv, 2)) : 0;
    w->self = w->callback != 0 ? js_root_new(ctx, object) : 0;
    if (w->self == 0) {
        js_root_free(ctx, w->callback);
        if (object != NULL) {
            js_native_clear(ctx, object);
        }
        end(w);
        return js_throw_out_of_memory(ctx, exception);
    }
    return object;
}

// unwatch(watch): ends it. Again: nothing.
JS_FUNCTION(bridge_unwatch)
{
    ref_watch *w = js_native_get(ctx, js_arg(argc, argv, 0), &watch_type);
    if (w != NULL) {
        js_native_clear(ctx, js_arg(argc, argv, 0));
        js_root_free(ctx, w->callback);
        js_root_free(ctx, w->self);
        end(w);
    }
    return JS_UNDEFINED;
}

// watchRef(watch, yes): whether it keeps the loop alive
JS_FUNCTION(bridge_watch_ref)
{
    ref_watch *w = js_native_get(ctx, js_arg(argc, argv, 0), &watch_type);
    if (w != NULL) {
        (js_arg_true(argc, argv, 1) ? uv_ref : uv_unref)((uv_handle_t *)&w->wake);
    }
    return JS_UNDEFINED;
}

const js_function_spec bridge_watch_functions[] = {
    {"watch", bridge_watch, 3, "watch(hold, address, callback) -> watch"},
    {"unwatch", bridge_unwatch, 1, "unwatch(watch)"},
    {"watchRef", bridge_watch_ref, 2, "watchRef(watch, keepsLoopAlive)"},
    {0},
};
