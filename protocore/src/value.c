// SPDX-License-Identifier: MIT
//
// What holds for all values: kind, hash, equality, order. Recursion is bounded by DEPTH_MAX; from there on deep.c does it.
// Immutable cells keep their hash; 0 stands for "not known", so a hash that comes out as 0 is made 1. Two threads may compute the same hash at once and store the same.
#include "internal.h"

pc_kind pc_kind_of(pc_value v)
{
    if (pc_is_number(v)) {
        return PC_KIND_NUMBER;
    }
    if (pc_is_cell(v)) {
        return (pc_kind)cell_of(v)->kind;
    }
    switch (v) {
    case PC_NULL:
        return PC_KIND_NULL;
    case PC_UNDEFINED:
        return PC_KIND_UNDEFINED;
    case PC_HOLE:
        return PC_KIND_HOLE;
    case PC_TRUE:
    case PC_FALSE:
        return PC_KIND_BOOLEAN;
    default:
        return is_short_string(v) ? PC_KIND_STRING : PC_KIND_NONE;
    }
}

const char *pc_kind_name(pc_kind kind)
{
    static const char *const names[] = {
        "None",   "Null",   "Undefined", "Hole",     "Boolean",    "Number", "String",     "List",
        "Tuple",  "Map",    "Set",       "Multiset", "SparseList", "Object", "ByteBuffer", "Integer",
        "Symbol", "Method", "Ref",       "WeakRef",  "Node",       "Trie",   "Collision",  "Shape",
    };
    return (size_t)kind < sizeof names / sizeof names[0] ? names[kind] : "?";
}

// ---- hash -----------------------------------------------------------------------------------------------------------

uint32_t pc__hash_bytes(const void *bytes, size_t len)
{
    const uint8_t *p = bytes;
    uint64_t h = len * UINT64_C(0x9e3779b97f4a7c15);
    for (; len >= 8; p += 8, len -= 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        h = (h ^ word) * UINT64_C(0xd6e8feb86659fd93);
        h ^= h >> 32;
    }
    uint64_t word = 0;
    memcpy(&word, p, len);
    uint32_t r = pc__mix(h ^ word);
    return r ? r : 1;
}

static int hash_sequence(const pc_value *values, size_t n, unsigned depth, uint64_t *h)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t one;
        int rc = pc__hash_deep(values[i], depth + 1, &one);
        if (rc != 0) {
            return rc;
        }
        *h = (*h ^ one) * UINT64_C(0x9e3779b97f4a7c15);
        *h ^= *h >> 29;
    }
    return 0;
}

static int hash_list(pc_value v, unsigned depth, uint64_t *h)
{
    size_t n;
    for (size_t i = 0, count = pc_list_count(v); i < count; i += n) {
        const pc_value *run = pc_list_run(v, i, &n);
        int rc = hash_sequence(run, n, depth, h);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

struct object_hash {
    uint64_t sum;
    unsigned depth;
};

static int hash_attribute(void *data, pc_value name, pc_value v)
{
    struct object_hash *o = data;
    uint32_t a, b;
    int rc = pc__hash_deep(name, o->depth + 1, &a);
    rc = rc != 0 ? rc : pc__hash_deep(v, o->depth + 1, &b);
    if (rc != 0) {
        return rc;
    }
    o->sum += pc__mix((uint64_t)a << 32 | b);
    return 0;
}

static int hash_object(pc_value v, unsigned depth, uint64_t *h)
{
    pc_cell *c = cell_of(v);
    struct object_hash o = {0, depth};
    int rc = 0;
    if (c->aux == 0) {
        size_t n;
        const pc_value *names = pc_shape_names(c->slot[0], &n);
        for (size_t i = 0; i < n && rc == 0; i++) {
            rc = hash_attribute(&o, names[i], c->slot[i + 1]);
        }
    } else {
        rc = pc_map_each_unordered(c->slot[1], hash_attribute, &o);
    }
    *h ^= o.sum;
    return rc;
}

static int hash_cell(pc_value v, unsigned depth, uint32_t *out)
{
    pc_cell *c = cell_of(v);
    uint64_t h = c->kind * UINT64_C(0x2545f4914f6cdd1d);
    uint32_t part = 0;
    int rc = 0;
    switch (c->kind) {
    case PC_KIND_STRING: {
        pc_text text;
        pc_string_peek(v, &text);
        *out = text.latin1 ? pc__hash_bytes(text.latin1, text.len) : pc__hash_bytes(text.units, text.len * 2);
        return 0;
    }
    case PC_KIND_LIST:
        rc = hash_list(v, depth, &h);
        break;
    case PC_KIND_TUPLE:
        h ^= c->aux;
        rc = hash_sequence(c->slot, c->slots, depth, &h);
        break;
    case PC_KIND_MAP:
    case PC_KIND_SET:
    case PC_KIND_MULTISET:
    case PC_KIND_SPARSE:
        rc = pc__trie_hash(cell_of(c->slot[0]), map_stride(c->kind), c->kind != PC_KIND_SET, depth, &part);
        h ^= part;
        break;
    case PC_KIND_OBJECT:
        rc = hash_object(v, depth, &h);
        break;
    case PC_KIND_INTEGER:
        h ^= pc__hash_bytes(cell_tail(c), c->extra * sizeof(uint64_t));
        break;
    case PC_KIND_BYTES:
        if (!pc_bytes_is_shared(v)) {
            h ^= pc__hash_bytes(pc_bytes_peek(v), pc_bytes_length(v));
            break;
        }
        // fall through
    default: // by identity
        h ^= v;
    }
    uint32_t r = pc__mix(h);
    *out = r ? r : 1;
    return rc;
}

int pc__hash_deep(pc_value v, unsigned depth, uint32_t *out)
{
    if (!pc_is_cell(v)) {
        uint32_t r = pc__mix(pc__key(v));
        *out = r ? r : 1;
        return 0;
    }
    pc_cell *c = cell_of(v);
    uint32_t known = atomic_load_explicit(&c->hash, memory_order_relaxed);
    if (known != 0) {
        *out = known;
        return 0;
    }
    if (depth > DEPTH_MAX) {
        return pc__hash_by_stack(v, out);
    }
    int rc = hash_cell(v, depth, out);
    if (rc == 0) {
        atomic_store_explicit(&c->hash, *out, memory_order_relaxed);
    }
    return rc;
}

int pc_hash(pc_thread *t, pc_value v, uint32_t *out)
{
    int rc = pc__hash_deep(v, 0, out);
    if (rc != 0) {
        t->error = rc;
    }
    return rc;
}

// ---- equality -------------------------------------------------------------------------------------------------------

static int equal_sequences(const pc_value *a, const pc_value *b, size_t n, unsigned depth)
{
    for (size_t i = 0; i < n; i++) {
        int r = a[i] == b[i] ? 1 : pc__equal_deep(a[i], b[i], depth + 1);
        if (r != 1) {
            return r;
        }
    }
    return 1;
}

static int equal_lists(pc_value a, pc_value b, unsigned depth)
{
    size_t count = pc_list_count(a);
    if (count != pc_list_count(b)) {
        return 0;
    }
    for (size_t i = 0; i < count;) {
        size_t na, nb;
        const pc_value *ra = pc_list_run(a, i, &na), *rb = pc_list_run(b, i, &nb);
        size_t n = na < nb ? na : nb;
        int r = ra == rb ? 1 : equal_sequences(ra, rb, n, depth);
        if (r != 1) {
            return r;
        }
        i += n;
    }
    return 1;
}

static int equal_maps(pc_value a, pc_value b, unsigned depth)
{
    map_tail *ta = map_tail_of(a), *tb = map_tail_of(b);
    if (ta->count != tb->count || ta->extra != tb->extra) {
        return 0;
    }
    pc_kind kind = (pc_kind)cell_of(a)->kind;
    return pc__trie_equal(cell_of(cell_of(a)->slot[0]), cell_of(cell_of(b)->slot[0]), map_stride(kind),
                          kind != PC_KIND_SET, depth);
}

struct object_equal {
    pc_value other;
    unsigned depth;
    int error;
};

static int equal_attribute(void *data, pc_value name, pc_value v)
{
    struct object_equal *o = data;
    pc_value theirs = pc_object_get_own(NULL, o->other, name);
    int r = theirs == PC_NONE ? 0 : pc__equal_deep(v, theirs, o->depth + 1);
    o->error = r < 0 ? r : 0;
    return r != 1;
}

static int equal_objects(pc_value a, pc_value b, unsigned depth)
{
    pc_cell *ca = cell_of(a), *cb = cell_of(b);
    if (ca->aux == 0 && cb->aux == 0 && ca->slot[0] == cb->slot[0]) {
        return equal_sequences(&ca->slot[1], &cb->slot[1], ca->slots - 1, depth);
    }
    if (pc_object_count(a) != pc_object_count(b)) {
        return 0;
    }
    int r = pc__equal_deep(pc_object_prototype(a), pc_object_prototype(b), depth + 1);
    if (r != 1) {
        return r;
    }
    struct object_equal o = {b, depth, 0};
    if (ca->aux != 0) {
        r = pc_map_each_unordered(ca->slot[1], equal_attribute, &o);
        return o.error != 0 ? o.error : r == 0;
    }
    size_t n;
    const pc_value *names = pc_shape_names(ca->slot[0], &n);
    for (size_t i = 0; i < n; i++) {
        if (equal_attribute(&o, names[i], ca->slot[i + 1]) != 0) {
            return o.error;
        }
    }
    return 1;
}

static int equal_strings(pc_value a, pc_value b)
{
    pc_text ta, tb;
    pc_string_peek(a, &ta);
    pc_string_peek(b, &tb);
    if (ta.len != tb.len || (ta.latin1 == NULL) != (tb.latin1 == NULL)) {
        return 0;
    }
    return ta.latin1 ? memcmp(ta.latin1, tb.latin1, ta.len) == 0
                     : memcmp(ta.units, tb.units, ta.len * 2) == 0;
}

static int equal_integers(pc_value a, pc_value b)
{
    const uint64_t *la, *lb;
    bool na, nb;
    size_t n = pc_integer_limbs(a, &la, &na);
    return pc_integer_limbs(b, &lb, &nb) == n && na == nb && memcmp(la, lb, n * sizeof *la) == 0;
}

static int equal_bytes(pc_value a, pc_value b)
{
    size_t n = pc_bytes_length(a);
    return !pc_bytes_is_shared(a) && !pc_bytes_is_shared(b) && n == pc_bytes_length(b) &&
           (n == 0 || memcmp(pc_bytes_peek(a), pc_bytes_peek(b), n) == 0);
}

// Parts that many contain are looked at each time, which may be more often than anybody can: after so many the whole begins anew by stack, where each pair is looked at once.
_Thread_local unsigned pc__equal_steps;
enum { EQUAL_STEPS_MAX = 4 << 20 };

int pc__equal_deep(pc_value a, pc_value b, unsigned depth)
{
    a = pc__key(a);
    b = pc__key(b);
    if (a == b) {
        return 1;
    }
    if (!pc_is_cell(a) || !pc_is_cell(b) || cell_of(a)->kind != cell_of(b)->kind) {
        return 0;
    }
    uint32_t ha = atomic_load_explicit(&cell_of(a)->hash, memory_order_relaxed);
    uint32_t hb = atomic_load_explicit(&cell_of(b)->hash, memory_order_relaxed);
    if (ha != hb && ha != 0 && hb != 0) {
        return 0;
    }
    if (depth > DEPTH_MAX) {
        return pc__equal_by_stack(a, b);
    }
    if (depth >= 2 && ++pc__equal_steps > EQUAL_STEPS_MAX) {
        return -EAGAIN;
    }
    switch (cell_of(a)->kind) {
    case PC_KIND_STRING:
        return equal_strings(a, b);
    case PC_KIND_LIST:
        return equal_lists(a, b, depth);
    case PC_KIND_TUPLE:
        return cell_of(a)->aux == cell_of(b)->aux && cell_of(a)->slots == cell_of(b)->slots
                   ? equal_sequences(cell_of(a)->slot, cell_of(b)->slot, cell_of(a)->slots, depth)
                   : 0;
    case PC_KIND_MAP:
    case PC_KIND_SET:
    case PC_KIND_MULTISET:
    case PC_KIND_SPARSE:
        return equal_maps(a, b, depth);
    case PC_KIND_OBJECT:
        return equal_objects(a, b, depth);
    case PC_KIND_INTEGER:
        return equal_integers(a, b);
    case PC_KIND_BYTES:
        return equal_bytes(a, b);
    default:
        return 0;
    }
}

int pc_equal(pc_thread *t, pc_value a, pc_value b)
{
    pc__equal_steps = 0;
    int r = pc__equal_deep(a, b, 0);
    r = r == -EAGAIN ? pc__equal_by_stack(a, b) : r;
    if (r < 0) {
        t->error = r;
    }
    return r;
}

// ---- order ----------------------------------------------------------------------------------------------------------

static int compare_strings(pc_value a, pc_value b)
{
    pc_text ta, tb;
    pc_string_peek(a, &ta);
    pc_string_peek(b, &tb);
    size_t n = ta.len < tb.len ? ta.len : tb.len;
    if (ta.latin1 && tb.latin1) {
        int r = memcmp(ta.latin1, tb.latin1, n);
        return r != 0 ? r : (ta.len > tb.len) - (ta.len < tb.len);
    }
    for (size_t i = 0; i < n; i++) {
        unsigned ua = ta.latin1 ? ta.latin1[i] : ta.units[i], ub = tb.latin1 ? tb.latin1[i] : tb.units[i];
        if (ua != ub) {
            return ua < ub ? -1 : 1;
        }
    }
    return (ta.len > tb.len) - (ta.len < tb.len);
}

static int compare_integers(pc_value a, pc_value b)
{
    const uint64_t *la, *lb;
    bool na, nb;
    size_t ca = pc_integer_limbs(a, &la, &na), cb = pc_integer_limbs(b, &lb, &nb);
    if (na != nb) {
        return na ? -1 : 1;
    }
    int r = (ca > cb) - (ca < cb);
    for (size_t i = ca; r == 0 && i-- > 0;) {
        r = (la[i] > lb[i]) - (la[i] < lb[i]);
    }
    return na ? -r : r;
}

static int compare_deep(pc_value a, pc_value b, unsigned depth);

static int compare_sequences(pc_value a, pc_value b, bool lists, unsigned depth)
{
    size_t ca = lists ? pc_list_count(a) : pc_tuple_count(a),
           cb = lists ? pc_list_count(b) : pc_tuple_count(b);
    for (size_t i = 0; i < ca && i < cb; i++) {
        int r = lists ? compare_deep(pc_list_get(a, i), pc_list_get(b, i), depth + 1)
                      : compare_deep(pc_tuple_get(a, i), pc_tuple_get(b, i), depth + 1);
        if (r != 0) {
            return r;
        }
    }
    return (ca > cb) - (ca < cb);
}

static int compare_deep(pc_value a, pc_value b, unsigned depth)
{
    if (a == b) {
        return 0;
    }
    pc_kind ka = pc_kind_of(a), kb = pc_kind_of(b);
    if (ka != kb) {
        return ka < kb ? -1 : 1;
    }
    switch (ka) {
    case PC_KIND_NUMBER: {
        double da = pc_double(a), db = pc_double(b);
        if (da != da || db != db) { // NaN comes last
            return (da != da) - (db != db);
        }
        return (da > db) - (da < db);
    }
    case PC_KIND_STRING:
        return compare_strings(a, b);
    case PC_KIND_INTEGER:
        return compare_integers(a, b);
    case PC_KIND_LIST:
    case PC_KIND_TUPLE:
        return depth < DEPTH_MAX ? compare_sequences(a, b, ka == PC_KIND_LIST, depth)
                                 : pc__compare_by_stack(a, b);
    case PC_KIND_BOOLEAN:
        return a == PC_TRUE ? 1 : -1;
    default:
        return 0;
    }
}

int pc_compare(pc_value a, pc_value b)
{
    return compare_deep(a, b, 0);
}
