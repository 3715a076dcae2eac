// SPDX-License-Identifier: MIT
//
// Refs: the cells that change. While a cycle marks, the value that leaves a ref is logged before it is overwritten; nothing else is ever needed. Watchers sit in one list of
// the heap, under watch_lock; it is not held while they are called.
#include "internal.h"

#include <sched.h>

pc_value pc_ref_new(pc_thread *t, pc_value v)
{
    pc_cell *c = pc__cell_new(t, PC_KIND_REF, 1, 0);
    if (c == NULL) {
        return PC_NONE;
    }
    atomic_store_explicit(ref_slot(c), v, memory_order_relaxed);
    return value_of(c);
}

pc_value pc_ref_get(pc_value ref)
{
    assert(is_kind(ref, PC_KIND_REF));
    return atomic_load_explicit(ref_slot(cell_of(ref)), memory_order_acquire);
}

// Calls the watchers one after the other; the list may change meanwhile, so each is found by its number. One that runs stays in the list.
static void notify(pc_thread *t, pc_value ref)
{
    if (!has_flag(cell_of(ref), FLAG_WATCHED)) {
        return;
    }
    for (size_t i = 0;; i++) {
        watcher *found = NULL;
        size_t skip = i;
        pthread_mutex_lock(&t->heap->watch_lock);
        for (watcher *w = t->heap->watchers; w != NULL; w = w->next) {
            if (w->ref == ref && skip-- == 0) {
                found = w;
                w->running++;
                break;
            }
        }
        pthread_mutex_unlock(&t->heap->watch_lock);
        if (found == NULL) {
            return;
        }
        found->watch(t, ref, found->data);
        pthread_mutex_lock(&t->heap->watch_lock);
        found->running--;
        pthread_mutex_unlock(&t->heap->watch_lock);
    }
}

pc_value pc_ref_exchange(pc_thread *t, pc_value ref, pc_value v)
{
    assert(is_kind(ref, PC_KIND_REF));
    _Atomic(pc_value) *slot = ref_slot(cell_of(ref));
    pc_value old = atomic_load_explicit(slot, memory_order_acquire);
    do {
        if (t->logging) {
            pc__log(t, old);
        }
    } while (
        !atomic_compare_exchange_weak_explicit(slot, &old, v, memory_order_acq_rel, memory_order_acquire));
    notify(t, ref);
    return old;
}

void pc_ref_set(pc_thread *t, pc_value ref, pc_value v)
{
    (void)pc_ref_exchange(t, ref, v);
}

bool pc_ref_compare_and_set(pc_thread *t, pc_value ref, pc_value expected, pc_value v)
{
    assert(is_kind(ref, PC_KIND_REF));
    if (t->logging) {
        pc__log(t, expected);
    }
    if (!atomic_compare_exchange_strong_explicit(ref_slot(cell_of(ref)), &expected, v, memory_order_acq_rel,
                                                 memory_order_acquire)) {
        return false;
    }
    notify(t, ref);
    return true;
}

int pc_ref_watch(pc_thread *t, pc_value ref, pc_watch watch, void *data)
{
    assert(is_kind(ref, PC_KIND_REF));
    watcher *w = malloc(sizeof *w);
    if (w == NULL) {
        t->error = -ENOMEM;
        return -ENOMEM;
    }
    *w = (watcher){.ref = ref, .watch = watch, .data = data};
    pthread_mutex_lock(&t->heap->watch_lock);
    watcher **link = &t->heap->watchers;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = w;
    pthread_mutex_unlock(&t->heap->watch_lock);
    atomic_fetch_or(&cell_of(ref)->flags, FLAG_WATCHED);
    return 0;
}

bool pc_ref_unwatch(pc_thread *t, pc_value ref, pc_watch watch, void *data)
{
    for (;;) {
        pthread_mutex_lock(&t->heap->watch_lock);
        watcher **link = &t->heap->watchers;
        while (*link != NULL && !((*link)->ref == ref && (*link)->watch == watch && (*link)->data == data)) {
            link = &(*link)->next;
        }
        watcher *found = *link;
        bool runs = found != NULL && found->running > 0;
        if (found != NULL && !runs) {
            *link = found->next;
        }
        pthread_mutex_unlock(&t->heap->watch_lock);
        if (!runs) {
            free(found);
            return found != NULL;
        }
        sched_yield();
    }
}

void pc__watchers_drop(pc_heap *heap, pc_value ref)
{
    pthread_mutex_lock(&heap->watch_lock);
    for (watcher **link = &heap->watchers; *link != NULL;) {
        watcher *w = *link;
        if (w->ref == ref) {
            *link = w->next;
            free(w);
        } else {
            link = &w->next;
        }
    }
    pthread_mutex_unlock(&heap->watch_lock);
}
