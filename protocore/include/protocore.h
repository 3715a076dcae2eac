// SPDX-License-Identifier: MIT
//
// protoCore: a heap of immutable values that all threads of a process read at once, with a concurrent collector. It knows no JavaScript.
//
// Values. A `pc_value` is a tagged 64-bit handle: numbers, booleans and strings of up to five Latin-1 characters sit in the handle itself,
// everything else is the address of a cell. Cells never move, and what a value stands for never changes, so any thread
// may read any cell it can reach without a lock. Only refs change; their reads acquire and their writes release.
//
// Threads. A thread attaches, and is *parked* until pc_enter. Between pc_enter and pc_leave (a *region*) it may hold any values in C
// variables: nothing is freed under it. Values do not outlive the region unless a root, a ref or another reachable cell holds them. Keep regions short
// (the collector waits for each region that was open when it began); call pc_safepoint in long work, with all values in roots. A parked thread
// costs the collector nothing. `Thread:` is the attached thread inside a region, unless a function says otherwise.
//
// Failure. A function that makes a value returns PC_NONE on failure, and pc_error() says why: -ENOMEM (memory or the hard limit: leave the region,
// pc_collect, try again), -EOVERFLOW (too long), -EINVAL (wrong kind). Nothing is changed then. Functions that return int give 0 or such a code.
// Passing a value of the wrong kind to a function for one kind is a bug of the caller, checked by assertions.
#ifndef PROTOCORE_H
#define PROTOCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef uint64_t pc_value;
typedef struct pc_heap pc_heap;
typedef struct pc_thread pc_thread;

#define PC_MUST_USE __attribute__((warn_unused_result))

// ---- immediates -----------------------------------------------------------------------------------------------------
// The encoding of numbers is NaN boxing with the offset 2^49, so that engines of that habit convert without work.

#define PC_NONE UINT64_C(0)         // no value: absence, failure
#define PC_NULL UINT64_C(0x02)      //
#define PC_UNDEFINED UINT64_C(0x0a) //
#define PC_FALSE UINT64_C(0x06)     //
#define PC_TRUE UINT64_C(0x07)      //
#define PC_HOLE UINT64_C(0x12)      // an absent element of a list that has an index

typedef enum pc_kind {
    PC_KIND_NONE,
    PC_KIND_NULL,
    PC_KIND_UNDEFINED,
    PC_KIND_HOLE,
    PC_KIND_BOOLEAN,
    PC_KIND_NUMBER,
    PC_KIND_STRING,
    PC_KIND_LIST,
    PC_KIND_TUPLE,
    PC_KIND_MAP,
    PC_KIND_SET,
    PC_KIND_MULTISET,
    PC_KIND_SPARSE,
    PC_KIND_OBJECT,
    PC_KIND_BYTES,
    PC_KIND_INTEGER,
    PC_KIND_SYMBOL,
    PC_KIND_METHOD,
    PC_KIND_REF,
    PC_KIND_WEAK,
    // Cells inside of collections, never seen as values.
    PC__KIND_NODE,
    PC__KIND_TAIL,
    PC__KIND_TRIE,
    PC__KIND_COLLISION,
    PC__KIND_SHAPE,
} pc_kind;

// The kind of any value. Thread: any that may hold it.
pc_kind pc_kind_of(pc_value v);
// A name for people: "List".
const char *pc_kind_name(pc_kind kind);

static inline bool pc_is_cell(pc_value v)
{
    return v != 0 && (v >> 48) == 0 && (v & 7) == 0;
}
static inline bool pc_is_number(pc_value v)
{
    return (v >> 49) != 0;
}
static inline bool pc_is_int32(pc_value v)
{
    return (v >> 49) == 0x7fff;
}
static inline pc_value pc_int32(int32_t i)
{
    return UINT64_C(0xfffe000000000000) | (uint32_t)i;
}
static inline pc_value pc_bool(bool b)
{
    return b ? PC_TRUE : PC_FALSE;
}
// Numbers have one encoding each: an int32 where exact (and not -0), else the double; all NaNs are one.
static inline pc_value pc_number(double d)
{
    if (d >= -2147483648.0 && d <= 2147483647.0) {
        int32_t i = (int32_t)d;
        if ((double)i == d && (i != 0 || !__builtin_signbit(d))) {
            return pc_int32(i);
        }
    }
    if (d != d) {
        d = __builtin_nan("");
    }
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits + UINT64_C(0x0002000000000000);
}
// The double of a number.
static inline double pc_double(pc_value v)
{
    if (pc_is_int32(v)) {
        return (double)(int32_t)(uint32_t)v;
    }
    double d;
    v -= UINT64_C(0x0002000000000000);
    memcpy(&d, &v, sizeof d);
    return d;
}

// ---- heap -----------------------------------------------------------------------------------------------------------

typedef struct pc_options {
    size_t soft_limit; // bytes in use from which every further megabyte starts a collection; 0: none
    size_t hard_limit; // bytes in use that are never exceeded: -ENOMEM; 0: none
    size_t
        trigger_min; // a collection starts after so many allocated bytes, or 3/4 of the live bytes where more; 0: 32 MB
    bool manual;      // no collector thread: only pc_collect collects
    bool trace_roots; // as pc_heap_trace_roots; PROTOCORE_TRACE_ROOTS=1 in the environment does the same
} pc_options;

// Makes a heap. `options` may be NULL. Owns: the caller, pc_heap_free. Fails: -ENOMEM. Thread: any.
int pc_heap_new(const pc_options *options, pc_heap **out) PC_MUST_USE;
// Runs all finalizers and frees the heap. All threads are detached, all root sets freed; otherwise each is named on `report` (may be NULL) and freed too.
// Returns the number of leaked roots. Accepts NULL. Thread: any, one.
size_t pc_heap_free(pc_heap *heap, FILE *report);

// One whole collection, begun after the call. Thread: any that is not in a region.
void pc_collect(pc_heap *heap);
// Asks the collector thread for a collection. Thread: any.
void pc_collect_start(pc_heap *heap);
// Waits until a collection that pc_collect_start or a trigger asked for is over. Thread: any that is not in a region.
void pc_collect_wait(pc_heap *heap);

#define PC_PAUSE_BUCKETS 40
typedef struct pc_stats {
    uint64_t collections;       // finished
    uint64_t live_bytes;        // in cells, as of the last collection
    uint64_t used_bytes;        // of the heap: blocks in use and large cells
    uint64_t mapped_bytes;      // taken from the system, in use or kept for use
    uint64_t allocated_bytes;   // ever, to the precision of a block
    uint64_t freed_cells;       // ever
    uint64_t roots;             // in all root sets
    uint64_t threads;           // attached
    uint64_t symbols, shapes;   // interned
    uint64_t mark_ns, sweep_ns; // of the last collection, beside the mutators
    // How long threads were held up by the collector: pauses[i] counts those of 2^i up to 2^(i+1) ns.
    uint64_t pauses[PC_PAUSE_BUCKETS];
    uint64_t pause_max_ns;
} pc_stats;
// Thread: any.
void pc_stats_get(pc_heap *heap, pc_stats *out);
// The pause that a share `q` (0 to 1) of the pauses does not exceed, rounded up to a power of two; 0 where there was none.
uint64_t pc_stats_pause_quantile(const pc_stats *stats, double q);
// Changes the limits. Thread: any.
void pc_heap_limits(pc_heap *heap, size_t soft_limit, size_t hard_limit);
// Checks the whole heap: every reachable cell is whole and no free cell is reachable. Aborts where not. All threads are parked. For tests.
void pc_heap_audit(pc_heap *heap);

// ---- threads --------------------------------------------------------------------------------------------------------

// Attaches the calling thread, parked. A thread may attach to several heaps, to each once. Fails: -ENOMEM.
int pc_thread_attach(pc_heap *heap, pc_thread **out) PC_MUST_USE;
// Thread: the attached, parked. Accepts NULL.
void pc_thread_detach(pc_thread *t);
pc_heap *pc_thread_heap(pc_thread *t);
// Opens and closes a region; they nest. Cost: 10 ns the pair.
void pc_enter(pc_thread *t);
void pc_leave(pc_thread *t);
// While `lasting`, what the thread allocates is expected to live on, as in one large structure that is being built: it counts for a quarter towards the next collection, which would mark it all
// and find nothing.
void pc_lasting(pc_thread *t, bool lasting);
bool pc_is_managed(const pc_thread *t);
// Closes the region and opens it again (all levels): no value survives in a C variable. Cost: 1 ns while no collection begins.
void pc_safepoint(pc_thread *t);
// Why the last function that failed did so.
int pc_error(const pc_thread *t);
// The same, and forgets it: 0 until the next failure.
int pc_error_take(pc_thread *t);
// For tests: the n-th allocation of a cell by this thread from now on fails; 0: none.
void pc_thread_fail_allocation(pc_thread *t, uint64_t n);
// How many cells this thread has allocated.
uint64_t pc_thread_allocations(const pc_thread *t);

// ---- roots ----------------------------------------------------------------------------------------------------------

// A set of roots, for an owner that goes away as a whole. `label` (static text) names it in the report of leaks.
typedef struct pc_roots pc_roots;
// A generational handle: index and generation; one that was freed is recognised. 0 is no root. Below 2^53, so that it is exact in a double.
typedef uint64_t pc_root;

int pc_roots_new(pc_heap *heap, const char *label, pc_roots **out) PC_MUST_USE; // Thread: any
void pc_roots_free(pc_roots *roots);                                            // Thread: any. Accepts NULL
size_t pc_roots_count(pc_roots *roots);                                         // Thread: any
// Keeps a value. 0 where memory is short.
pc_root pc_root_new(pc_roots *roots, pc_value v);
// The value; PC_NONE where the root was freed.
pc_value pc_root_get(pc_roots *roots, pc_root root);
// Replaces the value. False where the root was freed.
bool pc_root_set(pc_roots *roots, pc_root root, pc_value v);
// Lets go. False where it was freed before. Thread: any, also parked (finalizers of other heaps).
bool pc_root_free(pc_roots *roots, pc_root root);

// Looking for leaks. While a heap traces, each new root remembers the C stack that made it, and pc_heap_free names it where the root is left. Thread: any.
// Cost: some microseconds and 150 bytes a root; one load a root where it is off.
void pc_heap_trace_roots(pc_heap *heap, bool on);
bool pc_heap_traces_roots(const pc_heap *heap);
// What the report says instead of the C stack: for embedders with a stack of their own. Copied. Ignored where the root was made without tracing. Thread: any.
void pc_root_note(pc_roots *roots, pc_root root, const char *text);
// Prints what is in all root sets now, by the place that made it, the most first. Returns how many roots there are. Thread: any.
size_t pc_heap_report(pc_heap *heap, FILE *out);

// ---- all values -----------------------------------------------------------------------------------------------------

// Structural equality: 1 or 0, at any depth. Fails: -ENOMEM (of what is nested deeply). Numbers: -0 equals 0, NaN equals NaN. Maps, sets and objects regardless of order. Symbols,
// refs, weak references and methods by identity; shared bytes by identity, others by content.
int pc_equal(pc_thread *t, pc_value a, pc_value b);
// A hash that equal values share; kept in the cell. Fails: -ENOMEM (of what is nested deeply).
int pc_hash(pc_thread *t, pc_value v, uint32_t *out);
// A total order of numbers, strings (by UTF-16 units), booleans, integers and tuples or lists of these, kinds one after the other: negative, 0, positive.
int pc_compare(pc_value a, pc_value b);

// ---- strings --------------------------------------------------------------------------------------------------------

// Strings are UTF-16 text (lone surrogates allowed), kept with 8 bits a character where all are Latin-1. Length at most 2^31 - 1: -EOVERFLOW.
pc_value pc_string_latin1(pc_thread *t, const uint8_t *chars, size_t len);
pc_value pc_string_utf16(pc_thread *t, const uint16_t *units, size_t len);
// From NUL-terminated ASCII.
pc_value pc_string_ascii(pc_thread *t, const char *text);
size_t pc_string_length(pc_value s);

// The characters: `latin1` or `units`, the other is NULL. Borrowed from the value, or from `room` for strings in the handle.
typedef struct pc_text {
    const uint8_t *latin1;
    const uint16_t *units;
    size_t len;
    uint8_t room[8];
} pc_text;
void pc_string_peek(pc_value s, pc_text *out);

// ---- lists ----------------------------------------------------------------------------------------------------------
// A persistent vector: a trie of 16-way nodes with a tail. Index arguments are checked by assertions. slice shares the trie; concat copies the shorter way round
// only when the left list is the longer one, since a balanced trie has no holes: its cost is the length of the right list, 16 elements at a time.

pc_value pc_list_empty(pc_thread *t);
pc_value pc_list_from(pc_thread *t, const pc_value *values, size_t n); // Cost: n, 1 ns each
size_t pc_list_count(pc_value list);
pc_value pc_list_get(pc_value list, size_t i); // Cost: log16 n
pc_value pc_list_set(pc_thread *t, pc_value list, size_t i, pc_value v);
pc_value pc_list_push(
    pc_thread *t, pc_value list,
    pc_value
        v); // Cost: one small cell; up to 16 elements are copied where the same list was pushed to before
pc_value pc_list_pop(pc_thread *t,
                     pc_value list); // the list without its last element; of an empty list itself
pc_value pc_list_slice(pc_thread *t, pc_value list, size_t start, size_t end); // Cost: log16 n
pc_value pc_list_concat(pc_thread *t, pc_value a, pc_value b);
pc_value pc_list_insert(pc_thread *t, pc_value list, size_t i, pc_value v); // Cost: n - i
pc_value pc_list_remove(pc_thread *t, pc_value list, size_t i);             // Cost: n - i
// The elements from `i` on as far as they lie in one leaf: at most 16. Borrowed. NULL where i is the count.
const pc_value *pc_list_run(pc_value list, size_t i, size_t *n);

// A builder changes its own nodes in place. It lives in one region (finish it and begin again with the result to get over a safepoint). After a failure it
// can be finished or dropped; dropping needs no call.
typedef struct pc_list_builder {
    pc_thread *thread;
    pc_value root, tail;
    uint64_t origin, end, owner;
    unsigned shift;
} pc_list_builder;
int pc_list_builder_init(pc_list_builder *b, pc_thread *t,
                         pc_value list); // `list` or PC_NONE. Fails: -ENOMEM
int pc_list_builder_push(pc_list_builder *b, pc_value v) PC_MUST_USE;
int pc_list_builder_append(pc_list_builder *b, const pc_value *values, size_t n) PC_MUST_USE;
int pc_list_builder_set(pc_list_builder *b, size_t i, pc_value v) PC_MUST_USE;
size_t pc_list_builder_count(const pc_list_builder *b);
pc_value pc_list_builder_finish(pc_list_builder *b); // the builder is empty afterwards

// ---- tuples ---------------------------------------------------------------------------------------------------------

// A flat sequence with a brand, a small number to which the embedder gives a meaning; tuples of different brands are not equal.
pc_value pc_tuple_new(pc_thread *t, unsigned brand, const pc_value *values, size_t n);
size_t pc_tuple_count(pc_value tuple);
unsigned pc_tuple_brand(pc_value tuple);
pc_value pc_tuple_get(pc_value tuple, size_t i);
const pc_value *pc_tuple_peek(pc_value tuple);
pc_value pc_tuple_set(pc_thread *t, pc_value tuple, size_t i, pc_value v);

// ---- maps, sets, multisets, sparse lists ----------------------------------------------------------------------------
// Compressed hash tries. Keys are compared by pc_equal. Each entry carries its place in the order of insertion, so that ordered iteration needs one pass.

// Called for each entry; another result than 0 ends the iteration and is returned. `value` of a set is the key, of a multiset the multiplicity.
typedef int (*pc_each)(void *data, pc_value key, pc_value value);

pc_value pc_map_empty(pc_thread *t);
// Many entries at once, in this order; of equal keys the last value counts. Cost: one sort of the hashes, and each node is made once.
pc_value pc_map_from(pc_thread *t, const pc_value *map_keys, const pc_value *values, size_t n);
size_t pc_map_count(pc_value map);
pc_value pc_map_get(pc_thread *t, pc_value map, pc_value key); // PC_NONE where absent
pc_value pc_map_set(pc_thread *t, pc_value map, pc_value key, pc_value v);
pc_value pc_map_remove(pc_thread *t, pc_value map, pc_value key); // itself where absent
pc_value pc_map_merge(pc_thread *t, pc_value a, pc_value b);      // b's values win. Cost: count of b
// In the order of insertion. Fails: -ENOMEM. Cost: one pass to order, one to call.
int pc_map_each(pc_thread *t, pc_value map, pc_each each, void *data);
// In the order of the trie, which only the keys decide.
int pc_map_each_unordered(pc_value map, pc_each each, void *data);

pc_value pc_set_empty(pc_thread *t);
pc_value pc_set_from(pc_thread *t, const pc_value *set_keys, size_t n);
size_t pc_set_count(pc_value set);
bool pc_set_has(pc_thread *t, pc_value set, pc_value key);
pc_value pc_set_add(pc_thread *t, pc_value set, pc_value key);
pc_value pc_set_remove(pc_thread *t, pc_value set, pc_value key);
pc_value pc_set_union(pc_thread *t, pc_value a, pc_value b);
pc_value pc_set_intersection(pc_thread *t, pc_value a, pc_value b);
pc_value pc_set_difference(pc_thread *t, pc_value a, pc_value b);
int pc_set_each(pc_thread *t, pc_value set, pc_each each, void *data);

pc_value pc_multiset_empty(pc_thread *t);
uint64_t pc_multiset_count(pc_value multiset);  // with multiplicities
size_t pc_multiset_distinct(pc_value multiset); // without
uint64_t pc_multiset_multiplicity(pc_thread *t, pc_value multiset, pc_value key);
pc_value pc_multiset_add(pc_thread *t, pc_value multiset, pc_value key, uint64_t n);
pc_value pc_multiset_remove(pc_thread *t, pc_value multiset, pc_value key,
                            uint64_t n); // at most as many as are there
int pc_multiset_each(pc_thread *t, pc_value multiset, pc_each each, void *data);

// A list most of whose elements are absent: a length and a map from index to value. Indices are below 2^53.
pc_value pc_sparse_new(pc_thread *t, uint64_t length);
uint64_t pc_sparse_length(pc_value sparse);
size_t pc_sparse_count(pc_value sparse);                                       // of elements that are there
pc_value pc_sparse_get(pc_thread *t, pc_value sparse, uint64_t i);             // PC_NONE where absent
pc_value pc_sparse_set(pc_thread *t, pc_value sparse, uint64_t i, pc_value v); // the length grows to i + 1
pc_value pc_sparse_remove(pc_thread *t, pc_value sparse, uint64_t i);
pc_value pc_sparse_set_length(pc_thread *t, pc_value sparse, uint64_t length);
int pc_sparse_each(pc_thread *t, pc_value sparse, pc_each each,
                   void *data); // by index; `key` is the index as a number

// A builder for maps, sets, multisets (value: multiplicity) and sparse lists, as pc_list_builder; after a failure it can only be dropped.
typedef struct pc_map_builder {
    pc_thread *thread;
    pc_kind kind;
    pc_value root;
    uint64_t count, sequence, extra, owner;
} pc_map_builder;
int pc_map_builder_init(pc_map_builder *b, pc_thread *t, pc_kind kind,
                        pc_value from); // `from` of that kind, or PC_NONE
int pc_map_builder_set(pc_map_builder *b, pc_value key, pc_value v) PC_MUST_USE; // sets ignore `v`
// As pc_map_builder_set for each, in order; where it fails, some are set. Sets need no `values`. Cost: less than one after the other, where the map is larger than the processor's caches.
int pc_map_builder_set_all(pc_map_builder *b, const pc_value *keys, const pc_value *values,
                           size_t n) PC_MUST_USE;
pc_value pc_map_builder_get(pc_map_builder *b, pc_value key);
int pc_map_builder_remove(pc_map_builder *b, pc_value key) PC_MUST_USE;
pc_value pc_map_builder_finish(pc_map_builder *b);

// ---- objects --------------------------------------------------------------------------------------------------------
// Immutable attributes in order under names (strings or symbols), and a prototype (an object or PC_NULL). Objects of the same names in the same order and the same
// prototype share a shape; from 129 attributes on the object is a map inside.

pc_value pc_object_new(pc_thread *t, pc_value prototype);
// `n` names, all different, and their values. Cost: one look-up of the shape and a copy.
pc_value pc_object_from(pc_thread *t, pc_value prototype, const pc_value *names, const pc_value *values,
                        size_t n);
size_t pc_object_count(pc_value object); // own attributes
pc_value pc_object_prototype(pc_value object);
pc_value pc_object_get_own(pc_thread *t, pc_value object, pc_value name); // PC_NONE where absent
pc_value pc_object_get(pc_thread *t, pc_value object, pc_value name);     // along the prototypes
pc_value pc_object_set(pc_thread *t, pc_value object, pc_value name, pc_value v);
pc_value pc_object_remove(pc_thread *t, pc_value object, pc_value name);
bool pc_object_is(pc_value object, pc_value ancestor);                       // itself or along the prototypes
int pc_object_each(pc_thread *t, pc_value object, pc_each each, void *data); // own, in order
// Objects with the same non-NONE shape have the same names in the same order. PC_NONE for large objects.
pc_value pc_object_shape(pc_value object);
// Names of a shape and values of an object that has one. Borrowed.
const pc_value *pc_shape_names(pc_value shape, size_t *n);
const pc_value *pc_object_peek(pc_value object);
// The shape of these names, to make many objects with pc_object_of_shape. PC_NONE and -EINVAL for more than 128.
pc_value pc_shape_new(pc_thread *t, pc_value prototype, const pc_value *names, size_t n);
pc_value pc_object_of_shape(pc_thread *t, pc_value shape, const pc_value *values);

// ---- bytes ----------------------------------------------------------------------------------------------------------

// Immutable bytes, copied; equal by content.
pc_value pc_bytes_new(pc_thread *t, const void *data, size_t len);
// Bytes outside of the heap, which threads may change (they synchronise among themselves). `release` (may be NULL) runs once, on any thread, when the value is collected;
// also on failure. Equal by identity.
pc_value pc_bytes_external(pc_thread *t, void *data, size_t len, void (*release)(void *data, void *hint),
                           void *hint);
// As pc_bytes_external over `len` zero bytes of the heap's own.
pc_value pc_bytes_shared(pc_thread *t, size_t len);
// The hint of external bytes that have this release function; NULL for other bytes.
void *pc_bytes_hint(pc_value bytes, void (*release)(void *data, void *hint));
size_t pc_bytes_length(pc_value bytes);
bool pc_bytes_is_shared(pc_value bytes); // may change
uint8_t *pc_bytes_peek(pc_value bytes);  // Borrowed. Not to be written unless shared

// ---- integers of any size -------------------------------------------------------------------------------------------

// Sign and magnitude, 64-bit limbs with the lowest first; leading zero limbs are dropped.
pc_value pc_integer_new(pc_thread *t, bool negative, const uint64_t *limbs, size_t n);
pc_value pc_integer_from_hex(pc_thread *t, bool negative, const uint8_t *digits,
                             size_t n); // -EINVAL: not hexadecimal
size_t pc_integer_limbs(pc_value integer, const uint64_t **limbs, bool *negative);
pc_value pc_integer_from_int64(pc_thread *t, int64_t i);
bool pc_integer_to_int64(pc_value integer, int64_t *out); // false where it does not fit
// Arithmetic of two integers (kind PC_KIND_INTEGER both). Fails: -ENOMEM, -EOVERFLOW beyond 2^31 - 1 limbs. Cost: linear; multiplication and division the product of the lengths.
pc_value pc_integer_add(pc_thread *t, pc_value a, pc_value b);
pc_value pc_integer_subtract(pc_thread *t, pc_value a, pc_value b);
pc_value pc_integer_multiply(pc_thread *t, pc_value a, pc_value b);
pc_value pc_integer_negate(pc_thread *t, pc_value a);
// Towards zero: a = quotient * b + remainder, the remainder has the sign of a. -EDOM: b is 0.
int pc_integer_divide(pc_thread *t, pc_value a, pc_value b, pc_value *quotient, pc_value *remainder);

// ---- symbols --------------------------------------------------------------------------------------------------------

// The one symbol of that text, while anything holds it.
pc_value pc_symbol_intern(pc_thread *t, pc_value text);
// A symbol different from all others. `text` is a string or PC_UNDEFINED.
pc_value pc_symbol_new(pc_thread *t, pc_value text);
pc_value pc_symbol_text(pc_value symbol);
bool pc_symbol_is_interned(pc_value symbol);

// ---- methods --------------------------------------------------------------------------------------------------------

// Native code with a closure. `arguments` has a place for each parameter (PC_NONE where none was given), then the further ones.
typedef pc_value (*pc_native)(pc_thread *t, pc_value closure, pc_value self, const pc_value *arguments,
                              size_t n);
// `parameters`: a list of strings, or PC_NONE for positional arguments only.
pc_value pc_method_new(pc_thread *t, pc_native native, pc_value closure, pc_value parameters);
pc_value pc_method_closure(pc_value method);
pc_native pc_method_native(pc_value method);
// Calls it. `keywords`: an object whose attributes are given to the parameters of those names, or PC_NONE. -EINVAL: an unknown or doubled parameter.
pc_value pc_method_call(pc_thread *t, pc_value method, pc_value self, const pc_value *arguments, size_t n,
                        pc_value keywords);

// ---- refs -----------------------------------------------------------------------------------------------------------

// The one thing that changes: a cell whose value is replaced as a whole.
pc_value pc_ref_new(pc_thread *t, pc_value v);
pc_value pc_ref_get(pc_value ref);
void pc_ref_set(pc_thread *t, pc_value ref, pc_value v);
pc_value pc_ref_exchange(pc_thread *t, pc_value ref, pc_value v); // the value before
// Replaces `expected` (by identity of handles) by `v`. Returns whether it did.
bool pc_ref_compare_and_set(pc_thread *t, pc_value ref, pc_value expected, pc_value v);
// `watch` is called after each change, on the changing thread, inside its region; it must not change the same ref. Fails: -ENOMEM.
typedef void (*pc_watch)(pc_thread *t, pc_value ref, void *data);
int pc_ref_watch(pc_thread *t, pc_value ref, pc_watch watch, void *data);
// Ends it, and waits for the end of calls that run on other threads: `data` may go afterwards. Not from inside of the watch. False: no such watch. Thread: also parked.
bool pc_ref_unwatch(pc_thread *t, pc_value ref, pc_watch watch, void *data);

pc_value pc_weak_new(pc_thread *t, pc_value target);
pc_value pc_weak_get(pc_thread *t, pc_value weak); // PC_NONE once collected

// ---- kernels over several threads -----------------------------------------------------------------------------------
// `threads`: how many to use at most; 0: one for each core. Short lists use one. Functions run on threads that the kernel attaches, inside regions; they may allocate. Where one ends the
// kernel the others stop at their next element, and the kernel gives PC_NONE and the error; nothing is left behind.

typedef pc_value (*pc_map_function)(pc_thread *t, pc_value v,
                                    void *data); // PC_NONE ends the kernel, as its thread's error
typedef int (*pc_filter_function)(pc_thread *t, pc_value v,
                                  void *data); // 1: stays, 0: goes; a negative code ends the kernel
typedef pc_value (*pc_reduce_function)(pc_thread *t, pc_value a, pc_value b, void *data); // associative
typedef int (*pc_compare_function)(pc_value a, pc_value b, void *data);                   // as for qsort

pc_value pc_list_map(pc_thread *t, pc_value list, pc_map_function f, void *data, unsigned threads);
pc_value pc_list_filter(pc_thread *t, pc_value list, pc_filter_function f, void *data, unsigned threads);
pc_value pc_list_reduce(pc_thread *t, pc_value list, pc_reduce_function f, void *data,
                        unsigned threads); // PC_NONE, no error: empty
// Stable. `compare` NULL: pc_compare. It cannot end the kernel.
pc_value pc_list_sort(pc_thread *t, pc_value list, pc_compare_function compare, void *data, unsigned threads);
// Two sorted lists as one; equal elements of `a` first.
pc_value pc_list_merge(pc_thread *t, pc_value a, pc_value b, pc_compare_function compare, void *data,
                       unsigned threads);
// The sum of a list of numbers; -EINVAL where another kind is among them.
int pc_list_sum(pc_value list, double *out);

#endif
