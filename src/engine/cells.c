// SPDX-License-Identifier: MIT
//
// Classes of cells, proxies and iterators. Offsets, in words: internal fields follow the two words of an object.
#include "engine/cells.h"

#include <errno.h>

#include "engine/layout.h"

enum { FIELDS_AT = 2, ITERATOR_FIELDS = 4, SAMPLES = 14, OTHERS = 13 };

uint8_t js__kinds[256];
static atomic_int kinds_state; // as in layout.c

// One of each kind and a second of some; then what is of none.
static const char samples_source[] =
    "[new Date(0), /x/, new Error(), (async () => {})(), new Proxy({}, {}), new Map(), new Set(), new "
    "WeakMap(), new WeakSet(), new Map().entries(), new Set().values(), new Proxy(() => {}, {}), new (class "
    "extends Date {})(), new (class extends Error {})(), {}, new (class A {})(), () => {}, class {}, [], "
    "Math.max, Intl, Object(1n), Object(''), new WeakRef({}), Object.create(null), function* () {}(), "
    "'text']";
static const uint8_t sample_kinds[SAMPLES] = {
    JS_KIND_DATE,         JS_KIND_REGEXP, JS_KIND_ERROR,    JS_KIND_PROMISE,  JS_KIND_PROXY,
    JS_KIND_MAP,          JS_KIND_SET,    JS_KIND_WEAK_MAP, JS_KIND_WEAK_SET, JS_KIND_MAP_ITERATOR,
    JS_KIND_SET_ITERATOR, JS_KIND_PROXY,  JS_KIND_DATE,     JS_KIND_ERROR};

static bool probe_kinds(const int ends[2], JSContextRef ctx)
{
    (void)ends; // no address is followed
    js_value samples = js__evaluated(ctx, samples_source);
    if (samples == NULL) {
        return false;
    }
    uint8_t kinds[256] = {0};
    for (unsigned i = 0; i < SAMPLES + OTHERS; i++) {
        js_value sample = JSObjectGetPropertyAtIndex(ctx, (JSObjectRef)(uintptr_t)samples, i, NULL);
        if (!js_is_cell(sample)) {
            return false;
        }
        uint8_t *kind = &kinds[js_cell_type_of(sample)];
        uint8_t want = i < SAMPLES ? sample_kinds[i] : JS_KIND_OTHER;
        bool first = i < JS_KINDS - 1;
        if (*kind != (first ? JS_KIND_OTHER : want)) {
            return false;
        }
        *kind = want;
    }
    if (kinds[js_cell_type_of((js_value)js_global(ctx))] != JS_KIND_OTHER) {
        return false;
    }
    memcpy(js__kinds, kinds, sizeof kinds);
    return true;
}

bool js_kinds_are_known(void)
{
    int state = atomic_load_explicit(&kinds_state, memory_order_acquire);
    return state == 1 || (state == 0 && js__probe(&kinds_state, probe_kinds));
}

// ---- proxies --------------------------------------------------------------------------------------------------------

static const js_value *fields_of(js_value v)
{
    return (const js_value *)(const void *)v + FIELDS_AT;
}

js_object js_proxy_target_of(js_context ctx, js_value v)
{
    if (js_kinds_are_known() && !js_is_kind(v, JS_KIND_PROXY)) {
        return NULL;
    }
    js_object object = js_object_of(ctx, v);
    return object == NULL || object == js_global(ctx) ? NULL : js_proxy_target(ctx, v);
}

int js_proxy_details(js_context ctx, js_value v, js_value *target, js_value *handler)
{
    js_object found = js_proxy_target_of(ctx, v);
    if (found == NULL) {
        return -EINVAL;
    }
    const js_value *fields = fields_of(v);
    *target = (js_value)found;
    // The first field must agree with the interface, else the layout is unknown and the handler stays hidden.
    *handler = fields[0] == (js_value)found ? fields[1] : JS_UNDEFINED;
    return 0;
}

// ---- iterators ------------------------------------------------------------------------------------------------------

static bool is_collection_iterator(js_value v)
{
    return js_kinds_are_known() &&
           (js_is_kind(v, JS_KIND_MAP_ITERATOR) || js_is_kind(v, JS_KIND_SET_ITERATOR));
}

js_value js_iterator_field(js_context ctx, js_value iterator, int index)
{
    if (index < 0 || index >= ITERATOR_FIELDS || !is_collection_iterator(iterator)) {
        return JS_UNDEFINED;
    }
    // A field's value may be a private cell; only numbers and objects are for JavaScript's eyes.
    js_value field = fields_of(iterator)[index];
    return field != NULL && (js_is_number(field) || js_is_object(ctx, field)) ? field : JS_UNDEFINED;
}

int js_iterator_copy(js_value from, js_value to)
{
    if (!is_collection_iterator(from) || js_cell_type(from) != js_cell_type(to) || from == to) {
        return -EINVAL;
    }
    // Everything `from` points at stays reachable through `from`, which the caller holds; `to` is used at once and dropped.
    memcpy((void *)(uintptr_t)fields_of(to), fields_of(from), ITERATOR_FIELDS * sizeof(js_value));
    return 0;
}
