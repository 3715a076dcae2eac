// SPDX-License-Identifier: MIT
//
// The whole-heap check of tests: follows everything from the roots and aborts where a cell is free, of no known kind, or larger than its place.
#include "internal.h"

typedef struct audit {
    pc_heap *heap;
    uintptr_t *seen; // open-addressed
    size_t capacity, count;
    value_stack todo;
} audit;

static _Thread_local audit *current; // pc__roots_scan passes the heap only

static void must(bool condition, const char *what, pc_value v)
{
    if (!condition) {
        fprintf(stderr, "protocore: audit: %s (cell %#llx)\n", what, (unsigned long long)v);
        abort();
    }
}

static bool first_time(audit *a, uintptr_t address)
{
    if (a->count * 2 >= a->capacity) {
        audit bigger = {.capacity = a->capacity ? a->capacity * 2 : 1024};
        bigger.seen = calloc(bigger.capacity, sizeof *bigger.seen);
        must(bigger.seen != NULL, "no memory", 0);
        for (size_t i = 0; i < a->capacity; i++) {
            if (a->seen[i] != 0) {
                size_t at = pc__mix(a->seen[i]) & (bigger.capacity - 1);
                while (bigger.seen[at] != 0) {
                    at = (at + 1) & (bigger.capacity - 1);
                }
                bigger.seen[at] = a->seen[i];
            }
        }
        free(a->seen);
        a->seen = bigger.seen;
        a->capacity = bigger.capacity;
    }
    size_t at = pc__mix(address) & (a->capacity - 1);
    while (a->seen[at] != 0) {
        if (a->seen[at] == address) {
            return false;
        }
        at = (at + 1) & (a->capacity - 1);
    }
    a->seen[at] = address;
    a->count++;
    return true;
}

// The elements of a list that lie in its tail: the tail's other places are nobody's or another list's.
static void check_tail(audit *a, pc_value list)
{
    pc_cell *tail = cell_of(cell_of(list)->slot[1]);
    uint32_t count = pc__tail_count(list_tail_of(list)->end);
    must(tail == NULL || count <= tail->slots, "tail too short", list);
    for (uint32_t i = 0; tail != NULL && i < count; i++) {
        must(pc__stack_push(&a->todo, tail->slot[i]) == 0, "no memory", list);
    }
    must(tail == NULL || list_has_own_leaf(list) || color_get(tail) != 0, "tail is free", list);
}

static void check(audit *a, pc_value v)
{
    if (!pc_is_cell(v) || !first_time(a, (uintptr_t)v)) {
        return;
    }
    pc_cell *c = cell_of(v);
    if (c->kind == PC_KIND_LIST) {
        check_tail(a, v);
        must(pc__stack_push(&a->todo, c->slot[0]) == 0, "no memory", v);
        return;
    }
    must(color_get(c) != 0, "reachable and free", v);
    must(c->kind >= PC_KIND_STRING && c->kind <= PC__KIND_SHAPE, "unknown kind", v);
    must(c->slots <= pc__cell_capacity(c), "larger than its place", v);
    for (uint32_t i = 0; i < c->slots; i++) {
        if (c->kind != PC_KIND_WEAK) {
            must(pc__stack_push(&a->todo, c->slot[i]) == 0, "no memory", v);
        }
    }
}

static void check_root(pc_heap *heap, pc_value v)
{
    check(current, v);
}

void pc_heap_audit(pc_heap *heap)
{
    audit a = {.heap = heap};
    pthread_mutex_lock(&heap->cycle_lock);
    current = &a;
    pc__roots_scan(heap, check_root);
    while (a.todo.count > 0) {
        check(&a, a.todo.items[--a.todo.count]);
    }
    current = NULL;
    pthread_mutex_unlock(&heap->cycle_lock);
    free(a.seen);
    free(a.todo.items);
}
