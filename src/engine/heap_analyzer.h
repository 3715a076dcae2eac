// SPDX-License-Identifier: MIT
//
// The engine's own walk over its heap, as its inspector has it: a full collection during which every cell and every reference that the collector follows is
// told to an object with virtual functions. Included by files of src/engine only.
#ifndef PROTOJS_ENGINE_HEAP_ANALYZER_H
#define PROTOJS_ENGINE_HEAP_ANALYZER_H

#include "engine/heap_graph.h"
#include "engine/runtime.h"

// What is told, in any order, some of it more than once. One call at a time, from any thread; nothing of the engine may be called.
typedef struct js__heap_visitor {
    // A cell that is alive, with a number that it keeps.
    void (*node)(void *data, uintptr_t cell, uint32_t id);
    // A reference. `name`: of a property or variable, the engine's block of characters; of an element, the index; else a number that says which root, where `from` is 0.
    void (*edge)(void *data, uintptr_t from, uintptr_t to, js_heap_reference kind, uint64_t name);
    void *data;
    bool without_ids; // no numbers are wanted, and none are kept
} js__heap_visitor;

// Fails: -ENOTSUP, -ENOMEM; then nothing was told.
int js__heap_visit(js_runtime *runtime, const js__heap_visitor *visitor) JS_MUST_USE;
// Whether that can be done, as far as it shows. Thread: any.
bool js__heap_visit_is_known(void);

// A description of a class of cells, as the engine keeps it.
typedef struct js__class_info js__class_info;

// Whether the engine's classes are known. `structure_base`: what must be added to the number of a cell's structure to come to it. Thread: the runtime's.
bool js__classes_are_known(js_runtime *runtime, uint64_t structure_base);
// These are of use after that said yes.
const js__class_info *js__class_of(uintptr_t cell, uint64_t structure_base);
const char *js__class_name(const js__class_info *info);
js_heap_kind js__class_kind(const js__class_info *info);
bool js__class_is_object(const js__class_info *info);
bool js__class_is_function(const js__class_info *info);
uint64_t js__cell_size(js_runtime *runtime, uintptr_t cell, const js__class_info *info);
// The number of a cell's structure.
static inline uint32_t js__structure_number(uintptr_t cell)
{
    uint32_t number;
    memcpy(&number, (const void *)cell, sizeof number);
    return number & ~(uint32_t)1;
}

// Texts of the engine: calls `take` with it while it lives. Thread: the runtime's, which holds the lock.
typedef void js__text_taker(void *data, const js_text *text);
void js__object_class_name(uintptr_t object, js__text_taker *take, void *data);
void js__function_name(js_runtime *runtime, uintptr_t function, js__text_taker *take, void *data);
// The characters of a block; false where there are none. `*is_symbol`: they describe a symbol.
bool js__block_text(const void *block, js_text *text, bool *is_symbol);

#endif
