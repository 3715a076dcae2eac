// SPDX-License-Identifier: MIT
//
// Functions and classes, calls both ways, errors and exceptions, handle scopes.
#include "napi/environment.h"

#include <stdlib.h>

static const js_native_type call_type = {"napi function", free};

// ---- functions ------------------------------------------------------------------------------------------------------

bool napi__function(napi_env env, js_value name, napi_callback callback, void *data, js_value *result)
{
    napi_call *call = malloc(sizeof *call);
    js_object native = NULL;
    if (call != NULL) {
        *call = (napi_call){env, callback, data};
        native = js_native_new(env->ctx, &call_type, call);
    }
    if (native == NULL) {
        js_value exception = NULL;
        free(call);
        js_throw_out_of_memory(env->ctx, &exception);
        napi__threw(env, exception);
        return false;
    }
    return napi__hook(env, HOOK_FUNCTION, 2, (js_value[]){native, name}, result);
}

js_value napi__invoke(js_context ctx, js_object callee, js_object self, size_t argc, const js_value argv[],
                      js_value *exception)
{
    napi_call *call = js_native_get(ctx, js_arg(argc, argv, 0), &call_type);
    if (call == NULL || argc < 3) {
        return js_throw_type_error(ctx, exception, NULL, "Illegal invocation");
    }
    napi_env env = call->env;
    struct napi_callback_info__ info = {
        .new_target = argv[1], .self = argv[2], .argc = argc - 3, .argv = argv + 3, .data = call->data};
    js_runtime *runtime = env->runtime;
    size_t top = js_handles_top(runtime);
    napi__status(env, napi_ok);
    js_value result = napi__in(call->callback(env, &info));
    js_handles_cut(runtime, top);
    if (env->has_exception) {
        env->has_exception = false;
        *exception = js_root_get(ctx, env->exception);
        js_root_set(ctx, env->exception, JS_UNDEFINED);
        return JS_UNDEFINED;
    }
    return result == NULL ? JS_UNDEFINED : result;
}

napi_status napi_create_function(napi_env env, const char *utf8name, size_t length, napi_callback cb,
                                 void *data, napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, cb != NULL, napi_invalid_arg);
    js_value name = utf8name == NULL ? js_string_ascii(env->ctx, "") : napi__utf8(env, utf8name, length),
             function;
    NAPI_NEEDS(env, !js_is_undefined(name), napi_invalid_arg);
    return napi__function(env, name, cb, data, &function) ? napi__out(env, function, result)
                                                          : napi_pending_exception;
}

napi_status napi_define_class(napi_env env, const char *utf8name, size_t length, napi_callback constructor,
                              void *data, size_t property_count, const napi_property_descriptor *properties,
                              napi_value *result)
{
    js_value class_, exception = NULL;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, constructor != NULL, napi_invalid_arg);
    NAPI_NEEDS(env, property_count == 0 || properties != NULL, napi_invalid_arg);
    NAPI_NEEDS_ARGUMENT(env, utf8name);
    js_value name = napi__utf8(env, utf8name, length);
    NAPI_NEEDS(env, !js_is_undefined(name), napi_invalid_arg);
    if (!napi__function(env, name, constructor, data, &class_)) {
        return napi_pending_exception;
    }
    js_object prototype =
        js_object_of(env->ctx, js_get(env->ctx, js_object_of(env->ctx, class_), "prototype", &exception));
    for (size_t i = 0; i < property_count; i++) {
        bool is_static = (properties[i].attributes & napi_static) != 0;
        js_object target = is_static ? js_object_of(env->ctx, class_) : prototype;
        napi_status status = napi__define(env, target, &properties[i]);
        if (status != napi_ok) {
            return status;
        }
    }
    return napi__out(env, class_, result);
}

napi_status napi_get_cb_info(napi_env env, napi_callback_info cbinfo, size_t *argc, napi_value *argv,
                             napi_value *this_arg, void **data)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, cbinfo);
    NAPI_NEEDS(env, argv == NULL || argc != NULL, napi_invalid_arg);
    if (argv != NULL) {
        for (size_t i = 0; i < *argc; i++) {
            argv[i] = (napi_value)(uintptr_t)(i < cbinfo->argc ? cbinfo->argv[i] : JS_UNDEFINED);
        }
    }
    if (argc != NULL) {
        *argc = cbinfo->argc;
    }
    if (this_arg != NULL) {
        *this_arg = (napi_value)(uintptr_t)cbinfo->self;
    }
    if (data != NULL) {
        *data = cbinfo->data;
    }
    return napi__status(env, napi_ok);
}

napi_status napi_get_new_target(napi_env env, napi_callback_info cbinfo, napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, cbinfo);
    NAPI_NEEDS_ARGUMENT(env, result);
    *result = js_is_undefined(cbinfo->new_target) ? NULL : (napi_value)(uintptr_t)cbinfo->new_target;
    return napi__status(env, napi_ok);
}

napi_status napi_call_function(napi_env env, napi_value recv, napi_value func, size_t argc,
                               const napi_value *argv, napi_value *result)
{
    js_value exception = NULL;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, func);
    NAPI_NEEDS(env, argc == 0 || argv != NULL, napi_invalid_arg);
    NAPI_NEEDS(env, js_is_function(env->ctx, napi__in(func)), napi_function_expected);
    js_value self = recv == NULL ? JS_UNDEFINED : napi__in(recv), v;
    if (js_is_object(env->ctx, self)) {
        v = js_call(env->ctx, napi__in(func), self, argc, (const js_value *)argv, &exception);
    } else { // the engine's interface takes objects only
        js_value args[] = {JS_UNDEFINED, napi__in(func), self,
                           js_array_new(env->ctx, argc, (const js_value *)argv, &exception)};
        v = js_call(env->ctx, js_root_get(env->ctx, env->room->hooks[HOOK_RUN_IN]), JS_UNDEFINED, 4, args,
                    &exception);
    }
    if (exception != NULL) {
        return napi__threw(env, exception);
    }
    return result == NULL ? napi__status(env, napi_ok) : napi__out(env, v, result);
}

napi_status napi_new_instance(napi_env env, napi_value constructor, size_t argc, const napi_value *argv,
                              napi_value *result)
{
    js_value exception = NULL;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, constructor);
    NAPI_NEEDS(env, argc == 0 || argv != NULL, napi_invalid_arg);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, js_is_function(env->ctx, napi__in(constructor)), napi_function_expected);
    js_value v = js_construct(env->ctx, js_object_of(env->ctx, napi__in(constructor)), argc,
                              (const js_value *)argv, &exception);
    return exception != NULL ? napi__threw(env, exception) : napi__out(env, v, result);
}

napi_status napi_instanceof(napi_env env, napi_value object, napi_value constructor, bool *result)
{
    js_value answer;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, object);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS_ARGUMENT(env, constructor);
    *result = false;
    if (!js_is_function(env->ctx, napi__in(constructor))) {
        napi_throw_type_error(env, "ERR_NAPI_CONS_FUNCTION", "Constructor must be a function");
        return napi__status(env, napi_function_expected);
    }
    if (!napi__hook(env, HOOK_INSTANCE_OF, 2, (js_value[]){napi__in(object), napi__in(constructor)},
                    &answer)) {
        return napi_pending_exception;
    }
    *result = js_is_true(answer);
    return napi__status(env, napi_ok);
}

// ---- errors ---------------------------------------------------------------------------------------------------------

typedef enum error_kind { ERROR_PLAIN, ERROR_TYPE, ERROR_RANGE, ERROR_SYNTAX } error_kind;

static napi_status error_new(napi_env env, error_kind kind, napi_value code, napi_value msg,
                             napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, msg);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, js_is_string(env->ctx, napi__in(msg)), napi_string_expected);
    js_value c = code == NULL ? JS_UNDEFINED : napi__in(code);
    NAPI_NEEDS(env, code == NULL || js_is_string(env->ctx, c), napi_string_expected);
    return napi__hook_out(env, HOOK_ERROR, 3, (js_value[]){js_int32(kind), c, napi__in(msg)}, result);
}

napi_status napi_create_error(napi_env env, napi_value code, napi_value msg, napi_value *result)
{
    return error_new(env, ERROR_PLAIN, code, msg, result);
}

napi_status napi_create_type_error(napi_env env, napi_value code, napi_value msg, napi_value *result)
{
    return error_new(env, ERROR_TYPE, code, msg, result);
}

napi_status napi_create_range_error(napi_env env, napi_value code, napi_value msg, napi_value *result)
{
    return error_new(env, ERROR_RANGE, code, msg, result);
}

napi_status node_api_create_syntax_error(napi_env env, napi_value code, napi_value msg, napi_value *result)
{
    return error_new(env, ERROR_SYNTAX, code, msg, result);
}

napi_status napi_throw(napi_env env, napi_value error)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, error);
    napi__threw(env, napi__in(error));
    return napi__status(env, napi_ok);
}

static napi_status throw_new(napi_env env, error_kind kind, const char *code, const char *msg)
{
    js_value error;
    NAPI_MAY_RUN(env);
    js_value args[] = {js_int32(kind), code == NULL ? JS_UNDEFINED : napi__utf8(env, code, NAPI_AUTO_LENGTH),
                       napi__utf8(env, msg == NULL ? "" : msg, NAPI_AUTO_LENGTH)};
    if (!napi__hook(env, HOOK_ERROR, 3, args, &error)) {
        return napi_pending_exception;
    }
    napi__threw(env, error);
    return napi__status(env, napi_ok);
}

napi_status napi_throw_error(napi_env env, const char *code, const char *msg)
{
    return throw_new(env, ERROR_PLAIN, code, msg);
}

napi_status napi_throw_type_error(napi_env env, const char *code, const char *msg)
{
    return throw_new(env, ERROR_TYPE, code, msg);
}

napi_status napi_throw_range_error(napi_env env, const char *code, const char *msg)
{
    return throw_new(env, ERROR_RANGE, code, msg);
}

napi_status node_api_throw_syntax_error(napi_env env, const char *code, const char *msg)
{
    return throw_new(env, ERROR_SYNTAX, code, msg);
}

napi_status napi_is_exception_pending(napi_env env, bool *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    *result = env->has_exception;
    return napi__status(env, napi_ok);
}

napi_status napi_get_and_clear_last_exception(napi_env env, napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value error = env->has_exception ? js_root_get(env->ctx, env->exception) : JS_UNDEFINED;
    env->has_exception = false;
    js_root_set(env->ctx, env->exception, JS_UNDEFINED);
    return napi__out(env, error, result);
}

// ---- handle scopes --------------------------------------------------------------------------------------------------

// A scope is the place on the stack of handles where it began, plus one: never NULL.
static void *scope_at(size_t top)
{
    return (void *)(uintptr_t)(top + 1); // not an address
}

static napi_status scope_close(napi_env env, const void *scope)
{
    size_t top = (size_t)(uintptr_t)scope - 1;
    NAPI_NEEDS(env, top <= js_handles_top(env->runtime), napi_handle_scope_mismatch);
    js_handles_cut(env->runtime, top);
    return napi__status(env, napi_ok);
}

napi_status napi_open_handle_scope(napi_env env, napi_handle_scope *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    *result = scope_at(js_handles_top(env->runtime));
    return napi__status(env, napi_ok);
}

napi_status napi_close_handle_scope(napi_env env, napi_handle_scope scope)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, scope);
    return scope_close(env, scope);
}

// An escapable scope has two places: before its beginning one for what escapes, and its first one says whether something did.
napi_status napi_open_escapable_handle_scope(napi_env env, napi_escapable_handle_scope *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, js_handles_push(env->runtime, JS_UNDEFINED), napi_generic_failure);
    *result = scope_at(js_handles_top(env->runtime));
    NAPI_NEEDS(env, js_handles_push(env->runtime, JS_FALSE), napi_generic_failure);
    return napi__status(env, napi_ok);
}

napi_status napi_close_escapable_handle_scope(napi_env env, napi_escapable_handle_scope scope)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, scope);
    return scope_close(env, scope);
}

napi_status napi_escape_handle(napi_env env, napi_escapable_handle_scope scope, napi_value escapee,
                               napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, scope);
    NAPI_NEEDS_ARGUMENT(env, escapee);
    NAPI_NEEDS_ARGUMENT(env, result);
    size_t place = (size_t)(uintptr_t)scope - 1;
    NAPI_NEEDS(env, place > 0 && place < js_handles_top(env->runtime), napi_handle_scope_mismatch);
    NAPI_NEEDS(env, js_handles_at(env->runtime, place) == JS_FALSE, napi_escape_called_twice);
    js_handles_put(env->runtime, place, JS_TRUE);
    js_handles_put(env->runtime, place - 1, napi__in(escapee));
    *result = escapee;
    return napi__status(env, napi_ok);
}
