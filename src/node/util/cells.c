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
