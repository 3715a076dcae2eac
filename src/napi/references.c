// SPDX-License-Identifier: MIT
//
// References, C data inside of objects, externals. An object keeps its finalizers by a weak map in lib/internal/napi.js; a record's holder is collected with
// the object.
#include "napi/environment.h"

#include <stdio.h>
#include <stdlib.h>

struct napi_ref__ {
    js_root root;  // while `count` is above 0, or always
    js_weak *weak; // of objects and symbols
    uint32_t count;
    bool is_lasting;
    napi_ref next, *back; // of the environment's `references`
};

// ---- references -----------------------------------------------------------------------------------------------------

// Objects and symbols can be held weakly; symbols of Symbol.for() live for ever; other values are gone when nothing holds them.
typedef enum holding { HELD_WEAKLY, HELD_ALWAYS, HELD_OR_GONE } holding;

static holding holding_of(napi_env env, js_value v)
{
    switch (js_type_of(env->ctx, v)) {
    case JS_TYPE_OBJECT:
    case JS_TYPE_FUNCTION:
        return HELD_WEAKLY;
    case JS_TYPE_SYMBOL:
        return napi__class_of(env, v) == CLASS_REGISTERED_SYMBOL ? HELD_ALWAYS : HELD_WEAKLY;
    default:
        return HELD_OR_GONE;
    }
}

static napi_ref reference_new(napi_env env, js_value v, uint32_t count)
{
    napi_ref ref = calloc(1, sizeof *ref);
    if (ref == NULL) {
        return NULL;
    }
    holding how = holding_of(env, v);
    bool weak = how == HELD_WEAKLY, strong = how == HELD_ALWAYS || count > 0;
    ref->count = count;
    ref->is_lasting = how == HELD_ALWAYS;
    ref->weak = weak ? js_weak_new(env->ctx, v) : NULL;
    ref->root = strong ? js_root_new(env->ctx, v) : 0;
    if ((weak && ref->weak == NULL) || (strong && ref->root == 0)) {
        js_weak_free(env->ctx, ref->weak);
        free(ref);
        return NULL;
    }
    ref->next = env->references;
    ref->back = &env->references;
    if (ref->next != NULL) {
        ref->next->back = &ref->next;
    }
    env->references = ref;
    return ref;
}

static void reference_free(napi_env env, napi_ref ref)
{
    *ref->back = ref->next;
    if (ref->next != NULL) {
        ref->next->back = ref->back;
    }
    js_root_free(env->ctx, ref->root);
    js_weak_free(env->ctx, ref->weak);
    free(ref);
}

void napi__references_end(napi_env env)
{
    // Finalizers may still delete references: the records stay until they have run, what they hold goes.
    for (napi_ref ref = env->references; ref != NULL; ref = ref->next) {
        js_root_free(env->ctx, ref->root);
        js_weak_free(env->ctx, ref->weak);
        ref->root = 0;
        ref->weak = NULL;
    }
}

void napi__references_free(napi_env env)
{
    while (env->references != NULL) {
        reference_free(env, env->references);
    }
}

napi_status napi_create_reference(napi_env env, napi_value value, uint32_t initial_refcount, napi_ref *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value v = napi__in(value);
    js_type kind = js_type_of(env->ctx, v);
    // Other kinds since version 10.
    NAPI_NEEDS(env,
               env->version >= 10 || kind == JS_TYPE_OBJECT || kind == JS_TYPE_FUNCTION ||
                   kind == JS_TYPE_SYMBOL,
               napi_invalid_arg);
    *result = reference_new(env, v, initial_refcount);
    return napi__status(env, *result == NULL ? napi_generic_failure : napi_ok);
}

napi_status napi_delete_reference(node_api_basic_env basic, napi_ref ref)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, ref);
    reference_free(env, ref);
    return napi__status(env, napi_ok);
}

static js_value reference_value(napi_env env, napi_ref ref)
{
    if (ref->root != 0) {
        return js_root_get(env->ctx, ref->root);
    }
    return ref->weak == NULL ? NULL : js_weak_get(ref->weak);
}

napi_status napi_reference_ref(napi_env env, napi_ref ref, uint32_t *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, ref);
    js_value v = reference_value(env, ref);
    if (v != NULL && ref->root == 0) {
        ref->root = js_root_new(env->ctx, v);
        NAPI_NEEDS(env, ref->root != 0, napi_generic_failure);
    }
    ref->count += v != NULL; // what was collected stays so
    if (result != NULL) {
        *result = ref->count;
    }
    return napi__status(env, napi_ok);
}

napi_status napi_reference_unref(napi_env env, napi_ref ref, uint32_t *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, ref);
    NAPI_NEEDS(env, ref->count > 0, napi_generic_failure);
    if (--ref->count == 0 && !ref->is_lasting) {
        js_root_free(env->ctx, ref->root);
        ref->root = 0;
    }
    if (result != NULL) {
        *result = ref->count;
    }
    return napi__status(env, napi_ok);
}

napi_status napi_get_reference_value(napi_env env, napi_ref ref, napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, ref);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value v = reference_value(env, ref);
    if (v == NULL) {
        *result = NULL;
        return napi__status(env, napi_ok);
    }
    return napi__out(env, v, result);
}

// ---- data inside of objects -----------------------------------------------------------------------------------------

typedef struct wrapping {
    void *data;
    napi_finalizer *finalizer; // runs when the object is collected; NULL where the module wants none
} wrapping;

static void wrapping_collected(void *pointer)
{
    wrapping *w = pointer;
    if (w->finalizer != NULL) {
        napi__finalizer_collected(w->finalizer);
    }
    free(w);
}

static const js_native_type wrapping_type = {"napi wrapping", wrapping_collected};
const js_native_type napi__external_type = {"napi external", wrapping_collected};

// A native of `type` with `data` and its finalizer. NULL, with the status remembered, where memory is short.
static js_object wrapping_new(napi_env env, const js_native_type *type, void *data, napi_finalize callback,
                              void *hint)
{
    wrapping *w = malloc(sizeof *w);
    napi_finalizer *f = callback == NULL ? NULL : napi__finalizer_new(env, callback, data, hint, true);
    js_object native = NULL;
    if (w != NULL && (f != NULL || callback == NULL)) {
        *w = (wrapping){data, f};
        native = js_native_new(env->ctx, type, w);
    }
    if (native == NULL) {
        napi__finalizer_drop(f);
        free(w);
        napi__status(env, napi_generic_failure);
    }
    return native;
}

// Lets go of a wrapping without its finalizer.
static void wrapping_forget(napi_env env, js_value native, const js_native_type *type)
{
    wrapping *w = js_native_get(env->ctx, native, type);
    js_native_clear(env->ctx, native);
    napi__finalizer_drop(w->finalizer);
    free(w);
}

static napi_status weak_out(napi_env env, js_value object, napi_ref *result)
{
    if (result != NULL) {
        *result = reference_new(env, object, 0);
        NAPI_NEEDS(env, *result != NULL, napi_generic_failure);
    }
    return napi__status(env, napi_ok);
}

napi_status napi_wrap(napi_env env, napi_value value, void *native_object,
                      node_api_basic_finalize finalize_cb, void *finalize_hint, napi_ref *result)
{
    js_value fresh;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    js_value object = napi__in(value);
    NAPI_NEEDS(env, js_is_object(env->ctx, object), napi_object_expected);
    js_value native =
        wrapping_new(env, &wrapping_type, native_object, (napi_finalize)finalize_cb, finalize_hint);
    if (native == NULL) {
        return napi_generic_failure;
    }
    if (!napi__hook(env, HOOK_WRAP, 2, (js_value[]){object, native}, &fresh)) {
        return napi_pending_exception;
    }
    if (!js_is_true(fresh)) {
        wrapping_forget(env, native, &wrapping_type);
        return napi__status(env, napi_invalid_arg);
    }
    return weak_out(env, object, result);
}

static napi_status unwrap(napi_env env, napi_value value, void **result, bool remove)
{
    js_value native;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    js_value object = napi__in(value);
    NAPI_NEEDS(env, js_is_object(env->ctx, object), napi_object_expected);
    if (!napi__hook(env, HOOK_UNWRAP, 2, (js_value[]){object, js_bool(remove)}, &native)) {
        return napi_pending_exception;
    }
    wrapping *w = js_native_get(env->ctx, native, &wrapping_type);
    NAPI_NEEDS_ARGUMENT(env, w);
    if (result != NULL) {
        *result = w->data;
    }
    if (remove) {
        wrapping_forget(env, native, &wrapping_type);
    }
    return napi__status(env, napi_ok);
}

napi_status napi_unwrap(napi_env env, napi_value value, void **result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    return unwrap(env, value, result, false);
}

napi_status napi_remove_wrap(napi_env env, napi_value value, void **result)
{
    return unwrap(env, value, result, true);
}

napi_status napi_add_finalizer(napi_env env, napi_value value, void *finalize_data,
                               node_api_basic_finalize finalize_cb, void *finalize_hint, napi_ref *result)
{
    js_value nothing;
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS(env, finalize_cb != NULL, napi_invalid_arg);
    js_value object = napi__in(value);
    NAPI_NEEDS(env, js_is_object(env->ctx, object), napi_invalid_arg);
    js_value native =
        wrapping_new(env, &wrapping_type, finalize_data, (napi_finalize)finalize_cb, finalize_hint);
    if (native == NULL) {
        return napi_generic_failure;
    }
    if (!napi__hook(env, HOOK_ATTACH, 2, (js_value[]){object, native}, &nothing)) {
        return napi_pending_exception;
    }
    return weak_out(env, object, result);
}

// ---- externals ------------------------------------------------------------------------------------------------------

napi_status napi_create_external(napi_env env, void *data, node_api_basic_finalize finalize_cb,
                                 void *finalize_hint, napi_value *result)
{
    js_value nothing;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value native =
        wrapping_new(env, &napi__external_type, data, (napi_finalize)finalize_cb, finalize_hint);
    if (native == NULL) {
        return napi_generic_failure;
    }
    char address[24];
    snprintf(address, sizeof address, "%zx", (size_t)(uintptr_t)data);
    if (!napi__hook(env, HOOK_EXTERNAL, 2, (js_value[]){native, js_string_ascii(env->ctx, address)},
                    &nothing)) {
        return napi_pending_exception;
    }
    return napi__out(env, native, result);
}

napi_status napi_get_value_external(napi_env env, napi_value value, void **result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    wrapping *w = js_native_get(env->ctx, napi__in(value), &napi__external_type);
    NAPI_NEEDS_ARGUMENT(env, w);
    *result = w->data;
    return napi__status(env, napi_ok);
}
