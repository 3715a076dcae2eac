// SPDX-License-Identifier: MIT
//
// Objects: a shape (prototype and names, interned by content) and a value for each name. A shape of more than 8 names has an index, open-addressed, of one byte
// a place. From SHAPE_MAX names on an object is a prototype and a map. Slots of a shape: prototype, names. Slots of an object: shape, values (`aux` 0), or prototype, map (`aux` 1).
#include "internal.h"

enum { SHAPE_MAX = 128, SCAN_MAX = 8, NOT_FOUND = -1 };

// ---- shapes ---------------------------------------------------------------------------------------------------------

struct shape_wanted {
    pc_value prototype;
    const pc_value *names;
    size_t n;
};

static size_t index_size(size_t n)
{
    size_t size = 16;
    while (size < 2 * n) {
        size *= 2;
    }
    return n > SCAN_MAX ? size : 0;
}

static bool shape_matches(const pc_cell *shape, const void *data)
{
    const struct shape_wanted *w = data;
    if (shape->slots != w->n + 1 || shape->slot[0] != w->prototype) {
        return false;
    }
    for (size_t i = 0; i < w->n; i++) {
        if (shape->slot[i + 1] != w->names[i] && pc__equal_keys(shape->slot[i + 1], w->names[i]) != 1) {
            return false;
        }
    }
    return true;
}

static uint32_t name_hash(pc_value name)
{
    uint32_t hash = 0;
    (void)!pc__hash_deep(name, 0, &hash); // strings and symbols: cannot fail
    return hash;
}

static void index_fill(pc_cell *shape)
{
    size_t n = shape->slots - 1, size = index_size(n);
    uint8_t *index = cell_tail(shape);
    memset(index, 0xff, size);
    for (size_t i = 0; i < n && size > 0; i++) {
        size_t at = name_hash(shape->slot[i + 1]) & (size - 1);
        while (index[at] != 0xff) {
            at = (at + 1) & (size - 1);
        }
        index[at] = (uint8_t)i;
    }
}

pc_value pc_shape_new(pc_thread *t, pc_value prototype, const pc_value *names, size_t n)
{
    if (n > SHAPE_MAX) {
        return pc__fail(t, -EINVAL);
    }
    uint32_t hash = pc__mix(prototype);
    for (size_t i = 0; i < n; i++) {
        hash = hash * 31 + name_hash(names[i]);
    }
    hash = hash ? hash : 1;
    struct shape_wanted wanted = {prototype, names, n};
    pthread_mutex_lock(&t->heap->weak_lock);
    pc_cell *shape = pc__weak_find(t->heap, &t->heap->shapes, hash, shape_matches, &wanted);
    if (shape == NULL) {
        shape = pc__cell_new(t, PC__KIND_SHAPE, n + 1, index_size(n));
        if (shape != NULL) {
            shape->slot[0] = prototype;
            if (n > 0) {
                memcpy(&shape->slot[1], names, n * sizeof *names);
            }
            index_fill(shape);
            atomic_store_explicit(&shape->hash, hash, memory_order_relaxed);
            if (pc__weak_add(&t->heap->shapes, shape, hash) != 0) {
                t->error = -ENOMEM;
                shape = NULL;
            }
        }
    }
    pthread_mutex_unlock(&t->heap->weak_lock);
    return value_of(shape);
}

const pc_value *pc_shape_names(pc_value shape, size_t *n)
{
    assert(is_kind(shape, PC__KIND_SHAPE));
    *n = cell_of(shape)->slots - 1;
    return &cell_of(shape)->slot[1];
}

static int shape_find(pc_cell *shape, pc_value name)
{
    size_t n = shape->slots - 1;
    if (n <= SCAN_MAX) {
        for (size_t i = 0; i < n; i++) {
            if (shape->slot[i + 1] == name) {
                return (int)i;
            }
        }
        for (size_t i = 0; i < n && pc_is_cell(name); i++) {
            if (pc__equal_keys(shape->slot[i + 1], name) == 1) {
                return (int)i;
            }
        }
        return NOT_FOUND;
    }
    size_t size = index_size(n);
    const uint8_t *index = cell_tail(shape);
    for (size_t at = name_hash(name) & (size - 1); index[at] != 0xff; at = (at + 1) & (size - 1)) {
        if (pc__equal_keys(shape->slot[index[at] + 1], name) == 1) {
            return index[at];
        }
    }
    return NOT_FOUND;
}

// ---- objects --------------------------------------------------------------------------------------------------------

static bool is_large(pc_value object)
{
    return cell_of(object)->aux != 0;
}

static pc_value large_new(pc_thread *t, pc_value prototype, pc_value map)
{
    pc_cell *c = map != PC_NONE ? pc__cell_new(t, PC_KIND_OBJECT, 2, 0) : NULL;
    if (c == NULL) {
        return PC_NONE;
    }
    c->aux = 1;
    c->slot[0] = prototype;
    c->slot[1] = map;
    return value_of(c);
}

static pc_cell *small_new(pc_thread *t, pc_value shape)
{
    pc_cell *c = pc__cell_new(t, PC_KIND_OBJECT, cell_of(shape)->slots, 0);
    if (c != NULL) {
        c->slot[0] = shape;
    }
    return c;
}

pc_value pc_object_of_shape(pc_thread *t, pc_value shape, const pc_value *values)
{
    pc_cell *c = small_new(t, shape);
    if (c == NULL) {
        return PC_NONE;
    }
    if (values != NULL) {
        memcpy(&c->slot[1], values, (c->slots - 1) * sizeof *values);
    }
    return value_of(c);
}

pc_value pc_object_from(pc_thread *t, pc_value prototype, const pc_value *names, const pc_value *values,
                        size_t n)
{
    if (n <= SHAPE_MAX) {
        pc_value shape = pc_shape_new(t, prototype, names, n);
        return shape != PC_NONE ? pc_object_of_shape(t, shape, values) : PC_NONE;
    }
    pc_map_builder b;
    int rc = pc_map_builder_init(&b, t, PC_KIND_MAP, PC_NONE);
    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = pc_map_builder_set(&b, names[i], values[i]);
    }
    return rc == 0 ? large_new(t, prototype, pc_map_builder_finish(&b)) : PC_NONE;
}

pc_value pc_object_new(pc_thread *t, pc_value prototype)
{
    return pc_object_from(t, prototype, NULL, NULL, 0);
}

size_t pc_object_count(pc_value object)
{
    assert(is_kind(object, PC_KIND_OBJECT));
    return is_large(object) ? pc_map_count(cell_of(object)->slot[1]) : cell_of(object)->slots - 1;
}

pc_value pc_object_prototype(pc_value object)
{
    assert(is_kind(object, PC_KIND_OBJECT));
    return is_large(object) ? cell_of(object)->slot[0] : cell_of(cell_of(object)->slot[0])->slot[0];
}

pc_value pc_object_get_own(pc_thread *t, pc_value object, pc_value name)
{
    assert(is_kind(object, PC_KIND_OBJECT));
    pc_cell *c = cell_of(object);
    if (is_large(object)) {
        return pc_map_get(t, c->slot[1], name);
    }
    int i = shape_find(cell_of(c->slot[0]), name);
    return i >= 0 ? c->slot[i + 1] : PC_NONE;
}

pc_value pc_object_get(pc_thread *t, pc_value object, pc_value name)
{
    while (is_kind(object, PC_KIND_OBJECT)) {
        pc_value v = pc_object_get_own(t, object, name);
        if (v != PC_NONE) {
            return v;
        }
        object = pc_object_prototype(object);
    }
    return PC_NONE;
}

bool pc_object_is(pc_value object, pc_value ancestor)
{
    while (is_kind(object, PC_KIND_OBJECT)) {
        if (object == ancestor) {
            return true;
        }
        object = pc_object_prototype(object);
    }
    return false;
}

// The attributes as arrays with room for one more. Owns: the caller, free(*names).
static int unpack(pc_thread *t, pc_value object, pc_value **names, pc_value **values, size_t *n)
{
    const pc_value *own = pc_shape_names(cell_of(object)->slot[0], n);
    *names = malloc(2 * (*n + 1) * sizeof **names);
    if (*names == NULL) {
        t->error = -ENOMEM;
        return -ENOMEM;
    }
    *values = *names + *n + 1;
    memcpy(*names, own, *n * sizeof *own);
    memcpy(*values, pc_object_peek(object), *n * sizeof *own);
    return 0;
}

pc_value pc_object_set(pc_thread *t, pc_value object, pc_value name, pc_value v)
{
    pc_cell *c = cell_of(object);
    if (is_large(object)) {
        return large_new(t, c->slot[0], pc_map_set(t, c->slot[1], name, v));
    }
    int i = shape_find(cell_of(c->slot[0]), name);
    if (i >= 0) {
        if (c->slot[i + 1] == v) {
            return object;
        }
        pc_value copy = pc_object_of_shape(t, c->slot[0], &c->slot[1]);
        if (copy != PC_NONE) {
            cell_of(copy)->slot[i + 1] = v;
        }
        return copy;
    }
    pc_value *names, *values;
    size_t n;
    if (unpack(t, object, &names, &values, &n) != 0) {
        return PC_NONE;
    }
    names[n] = name;
    values[n] = v;
    pc_value result = pc_object_from(t, pc_object_prototype(object), names, values, n + 1);
    free(names);
    return result;
}

pc_value pc_object_remove(pc_thread *t, pc_value object, pc_value name)
{
    pc_cell *c = cell_of(object);
    if (is_large(object)) {
        pc_value map = pc_map_remove(t, c->slot[1], name);
        return map == c->slot[1] ? object : large_new(t, c->slot[0], map);
    }
    int i = shape_find(cell_of(c->slot[0]), name);
    pc_value *names, *values;
    size_t n;
    if (i < 0) {
        return object;
    }
    if (unpack(t, object, &names, &values, &n) != 0) {
        return PC_NONE;
    }
    size_t at = (size_t)i, rest = (n - at - 1) * sizeof *names;
    memmove(&names[at], &names[at + 1], rest);
    memmove(&values[at], &values[at + 1], rest);
    pc_value result = pc_object_from(t, pc_object_prototype(object), names, values, n - 1);
    free(names);
    return result;
}

int pc_object_each(pc_thread *t, pc_value object, pc_each each, void *data)
{
    assert(is_kind(object, PC_KIND_OBJECT));
    pc_cell *c = cell_of(object);
    if (is_large(object)) {
        return pc_map_each(t, c->slot[1], each, data);
    }
    size_t n;
    const pc_value *names = pc_shape_names(c->slot[0], &n);
    for (size_t i = 0; i < n; i++) {
        int rc = each(data, names[i], c->slot[i + 1]);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

pc_value pc_object_shape(pc_value object)
{
    assert(is_kind(object, PC_KIND_OBJECT));
    return is_large(object) ? PC_NONE : cell_of(object)->slot[0];
}

const pc_value *pc_object_peek(pc_value object)
{
    assert(!is_large(object));
    return &cell_of(object)->slot[1];
}
