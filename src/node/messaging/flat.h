// SPDX-License-Identifier: MIT
//
// Flat values: immediates and texts in words of 64 bits that mean the same in every VM. An immediate is one word, as the engine has it; a text is a
// word that no immediate is (its length and width), and its characters behind it, filled up to whole words.
#ifndef PROTOJS_NODE_FLAT_H
#define PROTOJS_NODE_FLAT_H

#include "engine/engine.h"

// Grows. Owns: its user, flat_deinit.
typedef struct flat {
    uint64_t *words;
    size_t count, room; // words
    size_t values;
} flat;

// Adds a value. Fails: -EINVAL (neither an immediate nor a text), -ENOMEM; then nothing was added.
int flat_add(js_context ctx, flat *f, js_value v) JS_MUST_USE;
// Adds `values` values that are flat already. Fails: -ENOMEM.
int flat_add_words(flat *f, const uint64_t *words, size_t count, size_t values) JS_MUST_USE;
void flat_deinit(flat *f);

// How many words `values` values are.
size_t flat_size(const uint64_t *words, size_t values);

// The value that begins at `*at`, which goes on behind it. NULL where memory is short.
js_value flat_next(js_context ctx, const uint64_t **at);
// An array of `count` values.
js_value flat_array(js_context ctx, const uint64_t *words, size_t count);

#endif
