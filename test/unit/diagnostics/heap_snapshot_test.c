// SPDX-License-Identifier: MIT
//
// The text of a snapshot: a small graph as expected, byte for byte, whatever size the pieces have, and texts that need escapes.
#include "diagnostics/heap_snapshot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LONG = 20000, ROOM_MIN = 8192 };

static const char tail[] =
    ",\"node_count\":2,\"edge_count\":1,\"trace_function_count\":0,\"extra_native_bytes\":0},\n"
    "\"nodes\":[9,0,1,0,1,0\n,3,1,3,48,0,0\n],\n\"edges\":[2,2,6\n],\n"
    "\"trace_function_infos\":[],\n\"trace_tree\":[],\n\"samples\":[],\n\"locations\":[],\n"
    "\"strings\":[\"\",\n\"a\\\"b\\\\c\\u000a\",\n\"";

static js_heap_graph *graph_new(void)
{
    static const char bytes[] = "a\"b\\c\n";
    js_heap_graph *g = calloc(1, sizeof *g);
    g->nodes = calloc(3, sizeof *g->nodes);
    g->nodes[0] = (js_heap_node){.id = 1, .kind = JS_HEAP_ROOT};
    g->nodes[1] = (js_heap_node){.id = 3, .name = 1, .size = 48, .first_edge = 1, .kind = JS_HEAP_OBJECT};
    g->nodes[2].first_edge = 1;
    g->edges = calloc(1, sizeof *g->edges);
    g->edges[0] = (js_heap_edge){.to = 1, .name = 2, .kind = JS_HEAP_PROPERTY};
    g->texts = calloc(3, sizeof *g->texts);
    g->texts[1] = (js_heap_text){0, sizeof bytes - 1};
    g->texts[2] = (js_heap_text){sizeof bytes - 1, LONG};
    g->bytes = malloc(sizeof bytes - 1 + LONG);
    memcpy(g->bytes, bytes, sizeof bytes - 1);
    memset(g->bytes + sizeof bytes - 1, '\x01', LONG); // each becomes six bytes
    g->node_count = 2;
    g->edge_count = 1;
    g->text_count = 3;
    return g;
}

static char *read_all(size_t room, size_t *len)
{
    diag_heap_snapshot *s = diag_heap_snapshot_new(graph_new());
    char *text = malloc(LONG * 8 + room);
    *len = 0;
    for (size_t n; (n = diag_heap_snapshot_read(s, text + *len, room)) > 0;) {
        assert_true(n <= room);
        *len += n;
        assert_true(*len < LONG * 8);
    }
    assert_int_equal(diag_heap_snapshot_read(s, text + *len, room), 0);
    diag_heap_snapshot_free(s);
    text[*len] = 0;
    return text;
}

static void test_text(void **state)
{
    size_t len, other_len;
    char *text = read_all(ROOM_MIN, &len), *other = read_all(65536, &other_len);
    (void)state;
    const char *at = strstr(text, ",\"node_count\"");
    assert_non_null(at);
    assert_memory_equal(at, tail, sizeof tail - 1);
    const char *rest = at + sizeof tail - 1;
    for (size_t i = 0; i < LONG; i++) {
        assert_memory_equal(rest + 6 * i, "\\u0001", 6);
    }
    assert_string_equal(rest + (size_t)6 * LONG, "\"]}\n");
    assert_int_equal(len, other_len);
    assert_string_equal(text, other);
    free(text);
    free(other);
}

static void test_unread(void **state)
{
    (void)state;
    diag_heap_snapshot_free(diag_heap_snapshot_new(graph_new()));
    diag_heap_snapshot_free(NULL);
    js_heap_graph_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_text), cmocka_unit_test(test_unread)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
