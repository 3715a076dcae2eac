// SPDX-License-Identifier: MIT
//
// Functions that any thread calls: a queue and a handle of the loop. It lives until its handle is closed and every thread that acquired it has released it.
#include "napi/environment.h"

#include <stdlib.h>

enum { CALLS_A_TURN = 1000 };

typedef struct call_item {
    struct call_item *next;
    void *data;
} call_item;

struct napi_threadsafe_function__ {
    uv_mutex_t mutex; // guards what follows up to `closed`
    uv_cond_t room;   // for callers that wait for a place in the queue
    call_item *first, **last;
    size_t queued, max_queued, threads;
    bool closing; // no more calls
    bool closed;  // the handle is, the finalizer has run
    uv_async_t async;
    napi_env env;
    js_root function, resource;
    void *context;
    napi_threadsafe_function_call_js call_js;
    napi_finalize finalize;
    void *finalize_data;
};

// ---- the loop's side ------------------------------------------------------------------------------------------------

static void function_free(napi_threadsafe_function f)
{
    uv_mutex_destroy(&f->mutex);
    uv_cond_destroy(&f->room);
    napi__environment_release(f->env);
    free(f);
}

static void run_finalizer(void *data)
{
    napi_threadsafe_function f = data;
    f->finalize(f->env, f->finalize_data, f->context);
}

// What was queued and never called is given back with no environment.
static void give_back(napi_threadsafe_function f, call_item *item)
{
    call_item *next;
    for (; item != NULL; item = next) {
        next = item->next;
        if (f->call_js != NULL) {
            f->call_js(NULL, NULL, f->context, item->data);
        }
        free(item);
    }
}

static void end_of_environment(void *data);

static void handle_closed(uv_handle_t *handle)
{
    napi_threadsafe_function f = handle->data;
    napi_env env = f->env;
    uv_mutex_lock(&f->mutex);
    call_item *left = f->first;
    f->first = NULL;
    f->last = &f->first;
    f->queued = 0;
    uv_mutex_unlock(&f->mutex);
    give_back(f, left);
    napi_remove_env_cleanup_hook(env, end_of_environment, f);
    if (f->finalize != NULL) {
        if (env->ending || env->room == NULL || env->room->ended || js_runtime_is_terminating(env->runtime)) {
            run_finalizer(f);
        } else {
            napi__enter(env, js_root_get(env->ctx, f->resource), true, run_finalizer, f);
        }
    }
    js_root_free(env->ctx, f->function);
    js_root_free(env->ctx, f->resource);
    env->pending_ends -= env->pending_ends > 0 && env->room != NULL && env->room->ended;
    uv_mutex_lock(&f->mutex);
    f->closed = true;
    bool last = f->threads == 0;
    uv_mutex_unlock(&f->mutex);
    if (last) {
        function_free(f);
    }
}

static void close_handle(napi_threadsafe_function f)
{
    if (!uv_is_closing((uv_handle_t *)&f->async)) {
        uv_mutex_lock(&f->mutex);
        f->closing = true;
        uv_cond_broadcast(&f->room);
        uv_mutex_unlock(&f->mutex);
        uv_close((uv_handle_t *)&f->async, handle_closed);
    }
}

static void end_of_environment(void *data)
{
    napi_threadsafe_function f = data;
    f->env->pending_ends++;
    close_handle(f);
}

typedef struct one_call {
    napi_threadsafe_function function;
    void *data;
} one_call;

static void run_call(void *data)
{
    const one_call *call = data;
    napi_threadsafe_function f = call->function;
    napi_env env = f->env;
    js_value v = f->function == 0 ? NULL : js_root_get(env->ctx, f->function);
    napi_value function = NULL;
    if (v != NULL && napi__out(env, v, &function) != napi_ok) {
        return;
    }
    if (f->call_js != NULL) {
        f->call_js(env, function, f->context, call->data);
        return;
    }
    napi_value self;
    if (napi_get_undefined(env, &self) == napi_ok) {
        napi_call_function(env, self, function, 0, NULL, NULL);
    }
}

// One call from the queue. False where there is nothing (more) to do.
static bool dispatch_one(napi_threadsafe_function f)
{
    uv_mutex_lock(&f->mutex);
    call_item *item = f->closing ? NULL : f->first;
    bool over = f->closing || (item == NULL && f->threads == 0);
    if (item != NULL) {
        f->first = item->next;
        f->last = f->first == NULL ? &f->first : f->last;
        if (f->queued-- == f->max_queued && f->max_queued > 0) {
            uv_cond_signal(&f->room);
        }
    }
    uv_mutex_unlock(&f->mutex);
    if (over) {
        close_handle(f);
    }
    if (item == NULL) {
        return false;
    }
    one_call call = {f, item->data};
    free(item);
    napi__enter(f->env, js_root_get(f->env->ctx, f->resource), true, run_call, &call);
    return true;
}

static void dispatch(uv_async_t *async)
{
    napi_threadsafe_function f = async->data;
    for (int i = 0; i < CALLS_A_TURN; i++) {
        if (!dispatch_one(f)) {
            return;
        }
    }
    uv_async_send(&f->async); // others have their turn first
}

// ---- the environment's thread ---------------------------------------------------------------------------------------

napi_status napi_create_threadsafe_function(napi_env env, napi_value func, napi_value async_resource,
                                            napi_value async_resource_name, size_t max_queue_size,
                                            size_t initial_thread_count, void *thread_finalize_data,
                                            napi_finalize thread_finalize_cb, void *context,
                                            napi_threadsafe_function_call_js call_js_cb,
                                            napi_threadsafe_function *result)
{
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, async_resource_name);
    NAPI_NEEDS(env, initial_thread_count > 0, napi_invalid_arg);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, func != NULL || call_js_cb != NULL, napi_invalid_arg);
    NAPI_NEEDS(env, func == NULL || js_is_function(env->ctx, napi__in(func)), napi_invalid_arg);
    js_value resource, args[] = {async_resource == NULL ? JS_UNDEFINED : napi__in(async_resource),
                                 napi__in(async_resource_name)};
    if (!napi__hook(env, HOOK_ASYNC, 2, args, &resource)) {
        return napi_pending_exception;
    }
    napi_threadsafe_function f = calloc(1, sizeof *f);
    NAPI_NEEDS(env, f != NULL, napi_generic_failure);
    f->env = env;
    f->last = &f->first;
    f->max_queued = max_queue_size;
    f->threads = initial_thread_count;
    f->context = context;
    f->call_js = call_js_cb;
    f->finalize = thread_finalize_cb;
    f->finalize_data = thread_finalize_data;
    f->function = func == NULL ? 0 : js_root_new(env->ctx, napi__in(func));
    f->resource = js_root_new(env->ctx, resource);
    bool ready = (func == NULL || f->function != 0) && f->resource != 0;
    ready = ready && napi_add_env_cleanup_hook(env, end_of_environment, f) == napi_ok;
    if (!ready || uv_mutex_init(&f->mutex) != 0) {
        goto out_roots;
    }
    if (uv_cond_init(&f->room) != 0) {
        goto out_mutex;
    }
    if (uv_async_init(loop_uv(env->loop), &f->async, dispatch) != 0) {
        goto out_room;
    }
    f->async.data = f;
    napi__environment_hold(env);
    *result = f;
    return napi__status(env, napi_ok);
out_room:
    uv_cond_destroy(&f->room);
out_mutex:
    uv_mutex_destroy(&f->mutex);
out_roots:
    napi_remove_env_cleanup_hook(env, end_of_environment, f);
    js_root_free(env->ctx, f->function);
    js_root_free(env->ctx, f->resource);
    free(f);
    return napi__status(env, napi_generic_failure);
}

napi_status napi_ref_threadsafe_function(node_api_basic_env env, napi_threadsafe_function func)
{
    if (func == NULL) {
        return napi_invalid_arg;
    }
    uv_ref((uv_handle_t *)&func->async);
    return napi_ok;
}

napi_status napi_unref_threadsafe_function(node_api_basic_env env, napi_threadsafe_function func)
{
    if (func == NULL) {
        return napi_invalid_arg;
    }
    uv_unref((uv_handle_t *)&func->async);
    return napi_ok;
}

// ---- any thread -----------------------------------------------------------------------------------------------------

napi_status napi_get_threadsafe_function_context(napi_threadsafe_function func, void **result)
{
    if (func == NULL || result == NULL) {
        return napi_invalid_arg;
    }
    *result = func->context;
    return napi_ok;
}

// A thread that met the closing has no claim any more. Called with the mutex held, which it releases.
static napi_status leave_closing(napi_threadsafe_function f)
{
    if (f->threads == 0) {
        uv_mutex_unlock(&f->mutex);
        return napi_invalid_arg;
    }
    f->threads--;
    bool last = f->threads == 0 && f->closed;
    uv_mutex_unlock(&f->mutex);
    if (last) {
        function_free(f);
    }
    return napi_closing;
}

napi_status napi_call_threadsafe_function(napi_threadsafe_function func, void *data,
                                          napi_threadsafe_function_call_mode is_blocking)
{
    if (func == NULL) {
        return napi_invalid_arg;
    }
    call_item *item = malloc(sizeof *item);
    if (item == NULL) {
        return napi_generic_failure;
    }
    *item = (call_item){NULL, data};
    uv_mutex_lock(&func->mutex);
    while (func->max_queued > 0 && func->queued >= func->max_queued && !func->closing) {
        if (is_blocking == napi_tsfn_nonblocking) {
            uv_mutex_unlock(&func->mutex);
            free(item);
            return napi_queue_full;
        }
        uv_cond_wait(&func->room, &func->mutex);
    }
    if (func->closing) {
        free(item);
        return leave_closing(func);
    }
    *func->last = item;
    func->last = &item->next;
    func->queued++;
    uv_async_send(&func->async);
    uv_mutex_unlock(&func->mutex);
    return napi_ok;
}

napi_status napi_acquire_threadsafe_function(napi_threadsafe_function func)
{
    if (func == NULL) {
        return napi_invalid_arg;
    }
    uv_mutex_lock(&func->mutex);
    bool closing = func->closing;
    func->threads += !closing;
    uv_mutex_unlock(&func->mutex);
    return closing ? napi_closing : napi_ok;
}

napi_status napi_release_threadsafe_function(napi_threadsafe_function func,
                                             napi_threadsafe_function_release_mode mode)
{
    if (func == NULL) {
        return napi_invalid_arg;
    }
    uv_mutex_lock(&func->mutex);
    if (func->threads == 0) {
        uv_mutex_unlock(&func->mutex);
        return napi_invalid_arg;
    }
    func->threads--;
    bool last = func->threads == 0 && func->closed;
    if (!func->closing && (func->threads == 0 || mode == napi_tsfn_abort)) {
        func->closing = mode == napi_tsfn_abort;
        if (func->closing) {
            uv_cond_broadcast(&func->room);
        }
        uv_async_send(&func->async); // the loop's side finds the end
    }
    uv_mutex_unlock(&func->mutex);
    if (last) {
        function_free(func);
    }
    return napi_ok;
}
