// SPDX-License-Identifier: MIT
//
// Node-API for the rest of the house: the modules' interface itself is include/node_api.h.
#ifndef PROTOJS_NAPI_H
#define PROTOJS_NAPI_H

#include "engine/engine.h"

// The runtime will run no JavaScript any more: cleanup hooks and finalizers of its native modules run. Nothing happens where none was loaded.
// Thread: the runtime's. Once; again does nothing.
void napi_runtime_end(js_runtime *runtime);

#endif
