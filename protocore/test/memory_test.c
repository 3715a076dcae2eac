// SPDX-License-Identifier: MIT
// Every allocation fails in turn: of cells, and of malloc, calloc and realloc. Operations must answer with -ENOMEM, leave old values whole and the heap sound.
#include "support.h"

#include <stdatomic.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static _Atomic unsigned left; // kernels allocate on several threads

static bool fails_now(void)
{
    unsigned n = left;
    while (n != 0 && !atomic_compare_exchange_weak(&left, &n, n - 1)) {
    }
    return n == 1;
}

void *__wrap_malloc(size_t size)
{
    return fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails_now() ? NULL : __real_realloc(old, size);
}

#define NEED(x)                                                                                              \
    do {                                                                                                     \
        if ((x) == PC_NONE) {                                                                                \
            return pc_error(t);                                                                              \
        }                                                                                                    \
    } while (0)

static int lists(pc_thread *t, pc_value old)
{
    pc_value list = old;
    pc_list_builder b;
    for (int i = 0; i < 70; i++) {
        NEED(list = pc_list_push(t, list, pc_int32(i)));
    }
    NEED(list = pc_list_set(t, list, 3, PC_NULL));
    NEED(list = pc_list_slice(t, list, 5, 60));
    NEED(list = pc_list_concat(t, list, list));
    NEED(list = pc_list_insert(t, list, 40, PC_TRUE));
    NEED(list = pc_list_remove(t, list, 41));
    pc_list_builder_init(&b, t, list);
    for (int i = 0; i < 40; i++) {
        if (pc_list_builder_push(&b, pc_int32(i)) != 0 || pc_list_builder_set(&b, (size_t)i, PC_TRUE) != 0) {
            // A builder that failed can be finished.
            size_t n = pc_list_builder_count(&b);
            pc_value some = pc_list_builder_finish(&b);
            assert_true(some == PC_NONE || pc_list_count(some) == n);
            return -ENOMEM;
        }
    }
    NEED(list = pc_list_builder_finish(&b));
    NEED(list = pc_list_sort(t, list, NULL, NULL, 1));
    NEED(list = pc_list_merge(t, list, list, NULL, NULL, 1));
    return 0;
}

static int maps(pc_thread *t, pc_value old)
{
    pc_map_builder b;
    pc_value map, set, bag, sparse;
    NEED(map = pc_map_empty(t));
    for (int i = 0; i < 60; i++) {
        NEED(map = pc_map_set(t, map, pc_int32(i), old));
    }
    NEED(map = pc_map_remove(t, map, pc_int32(7)));
    NEED(map = pc_map_merge(t, map, map));
    pc_map_builder_init(&b, t, PC_KIND_MAP, map);
    for (int i = 30; i < 90; i++) {
        if (pc_map_builder_set(&b, pc_int32(i), PC_TRUE) != 0 ||
            (i % 3 == 0 && pc_map_builder_remove(&b, pc_int32(i)) != 0)) {
            return -ENOMEM;
        }
    }
    NEED(pc_map_builder_finish(&b));
    NEED(set = pc_set_empty(t));
    NEED(set = pc_set_add(t, set, old));
    NEED(set = pc_set_union(t, set, set));
    NEED(set = pc_set_difference(t, set, set));
    NEED(bag = pc_multiset_empty(t));
    NEED(bag = pc_multiset_add(t, bag, old, 3));
    NEED(bag = pc_multiset_remove(t, bag, old, 1));
    NEED(sparse = pc_sparse_new(t, 10));
    NEED(sparse = pc_sparse_set(t, sparse, 1000, old));
    NEED(sparse = pc_sparse_set_length(t, sparse, 500));
    return 0;
}

static int objects(pc_thread *t, pc_value old)
{
    pc_value object, name;
    char text[32];
    NEED(object = pc_object_new(t, PC_NULL));
    for (int i = 0; i < 140; i++) {
        snprintf(text, sizeof text, "attribute %d", i);
        NEED(name = pc_string_ascii(t, text));
        NEED(object = pc_object_set(t, object, name, old));
    }
    NEED(object = pc_object_remove(t, object, name));
    NEED(object = pc_object_new(t, object));
    NEED(object = pc_object_set(t, object, name, PC_TRUE));
    return 0;
}

static int scalars(pc_thread *t, pc_value old)
{
    static const uint16_t wide[] = {'w', 0x3b1, 'x', 'y', 'z', '!', '?'};
    uint64_t limbs[] = {1, 2, 3};
    pc_value v, text;
    NEED(text = pc_string_ascii(t, "longer than five"));
    NEED(pc_string_utf16(t, wide, 7));
    NEED(pc_symbol_intern(t, text));
    NEED(pc_symbol_new(t, text));
    NEED(pc_bytes_new(t, "bytes", 5));
    NEED(pc_bytes_shared(t, 100));
    NEED(pc_integer_new(t, true, limbs, 3));
    NEED(v = pc_ref_new(t, old));
    if (pc_ref_watch(t, v, (pc_watch)(void (*)(void))abort, NULL) != 0) {
        return pc_error(t);
    }
    NEED(pc_weak_new(t, v));
    NEED(v = pc_list_push(t, old, text));
    NEED(pc_method_new(t, NULL, old, v));
    NEED(pc_tuple_new(t, 3, &v, 1));
    return 0;
}

static int bulk(pc_thread *t, pc_value old)
{
    enum { N = 600 };
    pc_value flat[N], map, set;
    for (int i = 0; i < N; i++) {
        flat[i] = pc_number(i / 2 + 0.25); // each twice
    }
    NEED(map = pc_map_from(t, flat, flat, N));
    NEED(set = pc_set_from(t, flat, 40));
    NEED(pc_set_from(t, flat, 0));
    NEED(pc_set_intersection(t, set, set));
    NEED(set = pc_tuple_new(t, 1, flat, 3));
    NEED(pc_tuple_set(t, set, 1, old));
    NEED(set = pc_set_from(t, flat, 40));
    NEED(pc_list_pop(t, old));
    return pc_map_count(map) == N / 2 && pc_set_count(set) == 20 ? 0 : -EINVAL;
}

static int integers(pc_thread *t, pc_value old)
{
    static const char digits[] = "123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    static char many[3000];
    memset(many, 'f', sizeof many);
    pc_value a, b, c, q, r;
    NEED(a = pc_integer_from_hex(t, true, (const uint8_t *)digits, sizeof digits - 1));
    NEED(b = pc_integer_from_hex(t, false, (const uint8_t *)many, sizeof many));
    NEED(c = pc_integer_from_int64(t, -7));
    NEED(pc_integer_add(t, a, b));
    NEED(pc_integer_subtract(t, b, a));
    NEED(pc_integer_negate(t, b));
    NEED(b = pc_integer_multiply(t, b, a));
    int rc = pc_integer_divide(t, c, a, &q, &r);
    rc = rc != 0 ? rc : pc_integer_divide(t, b, a, &q, &r);
    return rc;
}

static int add_number(void *data, pc_value key, pc_value v)
{
    *(double *)data += pc_double(v);
    return 0;
}

static pc_value listed(pc_thread *t, pc_value closure, pc_value self, const pc_value *arguments, size_t n)
{
    return pc_list_from(t, arguments, n);
}

static void counted(void *data, void *hint)
{
    ++*(int *)data;
}

// Attributes given as a whole, calls with keywords, bytes of others.
static int wholes(pc_thread *t, pc_value old)
{
    pc_value names[3], values[] = {old, PC_TRUE, PC_NULL}, parameters, method, keywords, shape;
    static int gone; // outlives the bytes
    gone = 0;
    for (int i = 0; i < 3; i++) {
        char text[32];
        snprintf(text, sizeof text, "parameter %d", i);
        NEED(names[i] = pc_string_ascii(t, text));
    }
    NEED(keywords = pc_object_from(t, PC_NULL, names, values, 3));
    NEED(shape = pc_shape_new(t, keywords, names, 2));
    NEED(pc_object_of_shape(t, shape, values));
    NEED(parameters = pc_list_from(t, names, 3));
    NEED(method = pc_method_new(t, listed, old, parameters));
    NEED(pc_method_call(t, method, PC_NULL, values, 3, PC_NONE));
    NEED(method = pc_method_call(t, method, PC_NULL, NULL, 0, keywords));
    assert_true(pc_list_get(method, 0) == old);
    if (pc_bytes_external(t, &gone, sizeof gone, counted, NULL) == PC_NONE) {
        assert_int_equal(gone, 1); // also on failure
        return pc_error(t);
    }
    pc_value kept = pc_bytes_external(t, NULL, 0, NULL, NULL);
    pc_collect_start(pc_thread_heap(t)); // by hand: nothing begins
    return kept != PC_NONE ? 0 : pc_error(t);
}

// Lists of one leaf become others; maps of many entries are walked in order.
static int small_lists(pc_thread *t, pc_value old)
{
    pc_list_builder b;
    pc_value list = old, map, more[20];
    double sum = 0;
    NEED(list = pc_list_set(t, list, 9, PC_TRUE));
    for (int i = 0; i < 6; i++) {
        NEED(list = pc_list_push(t, list, pc_int32(i)));
    }
    NEED(list = pc_list_slice(t, list, 0, 16));
    NEED(list = pc_list_set(t, list, 0, PC_FALSE)); // full, in one cell
    NEED(pc_list_push(t, list, PC_NULL));
    for (int i = 0; i < 20; i++) {
        more[i] = pc_int32(i);
    }
    for (int builders = 0; builders < 2; builders++) {
        int rc = pc_list_builder_init(&b, t, builders == 0 ? list : old);
        rc = rc != 0 ? rc : pc_list_builder_append(&b, more, 20);
        rc = rc != 0 ? rc : pc_list_builder_set(&b, 1, PC_TRUE);
        if (rc != 0) {
            return rc;
        }
        NEED(pc_list_builder_finish(&b));
    }
    NEED(map = pc_map_from(t, more, more, 20));
    for (int i = 20; i < 100; i++) {
        NEED(map = pc_map_set(t, map, pc_int32(i), pc_int32(i)));
    }
    return pc_map_each(t, map, add_number, &sum);
}

// Roots that remember where they were made do without where memory is short.
static int traced(pc_thread *t, pc_value old)
{
    pc_heap *heap = pc_thread_heap(t);
    FILE *nowhere = fopen("/dev/null", "w");
    pc_roots *roots = NULL;
    int rc = nowhere == NULL ? -EINVAL : pc_roots_new(heap, "traced", &roots);
    pc_heap_trace_roots(heap, true);
    for (int i = 0; i < 3 && rc == 0; i++) {
        pc_root root = pc_root_new(roots, old);
        rc = root != 0 ? 0 : -ENOMEM;
        pc_root_note(roots, root, "a place");
    }
    if (nowhere != NULL) {
        (void)pc_heap_report(heap, nowhere);
        fclose(nowhere);
    }
    pc_roots_free(roots);
    return rc;
}

static pc_value copied(pc_thread *t, pc_value v, void *data)
{
    return pc_tuple_new(t, 0, &v, 1);
}

static int not_null(pc_thread *t, pc_value v, void *data)
{
    return v != PC_NULL;
}

static pc_value first_of_two(pc_thread *t, pc_value a, pc_value b, void *data)
{
    return a;
}

static int kernels(pc_thread *t, pc_value old)
{
    pc_value list = old, mapped;
    for (int i = 0; i < 10; i++) {
        NEED(list = pc_list_concat(t, list, list)); // to 10,240
    }
    NEED(mapped = pc_list_map(t, list, copied, NULL, 3));
    NEED(pc_list_filter(t, mapped, not_null, NULL, 3));
    NEED(pc_list_reduce(t, mapped, first_of_two, NULL, 3));
    NEED(pc_list_sort(t, list, NULL, NULL, 3));
    NEED(pc_list_merge(t, list, list, NULL, NULL, 3));
    return 0;
}

// Two chains beyond what calls go down to are compared and hashed by stack.
static int deep(pc_thread *t, pc_value old)
{
    pc_value chains[2];
    uint32_t hash;
    for (int k = 0; k < 2; k++) {
        pc_value v = old;
        for (int i = 0; i < 1300; i++) {
            pc_value pair[] = {pc_int32(i), v};
            NEED(v = i % 100 == 99 ? pc_map_from(t, pair, &pair[1], 1) : pc_tuple_new(t, 0, pair, 2));
        }
        chains[k] = v;
    }
    int rc = pc_equal(t, chains[0], chains[1]);
    rc = rc == 1 ? pc_hash(t, chains[0], &hash) : rc;
    return rc == 0 && pc_compare(chains[0], chains[1]) != 0 ? -EINVAL : rc;
}

static void each_fails(int (*scenario)(pc_thread *t, pc_value old), bool of_cells)
{
    for (unsigned n = 1;; n++) {
        fixture f;
        pc_options options = {.manual = true};
        fixture_open(&f, &options);
        pc_value ten[10];
        for (int i = 0; i < 10; i++) {
            ten[i] = pc_int32(i);
        }
        pc_value old = pc_list_from(f.t, ten, 10);
        assert_true(old != PC_NONE);
        pc_root root = pc_root_new(f.roots, old);
        if (of_cells) {
            pc_thread_fail_allocation(f.t, n);
        } else {
            left = n;
        }
        int rc = scenario(f.t, old);
        bool failed = of_cells ? rc != 0 : left == 0;
        left = 0;
        pc_thread_fail_allocation(f.t, 0);
        assert_true(rc == 0 || rc == -ENOMEM);
        collect(&f);
        assert_true(pc_list_count(pc_root_get(f.roots, root)) == 10);
        assert_true(pc_list_get(pc_root_get(f.roots, root), 9) == pc_int32(9));
        assert_int_equal(scenario(f.t, pc_root_get(f.roots, root)), 0);
        fixture_close(&f);
        if (!failed) {
            return;
        }
        assert_true(n < 10000);
    }
}

static void test_cells(void **state)
{
    each_fails(lists, true);
    each_fails(maps, true);
    each_fails(objects, true);
    each_fails(scalars, true);
    each_fails(bulk, true);
    each_fails(integers, true);
    each_fails(wholes, true);
    each_fails(small_lists, true);
    each_fails(traced, true);
    // Of kernels only the memory of the library below: many thousand cells on any of the threads.
}

static void test_library_memory(void **state)
{
    each_fails(lists, false);
    each_fails(maps, false);
    each_fails(objects, false);
    each_fails(scalars, false);
    each_fails(bulk, false);
    each_fails(integers, false);
    each_fails(wholes, false);
    each_fails(small_lists, false);
    each_fails(traced, false);
    each_fails(kernels, false);
    each_fails(deep, false);
}

// The collector's own memory: a cycle that lacks it frees nothing, and the next one does.
static void test_collector(void **state)
{
    for (unsigned n = 1; n < 20; n++) {
        fixture f;
        pc_options options = {.manual = true};
        fixture_open(&f, &options);
        pc_value deep = PC_NULL;
        pc_list_builder b;
        pc_list_builder_init(&b, f.t, PC_NONE);
        for (int i = 0; i < 2000; i++) {
            pc_value one[] = {deep, pc_weak_new(f.t, deep)};
            deep = pc_tuple_new(f.t, 0, one, 2);
            assert_int_equal(pc_list_builder_push(&b, deep), 0);
        }
        pc_root root = pc_root_new(f.roots, pc_list_builder_finish(&b));
        left = n;
        pc_leave(f.t);
        pc_collect(f.heap);
        left = 0;
        pc_heap_audit(f.heap);
        pc_enter(f.t);
        assert_true(pc_list_count(pc_root_get(f.roots, root)) == 2000);
        collect(&f);
        pc_root_free(f.roots, root);
        collect(&f);
        assert_int_equal(stats_of(&f).live_bytes, 0);
        fixture_close(&f);
    }
}

static void test_making(void **state)
{
    for (unsigned n = 1; n < 4; n++) {
        pc_heap *heap = NULL;
        pc_thread *t = NULL;
        pc_roots *roots = NULL;
        left = n;
        int rc = pc_heap_new(NULL, &heap);
        rc = rc != 0 ? rc : pc_thread_attach(heap, &t);
        rc = rc != 0 ? rc : pc_roots_new(heap, "making", &roots);
        assert_int_equal(rc, -ENOMEM);
        left = 0;
        pc_roots_free(roots);
        pc_thread_detach(t);
        pc_heap_free(heap, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_library_memory),
        cmocka_unit_test(test_collector),
        cmocka_unit_test(test_making),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
