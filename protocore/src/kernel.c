// SPDX-License-Identifier: MIT
//
// Kernels over several threads. The list is cut into as many ranges as threads; each thread reads its range and writes results into one flat array; the caller makes the
// result of it. The caller's region stays open all the time, so no collection can end under the helpers: values pass between the threads as they are.
#include "internal.h"

#include <unistd.h>

enum { RANGE_MIN = 4096, THREADS_MAX = 64 };

typedef struct kernel {
    pc_value list;
    size_t n;
    unsigned parts;
    pc_value *out;                // n values
    size_t produced[THREADS_MAX]; // filter: how many of a range
    _Atomic int error;
    pc_heap *heap;
    void (*run)(struct kernel *k, pc_thread *t, unsigned part, size_t start, size_t end);
    union {
        pc_map_function map;
        pc_filter_function filter;
        pc_reduce_function reduce;
        pc_compare_function compare;
    } f;
    void *data;
    pc_value *scratch;
    const pc_value *a, *b; // merge
    size_t na, nb;
} kernel;

typedef struct helper {
    kernel *k;
    unsigned part;
    pthread_t thread;
} helper;

static bool is_ended(kernel *k)
{
    return atomic_load_explicit(&k->error, memory_order_relaxed) != 0;
}

// The first error stays; 0 stands for a function that ended the kernel without one.
static void end_with(kernel *k, int error)
{
    int none = 0;
    atomic_compare_exchange_strong(&k->error, &none, error != 0 ? error : -ECANCELED);
}

static void range_run(kernel *k, pc_thread *t, unsigned part)
{
    size_t start = k->n * part / k->parts, end = k->n * (part + 1) / k->parts;
    k->run(k, t, part, start, end);
}

static void *helper_run(void *data)
{
    helper *h = data;
    pc_thread *t;
    int rc = pc_thread_attach(h->k->heap, &t);
    if (rc != 0) {
        end_with(h->k, rc);
        return NULL;
    }
    pc_enter(t);
    range_run(h->k, t, h->part);
    pc_leave(t);
    pc_thread_detach(t);
    return NULL;
}

static unsigned parts_for(size_t n, unsigned threads)
{
    if (n < RANGE_MIN) {
        return 1;
    }
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t parts = threads != 0 ? threads : cores > 0 ? (size_t)cores : 1;
    size_t most = n / RANGE_MIN + 1;
    parts = parts < most ? parts : most;
    return parts < THREADS_MAX ? (unsigned)parts : THREADS_MAX;
}

// Runs the ranges; a range whose thread could not be started runs here. Fails: the first error of a range.
static int kernel_run(kernel *k, pc_thread *t, unsigned threads)
{
    helper helpers[THREADS_MAX];
    bool started[THREADS_MAX] = {false};
    k->heap = t->heap;
    k->parts = parts_for(k->n, threads);
    for (unsigned i = 1; i < k->parts; i++) {
        helpers[i] = (helper){.k = k, .part = i};
        started[i] = pthread_create(&helpers[i].thread, NULL, helper_run, &helpers[i]) == 0;
    }
    for (unsigned i = 0; i < k->parts; i++) {
        if (!started[i]) {
            range_run(k, t, i);
        }
    }
    for (unsigned i = 1; i < k->parts; i++) {
        if (started[i]) {
            pthread_join(helpers[i].thread, NULL);
        }
    }
    int error = atomic_load(&k->error);
    if (error != 0) {
        t->error = error;
    }
    return error;
}

static pc_value *values_new(pc_thread *t, size_t n)
{
    pc_value *values = malloc((n > 0 ? n : 1) * sizeof *values);
    if (values == NULL) {
        t->error = -ENOMEM;
    }
    return values;
}

static void list_copy(pc_value list, size_t start, size_t end, pc_value *to)
{
    size_t n;
    for (size_t i = start; i < end; i += n) {
        const pc_value *run = pc_list_run(list, i, &n);
        n = n < end - i ? n : end - i;
        memcpy(&to[i - start], run, n * sizeof *run);
    }
}

// ---- map ------------------------------------------------------------------------------------------------------------

static void map_range(kernel *k, pc_thread *t, unsigned part, size_t start, size_t end)
{
    list_copy(k->list, start, end, &k->out[start]);
    for (size_t i = start; i < end && !is_ended(k); i++) {
        t->error = 0;
        k->out[i] = k->f.map(t, k->out[i], k->data);
        if (k->out[i] == PC_NONE) {
            end_with(k, t->error);
        }
    }
}

pc_value pc_list_map(pc_thread *t, pc_value list, pc_map_function f, void *data, unsigned threads)
{
    kernel k = {.list = list, .n = pc_list_count(list), .run = map_range, .f.map = f, .data = data};
    k.out = values_new(t, k.n);
    if (k.out == NULL) {
        return PC_NONE;
    }
    pc_value result = kernel_run(&k, t, threads) == 0 ? pc_list_from(t, k.out, k.n) : PC_NONE;
    free(k.out);
    return result;
}

// ---- filter ---------------------------------------------------------------------------------------------------------

static void filter_range(kernel *k, pc_thread *t, unsigned part, size_t start, size_t end)
{
    list_copy(k->list, start, end, &k->out[start]);
    size_t to = start;
    for (size_t i = start; i < end && !is_ended(k); i++) {
        pc_value v = k->out[i];
        int stays = k->f.filter(t, v, k->data);
        if (stays > 0) {
            k->out[to++] = v;
        } else if (stays < 0) {
            end_with(k, stays);
        }
    }
    k->produced[part] = to - start;
}

pc_value pc_list_filter(pc_thread *t, pc_value list, pc_filter_function f, void *data, unsigned threads)
{
    kernel k = {.list = list, .n = pc_list_count(list), .run = filter_range, .f.filter = f, .data = data};
    k.out = values_new(t, k.n);
    if (k.out == NULL) {
        return PC_NONE;
    }
    pc_value result = PC_NONE;
    pc_list_builder b;
    if (kernel_run(&k, t, threads) == 0 && pc_list_builder_init(&b, t, PC_NONE) == 0) {
        int rc = 0;
        for (unsigned part = 0; part < k.parts && rc == 0; part++) {
            rc = pc_list_builder_append(&b, &k.out[k.n * part / k.parts], k.produced[part]);
        }
        result = rc == 0 ? pc_list_builder_finish(&b) : PC_NONE;
    }
    free(k.out);
    return result;
}

// ---- reduce ---------------------------------------------------------------------------------------------------------

static void reduce_range(kernel *k, pc_thread *t, unsigned part, size_t start, size_t end)
{
    pc_value sum = PC_NONE;
    size_t n;
    for (size_t i = start; i < end; i += n) {
        const pc_value *run = pc_list_run(k->list, i, &n);
        n = n < end - i ? n : end - i;
        for (size_t j = 0; j < n && !is_ended(k); j++) {
            t->error = 0;
            sum = i + j == start ? run[j] : k->f.reduce(t, sum, run[j], k->data);
            if (sum == PC_NONE) {
                end_with(k, t->error);
                return;
            }
        }
    }
    k->out[part] = sum;
}

pc_value pc_list_reduce(pc_thread *t, pc_value list, pc_reduce_function f, void *data, unsigned threads)
{
    pc_value partial[THREADS_MAX];
    kernel k = {.list = list,
                .n = pc_list_count(list),
                .run = reduce_range,
                .f.reduce = f,
                .data = data,
                .out = partial};
    t->error = 0;
    if (k.n == 0 || kernel_run(&k, t, threads) != 0) {
        return PC_NONE;
    }
    pc_value sum = partial[0];
    for (unsigned i = 1; i < k.parts && sum != PC_NONE; i++) {
        t->error = 0;
        sum = f(t, sum, partial[i], data);
    }
    return sum != PC_NONE || t->error != 0 ? sum : pc__fail(t, -ECANCELED);
}

// ---- sort -----------------------------------------------------------------------------------------------------------

static int compare_default(pc_value a, pc_value b, void *data)
{
    return pc_compare(a, b);
}

static void merge_runs(const kernel *k, const pc_value *a, size_t na, const pc_value *b, size_t nb,
                       pc_value *to)
{
    size_t i = 0, j = 0;
    while (i < na && j < nb) {
        *to++ = k->f.compare(a[i], b[j], k->data) <= 0 ? a[i++] : b[j++];
    }
    memcpy(to, &a[i], (na - i) * sizeof *a);
    memcpy(to + (na - i), &b[j], (nb - j) * sizeof *b);
}

// How many of the first `at` values of the merged row are of `a`.
static size_t rank_in_a(const kernel *k, size_t at)
{
    size_t low = at > k->nb ? at - k->nb : 0, high = at < k->na ? at : k->na;
    while (low < high) {
        size_t i = low + (high - low) / 2;
        if (k->f.compare(k->a[i], k->b[at - i - 1], k->data) <= 0) {
            low = i + 1;
        } else {
            high = i;
        }
    }
    return low;
}

// The part of the merged row between `start` and `end`.
static void merge_range(kernel *k, pc_thread *t, unsigned part, size_t start, size_t end)
{
    size_t i = rank_in_a(k, start), i_end = rank_in_a(k, end), j = start - i, j_end = end - i_end;
    merge_runs(k, &k->a[i], i_end - i, &k->b[j], j_end - j, &k->out[start]);
}

// Merges two rows by several threads: each knows where its part of the result begins in both. Fails: -ENOMEM.
static int merge_rows(const kernel *of, pc_thread *t, kernel rows, unsigned threads)
{
    rows.n = rows.na + rows.nb;
    rows.run = merge_range;
    rows.f = of->f;
    rows.data = of->data;
    return kernel_run(&rows, t, threads);
}

static void insertion_sort(const kernel *k, pc_value *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        pc_value one = v[i];
        size_t j = i;
        for (; j > 0 && k->f.compare(v[j - 1], one, k->data) > 0; j--) {
            v[j] = v[j - 1];
        }
        v[j] = one;
    }
}

// Sorts `v`, with as much room at `other`.
static void merge_sort(const kernel *k, pc_value *v, pc_value *other, size_t n)
{
    if (n <= 12) {
        insertion_sort(k, v, n);
        return;
    }
    size_t half = n / 2;
    merge_sort(k, v, other, half);
    merge_sort(k, v + half, other + half, n - half);
    if (k->f.compare(v[half - 1], v[half], k->data) > 0) {
        memcpy(other, v, n * sizeof *v);
        merge_runs(k, other, half, other + half, n - half, v);
    }
}

static void sort_range(kernel *k, pc_thread *t, unsigned part, size_t start, size_t end)
{
    list_copy(k->list, start, end, &k->out[start]);
    merge_sort(k, &k->out[start], &k->scratch[start], end - start);
}

pc_value pc_list_sort(pc_thread *t, pc_value list, pc_compare_function compare, void *data, unsigned threads)
{
    kernel k = {.list = list,
                .n = pc_list_count(list),
                .run = sort_range,
                .f.compare = compare ? compare : compare_default,
                .data = data};
    k.out = values_new(t, 2 * k.n);
    if (k.out == NULL) {
        return PC_NONE;
    }
    k.scratch = k.out + k.n;
    int rc = kernel_run(&k, t, threads);
    for (unsigned width = 1; width < k.parts && rc == 0; width *= 2) {
        for (unsigned i = 0; i + width < k.parts && rc == 0; i += 2 * width) {
            unsigned last = i + 2 * width < k.parts ? i + 2 * width : k.parts;
            size_t a = k.n * i / k.parts, b = k.n * (i + width) / k.parts, c = k.n * last / k.parts;
            memcpy(&k.scratch[a], &k.out[a], (c - a) * sizeof *k.out);
            rc = merge_rows(
                &k, t,
                (kernel){.a = &k.scratch[a], .na = b - a, .b = &k.scratch[b], .nb = c - b, .out = &k.out[a]},
                threads);
        }
    }
    pc_value result = rc == 0 ? pc_list_from(t, k.out, k.n) : PC_NONE;
    free(k.out);
    return result;
}

pc_value pc_list_merge(pc_thread *t, pc_value a, pc_value b, pc_compare_function compare, void *data,
                       unsigned threads)
{
    kernel k = {.f.compare = compare ? compare : compare_default, .data = data};
    size_t na = pc_list_count(a), nb = pc_list_count(b);
    pc_value *values = values_new(t, 2 * (na + nb));
    if (values == NULL) {
        return PC_NONE;
    }
    list_copy(a, 0, na, values);
    list_copy(b, 0, nb, values + na);
    pc_value *out = values + na + nb;
    int rc =
        merge_rows(&k, t, (kernel){.a = values, .na = na, .b = values + na, .nb = nb, .out = out}, threads);
    pc_value result = rc == 0 ? pc_list_from(t, out, na + nb) : PC_NONE;
    free(values);
    return result;
}

int pc_list_sum(pc_value list, double *out)
{
    double sum = 0;
    size_t n;
    for (size_t i = 0, count = pc_list_count(list); i < count; i += n) {
        const pc_value *run = pc_list_run(list, i, &n);
        for (size_t j = 0; j < n; j++) {
            if (!pc_is_number(run[j])) {
                return -EINVAL;
            }
            sum += pc_double(run[j]);
        }
    }
    *out = sum;
    return 0;
}
