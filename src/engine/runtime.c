// SPDX-License-Identifier: MIT
//
// Life of a runtime: process-wide engine options, a VM per JavaScript thread, and the hooks through which JavaScript receives events.
// Invariant: a thread has at most one runtime, found through a thread-local pointer.

#include "engine/runtime.h"

#include "base/descriptors.h"
#include "loop/loop.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Thread_local js_runtime *current_runtime;
static atomic_bool others_run; // a runtime has been made

static const char *const options[][2] = {
    {"JSC_useSharedArrayBuffer", "1"},
    {"JSC_useTailCalls", "0"}, // keeps the callers of strict functions in stacks
    // How much is allocated before the first collection, and at least between two. The interface's contexts begin with 1 MB, made for phones:
    // a program that loads its modules would be collected several times meanwhile.
    {"JSC_smallHeapSize", "8388608"},
    // How far the engine may stretch that where collections follow each other fast. Its own 8 lets a server that streams, or a loop that
    // allocates, keep 250 MB of garbage, and fresh memory costs more than collecting does.
    {"JSC_maxEdenSizeForRateLimitingMultiplier", "2"},
    // After a full collection so many times of what lives may be allocated. The engine's own 3, for machines of 16 GB and more, let a server of 8 MB
    // allocate 24. With 1, a heap of 500 MB that grows takes 3 percent longer.
    {"JSC_heapGrowthMaxIncrease", "1"},
    // The last compiler takes a function once it ran this often (a call counts 15, a loop's round 1); the engine's own 100,000 suits pages that
    // compute. What a server runs per chunk is inlined into each of its callers and compiled ten times over: 0.4 s for the first GB that flows.
    {"JSC_thresholdForFTLOptimizeAfterWarmUp", "400000"},
    // A function of more than so much bytecode takes no other function in; the engine's own bound is 10,000. What the compilers keep per place in a
    // function grows with the square of it: Express's send(), 758 long, took 40 MB and 0.7 s with all that it calls.
    {"JSC_maximumInliningCallerBytecodeCost", "700"},
};

// The names set here, not by the user.
static const char *names_set[16];
static size_t names_set_count;

void js_engine_option(const char *name, const char *value)
{
    if (getenv(name) == NULL && names_set_count < sizeof names_set / sizeof names_set[0] &&
        setenv(name, value, 0) == 0) {
        names_set[names_set_count++] = name;
    }
}

// The user's environment sets options of the engine.
static bool has_foreign_options;

static bool is_ours(const char *setting)
{
    for (size_t i = 0; i < names_set_count; i++) {
        size_t len = strlen(names_set[i]);
        if (strncmp(setting, names_set[i], len) == 0 && setting[len] == '=') {
            return true;
        }
    }
    return false;
}

bool js_engine_is_standard(void)
{
    return !has_foreign_options;
}

void js_process_init(void)
{
    for (char **setting = environ; *setting != NULL; setting++) {
        has_foreign_options |= strncmp(*setting, "JSC_", 4) == 0 && !is_ours(*setting);
    }
    // What Buffers of some ten KB leave behind when they are collected is soon used again. Given back to the system at once, as the library does of itself, it would
    // come back a page at a time.
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    JSConfigureSignalForGC(SIGRTMIN + 5); // the default, SIGUSR1, belongs to programs
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        js_engine_option(options[i][0], options[i][1]);
    }
}

// The engine reads its options with the first VM; child processes must not inherit them.
static void options_clear(void)
{
    static _Atomic bool cleared;
    if (!atomic_exchange(&cleared,
                         true)) { // the first runtime starts before any other thread reads the environment
        for (size_t i = 0; i < names_set_count; i++) {
            unsetenv(names_set[i]);
        }
    }
}

// The inline encodings of engine.h are the engine's own.
static bool encoding_is_known(JSContextRef ctx)
{
    static const double samples[] = {0,   -0.0,   1,     -1, 2147483647, -2147483648.0, 2147483648.0,
                                     0.1, -1e308, 5e-324};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        JSValueRef v = JSValueMakeNumber(ctx, samples[i]);
        double back = js_number_or(v, 4711);
        if (memcmp(&back, &samples[i], sizeof back) != 0 || js_number(samples[i]) != v) {
            return false;
        }
    }
    return JSValueMakeUndefined(ctx) == JS_UNDEFINED && JSValueMakeNull(ctx) == JS_NULL &&
           JSValueMakeBoolean(ctx, true) == JS_TRUE && JSValueMakeBoolean(ctx, false) == JS_FALSE;
}

static void run_loop_dispatched(void *data)
{
    js_settle(data);
}

// Of the engine's main context and what a program's first file takes, with some room.
enum { DESCRIPTORS_NEEDED = 8 };

// What opens descriptors, one runtime at a time, so that they find what was looked for.
static int engine_open(js_runtime *rt)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    int rc = base_descriptors_check(DESCRIPTORS_NEEDED);
    if (rc == 0) {
        rt->gmain = g_main_context_new();
        // Acquired from the start: sources that this thread changes need no wake-up then.
        g_main_context_acquire(rt->gmain);
        g_main_context_push_thread_default(rt->gmain);
        js__initialize_main_run_loop();
        rt->group = JSContextGroupCreate();
        rt->ctx = JSGlobalContextCreateInGroup(rt->group, NULL);
        options_clear();
    }
    pthread_mutex_unlock(&lock);
    return rc;
}

int js_runtime_new(js_runtime **out, struct loop *event_loop)
{
    int rc = -ENOMEM;
    js_runtime *rt = calloc(1, sizeof *rt);
    if (rt == NULL) {
        return rc;
    }
    rt->loop = event_loop;
    rc = engine_open(rt);
    if (rc < 0) {
        free(rt);
        return rc;
    }
    rc = -ENOMEM;
    js__requests_init(rt);
    current_runtime = rt;
    // The engine's watchdog counts only entries into JavaScript that it saw begin: it must be there before the first one.
    js_interrupt_set(rt->ctx, 0, NULL, NULL);
    if (atomic_exchange(&others_run, true)) {
        js__traps_init(rt); // nobody ends the first one
    }
    if (!encoding_is_known(rt->ctx)) {
        rc = -ENOTSUP;
        goto out;
    }
    rt->native_class = js__native_class_new();
    js__memory_limit_watch(rt);
    rc = js__roots_init(rt);
    if (rc != 0) {
        goto out;
    }
    if (event_loop != NULL) {
        rc = loop_gmain_attach(event_loop, rt->gmain, run_loop_dispatched, rt);
        if (rc != 0) {
            goto out;
        }
    }
    *out = rt;
    rt = NULL;
out:
    js_runtime_free(rt);
    return rc;
}

static void data_free(js_runtime *rt)
{
    js_data_node *node;
    while ((node = rt->data) != NULL) {
        rt->data = node->next;
        if (node->key->deinit != NULL) {
            node->key->deinit(node->data);
        }
        free(node);
    }
}

void *js_runtime_data(js_runtime *rt, const js_data_key *key)
{
    for (js_data_node *node = rt->data; node != NULL; node = node->next) {
        if (node->key == key) {
            return node->data;
        }
    }
    js_data_node *node = calloc(1, sizeof *node + key->size);
    if (node == NULL) {
        return NULL;
    }
    node->key = key;
    node->next = rt->data;
    rt->data = node;
    return node->data;
}

void js_runtime_free(js_runtime *rt)
{
    if (rt == NULL) {
        return;
    }
    js__requests_deinit(rt);
    if (rt->loop != NULL) {
        loop_gmain_detach(rt->loop);
    }
    if (rt->ctx != NULL) {
        JSGlobalContextRelease(rt->ctx);
        JSContextGroupRelease(rt->group);
    }
    js__kept_scripts_deinit(rt);
    data_free(rt);
    js__roots_deinit(rt);
    js__handles_deinit(rt);
    if (rt->native_class != NULL) {
        JSClassRelease(rt->native_class);
    }
    if (rt->pattern != NULL) {
        JSStringRelease(rt->pattern);
    }
    for (size_t i = 0; i < JS_NAME_CACHE_SIZE; i++) {
        if (rt->names[i].text != NULL) {
            free(rt->names[i].text);
            JSStringRelease(rt->names[i].string);
        }
    }
    g_main_context_pop_thread_default(rt->gmain);
    g_main_context_release(rt->gmain);
    g_main_context_unref(rt->gmain);
    current_runtime = NULL;
    free(rt);
}

js_runtime *js_runtime_current(void)
{
    return current_runtime;
}

js_context js_runtime_context(js_runtime *rt)
{
    return rt->ctx;
}

struct loop *js_runtime_loop(js_runtime *rt)
{
    return rt->loop;
}

int32_t *js_runtime_tick_info(js_runtime *rt)
{
    return rt->tick_info;
}

int js_runtime_install(js_runtime *rt, js_object hooks)
{
    JSContextRef ctx = rt->ctx;
    rt->door = js_root_new(ctx, js_get(ctx, hooks, "door", NULL));
    rt->after_microtasks = js_root_new(ctx, js_get(ctx, hooks, "afterMicrotasks", NULL));
    rt->make_error = js_root_new(ctx, js_get(ctx, hooks, "makeError", NULL));
    rt->make_errno_error = js_root_new(ctx, js_get(ctx, hooks, "makeErrnoError", NULL));
    if (rt->door == 0 || rt->after_microtasks == 0 || rt->make_error == 0 || rt->make_errno_error == 0) {
        return -ENOMEM;
    }
    js_object on_rejection = js_object_of(ctx, js_get(ctx, hooks, "onUnhandledRejection", NULL));
    if (on_rejection != NULL) {
        rt->on_rejection = js_root_new(ctx, (js_value)on_rejection);
        JSGlobalContextSetUnhandledRejectionCallback(rt->ctx, on_rejection, NULL);
    }
    return 0;
}

js_object js_context_new(js_context ctx)
{
    JSGlobalContextRef fresh = JSGlobalContextCreateInGroup(JSContextGetGroup(ctx), NULL);
    JSObjectRef global = JSContextGetGlobalObject(fresh);
    js_runtime *rt = js_runtime_current();
    if (rt->on_rejection != 0) {
        js_value on_rejection = js_root_get(ctx, rt->on_rejection);
        JSGlobalContextSetUnhandledRejectionCallback(fresh, (JSObjectRef)(uintptr_t)on_rejection, NULL);
    }
    JSGlobalContextRelease(fresh); // from here the global object's reachability keeps it
    return global;
}

js_context js_context_of(js_object global)
{
    return JSObjectGetGlobalContext(global);
}

void js_collect_garbage(js_context ctx)
{
    JSSynchronousGarbageCollectForDebugging(ctx);
}

void js_memory_get(js_context ctx, js_memory *out)
{
    JSObjectRef stats = JSGetMemoryUsageStatistics(ctx);
    out->heap_used_bytes = js_number_or(js_get(ctx, stats, "heapSize", NULL), 0);
    out->heap_capacity_bytes = js_number_or(js_get(ctx, stats, "heapCapacity", NULL), 0);
    out->extra_bytes = js_number_or(js_get(ctx, stats, "extraMemorySize", NULL), 0);
    out->object_count = js_number_or(js_get(ctx, stats, "objectCount", NULL), 0);
    out->global_count = js_number_or(js_get(ctx, stats, "globalObjectCount", NULL), 0);
}
