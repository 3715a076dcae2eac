// SPDX-License-Identifier: MIT
//
// The C half of `buffer`: strings to bytes and back. The JavaScript half has checked every argument, does what is short itself, and
// passes offsets that lie within the bytes; they are clamped here again, so that no mistake there reads or writes elsewhere.
#include "base/base64.h"
#include "base/hex.h"
#include "base/utf.h"
#include "node/buffer/buffer.h"
#include "node/buffer/encoding.h"

#include <errno.h>
#include <stdlib.h>

static const double PART_MAX = 1ull << 40; // beyond what any array has

// The part [start, end) of the bytes of argument `index`, clamped. False, with `*exception` set, where that is none.
bool buffer_part_get(js_context ctx, js_value v, double start, double end, js_bytes *out, js_value *exception)
{
    js_bytes all;
    if (js_bytes_peek(ctx, v, &all) != 0) {
        js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "argument must be a buffer");
        return false;
    }
    double len = (double)all.len;
    size_t from = start > 0 ? (size_t)(start < len ? start : len) : 0;
    size_t to = end > 0 ? (size_t)(end < len ? end : len) : 0;
    out->data = all.data == NULL ? NULL : all.data + from;
    out->len = to > from ? to - from : 0;
    return true;
}

// ---- bytes to strings -----------------------------------------------------------------------------------------------

static js_value utf16_slice(js_context ctx, js_value blank, const js_bytes *part)
{
    size_t len = part->len / 2;
    void *room = js_string_room_wide(blank, len);
    if (room != NULL && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) {
        memcpy(room, part->data, len * 2);
        return blank;
    }
    uint16_t *units = malloc(len * sizeof *units + 1);
    if (units == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        units[i] = (uint16_t)(part->data[2 * i] | part->data[2 * i + 1] << 8);
    }
    js_value v = js_string_utf16(ctx, units, len);
    free(units);
    return v;
}

static size_t digits_length(const js_bytes *part, buffer_encoding encoding)
{
    switch (encoding) {
    case BUFFER_HEX:
        return part->len * 2;
    case BUFFER_BASE64:
        return base64_encoded_length(part->len, BASE64_STANDARD);
    case BUFFER_BASE64URL:
        return base64_encoded_length(part->len, BASE64_URL);
    default:
        return part->len;
    }
}

static void digits_write(const js_bytes *part, buffer_encoding encoding, uint8_t *out)
{
    switch (encoding) {
    case BUFFER_HEX:
        hex_encode(part->data, part->len, out);
        break;
    case BUFFER_BASE64:
        base64_encode(part->data, part->len, out, BASE64_STANDARD);
        break;
    case BUFFER_BASE64URL:
        base64_encode(part->data, part->len, out, BASE64_URL);
        break;
    case BUFFER_ASCII:
        for (size_t i = 0; i < part->len; i++) {
            out[i] = part->data[i] & 0x7f;
        }
        break;
    default:
        if (part->len > 0) {
            memcpy(out, part->data, part->len);
        }
        break;
    }
}

static js_value digits_slice(js_context ctx, js_value blank, const js_bytes *part, buffer_encoding encoding)
{
    size_t len = digits_length(part, encoding);
    uint8_t *room = js_string_room(blank, len);
    if (room != NULL) {
        digits_write(part, encoding, room);
        return blank;
    }
    uint8_t *chars = malloc(len + 1);
    if (chars == NULL) {
        return NULL;
    }
    digits_write(part, encoding, chars);
    js_value v = js_string_latin1(ctx, chars, len);
    free(chars);
    return v;
}

// (blank, encoding, buffer, start, end): the text. `blank` is for js_string_room.
JS_FUNCTION(buffer_slice)
{
    js_bytes part;
    if (!buffer_part_get(ctx, js_arg(argc, argv, 2), js_arg_number(argc, argv, 3, 0),
                         js_arg_number(argc, argv, 4, 0), &part, exception)) {
        return JS_UNDEFINED;
    }
    js_value blank = argv[0];
    buffer_encoding encoding = (buffer_encoding)js_arg_int32(argc, argv, 1);
    // Making the string may collect, but the argument keeps the bytes.
    js_value v = encoding == BUFFER_UTF8 ? js_string_utf8_into(ctx, blank, (const char *)part.data, part.len)
                 : encoding == BUFFER_UTF16LE ? utf16_slice(ctx, blank, &part)
                                              : digits_slice(ctx, blank, &part, encoding);
    return v == NULL ? js_throw_out_of_memory(ctx, exception) : v;
}

// ---- strings to bytes -----------------------------------------------------------------------------------------------

// (encoding, buffer, string, start, end) -> bytes written
JS_FUNCTION(buffer_write)
{
    js_text text;
    if (js_text_init(ctx, js_arg(argc, argv, 2), &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    js_bytes part;
    int64_t written = 0;
    if (buffer_part_get(ctx, js_arg(argc, argv, 1), js_arg_number(argc, argv, 3, 0),
                        js_arg_number(argc, argv, 4, 0), &part, exception)) {
        written = buffer_text_write(&text, (buffer_encoding)js_arg_int32(argc, argv, 0), part.data, part.len);
    }
    js_text_deinit(&text);
    return written < 0 ? js_throw_out_of_memory(ctx, exception) : js_number((double)written);
}

JS_FUNCTION(buffer_byte_length_utf8)
{
    js_text text;
    if (js_text_init(ctx, js_arg(argc, argv, 0), &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    size_t len = js_text_utf8_length(&text);
    js_text_deinit(&text);
    return js_number((double)len);
}

// (string, buffer, results): TextEncoder's encodeInto. results[0] is how many units were read, results[1] how many bytes written.
JS_FUNCTION(buffer_encode_into)
{
    js_text text;
    if (js_text_init(ctx, js_arg(argc, argv, 0), &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    js_bytes part, results;
    size_t read = 0, written = 0;
    if (buffer_part_get(ctx, js_arg(argc, argv, 1), 0, INFINITY, &part, exception) &&
        buffer_part_get(ctx, js_arg(argc, argv, 2), 0, INFINITY, &results, exception) &&
        results.len >= 2 * sizeof(double)) {
        if (text.latin1 != NULL) {
            written = latin1_to_utf8_bounded(text.latin1, text.len, part.data, part.len, &read);
        } else if (text.len > 0) {
            written = utf16_to_utf8_bounded(text.units, text.len, part.data, part.len, &read);
        }
        double pair[2] = {(double)read, (double)written};
        memcpy(results.data, pair, sizeof pair);
    }
    js_text_deinit(&text);
    return JS_UNDEFINED;
}

// ---- atob and btoa --------------------------------------------------------------------------------------------------

// (string, blank): the text, or undefined where a character is above U+00FF. `blank` is for js_string_room.
JS_FUNCTION(buffer_btoa)
{
    js_text text;
    if (js_text_init(ctx, js_arg(argc, argv, 0), &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    js_value result = JS_UNDEFINED;
    uint8_t *bytes = NULL;
    size_t len = base64_encoded_length(text.len, BASE64_STANDARD);
    uint8_t *room = js_string_room(js_arg(argc, argv, 1), len);
    uint8_t *chars = room == NULL ? malloc(len + 1) : NULL;
    if (text.latin1 == NULL && text.len > 0) {
        if (!utf16_is_latin1(text.units, text.len)) {
            goto out;
        }
        bytes = malloc(text.len);
        if (bytes != NULL) {
            utf16_to_latin1(text.units, text.len, bytes);
        }
    }
    if ((room == NULL && chars == NULL) || (bytes == NULL && text.latin1 == NULL && text.len > 0)) {
        result = js_throw_out_of_memory(ctx, exception);
        goto out;
    }
    base64_encode(bytes != NULL ? bytes : text.latin1, text.len, room != NULL ? room : chars,
                  BASE64_STANDARD);
    result = room != NULL ? argv[1] : js_string_latin1(ctx, chars, len);
out:
    free(chars);
    free(bytes);
    js_text_deinit(&text);
    return result;
}

// The text, or undefined where the string is not what atob accepts.
JS_FUNCTION(buffer_atob)
{
    js_text text;
    if (js_text_init(ctx, js_arg(argc, argv, 0), &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    js_value result = JS_UNDEFINED;
    uint8_t *narrow = NULL;
    uint8_t *bytes = malloc(text.len + 1);
    size_t len;
    if (text.latin1 == NULL && text.len > 0) {
        if (!utf16_is_latin1(text.units, text.len)) {
            goto out;
        }
        narrow = malloc(text.len);
        if (narrow != NULL) {
            utf16_to_latin1(text.units, text.len, narrow);
        }
    }
    if (bytes == NULL || (narrow == NULL && text.latin1 == NULL && text.len > 0)) {
        result = js_throw_out_of_memory(ctx, exception);
        goto out;
    }
    if (base64_decode_forgiving(narrow != NULL ? narrow : text.latin1, text.len, bytes, &len) == 0) {
        result = js_string_latin1(ctx, bytes, len);
    }
out:
    free(narrow);
    free(bytes);
    js_text_deinit(&text);
    return result;
}

// (size) -> a Uint8Array whose bytes are whatever was there
JS_FUNCTION(buffer_uninitialized)
{
    double size = js_arg_number(argc, argv, 0, 0);
    void *bytes = size >= 0 && size <= 4294967296.0 ? malloc(size > 0 ? (size_t)size : 1) : NULL;
    if (bytes == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    return js_uint8_array_adopt(ctx, bytes, (size_t)size, exception);
}

// A text's bytes in memory of their own. Owns: the caller. NULL where memory is short.
static uint8_t *text_bytes(const js_text *text, buffer_encoding encoding, size_t *len)
{
    // One look at what is mostly ASCII instead of two.
    bool plain = encoding == BUFFER_UTF8 && text->latin1 != NULL && utf8_is_ascii(text->latin1, text->len);
    *len = plain ? text->len : buffer_text_size(text, encoding);
    uint8_t *bytes = malloc(*len + 1);
    if (bytes != NULL && plain) {
        memcpy(bytes, text->latin1, text->len);
    } else if (bytes != NULL) {
        int64_t written = buffer_text_write(text, encoding, bytes, *len);
        *len = written < 0 ? 0 : (size_t)written;
    }
    return bytes;
}

// (string, encoding) -> a Uint8Array with the text's bytes, for long text in the encodings that need no memory to write
JS_FUNCTION(buffer_text_bytes)
{
    js_text text;
    if (js_text_init(ctx, js_arg(argc, argv, 0), &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    size_t len = 0;
    uint8_t *bytes = text_bytes(&text, (buffer_encoding)js_arg_int32(argc, argv, 1), &len);
    js_text_deinit(&text);
    return bytes == NULL ? js_throw_out_of_memory(ctx, exception)
                         : js_uint8_array_adopt(ctx, bytes, len, exception);
}

// ---- asking ---------------------------------------------------------------------------------------------------------

JS_FUNCTION(buffer_is_utf8)
{
    js_bytes part;
    bool ok = buffer_part_get(ctx, js_arg(argc, argv, 0), 0, INFINITY, &part, exception);
    return js_bool(ok && utf8_is_valid(part.data, part.len));
}

JS_FUNCTION(buffer_is_ascii)
{
    js_bytes part;
    bool ok = buffer_part_get(ctx, js_arg(argc, argv, 0), 0, INFINITY, &part, exception);
    return js_bool(ok && utf8_is_ascii(part.data, part.len));
}

JS_FUNCTION(buffer_same_shape)
{
    return js_bool(js_same_shape(js_arg(argc, argv, 0), js_arg(argc, argv, 1)));
}

// (view, like, plain): the view, or undefined where it could not be done
JS_FUNCTION(buffer_become)
{
    js_value v = js_arg(argc, argv, 0);
    return js_become(v, js_arg(argc, argv, 1), js_arg(argc, argv, 2)) ? v : JS_UNDEFINED;
}

// ---- parts ----------------------------------------------------------------------------------------------------------

// An argument that is a size; SIZE_MAX where it is none.
static inline size_t size_of(js_value v)
{
    if (js_is_int32(v)) {
        int32_t i = (int32_t)(uint32_t)JS_BITS(v);
        return i >= 0 ? (size_t)i : SIZE_MAX;
    }
    double d = js_number_or(v, -1);
    return d >= 0 && d <= PART_MAX ? (size_t)d : SIZE_MAX;
}

// (like, plain, fresh, of, start, length): `fresh` as a view of a part of `of`, or undefined where it could not be done
JS_FUNCTION(buffer_part)
{
    return argc == 6 && js_uint8_part(argv, argv[2], argv[3], size_of(argv[4]), size_of(argv[5]))
               ? argv[2]
               : JS_UNDEFINED;
}

// The bytes of `of` from `start` on.
static bool room_get(js_value of, size_t start, js_bytes *room)
{
    js_bytes all;
    if (!js_uint8_peek(of, &all) || start > all.len) {
        return false;
    }
    *room = (js_bytes){all.data + start, all.len - start};
    return true;
}

// (like, plain, fresh, of, start, string, encoding): writes the text to the bytes of `of` from `start` on, as much as there is room for, and makes `fresh` a view
// of what was written; undefined where that could not be done
JS_FUNCTION(buffer_part_of_text)
{
    js_bytes room;
    js_text text;
    if (argc != 7 || js_text_init(ctx, argv[5], &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    bool made = false;
    size_t start = size_of(argv[4]);
    if (room_get(argv[3], start, &room)) {
        int64_t written =
            buffer_text_write(&text, (buffer_encoding)js_number_or(argv[6], 0), room.data, room.len);
        made = written >= 0 && js_uint8_part(argv, argv[2], argv[3], start, (size_t)written);
    }
    js_text_deinit(&text);
    return made ? argv[2] : JS_UNDEFINED;
}

// (like, plain, fresh, of, start, bytes): the same with a copy of bytes, for which there is room
JS_FUNCTION(buffer_part_of_bytes)
{
    js_bytes room, bytes;
    if (argc != 6 || !js_uint8_peek(argv[5], &bytes) || !room_get(argv[3], size_of(argv[4]), &room) ||
        bytes.len > room.len) {
        return JS_UNDEFINED;
    }
    if (bytes.len > 0) {
        memmove(room.data, bytes.data, bytes.len);
    }
    return js_uint8_part(argv, argv[2], argv[3], size_of(argv[4]), bytes.len) ? argv[2] : JS_UNDEFINED;
}

static const js_function_spec buffer_functions[] = {
    {"part", buffer_part, 6, "part(like, plain, fresh, of, start, length) -> view or undefined"},
    {"partOfText", buffer_part_of_text, 7,
     "partOfText(like, plain, fresh, of, start, string, encoding) -> view or undefined"},
    {"partOfBytes", buffer_part_of_bytes, 6,
     "partOfBytes(like, plain, fresh, of, start, bytes) -> view or undefined"},
    {"slice", buffer_slice, 5, "slice(blank, encoding, buffer, start, end) -> string"},
    {"write", buffer_write, 5, "write(encoding, buffer, string, start, end) -> bytes written"},
    {"byteLengthUtf8", buffer_byte_length_utf8, 1, "byteLengthUtf8(string) -> bytes"},
    {"encodeInto", buffer_encode_into, 3, "encodeInto(string, buffer, results)"},
    {"btoa", buffer_btoa, 2, "btoa(string, blank) -> string or undefined"},
    {"atob", buffer_atob, 1, "atob(string) -> string or undefined"},
    {"uninitialized", buffer_uninitialized, 1, "uninitialized(size) -> Uint8Array"},
    {"textBytes", buffer_text_bytes, 2, "textBytes(string, encoding) -> Uint8Array"},
    {"become", buffer_become, 3, "become(view, like, plain) -> view or undefined"},
    {"sameShape", buffer_same_shape, 2, "sameShape(a, b) -> boolean"},
    {"isUtf8", buffer_is_utf8, 1, "isUtf8(buffer) -> boolean"},
    {"isAscii", buffer_is_ascii, 1, "isAscii(buffer) -> boolean"},
    {0},
};

static int buffer_init(js_context ctx, js_object binding)
{
    js_functions_add(ctx, binding, buffer_search_functions);
    return 0;
}

const js_binding_spec node_buffer_binding = {"buffer", buffer_functions, buffer_init};
