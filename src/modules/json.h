// SPDX-License-Identifier: MIT
//
// A strict JSON reader (RFC 8259, nothing more) that keeps the order of keys: the order of conditions in package.json means
// something. Values live in an arena; texts are decoded UTF-8.
#ifndef PROTOJS_MODULES_JSON_H
#define PROTOJS_MODULES_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "modules/arena.h"

typedef enum mod_json_kind {
    MOD_JSON_NULL,
    MOD_JSON_FALSE,
    MOD_JSON_TRUE,
    MOD_JSON_NUMBER,
    MOD_JSON_STRING,
    MOD_JSON_ARRAY,
    MOD_JSON_OBJECT,
} mod_json_kind;

typedef struct mod_json mod_json;
struct mod_json {
    mod_json_kind kind;
    const char *key; // the member's name inside an object, NUL-terminated
    size_t key_len;
    const char *text;   // of a string (decoded) or a number (as written), NUL-terminated
    size_t text_len;    //
    const char *source; // the value's text inside the document
    size_t source_len;
    mod_json *first; // children of an array or object, in the document's order
    mod_json *next;
};

// Parses a whole document. `bytes` must outlive the result (sources point into it). Fails: -EINVAL for text that is not JSON
// (`*error_at` gets the offset), -E2BIG where it nests deeper than 256, -ENOMEM.
int mod_json_parse(mod_arena *arena, const char *bytes, size_t len, mod_json **out, size_t *error_at)
    __attribute__((warn_unused_result));

// The member called `key` (the last one of that name, as JSON.parse has it), or NULL.
const mod_json *mod_json_member(const mod_json *object, const char *key, size_t key_len);

#endif
