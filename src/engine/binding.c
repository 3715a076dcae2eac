// SPDX-License-Identifier: MIT
//
// C functions as JavaScript functions.
#include "engine/runtime.h"

js_object js_function_new(js_context ctx, const char *name, js_function function)
{
    JSStringRef string = JSStringCreateWithUTF8CString(name);
    js_runtime *rt = js_runtime_current();
    js__traps_hold(rt);
    JSObjectRef object = JSObjectMakeFunctionWithCallback(ctx, string, function);
    js__call_directly(ctx, object);
    js__traps_release(rt);
    JSStringRelease(string);
    return object;
}

void js_functions_add(js_context ctx, js_object object, const js_function_spec *table)
{
    js_runtime *rt = js_runtime_current();
    JSLock(ctx);
    js__traps_hold(rt);
    for (; table->name != NULL; table++) {
        JSStringRef name = JSStringCreateWithUTF8CString(table->name);
        JSObjectRef function = JSObjectMakeFunctionWithCallback(ctx, name, table->function);
        js__call_directly(ctx, function);
        JSObjectSetProperty(ctx, object, name, function, kJSPropertyAttributeNone, NULL);
        JSStringRelease(name);
    }
    js__traps_release(rt);
    JSUnlock(ctx);
}
