// SPDX-License-Identifier: MIT
//
// Environments: statuses, exceptions, calls of hooks, finalizers and the end.
#include "napi/environment.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "napi/napi.h"

static const js_data_key room_key = {.size = sizeof(napi_room)};
static atomic_bool any_room; // somebody has loaded a native module

napi_room *napi__room(void)
{
    js_runtime *runtime = js_runtime_current();
    atomic_store_explicit(&any_room, true, memory_order_relaxed);
    return runtime == NULL ? NULL : js_runtime_data(runtime, &room_key);
}

// ---- statuses -------------------------------------------------------------------------------------------------------

static const char *const status_words[] = {
    NULL,
    "Invalid argument",
    "An object was expected",
    "A string was expected",
    "A string or symbol was expected",
    "A function was expected",
    "A number was expected",
    "A boolean was expected",
    "An array was expected",
    "Unknown failure",
    "An exception is pending",
    "The async work item was cancelled",
    "napi_escape_handle already called on scope",
    "Invalid handle scope usage",
    "Invalid callback scope usage",
    "Thread-safe function queue is full",
    "Thread-safe function handle is closing",
    "A bigint was expected",
    "A date was expected",
    "An arraybuffer was expected",
    "A detachable arraybuffer was expected",
    "Main thread would deadlock",
    "External buffers are not allowed",
    "Cannot run JavaScript",
};

napi_status napi__status(napi_env env, napi_status status)
{
    env->last.error_code = status;
    return status;
}

napi_status napi_get_last_error_info(node_api_basic_env basic, const napi_extended_error_info **result)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    env->last.error_message = status_words[env->last.error_code];
    env->last.engine_error_code = 0;
    env->last.engine_reserved = NULL;
    *result = &env->last;
    return napi_ok;
}

napi_status napi__threw(napi_env env, js_value error)
{
    js_root_set(env->ctx, env->exception, error);
    env->has_exception = true;
    return napi__status(env, napi_pending_exception);
}

void napi__not_collecting(napi_env env)
{
    if (env->collecting) {
        napi_fatal_error("napi", NAPI_AUTO_LENGTH,
                         "Finalizer is calling a function that may affect GC state.", NAPI_AUTO_LENGTH);
    }
}

napi_status napi__may_run(napi_env env)
{
    napi__not_collecting(env);
    if (env->has_exception) {
        return napi__status(env, napi_pending_exception);
    }
    if (env->ending || js_runtime_is_terminating(env->runtime)) {
        return napi__status(env, env->version > 9 ? napi_cannot_run_js : napi_pending_exception);
    }
    return napi__status(env, napi_ok);
}

// ---- values and hooks -----------------------------------------------------------------------------------------------

napi_status napi__out(napi_env env, js_value v, napi_value *result)
{
    napi__not_collecting(env);
    if (v == NULL || (js_is_cell(v) && !js_handles_push(env->runtime, v))) {
        return napi__status(env, napi_generic_failure);
    }
    *result = (napi_value)(uintptr_t)v;
    return napi__status(env, napi_ok);
}

bool napi__hook(napi_env env, napi_hook hook, size_t argc, const js_value argv[], js_value *result)
{
    js_value exception = NULL;
    js_value function = js_root_get(env->ctx, env->room->hooks[hook]);
    *result = js_call(env->ctx, function, JS_UNDEFINED, argc, argv, &exception);
    if (exception != NULL) {
        napi__threw(env, exception);
        return false;
    }
    return true;
}

napi_status napi__hook_out(napi_env env, napi_hook hook, size_t argc, const js_value argv[],
                           napi_value *result)
{
    js_value v;
    return napi__hook(env, hook, argc, argv, &v) ? napi__out(env, v, result) : napi_pending_exception;
}

napi_class napi__class_of(napi_env env, js_value v)
{
    js_value answer;
    if (!js_is_cell(v)) {
        return CLASS_OTHER;
    }
    return napi__hook(env, HOOK_CLASS_OF, 1, &v, &answer) ? (napi_class)js_number_or(answer, CLASS_OTHER)
                                                          : CLASS_OTHER;
}

js_value napi__utf8(napi_env env, const char *text, size_t len)
{
    len = len == NAPI_AUTO_LENGTH ? strlen(text) : len;
    js_value v = len > INT32_MAX ? NULL : js_string_utf8(env->ctx, text, len);
    return v == NULL ? JS_UNDEFINED : v;
}

// ---- the loop -------------------------------------------------------------------------------------------------------

js_value napi__entry(js_context ctx, js_object callee, js_object self, size_t argc, const js_value argv[],
                     js_value *exception)
{
    napi_room *room = napi__room();
    void (*step)(void *data) = room->step;
    void *data = room->step_data;
    napi_env env = room->step_env;
    bool lenient = room->step_is_lenient && env != NULL && env->version < 10;
    js_runtime *runtime = js_runtime_current();
    room->step = NULL;
    if (step == NULL) {
        return JS_UNDEFINED; // called by somebody else
    }
    size_t top = js_handles_top(runtime);
    // `step` may end what `env` is for, not the environment: that takes the runtime's end.
    step(data);
    js_handles_cut(runtime, top);
    if (env->has_exception) {
        js_value error = js_root_get(ctx, env->exception);
        env->has_exception = false;
        js_root_set(ctx, env->exception, JS_UNDEFINED);
        if (!lenient) {
            return js_throw(exception, error);
        }
        js_value fatal = js_root_get(ctx, room->hooks[HOOK_FATAL]);
        js_call(ctx, fatal, JS_UNDEFINED, 2, (js_value[]){error, JS_TRUE}, exception);
    }
    return JS_UNDEFINED;
}

void napi__enter(napi_env env, js_value context, bool lenient, void (*step)(void *data), void *data)
{
    napi_room *room = env->room;
    js_value entry = js_root_get(env->ctx, room->entry);
    js_value args[] = {context, entry, JS_UNDEFINED, JS_UNDEFINED};
    room->step = step;
    room->step_data = data;
    room->step_env = env;
    room->step_is_lenient = lenient;
    bool plain = js_is_undefined(context);
    js_value function = plain ? entry : js_root_get(env->ctx, room->hooks[HOOK_RUN_IN]);
    if (!js_is_entered(env->runtime)) {
        js_enter(env->runtime, function, plain ? 0 : 4, args);
    } else {
        js_value exception = NULL;
        js_call(env->ctx, function, JS_UNDEFINED, plain ? 0 : 4, args, &exception);
        if (exception != NULL) {
            napi__threw(env, exception);
        }
    }
    room->step = NULL;
}

// ---- finalizers -----------------------------------------------------------------------------------------------------

napi_finalizer *napi__finalizer_new(napi_env env, napi_finalize callback, void *data, void *hint,
                                    bool of_object)
{
    napi_finalizer *f = calloc(1, sizeof *f);
    if (f == NULL) {
        return NULL;
    }
    *f = (napi_finalizer){.env = env, .callback = callback, .data = data, .hint = hint};
    f->at_once = of_object && env->version == NAPI_VERSION;
    f->next = env->finalizers;
    f->back = &env->finalizers;
    if (f->next != NULL) {
        f->next->back = &f->next;
    }
    env->finalizers = f;
    napi__environment_hold(env);
    return f;
}

static void finalizer_unlink(napi_finalizer *f)
{
    if (f->back != NULL) {
        *f->back = f->next;
        if (f->next != NULL) {
            f->next->back = f->back;
        }
        f->back = NULL;
    }
}

void napi__finalizer_drop(napi_finalizer *f)
{
    if (f != NULL) {
        napi_env env = f->env;
        finalizer_unlink(f);
        free(f);
        napi__environment_release(env);
    }
}

static void finalizer_run(napi_finalizer *f)
{
    napi_env env = f->env;
    finalizer_unlink(f);
    if (f->callback != NULL) {
        f->callback(env, f->data, f->hint);
    }
    free(f);
    napi__environment_release(env);
}

static void run_one(void *data)
{
    finalizer_run(data);
}

static napi_finalizer *take_queue(napi_env env)
{
    uv_mutex_lock(&env->mutex);
    napi_finalizer *queue = env->queue, *ordered = NULL;
    env->queue = NULL;
    env->task_posted = false;
    uv_mutex_unlock(&env->mutex);
    while (queue != NULL) { // what was queued first runs first
        napi_finalizer *next = queue->next_queued;
        queue->next_queued = ordered;
        ordered = queue;
        queue = next;
    }
    return ordered;
}

static void run_queue(loop_task *task)
{
    napi_env env = (napi_env)(void *)((char *)task - offsetof(struct napi_env__, task));
    napi_finalizer *f = take_queue(env), *next;
    for (; f != NULL; f = next) {
        next = f->next_queued;
        if (f->back == NULL) { // the environment's end was faster
            free(f);
            napi__environment_release(env);
        } else if (f->callback == NULL || env->ending || js_runtime_is_terminating(env->runtime)) {
            finalizer_run(f);
        } else {
            napi__enter(env, JS_UNDEFINED, false, run_one, f);
        }
    }
    napi__environment_release(env); // the task's hold
}

void napi__finalizer_queue(napi_finalizer *f)
{
    napi_env env = f->env;
    uv_mutex_lock(&env->mutex);
    bool ended = env->room == NULL;
    bool post = !ended && !env->task_posted;
    if (!ended) {
        f->next_queued = env->queue;
        env->queue = f;
        env->task_posted = true;
    }
    if (post) {
        napi__environment_hold(env);
    }
    uv_mutex_unlock(&env->mutex);
    if (post) {
        loop_post(env->loop, &env->task, LOOP_NORMAL);
    } else if (ended) { // it ran at the environment's end
        free(f);
        napi__environment_release(env);
    }
}

void napi__finalizer_collected(napi_finalizer *f)
{
    napi_env env = f->env;
    if (f->at_once && env->room != NULL && js_runtime_current() == env->runtime) {
        bool outer = env->collecting;
        env->collecting = true;
        napi__environment_hold(env);
        finalizer_run(f);
        env->collecting = outer;
        napi__environment_release(env);
    } else {
        napi__finalizer_queue(f);
    }
}

napi_status node_api_post_finalizer(node_api_basic_env basic, napi_finalize finalize_cb, void *finalize_data,
                                    void *finalize_hint)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS(env, finalize_cb != NULL, napi_invalid_arg);
    napi_finalizer *f = napi__finalizer_new(env, finalize_cb, finalize_data, finalize_hint, false);
    NAPI_NEEDS(env, f != NULL, napi_generic_failure);
    napi__finalizer_queue(f);
    return napi__status(env, napi_ok);
}

// ---- environments ---------------------------------------------------------------------------------------------------

napi_env napi__environment_new(js_context ctx, const char *file, int32_t version)
{
    napi_room *room = napi__room();
    napi_env env = room == NULL ? NULL : calloc(1, sizeof *env);
    if (env == NULL) {
        return NULL;
    }
    env->ctx = ctx;
    env->runtime = js_runtime_current();
    env->loop = js_runtime_loop(env->runtime);
    env->room = room;
    env->version = version;
    env->file = strdup(file);
    env->exception = js_root_new(ctx, JS_UNDEFINED);
    env->task.run = run_queue;
    env->holders = 1;
    if (env->file == NULL || env->exception == 0 || uv_mutex_init(&env->mutex) != 0) {
        js_root_free(ctx, env->exception);
        free(env->file);
        free(env);
        return NULL;
    }
    env->next = room->environments;
    room->environments = env;
    return env;
}

void napi__environment_hold(napi_env env)
{
    __atomic_add_fetch(&env->holders, 1, __ATOMIC_RELAXED);
}

void napi__environment_release(napi_env env)
{
    if (__atomic_sub_fetch(&env->holders, 1, __ATOMIC_ACQ_REL) == 0) {
        uv_mutex_destroy(&env->mutex);
        free(env->file);
        free(env);
    }
}

// Everything that has not been finalized is now, the newest first. A record that waits for the collector, or in the queue, stays for whoever finds it.
static void finalizers_end(napi_env env)
{
    napi_finalizer *f;
    while ((f = env->finalizers) != NULL) {
        finalizer_unlink(f);
        napi_finalize callback = f->callback;
        f->callback = NULL;
        if (callback != NULL) {
            callback(env, f->data, f->hint);
        }
    }
}

static void environment_end(napi_env env)
{
    js_context ctx = env->ctx;
    napi__cleanups_run(env);
    env->ending = true;
    napi__references_end(env);
    // The module's own data outlives all that may look at it.
    napi_finalizer *instance = env->instance_finalizer;
    if (instance != NULL) {
        finalizer_unlink(instance);
    }
    finalizers_end(env);
    if (instance != NULL) {
        instance->callback(env, instance->data, instance->hint);
        free(instance);
        napi__environment_release(env);
    }
    napi__references_free(env);
    env->has_exception = false;
    js_root_free(ctx, env->exception);
    uv_mutex_lock(&env->mutex);
    env->room = NULL; // what other threads let go of from here on is nobody's business
    uv_mutex_unlock(&env->mutex);
    napi_finalizer *queue = take_queue(env), *next;
    for (; queue != NULL; queue = next) {
        next = queue->next_queued;
        free(queue);
        napi__environment_release(env);
    }
    napi__environment_release(env);
}

void napi_runtime_end(js_runtime *runtime)
{
    if (!atomic_load_explicit(&any_room, memory_order_relaxed)) {
        return;
    }
    napi_room *room = js_runtime_data(runtime, &room_key);
    if (room == NULL || room->ended) {
        return;
    }
    room->ended = true;
    js_context ctx = js_runtime_context(runtime);
    js_runtime_stop_entering(runtime);
    js_lock(ctx);
    napi_env next;
    for (napi_env env = room->environments; env != NULL; env = next) {
        next = env->next;
        size_t top = js_handles_top(runtime);
        environment_end(env);
        js_handles_cut(runtime, top);
    }
    room->environments = NULL;
    js_unlock(ctx);
}

napi_status napi_set_instance_data(node_api_basic_env basic, void *data, napi_finalize finalize_cb,
                                   void *finalize_hint)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    napi_finalizer *f =
        finalize_cb == NULL ? NULL : napi__finalizer_new(env, finalize_cb, data, finalize_hint, false);
    NAPI_NEEDS(env, finalize_cb == NULL || f != NULL, napi_generic_failure);
    napi__finalizer_drop(env->instance_finalizer); // what was there before is the module's
    env->instance_finalizer = f;
    env->instance_data = data;
    return napi__status(env, napi_ok);
}

napi_status napi_get_instance_data(node_api_basic_env basic, void **data)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, data);
    *data = env->instance_data;
    return napi__status(env, napi_ok);
}
