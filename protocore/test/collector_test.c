// SPDX-License-Identifier: MIT
// The collector, one cycle at a time: what lives, what goes, limits, weak places, finalizers, reports.
#include "support.h"

#include <string.h>

static const pc_options manual = {.manual = true};

static pc_value numbers(pc_thread *t, size_t n)
{
    pc_list_builder b;
    assert_int_equal(pc_list_builder_init(&b, t, PC_NONE), 0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pc_list_builder_push(&b, pc_int32((int)i)), 0);
    }
    return pc_list_builder_finish(&b);
}

static void test_roots_keep(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_root root = pc_root_new(f.roots, numbers(f.t, 100000));
    for (int i = 0; i < 5; i++) {
        numbers(f.t, 50000); // garbage
        collect(&f);
        pc_value list = pc_root_get(f.roots, root);
        assert_int_equal(pc_list_count(list), 100000);
        for (size_t k = 0; k < 100000; k += 7) {
            assert_true(pc_list_get(list, k) == pc_int32((int)k));
        }
    }
    fixture_close(&f);
}

static void test_garbage_goes_and_memory_returns(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    for (int i = 0; i < 100; i++) {
        numbers(f.t, 100000);
    }
    pc_stats before = stats_of(&f);
    assert_true(before.used_bytes > 50000000);
    collect(&f);
    pc_stats after = stats_of(&f);
    assert_int_equal(after.live_bytes, 0);
    assert_true(after.used_bytes < 1000000);
    assert_true(after.mapped_bytes < 20000000);
    assert_true(after.freed_cells > 300000);
    fixture_close(&f);
}

// Pushes share the tail of the list: shorter versions see nothing of it, pushes to one version part, and what only a dead longer version held goes.
static void test_shared_tails(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    for (int n = 1; n < 70; n++) {
        pc_value list = pc_list_empty(f.t), versions[70];
        for (int i = 0; i < n; i++) {
            list = pc_list_push(f.t, list, pc_int32(i));
            versions[i] = list;
        }
        pc_value kept = numbers(f.t, 3), lost = numbers(f.t, 4);
        pc_root weak_kept = pc_root_new(f.roots, pc_weak_new(f.t, kept));
        pc_root weak_lost = pc_root_new(f.roots, pc_weak_new(f.t, lost));
        pc_value longer = pc_list_push(f.t, list, kept);
        pc_value other = pc_list_push(f.t, pc_list_push(f.t, list, pc_int32(-1)), lost);
        assert_true(pc_list_get(longer, (size_t)n) == kept && pc_list_get(other, (size_t)n) == pc_int32(-1));
        pc_value dead = pc_list_push(f.t, longer, lost);
        assert_int_equal(pc_list_count(dead), n + 2);
        pc_root half = pc_root_new(f.roots, versions[n / 2]), root = pc_root_new(f.roots, longer);
        for (int round = 0; round < 2; round++) {
            collect(&f);
            longer = pc_root_get(f.roots, root);
            assert_true(pc_weak_get(f.t, pc_root_get(f.roots, weak_lost)) == PC_NONE);
            assert_true(pc_list_get(longer, (size_t)n) == pc_weak_get(f.t, pc_root_get(f.roots, weak_kept)));
            list = pc_list_push(f.t, pc_root_get(f.roots, half), pc_int32(-2));
            assert_int_equal(pc_list_count(list), n / 2 + 2);
            assert_true(pc_list_get(list, (size_t)n / 2 + 1) == pc_int32(-2));
            for (int i = 0; i < n; i++) {
                assert_true(pc_list_get(longer, (size_t)i) == pc_int32(i));
            }
        }
        pc_root_free(f.roots, root);
        collect(&f);
        assert_true(pc_weak_get(f.t, pc_root_get(f.roots, weak_kept)) == PC_NONE);
        pc_root_free(f.roots, half);
    }
    fixture_close(&f);
}

// A head whose tail happens to be the next cell: they are two cells all the same.
static void test_neighbours(void **state)
{
    enum { N = 400 };
    fixture f;
    pc_root kept[N];
    fixture_open(&f, &manual);
    for (int i = 0; i < N; i++) { // empty list, tail, head, empty list, tail, head, ...
        kept[i] = pc_root_new(f.roots, pc_list_push(f.t, pc_list_empty(f.t), pc_int32(i)));
    }
    for (int i = 0; i < N; i += 2) {
        pc_root_free(f.roots, kept[i]);
    }
    for (int round = 0; round < 3; round++) { // heads in all the gaps, the places before tails among them
        collect(&f);
        for (int i = 1; i < N; i += 2) {
            for (int j = 0; j < 3 * (round == 0); j++) { // what was an empty list, a tail and a head
                pc_list_empty(f.t);
            }
            pc_value longer = pc_list_push(f.t, pc_root_get(f.roots, kept[i]), pc_int32(-i));
            pc_root_set(f.roots, kept[i], longer);
        }
    }
    collect(&f);
    for (int i = 0; i < 4 * N; i++) {
        pc_list_push(f.t, pc_list_empty(f.t), PC_NULL);
    }
    for (int i = 1; i < N; i += 2) {
        pc_value list = pc_root_get(f.roots, kept[i]);
        assert_int_equal(pc_list_count(list), 4);
        assert_true(pc_list_get(list, 0) == pc_int32(i) && pc_list_get(list, 3) == pc_int32(-i));
        pc_root_free(f.roots, kept[i]);
    }
    fixture_close(&f);
}

static void test_root_generations(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_root a = pc_root_new(f.roots, pc_int32(1));
    assert_true(pc_root_free(f.roots, a));
    assert_false(pc_root_free(f.roots, a));
    pc_root b = pc_root_new(f.roots, pc_int32(2));
    assert_true(a != b);
    assert_true(pc_root_get(f.roots, a) == PC_NONE);
    assert_false(pc_root_set(f.roots, a, pc_int32(3)));
    assert_true(pc_root_get(f.roots, b) == pc_int32(2));
    assert_int_equal(pc_roots_count(f.roots), 1);
    assert_true(pc_root_get(f.roots, 0) == PC_NONE);
    fixture_close(&f);
}

static void test_weak(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value list = numbers(f.t, 10);
    pc_root strong = pc_root_new(f.roots, list);
    pc_root weak = pc_root_new(f.roots, pc_weak_new(f.t, list));
    collect(&f);
    assert_true(pc_weak_get(f.t, pc_root_get(f.roots, weak)) == list);
    pc_root_free(f.roots, strong);
    collect(&f);
    assert_true(pc_weak_get(f.t, pc_root_get(f.roots, weak)) == PC_NONE);
    fixture_close(&f);
}

static void test_symbols_are_collected(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value kept = pc_symbol_intern(f.t, pc_string_ascii(f.t, "kept symbol"));
    pc_root root = pc_root_new(f.roots, kept);
    char name[32];
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "symbol %d", i);
        assert_true(pc_symbol_intern(f.t, pc_string_ascii(f.t, name)) != PC_NONE);
    }
    assert_int_equal(stats_of(&f).symbols, 1001);
    collect(&f);
    assert_int_equal(stats_of(&f).symbols, 1);
    assert_true(pc_symbol_intern(f.t, pc_string_ascii(f.t, "kept symbol")) == pc_root_get(f.roots, root));
    fixture_close(&f);
}

static void test_shapes_are_collected(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value name = pc_string_ascii(f.t, "attribute"), v = PC_TRUE;
    pc_root a = pc_root_new(f.roots, pc_object_from(f.t, PC_NULL, &name, &v, 1));
    pc_value other = pc_string_ascii(f.t, "other name");
    pc_object_from(f.t, PC_NULL, &other, &v, 1);
    assert_int_equal(stats_of(&f).shapes, 2);
    collect(&f);
    assert_int_equal(stats_of(&f).shapes, 1);
    name = pc_string_ascii(f.t, "attribute");
    pc_value b = pc_object_from(f.t, PC_NULL, &name, &v, 1);
    assert_true(pc_object_shape(b) == pc_object_shape(pc_root_get(f.roots, a)));
    fixture_close(&f);
}

static void count_release(void *data, void *hint)
{
    ++*(int *)hint;
}

static void test_finalizers(void **state)
{
    fixture f;
    int released = 0;
    char room[4];
    fixture_open(&f, &manual);
    pc_root root = pc_root_new(f.roots, pc_bytes_external(f.t, room, 4, count_release, &released));
    pc_bytes_external(f.t, room, 4, count_release, &released);
    collect(&f);
    assert_int_equal(released, 1);
    pc_root_free(f.roots, root);
    collect(&f);
    assert_int_equal(released, 2);
    pc_bytes_external(f.t, room, 4, count_release, &released);
    fixture_close(&f);
    assert_int_equal(released, 3);
}

static void test_large_cells(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    uint8_t *bytes = calloc(1, 1 << 20);
    pc_root root = pc_root_new(f.roots, pc_bytes_new(f.t, bytes, 1 << 20));
    for (int i = 0; i < 50; i++) {
        assert_true(pc_string_latin1(f.t, bytes, 1 << 20) != PC_NONE);
    }
    free(bytes);
    assert_true(stats_of(&f).used_bytes > (51 << 20));
    collect(&f);
    assert_true(stats_of(&f).used_bytes < (3 << 20));
    assert_int_equal(pc_bytes_length(pc_root_get(f.roots, root)), 1 << 20);
    fixture_close(&f);
}

static void test_hard_limit(void **state)
{
    fixture f;
    pc_options options = {.manual = true, .hard_limit = 8 << 20};
    fixture_open(&f, &options);
    pc_value values[32] = {0};
    size_t n = 0;
    while (pc_tuple_new(f.t, 0, values, 32) != PC_NONE) {
        n++;
    }
    assert_int_equal(pc_error(f.t), -ENOMEM);
    assert_true(n > 10000);
    assert_true(stats_of(&f).used_bytes <= (8 << 20));
    collect(&f);
    assert_true(pc_tuple_new(f.t, 0, values, 32) != PC_NONE);
    fixture_close(&f);
}

static void test_soft_limit_collects(void **state)
{
    fixture f;
    pc_options options = {.soft_limit = 4 << 20};
    fixture_open(&f, &options);
    for (int i = 0; i < 300; i++) {
        numbers(f.t, 10000);
        pc_safepoint(f.t);
    }
    pc_leave(f.t);
    pc_collect_wait(f.heap);
    assert_true(stats_of(&f).collections > 0);
    pc_enter(f.t);
    fixture_close(&f);
}

// What is expected to last counts for a quarter towards the next collection.
static void test_lasting(void **state)
{
    fixture f;
    pc_options options = {.trigger_min = 4 << 20};
    fixture_open(&f, &options);
    for (int lasting = 1; lasting >= 0; lasting--) {
        pc_lasting(f.t, lasting != 0);
        uint64_t before = stats_of(&f).allocated_bytes;
        while (stats_of(&f).allocated_bytes < before + (6 << 20)) {
            numbers(f.t, 1000);
        }
        pc_leave(f.t);
        pc_collect_wait(f.heap);
        assert_true((stats_of(&f).collections > 0) == (lasting == 0));
        pc_enter(f.t);
    }
    fixture_close(&f);
}

static void test_leaks_are_reported(void **state)
{
    pc_heap *heap;
    pc_roots *roots;
    char *text = NULL;
    size_t size = 0;
    FILE *report = open_memstream(&text, &size);
    assert_int_equal(pc_heap_new(&manual, &heap), 0);
    assert_int_equal(pc_roots_new(heap, "forgotten", &roots), 0);
    pc_root_new(roots, PC_TRUE);
    pc_root_new(roots, PC_TRUE);
    assert_int_equal(pc_heap_free(heap, report), 2);
    fclose(report);
    assert_non_null(strstr(text, "'forgotten' not freed, with 2 roots"));
    free(text);
}

__attribute__((noinline)) static void leak_one(fixture *f)
{
    pc_root_new(f->roots, pc_list_empty(f->t));
}

// A heap that traces names the places that made the roots which are left, or what the embedder said of them.
static void test_leaks_name_their_places(void **state)
{
    fixture f;
    pc_options options = {.manual = true, .trace_roots = true};
    fixture_open(&f, &options);
    char *text = NULL;
    size_t size = 0;
    FILE *report = open_memstream(&text, &size);
    for (volatile int i = 0; i < 3; i++) { // one call site: the loop must not be unrolled
        leak_one(&f);
    }
    pc_root noted = pc_root_new(f.roots, PC_TRUE), gone = pc_root_new(f.roots, PC_TRUE);
    pc_root_note(f.roots, noted, "at one\nat two");
    pc_root_note(f.roots, gone, "never seen");
    assert_true(pc_root_free(f.roots, gone));
    pc_root_note(f.roots, gone, "never seen");
    pc_heap_trace_roots(f.heap, false);
    pc_root plain = pc_root_new(f.roots, PC_NULL);
    assert_int_equal(pc_heap_report(f.heap, report), 5);
    fflush(report);
    assert_non_null(strstr(text, "3 in 'test' (3 List) made\n    at "));
    assert_non_null(strstr(text, "1 in 'test' (1 Boolean) made\n    at one\n    at two\n"));
    assert_non_null(strstr(text, "1 in 'test' (1 Null) made\n    (where is not known)\n"));
    assert_null(strstr(text, "never seen"));
    assert_true(pc_root_free(f.roots, plain) && pc_root_free(f.roots, noted));
    pc_leave(f.t);
    pc_thread_detach(f.t);
    assert_int_equal(pc_heap_free(f.heap, report), 3); // and frees the set with all it remembers
    fclose(report);
    assert_non_null(strstr(text, "'test' not freed, with 3 roots\n  3 in 'test' (3 List) made\n    at "));
    free(text);
}

static void test_refs_and_cycles(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value a = pc_ref_new(f.t, PC_NULL), b = pc_ref_new(f.t, a);
    pc_ref_set(f.t, a, b); // a cycle
    pc_root weak = pc_root_new(f.roots, pc_weak_new(f.t, a)), root = pc_root_new(f.roots, b);
    collect(&f);
    assert_true(pc_ref_get(pc_ref_get(pc_root_get(f.roots, root))) == pc_root_get(f.roots, root));
    pc_root_free(f.roots, root);
    collect(&f);
    assert_true(pc_weak_get(f.t, pc_root_get(f.roots, weak)) == PC_NONE);
    fixture_close(&f);
}

static void watch(pc_thread *t, pc_value ref, void *data)
{
    *(pc_value *)data = pc_ref_get(ref);
}

static void test_watch(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value seen = PC_NONE, ref = pc_ref_new(f.t, PC_NULL);
    pc_root root = pc_root_new(f.roots, ref);
    assert_int_equal(pc_ref_watch(f.t, ref, watch, &seen), 0);
    pc_ref_set(f.t, ref, pc_int32(1));
    assert_true(seen == pc_int32(1));
    assert_false(pc_ref_compare_and_set(f.t, ref, pc_int32(5), pc_int32(2)));
    assert_true(seen == pc_int32(1));
    assert_true(pc_ref_compare_and_set(f.t, ref, pc_int32(1), pc_int32(2)));
    assert_true(seen == pc_int32(2));
    assert_true(pc_ref_unwatch(f.t, ref, watch, &seen));
    assert_false(pc_ref_unwatch(f.t, ref, watch, &seen));
    assert_true(pc_ref_exchange(f.t, ref, pc_int32(3)) == pc_int32(2));
    assert_true(seen == pc_int32(2));
    assert_int_equal(pc_ref_watch(f.t, ref, watch, &seen), 0); // goes with the ref
    pc_root_free(f.roots, root);
    collect(&f);
    fixture_close(&f);
}

static void test_blocks_are_reused(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    uint64_t most = 0;
    pc_root root = pc_root_new(f.roots, numbers(f.t, 1000));
    for (int i = 0; i < 40; i++) {
        numbers(f.t, 100000);
        pc_root_set(f.roots, root, numbers(f.t, 1000 + (size_t)i));
        collect(&f);
        pc_stats s = stats_of(&f);
        most = s.used_bytes > most ? s.used_bytes : most;
    }
    assert_true(most < 3000000);
    fixture_close(&f);
}

// Collections that the collector's own thread runs, and what is asked of a thread.
static void test_asked_for(void **state)
{
    fixture f;
    fixture_open(&f, NULL);
    assert_ptr_equal(pc_thread_heap(f.t), f.heap);
    assert_false(pc_heap_traces_roots(f.heap));
    assert_true(pc_is_managed(f.t));
    uint64_t before = pc_thread_allocations(f.t);
    numbers(f.t, 1000);
    assert_true(pc_thread_allocations(f.t) > before);
    pc_leave(f.t);
    assert_false(pc_is_managed(f.t));
    for (int i = 1; i <= 3; i++) {
        pc_collect_start(f.heap);
        pc_collect_wait(f.heap);
        assert_true(stats_of(&f).collections >= (uint64_t)i);
    }
    assert_int_equal(stats_of(&f).live_bytes, 0);
    pc_enter(f.t);
    fixture_close(&f);
}

// A small heap is collected at safepoints of the thread that allocates, while others are parked; none while one is in a region.
static void test_small_heaps(void **state)
{
    fixture f;
    fixture_open(&f, NULL);
    pc_thread *other;
    assert_int_equal(pc_thread_attach(f.heap, &other), 0);
    pc_value list = numbers(f.t, 1000);
    pc_root root = pc_root_new(f.roots, list);
    for (int i = 0; i < 200; i++) {
        if (i == 100) {
            pc_enter(other);
        }
        for (int k = 0; k < 1000; k++) {
            list = pc_list_set(f.t, list, (size_t)k, pc_int32(i));
        }
        pc_root_set(f.roots, root, list);
        pc_safepoint(f.t);
        list = pc_root_get(f.roots, root);
        for (size_t k = 0; k < 1000; k += 37) {
            assert_true(pc_list_get(list, k) == pc_int32(i));
        }
        if (i == 99) {
            pc_stats s = stats_of(&f);
            assert_true(s.collections >= 5);
            assert_true(s.used_bytes < 8000000);
            assert_true(s.live_bytes > 8000 && s.live_bytes < 2000000);
            assert_true(s.freed_cells > 100000);
        }
    }
    pc_leave(other);
    pc_thread_detach(other);
    collect(&f);
    assert_true(stats_of(&f).live_bytes < 20000);
    fixture_close(&f);
}

// Nor where there are so many roots that looking at them takes longer than the rest.
static void test_small_heaps_of_many_roots(void **state)
{
    enum { MANY = 20000 };
    static pc_root many[MANY];
    fixture f;
    fixture_open(&f, NULL);
    for (int i = 0; i < MANY; i++) {
        many[i] = pc_root_new(f.roots, pc_int32(i));
    }
    pc_value list = numbers(f.t, 1000);
    pc_root root = pc_root_new(f.roots, list);
    for (int i = 0; i < 70; i++) { // 25 MB
        for (int k = 0; k < 1000; k++) {
            list = pc_list_set(f.t, list, (size_t)k, pc_int32(i));
        }
        pc_root_set(f.roots, root, list);
        pc_safepoint(f.t);
        list = pc_root_get(f.roots, root);
    }
    assert_int_equal(stats_of(&f).collections, 0);
    for (int i = 0; i < MANY; i++) {
        pc_root_free(f.roots, many[i]);
    }
    fixture_close(&f);
}

static void test_pause_quantiles(void **state)
{
    pc_stats s = {0};
    assert_int_equal(pc_stats_pause_quantile(&s, 0.99), 0);
    s.pauses[10] = 98; // up to 2,048 ns
    s.pauses[15] = 1;
    s.pauses[20] = 1;
    assert_int_equal(pc_stats_pause_quantile(&s, 0), 2048);
    assert_int_equal(pc_stats_pause_quantile(&s, 0.98), 2048);
    assert_int_equal(pc_stats_pause_quantile(&s, 0.99), 65536);
    assert_int_equal(pc_stats_pause_quantile(&s, 1), 2097152);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roots_keep),
        cmocka_unit_test(test_garbage_goes_and_memory_returns),
        cmocka_unit_test(test_shared_tails),
        cmocka_unit_test(test_neighbours),
        cmocka_unit_test(test_root_generations),
        cmocka_unit_test(test_weak),
        cmocka_unit_test(test_symbols_are_collected),
        cmocka_unit_test(test_shapes_are_collected),
        cmocka_unit_test(test_finalizers),
        cmocka_unit_test(test_large_cells),
        cmocka_unit_test(test_hard_limit),
        cmocka_unit_test(test_soft_limit_collects),
        cmocka_unit_test(test_lasting),
        cmocka_unit_test(test_leaks_are_reported),
        cmocka_unit_test(test_leaks_name_their_places),
        cmocka_unit_test(test_refs_and_cycles),
        cmocka_unit_test(test_watch),
        cmocka_unit_test(test_blocks_are_reused),
        cmocka_unit_test(test_asked_for),
        cmocka_unit_test(test_small_heaps),
        cmocka_unit_test(test_small_heaps_of_many_roots),
        cmocka_unit_test(test_pause_quantiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
