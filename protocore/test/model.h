// SPDX-License-Identifier: MIT
//
// The collections against naive models: bytes choose operations on lists, maps and their kin, and on what is flat; old versions are kept and must not change; collections run in
// between. Used by the unit test (random bytes) and by the fuzzer.
#ifndef PROTOCORE_TEST_MODEL_H
#define PROTOCORE_TEST_MODEL_H

#include "protocore.h"

#include <stdlib.h>

#define MUST(x)                                                                                              \
    do {                                                                                                     \
        if (!(x)) {                                                                                          \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x);                                          \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

typedef struct model_input {
    const uint8_t *data;
    size_t size, at;
} model_input;

static inline unsigned model_byte(model_input *in)
{
    return in->at < in->size ? in->data[in->at++] : 0;
}
static inline size_t model_below(model_input *in, size_t n)
{
    size_t x = model_byte(in);
    x = x << 8 | model_byte(in);
    return n ? x % n : 0;
}

typedef struct model_context {
    pc_heap *heap;
    pc_thread *t;
    pc_roots *roots;
    const pc_value *colliding; // pairs of numbers with one hash
    size_t colliding_count;
} model_context;

typedef struct model_hashed {
    uint32_t hash;
    uint32_t number;
} model_hashed;

static inline int model_by_hash(const void *a, const void *b)
{
    uint32_t x = ((const model_hashed *)a)->hash, y = ((const model_hashed *)b)->hash;
    return (x > y) - (x < y);
}

// Numbers whose hashes are equal, in pairs.
static inline size_t model_colliding(pc_thread *t, pc_value *out, size_t most)
{
    enum { N = 300000 };
    model_hashed *all = malloc(N * sizeof *all);
    for (uint32_t i = 0; i < N; i++) {
        MUST(pc_hash(t, pc_int32((int)i), &all[i].hash) == 0);
        all[i].number = i;
    }
    qsort(all, N, sizeof *all, model_by_hash);
    size_t n = 0;
    for (uint32_t i = 1; i < N && n + 2 <= most; i++) {
        if (all[i].hash == all[i - 1].hash) {
            out[n++] = pc_int32((int)all[i - 1].number);
            out[n++] = pc_int32((int)all[i].number);
        }
    }
    free(all);
    return n;
}

// Values that come again equal but as other cells.
static inline pc_value model_value(model_context *c, model_input *in)
{
    unsigned k = model_byte(in);
    char text[32];
    switch (k % 6) {
    case 0:
        snprintf(text, sizeof text, "key number %u", k / 6);
        return pc_string_ascii(c->t, text);
    case 1:
        snprintf(text, sizeof text, "%u", k / 6);
        return pc_string_ascii(c->t, text);
    case 2:
        return pc_number(k + 0.5);
    case 3: {
        pc_value two[] = {pc_int32((int)k), PC_NULL};
        return pc_tuple_new(c->t, 0, two, 2);
    }
    case 4:
        return c->colliding_count ? c->colliding[k / 6 % c->colliding_count] : pc_int32((int)k);
    default:
        return pc_int32((int)k);
    }
}

// ---- lists ----------------------------------------------------------------------------------------------------------

typedef struct model_list {
    pc_root root;
    size_t n;
    uint32_t *items; // small integers
} model_list;

static inline void model_list_check(model_context *c, const model_list *m)
{
    pc_value list = pc_root_get(c->roots, m->root);
    MUST(pc_list_count(list) == m->n);
    size_t run;
    for (size_t i = 0; i < m->n; i += run) {
        const pc_value *p = pc_list_run(list, i, &run);
        MUST(p != NULL && run > 0 && run <= 16);
        for (size_t j = 0; j < run; j++) {
            MUST(p[j] == pc_int32((int)m->items[i + j]));
        }
        MUST(pc_list_get(list, i) == p[0]);
    }
    MUST(pc_list_run(list, m->n, &run) == NULL);
}

static inline void model_list_free(model_context *c, model_list *m)
{
    pc_root_free(c->roots, m->root);
    free(m->items);
    *m = (model_list){0};
}

enum { MODEL_VERSIONS = 4, MODEL_LENGTH_MAX = 40000 };

static inline void model_list_step(model_context *c, model_input *in, model_list *versions)
{
    model_list *from = &versions[model_byte(in) % MODEL_VERSIONS];
    model_list *to = &versions[model_byte(in) % MODEL_VERSIONS];
    model_list *other = &versions[model_byte(in) % MODEL_VERSIONS];
    pc_thread *t = c->t;
    pc_value list = pc_root_get(c->roots, from->root), result = PC_NONE;
    size_t n = from->n, room = n + other->n + 70000;
    uint32_t *items = malloc(room * sizeof *items);
    memcpy(items, from->items, n * sizeof *items);
    unsigned op = model_byte(in) % 10;
    uint32_t v = (uint32_t)model_below(in, 65536);
    if (n > MODEL_LENGTH_MAX) {
        op = 4;
    }
    switch (op) {
    case 0:
        result = pc_list_push(t, list, pc_int32((int)v));
        items[n++] = v;
        break;
    case 1:
        result = list;
        for (size_t k = v % 100; k > 0; k--) {
            result = pc_list_push(t, result, pc_int32((int)v));
            items[n++] = v;
        }
        break;
    case 2: {
        pc_list_builder b;
        MUST(pc_list_builder_init(&b, t, list) == 0);
        for (size_t k = v % 5000; k > 0; k--) {
            MUST(pc_list_builder_push(&b, pc_int32((int)k)) == 0);
            items[n++] = (uint32_t)k;
            if (k % 7 == 0) {
                size_t i = (k * 7919) % n;
                MUST(pc_list_builder_set(&b, i, pc_int32((int)v)) == 0);
                items[i] = v;
            }
        }
        result = pc_list_builder_finish(&b);
        break;
    }
    case 3: {
        size_t i = n ? v % n : 0;
        result = n ? pc_list_set(t, list, i, pc_int32(-5 + 10)) : list;
        if (n) {
            items[i] = 5;
        }
        break;
    }
    case 4: {
        size_t a = model_below(in, n + 1), b = a + model_below(in, n - a + 1);
        result = pc_list_slice(t, list, a, b);
        memmove(items, items + a, (b - a) * sizeof *items);
        n = b - a;
        break;
    }
    case 5:
        result = pc_list_concat(t, list, pc_root_get(c->roots, other->root));
        memcpy(items + n, other->items, other->n * sizeof *items);
        n += other->n;
        break;
    case 6:
        result = pc_list_pop(t, list);
        n -= n > 0;
        break;
    case 7: {
        size_t i = v % (n + 1);
        result = pc_list_insert(t, list, i, pc_int32(77));
        memmove(items + i + 1, items + i, (n - i) * sizeof *items);
        items[i] = 77;
        n++;
        break;
    }
    case 8: {
        size_t i = n ? v % n : 0;
        result = n ? pc_list_remove(t, list, i) : list;
        if (n) {
            memmove(items + i, items + i + 1, (n - i - 1) * sizeof *items);
            n--;
        }
        break;
    }
    default: {
        pc_value *values = malloc((n + 1) * sizeof *values);
        for (size_t i = 0; i < n; i++) {
            values[i] = pc_int32((int)items[i]);
        }
        result = pc_list_from(t, values, n);
        uint32_t ha, hb;
        MUST(pc_equal(t, result, list) == 1);
        MUST(pc_hash(t, result, &ha) == 0 && pc_hash(t, list, &hb) == 0 && ha == hb);
        free(values);
    }
    }
    MUST(result != PC_NONE);
    pc_root root = pc_root_new(c->roots, result);
    model_list_free(c, to);
    *to = (model_list){root, n, items};
}

static inline void model_lists(model_context *c, model_input *in)
{
    model_list versions[MODEL_VERSIONS] = {0};
    pc_enter(c->t);
    for (size_t i = 0; i < MODEL_VERSIONS; i++) {
        versions[i].root = pc_root_new(c->roots, pc_list_empty(c->t));
        versions[i].items = malloc(1);
    }
    while (in->at < in->size) {
        model_list_step(c, in, versions);
        for (size_t i = 0; i < MODEL_VERSIONS; i++) {
            model_list_check(c, &versions[i]);
        }
        if (model_byte(in) % 16 == 0) {
            pc_leave(c->t);
            pc_collect(c->heap);
            pc_heap_audit(c->heap);
            pc_enter(c->t);
        }
    }
    for (size_t i = 0; i < MODEL_VERSIONS; i++) {
        model_list_free(c, &versions[i]);
    }
    pc_leave(c->t);
}

// ---- maps and their kin ---------------------------------------------------------------------------------------------

typedef struct model_map {
    pc_root root;
    pc_root entries; // a list of tuples (key, value) in order: the model
} model_map;

typedef struct model_iteration {
    pc_thread *t;
    pc_value entries;
    size_t i;
} model_iteration;

static inline int model_expect(void *data, pc_value key, pc_value v)
{
    model_iteration *it = data;
    MUST(it->i < pc_list_count(it->entries));
    pc_value entry = pc_list_get(it->entries, it->i++);
    MUST(pc_equal(it->t, pc_tuple_get(entry, 0), key) == 1);
    MUST(pc_equal(it->t, pc_tuple_get(entry, 1), v) == 1);
    return 0;
}

static inline size_t model_find(model_context *c, pc_value entries, pc_value key)
{
    size_t i = 0, n = pc_list_count(entries);
    while (i < n && pc_equal(c->t, pc_tuple_get(pc_list_get(entries, i), 0), key) != 1) {
        i++;
    }
    return i;
}

static inline void model_map_check(model_context *c, const model_map *m, pc_kind kind)
{
    model_iteration it = {c->t, pc_root_get(c->roots, m->entries), 0};
    pc_value map = pc_root_get(c->roots, m->root);
    size_t n = pc_list_count(it.entries);
    if (kind == PC_KIND_MAP) {
        MUST(pc_map_count(map) == n);
        MUST(pc_map_each(c->t, map, model_expect, &it) == 0);
        for (size_t i = 0; i < n; i += 3) {
            pc_value e = pc_list_get(it.entries, i);
            MUST(pc_equal(c->t, pc_map_get(c->t, map, pc_tuple_get(e, 0)), pc_tuple_get(e, 1)) == 1);
        }
    } else if (kind == PC_KIND_SET) {
        MUST(pc_set_count(map) == n);
        MUST(pc_set_each(c->t, map, model_expect, &it) == 0);
    } else if (kind == PC_KIND_OBJECT) {
        MUST(pc_object_count(map) == n);
        MUST(pc_object_each(c->t, map, model_expect, &it) == 0);
    } else {
        MUST(pc_multiset_distinct(map) == n);
        MUST(pc_multiset_each(c->t, map, model_expect, &it) == 0);
        double sum = 0;
        for (size_t i = 0; i < n; i++) {
            sum += pc_double(pc_tuple_get(pc_list_get(it.entries, i), 1));
        }
        MUST((double)pc_multiset_count(map) == sum);
    }
    MUST(it.i == n);
}

static inline pc_value model_set(model_context *c, pc_kind kind, pc_value map, pc_value key, pc_value v)
{
    return kind == PC_KIND_MAP      ? pc_map_set(c->t, map, key, v)
           : kind == PC_KIND_SET    ? pc_set_add(c->t, map, key)
           : kind == PC_KIND_OBJECT ? pc_object_set(c->t, map, key, v)
                                    : pc_multiset_add(c->t, map, key, 2);
}

static inline pc_value model_remove(model_context *c, pc_kind kind, pc_value map, pc_value key)
{
    return kind == PC_KIND_MAP      ? pc_map_remove(c->t, map, key)
           : kind == PC_KIND_SET    ? pc_set_remove(c->t, map, key)
           : kind == PC_KIND_OBJECT ? pc_object_remove(c->t, map, key)
                                    : pc_multiset_remove(c->t, map, key, UINT64_MAX);
}

static inline void model_map_apply(model_context *c, model_input *in, pc_kind kind, pc_value *map,
                                   pc_value *entries)
{
    pc_thread *t = c->t;
    pc_value key = kind == PC_KIND_OBJECT ? pc_string_ascii(t, (char[]){(char)('a' + model_byte(in) % 26),
                                                                        (char)('a' + model_byte(in) % 8), 0})
                                          : model_value(c, in);
    pc_value v = model_value(c, in);
    size_t at = model_find(c, *entries, key), n = pc_list_count(*entries);
    if (model_byte(in) % 3 == 0) {
        pc_value after = model_remove(c, kind, *map, key);
        MUST(after != PC_NONE && (at < n) == (after != *map));
        *map = after;
        *entries = at < n ? pc_list_remove(t, *entries, at) : *entries;
        return;
    }
    *map = model_set(c, kind, *map, key, v);
    MUST(*map != PC_NONE);
    if (kind == PC_KIND_SET) {
        v = at < n ? pc_tuple_get(pc_list_get(*entries, at), 1) : key;
    } else if (kind == PC_KIND_MULTISET) {
        double have = at < n ? pc_double(pc_tuple_get(pc_list_get(*entries, at), 1)) : 0;
        v = pc_number(have + 2);
    }
    pc_value pair[] = {key, v};
    pc_value entry = pc_tuple_new(t, 0, pair, 2);
    *entries = at < n ? pc_list_set(t, *entries, at, entry) : pc_list_push(t, *entries, entry);
}

// Through a builder, many at once.
static inline void model_map_build(model_context *c, model_input *in, pc_value *map, pc_value *entries)
{
    pc_map_builder b;
    MUST(pc_map_builder_init(&b, c->t, PC_KIND_MAP, *map) == 0);
    for (size_t k = model_byte(in); k > 0; k--) {
        pc_value key = model_value(c, in), v = pc_int32((int)k);
        size_t at = model_find(c, *entries, key), n = pc_list_count(*entries);
        if (k % 5 == 0) {
            MUST(pc_map_builder_remove(&b, key) == 0);
            *entries = at < n ? pc_list_remove(c->t, *entries, at) : *entries;
            continue;
        }
        MUST(pc_map_builder_set(&b, key, v) == 0);
        pc_value pair[] = {key, v};
        pc_value entry = pc_tuple_new(c->t, 0, pair, 2);
        *entries = at < n ? pc_list_set(c->t, *entries, at, entry) : pc_list_push(c->t, *entries, entry);
        MUST(pc_equal(c->t, pc_map_builder_get(&b, key), v) == 1);
    }
    *map = pc_map_builder_finish(&b);
    MUST(*map != PC_NONE);
}

// The entries twice, as arrays.
static inline void model_map_bulk(model_context *c, pc_value map, pc_value entries)
{
    size_t n = pc_list_count(entries);
    pc_value *flat = malloc((4 * n + 1) * sizeof *flat);
    for (size_t i = 0; i < 2 * n; i++) {
        pc_value e = pc_list_get(entries, i % n);
        flat[i] = pc_tuple_get(e, 0);
        flat[2 * n + i] = i < n ? PC_NULL : pc_tuple_get(e, 1);
    }
    pc_value bulk = pc_map_from(c->t, flat, flat + 2 * n, 2 * n);
    model_iteration it = {c->t, entries, 0};
    MUST(bulk != PC_NONE && pc_equal(c->t, map, bulk) == 1);
    MUST(pc_map_each(c->t, bulk, model_expect, &it) == 0 && it.i == n);
    free(flat);
}

// The same entries put in the opposite order: an equal map.
static inline void model_map_again(model_context *c, pc_value map, pc_value entries)
{
    pc_value again = pc_map_empty(c->t);
    for (size_t i = pc_list_count(entries); i-- > 0;) {
        pc_value e = pc_list_get(entries, i);
        again = pc_map_set(c->t, again, pc_tuple_get(e, 0), pc_tuple_get(e, 1));
    }
    uint32_t ha, hb;
    MUST(pc_equal(c->t, map, again) == 1);
    MUST(pc_hash(c->t, map, &ha) == 0 && pc_hash(c->t, again, &hb) == 0 && ha == hb);
}

static inline void model_maps(model_context *c, model_input *in, pc_kind kind)
{
    model_map versions[MODEL_VERSIONS];
    pc_enter(c->t);
    for (size_t i = 0; i < MODEL_VERSIONS; i++) {
        pc_value empty = kind == PC_KIND_MAP      ? pc_map_empty(c->t)
                         : kind == PC_KIND_SET    ? pc_set_empty(c->t)
                         : kind == PC_KIND_OBJECT ? pc_object_new(c->t, PC_NULL)
                                                  : pc_multiset_empty(c->t);
        versions[i] = (model_map){pc_root_new(c->roots, empty), pc_root_new(c->roots, pc_list_empty(c->t))};
    }
    while (in->at < in->size) {
        const model_map *from = &versions[model_byte(in) % MODEL_VERSIONS];
        const model_map *to = &versions[model_byte(in) % MODEL_VERSIONS];
        pc_value map = pc_root_get(c->roots, from->root), entries = pc_root_get(c->roots, from->entries);
        if (kind == PC_KIND_MAP && model_byte(in) % 4 == 0) {
            model_map_build(c, in, &map, &entries);
            model_map_again(c, map, entries);
            model_map_bulk(c, map, entries);
        } else {
            for (unsigned k = model_byte(in) % 16; k > 0; k--) {
                model_map_apply(c, in, kind, &map, &entries);
            }
        }
        pc_root_set(c->roots, to->root, map);
        pc_root_set(c->roots, to->entries, entries);
        for (size_t i = 0; i < MODEL_VERSIONS; i++) {
            model_map_check(c, &versions[i], kind);
        }
        if (model_byte(in) % 16 == 0) {
            pc_leave(c->t);
            pc_collect(c->heap);
            pc_heap_audit(c->heap);
            pc_enter(c->t);
        }
    }
    for (size_t i = 0; i < MODEL_VERSIONS; i++) {
        pc_root_free(c->roots, versions[i].root);
        pc_root_free(c->roots, versions[i].entries);
    }
    pc_leave(c->t);
}

// ---- sparse lists: the model is an array of 256 -----------------------------------------------------------------------

typedef struct model_sparse {
    uint64_t length;
    pc_value at[256];
    size_t last;
} model_sparse;

static inline int model_sparse_expect(void *data, pc_value key, pc_value v)
{
    model_sparse *m = data;
    size_t i = (size_t)pc_double(key);
    MUST(i >= m->last && i < 256 && m->at[i] == v);
    m->last = i + 1;
    return 0;
}

static inline void model_sparses(model_context *c, model_input *in)
{
    model_sparse m = {0};
    pc_enter(c->t);
    pc_value s = pc_sparse_new(c->t, 0);
    while (in->at < in->size) {
        size_t i = model_byte(in), op = model_byte(in) % 5;
        if (op < 3) {
            m.at[i] = pc_int32((int)in->at);
            m.length = i >= m.length ? i + 1 : m.length;
            s = pc_sparse_set(c->t, s, i, m.at[i]);
        } else if (op == 3) {
            m.at[i] = PC_NONE;
            s = pc_sparse_remove(c->t, s, i);
        } else {
            memset(&m.at[i], 0, (256 - i) * sizeof m.at[0]);
            m.length = i;
            s = pc_sparse_set_length(c->t, s, i);
        }
        size_t count = 0;
        for (size_t k = 0; k < 256; k++) {
            count += m.at[k] != PC_NONE;
            MUST(pc_sparse_get(c->t, s, k) == m.at[k]);
        }
        m.last = 0;
        MUST(pc_sparse_length(s) == m.length && pc_sparse_count(s) == count);
        MUST(pc_sparse_each(c->t, s, model_sparse_expect, &m) == 0);
    }
    pc_leave(c->t);
}

// ---- sets: the models are arrays of which numbers are in --------------------------------------------------------------

typedef struct model_bits {
    bool in[256];
    size_t seen;
} model_bits;

static inline int model_bits_expect(void *data, pc_value key, pc_value v)
{
    model_bits *m = data;
    MUST(m->in[(size_t)pc_double(key)]);
    m->seen++;
    return 0;
}

static inline void model_set_algebra(model_context *c, model_input *in)
{
    pc_thread *t = c->t;
    model_bits m[3] = {0};
    pc_enter(t);
    pc_value sets[3] = {pc_set_empty(t), pc_set_empty(t), pc_set_empty(t)};
    while (in->at < in->size) {
        unsigned op = model_byte(in) % 6, to = model_byte(in) % 3, a = model_byte(in) % 3,
                 b = model_byte(in) % 3;
        unsigned k = model_byte(in);
        switch (op) {
        case 0:
        case 1:
            sets[to] = pc_set_add(t, sets[to], pc_int32((int)k));
            m[to].in[k] = true;
            break;
        case 2:
            sets[to] = pc_set_remove(t, sets[to], pc_int32((int)k));
            m[to].in[k] = false;
            break;
        default: {
            model_bits result = {0};
            for (size_t i = 0; i < 256; i++) {
                result.in[i] = op == 3   ? m[a].in[i] || m[b].in[i]
                               : op == 4 ? m[a].in[i] && m[b].in[i]
                                         : m[a].in[i] && !m[b].in[i];
            }
            sets[to] = op == 3   ? pc_set_union(t, sets[a], sets[b])
                       : op == 4 ? pc_set_intersection(t, sets[a], sets[b])
                                 : pc_set_difference(t, sets[a], sets[b]);
            m[to] = result;
        }
        }
        size_t count = 0;
        for (size_t i = 0; i < 256; i++) {
            count += m[to].in[i];
            MUST(pc_set_has(t, sets[to], pc_int32((int)i)) == m[to].in[i]);
        }
        m[to].seen = 0;
        MUST(pc_set_count(sets[to]) == count);
        MUST(pc_set_each(t, sets[to], model_bits_expect, &m[to]) == 0 && m[to].seen == count);
    }
    pc_leave(t);
}

// ---- multisets by numbers, merged maps: the models are arrays of 64 ----------------------------------------------------

static inline void model_counts(model_context *c, model_input *in)
{
    pc_thread *t = c->t;
    uint64_t counts[64] = {0};
    pc_value ours[64] = {0}, theirs[64] = {0};
    pc_enter(t);
    pc_value bag = pc_multiset_empty(t), a = pc_map_empty(t), b = pc_map_empty(t);
    while (in->at < in->size) {
        unsigned op = model_byte(in) % 5, k = model_byte(in) % 64, n = model_byte(in);
        pc_value key = pc_number(k + 0.5);
        if (op == 0) {
            bag = pc_multiset_add(t, bag, key, n);
            counts[k] += n;
        } else if (op == 1) {
            bag = pc_multiset_remove(t, bag, key, n);
            counts[k] -= n < counts[k] ? n : counts[k];
        } else if (op == 2) {
            a = pc_map_set(t, a, key, ours[k] = pc_int32((int)n));
        } else if (op == 3) {
            b = pc_map_set(t, b, key, theirs[k] = pc_int32((int)n));
        } else {
            a = pc_map_merge(t, a, b);
            for (size_t i = 0; i < 64; i++) {
                ours[i] = theirs[i] != PC_NONE ? theirs[i] : ours[i];
            }
        }
        uint64_t sum = 0, distinct = 0, entries = 0;
        for (size_t i = 0; i < 64; i++) {
            key = pc_number((double)i + 0.5);
            sum += counts[i];
            distinct += counts[i] != 0;
            entries += ours[i] != PC_NONE;
            MUST(pc_multiset_multiplicity(t, bag, key) == counts[i] && pc_map_get(t, a, key) == ours[i]);
        }
        MUST(pc_multiset_count(bag) == sum && pc_multiset_distinct(bag) == distinct &&
             pc_map_count(a) == entries);
    }
    pc_leave(t);
}

// ---- what is flat: strings, bytes, tuples, symbols, integers ----------------------------------------------------------

static inline size_t model_units(model_input *in, uint16_t *units)
{
    size_t n = model_byte(in) % 24;
    unsigned wide = model_byte(in) % 3;
    for (size_t i = 0; i < n; i++) {
        units[i] = (uint16_t)(model_byte(in) % 4 + (wide == 2 ? 0x100 * (model_byte(in) % 2) : 'a'));
    }
    return n;
}

static inline int model_sign(int x)
{
    return (x > 0) - (x < 0);
}

static inline void model_strings(pc_thread *t, model_input *in)
{
    uint16_t a[24], b[24];
    size_t na = model_units(in, a), nb = model_units(in, b), n = na < nb ? na : nb, same = 0;
    while (same < n && a[same] == b[same]) {
        same++;
    }
    int order = same < n ? (a[same] < b[same] ? -1 : 1) : (na > nb) - (na < nb);
    pc_value va = pc_string_utf16(t, a, na), vb = pc_string_utf16(t, b, nb);
    MUST(pc_string_length(va) == na && model_sign(pc_compare(va, vb)) == order);
    MUST(pc_equal(t, va, vb) == (order == 0));
    pc_text text;
    uint8_t narrow[24];
    bool fits = true;
    pc_string_peek(va, &text);
    for (size_t i = 0; i < na; i++) {
        MUST((text.latin1 ? text.latin1[i] : text.units[i]) == a[i]);
        fits = fits && a[i] <= 0xff;
        narrow[i] = (uint8_t)a[i];
    }
    uint32_t ha, hb;
    MUST(pc_hash(t, va, &ha) == 0 && pc_hash(t, vb, &hb) == 0 && (order != 0 || ha == hb));
    MUST(!fits || pc_equal(t, va, pc_string_latin1(t, narrow, na)) == 1);
    MUST((pc_symbol_intern(t, va) == pc_symbol_intern(t, vb)) == (order == 0));
    pc_value ba = pc_bytes_new(t, a, na * 2), bb = pc_bytes_new(t, b, nb * 2);
    MUST(pc_bytes_length(ba) == na * 2 && (na == 0 || memcmp(pc_bytes_peek(ba), a, na * 2) == 0));
    MUST(pc_equal(t, ba, bb) == (order == 0));
}

static inline void model_tuples(pc_thread *t, model_input *in)
{
    pc_value values[40] = {0};
    size_t n = model_byte(in) % 40, at = model_byte(in);
    unsigned brand = model_byte(in) % 3;
    for (size_t i = 0; i < n; i++) {
        values[i] = pc_int32((int)model_byte(in));
    }
    pc_value a = pc_tuple_new(t, brand, values, n), b = a;
    if (n > 0) {
        values[at % n] = PC_UNDEFINED;
        b = pc_tuple_set(t, a, at % n, PC_UNDEFINED);
        MUST(pc_equal(t, a, b) == 0);
    }
    MUST(pc_tuple_count(b) == n && pc_tuple_brand(b) == brand);
    MUST(n == 0 || memcmp(pc_tuple_peek(b), values, n * sizeof *values) == 0);
    MUST(pc_equal(t, b, pc_tuple_new(t, brand, values, n)) == 1);
    MUST(pc_equal(t, b, pc_tuple_new(t, brand + 1, values, n)) == 0);
}

static inline pc_value model_integer(pc_thread *t, model_input *in)
{
    uint64_t limbs[12];
    size_t n = model_byte(in) % 12;
    for (size_t i = 0; i < n; i++) {
        unsigned k = model_byte(in);
        limbs[i] = k % 4 == 0   ? 0
                   : k % 4 == 1 ? UINT64_MAX
                   : k % 4 == 2 ? UINT64_C(1) << (k / 4)
                                : k * UINT64_C(0x9e3779b97f4a7c15);
    }
    return pc_integer_new(t, model_byte(in) & 1, limbs, n);
}

static inline void model_integers(pc_thread *t, model_input *in)
{
    pc_value a = model_integer(t, in), b = model_integer(t, in), c = model_integer(t, in), q, r;
    pc_value sum = pc_integer_add(t, a, b), zero = pc_integer_from_int64(t, 0);
    MUST(pc_equal(t, pc_integer_subtract(t, sum, b), a) == 1);
    MUST(pc_equal(t, pc_integer_multiply(t, sum, c),
                  pc_integer_add(t, pc_integer_multiply(t, a, c), pc_integer_multiply(t, b, c))) == 1);
    MUST(model_sign(pc_compare(a, b)) == model_sign(pc_compare(pc_integer_subtract(t, a, b), zero)));
    int rc = pc_integer_divide(t, a, b, &q, &r);
    MUST((rc != 0) == (pc_compare(b, zero) == 0));
    if (rc == 0) {
        MUST(pc_equal(t, pc_integer_add(t, pc_integer_multiply(t, q, b), r), a) == 1);
        pc_value size_r = pc_compare(r, zero) < 0 ? pc_integer_negate(t, r) : r;
        pc_value size_b = pc_compare(b, zero) < 0 ? pc_integer_negate(t, b) : b;
        MUST(pc_compare(size_r, size_b) < 0);
    }
}

static inline void model_scalars(model_context *c, model_input *in)
{
    while (in->at < in->size) {
        pc_enter(c->t);
        switch (model_byte(in) % 3) {
        case 0:
            model_strings(c->t, in);
            break;
        case 1:
            model_tuples(c->t, in);
            break;
        default:
            model_integers(c->t, in);
        }
        pc_leave(c->t);
    }
}

static inline void model_run(model_context *c, const uint8_t *data, size_t size)
{
    model_input in = {data, size, 0};
    switch (model_byte(&in) % 9) {
    case 0:
        model_lists(c, &in);
        break;
    case 1:
        model_maps(c, &in, PC_KIND_MAP);
        break;
    case 2:
        model_maps(c, &in, PC_KIND_SET);
        break;
    case 3:
        model_maps(c, &in, PC_KIND_MULTISET);
        break;
    case 4:
        model_maps(c, &in, PC_KIND_OBJECT);
        break;
    case 5:
        model_sparses(c, &in);
        break;
    case 6:
        model_scalars(c, &in);
        break;
    case 7:
        model_set_algebra(c, &in);
        break;
    default:
        model_counts(c, &in);
    }
}

#endif
