// SPDX-License-Identifier: MIT
//
// Primitive values and text, both ways.
#include "napi/environment.h"

#include <math.h>
#include <string.h>

// ---- out ------------------------------------------------------------------------------------------------------------

static napi_status give(napi_env env, js_value v, napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    return napi__out(env, v, result);
}

napi_status napi_get_undefined(napi_env env, napi_value *result)
{
    return give(env, JS_UNDEFINED, result);
}

napi_status napi_get_null(napi_env env, napi_value *result)
{
    return give(env, JS_NULL, result);
}

napi_status napi_get_boolean(napi_env env, bool value, napi_value *result)
{
    return give(env, js_bool(value), result);
}

napi_status napi_create_double(napi_env env, double value, napi_value *result)
{
    return give(env, js_number(value), result);
}

napi_status napi_create_int32(napi_env env, int32_t value, napi_value *result)
{
    return give(env, js_int32(value), result);
}

napi_status napi_create_uint32(napi_env env, uint32_t value, napi_value *result)
{
    return give(env, js_number(value), result);
}

napi_status napi_create_int64(napi_env env, int64_t value, napi_value *result)
{
    return give(env, js_number((double)value), result);
}

napi_status napi_get_global(napi_env env, napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    return give(env, js_global(env->ctx), result);
}

// The length of text in units of `unit` bytes; false where there is none to speak of.
static bool text_length(const void *text, size_t *length, size_t unit)
{
    if (text == NULL) {
        return *length == 0;
    }
    if (*length == NAPI_AUTO_LENGTH) {
        size_t n = 0;
        if (unit == 1) {
            n = strlen(text);
        } else {
            for (const uint16_t *p = text; p[n] != 0; n++) {
            }
        }
        *length = n;
    }
    return *length <= INT32_MAX;
}

napi_status napi_create_string_latin1(napi_env env, const char *str, size_t length, napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, text_length(str, &length, 1), napi_invalid_arg);
    return napi__out(env, js_string_latin1(env->ctx, (const uint8_t *)(str == NULL ? "" : str), length),
                     result);
}

napi_status napi_create_string_utf8(napi_env env, const char *str, size_t length, napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, text_length(str, &length, 1), napi_invalid_arg);
    return napi__out(env, js_string_utf8(env->ctx, str == NULL ? "" : str, length), result);
}

napi_status napi_create_string_utf16(napi_env env, const char16_t *str, size_t length, napi_value *result)
{
    static const uint16_t nothing[1];
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, text_length(str, &length, 2), napi_invalid_arg);
    return napi__out(env, js_string_utf16(env->ctx, str == NULL ? nothing : str, length), result);
}

napi_status node_api_create_property_key_latin1(napi_env env, const char *str, size_t length,
                                                napi_value *result)
{
    return napi_create_string_latin1(env, str, length, result);
}

napi_status node_api_create_property_key_utf8(napi_env env, const char *str, size_t length,
                                              napi_value *result)
{
    return napi_create_string_utf8(env, str, length, result);
}

napi_status node_api_create_property_key_utf16(napi_env env, const char16_t *str, size_t length,
                                               napi_value *result)
{
    return napi_create_string_utf16(env, str, length, result);
}

// The engine copies text, which the interface allows and `copied` tells; the module's memory is given back at once.
static napi_status give_back(napi_env env, napi_status status, void *text, node_api_basic_finalize finalize,
                             void *hint, bool *copied)
{
    if (status == napi_ok) {
        if (copied != NULL) {
            *copied = true;
        }
        if (finalize != NULL) {
            finalize(env, text, hint);
        }
    }
    return status;
}

napi_status node_api_create_external_string_latin1(napi_env env, char *str, size_t length,
                                                   node_api_basic_finalize finalize_callback,
                                                   void *finalize_hint, napi_value *result, bool *copied)
{
    return give_back(env, napi_create_string_latin1(env, str, length, result), str, finalize_callback,
                     finalize_hint, copied);
}

napi_status node_api_create_external_string_utf16(napi_env env, char16_t *str, size_t length,
                                                  node_api_basic_finalize finalize_callback,
                                                  void *finalize_hint, napi_value *result, bool *copied)
{
    return give_back(env, napi_create_string_utf16(env, str, length, result), str, finalize_callback,
                     finalize_hint, copied);
}

napi_status napi_create_symbol(napi_env env, napi_value description, napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value text = description == NULL ? JS_UNDEFINED : napi__in(description);
    NAPI_NEEDS(env, description == NULL || js_is_string(env->ctx, text), napi_string_expected);
    return napi__hook_out(env, HOOK_SYMBOL, 2, (js_value[]){text, JS_FALSE}, result);
}

napi_status node_api_symbol_for(napi_env env, const char *utf8description, size_t length, napi_value *result)
{
    napi_value text;
    napi_status status = napi_create_string_utf8(env, utf8description, length, &text);
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    return status != napi_ok
               ? status
               : napi__hook_out(env, HOOK_SYMBOL, 2, (js_value[]){napi__in(text), JS_TRUE}, result);
}

// ---- in -------------------------------------------------------------------------------------------------------------

napi_status napi_typeof(napi_env env, napi_value value, napi_valuetype *result)
{
    static const napi_valuetype types[] = {
        [JS_TYPE_UNDEFINED] = napi_undefined, [JS_TYPE_NULL] = napi_null,
        [JS_TYPE_BOOLEAN] = napi_boolean,     [JS_TYPE_NUMBER] = napi_number,
        [JS_TYPE_STRING] = napi_string,       [JS_TYPE_SYMBOL] = napi_symbol,
        [JS_TYPE_BIGINT] = napi_bigint,       [JS_TYPE_OBJECT] = napi_object,
        [JS_TYPE_FUNCTION] = napi_function,
    };
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value v = napi__in(value);
    *result = types[js_type_of(env->ctx, v)];
    if (*result == napi_object && js_native_get(env->ctx, v, &napi__external_type) != NULL) {
        *result = napi_external;
    }
    return napi__status(env, napi_ok);
}

// The first lines of the number functions.
static napi_status number_in(napi_env env, napi_value value, const void *result, double *number)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, js_is_number(napi__in(value)), napi_number_expected);
    *number = js_number_or(napi__in(value), 0);
    return napi__status(env, napi_ok);
}

napi_status napi_get_value_double(napi_env env, napi_value value, double *result)
{
    return number_in(env, value, result, result);
}

// The low 32 bits, as the language converts.
static uint32_t low_bits(double d)
{
    if (!isfinite(d)) {
        return 0;
    }
    double rest = fmod(trunc(d), 4294967296.0);
    return (uint32_t)(rest < 0 ? rest + 4294967296.0 : rest);
}

napi_status napi_get_value_int32(napi_env env, napi_value value, int32_t *result)
{
    double d;
    napi_status status = number_in(env, value, result, &d);
    if (status == napi_ok) {
        *result = (int32_t)low_bits(d);
    }
    return status;
}

napi_status napi_get_value_uint32(napi_env env, napi_value value, uint32_t *result)
{
    double d;
    napi_status status = number_in(env, value, result, &d);
    if (status == napi_ok) {
        *result = low_bits(d);
    }
    return status;
}

napi_status napi_get_value_int64(napi_env env, napi_value value, int64_t *result)
{
    double d;
    napi_status status = number_in(env, value, result, &d);
    if (status == napi_ok) {
        const double beyond = 9223372036854775808.0;
        *result = !isfinite(d) ? 0 : d >= beyond ? INT64_MAX : d < -beyond ? INT64_MIN : (int64_t)d;
    }
    return status;
}

napi_status napi_get_value_bool(napi_env env, napi_value value, bool *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value v = napi__in(value);
    NAPI_NEEDS(env, v == JS_TRUE || v == JS_FALSE, napi_boolean_expected);
    *result = v == JS_TRUE;
    return napi__status(env, napi_ok);
}

// ---- text -----------------------------------------------------------------------------------------------------------

typedef enum encoding { LATIN1, UTF8, UTF16 } encoding;

static size_t text_size(const js_text *text, encoding as)
{
    return as == UTF8 ? js_text_utf8_length(text) : text->len;
}

// Writes as many units as there is room for; how many.
static size_t text_write(const js_text *text, encoding as, void *out, size_t room)
{
    if (as == UTF8) {
        return js_text_to_utf8(text, out, room);
    }
    size_t n = text->len < room ? text->len : room;
    for (size_t i = 0; i < n; i++) {
        uint16_t unit = text->latin1 != NULL ? text->latin1[i] : text->units[i];
        if (as == LATIN1) {
            ((uint8_t *)out)[i] = (uint8_t)unit;
        } else {
            ((uint16_t *)out)[i] = unit;
        }
    }
    return n;
}

static napi_status text_in(napi_env env, napi_value value, encoding as, void *buf, size_t bufsize,
                           size_t *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    js_value v = napi__in(value), exception = NULL;
    NAPI_NEEDS(env, js_is_string(env->ctx, v), napi_string_expected);
    NAPI_NEEDS(env, buf != NULL || result != NULL, napi_invalid_arg);
    js_text text;
    if (js_text_init(env->ctx, v, &text, &exception) < 0) {
        return napi__status(env, napi_generic_failure);
    }
    size_t n = 0;
    if (buf == NULL) {
        n = text_size(&text, as);
    } else if (bufsize != 0) {
        n = text_write(&text, as, buf, bufsize - 1);
        if (as == UTF16) {
            ((uint16_t *)buf)[n] = 0;
        } else {
            ((char *)buf)[n] = '\0';
        }
    }
    js_text_deinit(&text);
    if (result != NULL) {
        *result = n;
    }
    return napi__status(env, napi_ok);
}

napi_status napi_get_value_string_latin1(napi_env env, napi_value value, char *buf, size_t bufsize,
                                         size_t *result)
{
    return text_in(env, value, LATIN1, buf, bufsize, result);
}

napi_status napi_get_value_string_utf8(napi_env env, napi_value value, char *buf, size_t bufsize,
                                       size_t *result)
{
    return text_in(env, value, UTF8, buf, bufsize, result);
}

napi_status napi_get_value_string_utf16(napi_env env, napi_value value, char16_t *buf, size_t bufsize,
                                        size_t *result)
{
    return text_in(env, value, UTF16, buf, bufsize, result);
}

// ---- conversions ----------------------------------------------------------------------------------------------------

static napi_status coerce(napi_env env, napi_coercion to, napi_value value, napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, to != COERCE_OBJECT || !js_is_nullish(napi__in(value)), napi_object_expected);
    return napi__hook_out(env, HOOK_COERCE, 2, (js_value[]){js_int32(to), napi__in(value)}, result);
}

napi_status napi_coerce_to_bool(napi_env env, napi_value value, napi_value *result)
{
    return coerce(env, COERCE_BOOLEAN, value, result);
}

napi_status napi_coerce_to_number(napi_env env, napi_value value, napi_value *result)
{
    return coerce(env, COERCE_NUMBER, value, result);
}

napi_status napi_coerce_to_object(napi_env env, napi_value value, napi_value *result)
{
    return coerce(env, COERCE_OBJECT, value, result);
}

napi_status napi_coerce_to_string(napi_env env, napi_value value, napi_value *result)
{
    return coerce(env, COERCE_STRING, value, result);
}

napi_status napi_strict_equals(napi_env env, napi_value lhs, napi_value rhs, bool *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, lhs);
    NAPI_NEEDS_ARGUMENT(env, rhs);
    NAPI_NEEDS_ARGUMENT(env, result);
    *result = js_strict_equals(env->ctx, napi__in(lhs), napi__in(rhs));
    return napi__status(env, napi_ok);
}

// ---- dates ----------------------------------------------------------------------------------------------------------

napi_status napi_create_date(napi_env env, double time, napi_value *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value ms = js_number(time);
    return napi__hook_out(env, HOOK_DATE, 1, &ms, result);
}

napi_status napi_get_date_value(napi_env env, napi_value value, double *result)
{
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    js_value v = napi__in(value);
    NAPI_NEEDS(env, napi__class_of(env, v) == CLASS_DATE, napi_date_expected);
    if (!napi__hook(env, HOOK_DATE_VALUE, 1, &v, &v)) {
        return napi_pending_exception;
    }
    *result = js_number_or(v, NAN);
    return napi__status(env, napi_ok);
}

// ---- bigints --------------------------------------------------------------------------------------------------------

static napi_status bigint_out(napi_env env, bool negative, size_t count, const uint64_t *words,
                              napi_value *result)
{
    js_value bytes;
    js_bytes b;
    if (!napi__hook(env, HOOK_BUFFER, 1, (js_value[]){js_number((double)count * 8)}, &bytes)) {
        return napi_pending_exception;
    }
    NAPI_NEEDS(env, js_bytes_peek(env->ctx, bytes, &b) == 0 && b.len == count * 8, napi_generic_failure);
    if (count > 0) {
        memcpy(b.data, words, count * 8);
    }
    return napi__hook_out(env, HOOK_BIGINT, 2, (js_value[]){js_bool(negative), bytes}, result);
}

napi_status napi_create_bigint_int64(napi_env env, int64_t value, napi_value *result)
{
    uint64_t word = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    return bigint_out(env, value < 0, 1, &word, result);
}

napi_status napi_create_bigint_uint64(napi_env env, uint64_t value, napi_value *result)
{
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, result);
    return bigint_out(env, false, 1, &value, result);
}

napi_status napi_create_bigint_words(napi_env env, int sign_bit, size_t word_count, const uint64_t *words,
                                     napi_value *result)
{
    enum { WORDS_MAX = 1 << 24 }; // the engine's own limit is lower, and tells itself
    NAPI_MAY_RUN(env);
    NAPI_NEEDS_ARGUMENT(env, words);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS(env, word_count <= INT32_MAX, napi_invalid_arg);
    if (word_count > WORDS_MAX) {
        return napi_throw_range_error(env, NULL, "Maximum BigInt size exceeded") == napi_ok
                   ? napi__status(env, napi_pending_exception)
                   : napi_generic_failure;
    }
    return bigint_out(env, sign_bit != 0, word_count, words, result);
}

// The words of a bigint with its sign behind them; valid until JavaScript runs.
static napi_status bigint_in(napi_env env, napi_value value, const uint64_t **words, size_t *count,
                             bool *negative)
{
    js_value v = napi__in(value);
    js_bytes b;
    NAPI_NEEDS(env, js_type_of(env->ctx, v) == JS_TYPE_BIGINT, napi_bigint_expected);
    if (!napi__hook(env, HOOK_BIGINT_WORDS, 1, &v, &v)) {
        return napi_pending_exception;
    }
    NAPI_NEEDS(env, js_bytes_peek(env->ctx, v, &b) == 0 && b.len >= 8, napi_generic_failure);
    *words = (const uint64_t *)(const void *)b.data;
    *count = b.len / 8 - 1;
    *negative = (*words)[*count] != 0;
    return napi__status(env, napi_ok);
}

napi_status napi_get_value_bigint_int64(napi_env env, napi_value value, int64_t *result, bool *lossless)
{
    const uint64_t *words = NULL;
    size_t count = 0;
    bool negative = false;
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS_ARGUMENT(env, lossless);
    napi_status status = bigint_in(env, value, &words, &count, &negative);
    if (status == napi_ok) {
        uint64_t low = count > 0 ? words[0] : 0;
        *result = (int64_t)(negative ? 0 - low : low);
        *lossless = count <= 1 && low <= (uint64_t)INT64_MAX + negative;
    }
    return status;
}

napi_status napi_get_value_bigint_uint64(napi_env env, napi_value value, uint64_t *result, bool *lossless)
{
    const uint64_t *words = NULL;
    size_t count = 0;
    bool negative = false;
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, result);
    NAPI_NEEDS_ARGUMENT(env, lossless);
    napi_status status = bigint_in(env, value, &words, &count, &negative);
    if (status == napi_ok) {
        uint64_t low = count > 0 ? words[0] : 0;
        *result = negative ? 0 - low : low;
        *lossless = count <= 1 && !negative;
    }
    return status;
}

napi_status napi_get_value_bigint_words(napi_env env, napi_value value, int *sign_bit, size_t *word_count,
                                        uint64_t *words)
{
    const uint64_t *all = NULL;
    size_t count = 0;
    bool negative = false;
    NAPI_NEEDS_HEAP(env);
    NAPI_NEEDS_ARGUMENT(env, value);
    NAPI_NEEDS_ARGUMENT(env, word_count);
    NAPI_NEEDS(env, (sign_bit == NULL) == (words == NULL), napi_invalid_arg);
    napi_status status = bigint_in(env, value, &all, &count, &negative);
    if (status == napi_ok) {
        if (words != NULL) {
            size_t n = count < *word_count ? count : *word_count;
            memcpy(words, all, n * sizeof *words);
            *sign_bit = negative;
        }
        *word_count = count;
    }
    return status;
}
