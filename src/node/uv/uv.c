// SPDX-License-Identifier: MIT
//
// binding('uv'): libuv's error names and texts. Thread: loop.

#include <stdio.h>
#include <stdlib.h>

#include <uv.h>

#include "engine/engine.h"

typedef struct error_row {
    int status;
    const char *name;
    const char *text;
} error_row;

#define ERROR_ROW(name, text) {UV_##name, #name, text},
static const error_row error_rows[] = {UV_ERRNO_MAP(ERROR_ROW)};
#undef ERROR_ROW

enum { ROW_COUNT = sizeof error_rows / sizeof error_rows[0], ROW_LEN_MAX = 128 };

// One line per error, "errno\tname\ttext": a single crossing for the whole table.
JS_FUNCTION(uv_error_table)
{
    size_t capacity = ROW_COUNT * ROW_LEN_MAX;
    char *table = malloc(capacity);
    if (table == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    size_t len = 0;
    for (size_t i = 0; i < ROW_COUNT && len < capacity; i++) {
        int n = snprintf(table + len, capacity - len, "%s%d\t%s\t%s", i == 0 ? "" : "\n",
                         error_rows[i].status, error_rows[i].name, error_rows[i].text);
        len += n > 0 ? (size_t)n : 0;
    }
    js_value result = js_string_utf8(ctx, table, len);
    free(table);
    return result;
}

static const js_function_spec uv_functions[] = {
    {"errorTable", uv_error_table, 0, "errorTable() -> string, a line 'errno\\tname\\ttext' per error"},
    {0},
};

const js_binding_spec node_uv_binding = {"uv", uv_functions, NULL};
