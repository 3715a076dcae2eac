// SPDX-License-Identifier: MIT
//
// Calls into JavaScript: nested ones, and the one door for events.
#include "engine/runtime.h"

#include <assert.h>

#include "loop/loop.h"

void js_lock(js_context ctx)
{
    JSLock(ctx);
}

void js_unlock(js_context ctx)
{
    JSUnlock(ctx);
}

js_value js_call(js_context ctx, js_value function, js_value self, size_t argc, const js_value argv[],
                 js_value *exception)
{
    JSObjectRef callee = js_object_of(ctx, function);
    if (callee == NULL) {
        return js_throw_type_error(ctx, exception, NULL, "not a function");
    }
    JSValueRef r = JSObjectCallAsFunction(ctx, callee, js_object_of(ctx, self), argc, argv, exception);
    js__after_nested(ctx);
    return r == NULL ? JS_UNDEFINED : r;
}

#define DOOR_ARGS_MAX 8

// The outermost unlock runs microtasks; inside a C function that waits, it is not the outermost.
static void unlock_and_drain(js_runtime *rt)
{
    if (rt->waiting) {
        js__drain_microtasks(rt->group);
    }
    JSUnlock(rt->ctx);
}

void js_settle(js_runtime *rt)
{
    JSContextRef ctx = rt->ctx;
    JSValueRef exception = NULL;
    bool look_back = rt->tick_info[2] != 0;
    while (__atomic_load_n(&rt->tick_info[0], __ATOMIC_RELAXED) != 0 ||
           __atomic_load_n(&rt->tick_info[1], __ATOMIC_RELAXED) != 0 || look_back) {
        if (js_runtime_is_terminating(rt)) {
            return;
        }
        look_back = false;
        JSLock(ctx);
        JSObjectRef after = (JSObjectRef)(uintptr_t)rt->roots.values[rt->after_microtasks];
        JSObjectCallAsFunction(ctx, after, NULL, 0, NULL, &exception);
        unlock_and_drain(rt);
    }
}

// Lock, handler and ticks, unlock (microtasks run); again while microtasks left ticks or rejections.
js_value js_enter(js_runtime *rt, js_value function, size_t argc, const js_value argv[])
{
    JSContextRef ctx = rt->ctx;
    JSValueRef args[DOOR_ARGS_MAX + 1];
    JSValueRef exception = NULL;
    assert(argc <= DOOR_ARGS_MAX);
    assert(rt->door_depth == 0);
    if (js_runtime_is_terminating(rt)) {
        return JS_UNDEFINED;
    }
    rt->door_depth++;
    args[0] = function;
    for (size_t i = 0; i < argc; i++) {
        args[i + 1] = argv[i];
    }
    JSLock(ctx);
    JSObjectRef door = (JSObjectRef)(uintptr_t)rt->roots.values[rt->door];
    JSValueRef result = JSObjectCallAsFunction(ctx, door, NULL, argc + 1, args, &exception);
    unlock_and_drain(rt);
    js_settle(rt);
    rt->door_depth--;
    return result == NULL ? JS_UNDEFINED : result;
}

bool js_is_entered(js_runtime *rt)
{
    return rt->door_depth > 0;
}

bool js_wait_step(js_context ctx, bool turn)
{
    js_runtime *rt = js_runtime_current();
    int depth = rt->door_depth;
    bool waiting = rt->waiting;
    rt->door_depth = 0; // the loop's callbacks enter as ever
    rt->waiting = true;
    JSLock(ctx);
    js__drain_microtasks(JSContextGetGroup(ctx));
    JSUnlock(ctx);
    for (int rounds = 0; rounds < 100 && __atomic_load_n(&rt->tick_info[0], __ATOMIC_RELAXED) != 0;
         rounds++) {
        JSValueRef exception = NULL;
        JSLock(ctx);
        JSObjectRef after = (JSObjectRef)(uintptr_t)rt->roots.values[rt->after_microtasks];
        JSObjectCallAsFunction(ctx, after, NULL, 0, NULL, &exception);
        js__drain_microtasks(JSContextGetGroup(ctx));
        JSUnlock(ctx);
    }
    bool more = !turn || loop_turn(js_runtime_loop(rt));
    rt->waiting = waiting;
    rt->door_depth = depth;
    return more;
}
