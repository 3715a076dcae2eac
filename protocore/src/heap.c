// SPDX-License-Identifier: MIT
//
// Memory: chunks from the system, blocks of one size class, cells. A free cell is one whose colour byte is 0; a thread takes the next free one of
// its block, and a new block when there is none left: a swept one with room, else an empty one. Empty blocks keep some memory at hand and give the rest back.
#include "internal.h"

#include <sys/mman.h>
#include <time.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 // Linux 6.1
#endif

enum { PREFETCH_MAX = 512 };
enum { RESERVE_MIN = 16 * 1024 * 1024, RESERVE_MAX = 128 * 1024 * 1024 };
enum { LASTING_SHARE = 4 };
enum { LARGE_PAGES_MIN = 16 * 1024 * 1024, LARGE_PAGES_FREE = 4, LARGE_PAGES_AT_ONCE = 32 };

uint64_t pc__now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

int pc__stack_push(value_stack *s, pc_value v)
{
    if (s->count == s->capacity) {
        size_t capacity = s->capacity ? s->capacity * 2 : 256;
        pc_value *items = realloc(s->items, capacity * sizeof *items);
        if (items == NULL) {
            return -ENOMEM;
        }
        s->items = items;
        s->capacity = capacity;
    }
    s->items[s->count++] = v;
    return 0;
}

// ---- size classes ---------------------------------------------------------------------------------------------------

// Steps of 16 bytes up to 1 KB, then eighths of a power of two.
static unsigned class_of(size_t bytes)
{
    if (bytes <= 1024) {
        return (unsigned)((bytes + GRANULE - 1) / GRANULE - 1);
    }
    unsigned power = 63 - (unsigned)__builtin_clzll(bytes - 1); // 2^power < bytes <= 2^(power+1)
    unsigned eighth = (unsigned)((bytes - 1 - ((size_t)1 << power)) >> (power - 3));
    return 64 + (power - 10) * 8 + eighth;
}

static size_t class_size(unsigned class)
{
    if (class < 64) {
        return (class + 1) * (size_t)GRANULE;
    }
    unsigned power = 10 + (class - 64) / 8;
    return ((size_t)1 << power) + (((class - 64) % 8 + 1) * ((size_t)1 << (power - 3)));
}

// ---- blocks ---------------------------------------------------------------------------------------------------------

static int chunk_add(pc_heap *heap)
{
    void **chunks = realloc(heap->chunks, (heap->chunk_count + 1) * sizeof *chunks);
    if (chunks == NULL) {
        return -ENOMEM;
    }
    heap->chunks = chunks;
    size_t room = 2 * CHUNK_SIZE;
    uint8_t *raw =
        mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (raw == MAP_FAILED) {
        return -ENOMEM;
    }
    uint8_t *start = chunk_of(raw + CHUNK_SIZE - 1);
    if (start != raw) {
        munmap(raw, (size_t)(start - raw));
    }
    size_t after = (size_t)(raw + room - (start + CHUNK_SIZE));
    if (after != 0) {
        munmap(start + CHUNK_SIZE, after);
    }
    heap->chunks[heap->chunk_count++] = start;
    for (size_t i = CHUNK_BLOCKS; i-- > CHUNK_FIRST;) {
        block *b = block_of(start + i * BLOCK_SIZE);
        b->next = heap->free_blocks;
        heap->free_blocks = b;
    }
    return 0;
}

static bool over_limit(const pc_heap *heap, size_t more)
{
    return heap->hard_limit != 0 && heap->used_bytes + more > heap->hard_limit;
}

static block *block_take(pc_heap *heap, unsigned list, size_t cell_size)
{
    if (over_limit(heap, BLOCK_SIZE) || (heap->free_blocks == NULL && chunk_add(heap) != 0)) {
        return NULL;
    }
    block *b = heap->free_blocks;
    heap->free_blocks = b->next;
    if (b->touched) {
        heap->free_touched--;
    }
    b->next = NULL;
    b->touched = true;
    b->used = true;
    b->cell_size = (uint32_t)cell_size;
    b->list = (uint16_t)list;
    b->cursor = 0;
    size_t cells = BLOCK_SIZE / cell_size;
    b->free_cells = (uint16_t)cells;
    b->taken = 0;
    b->clean = true;
    b->empty = true;
    b->rows = 0;
    b->end = (uint32_t)(cells * cell_size / GRANULE);
    POISON(block_memory(b), BLOCK_SIZE);
    heap->used_bytes += BLOCK_SIZE;
    return b;
}

// An empty block (all colours 0). It keeps its memory at hand.
void pc__block_release(pc_heap *heap, block *b)
{
    heap->used_bytes -= BLOCK_SIZE;
    b->used = false;
    b->next = heap->free_blocks;
    heap->free_blocks = b;
    heap->free_touched++;
}

// What stays at hand: while collections follow one another, what is allocated between two of them, since memory that comes anew from the system
// costs more than all else about a cell; where somebody asked for a collection, little.
static size_t reserve(const pc_heap *heap, bool thorough)
{
    size_t least = heap->used_bytes / 8 > RESERVE_MIN ? heap->used_bytes / 8 : RESERVE_MIN;
    size_t usual = heap->trigger + RESERVE_MIN < RESERVE_MAX ? heap->trigger + RESERVE_MIN : RESERVE_MAX;
    return !thorough && usual > least ? usual : least;
}

// Gives the memory of empty blocks beyond a reserve back to the system.
void pc__trim(pc_heap *heap, bool thorough)
{
    size_t keep = reserve(heap, thorough) / BLOCK_SIZE;
    if (heap->free_touched <= keep) {
        return;
    }
    block *kept = NULL, *bare = NULL;
    size_t count = 0;
    for (block *b = heap->free_blocks, *next; b != NULL; b = next) {
        next = b->next;
        if (b->touched && count < keep) {
            count++;
            b->next = kept;
            kept = b;
            continue;
        }
        if (b->touched) {
            UNPOISON(block_memory(b), BLOCK_SIZE);
            madvise(block_memory(b), BLOCK_SIZE, MADV_DONTNEED);
            *chunk_large_pages(b) = false;
            b->touched = false;
        }
        b->next = bare;
        bare = b;
    }
    heap->free_touched = count;
    while (kept != NULL) {
        block *next = kept->next;
        kept->next = bare;
        bare = kept;
        kept = next;
    }
    heap->free_blocks = bare;
}

// Whether nearly all of a chunk is in use, and its pages are still small.
static bool wants_large_pages(const uint8_t *chunk)
{
    unsigned unused = 0;
    for (size_t i = CHUNK_FIRST; i < CHUNK_BLOCKS; i++) {
        unused += !block_of(chunk + i * BLOCK_SIZE)->used;
    }
    return unused <= LARGE_PAGES_FREE && !*chunk_large_pages(chunk);
}

void pc__large_pages(pc_heap *heap)
{
    void *wanted[LARGE_PAGES_AT_ONCE];
    size_t n = 0;
    pthread_mutex_lock(&heap->heap_lock);
    for (size_t i = 0;
         i < heap->chunk_count && heap->used_bytes >= LARGE_PAGES_MIN && n < LARGE_PAGES_AT_ONCE; i++) {
        if (wants_large_pages(heap->chunks[i])) {
            *chunk_large_pages(heap->chunks[i]) = true;
            wanted[n++] = heap->chunks[i];
        }
    }
    pthread_mutex_unlock(&heap->heap_lock);
    for (size_t i = 0; i < n; i++) {
        madvise(wanted[i], CHUNK_SIZE, MADV_COLLAPSE); // where the system cannot, it is as it was
    }
}

static void tell_allocated(pc_thread *t, size_t bytes)
{
    pc_heap *heap = t->heap;
    heap->since_cycle += t->lasting ? bytes / LASTING_SHARE : bytes;
    heap->allocated_bytes += bytes;
    bool soft =
        heap->soft_limit != 0 && heap->used_bytes > heap->soft_limit && heap->since_cycle > 1024 * 1024;
    if (heap->manual || atomic_load_explicit(&heap->phase, memory_order_relaxed) != PHASE_IDLE) {
        return;
    }
    if (heap->since_cycle > heap->trigger || soft) {
        heap->since_cycle = 0;
        pc_collect_start(heap);
    } else {
        t->due = heap->live_bytes <= HERE_LIVE_MAX && heap->since_cycle <= HERE_BYTES_MAX &&
                 heap->since_cycle > HERE_BYTES + HERE_LIVE_TIMES * heap->live_bytes;
    }
}

static block *block_next(pc_thread *t, unsigned list, size_t cell_size)
{
    pc_heap *heap = t->heap;
    pthread_mutex_lock(&heap->heap_lock);
    block *b = t->block[list];
    if (b != NULL) {
        b->next = heap->retired;
        heap->retired = b;
        t->block[list] = NULL;
    }
    b = heap->partial[list];
    if (b != NULL) {
        heap->partial[list] = b->next;
        b->next = NULL;
        b->clean = b->rows == 0;
        b->empty = false;
        b->cursor = 0;
    } else {
        b = block_take(heap, list, cell_size);
    }
    if (b != NULL) {
        tell_allocated(t, b->free_cells * (size_t)b->cell_size);
        b->free_cells = 0;
    }
    t->block[list] = b;
    pthread_mutex_unlock(&heap->heap_lock);
    return b;
}

// ---- large cells ----------------------------------------------------------------------------------------------------

static pc_cell *large_new(pc_thread *t, size_t bytes)
{
    pc_heap *heap = t->heap;
    size_t size = (bytes + LARGE_HEADER + 4095) & ~(size_t)4095;
    pthread_mutex_lock(&heap->heap_lock);
    large_header *h = NULL;
    if (!over_limit(heap, size)) {
        h = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (h == MAP_FAILED) {
            h = NULL;
        }
    }
    if (h != NULL) {
        h->size = size;
        atomic_store_explicit(&h->color, t->color, memory_order_relaxed);
        h->next = heap->large;
        h->link = &heap->large;
        if (h->next != NULL) {
            h->next->link = &h->next;
        }
        heap->large = h;
        heap->used_bytes += size;
        tell_allocated(t, size);
    }
    pthread_mutex_unlock(&heap->heap_lock);
    return h != NULL ? (pc_cell *)((uint8_t *)h + LARGE_HEADER) : NULL;
}

void pc__large_release(pc_heap *heap, large_header *h)
{
    *h->link = h->next;
    if (h->next != NULL) {
        h->next->link = h->link;
    }
    heap->used_bytes -= h->size;
    munmap(h, h->size);
}

// ---- cells ----------------------------------------------------------------------------------------------------------

static bool needs_finalizer(pc_kind kind)
{
    return kind == PC_KIND_BYTES || kind == PC_KIND_REF;
}

// The memory of the cell that comes next is asked for now: by the time it is used it is in the cache. Without it a cell costs a miss for each of its lines.
static inline void prefetch_next(const pc_cell *c, size_t size)
{
    const uint8_t *next = (const uint8_t *)c + size;
    size_t ahead = size < PREFETCH_MAX ? size : PREFETCH_MAX;
    for (size_t i = 0; i < ahead; i += 64) {
        __builtin_prefetch(next + i, 1);
    }
}

// The thread's block with a free cell at its cursor; a new one where the old one is full. NULL where there is none.
static block *block_with_room(pc_thread *t, unsigned list, size_t size)
{
    block *b = t->block[list];
    for (;;) {
        if (b == NULL || b->cursor >= b->end) {
            b = block_next(t, list, size);
            if (b == NULL) {
                return NULL;
            }
        }
        uint32_t step = b->cell_size / GRANULE;
        const _Atomic uint8_t *colors = block_colors(b);
        for (; b->cursor < b->end; b->cursor += step) {
            if (atomic_load_explicit(&colors[b->cursor], memory_order_relaxed) == 0) {
                return b;
            }
        }
    }
}

static pc_cell *block_cell(pc_thread *t, unsigned list, size_t size)
{
    block *b = block_with_room(t, list, size);
    if (b == NULL) {
        return NULL;
    }
    pc_cell *c = (pc_cell *)(void *)(block_memory(b) + (size_t)b->cursor * GRANULE);
    atomic_store_explicit(color_of(c), t->color, memory_order_relaxed);
    b->cursor += b->cell_size / GRANULE;
    b->taken++;
    prefetch_next(c, size);
    return c;
}

// How many granules from `start` on to behind the last cell before `end` are free, in a block where only cells have colours.
static uint32_t cells_free(const block *b, uint32_t start, uint32_t end)
{
    const _Atomic uint8_t *colors = block_colors(b); // those of live cells may change meanwhile, but not to 0
    uint32_t step = b->cell_size / GRANULE, i = start, last = start + (end - start + step - 1) / step * step;
    while (i < last && i % 8 != 0 && atomic_load_explicit(&colors[i], memory_order_relaxed) == 0) {
        i++;
    }
    while (i % 8 == 0 && i + 8 <= last &&
           atomic_load_explicit((const _Atomic uint64_t *)(const void *)&colors[i], memory_order_relaxed) ==
               0) {
        i += 8;
    }
    while (i < last && atomic_load_explicit(&colors[i], memory_order_relaxed) == 0) {
        i++;
    }
    return i - start;
}

// Takes the free cells at the cursor of the thread's block as its run of that class. False where memory is short.
static bool run_take(pc_thread *t, unsigned list, size_t size)
{
    block *b = block_with_room(t, list, size);
    if (b == NULL) {
        return false;
    }
    // In locals: the compiler takes each colour for something that could be any of this.
    uint32_t start = b->cursor, i = start, step = b->cell_size / GRANULE;
    uint32_t most = start + (t->fail_at == 0 ? RUN_BYTES / GRANULE : 1), end = b->end < most ? b->end : most;
    uint8_t color = t->color, *memory = block_memory(b);
    _Atomic uint8_t *colors = block_colors(b);
    if (b->clean) { // a row of bytes is quicker than each cell's
        b->rows |= (uint8_t)(1u << color);
        i += (b->empty ? end - start + step - 1 : cells_free(b, start, end)) / step * step;
        memset((uint8_t *)colors + start, color, i - start);
    }
    while (!b->clean && i < end && atomic_load_explicit(&colors[i], memory_order_relaxed) == 0) {
        atomic_store_explicit(&colors[i], color, memory_order_relaxed);
        i += step;
    }
    b->cursor = i;
    b->taken = (uint16_t)(b->taken + (i - start) / step);
    t->allocations += (i - start) / step;
    t->run[list] = (cell_run){memory + (size_t)start * GRANULE, memory + (size_t)i * GRANULE};
    return true;
}

// Gives the cells that a run still has another colour; 0: they are free again.
static void run_color(cell_run *run, uint8_t color)
{
    if (run->next == run->end) {
        return;
    }
    block *b = block_of(run->next);
    for (uint8_t *p = run->next; p != run->end; p += b->cell_size) {
        atomic_store_explicit(color_of((pc_cell *)(void *)p), color, memory_order_relaxed);
        b->taken = (uint16_t)(b->taken - (color == 0));
    }
}

// Whether this is the allocation that a test wants to fail.
static bool fails(pc_thread *t)
{
    if (t->fail_at == 0 || t->allocations + 1 != t->fail_at) {
        return false;
    }
    t->allocations++;
    t->fail_at = 0;
    return true;
}

// Cells that the runs still have are not used after all.
static void runs_drop(pc_thread *t)
{
    for (unsigned i = 0; i < RUNS; i++) {
        run_color(&t->run[i], 0);
        t->allocations -= (size_t)(t->run[i].end - t->run[i].next) / class_size(i);
        t->run[i] = (cell_run){0};
    }
}

pc_cell *pc__cell_new_slow(pc_thread *t, pc_kind kind, size_t slots, size_t tail)
{
    assert(t->depth > 0);
    if (fails(t)) {
        t->error = -ENOMEM;
        return NULL;
    }
    size_t bytes = sizeof(pc_cell) + slots * sizeof(pc_value) + tail;
    pc_cell *c = NULL;
    if (bytes <= CELL_MAX) {
        unsigned class = class_of(bytes);
        unsigned list = class + (needs_finalizer(kind) ? CLASSES : 0);
        size_t size = class_size(class);
        if (t->recycled[list] != NULL) {
            c = t->recycled[list];
            t->recycled[list] = cell_of(c->slot[0]);
            t->allocations++;
        } else if (list >= RUNS) {
            c = block_cell(t, list, size);
            t->allocations += c != NULL;
        } else if (t->run[list].next != t->run[list].end || run_take(t, list, size)) {
            c = (pc_cell *)t->run[list].next;
            t->run[list].next += size;
        }
        if (c != NULL) {
            UNPOISON(c, size);
        }
    } else {
        c = large_new(t, bytes);
        t->allocations += c != NULL;
    }
    if (c == NULL) {
        t->error = -ENOMEM;
        return NULL;
    }
    pc__cell_init(c, kind, 0, slots);
    return c;
}

void pc__thread_retire(pc_thread *t)
{
    pc_heap *heap = t->heap;
    runs_drop(t);
    pthread_mutex_lock(&heap->heap_lock);
    for (unsigned i = 0; i < LISTS; i++) {
        if (t->block[i] != NULL) {
            t->block[i]->next = heap->retired;
            heap->retired = t->block[i];
            t->block[i] = NULL;
        }
        t->recycled[i] = NULL;
    }
    pthread_mutex_unlock(&heap->heap_lock);
}

void pc__cell_recycle(pc_thread *t, pc_cell *c)
{
    if (cell_is_large(c)) {
        return;
    }
    block *b = block_of(c);
    // A cell allocated before a handshake has another colour and waits for the sweep.
    if (b->cell_size < 32 || b->list >= CLASSES || color_get(c) != t->color) {
        return;
    }
    c->kind = PC__KIND_NODE;
    c->slots = 0;
    c->slot[0] = value_of(t->recycled[b->list]);
    t->recycled[b->list] = c;
}

size_t pc__cell_capacity(const pc_cell *c)
{
    size_t size = cell_is_large(c) ? large_of(c)->size - LARGE_HEADER : block_of(c)->cell_size;
    return (size - sizeof(pc_cell)) / sizeof(pc_value);
}

size_t pc__cell_size(const pc_cell *c)
{
    return cell_is_large(c) ? large_of(c)->size : block_of(c)->cell_size;
}

// ---- threads --------------------------------------------------------------------------------------------------------

int pc_thread_attach(pc_heap *heap, pc_thread **out)
{
    pc_thread *t = calloc(1, sizeof *t);
    if (t == NULL) {
        return -ENOMEM;
    }
    t->heap = heap;
    t->owner = OWNERS_BATCH - 1; // takes its first batch when it needs one
    pthread_mutex_init(&t->log_lock, NULL);
    pthread_mutex_lock(&heap->threads_lock);
    t->next = heap->threads;
    heap->threads = t;
    pthread_mutex_unlock(&heap->threads_lock);
    *out = t;
    return 0;
}

void pc_thread_detach(pc_thread *t)
{
    if (t == NULL) {
        return;
    }
    assert(t->depth == 0);
    pc_heap *heap = t->heap;
    pthread_mutex_lock(&heap->threads_lock);
    pc_thread **link = &heap->threads;
    while (*link != t) {
        link = &(*link)->next;
    }
    *link = t->next;
    pc__thread_retire(t);
    // What it logged must not be lost; where memory is short, this collection frees nothing.
    pthread_mutex_lock(&heap->weak_lock);
    for (size_t i = 0; i < t->log.count; i++) {
        pc__weak_log(heap, t->log.items[i]);
    }
    pthread_mutex_unlock(&heap->weak_lock);
    pthread_mutex_unlock(&heap->threads_lock);
    pthread_mutex_destroy(&t->log_lock);
    free(t->log.items);
    free(t);
}

pc_heap *pc_thread_heap(pc_thread *t)
{
    return t->heap;
}

void pc__pause_record(pc_heap *heap, uint64_t ns)
{
    unsigned bucket = ns < 2 ? 0 : 63 - (unsigned)__builtin_clzll(ns);
    if (bucket >= PC_PAUSE_BUCKETS) {
        bucket = PC_PAUSE_BUCKETS - 1;
    }
    atomic_fetch_add_explicit(&heap->pauses[bucket], 1, memory_order_relaxed);
    uint64_t max = atomic_load_explicit(&heap->pause_max_ns, memory_order_relaxed);
    while (ns > max && !atomic_compare_exchange_weak(&heap->pause_max_ns, &max, ns)) {
    }
}

void pc__cross(pc_thread *t)
{
    pc_heap *heap = t->heap;
    // The epoch first: what it stands for was stored before it.
    uint64_t epoch = atomic_load(&heap->epoch);
    int phase = atomic_load(&heap->phase);
    memset(t->recycled, 0, sizeof t->recycled);
    t->logging = phase == PHASE_LOG || phase == PHASE_MARK;
    uint8_t color = atomic_load(&heap->color);
    if (phase == PHASE_SWEEP) {
        pc__thread_retire(t);
    } else if (color != t->color) {
        for (unsigned i = 0; i < RUNS; i++) {
            run_color(&t->run[i], color);
        }
    }
    t->color = color;
    atomic_store_explicit(&t->epoch, epoch, memory_order_release);
}

static void cross_timed(pc_thread *t)
{
    uint64_t start = pc__now_ns();
    pc__cross(t);
    pc__pause_record(t->heap, pc__now_ns() - start);
}

void pc_enter(pc_thread *t)
{
    if (t->depth++ > 0) {
        return;
    }
    int expected = THREAD_PARKED;
    if (!atomic_compare_exchange_strong(&t->state, &expected, THREAD_MANAGED)) {
        uint64_t start = pc__now_ns();
        do { // the collector holds it for a moment
            struct timespec pause = {0, 1000};
            nanosleep(&pause, NULL);
            expected = THREAD_PARKED;
        } while (!atomic_compare_exchange_strong(&t->state, &expected, THREAD_MANAGED));
        pc__pause_record(t->heap, pc__now_ns() - start);
    }
    if (atomic_load(&t->heap->epoch) != atomic_load_explicit(&t->epoch, memory_order_relaxed)) {
        cross_timed(t);
    }
    if (t->due) {
        pc__collect_here(t);
    }
}

void pc_leave(pc_thread *t)
{
    assert(t->depth > 0);
    if (--t->depth == 0) {
        atomic_store_explicit(&t->state, THREAD_PARKED, memory_order_release);
    }
}

void pc_lasting(pc_thread *t, bool lasting)
{
    t->lasting = lasting;
}

void pc_safepoint(pc_thread *t)
{
    if (atomic_load_explicit(&t->heap->epoch, memory_order_acquire) !=
        atomic_load_explicit(&t->epoch, memory_order_relaxed)) {
        cross_timed(t);
    }
    if (t->due) {
        pc__collect_here(t);
    }
}

bool pc_is_managed(const pc_thread *t)
{
    return t->depth > 0;
}

int pc_error(const pc_thread *t)
{
    return t->error;
}

int pc_error_take(pc_thread *t)
{
    int error = t->error;
    t->error = 0;
    return error;
}

void pc_thread_fail_allocation(pc_thread *t, uint64_t n)
{
    if (n != 0) {
        runs_drop(t);
    }
    t->fail_at = n != 0 ? t->allocations + n : 0;
}

uint64_t pc_thread_allocations(const pc_thread *t)
{
    uint64_t left = 0;
    for (unsigned i = 0; i < RUNS; i++) {
        left += (size_t)(t->run[i].end - t->run[i].next) / class_size(i);
    }
    return t->allocations - left;
}

uint64_t pc__owner_more(pc_thread *t)
{
    t->owner = atomic_fetch_add(&t->heap->owners, OWNERS_BATCH) + 1;
    return t->owner;
}

void pc__log(pc_thread *t, pc_value v)
{
    if (!pc_is_cell(v)) {
        return;
    }
    pthread_mutex_lock(&t->log_lock);
    int rc = pc__stack_push(&t->log, v);
    pthread_mutex_unlock(&t->log_lock);
    if (rc != 0) {
        t->heap->weak_log_failed = true; // this cycle frees nothing
    }
}

// ---- heap -----------------------------------------------------------------------------------------------------------

int pc_heap_new(const pc_options *options, pc_heap **out)
{
    pc_heap *heap = calloc(1, sizeof *heap);
    if (heap == NULL) {
        return -ENOMEM;
    }
    pthread_mutex_init(&heap->heap_lock, NULL);
    pthread_mutex_init(&heap->threads_lock, NULL);
    pthread_mutex_init(&heap->weak_lock, NULL);
    pthread_mutex_init(&heap->watch_lock, NULL);
    pthread_mutex_init(&heap->cycle_lock, NULL);
    pthread_mutex_init(&heap->wake_lock, NULL);
    pthread_cond_init(&heap->wake, NULL);
    pthread_cond_init(&heap->done, NULL);
    if (options != NULL) {
        heap->soft_limit = options->soft_limit;
        heap->hard_limit = options->hard_limit;
        heap->trigger_min = options->trigger_min;
        heap->manual = options->manual;
    }
    const char *trace = getenv("PROTOCORE_TRACE_ROOTS");
    atomic_store(&heap->trace_roots,
                 (options != NULL && options->trace_roots) || (trace != NULL && strcmp(trace, "1") == 0));
    if (heap->trigger_min == 0) {
        heap->trigger_min = 32 * 1024 * 1024;
    }
    heap->trigger = heap->trigger_min;
    atomic_store(&heap->color, 1);
    atomic_store(&heap->epoch, 1); // threads begin at 0 and take the colour when they first enter
    *out = heap;
    return 0;
}

void pc_heap_limits(pc_heap *heap, size_t soft_limit, size_t hard_limit)
{
    pthread_mutex_lock(&heap->heap_lock);
    heap->soft_limit = soft_limit;
    heap->hard_limit = hard_limit;
    pthread_mutex_unlock(&heap->heap_lock);
}

static void finalize_block(pc_heap *heap, block *b)
{
    for (uint32_t i = 0; i < b->end; i += b->cell_size / GRANULE) {
        pc_cell *c = (pc_cell *)(void *)(block_memory(b) + (size_t)i * GRANULE);
        if (color_get(c) != 0) {
            pc__finalize(heap, c);
        }
    }
}

static void finalize_all(pc_heap *heap)
{
    for (size_t n = 0; n < heap->chunk_count; n++) {
        for (size_t i = CHUNK_FIRST; i < CHUNK_BLOCKS; i++) {
            block *b = block_of((uint8_t *)heap->chunks[n] + i * BLOCK_SIZE);
            if (b->touched && b->list >= CLASSES) {
                finalize_block(heap, b);
            }
        }
    }
    for (large_header *h = heap->large; h != NULL; h = h->next) {
        pc__finalize(heap, (pc_cell *)((uint8_t *)h + LARGE_HEADER));
    }
}

static size_t report_leaks(pc_heap *heap, FILE *report)
{
    size_t leaked = 0;
    while (heap->root_sets != NULL) {
        pc_roots *roots = heap->root_sets;
        size_t count = pc_roots_count(roots);
        leaked += count;
        if (report != NULL) {
            fprintf(report, "protocore: root set '%s' not freed, with %zu roots\n", roots->label, count);
            if (roots->sites != NULL) {
                pc__sites_report(roots, report);
            }
        }
        pc_roots_free(roots);
    }
    while (heap->threads != NULL) {
        if (report != NULL) {
            fprintf(report, "protocore: a thread is still attached\n");
        }
        heap->threads->depth = 0;
        pc_thread_detach(heap->threads);
    }
    return leaked;
}

size_t pc_heap_free(pc_heap *heap, FILE *report)
{
    if (heap == NULL) {
        return 0;
    }
    if (heap->thread_started) {
        pthread_mutex_lock(&heap->wake_lock);
        heap->stopping = true;
        pthread_cond_signal(&heap->wake);
        pthread_mutex_unlock(&heap->wake_lock);
        pthread_join(heap->thread, NULL);
    }
    size_t leaked = report_leaks(heap, report);
    finalize_all(heap);
    while (heap->large != NULL) {
        pc__large_release(heap, heap->large);
    }
    for (size_t n = 0; n < heap->chunk_count; n++) {
        UNPOISON(heap->chunks[n], CHUNK_SIZE);
        munmap(heap->chunks[n], CHUNK_SIZE);
    }
    free(heap->chunks);
    free(heap->symbols.cells);
    free(heap->shapes.cells);
    free(heap->weak_log.items);
    free(heap->gray.items);
    free(heap->weak_found.items);
    pthread_mutex_destroy(&heap->heap_lock);
    pthread_mutex_destroy(&heap->threads_lock);
    pthread_mutex_destroy(&heap->weak_lock);
    pthread_mutex_destroy(&heap->watch_lock);
    pthread_mutex_destroy(&heap->cycle_lock);
    pthread_mutex_destroy(&heap->wake_lock);
    pthread_cond_destroy(&heap->wake);
    pthread_cond_destroy(&heap->done);
    free(heap);
    return leaked;
}

void pc_stats_get(pc_heap *heap, pc_stats *out)
{
    *out = (pc_stats){0};
    pthread_mutex_lock(&heap->threads_lock);
    for (pc_thread *t = heap->threads; t != NULL; t = t->next) {
        out->threads++;
    }
    for (pc_roots *r = heap->root_sets; r != NULL; r = r->next) {
        out->roots += pc_roots_count(r);
    }
    pthread_mutex_unlock(&heap->threads_lock);
    pthread_mutex_lock(&heap->weak_lock);
    out->symbols = heap->symbols.count;
    out->shapes = heap->shapes.count;
    pthread_mutex_unlock(&heap->weak_lock);
    pthread_mutex_lock(&heap->heap_lock);
    out->collections = atomic_load(&heap->cycles);
    out->live_bytes = heap->live_bytes;
    out->used_bytes = heap->used_bytes;
    out->mapped_bytes = heap->used_bytes + heap->free_touched * BLOCK_SIZE;
    out->allocated_bytes = heap->allocated_bytes;
    out->freed_cells = heap->freed_cells;
    out->mark_ns = heap->mark_ns;
    out->sweep_ns = heap->sweep_ns;
    pthread_mutex_unlock(&heap->heap_lock);
    for (size_t i = 0; i < PC_PAUSE_BUCKETS; i++) {
        out->pauses[i] = atomic_load_explicit(&heap->pauses[i], memory_order_relaxed);
    }
    out->pause_max_ns = atomic_load(&heap->pause_max_ns);
}

uint64_t pc_stats_pause_quantile(const pc_stats *stats, double q)
{
    uint64_t all = 0, seen = 0;
    for (size_t i = 0; i < PC_PAUSE_BUCKETS; i++) {
        all += stats->pauses[i];
    }
    for (size_t i = 0; i < PC_PAUSE_BUCKETS; i++) {
        seen += stats->pauses[i];
        if (seen > 0 && (double)seen >= q * (double)all) {
            return UINT64_C(2) << i;
        }
    }
    return 0;
}
