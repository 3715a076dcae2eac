// SPDX-License-Identifier: MIT
//
// Compressed hash tries (CHAMP) under maps, sets and their kin. A node of four bits of the hash has two bit maps: which of the 16 places hold an entry,
// and which a child; entries come first, then children, each in the order of their bits. An entry is `stride` values: key, value (not in sets), place in the order
// of insertion. Where all 32 bits of the hash are equal, a collision node holds the entries in a row. Removing an entry keeps the form canonical: a trie's form depends on its
// keys only, so that equal tries are compared node by node.
#include "internal.h"

enum { BITS = PC__TRIE_BITS, MASK = PC__TRIE_WIDTH - 1, HASH_BITS = 32, LEVELS = HASH_BITS / BITS + 1 };

#if defined(__x86_64__) && !defined(__POPCNT__)
// The compiler's own is a call where the processor's instruction may not be there.
static bool has_popcnt;

__attribute__((constructor)) static void look_for_popcnt(void)
{
    __builtin_cpu_init();
    has_popcnt = __builtin_cpu_supports("popcnt");
}
#endif

// How many of the lower 16 bits are set; the others are not.
static inline unsigned bits_in(uint32_t v)
{
#if defined(__x86_64__) && !defined(__POPCNT__)
    if (__builtin_expect(has_popcnt, 1)) {
        uint32_t n;
        __asm__("popcnt %1, %0" : "=r"(n) : "r"(v) : "cc");
        return n;
    }
    v -= v >> 1 & 0x5555;
    v = (v & 0x3333) + (v >> 2 & 0x3333);
    v = (v + (v >> 4)) & 0x0f0f;
    return (v + (v >> 8)) & 31;
#else
    return (unsigned)__builtin_popcount(v);
#endif
}

// `extra`: entries in the lower half, children in the upper one.
static inline uint32_t data_map(const pc_cell *n)
{
    return n->extra & UINT16_MAX;
}
static inline uint32_t child_map(const pc_cell *n)
{
    return n->extra >> PC__TRIE_WIDTH;
}
static inline void maps_set(pc_cell *n, uint32_t data, uint32_t children)
{
    n->extra = data | children << PC__TRIE_WIDTH;
}
static inline uint32_t bit_of(uint32_t hash, unsigned shift)
{
    return UINT32_C(1) << ((hash >> shift) & MASK);
}
static inline unsigned below(uint32_t map, uint32_t bit)
{
    return bits_in(map & (bit - 1));
}
static inline unsigned entries_of(const pc_cell *n, unsigned stride)
{
    return n->kind == PC__KIND_TRIE ? bits_in(data_map(n)) : n->slots / stride;
}
static inline size_t child_slot(const pc_cell *n, uint32_t bit)
{
    return n->slots - (size_t)bits_in(child_map(n) & -bit);
}

// ---- reading --------------------------------------------------------------------------------------------------------

// The entry of the key in a collision node.
static const pc_value *collision_find(const pc_cell *n, pc_value key, unsigned stride, int *error)
{
    for (uint32_t i = 0; i < n->slots; i += stride) {
        int r = pc__equal_keys(n->slot[i], key);
        if (r != 0) {
            *error = r < 0 ? r : *error;
            return r == 1 ? &n->slot[i] : NULL;
        }
    }
    return NULL;
}

// The entry where its key is that one; the keys are not the same handle.
static __attribute__((noinline)) const pc_value *entry_if_equal(const pc_value *entry, pc_value key,
                                                                int *error)
{
    int r = pc__equal_keys(entry[0], key);
    *error = r < 0 ? r : *error;
    return r == 1 ? entry : NULL;
}

const pc_value *pc__trie_find(const pc_cell *n, uint32_t hash, pc_value key, unsigned stride, int *error)
{
    for (unsigned shift = 0; n != NULL; shift += BITS) {
        if (n->kind != PC__KIND_TRIE) {
            return collision_find(n, key, stride, error);
        }
        uint32_t bit = bit_of(hash, shift), children = child_map(n);
        if (!(children & bit)) {
            if (!(data_map(n) & bit)) {
                return NULL;
            }
            const pc_value *entry = &n->slot[stride * (size_t)below(data_map(n), bit)];
            return entry[0] == key ? entry : entry_if_equal(entry, key, error);
        }
        n = cell_of(n->slot[child_slot(n, bit)]);
    }
    return NULL;
}

void pc__trie_prefetch(const pc_cell *root, const uint32_t *hashes, size_t n)
{
    const pc_cell *at[PC__AHEAD];
    assert(n <= PC__AHEAD);
    for (size_t i = 0; i < n; i++) {
        at[i] = root;
    }
    size_t left = root != NULL ? n : 0;
    for (unsigned shift = 0; left > 0; shift += BITS) {
        left = 0;
        for (size_t i = 0; i < n; i++) {
            uint32_t bit = at[i] != NULL && at[i]->kind == PC__KIND_TRIE ? bit_of(hashes[i], shift) : 0;
            if (bit == 0 || (child_map(at[i]) & bit) == 0) {
                at[i] = NULL;
                continue;
            }
            at[i] = cell_of(at[i]->slot[child_slot(at[i], bit)]);
            __builtin_prefetch(at[i]);
            __builtin_prefetch((const uint8_t *)at[i] + 64);
            left++;
        }
    }
}

int pc__trie_each(const pc_cell *n, unsigned stride, trie_each each, void *data)
{
    if (n == NULL) {
        return 0;
    }
    size_t entries = entries_of(n, stride) * (size_t)stride;
    for (size_t i = 0; i < entries; i += stride) {
        int rc = each(data, &n->slot[i]);
        if (rc != 0) {
            return rc;
        }
    }
    for (size_t i = entries; i < n->slots; i++) {
        int rc = pc__trie_each(cell_of(n->slot[i]), stride, each, data);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

// ---- nodes ----------------------------------------------------------------------------------------------------------

static pc_cell *fail(trie_edit *e)
{
    e->failed = true;
    return NULL;
}

static bool may_change(const trie_edit *e, const pc_cell *n)
{
    return is_owned(n, n->kind, e->owner);
}

// An empty node; one that a builder owns has room to grow.
static pc_cell *node_new(trie_edit *e, pc_kind kind, size_t slots)
{
    pc_cell *n = pc__cell_new(e->thread, kind, e->owner != 0 ? slots + slots / 4 : slots, 0);
    if (n == NULL) {
        return fail(e);
    }
    n->slots = (uint32_t)slots;
    owner_set(n, kind, e->owner);
    return n;
}

static void entry_write(const trie_edit *e, pc_value *to)
{
    to[0] = e->key;
    if (e->stride == 3) {
        to[1] = e->value;
    }
    to[e->stride - 1] = e->sequence;
}

// A copy of a node that no builder owns: all of the cell, since its header is the same.
static inline pc_cell *node_clone(pc_thread *t, const pc_cell *n)
{
    pc_cell *c = pc__cell_new(t, PC__KIND_TRIE, n->slots, 0);
    if (c != NULL) {
        copy_pairs(c, n, 1 + (n->slots + 1) / 2);
    }
    return c;
}

static pc_cell *copy(trie_edit *e, const pc_cell *n)
{
    pc_cell *c = node_new(e, n->kind, n->slots);
    if (c != NULL) {
        maps_set(c, data_map(n), child_map(n));
        copy_values(c->slot, n->slot, n->slots);
    }
    return c;
}

// The node with `out` slots at `at` replaced by room for `in`: in place where the builder owns it and it has the room, else a copy; the old node
// is recycled where it was the builder's own.
static pc_cell *splice(trie_edit *e, pc_cell *n, size_t at, size_t out, size_t in)
{
    size_t slots = n->slots - out + in;
    size_t rest = n->slots - at - out;
    if (may_change(e, n) && slots <= pc__cell_capacity(n)) {
        memmove(&n->slot[at + in], &n->slot[at + out], rest * sizeof(pc_value));
        n->slots = (uint32_t)slots;
        return n;
    }
    pc_cell *c = node_new(e, n->kind, slots);
    if (c == NULL) {
        return NULL;
    }
    maps_set(c, data_map(n), child_map(n));
    memcpy(c->slot, n->slot, at * sizeof(pc_value));
    memcpy(&c->slot[at + in], &n->slot[at + out], rest * sizeof(pc_value));
    if (may_change(e, n)) {
        pc__cell_recycle(e->thread, n);
    }
    return c;
}

static pc_cell *with_slot(trie_edit *e, pc_cell *n, size_t at, pc_value v)
{
    if (n->slot[at] == v) {
        return n;
    }
    pc_cell *c = may_change(e, n) ? n : copy(e, n);
    if (c != NULL) {
        c->slot[at] = v;
    }
    return c;
}

// A node that holds the entry at `old` (whose key's hash is given) and that of `e`.
static pc_cell *pair_new(trie_edit *e, const pc_value *old, uint32_t old_hash, unsigned shift)
{
    unsigned stride = e->stride;
    if (shift >= HASH_BITS) {
        pc_cell *n = node_new(e, PC__KIND_COLLISION, stride * 2);
        if (n != NULL) {
            memcpy(n->slot, old, stride * sizeof *old);
            entry_write(e, &n->slot[stride]);
        }
        return n;
    }
    uint32_t a = bit_of(old_hash, shift), b = bit_of(e->hash, shift);
    if (a == b) {
        pc_cell *child = pair_new(e, old, old_hash, shift + BITS);
        pc_cell *n = child != NULL ? node_new(e, PC__KIND_TRIE, 1) : NULL;
        if (n != NULL) {
            maps_set(n, 0, a);
            n->slot[0] = value_of(child);
        }
        return n;
    }
    pc_cell *n = node_new(e, PC__KIND_TRIE, stride * 2);
    if (n != NULL) {
        maps_set(n, a | b, 0);
        memcpy(&n->slot[a < b ? 0 : stride], old, stride * sizeof *old);
        entry_write(e, &n->slot[a < b ? stride : 0]);
    }
    return n;
}

// ---- putting --------------------------------------------------------------------------------------------------------

static pc_cell *entry_replace(trie_edit *e, pc_cell *n, size_t at)
{
    return e->stride == 3 ? with_slot(e, n, at + 1, e->value) : n;
}

static pc_cell *collision_put(trie_edit *e, pc_cell *n)
{
    for (uint32_t i = 0; i < n->slots; i += e->stride) {
        int r = pc__equal_keys(n->slot[i], e->key);
        if (r < 0) {
            e->thread->error = r;
            return fail(e);
        }
        if (r == 1) {
            return entry_replace(e, n, i);
        }
    }
    size_t at = n->slots;
    pc_cell *c = splice(e, n, at, 0, e->stride);
    if (c != NULL) {
        entry_write(e, &c->slot[at]);
        e->changed = true;
    }
    return c;
}

// The place of `bit` holds an entry.
static pc_cell *entry_put(trie_edit *e, pc_cell *n, unsigned shift, uint32_t bit)
{
    size_t at = e->stride * (size_t)below(data_map(n), bit);
    int r = pc__equal_keys(n->slot[at], e->key);
    uint32_t old_hash = 0;
    if (r == 0) {
        r = pc__hash_deep(n->slot[at], 0, &old_hash);
    } else if (r == 1) {
        return entry_replace(e, n, at);
    }
    if (r < 0) {
        e->thread->error = r;
        return fail(e);
    }
    pc_cell *child = pair_new(e, &n->slot[at], old_hash, shift + BITS);
    if (child == NULL) {
        return NULL;
    }
    // Both the entry's place and the child's lie in one node: first the entry goes, then the child comes; the node shrinks in all.
    uint32_t data = data_map(n), children = child_map(n);
    size_t to = e->stride * ((size_t)bits_in(data) - 1) + below(children, bit);
    pc_cell *c = may_change(e, n) ? n : copy(e, n);
    if (c == NULL) {
        return NULL;
    }
    memmove(&c->slot[at], &c->slot[at + e->stride], (to - at) * sizeof(pc_value));
    memmove(&c->slot[to + 1], &c->slot[to + e->stride], (c->slots - to - e->stride) * sizeof(pc_value));
    c->slot[to] = value_of(child);
    c->slots -= e->stride - 1;
    maps_set(c, data & ~bit, children | bit);
    e->changed = true;
    return c;
}

static pc_cell *put(trie_edit *e, pc_cell *n, unsigned shift)
{
    if (n->kind == PC__KIND_COLLISION) {
        return collision_put(e, n);
    }
    uint32_t bit = bit_of(e->hash, shift);
    if (data_map(n) & bit) {
        return entry_put(e, n, shift, bit);
    }
    if (child_map(n) & bit) {
        size_t at = child_slot(n, bit);
        pc_cell *child = put(e, cell_of(n->slot[at]), shift + BITS);
        return child != NULL ? with_slot(e, n, at, value_of(child)) : NULL;
    }
    size_t at = e->stride * (size_t)below(data_map(n), bit);
    pc_cell *c = splice(e, n, at, 0, e->stride);
    if (c != NULL) {
        entry_write(e, &c->slot[at]);
        maps_set(c, data_map(c) | bit, child_map(c));
        e->changed = true;
    }
    return c;
}

// A copy of `n` with room for the entry of `e` at `at`, written.
static pc_cell *with_entry(trie_edit *e, const pc_cell *n, size_t at, uint32_t bit)
{
    pc_cell *c = pc__cell_new(e->thread, PC__KIND_TRIE, n->slots + e->stride, 0);
    if (c == NULL) {
        return fail(e);
    }
    maps_set(c, data_map(n) | bit, child_map(n));
    copy_values(c->slot, n->slot, at);
    copy_values(&c->slot[at + e->stride], &n->slot[at], n->slots - at);
    entry_write(e, &c->slot[at]);
    e->changed = true;
    return c;
}

// The bottom node of a path changed, where no builder owns it.
static pc_cell *put_bottom(trie_edit *e, pc_cell *n, unsigned shift)
{
    if (n->kind != PC__KIND_TRIE) {
        return collision_put(e, n);
    }
    uint32_t bit = bit_of(e->hash, shift);
    size_t at = e->stride * (size_t)below(data_map(n), bit);
    if (!(data_map(n) & bit)) {
        return with_entry(e, n, at, bit);
    }
    if (n->slot[at] == e->key) {
        return entry_replace(e, n, at);
    }
    return entry_put(e, n, shift, bit);
}

// A way from the root down to the last node of kind PC__KIND_TRIE before the bottom, and the places on it.
typedef struct trie_path {
    pc_cell *node[LEVELS];
    uint32_t at[LEVELS];
    unsigned depth;
} trie_path;

// Follows a hash down to where it ends, by reading only, so that the misses do not wait for copies. Returns the bottom node.
static inline pc_cell *path_down(trie_path *p, pc_cell *n, uint32_t hash)
{
    p->depth = 0;
    for (; n->kind == PC__KIND_TRIE; p->depth++) {
        uint32_t bit = bit_of(hash, p->depth * BITS);
        if (!(child_map(n) & bit)) {
            break;
        }
        p->node[p->depth] = n;
        p->at[p->depth] = (uint32_t)child_slot(n, bit);
        n = cell_of(n->slot[p->at[p->depth]]);
        __builtin_prefetch((const uint8_t *)n + 64); // beside its head, which says where to go on
        __builtin_prefetch((const uint8_t *)n + 128);
    }
    return n;
}

// Copies of the path's nodes over a new bottom. NULL on failure.
static inline pc_cell *path_up(pc_thread *t, const trie_path *p, pc_cell *n)
{
    for (unsigned i = p->depth; n != NULL && i-- > 0;) {
        pc_cell *c = node_clone(t, p->node[i]);
        if (c != NULL) {
            c->slot[p->at[i]] = value_of(n);
        }
        n = c;
    }
    return n;
}

// As put, where nothing is owned.
static pc_cell *put_path(trie_edit *e, pc_cell *root)
{
    trie_path p;
    pc_cell *bottom = path_down(&p, root, e->hash);
    pc_cell *n = put_bottom(e, bottom, p.depth * BITS);
    if (n == bottom) {
        return root;
    }
    n = n != NULL ? path_up(e->thread, &p, n) : NULL;
    return n != NULL ? n : fail(e);
}

// The entry of a key in a bottom node: 1 and where its value lies, 0 where it is absent or in a node of collisions, or a negative code.
static inline int value_place(const pc_cell *bottom, const trie_path *p, uint32_t hash, pc_value key,
                              size_t *at)
{
    if (bottom->kind != PC__KIND_TRIE) {
        return 0;
    }
    uint32_t bit = bit_of(hash, p->depth * BITS), data = data_map(bottom);
    if (!(data & bit)) {
        return 0;
    }
    size_t entry = 3 * (size_t)below(data, bit);
    int error = 0;
    if (bottom->slot[entry] != key && entry_if_equal(&bottom->slot[entry], key, &error) == NULL) {
        return error;
    }
    *at = entry + 1;
    return 1;
}

int pc__trie_replace(pc_thread *t, pc_cell **root, uint32_t hash, pc_value key, pc_value v)
{
    trie_path p;
    size_t at = 0;
    pc_cell *bottom = path_down(&p, *root, hash);
    int rc = value_place(bottom, &p, hash, key, &at);
    if (rc != 1 || bottom->slot[at] == v) {
        return rc;
    }
    pc_cell *n = node_clone(t, bottom);
    if (n != NULL) {
        n->slot[at] = v;
        n = path_up(t, &p, n);
    }
    if (n == NULL) {
        return t->error;
    }
    *root = n;
    return 1;
}

int pc__trie_update(pc_thread *t, uint64_t owner, pc_cell **root, uint32_t hash, pc_value key, pc_value v)
{
    trie_path p;
    size_t at = 0;
    pc_cell *n = path_down(&p, *root, hash);
    int rc = value_place(n, &p, hash, key, &at);
    if (rc != 1) {
        return rc;
    }
    // From the bottom up as far as nodes are not the builder's own; above an own one all are.
    for (unsigned i = p.depth + 1; i-- > 0;) {
        pc_cell *before = i == p.depth ? n : p.node[i];
        pc_cell *own = before;
        if (!is_owned(before, PC__KIND_TRIE, owner)) {
            own = node_clone(t, before);
            if (own == NULL) {
                return t->error;
            }
            owner_set(own, PC__KIND_TRIE, owner);
        }
        if (i == p.depth) {
            own->slot[at] = v;
        } else {
            own->slot[p.at[i]] = value_of(n);
        }
        n = own;
        if (own == before) {
            return 1;
        }
    }
    *root = n;
    return 1;
}

pc_cell *pc__trie_put(trie_edit *e, pc_cell *root)
{
    if (root != NULL) {
        return e->owner != 0 ? put(e, root, 0) : put_path(e, root);
    }
    pc_cell *n = node_new(e, PC__KIND_TRIE, e->stride);
    if (n != NULL) {
        maps_set(n, bit_of(e->hash, 0), 0);
        entry_write(e, n->slot);
        e->changed = true;
    }
    return n;
}

// ---- building -------------------------------------------------------------------------------------------------------

pc_cell *pc__trie_build(trie_bulk *bulk, size_t from, size_t to, unsigned shift)
{
    const trie_order *all = bulk->order;
    unsigned stride = bulk->stride, groups = 0;
    size_t start[PC__TRIE_WIDTH + 1];
    uint32_t data = 0, children = 0;
    if (shift < HASH_BITS) {
        for (size_t i = from; i < to; groups++) {
            uint32_t digit = all[i].hash >> shift & MASK;
            start[groups] = i++;
            while (i < to && (all[i].hash >> shift & MASK) == digit) {
                i++;
            }
            *(i - start[groups] == 1 ? &data : &children) |= UINT32_C(1) << digit;
        }
        start[groups] = to;
    }
    size_t entries = shift < HASH_BITS ? bits_in(data) : to - from;
    pc_cell *n = pc__cell_new(bulk->thread, shift < HASH_BITS ? PC__KIND_TRIE : PC__KIND_COLLISION,
                              entries * stride + groups - (groups != 0 ? entries : 0), 0);
    if (n == NULL) {
        return NULL;
    }
    maps_set(n, data, children);
    pc_value *entry = n->slot, *child = n->slot + entries * stride;
    for (size_t g = 0; g < (groups != 0 ? groups : entries); g++) {
        size_t at = groups != 0 ? start[g] : from + g;
        if (groups != 0 && start[g + 1] - at > 1) {
            pc_cell *below_it = pc__trie_build(bulk, at, start[g + 1], shift + BITS);
            if (below_it == NULL) {
                return NULL;
            }
            *child++ = value_of(below_it);
            continue;
        }
        if (at + 8 < bulk->count) {
            __builtin_prefetch(&bulk->keys[all[at + 8].at]);
            __builtin_prefetch(&bulk->values[all[at + 8].value_at]);
        }
        entry[0] = pc__key(bulk->keys[all[at].at]);
        if (stride == 3) {
            entry[1] = bulk->values[all[at].value_at];
        }
        entry[stride - 1] = bulk->place | all[at].at;
        entry += stride;
    }
    return n;
}

// ---- removing -------------------------------------------------------------------------------------------------------

// True where the node is nothing but one entry, which belongs into its parent.
static bool is_single(const pc_cell *n, unsigned stride)
{
    return n->slots == stride && entries_of(n, stride) == 1;
}

static pc_cell *take(trie_edit *e, pc_cell *n, unsigned shift);

static pc_cell *collision_take(trie_edit *e, pc_cell *n)
{
    for (uint32_t i = 0; i < n->slots; i += e->stride) {
        int r = pc__equal_keys(n->slot[i], e->key);
        if (r < 0) {
            e->thread->error = r;
            return fail(e);
        }
        if (r == 1) {
            e->changed = true;
            return splice(e, n, i, e->stride, 0);
        }
    }
    return n;
}

static pc_cell *child_take(trie_edit *e, pc_cell *n, unsigned shift, uint32_t bit)
{
    unsigned stride = e->stride;
    size_t at = child_slot(n, bit);
    pc_cell *child = take(e, cell_of(n->slot[at]), shift + BITS);
    if (child == NULL || !is_single(child, stride)) {
        return child != NULL ? with_slot(e, n, at, value_of(child)) : NULL;
    }
    // The child's last entry moves up: the child's slot goes, an entry comes before it.
    pc_value entry[3];
    memcpy(entry, child->slot, stride * sizeof *entry);
    uint32_t data = data_map(n), children = child_map(n);
    pc_cell *c = splice(e, n, at, 1, stride);
    if (c == NULL) {
        return NULL;
    }
    size_t to = stride * (size_t)below(data, bit);
    memmove(&c->slot[to + stride], &c->slot[to], (at - to) * sizeof(pc_value));
    memcpy(&c->slot[to], entry, stride * sizeof *entry);
    maps_set(c, data | bit, children & ~bit);
    return c;
}

static pc_cell *take(trie_edit *e, pc_cell *n, unsigned shift)
{
    if (n->kind == PC__KIND_COLLISION) {
        return collision_take(e, n);
    }
    uint32_t bit = bit_of(e->hash, shift);
    if (child_map(n) & bit) {
        return child_take(e, n, shift, bit);
    }
    if (!(data_map(n) & bit)) {
        return n;
    }
    size_t at = e->stride * (size_t)below(data_map(n), bit);
    int r = pc__equal_keys(n->slot[at], e->key);
    if (r < 0) {
        e->thread->error = r;
        return fail(e);
    }
    if (r == 0) {
        return n;
    }
    e->changed = true;
    pc_cell *c = splice(e, n, at, e->stride, 0);
    if (c != NULL) {
        maps_set(c, data_map(c) & ~bit, child_map(c));
    }
    return c;
}

pc_cell *pc__trie_remove(trie_edit *e, pc_cell *root)
{
    if (root == NULL) {
        return NULL;
    }
    pc_cell *n = take(e, root, 0);
    return n != NULL && n->slots == 0 ? NULL : n;
}

// ---- whole tries ----------------------------------------------------------------------------------------------------

struct hash_data {
    uint64_t sum;
    unsigned stride, depth;
    bool values;
};

static int hash_entry(void *data, const pc_value *entry)
{
    struct hash_data *h = data;
    uint32_t key, value = 0;
    int rc = pc__hash_deep(entry[0], h->depth + 1, &key);
    if (rc == 0 && h->values) {
        rc = pc__hash_deep(entry[1], h->depth + 1, &value);
    }
    h->sum += pc__mix((uint64_t)key << 32 | value);
    return rc;
}

int pc__trie_hash(const pc_cell *root, unsigned stride, bool values, unsigned depth, uint32_t *out)
{
    struct hash_data h = {0, stride, depth, values};
    int rc = pc__trie_each(root, stride, hash_entry, &h);
    *out = pc__mix(h.sum);
    return rc;
}

static int collisions_equal(const pc_cell *a, const pc_cell *b, unsigned stride, bool values, unsigned depth)
{
    for (uint32_t i = 0; i < a->slots; i += stride) {
        int found = 0;
        for (uint32_t j = 0; j < b->slots && found == 0; j += stride) {
            found = pc__equal_keys(a->slot[i], b->slot[j]);
            if (found == 1 && values) {
                found = pc__equal_deep(a->slot[i + 1], b->slot[j + 1], depth + 1);
                if (found != 1) {
                    return found;
                }
            }
        }
        if (found != 1) {
            return found;
        }
    }
    return 1;
}

int pc__trie_equal(const pc_cell *a, const pc_cell *b, unsigned stride, bool values, unsigned depth)
{
    if (a == b) {
        return 1;
    }
    if (a == NULL || b == NULL || a->kind != b->kind || a->slots != b->slots) {
        return 0;
    }
    if (a->kind == PC__KIND_COLLISION) {
        return collisions_equal(a, b, stride, values, depth);
    }
    if (data_map(a) != data_map(b) || child_map(a) != child_map(b)) {
        return 0;
    }
    size_t entries = entries_of(a, stride) * (size_t)stride;
    for (size_t i = 0; i < entries; i += stride) {
        int r = pc__equal_keys(a->slot[i], b->slot[i]);
        if (r == 1 && values) {
            r = pc__equal_deep(a->slot[i + 1], b->slot[i + 1], depth + 1);
        }
        if (r != 1) {
            return r;
        }
    }
    for (size_t i = entries; i < a->slots; i++) {
        int r = pc__trie_equal(cell_of(a->slot[i]), cell_of(b->slot[i]), stride, values, depth);
        if (r != 1) {
            return r;
        }
    }
    return 1;
}
