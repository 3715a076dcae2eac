// SPDX-License-Identifier: MIT
//
// Does memory stay flat? Two threads change collections of every kind in shared refs, intern names that nobody keeps, make external bytes, weak references and roots, while the collector runs by its own
// triggers. Each twentieth of the time is one line; ends with 1 where the heap's or the process's memory grew from the second fifth of the time to the last.
// usage: protocore_soak [SECONDS]
#include "protocore.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { REFS = 1536, THREADS = 2, STEPS = 20, COUNT_MAX = 100 };

static pc_heap *heap;
static pc_root all; // a list of refs
static pc_roots *roots;
static atomic_bool stop;
static atomic_ulong operations, external_made, external_gone, failures;

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static void released(void *data, void *hint)
{
    (void)hint;
    free(data);
    atomic_fetch_add(&external_gone, 1);
}

static pc_value text_of(pc_thread *t, uint64_t n)
{
    char text[40];
    snprintf(text, sizeof text, "name %llu", (unsigned long long)n);
    return pc_string_ascii(t, text);
}

static pc_value leaf(pc_thread *t, uint64_t n)
{
    switch (n % 6) {
    case 0:
        return text_of(t, n);
    case 1:
        return pc_symbol_intern(t, text_of(t, n % 100000));
    case 2: {
        void *data = malloc(64);
        atomic_fetch_add(&external_made, 1);
        return pc_bytes_external(t, data, 64, released, NULL); // released also where it fails
    }
    case 3:
        return pc_weak_new(t, text_of(t, n));
    case 4:
        return pc_integer_multiply(t, pc_integer_from_int64(t, (int64_t)n << 20),
                                   pc_integer_from_int64(t, (int64_t)n << 20));
    default:
        return pc_int32((int32_t)n);
    }
}

static pc_value object_with(pc_thread *t, pc_value object, uint64_t n, pc_value v)
{
    char name[16];
    snprintf(name, sizeof name, "field%llu", (unsigned long long)(n % 40));
    return n % 5 == 0 ? pc_object_remove(t, object, pc_string_ascii(t, name))
                      : pc_object_set(t, object, pc_string_ascii(t, name), v);
}

static pc_value list_with(pc_thread *t, pc_value list, uint64_t n, pc_value v)
{
    size_t count = pc_list_count(list);
    switch (count == 0 ? 0 : n % 8) {
    case 1:
        return pc_list_set(t, list, n % count, v);
    case 2:
        return pc_list_pop(t, list);
    case 3:
        return count < COUNT_MAX ? pc_list_concat(t, list, list) : pc_list_slice(t, list, count / 2, count);
    case 4:
        return pc_list_insert(t, list, n % count, v);
    case 5:
        return pc_list_remove(t, list, n % count);
    default:
        return pc_list_push(t, list, v);
    }
}

static pc_value map_with(pc_thread *t, pc_value map, uint64_t n, pc_value v)
{
    pc_value key = text_of(t, n % COUNT_MAX);
    return n % 3 == 0 ? pc_map_remove(t, map, key) : pc_map_set(t, map, key, v);
}

// Another value of the same kind; PC_NONE where memory is short.
static pc_value changed(pc_thread *t, pc_value v, uint64_t n)
{
    pc_value with = leaf(t, n);
    if (with == PC_NONE) {
        return PC_NONE;
    }
    switch (pc_kind_of(v)) {
    case PC_KIND_LIST:
        return list_with(t, v, n, with);
    case PC_KIND_MAP:
        return map_with(t, v, n, with);
    case PC_KIND_SET:
        return n % 3 == 0 ? pc_set_remove(t, v, text_of(t, n % COUNT_MAX))
                          : pc_set_add(t, v, text_of(t, n % COUNT_MAX));
    case PC_KIND_MULTISET:
        return n % 3 == 0 ? pc_multiset_remove(t, v, pc_int32((int32_t)(n % 100)), 5)
                          : pc_multiset_add(t, v, pc_int32((int32_t)(n % 100)), 1 + n % 3);
    case PC_KIND_SPARSE:
        return n % 3 == 0 ? pc_sparse_remove(t, v, n % 1000) : pc_sparse_set(t, v, n % 1000, with);
    default:
        return object_with(t, v, n, with);
    }
}

static pc_value first_of(pc_thread *t, size_t i)
{
    switch (i % 6) {
    case 0:
        return pc_list_empty(t);
    case 1:
        return pc_map_empty(t);
    case 2:
        return pc_set_empty(t);
    case 3:
        return pc_multiset_empty(t);
    case 4:
        return pc_sparse_new(t, 0);
    default:
        return pc_object_new(t, PC_NULL);
    }
}

static void *mutate(void *data)
{
    pc_thread *t;
    uint64_t seed = (uintptr_t)data;
    if (pc_thread_attach(heap, &t) != 0) {
        atomic_fetch_add(&failures, 1);
        return NULL;
    }
    while (!atomic_load(&stop)) {
        pc_enter(t);
        pc_value refs = pc_root_get(roots, all);
        for (int i = 0; i < 32; i++) {
            pc_value ref = pc_list_get(refs, next_random(&seed) % REFS), old = pc_ref_get(ref);
            pc_value v = changed(t, old, next_random(&seed));
            if (v == PC_NONE) {
                atomic_fetch_add(&failures, 1);
            } else {
                pc_root root = pc_root_new(roots, v);
                (void)pc_ref_compare_and_set(t, ref, old, v);
                atomic_fetch_add(&failures, !pc_root_free(roots, root));
            }
        }
        pc_leave(t);
        atomic_fetch_add(&operations, 32);
    }
    pc_thread_detach(t);
    return NULL;
}

static size_t resident(void)
{
    unsigned long size = 0, pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f != NULL) {
        if (fscanf(f, "%lu %lu", &size, &pages) != 2) {
            pages = 0;
        }
        fclose(f);
    }
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

typedef struct sample {
    size_t live, resident;
} sample;

static sample look(int step)
{
    pc_stats s;
    pc_collect(heap);
    pc_stats_get(heap, &s);
    sample now = {s.live_bytes, resident()};
    printf("%3d %%: %5.1f MB live, %6.1f MB of the process, %llu collections, %.1f million operations, %llu "
           "symbols, %lu "
           "external, "
           "pauses p99 %.1f us, at most %.1f us\n",
           step * 100 / STEPS, (double)now.live / 1e6, (double)now.resident / 1e6,
           (unsigned long long)s.collections, (double)operations / 1e6, (unsigned long long)s.symbols,
           external_made - external_gone, (double)pc_stats_pause_quantile(&s, 0.99) / 1e3,
           (double)s.pause_max_ns / 1e3);
    fflush(stdout);
    return now;
}

static bool begin(pc_thread *t)
{
    pc_enter(t);
    pc_list_builder b;
    int rc = pc_list_builder_init(&b, t, PC_NONE);
    for (size_t i = 0; i < REFS && rc == 0; i++) {
        rc = pc_list_builder_push(&b, pc_ref_new(t, first_of(t, i)));
    }
    all = rc == 0 ? pc_root_new(roots, pc_list_builder_finish(&b)) : 0;
    pc_leave(t);
    return all != 0;
}

static bool grew(const sample *samples)
{
    sample early = {0}, late = {0};
    for (int i = STEPS / 5; i < STEPS; i++) {
        sample *most = i < STEPS * 2 / 5 ? &early : i >= STEPS * 4 / 5 ? &late : NULL;
        if (most != NULL) {
            most->live = samples[i].live > most->live ? samples[i].live : most->live;
            most->resident = samples[i].resident > most->resident ? samples[i].resident : most->resident;
        }
    }
    printf("at most, second fifth and last: %.1f and %.1f MB live, %.1f and %.1f MB of the process\n",
           (double)early.live / 1e6, (double)late.live / 1e6, (double)early.resident / 1e6,
           (double)late.resident / 1e6);
    return late.live > early.live / 10 * 11 || late.resident > early.resident / 4 * 5;
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 60;
    pc_thread *t;
    pthread_t threads[THREADS];
    sample samples[STEPS];
    if (pc_heap_new(NULL, &heap) != 0 || pc_thread_attach(heap, &t) != 0 ||
        pc_roots_new(heap, "soak", &roots) != 0 || !begin(t)) {
        return 1;
    }
    for (size_t i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, mutate, (void *)(i + 1)) != 0) {
            return 1;
        }
    }
    for (int step = 0; step < STEPS; step++) {
        double each = seconds / STEPS;
        struct timespec pause = {(time_t)each, (long)((each - (double)(time_t)each) * 1e9)};
        nanosleep(&pause, NULL);
        samples[step] = look(step + 1);
    }
    atomic_store(&stop, true);
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    bool good = !grew(samples) && failures == 0;
    pc_roots_free(roots);
    pc_thread_detach(t);
    good = pc_heap_free(heap, stdout) == 0 && external_made == external_gone && good;
    puts(good ? "flat" : "NOT FLAT");
    return good ? 0 : 1;
}
