// SPDX-License-Identifier: MIT
//
// Where the engine keeps characters and bytes. Offsets of 2.48 to 2.50 on 64-bit machines:
//   a cell:          +0 its structure (prototype, names of properties and their places), +5 its type
//   a string cell:   +8 its characters' block, or an odd number where it is a rope
//   a rope:          +8 its first part and flags (1: a rope, 2: a piece of a string, 4: 8 bits a character), +16 length, +20 48 bits of its second part, +26 48 bits of
//                    its third; of a piece the second part is the string and the third says where it begins
//   the block:       +0 references (2 each), +4 length, +8 characters, +16 flags (4: 8 bits a character; from 64 up: a hash)
//   JSStringRef:     +8 the block
//   a plain object:  +16 its first attributes
//   an array:        +4 how elements are kept, +8 the elements; their number lies 8 bytes before them
//   a typed array:   +16 bytes, +24 length in elements, +40 mode (says whether the length can change)
#include "engine/layout.h"

#include <fcntl.h>
#include <unistd.h>

enum {
    CELL_MODE = 4, // of elements
    MODE_BITS = 0x3f,
    KIND_BITS = 0xffff3f, // of the word there
    CELL_TYPE = 5,
    OBJECT_PLACES = 16,
    PLACES_MAX = 64,
    ARRAY_ELEMENTS = 8,
    STRING_BLOCK = 8,
    ROPE_LENGTH = 16,
    ROPE_SECOND = 20,
    ROPE_THIRD = 26,
    ROPE_NARROW = 5, // flags: a rope of 8 bits a character
    ROPE_PIECE = 7,  // and a piece
    ROPE_FLAGS = 7,
    ROPE_DEPTH = 6, // deeper ones are the engine's work
    BLOCK_LENGTH = 4,
    BLOCK_CHARACTERS = 8,
    BLOCK_FLAGS = 16,
    BLOCK_HEAD = 20,
    FLAG_8_BITS = 4,
    ONE_REFERENCE = 2,
    VIEW_BYTES = 16,
    VIEW_LENGTH = 24,
    VIEW_MODE = 40,
};

// 0 not probed, 1 known, -1 unknown. Each is settled when first asked for: start-up pays for strings only.
static atomic_int strings_state, views_state, objects_state, ropes_state;
static uint8_t string_type, uint8_type, object_type, array_type, array_mode;
static uint8_t element_sizes[256]; // by the type of a cell: 0 where it is no view
static bool fixed_modes[256];      // by the low byte of a view's mode

static bool probe_strings(const int ends[2], JSContextRef ctx);
static bool probe_views(const int ends[2], JSContextRef ctx);
static bool probe_objects(const int ends[2], JSContextRef ctx);
static bool probe_ropes(const int ends[2], JSContextRef ctx);

static inline bool strings_are_known(void)
{
    int state = atomic_load_explicit(&strings_state, memory_order_relaxed);
    return state == 1 || (state == 0 && js__probe(&strings_state, probe_strings));
}

static inline bool views_are_known(void)
{
    int state = atomic_load_explicit(&views_state, memory_order_relaxed);
    return state == 1 || (state == 0 && js__probe(&views_state, probe_views));
}

static inline bool objects_are_known(void)
{
    int state = atomic_load_explicit(&objects_state, memory_order_relaxed);
    return state == 1 || (state == 0 && js__probe(&objects_state, probe_objects));
}

static inline bool ropes_are_known(void)
{
    int state = atomic_load_explicit(&ropes_state, memory_order_relaxed);
    return state == 1 || (state == 0 && js__probe(&ropes_state, probe_ropes));
}

static inline uint64_t word_at(const void *p, size_t offset)
{
    uint64_t word;
    memcpy(&word, (const char *)p + offset, sizeof word);
    return word;
}

static inline uint32_t half_at(const void *p, size_t offset)
{
    uint32_t half;
    memcpy(&half, (const char *)p + offset, sizeof half);
    return half;
}

// How an object keeps its elements. The two bits left out are the cell's lock: the collector takes it while it looks at some objects.
static inline unsigned mode_of(const void *cell)
{
    return ((const uint8_t *)cell)[CELL_MODE] & MODE_BITS;
}

static inline void characters_of_block(const void *block, js__characters *out)
{
    const void *characters = (const void *)(uintptr_t)word_at(block, BLOCK_CHARACTERS);
    bool narrow = (half_at(block, BLOCK_FLAGS) & FLAG_8_BITS) != 0;
    out->len = half_at(block, BLOCK_LENGTH);
    out->latin1 = narrow ? characters : NULL;
    out->units = narrow ? NULL : characters;
}

bool js__characters_of_value(JSValueRef v, js__characters *out)
{
    if (!strings_are_known() || !js_is_cell(v) || ((const uint8_t *)v)[CELL_TYPE] != string_type) {
        return false;
    }
    uint64_t block = word_at(v, STRING_BLOCK);
    if (block == 0 || (block & 1) != 0) {
        return false;
    }
    characters_of_block((const void *)(uintptr_t)block, out);
    return true;
}

int js__is_string(JSValueRef v)
{
    return !strings_are_known() ? -1 : js_is_cell(v) && ((const uint8_t *)v)[CELL_TYPE] == string_type;
}

// 48 bits.
static inline uint64_t part_at(const void *rope, size_t offset)
{
    uint64_t part = 0;
    memcpy(&part, (const char *)rope + offset, 6);
    return part;
}

// `count` characters of a string of 8 bits a character from `from` on. False where something in it is not such a string or lies too deep.
static bool gather(const void *string, size_t from, size_t count, uint8_t *out, unsigned depth)
{
    js__characters flat;
    if (js__characters_of_value(string, &flat)) {
        bool fits = flat.latin1 != NULL && from + count <= flat.len;
        if (fits) {
            memcpy(out, flat.latin1 + from, count);
        }
        return fits;
    }
    uint64_t first = word_at(string, STRING_BLOCK);
    if (depth == 0 || (first & ROPE_FLAGS) < ROPE_NARROW) {
        return false;
    }
    uint64_t parts[] = {first & ~(uint64_t)ROPE_FLAGS, part_at(string, ROPE_SECOND),
                        part_at(string, ROPE_THIRD)};
    if ((first & ROPE_FLAGS) == ROPE_PIECE) {
        return gather((const void *)(uintptr_t)parts[1], (size_t)parts[2] + from, count, out, depth - 1);
    }
    for (size_t i = 0; i < 3 && count > 0 && parts[i] != 0; i++) {
        const void *part = (const void *)(uintptr_t)parts[i];
        size_t len = js__characters_of_value(part, &flat) ? flat.len : half_at(part, ROPE_LENGTH);
        if (from >= len) {
            from -= len;
            continue;
        }
        size_t here = len - from < count ? len - from : count;
        if (!gather(part, from, here, out, depth - 1)) {
            return false;
        }
        out += here;
        count -= here;
        from = 0;
    }
    return count == 0;
}

size_t js_rope_copy(js_value v, uint8_t *out, size_t room)
{
    if (!ropes_are_known() || !js_is_cell(v) || ((const uint8_t *)v)[CELL_TYPE] != string_type ||
        (word_at(v, STRING_BLOCK) & 1) == 0) {
        return 0;
    }
    size_t len = half_at(v, ROPE_LENGTH);
    return len <= room && gather(v, 0, len, out, ROPE_DEPTH) ? len : 0;
}

bool js__characters_of_string(JSStringRef string, js__characters *out)
{
    if (!strings_are_known()) {
        return false;
    }
    uint64_t block = word_at(string, STRING_BLOCK);
    if (block == 0) {
        *out = (js__characters){0}; // the engine's null string
        return true;
    }
    characters_of_block((const void *)(uintptr_t)block, out);
    return true;
}

uint64_t *js__string_place(JSValueRef v, bool *rope)
{
    if (!strings_are_known() || !js_is_cell(v) || ((const uint8_t *)v)[CELL_TYPE] != string_type) {
        return NULL;
    }
    uint64_t *place = (uint64_t *)((uintptr_t)v + STRING_BLOCK);
    *rope = (*place & 1) != 0;
    return place;
}

bool js__view_bytes(JSValueRef v, js_bytes *out)
{
    if (!views_are_known() || !js_is_cell(v)) {
        return false;
    }
    size_t size = element_sizes[((const uint8_t *)v)[CELL_TYPE]];
    if (size == 0 || !fixed_modes[((const uint8_t *)v)[VIEW_MODE]]) {
        return false;
    }
    out->data = (uint8_t *)(uintptr_t)word_at(v, VIEW_BYTES);
    out->len = (size_t)word_at(v, VIEW_LENGTH) * size;
    return true;
}

bool js_uint8_peek(js_value v, js_bytes *out)
{
    return js__view_bytes(v, out) && ((const uint8_t *)v)[CELL_TYPE] == uint8_type;
}

bool js_same_shape(js_value a, js_value b)
{
    return views_are_known() && js_is_cell(a) && js_is_cell(b) && half_at(a, 0) == half_at(b, 0);
}

int js_same_view_mode(js_value a, js_value b)
{
    if (!views_are_known() || !js_is_cell(a) || !js_is_cell(b)) {
        return -1;
    }
    return ((const uint8_t *)a)[VIEW_MODE] == ((const uint8_t *)b)[VIEW_MODE];
}

bool js_become(js_value v, js_value like, js_value plain)
{
    if (!views_are_known() || !js_is_cell(v) || !js_is_cell(like) || !js_is_cell(plain)) {
        return false;
    }
    // Kind, flags and the way of keeping elements are the same; what the collector thinks of the cell stays, and the lock that it may hold does not count.
    uint32_t kind = half_at(v, 4) & KIND_BITS;
    if (half_at(v, 0) != half_at(plain, 0) || kind != (half_at(like, 4) & KIND_BITS) ||
        element_sizes[((const uint8_t *)v)[CELL_TYPE]] == 0) {
        return false;
    }
    __atomic_store_n((uint32_t *)(uintptr_t)v, half_at(like, 0), __ATOMIC_RELAXED);
    return true;
}

const js_value *js_elements_peek(js_value array, size_t *count)
{
    if (!objects_are_known() || !js_is_cell(array) || ((const uint8_t *)array)[CELL_TYPE] != array_type ||
        mode_of(array) != array_mode) {
        return NULL;
    }
    uint64_t elements = word_at(array, ARRAY_ELEMENTS);
    *count = half_at((const void *)(uintptr_t)(elements - 8), 0);
    return (const js_value *)(uintptr_t)elements;
}

js_value js_attribute_at(js_value object, unsigned place)
{
    return (js_value)(uintptr_t)word_at(object, OBJECT_PLACES + 8 * (size_t)place);
}

// ---- the probe ------------------------------------------------------------------------------------------------------

bool js__read_carefully(const int pipe_ends[2], const void *p, void *out, size_t len)
{
    return write(pipe_ends[1], p, len) == (ssize_t)len && read(pipe_ends[0], out, len) == (ssize_t)len;
}

bool js__block_holds(const int ends[2], uint64_t address, const void *want, size_t len, bool wide)
{
    uint8_t head[BLOCK_HEAD];
    uint8_t characters[32];
    size_t bytes = wide ? len * 2 : len;
    return address != 0 && (address & 7) == 0 &&
           js__read_carefully(ends, (const void *)(uintptr_t)address, head, sizeof head) &&
           half_at(head, 0) >= ONE_REFERENCE && half_at(head, BLOCK_LENGTH) == len &&
           ((half_at(head, BLOCK_FLAGS) & FLAG_8_BITS) == 0) == wide &&
           js__read_carefully(ends, (const void *)(uintptr_t)word_at(head, BLOCK_CHARACTERS), characters,
                              bytes) &&
           memcmp(characters, want, bytes) == 0;
}

// A rope, which the engine cannot make when it compiles this.
static const char rope_source[] = "'some text, some more' + this.NaN";

// Per kind of view one over a part of a buffer and one in place; a large one; two whose length can change.
static const char views_source[] =
    "(() => {"
    "const buffer = new ArrayBuffer(64); new Uint8Array(buffer).fill(7);"
    "const samples = [];"
    "for (const View of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, "
    "Uint32Array,"
    " Float32Array, Float64Array, BigInt64Array, BigUint64Array]) {"
    " const part = new View(buffer, 8, 6), own = new View(6); own.set(part); samples.push(part, own);"
    "}"
    "const resizable = new ArrayBuffer(8, { maxByteLength: 16 });"
    "samples.push(new DataView(buffer, 8, 6), new Uint8Array(4096), new Uint8Array(resizable), new "
    "Uint8Array(resizable, 2, 3));"
    "return samples;"
    "})()";
static const uint8_t sample_sizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
enum {
    SAMPLE_KINDS = sizeof sample_sizes,
    SAMPLE_UINT8 = 2,
    SAMPLE_DATA_VIEW = 2 * SAMPLE_KINDS,
    SAMPLE_LARGE,
    SAMPLE_RESIZABLE
};

static JSValueRef sample(JSContextRef ctx, JSObjectRef samples, unsigned index)
{
    return JSObjectGetPropertyAtIndex(ctx, samples, index, NULL);
}

JSValueRef js__evaluated(JSContextRef ctx, const char *text)
{
    JSStringRef source = JSStringCreateWithUTF8CString(text);
    JSValueRef value = JSEvaluateScript(ctx, source, NULL, NULL, 1, NULL);
    JSStringRelease(source);
    return value;
}

// On values made by the interface, but for the rope: what runs first in a process is slow, and this does.
static bool probe_strings(const int ends[2], JSContextRef ctx)
{
    static const char narrow[] = "nine text";
    static const uint16_t wide[] = {'a', 0x20ac, 'z'};
    JSStringRef narrow_string = JSStringCreateWithUTF8CString(narrow);
    JSStringRef wide_string = JSStringCreateWithCharacters(wide, 3);
    JSValueRef narrow_value = JSValueMakeString(ctx, narrow_string),
               wide_value = JSValueMakeString(ctx, wide_string);
    JSValueRef rope = js__evaluated(ctx, rope_source);
    // A value made of a string has a block of its own; a string made of a value shares the value's.
    JSStringRef shared_string = JSValueToStringCopy(ctx, narrow_value, NULL);
    uint8_t cell[16], wide_cell[16], rope_cell[16], interface[16];
    bool known = false;
    if (rope != NULL && js__read_carefully(ends, narrow_value, cell, sizeof cell) &&
        js__read_carefully(ends, shared_string, interface, sizeof interface) &&
        js__read_carefully(ends, wide_value, wide_cell, sizeof wide_cell) &&
        js__read_carefully(ends, rope, rope_cell, sizeof rope_cell)) {
        string_type = cell[CELL_TYPE];
        known = wide_cell[CELL_TYPE] == string_type && rope_cell[CELL_TYPE] == string_type &&
                word_at(interface, STRING_BLOCK) == word_at(cell, STRING_BLOCK) &&
                js__block_holds(ends, word_at(cell, STRING_BLOCK), narrow, sizeof narrow - 1, false) &&
                js__block_holds(ends, word_at(wide_cell, STRING_BLOCK), wide, 3, true) &&
                (rope_cell[STRING_BLOCK] & 1) == 1;
    }
    JSStringRelease(shared_string);
    JSStringRelease(narrow_string);
    JSStringRelease(wide_string);
    return known;
}

// Three flat strings, a rope of two, one of three, a piece of one, and what is wide.
static const char ropes_source[] =
    "((a, b, c, w) => [a, b, c, a + b, `${a}${b}${c}`, a.substring(3, 9), w + a])"
    "('first of the parts', String(123456789), 'third of the parts', 'wide \\u20ac')";

static bool probe_rope(const int ends[2], JSValueRef rope, const uint64_t want[5])
{
    uint8_t cell[32];
    return js__read_carefully(ends, rope, cell, sizeof cell) && cell[CELL_TYPE] == string_type &&
           (word_at(cell, STRING_BLOCK) & ROPE_FLAGS) == want[0] && half_at(cell, ROPE_LENGTH) == want[1] &&
           (word_at(cell, STRING_BLOCK) & ~(uint64_t)ROPE_FLAGS) == want[2] &&
           part_at(cell, ROPE_SECOND) == want[3] && part_at(cell, ROPE_THIRD) == want[4];
}

static bool probe_ropes(const int ends[2], JSContextRef ctx)
{
    JSObjectRef samples = (JSObjectRef)(uintptr_t)js__evaluated(ctx, ropes_source);
    if (samples == NULL || !strings_are_known()) {
        return false;
    }
    uint64_t a = JS_BITS(sample(ctx, samples, 0)), b = JS_BITS(sample(ctx, samples, 1)),
             c = JS_BITS(sample(ctx, samples, 2)), w = JS_BITS(sample(ctx, samples, 6));
    uint8_t wide[16];
    return probe_rope(ends, sample(ctx, samples, 3), (const uint64_t[]){ROPE_NARROW, 27, a, b, 0}) &&
           probe_rope(ends, sample(ctx, samples, 4), (const uint64_t[]){ROPE_NARROW, 45, a, b, c}) &&
           probe_rope(ends, sample(ctx, samples, 5), (const uint64_t[]){ROPE_PIECE, 6, 0, a, 3}) &&
           js__read_carefully(ends, (const void *)(uintptr_t)w, wide, sizeof wide) &&
           (word_at(wide, STRING_BLOCK) & ROPE_FLAGS) == 1;
}

// A view over 6 elements of `size` bytes, all bytes 7.
static bool probe_view(const int ends[2], JSValueRef view, uint8_t size)
{
    uint8_t cell[48];
    uint8_t bytes[48];
    if (!js__read_carefully(ends, view, cell, sizeof cell) || word_at(cell, VIEW_LENGTH) != 6 ||
        !js__read_carefully(ends, (const void *)(uintptr_t)word_at(cell, VIEW_BYTES), bytes,
                            (size_t)6 * size)) {
        return false;
    }
    for (size_t i = 0; i < (size_t)6 * size; i++) {
        if (bytes[i] != 7) {
            return false;
        }
    }
    uint8_t *known_size = &element_sizes[cell[CELL_TYPE]];
    if (*known_size != 0 && *known_size != size) {
        return false;
    }
    *known_size = size;
    fixed_modes[cell[VIEW_MODE]] = true;
    return true;
}

static bool probe_views(const int ends[2], JSContextRef ctx)
{
    JSObjectRef samples = (JSObjectRef)(uintptr_t)js__evaluated(ctx, views_source);
    if (samples == NULL) {
        return false;
    }
    for (unsigned i = 0; i < 2 * SAMPLE_KINDS; i++) {
        if (!probe_view(ends, sample(ctx, samples, i), sample_sizes[i / 2])) {
            return false;
        }
    }
    uint8_t cell[48];
    uint8_type = ((const uint8_t *)sample(ctx, samples, SAMPLE_UINT8))[CELL_TYPE];
    if (uint8_type == ((const uint8_t *)sample(ctx, samples, 0))[CELL_TYPE]) {
        return false;
    }
    if (!probe_view(ends, sample(ctx, samples, SAMPLE_DATA_VIEW), 1) ||
        !js__read_carefully(ends, sample(ctx, samples, SAMPLE_LARGE), cell, sizeof cell) ||
        word_at(cell, VIEW_LENGTH) != 4096) {
        return false;
    }
    fixed_modes[cell[VIEW_MODE]] = true;
    // Views whose length can change must show it.
    for (unsigned i = 0; i < 2; i++) {
        if (!js__read_carefully(ends, sample(ctx, samples, SAMPLE_RESIZABLE + i), cell, sizeof cell) ||
            fixed_modes[cell[VIEW_MODE]]) {
            return false;
        }
    }
    return true;
}

// Two objects of one shape, arrays of these and of mixed values, and what must not be taken for either.
static const char objects_source[] =
    "((a, b) => [a, b, [a, b, 'x'], [b, 1.5, a], new Proxy({ p: 1 }, {}), [1, 2, 3], [1.5, 2.5]])"
    "({ p: 1.25, q: 'q' }, { p: 2.25, q: 'r' })";

static bool probe_array(const int ends[2], JSContextRef ctx, JSValueRef array)
{
    uint8_t cell[16];
    uint64_t memory[4];
    if (!js__read_carefully(ends, array, cell, sizeof cell) ||
        !js__read_carefully(ends, (const void *)(uintptr_t)(word_at(cell, ARRAY_ELEMENTS) - 8), memory,
                            sizeof memory) ||
        half_at(memory, 0) != 3) {
        return false;
    }
    for (unsigned i = 0; i < 3; i++) {
        if (memory[i + 1] != JS_BITS(sample(ctx, (JSObjectRef)(uintptr_t)array, i))) {
            return false;
        }
    }
    bool same = array_type == 0 || (array_type == cell[CELL_TYPE] && array_mode == mode_of(cell));
    array_type = cell[CELL_TYPE];
    array_mode = (uint8_t)mode_of(cell);
    return same;
}

static bool probe_objects(const int ends[2], JSContextRef ctx)
{
    JSObjectRef samples = (JSObjectRef)(uintptr_t)js__evaluated(ctx, objects_source);
    if (samples == NULL || !views_are_known()) {
        return false;
    }
    for (unsigned i = 0; i < 2; i++) {
        JSObjectRef object = (JSObjectRef)(uintptr_t)sample(ctx, samples, i);
        uint8_t cell[OBJECT_PLACES + 16];
        if (!js__read_carefully(ends, object, cell, sizeof cell) ||
            word_at(cell, OBJECT_PLACES) != JS_BITS(js_get(ctx, object, "p", NULL)) ||
            word_at(cell, OBJECT_PLACES + 8) != JS_BITS(js_get(ctx, object, "q", NULL))) {
            return false;
        }
        object_type = cell[CELL_TYPE];
    }
    uint8_t proxy[8], integers[8], doubles[8];
    return js_same_shape(sample(ctx, samples, 0), sample(ctx, samples, 1)) &&
           probe_array(ends, ctx, sample(ctx, samples, 2)) &&
           probe_array(ends, ctx, sample(ctx, samples, 3)) &&
           js__read_carefully(ends, sample(ctx, samples, 4), proxy, sizeof proxy) &&
           js__read_carefully(ends, sample(ctx, samples, 5), integers, sizeof integers) &&
           js__read_carefully(ends, sample(ctx, samples, 6), doubles, sizeof doubles) &&
           proxy[CELL_TYPE] != object_type && array_type != object_type && mode_of(doubles) != array_mode &&
           mode_of(integers) != array_mode;
}

int js_attribute_place(js_value object, js_value v, unsigned most)
{
    int ends[2], place = -1;
    if (!objects_are_known() || !js_is_cell(object) || ((const uint8_t *)object)[CELL_TYPE] != object_type ||
        most > PLACES_MAX || pipe2(ends, O_CLOEXEC) != 0) {
        return -1;
    }
    // Whether the object has as many places inside is not known: what is behind it may be no memory.
    for (unsigned i = 0; i < most && place < 0; i++) {
        uint64_t word;
        if (!js__read_carefully(ends, (const uint8_t *)object + OBJECT_PLACES + 8 * (size_t)i, &word,
                                sizeof word)) {
            break;
        }
        place = word == JS_BITS(v) ? (int)i : -1;
    }
    close(ends[0]);
    close(ends[1]);
    return place;
}

bool js__probe(atomic_int *state, bool (*look)(const int ends[2], JSContextRef ctx))
{
    int ends[2];
    int expected = 0;
    js_runtime *rt = js_runtime_current();
    if (rt == NULL || !atomic_compare_exchange_strong(state, &expected, -1) || sizeof(void *) != 8 ||
        pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    bool known = look(ends, rt->ctx);
    atomic_store(state, known ? 1 : -1);
    close(ends[0]);
    close(ends[1]);
    return known;
}
