// SPDX-License-Identifier: MIT
//
// The engine's sampler of stacks: a thread of its own looks at regular times what the runtime's thread executes. Thread: the runtime's.
#ifndef PROTOJS_ENGINE_SAMPLING_H
#define PROTOJS_ENGINE_SAMPLING_H

#include "engine/engine.h"

// Fails: -ENOTSUP: the engine has none.
int js_sampling_start(js_runtime *runtime) JS_MUST_USE;
void js_sampling_stop(js_runtime *runtime);
// The samples since the last call, as the engine's JSON text; undefined where nothing is sampled.
js_value js_sampling_take(js_runtime *runtime);

#endif
