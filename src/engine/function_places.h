// SPDX-License-Identifier: MIT
//
// Where functions begin in their source text, by what the engine's sampler calls them: a hash of their text. Thread: the runtime's.
#ifndef PROTOJS_ENGINE_FUNCTION_PLACES_H
#define PROTOJS_ENGINE_FUNCTION_PLACES_H

#include "engine/engine.h"

// Told of each function that is alive: its source text's name, its hash for calls (that for constructions differs in the last bit), where its parameters begin, from 0 on, and
// in which line it ends.
typedef void js_function_place(void *data, const js_text *url, uint32_t hash, int line, int column,
                               int last_line);

// Looks at all functions of source texts with a name. Collects garbage. Fails: -ENOTSUP, -ENOMEM.
int js_function_places(js_runtime *runtime, js_function_place *place, void *data) JS_MUST_USE;

#endif
