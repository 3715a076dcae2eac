// SPDX-License-Identifier: MIT
//
// When bytes outside of the collector's heap bring the next collection nearer. The engine counts what backs a large ArrayBuffer as it counts objects: programs that
// make Buffers of 64 KB are collected every 250 of them, which takes longer than making these. Collecting them costs by the object, not by the byte, so large
// blocks count half here: twice as much may wait to be collected, 32 MB where nothing else is alive. What lives is counted in full by the collector itself.
// The library's calls of its function come here, since the executable's symbols come first. Thread: a runtime's, with the engine's lock.
#include "engine/allocations.h"
#include "engine/runtime.h"

#include <dlfcn.h>

#define ENGINE_FUNCTION "_ZN3JSC4Heap11didAllocateEm"
enum { LARGE = 48 * 1024 }; // the collector's own blocks are of 16 KB

typedef void (*count_function)(void *heap, size_t bytes);

void js__did_allocate(void *heap, size_t bytes) __asm__(ENGINE_FUNCTION);

__attribute__((visibility("default"))) void js__did_allocate(void *heap, size_t bytes)
{
    static _Atomic(count_function) known;
    count_function count = atomic_load_explicit(&known, memory_order_relaxed);
    if (count == NULL) {
        void *symbol = dlsym(RTLD_NEXT, ENGINE_FUNCTION);
        memcpy(&count, &symbol, sizeof count);
        if (count == NULL) {
            return;
        }
        atomic_store_explicit(&known, count, memory_order_relaxed);
    }
    count(heap, bytes >= LARGE ? bytes / 2 : bytes);
    if (js__allocations != NULL) {
        js__allocations_count(heap, bytes);
    }
}
