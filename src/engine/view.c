// SPDX-License-Identifier: MIT
//
// Views of a part of a Buffer's bytes. The engine's constructor makes one in 70 ns: a call into C++ that asks what it was given, a cell, and a block beside the
// cell that says which ArrayBuffer it is. JavaScript's compiler makes an empty Uint8Array in 5; here that one is given bytes, length, place and the block of
// the Uint8Array it is to be a part of, and the engine registers it with the ArrayBuffer as it does its own. A block belongs to the cells that refer to
// it, as the collector sees it; the engine changes none in place while a view has no properties of its own (it makes another, longer one with the first), so views
// without properties may share one.
// Invariant: nothing is changed before a probe has found that the layout is the known one and that a view made so is one in all that a program can see.
// Offsets of 2.50 on 64-bit machines: +0 structure, +8 the block (the ArrayBuffer lies 8 bytes before where it points), +16 bytes, +24 length, +32 place in
// the ArrayBuffer, +40 mode. Thread: the runtime's. The probe runs once a process.
#include "engine/layout.h"

#include <dlfcn.h>

typedef struct view {
    uint32_t structure, kind;
    uint64_t block;
    uint8_t *bytes;
    uint64_t length, place;
    uint8_t mode;
} view;

enum {
    KIND_BITS = 0xffff3f
}; // of `kind`: the type, flags and the way elements are kept, without the cell's lock and what the collector thinks of it

static atomic_int state; // 0 not probed, 1 known, -1 unknown
static uint8_t fresh_mode,
    part_mode; // of an array with its own bytes in the heap; of one with an ArrayBuffer of fixed length
static uint32_t kind_known; // of Uint8Arrays
static void (*registered)(const void *cell, JSContextGroupRef vm);

static bool probe_views(const int ends[2], JSContextRef ctx);

static inline bool views_are_known(void)
{
    int now = atomic_load_explicit(&state, memory_order_relaxed);
    return now == 1 || (now == 0 && js__probe(&state, probe_views));
}

static inline bool is_kind(js_value v)
{
    return js_is_cell(v) && (((const view *)v)->kind & KIND_BITS) == kind_known;
}

static void make_part(view *part, const view *of, size_t start, size_t len, uint32_t structure)
{
    part->bytes = of->bytes + start;
    part->length = len;
    part->place = of->place + start;
    part->mode = part_mode;
    part->block = of->block;
    __atomic_store_n(&part->structure, structure, __ATOMIC_RELAXED);
}

// Whether these are a Uint8Array of the class that views are to have, and one of the engine's own.
static inline bool are_shapes(const js_value shapes[2])
{
    return is_kind(shapes[0]) && is_kind(shapes[1]);
}

bool js_uint8_part(const js_value shapes[2], js_value fresh, js_value of, size_t start, size_t len)
{
    if (!views_are_known() || !is_kind(fresh) || !is_kind(of) || !are_shapes(shapes)) {
        return false;
    }
    view *part = (view *)(uintptr_t)fresh;
    const view *whole = (const view *)of;
    uint32_t like = ((const view *)shapes[0])->structure, plain = ((const view *)shapes[1])->structure;
    if (part->structure != plain || part->mode != fresh_mode || part->length != 0 || part->block != 0 ||
        (whole->structure != like && whole->structure != plain) || whole->mode != part_mode ||
        whole->bytes == NULL || start > whole->length || len > whole->length - start) {
        return false;
    }
    make_part(part, whole, start, len, like);
    registered(part, js_runtime_current()->group);
    return true;
}

// ---- the probe ------------------------------------------------------------------------------------------------------

// Two parts of one ArrayBuffer, an empty and a small array with their own bytes, a large one, two whose length can change.
static const char views_source[] =
    "(() => {"
    "const buffer = new ArrayBuffer(64); new Uint8Array(buffer).set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, "
    "13]);"
    "const resizable = new ArrayBuffer(8, { maxByteLength: 16 });"
    "return [new Uint8Array(buffer, 8, 6), new Uint8Array(buffer, 16, 3), new Uint8Array(0), new "
    "Uint8Array(5), new Uint8Array(4096),"
    " new Uint8Array(resizable), new Uint8Array(resizable, 2, 3), new Int8Array(buffer, 8, 6)];"
    "})()";
enum { WHOLE, OTHER, EMPTY, SMALL, LARGE, RESIZABLE, RESIZABLE_PART, INT8, SAMPLES };

// Of the whole and the part of it from its third byte on, three long: what a program sees, that a property of one is no other's, and that an ArrayBuffer that
// goes takes its views along.
static const char check_source[] =
    "((whole, part) => {"
    "if (part.length !== 3 || part.byteOffset !== 10 || part.byteLength !== 3 || part.buffer !== "
    "whole.buffer) return false;"
    "if (part[0] !== 11 || part[1] !== 12 || part[2] !== 13 || part[3] !== undefined) return false;"
    "part[0] = 99; if (whole[2] !== 99) return false;"
    "part.name = 'part'; if (whole.name !== undefined) return false;"
    "whole.name = 'whole'; if (part.name !== 'part' || part.buffer !== whole.buffer) return false;"
    "const moved = whole.buffer.transfer();"
    "return moved.byteLength === 64 && part.length === 0 && whole.length === 0 && part[0] === undefined && "
    "new Uint8Array(moved)[10] === 99;"
    "})";

static bool samples_are_known(const view s[SAMPLES], uint64_t whole_buffer, uint64_t other_buffer)
{
    part_mode = s[WHOLE].mode;
    fresh_mode = s[EMPTY].mode;
    kind_known = s[WHOLE].kind & KIND_BITS;
    for (unsigned i = 0; i < INT8; i++) {
        if ((s[i].kind & KIND_BITS) != kind_known && i != RESIZABLE && i != RESIZABLE_PART) {
            return false;
        }
    }
    return s[WHOLE].length == 6 && s[WHOLE].place == 8 && s[OTHER].length == 3 && s[OTHER].place == 16 &&
           s[OTHER].bytes == s[WHOLE].bytes + 8 && whole_buffer != 0 && whole_buffer == other_buffer &&
           s[EMPTY].length == 0 && s[EMPTY].block == 0 && s[SMALL].length == 5 && s[SMALL].block == 0 &&
           s[SMALL].mode == fresh_mode && s[OTHER].mode == part_mode && fresh_mode != part_mode &&
           s[LARGE].mode != part_mode && s[RESIZABLE].mode != part_mode &&
           s[RESIZABLE_PART].mode != part_mode && s[EMPTY].structure == s[WHOLE].structure &&
           (s[INT8].kind & KIND_BITS) != kind_known;
}

static bool probe_views(const int ends[2], JSContextRef ctx)
{
    void *function = dlsym(RTLD_DEFAULT, "_ZN3JSC17JSArrayBufferView14finishCreationERNS_2VME");
    JSObjectRef samples = (JSObjectRef)(uintptr_t)js__evaluated(ctx, views_source);
    JSObjectRef check = (JSObjectRef)(uintptr_t)js__evaluated(ctx, check_source);
    if (function == NULL || samples == NULL || check == NULL) {
        return false;
    }
    memcpy(&registered, &function, sizeof registered);
    JSValueRef values[SAMPLES];
    view cells[SAMPLES];
    uint64_t buffers[2];
    for (unsigned i = 0; i < SAMPLES; i++) {
        values[i] = JSObjectGetPropertyAtIndex(ctx, samples, i, NULL);
        if (!js__read_carefully(ends, values[i], &cells[i], offsetof(view, mode) + 1)) {
            return false;
        }
    }
    for (unsigned i = 0; i < 2; i++) {
        if (!js__read_carefully(ends, (const void *)(uintptr_t)(cells[i].block - sizeof buffers[i]),
                                &buffers[i], sizeof buffers[i])) {
            return false;
        }
    }
    if (!samples_are_known(cells, buffers[0], buffers[1])) {
        return false;
    }
    make_part((view *)(uintptr_t)values[EMPTY], (const view *)values[WHOLE], 2, 3, cells[WHOLE].structure);
    registered(values[EMPTY], JSContextGetGroup(ctx));
    JSValueRef arguments[] = {values[WHOLE], values[EMPTY]};
    return JSObjectCallAsFunction(ctx, check, NULL, 2, arguments, NULL) == JS_TRUE;
}
