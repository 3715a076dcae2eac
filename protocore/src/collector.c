// SPDX-License-Identifier: MIT
//
// The collector: marks beside the mutators and frees what it did not reach.
//
// Why no write barrier is needed: cells do not change, so everything reachable at one moment (the snapshot) stays reachable through the same cells. Only roots and
// refs change; from the first handshake on, whoever overwrites one logs the old value. A handshake is over when each thread was parked or at a safepoint once, where
// it holds no values; nobody waits for anybody but the collector. One cycle:
//   1. LOG: handshake. From here on every overwritten value is logged.
//   2. MARK: handshake. Threads give new cells the new colour, so these need not be scanned: what they point to was reachable in the snapshot or is new itself.
//      Roots are scanned, the graph is followed, logs are drained, until nothing is left. What weak tables hand out meanwhile is logged as well. The end is decided under
//      weak_lock, and weak places that point to cells without the new colour are cleared before it is released.
//   3. SWEEP: handshake, at which threads give up their blocks. Cells without the new colour are free.
// Three colours, so that a cell that missed a sweep is not taken for a live one in the next cycle. Where memory for the collector itself is short, the cycle frees nothing.
#include "internal.h"

#include <sched.h>
#include <time.h>

// ---- marking --------------------------------------------------------------------------------------------------------

// Tails of lists grow in place, and versions of a list share them: of a tail as many slots are followed (`extra`) as the longest live list has in it (`aux`), so
// that an older version does not keep what newer ones held.
static void want_tail(pc_heap *heap, pc_cell *tail, uint32_t count)
{
    if (count <= tail->aux) {
        return;
    }
    bool waiting = tail->aux > tail->extra; // it lies on the stack
    tail->aux = (uint16_t)count;
    if (!waiting && pc__stack_push(&heap->gray, value_of(tail)) != 0) {
        heap->cycle_failed = true;
    }
}

static void visit(pc_heap *heap, pc_value v)
{
    if (!pc_is_cell(v)) {
        return;
    }
    pc_cell *c = cell_of(v);
    uint8_t now = atomic_load_explicit(&heap->color, memory_order_relaxed);
    _Atomic uint8_t *color = color_of(c);
    if (atomic_load_explicit(color, memory_order_relaxed) == now) {
        if (c->kind == PC__KIND_TAIL) {
            want_tail(heap, c, c->slots);
        }
        return;
    }
    atomic_store_explicit(color, now, memory_order_relaxed);
    if (c->kind == PC__KIND_TAIL) {
        c->aux = 0;
        c->extra = 0;
        want_tail(heap, c, c->slots); // a leaf: all of it
    } else if (c->kind == PC_KIND_WEAK) {
        if (pc__stack_push(&heap->weak_found, v) != 0) {
            heap->cycle_failed = true;
        }
    } else if (c->slots != 0 && pc__stack_push(&heap->gray, v) != 0) {
        heap->cycle_failed = true;
    }
}

// The tail of a list, as far as the list goes.
static void visit_list_tail(pc_heap *heap, const pc_cell *list)
{
    pc_cell *tail = cell_of(list->slot[1]);
    if (list_has_own_leaf(value_of(list))) {
        for (uint32_t i = 0; i < tail->slots; i++) {
            visit(heap, tail->slot[i]);
        }
        return;
    }
    if (tail == NULL || tail->kind != PC__KIND_TAIL) {
        visit(heap, list->slot[1]);
        return;
    }
    uint8_t now = atomic_load_explicit(&heap->color, memory_order_relaxed);
    _Atomic uint8_t *color = color_of(tail);
    if (atomic_load_explicit(color, memory_order_relaxed) != now) {
        atomic_store_explicit(color, now, memory_order_relaxed);
        tail->aux = 0;
        tail->extra = 0;
    }
    want_tail(heap, tail, pc__tail_count(list_tail_of(value_of(list))->end));
}

static void scan_gray(pc_heap *heap)
{
    while (heap->gray.count > 0) {
        pc_cell *c = cell_of(heap->gray.items[--heap->gray.count]);
        if (c->kind == PC_KIND_LIST) {
            visit(heap, c->slot[0]);
            visit_list_tail(heap, c);
            continue;
        }
        if (c->kind == PC__KIND_TAIL) {
            uint32_t from = c->extra, to = c->aux;
            c->extra = to;
            for (uint32_t i = from; i < to; i++) {
                visit(heap, c->slot[i]);
            }
            continue;
        }
        if (c->kind == PC_KIND_REF) {
            visit(heap, atomic_load_explicit(ref_slot(c), memory_order_acquire));
            continue;
        }
        for (uint32_t i = 0; i < c->slots; i++) {
            if (pc_is_cell(c->slot[i])) {
                __builtin_prefetch((const void *)color_of(cell_of(c->slot[i])));
            }
        }
        for (uint32_t i = 0; i < c->slots; i++) {
            visit(heap, c->slot[i]);
        }
    }
}

static void drain(pc_heap *heap, value_stack *log)
{
    while (log->count > 0) {
        visit(heap, log->items[--log->count]);
    }
}

// Under threads_lock and weak_lock.
static void drain_logs(pc_heap *heap)
{
    for (pc_thread *t = heap->threads; t != NULL; t = t->next) {
        pthread_mutex_lock(&t->log_lock);
        drain(heap, &t->log);
        pthread_mutex_unlock(&t->log_lock);
    }
    pc__roots_drain(heap, visit);
    drain(heap, &heap->weak_log);
    if (atomic_exchange(&heap->weak_log_failed, false)) {
        heap->cycle_failed = true;
    }
}

void pc__weak_log(pc_heap *heap, pc_value v)
{
    int phase = atomic_load(&heap->phase);
    if ((phase == PHASE_LOG || phase == PHASE_MARK) && pc_is_cell(v) &&
        pc__stack_push(&heap->weak_log, v) != 0) {
        heap->weak_log_failed = true;
    }
}

static void clear_weak(pc_heap *heap)
{
    for (size_t i = 0; i < heap->weak_found.count; i++) {
        pc_cell *weak = cell_of(heap->weak_found.items[i]);
        pc_value target = weak->slot[0];
        if (pc_is_cell(target) && !pc__is_live_color(heap, cell_of(target))) {
            weak->slot[0] = PC_NONE;
        }
    }
    pc__weak_clear_dead(heap, &heap->symbols);
    pc__weak_clear_dead(heap, &heap->shapes);
}

// ---- handshakes -----------------------------------------------------------------------------------------------------

// Crosses the parked threads and counts those that have not crossed yet.
static size_t handshake_pass(pc_heap *heap, uint64_t epoch)
{
    size_t waiting = 0;
    pthread_mutex_lock(&heap->threads_lock);
    for (pc_thread *t = heap->threads; t != NULL; t = t->next) {
        if (atomic_load_explicit(&t->epoch, memory_order_acquire) == epoch) {
            continue;
        }
        int expected = THREAD_PARKED;
        if (heap->stopped && atomic_load(&t->state) == THREAD_SEIZED) {
            pc__cross(t);
        } else if (atomic_compare_exchange_strong(&t->state, &expected, THREAD_SEIZED)) {
            pc__cross(t);
            atomic_store(&t->state, THREAD_PARKED);
        } else {
            waiting++;
        }
    }
    pthread_mutex_unlock(&heap->threads_lock);
    return waiting;
}

static void handshake(pc_heap *heap, enum phase phase)
{
    atomic_store(&heap->phase, phase);
    uint64_t epoch = atomic_fetch_add(&heap->epoch, 1) + 1;
    long pause_ns = 2000;
    while (handshake_pass(heap, epoch) > 0) {
        struct timespec pause = {0, pause_ns};
        nanosleep(&pause, NULL);
        pause_ns = pause_ns < 500000 ? pause_ns * 2 : pause_ns;
    }
}

// ---- sweeping -------------------------------------------------------------------------------------------------------

#if defined(__SANITIZE_ADDRESS__)
enum { SWEEP_ROWS = 0 }; // each cell is poisoned
#else
enum { SWEEP_ROWS = 1 };
#endif
typedef uint8_t color_row __attribute__((vector_size(16), aligned(1)));

// Clears all colours of a block but this one, which no byte has where no cell begins, sixteen at a time. Returns how many cells have it.
static size_t sweep_rows(block *b, uint8_t now)
{
    enum { ROWS = BLOCK_COLORS / 16, AT_ONCE = 128 };      // each place of the sum holds the number of rows
    color_row *row = (color_row *)(void *)block_colors(b); // nobody else has the block
    size_t live = 0;
    for (size_t from = 0; from < ROWS; from += AT_ONCE) {
        color_row sum = {0};
        for (size_t i = from; i < from + AT_ONCE; i++) {
            color_row same = (color_row)(row[i] == now);
            row[i] &= same;
            sum -= same;
        }
        for (size_t i = 0; i < 16; i++) {
            live += sum[i];
        }
    }
    return live;
}

// Frees the cells of a block that lack the colour. Returns how many cells live.
static size_t sweep_cells(pc_heap *heap, block *b)
{
    uint8_t now = atomic_load_explicit(&heap->color, memory_order_relaxed);
    if (SWEEP_ROWS && b->list < CLASSES && (b->rows & 1u << now) == 0) {
        b->rows = 0;
        return sweep_rows(b, now);
    }
    _Atomic uint8_t *colors = block_colors(b);
    size_t live = 0;
    for (uint32_t i = 0; i < b->end; i += b->cell_size / GRANULE) {
        uint8_t color = atomic_load_explicit(&colors[i], memory_order_relaxed);
        if (color == now) {
            live++;
        } else if (color != 0) {
            void *cell = block_memory(b) + (size_t)i * GRANULE;
            if (b->list >= CLASSES) {
                pc__finalize(heap, cell);
            }
            POISON(cell, b->cell_size);
            atomic_store_explicit(&colors[i], 0, memory_order_relaxed);
        }
    }
    if (live == 0) {
        memset((void *)colors, 0, BLOCK_COLORS); // where no cell begins, too
        b->rows = 0;
    }
    return live;
}

static void sweep_block(pc_heap *heap, block *b, size_t *live, uint64_t *freed)
{
    size_t cells = BLOCK_SIZE / b->cell_size;
    size_t stay = sweep_cells(heap, b), free_cells = cells - stay;
    *live += stay * b->cell_size;
    *freed += b->taken - stay;
    b->taken = (uint16_t)stay;
    b->free_cells = (uint16_t)free_cells;
    pthread_mutex_lock(&heap->heap_lock);
    if (free_cells == cells) {
        pc__block_release(heap, b);
    } else {
        // A block with hardly any room is not worth looking through.
        block **list = free_cells * 8 >= cells ? &heap->partial[b->list] : &heap->retired;
        b->next = *list;
        *list = b;
    }
    pthread_mutex_unlock(&heap->heap_lock);
}

static void sweep_large(pc_heap *heap, size_t *live, uint64_t *freed)
{
    // New ones come in at the head with the new colour; only this function takes any out.
    pthread_mutex_lock(&heap->heap_lock);
    large_header *h = heap->large;
    pthread_mutex_unlock(&heap->heap_lock);
    while (h != NULL) {
        large_header *next = h->next;
        pc_cell *c = (pc_cell *)((uint8_t *)h + LARGE_HEADER);
        if (pc__is_live_color(heap, c)) {
            *live += h->size;
        } else {
            pc__finalize(heap, c);
            (*freed)++;
            pthread_mutex_lock(&heap->heap_lock);
            pc__large_release(heap, h);
            pthread_mutex_unlock(&heap->heap_lock);
        }
        h = next;
    }
}

// Takes the blocks that other threads could allocate from, puts them before `b`.
static block *take_partial(pc_heap *heap)
{
    block *all = NULL;
    pthread_mutex_lock(&heap->heap_lock);
    for (unsigned i = 0; i < LISTS; i++) {
        while (heap->partial[i] != NULL) {
            block *b = heap->partial[i];
            heap->partial[i] = b->next;
            b->next = all;
            all = b;
        }
    }
    pthread_mutex_unlock(&heap->heap_lock);
    return all;
}

static void sweep_list(pc_heap *heap, block *b, size_t *live, uint64_t *freed)
{
    for (block *next; b != NULL; b = next) {
        next = b->next;
        sweep_block(heap, b, live, freed);
    }
}

static void sweep(pc_heap *heap, bool thorough)
{
    uint64_t start = pc__now_ns();
    uint64_t freed = 0;
    size_t live = 0;
    block *partial = take_partial(heap);
    handshake(heap, PHASE_SWEEP);
    pthread_mutex_lock(&heap->heap_lock);
    block *retired = heap->retired;
    heap->retired = NULL;
    pthread_mutex_unlock(&heap->heap_lock);
    sweep_list(heap, partial, &live, &freed);
    sweep_list(heap, retired, &live, &freed);
    sweep_large(heap, &live, &freed);

    pthread_mutex_lock(&heap->heap_lock);
    pc__trim(heap, thorough);
    heap->live_bytes = live;
    heap->freed_cells += freed;
    heap->trigger = live / 4 * 3 > heap->trigger_min ? live / 4 * 3 : heap->trigger_min;
    heap->sweep_ns = pc__now_ns() - start;
    pthread_mutex_unlock(&heap->heap_lock);
}

// ---- a cycle --------------------------------------------------------------------------------------------------------

// True where everything is marked; then weak places are clear.
static bool mark_is_over(pc_heap *heap)
{
    pthread_mutex_lock(&heap->threads_lock);
    pthread_mutex_lock(&heap->weak_lock);
    drain_logs(heap);
    bool over = heap->gray.count == 0;
    if (over && !heap->cycle_failed) {
        clear_weak(heap);
    }
    if (over) {
        // From here on nothing is logged any more: all that can be reached is marked.
        atomic_store(&heap->phase, PHASE_SWEEP);
    }
    pthread_mutex_unlock(&heap->weak_lock);
    pthread_mutex_unlock(&heap->threads_lock);
    return over;
}

static void mark(pc_heap *heap)
{
    uint64_t start = pc__now_ns();
    pc__roots_scan(heap, visit);
    do {
        scan_gray(heap);
    } while (!mark_is_over(heap));
    heap->weak_found.count = 0;
    pthread_mutex_lock(&heap->heap_lock);
    heap->mark_ns = pc__now_ns() - start;
    pthread_mutex_unlock(&heap->heap_lock);
}

static void drop_logs(pc_heap *heap)
{
    pthread_mutex_lock(&heap->threads_lock);
    for (pc_thread *t = heap->threads; t != NULL; t = t->next) {
        pthread_mutex_lock(&t->log_lock);
        t->log.count = 0;
        pthread_mutex_unlock(&t->log_lock);
    }
    pthread_mutex_unlock(&heap->threads_lock);
}

// `thorough`: somebody asked for it and waits. Under cycle_lock.
static void cycle_locked(pc_heap *heap, bool thorough)
{
    heap->cycle_failed = false;
    pthread_mutex_lock(&heap->heap_lock);
    heap->since_cycle = 0;
    pthread_mutex_unlock(&heap->heap_lock);
    pc__roots_logging(heap, true);
    handshake(heap, PHASE_LOG);
    uint8_t color = atomic_load(&heap->color);
    atomic_store(&heap->color, (uint8_t)(color % 3 + 1));
    handshake(heap, PHASE_MARK);
    mark(heap);
    pc__roots_logging(heap, false);
    if (heap->cycle_failed) {
        handshake(heap, PHASE_IDLE);
    } else {
        sweep(heap, thorough);
    }
    drop_logs(heap);
    atomic_store(&heap->phase, PHASE_IDLE);
    atomic_fetch_add(&heap->cycles, 1);
}

static void cycle(pc_heap *heap, bool thorough)
{
    pthread_mutex_lock(&heap->cycle_lock);
    cycle_locked(heap, thorough);
    pc__large_pages(heap);
    pthread_mutex_unlock(&heap->cycle_lock);
}

// ---- on the thread that allocates -------------------------------------------------------------------------------------

// Lets go of the threads that stop_all seized. Those that came or went meanwhile are none of them.
static void resume_all(pc_heap *heap, pc_thread *self)
{
    pthread_mutex_lock(&heap->threads_lock);
    heap->stopped = false;
    for (pc_thread *t = heap->threads; t != NULL; t = t->next) {
        if (atomic_load(&t->state) == THREAD_SEIZED) {
            atomic_store(&t->state, t == self ? THREAD_MANAGED : THREAD_PARKED);
        }
    }
    pthread_mutex_unlock(&heap->threads_lock);
}

// Seizes all threads, so that no handshake waits for one. False, and none seized, where one is in a region, or the roots alone would take long.
static bool stop_all(pc_heap *heap, pc_thread *self)
{
    pthread_mutex_lock(&heap->threads_lock);
    bool all = pc__roots_places(heap) <= HERE_ROOTS_MAX;
    atomic_store(&self->state, THREAD_SEIZED);
    for (pc_thread *t = heap->threads; t != NULL && all; t = t->next) {
        int expected = THREAD_PARKED;
        all = t == self || atomic_compare_exchange_strong(&t->state, &expected, THREAD_SEIZED);
    }
    heap->stopped = true;
    pthread_mutex_unlock(&heap->threads_lock);
    if (!all) {
        resume_all(heap, self);
    }
    return all;
}

void pc__collect_here(pc_thread *t)
{
    pc_heap *heap = t->heap;
    t->due = false;
    if (pthread_mutex_trylock(&heap->cycle_lock) != 0) {
        return;
    }
    uint64_t start = pc__now_ns();
    if (stop_all(heap, t)) {
        cycle_locked(heap, false);
        resume_all(heap, t);
        pc__pause_record(heap, pc__now_ns() - start);
    }
    pthread_mutex_unlock(&heap->cycle_lock);
}

void pc_collect(pc_heap *heap)
{
    cycle(heap, true);
}

static void *collector_run(void *data)
{
    pc_heap *heap = data;
    pthread_mutex_lock(&heap->wake_lock);
    while (!heap->stopping) {
        if (!heap->requested) {
            pthread_cond_wait(&heap->wake, &heap->wake_lock);
            continue;
        }
        heap->requested = false;
        pthread_mutex_unlock(&heap->wake_lock);
        cycle(heap, false);
        pthread_mutex_lock(&heap->wake_lock);
        pthread_cond_broadcast(&heap->done);
    }
    pthread_cond_broadcast(&heap->done);
    pthread_mutex_unlock(&heap->wake_lock);
    return NULL;
}

void pc_collect_start(pc_heap *heap)
{
    pthread_mutex_lock(&heap->wake_lock);
    if (!heap->thread_started && !heap->stopping) {
        // Where no thread can be had, the next trigger tries again.
        heap->thread_started = pthread_create(&heap->thread, NULL, collector_run, heap) == 0;
    }
    if (heap->thread_started) {
        heap->requested = true;
        atomic_fetch_add(&heap->asked, 1);
        pthread_cond_signal(&heap->wake);
    }
    pthread_mutex_unlock(&heap->wake_lock);
}

void pc_collect_wait(pc_heap *heap)
{
    pthread_mutex_lock(&heap->wake_lock);
    while (heap->requested && !heap->stopping) {
        pthread_cond_wait(&heap->done, &heap->wake_lock);
    }
    pthread_mutex_unlock(&heap->wake_lock);
    pthread_mutex_lock(&heap->cycle_lock); // the one that runs now
    pthread_mutex_unlock(&heap->cycle_lock);
}
