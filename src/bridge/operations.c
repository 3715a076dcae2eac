// SPDX-License-Identifier: MIT
//
// The operations of shared values, run in the shared heap: one function each, in one table that JavaScript calls by number. An operation gets its subject and two arguments as values
// and returns a value. The binding's other functions: statistics, limits.
#include "bridge/bridge.h"

#include <errno.h>

typedef struct call {
    pc_thread *t;
    pc_value self, a, b;
    bool held; // out: the result is inside of the subject, whose hold keeps it
} call;

typedef pc_value (*operation)(call *c);

// An index or a count among the arguments.
static size_t index_of(pc_value v)
{
    double d = pc_is_number(v) ? pc_double(v) : -1;
    return d >= 0 && d < 9007199254740992.0 ? (size_t)d : SIZE_MAX;
}

static pc_value number_of(double d)
{
    return pc_number(d);
}

static pc_value inside(call *c, pc_value v)
{
    c->held = true;
    return v == PC_NONE ? PC_UNDEFINED : v;
}

// ---- lists and tuples -----------------------------------------------------------------------------------------------

static pc_value list_count(call *c)
{
    return number_of((double)pc_list_count(c->self));
}
static pc_value list_get(call *c)
{
    size_t i = index_of(c->a);
    return inside(c, i < pc_list_count(c->self) ? pc_list_get(c->self, i) : PC_UNDEFINED);
}
static pc_value list_set(call *c)
{
    size_t i = index_of(c->a), n = pc_list_count(c->self);
    return i < n ? pc_list_set(c->t, c->self, i, c->b) : PC_NONE;
}
static pc_value list_push(call *c)
{
    return pc_list_push(c->t, c->self, c->a);
}
static pc_value list_pop(call *c)
{
    return pc_list_pop(c->t, c->self);
}
static pc_value list_slice(call *c)
{
    size_t start = index_of(c->a), end = index_of(c->b), n = pc_list_count(c->self);
    return start <= end && end <= n ? pc_list_slice(c->t, c->self, start, end) : PC_NONE;
}
static pc_value list_concat(call *c)
{
    return pc_kind_of(c->a) == PC_KIND_LIST ? pc_list_concat(c->t, c->self, c->a) : PC_NONE;
}
static pc_value list_insert(call *c)
{
    size_t i = index_of(c->a);
    return i <= pc_list_count(c->self) ? pc_list_insert(c->t, c->self, i, c->b) : PC_NONE;
}
static pc_value list_remove(call *c)
{
    size_t i = index_of(c->a);
    return i < pc_list_count(c->self) ? pc_list_remove(c->t, c->self, i) : PC_NONE;
}
static pc_value list_sort(call *c)
{
    return pc_list_sort(c->t, c->self, NULL, NULL, 0);
}
static pc_value list_sum(call *c)
{
    double sum;
    return pc_list_sum(c->self, &sum) == 0 ? number_of(sum) : PC_NONE;
}
static pc_value list_of_tuple(call *c)
{
    return pc_list_from(c->t, pc_tuple_peek(c->self), pc_tuple_count(c->self));
}
static pc_value list_index(call *c)
{
    size_t n;
    for (size_t i = 0, count = pc_list_count(c->self); i < count; i += n) {
        const pc_value *run = pc_list_run(c->self, i, &n);
        for (size_t j = 0; j < n; j++) {
            int r = run[j] == c->a ? 1 : pc_equal(c->t, run[j], c->a);
            if (r != 0) {
                return r == 1 ? number_of((double)(i + j)) : PC_NONE;
            }
        }
    }
    return number_of(-1);
}
static pc_value tuple_count(call *c)
{
    return number_of((double)pc_tuple_count(c->self));
}

// Many changes at once: `a` is a list of index, value, index, value ...; an index at the end appends.
static pc_value list_update(call *c)
{
    pc_list_builder b;
    int rc = pc_list_builder_init(&b, c->t, c->self);
    for (size_t i = 0, n = pc_list_count(c->a); i + 1 < n && rc == 0; i += 2) {
        size_t at = index_of(pc_list_get(c->a, i)), count = pc_list_builder_count(&b);
        pc_value v = pc_list_get(c->a, i + 1);
        rc = at < count    ? pc_list_builder_set(&b, at, v)
             : at == count ? pc_list_builder_push(&b, v)
                           : -EINVAL;
    }
    return rc == 0 ? pc_list_builder_finish(&b) : PC_NONE;
}

// ---- maps and their kin ---------------------------------------------------------------------------------------------

static int push_key(void *data, pc_value key, pc_value v)
{
    return pc_list_builder_push(data, key);
}
static int push_entry(void *data, pc_value key, pc_value v)
{
    int rc = pc_list_builder_push(data, key);
    return rc != 0 ? rc : pc_list_builder_push(data, v);
}

static int each_of(call *c, pc_each each, void *data)
{
    switch (pc_kind_of(c->self)) {
    case PC_KIND_MAP:
        return pc_map_each(c->t, c->self, each, data);
    case PC_KIND_SET:
        return pc_set_each(c->t, c->self, each, data);
    case PC_KIND_MULTISET:
        return pc_multiset_each(c->t, c->self, each, data);
    case PC_KIND_SPARSE:
        return pc_sparse_each(c->t, c->self, each, data);
    case PC_KIND_OBJECT:
        return pc_object_each(c->t, c->self, each, data);
    default:
        return -EINVAL;
    }
}

static pc_value list_of_each(call *c, pc_each each)
{
    pc_list_builder b;
    if (pc_list_builder_init(&b, c->t, PC_NONE) != 0 || each_of(c, each, &b) != 0) {
        return PC_NONE;
    }
    return pc_list_builder_finish(&b);
}
static pc_value keys(call *c)
{
    return list_of_each(c, push_key);
}
static pc_value entries(call *c)
{
    return list_of_each(c, push_entry);
}

static pc_value map_count(call *c)
{
    return number_of((double)pc_map_count(c->self));
}
static pc_value map_get(call *c)
{
    return inside(c, pc_map_get(c->t, c->self, c->a));
}
static pc_value map_has(call *c)
{
    return pc_bool(pc_map_get(c->t, c->self, c->a) != PC_NONE);
}
static pc_value map_set(call *c)
{
    return pc_map_set(c->t, c->self, c->a, c->b);
}
static pc_value map_remove(call *c)
{
    return pc_map_remove(c->t, c->self, c->a);
}
static pc_value map_merge(call *c)
{
    return pc_kind_of(c->a) == PC_KIND_MAP ? pc_map_merge(c->t, c->self, c->a) : PC_NONE;
}

// Many changes at once: `a` a list of key, value ... to set, `b` a list of keys to remove first.
static pc_value map_update(call *c)
{
    pc_kind kind = pc_kind_of(c->self);
    pc_map_builder b;
    int rc = pc_map_builder_init(&b, c->t, kind, c->self);
    for (size_t i = 0, n = pc_list_count(c->b); i < n && rc == 0; i++) {
        rc = pc_map_builder_remove(&b, pc_list_get(c->b, i));
    }
    for (size_t i = 0, n = pc_list_count(c->a); i + 1 < n && rc == 0; i += 2) {
        rc = pc_map_builder_set(&b, pc_list_get(c->a, i), pc_list_get(c->a, i + 1));
    }
    return rc == 0 ? pc_map_builder_finish(&b) : PC_NONE;
}

static pc_value set_count(call *c)
{
    return number_of((double)pc_set_count(c->self));
}
static pc_value set_has(call *c)
{
    return pc_bool(pc_set_has(c->t, c->self, c->a));
}
static pc_value set_add(call *c)
{
    return pc_set_add(c->t, c->self, c->a);
}
static pc_value set_remove(call *c)
{
    return pc_set_remove(c->t, c->self, c->a);
}
static pc_value set_union(call *c)
{
    return pc_kind_of(c->a) == PC_KIND_SET ? pc_set_union(c->t, c->self, c->a) : PC_NONE;
}
static pc_value set_intersection(call *c)
{
    return pc_kind_of(c->a) == PC_KIND_SET ? pc_set_intersection(c->t, c->self, c->a) : PC_NONE;
}
static pc_value set_difference(call *c)
{
    return pc_kind_of(c->a) == PC_KIND_SET ? pc_set_difference(c->t, c->self, c->a) : PC_NONE;
}

static pc_value multiset_count(call *c)
{
    return number_of((double)pc_multiset_count(c->self));
}
static pc_value multiset_distinct(call *c)
{
    return number_of((double)pc_multiset_distinct(c->self));
}
static pc_value multiset_multiplicity(call *c)
{
    return number_of((double)pc_multiset_multiplicity(c->t, c->self, c->a));
}
static pc_value multiset_add(call *c)
{
    size_t n = index_of(c->b);
    return n != SIZE_MAX ? pc_multiset_add(c->t, c->self, c->a, n) : PC_NONE;
}
static pc_value multiset_remove(call *c)
{
    size_t n = index_of(c->b);
    return n != SIZE_MAX ? pc_multiset_remove(c->t, c->self, c->a, n) : PC_NONE;
}

static pc_value sparse_length(call *c)
{
    return number_of((double)pc_sparse_length(c->self));
}
static pc_value sparse_count(call *c)
{
    return number_of((double)pc_sparse_count(c->self));
}
static pc_value sparse_get(call *c)
{
    size_t i = index_of(c->a);
    return inside(c, i != SIZE_MAX ? pc_sparse_get(c->t, c->self, i) : PC_UNDEFINED);
}
static pc_value sparse_has(call *c)
{
    size_t i = index_of(c->a);
    return pc_bool(i != SIZE_MAX && pc_sparse_get(c->t, c->self, i) != PC_NONE);
}
static pc_value sparse_set(call *c)
{
    size_t i = index_of(c->a);
    return i != SIZE_MAX ? pc_sparse_set(c->t, c->self, i, c->b) : PC_NONE;
}
static pc_value sparse_remove(call *c)
{
    size_t i = index_of(c->a);
    return i != SIZE_MAX ? pc_sparse_remove(c->t, c->self, i) : c->self;
}
static pc_value sparse_set_length(call *c)
{
    size_t n = index_of(c->a);
    return n != SIZE_MAX ? pc_sparse_set_length(c->t, c->self, n) : PC_NONE;
}

// ---- objects, refs, all values --------------------------------------------------------------------------------------

static pc_value object_set(call *c)
{
    return pc_object_set(c->t, c->self, c->a, c->b);
}
static pc_value object_remove(call *c)
{
    return pc_object_remove(c->t, c->self, c->a);
}
static pc_value ref_get(call *c)
{
    return pc_ref_get(c->self);
}
static pc_value ref_set(call *c)
{
    pc_ref_set(c->t, c->self, c->a);
    return PC_UNDEFINED;
}
static pc_value ref_exchange(call *c)
{
    return pc_ref_exchange(c->t, c->self, c->a);
}
// Strings of the same text are the same here: what JavaScript passes is another cell each time.
static pc_value ref_compare_and_set(call *c)
{
    pc_value now = pc_ref_get(c->self);
    bool same = now == c->a || (pc_kind_of(now) == pc_kind_of(c->a) &&
                                (pc_kind_of(now) == PC_KIND_STRING || pc_kind_of(now) == PC_KIND_INTEGER) &&
                                pc_equal(c->t, now, c->a) == 1);
    return pc_bool(same && pc_ref_compare_and_set(c->t, c->self, now, c->b));
}
static pc_value weak_get(call *c)
{
    pc_value v = pc_weak_get(c->t, c->self);
    return v == PC_NONE ? PC_UNDEFINED : v;
}
static pc_value equal(call *c)
{
    int r = pc_equal(c->t, c->self, c->a);
    return r < 0 ? PC_NONE : pc_bool(r == 1);
}
static pc_value hash(call *c)
{
    uint32_t h;
    return pc_hash(c->t, c->self, &h) == 0 ? number_of(h) : PC_NONE;
}
static pc_value compare(call *c)
{
    int r = pc_compare(c->self, c->a);
    return number_of((r > 0) - (r < 0));
}
static pc_value hold(call *c)
{
    return c->self;
}

#define OPERATIONS(X)                                                                                        \
    X(list_count, LIST)                                                                                      \
    X(list_get, LIST)                                                                                        \
    X(list_set, LIST)                                                                                        \
    X(list_push, LIST)                                                                                       \
    X(list_pop, LIST)                                                                                        \
    X(list_slice, LIST)                                                                                      \
    X(list_concat, LIST)                                                                                     \
    X(list_insert, LIST)                                                                                     \
    X(list_remove, LIST)                                                                                     \
    X(list_update, LIST)                                                                                     \
    X(list_sort, LIST)                                                                                       \
    X(list_sum, LIST)                                                                                        \
    X(list_index, LIST)                                                                                      \
    X(list_of_tuple, TUPLE)                                                                                  \
    X(tuple_count, TUPLE)                                                                                    \
    X(keys, NONE)                                                                                            \
    X(entries, NONE)                                                                                         \
    X(map_count, MAP)                                                                                        \
    X(map_get, MAP)                                                                                          \
    X(map_has, MAP)                                                                                          \
    X(map_set, MAP)                                                                                          \
    X(map_remove, MAP)                                                                                       \
    X(map_merge, MAP)                                                                                        \
    X(map_update, NONE)                                                                                      \
    X(set_count, SET)                                                                                        \
    X(set_has, SET)                                                                                          \
    X(set_add, SET)                                                                                          \
    X(set_remove, SET)                                                                                       \
    X(set_union, SET)                                                                                        \
    X(set_intersection, SET)                                                                                 \
    X(set_difference, SET)                                                                                   \
    X(multiset_count, MULTISET)                                                                              \
    X(multiset_distinct, MULTISET)                                                                           \
    X(multiset_multiplicity, MULTISET)                                                                       \
    X(multiset_add, MULTISET)                                                                                \
    X(multiset_remove, MULTISET)                                                                             \
    X(sparse_length, SPARSE)                                                                                 \
    X(sparse_count, SPARSE)                                                                                  \
    X(sparse_get, SPARSE)                                                                                    \
    X(sparse_has, SPARSE)                                                                                    \
    X(sparse_set, SPARSE)                                                                                    \
    X(sparse_remove, SPARSE)                                                                                 \
    X(sparse_set_length, SPARSE)                                                                             \
    X(object_set, OBJECT)                                                                                    \
    X(object_remove, OBJECT)                                                                                 \
    X(ref_get, REF)                                                                                          \
    X(ref_set, REF)                                                                                          \
    X(ref_exchange, REF)                                                                                     \
    X(ref_compare_and_set, REF)                                                                              \
    X(weak_get, WEAK)                                                                                        \
    X(equal, NONE)                                                                                           \
    X(hash, NONE)                                                                                            \
    X(compare, NONE)                                                                                         \
    X(hold, NONE)

static const struct {
    const char *name;
    operation run;
    pc_kind kind; // of the subject; PC_KIND_NONE: any
} operations[] = {
#define ROW(name, kind) {#name, name, PC_KIND_##kind},
    OPERATIONS(ROW)
#undef ROW
};

enum { OPERATION_COUNT = sizeof operations / sizeof operations[0] };

static pc_value call_prepare(js_context ctx, bridge_vm *vm, size_t argc, const js_value argv[], call *c)
{
    *c = (call){.t = vm->thread};
    c->self = bridge_value_of(ctx, vm, js_arg(argc, argv, 1), js_arg_number(argc, argv, 2, 0));
    c->a = bridge_value_of(ctx, vm, js_arg(argc, argv, 3), js_arg_number(argc, argv, 4, 0));
    c->b = bridge_value_of(ctx, vm, js_arg(argc, argv, 5), js_arg_number(argc, argv, 6, 0));
    return c->self == PC_NONE || c->a == PC_NONE || c->b == PC_NONE ? PC_NONE : PC_TRUE;
}

// One attempt inside a region. 0, or why not.
static int attempt(js_context ctx, bridge_vm *vm, size_t argc, const js_value argv[], js_value *result,
                   js_value *exception)
{
    size_t number = (size_t)js_arg_number(argc, argv, 0, OPERATION_COUNT);
    int rc = -EINVAL;
    call c;
    pc_enter(vm->thread);
    (void)pc_error_take(vm->thread);
    if (number < OPERATION_COUNT && call_prepare(ctx, vm, argc, argv, &c) != PC_NONE &&
        (operations[number].kind == PC_KIND_NONE || operations[number].kind == pc_kind_of(c.self))) {
        vm->result[0] = 0;
        pc_value v = operations[number].run(&c);
        rc = v != PC_NONE ? 0 : pc_error(vm->thread) != 0 ? pc_error(vm->thread) : -EINVAL;
        if (v != PC_NONE) {
            *result = bridge_return(ctx, vm, v, c.held, exception);
        }
    }
    pc_leave(vm->thread);
    return rc;
}

// operate(number, self, address, a, aAddress, b, bAddress) -> value, as bridge_return. For a cell the argument before its address is its hold.
JS_FUNCTION(bridge_operate)
{
    bridge_vm *vm = bridge_vm_current();
    if (vm == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    js_value result = JS_UNDEFINED;
    int rc = attempt(ctx, vm, argc, argv, &result, exception);
    if (rc == -ENOMEM) { // perhaps there is garbage
        pc_collect(bridge_heap());
        rc = attempt(ctx, vm, argc, argv, &result, exception);
    }
    bridge_gc_step(ctx, vm);
    return rc == 0 ? result : bridge_throw(ctx, rc, exception);
}

// stats(Float64Array of 14 + 40)
JS_FUNCTION(bridge_stats)
{
    js_bytes out;
    pc_stats s;
    if (bridge_heap() == NULL || js_bytes_peek(ctx, js_arg(argc, argv, 0), &out) != 0 ||
        out.len < (14 + PC_PAUSE_BUCKETS) * sizeof(double)) {
        return js_throw_out_of_memory(ctx, exception);
    }
    pc_stats_get(bridge_heap(), &s);
    double *to = (double *)(void *)out.data;
    const double head[] = {(double)s.collections,     (double)s.live_bytes,
                           (double)s.used_bytes,      (double)s.mapped_bytes,
                           (double)s.allocated_bytes, (double)s.freed_cells,
                           (double)s.roots,           (double)s.threads,
                           (double)s.symbols,         (double)s.shapes,
                           (double)s.mark_ns,         (double)s.sweep_ns,
                           (double)s.pause_max_ns,    0};
    memcpy(to, head, sizeof head);
    for (size_t i = 0; i < PC_PAUSE_BUCKETS; i++) {
        to[14 + i] = (double)s.pauses[i];
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(bridge_collect)
{
    if (bridge_heap() != NULL) {
        pc_collect(bridge_heap());
    }
    return JS_UNDEFINED;
}

// limits(soft, hard), in bytes; 0: none
JS_FUNCTION(bridge_limits)
{
    if (bridge_heap() == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    pc_heap_limits(bridge_heap(), (size_t)js_arg_number(argc, argv, 0, 0),
                   (size_t)js_arg_number(argc, argv, 1, 0));
    return JS_UNDEFINED;
}

const js_function_spec bridge_operation_functions[] = {
    {"operate", bridge_operate, 7, "operate(number, self, address, a, aAddress, b, bAddress) -> value"},
    {"stats", bridge_stats, 1, "stats(Float64Array)"},
    {"collect", bridge_collect, 0, "collect()"},
    {"limits", bridge_limits, 2, "limits(soft, hard)"},
    {0},
};

int bridge_operations_name(js_context ctx, js_object binding)
{
    js_object numbers = js_object_new(ctx);
    if (numbers == NULL) {
        return -ENOMEM;
    }
    for (int i = 0; i < OPERATION_COUNT; i++) {
        js_set(ctx, numbers, operations[i].name, js_int32(i));
    }
    js_set(ctx, binding, "operations", (js_value)numbers);
    return 0;
}
