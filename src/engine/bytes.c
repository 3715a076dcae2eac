// SPDX-License-Identifier: MIT
//
// Bytes behind typed arrays and ArrayBuffers.
#include "engine/layout.h"

#include <errno.h>
#include <stdlib.h>

static int bytes_by_interface(js_context ctx, js_value v, js_bytes *out)
{
    JSTypedArrayType type = v == NULL ? kJSTypedArrayTypeNone : JSValueGetTypedArrayType(ctx, v, NULL);
    if (type == kJSTypedArrayTypeNone) {
        return -EINVAL;
    }
    JSObjectRef object = (JSObjectRef)(uintptr_t)v;
    if (type == kJSTypedArrayTypeArrayBuffer) {
        out->data = JSObjectGetArrayBufferBytesPtr(ctx, object, NULL);
        out->len = JSObjectGetArrayBufferByteLength(ctx, object, NULL);
        return 0;
    }
    // The pointer is the buffer's, not the view's.
    uint8_t *start = JSObjectGetTypedArrayBytesPtr(ctx, object, NULL);
    out->len = JSObjectGetTypedArrayByteLength(ctx, object, NULL);
    out->data = start == NULL ? NULL : start + JSObjectGetTypedArrayByteOffset(ctx, object, NULL);
    return 0;
}

int js_bytes_get(js_context ctx, js_value v, js_bytes *out)
{
    // Asking for the pointer moves a small array's bytes out of the heap and pins them; what and where they are is then read in place.
    if (js__view_bytes(v, out) &&
        JSObjectGetTypedArrayBytesPtr(ctx, (JSObjectRef)(uintptr_t)v, NULL) != NULL) {
        return js__view_bytes(v, out) ? 0 : bytes_by_interface(ctx, v, out);
    }
    return bytes_by_interface(ctx, v, out);
}

int js_bytes_peek(js_context ctx, js_value v, js_bytes *out)
{
    return js__view_bytes(v, out) ? 0 : js_bytes_get(ctx, v, out);
}

static void bytes_free(void *bytes, void *context)
{
    free(bytes);
}

js_value js_uint8_array_adopt(js_context ctx, void *data, size_t len, js_value *exception)
{
    js_runtime *rt = js_runtime_current();
    js__traps_hold(rt);
    JSValueRef v = JSObjectMakeTypedArrayWithBytesNoCopy(ctx, kJSTypedArrayTypeUint8Array, data, len,
                                                         bytes_free, NULL, exception);
    js__traps_release(rt);
    return v == NULL ? JS_UNDEFINED : v;
}

typedef struct shared_bytes {
    void (*release)(void *owner);
    void *owner;
} shared_bytes;

static void shared_bytes_free(void *bytes, void *context)
{
    shared_bytes *shared = context;
    shared->release(shared->owner);
    free(shared);
}

js_value js_array_buffer_shared(js_context ctx, void *data, size_t len, void (*release)(void *owner),
                                void *owner, js_value *exception)
{
    shared_bytes *shared = malloc(sizeof *shared);
    if (shared == NULL) {
        release(owner);
        return js_throw_out_of_memory(ctx, exception);
    }
    *shared = (shared_bytes){release, owner};
    js_runtime *rt = js_runtime_current();
    js__traps_hold(rt);
    JSValueRef v =
        JSObjectMakeArrayBufferWithBytesNoCopy(ctx, data, len, shared_bytes_free, shared, exception);
    js__traps_release(rt);
    return v == NULL ? JS_UNDEFINED : v;
}

js_value js_array_buffer_static(js_context ctx, void *data, size_t len, js_value *exception)
{
    js_runtime *rt = js_runtime_current();
    js__traps_hold(rt);
    JSValueRef v = JSObjectMakeArrayBufferWithBytesNoCopy(ctx, data, len, NULL, NULL, exception);
    js__traps_release(rt);
    return v == NULL ? JS_UNDEFINED : v;
}
