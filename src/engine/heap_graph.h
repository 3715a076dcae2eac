// SPDX-License-Identifier: MIT
//
// What is alive in a VM's heap, taken at one moment: a node for each cell, an edge for each reference, with names, sizes and numbers that the same cell has in
// each graph of its VM. A graph is memory of C's own: nothing in it refers to the heap. Thread: taking one, the runtime's; the rest, any.
#ifndef PROTOJS_ENGINE_HEAP_GRAPH_H
#define PROTOJS_ENGINE_HEAP_GRAPH_H

#include "engine/engine.h"

typedef enum js_heap_kind {
    JS_HEAP_HIDDEN,
    JS_HEAP_STRING,
    JS_HEAP_ROPE,
    JS_HEAP_PIECE,
    JS_HEAP_OBJECT,
    JS_HEAP_ARRAY,
    JS_HEAP_CODE,
    JS_HEAP_CLOSURE,
    JS_HEAP_REGEXP,
    JS_HEAP_NUMBER,
    JS_HEAP_SYMBOL,
    JS_HEAP_BIGINT,
    JS_HEAP_SHAPE,
    JS_HEAP_ROOT,
} js_heap_kind;

typedef enum js_heap_reference {
    JS_HEAP_VARIABLE, // of a scope
    JS_HEAP_ELEMENT,  // `name` is the index
    JS_HEAP_PROPERTY,
    JS_HEAP_INTERNAL,
} js_heap_reference;

typedef struct js_heap_node {
    uint64_t size; // in bytes
    uint32_t id;   // 0: no cell
    uint32_t name; // a text's number
    uint32_t first_edge;
    uint8_t kind;
} js_heap_node;

typedef struct js_heap_edge {
    uint32_t to;   // a node's number
    uint32_t name; // a text's number, or an index
    uint8_t kind;
} js_heap_edge;

// A text: `len` bytes of UTF-8 at `start` of `bytes`.
typedef struct js_heap_text {
    uint64_t start;
    uint32_t len;
} js_heap_text;

// Node 0 holds all the others directly or not. The edges of node `n` are those from its `first_edge` on, up to the next node's; behind the last node is one more.
typedef struct js_heap_graph {
    js_heap_node *nodes;
    js_heap_edge *edges;
    js_heap_text *texts;
    char *bytes;
    uint32_t node_count, edge_count, text_count;
} js_heap_graph;

// Collects garbage and takes the graph of what is left.
// Owns: the caller, js_heap_graph_free. Fails: -ENOTSUP: the engine is not the known one; -ENOMEM; -E2BIG: more than 2^32 nodes or edges.
int js_heap_graph_take(js_runtime *runtime, js_heap_graph **out) JS_MUST_USE;
void js_heap_graph_free(js_heap_graph *graph); // accepts NULL

// Whether graphs can be taken, as far as that can be known without taking one. Thread: any.
bool js_heap_graph_is_known(void);

// All objects alive that have `prototype` in their chain of prototypes, pushed on the runtime's handles. How many, or as above.
int64_t js_heap_instances(js_runtime *runtime, js_value prototype) JS_MUST_USE;

#endif
