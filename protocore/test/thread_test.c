// SPDX-License-Identifier: MIT
// Several threads and the collector at once: values pass through refs, lists grow by compare-and-set, weak places empty. Meant for ThreadSanitizer, too.
// PROTOCORE_SOAK_SECONDS makes the soak longer (default: under a second); then it prints what the heap takes, and ends with an error where that grew.
#include "support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { THREADS = 3 };

static double now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static double soak_seconds(void)
{
    const char *text = getenv("PROTOCORE_SOAK_SECONDS");
    return text != NULL ? strtod(text, NULL) : 0.7;
}

typedef struct worker {
    fixture *f;
    pc_root shared;
    unsigned number;
    atomic_bool *stop;
    uint64_t done;
    pthread_t thread;
} worker;

static void *add_numbers(void *data)
{
    worker *w = data;
    pc_thread *t;
    assert_int_equal(pc_thread_attach(w->f->heap, &t), 0);
    for (int i = 0; i < 3000; i++) {
        pc_enter(t);
        pc_value ref = pc_root_get(w->f->roots, w->shared), list, longer;
        do {
            list = pc_ref_get(ref);
            longer = pc_list_push(t, list, pc_int32(i * THREADS + (int)w->number));
        } while (!pc_ref_compare_and_set(t, ref, list, longer));
        pc_leave(t);
    }
    pc_thread_detach(t);
    return NULL;
}

static void run(fixture *f, void *(*function)(void *), pc_root shared, atomic_bool *stop, double seconds,
                worker *workers)
{
    for (unsigned i = 0; i < THREADS; i++) {
        workers[i] = (worker){.f = f, .shared = shared, .number = i, .stop = stop};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, function, &workers[i]), 0);
    }
    pc_leave(f->t);
    double end = now() + seconds;
    do {
        pc_collect(f->heap);
    } while (now() < end);
    if (stop != NULL) {
        atomic_store(stop, true);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    pc_heap_audit(f->heap);
    pc_enter(f->t);
}

static void test_compare_and_set(void **state)
{
    fixture f;
    worker workers[THREADS];
    fixture_open(&f, NULL);
    pc_root shared = pc_root_new(f.roots, pc_ref_new(f.t, pc_list_empty(f.t)));
    run(&f, add_numbers, shared, NULL, 0.2, workers);
    pc_value list = pc_ref_get(pc_root_get(f.roots, shared));
    assert_int_equal(pc_list_count(list), 3000 * THREADS);
    int last[THREADS] = {-1, -1, -1};
    for (size_t i = 0; i < pc_list_count(list); i++) {
        int v = (int)pc_double(pc_list_get(list, i));
        assert_true(v / THREADS == last[v % THREADS] + 1);
        last[v % THREADS]++;
    }
    fixture_close(&f);
}

// Slots of a shared list of refs are read, changed, exchanged: what one thread made is used by the others while it is collected around them.
static void *soak(void *data)
{
    worker *w = data;
    pc_thread *t;
    uint64_t seed = 77 + w->number;
    char text[64];
    assert_int_equal(pc_thread_attach(w->f->heap, &t), 0);
    while (!atomic_load(w->stop)) {
        pc_enter(t);
        for (int i = 0; i < 50; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            pc_value refs = pc_root_get(w->f->roots, w->shared);
            pc_value ref = pc_list_get(refs, (seed >> 33) % pc_list_count(refs));
            pc_value other = pc_list_get(refs, (seed >> 43) % pc_list_count(refs));
            pc_value map = pc_ref_get(ref);
            snprintf(text, sizeof text, "a key of some length %u", (unsigned)(seed >> 50) % 200);
            pc_value key = pc_string_ascii(t, text), v = pc_map_get(t, map, key);
            assert_true(v == PC_NONE || pc_equal(t, pc_tuple_get(v, 0), key) == 1);
            pc_value symbol = pc_symbol_intern(t, key);
            assert_true(pc_equal(t, pc_symbol_text(symbol), key) == 1);
            pc_value two[] = {key, pc_weak_new(t, symbol)};
            pc_value names[] = {key}, object = pc_object_from(t, PC_NULL, names, two, 1);
            assert_true(pc_object_get(t, object, key) == key);
            if (v != PC_NONE) {
                pc_value target = pc_weak_get(t, pc_tuple_get(v, 1));
                assert_true(target == PC_NONE || pc_equal(t, pc_symbol_text(target), key) == 1);
            }
            map = seed % 8 == 0 ? pc_map_remove(t, map, key)
                                : pc_map_set(t, map, key, pc_tuple_new(t, 0, two, 2));
            pc_ref_set(t, ref, map);
            if (seed % 16 == 0) {
                pc_ref_set(t, other, pc_ref_exchange(t, ref, pc_map_empty(t)));
            }
        }
        w->done++;
        pc_leave(t);
    }
    pc_thread_detach(t);
    return NULL;
}

typedef struct watch_over {
    fixture *f;
    atomic_bool *stop;
    double seconds;
    uint64_t first, last; // the largest use in the second and in the last tenth
} watch_over;

// Ten lines, each with the most that the heap used and had mapped in a tenth of the time.
static void *report_memory(void *data)
{
    watch_over *w = data;
    double start = now();
    for (int tenth = 0; tenth < 10 && !atomic_load(w->stop); tenth++) {
        uint64_t used = 0, mapped = 0;
        pc_stats s = {0};
        while (now() < start + w->seconds * (tenth + 1) / 10 && !atomic_load(w->stop)) {
            struct timespec pause = {0, 20000000};
            nanosleep(&pause, NULL);
            pc_stats_get(w->f->heap, &s);
            used = s.used_bytes > used ? s.used_bytes : used;
            mapped = s.mapped_bytes > mapped ? s.mapped_bytes : mapped;
        }
        printf("soak: %3d %%: at most %.1f MB used, %.1f MB mapped; %llu collections, %.0f MB allocated\n",
               (tenth + 1) * 10, (double)used / 1e6, (double)mapped / 1e6, (unsigned long long)s.collections,
               (double)s.allocated_bytes / 1e6);
        fflush(stdout);
        w->first = tenth == 1 ? used : w->first;
        w->last = used;
    }
    return NULL;
}

static void test_soak(void **state)
{
    fixture f;
    worker workers[THREADS];
    atomic_bool stop = false;
    pc_options options = {.trigger_min = 1 << 20};
    fixture_open(&f, &options);
    pc_value refs = pc_list_empty(f.t);
    for (int i = 0; i < 8; i++) {
        refs = pc_list_push(f.t, refs, pc_ref_new(f.t, pc_map_empty(f.t)));
    }
    pc_root shared = pc_root_new(f.roots, refs);
    watch_over watch = {.f = &f, .stop = &stop, .seconds = soak_seconds()};
    pthread_t watcher;
    bool watched = watch.seconds > 10 && pthread_create(&watcher, NULL, report_memory, &watch) == 0;
    run(&f, soak, shared, &stop, soak_seconds(), workers);
    if (watched) {
        pthread_join(watcher, NULL);
        assert_true(watch.last < watch.first * 2 + (16 << 20));
    }
    for (unsigned i = 0; i < THREADS; i++) {
        assert_true(workers[i].done > 0);
    }
    collect(&f);
    assert_true(stats_of(&f).used_bytes < 16 << 20);
    fixture_close(&f);
}

// One thread stays in its region and passes safepoints; all it needs is in roots.
static void *at_safepoints(void *data)
{
    worker *w = data;
    pc_thread *t;
    pc_roots *roots;
    assert_int_equal(pc_thread_attach(w->f->heap, &t), 0);
    assert_int_equal(pc_roots_new(w->f->heap, "safepoints", &roots), 0);
    pc_enter(t);
    pc_root root = pc_root_new(roots, pc_list_empty(t));
    for (int i = 0; !atomic_load(w->stop) || i < 100; i++) {
        pc_value list = pc_root_get(roots, root);
        assert_true(i == 0 || pc_list_get(list, pc_list_count(list) - 1) == pc_int32(i - 1));
        list = pc_list_push(t, list, pc_int32(i));
        pc_root_set(roots, root,
                    pc_list_count(list) > 1000 ? pc_list_slice(t, list, 500, pc_list_count(list)) : list);
        pc_safepoint(t);
    }
    pc_leave(t);
    pc_roots_free(roots);
    pc_thread_detach(t);
    return NULL;
}

static void test_safepoints(void **state)
{
    fixture f;
    worker workers[THREADS];
    atomic_bool stop = false;
    pc_options options = {.trigger_min = 1 << 18};
    fixture_open(&f, &options);
    // A slow machine collects less often.
    for (int tries = 0; tries < 50 && stats_of(&f).collections <= 2; tries++) {
        atomic_store(&stop, false);
        run(&f, at_safepoints, 0, &stop, 0.2, workers);
    }
    assert_true(stats_of(&f).collections > 2);
    assert_int_equal(stats_of(&f).threads, 1);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compare_and_set),
        cmocka_unit_test(test_soak),
        cmocka_unit_test(test_safepoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
