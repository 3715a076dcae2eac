// SPDX-License-Identifier: MIT
//
// See heap_snapshot.h. The format is V8's: a head that says what the fields of the numbers are, then the numbers of all nodes, those of all edges in the order
// of the nodes where they begin, and all texts. The parts are written one after the other; each step writes what surely fits.
#include "diagnostics/heap_snapshot.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    NODE_FIELDS = 6,
    STEP = 256,              // bytes that a node, an edge or a piece of a text takes at most
    HEAD = 2048,             // and the head
    PIECE = (STEP - 16) / 6, // bytes of a text, each of which may become six
};

typedef enum part { PART_HEAD, PART_NODES, PART_EDGES, PART_TEXTS, PART_END } part;

struct diag_heap_snapshot {
    js_heap_graph *graph;
    part part;
    uint32_t index, offset; // in the part, and in a text
};

static const char meta[] =
    "{\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\",\"edge_count\",\"detachedness\"],"
    "\"node_types\":[[\"hidden\",\"array\",\"string\",\"object\",\"code\",\"closure\",\"regexp\",\"number\","
    "\"native\",\"synthetic\",\"concatenated string\",\"sliced string\",\"symbol\",\"bigint\","
    "\"object shape\"],\"string\",\"number\",\"number\",\"number\",\"number\"],"
    "\"edge_fields\":[\"type\",\"name_or_index\",\"to_node\"],"
    "\"edge_types\":[[\"context\",\"element\",\"property\",\"internal\",\"hidden\",\"shortcut\",\"weak\"],"
    "\"string_or_number\",\"node\"],"
    "\"trace_function_info_fields\":[\"function_id\",\"name\",\"script_name\",\"script_id\",\"line\","
    "\"column\"],\"trace_node_fields\":[\"id\",\"function_info_index\",\"count\",\"size\",\"children\"],"
    "\"sample_fields\":[\"timestamp_us\",\"last_assigned_id\"],"
    "\"location_fields\":[\"object_index\",\"script_id\",\"line\",\"column\"]}";

// Places in the lists of types above.
static const uint8_t node_types[] = {
    [JS_HEAP_HIDDEN] = 0,  [JS_HEAP_ARRAY] = 1,   [JS_HEAP_STRING] = 2, [JS_HEAP_OBJECT] = 3,
    [JS_HEAP_CODE] = 4,    [JS_HEAP_CLOSURE] = 5, [JS_HEAP_REGEXP] = 6, [JS_HEAP_NUMBER] = 7,
    [JS_HEAP_ROOT] = 9,    [JS_HEAP_ROPE] = 10,   [JS_HEAP_PIECE] = 11, [JS_HEAP_SYMBOL] = 12,
    [JS_HEAP_BIGINT] = 13, [JS_HEAP_SHAPE] = 14,
};
static const uint8_t edge_types[] = {
    [JS_HEAP_VARIABLE] = 0, [JS_HEAP_ELEMENT] = 1, [JS_HEAP_PROPERTY] = 2, [JS_HEAP_INTERNAL] = 3};

diag_heap_snapshot *diag_heap_snapshot_new(js_heap_graph *graph)
{
    diag_heap_snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (snapshot == NULL) {
        js_heap_graph_free(graph);
        return NULL;
    }
    snapshot->graph = graph;
    return snapshot;
}

void diag_heap_snapshot_free(diag_heap_snapshot *snapshot)
{
    if (snapshot != NULL) {
        js_heap_graph_free(snapshot->graph);
        free(snapshot);
    }
}

static char *put_number(char *out, uint64_t number)
{
    char digits[20];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    while (count > 0) {
        *out++ = digits[--count];
    }
    return out;
}

static char *put_text(char *out, const char *text)
{
    size_t len = strlen(text);
    memcpy(out, text, len);
    return out + len;
}

static void next_part(diag_heap_snapshot *s, part next)
{
    s->part = next;
    s->index = s->offset = 0;
}

static char *put_head(diag_heap_snapshot *s, char *out)
{
    int len = snprintf(out, HEAD,
                       "{\"snapshot\":{\"meta\":%s,\"node_count\":%" PRIu32 ",\"edge_count\":%" PRIu32
                       ",\"trace_function_count\":0,\"extra_native_bytes\":0},\n\"nodes\":[",
                       meta, s->graph->node_count, s->graph->edge_count);
    next_part(s, PART_NODES);
    return out + len;
}

static char *put_node(diag_heap_snapshot *s, char *out)
{
    const js_heap_node *node = &s->graph->nodes[s->index];
    if (s->index == s->graph->node_count) {
        next_part(s, PART_EDGES);
        return put_text(out, "],\n\"edges\":[");
    }
    const uint64_t numbers[NODE_FIELDS] = {
        node_types[node->kind], node->name, node->id, node->size, node[1].first_edge - node->first_edge, 0};
    for (size_t i = 0; i < NODE_FIELDS; i++) {
        if (i > 0 || s->index > 0) {
            *out++ = ',';
        }
        out = put_number(out, numbers[i]);
    }
    *out++ = '\n';
    s->index++;
    return out;
}

static char *put_edge(diag_heap_snapshot *s, char *out)
{
    const js_heap_edge *edge = &s->graph->edges[s->index];
    if (s->index == s->graph->edge_count) {
        next_part(s, PART_TEXTS);
        return put_text(out, "],\n\"trace_function_infos\":[],\n\"trace_tree\":[],\n\"samples\":[],\n"
                             "\"locations\":[],\n\"strings\":[");
    }
    if (s->index++ > 0) {
        *out++ = ',';
    }
    *out++ = (char)('0' + edge_types[edge->kind]);
    *out++ = ',';
    out = put_number(out, edge->name);
    *out++ = ',';
    out = put_number(out, (uint64_t)edge->to * NODE_FIELDS);
    *out++ = '\n';
    return out;
}

static char *put_byte(char *out, uint8_t byte)
{
    if (byte == '"' || byte == '\\') {
        *out++ = '\\';
    } else if (byte < 0x20 || byte == 0x7f) {
        return out + snprintf(out, 7, "\\u%04x", byte);
    }
    *out++ = (char)byte;
    return out;
}

static char *put_text_piece(diag_heap_snapshot *s, char *out)
{
    const js_heap_graph *g = s->graph;
    if (s->index == g->text_count) {
        next_part(s, PART_END);
        return put_text(out, "]}\n");
    }
    const js_heap_text *text = &g->texts[s->index];
    if (s->offset == 0) {
        out = put_text(out, s->index == 0 ? "\"" : ",\n\"");
    }
    for (size_t i = 0; i < PIECE && s->offset < text->len; i++) {
        out = put_byte(out, (uint8_t)g->bytes[text->start + s->offset++]);
    }
    if (s->offset == text->len) {
        *out++ = '"';
        s->index++;
        s->offset = 0;
    }
    return out;
}

size_t diag_heap_snapshot_read(diag_heap_snapshot *s, char *out, size_t room)
{
    char *at = out;
    while (s->part != PART_END && room - (size_t)(at - out) >= (s->part == PART_HEAD ? HEAD : STEP)) {
        switch (s->part) {
        case PART_HEAD:
            at = put_head(s, at);
            break;
        case PART_NODES:
            at = put_node(s, at);
            break;
        case PART_EDGES:
            at = put_edge(s, at);
            break;
        default:
            at = put_text_piece(s, at);
            break;
        }
    }
    return (size_t)(at - out);
}
