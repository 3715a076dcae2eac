// SPDX-License-Identifier: MIT
//
// The one owner of the VM's execution time limit. The engine counts the thread's CPU time and asks once; the question re-arms itself.
#include "engine/runtime.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

static void limit_set(js_runtime *rt, double seconds)
{
    JSContextGroupSetExecutionTimeLimit(rt->group, seconds, js__interrupt_ask, rt);
}

static double period_of(const js_runtime *rt)
{
    return rt->interrupt_check == NULL ? (double)INFINITY : rt->interrupt_period_ms / 1000.0;
}

// True where a request was waiting and its answer is to end what runs.
static bool request_ends(js_runtime *rt)
{
    if (!atomic_exchange(&rt->requests.waiting, false)) {
        return false;
    }
    if (rt->requests.inspect != NULL) {
        rt->requests.inspect(rt->requests.inspect_data);
    }
    return rt->requests.check != NULL && rt->requests.check(rt->requests.data);
}

bool js__interrupt_ask(JSContextRef ctx, void *data)
{
    js_runtime *rt = data;
    atomic_store(&rt->requests.armed, false);
    if (js_runtime_is_terminating(rt)) {
        limit_set(rt, (double)INFINITY);
        return true;
    }
    bool ends = request_ends(rt) || (rt->interrupt_check != NULL && rt->interrupt_check(rt->interrupt_data));
    if (!ends) {
        limit_set(rt, period_of(rt));
    }
    return ends;
}

void js__interrupt_arm(js_runtime *rt)
{
    // A period asks anyway.
    if (rt->interrupt_check == NULL && !atomic_exchange(&rt->requests.armed, true)) {
        limit_set(rt, 0);
    }
}

void js__microtask_begins(void)
{
    js_runtime *rt = js_runtime_current();
    if (rt == NULL || rt->door_depth == 0) {
        return;
    }
    bool terminating = js_runtime_is_terminating(rt);
    if (!(terminating && js__traps_fire(rt)) &&
        (terminating || atomic_load_explicit(&rt->requests.waiting, memory_order_relaxed))) {
        js__interrupt_arm(rt);
    }
}

void js_interrupt_on_request(js_runtime *rt, bool (*check)(void *data), void *data)
{
    rt->requests.check = check;
    rt->requests.data = data;
}

void js_interrupt_inspect(js_runtime *rt, void (*inspect)(void *data), void *data)
{
    rt->requests.inspect = inspect;
    rt->requests.inspect_data = data;
}

void js_interrupt_set(js_context ctx, unsigned period_ms, js_interrupt_check check, void *data)
{
    js_runtime *rt = js_runtime_current();
    rt->interrupt_check = check;
    rt->interrupt_data = data;
    rt->interrupt_period_ms = period_ms;
    // Without a check the limit is infinite: clearing it would drop the callback, and a timer that is still on its way would then end
    // whatever runs.
    limit_set(rt, period_of(rt));
}

// JSObjectHasProperty leaves the exception of a trap pending in the VM, and the engine looks for one after it asked.
void js_interrupt_throw(js_context ctx, js_object thrower)
{
    JSStringRef name = JSStringCreateWithUTF8CString("x");
    JSObjectHasProperty(ctx, thrower, name);
    JSStringRelease(name);
}

// ---- growth ---------------------------------------------------------------------------------------------------------------

static double resident_bytes(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file != NULL && fscanf(file, "%*s %ld", &pages) != 1) {
        pages = 0;
    }
    if (file != NULL) {
        fclose(file);
    }
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static void after_collection(JSContextGroupRef group, void *data)
{
    js_runtime *rt = data;
    double now = resident_bytes();
    (void)group;
    if (now < rt->growth_seen) {
        rt->growth_seen = now;
    } else if (now - rt->growth_seen >= rt->growth_step && !js_runtime_is_terminating(rt)) {
        rt->growth_seen = now;
        atomic_store(&rt->requests.waiting, true);
        js__interrupt_arm(rt);
    }
}

void js_watch_growth(js_runtime *rt, double bytes)
{
    rt->growth_step = bytes;
    rt->growth_seen = resident_bytes();
    JSContextGroupAddHeapFinalizer(rt->group, after_collection, rt);
}

// ---- termination ----------------------------------------------------------------------------------------------------------

void js_runtime_stop_entering(js_runtime *rt)
{
    atomic_store(&rt->terminating, true);
    js__requests_deinit(rt);
}

bool js_runtime_is_terminating(js_runtime *rt)
{
    return atomic_load_explicit(&rt->terminating, memory_order_relaxed);
}

void js_terminate_here(js_context ctx)
{
    static const char source[] = "new Proxy({}, { has() { for (;;); } })";
    js_runtime *rt = js_runtime_current();
    // Made while JavaScript still runs to its end; the trap's loop is what the watchdog ends, and its exception stays pending.
    JSStringRef text = JSStringCreateWithUTF8CString(source);
    js__traps_hold(rt);
    JSObjectRef spinner = js_object_of(ctx, JSEvaluateScript(ctx, text, NULL, NULL, 1, NULL));
    js__traps_release(rt);
    JSStringRelease(text);
    js_runtime_terminate(rt);
    if (spinner == NULL) {
        return; // the signals end it
    }
    if (rt->traps == NULL) {
        js__interrupt_arm(rt);
    }
    js_interrupt_throw(ctx, spinner);
}

void js__after_nested(JSContextRef ctx)
{
    js_runtime *rt = js_runtime_current();
    if (js_runtime_is_terminating(rt) && rt->door_depth > 0) {
        js_terminate_here(ctx);
    }
}
