// SPDX-License-Identifier: MIT
//
// Memory shared by runtimes, and waiting on it. The engine's own SharedArrayBuffer cannot leave its VM, so a shared buffer is an ArrayBuffer
// over a counted block, and Atomics.wait() and notify() are a list of waiters here. One lock for all: waiting is not hot.
//
// Invariant: a waiter is in the list from the comparison of the value until it was notified, timed out or interrupted.
#include "node/messaging/port.h"

#include "loop/loop.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

// ---- blocks ---------------------------------------------------------------------------------------------------------------

struct shared_block {
    atomic_uint references;
    size_t len;
    void *data;
    void (*release)(void *data);
};

shared_block *shared_block_adopt(void *data, size_t len, void (*release)(void *data))
{
    shared_block *block = calloc(1, sizeof *block);
    if (block != NULL) {
        atomic_init(&block->references, 1);
        block->len = len;
        block->data = data;
        block->release = release;
    }
    return block;
}

shared_block *shared_block_new(size_t len)
{
    void *data = calloc(1, len > 0 ? len : 1);
    shared_block *block = data != NULL ? shared_block_adopt(data, len, free) : NULL;
    if (block == NULL) {
        free(data);
    }
    return block;
}

void shared_block_ref(shared_block *block)
{
    atomic_fetch_add(&block->references, 1);
}

void shared_block_unref(shared_block *block)
{
    if (block != NULL && atomic_fetch_sub(&block->references, 1) == 1) {
        block->release(block->data);
        free(block);
    }
}

void *shared_block_data(shared_block *block, size_t *len)
{
    *len = block->len;
    return block->data;
}

static void block_release(void *pointer)
{
    shared_block_unref(pointer);
}

static const js_native_type block_type = {"SharedBlock", block_release};

js_value shared_block_wrap(js_context ctx, shared_block *block, js_value *exception)
{
    js_value v = js_native_new(ctx, &block_type, block);
    if (v == NULL) {
        shared_block_unref(block);
        return js_throw_out_of_memory(ctx, exception);
    }
    return v;
}

shared_block *shared_block_peek(js_context ctx, js_value v)
{
    return js_native_get(ctx, v, &block_type);
}

// sharedBlock(length) -> block | undefined where memory is short
JS_FUNCTION(shared_make)
{
    double len = js_arg_number(argc, argv, 0, 0);
    shared_block *block = len >= 0 && len < 8e9 ? shared_block_new((size_t)len) : NULL;
    return block == NULL ? JS_UNDEFINED : shared_block_wrap(ctx, block, exception);
}

// sharedBuffer(block) -> ArrayBuffer over it
JS_FUNCTION(shared_buffer)
{
    shared_block *block = shared_block_peek(ctx, js_arg(argc, argv, 0));
    if (block == NULL) {
        return JS_UNDEFINED;
    }
    shared_block_ref(block);
    return js_array_buffer_shared(ctx, block->data, block->len, block_release, block, exception);
}

// engineBlock(buffer) -> block of the memory of a SharedArrayBuffer that the engine made; undefined where it cannot be shared
JS_FUNCTION(engine_block)
{
    void *contents = js_shared_contents_take(ctx, js_arg(argc, argv, 0));
    if (contents == NULL) {
        return JS_UNDEFINED;
    }
    shared_block *block = shared_block_adopt(contents, 0, js_shared_contents_free);
    if (block == NULL) {
        js_shared_contents_free(contents);
        return js_throw_out_of_memory(ctx, exception);
    }
    return shared_block_wrap(ctx, block, exception);
}

// engineView(block of engineBlock) -> DataView of a SharedArrayBuffer over the same memory
JS_FUNCTION(engine_view)
{
    shared_block *block = shared_block_peek(ctx, js_arg(argc, argv, 0));
    bool known = block != NULL && block->release == js_shared_contents_free;
    return known ? js_shared_contents_view(ctx, block->data) : JS_UNDEFINED;
}

// engineMemory(block of engineBlock, WebAssembly.Memory made for it) -> boolean
JS_FUNCTION(engine_memory)
{
    shared_block *block = shared_block_peek(ctx, js_arg(argc, argv, 0));
    js_object memory = js_object_of(ctx, js_arg(argc, argv, 1));
    bool known = block != NULL && memory != NULL && block->release == js_shared_contents_free;
    return js_bool(known && js_shared_contents_to_memory(ctx, block->data, memory));
}

// sameViewMode(view, view) -> whether both follow the length of their buffer alike; undefined where that cannot be told
JS_FUNCTION(same_view_mode)
{
    int same = js_same_view_mode(js_arg(argc, argv, 0), js_arg(argc, argv, 1));
    return same < 0 ? JS_UNDEFINED : js_bool(same != 0);
}

// ---- waiting --------------------------------------------------------------------------------------------------------------

typedef enum wait_result { WAIT_OK, WAIT_NOT_EQUAL, WAIT_TIMED_OUT, WAIT_INTERRUPTED, WAITING } wait_result;

typedef struct waiter waiter;
struct waiter {
    waiter *next;
    const void *address;
    wait_result result;
    js_runtime *runtime;
    pthread_cond_t woken; // of a thread that waits
    loop_task told;       // of Atomics.waitAsync: posted when `result` is known
    js_root callback;     // 0 for a thread that waits
    struct loop *loop;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static waiter *waiters; // in the order of their coming

static void waiter_add(waiter *w)
{
    waiter **at = &waiters;
    while (*at != NULL) {
        at = &(*at)->next;
    }
    w->next = NULL;
    *at = w;
}

static void waiter_remove(waiter *w)
{
    for (waiter **at = &waiters; *at != NULL; at = &(*at)->next) {
        if (*at == w) {
            *at = w->next;
            return;
        }
    }
}

// Called with the lock held, after the waiter was taken from the list.
static void waiter_tell(waiter *w, wait_result result)
{
    w->result = result;
    if (w->callback == 0) {
        pthread_cond_signal(&w->woken);
    } else if (result != WAIT_INTERRUPTED) {
        loop_post(w->loop, &w->told, LOOP_NORMAL);
    } else {
        free(w); // its runtime ends
    }
}

static bool still_equal(const void *address, bool wide, int64_t expected)
{
    return wide ? __atomic_load_n((const int64_t *)address, __ATOMIC_SEQ_CST) == expected
                : __atomic_load_n((const int32_t *)address, __ATOMIC_SEQ_CST) == (int32_t)expected;
}

// (array, index, wide, expected low, expected high): the address and the value. False where the index is outside.
static bool place_of(js_context ctx, size_t argc, const js_value argv[], const void **address,
                     int64_t *expected)
{
    js_bytes bytes;
    bool wide = js_arg_true(argc, argv, 2);
    size_t index = (size_t)js_arg_number(argc, argv, 1, 0), size = wide ? 8 : 4;
    if (js_bytes_get(ctx, js_arg(argc, argv, 0), &bytes) < 0 || index >= bytes.len / size) {
        return false;
    }
    uint64_t low = (uint32_t)js_arg_int32(argc, argv, 3), high = (uint32_t)js_arg_int32(argc, argv, 4);
    *address = bytes.data + index * size;
    *expected = (int64_t)(low | high << 32);
    return true;
}

static void deadline_of(struct timespec *deadline, double timeout_ms)
{
    clock_gettime(CLOCK_MONOTONIC, deadline);
    if (timeout_ms > 1e13) {
        timeout_ms = 1e13;
    }
    deadline->tv_sec += (time_t)(timeout_ms / 1000);
    deadline->tv_nsec += (long)(fmod(timeout_ms, 1000) * 1e6);
    if (deadline->tv_nsec >= 1000000000) {
        deadline->tv_nsec -= 1000000000;
        deadline->tv_sec++;
    }
}

static void wait_for_it(waiter *w, double timeout_ms)
{
    struct timespec deadline;
    deadline_of(&deadline, timeout_ms);
    while (w->result == WAITING) {
        int r = isinf(timeout_ms) ? pthread_cond_wait(&w->woken, &lock)
                                  : pthread_cond_timedwait(&w->woken, &lock, &deadline);
        if (r == ETIMEDOUT && w->result == WAITING) {
            waiter_remove(w);
            w->result = WAIT_TIMED_OUT;
        }
    }
}

// wait(array, index, wide, low, high, timeout) -> a wait_result
JS_FUNCTION(shared_wait)
{
    const void *address;
    int64_t expected;
    waiter w = {.result = WAITING, .runtime = js_runtime_current()};
    pthread_condattr_t monotonic;
    if (!place_of(ctx, argc, argv, &address, &expected)) {
        return JS_UNDEFINED;
    }
    w.address = address;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&w.woken, &monotonic);
    pthread_mutex_lock(&lock);
    if (!still_equal(address, js_arg_true(argc, argv, 2), expected)) {
        w.result = WAIT_NOT_EQUAL;
    } else if (js_runtime_is_terminating(w.runtime)) {
        w.result = WAIT_INTERRUPTED;
    } else {
        waiter_add(&w);
        wait_for_it(&w, js_arg_number(argc, argv, 5, INFINITY));
    }
    pthread_mutex_unlock(&lock);
    pthread_cond_destroy(&w.woken);
    pthread_condattr_destroy(&monotonic);
    if (w.result == WAIT_INTERRUPTED) {
        js_terminate_here(ctx);
    }
    return js_int32(w.result);
}

static void on_told(loop_task *task)
{
    waiter *w = (waiter *)((char *)task - offsetof(waiter, told));
    js_runtime *runtime = w->runtime;
    js_context ctx = js_runtime_context(runtime);
    js_value callback = js_root_get(ctx, w->callback), argv[] = {js_int32(w->result)};
    js_root_free(ctx, w->callback);
    free(w);
    js_enter(runtime, callback, 1, argv);
}

// waitAsync(array, index, wide, low, high, callback) -> WAIT_NOT_EQUAL, or a number that cancels; callback(result) comes later
JS_FUNCTION(shared_wait_async)
{
    const void *address;
    int64_t expected;
    waiter *w = calloc(1, sizeof *w);
    if (w == NULL || !place_of(ctx, argc, argv, &address, &expected)) {
        free(w);
        return JS_UNDEFINED;
    }
    w->address = address;
    w->result = WAITING;
    w->runtime = js_runtime_current();
    w->loop = js_runtime_loop(w->runtime);
    w->told.run = on_told;
    w->callback = js_root_new(ctx, js_arg(argc, argv, 5));
    pthread_mutex_lock(&lock);
    bool equal = w->callback != 0 && !js_runtime_is_terminating(w->runtime) &&
                 still_equal(address, js_arg_true(argc, argv, 2), expected);
    if (equal) {
        waiter_add(w);
    }
    pthread_mutex_unlock(&lock);
    if (!equal) {
        js_root_free(ctx, w->callback);
        free(w);
        return js_int32(WAIT_NOT_EQUAL);
    }
    return js_number(-(double)(uintptr_t)w);
}

// timeOut(number of waitAsync): its callback comes with WAIT_TIMED_OUT where it was still waiting.
JS_FUNCTION(shared_time_out)
{
    const waiter *wanted = (const waiter *)(uintptr_t)-js_arg_number(argc, argv, 0, 0);
    pthread_mutex_lock(&lock);
    for (waiter *w = waiters; w != NULL; w = w->next) {
        if (w == wanted) {
            waiter_remove(w);
            waiter_tell(w, WAIT_TIMED_OUT);
            break;
        }
    }
    pthread_mutex_unlock(&lock);
    return JS_UNDEFINED;
}

// notify(array, index, wide, count) -> how many were woken
JS_FUNCTION(shared_notify)
{
    const void *address;
    int64_t ignored;
    double count = js_arg_number(argc, argv, 3, INFINITY), woken = 0;
    if (!place_of(ctx, argc < 3 ? argc : 3, argv, &address, &ignored)) {
        return JS_UNDEFINED;
    }
    pthread_mutex_lock(&lock);
    for (waiter *w = waiters, *next; w != NULL && woken < count; w = next) {
        next = w->next;
        if (w->address == address) {
            waiter_remove(w);
            waiter_tell(w, WAIT_OK);
            woken++;
        }
    }
    pthread_mutex_unlock(&lock);
    return js_number(woken);
}

void shared_memory_interrupt(js_runtime *runtime)
{
    pthread_mutex_lock(&lock);
    for (waiter *w = waiters, *next; w != NULL; w = next) {
        next = w->next;
        if (w->runtime == runtime) {
            waiter_remove(w);
            waiter_tell(w, WAIT_INTERRUPTED);
        }
    }
    pthread_mutex_unlock(&lock);
}

const js_function_spec node__shared_functions[] = {
    {"sharedBlock", shared_make, 1, "sharedBlock(length) -> block | undefined"},
    {"engineBlock", engine_block, 1, "engineBlock(SharedArrayBuffer) -> block | undefined"},
    {"engineMemory", engine_memory, 2, "engineMemory(block, WebAssembly.Memory) -> boolean"},
    {"sameViewMode", same_view_mode, 2, "sameViewMode(view, view) -> boolean | undefined"},
    {"engineView", engine_view, 1, "engineView(block) -> DataView"},
    {"sharedBuffer", shared_buffer, 1, "sharedBuffer(block) -> ArrayBuffer"},
    {"wait", shared_wait, 6, "wait(array, index, wide, low, high, timeout) -> result"},
    {"waitAsync", shared_wait_async, 6,
     "waitAsync(array, index, wide, low, high, callback) -> result | number"},
    {"timeOut", shared_time_out, 1, "timeOut(number)"},
    {"notify", shared_notify, 4, "notify(array, index, wide, count) -> number"},
    {0},
};
