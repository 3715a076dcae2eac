// SPDX-License-Identifier: MIT
//
// A graph of ES modules that was read ahead (modules/graph.h), handed to JavaScript in one step: the functions of its modules, compiled as few
// texts, and what the loader must know of each as JSON.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modules/graph.h"
#include "modules/source_lines.h"
#include "node/esm/esm.h"
#include "node/modules/modules.h"

// ---- JSON ------------------------------------------------------------------------------------------------------------

typedef struct text {
    char *bytes;
    size_t len, capacity;
    bool failed; // memory was short
} text;

static void add(text *t, const char *bytes, size_t len)
{
    if (t->capacity - t->len < len) {
        size_t capacity = (t->capacity + len) * 2 + 256;
        char *more = t->failed ? NULL : realloc(t->bytes, capacity);
        if (more == NULL) {
            t->failed = true;
            return;
        }
        t->bytes = more;
        t->capacity = capacity;
    }
    memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
}

static void add_ascii(text *t, const char *ascii)
{
    add(t, ascii, strlen(ascii));
}

static void add_number(text *t, const char *before, uint32_t n)
{
    char digits[64];
    int len = snprintf(digits, sizeof digits, "%s%u", before, n);
    add(t, digits, (size_t)len);
}

static void add_string(text *t, const char *before, const char *bytes, size_t len)
{
    add_ascii(t, before);
    if (bytes == NULL) {
        add_ascii(t, "null");
        return;
    }
    size_t from = 0;
    add(t, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        char escape[8];
        add(t, bytes + from, i - from);
        add(t, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", c));
        from = i + 1;
    }
    add(t, bytes + from, len - from);
    add(t, "\"", 1);
}

static void add_flag(text *t, const char *before, bool flag)
{
    add_ascii(t, before);
    add_ascii(t, flag ? "true" : "false");
}

static void add_place(text *t, uint32_t line, uint32_t column)
{
    add_number(t, ",\"line\":", line);
    add_number(t, ",\"column\":", column);
    add(t, "}", 1);
}

static void add_requests(text *t, const mod_unit *unit)
{
    const syn_module_record *record = &unit->out.module;
    add_ascii(t, ",\"requests\":[");
    for (uint32_t i = 0; i < record->request_count; i++) {
        const syn_request *request = &record->requests[i];
        add_string(t, i == 0 ? "{\"specifier\":" : ",{\"specifier\":", request->specifier.text,
                   request->specifier.len);
        add_ascii(t, ",\"attributes\":{");
        for (uint32_t a = 0; a < request->attribute_count; a++) {
            const syn_attribute *attribute = &request->attributes[a];
            add_string(t, a == 0 ? "" : ",", attribute->key.text, attribute->key.len);
            add_string(t, ":", attribute->value.text, attribute->value.len);
        }
        add_ascii(t, "}");
        if (request->phase != SYN_PHASE_EVALUATION) {
            add_number(t, ",\"phase\":", request->phase);
        }
        if (unit->targets[i] != UINT32_MAX) {
            add_number(t, ",\"target\":", unit->targets[i]);
        }
        add_place(t, request->line, request->column);
    }
    add_ascii(t, "]");
}

static void add_imports(text *t, const syn_module_record *record)
{
    add_ascii(t, ",\"imports\":[");
    for (uint32_t i = 0; i < record->import_count; i++) {
        const syn_import_entry *entry = &record->imports[i];
        add_number(t, i == 0 ? "{\"request\":" : ",{\"request\":", entry->request);
        add_string(t, ",\"name\":", entry->name.text, entry->name.len);
        add_string(t, ",\"local\":", entry->local.text, entry->local.len);
        add_place(t, entry->line, entry->column);
    }
    add_ascii(t, "]");
}

static void add_exports(text *t, const syn_module_record *record)
{
    add_ascii(t, ",\"exports\":[");
    for (uint32_t i = 0; i < record->export_count; i++) {
        const syn_export_entry *entry = &record->exports[i];
        add_string(t, i == 0 ? "{\"name\":" : ",{\"name\":", entry->name.text, entry->name.len);
        add_string(t, ",\"local\":", entry->local.text, entry->local.len);
        add_number(t, ",\"request\":", entry->request);
        add_string(t, ",\"imported\":", entry->imported.text, entry->imported.len);
        add_place(t, entry->line, entry->column);
    }
    add_ascii(t, "]");
}

static void describe(text *t, const mod_graph *graph)
{
    add_ascii(t, "[");
    for (size_t i = 0; i < graph->count; i++) {
        const mod_unit *unit = &graph->units[i];
        const syn_module_record *record = &unit->out.module;
        add_string(t, i == 0 ? "{\"filename\":" : ",{\"filename\":", unit->file->path, unit->file->path_len);
        add_requests(t, unit);
        add_imports(t, record);
        add_exports(t, record);
        add_flag(t, ",\"hasTLA\":", record->top_level_await);
        add_flag(t, ",\"isAsyncGenerator\":", record->async_generator);
        add_flag(t, ",\"isPlain\":", unit->plain);
        add_flag(t, ",\"usesMeta\":", record->uses_meta);
        add_flag(t, ",\"usesImportCall\":", record->uses_import_call);
        add_number(t, ",\"awaitLine\":", record->await_line);
        add_number(t, ",\"awaitColumn\":", record->await_column);
        add_ascii(t, "}");
    }
    add_ascii(t, "]");
}

// ---- functions -------------------------------------------------------------------------------------------------------

// Large texts gain nothing by company; characters beyond Latin-1 would make all of a common text wide.
enum { COMMON_TEXT_MAX = 1 << 20, UNIT_TEXT_MAX = 64 * 1024, COMMON_COUNT_MAX = 400 };

static char *url_of(const mod_unit *unit)
{
    char *url = NULL;
    return asprintf(&url, "file://%s", unit->file->path) < 0 ? NULL : url;
}

static bool is_companion(const mod_unit *unit)
{
    return unit->out.len <= UNIT_TEXT_MAX && unit->out.ascii;
}

static int evaluate_alone(js_context ctx, const mod_unit *unit, js_object functions, size_t at)
{
    js_value error = NULL;
    char *url = url_of(unit);
    if (url == NULL) {
        return -ENOMEM;
    }
    js_value function = js_evaluate(ctx, unit->out.text, unit->out.len, url, 1, &error);
    free(url);
    js_set_index(ctx, functions, (unsigned)at, error == NULL ? function : JS_NULL);
    return 0;
}

// The common text of some units: an array of their functions.
static char *common_text(const mod_graph *graph, const uint32_t *members, size_t count, size_t *len,
                         const char **name)
{
    mod_lines_part *parts = calloc(count, sizeof *parts);
    text t = {0};
    uint32_t line = 2;
    int rc = parts == NULL ? -ENOMEM : 0;
    add(&t, "[\n", 2);
    for (size_t i = 0; i < count && rc == 0; i++) {
        const mod_unit *unit = &graph->units[members[i]];
        parts[i] = (mod_lines_part){url_of(unit), line};
        rc = parts[i].path == NULL ? -ENOMEM : 0;
        add(&t, unit->out.text, unit->out.len);
        add(&t, ",\n", 2);
        line += mod_lines_count(unit->out.text, unit->out.len) + 1;
    }
    add(&t, "]", 1);
    if (rc == 0 && !t.failed) {
        rc = mod_lines_add(parts, count, name);
    }
    for (size_t i = 0; i < count && parts != NULL; i++) {
        free((char *)(uintptr_t)parts[i].path);
    }
    free(parts);
    if (rc < 0 || t.failed) {
        free(t.bytes);
        return NULL;
    }
    *len = t.len;
    return t.bytes;
}

static int evaluate_together(js_context ctx, const mod_graph *graph, const uint32_t *members, size_t count,
                             js_object functions)
{
    size_t len = 0;
    const char *name;
    js_value error = NULL;
    char *source = common_text(graph, members, count, &len, &name);
    if (source == NULL) {
        return -ENOMEM;
    }
    js_object made = js_object_of(ctx, js_evaluate(ctx, source, len, name, 1, &error));
    free(source);
    if (error == NULL && made != NULL &&
        js_number_or(js_get(ctx, made, "length", NULL), 0) == (double)count) {
        for (size_t i = 0; i < count; i++) {
            js_set_index(ctx, functions, members[i], js_get_index(ctx, made, (unsigned)i, NULL));
        }
        return 0;
    }
    // One of them is not what the engine takes: each for itself.
    int rc = 0;
    for (size_t i = 0; i < count && rc == 0; i++) {
        rc = evaluate_alone(ctx, &graph->units[members[i]], functions, members[i]);
    }
    return rc;
}

// An array of the modules' functions, null for one that the engine refuses. NULL where memory is short.
static js_object evaluate(js_context ctx, const mod_graph *graph)
{
    uint32_t members[COMMON_COUNT_MAX];
    size_t count = 0, bytes = 0;
    js_object functions = js_array_new(ctx, 0, NULL, NULL);
    int rc = functions == NULL ? -ENOMEM : 0;
    for (size_t i = 0; i < graph->count && rc == 0; i++) {
        const mod_unit *unit = &graph->units[i];
        if (!is_companion(unit)) {
            rc = evaluate_alone(ctx, unit, functions, i);
            continue;
        }
        if (count == COMMON_COUNT_MAX || (count > 0 && bytes + unit->out.len > COMMON_TEXT_MAX)) {
            rc = evaluate_together(ctx, graph, members, count, functions);
            count = bytes = 0;
        }
        members[count++] = (uint32_t)i;
        bytes += unit->out.len;
    }
    if (rc == 0 && count == 1) {
        rc = evaluate_alone(ctx, &graph->units[members[0]], functions, members[0]);
    } else if (rc == 0 && count > 1) {
        rc = evaluate_together(ctx, graph, members, count, functions);
    }
    return rc == 0 ? functions : NULL;
}

static void remember_columns(const mod_graph *graph)
{
    for (size_t i = 0; i < graph->count; i++) {
        graph->units[i].file->compiled = true;
        if (graph->units[i].out.map_count > 0) {
            char *url = url_of(&graph->units[i]);
            if (url != NULL) {
                esm__map_keep(url, &graph->units[i].out);
            }
            free(url);
        }
    }
}

JS_FUNCTION(esm_graph)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    mod_entry *root = r == NULL ? NULL : modules__entry_of(ctx, r, js_arg(argc, argv, 1), exception);
    mod_graph graph;
    text t = {0};
    js_value result = JS_UNDEFINED;
    if (root == NULL || root->compiled) {
        return JS_UNDEFINED;
    }
    if (mod_graph_collect(&graph, r, root, js_arg_true(argc, argv, 2),
                          js_runtime_loop(js_runtime_current())) < 0) {
        js_throw_out_of_memory(ctx, exception);
        goto out;
    }
    if (graph.count == 0) {
        goto out;
    }
    js_lock(ctx);
    js_object functions = evaluate(ctx, &graph);
    describe(&t, &graph);
    if (functions == NULL || t.failed) {
        js_throw_out_of_memory(ctx, exception);
    } else {
        remember_columns(&graph);
        js_value fields[] = {functions, js_string_utf8(ctx, t.bytes, t.len)};
        result = js_array_new(ctx, 2, fields, exception);
    }
    js_unlock(ctx);
out:
    free(t.bytes);
    mod_graph_deinit(&graph);
    return result;
}

const js_function_spec esm__graph_functions[] = {
    {"graph", esm_graph, 3, "graph(resolver, path, isWhole) -> [functions, description as JSON] | undefined"},
    {0},
};
