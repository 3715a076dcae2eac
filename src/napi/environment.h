// SPDX-License-Identifier: MIT
//
// What the files of Node-API share. A napi_value is the engine's value itself; what a module may keep in memory of its own is also on the engine's stack of
// handles until the scope ends. An environment is one module in one runtime: it lives until the runtime ends, and in memory until the last thing that
// other threads may let go of is gone. Thread: the runtime's, unless said otherwise.
#ifndef PROTOJS_NAPI_ENVIRONMENT_H
#define PROTOJS_NAPI_ENVIRONMENT_H

#define NAPI_EXPERIMENTAL
#include "node_api.h"

#include "engine/engine.h"
#include "loop/loop.h"

// Functions of lib/internal/napi.js, in the order of its list.
typedef enum napi_hook {
    HOOK_FUNCTION,    // (call, name) -> function
    HOOK_DEFINE,      // (object, key, attributes, value, getter, setter) -> boolean: false where it cannot be
    HOOK_NAMES,       // (object, own only, filter, numbers to strings) -> array
    HOOK_ERROR,       // (kind, code, message) -> error
    HOOK_SYMBOL,      // (description, registered) -> symbol
    HOOK_HAS_OWN,     // (object, key) -> boolean
    HOOK_ATTACH,      // (object, native): the native lives as long as the object
    HOOK_WRAP,        // (object, native) -> boolean: false where it is wrapped already
    HOOK_UNWRAP,      // (object, remove) -> native or undefined
    HOOK_TAG,         // (object, tag) -> boolean: false where it has one already
    HOOK_HAS_TAG,     // (object, tag) -> boolean
    HOOK_FREEZE,      // (object, seal only)
    HOOK_BUFFER,      // (length) -> Buffer of its own memory
    HOOK_BUFFER_OVER, // (ArrayBuffer, offset, length) -> Buffer
    HOOK_STAYS,       // (ArrayBuffer): it is not to be transferred
    HOOK_ARRAY_BUFFER, // (length, shared) -> ArrayBuffer
    HOOK_VIEW,         // (type, buffer, offset, length) -> typed array; type -1: DataView
    HOOK_VIEW_PARTS,   // (view) -> [type, length, byteLength, buffer, byteOffset]; type -1: DataView
    HOOK_BYTES,  // (view or buffer) -> a view whose bytes stay where they are; undefined where they are gone
    HOOK_DETACH, // (ArrayBuffer) -> boolean: false where it cannot be
    HOOK_CLASS_OF,      // (value) -> napi_class
    HOOK_PROMISE,       // () -> [promise, resolve, reject]
    HOOK_DATE,          // (milliseconds) -> Date
    HOOK_DATE_VALUE,    // (Date) -> number
    HOOK_BIGINT,        // (negative, bytes of words) -> bigint
    HOOK_BIGINT_WORDS,  // (bigint) -> BigUint64Array with its sign, 0 or 1, as the last word
    HOOK_COERCE,        // (napi_coercion, value) -> value
    HOOK_INSTANCE_OF,   // (value, constructor) -> boolean
    HOOK_PROTOTYPE,     // (object) -> value
    HOOK_SET_PROTOTYPE, // (object, prototype)
    HOOK_EXTERNAL,      // (native, address): makes it an external
    HOOK_RUN,           // (text) -> value
    HOOK_FATAL,         // (error, lenient)
    HOOK_ASYNC,         // (resource or undefined, name) -> context
    HOOK_ASYNC_END,     // (context)
    HOOK_RUN_IN,        // (context or undefined, function, self, arguments) -> value
    HOOK_ASYNC_ENTER,   // (context or undefined): for C that goes on inside of it
    HOOK_ASYNC_LEAVE,   // (context or undefined)
    HOOK_CREATE,        // (prototype or null, keys, values) -> object
    HOOK_COUNT
} napi_hook;

typedef enum napi_coercion { COERCE_NUMBER, COERCE_STRING, COERCE_OBJECT, COERCE_BOOLEAN } napi_coercion;

// What HOOK_CLASS_OF tells apart.
typedef enum napi_class {
    CLASS_OTHER,
    CLASS_ARRAY_BUFFER,
    CLASS_SHARED_ARRAY_BUFFER,
    CLASS_TYPED_ARRAY,
    CLASS_DATA_VIEW,
    CLASS_PROMISE,
    CLASS_DATE,
    CLASS_ERROR,
    CLASS_DETACHED,          // an ArrayBuffer whose bytes are gone
    CLASS_REGISTERED_SYMBOL, // of Symbol.for()
} napi_class;

// What Node-API has of one runtime.
typedef struct napi_room {
    napi_env environments;
    js_root hooks[HOOK_COUNT];
    js_root entry;            // the function that runs `step`
    void (*step)(void *data); // what the entry runs next
    void *step_data;
    bool step_is_lenient;   // see napi__enter
    napi_env step_env;      // whose exception it takes out; may be NULL
    int64_t external_bytes; // that modules say they hold
    bool ended;
} napi_room;

// A call of C that waits for its turn: a finalizer of something in JavaScript, or of something that never was.
typedef struct napi_finalizer napi_finalizer;
struct napi_finalizer {
    napi_env env;
    napi_finalize callback; // may be NULL: then only the record is freed
    void *data, *hint;
    bool at_once;                 // in the collector, as finalizers that touch no JavaScript may
    napi_finalizer *next, **back; // of the environment's `finalizers`; `back` is NULL outside of it
    napi_finalizer *next_queued;
};

typedef struct napi_cleanup {
    struct napi_cleanup *next; // the one that was added before
    napi_cleanup_hook hook;
    void *arg;
    napi_async_cleanup_hook_handle handle; // of an asynchronous hook; then `hook` is NULL
} napi_cleanup;

struct napi_env__ {
    js_context ctx;
    js_runtime *runtime;
    napi_room *room;
    loop *loop;
    napi_env next;
    napi_extended_error_info last;
    js_root exception; // a slot from the beginning
    bool has_exception;
    bool ending;     // no JavaScript any more
    bool collecting; // a finalizer runs inside of the collector: nothing of JavaScript may be touched
    int32_t version; // of Node-API that the module asks for
    char *file;      // as a URL
    void *instance_data;
    napi_finalizer *instance_finalizer;
    napi_ref references;        // all that are left
    napi_finalizer *finalizers; // all that have not run
    napi_finalizer *queue;      // what waits for `task`; guarded by `mutex`
    napi_cleanup *cleanups;
    unsigned pending_ends; // asynchronous hooks and handles that the end waits for
    unsigned callback_scopes;
    uv_mutex_t mutex;
    loop_task task;
    bool task_posted; // guarded by `mutex`
    unsigned holders; // the environment itself and what other threads let go of; atomic
};

// One function made by a module.
typedef struct napi_call {
    napi_env env;
    napi_callback callback;
    void *data;
} napi_call;

struct napi_callback_info__ {
    js_value self, new_target;
    size_t argc;
    const js_value *argv;
    void *data;
};

// ---- statuses -------------------------------------------------------------------------------------------------------

// Remembers the status for napi_get_last_error_info and returns it.
napi_status napi__status(napi_env env, napi_status status);
// Keeps what JavaScript threw as pending: napi_pending_exception.
napi_status napi__threw(napi_env env, js_value error);
// napi_ok where JavaScript may run now, else why not. Forgets the last error.
napi_status napi__may_run(napi_env env);

// Ends the process where a finalizer that runs inside of the collector asks for what only works outside.
void napi__not_collecting(napi_env env);

// The first lines of a function: `return` where `env` is none, an argument is missing, or JavaScript may not run. What takes a node_api_basic_env needs no more than that;
// all else needs the heap.
#define NAPI_NEEDS_ENV(env)                                                                                  \
    do {                                                                                                     \
        if ((env) == NULL) {                                                                                 \
            return napi_invalid_arg;                                                                         \
        }                                                                                                    \
    } while (0)
#define NAPI_NEEDS_HEAP(env)                                                                                 \
    do {                                                                                                     \
        NAPI_NEEDS_ENV(env);                                                                                 \
        napi__not_collecting(env);                                                                           \
    } while (0)
#define NAPI_NEEDS(env, condition, otherwise)                                                                \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            return napi__status(env, otherwise);                                                             \
        }                                                                                                    \
    } while (0)
#define NAPI_NEEDS_ARGUMENT(env, argument) NAPI_NEEDS(env, (argument) != NULL, napi_invalid_arg)
#define NAPI_MAY_RUN(env)                                                                                    \
    do {                                                                                                     \
        NAPI_NEEDS_ENV(env);                                                                                 \
        napi_status may_run_ = napi__may_run(env);                                                           \
        if (may_run_ != napi_ok) {                                                                           \
            return may_run_;                                                                                 \
        }                                                                                                    \
    } while (0)

// ---- values ---------------------------------------------------------------------------------------------------------

static inline js_value napi__in(napi_value v)
{
    return (js_value)(uintptr_t)v;
}
// Gives a value out: napi_ok, or napi_generic_failure where there is no place for it.
napi_status napi__out(napi_env env, js_value v, napi_value *result);
// Calls a hook. False with the exception pending where it threw.
bool napi__hook(napi_env env, napi_hook hook, size_t argc, const js_value argv[], js_value *result);
// A hook's answer as the result of an interface function.
napi_status napi__hook_out(napi_env env, napi_hook hook, size_t argc, const js_value argv[],
                           napi_value *result);
// What kind of object `v` is, CLASS_OTHER also for what is none.
napi_class napi__class_of(napi_env env, js_value v);
// Text of `len` units or up to its NUL. Fails: undefined where it is too long.
js_value napi__utf8(napi_env env, const char *text, size_t len);

// ---- functions ------------------------------------------------------------------------------------------------------

extern const js_native_type napi__external_type;
// Makes a function of `callback`. False with an exception pending.
bool napi__function(napi_env env, js_value name, napi_callback callback, void *data, js_value *result);
JS_MUST_USE napi_status napi__define(napi_env env, js_object object,
                                     const napi_property_descriptor *property);
// invoke(call, new.target, this, ...arguments): the binding's function behind all of them.
js_value napi__invoke(js_context ctx, js_object callee, js_object self, size_t argc, const js_value argv[],
                      js_value *exception);

// ---- the loop, and the end --------------------------------------------------------------------------------------------

// The room of the calling thread's runtime, or NULL where memory is short or there is no runtime.
napi_room *napi__room(void);
// Runs `step(data)` as an event of the loop, or at once where JavaScript waits below; `context` (undefined: none) is its async context. An exception that `env` has then is
// the event's, or stays pending; where the step is lenient, and the module asks for a version below 10, it ends as a warning.
void napi__enter(napi_env env, js_value context, bool lenient, void (*step)(void *data), void *data);
// The body of `entry`.
js_value napi__entry(js_context ctx, js_object callee, js_object self, size_t argc, const js_value argv[],
                     js_value *exception);

napi_env napi__environment_new(js_context ctx, const char *file, int32_t version);
void napi__environment_hold(napi_env env);    // Thread: any
void napi__environment_release(napi_env env); // Thread: any

// A record that runs when queued, or at the environment's end. NULL where memory is short. Finalizers of objects and of memory (`of_object`) run in the collector where the
// module asks for experimental features, whose finalizers touch no JavaScript.
napi_finalizer *napi__finalizer_new(napi_env env, napi_finalize callback, void *data, void *hint,
                                    bool of_object);
void napi__finalizer_queue(napi_finalizer *finalizer);     // Thread: any. Once
void napi__finalizer_drop(napi_finalizer *finalizer);      // it will not run; accepts NULL
void napi__finalizer_collected(napi_finalizer *finalizer); // what it belongs to is garbage. Thread: any. Once

void napi__references_end(napi_env env);  // what they hold goes
void napi__references_free(napi_env env); // and the records
void napi__cleanups_run(napi_env env);

#endif
