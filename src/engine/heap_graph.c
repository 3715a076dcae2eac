// SPDX-License-Identifier: MIT
//
// See heap_graph.h. First the walk: cells get numbers as they are met, references are kept as they come. Then, while nothing else runs on this heap and nothing is
// allocated but a few tables of properties, each cell is given its name and size, and references are sorted by where they begin. A reference that the
// collector follows without a name is left out where the same cell holds the same one by a name. Memory: 16 bytes a reference and 32 a cell during the walk, plus
// what stays.
#include "engine/heap_graph.h"

#include "engine/heap_analyzer.h"
#include "engine/layout.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    TEXT_MAX = 1024, // characters of a string that are kept
    ROOT = 0,
    ROOTS = 1,
    FIRST_GROUP = 2,
    GROUPS = 64, // kinds of roots
    FIRST_CELL = FIRST_GROUP + GROUPS,
    OTHERS_ID = 2 * FIRST_CELL + 1,
    FIRST_ID = OTHERS_ID + 2,
    IS_ALIVE = 1, // in a cell's address
    KIND_SHIFT = 60,
};
static const char hidden[] = "system / ";
#define NAME_BITS ((UINT64_C(1) << KIND_SHIFT) - 1)
#define COUNT_MAX UINT32_C(0xfffffff0)

// ---- a table from words to numbers ----------------------------------------------------------------------------------

typedef struct words {
    uint64_t *keys; // 0: free
    uint32_t *values;
    size_t capacity, count;
} words;

static size_t spread(uint64_t key, size_t capacity)
{
    key ^= key >> 32;
    key *= UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(key >> 20) & (capacity - 1);
}

static uint32_t *words_place(const words *t, uint64_t key)
{
    size_t i = spread(key, t->capacity);
    while (t->keys[i] != 0 && t->keys[i] != key) {
        i = (i + 1) & (t->capacity - 1);
    }
    t->keys[i] = key;
    return &t->values[i];
}

static bool words_grow(words *t)
{
    words bigger = {.capacity = t->capacity == 0 ? 1024 : t->capacity * 2, .count = t->count};
    bigger.keys = calloc(bigger.capacity, sizeof *bigger.keys);
    bigger.values = malloc(bigger.capacity * sizeof *bigger.values);
    if (bigger.keys == NULL || bigger.values == NULL) {
        free(bigger.keys);
        free(bigger.values);
        return false;
    }
    for (size_t i = 0; i < t->capacity; i++) {
        if (t->keys[i] != 0) {
            *words_place(&bigger, t->keys[i]) = t->values[i];
        }
    }
    free(t->keys);
    free(t->values);
    *t = bigger;
    return true;
}

// The place of a key's value; `*is_new`: it is yet to be set. NULL: memory is short. `key` is not 0.
static uint32_t *words_at(words *t, uint64_t key, bool *is_new)
{
    if (t->count >= t->capacity / 2 && !words_grow(t)) {
        return NULL;
    }
    size_t i = spread(key, t->capacity);
    while (t->keys[i] != 0 && t->keys[i] != key) {
        i = (i + 1) & (t->capacity - 1);
    }
    *is_new = t->keys[i] == 0;
    if (*is_new) {
        t->keys[i] = key;
        t->count++;
    }
    return &t->values[i];
}

static void words_free(words *t)
{
    free(t->keys);
    free(t->values);
}

// ---- the collector --------------------------------------------------------------------------------------------------

typedef struct reference {
    uint32_t from, to; // numbers of cells, or of a group of roots
    uint64_t name;     // its kind above, what is known of its name below
} reference;

typedef struct cell {
    uint64_t address;
    uint32_t id;
} cell;

typedef struct collector {
    js_runtime *runtime;
    js_heap_graph *graph;
    int rc;
    words numbers; // of cells, by their addresses
    cell *cells;
    size_t cell_count, cell_room;
    reference *references;
    size_t reference_count, reference_room;
    words texts; // by a hash: of which text, the first of a chain
    uint32_t *text_next;
    size_t text_room, byte_count, byte_room;
    words blocks;  // texts by the engine's blocks
    words classes; // names of objects' classes by their structures
    uint64_t structure_base;
    uint32_t taken; // what `take_text` found
} collector;

static bool grow(void **items, size_t *room, size_t count, size_t size)
{
    if (count < *room) {
        return true;
    }
    size_t more = *room == 0 ? 4096 : *room + *room / 2;
    void *moved = realloc(*items, more * size);
    if (moved == NULL) {
        return false;
    }
    *items = moved;
    *room = more;
    return true;
}

// The number of a cell, given at the first call.
static bool number_of(collector *c, uintptr_t address, uint32_t *out)
{
    bool is_new = false;
    uint32_t *value = words_at(&c->numbers, address, &is_new);
    if (value == NULL) {
        c->rc = -ENOMEM;
        return false;
    }
    if (is_new) {
        if (c->cell_count >= COUNT_MAX ||
            !grow((void **)&c->cells, &c->cell_room, c->cell_count, sizeof(cell))) {
            c->rc = c->cell_count >= COUNT_MAX ? -E2BIG : -ENOMEM;
            return false;
        }
        *value = (uint32_t)c->cell_count;
        c->cells[c->cell_count++] = (cell){address, 0};
    }
    *out = *value;
    return true;
}

static void on_node(void *data, uintptr_t address, uint32_t id)
{
    collector *c = data;
    uint32_t number;
    if (c->rc == 0 && number_of(c, address, &number) && (c->cells[number].address & IS_ALIVE) == 0) {
        c->cells[number].address |= IS_ALIVE;
        c->cells[number].id = id;
    }
}

static void on_edge(void *data, uintptr_t from, uintptr_t to, js_heap_reference kind, uint64_t name)
{
    collector *c = data;
    reference r = {0};
    if (c->rc != 0 || from == to || !number_of(c, to, &r.to)) {
        return;
    }
    if (from == 0) {
        r.from = FIRST_GROUP + (uint32_t)(name < GROUPS ? name : GROUPS - 1);
    } else {
        if (!number_of(c, from, &r.from)) {
            return;
        }
        r.from += FIRST_CELL;
    }
    if (c->structure_base == 0 && from != 0 && kind == JS_HEAP_INTERNAL &&
        (uint32_t)to == js__structure_number(from)) {
        c->structure_base = to - (uint32_t)to;
    }
    r.to += FIRST_CELL;
    r.name = (uint64_t)kind << KIND_SHIFT | name;
    if (c->reference_count >= COUNT_MAX ||
        !grow((void **)&c->references, &c->reference_room, c->reference_count, sizeof(reference))) {
        c->rc = c->reference_count >= COUNT_MAX ? -E2BIG : -ENOMEM;
        return;
    }
    c->references[c->reference_count++] = r;
}

// ---- texts ----------------------------------------------------------------------------------------------------------

static uint64_t hash_of(const char *bytes, size_t len)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ (uint8_t)bytes[i]) * UINT64_C(0x100000001b3);
    }
    return hash == 0 ? 1 : hash;
}

// The number of the text that the last `len` bytes are; they stay where it is a new one.
static uint32_t text_number(collector *c, size_t len)
{
    js_heap_graph *g = c->graph;
    const char *bytes = g->bytes + c->byte_count;
    bool is_new = false;
    uint32_t *first = words_at(&c->texts, hash_of(bytes, len), &is_new);
    if (first == NULL) {
        c->rc = -ENOMEM;
        return 0;
    }
    if (!is_new) {
        const js_heap_text *known = &g->texts[*first];
        // Two texts of one hash of 64 bits: the later one goes by the name of the first.
        if (known->len == len && memcmp(g->bytes + known->start, bytes, len) == 0) {
            return *first;
        }
    }
    size_t room = c->text_room;
    if (!grow((void **)&g->texts, &room, g->text_count, sizeof(js_heap_text))) {
        c->rc = -ENOMEM;
        return 0;
    }
    c->text_room = room;
    if (is_new) {
        *first = g->text_count;
    }
    g->texts[g->text_count] = (js_heap_text){c->byte_count, (uint32_t)len};
    c->byte_count += len;
    return g->text_count++;
}

static bool byte_room(collector *c, size_t len)
{
    while (c->byte_room - c->byte_count < len) {
        size_t before = c->byte_room;
        if (!grow((void **)&c->graph->bytes, &c->byte_room, before, 1)) {
            c->rc = -ENOMEM;
            return false;
        }
    }
    return true;
}

static uint32_t text_of(collector *c, const js_text *text, const char *before, const char *after)
{
    js_text part = *text;
    part.len = part.len < TEXT_MAX ? part.len : TEXT_MAX;
    size_t head = strlen(before), tail = strlen(after), room = part.len * 3;
    if (!byte_room(c, head + room + tail)) {
        return 0;
    }
    char *at = c->graph->bytes + c->byte_count;
    memcpy(at, before, head);
    size_t len = head + js_text_to_utf8(&part, at + head, room);
    memcpy(at + len, after, tail);
    return text_number(c, len + tail);
}

static uint32_t ascii(collector *c, const char *before, const char *text)
{
    js_text t = {.latin1 = (const uint8_t *)text, .len = strlen(text)};
    return text_of(c, &t, before, "");
}

// The text of a block of the engine's that names a property.
static uint32_t block_name(collector *c, uint64_t block)
{
    bool is_new = false, is_symbol = false;
    uint32_t *value = words_at(&c->blocks, block, &is_new);
    if (value == NULL) {
        c->rc = -ENOMEM;
        return 0;
    }
    if (is_new) {
        js_text text;
        *value = !js__block_text((const void *)(uintptr_t)block, &text, &is_symbol) ? ascii(c, "", "")
                 : is_symbol ? text_of(c, &text, "<symbol ", ">")
                             : text_of(c, &text, "", "");
    }
    return *value;
}

static void take_text(void *data, const js_text *text)
{
    collector *c = data;
    c->taken = text_of(c, text, "", "");
}

// ---- nodes ----------------------------------------------------------------------------------------------------------

static uint32_t class_name(collector *c, uintptr_t address, const js__class_info *info)
{
    bool is_new = false;
    uint32_t *value = words_at(&c->classes, js__structure_number(address) | UINT64_C(1) << 32, &is_new);
    if (value == NULL) {
        c->rc = -ENOMEM;
        return 0;
    }
    if (is_new) {
        const char *name = js__class_name(info);
        if (strcmp(name, "JSLexicalEnvironment") == 0) {
            name = "system / Context";
        }
        *value = ascii(c, "", name);
        if (strcmp(name, "Object") == 0) {
            c->taken = *value;
            js__object_class_name(address, take_text, c);
            *value = c->taken;
        }
    }
    return *value;
}

static void describe_string(collector *c, uintptr_t address, js_heap_node *node)
{
    js__characters characters;
    if (js__characters_of_value((JSValueRef)address, &characters)) {
        js_text text = {characters.latin1, characters.units, characters.len, NULL};
        node->name = text_of(c, &text, "", "");
        return;
    }
    uint64_t first;
    uint8_t copy[TEXT_MAX];
    memcpy(&first, (const char *)address + 8, sizeof first);
    bool is_piece = (first & 2) != 0;
    node->kind = is_piece ? JS_HEAP_PIECE : JS_HEAP_ROPE;
    js_text text = {.latin1 = copy, .len = js_rope_copy((js_value)address, copy, sizeof copy)};
    node->name = text.len > 0 ? text_of(c, &text, "", "")
                              : ascii(c, "", is_piece ? "(sliced string)" : "(concatenated string)");
}

static void describe(collector *c, uintptr_t address, js_heap_node *node)
{
    const js__class_info *info = js__class_of(address, c->structure_base);
    js_heap_kind kind = js__class_kind(info);
    node->kind = (uint8_t)kind;
    node->size = js__cell_size(c->runtime, address, info);
    switch (kind) {
    case JS_HEAP_STRING:
        describe_string(c, address, node);
        break;
    case JS_HEAP_CLOSURE:
        c->taken = ascii(c, "", "");
        if (js__class_is_function(info)) {
            js__function_name(c->runtime, address, take_text, c);
        } else {
            c->taken = class_name(c, address, info);
        }
        node->name = c->taken;
        break;
    case JS_HEAP_OBJECT:
    case JS_HEAP_REGEXP:
        node->name = class_name(c, address, info);
        break;
    case JS_HEAP_SYMBOL:
    case JS_HEAP_BIGINT:
        node->name = ascii(c, "", js__class_name(info));
        break;
    default:
        node->name = ascii(c, hidden, js__class_name(info));
        break;
    }
}

// Kinds of roots, as 2.50 numbers them; these are labels for people, and nothing depends on them.
static void describe_group(collector *c, uint32_t number, js_heap_node *node)
{
    static const char *const names[] = {
        "(Roots)",
        "(Stack roots)",
        "(Executables)",
        "(Remembered set)",
        "(Strong references)",
        "(Protected values)",
        "(Lists of values)",
        "(Lists)",
        "(Exceptions)",
        "(Strong handles)",
        "(Debugger)",
        "(Machine code)",
        "(Weak maps)",
        "(Weak sets)",
        "(Output)",
        "(Code blocks)",
    };
    char text[32];
    snprintf(text, sizeof text, "(Roots of kind %u)", (unsigned)number);
    node->name = ascii(c, "", number < sizeof names / sizeof names[0] ? names[number] : text);
}

static int make_nodes(collector *c)
{
    js_heap_graph *g = c->graph;
    g->node_count = (uint32_t)c->cell_count + FIRST_CELL + 1; // the last holds what nothing else holds
    g->nodes = calloc((size_t)g->node_count + 1, sizeof *g->nodes);
    if (g->nodes == NULL) {
        return -ENOMEM;
    }
    ascii(c, "", "<dummy>"); // text 0 stands for none
    for (uint32_t i = 0; i < FIRST_CELL && c->rc == 0; i++) {
        js_heap_node *node = &g->nodes[i];
        *node = (js_heap_node){.id = 2 * i + 1, .kind = JS_HEAP_ROOT};
        if (i < FIRST_GROUP) {
            node->name = ascii(c, "", i == ROOT ? "" : "(GC roots)");
        } else {
            describe_group(c, i - FIRST_GROUP, node);
        }
    }
    for (size_t i = 0; i < c->cell_count && c->rc == 0; i++) {
        uint64_t address = c->cells[i].address;
        if ((address & IS_ALIVE) != 0) {
            js_heap_node *node = &g->nodes[i + FIRST_CELL];
            node->id = FIRST_ID + 2 * c->cells[i].id;
            describe(c, (uintptr_t)(address & ~(uint64_t)IS_ALIVE), node);
        }
    }
    g->nodes[g->node_count - 1] =
        (js_heap_node){.id = OTHERS_ID, .kind = JS_HEAP_ROOT, .name = ascii(c, "", "(Others)")};
    return c->rc;
}

// ---- edges ----------------------------------------------------------------------------------------------------------

static bool is_alive(const js_heap_graph *g, uint32_t node)
{
    return g->nodes[node].id != 0;
}

// What a reference goes by that has no name: what it leads to.
static uint32_t internal_name(collector *c, const js_heap_node *to, uint32_t context)
{
    switch (to->kind) {
    case JS_HEAP_SHAPE:
        return ascii(c, "", "map");
    case JS_HEAP_CODE:
        return ascii(c, "", "code");
    case JS_HEAP_ARRAY:
        return ascii(c, "", "table");
    case JS_HEAP_HIDDEN: {
        char name[64];
        const js_heap_text *text = &c->graph->texts[to->name];
        const char *bytes = c->graph->bytes + text->start;
        size_t skipped = text->len > sizeof hidden - 1 ? sizeof hidden - 1 : 0;
        snprintf(name, sizeof name, "%.*s", (int)(text->len - skipped), bytes + skipped);
        return ascii(c, "", name);
    }
    default:
        return ascii(c, "", to->name == context ? "context" : "(internal)");
    }
}

// Counts where references begin, and turns these numbers into places.
static int count_edges(collector *c)
{
    js_heap_graph *g = c->graph;
    uint64_t groups = 0, count = 0;
    for (size_t i = 0; i < c->reference_count; i++) {
        const reference *r = &c->references[i];
        if (is_alive(g, r->from) && is_alive(g, r->to)) {
            g->nodes[r->from].first_edge++;
        }
    }
    for (uint32_t i = FIRST_GROUP; i < FIRST_CELL; i++) {
        groups += g->nodes[i].first_edge != 0;
    }
    g->nodes[ROOT].first_edge = 1;
    g->nodes[ROOTS].first_edge = (uint32_t)groups + 1;
    for (uint32_t i = 0; i < g->node_count; i++) {
        uint32_t own = g->nodes[i].first_edge;
        g->nodes[i].first_edge = (uint32_t)count;
        count += own;
    }
    if (count > COUNT_MAX) {
        return -E2BIG;
    }
    g->nodes[g->node_count].first_edge = (uint32_t)count;
    g->edge_count = (uint32_t)count;
    g->edges = malloc((count + 1) * sizeof *g->edges);
    return g->edges == NULL ? -ENOMEM : 0;
}

static void put_edge(js_heap_graph *g, uint32_t *next, uint32_t from, js_heap_edge edge)
{
    g->edges[g->nodes[from].first_edge + next[from]++] = edge;
}

static int place_edges(collector *c)
{
    js_heap_graph *g = c->graph;
    uint32_t *next = calloc(g->node_count, sizeof *next);
    if (next == NULL) {
        return -ENOMEM;
    }
    uint32_t context = ascii(c, "", "system / Context"), group = 1;
    put_edge(g, next, ROOT, (js_heap_edge){.to = ROOTS, .name = 1, .kind = JS_HEAP_ELEMENT});
    for (uint32_t i = FIRST_GROUP; i < g->node_count; i++) {
        bool is_group = i < FIRST_CELL && g->nodes[i].first_edge != g->nodes[i + 1].first_edge;
        if (is_group || i == g->node_count - 1) {
            put_edge(g, next, ROOTS, (js_heap_edge){.to = i, .name = group++, .kind = JS_HEAP_ELEMENT});
        }
    }
    for (size_t i = 0; i < c->reference_count && c->rc == 0; i++) {
        const reference *r = &c->references[i];
        if (!is_alive(g, r->from) || !is_alive(g, r->to)) {
            continue;
        }
        js_heap_edge edge = {.to = r->to, .kind = (uint8_t)(r->name >> KIND_SHIFT)};
        uint64_t name = r->name & NAME_BITS;
        if (edge.kind == JS_HEAP_ELEMENT) {
            edge.name = (uint32_t)name;
        } else if (edge.kind != JS_HEAP_INTERNAL) {
            edge.name = block_name(c, name);
        } else if (r->from < FIRST_CELL || g->nodes[r->from].kind == JS_HEAP_ARRAY) {
            edge.kind = JS_HEAP_ELEMENT;
            edge.name = next[r->from];
        } else {
            edge.name = internal_name(c, &g->nodes[r->to], context);
        }
        put_edge(g, next, r->from, edge);
    }
    free(next);
    return c->rc;
}

// What has a constructor of its own, as prototypes have, does not have its class by its structure.
static int name_prototypes(collector *c)
{
    js_heap_graph *g = c->graph;
    uint32_t constructor = ascii(c, "", "constructor");
    for (uint32_t i = FIRST_CELL; i < g->node_count - 1 && c->rc == 0; i++) {
        for (uint32_t e = g->nodes[i].first_edge; e < g->nodes[i + 1].first_edge; e++) {
            if (g->edges[e].kind == JS_HEAP_PROPERTY && g->edges[e].name == constructor &&
                g->nodes[i].kind == JS_HEAP_OBJECT) {
                c->taken = g->nodes[i].name;
                js__object_class_name((uintptr_t)(c->cells[i - FIRST_CELL].address & ~(uint64_t)IS_ALIVE),
                                      take_text, c);
                g->nodes[i].name = c->taken;
                break;
            }
        }
    }
    return c->rc;
}

// Of what one cell holds several times, the references by a name stay, or one without.
static int merge_edges(js_heap_graph *g)
{
    uint32_t *seen = calloc(g->node_count, sizeof *seen), count = 0;
    if (seen == NULL) {
        return -ENOMEM;
    }
    for (uint32_t i = 0; i < g->node_count; i++) {
        uint32_t first = g->nodes[i].first_edge, end = g->nodes[i + 1].first_edge;
        for (uint32_t e = first; e < end; e++) {
            if (g->edges[e].kind != JS_HEAP_INTERNAL) {
                seen[g->edges[e].to] = i + 1;
            }
        }
        g->nodes[i].first_edge = count;
        for (uint32_t e = first; e < end; e++) {
            js_heap_edge edge = g->edges[e];
            if (edge.kind != JS_HEAP_INTERNAL || seen[edge.to] != i + 1) {
                seen[edge.to] = i + 1;
                g->edges[count++] = edge;
            }
        }
    }
    g->nodes[g->node_count].first_edge = g->edge_count = count;
    free(seen);
    return 0;
}

static void reach(const js_heap_graph *g, uint32_t from, uint8_t *reached, uint32_t *stack)
{
    size_t depth = 0;
    reached[from] = 1;
    stack[depth++] = from;
    while (depth > 0) {
        uint32_t node = stack[--depth];
        for (uint32_t e = g->nodes[node].first_edge; e < g->nodes[node + 1].first_edge; e++) {
            uint32_t to = g->edges[e].to;
            if (reached[to] == 0) {
                reached[to] = 1;
                stack[depth++] = to;
            }
        }
    }
}

// What no root leads to (the engine keeps some things by ways of its own) is held by the last node.
static int hold_others(js_heap_graph *g)
{
    uint8_t *reached = calloc(g->node_count, 1);
    uint32_t *stack = malloc(g->node_count * sizeof *stack);
    int rc = reached == NULL || stack == NULL ? -ENOMEM : 0;
    size_t room = g->edge_count;
    uint32_t held = 0;
    if (rc == 0) {
        reach(g, ROOT, reached, stack);
    }
    for (uint32_t i = FIRST_CELL; i < g->node_count - 1 && rc == 0; i++) {
        if (reached[i] != 0 || !is_alive(g, i)) {
            continue;
        }
        reach(g, i, reached, stack);
        if (g->edge_count >= COUNT_MAX || !grow((void **)&g->edges, &room, g->edge_count, sizeof *g->edges)) {
            rc = -ENOMEM;
            break;
        }
        g->edges[g->edge_count++] = (js_heap_edge){.to = i, .name = held++, .kind = JS_HEAP_ELEMENT};
    }
    g->nodes[g->node_count].first_edge = g->edge_count;
    free(reached);
    free(stack);
    return rc;
}

// Takes out the nodes that stand for nothing: cells that were only heard of, kinds of roots without any.
static int close_ranks(js_heap_graph *g)
{
    uint32_t *places = malloc(g->node_count * sizeof *places), count = 0;
    if (places == NULL) {
        return -ENOMEM;
    }
    for (uint32_t i = 0; i < g->node_count; i++) {
        bool is_group = i >= FIRST_GROUP && i < FIRST_CELL;
        bool stays = is_group ? g->nodes[i].first_edge != g->nodes[i + 1].first_edge : is_alive(g, i);
        places[i] = count;
        g->nodes[count] = g->nodes[i];
        count += stays;
    }
    g->nodes[count] = g->nodes[g->node_count];
    g->node_count = count;
    for (uint32_t e = 0; e < g->edge_count; e++) {
        g->edges[e].to = places[g->edges[e].to];
    }
    free(places);
    return 0;
}

// ---- taking one -----------------------------------------------------------------------------------------------------

void js_heap_graph_free(js_heap_graph *graph)
{
    if (graph != NULL) {
        free(graph->nodes);
        free(graph->edges);
        free(graph->texts);
        free(graph->bytes);
        free(graph);
    }
}

bool js_heap_graph_is_known(void)
{
    return js__heap_visit_is_known();
}

static void collector_deinit(collector *c)
{
    words_free(&c->numbers);
    words_free(&c->texts);
    words_free(&c->blocks);
    words_free(&c->classes);
    free(c->cells);
    free(c->references);
}

// The walk. The engine's lock is held, here and until all names were given.
static int walk(collector *c, bool ids)
{
    js__heap_visitor visitor = {on_node, on_edge, c, .without_ids = !ids};
    int rc = js__heap_visit(c->runtime, &visitor);
    if (rc == 0) {
        rc = c->rc;
    }
    if (rc == 0 && (c->structure_base == 0 || !js__classes_are_known(c->runtime, c->structure_base))) {
        rc = -ENOTSUP;
    }
    return rc;
}

int js_heap_graph_take(js_runtime *rt, js_heap_graph **out)
{
    collector c = {.runtime = rt, .graph = calloc(1, sizeof(js_heap_graph))};
    if (c.graph == NULL) {
        return -ENOMEM;
    }
    js_lock(rt->ctx);
    int rc = walk(&c, true);
    rc = rc == 0 ? make_nodes(&c) : rc;
    words_free(&c.numbers);
    c.numbers = (words){0};
    rc = rc == 0 ? count_edges(&c) : rc;
    rc = rc == 0 ? place_edges(&c) : rc;
    rc = rc == 0 ? name_prototypes(&c) : rc;
    js_unlock(rt->ctx);
    rc = rc == 0 ? merge_edges(c.graph) : rc;
    rc = rc == 0 ? hold_others(c.graph) : rc;
    rc = rc == 0 ? close_ranks(c.graph) : rc;
    collector_deinit(&c);
    if (rc != 0) {
        js_heap_graph_free(c.graph);
        c.graph = NULL;
    }
    *out = c.graph;
    return rc;
}

// ---- instances ------------------------------------------------------------------------------------------------------

// A proxy would run its handler's code.
static bool is_proxy(js_value v, uint64_t base)
{
    const char *name = js__class_name(js__class_of((uintptr_t)v, base));
    return strstr(name, "Proxy") != NULL && strcmp(name, "JSGlobalProxy") != 0;
}

static bool is_instance(const collector *c, js_value v, js_value prototype)
{
    js_context ctx = c->runtime->ctx;
    while (js_is_cell(v) && js__class_is_object(js__class_of((uintptr_t)v, c->structure_base)) &&
           !is_proxy(v, c->structure_base)) {
        v = JSObjectGetPrototype(ctx, (JSObjectRef)(uintptr_t)v);
        if (v == prototype) {
            return true;
        }
    }
    return false;
}

int64_t js_heap_instances(js_runtime *rt, js_value prototype)
{
    collector c = {.runtime = rt};
    int64_t count = 0;
    js_lock(rt->ctx);
    int rc = walk(&c, false);
    for (size_t i = 0; i < c.cell_count && rc == 0; i++) {
        uint64_t address = c.cells[i].address;
        js_value v = (js_value)(uintptr_t)(address & ~(uint64_t)IS_ALIVE);
        if ((address & IS_ALIVE) == 0 || !is_instance(&c, v, prototype)) {
            continue;
        }
        rc = js_handles_push(rt, v) ? 0 : -ENOMEM;
        count++;
    }
    js_unlock(rt->ctx);
    collector_deinit(&c);
    return rc == 0 ? count : rc;
}
