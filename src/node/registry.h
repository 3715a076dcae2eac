// SPDX-License-Identifier: MIT
#ifndef PROTOJS_NODE_REGISTRY_H
#define PROTOJS_NODE_REGISTRY_H

#include "engine/engine.h"

// The binding of that name, or NULL. Thread: any.
const js_binding_spec *node_binding_find(const char *name);

#endif
