// SPDX-License-Identifier: MIT
//
// The one owner of the VM's execution time limit. The engine counts the thread's CPU time and asks once; the question re-arms itself.
#include "engine/runtime.h"

#include <math.h>

static bool interrupt_ask(JSContextRef ctx, void *data)
{
    js_runtime *rt = data;
    if (rt->interrupt_check == NULL) {
        return false;
    }
    if (rt->interrupt_check(rt->interrupt_data)) {
        return true;
    }
    JSContextGroupSetExecutionTimeLimit(rt->group, rt->interrupt_period_ms / 1000.0, interrupt_ask, rt);
    return false;
}

void js_interrupt_set(js_context ctx, unsigned period_ms, js_interrupt_check check, void *data)
{
    js_runtime *rt = js_runtime_current();
    rt->interrupt_check = check;
    rt->interrupt_data = data;
    rt->interrupt_period_ms = period_ms;
    if (check == NULL) {
        // Clearing would drop the callback, and a timer that is still on its way would then end whatever runs.
        JSContextGroupSetExecutionTimeLimit(rt->group, (double)INFINITY, interrupt_ask, rt);
    } else {
        JSContextGroupSetExecutionTimeLimit(rt->group, period_ms / 1000.0, interrupt_ask, rt);
    }
}

// JSObjectHasProperty leaves the exception of a trap pending in the VM, and the engine looks for one after it asked.
void js_interrupt_throw(js_context ctx, js_object thrower)
{
    JSStringRef name = JSStringCreateWithUTF8CString("x");
    JSObjectHasProperty(ctx, thrower, name);
    JSStringRelease(name);
}
