// SPDX-License-Identifier: MIT
//
// The engine's objects as memory: only what the C API gives no other way to see, and only behind checks. The layout is the one of
// engine.h's immediates: an object's value is its address; its type is the sixth byte; internal fields follow the two words of
// an object. Callers learn type numbers from samples and never assume them. Thread: loop.
#ifndef PROTOJS_NODE_UTIL_CELLS_H
#define PROTOJS_NODE_UTIL_CELLS_H

#include "engine/engine.h"

// What the functions below give, of a value that is known to be an object.
static inline int cell_type_of(js_value object)
{
    return ((const uint8_t *)(const void *)object)[5];
}
static inline uint32_t cell_shape_of(js_value object)
{
    uint32_t shape;
    memcpy(&shape, (const void *)object, sizeof shape);
    return shape;
}

// The type byte of an object's cell, -1 for a primitive.
int cell_type(js_context ctx, js_value v);

// The number of an object's shape (its structure): equal numbers, equal properties, as long as one object of that shape is alive. 0 for a
// primitive.
uint32_t cell_shape(js_context ctx, js_value v);

// The target of a Proxy, NULL where `v` is none (also for the global object, which the engine wraps like one).
js_object cell_proxy_target(js_context ctx, js_value v);

// Target and handler of a Proxy; JS_NULL for both once revoked. Fails: -EINVAL where `v` is no Proxy.
int cell_proxy_details(js_context ctx, js_value v, js_value *target, js_value *handler);

// Gives `to` the position of `from`, both iterators of one type over one collection. Fails: -EINVAL.
int cell_iterator_copy(js_context ctx, js_value from, js_value to);

// An internal field (0 to 3) of an iterator of a Map or Set, where it is a number or an object; else undefined.
js_value cell_iterator_field(js_context ctx, js_value iterator, int index);

// What a WeakMap or WeakSet holds now, as an array of keys, or of keys and values in turn; at most `most` entries, `*count` says how many there are.
// JS_UNDEFINED where `v` is neither or the engine's layout is not the known one.
js_value cell_weak_entries(js_context ctx, js_value v, unsigned most, unsigned *count, js_value *exception);

#endif
