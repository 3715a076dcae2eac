// SPDX-License-Identifier: MIT
//
// Weak places: tables that find cells by content without keeping them (symbols, shapes), and weak references. All under weak_lock: what comes out while a cycle marks is
// logged, and the collector clears dead entries before anyone can see them.
#include "internal.h"

#define GRAVE ((pc_cell *)(uintptr_t)1)

static size_t start_of(const weak_table *table, uint32_t hash)
{
    return hash & (table->capacity - 1);
}

pc_cell *pc__weak_find(pc_heap *heap, const weak_table *table, uint32_t hash, weak_match match,
                       const void *wanted)
{
    if (table->capacity == 0) {
        return NULL;
    }
    for (size_t i = start_of(table, hash);; i = (i + 1) & (table->capacity - 1)) {
        pc_cell *c = table->cells[i];
        if (c == NULL) {
            return NULL;
        }
        if (c != GRAVE && atomic_load_explicit(&c->hash, memory_order_relaxed) == hash && match(c, wanted)) {
            pc__weak_log(heap, value_of(c));
            return c;
        }
    }
}

static void put(weak_table *table, pc_cell *c, uint32_t hash)
{
    size_t i = start_of(table, hash);
    while (table->cells[i] != NULL) {
        i = (i + 1) & (table->capacity - 1);
    }
    table->cells[i] = c;
    table->used++;
    table->count++;
}

static int grow(weak_table *table)
{
    weak_table bigger = {.capacity = 64};
    while (bigger.capacity < table->count * 4) {
        bigger.capacity *= 2;
    }
    bigger.cells = calloc(bigger.capacity, sizeof *bigger.cells);
    if (bigger.cells == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < table->capacity; i++) {
        pc_cell *c = table->cells[i];
        if (c != NULL && c != GRAVE) {
            put(&bigger, c, atomic_load_explicit(&c->hash, memory_order_relaxed));
        }
    }
    free(table->cells);
    *table = bigger;
    return 0;
}

int pc__weak_add(weak_table *table, pc_cell *c, uint32_t hash)
{
    if ((table->used + 1) * 2 > table->capacity) {
        int rc = grow(table);
        if (rc != 0) {
            return rc;
        }
    }
    put(table, c, hash);
    return 0;
}

void pc__weak_clear_dead(pc_heap *heap, weak_table *table)
{
    for (size_t i = 0; i < table->capacity; i++) {
        pc_cell *c = table->cells[i];
        if (c != NULL && c != GRAVE && !pc__is_live_color(heap, c)) {
            table->cells[i] = GRAVE;
            table->count--;
        }
    }
}

// ---- weak references ------------------------------------------------------------------------------------------------

pc_value pc_weak_new(pc_thread *t, pc_value target)
{
    pc_cell *c = pc__cell_new(t, PC_KIND_WEAK, 1, 0);
    if (c == NULL) {
        return PC_NONE;
    }
    c->slot[0] = target;
    return value_of(c);
}

pc_value pc_weak_get(pc_thread *t, pc_value weak)
{
    assert(is_kind(weak, PC_KIND_WEAK));
    pthread_mutex_lock(&t->heap->weak_lock);
    pc_value v = cell_of(weak)->slot[0];
    pc__weak_log(t->heap, v);
    pthread_mutex_unlock(&t->heap->weak_lock);
    return v;
}
