// SPDX-License-Identifier: MIT
//
// Root sets: tables of slots with a generation each, in segments that do not move. A mutex for each set: the owner's thread and finalizers take it
// uncontended; the collector takes it for one segment at a time. While a cycle marks, values that leave a slot are logged.
#include "internal.h"

enum { SEGMENT = PC__SEGMENT, GENERATIONS = 1 << 21 }; // with 32 bits of index a root is exact in a double

int pc_roots_new(pc_heap *heap, const char *label, pc_roots **out)
{
    pc_roots *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return -ENOMEM;
    }
    r->heap = heap;
    r->label = label;
    pthread_mutex_init(&r->lock, NULL);
    pthread_mutex_lock(&heap->threads_lock);
    int phase = atomic_load(&heap->phase);
    r->logging = phase == PHASE_LOG || phase == PHASE_MARK;
    r->next = heap->root_sets;
    r->link = &heap->root_sets;
    if (r->next != NULL) {
        r->next->link = &r->next;
    }
    heap->root_sets = r;
    pthread_mutex_unlock(&heap->threads_lock);
    *out = r;
    return 0;
}

static void log_value(pc_roots *r, pc_value v)
{
    if (r->logging && pc_is_cell(v) && pc__stack_push(&r->log, v) != 0) {
        r->heap->weak_log_failed = true;
    }
}

void pc_roots_free(pc_roots *r)
{
    if (r == NULL) {
        return;
    }
    pc_heap *heap = r->heap;
    pthread_mutex_lock(&heap->threads_lock);
    *r->link = r->next;
    if (r->next != NULL) {
        r->next->link = r->link;
    }
    pthread_mutex_unlock(&heap->threads_lock);
    pthread_mutex_lock(&heap->weak_lock);
    for (size_t i = 0; i < r->used; i++) {
        pc__weak_log(heap, r->segments[i / SEGMENT][i % SEGMENT].value);
    }
    for (size_t i = 0; i < r->log.count; i++) {
        pc__weak_log(heap, r->log.items[i]);
    }
    pthread_mutex_unlock(&heap->weak_lock);
    for (size_t i = 0; i < r->segment_count; i++) {
        free(r->segments[i]);
    }
    pc__sites_free(r);
    free(r->segments);
    free(r->log.items);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

size_t pc_roots_count(pc_roots *r)
{
    pthread_mutex_lock(&r->lock);
    size_t count = r->count;
    pthread_mutex_unlock(&r->lock);
    return count;
}

static struct root_slot *slot_at(pc_roots *r, uint32_t index)
{
    return &r->segments[index / SEGMENT][index % SEGMENT];
}

static int segment_add(pc_roots *r)
{
    if (r->segment_count == r->segment_capacity) {
        size_t capacity = r->segment_capacity ? r->segment_capacity * 2 : 16;
        struct root_slot **segments = realloc(r->segments, capacity * sizeof *segments);
        if (segments == NULL) {
            return -ENOMEM;
        }
        r->segments = segments;
        r->segment_capacity = capacity;
    }
    struct root_slot *segment = calloc(SEGMENT, sizeof *segment);
    if (segment == NULL) {
        return -ENOMEM;
    }
    r->segments[r->segment_count++] = segment;
    return 0;
}

pc_root pc_root_new(pc_roots *r, pc_value v)
{
    pc_root root = 0;
    pthread_mutex_lock(&r->lock);
    uint32_t index;
    if (r->free_head != 0) {
        index = r->free_head - 1;
        r->free_head = slot_at(r, index)->next_free;
    } else if (r->used < r->segment_count * SEGMENT || segment_add(r) == 0) {
        index = r->used++;
    } else {
        goto out;
    }
    struct root_slot *slot = slot_at(r, index);
    slot->value = v;
    slot->generation = (slot->generation + 1) % GENERATIONS;
    r->count++;
    root = (uint64_t)slot->generation << 32 | index;
    if (pc_heap_traces_roots(r->heap)) {
        pc__site_record(r, index);
    }
out:
    pthread_mutex_unlock(&r->lock);
    return root;
}

// Under the set's lock.
static struct root_slot *slot_of(pc_roots *r, pc_root root)
{
    uint32_t index = (uint32_t)root;
    if (root == 0 || index >= r->used) {
        return NULL;
    }
    struct root_slot *slot = slot_at(r, index);
    return slot->generation == (uint32_t)(root >> 32) ? slot : NULL;
}

pc_value pc_root_get(pc_roots *r, pc_root root)
{
    pthread_mutex_lock(&r->lock);
    struct root_slot *slot = slot_of(r, root);
    pc_value v = slot != NULL ? slot->value : PC_NONE;
    pthread_mutex_unlock(&r->lock);
    return v;
}

bool pc_root_set(pc_roots *r, pc_root root, pc_value v)
{
    pthread_mutex_lock(&r->lock);
    struct root_slot *slot = slot_of(r, root);
    if (slot != NULL) {
        log_value(r, slot->value);
        slot->value = v;
    }
    pthread_mutex_unlock(&r->lock);
    return slot != NULL;
}

bool pc_root_free(pc_roots *r, pc_root root)
{
    pthread_mutex_lock(&r->lock);
    struct root_slot *slot = slot_of(r, root);
    if (slot != NULL) {
        log_value(r, slot->value);
        slot->value = PC_NONE;
        slot->generation = (slot->generation + 1) % GENERATIONS;
        slot->next_free = r->free_head;
        r->free_head = (uint32_t)root + 1;
        r->count--;
        if (r->sites != NULL) {
            pc__site_drop(r, (uint32_t)root);
        }
    }
    pthread_mutex_unlock(&r->lock);
    return slot != NULL;
}

void pc_root_note(pc_roots *r, pc_root root, const char *text)
{
    pthread_mutex_lock(&r->lock);
    if (slot_of(r, root) != NULL) {
        pc__site_note(r, (uint32_t)root, text);
    }
    pthread_mutex_unlock(&r->lock);
}

// ---- for the collector ----------------------------------------------------------------------------------------------

void pc__roots_logging(pc_heap *heap, bool on)
{
    pthread_mutex_lock(&heap->threads_lock);
    if (on) {
        atomic_store(&heap->phase, PHASE_LOG); // sets made from now on log, too
    }
    for (pc_roots *r = heap->root_sets; r != NULL; r = r->next) {
        pthread_mutex_lock(&r->lock);
        r->logging = on;
        r->log.count = 0;
        pthread_mutex_unlock(&r->lock);
    }
    pthread_mutex_unlock(&heap->threads_lock);
}

void pc__roots_scan(pc_heap *heap, pc__visit visit)
{
    pthread_mutex_lock(&heap->threads_lock);
    for (pc_roots *r = heap->root_sets; r != NULL; r = r->next) {
        for (size_t s = 0;; s++) {
            pthread_mutex_lock(&r->lock);
            bool more = s < r->segment_count;
            for (size_t i = 0; more && i < SEGMENT; i++) {
                visit(heap, r->segments[s][i].value);
            }
            pthread_mutex_unlock(&r->lock);
            if (!more) {
                break;
            }
        }
    }
    pthread_mutex_unlock(&heap->threads_lock);
}

size_t pc__roots_places(pc_heap *heap)
{
    size_t places = 0;
    for (pc_roots *r = heap->root_sets; r != NULL; r = r->next) {
        pthread_mutex_lock(&r->lock);
        places += r->segment_count * SEGMENT;
        pthread_mutex_unlock(&r->lock);
    }
    return places;
}

void pc__roots_drain(pc_heap *heap, pc__visit visit)
{
    for (pc_roots *r = heap->root_sets; r != NULL; r = r->next) {
        pthread_mutex_lock(&r->lock);
        while (r->log.count > 0) {
            visit(heap, r->log.items[--r->log.count]);
        }
        pthread_mutex_unlock(&r->lock);
    }
}
