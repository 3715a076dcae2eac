// SPDX-License-Identifier: MIT
//
// The bridge between the shared heap (protocore) and the JavaScript of each thread. One heap for the process, made when a thread first asks; one attached thread and one
// root set for each VM.
//
// How values live on both sides: a shared value that JavaScript got hold of on its own (made, received, read from a Ref) has a *hold*, a native object that owns a root. What is read
// out of it is named by (hold, address): cells do not move, and what a held value reaches lives as long as the hold. So reading elements costs no root each.
// The shared heap never points into a JavaScript heap, hence no cycle can run across the two.
//
// Across threads a value goes as a *handle*: a number that owns a root in a set of the process until it is dropped.
#ifndef PROTOJS_BRIDGE_H
#define PROTOJS_BRIDGE_H

#include "engine/engine.h"
#include "protocore.h"

// The process's heap. NULL where memory is short. Thread: any.
pc_heap *bridge_heap(void);

// What one VM has of the shared heap.
typedef struct bridge_vm {
    pc_thread *thread;
    pc_roots *roots;
    double *
        result; // what the last function found, for JavaScript: [kind, address, ...]; see bridge_return and read()
    struct bridge_reader *reader;
    js_root tracer; // a function that gives the stack for the report of leaks; 0: none is wanted
} bridge_vm;

// The calling runtime's; NULL where memory is short. Owns: the runtime. Cost: a walk over the few keys of js_runtime_data.
bridge_vm *bridge_vm_current(void);

// ---- gc_bridge.c: roots, holds, handles -----------------------------------------------------------------------------

// A hold on a value. NULL where memory is short. Inside a region.
js_object bridge_hold_new(js_context ctx, bridge_vm *vm, pc_value v);
// A number that stands for the value on any thread, 0 where memory is short. Inside a region.
double bridge_handle_new(js_context ctx, bridge_vm *vm, pc_value v);
// The value, as often as it is asked for. PC_NONE where the handle was dropped. Inside a region.
pc_value bridge_handle_peek(double handle);
// Lets go of a handle. Thread: any, also outside of regions.
void bridge_handle_drop(double handle);
// After many allocations: lets the engine collect when the shared heap grew much, since small wrappers may hold large values. Outside of regions.
void bridge_gc_step(js_context ctx, bridge_vm *vm);

// ---- type_bridge.c --------------------------------------------------------------------------------------------------

// A primitive of JavaScript, or the cell at `address` where that is not 0. PC_NONE with the thread's error set (-EINVAL: another kind of value).
pc_value bridge_value_of(js_context ctx, bridge_vm *vm, js_value v, double address);
// A value for JavaScript: primitives and strings as they are, with result[0] 0; for cells result[0] is the kind and result[1] the address, and a new hold is
// returned, or undefined where `held` says that the caller's own hold keeps it. Throws on failure.
js_value bridge_return(js_context ctx, bridge_vm *vm, pc_value v, bool held, js_value *exception);
// Throws what an error of the shared heap is in JavaScript.
js_value bridge_throw(js_context ctx, int error, js_value *exception);

extern const js_function_spec bridge_codec_functions[];
extern const js_function_spec bridge_operation_functions[];
extern const js_function_spec bridge_watch_functions[]; // watch.c
extern const js_function_spec bridge_leak_functions[];  // gc_bridge.c
void bridge_reader_free(struct bridge_reader *reader);  // accepts NULL
int bridge_operations_name(js_context ctx, js_object binding);
int bridge_reader_export(js_context ctx, bridge_vm *vm, js_object binding);

// The binding 'protocore'.
extern const js_binding_spec node_protocore_binding;

#endif
