// SPDX-License-Identifier: MIT
//
// Inside the binding `esm`: what its files share.
#ifndef PROTOJS_NODE_ESM_ESM_H
#define PROTOJS_NODE_ESM_ESM_H

#include "engine/engine.h"
#include "syntax_rewrite.h"

// Keeps the column map of a text by its URL, until the process ends. Thread: any.
void esm__map_keep(const char *url, const syn_output *out);

extern const js_function_spec esm__graph_functions[]; // graph.c

#endif
