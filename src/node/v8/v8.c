// SPDX-License-Identifier: MIT
//
// The v8 binding: numbers about memory. Thread: loop.
#include "engine/engine.h"

#include <malloc.h>
#include <uv.h>

extern const js_binding_spec node_v8_binding;

enum {
    MEMORY_USED,
    MEMORY_CAPACITY,
    MEMORY_EXTRA,
    MEMORY_OBJECTS,
    MEMORY_GLOBALS,
    MEMORY_MALLOCED,
    MEMORY_RESIDENT,
    MEMORY_LIMIT,
    MEMORY_LEN
};

// memory(out): fills a Float64Array.
JS_FUNCTION(v8_memory)
{
    js_bytes out;
    if (js_bytes_get(ctx, js_arg(argc, argv, 0), &out) != 0 || out.len < MEMORY_LEN * sizeof(double)) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "memory(Float64Array of %d)",
                                   MEMORY_LEN);
    }
    js_memory heap;
    js_memory_get(ctx, &heap);
    struct mallinfo2 malloced = mallinfo2();
    size_t resident = 0;
    uv_resident_set_memory(&resident);
    uint64_t limit = uv_get_constrained_memory();
    uint64_t total = uv_get_total_memory();
    double *values = (double *)(void *)out.data;
    values[MEMORY_USED] = heap.heap_used_bytes;
    values[MEMORY_CAPACITY] = heap.heap_capacity_bytes;
    values[MEMORY_EXTRA] = heap.extra_bytes;
    values[MEMORY_OBJECTS] = heap.object_count;
    values[MEMORY_GLOBALS] = heap.global_count;
    values[MEMORY_MALLOCED] = (double)malloced.uordblks + (double)malloced.hblkhd;
    values[MEMORY_RESIDENT] = (double)resident;
    values[MEMORY_LIMIT] = (double)(limit == 0 || limit > total ? total : limit);
    return JS_UNDEFINED;
}

static const js_function_spec v8_functions[] = {
    {"memory", v8_memory, 1,
     "memory(out): used, capacity, extra, objects, globals, malloced, resident, limit"},
    {0},
};

const js_binding_spec node_v8_binding = {"v8", v8_functions, NULL};
