// SPDX-License-Identifier: MIT
//
// Code of CommonJS files from the program's last run, and for its next.
#ifndef PROTOJS_NODE_MODULES_KEPT_H
#define PROTOJS_NODE_MODULES_KEPT_H

#include "engine/engine.h"

// Evaluates a text of one or several files of the program that starts with the file `program`.
// Owns: adopts `block`, where `text` is.
js_value modules__evaluate(js_context ctx, const char *program, const char *url, char *block,
                           const char *text, size_t len, js_value *exception);

// Leaves the code of what was evaluated so far for the next run. Where everything has its code, this costs nothing. Thread: any; only the main one has any.
void node_modules_keep_code(js_context ctx);

#endif
