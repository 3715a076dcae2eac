// SPDX-License-Identifier: MIT
//
// C functions as JavaScript functions.
#include "engine/runtime.h"

js_object js_function_new(js_context ctx, const char *name, js_function function)
{
    JSStringRef string = JSStringCreateWithUTF8CString(name);
    JSObjectRef object = JSObjectMakeFunctionWithCallback(ctx, string, function);
    JSStringRelease(string);
    js__call_directly(ctx, object);
    return object;
}

void js_functions_add(js_context ctx, js_object object, const js_function_spec *table)
{
    JSLock(ctx);
    for (; table->name != NULL; table++) {
        JSStringRef name = JSStringCreateWithUTF8CString(table->name);
        JSObjectRef function = JSObjectMakeFunctionWithCallback(ctx, name, table->function);
        js__call_directly(ctx, function);
        JSObjectSetProperty(ctx, object, name, function, kJSPropertyAttributeNone, NULL);
        JSStringRelease(name);
    }
    JSUnlock(ctx);
}
