// SPDX-License-Identifier: MIT
// The kernels one by one against plain loops: empty, single, odd and large lists on one to five threads, slices, functions that fail or are told to stop midway, memory that
// runs out on any of the threads. Meant for the sanitizers, too.
#include "support.h"

#include <pthread.h>
#include <stdatomic.h>

enum { PART = 4096, THREADS_MOST = 5 }; // lists below PART elements take one thread

static const size_t sizes[] = {0,  1,   2,        11,   12,       13,           16,   17,
                               31, 100, PART - 1, PART, PART + 1, 3 * PART + 5, 40001};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

static int number_at(size_t i, size_t n)
{
    return (int)((i * 7919 + 13) % (n + 3));
}

// A list of `n` numbers; every second one is a slice of a longer list.
static pc_value numbers(pc_thread *t, size_t n)
{
    size_t before = n % 2 == 1 ? 21 : 0;
    pc_value *values = malloc((n + before + 9) * sizeof *values);
    for (size_t i = 0; i < n + before + 9; i++) {
        values[i] = pc_int32(i < before ? -1 : number_at(i - before, n));
    }
    pc_value list = pc_list_from(t, values, n + before + 9);
    free(values);
    return pc_list_slice(t, list, before, before + n);
}

static int int_at(pc_value list, size_t i)
{
    return (int)pc_double(pc_list_get(list, i));
}

typedef void (*check)(pc_thread *t, pc_value list, size_t n, unsigned threads);

static void each_size(check one)
{
    for (size_t s = 0; s < SIZES; s++) {
        for (unsigned threads = 0; threads <= THREADS_MOST; threads++) {
            fixture f;
            fixture_open(&f, NULL);
            one(f.t, numbers(f.t, sizes[s]), sizes[s], threads);
            fixture_close(&f);
        }
    }
}

// ---- map ------------------------------------------------------------------------------------------------------------

static pc_value pair_with_twice(pc_thread *t, pc_value v, void *data)
{
    pc_value two[] = {v, pc_number(pc_double(v) * 2)};
    return pc_tuple_new(t, 0, two, 2);
}

static void check_map(pc_thread *t, pc_value list, size_t n, unsigned threads)
{
    pc_value result = pc_list_map(t, list, pair_with_twice, NULL, threads);
    assert_true(result != PC_NONE && pc_list_count(result) == n);
    for (size_t i = 0; i < n; i++) {
        pc_value pair = pc_list_get(result, i);
        assert_true(pc_tuple_get(pair, 0) == pc_list_get(list, i));
        assert_true(pc_double(pc_tuple_get(pair, 1)) == 2.0 * int_at(list, i));
    }
}

static void test_map(void **state)
{
    each_size(check_map);
}

// ---- filter ---------------------------------------------------------------------------------------------------------

static int is_even(pc_thread *t, pc_value v, void *data)
{
    return ((int)pc_double(v) & 1) == 0;
}

static int always(pc_thread *t, pc_value v, void *data)
{
    return *(int *)data;
}

static void check_filter(pc_thread *t, pc_value list, size_t n, unsigned threads)
{
    pc_value result = pc_list_filter(t, list, is_even, NULL, threads);
    assert_true(result != PC_NONE);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (int_at(list, i) % 2 == 0) {
            assert_true(at < pc_list_count(result) && pc_list_get(result, at) == pc_list_get(list, i));
            at++;
        }
    }
    assert_int_equal(pc_list_count(result), at);
    int all = 1, none = 0;
    assert_int_equal(pc_equal(t, pc_list_filter(t, list, always, &all, threads), list), 1);
    assert_int_equal(pc_list_count(pc_list_filter(t, list, always, &none, threads)), 0);
}

static void test_filter(void **state)
{
    each_size(check_filter);
}

// ---- reduce, sum ----------------------------------------------------------------------------------------------------

static pc_value plus(pc_thread *t, pc_value a, pc_value b, void *data)
{
    return pc_number(pc_double(a) + pc_double(b));
}

static pc_value last(pc_thread *t, pc_value a, pc_value b, void *data) // associative, not commutative
{
    return b;
}

static void check_reduce(pc_thread *t, pc_value list, size_t n, unsigned threads)
{
    double expected = 0, sum = -1;
    for (size_t i = 0; i < n; i++) {
        expected += int_at(list, i);
    }
    pc_value result = pc_list_reduce(t, list, plus, NULL, threads);
    if (n == 0) {
        assert_true(result == PC_NONE);
        assert_int_equal(pc_error(t), 0);
    } else {
        assert_true(pc_double(result) == expected);
        assert_true(pc_list_reduce(t, list, last, NULL, threads) == pc_list_get(list, n - 1));
    }
    assert_int_equal(pc_list_sum(list, &sum), 0);
    assert_true(sum == expected);
    assert_int_equal(pc_list_sum(pc_list_push(t, list, PC_NULL), &sum), -EINVAL);
}

static void test_reduce_and_sum(void **state)
{
    each_size(check_reduce);
}

// ---- sort, merge ----------------------------------------------------------------------------------------------------

static int by_last_digit(pc_value a, pc_value b, void *data)
{
    (*(atomic_size_t *)data)++;
    return (int)pc_double(a) % 10 - (int)pc_double(b) % 10;
}

static void check_sort(pc_thread *t, pc_value list, size_t n, unsigned threads)
{
    pc_value sorted = pc_list_sort(t, list, NULL, NULL, threads);
    double before, after;
    assert_true(pc_list_count(sorted) == n);
    for (size_t i = 1; i < n; i++) {
        assert_true(int_at(sorted, i - 1) <= int_at(sorted, i));
    }
    assert_true(pc_list_sum(list, &before) == 0 && pc_list_sum(sorted, &after) == 0 && before == after);
    atomic_size_t calls = 0;
    pc_value stable = pc_list_sort(t, sorted, by_last_digit, &calls, threads);
    for (size_t i = 1; i < n; i++) {
        int a = int_at(stable, i - 1), b = int_at(stable, i);
        assert_true(a % 10 < b % 10 || (a % 10 == b % 10 && a <= b));
    }
    assert_true(n < 2 || calls >= n - 1);
}

static void check_merge(pc_thread *t, pc_value list, size_t n, unsigned threads)
{
    pc_value sorted = pc_list_sort(t, list, NULL, NULL, threads);
    size_t half = n / 3;
    pc_value a = pc_list_sort(t, pc_list_slice(t, list, 0, half), NULL, NULL, threads);
    pc_value b = pc_list_sort(t, pc_list_slice(t, list, half, n), NULL, NULL, threads);
    assert_int_equal(pc_equal(t, pc_list_merge(t, a, b, NULL, NULL, threads), sorted), 1);
    assert_int_equal(pc_equal(t, pc_list_merge(t, b, a, NULL, NULL, threads), sorted), 1);
    pc_value none = pc_list_empty(t);
    assert_int_equal(pc_equal(t, pc_list_merge(t, none, sorted, NULL, NULL, threads), sorted), 1);
    assert_int_equal(pc_equal(t, pc_list_merge(t, sorted, none, NULL, NULL, threads), sorted), 1);
}

static int all_equal(pc_value a, pc_value b, void *data)
{
    return 0;
}

static void test_sort(void **state)
{
    each_size(check_sort);
}

static void test_merge(void **state)
{
    each_size(check_merge);
    fixture f;
    fixture_open(&f, NULL);
    pc_value a = pc_list_push(f.t, pc_list_empty(f.t), PC_TRUE),
             b = pc_list_push(f.t, pc_list_empty(f.t), PC_FALSE);
    pc_value merged = pc_list_merge(f.t, a, b, all_equal, NULL, 1);
    assert_true(pc_list_get(merged, 0) == PC_TRUE); // equal elements of the first list come first
    // Also where the lists are cut for several threads: all of `a` before all of `b`.
    pc_value trues = a, falses = b;
    for (int i = 0; i < 14; i++) {
        trues = pc_list_concat(f.t, trues, trues);
        falses = pc_list_concat(f.t, falses, falses);
    }
    for (unsigned threads = 1; threads <= THREADS_MOST; threads++) {
        merged = pc_list_merge(f.t, trues, falses, all_equal, NULL, threads);
        assert_int_equal(pc_equal(f.t, merged, pc_list_concat(f.t, trues, falses)), 1);
    }
    fixture_close(&f);
}

// ---- errors and cancelling ------------------------------------------------------------------------------------------

typedef struct stop_at {
    int number;      // at which the function ends the kernel
    bool with_error; // by an operation that fails, else by PC_NONE alone
    atomic_size_t calls;
    atomic_bool *cancel; // may be NULL
} stop_at;

static bool stops(stop_at *s, pc_value v)
{
    atomic_fetch_add(&s->calls, 1);
    return (s->cancel != NULL && atomic_load(s->cancel)) || pc_double(v) == s->number;
}

static pc_value stop(pc_thread *t, const stop_at *s)
{
    return s->with_error ? pc_integer_from_hex(t, false, (const uint8_t *)"x", 1) : PC_NONE;
}

static pc_value map_or_stop(pc_thread *t, pc_value v, void *data)
{
    return stops(data, v) ? stop(t, data) : v;
}

static int filter_or_stop(pc_thread *t, pc_value v, void *data)
{
    const stop_at *s = data;
    return stops(data, v) ? (s->with_error ? -EINVAL : -ECANCELED) : 1;
}

static pc_value plus_or_stop(pc_thread *t, pc_value a, pc_value b, void *data)
{
    return stops(data, b) ? stop(t, data) : plus(t, a, b, data);
}

static void each_stops(fixture *f, pc_value list, stop_at *s, unsigned threads)
{
    int expected = s->with_error ? -EINVAL : -ECANCELED;
    assert_true(pc_list_map(f->t, list, map_or_stop, s, threads) == PC_NONE);
    assert_int_equal(pc_error_take(f->t), expected);
    assert_true(pc_list_filter(f->t, list, filter_or_stop, s, threads) == PC_NONE);
    assert_int_equal(pc_error_take(f->t), expected);
    assert_true(pc_list_reduce(f->t, list, plus_or_stop, s, threads) == PC_NONE);
    assert_int_equal(pc_error_take(f->t), expected);
}

static void test_errors_midway(void **state)
{
    enum { N = 3 * PART + 1 };
    fixture f;
    fixture_open(&f, NULL);
    pc_value *values = malloc(N * sizeof *values);
    for (int i = 0; i < N; i++) {
        values[i] = pc_int32(i);
    }
    pc_value list = pc_list_from(f.t, values, N);
    free(values);
    // Not the first of a thread's part, which reduce takes as it is.
    static const int places[] = {1, 2, N / 2 + 1, N - 1};
    for (unsigned threads = 1; threads <= THREADS_MOST; threads++) {
        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
            stop_at plain = {.number = places[i]}, error = {.number = places[i], .with_error = true};
            each_stops(&f, list, &plain, threads);
            each_stops(&f, list, &error, threads);
        }
        assert_int_equal(pc_list_count(pc_list_map(f.t, list, pair_with_twice, NULL, threads)), N);
    }
    fixture_close(&f);
}

// Reduce fails where the threads' results come together.
static pc_value never_large(pc_thread *t, pc_value a, pc_value b, void *data)
{
    double sum = pc_double(a) + pc_double(b);
    return sum > 2.0 * PART ? PC_NONE : pc_number(sum);
}

static void test_reduce_fails_at_the_end(void **state)
{
    fixture f;
    fixture_open(&f, NULL);
    pc_value list = pc_list_empty(f.t);
    for (int i = 0; i < 3 * PART; i++) {
        list = pc_list_push(f.t, list, pc_int32(1));
    }
    assert_true(pc_list_reduce(f.t, list, never_large, NULL, 3) == PC_NONE);
    assert_int_equal(pc_error(f.t), -ECANCELED);
    fixture_close(&f);
}

static pc_value wait_for_cancel(pc_thread *t, pc_value v, void *data)
{
    stop_at *s = data;
    if (stops(s, v)) {
        return PC_NONE;
    }
    if (atomic_load(&s->calls) > 100) { // everybody else waits to be stopped
        while (!atomic_load(s->cancel)) {
            sched_yield();
        }
    }
    return v;
}

static void *cancel_soon(void *data)
{
    stop_at *s = data;
    while (atomic_load(&s->calls) <= 100) {
        sched_yield();
    }
    atomic_store(s->cancel, true);
    return NULL;
}

static void test_cancel_from_another_thread(void **state)
{
    for (unsigned threads = 1; threads <= 3; threads++) {
        fixture f;
        fixture_open(&f, NULL);
        pc_value list = numbers(f.t, 40000);
        atomic_bool cancel = false;
        stop_at s = {.number = -5, .cancel = &cancel};
        pthread_t other;
        assert_int_equal(pthread_create(&other, NULL, cancel_soon, &s), 0);
        assert_true(pc_list_map(f.t, list, wait_for_cancel, &s, threads) == PC_NONE);
        assert_int_equal(pc_error(f.t), -ECANCELED);
        assert_int_equal(pthread_join(other, NULL), 0);
        assert_true(s.calls < 1000); // nobody went on to the end
        fixture_close(&f);
    }
}

// The hard limit is reached on the kernel's threads: the caller gets -ENOMEM, the list stays, and with room it works.
static void test_no_memory_on_threads(void **state)
{
    fixture f;
    fixture_open(&f, NULL);
    pc_value list = numbers(f.t, 100000);
    pc_root root = pc_root_new(f.roots, list);
    for (unsigned threads = 1; threads <= 3; threads++) {
        pc_heap_limits(f.heap, 0, stats_of(&f).used_bytes + 1024 * 1024);
        assert_true(pc_list_map(f.t, pc_root_get(f.roots, root), pair_with_twice, NULL, threads) == PC_NONE);
        assert_int_equal(pc_error_take(f.t), -ENOMEM);
        pc_heap_limits(f.heap, 0, 0);
        collect(&f);
        check_map(f.t, pc_root_get(f.roots, root), 100000, threads);
        collect(&f);
    }
    pc_root_free(f.roots, root);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_filter),
        cmocka_unit_test(test_reduce_and_sum),
        cmocka_unit_test(test_sort),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_errors_midway),
        cmocka_unit_test(test_reduce_fails_at_the_end),
        cmocka_unit_test(test_cancel_from_another_thread),
        cmocka_unit_test(test_no_memory_on_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
