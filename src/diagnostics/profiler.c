// SPDX-License-Identifier: MIT
//
// The profiler binding: snapshots of the heap. Thread: loop.
#include "diagnostics/heap_snapshot.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

extern const js_binding_spec node_profiler_binding;

enum { ROOM_MIN = 8192 };

static void snapshot_finalize(void *pointer)
{
    diag_heap_snapshot_free(pointer);
}

static const js_native_type snapshot_type = {"HeapSnapshot", snapshot_finalize};

// takeHeapSnapshot(numbers) -> handle, or a negative errno
JS_FUNCTION(profiler_take_heap_snapshot)
{
    js_heap_graph *graph = NULL;
    int rc = js_heap_graph_take(js_runtime_current(), js_arg_true(argc, argv, 0), &graph);
    if (rc != 0) {
        return js_int32(rc);
    }
    diag_heap_snapshot *snapshot = diag_heap_snapshot_new(graph);
    return snapshot == NULL ? js_int32(-ENOMEM) : js_native_new(ctx, &snapshot_type, snapshot);
}

// readHeapSnapshot(handle, Uint8Array) -> how many bytes, 0 at the end
JS_FUNCTION(profiler_read_heap_snapshot)
{
    js_value handle = js_arg(argc, argv, 0);
    diag_heap_snapshot *snapshot = js_native_get(ctx, handle, &snapshot_type);
    js_bytes out;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 1), &out) != 0 || out.len < ROOM_MIN) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE",
                                   "readHeapSnapshot(handle, Uint8Array of %d or more)", ROOM_MIN);
    }
    size_t len = snapshot == NULL ? 0 : diag_heap_snapshot_read(snapshot, (char *)out.data, out.len);
    if (len == 0 && snapshot != NULL) {
        js_native_clear(ctx, handle);
        diag_heap_snapshot_free(snapshot);
    }
    return js_number((double)len);
}

// dropHeapSnapshot(handle)
JS_FUNCTION(profiler_drop_heap_snapshot)
{
    js_value handle = js_arg(argc, argv, 0);
    diag_heap_snapshot *snapshot = js_native_get(ctx, handle, &snapshot_type);
    if (snapshot != NULL) {
        js_native_clear(ctx, handle);
        diag_heap_snapshot_free(snapshot);
    }
    return JS_UNDEFINED;
}

// ---- from thread to thread ------------------------------------------------------------------------------------------

// Snapshots on their way to another thread, by a number.
typedef struct parcel {
    struct parcel *next;
    double number;
    diag_heap_snapshot *snapshot;
} parcel;

static pthread_mutex_t parcels_mutex = PTHREAD_MUTEX_INITIALIZER;
static parcel *parcels;

// handOverHeapSnapshot(handle) -> number
JS_FUNCTION(profiler_hand_over)
{
    static double last;
    js_value handle = js_arg(argc, argv, 0);
    parcel *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    p->snapshot = js_native_get(ctx, handle, &snapshot_type);
    js_native_clear(ctx, handle);
    pthread_mutex_lock(&parcels_mutex);
    double number = p->number = ++last;
    p->next = parcels;
    parcels = p;
    pthread_mutex_unlock(&parcels_mutex);
    return js_number(number);
}

// takeOverHeapSnapshot(number) -> handle
JS_FUNCTION(profiler_take_over)
{
    double number = js_arg_number(argc, argv, 0, 0);
    parcel *found = NULL;
    pthread_mutex_lock(&parcels_mutex);
    for (parcel **at = &parcels; *at != NULL && found == NULL; at = &(*at)->next) {
        if ((*at)->number == number) {
            found = *at;
            *at = found->next;
            break;
        }
    }
    pthread_mutex_unlock(&parcels_mutex);
    if (found == NULL) {
        return JS_UNDEFINED;
    }
    diag_heap_snapshot *snapshot = found->snapshot;
    free(found);
    return js_native_new(ctx, &snapshot_type, snapshot);
}

// ---- objects of a class ---------------------------------------------------------------------------------------------

// instances(prototype) -> array, or a negative errno
JS_FUNCTION(profiler_instances)
{
    js_runtime *runtime = js_runtime_current();
    size_t top = js_handles_top(runtime);
    int64_t count = js_heap_instances(runtime, js_arg(argc, argv, 0));
    js_value result;
    if (count < 0) {
        result = js_int32((int32_t)count);
    } else {
        js_object array = js_array_new(ctx, 0, NULL, exception);
        for (int64_t i = 0; i < count && array != NULL; i++) {
            js_set_index(ctx, array, (unsigned)i, js_handles_at(runtime, top + (size_t)i));
        }
        result = array;
    }
    js_handles_cut(runtime, top);
    return result;
}

static const js_function_spec profiler_functions[] = {
    {"takeHeapSnapshot", profiler_take_heap_snapshot, 1,
     "takeHeapSnapshot(numbers) -> handle, or a negative errno"},
    {"readHeapSnapshot", profiler_read_heap_snapshot, 2,
     "readHeapSnapshot(handle, Uint8Array) -> how many bytes, 0 at the end"},
    {"dropHeapSnapshot", profiler_drop_heap_snapshot, 1, "dropHeapSnapshot(handle)"},
    {"handOverHeapSnapshot", profiler_hand_over, 1, "handOverHeapSnapshot(handle) -> number"},
    {"takeOverHeapSnapshot", profiler_take_over, 1, "takeOverHeapSnapshot(number) -> handle"},
    {"instances", profiler_instances, 1, "instances(prototype) -> array, or a negative errno"},
    {0},
};

const js_binding_spec node_profiler_binding = {"profiler", profiler_functions, NULL};
