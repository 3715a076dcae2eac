// SPDX-License-Identifier: MIT
//
// The engine room's own view of a runtime. Included by files of src/engine only.
#ifndef PROTOJS_ENGINE_RUNTIME_H
#define PROTOJS_ENGINE_RUNTIME_H

#include "engine/engine.h"
#include "engine/jsc_spi.h"
#include <glib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <ucontext.h>

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

// The stack of handles (handles.c). The marking constraint reads it beside this thread.
typedef struct js_handle_stack {
    _Atomic(js_value) *values; // NULL until first used; never moves
    _Atomic size_t count;
    size_t deepest; // since memory was last given back
} js_handle_stack;

typedef struct js_native_record js_native_record;

// A piece of js_runtime_data.
typedef struct js_data_node js_data_node;
struct js_data_node {
    js_data_node *next;
    const js_data_key *key;
    max_align_t data[];
};

// Requests from other threads (interrupt_request.c). `mutex` guards `timer`; the signal handler takes no lock.
typedef struct js_requests {
    pthread_mutex_t mutex;
    timer_t timer; // sends the signal to the runtime's thread until it has answered
    bool has_timer;
    int thread_id;
    _Atomic bool waiting; // somebody asked
    _Atomic bool
        armed; // the engine's watchdog is on its way; a second one meanwhile would trip an assertion of the engine
    bool (*check)(void *data);
    void *data;
    void (*inspect)(void *data); // of the inspector
    void *inspect_data;
} js_requests;

// Who may set the trap that ends a runtime's JavaScript (interrupt_traps.c).
enum { TRAPS_UNTOUCHED, TRAPS_BUSY, TRAPS_MINE };

struct js_runtime {
    JSContextGroupRef group;
    JSGlobalContextRef ctx;
    struct loop *loop;
    GMainContext *gmain;
    js_root_table roots;
    js_handle_stack handles;
    js_name_slot names[JS_NAME_CACHE_SIZE];
    JSClassRef native_class;

    // Hooks installed by the JavaScript side at boot (js_runtime_install).
    js_root door, after_microtasks, make_error, make_errno_error, on_rejection;

    // Shared with JavaScript as an Int32Array: [0] ticks are pending, [1] rejections are pending.
    int32_t tick_info[4];

    JSStringRef pattern; // of string_room.c; made on first use
    uintptr_t rope_page; // of string_room.c: the page of cells known to be marked, or 0
    bool watches_ropes;
    size_t strings_untold; // bytes of strings that the collector has not been told of

    int door_depth;
    bool waiting;       // the loop turns inside a C function, whose lock keeps microtasks from draining
    int promise_layout; // 0 not probed, 1 known, -1 unknown

    _Atomic bool terminating;
    js_requests requests;
    void *traps; // the engine's, of a worker's VM; NULL where they are not known
    _Atomic int traps_state;
    struct timespec traps_missed_since; // of the thread's CPU time
    unsigned traps_missed;              // signals in a row that found machine code running on
    JSObjectRef unwinder;               // of interrupt_unwind.c: ends the JavaScript that calls it; rooted
    void (*abandon)(void *data);
    void *abandon_data;
    js_native_record *natives; // all that live
    js_data_node *data;
    struct js_kept_script *kept_scripts; // of kept_code.c
    size_t kept_count;                   // that there were

    double growth_step, growth_seen; // js_watch_growth, in bytes of the process

    js_interrupt_check interrupt_check;
    void *interrupt_data;
    unsigned interrupt_period_ms;
};

JSStringRef js__name(js_runtime *runtime, const char *name); // borrowed from the cache
int js__roots_init(js_runtime *runtime);
void js__memory_limit_watch(js_runtime *runtime);
void js__roots_deinit(js_runtime *runtime);
void js__handles_mark(js_handle_stack *stack, JSMarker *marker); // Thread: any, while marking
void js__handles_deinit(js_runtime *runtime);
JSClassRef js__native_class_new(void);
// Lets calls of a function of the interface come straight to its callback, with the lock held, where the engine is known (direct.c).
void js__call_directly(JSContextRef ctx, JSObjectRef function);
// After JavaScript that a C function called: a termination that ended it goes on through the JavaScript that called the C function.
void js__after_nested(JSContextRef ctx);
void js__requests_init(js_runtime *runtime);
void js__requests_deinit(js_runtime *runtime);
// Finds the VM's traps. Thread: the runtime's, before JavaScript runs.
void js__traps_init(js_runtime *runtime);
// Ends the JavaScript that runs, and what is entered next. False where the engine is not known. Thread: any, while the runtime exists; another
// than the runtime's holds `requests.mutex`.
bool js__traps_fire(js_runtime *runtime);
// Nothing waits any more. Thread: the runtime's, the last JavaScript was entered.
void js__traps_deinit(js_runtime *runtime);
// Between these two, what is made is made: a termination that was asked for waits. Thread: the runtime's.
void js__traps_hold(js_runtime *runtime);
void js__traps_release(js_runtime *runtime);
// Whether a termination waits that JavaScript has not met. Thread: the runtime's.
bool js__traps_wait(js_runtime *runtime);
// Makes the thread able to end loops that look at no trap. Thread: the runtime's, before JavaScript runs, traps known.
void js__unwind_init(js_runtime *runtime);
// In a signal handler with machine code below: the code that was interrupted does not go on, its JavaScript ends. False where it cannot be done.
bool js__unwind(js_runtime *runtime, ucontext_t *context);
// Whether the engine keeps machine code there.
bool js__is_machine_code(uintptr_t place);
// Whether calls come straight to C (direct.c), after the first binding was made.
bool js__calls_are_known(void);
bool js__interrupt_ask(JSContextRef ctx, void *runtime); // the watchdog's question
// The signal handler's part of an interruption. Thread: the runtime's, inside a signal handler, with JIT code below.
void js__interrupt_arm(js_runtime *runtime);
// After the VM is gone.
void js__kept_scripts_deinit(js_runtime *runtime);
// At the collections whose number is a power of two: what a process that serves does again then (serving.c). Thread: any.
void js__serving_round(unsigned round);
// The engine begins a microtask: what somebody asked of the thread is asked now. Thread: the runtime's, with the engine's lock.
void js__microtask_begins(void);

#endif
