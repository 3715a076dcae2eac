// SPDX-License-Identifier: MIT
//
// Inside the binding `esm`: what its files share.
#ifndef PROTOJS_NODE_ESM_ESM_H
#define PROTOJS_NODE_ESM_ESM_H

#include "engine/engine.h"

extern const js_function_spec esm__graph_functions[]; // graph.c

#endif
