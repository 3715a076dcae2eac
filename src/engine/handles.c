// SPDX-License-Identifier: MIT
//
// What native modules hold: a stack of values for the time of a call, and weak references. The stack lies in a reserved range that never moves, so that
// a collector's thread may read it while the runtime's thread pushes: what it misses, the runtime's thread still has on its own stack.
#include "engine/runtime.h"

#include <stdatomic.h>
#include <sys/mman.h>

enum { HANDLES_MAX = 16 << 20, HANDLES_KEPT = 8192 };

void js__handles_mark(js_handle_stack *stack, JSMarker *marker)
{
    size_t count = atomic_load_explicit(&stack->count, memory_order_acquire);
    for (size_t i = 0; i < count; i++) {
        js_value v = atomic_load_explicit(&stack->values[i], memory_order_relaxed);
        if (js_is_cell(v)) {
            marker->Mark(marker, (JSObjectRef)(uintptr_t)v);
        }
    }
}

void js__handles_deinit(js_runtime *rt)
{
    if (rt->handles.values != NULL) {
        munmap((void *)rt->handles.values, HANDLES_MAX * sizeof *rt->handles.values);
        rt->handles.values = NULL;
    }
}

size_t js_handles_top(js_runtime *rt)
{
    return atomic_load_explicit(&rt->handles.count, memory_order_relaxed);
}

bool js_handles_push(js_runtime *rt, js_value v)
{
    js_handle_stack *stack = &rt->handles;
    size_t count = js_handles_top(rt);
    if (stack->values == NULL) {
        void *range = mmap(NULL, HANDLES_MAX * sizeof *stack->values, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (range == MAP_FAILED) {
            return false;
        }
        stack->values = range;
    }
    if (count == HANDLES_MAX) {
        return false;
    }
    atomic_store_explicit(&stack->values[count], v, memory_order_relaxed);
    atomic_store_explicit(&stack->count, count + 1, memory_order_release);
    return true;
}

js_value js_handles_at(js_runtime *rt, size_t place)
{
    return atomic_load_explicit(&rt->handles.values[place], memory_order_relaxed);
}

void js_handles_put(js_runtime *rt, size_t place, js_value v)
{
    atomic_store_explicit(&rt->handles.values[place], v, memory_order_relaxed);
}

void js_handles_cut(js_runtime *rt, size_t top)
{
    js_handle_stack *stack = &rt->handles;
    size_t count = js_handles_top(rt);
    if (count <= top) {
        return;
    }
    stack->deepest = count > stack->deepest ? count : stack->deepest;
    atomic_store_explicit(&stack->count, top, memory_order_release);
    if (top == 0 && stack->deepest > HANDLES_KEPT) {
        // The pages come back as zeros, which are no values.
        madvise((void *)stack->values, stack->deepest * sizeof *stack->values, MADV_DONTNEED);
        stack->deepest = 0;
    }
}

// A js_weak is the engine's own record.
js_weak *js_weak_new(js_context ctx, js_value v)
{
    return (js_weak *)JSWeakCreate(JSContextGetGroup(ctx), (JSObjectRef)(uintptr_t)v);
}

js_value js_weak_get(js_weak *weak)
{
    return JSWeakGetObject((JSWeakRef)weak);
}

void js_weak_free(js_context ctx, js_weak *weak)
{
    if (weak != NULL) {
        JSWeakRelease(JSContextGetGroup(ctx), (JSWeakRef)weak);
    }
}
