// SPDX-License-Identifier: MIT
//
// The C half of TextDecoder. UTF-8 and the single-byte encodings keep no state here (the JavaScript half carries a character cut in two from one
// call to the next); those of two bytes and more have a decoder each.
#include "engine/engine.h"

#include "base/utf.h"
#include "node/encoding/double_byte.h"
#include "node/encoding/single_byte.h"

#include <errno.h>
#include <stdlib.h>

static bool part_get(js_context ctx, js_value v, js_bytes *out, js_value *exception)
{
    if (js_bytes_peek(ctx, v, out) != 0) {
        js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "argument must be bytes");
        return false;
    }
    return true;
}

static js_value checked(js_context ctx, js_value v, js_value *exception)
{
    return v == NULL ? js_throw_out_of_memory(ctx, exception) : v;
}

// (bytes, start, fatal) -> text, or undefined where `fatal` and the bytes are not well formed
JS_FUNCTION(encoding_decode_utf8)
{
    js_bytes all;
    if (!part_get(ctx, js_arg(argc, argv, 0), &all, exception)) {
        return JS_UNDEFINED;
    }
    int64_t start = js_arg_int64(argc, argv, 1);
    size_t from = start > 0 ? (size_t)start : 0;
    from = from < all.len ? from : all.len;
    const char *text = all.data == NULL ? "" : (const char *)all.data + from;
    if (js_arg_true(argc, argv, 2) && !utf8_is_valid(text, all.len - from)) {
        return JS_UNDEFINED;
    }
    return checked(ctx, js_string_utf8(ctx, text, all.len - from), exception);
}

// (name, Uint16Array of 256) fills in the table of a single-byte encoding
JS_FUNCTION(encoding_single_byte_table)
{
    js_utf8 name;
    js_bytes table;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) != 0) {
        return JS_UNDEFINED;
    }
    if (part_get(ctx, js_arg(argc, argv, 1), &table, exception) && table.len == 256 * sizeof(uint16_t)) {
        int rc = single_byte_table(name.bytes, (uint16_t *)(void *)table.data);
        if (rc != 0) {
            js_throw_range_error(ctx, exception, "ERR_ENCODING_NOT_SUPPORTED",
                                 "The \"%s\" encoding is not supported", name.bytes);
        }
    }
    js_utf8_deinit(&name);
    return JS_UNDEFINED;
}

// (bytes, table, fatal) -> text, or undefined where `fatal` and a byte means nothing
JS_FUNCTION(encoding_decode_single_byte)
{
    js_bytes bytes, table_bytes;
    if (!part_get(ctx, js_arg(argc, argv, 0), &bytes, exception) ||
        !part_get(ctx, js_arg(argc, argv, 1), &table_bytes, exception) ||
        table_bytes.len != 256 * sizeof(uint16_t)) {
        return JS_UNDEFINED;
    }
    if (utf8_is_ascii(bytes.data, bytes.len)) {
        return checked(ctx, js_string_latin1(ctx, bytes.data, bytes.len), exception);
    }
    const uint16_t *table = (const uint16_t *)(const void *)table_bytes.data;
    uint16_t *units = malloc(bytes.len * sizeof *units);
    if (units == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    bool replaced = false;
    for (size_t i = 0; i < bytes.len; i++) {
        units[i] = table[bytes.data[i]];
        replaced |= units[i] == UTF_REPLACEMENT;
    }
    js_value v = JS_UNDEFINED;
    if (!replaced || !js_arg_true(argc, argv, 2)) {
        v = checked(ctx, js_string_utf16(ctx, units, bytes.len), exception);
    }
    free(units);
    return v;
}

// ---- encodings of several bytes -------------------------------------------------------------------------------------

static void decoder_free(void *decoder)
{
    double_byte_decoder_free(decoder);
}

static const js_native_type decoder_type = {"DoubleByteDecoder", decoder_free};

// (name) -> decoder
JS_FUNCTION(encoding_decoder_new)
{
    js_utf8 name;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) != 0) {
        return JS_UNDEFINED;
    }
    js_value result = JS_UNDEFINED;
    double_byte_decoder *decoder;
    int rc = double_byte_decoder_new(name.bytes, &decoder);
    if (rc == 0) {
        result = js_native_new(ctx, &decoder_type, decoder);
    } else if (rc == -ENOMEM) {
        js_throw_out_of_memory(ctx, exception);
    } else {
        js_throw_range_error(ctx, exception, "ERR_ENCODING_NOT_SUPPORTED",
                             "The \"%s\" encoding is not supported", name.bytes);
    }
    js_utf8_deinit(&name);
    return result;
}

// (decoder, bytes, flush, fatal) -> text, or undefined where `fatal` and the bytes are in error
JS_FUNCTION(encoding_decoder_decode)
{
    double_byte_decoder *decoder = js_native_get(ctx, js_arg(argc, argv, 0), &decoder_type);
    js_bytes bytes;
    if (decoder == NULL || !part_get(ctx, js_arg(argc, argv, 1), &bytes, exception)) {
        return JS_UNDEFINED;
    }
    uint16_t *units = malloc(double_byte_decode_room(bytes.len) * sizeof *units);
    if (units == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    bool replaced = false;
    js_value result = JS_UNDEFINED;
    size_t count =
        double_byte_decode(decoder, bytes.data, bytes.len, js_arg_true(argc, argv, 2), units, &replaced);
    if (!replaced || !js_arg_true(argc, argv, 3)) {
        result = checked(ctx, js_string_utf16(ctx, units, count), exception);
    }
    free(units);
    return result;
}

static const js_function_spec encoding_functions[] = {
    {"decodeUtf8", encoding_decode_utf8, 3, "decodeUtf8(bytes, start, fatal) -> string or undefined"},
    {"singleByteTable", encoding_single_byte_table, 2, "singleByteTable(name, Uint16Array)"},
    {"decodeSingleByte", encoding_decode_single_byte, 3,
     "decodeSingleByte(bytes, table, fatal) -> string or undefined"},
    {"decoderNew", encoding_decoder_new, 1, "decoderNew(name) -> decoder"},
    {"decoderDecode", encoding_decoder_decode, 4,
     "decoderDecode(decoder, bytes, flush, fatal) -> string or undefined"},
    {0},
};

const js_binding_spec node_encoding_binding = {"encoding", encoding_functions, NULL};
