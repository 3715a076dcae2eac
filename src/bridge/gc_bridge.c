// SPDX-License-Identifier: MIT
//
// Life across the two heaps: the process's heap, a VM's part in it, holds and handles. A hold's finalizer runs inside an allocation of the engine and frees one root, which touches no
// JavaScript. Handles live in a root set of the process.
#include "bridge/bridge.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

enum { GC_STEP_MIN = 256 * 1024 * 1024, GC_LOOK_EVERY = 256 };

static pthread_once_t heap_once = PTHREAD_ONCE_INIT;
static pc_heap *heap;
static pc_roots *handles;

static void heap_make(void)
{
    if (pc_heap_new(NULL, &heap) == 0 && pc_roots_new(heap, "handles in flight", &handles) != 0) {
        pc_heap_free(heap, NULL);
        heap = NULL;
    }
}

// The heap lives until the process ends: threads may still run then, and the system takes the memory back.
pc_heap *bridge_heap(void)
{
    pthread_once(&heap_once, heap_make);
    return heap;
}

typedef struct vm_data {
    bridge_vm vm;
    double result[5];
    size_t gc_at;   // used bytes at which the engine collects
    unsigned steps; // since the last look
} vm_data;

static void vm_deinit(void *data)
{
    vm_data *d = data;
    bridge_reader_free(d->vm.reader);
    pc_roots_free(d->vm.roots);
    pc_thread_detach(d->vm.thread);
}

static const js_data_key vm_key = {sizeof(vm_data), vm_deinit};

bridge_vm *bridge_vm_current(void)
{
    vm_data *d = js_runtime_data(js_runtime_current(), &vm_key);
    if (d == NULL || d->vm.result != NULL) {
        return d != NULL ? &d->vm : NULL;
    }
    if (bridge_heap() == NULL || pc_roots_new(heap, "JavaScript", &d->vm.roots) != 0 ||
        pc_thread_attach(heap, &d->vm.thread) != 0) {
        pc_roots_free(d->vm.roots);
        d->vm.roots = NULL;
        return NULL;
    }
    d->vm.result = d->result;
    d->gc_at = GC_STEP_MIN;
    return &d->vm;
}

void bridge_gc_step(js_context ctx, bridge_vm *vm)
{
    vm_data *d = (vm_data *)vm;
    if (++d->steps < GC_LOOK_EVERY) {
        return;
    }
    d->steps = 0;
    pc_stats stats;
    pc_stats_get(heap, &stats);
    if (stats.used_bytes > d->gc_at) {
        js_collect_garbage(ctx);
        pc_collect_start(heap);
        d->gc_at = stats.used_bytes * 2 > GC_STEP_MIN ? stats.used_bytes * 2 : GC_STEP_MIN;
    }
}

// ---- leaks ----------------------------------------------------------------------------------------------------------

// Where the VM traces: gives the root JavaScript's stack of now. What goes wrong leaves it the C stack.
static void note_stack(js_context ctx, bridge_vm *vm, pc_roots *roots, pc_root root)
{
    js_value exception = NULL;
    size_t len;
    js_value stack = js_call(ctx, js_root_get(ctx, vm->tracer), JS_UNDEFINED, 0, NULL, &exception);
    char *text = js_is_string(ctx, stack) ? js_utf8_dup(ctx, stack, &len, &exception) : NULL;
    if (text != NULL) {
        pc_root_note(roots, root, text);
        free(text);
    }
}

// traceRoots(function that returns a stack as text): from now on roots remember where they were made, those of this VM with that text.
JS_FUNCTION(bridge_trace_roots)
{
    bridge_vm *vm = bridge_vm_current();
    js_root tracer = vm != NULL ? js_root_new(ctx, js_arg(argc, argv, 0)) : 0;
    if (tracer == 0) {
        return js_throw_out_of_memory(ctx, exception);
    }
    js_root_free(ctx, vm->tracer);
    vm->tracer = tracer;
    pc_heap_trace_roots(heap, true);
    return JS_UNDEFINED;
}

// leaks() -> text about what is held, '' where nothing is
JS_FUNCTION(bridge_leaks)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = bridge_heap() != NULL ? open_memstream(&text, &size) : NULL;
    if (out == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    js_collect_garbage(ctx);
    size_t count = pc_heap_report(heap, out);
    bool whole = fclose(out) == 0;
    js_value result =
        whole ? js_string_utf8(ctx, text, count > 0 ? size : 0) : js_throw_out_of_memory(ctx, exception);
    free(text);
    return result;
}

// ---- holds ----------------------------------------------------------------------------------------------------------

typedef struct hold {
    pc_roots *roots;
    pc_root root;
} hold;

static void hold_finalize(void *pointer)
{
    hold *h = pointer;
    pc_root_free(h->roots, h->root);
    free(h);
}

static const js_native_type hold_type = {"SharedHold", hold_finalize};

js_object bridge_hold_new(js_context ctx, bridge_vm *vm, pc_value v)
{
    hold *h = malloc(sizeof *h);
    if (h == NULL) {
        return NULL;
    }
    *h = (hold){vm->roots, pc_root_new(vm->roots, v)};
    if (vm->tracer != 0 && h->root != 0) {
        note_stack(ctx, vm, vm->roots, h->root);
    }
    js_object object = h->root != 0 ? js_native_new(ctx, &hold_type, h) : NULL;
    if (object == NULL) {
        hold_finalize(h);
    }
    return object;
}

// holdOf(hold, address) -> another hold, of nothing but what is there
JS_FUNCTION(bridge_hold_of)
{
    bridge_vm *vm = bridge_vm_current();
    js_object object = NULL;
    if (vm != NULL) {
        pc_enter(vm->thread);
        object = bridge_hold_new(ctx, vm, (pc_value)js_arg_number(argc, argv, 1, 0));
        pc_leave(vm->thread);
    }
    return object != NULL ? (js_value)object : js_throw_out_of_memory(ctx, exception);
}

// ---- handles --------------------------------------------------------------------------------------------------------

double bridge_handle_new(js_context ctx, bridge_vm *vm, pc_value v)
{
    pc_root root = pc_root_new(handles, v);
    if (vm->tracer != 0 && root != 0) {
        note_stack(ctx, vm, handles, root);
    }
    return (double)root;
}

static pc_root root_of(double handle)
{
    return handle > 0 ? (pc_root)handle : 0;
}

pc_value bridge_handle_peek(double handle)
{
    return pc_root_get(handles, root_of(handle));
}

void bridge_handle_drop(double handle)
{
    if (bridge_heap() != NULL) {
        pc_root_free(handles, root_of(handle));
    }
}

const js_function_spec bridge_leak_functions[] = {
    {"traceRoots", bridge_trace_roots, 1, "traceRoots(() -> string)"},
    {"leaks", bridge_leaks, 0, "leaks() -> string"},
    {"holdOf", bridge_hold_of, 2, "holdOf(hold, address) -> hold"},
    {0},
};
