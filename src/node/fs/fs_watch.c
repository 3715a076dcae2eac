// SPDX-License-Identifier: MIT
//
// fs.watch: a uv_fs_event handle per watcher. The handle belongs to the loop from the start until its close callback;
// the native object only points at it. While it runs, its callback is rooted, so that a watcher nobody refers to goes
// on watching.
#include "node/fs/fs.h"

#include <errno.h>
#include <stdlib.h>
#include <uv.h>

typedef struct watch {
    uv_fs_event_t event; // first
    js_root callback;    // 0 once closed
    bool as_bytes;
} watch;

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

static void watch_close(watch *w)
{
    if (!uv_is_closing((uv_handle_t *)&w->event)) {
        uv_close((uv_handle_t *)&w->event, on_closed);
    }
}

static void watch_finalize(void *pointer)
{
    watch_close(pointer);
}

static const js_native_type watch_type = {"FSEvent", watch_finalize};

static js_value name_of(js_context ctx, const watch *w, const char *name, js_value *exception)
{
    if (name == NULL) {
        return JS_NULL;
    }
    size_t len = strlen(name);
    if (!w->as_bytes) {
        return js_string_utf8(ctx, name, len);
    }
    char *copy = malloc(len + 1);
    if (copy == NULL) {
        return JS_NULL;
    }
    memcpy(copy, name, len);
    return js_uint8_array_adopt(ctx, copy, len, exception);
}

static void on_event(uv_fs_event_t *handle, const char *filename, int events, int status)
{
    watch *w = (watch *)handle;
    js_runtime *runtime = js_runtime_current();
    if (runtime == NULL || w->callback == 0) {
        return;
    }
    js_context ctx = js_runtime_context(runtime);
    js_value exception = NULL;
    js_lock(ctx);
    js_value argv[3] = {
        js_int32(status),
        js_string_ascii(ctx, (events & UV_RENAME) != 0 ? "rename" : "change"),
        name_of(ctx, w, filename, &exception),
    };
    js_value callback = js_root_get(ctx, w->callback);
    js_unlock(ctx);
    js_enter(runtime, callback, 3, argv);
}

// (path, persistent, asBytes, callback(status, event, filename)) -> handle or a negative errno
JS_FUNCTION(fs_watch_start)
{
    fs_text path = {.bytes = NULL};
    js_value result = JS_UNDEFINED;
    uv_loop_t *uv = loop_uv(js_runtime_loop(js_runtime_current()));
    watch *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    int status = uv_fs_event_init(uv, &w->event);
    if (status < 0) {
        free(w);
        return js_int32(status);
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &path, exception) < 0) {
        goto out;
    }
    w->as_bytes = js_arg_true(argc, argv, 2);
    status = uv_fs_event_start(&w->event, on_event, path.bytes, 0);
    if (status < 0) {
        result = js_int32(status);
        goto out;
    }
    w->callback = js_root_new(ctx, js_arg(argc, argv, 3));
    js_object handle = w->callback == 0 ? NULL : js_native_new(ctx, &watch_type, w);
    if (handle == NULL) {
        result = js_throw_out_of_memory(ctx, exception);
        goto out;
    }
    if (!js_arg_true(argc, argv, 1)) {
        uv_unref((uv_handle_t *)&w->event);
    }
    result = (js_value)handle;
    w = NULL;
out:
    fs_text_deinit(&path);
    if (w != NULL) {
        js_root_free(ctx, w->callback);
        watch_close(w);
    }
    return result;
}

JS_FUNCTION(fs_watch_close)
{
    watch *w = js_native_get(ctx, js_arg(argc, argv, 0), &watch_type);
    if (w != NULL) {
        js_native_clear(ctx, argv[0]);
        js_root_free(ctx, w->callback);
        w->callback = 0;
        watch_close(w);
    }
    return JS_UNDEFINED;
}

// (handle, boolean)
JS_FUNCTION(fs_watch_ref)
{
    watch *w = js_native_get(ctx, js_arg(argc, argv, 0), &watch_type);
    if (w == NULL) {
        return JS_UNDEFINED;
    }
    if (js_arg_true(argc, argv, 1)) {
        uv_ref((uv_handle_t *)&w->event);
    } else {
        uv_unref((uv_handle_t *)&w->event);
    }
    return JS_UNDEFINED;
}

const js_function_spec fs_watch_functions[] = {
    {"watchStart", fs_watch_start, 4, "watchStart(path, persistent, asBytes, callback) -> handle or errno"},
    {"watchClose", fs_watch_close, 1, "watchClose(handle)"},
    {"watchRef", fs_watch_ref, 2, "watchRef(handle, boolean)"},
    {0},
};
