// SPDX-License-Identifier: MIT
//
// Work on the IO pool, async contexts, calls from the loop, cleanup hooks.
#include "napi/environment.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- contexts -------------------------------------------------------------------------------------------------------

struct napi_async_context__ {
    js_root resource;
};

// The root of a new async context. 0 with the status remembered where it cannot be made.
static js_root context_new(napi_env env, napi_value resource, napi_value name)
{
    js_value v, args[] = {resource == NULL ? JS_UNDEFINED : napi__in(resource), napi__in(name)};
    if (!napi__hook(env, HOOK_ASYNC, 2, args, &v)) {
        return 0;
    }
    js_root root = js_root_new(env->ctx, v);
    napi__status(env, root == 0 ? napi_generic_failure : napi_ok);
    return root;
}

static void context_end(napi_env env, js_root root)
{
    js_value nothing, resource = js_root_get(env->ctx, root);
    bool pending = env->has_exception;
    if (!env->ending && !pending) {
        napi__hook(env, HOOK_ASYNC_END, 1, &resource, &nothing);
    }
    js_root_free(env->ctx, root);
}

napi_status napi_async_init(napi_env env, napi_value async_resource, napi_value async_resource_name,
                            napi_async_context *result)
{
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, async_resource_name);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, async_resource == NULL || js_is_object(env->ctx, napi__in(async_resource)),
               napi_object_expected);
    struct napi_async_context__ *context = malloc(sizeof *context);
    NAPI_NEEDS(env, context != NULL, napi_generic_failure);
    context->resource = context_new(env, async_resource, async_resource_name);
    if (context->resource == 0) {
        free(context);
        return env->last.error_code;
    }
    *result = context;
    return napi__status(env, napi_ok);
}

napi_status napi_async_destroy(napi_env env, napi_async_context async_context)
{
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, async_context);
    context_end(env, async_context->resource);
    free(async_context);
    return napi__status(env, napi_ok);
}

napi_status napi_make_callback(napi_env env, napi_async_context async_context, napi_value recv,
                               napi_value func, size_t argc, const napi_value *argv, napi_value *result)
{
    js_value exception = NULL, v;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, recv);
    NAPI_NEEDS(env, argc == 0 || argv != NULL, napi_invalid_arg);
    NAPI_NEEDS(env, js_is_object(env->ctx, napi__in(recv)), napi_object_expected);
    NAPI_NEEDS_ARGUMENT(env, func);
    NAPI_NEEDS(env, js_is_function(env->ctx, napi__in(func)), napi_function_expected);
    js_value args[] = {async_context == NULL ? JS_UNDEFINED : js_root_get(env->ctx, async_context->resource),
                       napi__in(func), napi__in(recv),
                       js_array_new(env->ctx, argc, (const js_value *)argv, &exception)};
    js_value run = js_root_get(env->ctx, env->room->hooks[HOOK_RUN_IN]);
    if (exception == NULL && js_is_entered(env->runtime)) {
        v = js_call(env->ctx, run, JS_UNDEFINED, 4, args, &exception);
    } else {
        v = exception == NULL ? js_enter(env->runtime, run, 4, args) : JS_UNDEFINED;
    }
    if (exception != NULL) {
        return napi__threw(env, exception);
    }
    return result == NULL ? napi__status(env, napi_ok) : napi__out(env, v, result);
}

static void nothing_more(void *data)
{
}

napi_status napi_open_callback_scope(napi_env env, napi_value resource_object, napi_async_context context,
                                     napi_callback_scope *result)
{
    js_value nothing;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value resource = context == NULL ? JS_UNDEFINED : js_root_get(env->ctx, context->resource);
    if (!napi__hook(env, HOOK_ASYNC_ENTER, 1, &resource, &nothing)) {
        return napi_pending_exception;
    }
    env->callback_scopes++;
    *result = context == NULL ? (napi_callback_scope)(void *)env : (napi_callback_scope)(void *)context;
    return napi__status(env, napi_ok);
}

napi_status napi_close_callback_scope(napi_env env, napi_callback_scope scope)
{
    js_value nothing;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, scope);
    NAPI_NEEDS(env, env->callback_scopes > 0, napi_callback_scope_mismatch);
    js_value resource = (void *)scope == (void *)env
                            ? JS_UNDEFINED
                            : js_root_get(env->ctx, ((napi_async_context)(void *)scope)->resource);
    env->callback_scopes--;
    if (!napi__hook(env, HOOK_ASYNC_LEAVE, 1, &resource, &nothing)) {
        return napi_pending_exception;
    }
    if (!js_is_entered(env->runtime)) {
        napi__enter(env, JS_UNDEFINED, false, nothing_more, NULL); // ticks and microtasks
    }
    return napi__status(env, napi_ok);
}

// ---- work -----------------------------------------------------------------------------------------------------------

struct napi_async_work__ {
    loop_job job;
    napi_env env;
    js_root context;
    napi_async_execute_callback execute;
    napi_async_complete_callback complete;
    void *data;
    napi_status status;
    bool queued;
};

static void work_execute(loop_job *job)
{
    napi_async_work work = (napi_async_work)(void *)job;
    work->execute(work->env, work->data);
}

static void work_complete(void *data)
{
    napi_async_work work = data;
    work->complete(work->env, work->status, work->data); // may delete the work
}

static void work_done(loop_job *job, int status)
{
    napi_async_work work = (napi_async_work)(void *)job;
    napi_env env = work->env;
    work->queued = false;
    work->status = status < 0 ? napi_cancelled : napi_ok;
    if (work->complete != NULL && env->room != NULL && !env->ending &&
        !js_runtime_is_terminating(env->runtime)) {
        napi__enter(env, js_root_get(env->ctx, work->context), false, work_complete, work);
    }
    napi__environment_release(env);
}

napi_status napi_create_async_work(napi_env env, napi_value async_resource, napi_value async_resource_name,
                                   napi_async_execute_callback execute, napi_async_complete_callback complete,
                                   void *data, napi_async_work *result)
{
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS(env, execute != NULL, napi_invalid_arg);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS_ARGUMENT(env, async_resource_name);
    napi_async_work work = calloc(1, sizeof *work);
    NAPI_NEEDS(env, work != NULL, napi_generic_failure);
    work->job.work = work_execute;
    work->job.done = work_done;
    work->env = env;
    work->execute = execute;
    work->complete = complete;
    work->data = data;
    work->context = context_new(env, async_resource, async_resource_name);
    if (work->context == 0) {
        free(work);
        return env->last.error_code;
    }
    *result = work;
    return napi__status(env, napi_ok);
}

napi_status napi_delete_async_work(napi_env env, napi_async_work work)
{
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, work);
    context_end(env, work->context);
    free(work);
    return napi__status(env, napi_ok);
}

napi_status napi_queue_async_work(node_api_basic_env basic, napi_async_work work)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, work);
    NAPI_NEEDS(env, !work->queued, napi_generic_failure);
    work->queued = true;
    napi__environment_hold(env);
    if (loop_io_submit(env->loop, &work->job) < 0) {
        work->queued = false;
        napi__environment_release(env);
        return napi__status(env, napi_generic_failure);
    }
    return napi__status(env, napi_ok);
}

napi_status napi_cancel_async_work(node_api_basic_env basic, napi_async_work work)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, work);
    NAPI_NEEDS(env, work->queued && loop_job_cancel(&work->job) == 0, napi_generic_failure);
    return napi__status(env, napi_ok);
}

// ---- cleanup hooks --------------------------------------------------------------------------------------------------

struct napi_async_cleanup_hook_handle__ {
    napi_env env;
    napi_async_cleanup_hook hook;
    void *data;
    bool running;
};

static napi_status cleanup_add(napi_env env, napi_cleanup_hook hook, void *arg,
                               napi_async_cleanup_hook_handle handle)
{
    napi_cleanup *cleanup = malloc(sizeof *cleanup);
    NAPI_NEEDS(env, cleanup != NULL, napi_generic_failure);
    *cleanup = (napi_cleanup){env->cleanups, hook, arg, handle};
    env->cleanups = cleanup;
    return napi__status(env, napi_ok);
}

static bool cleanup_remove(napi_env env, napi_cleanup_hook hook, void *arg,
                           napi_async_cleanup_hook_handle handle)
{
    for (napi_cleanup **p = &env->cleanups; *p != NULL; p = &(*p)->next) {
        napi_cleanup *c = *p;
        if (c->hook == hook && c->handle == handle && (handle != NULL || c->arg == arg)) {
            *p = c->next;
            free(c);
            return true;
        }
    }
    return false;
}

napi_status napi_add_env_cleanup_hook(node_api_basic_env basic, napi_cleanup_hook fun, void *arg)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS(env, fun != NULL, napi_invalid_arg);
    return cleanup_add(env, fun, arg, NULL);
}

napi_status napi_remove_env_cleanup_hook(node_api_basic_env basic, napi_cleanup_hook fun, void *arg)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS(env, fun != NULL, napi_invalid_arg);
    cleanup_remove(env, fun, arg, NULL);
    return napi__status(env, napi_ok);
}

napi_status napi_add_async_cleanup_hook(node_api_basic_env basic, napi_async_cleanup_hook hook, void *arg,
                                        napi_async_cleanup_hook_handle *remove_handle)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS(env, hook != NULL, napi_invalid_arg);
    napi_async_cleanup_hook_handle handle = malloc(sizeof *handle);
    NAPI_NEEDS(env, handle != NULL, napi_generic_failure);
    *handle = (struct napi_async_cleanup_hook_handle__){env, hook, arg, false};
    napi_status status = cleanup_add(env, NULL, NULL, handle);
    if (status != napi_ok) {
        free(handle);
        return status;
    }
    if (remove_handle != NULL) {
        *remove_handle = handle;
    }
    return napi__status(env, napi_ok);
}

napi_status napi_remove_async_cleanup_hook(napi_async_cleanup_hook_handle remove_handle)
{
    if (remove_handle == NULL) {
        return napi_invalid_arg;
    }
    napi_env env = remove_handle->env;
    if (remove_handle->running) {
        env->pending_ends--;
    } else {
        cleanup_remove(env, NULL, NULL, remove_handle);
    }
    free(remove_handle);
    return napi_ok;
}

void napi__cleanups_run(napi_env env)
{
    napi_cleanup *cleanup;
    while ((cleanup = env->cleanups) != NULL) {
        env->cleanups = cleanup->next; // hooks may add and remove others
        napi_cleanup c = *cleanup;
        free(cleanup);
        if (c.handle == NULL) {
            c.hook(c.arg);
        } else {
            c.handle->running = true;
            env->pending_ends++;
            c.handle->hook(c.handle, c.handle->data);
        }
    }
    // The hooks that take their time end by events.
    while (env->pending_ends > 0 && loop_turn(env->loop)) {
    }
}

// ---- the runtime ----------------------------------------------------------------------------------------------------

napi_status napi_get_uv_event_loop(node_api_basic_env basic, struct uv_loop_s **result)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    *result = loop_uv(env->loop);
    return napi__status(env, napi_ok);
}

napi_status napi_get_version(node_api_basic_env basic, uint32_t *result)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    *result = 10;
    return napi__status(env, napi_ok);
}

napi_status napi_get_node_version(node_api_basic_env basic, const napi_node_version **version)
{
    static const napi_node_version node = {25, 8, 1, "node"};
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, version);
    *version = &node;
    return napi__status(env, napi_ok);
}

napi_status node_api_get_module_file_name(node_api_basic_env basic, const char **result)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    *result = env->file;
    return napi__status(env, napi_ok);
}

napi_status napi_fatal_exception(napi_env env, napi_value err)
{
    js_value nothing;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, err);
    js_value error = napi__in(err);
    return napi__hook(env, HOOK_FATAL, 2, (js_value[]){error, JS_FALSE}, &nothing)
               ? napi__status(env, napi_ok)
               : napi_pending_exception;
}

void napi_fatal_error(const char *location, size_t location_len, const char *message, size_t message_len)
{
    size_t where = location == NULL ? 0 : location_len == NAPI_AUTO_LENGTH ? strlen(location) : location_len;
    size_t what = message == NULL ? 0 : message_len == NAPI_AUTO_LENGTH ? strlen(message) : message_len;
    fflush(stdout);
    fprintf(stderr, "FATAL ERROR: %.*s %.*s\n", (int)where, location == NULL ? "" : location, (int)what,
            message == NULL ? "" : message);
    fflush(stderr);
    signal(SIGABRT, SIG_DFL);
    abort();
}
