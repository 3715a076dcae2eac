// SPDX-License-Identifier: MIT
//
// Collections of young cells: those made since the last collection of any kind, which nearly all die soon. They run on a thread that allocates, at a safepoint, while no
// thread is in a region, and follow young cells only.
//
// Why that is enough: cells do not change, so a cell never leads to one that is younger than itself, and old ones need not be followed. Three kinds of places do change:
// roots (a segment of a root set that got a cell is scanned), refs (those that got one are remembered), and tails of lists (one that got a cell is young again, so that it is
// followed as far as the lists go that reach it; remembered, so that it becomes old again where none did). Weak tables give up the young cells that die; cells with finalizers wait
// for a whole collection.
//
// What lives gets the colour of the last whole collection, in its place. Either all threads make young cells or none does: a cell made old would be trusted to lead to
// no young one. So cells are young from a moment on where no thread is in a region, and until a whole collection begins to mark.
#include "internal.h"

void pc__young_switch(pc_heap *heap, bool on)
{
    pthread_mutex_lock(&heap->heap_lock);
    heap->young_bytes = 0;
    pthread_mutex_unlock(&heap->heap_lock);
    pthread_mutex_lock(&heap->weak_lock);
    heap->young_weak.count = 0;
    pthread_mutex_unlock(&heap->weak_lock);
    atomic_store(&heap->young, on);
    for (size_t i = 0; i < heap->chunk_count; i++) {
        atomic_store_explicit(chunk_young(heap->chunks[i]), 0, memory_order_relaxed);
    }
    for (pc_thread *t = heap->threads; t != NULL; t = t->next) {
        pc__cross(t);
        for (unsigned i = 0; i < LISTS; i++) {
            if (t->block[i] != NULL) {
                block_young(t->block[i]);
            }
        }
    }
}

// ---- marking --------------------------------------------------------------------------------------------------------

static void push(pc_heap *heap, value_stack *s, pc_value v)
{
    if (pc__stack_push(s, v) != 0) {
        heap->cycle_failed = true;
    }
}

static inline void visit(pc_heap *heap, pc_value v)
{
    if (!pc_is_cell(v) || (!cell_is_large(cell_of(v)) && !in_young_block(cell_of(v)))) {
        return;
    }
    pc_cell *c = cell_of(v);
    _Atomic uint8_t *color = color_of(c);
    if (atomic_load_explicit(color, memory_order_relaxed) != COLOR_YOUNG) {
        return;
    }
    atomic_store_explicit(color, atomic_load_explicit(&heap->color, memory_order_relaxed),
                          memory_order_relaxed);
    if (c->kind == PC_KIND_WEAK) {
        push(heap, &heap->weak_found, v);
    } else if (c->slots != 0) {
        push(heap, &heap->gray, v);
    }
}

static void visit_root(pc_heap *heap, pc_value v)
{
    visit(heap, v);
}

static void visit_slots(pc_heap *heap, const pc_cell *c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        visit(heap, c->slot[i]);
    }
}

static void visit_list(pc_heap *heap, const pc_cell *list)
{
    pc_cell *tail = cell_of(list->slot[1]);
    visit(heap, list->slot[0]);
    if (tail == NULL) {
        return;
    }
    if (list_has_own_leaf(value_of(list))) {
        visit_slots(heap, tail, tail->slots);
    } else if (tail->kind != PC__KIND_TAIL) {
        visit(heap, list->slot[1]);
    } else {
        // It stays young for now: where it is a leaf elsewhere, too, all of it is followed.
        visit_slots(heap, tail, pc__tail_count(list_tail_of(value_of(list))->end));
        push(heap, &heap->tails_found, value_of(tail));
    }
}

static void scan_gray(pc_heap *heap)
{
    while (heap->gray.count > 0) {
        const pc_cell *c = cell_of(heap->gray.items[--heap->gray.count]);
        if (c->kind == PC_KIND_LIST) {
            visit_list(heap, c);
        } else if (c->kind == PC_KIND_REF) {
            visit(heap, pc_ref_get(value_of(c)));
        } else {
            visit_slots(heap, c, c->slots);
        }
    }
}

static void scan_remembered(pc_heap *heap, const value_stack *remembered)
{
    for (size_t i = 0; i < remembered->count; i++) {
        pc_cell *c = cell_of(remembered->items[i]);
        if (c->kind == PC__KIND_TAIL) {
            push(heap, &heap->tails_found, value_of(c));
        } else if (color_get(c) != COLOR_YOUNG) { // a young one is followed where it is reached
            visit(heap, pc_ref_get(value_of(c)));
        }
    }
}

static void mark(pc_heap *heap)
{
    pc__roots_scan_fresh(heap, visit_root);
    for (pc_thread *t = heap->threads; t != NULL; t = t->next) {
        scan_remembered(heap, &t->remembered);
    }
    scan_remembered(heap, &heap->remembered);
    scan_gray(heap);
    uint8_t now = atomic_load(&heap->color);
    while (heap->tails_found.count > 0) {
        pc_cell *tail = cell_of(heap->tails_found.items[--heap->tails_found.count]);
        atomic_store_explicit(color_of(tail), now, memory_order_relaxed);
    }
}

static void clear_weak(pc_heap *heap)
{
    while (heap->weak_found.count > 0) {
        pc_cell *weak = cell_of(heap->weak_found.items[--heap->weak_found.count]);
        if (pc_is_cell(weak->slot[0]) && color_get(cell_of(weak->slot[0])) == COLOR_YOUNG) {
            weak->slot[0] = PC_NONE;
        }
    }
    pthread_mutex_lock(&heap->weak_lock);
    while (heap->young_weak.count > 0) {
        const pc_cell *c = cell_of(heap->young_weak.items[--heap->young_weak.count]);
        if (color_get(c) == COLOR_YOUNG) {
            pc__weak_drop(c->kind == PC_KIND_SYMBOL ? &heap->symbols : &heap->shapes, c);
        }
    }
    pthread_mutex_unlock(&heap->weak_lock);
}

// ---- sweeping -------------------------------------------------------------------------------------------------------

// Frees the young cells of a block. Returns how many cells live.
static size_t sweep_cells(block *b)
{
    if (SWEEP_ROWS && (b->rows & ~(1u << COLOR_YOUNG)) == 0) {
        b->rows = 0;
        return sweep_rows(b, COLOR_YOUNG, false);
    }
    size_t live = 0;
    _Atomic uint8_t *colors = block_colors(b);
    for (uint32_t i = 0; i < b->end; i += b->cell_size / GRANULE) {
        uint8_t color = atomic_load_explicit(&colors[i], memory_order_relaxed);
        if (color == COLOR_YOUNG) {
            POISON(block_memory(b) + (size_t)i * GRANULE, b->cell_size);
            atomic_store_explicit(&colors[i], 0, memory_order_relaxed);
        } else {
            live += color != 0;
        }
    }
    if (live == 0) {
        memset((void *)colors, 0, BLOCK_COLORS);
        b->rows = 0;
    }
    return live;
}

// Under heap_lock. Returns the bytes of cells that are old now.
static size_t sweep_block(pc_heap *heap, block *b)
{
    size_t cells = BLOCK_SIZE / b->cell_size, stay = b->taken;
    if (b->list < CLASSES) {
        stay = sweep_cells(b);
        heap->freed_cells += b->taken - stay;
        b->taken = (uint16_t)stay;
    }
    size_t more = (stay - b->old) * b->cell_size;
    b->old = (uint16_t)stay;
    b->free_cells = (uint16_t)(cells - stay);
    atomic_fetch_and_explicit(chunk_young(b), ~(UINT64_C(1) << block_number(b)), memory_order_relaxed);
    if (b->list < CLASSES) {
        pc__block_swept(heap, b, cells);
    } else { // its finalizers run in a whole collection
        b->next = heap->retired;
        heap->retired = b;
    }
    return more;
}

// How many young bytes start the next collection: more where many live, as they are followed each time.
static void nursery_fit(pc_heap *heap, size_t stay)
{
    if (stay > heap->young_bytes / 4) {
        heap->nursery = heap->nursery * 2 < NURSERY_MAX ? heap->nursery * 2 : NURSERY_MAX;
    } else if (stay < heap->young_bytes / 16 && heap->nursery > NURSERY_MIN) {
        heap->nursery /= 2;
    }
}

static void sweep(pc_heap *heap)
{
    pthread_mutex_lock(&heap->heap_lock);
    size_t stay = 0;
    block *b = heap->filled;
    heap->filled = NULL;
    for (block *next; b != NULL; b = next) {
        next = b->next;
        stay += sweep_block(heap, b);
    }
    nursery_fit(heap, stay);
    size_t gone = heap->young_bytes > stay ? heap->young_bytes - stay : 0;
    heap->since_cycle = heap->since_cycle > gone ? heap->since_cycle - gone : 0;
    heap->young_bytes = 0;
    heap->young_cycles++;
    pthread_mutex_unlock(&heap->heap_lock);
}

// ---- all of it ------------------------------------------------------------------------------------------------------

bool pc__young_collect(pc_heap *heap)
{
    heap->cycle_failed = atomic_load(&heap->remember_failed) || heap->young_bytes > HERE_BYTES_MAX;
    if (!heap->cycle_failed) {
        for (pc_thread *t = heap->threads; t != NULL; t = t->next) {
            pc__thread_retire(t, CLASSES);
        }
        mark(heap);
    }
    if (heap->cycle_failed) { // what was not followed would be taken for dead
        heap->gray.count = heap->weak_found.count = 0;
        heap->young_ok = false;
        pc__young_switch(heap, false);
        return false;
    }
    clear_weak(heap);
    pc__forget_all(heap);
    sweep(heap);
    return true;
}
