// SPDX-License-Identifier: MIT
//
// Shared to JavaScript, many values at once: what a cell contains is written outside in, as opcodes and small integers in one array, other numbers in a second one, and all
// Latin-1 text as one string (wide text as another); JavaScript builds plain values of it, so that hot reads never come here again. Objects are written with
// their attributes, up to a budget for each element; what exceeds it, and collections inside, are written as addresses. The opcodes are those of lib/internal/protocore/reader.js.
#include "bridge/bridge.h"

#include <errno.h>
#include <stdlib.h>

enum {
    READ_UNDEFINED,
    READ_NULL,
    READ_TRUE,
    READ_FALSE,
    READ_HOLE,
    READ_INT,    // value
    READ_DOUBLE, // the next of the numbers
    READ_STRING, // length: the next of the Latin-1 text
    READ_WIDE,   // length: the next of the wide text
    READ_SHAPE,  // number, n, then n names: a shape; what was to follow follows
    READ_RECORD, // shape, then its values; the address is the next of the numbers
    READ_CELL, // kind: a collection, or PC_KIND_OBJECT for a branded tuple left out; the address is the next of the numbers
    READ_LAZY,       // an object left out; the address is the next of the numbers
    READ_INTEGER,    // sign, length: hexadecimal digits of the Latin-1 text
    READ_SYMBOL_FOR, // then its text
    READ_SYMBOL,     // then its text; the address is the next of the numbers
    READ_BRANDED,    // brand, n, then the values
    READ_LIST,       // n, then the values of a short list; the address is the next of the numbers
    READ_TABLE, // shape, n, then a column of n values for each of its names: n objects; their addresses are the next of the numbers
    READ_KEYED, // kind, n, then n keys and values of a small map in turn, or n values of a set; the address is the next of the numbers
    READ_INTS,  // n, then as many integers: n elements
    READ_DOUBLES, // n: elements, the next n of the numbers
    READ_STRINGS, // n, the length of all, then n lengths: n elements, the next of the Latin-1 text
};

// How the values of a column are written.
enum {
    COLUMN_INTS,    // n integers
    COLUMN_DOUBLES, // the next n of the numbers
    COLUMN_STRINGS, // the length of all, then n lengths: the next of the Latin-1 text
    COLUMN_MIXED,   // n values
};

enum {
    CODE_MAX = 1 << 16,
    NUMBERS_MAX = 1 << 15,
    BUDGET = 2000,
    DEPTH_MAX = 64,
    TEXT_ENOUGH = 1 << 20,
    SHORT_LIST = 32,
    SHORT_MAP = 16,
    RUN_MIN = 8,   // elements of one kind in a row
    TABLE_MIN = 8, // objects of one shape in a row
    TABLE_NAMES_MAX = 32,
    BATCH = 256,
    ROOM = 8
};

struct bridge_reader {
    bridge_vm *vm;
    int32_t *code;
    double *numbers;
    size_t code_at, numbers_at;
    uint8_t *latin1;
    size_t latin1_len, latin1_room;
    uint16_t *wide;
    size_t wide_len, wide_room;
    size_t budget;
    bool failed; // memory was short
    // Which shapes this VM's JavaScript knows: open-addressed from the shape's address to its number + 1. Roots keep the shapes.
    pc_value *shapes;
    uint32_t *shape_numbers;
    size_t shape_count, shape_room;
};

void bridge_reader_free(struct bridge_reader *r)
{
    if (r != NULL) {
        free(r->code);
        free(r->numbers);
        free(r->latin1);
        free(r->wide);
        free(r->shapes);
        free(r->shape_numbers);
        free(r);
    }
}

static struct bridge_reader *reader_of(bridge_vm *vm)
{
    if (vm->reader != NULL) {
        return vm->reader;
    }
    struct bridge_reader *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return NULL;
    }
    r->vm = vm;
    r->code = malloc(CODE_MAX * sizeof *r->code);
    r->numbers = malloc(NUMBERS_MAX * sizeof *r->numbers);
    if (r->code == NULL || r->numbers == NULL) {
        bridge_reader_free(r);
        return NULL;
    }
    vm->reader = r;
    return r;
}

// ---- writing --------------------------------------------------------------------------------------------------------

static void put(struct bridge_reader *r, int32_t code)
{
    r->code[r->code_at++] = code;
}

static void put_address(struct bridge_reader *r, pc_value v)
{
    r->numbers[r->numbers_at++] = (double)v;
}

static bool make_room(void **buffer, size_t *room, size_t need, size_t width)
{
    if (need <= *room) {
        return true;
    }
    size_t bigger = need * 2;
    void *fresh = realloc(*buffer, bigger * width);
    if (fresh == NULL) {
        return false;
    }
    *buffer = fresh;
    *room = bigger;
    return true;
}

static void put_latin1(struct bridge_reader *r, const uint8_t *chars, size_t len)
{
    if (!make_room((void **)&r->latin1, &r->latin1_room, r->latin1_len + len, 1)) {
        r->failed = true;
        return;
    }
    memcpy(r->latin1 + r->latin1_len, chars, len);
    r->latin1_len += len;
}

static void write_string(struct bridge_reader *r, pc_value s)
{
    pc_text text;
    pc_string_peek(s, &text);
    put(r, text.latin1 != NULL ? READ_STRING : READ_WIDE);
    put(r, (int32_t)text.len);
    if (text.latin1 != NULL) {
        put_latin1(r, text.latin1, text.len);
    } else if (!make_room((void **)&r->wide, &r->wide_room, r->wide_len + text.len, sizeof *r->wide)) {
        r->failed = true;
    } else {
        memcpy(r->wide + r->wide_len, text.units, text.len * sizeof *r->wide);
        r->wide_len += text.len;
    }
}

static void write_integer(struct bridge_reader *r, pc_value v)
{
    const uint64_t *limbs;
    bool negative;
    char digits[17];
    size_t n = pc_integer_limbs(v, &limbs, &negative), start = r->latin1_len;
    put(r, READ_INTEGER);
    put(r, negative);
    for (size_t i = n; i-- > 0;) {
        int len =
            snprintf(digits, sizeof digits, i + 1 == n ? "%llx" : "%016llx", (unsigned long long)limbs[i]);
        put_latin1(r, (const uint8_t *)digits, (size_t)len);
    }
    put(r, (int32_t)(r->latin1_len - start));
}

static void write_value(struct bridge_reader *r, pc_value v, unsigned depth);

static void write_symbol(struct bridge_reader *r, pc_value v)
{
    bool interned = pc_symbol_is_interned(v);
    put(r, interned ? READ_SYMBOL_FOR : READ_SYMBOL);
    if (!interned) {
        put_address(r, v);
    }
    write_value(r, pc_symbol_text(v), DEPTH_MAX);
}

// ---- shapes ---------------------------------------------------------------------------------------------------------

static size_t shape_slot(const struct bridge_reader *r, pc_value shape)
{
    size_t at = (size_t)((shape >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (r->shape_room - 1);
    while (r->shapes[at] != PC_NONE && r->shapes[at] != shape) {
        at = (at + 1) & (r->shape_room - 1);
    }
    return at;
}

static bool shapes_grow(struct bridge_reader *r)
{
    struct bridge_reader bigger = {.shape_room = r->shape_room ? r->shape_room * 2 : 64};
    bigger.shapes = calloc(bigger.shape_room, sizeof *bigger.shapes);
    bigger.shape_numbers = calloc(bigger.shape_room, sizeof *bigger.shape_numbers);
    if (bigger.shapes == NULL || bigger.shape_numbers == NULL) {
        free(bigger.shapes);
        free(bigger.shape_numbers);
        return false;
    }
    for (size_t i = 0; i < r->shape_room; i++) {
        if (r->shapes[i] != PC_NONE) {
            size_t at = shape_slot(&bigger, r->shapes[i]);
            bigger.shapes[at] = r->shapes[i];
            bigger.shape_numbers[at] = r->shape_numbers[i];
        }
    }
    free(r->shapes);
    free(r->shape_numbers);
    r->shapes = bigger.shapes;
    r->shape_numbers = bigger.shape_numbers;
    r->shape_room = bigger.shape_room;
    return true;
}

static void write_shape(struct bridge_reader *r, pc_value shape, int32_t number)
{
    size_t n;
    const pc_value *names = pc_shape_names(shape, &n);
    put(r, READ_SHAPE);
    put(r, number);
    put(r, (int32_t)n);
    for (size_t i = 0; i < n; i++) {
        write_value(r, names[i], DEPTH_MAX);
    }
}

// The number of a shape; one that was not written yet is written first. JavaScript may meet the number before what was written: it reads in the midst of reading. Then it asks by readShape().
static int32_t shape_number(struct bridge_reader *r, pc_value shape)
{
    if ((r->shape_count + 1) * 2 > r->shape_room && !shapes_grow(r)) {
        r->failed = true;
        return 0;
    }
    size_t at = shape_slot(r, shape);
    if (r->shapes[at] == shape) {
        return (int32_t)r->shape_numbers[at];
    }
    if (pc_root_new(r->vm->roots, shape) == 0) {
        r->failed = true;
        return 0;
    }
    r->shapes[at] = shape;
    r->shape_numbers[at] = (uint32_t)r->shape_count++;
    write_shape(r, shape, (int32_t)r->shape_numbers[at]);
    return (int32_t)r->shape_numbers[at];
}

// ---- values ---------------------------------------------------------------------------------------------------------

static void write_values(struct bridge_reader *r, const pc_value *values, size_t n, unsigned depth)
{
    for (size_t i = 0; i < n; i++) {
        write_value(r, values[i], depth + 1);
    }
}

static bool within_budget(struct bridge_reader *r, size_t n, unsigned depth)
{
    if (depth >= DEPTH_MAX || n > r->budget) {
        return false;
    }
    r->budget -= n;
    return true;
}

static void write_short_list(struct bridge_reader *r, pc_value v, unsigned depth)
{
    size_t count = pc_list_count(v), n;
    put(r, READ_LIST);
    put(r, (int32_t)count);
    put_address(r, v);
    for (size_t i = 0; i < count; i += n) {
        const pc_value *run = pc_list_run(v, i, &n);
        write_values(r, run, n, depth);
    }
}

typedef struct keyed_writer {
    struct bridge_reader *r;
    unsigned depth;
    bool map;
} keyed_writer;

static int write_entry(void *data, pc_value key, pc_value v)
{
    keyed_writer *w = data;
    write_value(w->r, key, w->depth);
    if (w->map) {
        write_value(w->r, v, w->depth);
    }
    return 0;
}

// A small map or set with what is in it. False where it is neither, or exceeds the budget.
static bool write_keyed(struct bridge_reader *r, pc_value v, pc_kind kind, unsigned depth)
{
    size_t n = kind == PC_KIND_MAP ? pc_map_count(v) : kind == PC_KIND_SET ? pc_set_count(v) : SHORT_MAP + 1;
    if (n > SHORT_MAP || !within_budget(r, 2 * n + 1, depth)) {
        return false;
    }
    keyed_writer w = {r, depth + 1, kind == PC_KIND_MAP};
    put(r, READ_KEYED);
    put(r, (int32_t)kind);
    put(r, (int32_t)n);
    put_address(r, v);
    int rc = w.map ? pc_map_each(r->vm->thread, v, write_entry, &w)
                   : pc_set_each(r->vm->thread, v, write_entry, &w);
    r->failed = r->failed || rc != 0;
    return true;
}

static void write_cell(struct bridge_reader *r, pc_value v, unsigned depth)
{
    pc_kind kind = pc_kind_of(v);
    if (write_keyed(r, v, kind, depth)) {
        return;
    }
    if (kind == PC_KIND_LIST && pc_list_count(v) <= SHORT_LIST &&
        within_budget(r, pc_list_count(v) + 1, depth)) {
        write_short_list(r, v, depth);
        return;
    }
    if (kind == PC_KIND_OBJECT) {
        pc_value shape = pc_object_shape(v);
        size_t n = pc_object_count(v);
        if (shape != PC_NONE && within_budget(r, n, depth)) {
            int32_t number = shape_number(r, shape);
            put(r, READ_RECORD);
            put(r, number);
            put_address(r, v);
            write_values(r, pc_object_peek(v), n, depth);
            return;
        }
        put(r, READ_LAZY);
    } else if (kind == PC_KIND_TUPLE && pc_tuple_brand(v) != 0) {
        if (!within_budget(r, pc_tuple_count(v), 0)) {
            put(r, READ_CELL);
            put(r, PC_KIND_OBJECT);
            put_address(r, v);
            return;
        }
        put(r, READ_BRANDED);
        put(r, (int32_t)pc_tuple_brand(v));
        put(r, (int32_t)pc_tuple_count(v));
        write_values(r, pc_tuple_peek(v), pc_tuple_count(v), depth);
        return;
    } else {
        put(r, READ_CELL);
        put(r, (int32_t)kind);
    }
    put_address(r, v);
}

static void write_value(struct bridge_reader *r, pc_value v, unsigned depth)
{
    switch (pc_kind_of(v)) {
    case PC_KIND_UNDEFINED:
        put(r, READ_UNDEFINED);
        return;
    case PC_KIND_NULL:
        put(r, READ_NULL);
        return;
    case PC_KIND_BOOLEAN:
        put(r, v == PC_TRUE ? READ_TRUE : READ_FALSE);
        return;
    case PC_KIND_NONE:
    case PC_KIND_HOLE:
        put(r, READ_HOLE);
        return;
    case PC_KIND_NUMBER:
        if (pc_is_int32(v)) {
            put(r, READ_INT);
            put(r, (int32_t)(uint32_t)v);
        } else {
            put(r, READ_DOUBLE);
            r->numbers[r->numbers_at++] = pc_double(v);
        }
        return;
    case PC_KIND_STRING:
        write_string(r, v);
        return;
    case PC_KIND_INTEGER:
        write_integer(r, v);
        return;
    case PC_KIND_SYMBOL:
        write_symbol(r, v);
        return;
    default:
        write_cell(r, v, depth);
    }
}

// An element takes at most so much of the arrays: its budget of values, each with a new shape of 128 names at worst.
static bool has_room(const struct bridge_reader *r)
{
    return r->code_at + BUDGET * ROOM + 1024 < CODE_MAX && r->numbers_at + BUDGET * 2 + 1024 < NUMBERS_MAX &&
           r->latin1_len + r->wide_len < TEXT_ENOUGH;
}

// ---- tables: objects of one shape in a row, column by column --------------------------------------------------------------

// What a column of this value alone would be. Objects are in no column: -1. Adds the length of text to `*len`.
static int column_of(pc_value v, size_t *len)
{
    pc_text text;
    switch (pc_kind_of(v)) {
    case PC_KIND_NUMBER:
        return pc_is_int32(v) ? COLUMN_INTS : COLUMN_DOUBLES;
    case PC_KIND_STRING:
        pc_string_peek(v, &text);
        *len += text.len;
        return text.latin1 != NULL ? COLUMN_STRINGS : COLUMN_MIXED;
    case PC_KIND_UNDEFINED:
    case PC_KIND_NULL:
    case PC_KIND_BOOLEAN:
        return COLUMN_MIXED;
    default:
        return -1;
    }
}

static int8_t column_join(int8_t a, int b)
{
    if (a == b || (a == COLUMN_DOUBLES && b == COLUMN_INTS)) {
        return a;
    }
    return a == COLUMN_INTS && b == COLUMN_DOUBLES ? COLUMN_DOUBLES : COLUMN_MIXED;
}

// How many objects of the run's beginning go into one table, at most as many as surely have room, and what its columns are.
static size_t table_height(const struct bridge_reader *r, const pc_value *run, size_t n, int8_t *columns)
{
    pc_value shape = pc_kind_of(run[0]) == PC_KIND_OBJECT ? pc_object_shape(run[0]) : PC_NONE;
    size_t width = shape != PC_NONE ? pc_object_count(run[0]) : 0, text = 0, height = 0;
    if (width == 0 || width > TABLE_NAMES_MAX) {
        return 0;
    }
    size_t code_room = (CODE_MAX - r->code_at - 1024) / (2 * width + 1),
           number_room = (NUMBERS_MAX - r->numbers_at - 1024) / (width + 1);
    size_t most = code_room < number_room ? code_room : number_room;
    most = n < most ? n : most;
    for (size_t i = 0; i < 4 && i < most; i++) {
        __builtin_prefetch((const void *)(uintptr_t)run[i]);
    }
    for (; height < most && text < TEXT_ENOUGH; height++) {
        if (height + 4 < most) {
            __builtin_prefetch((const void *)(uintptr_t)run[height + 4]);
        }
        if (pc_kind_of(run[height]) != PC_KIND_OBJECT || pc_object_shape(run[height]) != shape) {
            break;
        }
        const pc_value *values = pc_object_peek(run[height]);
        for (size_t k = 0; k < width; k++) {
            int column = column_of(values[k], &text);
            if (column < 0) {
                return height;
            }
            columns[k] = height == 0 ? (int8_t)column : column_join(columns[k], column);
        }
    }
    return height;
}

static void write_strings(struct bridge_reader *r, const pc_value *run, size_t height, size_t k)
{
    size_t total_at = r->code_at++, start = r->latin1_len;
    for (size_t i = 0; i < height; i++) {
        pc_text text;
        pc_string_peek(pc_object_peek(run[i])[k], &text);
        put(r, (int32_t)text.len);
        put_latin1(r, text.latin1, text.len);
    }
    r->code[total_at] = (int32_t)(r->latin1_len - start);
}

static void write_column(struct bridge_reader *r, const pc_value *run, size_t height, size_t k, int column)
{
    put(r, column);
    if (column == COLUMN_STRINGS) {
        write_strings(r, run, height, k);
        return;
    }
    for (size_t i = 0; i < height; i++) {
        pc_value v = pc_object_peek(run[i])[k];
        if (column == COLUMN_INTS) {
            put(r, (int32_t)(uint32_t)v);
        } else if (column == COLUMN_DOUBLES) {
            r->numbers[r->numbers_at++] = pc_double(v);
        } else {
            write_value(r, v, DEPTH_MAX);
        }
    }
}

// The objects of one shape at a run's beginning as a table. How many; 0 where they are too few or hold objects.
static size_t write_table(struct bridge_reader *r, const pc_value *run, size_t n)
{
    int8_t columns[TABLE_NAMES_MAX];
    size_t height = n >= TABLE_MIN ? table_height(r, run, n, columns) : 0;
    if (height < TABLE_MIN) {
        return 0;
    }
    int32_t shape = shape_number(r, pc_object_shape(run[0]));
    put(r, READ_TABLE);
    put(r, shape);
    put(r, (int32_t)height);
    for (size_t i = 0; i < height; i++) {
        put_address(r, run[i]);
    }
    for (size_t k = 0; k < pc_object_count(run[0]); k++) {
        write_column(r, run, height, k, columns[k]);
    }
    return height;
}

// ---- elements of one kind in a row ------------------------------------------------------------------------------------

// How many elements at the beginning are of the first one's column, at most as many as surely have room.
static size_t run_length(const struct bridge_reader *r, const pc_value *run, size_t n, int *column)
{
    size_t text = 0, i = 1;
    *column = column_of(run[0], &text);
    if (*column < 0 || *column == COLUMN_MIXED || r->code_at + n + 1024 > CODE_MAX ||
        r->numbers_at + n + 1024 > NUMBERS_MAX) {
        return 0;
    }
    while (i < n && text < TEXT_ENOUGH && column_of(run[i], &text) == *column) {
        i++;
    }
    return i;
}

// Integers, other numbers or Latin-1 strings at a run's beginning, as a column. How many; 0 where they are too few.
static size_t write_run(struct bridge_reader *r, const pc_value *run, size_t n)
{
    int column;
    size_t length = n >= RUN_MIN ? run_length(r, run, n, &column) : 0;
    if (length < RUN_MIN) {
        return 0;
    }
    put(r, column == COLUMN_INTS ? READ_INTS : column == COLUMN_DOUBLES ? READ_DOUBLES : READ_STRINGS);
    put(r, (int32_t)length);
    size_t total_at = r->code_at, start = r->latin1_len;
    r->code_at += column == COLUMN_STRINGS;
    for (size_t i = 0; i < length; i++) {
        pc_text text;
        if (column == COLUMN_INTS) {
            put(r, (int32_t)(uint32_t)run[i]);
        } else if (column == COLUMN_DOUBLES) {
            r->numbers[r->numbers_at++] = pc_double(run[i]);
        } else {
            pc_string_peek(run[i], &text);
            put(r, (int32_t)text.len);
            put_latin1(r, text.latin1, text.len);
        }
    }
    if (column == COLUMN_STRINGS) {
        r->code[total_at] = (int32_t)(r->latin1_len - start);
    }
    return length;
}

// Up to BATCH elements of a list from `start` on, from wherever they lie. How many.
static size_t batch_of(pc_value list, size_t start, size_t max, pc_value batch[BATCH])
{
    size_t done = 0, n;
    while (done < max && done < BATCH) {
        const pc_value *run = pc_list_run(list, start + done, &n);
        if (run == NULL) {
            break;
        }
        for (size_t i = 0; i < n && done < max && done < BATCH; i++) {
            batch[done++] = run[i];
        }
    }
    return done;
}

// How many of a batch were written, 0 only where it is empty.
static size_t write_batch(struct bridge_reader *r, const pc_value *batch, size_t n, bool first)
{
    size_t done = 0, rows = 0;
    for (; done < n && ((first && done == 0) || has_room(r)); done += rows > 0 ? rows : 1) {
        rows = write_table(r, batch + done, n - done);
        rows = rows > 0 ? rows : write_run(r, batch + done, n - done);
        if (rows == 0) {
            r->budget = BUDGET;
            write_value(r, batch[done], 0);
        }
    }
    return done;
}

static size_t write_list(struct bridge_reader *r, pc_value list, size_t start, size_t max)
{
    pc_value batch[BATCH];
    size_t done = 0, n, written;
    do {
        n = batch_of(list, start + done, max - done, batch);
        written = write_batch(r, batch, n, done == 0);
        done += written;
    } while (n > 0 && written == n);
    return done;
}

static size_t write_tuple(struct bridge_reader *r, pc_value tuple, size_t start, size_t max)
{
    size_t n = pc_tuple_count(tuple), done = 0;
    for (; done < max && start + done < n && (done == 0 || has_room(r)); done++) {
        r->budget = BUDGET;
        write_value(r, pc_tuple_get(tuple, start + done), 0);
    }
    return done;
}

static void read_begin(struct bridge_reader *r)
{
    r->code_at = r->numbers_at = r->latin1_len = r->wide_len = 0;
    r->budget = BUDGET;
    r->failed = false;
}

static js_value read_end(js_context ctx, struct bridge_reader *r, size_t done, bool more, js_value *exception)
{
    double *result = r->vm->result;
    if (r->failed) {
        return js_throw_out_of_memory(ctx, exception);
    }
    result[0] = (double)done;
    result[1] = (double)r->wide_len;
    result[2] = more;
    result[3] = (double)r->code_at;
    result[4] = (double)r->numbers_at;
    return js_string_latin1(ctx, r->latin1, r->latin1_len);
}

// read(hold, address, start, max) -> the Latin-1 text. Of a list or plain tuple up to `max` elements from `start` on, of another value itself, with its contents where it is an object;
// result[0]: how many values were written, result[1]: the length of the wide text, for wideText(), result[2]: whether there are more,
// result[3] and [4]: how much of the two arrays was written.
JS_FUNCTION(bridge_read)
{
    bridge_vm *vm = bridge_vm_current();
    struct bridge_reader *r = vm != NULL ? reader_of(vm) : NULL;
    if (r == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    pc_value v = (pc_value)js_arg_number(argc, argv, 1, 0);
    size_t start = (size_t)js_arg_number(argc, argv, 2, 0), max = (size_t)js_arg_number(argc, argv, 3, 0);
    read_begin(r);
    pc_enter(vm->thread);
    pc_kind kind = pc_kind_of(v);
    size_t done = 1, count = 0;
    if (kind == PC_KIND_LIST) {
        done = write_list(r, v, start, max);
        count = pc_list_count(v);
    } else if (kind == PC_KIND_TUPLE && pc_tuple_brand(v) == 0) {
        done = write_tuple(r, v, start, max);
        count = pc_tuple_count(v);
    } else {
        write_value(r, v, 0);
    }
    pc_leave(vm->thread);
    return read_end(ctx, r, done, start + done < count, exception);
}

// readShape(number) -> the Latin-1 text, as read(): a shape by its number
JS_FUNCTION(bridge_read_shape)
{
    struct bridge_reader *r = reader_of(bridge_vm_current());
    double number = js_arg_number(argc, argv, 0, -1);
    read_begin(r);
    pc_enter(r->vm->thread);
    for (size_t i = 0; i < r->shape_room; i++) {
        if (r->shapes[i] != PC_NONE && r->shape_numbers[i] == number) {
            write_shape(r, r->shapes[i], (int32_t)r->shape_numbers[i]);
        }
    }
    pc_leave(r->vm->thread);
    return read_end(ctx, r, 1, false, exception);
}

JS_FUNCTION(bridge_wide_text)
{
    struct bridge_reader *r = bridge_vm_current()->reader;
    return js_string_utf16(ctx, r->wide, r->wide_len);
}

// numbers(hold, address, array, start) -> how many numbers of a list were copied into the Float64Array: it stops at its end and at the first other value.
JS_FUNCTION(bridge_numbers)
{
    js_bytes out;
    bridge_vm *vm = bridge_vm_current();
    if (vm == NULL || js_bytes_peek(ctx, js_arg(argc, argv, 2), &out) != 0) {
        return js_int32(0);
    }
    pc_value list = (pc_value)js_arg_number(argc, argv, 1, 0);
    double *to = (double *)(void *)out.data;
    size_t start = (size_t)js_arg_number(argc, argv, 3, 0), max = out.len / sizeof *to, done = 0, n;
    pc_enter(vm->thread);
    while (done < max) {
        const pc_value *run = pc_list_run(list, start + done, &n);
        size_t i = 0;
        for (; run != NULL && i < n && done < max && pc_is_number(run[i]); i++) {
            to[done++] = pc_double(run[i]);
        }
        if (run == NULL || i < n) {
            break;
        }
    }
    pc_leave(vm->thread);
    return js_number((double)done);
}

// bytes(hold, address) -> a Uint8Array with a copy of the bytes
JS_FUNCTION(bridge_bytes)
{
    pc_value v = (pc_value)js_arg_number(argc, argv, 1, 0);
    size_t len = pc_bytes_length(v);
    void *copy = malloc(len > 0 ? len : 1);
    if (copy == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    memcpy(copy, pc_bytes_peek(v), len);
    return js_uint8_array_adopt(ctx, copy, len, exception);
}

// bytesLength(hold, address) -> number
JS_FUNCTION(bridge_bytes_length)
{
    return js_number((double)pc_bytes_length((pc_value)js_arg_number(argc, argv, 1, 0)));
}

// bytesInto(hold, address, array): copies as many of the bytes as the array has room for
JS_FUNCTION(bridge_bytes_into)
{
    js_bytes to;
    pc_value v = (pc_value)js_arg_number(argc, argv, 1, 0);
    if (js_bytes_peek(ctx, js_arg(argc, argv, 2), &to) != 0) {
        return bridge_throw(ctx, -EINVAL, exception);
    }
    size_t len = pc_bytes_length(v) < to.len ? pc_bytes_length(v) : to.len;
    if (len > 0) {
        memcpy(to.data, pc_bytes_peek(v), len);
    }
    return JS_UNDEFINED;
}

// freezeLike(array, start, count, plain, frozen) -> how many were frozen: js_freeze_like
JS_FUNCTION(bridge_freeze_like)
{
    js_value one = js_arg(argc, argv, 0);
    size_t start = (size_t)js_arg_number(argc, argv, 1, 0), count = (size_t)js_arg_number(argc, argv, 2, 0),
           there = 0;
    const js_value *objects = js_elements_peek(one, &there);
    if (objects == NULL || start > there) {
        return js_int32(0);
    }
    size_t n = count < there - start ? count : there - start;
    return js_number(
        (double)js_freeze_like(objects + start, n, js_arg(argc, argv, 3), js_arg(argc, argv, 4)));
}

// freezeOne(object, plain, frozen) -> whether it was
JS_FUNCTION(bridge_freeze_one)
{
    js_value object = js_arg(argc, argv, 0);
    return js_bool(js_freeze_like(&object, 1, js_arg(argc, argv, 1), js_arg(argc, argv, 2)) == 1);
}

static const js_function_spec reader_functions[] = {
    {"read", bridge_read, 4, "read(hold, address, start, max) -> text"},
    {"freezeLike", bridge_freeze_like, 5, "freezeLike(array, start, count, plain, frozen) -> how many"},
    {"freezeOne", bridge_freeze_one, 3, "freezeOne(object, plain, frozen) -> boolean"},
    {"readShape", bridge_read_shape, 1, "readShape(number) -> text"},
    {"wideText", bridge_wide_text, 0, "wideText() -> the wide text of the last read()"},
    {"numbers", bridge_numbers, 4, "numbers(hold, address, array, start) -> how many were copied"},
    {"bytesLength", bridge_bytes_length, 2, "bytesLength(hold, address) -> number"},
    {"bytesInto", bridge_bytes_into, 3, "bytesInto(hold, address, array)"},
    {"bytes", bridge_bytes, 2, "bytes(hold, address) -> Uint8Array"},
    {0},
};

int bridge_reader_export(js_context ctx, bridge_vm *vm, js_object binding)
{
    struct bridge_reader *r = reader_of(vm);
    if (r == NULL) {
        return -ENOMEM;
    }
    js_functions_add(ctx, binding, reader_functions);
    js_set(ctx, binding, "readCode", js_array_buffer_static(ctx, r->code, CODE_MAX * sizeof *r->code, NULL));
    js_set(ctx, binding, "readNumbers",
           js_array_buffer_static(ctx, r->numbers, NUMBERS_MAX * sizeof *r->numbers, NULL));
    return 0;
}
