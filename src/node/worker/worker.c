// SPDX-License-Identifier: MIT
//
// The binding `worker`: a thread with a loop, a VM and a realm of its own.
//
// Life: created and started by its parent's JavaScript; the thread boots a runtime, whose first messages wait at its control end; when
// nothing is left to do, or it was asked to end, it takes everything down and tells the parent's loop, which joins the thread.
// Memory: two references, the parent's native object and the thread. The parent joins its workers before its own runtime goes.
// Locks: `lock` guards `runtime` and `loop`, so that nobody interrupts a runtime that is being freed.
#include "node/worker/worker.h"

#include "napi/napi.h"
#include "node/host/host.h"
#include "node/messaging/port.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern const js_binding_spec node_worker_binding;

enum { NAME_LEN_MAX = 16, LIMITS = 4, STACK_MARGIN = 1 << 18, NO_CODE = INT_MIN };
enum { LIMIT_STACK = 3 }; // of resourceLimits, in megabytes

struct node_worker {
    atomic_uint references;
    int id;
    char *name;
    size_t name_len; // it may hold NULs
    double limits[LIMITS], heap_limit_bytes;
    port_end *control;            // the thread's end of the control channel, until its JavaScript takes it
    node_thread_options *options; // NULL: the main thread's

    pthread_mutex_t lock;
    js_runtime *runtime; // NULL before the thread has one, and when it is being freed
    loop *loop;
    bool stop_wanted, over, abandoned; // see on_abandon
    pthread_cond_t is_over;

    pthread_t thread;
    atomic_int exit_code;          // NO_CODE: it was ended from outside
    _Atomic(const char *) failure; // an error's code where the thread could not go on

    // The thread's: descriptors that its JavaScript opened and has not closed, by number.
    bool *opened;
    int opened_top;

    // The parent's, on its thread.
    uv_async_t ended;
    bool started, joined, linked, has_handle;
    js_root on_exit;
    js_runtime *parent;
    node_worker *next_sibling;
};

// The workers that a runtime started and has not joined.
typedef struct family {
    node_worker *children;
} family;
static const js_data_key family_key = {sizeof(family), NULL};

static _Thread_local node_worker *current;
static atomic_int next_id = 1;

node_worker *node_worker_current(void)
{
    return current;
}

static void options_finalize(void *pointer)
{
    node_thread_options *options = pointer;
    if (options != NULL) {
        options->free(options);
    }
}

const js_native_type node_thread_options_type = {"Options", options_finalize};

static void worker_unref(node_worker *w)
{
    if (atomic_fetch_sub(&w->references, 1) != 1) {
        return;
    }
    port_end_free(w->control);
    options_finalize(w->options);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->is_over);
    free(w->name);
    free(w);
}

// ---- the thread -----------------------------------------------------------------------------------------------------------

static void stop(node_worker *w);

// The last use of what the parent has.
static void be_over(node_worker *w, bool abandoned)
{
    pthread_mutex_lock(&w->lock);
    w->runtime = NULL;
    w->loop = NULL;
    w->abandoned = abandoned;
    w->over = true;
    uv_async_send(&w->ended); // the parent keeps the handle until it has seen the end of this thread
    pthread_cond_signal(&w->is_over);
    pthread_mutex_unlock(&w->lock);
}

// Its JavaScript cannot be ended: the thread sleeps for ever, with all that it has.
static void on_abandon(void *data)
{
    node_worker *w = data;
    family *f = js_runtime_data(w->runtime, &family_key);
    for (node_worker *child = f == NULL ? NULL : f->children; child != NULL; child = child->next_sibling) {
        stop(child);
    }
    be_over(w, true);
}

static void set_runtime(node_worker *w, js_runtime *runtime, loop *l)
{
    pthread_mutex_lock(&w->lock);
    w->runtime = runtime;
    w->loop = l;
    bool stop = w->stop_wanted;
    pthread_mutex_unlock(&w->lock);
    if (stop && runtime != NULL) {
        js_runtime_stop_entering(runtime);
    }
}

// The program starts in the loop's first turn.
typedef struct start_task {
    loop_task task;
    js_runtime *runtime;
} start_task;

static void on_start(loop_task *task)
{
    node_hook_enter(((start_task *)task)->runtime, "runWorker", 0, NULL);
}

static void turn_until_done(node_worker *w, js_runtime *runtime, loop *l)
{
    start_task start = {.task.run = on_start, .runtime = runtime};
    loop_post(l, &start.task, LOOP_NORMAL);
    do {
        if (js_runtime_is_terminating(runtime)) {
            return;
        }
        loop_run(l);
        node_end_enter(runtime, "beforeExit");
    } while (!js_runtime_is_terminating(runtime) && loop_is_alive(l));
    int code = node_end_enter(runtime, "exit");
    if (!js_runtime_is_terminating(runtime)) {
        atomic_store(&w->exit_code, code);
    }
}

enum { THREADS_NEEDED = 2 };

static void *wait_for_word(void *lock)
{
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(lock);
    return NULL;
}

// Whether the system would give the threads that an engine starts: it ends the process where it cannot start one. 0 or -EAGAIN.
static int threads_look(void)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_t started[THREADS_NEEDED];
    unsigned count = 0;
    int r = 0;
    pthread_mutex_lock(&lock);
    while (r == 0 && count < THREADS_NEEDED) {
        r = pthread_create(&started[count], NULL, wait_for_word, &lock);
        count += r == 0;
    }
    pthread_mutex_unlock(&lock);
    while (count > 0) {
        pthread_join(started[--count], NULL);
    }
    return -r;
}

static void opened_close(node_worker *w)
{
    for (int fd = 0; fd < w->opened_top; fd++) {
        if (w->opened[fd]) {
            close(fd);
        }
    }
    free(w->opened);
    w->opened = NULL;
    w->opened_top = 0;
}

static void run(node_worker *w)
{
    static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER; // so that no other takes what this one saw
    loop *l = NULL;
    js_runtime *runtime = NULL;
    pthread_mutex_lock(&starting);
    int rc = threads_look();
    rc = rc == 0 ? loop_new(&l) : rc;
    rc = rc == 0 ? js_runtime_new(&runtime, l) : rc;
    pthread_mutex_unlock(&starting);
    if (rc == 0) {
        js_runtime_on_abandon(runtime, on_abandon, w);
        set_runtime(w, runtime, l);
        rc = js_runtime_is_terminating(runtime) ? -ECANCELED : node_boot(runtime);
    }
    if (rc == 0) {
        turn_until_done(w, runtime, l);
    } else if (!w->stop_wanted) {
        atomic_store(&w->failure, uv_err_name(rc));
        atomic_store(&w->exit_code, 1);
    }
    if (runtime != NULL) {
        js_runtime_stop_entering(runtime);
        set_runtime(w, NULL, NULL);
        node_runtime_end(runtime, l);
        js_runtime_free(runtime);
    }
    loop_free(l);
    opened_close(w);
}

static void *thread_main(void *argument)
{
    node_worker *w = argument;
    current = w;
    if (w->options != NULL) {
        w->options->use(w->options);
    }
    run(w);
    be_over(w, false);
    worker_unref(w);
    return NULL;
}

// ---- the parent -----------------------------------------------------------------------------------------------------------

static void worker_unlink(node_worker *w)
{
    family *f = js_runtime_data(w->parent, &family_key);
    for (node_worker **at = &f->children; w->linked && *at != NULL; at = &(*at)->next_sibling) {
        if (*at == w) {
            *at = w->next_sibling;
            w->linked = false;
            return;
        }
    }
}

static void handle_closed(uv_handle_t *handle)
{
    worker_unref(handle->data);
}

// The thread has ended, or is about to.
static void join(node_worker *w)
{
    if (w->joined) {
        return;
    }
    pthread_mutex_lock(&w->lock);
    while (!w->over) {
        pthread_cond_wait(&w->is_over, &w->lock);
    }
    bool abandoned = w->abandoned;
    pthread_mutex_unlock(&w->lock);
    if (abandoned) {
        pthread_detach(w->thread);
    } else {
        pthread_join(w->thread, NULL);
    }
    w->joined = true;
    worker_unlink(w);
    uv_close((uv_handle_t *)&w->ended, handle_closed);
}

static void on_ended(uv_async_t *async)
{
    node_worker *w = async->data;
    js_context ctx = js_runtime_context(w->parent);
    atomic_fetch_add(&w->references, 1);
    join(w);
    const char *failure = atomic_load(&w->failure);
    int code = atomic_load(&w->exit_code);
    js_value argv[] = {js_int32(code == NO_CODE ? 1 : code),
                       failure == NULL ? JS_UNDEFINED : js_string_ascii(ctx, failure)};
    js_value function = js_root_get(ctx, w->on_exit);
    js_root_free(ctx, w->on_exit);
    w->on_exit = 0;
    js_enter(w->parent, function, 2, argv);
    worker_unref(w);
}

static void stop(node_worker *w)
{
    pthread_mutex_lock(&w->lock);
    w->stop_wanted = true;
    if (w->runtime != NULL) {
        js_runtime_terminate(w->runtime);
        shared_memory_interrupt(w->runtime);
        loop_interrupt(w->loop);
    }
    pthread_mutex_unlock(&w->lock);
}

void node_worker_stop(node_worker *worker)
{
    stop(worker);
}

static void worker_finalize(void *pointer)
{
    worker_unref(pointer); // where it runs, its handle holds another reference
}

static const js_native_type worker_type = {"Worker", worker_finalize};

static node_worker *worker_of(js_context ctx, size_t argc, const js_value argv[])
{
    return js_native_get(ctx, js_arg(argc, argv, 0), &worker_type);
}

static int limits_copy(js_context ctx, node_worker *w, js_value v)
{
    js_bytes bytes;
    if (js_bytes_peek(ctx, v, &bytes) < 0 || bytes.len != sizeof w->limits) {
        return -EINVAL;
    }
    memcpy(w->limits, bytes.data, sizeof w->limits);
    return 0;
}

// create(name, Float64Array limits, control end, options set | undefined) -> worker
JS_FUNCTION(worker_create)
{
    node_worker *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    atomic_init(&w->references, 1);
    atomic_init(&w->exit_code, NO_CODE);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->is_over, NULL);
    w->id = atomic_fetch_add(&next_id, 1);
    w->parent = js_runtime_current();
    w->name = js_utf8_dup(ctx, js_arg(argc, argv, 0), &w->name_len, exception);
    w->options = js_native_get(ctx, js_arg(argc, argv, 3), &node_thread_options_type);
    if (w->options != NULL) {
        js_native_clear(ctx, argv[3]);
    }
    if (w->name == NULL || limits_copy(ctx, w, js_arg(argc, argv, 1)) < 0) {
        worker_unref(w);
        return JS_UNDEFINED;
    }
    w->control = port_end_take(ctx, js_arg(argc, argv, 2));
    js_value v = js_native_new(ctx, &worker_type, w);
    if (v == NULL) {
        worker_unref(w);
        return js_throw_out_of_memory(ctx, exception);
    }
    return v;
}

static int thread_start(node_worker *w)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    int r = pthread_attr_init(&attributes);
    if (r != 0) {
        return -r;
    }
    pthread_attr_setstacksize(&attributes, (size_t)(w->limits[LIMIT_STACK] * (1 << 20)) + STACK_MARGIN);
    // Signals are the main thread's, except those of the engine.
    sigemptyset(&all);
    for (int number = 1; number < 32; number++) {
        if (number != SIGSEGV && number != SIGBUS && number != SIGILL && number != SIGFPE &&
            number != SIGTRAP) {
            sigaddset(&all, number);
        }
    }
    pthread_sigmask(SIG_BLOCK, &all, &before);
    r = pthread_create(&w->thread, &attributes, thread_main, w);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (r == 0 && w->name[0] != 0) {
        char name[NAME_LEN_MAX];
        snprintf(name, sizeof name, "%s", w->name);
        pthread_setname_np(w->thread, name);
    }
    pthread_attr_destroy(&attributes);
    return -r;
}

// start(worker, onExit(code, failure)) -> status
JS_FUNCTION(worker_start)
{
    node_worker *w = worker_of(ctx, argc, argv);
    if (w == NULL || w->started) {
        return js_int32(-EINVAL);
    }
    family *f = js_runtime_data(w->parent, &family_key);
    int status =
        f == NULL ? -ENOMEM : uv_async_init(loop_uv(js_runtime_loop(w->parent)), &w->ended, on_ended);
    if (status < 0) {
        return js_int32(status);
    }
    w->ended.data = w;
    w->started = true;
    w->on_exit = js_root_new(ctx, js_arg(argc, argv, 1));
    atomic_fetch_add(&w->references, 2); // the handle's and the thread's
    status = thread_start(w);
    if (status < 0) {
        atomic_fetch_sub(&w->references, 1);
        w->joined = true;
        js_root_free(ctx, w->on_exit);
        uv_close((uv_handle_t *)&w->ended, handle_closed);
        return js_int32(status);
    }
    w->next_sibling = f->children;
    f->children = w;
    w->linked = true;
    return js_int32(0);
}

JS_FUNCTION(worker_terminate)
{
    node_worker *w = worker_of(ctx, argc, argv);
    if (w != NULL && w->started && !w->joined) {
        stop(w);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(worker_hold)
{
    node_worker *w = worker_of(ctx, argc, argv);
    if (w == NULL || !w->started || w->joined) {
        return JS_UNDEFINED;
    }
    if (js_arg_true(argc, argv, 1)) {
        uv_ref((uv_handle_t *)&w->ended);
    } else {
        uv_unref((uv_handle_t *)&w->ended);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(worker_id)
{
    node_worker *w = worker_of(ctx, argc, argv);
    return js_int32(w == NULL ? -1 : w->id);
}

// times(worker, Float64Array out): [0] loop start and [1] idle time in milliseconds of the parent's clock, [2] CPU time in microseconds.
// False where it does not run.
JS_FUNCTION(worker_times)
{
    node_worker *w = worker_of(ctx, argc, argv);
    js_bytes bytes;
    if (w == NULL || js_bytes_peek(ctx, js_arg(argc, argv, 1), &bytes) < 0 ||
        bytes.len < 3 * sizeof(double)) {
        return JS_FALSE;
    }
    double *out = (double *)(void *)bytes.data;
    uint64_t started = 0, ended, idle = 0;
    clockid_t clock;
    struct timespec cpu = {0};
    pthread_mutex_lock(&w->lock);
    bool runs = w->loop != NULL;
    if (runs) {
        loop_times(w->loop, &started, &ended, &idle);
        if (pthread_getcpuclockid(w->thread, &clock) == 0) {
            clock_gettime(clock, &cpu);
        }
    }
    pthread_mutex_unlock(&w->lock);
    out[0] = (double)started / 1e6;
    out[1] = (double)idle / 1e6;
    out[2] = (double)cpu.tv_sec * 1e6 + (double)cpu.tv_nsec / 1e3;
    return js_bool(runs);
}

// ---- inside a worker ------------------------------------------------------------------------------------------------------

// control() -> the thread's end of the control channel, once
JS_FUNCTION(worker_control)
{
    if (current == NULL || current->control == NULL) {
        return JS_UNDEFINED;
    }
    port_end *end = current->control;
    current->control = NULL;
    return port_end_wrap(ctx, end, exception);
}

void node_worker_exit(js_context ctx, int code)
{
    atomic_store(&current->exit_code, code);
    loop_stop(js_runtime_loop(js_runtime_current()));
    js_terminate_here(ctx);
}

JS_FUNCTION(worker_exit)
{
    if (current != NULL) {
        node_worker_exit(ctx, js_arg_int32(argc, argv, 0));
    }
    return JS_UNDEFINED;
}

// fail(errno): the thread cannot begin.
JS_FUNCTION(worker_fail)
{
    if (current != NULL) {
        atomic_store(&current->failure, uv_err_name(js_arg_int32(argc, argv, 0)));
        node_worker_exit(ctx, 1);
    }
    return JS_UNDEFINED;
}

// track(fd, opened): a descriptor that is closed when the thread ends -> whether it was one before
JS_FUNCTION(worker_track)
{
    int fd = js_arg_int32(argc, argv, 0);
    bool opened = js_arg_true(argc, argv, 1);
    if (current == NULL || fd < 0) {
        return JS_FALSE;
    }
    if (fd >= current->opened_top && opened) {
        int top = fd + 64;
        bool *grown = realloc(current->opened, (size_t)top * sizeof *grown);
        if (grown == NULL) {
            return js_throw_out_of_memory(ctx, exception);
        }
        memset(grown + current->opened_top, 0, (size_t)(top - current->opened_top) * sizeof *grown);
        current->opened = grown;
        current->opened_top = top;
    }
    bool before = fd < current->opened_top && current->opened[fd];
    if (fd < current->opened_top) {
        current->opened[fd] = opened;
    }
    return js_bool(before);
}

// ---- the memory limit -----------------------------------------------------------------------------------------------------

enum { MEGABYTE = 1 << 20 };

// Asked inside running JavaScript (js_interrupt_request).
static bool over_limit(void *data)
{
    node_worker *w = data;
    js_memory memory;
    js_memory_get(js_runtime_context(w->runtime), &memory);
    if (memory.heap_used_bytes + memory.extra_bytes < w->heap_limit_bytes) {
        return false;
    }
    if (js_heap_near_limit != NULL && js_heap_near_limit(w->runtime)) {
        w->heap_limit_bytes += w->heap_limit_bytes / 8;
        return false;
    }
    atomic_store(&w->failure, "ERR_WORKER_OUT_OF_MEMORY");
    atomic_store(&w->exit_code, 1);
    js_runtime_terminate(w->runtime);
    loop_interrupt(w->loop);
    return true;
}

// enforce(megabytes): from here on a heap beyond them ends the thread. Looking at the heap is dear, so it is looked at when the process has
// grown by an eighth of the limit since.
JS_FUNCTION(worker_enforce)
{
    js_runtime *runtime = js_runtime_current();
    if (current != NULL) {
        current->heap_limit_bytes = js_arg_number(argc, argv, 0, HUGE_VAL) * MEGABYTE;
        js_interrupt_on_request(runtime, over_limit, current);
        js_watch_growth(runtime, current->heap_limit_bytes / 8);
    }
    return JS_UNDEFINED;
}

// ---- the pools ------------------------------------------------------------------------------------------------------------

enum { POOL_FIGURES = 7 };

static void figures_put(double *out, const loop_pool_stats *stats)
{
    const double figures[POOL_FIGURES] = {
        stats->threads,           stats->threads_max,       stats->idle,           stats->queued,
        (double)stats->submitted, (double)stats->completed, (double)stats->stolen,
    };
    memcpy(out, figures, sizeof figures);
}

// pools(Float64Array out): the figures of the IO pool, then those of the CPU pool
JS_FUNCTION(worker_pools)
{
    js_bytes bytes;
    loop_pool_stats stats;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 0), &bytes) < 0 ||
        bytes.len < 2 * POOL_FIGURES * sizeof(double)) {
        return JS_FALSE;
    }
    loop_io_stats(&stats);
    figures_put((double *)(void *)bytes.data, &stats);
    loop_cpu_stats(&stats);
    figures_put((double *)(void *)bytes.data + POOL_FIGURES, &stats);
    return JS_TRUE;
}

// ---- the end --------------------------------------------------------------------------------------------------------------

static void children_end(js_runtime *runtime)
{
    family *f = js_runtime_data(runtime, &family_key);
    if (f == NULL) {
        return;
    }
    for (node_worker *w = f->children; w != NULL; w = w->next_sibling) {
        stop(w);
    }
    while (f->children != NULL) {
        join(f->children);
    }
}

static void look_for_closing(uv_handle_t *handle, void *data)
{
    *(bool *)data = *(bool *)data || uv_is_closing(handle);
}

void node_runtime_end(js_runtime *runtime, loop *l)
{
    bool closing = true;
    js_runtime_stop_entering(runtime);
    shared_memory_interrupt(runtime); // from here on nobody tells its loop anything
    children_end(runtime);
    napi_runtime_end(runtime);
    loop_drain(l);
    js_runtime_close_natives(runtime);
    loop_drain(l);
    for (int turn = 0; closing && turn < 1000; turn++) {
        uv_run(loop_uv(l), UV_RUN_NOWAIT);
        closing = false;
        uv_walk(loop_uv(l), look_for_closing, &closing);
    }
}

static int worker_init(js_context ctx, js_object binding)
{
    js_value exception = NULL;
    const node_worker *w = current;
    js_set(ctx, binding, "threadId", js_int32(w == NULL ? 0 : w->id));
    js_set(ctx, binding, "threadName",
           w == NULL ? js_string_ascii(ctx, "") : js_string_utf8(ctx, w->name, w->name_len));
    js_object limits = js_array_new(ctx, 0, NULL, &exception);
    for (unsigned i = 0; w != NULL && i < LIMITS; i++) {
        js_set_index(ctx, limits, i, js_number(w->limits[i]));
    }
    js_set(ctx, binding, "limits", limits);
    return exception == NULL ? 0 : -ENOMEM;
}

static const js_function_spec worker_functions[] = {
    {"create", worker_create, 4, "create(name, limits, control, options) -> worker"},
    {"start", worker_start, 2, "start(worker, onExit(code, failure)) -> status"},
    {"terminate", worker_terminate, 1, "terminate(worker)"},
    {"hold", worker_hold, 2, "hold(worker, boolean): whether it keeps the loop alive"},
    {"id", worker_id, 1, "id(worker) -> thread id"},
    {"pools", worker_pools, 1, "pools(Float64Array): figures of the IO pool, then of the CPU pool"},
    {"times", worker_times, 2, "times(worker, out) -> boolean"},
    {"control", worker_control, 0, "control() -> end"},
    {"exit", worker_exit, 1, "exit(code)"},
    {"fail", worker_fail, 1, "fail(errno)"},
    {"track", worker_track, 2, "track(fd, opened) -> whether it was opened before"},
    {"enforce", worker_enforce, 1, "enforce(megabytes): the limit of the heap"},
    {0},
};

const js_binding_spec node_worker_binding = {"worker", worker_functions, worker_init};
