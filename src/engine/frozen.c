// SPDX-License-Identifier: MIT
//
// Objects frozen by the dozen. Object.freeze() gives each object the storage of an array, with a table for elements that it will never have: 250 ns, most of what making a small record costs.
// Here objects that JavaScript made just now get the structure of one that was frozen the engine's way, and share its storage, which nothing can change any more. Invariant:
// nothing is written before a probe has found, on objects of its own, that freezing does nothing else to a cell. Offsets as in layout.c:
//   a cell: +0 its structure, +4 how elements are kept (two bits of it are the cell's lock), +5 its type and flags, +7 the collector's; +8 the storage, 0: none
// The collector may look at a cell while it changes: it reads structure, storage and structure again, and an object of the frozen structure without storage is nothing new to it. What
// the cell refers to afterwards, the model keeps alive. Thread: the runtime's.
#include "engine/layout.h"

enum { CELL_MODE = 4, CELL_KIND = 5, STORAGE = 8, MODE_BITS = 0x3f, SAMPLES = 4 };

static atomic_int frozen_state; // as in layout.c

static uint32_t structure_of(JSValueRef v)
{
    uint32_t structure;
    memcpy(&structure, v, sizeof structure);
    return structure;
}

static uint64_t storage_of(JSValueRef v)
{
    uint64_t storage;
    memcpy(&storage, (const char *)v + STORAGE, sizeof storage);
    return storage;
}

// Whether `frozen` is what becomes of such as `plain`.
static bool is_model(JSValueRef plain, JSValueRef frozen)
{
    return js_is_cell(plain) && js_is_cell(frozen) && structure_of(plain) != structure_of(frozen) &&
           storage_of(plain) == 0 && storage_of(frozen) != 0 &&
           memcmp((const char *)plain + CELL_KIND, (const char *)frozen + CELL_KIND, 2) == 0;
}

static void become(JSValueRef v, JSValueRef frozen)
{
    uint8_t *mode = (uint8_t *)(uintptr_t)v + CELL_MODE, now = __atomic_load_n(mode, __ATOMIC_RELAXED), next;
    __atomic_store_n((uint32_t *)(uintptr_t)v, structure_of(frozen), __ATOMIC_RELEASE);
    do {
        next = (uint8_t)((now & ~MODE_BITS) | (((const uint8_t *)frozen)[CELL_MODE] & MODE_BITS));
    } while (!__atomic_compare_exchange_n(mode, &now, next, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    __atomic_store_n((uint64_t *)((uintptr_t)v + STORAGE), storage_of(frozen), __ATOMIC_RELEASE);
}

// Two objects of a class with a private field, frozen; two that are not; the last of them is the one to change.
static const char samples_source[] =
    "(() => { class Sample { #a; constructor(a, p, q) { this.#a = a; this.p = p; this.q = q; if (a === 0) "
    "this.r = this.s = this.t = 0; } }"
    "return [Object.freeze(new Sample(1, 2, 3)), Object.freeze(new Sample({}, 'x', 3.5)), new Sample(4, 5, "
    "6), new Sample({}, 'y', 7.5)]; })()";
static const char check_source[] =
    "(function (a) { 'use strict'; let refused = 0;"
    "for (const change of [() => { a.p = 1; }, () => { a.z = 1; }, () => { a[0] = 1; }, () => { delete a.q; "
    "},"
    " () => { Object.setPrototypeOf(a, {}); }]) try { change(); } catch { refused++; }"
    "return refused === 5 && Object.isFrozen(a) && Object.keys(a).join() === 'p,q' && a.p === 'y' && a.q === "
    "7.5; })";

static bool probe(const int ends[2], JSContextRef ctx)
{
    (void)ends; // objects are there, and no address is followed
    JSValueRef made = js__evaluated(ctx, samples_source), check = js__evaluated(ctx, check_source),
               s[SAMPLES];
    if (made == NULL || check == NULL || !js_same_shape(made, made)) {
        return false;
    }
    for (unsigned i = 0; i < SAMPLES; i++) {
        s[i] = JSObjectGetPropertyAtIndex(ctx, (JSObjectRef)(uintptr_t)made, i, NULL);
        if (!js_is_cell(s[i])) {
            return false;
        }
    }
    if (structure_of(s[0]) != structure_of(s[1]) || structure_of(s[2]) != structure_of(s[3]) ||
        !is_model(s[2], s[0]) || !is_model(s[2], s[1])) {
        return false;
    }
    become(s[3], s[0]);
    JSValueRef right =
        JSObjectCallAsFunction(ctx, (JSObjectRef)(uintptr_t)check, NULL, 1, (const JSValueRef[]){s[3]}, NULL);
    return right == JS_TRUE;
}

size_t js_freeze_like(const js_value objects[], size_t n, js_value plain, js_value frozen)
{
    int state = atomic_load_explicit(&frozen_state, memory_order_relaxed);
    if (!(state == 1 || (state == 0 && js__probe(&frozen_state, probe))) || !is_model(plain, frozen)) {
        return 0;
    }
    size_t i = 0;
    uint32_t before = structure_of(plain);
    while (i < n && js_is_cell(objects[i]) && structure_of(objects[i]) == before &&
           storage_of(objects[i]) == 0) {
        become(objects[i++], frozen);
    }
    return i;
}
