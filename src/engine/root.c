// SPDX-License-Identifier: MIT
//
// Roots: a table of values that C keeps, traced by one marking constraint. Cheaper than protecting each value: the table is scanned, not
// hashed. The mutex is needed because the constraint also runs on collector threads, beside C code of this thread.
#include "engine/runtime.h"

#include <errno.h>
#include <stdlib.h>

static void roots_mark(JSMarker *marker, void *data)
{
    js_runtime *rt = data;
    js_root_table *table = &rt->roots;
    pthread_mutex_lock(&table->mutex);
    for (uint32_t i = 1; i < table->count; i++) {
        if (js_is_cell(table->values[i])) {
            marker->Mark(marker, (JSObjectRef)(uintptr_t)table->values[i]);
        }
    }
    pthread_mutex_unlock(&table->mutex);
    js__handles_mark(&rt->handles, marker);
}

int js__roots_init(js_runtime *rt)
{
    js_root_table *table = &rt->roots;
    table->capacity = 256;
    table->count = 1;
    table->values = calloc(table->capacity, sizeof *table->values);
    table->free_list = calloc(table->capacity, sizeof *table->free_list);
    if (table->values == NULL || table->free_list == NULL) {
        return -ENOMEM;
    }
    pthread_mutex_init(&table->mutex, NULL);
    JSContextGroupAddMarkingConstraint(rt->group, roots_mark, rt);
    return 0;
}

void js__roots_deinit(js_runtime *rt)
{
    free(rt->roots.values);
    free(rt->roots.free_list);
    rt->roots.values = NULL;
    rt->roots.free_list = NULL;
    rt->roots.count = 0;
}

// Called with the mutex held.
static bool roots_grow(js_root_table *table)
{
    uint32_t capacity = table->capacity * 2;
    JSValueRef *values = realloc(table->values, capacity * sizeof *values);
    if (values == NULL) {
        return false;
    }
    table->values = values;
    js_root *free_list = realloc(table->free_list, capacity * sizeof *free_list);
    if (free_list == NULL) {
        return false;
    }
    table->free_list = free_list;
    table->capacity = capacity;
    return true;
}

js_root js_root_new(js_context ctx, js_value v)
{
    js_root_table *table = &js_runtime_current()->roots;
    js_root root = 0;
    pthread_mutex_lock(&table->mutex);
    if (table->free_count > 0) {
        root = table->free_list[--table->free_count];
    } else if (table->count < table->capacity || roots_grow(table)) {
        root = table->count++;
    }
    if (root != 0) {
        table->values[root] = v == NULL ? JS_UNDEFINED : v;
    }
    pthread_mutex_unlock(&table->mutex);
    return root;
}

js_value js_root_get(js_context ctx, js_root root)
{
    js_value v = js_runtime_current()->roots.values[root];
    return v == NULL ? JS_UNDEFINED : v;
}

void js_root_set(js_context ctx, js_root root, js_value v)
{
    js_root_table *table = &js_runtime_current()->roots;
    pthread_mutex_lock(&table->mutex);
    table->values[root] = v;
    pthread_mutex_unlock(&table->mutex);
}

void js_root_free(js_context ctx, js_root root)
{
    if (root == 0) {
        return;
    }
    js_root_table *table = &js_runtime_current()->roots;
    pthread_mutex_lock(&table->mutex);
    table->values[root] = NULL;
    table->free_list[table->free_count++] = root;
    pthread_mutex_unlock(&table->mutex);
}
