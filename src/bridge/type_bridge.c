// SPDX-License-Identifier: MIT
//
// Values across the boundary. One by one: numbers have the same encoding on both sides, strings are copied in the form they have. Many at once: JavaScript writes a graph as a
// program for a stack machine (opcodes and small integers in an Int32Array, other numbers in a Float64Array, all text as one string), C runs it; and C writes what a cell contains
// in the like form, from the outside in, for JavaScript to build. The tables of opcodes here and in lib/internal/protocore/codec.js are the same.
#include "bridge/bridge.h"

#include <errno.h>
#include <stdlib.h>

// ---- single values --------------------------------------------------------------------------------------------------

pc_value bridge_value_of(js_context ctx, bridge_vm *vm, js_value v, double address)
{
    if (address != 0) {
        return (pc_value)address;
    }
    if (js_is_number(v)) {
        return pc_number(js_number_or(v, 0));
    }
    if (v == JS_NULL || v == JS_TRUE || v == JS_FALSE) {
        return JS_BITS(v);
    }
    if (js_is_undefined(v)) {
        return PC_UNDEFINED;
    }
    js_text text;
    js_value exception = NULL;
    if (!js_is_string(ctx, v) || js_text_init(ctx, v, &text, &exception) != 0) {
        return PC_NONE;
    }
    pc_value s = text.latin1 != NULL ? pc_string_latin1(vm->thread, text.latin1, text.len)
                                     : pc_string_utf16(vm->thread, text.units, text.len);
    js_text_deinit(&text);
    return s;
}

static js_value string_for(js_context ctx, pc_value s)
{
    pc_text text;
    pc_string_peek(s, &text);
    return text.latin1 != NULL ? js_string_latin1(ctx, text.latin1, text.len)
                               : js_string_utf16(ctx, text.units, text.len);
}

js_value bridge_throw(js_context ctx, int error, js_value *exception)
{
    if (error == -EOVERFLOW) {
        return js_throw_range_error(ctx, exception, "ERR_OUT_OF_RANGE",
                                    "The value is nested too deeply or too long to be shared");
    }
    if (error == -ENOMEM) {
        return js_throw_range_error(ctx, exception, "ERR_MEMORY_ALLOCATION_FAILED",
                                    "The shared heap has reached its limit");
    }
    return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_VALUE",
                               "The operation does not fit the shared value");
}

js_value bridge_return(js_context ctx, bridge_vm *vm, pc_value v, bool held, js_value *exception)
{
    pc_kind kind = pc_kind_of(v);
    vm->result[0] = 0;
    switch (kind) {
    case PC_KIND_NONE:
    case PC_KIND_UNDEFINED:
    case PC_KIND_HOLE:
        return JS_UNDEFINED;
    case PC_KIND_NULL:
    case PC_KIND_BOOLEAN:
        return (js_value)(uintptr_t)v;
    case PC_KIND_NUMBER:
        return js_number(pc_double(v));
    case PC_KIND_STRING:
        return string_for(ctx, v);
    default:
        break;
    }
    js_object object = held ? NULL : bridge_hold_new(ctx, vm, v);
    if (!held && object == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    // A branded tuple is read like an object: it has no wrapper.
    vm->result[0] = kind == PC_KIND_TUPLE && pc_tuple_brand(v) != 0 ? PC_KIND_OBJECT : kind;
    vm->result[1] = (double)v;
    return held ? JS_UNDEFINED : object;
}

// ---- JavaScript to shared: a program for a stack machine ------------------------------------------------------------

enum {
    OP_UNDEFINED,
    OP_NULL,
    OP_TRUE,
    OP_FALSE,
    OP_HOLE,
    OP_INT,        // value
    OP_DOUBLE,     // the next of the numbers
    OP_STRING,     // length: the next of the text
    OP_SHAPE,      // n: pops n names; the program's next shape
    OP_OBJECT,     // shape: pops as many values
    OP_DICTIONARY, // n: pops n times name, value
    OP_EXISTING,   // pushes the cell whose address is the next of the numbers
    OP_LIST,       // n: pops n
    OP_MAP,        // n: pops n times key, value
    OP_SET,        // n
    OP_BRANDED,    // brand, n: a tuple
    OP_INTEGER,    // sign, length: hexadecimal digits from the text
    OP_SYMBOL_FOR, // pops a string
    OP_SYMBOL_NEW, // pops a string or undefined
    OP_NUMBERS,    // n: pushes a list of as many numbers
    OP_BYTES,      // n: pushes the n-th of the buffers, copied
    OP_SPARSE,     // n: pops n times index, value, and the length below them
    OP_MULTISET,   // n: pops n times key, multiplicity
    OP_KEEP,       // n: remembers the top under the number
    OP_AGAIN,      // n: pushes what was remembered
    OP_REF,        // pops a value
    OP_WEAK,       // pops a value
    OP_RECORDS, // shape, buffer, start, n: pushes n objects, read from the array among the buffers by the places in the next buffer
    OP_SCALARS, // buffer, start, n: pushes n values, read from the array among the buffers
};

typedef struct machine {
    pc_thread *t;
    const int32_t *code, *code_end;
    const double *numbers, *numbers_end;
    js_text text;
    size_t text_at;
    js_context ctx;
    js_object buffers;
    pc_value *stack, *kept, *shapes;
    size_t depth, stack_size, kept_count, kept_size, shape_count, shape_size;
    struct known_texts *known; // from the first values on that are read in place
    bool forgetful;            // it stays NULL
} machine;

static int grow(pc_value **items, size_t *size, size_t need)
{
    if (need < *size) {
        return 0;
    }
    size_t bigger = need * 2 + 256;
    pc_value *fresh = realloc(*items, bigger * sizeof *fresh);
    if (fresh == NULL) {
        return -ENOMEM;
    }
    *items = fresh;
    *size = bigger;
    return 0;
}

static int push(machine *m, pc_value v)
{
    if (v == PC_NONE) {
        return pc_error(m->t);
    }
    int rc = grow(&m->stack, &m->stack_size, m->depth);
    if (rc == 0) {
        m->stack[m->depth++] = v;
    }
    return rc;
}

// The topmost n values, popped. NULL where there are not as many.
static pc_value *pop(machine *m, size_t n)
{
    if (n > m->depth) {
        return NULL;
    }
    m->depth -= n;
    return m->stack + m->depth;
}

static bool text_take(machine *m, size_t len, const uint8_t **latin1, const uint16_t **units)
{
    if (len > m->text.len - m->text_at) {
        return false;
    }
    *latin1 = m->text.latin1 != NULL ? m->text.latin1 + m->text_at : NULL;
    *units = m->text.latin1 != NULL ? NULL : m->text.units + m->text_at;
    m->text_at += len;
    return true;
}

static int run_string(machine *m, size_t len)
{
    const uint8_t *latin1;
    const uint16_t *units;
    if (!text_take(m, len, &latin1, &units)) {
        return -EINVAL;
    }
    return push(m, latin1 != NULL || len == 0 ? pc_string_latin1(m->t, latin1, len)
                                              : pc_string_utf16(m->t, units, len));
}

static int run_shape(machine *m, size_t n)
{
    pc_value *names = pop(m, n);
    if (names == NULL) {
        return -EINVAL;
    }
    pc_value shape = pc_shape_new(m->t, PC_NULL, names, n);
    int rc = shape == PC_NONE ? pc_error(m->t) : grow(&m->shapes, &m->shape_size, m->shape_count);
    if (rc == 0) {
        m->shapes[m->shape_count++] = shape;
    }
    return rc;
}

static int run_object(machine *m, size_t index)
{
    size_t n;
    if (index >= m->shape_count) {
        return -EINVAL;
    }
    pc_shape_names(m->shapes[index], &n);
    pc_value *values = pop(m, n);
    return values == NULL ? -EINVAL : push(m, pc_object_of_shape(m->t, m->shapes[index], values));
}

// Pairs on the stack as two arrays. Owns: the caller frees *first.
static int unzip(machine *m, size_t n, pc_value **first, pc_value **second)
{
    pc_value *pairs = pop(m, 2 * n);
    *first = malloc((2 * n + 1) * sizeof **first);
    if (pairs == NULL || *first == NULL) {
        return pairs == NULL ? -EINVAL : -ENOMEM;
    }
    *second = *first + n;
    for (size_t i = 0; i < n; i++) {
        (*first)[i] = pairs[2 * i];
        (*second)[i] = pairs[2 * i + 1];
    }
    return 0;
}

static pc_value built(machine *m, pc_kind kind, const pc_value *names, const pc_value *values, size_t n)
{
    pc_map_builder b;
    int rc = pc_map_builder_init(&b, m->t, kind, PC_NONE);
    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = pc_is_number(names[i]) || kind != PC_KIND_SPARSE ? pc_map_builder_set(&b, names[i], values[i])
                                                              : -EINVAL;
    }
    return rc == 0 ? pc_map_builder_finish(&b) : PC_NONE;
}

static int run_pairs(machine *m, int op, size_t n)
{
    pc_value *names = NULL, *values, v = PC_NONE;
    int rc = unzip(m, n, &names, &values);
    if (rc == 0 && op == OP_MAP) {
        v = pc_map_from(m->t, names, values, n);
    } else if (rc == 0 && op == OP_DICTIONARY) {
        v = pc_object_from(m->t, PC_NULL, names, values, n);
    } else if (rc == 0 && op == OP_MULTISET) {
        v = built(m, PC_KIND_MULTISET, names, values, n);
    } else if (rc == 0) {
        pc_value *length = pop(m, 1);
        v = length != NULL ? built(m, PC_KIND_SPARSE, names, values, n) : PC_NONE;
        if (v != PC_NONE && pc_double(*length) > (double)pc_sparse_length(v)) {
            v = pc_sparse_set_length(m->t, v, (uint64_t)pc_double(*length));
        }
    }
    free(names);
    return rc != 0 ? rc : push(m, v);
}

static int run_integer(machine *m, bool negative, size_t len)
{
    const uint8_t *latin1;
    const uint16_t *units;
    if (!text_take(m, len, &latin1, &units)) {
        return -EINVAL;
    }
    if (latin1 != NULL) {
        return push(m, pc_integer_from_hex(m->t, negative, latin1, len));
    }
    uint8_t *digits = malloc(len + 1);
    if (digits == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < len; i++) {
        digits[i] = (uint8_t)units[i];
    }
    int rc = push(m, pc_integer_from_hex(m->t, negative, digits, len));
    free(digits);
    return rc;
}

static int run_numbers(machine *m, size_t n)
{
    if (n > (size_t)(m->numbers_end - m->numbers)) {
        return -EINVAL;
    }
    pc_list_builder b;
    int rc = pc_list_builder_init(&b, m->t, PC_NONE);
    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = pc_list_builder_push(&b, pc_number(m->numbers[i]));
    }
    m->numbers += n;
    return rc != 0 ? rc : push(m, pc_list_builder_finish(&b));
}

static int run_bytes(machine *m, size_t index)
{
    js_bytes bytes;
    js_value v = js_get_index(m->ctx, m->buffers, (unsigned)index, NULL);
    int rc = js_bytes_peek(m->ctx, v, &bytes);
    return rc != 0 ? rc : push(m, pc_bytes_new(m->t, bytes.data, bytes.len));
}

// ---- records where the engine keeps them ----------------------------------------------------------------------------
// Objects of one shape keep an attribute in the same place. JavaScript finds the places of the names in the first object, and here the others are read
// without a call for each attribute.

enum {
    KNOWN_TEXTS = 1024,
    KNOWN_LENGTH_MAX = 64,
    TRIAL = 256,
    NAMES_MAX = 64,
    ROPE_MAX = 128,
    INLINE_TEXT = 5,
    LASTING_MIN = 16384 // values in a row
};

// Strings of this program: by the engine's cell, and by what they say as long as that pays (a quarter of them came before).
struct known_texts {
    struct {
        js_value cell;
        pc_value s;
    } by_cell[KNOWN_TEXTS];
    struct {
        uint64_t hash;
        pc_value s;
    } by_text[KNOWN_TEXTS];
    size_t tried, found;
};

static uint64_t hash_of(const uint8_t *bytes, size_t len)
{
    uint64_t h = len * UINT64_C(0x9e3779b97f4a7c15), word;
    for (; len >= sizeof word; bytes += sizeof word, len -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
        h ^= h >> 32;
    }
    word = 0;
    memcpy(&word, bytes, len);
    h = (h ^ word) * UINT64_C(0xc4ceb9fe1a85ec53);
    return h ^ h >> 29;
}

static pc_value text_known(machine *m, const uint8_t *latin1, size_t len)
{
    struct known_texts *known = m->known;
    if (known == NULL || len > KNOWN_LENGTH_MAX || len <= INLINE_TEXT ||
        (known->tried > TRIAL && known->found * 4 < known->tried)) {
        return pc_string_latin1(m->t, latin1, len);
    }
    uint64_t hash = hash_of(latin1, len);
    pc_value *s = &known->by_text[hash % KNOWN_TEXTS].s;
    pc_text text;
    known->tried++;
    if (*s != PC_NONE && known->by_text[hash % KNOWN_TEXTS].hash == hash) {
        pc_string_peek(*s, &text);
        if (text.len == len && memcmp(text.latin1, latin1, len) == 0) {
            known->found++;
            return *s;
        }
    }
    known->by_text[hash % KNOWN_TEXTS].hash = hash;
    return *s = pc_string_latin1(m->t, latin1, len);
}

static pc_value text_read(machine *m, js_value v)
{
    js_text text;
    js_value exception = NULL;
    uint8_t rope[ROPE_MAX];
    size_t len = js_rope_copy(v, rope, sizeof rope);
    if (len > 0) {
        return text_known(m, rope, len);
    }
    if (js_text_init(m->ctx, v, &text, &exception) != 0) {
        return PC_NONE;
    }
    pc_value s = text.units == NULL ? text_known(m, text.latin1, text.len)
                                    : pc_string_utf16(m->t, text.units, text.len);
    js_text_deinit(&text);
    return s;
}

static pc_value text_in_place(machine *m, js_value v)
{
    if (m->known == NULL) {
        return text_read(m, v);
    }
    size_t at = (size_t)(JS_BITS(v) >> 4 ^ JS_BITS(v) >> 14) % KNOWN_TEXTS;
    if (m->known->by_cell[at].cell != v) {
        m->known->by_cell[at].s = text_read(m, v);
        m->known->by_cell[at].cell = m->known->by_cell[at].s != PC_NONE ? v : NULL;
    }
    return m->known->by_cell[at].s;
}

// PC_NONE with the thread's error set, or with -EAGAIN in `*rc` where the value is an object.
static pc_value value_in_place(machine *m, js_value v, int *rc)
{
    if (js_is_int32(v) || v == JS_TRUE || v == JS_FALSE || v == JS_NULL || v == JS_UNDEFINED) {
        return (pc_value)JS_BITS(v);
    }
    if (js_is_number(v)) {
        return pc_number(js_number_or(v, 0));
    }
    if (!js_is_string(m->ctx, v)) {
        *rc = -EAGAIN;
        return PC_NONE;
    }
    pc_value s = text_in_place(m, v);
    *rc = s == PC_NONE ? -ENOMEM : 0;
    return s;
}

static int record_push(machine *m, pc_value shape, js_value object, const int32_t *places, size_t names)
{
    pc_value values[NAMES_MAX];
    int rc = 0;
    for (size_t k = 0; k < names && rc == 0; k++) {
        values[k] = value_in_place(m, js_attribute_at(object, (unsigned)places[k]), &rc);
    }
    return rc == 0 ? push(m, pc_object_of_shape(m->t, shape, values)) : rc;
}

// -EAGAIN where one is not like the first, or has an object inside: JavaScript looked at some of them only.
static int records_push(machine *m, pc_value shape, const js_value *objects, const int32_t *places, size_t n)
{
    size_t names;
    pc_shape_names(shape, &names);
    int rc = names <= NAMES_MAX ? grow(&m->stack, &m->stack_size, m->depth + n) : -EINVAL;
    for (size_t i = 0; i < n && rc == 0; i++) {
        if (i + 16 < n) {
            __builtin_prefetch(objects[i + 16]);
        }
        for (size_t k = 0; i + 8 < n && k < names; k++) {
            __builtin_prefetch(js_same_shape(objects[0], objects[i + 8])
                                   ? js_attribute_at(objects[i + 8], (unsigned)places[k])
                                   : NULL);
        }
        rc = js_same_shape(objects[0], objects[i]) ? record_push(m, shape, objects[i], places, names)
                                                   : -EAGAIN;
    }
    return rc;
}

static void texts_know(machine *m)
{
    if (m->known == NULL && !m->forgetful) {
        m->known = calloc(1, sizeof *m->known); // without: the same, more slowly
    }
}

static int run_records(machine *m, const int32_t *operand, size_t n)
{
    js_bytes places;
    size_t count = 0, start = (size_t)(uint32_t)operand[2], names = 0;
    js_value array = js_get_index(m->ctx, m->buffers, (unsigned)operand[1], NULL);
    js_value found = js_get_index(m->ctx, m->buffers, (unsigned)operand[1] + 1, NULL);
    const js_value *objects = js_elements_peek(array, &count);
    if (objects == NULL || start > count || n > count - start || (size_t)operand[0] >= m->shape_count ||
        js_bytes_peek(m->ctx, found, &places) != 0) {
        return -EINVAL;
    }
    pc_value shape = m->shapes[operand[0]];
    pc_shape_names(shape, &names);
    texts_know(m);
    pc_lasting(m->t, n >= LASTING_MIN);
    js_lock(m->ctx);
    int rc = places.len >= names * sizeof(int32_t)
                 ? records_push(m, shape, objects + start, (const int32_t *)(const void *)places.data, n)
                 : -EINVAL;
    js_unlock(m->ctx);
    pc_lasting(m->t, false);
    return rc;
}

static int run_scalars(machine *m, const int32_t *operand, size_t n)
{
    size_t count = 0, start = (size_t)(uint32_t)operand[1];
    js_value array = js_get_index(m->ctx, m->buffers, (unsigned)operand[0], NULL);
    const js_value *values = js_elements_peek(array, &count);
    if (values == NULL || start > count || n > count - start) {
        return -EINVAL;
    }
    int rc = grow(&m->stack, &m->stack_size, m->depth + n);
    texts_know(m);
    pc_lasting(m->t, n >= LASTING_MIN);
    js_lock(m->ctx);
    for (size_t i = start; i < start + n && rc == 0; i++) {
        if (i + 8 < start + n) {
            __builtin_prefetch(values[i + 8]);
        }
        pc_value v = value_in_place(m, values[i], &rc);
        rc = rc == 0 ? push(m, v) : rc;
    }
    js_unlock(m->ctx);
    pc_lasting(m->t, false);
    return rc;
}

static bool is_flat(js_context ctx, js_value v)
{
    return js_is_number(v) || v == JS_TRUE || v == JS_FALSE || v == JS_NULL || v == JS_UNDEFINED ||
           js_is_string(ctx, v);
}

// flatRecords(array, start, places, most) -> how many elements from `start` on, at most so many, are objects of one shape whose attributes at the places are numbers,
// strings, booleans, null or undefined
JS_FUNCTION(bridge_flat_records)
{
    js_value array = js_arg(argc, argv, 0);
    size_t start = (size_t)js_arg_number(argc, argv, 1, 0), count = 0, i = start;
    js_bytes bytes;
    const js_value *objects = js_elements_peek(array, &count);
    if (objects == NULL || js_bytes_peek(ctx, js_arg(argc, argv, 2), &bytes) != 0) {
        return js_int32(0);
    }
    const int32_t *places = (const int32_t *)(const void *)bytes.data;
    double most = js_arg_number(argc, argv, 3, 0);
    count = most < (double)count - (double)start ? start + (size_t)most : count;
    js_lock(ctx);
    for (bool flat = true; flat && i < count && js_same_shape(objects[start], objects[i]); i += flat) {
        for (size_t k = 0; k < bytes.len / sizeof *places && flat; k++) {
            flat = is_flat(ctx, js_attribute_at(objects[i], (unsigned)places[k]));
        }
    }
    js_unlock(ctx);
    return js_number((double)(i - start));
}

// flatValues(array, start) -> how many elements from `start` on are numbers, strings, booleans, null or undefined
JS_FUNCTION(bridge_flat_values)
{
    size_t start = (size_t)js_arg_number(argc, argv, 1, 0), count = 0, i = start;
    const js_value *values = js_elements_peek(js_arg(argc, argv, 0), &count);
    while (values != NULL && i < count && is_flat(ctx, values[i])) {
        i++;
    }
    return js_number((double)(i - start));
}

// place(object, value, most) -> where a plain object holds the value, or -1
JS_FUNCTION(bridge_place)
{
    return js_int32(js_attribute_place(js_arg(argc, argv, 0), js_arg(argc, argv, 1),
                                       (unsigned)js_arg_number(argc, argv, 2, 0)));
}

static int run_keep(machine *m, size_t index)
{
    if (m->depth == 0 || index > (size_t)(1 << 30)) {
        return -EINVAL;
    }
    int rc = grow(&m->kept, &m->kept_size, index);
    if (rc == 0) {
        for (; m->kept_count <= index; m->kept_count++) {
            m->kept[m->kept_count] = PC_NONE;
        }
        m->kept[index] = m->stack[m->depth - 1];
    }
    return rc;
}

static int run_sequence(machine *m, int op, unsigned brand, size_t n)
{
    pc_value *values = pop(m, n);
    if (values == NULL) {
        return -EINVAL;
    }
    return push(m, op == OP_LIST      ? pc_list_from(m->t, values, n)
                   : op == OP_BRANDED ? pc_tuple_new(m->t, brand, values, n)
                                      : pc_set_from(m->t, values, n));
}

static int run_wrapper(machine *m, int op)
{
    pc_value *v = pop(m, 1);
    if (v == NULL) {
        return -EINVAL;
    }
    return push(m, op == OP_SYMBOL_FOR   ? pc_symbol_intern(m->t, *v)
                   : op == OP_SYMBOL_NEW ? pc_symbol_new(m->t, *v)
                   : op == OP_REF        ? pc_ref_new(m->t, *v)
                                         : pc_weak_new(m->t, *v));
}

static const int operands[] = {
    [OP_INT] = 1,     [OP_STRING] = 1,  [OP_SHAPE] = 1,   [OP_OBJECT] = 1,   [OP_DICTIONARY] = 1,
    [OP_LIST] = 1,    [OP_MAP] = 1,     [OP_SET] = 1,     [OP_BRANDED] = 2,  [OP_INTEGER] = 2,
    [OP_NUMBERS] = 1, [OP_BYTES] = 1,   [OP_SPARSE] = 1,  [OP_MULTISET] = 1, [OP_KEEP] = 1,
    [OP_AGAIN] = 1,   [OP_RECORDS] = 4, [OP_SCALARS] = 3,
};

static int run_one(machine *m)
{
    static const pc_value simple[] = {PC_UNDEFINED, PC_NULL, PC_TRUE, PC_FALSE, PC_HOLE};
    int op = *m->code++;
    if (op < 0 || op > OP_SCALARS || m->code_end - m->code < operands[op]) {
        return -EINVAL;
    }
    const int32_t *operand = m->code;
    size_t n = operands[op] > 0 ? (size_t)(uint32_t)operand[operands[op] - 1] : 0;
    m->code += operands[op];
    switch (op) {
    case OP_INT:
        return push(m, pc_int32(operand[0]));
    case OP_DOUBLE:
    case OP_EXISTING:
        if (m->numbers == m->numbers_end) {
            return -EINVAL;
        }
        return push(m, op == OP_DOUBLE ? pc_number(*m->numbers++) : (pc_value)*m->numbers++);
    case OP_STRING:
        return run_string(m, n);
    case OP_SHAPE:
        return run_shape(m, n);
    case OP_OBJECT:
        return run_object(m, n);
    case OP_DICTIONARY:
    case OP_MAP:
    case OP_SPARSE:
    case OP_MULTISET:
        return run_pairs(m, op, n);
    case OP_LIST:
    case OP_SET:
        return run_sequence(m, op, 0, n);
    case OP_BRANDED:
        return run_sequence(m, op, (unsigned)operand[0], n);
    case OP_INTEGER:
        return run_integer(m, operand[0] != 0, n);
    case OP_NUMBERS:
        return run_numbers(m, n);
    case OP_BYTES:
        return run_bytes(m, n);
    case OP_RECORDS:
        return run_records(m, operand, n);
    case OP_SCALARS:
        return run_scalars(m, operand, n);
    case OP_KEEP:
        return run_keep(m, n);
    case OP_AGAIN:
        return n < m->kept_count ? push(m, m->kept[n]) : -EINVAL;
    case OP_SYMBOL_FOR:
    case OP_SYMBOL_NEW:
    case OP_REF:
    case OP_WEAK:
        return run_wrapper(m, op);
    default:
        return push(m, simple[op]);
    }
}

static int run(machine *m)
{
    int rc = 0;
    while (rc == 0 && m->code < m->code_end) {
        rc = run_one(m);
    }
    return rc == 0 && m->depth != 1 ? -EINVAL : rc;
}

static int machine_run(machine *m, js_bytes code, js_bytes numbers)
{
    m->code = (const int32_t *)(const void *)code.data;
    m->code_end = m->code + code.len / sizeof(int32_t);
    m->numbers = (const double *)(const void *)numbers.data;
    m->numbers_end = m->numbers + numbers.len / sizeof(double);
    m->text_at = m->depth = m->kept_count = m->shape_count = 0;
    int rc = grow(&m->stack, &m->stack_size, 0);
    return rc != 0 ? rc : run(m);
}

static size_t shorter(size_t len, double wanted)
{
    return wanted >= 0 && wanted < (double)len ? (size_t)wanted : len;
}

// build(code, numbers, text, buffers, forgetful, how much of code, of numbers) -> the value; with result[0] -1 where records were not what they seemed to be
JS_FUNCTION(bridge_build)
{
    bridge_vm *vm = bridge_vm_current();
    js_bytes code, numbers;
    if (vm == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    machine m = {.t = vm->thread,
                 .ctx = ctx,
                 .buffers = js_object_of(ctx, js_arg(argc, argv, 3)),
                 .forgetful = js_arg_true(argc, argv, 4)};
    if (js_bytes_peek(ctx, js_arg(argc, argv, 0), &code) != 0 ||
        js_bytes_peek(ctx, js_arg(argc, argv, 1), &numbers) != 0) {
        return bridge_throw(ctx, -EINVAL, exception);
    }
    code.len = shorter(code.len, js_arg_number(argc, argv, 5, 0) * (double)sizeof(int32_t));
    numbers.len = shorter(numbers.len, js_arg_number(argc, argv, 6, 0) * (double)sizeof(double));
    if (js_text_init(ctx, js_arg(argc, argv, 2), &m.text, exception) != 0) {
        return JS_UNDEFINED;
    }
    js_value result = JS_UNDEFINED;
    pc_enter(vm->thread);
    int rc = machine_run(&m, code, numbers);
    if (rc == -ENOMEM) { // perhaps there is garbage
        pc_leave(vm->thread);
        free(m.known);
        m.known = NULL;
        pc_collect(bridge_heap());
        pc_enter(vm->thread);
        rc = machine_run(&m, code, numbers);
    }
    if (rc == 0) {
        result = bridge_return(ctx, vm, m.stack[0], false, exception);
    }
    pc_leave(vm->thread);
    js_text_deinit(&m.text);
    free(m.stack);
    free(m.kept);
    free(m.shapes);
    free(m.known);
    bridge_gc_step(ctx, vm);
    if (rc == -EAGAIN) {
        vm->result[0] = -1;
        return JS_UNDEFINED;
    }
    return rc == 0 ? result : bridge_throw(ctx, rc, exception);
}

// sameShapes(array, start) -> how many elements from `start` on are objects with the same names and prototype as the first
JS_FUNCTION(bridge_same_shapes)
{
    js_object array = js_object_of(ctx, js_arg(argc, argv, 0));
    unsigned start = (unsigned)js_arg_number(argc, argv, 1, 0), i = start;
    if (array == NULL) {
        return js_int32(0);
    }
    size_t count = 0;
    const js_value *elements = js_elements_peek((js_value)array, &count);
    if (elements != NULL) {
        while (i < count && js_same_shape(elements[start], elements[i])) {
            i++;
        }
        return js_number(i - start);
    }
    js_lock(ctx);
    js_value first = js_get_index(ctx, array, start, NULL);
    while (js_same_shape(first, i == start ? first : js_get_index(ctx, array, i, NULL))) {
        i++;
    }
    js_unlock(ctx);
    return js_number(i - start);
}

const js_function_spec bridge_codec_functions[] = {
    {"flatRecords", bridge_flat_records, 4, "flatRecords(array, start, places, most) -> number"},
    {"flatValues", bridge_flat_values, 2, "flatValues(array, start) -> number"},
    {"place", bridge_place, 3, "place(object, value, most) -> number"},
    {"sameShapes", bridge_same_shapes, 2, "sameShapes(array, start) -> number"},
    {"build", bridge_build, 7,
     "build(code, numbers, text, buffers, forgetful) -> value, of a program "
     "(lib/internal/protocore/codec.js)"},
    {0},
};
