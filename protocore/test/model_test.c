// SPDX-License-Identifier: MIT
// The collections against naive models, on random operations of a fixed seed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support.h"

#include "model.h"

static uint64_t seed = 88172645463325252u;

static uint8_t random_byte(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint8_t)(seed >> 32);
}

static void run_kind(uint8_t kind, size_t rounds, size_t size)
{
    model_context c = {0};
    pc_value colliding[16];
    pc_options options = {.manual = true};
    assert_int_equal(pc_heap_new(&options, &c.heap), 0);
    assert_int_equal(pc_thread_attach(c.heap, &c.t), 0);
    assert_int_equal(pc_roots_new(c.heap, "model", &c.roots), 0);
    pc_enter(c.t);
    c.colliding_count = model_colliding(c.t, colliding, 16);
    pc_leave(c.t);
    c.colliding = colliding;
    uint8_t *bytes = malloc(size);
    for (size_t i = 0; i < rounds; i++) {
        for (size_t j = 0; j < size; j++) {
            bytes[j] = random_byte();
        }
        bytes[0] = kind;
        model_run(&c, bytes, size);
    }
    free(bytes);
    assert_int_equal(pc_roots_count(c.roots), 0);
    pc_roots_free(c.roots);
    pc_thread_detach(c.t);
    assert_int_equal(pc_heap_free(c.heap, stderr), 0);
}

static void test_lists(void **state)
{
    run_kind(0, 6, 1500);
}

static void test_maps(void **state)
{
    run_kind(1, 4, 6000);
}

static void test_sets(void **state)
{
    run_kind(2, 3, 3000);
}

static void test_multisets(void **state)
{
    run_kind(3, 3, 3000);
}

static void test_objects(void **state)
{
    run_kind(4, 4, 6000);
}

static void test_sparse_lists(void **state)
{
    run_kind(5, 4, 2000);
}

static void test_flat_values(void **state)
{
    run_kind(6, 200, 2000);
}

static void test_set_algebra(void **state)
{
    run_kind(7, 40, 1000);
}

static void test_counts_and_merges(void **state)
{
    run_kind(8, 60, 1000);
}

// Many entries set at once: the same as one after the other, at sizes on both sides of where the ways are asked for ahead.
static void test_set_all(void **state)
{
    enum { N = 3000 };
    static pc_value all[N], values[N];
    fixture f;
    fixture_open(&f, NULL);
    for (size_t size = 0; size <= 20000; size = size * 5 + 1) {
        pc_map_builder a, b;
        assert_int_equal(pc_map_builder_init(&a, f.t, PC_KIND_MAP, PC_NONE), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(pc_map_builder_set(&a, pc_int32((int)i * 3), PC_NULL), 0);
        }
        pc_value map = pc_map_builder_finish(&a);
        for (size_t i = 0; i < N; i++) {
            char text[32];
            snprintf(text, sizeof text, "text %zu", i % 1000);
            all[i] = i % 2 ? pc_int32((int)(i * 7)) : pc_string_ascii(f.t, text);
            values[i] = pc_int32((int)i);
        }
        assert_int_equal(pc_map_builder_init(&a, f.t, PC_KIND_MAP, map), 0);
        assert_int_equal(pc_map_builder_init(&b, f.t, PC_KIND_MAP, map), 0);
        assert_int_equal(pc_map_builder_set_all(&b, all, values, N), 0);
        for (size_t i = 0; i < N; i++) {
            assert_int_equal(pc_map_builder_set(&a, all[i], values[i]), 0);
        }
        pc_value one = pc_map_builder_finish(&a), other = pc_map_builder_finish(&b);
        assert_int_equal(pc_map_count(one), pc_map_count(other));
        assert_int_equal(pc_equal(f.t, one, other), 1);
        assert_int_equal(pc_map_builder_init(&b, f.t, PC_KIND_SET, PC_NONE), 0);
        assert_int_equal(pc_map_builder_set_all(&b, all, NULL, N), 0);
        assert_int_equal(pc_set_count(pc_map_builder_finish(&b)), 500 + N / 2);
        pc_safepoint(f.t);
    }
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),       cmocka_unit_test(test_maps),
        cmocka_unit_test(test_sets),        cmocka_unit_test(test_multisets),
        cmocka_unit_test(test_objects),     cmocka_unit_test(test_sparse_lists),
        cmocka_unit_test(test_flat_values), cmocka_unit_test(test_set_algebra),
        cmocka_unit_test(test_set_all),     cmocka_unit_test(test_counts_and_merges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
