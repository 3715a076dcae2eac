// SPDX-License-Identifier: MIT
//
// Hash, equality and order of what is nested deeply, with stacks in memory instead of calls: value.c turns here from DEPTH_MAX levels on, so that chains of any length have
// all three. Slower than the functions there by some factor, and -ENOMEM is possible.
#include "internal.h"

// ---- stacks of values -------------------------------------------------------------------------------------------------

typedef struct stack {
    pc_value *items;
    size_t count, room;
} stack;

static int stack_push(stack *s, pc_value a, pc_value b)
{
    if (s->count + 2 > s->room) {
        size_t room = s->room * 2 + 64;
        pc_value *items = realloc(s->items, room * sizeof *items);
        if (items == NULL) {
            return -ENOMEM;
        }
        s->items = items;
        s->room = room;
    }
    s->items[s->count++] = a;
    s->items[s->count++] = b;
    return 0;
}

// ---- hash -------------------------------------------------------------------------------------------------------------

// Onto the stack with it where its hash is not known yet.
static int want_hash(stack *s, pc_value v)
{
    bool known = !pc_is_cell(v) || atomic_load_explicit(&cell_of(v)->hash, memory_order_relaxed) != 0;
    return known ? 0 : stack_push(s, v, PC_FALSE);
}

static int want_hashes(stack *s, const pc_value *values, size_t n)
{
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = want_hash(s, values[i]);
    }
    return rc;
}

static int want_value_of(void *data, pc_value key, pc_value v)
{
    return want_hash(data, v); // keys have one: they are filed under it
}

static int want_entry(void *data, const pc_value *entry)
{
    return want_hash(data, entry[1]);
}

static int want_parts(stack *s, pc_value v)
{
    pc_cell *c = cell_of(v);
    int rc = 0;
    switch (c->kind) {
    case PC_KIND_LIST: {
        size_t n;
        for (size_t i = 0, count = pc_list_count(v); i < count && rc == 0; i += n) {
            const pc_value *run = pc_list_run(v, i, &n);
            rc = want_hashes(s, run, n);
        }
        return rc;
    }
    case PC_KIND_TUPLE:
        return want_hashes(s, c->slot, c->slots);
    case PC_KIND_MAP:
    case PC_KIND_MULTISET:
    case PC_KIND_SPARSE:
        return pc__trie_each(cell_of(c->slot[0]), map_stride(c->kind), want_entry, s);
    case PC_KIND_OBJECT:
        return c->aux == 0 ? want_hashes(s, &c->slot[1], c->slots - 1)
                           : pc_map_each_unordered(c->slot[1], want_value_of, s);
    default:
        return 0;
    }
}

int pc__hash_by_stack(pc_value v, uint32_t *out)
{
    stack s = {0};
    int rc = stack_push(&s, v, PC_FALSE);
    while (rc == 0 && s.count > 0) {
        pc_value top = s.items[s.count - 2];
        if (s.items[s.count - 1] == PC_TRUE ||
            atomic_load_explicit(&cell_of(top)->hash, memory_order_relaxed) != 0) {
            s.count -= 2;
            rc = pc__hash_deep(top, DEPTH_MAX - 8, out); // its parts have theirs
        } else {
            s.items[s.count - 1] = PC_TRUE;
            rc = want_parts(&s, top);
        }
    }
    free(s.items);
    return rc;
}

// ---- equality ---------------------------------------------------------------------------------------------------------

// Pairs that must be equal, each of them once: whatever pair differs, all do.
typedef struct pairs {
    stack left;
    pc_value *seen; // open-addressed, two values each
    size_t seen_count, seen_room;
} pairs;

static pc_value *pair_place(const pairs *p, pc_value a, pc_value b)
{
    size_t at = pc__mix(a * UINT64_C(0x9e3779b97f4a7c15) ^ b) & (p->seen_room - 1);
    while (p->seen[2 * at] != PC_NONE && (p->seen[2 * at] != a || p->seen[2 * at + 1] != b)) {
        at = (at + 1) & (p->seen_room - 1);
    }
    return &p->seen[2 * at];
}

static int seen_grow(pairs *p)
{
    pairs bigger = {.seen_room = p->seen_room != 0 ? p->seen_room * 2 : 64};
    bigger.seen = calloc(2 * bigger.seen_room, sizeof *bigger.seen);
    if (bigger.seen == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < p->seen_room; i++) {
        if (p->seen[2 * i] != PC_NONE) {
            memcpy(pair_place(&bigger, p->seen[2 * i], p->seen[2 * i + 1]), &p->seen[2 * i],
                   2 * sizeof *p->seen);
        }
    }
    free(p->seen);
    p->seen = bigger.seen;
    p->seen_room = bigger.seen_room;
    return 0;
}

// 1 where the pair is new, 0 where it was there.
static int pair_add(pairs *p, pc_value a, pc_value b)
{
    int rc = 2 * (p->seen_count + 1) > p->seen_room ? seen_grow(p) : 0;
    if (rc != 0) {
        return rc;
    }
    pc_value *place = pair_place(p, a, b);
    if (*place != PC_NONE) {
        return 0;
    }
    place[0] = a;
    place[1] = b;
    p->seen_count++;
    return 1;
}

// The parts of an answer: 1 goes on, 0 and errors are it.
static int pair_push(pairs *p, pc_value a, pc_value b)
{
    if (pc__key(a) == pc__key(b)) {
        return 1;
    }
    if (!pc_is_cell(a) || !pc_is_cell(b)) {
        return 0;
    }
    int rc = stack_push(&p->left, a, b);
    return rc == 0 ? 1 : rc;
}

static int pair_sequences(pairs *p, const pc_value *a, const pc_value *b, size_t n)
{
    int r = 1;
    for (size_t i = 0; i < n && r == 1; i++) {
        r = pair_push(p, a[i], b[i]);
    }
    return r;
}

static int pair_lists(pairs *p, pc_value a, pc_value b)
{
    size_t count = pc_list_count(a), na, nb;
    int r = count == pc_list_count(b);
    for (size_t i = 0; i < count && r == 1;) {
        const pc_value *ra = pc_list_run(a, i, &na), *rb = pc_list_run(b, i, &nb);
        size_t n = na < nb ? na : nb;
        r = ra == rb ? 1 : pair_sequences(p, ra, rb, n);
        i += n;
    }
    return r;
}

typedef struct entries {
    const pc_value **items;
    size_t count;
} entries;

static int entry_note(void *data, const pc_value *entry)
{
    entries *e = data;
    e->items[e->count++] = entry;
    return 0;
}

static uint32_t key_hash(const pc_value *entry)
{
    uint32_t hash = 0;
    (void)!pc__hash(entry[0], &hash); // known: it is filed under it
    return hash;
}

// Keys of one hash, in any order.
static int pair_collisions(pairs *p, entries a, entries b, bool values)
{
    int r = 1;
    for (size_t i = 0; i < a.count && r == 1; i++) {
        size_t j = 0;
        for (r = 0; j < b.count && r == 0; j += r == 0) {
            r = pc__equal_keys(a.items[i][0], b.items[j][0]);
        }
        r = r == 1 && values ? pair_push(p, a.items[i][1], b.items[j][1]) : r;
    }
    return r;
}

// Tries of the same keys have them in the same order, but for those of one hash.
static int pair_entries(pairs *p, entries a, entries b, bool values)
{
    int r = 1;
    for (size_t i = 0, end; i < a.count && r == 1; i = end) {
        uint32_t hash = key_hash(a.items[i]);
        for (end = i + 1; end < a.count && key_hash(a.items[end]) == hash; end++) {
        }
        if (key_hash(b.items[i]) != hash || key_hash(b.items[end - 1]) != hash) {
            return 0;
        }
        if (end > i + 1) {
            r = pair_collisions(p, (entries){a.items + i, end - i}, (entries){b.items + i, end - i}, values);
        } else {
            r = pair_push(p, a.items[i][0], b.items[i][0]);
            r = r == 1 && values ? pair_push(p, a.items[i][1], b.items[i][1]) : r;
        }
    }
    return r;
}

static int pair_maps(pairs *p, pc_value a, pc_value b)
{
    map_tail *ta = map_tail_of(a), *tb = map_tail_of(b);
    unsigned stride = map_stride((pc_kind)cell_of(a)->kind);
    size_t n = (size_t)ta->count;
    if (ta->count != tb->count || ta->extra != tb->extra) {
        return 0;
    }
    entries ea = {malloc((2 * n + 1) * sizeof *ea.items), 0}, eb = {ea.items + n, 0};
    if (ea.items == NULL) {
        return -ENOMEM;
    }
    (void)!pc__trie_each(cell_of(cell_of(a)->slot[0]), stride, entry_note, &ea);
    (void)!pc__trie_each(cell_of(cell_of(b)->slot[0]), stride, entry_note, &eb);
    int r = pair_entries(p, ea, eb, cell_of(a)->kind != PC_KIND_SET);
    free(ea.items);
    return r;
}

struct attribute_pairs {
    pairs *p;
    pc_value other;
    int answer;
};

static int pair_attribute(void *data, pc_value name, pc_value v)
{
    struct attribute_pairs *a = data;
    pc_value theirs = pc_object_get_own(NULL, a->other, name);
    a->answer = theirs == PC_NONE ? 0 : pair_push(a->p, v, theirs);
    return a->answer != 1;
}

static int pair_objects(pairs *p, pc_value a, pc_value b)
{
    pc_cell *ca = cell_of(a), *cb = cell_of(b);
    if (ca->aux == 0 && cb->aux == 0 && ca->slot[0] == cb->slot[0]) {
        return pair_sequences(p, &ca->slot[1], &cb->slot[1], ca->slots - 1);
    }
    if (pc_object_count(a) != pc_object_count(b)) {
        return 0;
    }
    struct attribute_pairs each = {p, b, pair_push(p, pc_object_prototype(a), pc_object_prototype(b))};
    if (each.answer != 1) {
        return each.answer;
    }
    if (ca->aux != 0) {
        (void)!pc_map_each_unordered(ca->slot[1], pair_attribute, &each);
        return each.answer;
    }
    size_t n;
    const pc_value *names = pc_shape_names(ca->slot[0], &n);
    for (size_t i = 0; i < n && each.answer == 1; i++) {
        (void)!pair_attribute(&each, names[i], ca->slot[i + 1]);
    }
    return each.answer;
}

static int pair_parts(pairs *p, pc_value a, pc_value b)
{
    pc_cell *ca = cell_of(a), *cb = cell_of(b);
    uint32_t ha = atomic_load_explicit(&ca->hash, memory_order_relaxed);
    uint32_t hb = atomic_load_explicit(&cb->hash, memory_order_relaxed);
    if (ca->kind != cb->kind || (ha != hb && ha != 0 && hb != 0)) {
        return 0;
    }
    switch (ca->kind) {
    case PC_KIND_LIST:
        return pair_lists(p, a, b);
    case PC_KIND_TUPLE:
        return ca->aux == cb->aux && ca->slots == cb->slots ? pair_sequences(p, ca->slot, cb->slot, ca->slots)
                                                            : 0;
    case PC_KIND_MAP:
    case PC_KIND_SET:
    case PC_KIND_MULTISET:
    case PC_KIND_SPARSE:
        return pair_maps(p, a, b);
    case PC_KIND_OBJECT:
        return pair_objects(p, a, b);
    default:
        return pc__equal_deep(a, b, 0); // has no parts
    }
}

int pc__equal_by_stack(pc_value a, pc_value b)
{
    pairs p = {0};
    int r = pair_push(&p, a, b);
    while (r == 1 && p.left.count > 0) {
        p.left.count -= 2;
        a = p.left.items[p.left.count];
        b = p.left.items[p.left.count + 1];
        r = pair_add(&p, a, b);
        r = r == 0 ? 1 : r == 1 ? pair_parts(&p, a, b) : r;
    }
    free(p.left.items);
    free(p.seen);
    return r;
}

// Keys start again at no depth, and may have keys that do.
int pc__equal_as_keys(pc_value a, pc_value b)
{
    enum { NESTED_MAX = 16, LEVELS = 64 };
    static _Thread_local unsigned nested;
    if (nested > 2 * NESTED_MAX) {
        return -EOVERFLOW;
    }
    unsigned steps = pc__equal_steps;
    pc__equal_steps = 0;
    nested++;
    int r = nested > NESTED_MAX ? -EAGAIN : pc__equal_deep(a, b, DEPTH_MAX - LEVELS);
    r = r == -EAGAIN ? pc__equal_by_stack(a, b) : r;
    nested--;
    pc__equal_steps = steps;
    return r;
}

// ---- order ------------------------------------------------------------------------------------------------------------

static size_t count_of(pc_value sequence)
{
    return pc_kind_of(sequence) == PC_KIND_LIST ? pc_list_count(sequence) : pc_tuple_count(sequence);
}

static pc_value part_of(pc_value sequence, size_t i)
{
    return pc_kind_of(sequence) == PC_KIND_LIST ? pc_list_get(sequence, i) : pc_tuple_get(sequence, i);
}

// Lists or tuples both. Each level is two entries: the sequences, and how far they have been compared.
int pc__compare_by_stack(pc_value a, pc_value b)
{
    stack s = {0};
    int r = 0;
    bool whole = stack_push(&s, a, b) == 0 && stack_push(&s, 0, 0) == 0;
    while (whole && r == 0 && s.count > 0) {
        pc_value *level = &s.items[s.count - 4];
        size_t i = (size_t)level[2], ca = count_of(level[0]), cb = count_of(level[1]);
        if (i >= ca || i >= cb) {
            r = (ca > cb) - (ca < cb);
            s.count -= 4;
            continue;
        }
        level[2]++;
        pc_value pa = part_of(level[0], i), pb = part_of(level[1], i);
        pc_kind kind = pc_kind_of(pa);
        if (pa != pb && kind == pc_kind_of(pb) && (kind == PC_KIND_LIST || kind == PC_KIND_TUPLE)) {
            whole = stack_push(&s, pa, pb) == 0 && stack_push(&s, 0, 0) == 0;
        } else {
            r = pc_compare(pa, pb);
        }
    }
    free(s.items);
    return r;
}
