// SPDX-License-Identifier: MIT
//
// What collections hold, read in place. Offsets of 2.48 to 2.50 on 64-bit machines:
//   a WeakMap or WeakSet:  +16 the table, +24 its capacity, +28 how many keys. A place of the table is a key, or a key and its value; 0 is empty, -3 taken out
//   a Map or Set:          +16 the table, 0 where nothing was ever put in
//   its table:             +8 how many words (twice), +16 entries, +24 entries taken out, +32 buckets, +48 the buckets' words, then the entries: a key, a Map's value, the
//                          next in the bucket. Numbers are kept as JavaScript has them.
#include "engine/cells.h"
#include "engine/layout.h"

enum {
    WEAK_TABLE_AT = 16,
    WEAK_CAPACITY_AT = 24,
    WEAK_COUNT_AT = 28,
    WEAK_MOST = 1024,
    WEAK_CAPACITY_MOST = 1 << 28,
    TABLE_AT = 16,
    TABLE_HEAD = 6, // words before the buckets
    HEAD_LENGTH = 1,
    HEAD_COUNT = 2,
    HEAD_TAKEN = 3,
    HEAD_BUCKETS = 4,
};

// ---- WeakMap and WeakSet --------------------------------------------------------------------------------------------

typedef struct weak_view {
    const js_value *table;
    uint32_t capacity, count;
} weak_view;

static weak_view weak_view_of(js_value v)
{
    const char *cell = (const char *)(const void *)v;
    weak_view view;
    memcpy(&view.table, cell + WEAK_TABLE_AT, sizeof view.table);
    memcpy(&view.capacity, cell + WEAK_CAPACITY_AT, sizeof view.capacity);
    memcpy(&view.count, cell + WEAK_COUNT_AT, sizeof view.count);
    return view;
}

// The keys (and values, where `step` is 2) that are in use; returns how many entries were written.
static unsigned weak_collect(weak_view view, unsigned step, js_value *out, unsigned most)
{
    unsigned found = 0;
    for (uint32_t i = 0; i < view.capacity && found < most; i++) {
        js_value key = view.table[(size_t)i * step];
        if (key != NULL && js_is_cell(key) && JS_BITS(key) > 0xff) {
            out[found * step] = key;
            if (step == 2) {
                out[found * step + 1] = view.table[(size_t)i * step + 1];
            }
            found++;
        }
    }
    return found;
}

static bool weak_probe_one(js_context ctx, js_object samples, unsigned index, unsigned step)
{
    js_value exception = NULL;
    js_value collection = js_get_index(ctx, samples, index, &exception);
    js_value first = js_get_index(ctx, samples, 2, &exception),
             second = js_get_index(ctx, samples, 3, &exception);
    js_value found[2 * 2];
    weak_view view = weak_view_of(collection);
    if (exception != NULL || view.count != 2 || view.capacity < 2 || view.capacity > 64 ||
        view.table == NULL || weak_collect(view, step, found, 2) != 2) {
        return false;
    }
    js_value other = found[step];
    bool keys = (found[0] == first && other == second) || (found[0] == second && other == first);
    return keys && (step == 1 || (found[1] == js_int32(7) && found[3] == js_int32(7)));
}

static atomic_int weak_state; // as in layout.c

static bool probe_weak(const int ends[2], JSContextRef ctx)
{
    (void)ends;
    js_value samples =
        js__evaluated(ctx, "(() => { const a = {}, b = {}, c = {};"
                           " const map = new WeakMap([[a, 7], [c, 7], [b, 7]]), set = new WeakSet([a, c, b]);"
                           " map.delete(c); set.delete(c); return [map, set, a, b]; })()");
    js_object list = js_object_of(ctx, samples);
    return list != NULL && js_kinds_are_known() && weak_probe_one(ctx, list, 0, 2) &&
           weak_probe_one(ctx, list, 1, 1);
}

js_value js_weak_entries(js_context ctx, js_value v, unsigned most, unsigned *count, js_value *exception)
{
    int state = atomic_load_explicit(&weak_state, memory_order_acquire);
    if (!(state == 1 || (state == 0 && js__probe(&weak_state, probe_weak))) ||
        !(js_is_kind(v, JS_KIND_WEAK_MAP) || js_is_kind(v, JS_KIND_WEAK_SET))) {
        return JS_UNDEFINED;
    }
    weak_view view = weak_view_of(v);
    unsigned step = js_is_kind(v, JS_KIND_WEAK_MAP) ? 2 : 1;
    *count = view.count;
    if (view.capacity > WEAK_CAPACITY_MOST || view.count > view.capacity) {
        return JS_UNDEFINED;
    }
    js_value found[WEAK_MOST * 2]; // on the stack, where the collector sees them
    unsigned entries = weak_collect(view, step, found, most < WEAK_MOST ? most : WEAK_MOST);
    return (js_value)js_array_new(ctx, (size_t)entries * step, found, exception);
}

// ---- Map and Set ----------------------------------------------------------------------------------------------------

static atomic_int entries_state;

static const uint64_t *table_of(js_value v)
{
    const uint64_t *table;
    memcpy(&table, (const char *)(const void *)v + TABLE_AT, sizeof table);
    return table;
}

static bool small_number(uint64_t word, size_t *out)
{
    js_value v = (js_value)(uintptr_t)word;
    *out = (uint32_t)word;
    return js_is_int32(v) && (int32_t)(uint32_t)word >= 0;
}

// From the first words of a table that lies at `address`.
static bool entries_from(const uint64_t *head, const uint64_t *address, unsigned step, js_entries *out)
{
    size_t taken, buckets, words = (uint32_t)head[HEAD_LENGTH];
    if (!small_number(head[HEAD_COUNT], &out->count) || !small_number(head[HEAD_TAKEN], &taken) ||
        !small_number(head[HEAD_BUCKETS], &buckets) || taken != 0 ||
        TABLE_HEAD - 2 + buckets + out->count * (step + 1) > words) {
        return false;
    }
    out->first = (const js_value *)(const void *)(address + TABLE_HEAD + buckets);
    out->step = step + 1;
    return true;
}

// Each sample's entries are 1, 'b' and the sample list itself; a Map's values 10, 20 and 30.
static bool probe_entries_of(const int ends[2], JSContextRef ctx, js_object samples, unsigned index,
                             unsigned step)
{
    js_value sample = JSObjectGetPropertyAtIndex(ctx, samples, index, NULL);
    js_value b = JSObjectGetPropertyAtIndex(ctx, samples, 0, NULL);
    const uint64_t *table;
    uint64_t head[TABLE_HEAD];
    js_value found[9];
    js_entries entries;
    if (!js_is_cell(sample) ||
        !js__read_carefully(ends, (const char *)(const void *)sample + TABLE_AT, &table, sizeof table) ||
        !js__read_carefully(ends, table, head, sizeof head) || !entries_from(head, table, step, &entries) ||
        entries.count != 3 ||
        !js__read_carefully(ends, entries.first, found, sizeof *found * 3 * entries.step)) {
        return false;
    }
    const js_value keys[] = {js_int32(1), b, (js_value)samples};
    for (unsigned i = 0; i < 3; i++) {
        const js_value *entry = found + (size_t)i * entries.step;
        if (entry[0] != keys[i] || (step == 2 && entry[1] != js_int32(10 * ((int32_t)i + 1)))) {
            return false;
        }
    }
    return true;
}

// A table that entries were taken out of says so.
static bool probe_taken(const int ends[2], JSContextRef ctx, js_object samples, unsigned index)
{
    js_value sample = JSObjectGetPropertyAtIndex(ctx, samples, index, NULL);
    const uint64_t *table = NULL;
    uint64_t head[TABLE_HEAD];
    js_entries entries;
    return js_is_cell(sample) && (table = table_of(sample)) != NULL &&
           js__read_carefully(ends, table, head, sizeof head) && !entries_from(head, table, 1, &entries) &&
           entries.count == 2;
}

static bool probe_entries(const int ends[2], JSContextRef ctx)
{
    js_value made = js__evaluated(
        ctx,
        "(() => { const b = 'b', list = [b]; const all = [1, b, list], gone = new Set(all), cleared = new "
        "Set(all); gone.delete(b); cleared.clear();"
        " list.push(new Set(all), new Map([[1, 10], [b, 20], [list, 30]]), gone, new Set(), cleared);"
        " return list; })()");
    js_object samples = js_object_of(ctx, made);
    if (samples == NULL || !js_kinds_are_known() || !probe_entries_of(ends, ctx, samples, 1, 1) ||
        !probe_entries_of(ends, ctx, samples, 2, 2) || !probe_taken(ends, ctx, samples, 3)) {
        return false;
    }
    js_value cleared = JSObjectGetPropertyAtIndex(ctx, samples, 5, NULL);
    uint64_t head[TABLE_HEAD];
    js_entries entries;
    return table_of(JSObjectGetPropertyAtIndex(ctx, samples, 4, NULL)) == NULL &&
           (table_of(cleared) == NULL ||
            (js__read_carefully(ends, table_of(cleared), head, sizeof head) &&
             entries_from(head, table_of(cleared), 1, &entries) && entries.count == 0));
}

bool js_entries_peek(js_value v, js_entries *out)
{
    int state = atomic_load_explicit(&entries_state, memory_order_acquire);
    if (!(state == 1 || (state == 0 && js__probe(&entries_state, probe_entries)))) {
        return false;
    }
    bool map = js_is_kind(v, JS_KIND_MAP);
    if (!map && !js_is_kind(v, JS_KIND_SET)) {
        return false;
    }
    const uint64_t *table = table_of(v);
    if (table == NULL) {
        *out = (js_entries){.step = map ? 3 : 2};
        return true;
    }
    return entries_from(table, table, map ? 2 : 1, out);
}

bool js_surely_same(js_value a, js_value b)
{
    if (a == b) {
        return true;
    }
    js__characters x, y;
    return js__characters_of_value(a, &x) && js__characters_of_value(b, &y) && x.len == y.len &&
           x.latin1 != NULL && y.latin1 != NULL && memcmp(x.latin1, y.latin1, x.len) == 0;
}
