// SPDX-License-Identifier: MIT
//
// Where roots come from: while a heap traces, each root remembers the stack of the call that made it, and a note of the embedder's. Beside each segment of a root set lies
// an array of such sites, made when the first one is recorded; a set that never traced has none. Under the set's lock.
#include "internal.h"

#if __has_include(<execinfo.h>)
#include <execinfo.h>
#define HAVE_BACKTRACE 1
#else
#define HAVE_BACKTRACE 0
#endif

enum { FRAMES = 12, SKIPPED = 2, KINDS_SHOWN = PC__KIND_SHAPE + 1 }; // skipped: pc__site_record, pc_root_new

typedef struct site {
    int count;
    void *frames[FRAMES];
    char *note;
} site;

static void site_free(site *s)
{
    if (s != NULL) {
        free(s->note);
        free(s);
    }
}

// The place of a root's site; NULL where memory is short or, unless `make`, where there is none.
static site **place_of(pc_roots *r, uint32_t index, bool make)
{
    size_t segment = index / PC__SEGMENT;
    if (segment >= r->site_capacity) {
        site ***bigger = make ? realloc(r->sites, r->segment_count * sizeof *bigger) : NULL;
        if (bigger == NULL) {
            return NULL;
        }
        memset(bigger + r->site_capacity, 0, (r->segment_count - r->site_capacity) * sizeof *bigger);
        r->sites = bigger;
        r->site_capacity = r->segment_count;
    }
    if (r->sites[segment] == NULL && make) {
        r->sites[segment] = calloc(PC__SEGMENT, sizeof *r->sites[segment]);
    }
    return r->sites[segment] != NULL ? &r->sites[segment][index % PC__SEGMENT] : NULL;
}

// Where memory is short the root has no site: the report says so.
void pc__site_record(pc_roots *r, uint32_t index)
{
    site **place = place_of(r, index, true);
    if (place == NULL) {
        return;
    }
    site_free(*place);
    *place = calloc(1, sizeof **place);
#if HAVE_BACKTRACE
    if (*place != NULL) {
        (*place)->count = backtrace((*place)->frames, FRAMES);
    }
#endif
}

void pc__site_drop(pc_roots *r, uint32_t index)
{
    site **place = place_of(r, index, false);
    if (place != NULL) {
        site_free(*place);
        *place = NULL;
    }
}

void pc__sites_free(pc_roots *r)
{
    for (size_t s = 0; s < r->site_capacity; s++) {
        for (size_t i = 0; r->sites[s] != NULL && i < PC__SEGMENT; i++) {
            site_free(r->sites[s][i]);
        }
        free(r->sites[s]);
    }
    free(r->sites);
}

void pc__site_note(pc_roots *r, uint32_t index, const char *text)
{
    site **place = place_of(r, index, false);
    if (place != NULL && *place != NULL) {
        free((*place)->note);
        (*place)->note = strdup(text);
    }
}

// ---- the report -----------------------------------------------------------------------------------------------------

typedef struct group {
    const site *site; // NULL: not known
    size_t count;
    size_t kinds[KINDS_SHOWN];
} group;

typedef struct groups {
    group *items;
    size_t count;
} groups;

static bool same_site(const site *a, const site *b)
{
    if (a == NULL || b == NULL || a->note != NULL || b->note != NULL) {
        return a == b || (a != NULL && b != NULL && a->note != NULL && b->note != NULL &&
                          strcmp(a->note, b->note) == 0);
    }
    return a->count == b->count && memcmp(a->frames, b->frames, sizeof a->frames) == 0;
}

static int group_add(groups *all, const site *s, pc_value v)
{
    size_t i = 0;
    while (i < all->count && !same_site(all->items[i].site, s)) {
        i++;
    }
    if (i == all->count) {
        group *bigger = realloc(all->items, (all->count + 1) * sizeof *bigger);
        if (bigger == NULL) {
            return -ENOMEM;
        }
        all->items = bigger;
        all->items[all->count++] = (group){.site = s};
    }
    all->items[i].count++;
    all->items[i].kinds[pc_kind_of(v)]++;
    return 0;
}

static void print_lines(FILE *out, const char *text)
{
    for (const char *end; *text != 0; text = *end != 0 ? end + 1 : end) {
        end = strchrnul(text, '\n');
        fprintf(out, "    %.*s\n", (int)(end - text), text);
    }
}

static void print_frames(FILE *out, const site *s)
{
#if HAVE_BACKTRACE
    char **names = backtrace_symbols(s->frames, s->count);
    for (int i = SKIPPED; names != NULL && i < s->count; i++) {
        fprintf(out, "    at %s\n", names[i]);
    }
    free(names);
#else
    (void)s;
    fprintf(out, "    (no stacks on this system)\n");
#endif
}

static void print_group(FILE *out, const group *g, const char *label)
{
    fprintf(out, "  %zu in '%s' (", g->count, label);
    const char *between = "";
    for (int kind = 0; kind < KINDS_SHOWN; kind++) {
        if (g->kinds[kind] != 0) {
            fprintf(out, "%s%zu %s", between, g->kinds[kind], pc_kind_name((pc_kind)kind));
            between = ", ";
        }
    }
    fprintf(out, ") made\n");
    if (g->site == NULL) {
        fprintf(out, "    (where is not known)\n");
    } else if (g->site->note != NULL) {
        print_lines(out, g->site->note);
    } else {
        print_frames(out, g->site);
    }
}

static int more_first(const void *a, const void *b)
{
    size_t ca = ((const group *)a)->count, cb = ((const group *)b)->count;
    return (ca < cb) - (ca > cb);
}

size_t pc__sites_report(pc_roots *r, FILE *out)
{
    groups all = {0};
    int rc = 0;
    pthread_mutex_lock(&r->lock);
    size_t count = r->count;
    for (uint32_t i = 0; i < r->used && rc == 0; i++) {
        const struct root_slot *slot = &r->segments[i / PC__SEGMENT][i % PC__SEGMENT];
        if (slot->generation % 2 != 0) {
            site **place = place_of(r, i, false);
            rc = group_add(&all, place != NULL ? *place : NULL, slot->value);
        }
    }
    if (all.count > 0) {
        qsort(all.items, all.count, sizeof *all.items, more_first);
    }
    for (size_t i = 0; i < all.count; i++) {
        print_group(out, &all.items[i], r->label);
    }
    pthread_mutex_unlock(&r->lock);
    free(all.items);
    return count;
}

size_t pc_heap_report(pc_heap *heap, FILE *out)
{
    size_t count = 0;
    pthread_mutex_lock(&heap->threads_lock);
    for (pc_roots *r = heap->root_sets; r != NULL; r = r->next) {
        count += pc__sites_report(r, out);
    }
    pthread_mutex_unlock(&heap->threads_lock);
    return count;
}

void pc_heap_trace_roots(pc_heap *heap, bool on)
{
    atomic_store(&heap->trace_roots, on);
}

bool pc_heap_traces_roots(const pc_heap *heap)
{
    return atomic_load_explicit(&heap->trace_roots, memory_order_relaxed);
}
