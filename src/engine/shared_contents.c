// SPDX-License-Identifier: MIT
//
// Memory of the engine's own SharedArrayBuffers in several VMs of the process: growable ones, and those of a shared WebAssembly.Memory. The C interface has nothing for
// it, the engine does: behind a shared buffer are contents with a count of references that all threads may change, and two exported functions make a buffer of
// contents and a DataView of a buffer, whose `buffer` is the SharedArrayBuffer that JavaScript sees, of this VM.
//
// Invariant: no buffer is taken before what the engine says of its bytes was found in the places below, words of a buffer's cell, its buffer and its contents
// (2.48 to 2.50). Elsewhere such a buffer cannot be shared.
// Thread: contents any; views the runtime's.
#include "engine/runtime.h"

#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

// What C++ returns by a place that the caller gives, as C does for structs of this size.
typedef struct engine_reference {
    void *pointer, *unused[2];
} engine_reference;

typedef struct optional_size {
    size_t value;
    bool has_value;
} optional_size;

extern engine_reference engine_buffer_of(void **contents) __asm__(
    "_ZN3JSC11ArrayBuffer12createSharedEON3WTF3RefINS_25SharedArrayBufferContentsENS1_12RawPtrTraitsIS3_"
    "EENS1_21DefaultRefDerefTraitsIS3_EEEE") __attribute__((weak));
extern engine_reference engine_view_of(void **buffer, size_t offset, optional_size length) __asm__(
    "_ZN3JSC8DataView6createEON3WTF6RefPtrINS_11ArrayBufferENS1_12RawPtrTraitsIS3_EENS1_"
    "21DefaultRefDerefTraitsIS3_"
    "EEEEmSt8optionalImE") __attribute__((weak));
extern JSObjectRef engine_wrap(void *view, JSContextRef global, JSContextRef own_global) __asm__(
    "_ZN3JSC15ArrayBufferView4wrapEPNS_14JSGlobalObjectES2_") __attribute__((weak));
extern void engine_view_delete(void *view) __asm__("_ZN3JSC15ArrayBufferViewdlEPS0_St19destroying_delete_t")
    __attribute__((weak));
extern void engine_contents_end(void *contents) __asm__("_ZN3JSC25SharedArrayBufferContentsD1Ev")
    __attribute__((weak));
extern void engine_free(void *memory) __asm__("_ZN3WTF8fastFreeEPv") __attribute__((weak));

extern engine_reference engine_memory_of(JSContextGroupRef group, void **contents, void **on_growth) __asm__(
    "_ZN3JSC4Wasm6Memory6createERNS_2VMEON3WTF3RefINS_25SharedArrayBufferContentsENS4_12RawPtrTraitsIS6_"
    "EENS4_21DefaultRefDerefTraitsIS6_EEEEONS4_8FunctionIFvNS1_11GrowSuccessENS_9PageCountESF_EEE")
    __attribute__((weak));
extern void engine_memory_adopt(JSObjectRef object, void **memory) __asm__(
    "_ZN3JSC19JSWebAssemblyMemory5adoptEON3WTF3RefINS_4Wasm6MemoryENS1_12RawPtrTraitsIS4_EENS1_"
    "21DefaultRefDerefTraitsIS4_"
    "EEEE") __attribute__((weak));
extern void engine_memory_grew(
    JSObjectRef object, JSContextGroupRef group, uint32_t before,
    uint32_t after) __asm__("_ZN3JSC19JSWebAssemblyMemory19growSuccessCallbackERNS_2VMENS_9PageCountES3_")
    __attribute__((weak));
extern void engine_memory_end(void *memory) __asm__("_ZN3JSC4Wasm6MemoryD1Ev") __attribute__((weak));

enum { CELL_BUFFER = 2 };
enum { BUFFER_DATA = 2, BUFFER_CONTENTS = 4, BUFFER_WORDS = 8 };
enum { CONTENTS_COUNT = 0, CONTENTS_DATA = 1, CONTENTS_SIZE = 4, CONTENTS_WORDS = 7, COUNT_MAX = 1 << 24 };
#define CAGE_MASK UINT64_C(0xfffffffff) // the engine may keep an address in its cage by its lower half

static bool read_words(uint64_t address, uint64_t *words, size_t count)
{
    struct iovec to = {words, count * sizeof *words}, from = {(void *)(uintptr_t)address, to.iov_len};
    return address % sizeof *words == 0 &&
           process_vm_readv(getpid(), &to, 1, &from, 1, 0) == (ssize_t)to.iov_len;
}

static bool engine_is_known(void)
{
    return engine_buffer_of != NULL && engine_view_of != NULL && engine_wrap != NULL &&
           engine_view_delete != NULL && engine_contents_end != NULL && engine_free != NULL;
}

static uint64_t contents_of(js_context ctx, js_value v)
{
    uint64_t cell[CELL_BUFFER + 1], buffer[BUFFER_WORDS], contents[CONTENTS_WORDS];
    if (!engine_is_known() || JSValueGetTypedArrayType(ctx, v, NULL) != kJSTypedArrayTypeArrayBuffer) {
        return 0;
    }
    JSObjectRef object = (JSObjectRef)(uintptr_t)v;
    uint64_t data = (uint64_t)(uintptr_t)JSObjectGetArrayBufferBytesPtr(ctx, object, NULL) & CAGE_MASK;
    uint64_t size = JSObjectGetArrayBufferByteLength(ctx, object, NULL);
    if (!read_words(JS_BITS(v), cell, CELL_BUFFER + 1) ||
        !read_words(cell[CELL_BUFFER], buffer, BUFFER_WORDS)) {
        return 0;
    }
    // Of a memory of WebAssembly the interface does not tell where it is.
    data = data != 0 ? data : buffer[BUFFER_DATA] & CAGE_MASK;
    bool known = (buffer[BUFFER_DATA] & CAGE_MASK) == data && buffer[BUFFER_CONTENTS] != 0 &&
                 read_words(buffer[BUFFER_CONTENTS], contents, CONTENTS_WORDS) &&
                 (contents[CONTENTS_DATA] & CAGE_MASK) == data && contents[CONTENTS_SIZE] == size &&
                 (uint32_t)contents[CONTENTS_COUNT] > 0 && (uint32_t)contents[CONTENTS_COUNT] < COUNT_MAX;
    return known ? buffer[BUFFER_CONTENTS] : 0;
}

static _Atomic uint32_t *count_of(void *counted)
{
    return counted;
}

void *js_shared_contents_take(js_context ctx, js_value buffer)
{
    void *contents = (void *)(uintptr_t)contents_of(ctx, buffer);
    if (contents != NULL) {
        atomic_fetch_add(count_of(contents), 1);
    }
    return contents;
}

void js_shared_contents_free(void *contents)
{
    if (contents != NULL && atomic_fetch_sub(count_of(contents), 1) == 1) {
        atomic_store(count_of(contents), 1); // as destructors want to see it
        engine_contents_end(contents);
        engine_free(contents);
    }
}

// One reference less to what this thread alone counts. True where it was the last, which destructors want to see.
static bool drop(uint32_t *count)
{
    if (*count == 1) {
        return true;
    }
    --*count;
    return false;
}

js_object js_shared_contents_view(js_context ctx, void *contents)
{
    JSLock(ctx);
    atomic_fetch_add(count_of(contents), 1);
    engine_reference buffer = engine_buffer_of(&contents);
    engine_reference view = engine_view_of(&buffer.pointer, 0, (optional_size){0, false});
    JSObjectRef result = engine_wrap(view.pointer, ctx, ctx);
    if (drop(view.pointer)) {
        engine_view_delete(view.pointer);
    }
    JSUnlock(ctx);
    return result;
}

// ---- memories of WebAssembly ----------------------------------------------------------------------------------------

// What the engine calls when a memory has grown: an object of C++ with a destructor, a deleting one, and the call.
typedef struct growth_listener {
    void (*const *methods)(void);
    JSObjectRef object; // the memory's own; it lives as long as the memory of this VM does
    JSContextGroupRef group;
} growth_listener;

static void listener_end(growth_listener *listener)
{
    (void)listener;
}

static void listener_delete(growth_listener *listener)
{
    free(listener);
}

static void listener_call(growth_listener *listener, int success, uint32_t before, uint32_t after)
{
    (void)success;
    engine_memory_grew(listener->object, listener->group, before, after);
}

static void (*const listener_methods[])(void) = {
    (void (*)(void))listener_end,
    (void (*)(void))listener_delete,
    (void (*)(void))listener_call,
};

bool js_shared_contents_to_memory(js_context ctx, void *contents, js_object memory)
{
    if (engine_memory_of == NULL || engine_memory_adopt == NULL || engine_memory_grew == NULL ||
        engine_memory_end == NULL) {
        return false;
    }
    growth_listener *listener = malloc(sizeof *listener);
    if (listener == NULL) {
        return false;
    }
    *listener = (growth_listener){listener_methods, (JSObjectRef)memory, JSContextGetGroup(ctx)};
    void *on_growth = listener;
    JSLock(ctx);
    atomic_fetch_add(count_of(contents), 1);
    engine_reference made = engine_memory_of(listener->group, &contents, &on_growth);
    engine_memory_adopt((JSObjectRef)memory, &made.pointer);
    // What the object had before.
    if (drop(made.pointer)) {
        engine_memory_end(made.pointer);
        engine_free(made.pointer);
    }
    JSUnlock(ctx);
    return true;
}
