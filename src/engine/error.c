// SPDX-License-Identifier: MIT
//
// Errors for JavaScript. The JavaScript side makes them (hooks makeError and makeErrnoError), so that they have its stacks and classes; before
// it is there, and when memory is short, the engine's own constructor does.
#include "engine/runtime.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

js_value js_throw(js_value *exception, js_value error)
{
    if (exception != NULL) {
        *exception = error;
    }
    return JS_UNDEFINED;
}

static js_value error_with_hook(js_context ctx, const char *kind, const char *code, const char *message,
                                js_value *exception)
{
    js_runtime *rt = js_runtime_current();
    JSValueRef failure = NULL;
    JSValueRef error = NULL;
    JSValueRef text = js_string_utf8(ctx, message, strlen(message));
    if (rt->make_error != 0) {
        JSValueRef args[] = {js_string_ascii(ctx, kind),
                             code != NULL ? js_string_ascii(ctx, code) : JS_UNDEFINED, text};
        error = js_call(ctx, js_root_get(ctx, rt->make_error), JS_UNDEFINED, 3, args, &failure);
    }
    if (error == NULL || failure != NULL) {
        js__traps_hold(rt);
        error = JSObjectMakeError(ctx, 1, &text, NULL);
        js__traps_release(rt);
    }
    return js_throw(exception, error);
}

static js_value throw_format(js_context ctx, js_value *exception, const char *kind, const char *code,
                             const char *format, va_list list)
{
    char small[512];
    va_list again;
    va_copy(again, list);
    int len = vsnprintf(small, sizeof small, format, list);
    char *big = NULL;
    if (len >= (int)sizeof small && (big = malloc((size_t)len + 1)) != NULL) {
        vsnprintf(big, (size_t)len + 1, format, again);
    }
    va_end(again);
    error_with_hook(ctx, kind, code, big != NULL ? big : small, exception);
    free(big);
    return JS_UNDEFINED;
}

js_value js_throw_error(js_context ctx, js_value *exception, const char *code, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    throw_format(ctx, exception, "Error", code, format, list);
    va_end(list);
    return JS_UNDEFINED;
}

js_value js_throw_type_error(js_context ctx, js_value *exception, const char *code, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    throw_format(ctx, exception, "TypeError", code, format, list);
    va_end(list);
    return JS_UNDEFINED;
}

js_value js_throw_range_error(js_context ctx, js_value *exception, const char *code, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    throw_format(ctx, exception, "RangeError", code, format, list);
    va_end(list);
    return JS_UNDEFINED;
}

js_value js_throw_errno(js_context ctx, js_value *exception, int status, const char *syscall,
                        const char *path, const char *dest)
{
    js_runtime *rt = js_runtime_current();
    JSValueRef failure = NULL;
    JSValueRef args[] = {js_int32(status), js_string_ascii(ctx, syscall),
                         path != NULL ? js_string_utf8(ctx, path, strlen(path)) : JS_UNDEFINED,
                         dest != NULL ? js_string_utf8(ctx, dest, strlen(dest)) : JS_UNDEFINED};
    JSValueRef error = js_call(ctx, js_root_get(ctx, rt->make_errno_error), JS_UNDEFINED, 4, args, &failure);
    return js_throw(exception, failure != NULL ? failure : error);
}

js_value js_throw_out_of_memory(js_context ctx, js_value *exception)
{
    return js_throw_range_error(ctx, exception, "ERR_MEMORY_ALLOCATION_FAILED", "Failed to allocate memory");
}
