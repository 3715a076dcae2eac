// SPDX-License-Identifier: MIT
//
// The library's speed: build, read, update, push, iterate, concat, equality at several sizes (compare bench/immutable.js under Node), and the pauses of two mutators beside a
// large live heap: ends with 1 where one pause of a hundred takes 2 ms or more. usage: protocore_bench [collections [SIZE [NAME]] | pauses [MEGABYTES [SECONDS]]]
#include "protocore.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

static pc_heap *heap;
static pc_thread *t;
static pc_roots *roots;
static volatile double sink;
static const char *only_name = ""; // part of the names of operations that are measured

static double clock_of(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static double now(void)
{
    return clock_of(CLOCK_MONOTONIC);
}

// Of this thread on a processor: what else runs on the machine does not count.
static double spent(void)
{
    return clock_of(CLOCK_THREAD_CPUTIME_ID);
}

// Runs `body` in regions of its own for a fifth of a second, after some rounds to get warm; prints nanoseconds an operation (of which one run does `operations`).
static void measure(const char *name, size_t size, size_t operations, void (*body)(pc_value input, size_t n),
                    pc_value input)
{
    if (strstr(name, only_name) == NULL) {
        return;
    }
    pc_root root = pc_root_new(roots, input);
    double begin = 0, took = 0;
    size_t runs = 0, batch = operations < 2000 ? 2000 / operations : 1; // between two looks at the clock
    pc_leave(t);
    pc_collect(heap); // what building the input left is not this operation's
    pc_enter(t);
    for (int warm = 1; warm >= 0; warm--) {
        begin = spent();
        runs = 0;
        do {
            pc_safepoint(t);
            for (size_t i = 0; i < batch; i++) {
                body(pc_root_get(roots, root), size);
            }
            runs += batch;
            took = spent() - begin;
        } while (took < (warm ? 0.1 : 0.2));
    }
    printf("%-24s %8zu %10.1f\n", name, size, took * 1e9 / (double)(operations * runs));
    fflush(stdout);
    pc_root_free(roots, root);
}

static pc_value key(size_t i)
{
    char text[32];
    snprintf(text, sizeof text, "key%zu", i);
    return pc_string_ascii(t, text);
}

static pc_root kept;

// The last of many versions is one that somebody keeps.
static void keep(pc_value v)
{
    sink += pc_root_set(roots, kept, v);
}

static size_t step;    // 7919 % n
static pc_value *flat; // of as many keys, which a root holds, then of values

// The places of 0 to n in steps of 7919, without a division for each.
static inline size_t next_place(size_t at, size_t n)
{
    at += step;
    return at < n ? at : at - n;
}

static void list_build(pc_value input, size_t n)
{
    pc_list_builder b;
    int rc = pc_list_builder_init(&b, t, PC_NONE);
    for (size_t i = 0; i < n; i++) {
        rc |= pc_list_builder_push(&b, pc_int32((int)i));
    }
    sink += rc + (double)pc_list_builder_finish(&b);
}

static pc_value list_of(size_t n)
{
    pc_list_builder b;
    int rc = pc_list_builder_init(&b, t, PC_NONE);
    for (size_t i = 0; i < n; i++) {
        rc |= pc_list_builder_push(&b, pc_int32((int)i));
    }
    sink += rc;
    return pc_list_builder_finish(&b);
}

static void list_push(pc_value input, size_t n)
{
    pc_value list = pc_list_empty(t);
    pc_root root = pc_root_new(roots, list);
    for (size_t i = 0; i < n; i++) {
        list = pc_list_push(t, list, pc_int32((int)i));
        if (i % 1024 == 0) {
            pc_root_set(roots, root, list);
            pc_safepoint(t);
        }
    }
    pc_root_free(roots, root);
}

static void list_get(pc_value list, size_t n)
{
    double sum = 0;
    for (size_t i = 0, at = 0; i < n; i++, at = next_place(at, n)) {
        sum += pc_double(pc_list_get(list, at));
    }
    sink += sum;
}

static void list_set(pc_value list, size_t n)
{
    for (size_t i = 0, at = 0; i < 1000; i++, at = next_place(at, n)) {
        list = pc_list_set(t, list, at, pc_int32((int)i));
    }
    keep(list);
}

static void list_update(pc_value list, size_t n)
{
    pc_list_builder b;
    int rc = pc_list_builder_init(&b, t, list);
    for (size_t i = 0, at = 0; i < 1000 && rc == 0; i++, at = next_place(at, n)) {
        rc = pc_list_builder_set(&b, at, pc_int32((int)i));
    }
    sink += rc;
    keep(pc_list_builder_finish(&b));
}

static void list_iterate(pc_value list, size_t n)
{
    double sum = 0;
    size_t run;
    for (size_t i = 0; i < n; i += run) {
        const pc_value *p = pc_list_run(list, i, &run);
        for (size_t j = 0; j < run; j++) {
            sum += pc_double(p[j]);
        }
    }
    sink += sum;
}

static void list_concat(pc_value list, size_t n)
{
    sink += (double)pc_list_concat(t, list, list);
}

static void list_slice(pc_value list, size_t n)
{
    for (size_t i = 0; i < 100; i++) {
        sink += (double)pc_list_slice(t, list, n / 4 + i % 3, n - n / 4);
    }
}

static pc_value other;

static void equality(pc_value input, size_t n)
{
    sink += pc_equal(t, input, pc_root_get(roots, other));
}

static void map_build(pc_value input, size_t n)
{
    sink += (double)pc_map_from(t, flat, flat + n, n);
}

static void map_get(pc_value map, size_t n)
{
    for (size_t i = 0, at = 0; i < 1000; i++, at = next_place(at, n)) {
        sink += (double)pc_map_get(t, map, flat[at]);
    }
}

static void map_set(pc_value map, size_t n)
{
    for (size_t i = 0, at = 0; i < 1000; i++, at = next_place(at, n)) {
        map = pc_map_set(t, map, flat[at], pc_int32((int)i - 5));
    }
    keep(map);
}

static void map_update(pc_value map, size_t n)
{
    pc_map_builder b;
    int rc = pc_map_builder_init(&b, t, PC_KIND_MAP, map);
    for (size_t i = 0, at = 0; i < 1000 && rc == 0; i++, at = next_place(at, n)) {
        rc = pc_map_builder_set(&b, flat[at], pc_int32((int)i - 5));
    }
    sink += rc;
    keep(pc_map_builder_finish(&b));
}

static void map_update_all(pc_value map, size_t n)
{
    pc_value names[1000], values[1000];
    for (size_t i = 0, at = 0; i < 1000; i++, at = next_place(at, n)) {
        names[i] = flat[at];
        values[i] = pc_int32((int)i - 5);
    }
    pc_map_builder b;
    int rc = pc_map_builder_init(&b, t, PC_KIND_MAP, map);
    sink += rc == 0 ? pc_map_builder_set_all(&b, names, values, 1000) : rc;
    keep(pc_map_builder_finish(&b));
}

static int count_entry(void *data, pc_value k, pc_value v)
{
    *(double *)data += pc_double(v);
    return 0;
}

static void map_iterate(pc_value map, size_t n)
{
    double sum = 0;
    sink += pc_map_each(t, map, count_entry, &sum);
    sink += sum;
}

static void sort(pc_value list, size_t n)
{
    sink += (double)pc_list_sort(t, list, NULL, NULL, 0);
}

static void collections(size_t only)
{
    static const size_t sizes[] = {10, 1000, 100000, 1000000};
    kept = pc_root_new(roots, PC_NULL);
    printf("%-24s %8s %10s\n", "operation", "size", "ns/op");
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        size_t n = sizes[s];
        if (only != 0 && n != only) {
            continue;
        }
        step = 7919 % n;
        pc_value list = list_of(n);
        measure("list build", n, n, list_build, PC_NONE);
        list = list_of(n);
        pc_root root = pc_root_new(roots, list);
        measure("list push (persistent)", n, n, list_push, PC_NONE);
        measure("list get", n, n, list_get, pc_root_get(roots, root));
        measure("list set", n, 1000, list_set, pc_root_get(roots, root));
        measure("list update (builder)", n, 1000, list_update, pc_root_get(roots, root));
        measure("list iterate", n, n, list_iterate, pc_root_get(roots, root));
        measure("list concat", n, n, list_concat, pc_root_get(roots, root));
        measure("list slice", n, 100, list_slice, pc_root_get(roots, root));
        other = pc_root_new(roots, list_of(n));
        measure("list equal", n, n, equality, pc_root_get(roots, root));
        measure("list sort", n, n, sort, pc_root_get(roots, root));
        pc_value names = pc_list_empty(t);
        for (size_t i = 0; i < n; i++) {
            names = pc_list_push(t, names, key(i));
        }
        pc_root keys = pc_root_new(roots, names);
        flat = malloc(2 * n * sizeof *flat);
        for (size_t i = 0; i < n; i++) {
            flat[i] = pc_list_get(names, i); // the list is in a root all the time
            flat[n + i] = pc_int32((int)i);
        }
        measure("map build", n, n, map_build, names);
        pc_root map = pc_root_new(roots, pc_map_from(t, flat, flat + n, n));
        measure("map get", n, 1000, map_get, pc_root_get(roots, map));
        measure("map set", n, 1000, map_set, pc_root_get(roots, map));
        measure("map update (builder)", n, 1000, map_update, pc_root_get(roots, map));
        measure("map update (at once)", n, 1000, map_update_all, pc_root_get(roots, map));
        measure("map iterate (ordered)", n, n, map_iterate, pc_root_get(roots, map));
        pc_root_set(roots, other, pc_map_from(t, flat, flat + n, n));
        measure("map equal", n, n, equality, pc_root_get(roots, map));
        pc_root_free(roots, root);
        pc_root_free(roots, map);
        pc_root_free(roots, other);
        pc_root_free(roots, keys);
        free(flat);
    }
}

// ---- pauses ---------------------------------------------------------------------------------------------------------

static atomic_bool stop;
static atomic_ulong operations;
static pc_root big;
enum { LATENCY_BUCKETS = 40 };
static atomic_ulong latency[LATENCY_BUCKETS]; // of whole regions, by powers of two of nanoseconds

static void *mutate(void *data)
{
    pc_thread *mine;
    if (pc_thread_attach(heap, &mine) != 0) {
        return NULL;
    }
    uint64_t seed = (uintptr_t)data;
    unsigned long done = 0;
    while (!atomic_load(&stop)) {
        double begin = now();
        pc_enter(mine);
        pc_value refs = pc_root_get(roots, big);
        for (int i = 0; i < 20; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            pc_value ref = pc_list_get(refs, (seed >> 33) % pc_list_count(refs)), list = pc_ref_get(ref);
            list = pc_list_set(mine, list, (seed >> 43) % pc_list_count(list), pc_int32((int)done));
            if (list != PC_NONE) {
                pc_ref_set(mine, ref, list);
            }
            done++;
        }
        pc_leave(mine);
        uint64_t ns = (uint64_t)((now() - begin) * 1e9);
        atomic_fetch_add(&latency[ns < 2 ? 0 : 63 - __builtin_clzll(ns)], 1);
    }
    atomic_fetch_add(&operations, done);
    pc_thread_detach(mine);
    return NULL;
}

static double quantile_us(double q)
{
    unsigned long all = 0, seen = 0;
    for (int i = 0; i < LATENCY_BUCKETS; i++) {
        all += latency[i];
    }
    for (int i = 0; i < LATENCY_BUCKETS; i++) {
        seen += latency[i];
        if ((double)seen >= q * (double)all) {
            return (double)(UINT64_C(2) << i) / 1e3;
        }
    }
    return 0;
}

// False where pauses are too long.
static bool pauses(size_t megabytes, double seconds)
{
    pc_value refs = pc_list_empty(t);
    for (size_t i = 0; i < megabytes; i++) { // 100,000 numbers are a little less than a megabyte
        refs = pc_list_push(t, refs, pc_ref_new(t, list_of(120000)));
        pc_root_free(roots, big);
        big = pc_root_new(roots, refs);
        pc_safepoint(t);
        refs = pc_root_get(roots, big);
    }
    pc_leave(t);
    pc_collect(heap);
    pc_stats before, s;
    pc_stats_get(heap, &before);
    pthread_t threads[2];
    for (size_t i = 0; i < 2; i++) {
        if (pthread_create(&threads[i], NULL, mutate, (void *)(i + 1)) != 0) {
            return false;
        }
    }
    double end = now() + seconds;
    while (now() < end) {
        pc_collect(heap);
    }
    atomic_store(&stop, true);
    for (size_t i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    pc_stats_get(heap, &s);
    for (size_t i = 0; i < PC_PAUSE_BUCKETS; i++) {
        s.pauses[i] -= before.pauses[i];
    }
    printf("live %.0f MB, used %.0f MB, collections %llu, updates %lu/s\n", (double)s.live_bytes / 1e6,
           (double)s.used_bytes / 1e6, (unsigned long long)(s.collections - before.collections),
           (unsigned long)((double)operations / seconds));
    printf("mark %.0f ms, sweep %.0f ms beside the mutators\n", (double)s.mark_ns / 1e6,
           (double)s.sweep_ns / 1e6);
    printf("pauses by the collector: p50 %.1f us, p99 %.1f us, max %.1f us\n",
           (double)pc_stats_pause_quantile(&s, 0.5) / 1e3, (double)pc_stats_pause_quantile(&s, 0.99) / 1e3,
           (double)s.pause_max_ns / 1e3);
    printf("region of 20 updates, all causes: p50 %.1f us, p99 %.1f us, p99.99 %.1f us\n", quantile_us(0.5),
           quantile_us(0.99), quantile_us(0.9999));
    pc_enter(t);
    return pc_stats_pause_quantile(&s, 0.99) < 2000000 && s.live_bytes >= megabytes * 1000000 * 9 / 10;
}

int main(int argc, char **argv)
{
    if (pc_heap_new(NULL, &heap) != 0 || pc_thread_attach(heap, &t) != 0 ||
        pc_roots_new(heap, "bench", &roots) != 0) {
        return 1;
    }
    pc_enter(t);
    bool good = true;
    if (argc > 1 && argv[1][0] == 'p') {
        good = pauses(argc > 2 ? strtoul(argv[2], NULL, 10) : 1000, argc > 3 ? strtod(argv[3], NULL) : 5);
    } else {
        only_name = argc > 3 ? argv[3] : "";
        collections(argc > 2 ? strtoul(argv[2], NULL, 10) : 0);
    }
    pc_leave(t);
    pc_roots_free(roots);
    pc_thread_detach(t);
    pc_heap_free(heap, NULL);
    return good ? 0 : 1;
}
