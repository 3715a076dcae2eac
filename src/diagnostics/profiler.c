// SPDX-License-Identifier: MIT
//
// The profiler binding: snapshots of the heap. Thread: loop.
#include "diagnostics/heap_snapshot.h"
#include "diagnostics/near_limit.h"
#include "engine/allocations.h"
#include "engine/function_places.h"
#include "engine/sampling.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

extern const js_binding_spec node_profiler_binding;

enum { ROOM_MIN = 8192, PLACE_ROOM = 96 };

static void snapshot_finalize(void *pointer)
{
    diag_heap_snapshot_free(pointer);
}

static const js_native_type snapshot_type = {"HeapSnapshot", snapshot_finalize};

// takeHeapSnapshot() -> handle, or a negative errno
JS_FUNCTION(profiler_take_heap_snapshot)
{
    js_heap_graph *graph = NULL;
    int rc = js_heap_graph_take(js_runtime_current(), &graph);
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

// ---- samples of the stack -------------------------------------------------------------------------------------------

// startSampling() -> 0 or a negative errno
JS_FUNCTION(profiler_start_sampling)
{
    return js_int32(js_sampling_start(js_runtime_current()));
}

// stopSampling()
JS_FUNCTION(profiler_stop_sampling)
{
    js_sampling_stop(js_runtime_current());
    return JS_UNDEFINED;
}

// takeSamples() -> the engine's JSON, or undefined
JS_FUNCTION(profiler_take_samples)
{
    return js_sampling_take(js_runtime_current());
}

typedef struct places {
    char *text;
    size_t len, room;
    char *url; // of the last one
    size_t url_len;
    bool failed;
} places;

static bool places_room(places *p, size_t len)
{
    size_t room = p->room == 0 ? 64 * 1024 : p->room;
    while (room - p->len < len) {
        room *= 2;
    }
    char *text = room == p->room ? p->text : realloc(p->text, room);
    if (text == NULL) {
        p->failed = true;
        return false;
    }
    p->text = text;
    p->room = room;
    return true;
}

// A line for each function: hash, line, column and last line; before them, where the file is another than that of the one before, a line with its name.
static void add_place(void *data, const js_text *url, uint32_t hash, int line, int column, int last_line)
{
    places *p = data;
    size_t len = js_text_utf8_length(url);
    if (!places_room(p, len + PLACE_ROOM)) {
        return;
    }
    char *at = p->text + p->len;
    *at = '@';
    js_text_to_utf8(url, at + 1, len);
    at[len + 1] = '\n';
    if (p->url == NULL || p->url_len != len || memcmp(p->url, at + 1, len) != 0) {
        free(p->url);
        p->url = malloc(len + 1);
        p->url_len = len;
        if (p->url == NULL) {
            p->failed = true;
            return;
        }
        memcpy(p->url, at + 1, len);
        p->len += len + 2;
    }
    p->len += (size_t)snprintf(p->text + p->len, PLACE_ROOM, "%u,%d,%d,%d\n", (unsigned)hash, line, column,
                               last_line);
}

// functionPlaces() -> lines: "@" and a URL, or hash, line, column and last line of a function of the last URL; or a negative errno
JS_FUNCTION(profiler_function_places)
{
    places found = {0};
    int rc = js_function_places(js_runtime_current(), add_place, &found);
    rc = rc == 0 && found.failed ? -ENOMEM : rc;
    js_value result = rc != 0 ? js_int32(rc) : js_string_utf8(ctx, found.text, found.len);
    free(found.text);
    free(found.url);
    return result;
}

// ---- allocations ----------------------------------------------------------------------------------------------------

// startAllocations(interval) -> 0 or a negative errno
JS_FUNCTION(profiler_start_allocations)
{
    return js_int32(js_allocations_start(js_runtime_current(), (size_t)js_arg_number(argc, argv, 0, 524288)));
}

// stopAllocations() -> [stacks, [number of a stack, bytes, ...]], or undefined
JS_FUNCTION(profiler_stop_allocations)
{
    return js_allocations_stop(js_runtime_current(), exception);
}

// ---- files ----------------------------------------------------------------------------------------------------------

// fileNumber() -> number
JS_FUNCTION(profiler_file_number)
{
    return js_number(diag_file_number());
}

// snapshotNearLimit(count, threadId, folder) -> 0 or a negative errno
JS_FUNCTION(profiler_snapshot_near_limit)
{
    js_utf8 folder;
    if (js_utf8_init(ctx, js_arg(argc, argv, 2), &folder, exception) < 0) {
        return JS_UNDEFINED;
    }
    int rc = diag_near_limit_set(js_runtime_current(), (unsigned)js_arg_int64(argc, argv, 0),
                                 js_arg_int32(argc, argv, 1), folder.bytes);
    js_utf8_deinit(&folder);
    return js_int32(rc);
}

static const js_function_spec profiler_functions[] = {
    {"takeHeapSnapshot", profiler_take_heap_snapshot, 0, "takeHeapSnapshot() -> handle, or a negative errno"},
    {"readHeapSnapshot", profiler_read_heap_snapshot, 2,
     "readHeapSnapshot(handle, Uint8Array) -> how many bytes, 0 at the end"},
    {"dropHeapSnapshot", profiler_drop_heap_snapshot, 1, "dropHeapSnapshot(handle)"},
    {"handOverHeapSnapshot", profiler_hand_over, 1, "handOverHeapSnapshot(handle) -> number"},
    {"takeOverHeapSnapshot", profiler_take_over, 1, "takeOverHeapSnapshot(number) -> handle"},
    {"instances", profiler_instances, 1, "instances(prototype) -> array, or a negative errno"},
    {"startSampling", profiler_start_sampling, 0, "startSampling() -> 0 or a negative errno"},
    {"stopSampling", profiler_stop_sampling, 0, "stopSampling()"},
    {"takeSamples", profiler_take_samples, 0, "takeSamples() -> the engine's JSON, or undefined"},
    {"functionPlaces", profiler_function_places, 0,
     "functionPlaces() -> lines: @URL, or hash, line, column, last line; or a negative errno"},
    {"startAllocations", profiler_start_allocations, 1,
     "startAllocations(interval) -> 0 or a negative errno"},
    {"stopAllocations", profiler_stop_allocations, 0,
     "stopAllocations() -> [stacks, [number of a stack, bytes, ...]], or undefined"},
    {"fileNumber", profiler_file_number, 0, "fileNumber() -> number"},
    {"snapshotNearLimit", profiler_snapshot_near_limit, 3,
     "snapshotNearLimit(count, threadId, folder) -> 0 or a negative errno"},
    {0},
};

const js_binding_spec node_profiler_binding = {"profiler", profiler_functions, NULL};
