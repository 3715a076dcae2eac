// SPDX-License-Identifier: MIT
//
// See cells.h.

#include "node/util/cells.h"

#include <errno.h>

enum { FIELDS_AT = 2, ITERATOR_FIELDS = 4 };

// Type numbers learned from samples when first needed; one VM's types are every VM's.
static _Atomic int map_iterator_type = -1;
static _Atomic int set_iterator_type = -1;

int cell_type(js_context ctx, js_value v)
{
    js_object object = js_object_of(ctx, v);
    return object == NULL ? -1 : cell_type_of(object);
}

uint32_t cell_shape(js_context ctx, js_value v)
{
    js_object object = js_object_of(ctx, v);
    return object == NULL ? 0 : cell_shape_of(object);
}

js_object cell_proxy_target(js_context ctx, js_value v)
{
    js_object object = js_object_of(ctx, v);
    if (object == NULL || object == js_global(ctx)) {
        return NULL;
    }
    return js_proxy_target(ctx, v);
}

static const js_value *fields_of(js_value v)
{
    return (const js_value *)(const void *)v + FIELDS_AT;
}

int cell_proxy_details(js_context ctx, js_value v, js_value *target, js_value *handler)
{
    js_object found = cell_proxy_target(ctx, v);
    if (found == NULL) {
        return -EINVAL;
    }
    const js_value *fields = fields_of(v);
    *target = (js_value)found;
    // The first field must agree with the C API, else the layout is unknown and the handler stays hidden.
    *handler = fields[0] == (js_value)found ? fields[1] : JS_UNDEFINED;
    return 0;
}

static int sample_type(js_context ctx, const char *source)
{
    js_value exception = NULL;
    js_value v = js_evaluate(ctx, source, strlen(source), "node:internal/util/cells", 1, &exception);
    return exception != NULL ? -2 : cell_type(ctx, v);
}

static bool is_collection_iterator(js_context ctx, js_value v)
{
    if (map_iterator_type == -1) {
        map_iterator_type = sample_type(ctx, "new Map().entries()");
        set_iterator_type = sample_type(ctx, "new Set().values()");
    }
    int type = cell_type(ctx, v);
    return type >= 0 && (type == map_iterator_type || type == set_iterator_type);
}

// A field's value may be a private cell; only numbers and objects are for JavaScript's eyes.
static bool is_visible(js_context ctx, js_value v)
{
    return v != NULL && (js_is_number(v) || js_is_object(ctx, v));
}

js_value cell_iterator_field(js_context ctx, js_value iterator, int index)
{
    if (index < 0 || index >= ITERATOR_FIELDS || !is_collection_iterator(ctx, iterator)) {
        return JS_UNDEFINED;
    }
    js_value field = fields_of(iterator)[index];
    return is_visible(ctx, field) ? field : JS_UNDEFINED;
}

int cell_iterator_copy(js_context ctx, js_value from, js_value to)
{
    if (!is_collection_iterator(ctx, from) || cell_type(ctx, from) != cell_type(ctx, to) || from == to) {
        return -EINVAL;
    }
    // Everything `from` points at stays reachable through `from`, which the caller holds; `to` is used at once and dropped.
    memcpy((void *)(uintptr_t)fields_of(to), fields_of(from), ITERATOR_FIELDS * sizeof(js_value));
    return 0;
}

// ---- WeakMap and WeakSet ----------------------------------------------------------------------------------------------
//
// +16 the table, +24 its capacity, +28 how many keys. A place of the table is a key, or a key and its value; 0 is empty, -3 taken out.

enum {
    WEAK_TABLE_AT = 16,
    WEAK_CAPACITY_AT = 24,
    WEAK_COUNT_AT = 28,
    WEAK_MOST = 1024,
    WEAK_CAPACITY_MOST = 1 << 28
};

typedef struct weak_view {
    const js_value *table;
    uint32_t capacity, count;
} weak_view;

static weak_view weak_view_of(js_value v)
{
    const char *cell = (const char *)(const void *)v;
    weak_view view;
    memcpy(&view.table, cell + WEAK_TABLE_AT, sizeof view.table);
    memcpy(&view.capacity, cell + WEAK_CAPACITY_AT, sizeof view.capacity);
    memcpy(&view.count, cell + WEAK_COUNT_AT, sizeof view.count);
    return view;
}

// The keys (and values, where `step` is 2) that are in use; returns how many entries were written.
static unsigned weak_collect(weak_view view, unsigned step, js_value *out, unsigned most)
{
    unsigned found = 0;
    for (uint32_t i = 0; i < view.capacity && found < most; i++) {
        js_value key = view.table[(size_t)i * step];
        if (key != NULL && js_is_cell(key) && JS_BITS(key) > 0xff) {
            out[found * step] = key;
            if (step == 2) {
                out[found * step + 1] = view.table[(size_t)i * step + 1];
            }
            found++;
        }
    }
    return found;
}

static bool weak_probe_one(js_context ctx, js_object samples, unsigned index, unsigned step)
{
    js_value exception = NULL;
    js_value collection = js_get_index(ctx, samples, index, &exception);
    js_value first = js_get_index(ctx, samples, 2, &exception),
             second = js_get_index(ctx, samples, 3, &exception);
    js_value found[2 * 2];
    weak_view view = weak_view_of(collection);
    if (exception != NULL || view.count != 2 || view.capacity < 2 || view.capacity > 64 ||
        view.table == NULL || weak_collect(view, step, found, 2) != 2) {
        return false;
    }
    js_value other = found[step];
    bool keys = (found[0] == first && other == second) || (found[0] == second && other == first);
    return keys && (step == 1 || (found[1] == js_int32(7) && found[3] == js_int32(7)));
}

// 0 not probed, 1 known, -1 unknown.
static _Atomic int weak_layout;
static _Atomic int weak_map_type = -1, weak_set_type = -1;

static bool weak_probe(js_context ctx)
{
    static const char source[] =
        "(() => { const a = {}, b = {}, c = {};"
        " const map = new WeakMap([[a, 7], [c, 7], [b, 7]]), set = new WeakSet([a, c, b]);"
        " map.delete(c); set.delete(c); return [map, set, a, b]; })()";
    js_value exception = NULL;
    js_value samples = js_evaluate(ctx, source, strlen(source), "node:internal/util/cells", 1, &exception);
    js_object list = exception == NULL ? js_object_of(ctx, samples) : NULL;
    if (list == NULL) {
        return false;
    }
    weak_map_type = cell_type(ctx, js_get_index(ctx, list, 0, &exception));
    weak_set_type = cell_type(ctx, js_get_index(ctx, list, 1, &exception));
    return exception == NULL && weak_map_type != weak_set_type && weak_probe_one(ctx, list, 0, 2) &&
           weak_probe_one(ctx, list, 1, 1);
}

js_value cell_weak_entries(js_context ctx, js_value v, unsigned most, unsigned *count, js_value *exception)
{
    if (weak_layout == 0) {
        weak_layout = weak_probe(ctx) ? 1 : -1;
    }
    int type = cell_type(ctx, v);
    if (weak_layout < 0 || type < 0 || (type != weak_map_type && type != weak_set_type)) {
        return JS_UNDEFINED;
    }
    weak_view view = weak_view_of(v);
    unsigned step = type == weak_map_type ? 2 : 1;
    *count = view.count;
    if (view.capacity > WEAK_CAPACITY_MOST || view.count > view.capacity) {
        return JS_UNDEFINED;
    }
    js_value found[WEAK_MOST * 2]; // on the stack, where the collector sees them
    unsigned entries = weak_collect(view, step, found, most < WEAK_MOST ? most : WEAK_MOST);
    return (js_value)js_array_new(ctx, (size_t)entries * step, found, exception);
}
