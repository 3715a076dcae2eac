// SPDX-License-Identifier: MIT
//
// Values, objects and properties.
#include "engine/layout.h"
#include "engine/runtime.h"

#include <stdlib.h>
#include <string.h>

int64_t js_arg_int64(size_t argc, const js_value argv[], size_t i)
{
    double d = js_arg_number(argc, argv, i, 0);
    if (!(d == d)) {
        return 0;
    }
    if (d >= 9223372036854774784.0) {
        return INT64_MAX;
    }
    return d <= -9223372036854775808.0 ? INT64_MIN : (int64_t)d;
}

int32_t js_arg_int32(size_t argc, const js_value argv[], size_t i)
{
    int64_t n = js_arg_int64(argc, argv, i);
    return n > INT32_MAX ? INT32_MAX : n < INT32_MIN ? INT32_MIN : (int32_t)n;
}

bool js_is_string(js_context ctx, js_value v)
{
    int known = js__is_string(v);
    return known >= 0 ? known != 0 : v != NULL && JSValueIsString(ctx, v);
}

bool js_is_object(js_context ctx, js_value v)
{
    return v != NULL && JSValueIsObject(ctx, v);
}

bool js_is_function(js_context ctx, js_value v)
{
    return js_is_object(ctx, v) && JSObjectIsFunction(ctx, (JSObjectRef)(uintptr_t)v);
}

bool js_is_array(js_context ctx, js_value v)
{
    return js_is_object(ctx, v) && JSValueIsArray(ctx, v);
}

js_object js_object_of(js_context ctx, js_value v)
{
    return js_is_object(ctx, v) ? (JSObjectRef)(uintptr_t)v : NULL;
}

static uint32_t name_hash(const char *name)
{
    uint32_t h = 2166136261u;
    for (const char *p = name; *p != '\0'; p++) {
        h = (h ^ (uint8_t)*p) * 16777619u;
    }
    return h ^ (h >> 15);
}

JSStringRef js__name(js_runtime *rt, const char *name)
{
    js_name_slot *slot = &rt->names[name_hash(name) % JS_NAME_CACHE_SIZE];
    if (slot->text != NULL) {
        if (strcmp(slot->text, name) == 0) {
            return slot->string;
        }
        free(slot->text);
        JSStringRelease(slot->string);
    }
    slot->text = strdup(name);
    slot->string = JSStringCreateWithUTF8CString(name);
    return slot->string;
}

js_object js_object_new(js_context ctx)
{
    return JSObjectMake(ctx, NULL, NULL);
}

js_object js_array_new(js_context ctx, size_t count, const js_value values[], js_value *exception)
{
    js_runtime *rt = js_runtime_current();
    js__traps_hold(rt);
    js_object array = JSObjectMakeArray(ctx, count, values, exception);
    js__traps_release(rt);
    return array;
}

js_object js_global(js_context ctx)
{
    return JSContextGetGlobalObject(ctx);
}

js_value js_get(js_context ctx, js_object object, const char *name, js_value *exception)
{
    JSValueRef v = JSObjectGetProperty(ctx, object, js__name(js_runtime_current(), name), exception);
    return v == NULL ? JS_UNDEFINED : v;
}

void js_set(js_context ctx, js_object object, const char *name, js_value v)
{
    JSObjectSetProperty(ctx, object, js__name(js_runtime_current(), name), v, kJSPropertyAttributeNone, NULL);
}

js_value js_get_index(js_context ctx, js_object object, unsigned index, js_value *exception)
{
    JSValueRef v = JSObjectGetPropertyAtIndex(ctx, object, index, exception);
    return v == NULL ? JS_UNDEFINED : v;
}

void js_set_index(js_context ctx, js_object object, unsigned index, js_value v)
{
    JSObjectSetPropertyAtIndex(ctx, object, index, v, NULL);
}
