// SPDX-License-Identifier: MIT
//
// On this platform the engine drops what it has computed of dates whenever it is entered, and each microtask is an entry: a third of a
// microtask's cost, for the case that the time zone has changed. The process knows when it changes. The executable's definition of the
// engine's function is found before the engine's own; it passes on the calls that follow a change. Where the engine calls it in
// another way, or not at all, nothing is lost.
//
// So the function is also where a thread that runs nothing but microtasks can be asked to end: signals seldom find it in compiled code.
#include "engine/runtime.h"

#include <dlfcn.h>
#include <stdatomic.h>

#define ENGINE_FUNCTION "_ZN3JSC9DateCache20resetIfNecessarySlowEv"

typedef void (*reset_function)(void *cache);

static atomic_uint changes = 1;

void js_time_zone_changed(void)
{
    atomic_fetch_add_explicit(&changes, 1, memory_order_release);
}

// Of the thread's VM: the cache that was reset last, and at which change. Another VM's cache is reset at its first call.
static _Thread_local const void *seen_cache;
static _Thread_local unsigned seen_changes;

void js__date_cache_reset(void *cache) __asm__(ENGINE_FUNCTION);

__attribute__((visibility("default"))) void js__date_cache_reset(void *cache)
{
    unsigned now = atomic_load_explicit(&changes, memory_order_acquire);
    js__microtask_begins();
    if (cache == seen_cache && now == seen_changes) {
        return;
    }
    reset_function reset;
    void *symbol = dlsym(RTLD_NEXT, ENGINE_FUNCTION);
    memcpy(&reset, &symbol, sizeof reset);
    if (reset != NULL) {
        reset(cache);
    }
    seen_cache = cache;
    seen_changes = now;
}
