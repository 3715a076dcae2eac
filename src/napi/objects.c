// SPDX-License-Identifier: MIT
//
// Objects, properties, arrays, promises and what a value is.
#include "napi/environment.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

// After something that ran JavaScript.
static napi_status settle(napi_env env, js_value exception)
{
    return exception != NULL ? napi__threw(env, exception) : napi__status(env, napi_ok);
}

// `value` as an object: objects stay, other values are wrapped as the language does, null and undefined have none.
static js_object to_object(napi_env env, napi_value value)
{
    js_value v = napi__in(value);
    js_object object = js_object_of(env->ctx, v);
    if (object == NULL && !js_is_nullish(v) &&
        napi__hook(env, HOOK_COERCE, 2, (js_value[]){js_int32(COERCE_OBJECT), v}, &v)) {
        object = js_object_of(env->ctx, v);
    }
    return object;
}

#define NAPI_NEEDS_OBJECT(env, object, value)                                                                \
    NAPI_NEEDS_ARGUMENT(env, value);                                                                         \
    js_object object = to_object(env, value);                                                                \
    NAPI_NEEDS(env, object != NULL, napi_object_expected)

// ---- making ---------------------------------------------------------------------------------------------------------

napi_status napi_create_object(napi_env env, napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    return napi__out(env, js_object_new(env->ctx), result);
}

napi_status node_api_create_object_with_properties(napi_env env, napi_value prototype_or_null,
                                                   napi_value *property_names, napi_value *property_values,
                                                   size_t property_count, napi_value *result)
{
    js_value exception = NULL;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, property_count == 0 || (property_names != NULL && property_values != NULL),
               napi_invalid_arg);
    for (size_t i = 0; i < property_count; i++) {
        NAPI_NEEDS_ARGUMENT(env, property_names[i]);
        NAPI_NEEDS_ARGUMENT(env, property_values[i]);
        js_type kind = js_type_of(env->ctx, napi__in(property_names[i]));
        NAPI_NEEDS(env, kind == JS_TYPE_STRING || kind == JS_TYPE_SYMBOL, napi_name_expected);
    }
    js_value args[] = {prototype_or_null == NULL ? JS_NULL : napi__in(prototype_or_null),
                       js_array_new(env->ctx, property_count, (const js_value *)property_names, &exception),
                       js_array_new(env->ctx, property_count, (const js_value *)property_values, &exception)};
    return exception != NULL ? napi__threw(env, exception)
                             : napi__hook_out(env, HOOK_CREATE, 3, args, result);
}

napi_status napi_create_array(napi_env env, napi_value *result)
{
    return napi_create_array_with_length(env, 0, result);
}

napi_status napi_create_array_with_length(napi_env env, size_t length, napi_value *result)
{
    js_value exception = NULL;
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_object array = js_array_new(env->ctx, 0, NULL, &exception);
    if (array != NULL && length > 0 && length <= UINT32_MAX) {
        js_set(env->ctx, array, "length", js_number((double)length));
    }
    return napi__out(env, array, result);
}

// ---- prototypes and names -------------------------------------------------------------------------------------------

napi_status napi_get_prototype(napi_env env, napi_value object, napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS_OBJECT(env, o, object);
    js_value v = o;
    return napi__hook_out(env, HOOK_PROTOTYPE, 1, &v, result);
}

napi_status node_api_set_prototype(napi_env env, napi_value object, napi_value value)
{
    js_value nothing;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_OBJECT(env, o, object);
    return napi__hook(env, HOOK_SET_PROTOTYPE, 2, (js_value[]){o, napi__in(value)}, &nothing)
               ? napi__status(env, napi_ok)
               : napi_pending_exception;
}

napi_status napi_get_property_names(napi_env env, napi_value object, napi_value *result)
{
    return napi_get_all_property_names(env, object, napi_key_include_prototypes,
                                       napi_key_enumerable | napi_key_skip_symbols,
                                       napi_key_numbers_to_strings, result);
}

napi_status napi_get_all_property_names(napi_env env, napi_value object, napi_key_collection_mode key_mode,
                                        napi_key_filter key_filter, napi_key_conversion key_conversion,
                                        napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS_OBJECT(env, o, object);
    NAPI_NEEDS(env, key_mode == napi_key_include_prototypes || key_mode == napi_key_own_only,
               napi_invalid_arg);
    NAPI_NEEDS(env, key_conversion == napi_key_keep_numbers || key_conversion == napi_key_numbers_to_strings,
               napi_invalid_arg);
    js_value args[] = {o, js_bool(key_mode == napi_key_own_only), js_int32((int32_t)key_filter),
                       js_bool(key_conversion == napi_key_numbers_to_strings)};
    return napi__hook_out(env, HOOK_NAMES, 4, args, result);
}

// ---- properties -----------------------------------------------------------------------------------------------------

static napi_status set(napi_env env, napi_value object, js_value key, napi_value value)
{
    js_value exception = NULL;
    NAPI_NEEDS_OBJECT(env, o, object);
    js_set_key(env->ctx, o, key, napi__in(value), &exception);
    return settle(env, exception);
}

static napi_status get(napi_env env, napi_value object, js_value key, napi_value *result)
{
    js_value exception = NULL;
    NAPI_NEEDS_OBJECT(env, o, object);
    js_value v = js_get_key(env->ctx, o, key, &exception);
    return exception != NULL ? napi__threw(env, exception) : napi__out(env, v, result);
}

static napi_status has(napi_env env, napi_value object, js_value key, bool *result)
{
    js_value exception = NULL;
    NAPI_NEEDS_OBJECT(env, o, object);
    *result = js_has_key(env->ctx, o, key, &exception);
    return settle(env, exception);
}

static napi_status delete (napi_env env, napi_value object, js_value key, bool *result)
{
    js_value exception = NULL;
    NAPI_NEEDS_OBJECT(env, o, object);
    bool gone = js_delete_key(env->ctx, o, key, &exception);
    if (result != NULL) {
        *result = gone;
    }
    return settle(env, exception);
}

napi_status napi_set_property(napi_env env, napi_value object, napi_value key, napi_value value)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, key);
    NAPI_NEEDS_ARGUMENT(env, value);
    return set(env, object, napi__in(key), value);
}

napi_status napi_has_property(napi_env env, napi_value object, napi_value key, bool *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS_ARGUMENT(env, key);
    return has(env, object, napi__in(key), result);
}

napi_status napi_get_property(napi_env env, napi_value object, napi_value key, napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, key);
    NAPI_NEEDS_ARGUMENT(env, result);
    return get(env, object, napi__in(key), result);
}

napi_status napi_delete_property(napi_env env, napi_value object, napi_value key, bool *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, key);
    return delete (env, object, napi__in(key), result);
}

napi_status napi_has_own_property(napi_env env, napi_value object, napi_value key, bool *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, key);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS_OBJECT(env, o, object);
    js_type kind = js_type_of(env->ctx, napi__in(key));
    NAPI_NEEDS(env, kind == JS_TYPE_STRING || kind == JS_TYPE_SYMBOL, napi_name_expected);
    js_value answer;
    if (!napi__hook(env, HOOK_HAS_OWN, 2, (js_value[]){o, napi__in(key)}, &answer)) {
        return napi_pending_exception;
    }
    *result = js_is_true(answer);
    return napi__status(env, napi_ok);
}

napi_status napi_set_named_property(napi_env env, napi_value object, const char *utf8name, napi_value value)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, object);
    NAPI_NEEDS_ARGUMENT(env, utf8name);
    return set(env, object, napi__utf8(env, utf8name, NAPI_AUTO_LENGTH), value);
}

napi_status napi_has_named_property(napi_env env, napi_value object, const char *utf8name, bool *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS_ARGUMENT(env, object);
    NAPI_NEEDS_ARGUMENT(env, utf8name);
    return has(env, object, napi__utf8(env, utf8name, NAPI_AUTO_LENGTH), result);
}

napi_status napi_get_named_property(napi_env env, napi_value object, const char *utf8name, napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS_ARGUMENT(env, object);
    NAPI_NEEDS_ARGUMENT(env, utf8name);
    return get(env, object, napi__utf8(env, utf8name, NAPI_AUTO_LENGTH), result);
}

napi_status napi_set_element(napi_env env, napi_value object, uint32_t index, napi_value value)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    return set(env, object, js_number(index), value);
}

napi_status napi_has_element(napi_env env, napi_value object, uint32_t index, bool *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    return has(env, object, js_number(index), result);
}

napi_status napi_get_element(napi_env env, napi_value object, uint32_t index, napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    return get(env, object, js_number(index), result);
}

napi_status napi_delete_element(napi_env env, napi_value object, uint32_t index, bool *result)
{
    NAPI_MAY_RUN(env);
    return delete (env, object, js_number(index), result);
}

// ---- definitions ----------------------------------------------------------------------------------------------------

// The name of a property: NULL, with the status remembered, where it has none.
static js_value name_of(napi_env env, const napi_property_descriptor *property)
{
    if (property->utf8name != NULL) {
        return napi__utf8(env, property->utf8name, NAPI_AUTO_LENGTH);
    }
    js_type kind =
        property->name == NULL ? JS_TYPE_UNDEFINED : js_type_of(env->ctx, napi__in(property->name));
    if (kind != JS_TYPE_STRING && kind != JS_TYPE_SYMBOL) {
        napi__status(env, napi_name_expected);
        return NULL;
    }
    return napi__in(property->name);
}

enum { DEFINE_ACCESSOR = 1 << 20 }; // beside napi_property_attributes

napi_status napi__define(napi_env env, js_object object, const napi_property_descriptor *property)
{
    js_value name = name_of(env, property), defined;
    if (name == NULL) {
        return napi_name_expected;
    }
    js_value value = JS_UNDEFINED, getter = JS_UNDEFINED, setter = JS_UNDEFINED;
    js_value label = js_is_string(env->ctx, name) ? name : js_string_ascii(env->ctx, "");
    bool accessor = property->getter != NULL || property->setter != NULL;
    if (property->getter != NULL && !napi__function(env, label, property->getter, property->data, &getter)) {
        return napi_pending_exception;
    }
    if (property->setter != NULL && !napi__function(env, label, property->setter, property->data, &setter)) {
        return napi_pending_exception;
    }
    if (!accessor && property->method != NULL &&
        !napi__function(env, label, property->method, property->data, &value)) {
        return napi_pending_exception;
    }
    if (!accessor && property->method == NULL) {
        NAPI_NEEDS_ARGUMENT(env, property->value);
        value = napi__in(property->value);
    }
    js_value args[] = {
        object, name,   js_int32((int32_t)property->attributes | (accessor ? DEFINE_ACCESSOR : 0)),
        value,  getter, setter};
    if (!napi__hook(env, HOOK_DEFINE, 6, args, &defined)) {
        return napi_pending_exception;
    }
    return napi__status(env, js_is_true(defined) ? napi_ok : napi_invalid_arg);
}

napi_status napi_define_properties(napi_env env, napi_value object, size_t property_count,
                                   const napi_property_descriptor *properties)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS(env, property_count == 0 || properties != NULL, napi_invalid_arg);
    NAPI_NEEDS_ARGUMENT(env, object);
    js_object o = js_object_of(env->ctx, napi__in(object));
    NAPI_NEEDS(env, o != NULL, napi_object_expected);
    for (size_t i = 0; i < property_count; i++) {
        napi_status status = napi__define(env, o, &properties[i]);
        if (status != napi_ok) {
            return status;
        }
    }
    return napi__status(env, napi_ok);
}

static napi_status freeze(napi_env env, napi_value object, bool seal_only)
{
    js_value nothing;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_OBJECT(env, o, object);
    return napi__hook(env, HOOK_FREEZE, 2, (js_value[]){o, js_bool(seal_only)}, &nothing)
               ? napi__status(env, napi_ok)
               : napi_pending_exception;
}

napi_status napi_object_freeze(napi_env env, napi_value object)
{
    return freeze(env, object, false);
}

napi_status napi_object_seal(napi_env env, napi_value object)
{
    return freeze(env, object, true);
}

// ---- tags -----------------------------------------------------------------------------------------------------------

static napi_status tag(napi_env env, napi_hook hook, napi_value value, const napi_type_tag *type_tag,
                       bool *answer)
{
    char text[40];
    js_value v;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_OBJECT(env, o, value);
    NAPI_NEEDS_ARGUMENT(env, type_tag);
    NAPI_NEEDS_ARGUMENT(env, answer);
    snprintf(text, sizeof text, "%016" PRIx64 "%016" PRIx64, type_tag->upper, type_tag->lower);
    if (!napi__hook(env, hook, 2, (js_value[]){o, js_string_ascii(env->ctx, text)}, &v)) {
        return napi_pending_exception;
    }
    *answer = js_is_true(v);
    return napi__status(env, napi_ok);
}

napi_status napi_type_tag_object(napi_env env, napi_value value, const napi_type_tag *type_tag)
{
    bool tagged = false;
    napi_status status = tag(env, HOOK_TAG, value, type_tag, &tagged);
    return status == napi_ok && !tagged ? napi__status(env, napi_invalid_arg) : status;
}

napi_status napi_check_object_type_tag(napi_env env, napi_value value, const napi_type_tag *type_tag,
                                       bool *result)
{
    return tag(env, HOOK_HAS_TAG, value, type_tag, result);
}

// ---- what a value is ------------------------------------------------------------------------------------------------

napi_status napi_is_array(napi_env env, napi_value value, bool *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    *result = js_is_array(env->ctx, napi__in(value));
    return napi__status(env, napi_ok);
}

napi_status napi_get_array_length(napi_env env, napi_value value, uint32_t *result)
{
    js_value exception = NULL;
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, js_is_array(env->ctx, napi__in(value)), napi_array_expected);
    js_object array = js_object_of(env->ctx, napi__in(value));
    *result = (uint32_t)js_number_or(js_get(env->ctx, array, "length", &exception), 0);
    return napi__status(env, napi_ok);
}

static napi_status is_class(napi_env env, napi_value value, napi_class what, napi_class also, bool *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    napi_class class_ = napi__class_of(env, napi__in(value));
    *result = class_ == what || class_ == also;
    return napi__status(env, napi_ok);
}

napi_status napi_is_error(napi_env env, napi_value value, bool *result)
{
    return is_class(env, value, CLASS_ERROR, CLASS_ERROR, result);
}

napi_status napi_is_date(napi_env env, napi_value value, bool *is_date)
{
    return is_class(env, value, CLASS_DATE, CLASS_DATE, is_date);
}

napi_status napi_is_promise(napi_env env, napi_value value, bool *is_promise)
{
    return is_class(env, value, CLASS_PROMISE, CLASS_PROMISE, is_promise);
}

napi_status napi_is_arraybuffer(napi_env env, napi_value value, bool *result)
{
    return is_class(env, value, CLASS_ARRAY_BUFFER, CLASS_DETACHED, result);
}

napi_status napi_is_detached_arraybuffer(napi_env env, napi_value value, bool *result)
{
    return is_class(env, value, CLASS_DETACHED, CLASS_DETACHED, result);
}

napi_status node_api_is_sharedarraybuffer(napi_env env, napi_value value, bool *result)
{
    return is_class(env, value, CLASS_SHARED_ARRAY_BUFFER, CLASS_SHARED_ARRAY_BUFFER, result);
}

napi_status napi_is_typedarray(napi_env env, napi_value value, bool *result)
{
    return is_class(env, value, CLASS_TYPED_ARRAY, CLASS_TYPED_ARRAY, result);
}

napi_status napi_is_dataview(napi_env env, napi_value value, bool *result)
{
    return is_class(env, value, CLASS_DATA_VIEW, CLASS_DATA_VIEW, result);
}

// ---- promises -------------------------------------------------------------------------------------------------------

struct napi_deferred__ {
    js_root functions; // [promise, resolve, reject]
};

napi_status napi_create_promise(napi_env env, napi_deferred *deferred, napi_value *promise)
{
    js_value parts, exception = NULL;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, deferred);
    NAPI_NEEDS_ARGUMENT(env, promise);
    if (!napi__hook(env, HOOK_PROMISE, 0, NULL, &parts)) {
        return napi_pending_exception;
    }
    struct napi_deferred__ *d = malloc(sizeof *d);
    NAPI_NEEDS(env, d != NULL, napi_generic_failure);
    d->functions = js_root_new(env->ctx, parts);
    if (d->functions == 0) {
        free(d);
        return napi__status(env, napi_generic_failure);
    }
    *deferred = d;
    return napi__out(env, js_get_index(env->ctx, js_object_of(env->ctx, parts), 0, &exception), promise);
}

static napi_status conclude(napi_env env, napi_deferred deferred, napi_value value, unsigned which)
{
    js_value exception = NULL;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, deferred);
    NAPI_NEEDS_ARGUMENT(env, value);
    js_object functions = js_object_of(env->ctx, js_root_get(env->ctx, deferred->functions));
    js_value function = js_get_index(env->ctx, functions, which, &exception), v = napi__in(value);
    js_root_free(env->ctx, deferred->functions);
    free(deferred);
    js_call(env->ctx, function, JS_UNDEFINED, 1, &v, &exception);
    return settle(env, exception);
}

napi_status napi_resolve_deferred(napi_env env, napi_deferred deferred, napi_value resolution)
{
    return conclude(env, deferred, resolution, 1);
}

napi_status napi_reject_deferred(napi_env env, napi_deferred deferred, napi_value rejection)
{
    return conclude(env, deferred, rejection, 2);
}

// ---- scripts --------------------------------------------------------------------------------------------------------

napi_status napi_run_script(napi_env env, napi_value script, napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, script);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value text = napi__in(script);
    NAPI_NEEDS(env, js_is_string(env->ctx, text), napi_string_expected);
    return napi__hook_out(env, HOOK_RUN, 1, &text, result);
}
