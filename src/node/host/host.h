// SPDX-License-Identifier: MIT
//
// Starts the JavaScript side of a runtime and asks it to run things.
#ifndef PROTOJS_NODE_HOST_H
#define PROTOJS_NODE_HOST_H

#include "engine/engine.h"

// Code of the built-in sources that the build compiled (code_image.h), in place for ever. Before the first node_boot().
void node_builtin_code_use(const void *image);
// The build has tried out that this engine writes and reads code. Thread: any.
bool node_keeps_code(void);

// Evaluates lib/internal/boot.js and installs its hooks. After it the door works. Fails: a negative errno, with the reason on stderr.
int node_boot(js_runtime *runtime) JS_MUST_USE;
// Enters a hook that boot exported ("runMain", "finish" ...), through the door. Undefined where it has none of that name.
js_value node_hook_enter(js_runtime *runtime, const char *hook, size_t argc, const js_value argv[]);
// Enters "beforeExit" or "exit" where somebody may listen (JS_TICK_ENDS). The hook's result, an exit code; else 0.
int node_end_enter(js_runtime *runtime, const char *hook);

// The names of the built-in modules that programs may load, a line each. NULL where memory is short. Thread: any.
const char *node_builtin_names(size_t *len);

#endif
