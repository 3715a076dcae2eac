// SPDX-License-Identifier: MIT
//
// What the files of binding('process') share.
#ifndef PROTOJS_NODE_PROCESS_H
#define PROTOJS_NODE_PROCESS_H

#include "engine/engine.h"

// Takes main's arguments, before any runtime; gives those to use instead. The process title can be set from then on.
char **node_process_arguments(int argc, char **argv);

extern const js_function_spec node__process_env_functions[];
extern const js_function_spec node__process_id_functions[];
extern const js_function_spec node__process_usage_functions[];
extern const js_function_spec node__process_signal_functions[];

// Adds the shared buffers of the usage functions.
int node__process_usage_init(js_context ctx, js_object binding);

#endif
