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
    double result[2];
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
    js_object object = h->root != 0 ? js_native_new(ctx, &hold_type, h) : NULL;
    if (object == NULL) {
        hold_finalize(h);
    }
    return object;
}

// ---- handles --------------------------------------------------------------------------------------------------------

double bridge_handle_new(pc_value v)
{
    return (double)pc_root_new(handles, v);
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
