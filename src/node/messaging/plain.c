// SPDX-License-Identifier: MIT
//
// Whether objects are what they look like: plain objects and arrays of the engine, each of them once. JavaScript walks a value and collects what
// has the prototype of one of them; that none is a Proxy, an `arguments` or the like, and none occurs twice, is told here in one crossing.
#include "node/messaging/port.h"
#include "engine/cells.h"

#include <stdlib.h>

enum { SAMPLES_MAX = 16, SMALL_TABLE = 64 };

// Of a runtime: the samples, which JavaScript keeps, are looked at once.
typedef struct kinds {
    bool known;
    int object_type, array_type;
    uint32_t array_shapes[SAMPLES_MAX];
    unsigned shape_count;
} kinds;
static const js_data_key kinds_key = {sizeof(kinds), NULL};

static unsigned count_of(js_context ctx, js_object list)
{
    return list == NULL ? 0 : (unsigned)js_number_or(js_get(ctx, list, "length", NULL), 0);
}

// An array has no properties beside its elements where its shape is that of a sample.
static bool is_plain(const kinds *k, js_context ctx, js_value v)
{
    int type = js_cell_type(v);
    if (type != k->array_type) {
        return type == k->object_type;
    }
    uint32_t shape = js_cell_shape(v);
    for (unsigned i = 0; i < k->shape_count; i++) {
        if (k->array_shapes[i] == shape) {
            return true;
        }
    }
    return false;
}

// False where `v` is in the table already.
static bool enter(js_value *table, size_t mask, js_value v)
{
    size_t at = (size_t)((JS_BITS(v) * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & mask;
    while (table[at] != NULL) {
        if (table[at] == v) {
            return false;
        }
        at = (at + 1) & mask;
    }
    table[at] = v;
    return true;
}

static void kinds_learn(kinds *k, js_context ctx, js_object samples)
{
    unsigned count = count_of(ctx, samples);
    k->object_type = js_cell_type(js_get_index(ctx, samples, 0, NULL));
    k->array_type = js_cell_type(js_get_index(ctx, samples, 1, NULL));
    for (unsigned i = 1; i < count && k->shape_count < SAMPLES_MAX; i++) {
        k->array_shapes[k->shape_count++] = js_cell_shape(js_get_index(ctx, samples, i, NULL));
    }
    k->known = true;
}

static bool look(js_context ctx, js_object list, const kinds *k)
{
    js_value small[SMALL_TABLE] = {NULL}, *table = small;
    unsigned count = count_of(ctx, list);
    size_t size = SMALL_TABLE;
    while (size < (size_t)count * 2) {
        size *= 2;
    }
    if (size > SMALL_TABLE) {
        table = calloc(size, sizeof *table); // only addresses: `list` keeps the objects
    }
    bool ok = table != NULL;
    for (unsigned i = 0; ok && i < count; i++) {
        js_value v = js_get_index(ctx, list, i, NULL);
        ok = is_plain(k, ctx, v) && enter(table, size - 1, v);
    }
    if (table != small) {
        free(table);
    }
    return ok;
}

// allPlain(list, [{}, [], ...sample arrays]) -> boolean
JS_FUNCTION(plain_all)
{
    js_object list = js_object_of(ctx, js_arg(argc, argv, 0)),
              samples = js_object_of(ctx, js_arg(argc, argv, 1));
    kinds *k = js_runtime_data(js_runtime_current(), &kinds_key);
    if (list == NULL || samples == NULL || k == NULL) {
        return JS_FALSE;
    }
    js_lock(ctx);
    if (!k->known) {
        kinds_learn(k, ctx, samples);
    }
    bool ok = look(ctx, list, k);
    js_unlock(ctx);
    return js_bool(ok);
}

const js_function_spec node__plain_functions[] = {
    {"allPlain", plain_all, 2, "allPlain(list, samples) -> boolean"},
    {0},
};
