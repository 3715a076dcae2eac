// SPDX-License-Identifier: MIT
//
// Looks inside promises and proxies. A promise's state is read from the two internal fields of its cell (flags, result); the layout is
// verified on known promises when first needed, and where it differs the state is reported as unknown.
#include "engine/runtime.h"

enum {
    FIELD_FLAGS = 2,
    FIELD_RESULT = 3,
    STATE_MASK = 3,
    FLAG_HANDLED = 4
}; // fields in 8-byte words of the cell

static uint64_t cell_word(JSValueRef v, size_t index)
{
    uint64_t word;
    memcpy(&word, (const char *)v + index * 8, sizeof word);
    return word;
}

static bool looks_like(JSValueRef promise, int state, JSValueRef result)
{
    JSValueRef flags = (JSValueRef)(uintptr_t)cell_word(promise, FIELD_FLAGS);
    if (!js_is_int32(flags) || ((int)js_number_or(flags, -1) & STATE_MASK) != state) {
        return false;
    }
    return state == 0 || cell_word(promise, FIELD_RESULT) == JS_BITS(result);
}

static bool promise_probe(JSContextRef ctx)
{
    JSObjectRef resolve = NULL, reject = NULL;
    JSValueRef value = js_int32(4711);
    JSObjectRef pending = JSObjectMakeDeferredPromise(ctx, &resolve, &reject, NULL);
    if (pending == NULL || !looks_like(pending, 0, NULL)) {
        return false;
    }
    JSObjectRef promise = JSObjectMakeDeferredPromise(ctx, &resolve, &reject, NULL);
    JSObjectCallAsFunction(ctx, resolve, NULL, 1, &value, NULL);
    return looks_like(promise, 1, value);
}

static bool is_promise(js_context ctx, js_value v)
{
    js_runtime *rt = js_runtime_current();
    JSObjectRef object = js_object_of(ctx, v);
    if (object == NULL) {
        return false;
    }
    if (rt->promise_layout == 0) {
        rt->promise_layout = promise_probe(ctx) ? 1 : -1;
    }
    if (rt->promise_layout < 0) {
        return false;
    }
    // The cell's type byte tells promises from all else, subclasses included: compare with a fresh promise of this VM.
    JSObjectRef sample = JSObjectMakeDeferredPromise(ctx, NULL, NULL, NULL);
    return sample != NULL && ((const uint8_t *)sample)[5] == ((const uint8_t *)object)[5];
}

int js_promise_state(js_context ctx, js_value promise, js_value *result)
{
    if (!is_promise(ctx, promise)) {
        return -1;
    }
    int flags = (int)js_number_or((JSValueRef)(uintptr_t)cell_word(promise, FIELD_FLAGS), 0);
    int state = flags & STATE_MASK;
    *result = state == 0 ? JS_UNDEFINED : (JSValueRef)(uintptr_t)cell_word(promise, FIELD_RESULT);
    return state;
}

bool js_is_promise(js_context ctx, js_value v)
{
    return is_promise(ctx, v);
}

bool js_promise_is_handled(js_context ctx, js_value promise)
{
    return is_promise(ctx, promise) &&
           ((int)js_number_or((JSValueRef)(uintptr_t)cell_word(promise, FIELD_FLAGS), 0) & FLAG_HANDLED) != 0;
}

js_object js_proxy_target(js_context ctx, js_value v)
{
    JSObjectRef object = js_object_of(ctx, v);
    // Asked of a global object, the engine answers with an internal one.
    if (object == NULL || object == JSContextGetGlobalObject(ctx)) {
        return NULL;
    }
    return JSObjectGetProxyTarget(object);
}
