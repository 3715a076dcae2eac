// SPDX-License-Identifier: MIT
//
// Lists: a trie of 16-way nodes over full leaves, and a tail of 1 to 16 elements. Elements have positions `origin` to `end` in the trie, so that dropping
// elements at the front clears whole subtrees and moves `origin`. Invariants: an empty list has neither root nor tail; the tail begins at the last multiple of 16 before
// `end`; the root is there where the tail does not begin at 0; what lies before `origin` may be PC_NONE.
//
// A tail may have room behind the list's last element. A push takes the next place with one atomic step where no other push to a list of the same length was
// there before it, and so copies nothing; the shorter lists that share the tail do not see the place. Who comes second copies.
//
// A list of one leaf that nothing else will share (made by set, from or slice) has it in the cell of its head. Such a leaf is copied where a cell is wanted.
#include "internal.h"

enum { BITS = PC__LIST_BITS, WIDTH = PC__LIST_WIDTH, MASK = WIDTH - 1 };

static inline uint64_t tail_start(uint64_t end)
{
    return end == 0 ? 0 : (end - 1) & ~(uint64_t)MASK;
}

static inline bool may_change(const pc_cell *node, uint64_t owner)
{
    return is_owned(node, PC__KIND_NODE, owner);
}

// A node of `n` slots; one that a builder owns has room for all it may ever hold.
static pc_cell *node_new(pc_thread *t, size_t n, uint64_t owner)
{
    pc_cell *node = pc__cell_new(t, PC__KIND_NODE, owner != 0 ? WIDTH : n, 0);
    if (node != NULL && owner != 0) {
        owner_set(node, PC__KIND_NODE, owner);
        node->slots = (uint32_t)n;
    }
    return node;
}

// A tail with `n` places taken and room for more, to be filled by the caller.
static pc_cell *tail_new(pc_thread *t, size_t n)
{
    size_t room = 4;
    while (room < n) {
        room *= 2;
    }
    pc_cell *tail = pc__cell_new(t, PC__KIND_TAIL, room, 0);
    if (tail != NULL) {
        atomic_store_explicit(&tail->hash, (uint32_t)n, memory_order_relaxed);
    }
    return tail;
}

// Whether the place behind the first `n` is the caller's from here on.
static bool tail_claim(pc_cell *tail, uint32_t n)
{
    uint32_t expected = n;
    return tail->kind == PC__KIND_TAIL && n < tail->slots &&
           atomic_compare_exchange_strong_explicit(&tail->hash, &expected, n + 1, memory_order_relaxed,
                                                   memory_order_relaxed);
}

// A copy of the first `n` slots (those that are there; the others are PC_NONE).
static pc_cell *node_copy(pc_thread *t, const pc_cell *from, size_t n, uint64_t owner)
{
    pc_cell *node = node_new(t, n, owner);
    if (node != NULL) {
        size_t have = from->slots < n ? from->slots : n;
        memcpy(node->slot, from->slot, have * sizeof(pc_value));
        memset(node->slot + have, 0, (n - have) * sizeof(pc_value));
    }
    return node;
}

static pc_value list_make(pc_thread *t, pc_value root, pc_value tail, unsigned shift, list_tail where)
{
    pc_cell *c = pc__cell_new(t, PC_KIND_LIST, 2, sizeof(list_tail));
    if (c == NULL) {
        return PC_NONE;
    }
    c->aux = (uint16_t)shift;
    c->slot[0] = root;
    c->slot[1] = tail;
    *list_tail_of(value_of(c)) = where;
    return value_of(c);
}

// A list of up to 16 elements in one cell, to be filled by the caller. NULL on failure.
static inline pc_cell *list_with_leaf(pc_thread *t, size_t n)
{
    pc_cell *c = pc__cell_new(t, PC_KIND_LIST, 2, sizeof(list_tail) + sizeof(pc_cell) + n * sizeof(pc_value));
    if (c == NULL) {
        return NULL;
    }
    pc_cell *leaf = list_own_leaf(value_of(c));
    pc__cell_init(leaf, PC__KIND_NODE, 0, n);
    c->extra = 1;
    c->slot[0] = PC_NONE;
    c->slot[1] = value_of(leaf);
    *list_tail_of(value_of(c)) = (list_tail){.end = n};
    return c;
}

// ---- reading --------------------------------------------------------------------------------------------------------

size_t pc_list_count(pc_value list)
{
    assert(is_kind(list, PC_KIND_LIST));
    const list_tail *w = list_tail_of(list);
    return w->end - w->origin;
}

static inline const pc_cell *leaf_at(const pc_cell *list, uint64_t end, uint64_t position)
{
    if (position >= tail_start(end)) {
        return cell_of(list->slot[1]);
    }
    const pc_cell *node = cell_of(list->slot[0]);
    for (unsigned shift = list->aux; shift > 0; shift -= BITS) {
        node = cell_of(node->slot[(position >> shift) & MASK]);
    }
    return node;
}

pc_value pc_list_get(pc_value list, size_t i)
{
    assert(i < pc_list_count(list));
    const pc_cell *c = cell_of(list);
    const list_tail *w = list_tail_of(list);
    uint64_t position = w->origin + i;
    return leaf_at(c, w->end, position)->slot[position & MASK];
}

const pc_value *pc_list_run(pc_value list, size_t i, size_t *n)
{
    size_t count = pc_list_count(list);
    if (i >= count) {
        *n = 0;
        return NULL;
    }
    const pc_cell *c = cell_of(list);
    const list_tail *w = list_tail_of(list);
    uint64_t position = w->origin + i;
    size_t in_leaf = WIDTH - (position & MASK);
    *n = in_leaf < count - i ? in_leaf : count - i;
    return &leaf_at(c, w->end, position)->slot[position & MASK];
}

// ---- changing the trie ----------------------------------------------------------------------------------------------

static pc_cell *path_new(pc_thread *t, unsigned shift, pc_cell *leaf, uint64_t owner)
{
    if (shift == 0) {
        return leaf;
    }
    pc_cell *below = path_new(t, shift - BITS, leaf, owner);
    pc_cell *node = below != NULL ? node_new(t, 1, owner) : NULL;
    if (node != NULL) {
        node->slot[0] = value_of(below);
    }
    return node;
}

// The node with `leaf` added at `position`. NULL on failure; then nothing has changed.
static pc_cell *add_leaf(pc_thread *t, pc_cell *node, unsigned shift, uint64_t position, pc_cell *leaf,
                         uint64_t owner)
{
    size_t i = (position >> shift) & MASK;
    pc_cell *child = leaf;
    if (shift > BITS) {
        child = i < node->slots ? add_leaf(t, cell_of(node->slot[i]), shift - BITS, position, leaf, owner)
                                : path_new(t, shift - BITS, leaf, owner);
    }
    if (child == NULL) {
        return NULL;
    }
    if (!may_change(node, owner)) {
        node = node_copy(t, node, i < node->slots ? node->slots : i + 1, owner);
    } else if (i == node->slots) {
        node->slots++;
    }
    if (node != NULL) {
        node->slot[i] = value_of(child);
    }
    return node;
}

// Adds the full leaf that begins at `position` to the trie of `*root` and `*shift`.
static int trie_push(pc_thread *t, pc_value *root, unsigned *shift, uint64_t position, pc_cell *leaf,
                     uint64_t owner)
{
    pc_cell *node;
    unsigned level = *shift;
    if (*root == PC_NONE) {
        level = BITS;
        node = path_new(t, level, leaf, owner);
    } else if (position == (uint64_t)WIDTH << level) {
        pc_cell *right = path_new(t, level, leaf, owner);
        node = right != NULL ? node_new(t, 2, owner) : NULL;
        if (node != NULL) {
            node->slot[0] = *root;
            node->slot[1] = value_of(right);
        }
        level += BITS;
    } else {
        node = add_leaf(t, cell_of(*root), level, position, leaf, owner);
    }
    if (node == NULL) {
        return t->error;
    }
    *root = value_of(node);
    *shift = level;
    return 0;
}

// ---- persistent operations ------------------------------------------------------------------------------------------

pc_value pc_list_empty(pc_thread *t)
{
    return list_make(t, PC_NONE, PC_NONE, 0, (list_tail){0});
}

enum { FULL_BYTES = sizeof(pc_cell) + WIDTH * sizeof(pc_value) };

// A full node's copy in the memory at `to`.
static inline pc_cell *full_copy(uint8_t *to, const pc_cell *from)
{
    pc_cell *node = (pc_cell *)(void *)to;
    UNPOISON(node, FULL_BYTES);
    pc__cell_init(node, PC__KIND_NODE, 0, WIDTH);
    value_pair *a = (value_pair *)(void *)node->slot;
    const value_pair *b = (const value_pair *)(const void *)from->slot;
    value_pair p0 = b[0], p1 = b[1], p2 = b[2], p3 = b[3];
    a[0] = p0, a[1] = p1, a[2] = p2, a[3] = p3;
    value_pair p4 = b[4], p5 = b[5], p6 = b[6], p7 = b[7];
    a[4] = p4, a[5] = p5, a[6] = p6, a[7] = p7;
    return node;
}

static inline void node_prefetch(const pc_cell *node)
{
    __builtin_prefetch(node);
    __builtin_prefetch((const uint8_t *)node + 64);
    __builtin_prefetch((const uint8_t *)node + 128);
}

static inline pc_cell *path_copy(pc_thread *t, const pc_cell *from)
{
    pc_cell *node = pc__cell_new(t, PC__KIND_NODE, from->slots, 0);
    if (node != NULL) {
        copy_slots(node, from, from->slots);
    }
    return node;
}

// The trie with another value at `position`: a copy of the path to it. Most nodes are full: room for all that are is taken at once where there is so much. The way
// down reads the old nodes, so that their misses do not wait for the copies.
static inline pc_value with_value(pc_thread *t, pc_value root, unsigned shift, uint64_t position, pc_value v)
{
    const pc_cell *from = cell_of(root);
    cell_run *run = &t->run[(FULL_BYTES - 1) / GRANULE];
    bool enough = (size_t)(run->end - run->next) >= (shift / BITS + 1) * FULL_BYTES;
    pc_value *link = &root;
    for (;; shift -= BITS) {
        size_t i = (position >> shift) & MASK;
        const pc_cell *next = cell_of(from->slot[i]);
        pc_cell *node;
        if (from->slots == WIDTH && enough) {
            uint8_t *room = run->next;
            run->next = room + FULL_BYTES;
            __builtin_prefetch(room + PREFETCH_AHEAD, 1);
            __builtin_prefetch(room + PREFETCH_AHEAD + 64, 1);
            node = full_copy(room, from);
        } else {
            node = path_copy(t, from);
            if (node == NULL) {
                return PC_NONE;
            }
            enough = (size_t)(run->end - run->next) >=
                     shift / BITS * FULL_BYTES; // one slot less may have been as large
        }
        *link = value_of(node);
        link = &node->slot[i];
        if (shift == 0) {
            break;
        }
        from = next;
    }
    *link = v;
    return root;
}

// The list with another value in its tail. The tail may grow on other threads meanwhile: no place behind the list's end is read.
static pc_value with_tail_value(pc_thread *t, const pc_cell *list, uint64_t position, pc_value v)
{
    const list_tail *w = list_tail_of(value_of(list));
    const pc_cell *tail = cell_of(list->slot[1]);
    uint32_t n = pc__tail_count(w->end);
    bool alone = list->slot[0] == PC_NONE && w->origin == 0;
    pc_cell *head = alone ? list_with_leaf(t, n) : NULL;
    pc_cell *node = head != NULL ? list_own_leaf(value_of(head)) : NULL;
    if (!alone) {
        node = pc__cell_new(t, PC__KIND_NODE, n, 0);
    }
    if (node == NULL) {
        return PC_NONE;
    }
    copy_pairs(node->slot, tail->slot, n / 2);
    if (n & 1) {
        node->slot[n - 1] = tail->slot[n - 1];
    }
    node->slot[position & MASK] = v;
    return alone ? value_of(head) : list_make(t, list->slot[0], value_of(node), list->aux, *w);
}

pc_value pc_list_set(pc_thread *t, pc_value list, size_t i, pc_value v)
{
    assert(i < pc_list_count(list));
    const pc_cell *c = cell_of(list);
    const list_tail *w = list_tail_of(list);
    uint64_t position = w->origin + i;
    if (position >= tail_start(w->end)) {
        return with_tail_value(t, c, position, v);
    }
    pc_value root = with_value(t, c->slot[0], c->aux, position, v);
    return root != PC_NONE ? list_make(t, root, c->slot[1], c->aux, *w) : PC_NONE;
}

pc_value pc_list_push(pc_thread *t, pc_value list, pc_value v)
{
    pc_cell *c = cell_of(list);
    list_tail w = *list_tail_of(list);
    pc_value root = c->slot[0];
    pc_cell *tail = cell_of(c->slot[1]);
    unsigned shift = c->aux;
    uint32_t n = pc__tail_count(w.end);
    if (n == WIDTH) {
        tail = list_has_own_leaf(list) ? node_copy(t, tail, n, 0) : tail;
        if (tail == NULL || trie_push(t, &root, &shift, tail_start(w.end), tail, 0) != 0) {
            return PC_NONE;
        }
    }
    n &= MASK;
    if (n == 0 || !tail_claim(tail, n)) {
        pc_cell *fresh = tail_new(t, w.end < WIDTH ? n + 1 : WIDTH);
        if (fresh == NULL) {
            return PC_NONE;
        }
        if (n > 0) {
            memcpy(fresh->slot, tail->slot, n * sizeof *tail->slot);
        }
        atomic_store_explicit(&fresh->hash, n + 1, memory_order_relaxed);
        tail = fresh;
    }
    tail->slot[n] = v;
    w.end++;
    return list_make(t, root, value_of(tail), shift, w);
}

pc_value pc_list_pop(pc_thread *t, pc_value list)
{
    size_t count = pc_list_count(list);
    return count == 0 ? list : pc_list_slice(t, list, 0, count - 1);
}

// Without the leaves from `end` (a multiple of 16, not 0) on.
static pc_cell *trim_right(pc_thread *t, pc_cell *node, unsigned shift, uint64_t end)
{
    size_t last = ((end - 1) >> shift) & MASK;
    pc_cell *child = NULL;
    if (shift > BITS) {
        child = trim_right(t, cell_of(node->slot[last]), shift - BITS, end);
        if (child == NULL) {
            return NULL;
        }
    }
    if (node->slots == last + 1 && (child == NULL || value_of(child) == node->slot[last])) {
        return node;
    }
    node = node_copy(t, node, last + 1, 0);
    if (node != NULL && child != NULL) {
        node->slot[last] = value_of(child);
    }
    return node;
}

// Without the leaves before the one of `start`.
static pc_cell *trim_left(pc_thread *t, pc_cell *node, unsigned shift, uint64_t start)
{
    size_t first = (start >> shift) & MASK;
    pc_cell *child = NULL;
    if (shift > BITS) {
        child = trim_left(t, cell_of(node->slot[first]), shift - BITS, start);
        if (child == NULL) {
            return NULL;
        }
    }
    bool clear = first == 0 || node->slot[first - 1] == PC_NONE;
    if (clear && (child == NULL || value_of(child) == node->slot[first])) {
        return node;
    }
    node = node_copy(t, node, node->slots, 0);
    if (node != NULL) {
        memset(node->slot, 0, first * sizeof(pc_value));
        if (child != NULL) {
            node->slot[first] = value_of(child);
        }
    }
    return node;
}

// A list of at most 16 elements that lie in one leaf.
static pc_value list_of_leaf(pc_thread *t, const pc_value *values, size_t n)
{
    pc_cell *c = list_with_leaf(t, n);
    if (c == NULL) {
        return PC_NONE;
    }
    copy_values(list_own_leaf(value_of(c))->slot, values, n);
    return value_of(c);
}

pc_value pc_list_slice(pc_thread *t, pc_value list, size_t start, size_t end)
{
    size_t count = pc_list_count(list);
    assert(start <= end && end <= count);
    if (start == 0 && end == count) {
        return list;
    }
    if (start == end) {
        return pc_list_empty(t);
    }
    pc_cell *c = cell_of(list);
    const list_tail *old = list_tail_of(list);
    list_tail w = {old->origin + start, old->origin + end};
    unsigned shift = c->aux;
    uint64_t ts = tail_start(w.end);
    const pc_cell *leaf = leaf_at(c, old->end, ts);
    if (w.origin >= ts) {
        return list_of_leaf(t, &leaf->slot[w.origin & MASK], end - start);
    }
    pc_cell *tail = cell_of(c->slot[1]), *root = cell_of(c->slot[0]);
    if (w.end != old->end) {
        tail = node_copy(t, leaf, w.end - ts, 0);
        root = tail != NULL ? trim_right(t, root, shift, ts) : NULL;
    }
    root = root != NULL ? trim_left(t, root, shift, w.origin) : NULL;
    if (root == NULL) {
        return PC_NONE;
    }
    // A root with one child that counts gives way to it, so that queues do not grow in height.
    while (shift > BITS && w.origin >> shift == (ts - 1) >> shift) {
        uint64_t base = w.origin >> shift << shift;
        root = cell_of(root->slot[(w.origin >> shift) & MASK]);
        w.origin -= base;
        w.end -= base;
        ts -= base;
        shift -= BITS;
    }
    return list_make(t, value_of(root), value_of(tail), shift, w);
}

static int append_list(pc_list_builder *b, pc_value list, size_t from)
{
    size_t n;
    for (size_t i = from, count = pc_list_count(list); i < count; i += n) {
        const pc_value *run = pc_list_run(list, i, &n);
        int rc = pc_list_builder_append(b, run, n);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

pc_value pc_list_concat(pc_thread *t, pc_value a, pc_value b)
{
    if (pc_list_count(a) == 0 || pc_list_count(b) == 0) {
        return pc_list_count(a) == 0 ? b : a;
    }
    pc_list_builder builder;
    if (pc_list_builder_init(&builder, t, a) != 0 || append_list(&builder, b, 0) != 0) {
        return PC_NONE;
    }
    return pc_list_builder_finish(&builder);
}

pc_value pc_list_insert(pc_thread *t, pc_value list, size_t i, pc_value v)
{
    pc_list_builder b;
    pc_value before = pc_list_slice(t, list, 0, i);
    if (before == PC_NONE || pc_list_builder_init(&b, t, before) != 0 || pc_list_builder_push(&b, v) != 0 ||
        append_list(&b, list, i) != 0) {
        return PC_NONE;
    }
    return pc_list_builder_finish(&b);
}

pc_value pc_list_remove(pc_thread *t, pc_value list, size_t i)
{
    size_t count = pc_list_count(list);
    assert(i < count);
    if (i == 0 || i + 1 == count) {
        return pc_list_slice(t, list, i == 0, i == 0 ? count : count - 1);
    }
    pc_list_builder b;
    pc_value before = pc_list_slice(t, list, 0, i);
    if (before == PC_NONE || pc_list_builder_init(&b, t, before) != 0 || append_list(&b, list, i + 1) != 0) {
        return PC_NONE;
    }
    return pc_list_builder_finish(&b);
}

// ---- builders -------------------------------------------------------------------------------------------------------
// The nodes that a builder made bear its number, and it changes them in place.

int pc_list_builder_init(pc_list_builder *b, pc_thread *t, pc_value list)
{
    *b = (pc_list_builder){.thread = t, .owner = pc__owner_new(t)};
    if (list != PC_NONE) {
        const list_tail *w = list_tail_of(list);
        b->root = cell_of(list)->slot[0];
        b->tail = cell_of(list)->slot[1];
        if (list_has_own_leaf(list)) {
            pc_cell *tail = node_copy(t, cell_of(b->tail), pc__tail_count(w->end), b->owner);
            if (tail == NULL) {
                *b = (pc_list_builder){.thread = t, .owner = pc__owner_new(t)};
                return t->error;
            }
            b->tail = value_of(tail);
        }
        b->origin = w->origin;
        b->end = w->end;
        b->shift = cell_of(list)->aux;
    }
    return 0;
}

size_t pc_list_builder_count(const pc_list_builder *b)
{
    return b->end - b->origin;
}

// A tail of the builder's own with room, to which the caller adds at once. NULL on failure.
static pc_cell *tail_with_room(pc_list_builder *b)
{
    pc_cell *tail = cell_of(b->tail);
    uint32_t n = pc__tail_count(b->end);
    bool full = n == WIDTH;
    if (tail != NULL && !full && may_change(tail, b->owner)) {
        return tail;
    }
    pc_cell *fresh =
        tail == NULL || full ? node_new(b->thread, 0, b->owner) : node_copy(b->thread, tail, n, b->owner);
    if (fresh == NULL) {
        return NULL;
    }
    if (full) {
        if (trie_push(b->thread, &b->root, &b->shift, tail_start(b->end), tail, b->owner) != 0) {
            return NULL;
        }
    }
    b->tail = value_of(fresh);
    return fresh;
}

int pc_list_builder_append(pc_list_builder *b, const pc_value *values, size_t n)
{
    while (n > 0) {
        pc_cell *tail = tail_with_room(b);
        if (tail == NULL) {
            return b->thread->error;
        }
        size_t some = WIDTH - tail->slots < n ? WIDTH - tail->slots : n;
        memcpy(&tail->slot[tail->slots], values, some * sizeof *values);
        tail->slots += (uint32_t)some;
        b->end += some;
        values += some;
        n -= some;
    }
    return 0;
}

int pc_list_builder_push(pc_list_builder *b, pc_value v)
{
    pc_cell *tail = cell_of(b->tail);
    if (tail == NULL || !may_change(tail, b->owner) || tail->slots == WIDTH) {
        tail = tail_with_room(b);
        if (tail == NULL) {
            return b->thread->error;
        }
    }
    tail->slot[tail->slots++] = v;
    b->end++;
    return 0;
}

// A leaf's or node's copy that the builder owns. NULL on failure.
static pc_cell *owned_copy(const pc_list_builder *b, const pc_cell *from)
{
    if (from->slots != WIDTH) {
        return node_copy(b->thread, from, from->slots, b->owner);
    }
    pc_cell *node = node_new(b->thread, WIDTH, b->owner);
    if (node != NULL) {
        copy_values(node->slot, from->slot, WIDTH);
    }
    return node;
}

// The place of the element at `position` in a leaf of the builder's own. NULL on failure.
static pc_value *place_in_trie(pc_list_builder *b, uint64_t position)
{
    pc_value *link = &b->root;
    for (unsigned shift = b->shift;; shift -= BITS) {
        pc_cell *node = cell_of(*link);
        size_t i = (position >> shift) & MASK;
        if (!may_change(node, b->owner)) {
            if (shift > 0) {
                node_prefetch(cell_of(node->slot[i])); // while this node is copied
            }
            node = owned_copy(b, node);
            if (node == NULL) {
                return NULL;
            }
            *link = value_of(node);
        }
        link = &node->slot[i];
        if (shift == 0) {
            return link;
        }
    }
}

int pc_list_builder_set(pc_list_builder *b, size_t i, pc_value v)
{
    assert(i < pc_list_builder_count(b));
    uint64_t position = b->origin + i;
    pc_value *place;
    if (position < tail_start(b->end)) {
        place = place_in_trie(b, position);
    } else {
        pc_cell *tail = cell_of(b->tail);
        if (!may_change(tail, b->owner)) {
            tail = node_copy(b->thread, tail, pc__tail_count(b->end), b->owner);
        }
        place = tail != NULL ? &tail->slot[position & MASK] : NULL;
        b->tail = tail != NULL ? value_of(tail) : b->tail;
    }
    if (place == NULL) {
        return b->thread->error;
    }
    *place = v;
    return 0;
}

pc_value pc_list_builder_finish(pc_list_builder *b)
{
    pc_cell *tail = cell_of(b->tail);
    if (tail != NULL && tail->slots <= WIDTH / 2 && pc__cell_capacity(tail) >= WIDTH) {
        pc_cell *small = node_copy(b->thread, tail, tail->slots, 0);
        if (small != NULL) {
            pc__cell_recycle(b->thread, tail);
            tail = small;
        }
    }
    bool empty = b->end == b->origin;
    pc_value list = list_make(b->thread, b->root, value_of(tail), b->shift,
                              empty ? (list_tail){0} : (list_tail){b->origin, b->end});
    *b = (pc_list_builder){.thread = b->thread, .owner = pc__owner_new(b->thread)};
    return list;
}

pc_value pc_list_from(pc_thread *t, const pc_value *values, size_t n)
{
    if (n == 0) {
        return pc_list_empty(t);
    }
    if (n <= WIDTH) {
        return list_of_leaf(t, values, n);
    }
    pc_list_builder b = {.thread = t, .owner = pc__owner_new(t)};
    if (pc_list_builder_append(&b, values, n) != 0) {
        return PC_NONE;
    }
    return pc_list_builder_finish(&b);
}
