// SPDX-License-Identifier: MIT
//
// What the engine's interface gives no way to see: an object's class whatever its prototype, its shape, the parts of a proxy, where an iterator stands, what a
// collection holds. Read from the cells in place, as layout.h has it: nothing is read before a probe has found, on known values, that the layout is the known one;
// where it is not, each function says that it does not know. A value given here may be anything. Nothing here calls JavaScript but the probes, once
// a process. Thread: the runtime's.
#ifndef PROTOJS_ENGINE_CELLS_H
#define PROTOJS_ENGINE_CELLS_H

#include "engine/engine.h"

// ---- classes and shapes ---------------------------------------------------------------------------------------------

// The engine's number for the class of a cell (strings, functions and objects are cells). Which number means what is learned from samples, never assumed.
static inline int js_cell_type_of(js_value cell)
{
    return ((const uint8_t *)(const void *)cell)[5];
}
// The number of an object's shape (its structure): equal numbers, equal properties and prototype, as long as one object of that shape is alive.
static inline uint32_t js_cell_shape_of(js_value cell)
{
    uint32_t shape;
    memcpy(&shape, (const void *)cell, sizeof shape);
    return shape;
}
// The same of any value: -1 and 0 for what is no cell.
static inline int js_cell_type(js_value v)
{
    return js_is_cell(v) ? js_cell_type_of(v) : -1;
}
static inline uint32_t js_cell_shape(js_value v)
{
    return js_is_cell(v) ? js_cell_shape_of(v) : 0;
}

// Classes that have a number of their own.
typedef enum js_kind {
    JS_KIND_OTHER,
    JS_KIND_DATE,
    JS_KIND_REGEXP,
    JS_KIND_ERROR,
    JS_KIND_PROMISE,
    JS_KIND_PROXY,
    JS_KIND_MAP,
    JS_KIND_SET,
    JS_KIND_WEAK_MAP,
    JS_KIND_WEAK_SET,
    JS_KIND_MAP_ITERATOR,
    JS_KIND_SET_ITERATOR,
    JS_KINDS
} js_kind;
// Whether these can be told apart in this engine; looks at the first call. Nothing is of any kind before.
bool js_kinds_are_known(void);
extern uint8_t js__kinds[256]; // by the number of a class
static inline bool js_is_kind(js_value v, js_kind kind)
{
    return js_is_cell(v) && js__kinds[js_cell_type_of(v)] == kind;
}

// ---- insides --------------------------------------------------------------------------------------------------------

// The target of a Proxy, NULL where `v` is none (also for the global object, which the engine wraps like one). Cost: little for what is none.
js_object js_proxy_target_of(js_context ctx, js_value v);
// Target and handler of a Proxy; JS_NULL for both once revoked. Fails: -EINVAL where `v` is no Proxy.
int js_proxy_details(js_context ctx, js_value v, js_value *target, js_value *handler);

// Gives `to` the position of `from`, both iterators of one kind over one collection: `to` was made just now, and `from` lives as long. Fails: -EINVAL.
int js_iterator_copy(js_value from, js_value to);
// An internal field (0 to 3) of an iterator of a Map or Set, where it is a number or an object; else undefined.
js_value js_iterator_field(js_context ctx, js_value iterator, int index);

// What a WeakMap or WeakSet holds now, as an array of keys, or of keys and values in turn; at most `most` entries, `*count` says how many there are.
// JS_UNDEFINED where `v` is neither or the engine's layout is not the known one.
js_value js_weak_entries(js_context ctx, js_value v, unsigned most, unsigned *count, js_value *exception);

// The entries of a Map or Set where the engine keeps them, in the order of iteration: entry `i` begins at `first[i * step]` with its key, which a Map's value follows. For
// use before anything runs in JavaScript. False: neither of the two, one that entries were taken out of, or the layout is unknown.
typedef struct js_entries {
    const js_value *first;
    size_t count;
    unsigned step;
} js_entries;
bool js_entries_peek(js_value v, js_entries *out);

// Whether two values are surely identical (Object.is), of strings those of the same width. False says nothing.
bool js_surely_same(js_value a, js_value b);

#endif
