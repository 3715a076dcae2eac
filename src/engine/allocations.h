// SPDX-License-Identifier: MIT
//
// Who allocates: every so many bytes the stack of the runtime's thread is noted. What was allocated counts, whether or not it is still alive. Thread: the runtime's.
#ifndef PROTOJS_ENGINE_ALLOCATIONS_H
#define PROTOJS_ENGINE_ALLOCATIONS_H

#include "engine/engine.h"

// Begins. Fails: -ENOTSUP: the engine is not the known one; -EALREADY; -ENOMEM.
int js_allocations_start(js_runtime *runtime, size_t interval) JS_MUST_USE;
// Ends, and gives what was seen: an array of one stack after another as the engine writes them, and of the samples in their order, each the number of a stack and how
// many bytes it stands for. `[stacks, numbers]`; undefined where it had not begun.
js_value js_allocations_stop(js_runtime *runtime, js_value *exception);

// For src/engine: what this thread notes of its allocations, NULL where it does not; then the engine allocated so many bytes.
extern _Thread_local struct js__allocations *js__allocations;
void js__allocations_count(const void *heap, size_t bytes);

#endif
