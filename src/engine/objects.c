// SPDX-License-Identifier: MIT
//
// Objects as native modules see them: properties by keys of any kind, construction, kinds of values.
#include "engine/layout.h"
#include "engine/runtime.h"

js_value js_get_key(js_context ctx, js_object object, js_value key, js_value *exception)
{
    JSValueRef v = JSObjectGetPropertyForKey(ctx, object, key, exception);
    js__after_nested(ctx);
    return v == NULL ? JS_UNDEFINED : v;
}

void js_set_key(js_context ctx, js_object object, js_value key, js_value v, js_value *exception)
{
    JSObjectSetPropertyForKey(ctx, object, key, v, kJSPropertyAttributeNone, exception);
    js__after_nested(ctx);
}

bool js_has_key(js_context ctx, js_object object, js_value key, js_value *exception)
{
    bool has = JSObjectHasPropertyForKey(ctx, object, key, exception);
    js__after_nested(ctx);
    return has;
}

bool js_delete_key(js_context ctx, js_object object, js_value key, js_value *exception)
{
    bool gone = JSObjectDeletePropertyForKey(ctx, object, key, exception);
    js__after_nested(ctx);
    return gone;
}

js_value js_construct(js_context ctx, js_object constructor, size_t argc, const js_value argv[],
                      js_value *exception)
{
    if (!JSObjectIsConstructor(ctx, constructor)) {
        return js_throw_type_error(ctx, exception, NULL, "not a constructor");
    }
    JSObjectRef made = JSObjectCallAsConstructor(ctx, constructor, argc, argv, exception);
    js__after_nested(ctx);
    return made == NULL ? JS_UNDEFINED : made;
}

bool js_strict_equals(js_context ctx, js_value a, js_value b)
{
    return JSValueIsStrictEqual(ctx, a, b);
}

js_type js_type_of(js_context ctx, js_value v)
{
    if (js_is_number(v)) {
        return JS_TYPE_NUMBER;
    }
    if (js_is_nullish(v)) {
        return v == JS_NULL ? JS_TYPE_NULL : JS_TYPE_UNDEFINED;
    }
    if (v == JS_TRUE || v == JS_FALSE) {
        return JS_TYPE_BOOLEAN;
    }
    if (js_is_string(ctx, v)) {
        return JS_TYPE_STRING;
    }
    switch (JSValueGetType(ctx, v)) {
    case kJSTypeSymbol:
        return JS_TYPE_SYMBOL;
    case kJSTypeBigInt:
        return JS_TYPE_BIGINT;
    default:
        return JSObjectIsFunction(ctx, (JSObjectRef)(uintptr_t)v) ? JS_TYPE_FUNCTION : JS_TYPE_OBJECT;
    }
}

js_value js_bigint_new(js_context ctx, int64_t i)
{
    return JSBigIntCreateWithInt64(ctx, i, NULL);
}

bool js_bigint_int64(js_context ctx, js_value v, int64_t *out)
{
    if (!js_is_cell(v) || JSValueGetType(ctx, v) != kJSTypeBigInt) {
        return false;
    }
    *out = JSValueToInt64(ctx, v, NULL); // modulo 2^64
    JSValueRef same = JSBigIntCreateWithInt64(ctx, *out, NULL);
    return same != NULL && JSValueIsStrictEqual(ctx, v, same);
}

void js_report_memory(js_context ctx, size_t bytes)
{
    JSReportExtraMemoryCost(ctx, bytes);
}
