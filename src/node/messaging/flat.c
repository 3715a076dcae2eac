// SPDX-License-Identifier: MIT
//
// See flat.h.
#include "node/messaging/flat.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDE = 4,
    TEXT = 1,
    LEN_SHIFT = 3,
    ON_STACK = 256
}; // of a text's first word, which looks like an odd address

static bool make_room(flat *f, size_t words)
{
    if (f->count + words <= f->room) {
        return true;
    }
    size_t room = (f->count + words) * 2;
    uint64_t *grown = realloc(f->words, room * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    f->words = grown;
    f->room = room;
    return true;
}

static int add_text(js_context ctx, flat *f, js_value v)
{
    js_text text;
    if (js_text_init(ctx, v, &text, NULL) < 0) {
        return -ENOMEM;
    }
    size_t bytes = text.len * (text.units != NULL ? 2 : 1), words = (bytes + 7) / 8;
    int rc = make_room(f, words + 1) ? 0 : -ENOMEM;
    if (rc == 0) {
        f->words[f->count] = ((uint64_t)text.len << LEN_SHIFT) | (text.units != NULL ? WIDE : 0) | TEXT;
        if (bytes > 0) {
            f->words[f->count + words] = 0;
            memcpy(&f->words[f->count + 1],
                   text.units != NULL ? (const void *)text.units : (const void *)text.latin1, bytes);
        }
        f->count += words + 1;
        f->values++;
    }
    js_text_deinit(&text);
    return rc;
}

int flat_add(js_context ctx, flat *f, js_value v)
{
    if (v == NULL) {
        v = JS_UNDEFINED;
    }
    if (js_is_cell(v)) {
        return js_is_string(ctx, v) ? add_text(ctx, f, v) : -EINVAL;
    }
    if (!make_room(f, 1)) {
        return -ENOMEM;
    }
    f->words[f->count++] = JS_BITS(v);
    f->values++;
    return 0;
}

int flat_add_words(flat *f, const uint64_t *words, size_t count, size_t values)
{
    if (!make_room(f, count)) {
        return -ENOMEM;
    }
    if (count > 0) {
        memcpy(f->words + f->count, words, count * sizeof *words);
    }
    f->count += count;
    f->values += values;
    return 0;
}

static size_t text_words(uint64_t word)
{
    return ((size_t)(word >> LEN_SHIFT) * (word & WIDE ? 2 : 1) + 7) / 8;
}

size_t flat_size(const uint64_t *words, size_t values)
{
    size_t at = 0;
    for (size_t i = 0; i < values; i++) {
        uint64_t word = words[at++];
        at += js_is_cell((js_value)(uintptr_t)word) ? text_words(word) : 0;
    }
    return at;
}

void flat_deinit(flat *f)
{
    free(f->words);
    *f = (flat){0};
}

js_value flat_next(js_context ctx, const uint64_t **at)
{
    uint64_t word = *(*at)++;
    js_value v = (js_value)(uintptr_t)word;
    if (!js_is_cell(v)) {
        return v;
    }
    size_t len = (size_t)(word >> LEN_SHIFT);
    const uint64_t *text = *at;
    *at += text_words(word);
    return word & WIDE ? js_string_utf16(ctx, (const uint16_t *)(const void *)text, len)
                       : js_string_latin1(ctx, (const uint8_t *)text, len);
}

static bool has_texts(const uint64_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (js_is_cell((js_value)(uintptr_t)words[i])) {
            return true;
        }
    }
    return false;
}

js_value flat_array(js_context ctx, const uint64_t *words, size_t count)
{
    js_value values[ON_STACK];
    if (!has_texts(words, count)) {
        return js_array_new(ctx, count, (const js_value *)(const void *)words, NULL);
    }
    if (count <= ON_STACK) {
        for (size_t i = 0; i < count; i++) {
            values[i] = flat_next(ctx, &words);
        }
        return js_array_new(ctx, count, values, NULL);
    }
    js_lock(ctx);
    js_object list = js_array_new(ctx, 0, NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        js_set_index(ctx, list, (unsigned)i, flat_next(ctx, &words));
    }
    js_unlock(ctx);
    return list;
}
