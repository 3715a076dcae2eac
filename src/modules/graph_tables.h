// SPDX-License-Identifier: MIT
//
// What the loader in JavaScript must know of the modules of a graph, as JSON: requests, imports, exports and flags.
#ifndef PROTOJS_MODULES_GRAPH_TABLES_H
#define PROTOJS_MODULES_GRAPH_TABLES_H

#include "modules/graph.h"

#include <string.h>

// A growing text.
typedef struct mod_text {
    char *bytes; // malloc'ed
    size_t len, capacity;
    bool failed; // memory was short
} mod_text;
void mod_text_add(mod_text *t, const char *bytes, size_t len);

static inline void mod_text_add_ascii(mod_text *t, const char *ascii)
{
    mod_text_add(t, ascii, strlen(ascii));
}

// `before` and then a number, or a text as JSON; "null" where `bytes` is NULL.
void mod_text_add_number(mod_text *t, const char *before, uint32_t n);
void mod_text_add_string(mod_text *t, const char *before, const char *bytes, size_t len);

// An array of the objects of all modules.
void mod_graph_describe(mod_text *t, const mod_graph *graph);

#endif
