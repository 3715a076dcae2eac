// SPDX-License-Identifier: MIT
//
// What the files of the library share: cells, blocks, threads, the heap.
//
// Memory. Cells of up to CELL_MAX bytes lie in blocks of 64 KB, one size class a block; larger ones are mapped each for itself. A chunk of 64 blocks begins with a byte
// for each 16 bytes of it: the colour of the cell that starts there, 0 for a free one. A block belongs to one thread while that allocates
// from it. Locks, in the order in which they may be taken: cycle_lock, threads_lock, weak_lock, a root set's, heap_lock, a thread's log_lock.
#ifndef PROTOCORE_INTERNAL_H
#define PROTOCORE_INTERNAL_H

#include "protocore.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

// ---- cells ----------------------------------------------------------------------------------------------------------

enum {
    FLAG_WIDE = 4,      // string: 16 bits a character
    FLAG_SHARED = 8,    // bytes: may change
    FLAG_NEGATIVE = 16, // integer
    FLAG_INTERNED = 32, // symbol
    FLAG_WATCHED = 64,  // ref
};

// Every cell: `slots` values follow the header, then what else the kind has. `hash` is the cached hash (0: not known yet); in tails of lists it is how many slots are taken, and
// `aux` and `extra` are the collector's; in nodes it is with `aux` the number of the builder that made them. Kinds without a hash use the field as they like.
typedef struct pc_cell {
    uint8_t kind;
    _Atomic uint8_t flags;
    uint16_t aux;
    _Atomic uint32_t hash;
    uint32_t slots;
    uint32_t extra;
    pc_value slot[];
} pc_cell;

static inline pc_cell *cell_of(pc_value v)
{
    return (pc_cell *)(uintptr_t)v;
}
static inline pc_value value_of(const void *cell)
{
    return (pc_value)(uintptr_t)cell;
}
static inline bool is_kind(pc_value v, pc_kind kind)
{
    return pc_is_cell(v) && cell_of(v)->kind == kind;
}
static inline bool has_flag(const pc_cell *c, unsigned flag)
{
    return (atomic_load_explicit(&c->flags, memory_order_relaxed) & flag) != 0;
}
// Flags of a cell that no other thread sees yet, or that only its owner changes.
static inline void flag_set(pc_cell *c, unsigned flag)
{
    unsigned flags = atomic_load_explicit(&c->flags, memory_order_relaxed);
    atomic_store_explicit(&c->flags, (uint8_t)(flags | flag), memory_order_relaxed);
}
static inline void flag_clear(pc_cell *c, unsigned flag)
{
    unsigned flags = atomic_load_explicit(&c->flags, memory_order_relaxed);
    atomic_store_explicit(&c->flags, (uint8_t)(flags & ~flag), memory_order_relaxed);
}
// Copies values: nodes are so small that a call costs more than the copying.
typedef uint64_t value_pair __attribute__((vector_size(16), aligned(8)));
static inline void copy_values(pc_value *to, const pc_value *from, size_t n)
{
    size_t i = 0;
    for (; i + 1 < n; i += 2) {
        *(value_pair *)(void *)&to[i] = *(const value_pair *)(const void *)&from[i];
    }
    if (i < n) {
        to[i] = from[i];
    }
}
static inline void copy_four(value_pair *a, const value_pair *b)
{
    value_pair p = b[0], q = b[1], r = b[2], s = b[3];
    a[0] = p;
    a[1] = q;
    a[2] = r;
    a[3] = s;
}
// The first `n` pairs of values, four at a time; the last four may come twice, since a branch that is guessed wrong costs more.
static inline void copy_pairs(void *to, const void *from, size_t n)
{
    value_pair *a = to;
    const value_pair *b = from;
    if (n >= 4) {
        for (size_t i = 0; i + 4 < n; i += 4) {
            copy_four(a + i, b + i);
        }
        copy_four(a + n - 4, b + n - 4);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        a[i] = b[i];
    }
}
// The first `n` slots of a cell that does not change to another with as much room. Cells are multiples of two values: a place behind the last may come along.
static inline void copy_slots(pc_cell *to, const pc_cell *from, size_t n)
{
    copy_pairs(to->slot, from->slot, (n + 1) / 2);
}
// What follows the slots.
static inline void *cell_tail(pc_cell *c)
{
    return &c->slot[c->slots];
}
// The number behind a short string or not a cell.
static inline bool is_short_string(pc_value v)
{
    return (v & 7) == 1 && (v >> 48) == 0;
}

// ---- blocks ---------------------------------------------------------------------------------------------------------

enum {
    GRANULE = 16,
    BLOCK_SIZE = 65536,
    CHUNK_SIZE = 4 * 1024 * 1024,
    CELL_MAX = 8192,
    CLASSES = 84,
    LISTS = 2 * CLASSES, // the second half: cells with a finalizer
    RUN_CELL_MAX = 1024, // cells up to here are handed out in runs
    RUNS = RUN_CELL_MAX / GRANULE,
    RUN_BYTES = 8192, // a run ends after so many bytes
    PREFETCH_AHEAD =
        512, // memory of cells that are taken in a row is asked for so many bytes before it is used
};

// Free cells of one size that lie one after the other in a thread's block. They have the thread's colour already.
typedef struct cell_run {
    uint8_t *next, *end;
} cell_run;

typedef struct block {
    struct block *next;  // in the list that it is in
    uint32_t cell_size;  // bytes
    uint16_t list;       // which of LISTS
    uint16_t free_cells; // as of the last sweep
    uint16_t taken;      // cells that are not free
    uint32_t cursor;     // granule from which to look for a free cell
    uint32_t end;        // granule behind the last cell
    bool touched;        // its memory is with us
    bool used;           // not among the free ones
    bool clean;          // behind the cursor only cells have colours
    bool empty;          // behind the cursor nothing has
    uint8_t rows;        // a bit for each colour that bytes have where no cell begins
} block;

// A chunk: 64 blocks of memory. In place of the first four: what describes the blocks, and the colours.
enum {
    CHUNK_FIRST = CHUNK_SIZE / GRANULE / BLOCK_SIZE, // block with cells
    CHUNK_BLOCKS = CHUNK_SIZE / BLOCK_SIZE,
    BLOCK_STRIDE = 64, // of what describes a block
    BLOCK_COLORS = BLOCK_SIZE / GRANULE,
    CHUNK_LARGE_PAGES = CHUNK_BLOCKS * BLOCK_STRIDE, // whether its pages were made large
};
static_assert(sizeof(block) <= BLOCK_STRIDE, "a line of the cache for each");
static_assert(CHUNK_LARGE_PAGES < CHUNK_FIRST * BLOCK_COLORS, "in the place of colours that nobody has");

// Collections of small heaps run on the thread that allocates: memory is used again while the processor's caches have it. Where more than
// HERE_BYTES_MAX came before the next safepoint, it may all live, and marking it would be a long pause.
enum {
    HERE_BYTES = 2 * 1024 * 1024,
    HERE_BYTES_MAX = 16 * 1024 * 1024,
    HERE_LIVE_MAX = 1024 * 1024,
    HERE_LIVE_TIMES = 8,
    HERE_ROOTS_MAX = 16 * 1024, // places for roots, in use or not: each is looked at
};

static inline uint8_t *chunk_of(const void *p)
{
    return (uint8_t *)((uintptr_t)p & ~(uintptr_t)(CHUNK_SIZE - 1));
}
static inline size_t chunk_offset(const void *p)
{
    return (uintptr_t)p & (CHUNK_SIZE - 1);
}
static inline block *block_of(const void *cell)
{
    return (block *)(void *)(chunk_of(cell) + chunk_offset(cell) / BLOCK_SIZE * BLOCK_STRIDE);
}
static inline size_t block_number(const block *b)
{
    return chunk_offset(b) / BLOCK_STRIDE;
}
static inline uint8_t *block_memory(const block *b)
{
    return chunk_of(b) + block_number(b) * BLOCK_SIZE;
}
// Of the granules of a block; BLOCK_COLORS of them.
static inline _Atomic uint8_t *block_colors(const block *b)
{
    return (_Atomic uint8_t *)(chunk_of(b) + block_number(b) * BLOCK_COLORS);
}
// Under heap_lock.
static inline bool *chunk_large_pages(const void *p)
{
    return (bool *)(chunk_of(p) + CHUNK_LARGE_PAGES);
}
// Large cells lie half a granule off, so that the address alone says that they are none of a block's.
typedef struct large_header {
    struct large_header *next, **link;
    size_t size; // mapped
    _Atomic uint8_t color;
} large_header;

#define LARGE_HEADER (((sizeof(large_header) + 63) & ~(size_t)63) + GRANULE / 2)

static inline bool cell_is_large(const pc_cell *c)
{
    return ((uintptr_t)c & (GRANULE - 1)) != 0;
}
static inline large_header *large_of(const pc_cell *c)
{
    return (large_header *)((uintptr_t)c - LARGE_HEADER);
}
static inline _Atomic uint8_t *color_of(const pc_cell *c)
{
    return cell_is_large(c) ? &large_of(c)->color
                            : (_Atomic uint8_t *)(chunk_of(c) + chunk_offset(c) / GRANULE);
}
static inline uint8_t color_get(const pc_cell *c)
{
    return atomic_load_explicit(color_of(c), memory_order_relaxed);
}

// ---- logs -----------------------------------------------------------------------------------------------------------

typedef struct value_stack {
    pc_value *items;
    size_t count, capacity;
} value_stack;

// Fails: -ENOMEM.
int pc__stack_push(value_stack *s, pc_value v) PC_MUST_USE;

// ---- threads --------------------------------------------------------------------------------------------------------

enum { THREAD_PARKED, THREAD_MANAGED, THREAD_SEIZED };

struct pc_thread {
    pc_heap *heap;
    pc_thread *next;
    _Atomic int state;
    _Atomic uint64_t epoch; // the last handshake that it took part in
    unsigned depth;         // of regions
    int error;
    uint8_t color;        // of the cells that it allocates
    bool logging;         // overwritten values go to the log
    bool lasting;         // what it allocates is expected to live
    bool due;             // it may collect at its next safepoint
    uint64_t allocations; // with the cells that the runs still have
    uint64_t owner;       // the last number that a builder here got
    uint64_t fail_at;     // where not 0 runs are of one cell, so that each allocation is seen
    cell_run run[RUNS];
    block *block[LISTS];
    pc_cell *recycled[LISTS]; // cells of this region that nobody else has seen; linked by their first slot
    pthread_mutex_t log_lock;
    value_stack log;
};

// ---- heap -----------------------------------------------------------------------------------------------------------

// An open-addressed table of cells that does not keep them. Under weak_lock.
typedef struct weak_table {
    pc_cell **cells;
    size_t capacity, count, used; // `used` counts graves, too
} weak_table;

typedef struct watcher {
    struct watcher *next;
    pc_value ref;
    pc_watch watch;
    void *data;
    unsigned running; // calls, on any thread
} watcher;

enum { PC__SEGMENT = 512 };

struct root_slot {
    pc_value value;
    uint32_t generation; // odd: in use
    uint32_t next_free;
};

struct pc_roots {
    pc_heap *heap;
    pc_roots *next, **link;
    const char *label;
    pthread_mutex_t lock;
    struct root_slot **segments;
    size_t segment_count, segment_capacity;
    struct site ***sites; // by segment and slot, NULL where none was recorded: trace.c
    size_t site_capacity;
    uint32_t used, free_head; // free slots are linked by index + 1
    size_t count;
    bool logging;
    value_stack log;
};

enum phase { PHASE_IDLE, PHASE_LOG, PHASE_MARK, PHASE_SWEEP };

struct pc_heap {
    // Blocks, large cells and numbers: heap_lock.
    pthread_mutex_t heap_lock;
    void **chunks;
    size_t chunk_count;
    block *free_blocks;    // not in use; touched ones first
    size_t free_touched;   // how many of them keep memory
    block *partial[LISTS]; // swept, with free cells
    block *retired;        // full or given up
    large_header *large;
    size_t used_bytes, soft_limit, hard_limit, trigger_min;
    size_t since_cycle, trigger; // allocated since the last collection, and how much starts the next one
    size_t live_bytes;
    uint64_t allocated_bytes, freed_cells;
    uint64_t mark_ns, sweep_ns;

    pthread_mutex_t threads_lock;
    pc_thread *threads;
    pc_roots *root_sets;
    _Atomic uint64_t epoch;
    _Atomic int phase;
    _Atomic uint8_t color; // 1, 2, 3 in turn

    pthread_mutex_t weak_lock;
    weak_table symbols, shapes;
    value_stack weak_log; // values that came out of weak tables while marking
    _Atomic bool weak_log_failed;

    pthread_mutex_t watch_lock;
    watcher *watchers;

    // The collector: one cycle at a time.
    pthread_mutex_t cycle_lock;
    value_stack gray, weak_found;
    bool cycle_failed; // memory was short: nothing is freed this time
    bool stopped;      // a thread that collects by itself has seized all others for the whole cycle
    pthread_mutex_t wake_lock;
    pthread_cond_t wake, done;
    bool requested, stopping, thread_started, manual;
    _Atomic bool trace_roots;
    pthread_t thread;
    _Atomic uint64_t cycles, asked;
    _Atomic uint64_t owners; // numbers of builders that threads took

    _Atomic uint64_t pauses[PC_PAUSE_BUCKETS];
    _Atomic uint64_t pause_max_ns;
};

uint64_t pc__now_ns(void);
void pc__pause_record(pc_heap *heap, uint64_t ns);

// Moves a thread to the newest epoch: on its own thread at a point where it holds no values, or by the collector, which has seized it.
void pc__cross(pc_thread *t);
// Gives up the thread's blocks, so that they can be swept.
void pc__thread_retire(pc_thread *t);
// A collection on the thread that allocates, at a point where it holds no values, while the others wait; none where one of them is in a region or another collection runs.
void pc__collect_here(pc_thread *t);
// Remembers a value that is about to be overwritten or came out of a weak place.
void pc__log(pc_thread *t, pc_value v);
// The same for a value out of a weak place, under weak_lock.
void pc__weak_log(pc_heap *heap, pc_value v);
// What a dying cell needs.
void pc__finalize(pc_heap *heap, pc_cell *c);
size_t pc__cell_size(const pc_cell *c);

static inline bool pc__is_live_color(const pc_heap *heap, const pc_cell *c)
{
    return color_get(c) == atomic_load_explicit(&heap->color, memory_order_relaxed);
}

// Blocks: heap.c. All under heap_lock.
void pc__block_release(pc_heap *heap, block *b);
void pc__large_release(pc_heap *heap, large_header *h);
void pc__trim(pc_heap *heap, bool thorough);
// Asks for large pages where a chunk is in use and stays so. Thread: the collector, without locks.
void pc__large_pages(pc_heap *heap);

// The same as pc__cell_new for all sizes and states of the heap.
pc_cell *pc__cell_new_slow(pc_thread *t, pc_kind kind, size_t slots, size_t tail);

// ---- builders' nodes ------------------------------------------------------------------------------------------------
// A builder may change the nodes that it made. They bear its number, of 48 bits, which no other builder ever gets: when it is finished, nothing has to be undone.

enum { OWNERS_BATCH = 1 << 16 };

uint64_t pc__owner_more(pc_thread *t);
static inline uint64_t pc__owner_new(pc_thread *t)
{
    return (++t->owner & (OWNERS_BATCH - 1)) != 0 ? t->owner : pc__owner_more(t);
}
static inline void owner_set(pc_cell *node, pc_kind kind, uint64_t owner)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    *(uint64_t *)(void *)node = owner << 16 | (uint64_t)kind; // as is_owned reads it
#else
    node->aux = (uint16_t)owner;
    atomic_store_explicit(&node->hash, (uint32_t)(owner >> 16), memory_order_relaxed);
#endif
}
// Whether a cell is a node of that kind (which has no flags) and that builder's; 0: nobody's. One comparison.
static inline bool is_owned(const pc_cell *c, pc_kind kind, uint64_t owner)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t head = atomic_load_explicit((const _Atomic uint64_t *)(const void *)c, memory_order_relaxed);
    return head == (owner << 16 | (uint64_t)kind) && owner != 0;
#else
    return c->kind == kind && owner != 0 && c->aux == (uint16_t)owner &&
           atomic_load_explicit(&c->hash, memory_order_relaxed) == (uint32_t)(owner >> 16);
#endif
}

// The header of a new cell that no other thread sees yet, in two stores.
static inline void pc__cell_init(pc_cell *c, pc_kind kind, uint8_t flags, size_t slots)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t *words = (uint64_t *)(void *)c;
    words[0] = (uint64_t)kind | (uint64_t)flags << 8;
    words[1] = slots;
#else
    c->kind = (uint8_t)kind;
    atomic_store_explicit(&c->flags, flags, memory_order_relaxed);
    c->aux = 0;
    atomic_store_explicit(&c->hash, 0, memory_order_relaxed);
    c->slots = (uint32_t)slots;
    c->extra = 0;
#endif
}

// A cell with room for `slots` values and `tail` bytes after them; slots and tail are not initialised. NULL on failure, with the error set.
static inline pc_cell *pc__cell_new(pc_thread *t, pc_kind kind, size_t slots, size_t tail)
{
    size_t bytes = sizeof(pc_cell) + slots * sizeof(pc_value) + tail;
    if (bytes > RUN_CELL_MAX || kind == PC_KIND_BYTES || kind == PC_KIND_REF) {
        return pc__cell_new_slow(t, kind, slots, tail);
    }
    cell_run *run = &t->run[(bytes - 1) / GRANULE];
    pc_cell *c = (pc_cell *)run->next;
    if (run->next == run->end) {
        return pc__cell_new_slow(t, kind, slots, tail);
    }
    assert(t->depth > 0);
    size_t size = (bytes + GRANULE - 1) & ~(size_t)(GRANULE - 1);
    run->next += size;
    for (size_t i = 0; i < 192; i += 64) {
        __builtin_prefetch(run->next + i, 1);
    }
    UNPOISON(c, size);
    pc__cell_init(c, kind, 0, slots);
    return c;
}
// Gives back a cell that only this region has seen.
void pc__cell_recycle(pc_thread *t, pc_cell *c);
// How many slots would fit into the cell's memory.
size_t pc__cell_capacity(const pc_cell *c);

// Reports failure.
static inline pc_value pc__fail(pc_thread *t, int error)
{
    t->error = error;
    return PC_NONE;
}

// ---- values ---------------------------------------------------------------------------------------------------------

enum { DEPTH_MAX = 1000 };

static inline uint32_t pc__mix(uint64_t x)
{
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    return (uint32_t)(x ^ (x >> 32));
}
uint32_t pc__hash_bytes(const void *bytes, size_t len);
int pc__hash_deep(pc_value v, unsigned depth, uint32_t *out);
// -EAGAIN: pc__equal_by_stack() must do it from the start.
int pc__equal_deep(pc_value a, pc_value b, unsigned depth);
extern _Thread_local unsigned pc__equal_steps;
// The same at any depth: deep.c. Fails: -ENOMEM.
int pc__hash_by_stack(pc_value v, uint32_t *out);
int pc__equal_by_stack(pc_value a, pc_value b);
int pc__equal_as_keys(pc_value a, pc_value b);
int pc__compare_by_stack(pc_value a, pc_value b);
static inline pc_value pc__key(pc_value v);
// As pc__hash_deep, where the hash is known already or quickly made at once.
static inline int pc__hash(pc_value v, uint32_t *out)
{
    if (!pc_is_cell(v)) {
        uint32_t hash = pc__mix(pc__key(v));
        *out = hash != 0 ? hash : 1;
        return 0;
    }
    *out = atomic_load_explicit(&cell_of(v)->hash, memory_order_relaxed);
    return *out != 0 ? 0 : pc__hash_deep(v, 0, out);
}
// For keys: strings and immediates at once, the rest by pc__equal_as_keys. Negative on failure.
static inline int pc__equal_keys(pc_value a, pc_value b)
{
    if (a == b) {
        return 1;
    }
    if (!pc_is_cell(a) || !pc_is_cell(b)) {
        return 0;
    }
    const pc_cell *ca = cell_of(a), *cb = cell_of(b);
    if (ca->kind != cb->kind) {
        return 0;
    }
    if (ca->kind != PC_KIND_STRING) {
        return pc__equal_as_keys(a, b);
    }
    uint32_t ha = atomic_load_explicit(&ca->hash, memory_order_relaxed);
    uint32_t hb = atomic_load_explicit(&cb->hash, memory_order_relaxed);
    unsigned wide = has_flag(ca, FLAG_WIDE);
    return (ha == hb || ha == 0 || hb == 0) && ca->extra == cb->extra && wide == has_flag(cb, FLAG_WIDE) &&
           memcmp(ca->slot, cb->slot, (size_t)ca->extra << wide) == 0;
}
// The key under which a value is filed: -0 is 0.
static inline pc_value pc__key(pc_value v)
{
    return v == UINT64_C(0x8002000000000000) ? pc_int32(0) : v;
}

// ---- tries: trie.c --------------------------------------------------------------------------------------------------

// A change of a trie whose entries are `stride` values: key, (value,) place in the order.
typedef struct trie_edit {
    pc_thread *thread;
    unsigned stride;
    uint64_t owner; // whose nodes are changed in place; 0: nobody's
    bool changed;   // out: an entry came or went
    bool failed;    // out
    uint32_t hash;  // of the key
    pc_value key, value, sequence;
} trie_edit;

enum { PC__TRIE_BITS = 4, PC__TRIE_WIDTH = 1 << PC__TRIE_BITS };

// Many entries, in the order of the trie: by the digits of their hashes from the lowest. No two of the same key.
typedef struct trie_order {
    uint32_t hash;
    uint32_t at;       // of the key, which is its place, too
    uint32_t value_at; // of the value
} trie_order;
typedef struct trie_bulk {
    pc_thread *thread;
    unsigned stride;
    size_t count;
    const trie_order *order;
    const pc_value *keys, *values;
    pc_value place; // to which the number is added
} trie_bulk;
// The trie of those between `from` and `to`, of which there are two or more below the root, and one at least. NULL on failure.
pc_cell *pc__trie_build(trie_bulk *bulk, size_t from, size_t to, unsigned shift);

pc_cell *pc__trie_put(trie_edit *e, pc_cell *root);
// The trie (of maps) with another value for a key that is there: 1 and `*root` replaced (the same where it was the value), 0 where the key is absent, or a negative code.
int pc__trie_replace(pc_thread *t, pc_cell **root, uint32_t hash, pc_value key, pc_value v) PC_MUST_USE;
// The same for a builder, in its own nodes where it has them.
int pc__trie_update(pc_thread *t, uint64_t owner, pc_cell **root, uint32_t hash, pc_value key,
                    pc_value v) PC_MUST_USE;
pc_cell *pc__trie_remove(trie_edit *e, pc_cell *root); // NULL: empty
// The entry, or NULL; `*error` is set on failure.
const pc_value *pc__trie_find(const pc_cell *root, uint32_t hash, pc_value key, unsigned stride, int *error);
// Asks the memory for the ways of up to PC__AHEAD hashes, level by level, so that they wait together.
enum { PC__AHEAD = 16 };
void pc__trie_prefetch(const pc_cell *root, const uint32_t *hashes, size_t n);
typedef int (*trie_each)(void *data, const pc_value *entry);
int pc__trie_each(const pc_cell *node, unsigned stride, trie_each each, void *data);
int pc__trie_equal(const pc_cell *a, const pc_cell *b, unsigned stride, bool values, unsigned depth);
int pc__trie_hash(const pc_cell *root, unsigned stride, bool values, unsigned depth, uint32_t *out);

// Heads of maps and their kin: slot[0] is the trie's root.
typedef struct map_tail {
    uint64_t count;    // entries
    uint64_t sequence; // place of the next entry
    uint64_t extra;    // multiset: sum of multiplicities; sparse list: length
} map_tail;

static inline map_tail *map_tail_of(pc_value map)
{
    return (map_tail *)&cell_of(map)->slot[1];
}
static inline unsigned map_stride(pc_kind kind)
{
    return kind == PC_KIND_SET ? 2 : 3;
}

enum { PC__LIST_BITS = 4, PC__LIST_WIDTH = 1 << PC__LIST_BITS };

// `aux` of a list's head is the shift of its root; 0 where there is no root.
typedef struct list_tail {
    uint64_t origin; // index of the first element in the trie
    uint64_t end;    // and behind the last one
} list_tail;

// How many elements lie in the tail of a list that ends at `end`.
static inline uint32_t pc__tail_count(uint64_t end)
{
    return end == 0 ? 0 : (uint32_t)((end - 1) & (PC__LIST_WIDTH - 1)) + 1;
}

static inline list_tail *list_tail_of(pc_value list)
{
    return (list_tail *)&cell_of(list)->slot[2];
}

// The leaf of a list that has no other lies in the head's own cell, behind the rest; it is no cell of its own for the collector. `extra` of the head says so: the
// address alone could be that of the next cell.
static inline pc_cell *list_own_leaf(pc_value list)
{
    return (pc_cell *)(void *)(list_tail_of(list) + 1);
}
static inline bool list_has_own_leaf(pc_value list)
{
    return cell_of(list)->extra != 0;
}

// ---- weak tables: weak.c (all under weak_lock) ----------------------------------------------------------------------

typedef bool (*weak_match)(const pc_cell *c, const void *wanted);
pc_cell *pc__weak_find(pc_heap *heap, const weak_table *table, uint32_t hash, weak_match match,
                       const void *wanted);
int pc__weak_add(weak_table *table, pc_cell *c, uint32_t hash) PC_MUST_USE;
void pc__weak_clear_dead(pc_heap *heap, weak_table *table);

// ---- refs -----------------------------------------------------------------------------------------------------------

static inline _Atomic(pc_value) *ref_slot(pc_cell *c)
{
    return (_Atomic(pc_value) *)&c->slot[0];
}
void pc__watchers_drop(pc_heap *heap, pc_value ref);

// ---- roots: where they come from (trace.c; under the set's lock, but for the report) ----------------------------------

void pc__site_record(pc_roots *r, uint32_t index);
void pc__site_drop(pc_roots *r, uint32_t index);
void pc__site_note(pc_roots *r, uint32_t index, const char *text);
void pc__sites_free(pc_roots *r);
// Prints the roots of a set by the sites that made them. Returns how many there are.
size_t pc__sites_report(pc_roots *r, FILE *out);

// ---- roots: collector's side ----------------------------------------------------------------------------------------

// Turns logging on or off in all sets, and waits for the operations that run.
void pc__roots_logging(pc_heap *heap, bool on);
typedef void (*pc__visit)(pc_heap *heap, pc_value v);
void pc__roots_scan(pc_heap *heap, pc__visit visit);
void pc__roots_drain(pc_heap *heap, pc__visit visit); // under threads_lock
size_t pc__roots_places(pc_heap *heap);               // under threads_lock

#endif
