// SPDX-License-Identifier: MIT
//
// The C half of `buffer`: comparing, finding, copying and swapping bytes.
#include "node/buffer/buffer.h"

#include "base/bytes_search.h"
#include "node/buffer/encoding.h"

#include <errno.h>
#include <stdlib.h>

// (a, aStart, aEnd, b, bStart, bEnd) -> -1, 0 or 1
JS_FUNCTION(buffer_compare)
{
    js_bytes a, b;
    if (!buffer_part_get(ctx, js_arg(argc, argv, 0), js_arg_number(argc, argv, 1, 0),
                         js_arg_number(argc, argv, 2, 0), &a, exception) ||
        !buffer_part_get(ctx, js_arg(argc, argv, 3), js_arg_number(argc, argv, 4, 0),
                         js_arg_number(argc, argv, 5, 0), &b, exception)) {
        return JS_UNDEFINED;
    }
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len == 0 ? 0 : memcmp(a.data, b.data, len);
    if (order == 0) {
        order = a.len < b.len ? -1 : a.len > b.len;
    }
    return js_int32(order < 0 ? -1 : order > 0);
}

// Where a search from `offset` begins, by Buffer's rules: negative offsets count from the end; beyond an end, a search in the direction of the
// bytes begins at that end. -1 where it cannot find anything.
static int64_t search_start(int64_t len, double offset, int64_t needle_len, bool forward)
{
    if (offset < 0) {
        if (offset + (double)len >= 0) {
            return len + (int64_t)offset;
        }
        return forward || needle_len == 0 ? 0 : -1;
    }
    if (offset + (double)needle_len <= (double)len) {
        return (int64_t)offset;
    }
    if (needle_len == 0) {
        return len;
    }
    return forward ? -1 : len - 1;
}

static int64_t find(const js_bytes *hay, const uint8_t *needle, size_t needle_len, double offset, size_t step,
                    bool forward)
{
    int64_t start = search_start((int64_t)hay->len, offset, (int64_t)needle_len, forward);
    if (needle_len == 0) {
        return start;
    }
    if (start < 0 || needle_len > hay->len || needle_len < step ||
        (forward && (size_t)start + needle_len > hay->len)) {
        return -1;
    }
    size_t from = (size_t)start - (size_t)start % step;
    size_t hay_len = hay->len - hay->len % step;
    needle_len -= needle_len % step;
    size_t place = forward ? bytes_find(hay->data, hay_len, needle, needle_len, from, step)
                           : bytes_find_last(hay->data, hay_len, needle, needle_len, from, step);
    return place == BYTES_NOT_FOUND ? -1 : (int64_t)place;
}

// (buffer, needle, offset, encoding, forward) -> index or -1. The needle is bytes.
JS_FUNCTION(buffer_index_of_bytes)
{
    js_bytes hay, needle;
    if (!buffer_part_get(ctx, js_arg(argc, argv, 0), 0, INFINITY, &hay, exception) ||
        !buffer_part_get(ctx, js_arg(argc, argv, 1), 0, INFINITY, &needle, exception)) {
        return JS_UNDEFINED;
    }
    size_t step = js_arg_int32(argc, argv, 3) == BUFFER_UTF16LE ? 2 : 1;
    return js_number((double)find(&hay, needle.data, needle.len, js_arg_number(argc, argv, 2, 0), step,
                                  js_arg_true(argc, argv, 4)));
}

// As above; the needle is a string in the encoding.
JS_FUNCTION(buffer_index_of_string)
{
    js_text text;
    if (js_text_init(ctx, js_arg(argc, argv, 1), &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    js_value result = JS_UNDEFINED;
    uint8_t small[256];
    uint8_t *needle = small;
    js_bytes hay;
    buffer_encoding encoding = (buffer_encoding)js_arg_int32(argc, argv, 3);
    size_t room = buffer_text_size(&text, encoding);
    if (!buffer_part_get(ctx, js_arg(argc, argv, 0), 0, INFINITY, &hay, exception)) {
        goto out;
    }
    if (room > sizeof small) {
        needle = malloc(room);
    }
    int64_t len = needle == NULL ? -ENOMEM : buffer_text_write(&text, encoding, needle, room);
    if (len < 0) {
        result = js_throw_out_of_memory(ctx, exception);
        goto out;
    }
    result = js_number((double)find(&hay, needle, (size_t)len, js_arg_number(argc, argv, 2, 0),
                                    encoding == BUFFER_UTF16LE ? 2 : 1, js_arg_true(argc, argv, 4)));
out:
    if (needle != small) {
        free(needle);
    }
    js_text_deinit(&text);
    return result;
}

// (source, start, end, target, targetStart) -> bytes copied; the two may overlap
JS_FUNCTION(buffer_copy)
{
    js_bytes source, target;
    if (!buffer_part_get(ctx, js_arg(argc, argv, 0), js_arg_number(argc, argv, 1, 0),
                         js_arg_number(argc, argv, 2, 0), &source, exception) ||
        !buffer_part_get(ctx, js_arg(argc, argv, 3), js_arg_number(argc, argv, 4, 0), INFINITY, &target,
                         exception)) {
        return JS_UNDEFINED;
    }
    size_t len = source.len < target.len ? source.len : target.len;
    if (len > 0) {
        memmove(target.data, source.data, len);
    }
    return js_number((double)len);
}

enum { NEAR = 4096 }; // bytes that are copied from the nearest cache

// ---- lists of bytes -------------------------------------------------------------------------------------------------

// (list) -> how many bytes the Uint8Arrays in an ordinary array have together; -1 where it is not such an array of these alone
JS_FUNCTION(buffer_list_length)
{
    size_t count, total = 0;
    const js_value *parts = js_elements_peek(js_arg(argc, argv, 0), &count);
    for (size_t i = 0; parts != NULL && i < count; i++) {
        js_bytes part;
        if (!js_uint8_peek(parts[i], &part)) {
            return js_int32(-1);
        }
        total += part.len;
    }
    return parts == NULL ? js_int32(-1) : js_number((double)total);
}

// (list, target) copies the parts of a list that buffer_list_length knew, as far as there is room; returns how many bytes that was.
JS_FUNCTION(buffer_list_copy)
{
    size_t count, done = 0;
    js_bytes target, part;
    const js_value *parts = js_elements_peek(js_arg(argc, argv, 0), &count);
    if (parts == NULL || !js_uint8_peek(js_arg(argc, argv, 1), &target)) {
        return js_int32(0);
    }
    for (size_t i = 0; i < count && done < target.len && js_uint8_peek(parts[i], &part); i++) {
        size_t len = part.len < target.len - done ? part.len : target.len - done;
        if (len > 0) {
            memmove(target.data + done, part.data, len);
        }
        done += len;
    }
    return js_number((double)done);
}

// Repeats the pattern over the bytes: once, then what is there doubled, and once that is some, the same again and again.
static void fill(uint8_t *bytes, size_t len, const uint8_t *pattern, size_t pattern_len)
{
    size_t done = pattern_len < len ? pattern_len : len;
    size_t most = pattern_len < NEAR ? NEAR - NEAR % pattern_len : pattern_len;
    memmove(bytes, pattern, done);
    while (done < len) {
        size_t more = done < most ? done : most;
        more = more < len - done ? more : len - done;
        memcpy(bytes + done, bytes, more);
        done += more;
    }
}

// (buffer, start, end, bytes) -> false where the bytes are none
JS_FUNCTION(buffer_fill_bytes)
{
    js_bytes part, pattern;
    if (!buffer_part_get(ctx, js_arg(argc, argv, 0), js_arg_number(argc, argv, 1, 0),
                         js_arg_number(argc, argv, 2, 0), &part, exception) ||
        !buffer_part_get(ctx, js_arg(argc, argv, 3), 0, INFINITY, &pattern, exception)) {
        return JS_UNDEFINED;
    }
    if (pattern.len > 0 && part.len > 0) {
        fill(part.data, part.len, pattern.data, pattern.len);
    }
    return js_bool(pattern.len > 0);
}

// (buffer, start, end, string, encoding) -> false where the string makes no bytes
JS_FUNCTION(buffer_fill_string)
{
    js_text text;
    if (js_text_init(ctx, js_arg(argc, argv, 3), &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    js_value result = JS_UNDEFINED;
    uint8_t small[256];
    uint8_t *pattern = small;
    js_bytes part;
    buffer_encoding encoding = (buffer_encoding)js_arg_int32(argc, argv, 4);
    size_t room = buffer_text_size(&text, encoding);
    if (!buffer_part_get(ctx, js_arg(argc, argv, 0), js_arg_number(argc, argv, 1, 0),
                         js_arg_number(argc, argv, 2, 0), &part, exception)) {
        goto out;
    }
    if (room > sizeof small) {
        pattern = malloc(room);
    }
    int64_t len = pattern == NULL ? -ENOMEM : buffer_text_write(&text, encoding, pattern, room);
    if (len < 0) {
        result = js_throw_out_of_memory(ctx, exception);
        goto out;
    }
    if (len > 0 && part.len > 0) {
        fill(part.data, part.len, pattern, (size_t)len);
    }
    result = js_bool(len > 0);
out:
    if (pattern != small) {
        free(pattern);
    }
    js_text_deinit(&text);
    return result;
}

// (buffer, width)
JS_FUNCTION(buffer_swap)
{
    js_bytes all;
    if (buffer_part_get(ctx, js_arg(argc, argv, 0), 0, INFINITY, &all, exception)) {
        size_t width = (size_t)js_arg_int32(argc, argv, 1);
        bytes_swap(all.data, all.len - all.len % width, width);
    }
    return JS_UNDEFINED;
}

const js_function_spec buffer_search_functions[] = {
    {"compare", buffer_compare, 6, "compare(a, aStart, aEnd, b, bStart, bEnd) -> -1, 0 or 1"},
    {"indexOfBytes", buffer_index_of_bytes, 5,
     "indexOfBytes(buffer, needle, offset, encoding, forward) -> index"},
    {"indexOfString", buffer_index_of_string, 5,
     "indexOfString(buffer, string, offset, encoding, forward) -> index"},
    {"copy", buffer_copy, 5, "copy(source, start, end, target, targetStart) -> bytes copied"},
    {"listLength", buffer_list_length, 1, "listLength(list) -> bytes or -1"},
    {"listCopy", buffer_list_copy, 2, "listCopy(list, target) -> bytes copied"},
    {"fillBytes", buffer_fill_bytes, 4, "fillBytes(buffer, start, end, bytes) -> boolean"},
    {"fillString", buffer_fill_string, 5, "fillString(buffer, start, end, string, encoding) -> boolean"},
    {"swap", buffer_swap, 2, "swap(buffer, width)"},
    {0},
};
