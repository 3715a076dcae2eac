// SPDX-License-Identifier: MIT
//
// ArrayBuffers, views of them, Buffers.
#include "napi/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Where the bytes of an object are; they stay there. NULL, 0 where it has none (any more).
static void bytes_out(napi_env env, js_value v, void **data, size_t *len)
{
    js_bytes bytes = {0};
    js_value view;
    if (!napi__hook(env, HOOK_BYTES, 1, &v, &view) || js_is_undefined(view) ||
        js_bytes_peek(env->ctx, view, &bytes) < 0) {
        bytes = (js_bytes){0};
    }
    if (data != NULL) {
        *data = bytes.data;
    }
    if (len != NULL) {
        *len = bytes.len;
    }
}

// ---- array buffers --------------------------------------------------------------------------------------------------

static napi_status array_buffer_new(napi_env env, size_t length, bool shared, void **data, napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    napi_status status = napi__hook_out(env, HOOK_ARRAY_BUFFER, 2,
                                        (js_value[]){js_number((double)length), js_bool(shared)}, result);
    if (status == napi_ok && data != NULL) {
        bytes_out(env, napi__in(*result), data, NULL);
    }
    return status;
}

napi_status napi_create_arraybuffer(napi_env env, size_t byte_length, void **data, napi_value *result)
{
    return array_buffer_new(env, byte_length, false, data, result);
}

napi_status node_api_create_sharedarraybuffer(napi_env env, size_t byte_length, void **data,
                                              napi_value *result)
{
    return array_buffer_new(env, byte_length, true, data, result);
}

// The bytes of a module's own: `owner` is a finalizer, or nothing.
static void external_released(void *owner)
{
    if (owner != NULL) {
        napi__finalizer_collected(owner);
    }
}

// An ArrayBuffer over memory that stays the module's until its finalizer runs.
static napi_status external_new(napi_env env, void *data, size_t len, napi_finalize callback, void *hint,
                                js_value *buffer)
{
    static char no_bytes;
    js_value exception = NULL;
    napi_finalizer *f = callback == NULL ? NULL : napi__finalizer_new(env, callback, data, hint, true);
    NAPI_NEEDS(env, f != NULL || callback == NULL, napi_generic_failure);
    *buffer = js_array_buffer_shared(env->ctx, data == NULL ? &no_bytes : data, data == NULL ? 0 : len,
                                     external_released, f, &exception);
    if (exception != NULL) {
        return napi__threw(env, exception);
    }
    js_value nothing;
    return napi__hook(env, data == NULL ? HOOK_DETACH : HOOK_STAYS, 1, buffer, &nothing)
               ? napi__status(env, napi_ok)
               : napi_pending_exception;
}

napi_status napi_create_external_arraybuffer(napi_env env, void *external_data, size_t byte_length,
                                             node_api_basic_finalize finalize_cb, void *finalize_hint,
                                             napi_value *result)
{
    js_value buffer = JS_UNDEFINED;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    napi_status status =
        external_new(env, external_data, byte_length, (napi_finalize)finalize_cb, finalize_hint, &buffer);
    return status == napi_ok ? napi__out(env, buffer, result) : status;
}

napi_status napi_get_arraybuffer_info(napi_env env, napi_value arraybuffer, void **data, size_t *byte_length)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, arraybuffer);
    napi_class class_ = napi__class_of(env, napi__in(arraybuffer));
    NAPI_NEEDS(
        env, class_ == CLASS_ARRAY_BUFFER || class_ == CLASS_SHARED_ARRAY_BUFFER || class_ == CLASS_DETACHED,
        napi_invalid_arg);
    bytes_out(env, napi__in(arraybuffer), data, byte_length);
    return napi__status(env, napi_ok);
}

napi_status napi_detach_arraybuffer(napi_env env, napi_value arraybuffer)
{
    js_value done;
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, arraybuffer);
    js_value v = napi__in(arraybuffer);
    napi_class class_ = napi__class_of(env, v);
    NAPI_NEEDS(env, class_ == CLASS_ARRAY_BUFFER || class_ == CLASS_DETACHED, napi_arraybuffer_expected);
    if (!napi__hook(env, HOOK_DETACH, 1, &v, &done)) {
        return napi_pending_exception;
    }
    return napi__status(env, js_is_true(done) ? napi_ok : napi_detachable_arraybuffer_expected);
}

// ---- views ----------------------------------------------------------------------------------------------------------

static const struct {
    const char *name;
    size_t size;
} kinds[] = {
    [napi_int8_array] = {"Int8Array", 1},
    [napi_uint8_array] = {"Uint8Array", 1},
    [napi_uint8_clamped_array] = {"Uint8ClampedArray", 1},
    [napi_int16_array] = {"Int16Array", 2},
    [napi_uint16_array] = {"Uint16Array", 2},
    [napi_int32_array] = {"Int32Array", 4},
    [napi_uint32_array] = {"Uint32Array", 4},
    [napi_float32_array] = {"Float32Array", 4},
    [napi_float64_array] = {"Float64Array", 8},
    [napi_bigint64_array] = {"BigInt64Array", 8},
    [napi_biguint64_array] = {"BigUint64Array", 8},
    [napi_float16_array] = {"Float16Array", 2},
};

static bool is_buffer_class(napi_class class_)
{
    return class_ == CLASS_ARRAY_BUFFER || class_ == CLASS_SHARED_ARRAY_BUFFER;
}

napi_status napi_create_typedarray(napi_env env, napi_typedarray_type type, size_t length,
                                   napi_value arraybuffer, size_t byte_offset, napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, arraybuffer);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, is_buffer_class(napi__class_of(env, napi__in(arraybuffer))), napi_invalid_arg);
    NAPI_NEEDS(env, type <= napi_float16_array, napi_invalid_arg);
    if (kinds[type].size > 1 && byte_offset % kinds[type].size != 0) {
        char words[80];
        snprintf(words, sizeof words, "start offset of %s should be a multiple of %zu", kinds[type].name,
                 kinds[type].size);
        napi_throw_range_error(env, "ERR_NAPI_INVALID_TYPEDARRAY_ALIGNMENT", words);
        return napi__status(env, napi_invalid_arg);
    }
    size_t room;
    bytes_out(env, napi__in(arraybuffer), NULL, &room);
    if (byte_offset > room || length > (room - byte_offset) / kinds[type].size) {
        napi_throw_range_error(env, "ERR_NAPI_INVALID_TYPEDARRAY_LENGTH", "Invalid typed array length");
        return napi__status(env, napi_invalid_arg);
    }
    js_value args[] = {js_int32((int32_t)type), napi__in(arraybuffer), js_number((double)byte_offset),
                       js_number((double)length)};
    return napi__hook_out(env, HOOK_VIEW, 4, args, result);
}

napi_status napi_create_dataview(napi_env env, size_t length, napi_value arraybuffer, size_t byte_offset,
                                 napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, arraybuffer);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, is_buffer_class(napi__class_of(env, napi__in(arraybuffer))), napi_invalid_arg);
    size_t room;
    bytes_out(env, napi__in(arraybuffer), NULL, &room);
    if (byte_offset > room || length > room - byte_offset) {
        napi_throw_range_error(
            env, "ERR_NAPI_INVALID_DATAVIEW_ARGS",
            "byte_offset + byte_length should be less than or equal to the size in bytes of the "
            "array passed in");
        return napi__status(env, napi_pending_exception);
    }
    js_value args[] = {js_int32(-1), napi__in(arraybuffer), js_number((double)byte_offset),
                       js_number((double)length)};
    return napi__hook_out(env, HOOK_VIEW, 4, args, result);
}

typedef struct view_parts {
    int type;
    size_t length, byte_length, byte_offset;
    js_value buffer;
} view_parts;

static napi_status parts_of(napi_env env, napi_value view, napi_class class_, view_parts *parts)
{
    js_value v = napi__in(view), exception = NULL;
    NAPI_NEEDS(env, napi__class_of(env, v) == class_, napi_invalid_arg);
    if (!napi__hook(env, HOOK_VIEW_PARTS, 1, &v, &v)) {
        return napi_pending_exception;
    }
    js_object array = js_object_of(env->ctx, v);
    double numbers[5];
    for (unsigned i = 0; i < 5; i++) {
        numbers[i] = js_number_or(js_get_index(env->ctx, array, i, &exception), 0);
    }
    *parts = (view_parts){.type = (int)numbers[0],
                          .length = (size_t)numbers[1],
                          .byte_length = (size_t)numbers[2],
                          .byte_offset = (size_t)numbers[4],
                          .buffer = js_get_index(env->ctx, array, 3, &exception)};
    return napi__status(env, napi_ok);
}

// The address of a view's first byte and its buffer, where they are asked for.
static napi_status view_out(napi_env env, const view_parts *parts, void **data, napi_value *arraybuffer,
                            size_t *byte_offset)
{
    if (data != NULL) {
        bytes_out(env, parts->buffer, data, NULL);
        *data = *data == NULL ? NULL : (char *)*data + parts->byte_offset;
    }
    if (byte_offset != NULL) {
        *byte_offset = parts->byte_offset;
    }
    return arraybuffer == NULL ? napi_ok : napi__out(env, parts->buffer, arraybuffer);
}

napi_status napi_get_typedarray_info(napi_env env, napi_value typedarray, napi_typedarray_type *type,
                                     size_t *length, void **data, napi_value *arraybuffer,
                                     size_t *byte_offset)
{
    view_parts parts;
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, typedarray);
    napi_status status = parts_of(env, typedarray, CLASS_TYPED_ARRAY, &parts);
    if (status != napi_ok) {
        return status;
    }
    if (type != NULL) {
        *type = (napi_typedarray_type)parts.type;
    }
    if (length != NULL) {
        *length = parts.length;
    }
    return view_out(env, &parts, data, arraybuffer, byte_offset);
}

napi_status napi_get_dataview_info(napi_env env, napi_value dataview, size_t *bytelength, void **data,
                                   napi_value *arraybuffer, size_t *byte_offset)
{
    view_parts parts;
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, dataview);
    napi_status status = parts_of(env, dataview, CLASS_DATA_VIEW, &parts);
    if (status != napi_ok) {
        return status;
    }
    if (bytelength != NULL) {
        *bytelength = parts.byte_length;
    }
    return view_out(env, &parts, data, arraybuffer, byte_offset);
}

// ---- Buffers --------------------------------------------------------------------------------------------------------

napi_status napi_create_buffer(napi_env env, size_t length, void **data, napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value n = js_number((double)length);
    napi_status status = napi__hook_out(env, HOOK_BUFFER, 1, &n, result);
    if (status == napi_ok && data != NULL) {
        bytes_out(env, napi__in(*result), data, NULL);
    }
    return status;
}

napi_status napi_create_buffer_copy(napi_env env, size_t length, const void *data, void **result_data,
                                    napi_value *result)
{
    void *bytes;
    napi_status status = napi_create_buffer(env, length, &bytes, result);
    if (status == napi_ok && length > 0) {
        memcpy(bytes, data, length);
    }
    if (status == napi_ok && result_data != NULL) {
        *result_data = bytes;
    }
    return status;
}

static napi_status buffer_over(napi_env env, js_value buffer, size_t offset, size_t len, napi_value *result)
{
    js_value args[] = {buffer, js_number((double)offset), js_number((double)len)};
    return napi__hook_out(env, HOOK_BUFFER_OVER, 3, args, result);
}

napi_status napi_create_external_buffer(napi_env env, size_t length, void *data,
                                        node_api_basic_finalize finalize_cb, void *finalize_hint,
                                        napi_value *result)
{
    js_value buffer = JS_UNDEFINED;
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    napi_status status = external_new(env, data, length, (napi_finalize)finalize_cb, finalize_hint, &buffer);
    if (status == napi_ok && data == NULL) { // its memory is gone
        js_value none = js_int32(0);
        return napi__hook_out(env, HOOK_BUFFER, 1, &none, result);
    }
    return status == napi_ok ? buffer_over(env, buffer, 0, length, result) : status;
}

napi_status node_api_create_buffer_from_arraybuffer(napi_env env, napi_value arraybuffer, size_t byte_offset,
                                                    size_t byte_length, napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, arraybuffer);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, is_buffer_class(napi__class_of(env, napi__in(arraybuffer))), napi_arraybuffer_expected);
    size_t room;
    bytes_out(env, napi__in(arraybuffer), NULL, &room);
    if (byte_offset > room || byte_length > room - byte_offset) {
        napi_throw_range_error(env, "ERR_OUT_OF_RANGE", "The byte offset + length is out of range");
        return napi__status(env, napi_pending_exception);
    }
    return buffer_over(env, napi__in(arraybuffer), byte_offset, byte_length, result);
}

// As Node has it, every view is one.
napi_status napi_is_buffer(napi_env env, napi_value value, bool *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    napi_class class_ = napi__class_of(env, napi__in(value));
    *result = class_ == CLASS_TYPED_ARRAY || class_ == CLASS_DATA_VIEW;
    return napi__status(env, napi_ok);
}

napi_status napi_get_buffer_info(napi_env env, napi_value value, void **data, size_t *length)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    js_value v = napi__in(value);
    napi_class class_ = napi__class_of(env, v);
    NAPI_NEEDS(env, class_ == CLASS_TYPED_ARRAY || class_ == CLASS_DATA_VIEW, napi_invalid_arg);
    bytes_out(env, v, data, length);
    return napi__status(env, napi_ok);
}

// ---- memory ---------------------------------------------------------------------------------------------------------

napi_status napi_adjust_external_memory(node_api_basic_env basic, int64_t change_in_bytes,
                                        int64_t *adjusted_value)
{
    napi_env env = (napi_env)basic;
    NAPI_NEEDS_ENV(env);
    NAPI_NEEDS_ARGUMENT(env, adjusted_value);
    env->room->external_bytes += change_in_bytes;
    if (change_in_bytes > 0) {
        js_report_memory(env->ctx, (size_t)change_in_bytes);
    }
    *adjusted_value = env->room->external_bytes;
    return napi__status(env, napi_ok);
}
