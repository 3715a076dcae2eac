// SPDX-License-Identifier: MIT
//
// Inside the binding `modules`: what its files share.
#ifndef PROTOJS_NODE_MODULES_MODULES_H
#define PROTOJS_NODE_MODULES_MODULES_H

#include "engine/engine.h"
#include "modules/resolver.h"

// The resolver that is the first argument. NULL with `*exception` set where it is none.
mod_resolver *modules__resolver_of(js_context ctx, size_t argc, const js_value argv[], js_value *exception);
// The entry of a path. NULL with `*exception` set.
mod_entry *modules__entry_of(js_context ctx, mod_resolver *r, js_value path, js_value *exception);
js_value modules__path_of(js_context ctx, const mod_entry *e);
// What a search found wrong, as an array; see modules.c.
js_value modules__failure(js_context ctx, const mod_result *result, js_value *exception);

extern const js_function_spec modules__compile_functions[];    // compile.c
extern const js_function_spec modules__source_map_functions[]; // source_map.c

#endif
