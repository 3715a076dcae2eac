// SPDX-License-Identifier: MIT
//
// Maps, sets, multisets and sparse lists: heads over tries (trie.c). Each entry carries its place in the order of insertion (sparse lists: its index);
// ordered iteration sorts pointers to the entries by it, by counting where the places are dense.
#include "internal.h"

#define PLACE(n) ((pc_value)(n) | UINT64_C(1) << 62)
#define PLACE_NUMBER(v) ((v) & ~(UINT64_C(1) << 62))

static inline pc_value head_new(pc_thread *t, pc_kind kind, pc_cell *root, map_tail tail)
{
    pc_cell *c = pc__cell_new(t, kind, 1, sizeof(map_tail));
    if (c == NULL) {
        return PC_NONE;
    }
    c->slot[0] = value_of(root);
    *map_tail_of(value_of(c)) = tail;
    return value_of(c);
}

static pc_cell *root_of(pc_value map)
{
    return cell_of(cell_of(map)->slot[0]);
}

static const pc_value *find(pc_thread *t, const pc_cell *root, unsigned stride, pc_value key)
{
    uint32_t hash;
    int rc = pc__hash(key, &hash);
    const pc_value *entry = rc == 0 ? pc__trie_find(root, hash, pc__key(key), stride, &rc) : NULL;
    if (__builtin_expect(rc != 0, 0) && t != NULL) {
        t->error = rc;
    }
    return entry;
}

// ---- builders: every change of one entry goes through them ----------------------------------------------------------

int pc_map_builder_init(pc_map_builder *b, pc_thread *t, pc_kind kind, pc_value from)
{
    *b = (pc_map_builder){.thread = t, .kind = kind, .owner = pc__owner_new(t)};
    if (from != PC_NONE) {
        assert(is_kind(from, kind));
        const map_tail *tail = map_tail_of(from);
        b->root = cell_of(from)->slot[0];
        b->count = tail->count;
        b->sequence = tail->sequence;
        b->extra = tail->extra;
    }
    return 0;
}

static int change(pc_map_builder *b, pc_value key, pc_value v, uint64_t owner)
{
    uint64_t place = b->kind == PC_KIND_SPARSE ? (uint64_t)pc_double(key) : b->sequence;
    trie_edit e = {.thread = b->thread,
                   .stride = map_stride(b->kind),
                   .owner = owner,
                   .key = pc__key(key),
                   .value = v,
                   .sequence = PLACE(place)};
    int rc = pc__hash(key, &e.hash);
    if (rc != 0) {
        return b->thread->error = rc;
    }
    pc_cell *root = cell_of(b->root);
    if (owner != 0 && root != NULL && e.stride == 3) {
        rc = pc__trie_update(b->thread, owner, &root, e.hash, e.key, v);
        if (rc != 0) {
            b->root = value_of(root);
            return rc == 1 ? 0 : (b->thread->error = rc);
        }
    }
    root = pc__trie_put(&e, root);
    if (e.failed) {
        return b->thread->error;
    }
    b->root = value_of(root);
    b->count += e.changed;
    b->sequence += e.changed;
    return 0;
}

static int drop(pc_map_builder *b, pc_value key, uint64_t owner)
{
    trie_edit e = {.thread = b->thread, .stride = map_stride(b->kind), .owner = owner, .key = pc__key(key)};
    int rc = pc__hash(key, &e.hash);
    if (rc != 0) {
        return b->thread->error = rc;
    }
    pc_cell *root = pc__trie_remove(&e, cell_of(b->root));
    if (e.failed) {
        return b->thread->error;
    }
    b->root = value_of(root);
    b->count -= e.changed;
    return 0;
}

pc_value pc_map_builder_get(pc_map_builder *b, pc_value key)
{
    const pc_value *entry = find(b->thread, cell_of(b->root), map_stride(b->kind), key);
    return entry == NULL ? PC_NONE : b->kind == PC_KIND_SET ? entry[0] : entry[1];
}

static uint64_t multiplicity(pc_map_builder *b, pc_value key)
{
    pc_value v = pc_map_builder_get(b, key);
    return v == PC_NONE ? 0 : (uint64_t)pc_double(v);
}

static int builder_set(pc_map_builder *b, pc_value key, pc_value v, uint64_t owner)
{
    uint64_t before = b->kind == PC_KIND_MULTISET ? multiplicity(b, key) : 0;
    int rc = change(b, key, v, owner);
    if (rc == 0 && b->kind == PC_KIND_MULTISET) {
        b->extra += (uint64_t)pc_double(v) - before;
    } else if (rc == 0 && b->kind == PC_KIND_SPARSE && pc_double(key) >= (double)b->extra) {
        b->extra = (uint64_t)pc_double(key) + 1;
    }
    return rc;
}

static int builder_remove(pc_map_builder *b, pc_value key, uint64_t owner)
{
    uint64_t before = b->kind == PC_KIND_MULTISET ? multiplicity(b, key) : 0;
    int rc = drop(b, key, owner);
    if (rc == 0) {
        b->extra -= before;
    }
    return rc;
}

int pc_map_builder_set(pc_map_builder *b, pc_value key, pc_value v)
{
    return builder_set(b, key, v, b->owner);
}

enum { AHEAD_MIN = 4096 }; // smaller tries are in the cache

// Asks the memory for the ways to `n` keys (at most PC__AHEAD), and for the `more` keys after them.
static int look_ahead(const pc_map_builder *b, const pc_value *map_keys, size_t n, size_t more)
{
    uint32_t hashes[PC__AHEAD];
    for (size_t i = n; i < n + more && i < n + PC__AHEAD; i++) {
        if (pc_is_cell(map_keys[i])) {
            __builtin_prefetch(cell_of(map_keys[i]));
        }
    }
    for (size_t i = 0; i < n; i++) {
        int rc = pc__hash(map_keys[i], &hashes[i]);
        if (rc != 0) {
            return b->thread->error = rc;
        }
    }
    pc__trie_prefetch(cell_of(b->root), hashes, n);
    return 0;
}

int pc_map_builder_set_all(pc_map_builder *b, const pc_value *map_keys, const pc_value *values, size_t n)
{
    for (size_t from = 0, some; from < n; from += some) {
        some = n - from < PC__AHEAD ? n - from : PC__AHEAD;
        int rc = b->count >= AHEAD_MIN ? look_ahead(b, map_keys + from, some, n - from - some) : 0;
        for (size_t i = from; i < from + some && rc == 0; i++) {
            rc = builder_set(b, map_keys[i], values != NULL ? values[i] : PC_NONE, b->owner);
        }
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

int pc_map_builder_remove(pc_map_builder *b, pc_value key)
{
    return builder_remove(b, key, b->owner);
}

static pc_value finish(pc_map_builder *b)
{
    pc_value map =
        head_new(b->thread, b->kind, cell_of(b->root), (map_tail){b->count, b->sequence, b->extra});
    *b = (pc_map_builder){.thread = b->thread, .kind = b->kind, .owner = pc__owner_new(b->thread)};
    return map;
}

pc_value pc_map_builder_finish(pc_map_builder *b)
{
    return finish(b);
}

// One change as an operation of its own.
static pc_value with(pc_thread *t, pc_kind kind, pc_value map, pc_value key, pc_value v)
{
    pc_map_builder b;
    if (pc_map_builder_init(&b, t, kind, map) != 0 || builder_set(&b, key, v, 0) != 0) {
        return PC_NONE;
    }
    return b.root == cell_of(map)->slot[0] && b.extra == map_tail_of(map)->extra ? map : finish(&b);
}

static pc_value without(pc_thread *t, pc_kind kind, pc_value map, pc_value key)
{
    pc_map_builder b;
    if (pc_map_builder_init(&b, t, kind, map) != 0 || builder_remove(&b, key, 0) != 0) {
        return PC_NONE;
    }
    return b.root == cell_of(map)->slot[0] ? map : finish(&b);
}

// ---- iteration ------------------------------------------------------------------------------------------------------

struct gather {
    const pc_value **entries;
    size_t count;
    unsigned stride;
    bool by_place;
};

static int gather_entry(void *data, const pc_value *entry)
{
    struct gather *g = data;
    g->entries[g->by_place ? PLACE_NUMBER(entry[g->stride - 1]) : g->count++] = entry;
    return 0;
}

static int compare_map_places(const void *a, const void *b)
{
    pc_value pa = (*(const pc_value *const *)a)[2], pb = (*(const pc_value *const *)b)[2];
    return (pa > pb) - (pa < pb);
}

static int compare_set_places(const void *a, const void *b)
{
    pc_value pa = (*(const pc_value *const *)a)[1], pb = (*(const pc_value *const *)b)[1];
    return (pa > pb) - (pa < pb);
}

static int call(pc_each each, void *data, const pc_value *entry, unsigned stride)
{
    return each(data, entry[0], stride == 3 ? entry[1] : entry[0]);
}

// Entries in order. `places`: all places are below it.
static int each_ordered(pc_cell *root, unsigned stride, size_t count, uint64_t places, pc_each each,
                        void *data)
{
    const pc_value *few[64];
    bool by_place = places <= 2 * (uint64_t)count + 16;
    size_t room = by_place ? (size_t)places : count;
    struct gather g = {few, 0, stride, by_place};
    if (room > sizeof few / sizeof few[0]) {
        g.entries = malloc(room * sizeof *g.entries);
        if (g.entries == NULL) {
            return -ENOMEM;
        }
    }
    if (by_place) {
        memset(g.entries, 0, room * sizeof *g.entries);
    }
    int rc = pc__trie_each(root, stride, gather_entry, &g);
    if (!by_place) {
        qsort(g.entries, count, sizeof *g.entries, stride == 3 ? compare_map_places : compare_set_places);
    }
    for (size_t i = 0; i < room && rc == 0; i++) {
        if (g.entries[i] != NULL) {
            rc = call(each, data, g.entries[i], stride);
        }
    }
    if (g.entries != few) {
        free(g.entries);
    }
    return rc;
}

static int each_of(pc_thread *t, pc_value map, pc_each each, void *data)
{
    const map_tail *tail = map_tail_of(map);
    pc_kind kind = (pc_kind)cell_of(map)->kind;
    uint64_t places = kind == PC_KIND_SPARSE ? tail->extra : tail->sequence;
    int rc = each_ordered(root_of(map), map_stride(kind), tail->count, places, each, data);
    if (rc == -ENOMEM && t != NULL) {
        t->error = rc;
    }
    return rc;
}

struct plain_each {
    pc_each each;
    void *data;
};

static int plain_entry(void *data, const pc_value *entry)
{
    struct plain_each *p = data;
    return p->each(p->data, entry[0], entry[1]);
}

// ---- many entries at once -------------------------------------------------------------------------------------------
// Entries are sorted by their places in the trie, which is then made node after node, each once and as large as it must be.

enum { RADIX_BITS = 11, RADIX = 1 << RADIX_BITS, INSERTION_MAX = 48 };

// The hash with its digits in reverse: what orders as the trie does.
static uint32_t reversed(uint32_t hash)
{
    uint32_t bytes = __builtin_bswap32(hash);
    return (bytes & UINT32_C(0x0f0f0f0f)) << 4 | (bytes >> 4 & UINT32_C(0x0f0f0f0f));
}

static void sort_by_insertion(trie_order *all, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        trie_order one = all[i];
        size_t j = i;
        for (; j > 0 && all[j - 1].hash > one.hash; j--) {
            all[j] = all[j - 1];
        }
        all[j] = one;
    }
}

// By the upper 22 bits; the rest, where few are alike, by insertion. Stable. Two passes: the result lies where it was.
static void sort_order(trie_order *all, trie_order *other, size_t n)
{
    for (unsigned shift = 32 - 2 * RADIX_BITS; n > INSERTION_MAX && shift < 32; shift += RADIX_BITS) {
        uint32_t starts[RADIX] = {0}, sum = 0;
        for (size_t i = 0; i < n; i++) {
            starts[all[i].hash >> shift & (RADIX - 1)]++;
        }
        for (size_t g = 0; g < RADIX; g++) {
            uint32_t count = starts[g];
            starts[g] = sum;
            sum += count;
        }
        for (size_t i = 0; i < n; i++) {
            other[starts[all[i].hash >> shift & (RADIX - 1)]++] = all[i];
        }
        trie_order *swap = all;
        all = other;
        other = swap;
    }
    sort_by_insertion(all, n);
}

// Of entries with the same key the first stays, with the last one's value. Returns how many there are then, or a negative code.
static int64_t without_doubles(trie_order *all, size_t n, const pc_value *map_keys)
{
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        bool again = false;
        for (size_t j = to; !again && j-- > 0 && all[j].hash == all[i].hash;) {
            int r = pc__equal_keys(pc__key(map_keys[all[j].at]), pc__key(map_keys[all[i].at]));
            if (r < 0) {
                return r;
            }
            if (r == 1) {
                all[j].value_at = all[i].at;
                again = true;
            }
        }
        if (!again) {
            all[to++] = all[i];
        }
    }
    return (int64_t)to;
}

static int bulk_build(pc_map_builder *b, trie_order *all, const pc_value *map_keys, const pc_value *values,
                      size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i + 8 < n && pc_is_cell(map_keys[i + 8])) {
            __builtin_prefetch(cell_of(map_keys[i + 8]));
        }
        uint32_t hash;
        int rc = pc__hash(map_keys[i], &hash);
        if (rc != 0) {
            return rc;
        }
        all[i] = (trie_order){reversed(hash), (uint32_t)i, (uint32_t)i};
    }
    sort_order(all, all + n, n);
    int64_t count = without_doubles(all, n, map_keys);
    for (int64_t i = 0; i < count; i++) {
        all[i].hash = reversed(all[i].hash);
    }
    if (count <= 0) {
        return (int)count;
    }
    trie_bulk bulk = {.thread = b->thread,
                      .stride = map_stride(b->kind),
                      .count = (size_t)count,
                      .order = all,
                      .keys = map_keys,
                      .values = values,
                      .place = PLACE(0)};
    b->root = value_of(pc__trie_build(&bulk, 0, (size_t)count, 0));
    b->count = (uint64_t)count;
    b->sequence = n;
    return b->root != PC_NONE ? 0 : b->thread->error;
}

static pc_value from_entries(pc_thread *t, pc_kind kind, const pc_value *map_keys, const pc_value *values,
                             size_t n)
{
    trie_order few[2 * INSERTION_MAX], *all = few;
    pc_map_builder b;
    int rc = n <= UINT32_MAX ? pc_map_builder_init(&b, t, kind, PC_NONE) : -EOVERFLOW;
    if (n > INSERTION_MAX && rc == 0) {
        all = malloc(2 * n * sizeof *all);
        rc = all != NULL ? 0 : -ENOMEM;
    }
    rc = rc == 0 ? bulk_build(&b, all, map_keys, values, n) : rc;
    if (all != few) {
        free(all);
    }
    return rc == 0 ? finish(&b) : pc__fail(t, rc);
}

pc_value pc_map_from(pc_thread *t, const pc_value *map_keys, const pc_value *values, size_t n)
{
    return from_entries(t, PC_KIND_MAP, map_keys, values, n);
}

pc_value pc_set_from(pc_thread *t, const pc_value *set_keys, size_t n)
{
    return from_entries(t, PC_KIND_SET, set_keys, set_keys, n);
}

// ---- maps -----------------------------------------------------------------------------------------------------------

pc_value pc_map_empty(pc_thread *t)
{
    return head_new(t, PC_KIND_MAP, NULL, (map_tail){0});
}

size_t pc_map_count(pc_value map)
{
    assert(is_kind(map, PC_KIND_MAP));
    return map_tail_of(map)->count;
}

pc_value pc_map_get(pc_thread *t, pc_value map, pc_value key)
{
    assert(is_kind(map, PC_KIND_MAP));
    const pc_value *entry = find(t, root_of(map), 3, key);
    return entry != NULL ? entry[1] : PC_NONE;
}

pc_value pc_map_set(pc_thread *t, pc_value map, pc_value key, pc_value v)
{
    assert(is_kind(map, PC_KIND_MAP));
    pc_cell *before = root_of(map), *root = before;
    uint32_t hash;
    int rc = pc__hash(key, &hash);
    if (rc == 0 && root != NULL) {
        rc = pc__trie_replace(t, &root, hash, pc__key(key), v);
    }
    if (rc == 1) {
        return root != before ? head_new(t, PC_KIND_MAP, root, *map_tail_of(map)) : map;
    }
    if (rc < 0) {
        return pc__fail(t, rc);
    }
    return with(t, PC_KIND_MAP, map, key, v);
}

pc_value pc_map_remove(pc_thread *t, pc_value map, pc_value key)
{
    return without(t, PC_KIND_MAP, map, key);
}

int pc_map_each(pc_thread *t, pc_value map, pc_each each, void *data)
{
    assert(is_kind(map, PC_KIND_MAP));
    return each_of(t, map, each, data);
}

int pc_map_each_unordered(pc_value map, pc_each each, void *data)
{
    assert(is_kind(map, PC_KIND_MAP));
    struct plain_each p = {each, data};
    return pc__trie_each(root_of(map), 3, plain_entry, &p);
}

static int merge_entry(void *data, pc_value key, pc_value v)
{
    return pc_map_builder_set(data, key, v);
}

pc_value pc_map_merge(pc_thread *t, pc_value a, pc_value b)
{
    pc_map_builder builder;
    if (pc_map_builder_init(&builder, t, PC_KIND_MAP, a) != 0 ||
        pc_map_each(t, b, merge_entry, &builder) != 0) {
        return PC_NONE;
    }
    return pc_map_builder_finish(&builder);
}

// ---- sets -----------------------------------------------------------------------------------------------------------

pc_value pc_set_empty(pc_thread *t)
{
    return head_new(t, PC_KIND_SET, NULL, (map_tail){0});
}

size_t pc_set_count(pc_value set)
{
    assert(is_kind(set, PC_KIND_SET));
    return map_tail_of(set)->count;
}

bool pc_set_has(pc_thread *t, pc_value set, pc_value key)
{
    assert(is_kind(set, PC_KIND_SET));
    return find(t, root_of(set), 2, key) != NULL;
}

pc_value pc_set_add(pc_thread *t, pc_value set, pc_value key)
{
    return with(t, PC_KIND_SET, set, key, PC_NONE);
}

pc_value pc_set_remove(pc_thread *t, pc_value set, pc_value key)
{
    return without(t, PC_KIND_SET, set, key);
}

int pc_set_each(pc_thread *t, pc_value set, pc_each each, void *data)
{
    assert(is_kind(set, PC_KIND_SET));
    return each_of(t, set, each, data);
}

struct set_operation {
    pc_map_builder builder;
    pc_value other;
    bool keep_if_other_has;
};

static int add_key(void *data, pc_value key, pc_value v)
{
    return pc_map_builder_set(data, key, v);
}

static int add_key_if(void *data, pc_value key, pc_value v)
{
    struct set_operation *o = data;
    if (pc_set_has(o->builder.thread, o->other, key) != o->keep_if_other_has) {
        return 0;
    }
    return pc_map_builder_set(&o->builder, key, v);
}

static pc_value set_select(pc_thread *t, pc_value a, pc_value b, bool keep_if_b_has)
{
    struct set_operation o = {.other = b, .keep_if_other_has = keep_if_b_has};
    if (pc_map_builder_init(&o.builder, t, PC_KIND_SET, PC_NONE) != 0 ||
        pc_set_each(t, a, add_key_if, &o) != 0) {
        return PC_NONE;
    }
    return pc_map_builder_finish(&o.builder);
}

pc_value pc_set_union(pc_thread *t, pc_value a, pc_value b)
{
    pc_map_builder builder;
    if (pc_map_builder_init(&builder, t, PC_KIND_SET, a) != 0 || pc_set_each(t, b, add_key, &builder) != 0) {
        return PC_NONE;
    }
    return pc_map_builder_finish(&builder);
}

pc_value pc_set_intersection(pc_thread *t, pc_value a, pc_value b)
{
    return set_select(t, a, b, true);
}

pc_value pc_set_difference(pc_thread *t, pc_value a, pc_value b)
{
    return set_select(t, a, b, false);
}

// ---- multisets ------------------------------------------------------------------------------------------------------

pc_value pc_multiset_empty(pc_thread *t)
{
    return head_new(t, PC_KIND_MULTISET, NULL, (map_tail){0});
}

uint64_t pc_multiset_count(pc_value multiset)
{
    assert(is_kind(multiset, PC_KIND_MULTISET));
    return map_tail_of(multiset)->extra;
}

size_t pc_multiset_distinct(pc_value multiset)
{
    return map_tail_of(multiset)->count;
}

uint64_t pc_multiset_multiplicity(pc_thread *t, pc_value multiset, pc_value key)
{
    assert(is_kind(multiset, PC_KIND_MULTISET));
    const pc_value *entry = find(t, root_of(multiset), 3, key);
    return entry != NULL ? (uint64_t)pc_double(entry[1]) : 0;
}

pc_value pc_multiset_add(pc_thread *t, pc_value multiset, pc_value key, uint64_t n)
{
    if (n == 0) {
        return multiset;
    }
    uint64_t have = pc_multiset_multiplicity(t, multiset, key);
    return with(t, PC_KIND_MULTISET, multiset, key, pc_number((double)(have + n)));
}

pc_value pc_multiset_remove(pc_thread *t, pc_value multiset, pc_value key, uint64_t n)
{
    uint64_t have = pc_multiset_multiplicity(t, multiset, key);
    if (n == 0 || have == 0) {
        return multiset;
    }
    return n >= have ? without(t, PC_KIND_MULTISET, multiset, key)
                     : with(t, PC_KIND_MULTISET, multiset, key, pc_number((double)(have - n)));
}

int pc_multiset_each(pc_thread *t, pc_value multiset, pc_each each, void *data)
{
    assert(is_kind(multiset, PC_KIND_MULTISET));
    return each_of(t, multiset, each, data);
}

// ---- sparse lists ---------------------------------------------------------------------------------------------------

pc_value pc_sparse_new(pc_thread *t, uint64_t length)
{
    return head_new(t, PC_KIND_SPARSE, NULL, (map_tail){.extra = length});
}

uint64_t pc_sparse_length(pc_value sparse)
{
    assert(is_kind(sparse, PC_KIND_SPARSE));
    return map_tail_of(sparse)->extra;
}

size_t pc_sparse_count(pc_value sparse)
{
    return map_tail_of(sparse)->count;
}

pc_value pc_sparse_get(pc_thread *t, pc_value sparse, uint64_t i)
{
    assert(is_kind(sparse, PC_KIND_SPARSE));
    const pc_value *entry = find(t, root_of(sparse), 3, pc_number((double)i));
    return entry != NULL ? entry[1] : PC_NONE;
}

pc_value pc_sparse_set(pc_thread *t, pc_value sparse, uint64_t i, pc_value v)
{
    return with(t, PC_KIND_SPARSE, sparse, pc_number((double)i), v);
}

pc_value pc_sparse_remove(pc_thread *t, pc_value sparse, uint64_t i)
{
    return without(t, PC_KIND_SPARSE, sparse, pc_number((double)i));
}

static int keep_below(void *data, pc_value key, pc_value v)
{
    pc_map_builder *b = data;
    return pc_double(key) < (double)b->extra ? change(b, key, v, b->owner) : 0;
}

pc_value pc_sparse_set_length(pc_thread *t, pc_value sparse, uint64_t length)
{
    pc_map_builder b;
    if (length >= pc_sparse_length(sparse)) {
        if (pc_map_builder_init(&b, t, PC_KIND_SPARSE, sparse) != 0) {
            return PC_NONE;
        }
        b.extra = length;
        return finish(&b);
    }
    if (pc_map_builder_init(&b, t, PC_KIND_SPARSE, PC_NONE) != 0) {
        return PC_NONE;
    }
    b.extra = length;
    return pc_sparse_each(t, sparse, keep_below, &b) == 0 ? pc_map_builder_finish(&b) : PC_NONE;
}

int pc_sparse_each(pc_thread *t, pc_value sparse, pc_each each, void *data)
{
    assert(is_kind(sparse, PC_KIND_SPARSE));
    return each_of(t, sparse, each, data);
}
