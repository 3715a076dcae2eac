// SPDX-License-Identifier: MIT
//
// Values that cross between SQLite and JavaScript. NULL is null, integers and reals are numbers (or integers bigints), texts strings, blobs
// Uint8Arrays of their own.
#include "node/sqlite/sqlite.h"

#include <stdlib.h>

#define SAFE_INTEGER INT64_C(9007199254740991)

static js_value integer_out(js_context ctx, int64_t i, bool big, js_value *exception)
{
    if (big) {
        return js_bigint_new(ctx, i);
    }
    if (i < -SAFE_INTEGER || i > SAFE_INTEGER) {
        LITE_FAIL(js_throw_range_error, "ERR_OUT_OF_RANGE",
                  "Value is too large to be represented as a JavaScript number: %lld", (long long)i);
        return NULL;
    }
    return js_number((double)i);
}

static js_value blob_out(js_context ctx, sqlite3_value *value, js_value *exception)
{
    const void *from = lite.sqlite3_value_blob(value);
    size_t len = (size_t)lite.sqlite3_value_bytes(value);
    void *bytes = malloc(len == 0 ? 1 : len);
    if (bytes == NULL || (from == NULL && len > 0)) {
        free(bytes);
        js_throw_out_of_memory(ctx, exception);
        return NULL;
    }
    if (len > 0) {
        memcpy(bytes, from, len);
    }
    return js_uint8_array_adopt(ctx, bytes, len, exception);
}

js_value sqlite_value_out(js_context ctx, sqlite3_value *value, bool big_integers, js_value *exception)
{
    js_value v;
    switch (lite.sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        v = integer_out(ctx, lite.sqlite3_value_int64(value), big_integers, exception);
        break;
    case SQLITE_FLOAT:
        v = js_number(lite.sqlite3_value_double(value));
        break;
    case SQLITE_TEXT: {
        const char *text = (const char *)lite.sqlite3_value_text(value);
        size_t len = (size_t)lite.sqlite3_value_bytes(value);
        v = text == NULL ? NULL : js_string_utf8(ctx, text, len);
        break;
    }
    case SQLITE_BLOB:
        v = blob_out(ctx, value, exception);
        break;
    default:
        return JS_NULL;
    }
    if (*exception != NULL) {
        return NULL;
    }
    if (v == NULL) {
        js_throw_out_of_memory(ctx, exception);
    }
    return v;
}

bool sqlite_is_ascii(const uint8_t *bytes, size_t len)
{
    uint64_t high = 0;
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof word);
        high |= word;
    }
    for (; i < len; i++) {
        high |= bytes[i];
    }
    return (high & UINT64_C(0x8080808080808080)) == 0;
}

int sqlite_text_init(js_context ctx, js_value v, sqlite_text *out, js_value *exception)
{
    *out = (sqlite_text){0};
    if (js_text_init(ctx, v, &out->text, exception) != 0) {
        return -1;
    }
    const js_text *text = &out->text;
    if (text->len == 0) {
        out->bytes = "";
        return 0;
    }
    if (text->latin1 != NULL && sqlite_is_ascii(text->latin1, text->len)) {
        out->bytes = (const char *)text->latin1;
        out->len = text->len;
        return 0;
    }
    size_t room = js_text_utf8_length(text);
    out->owned = malloc(room + 1);
    if (out->owned == NULL) {
        js_text_deinit(&out->text);
        js_throw_out_of_memory(ctx, exception);
        return -1;
    }
    out->len = js_text_to_utf8(text, out->owned, room);
    out->bytes = out->owned;
    return 0;
}

void sqlite_text_deinit(sqlite_text *text)
{
    js_text_deinit(&text->text);
    free(text->owned);
    text->owned = NULL;
}

bool sqlite_view_bytes(js_context ctx, js_value v, js_bytes *out)
{
    if (js_uint8_peek(v, out)) {
        return true;
    }
    js_value ignored = NULL;
    js_object object = js_object_of(ctx, v);
    return object != NULL && js_bytes_peek(ctx, v, out) == 0 &&
           js_object_of(ctx, js_get(ctx, object, "buffer", &ignored)) != NULL;
}
