// SPDX-License-Identifier: MIT
//
// What the files of this room share.
#ifndef PROTOJS_NODE_BUFFER_H
#define PROTOJS_NODE_BUFFER_H

#include "engine/engine.h"

#include <math.h>

// The part [start, end) of the bytes of `v`, clamped to them; valid within the calling C function. False, with `*exception` set, where `v` has none.
bool buffer_part_get(js_context ctx, js_value v, double start, double end, js_bytes *out,
                     js_value *exception);

extern const js_function_spec buffer_search_functions[];

#endif
