// SPDX-License-Identifier: MIT
//
// The engine room's own view of a runtime. Included by files of src/engine only.
#ifndef PROTOJS_ENGINE_RUNTIME_H
#define PROTOJS_ENGINE_RUNTIME_H

#include "engine/engine.h"
#include "engine/jsc_spi.h"
#include <glib.h>
#include <pthread.h>

#define JS_NAME_CACHE_SIZE 256

typedef struct js_name_slot {
    char *text;
    JSStringRef string;
} js_name_slot;

typedef struct js_root_table {
    pthread_mutex_t mutex; // the marking constraint runs on collector threads too
    JSValueRef *values;    // NULL: free; slot 0 is never used
    js_root *free_list;
    uint32_t count, capacity, free_count;
} js_root_table;

struct js_runtime {
    JSContextGroupRef group;
    JSGlobalContextRef ctx;
    struct loop *loop;
    GMainContext *gmain;
    js_root_table roots;
    js_name_slot names[JS_NAME_CACHE_SIZE];
    JSClassRef native_class;

    // Hooks installed by the JavaScript side at boot (js_runtime_install).
    js_root door, after_microtasks, make_error, make_errno_error;

    // Shared with JavaScript as an Int32Array: [0] ticks are pending, [1] rejections are pending.
    int32_t tick_info[4];

    js_root blank_string; // (length, wide) -> a string to be filled; made on first use

    int door_depth;
    int promise_layout; // 0 not probed, 1 known, -1 unknown

    js_interrupt_check interrupt_check;
    void *interrupt_data;
    unsigned interrupt_period_ms;
};

JSStringRef js__name(js_runtime *runtime, const char *name); // borrowed from the cache
int js__roots_init(js_runtime *runtime);
void js__roots_deinit(js_runtime *runtime);
JSClassRef js__native_class_new(void);

#endif
