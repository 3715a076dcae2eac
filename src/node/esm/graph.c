// SPDX-License-Identifier: MIT
//
// A graph of ES modules that was read ahead (modules/graph.h), handed to JavaScript in one step: the functions of its modules, compiled as few
// texts, and what the loader must know of each as JSON.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modules/column_maps.h"
#include "modules/graph.h"
#include "modules/graph_cache.h"
#include "modules/graph_groups.h"
#include "modules/graph_link.h"
#include "modules/graph_tables.h"
#include "modules/batch.h"
#include "modules/source_cover.h"
#include "modules/source_lines.h"
#include "node/modules/kept.h"
#include "node/esm/esm.h"
#include "node/modules/modules.h"

// ---- functions -------------------------------------------------------------------------------------------------------

// Large texts gain nothing by company; characters beyond Latin-1 would make all of a common text wide.
enum { COMMON_TEXT_MAX = 1 << 20, UNIT_TEXT_MAX = 64 * 1024, COMMON_COUNT_MAX = 400 };

static char *url_of(const mod_unit *unit)
{
    char *url = NULL;
    return asprintf(&url, "file://%s", unit->file->path) < 0 ? NULL : url;
}

// The file that the graph starts from.
static const char *root_of(const mod_graph *graph)
{
    return graph->units[0].file->path;
}

static bool is_companion(const mod_unit *unit)
{
    return unit->out.len <= UNIT_TEXT_MAX && unit->out.ascii;
}

static int evaluate_alone(js_context ctx, const char *root, const mod_unit *unit, js_object functions,
                          size_t at)
{
    js_value error = NULL;
    char *url = url_of(unit);
    if (url == NULL) {
        return -ENOMEM;
    }
    char *text = malloc(unit->out.len + 1);
    if (text == NULL) {
        free(url);
        return -ENOMEM;
    }
    memcpy(text, unit->out.text, unit->out.len);
    js_value function = modules__evaluate(ctx, root, url, text, text, unit->out.len, &error);
    free(url);
    js_set_index(ctx, functions, (unsigned)at, error == NULL ? function : JS_NULL);
    return 0;
}

// The common text of some units: an array of their functions.
static char *common_text(const mod_graph *graph, const uint32_t *members, size_t count, size_t *len,
                         const char **name)
{
    mod_lines_part *parts = calloc(count, sizeof *parts);
    mod_text t = {0};
    uint32_t line = 2;
    int rc = parts == NULL ? -ENOMEM : 0;
    mod_text_add(&t, "[\n", 2);
    for (size_t i = 0; i < count && rc == 0; i++) {
        const mod_unit *unit = &graph->units[members[i]];
        parts[i] = (mod_lines_part){url_of(unit), line};
        rc = parts[i].path == NULL ? -ENOMEM : 0;
        mod_text_add(&t, unit->out.text, unit->out.len);
        mod_text_add(&t, ",\n", 2);
        line += mod_lines_count(unit->out.text, unit->out.len) + 1;
    }
    mod_text_add(&t, "]", 1);
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
    js_object made =
        js_object_of(ctx, modules__evaluate(ctx, root_of(graph), name, source, source, len, &error));
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
        rc = evaluate_alone(ctx, root_of(graph), &graph->units[members[i]], functions, members[i]);
    }
    return rc;
}

// ---- functions of groups ----------------------------------------------------------------------------------------------

// One text with the functions of all groups, as an array. `*name` is NULL where memory is short.
static char *text_of_groups(const mod_graph *graph, size_t *len, const char **name)
{
    uint32_t *lines = calloc(graph->order_count + 1, sizeof *lines);
    mod_lines_part *parts = calloc(graph->order_count + 1, sizeof *parts);
    mod_text t = {0};
    size_t count = 0;
    uint32_t line = 2;
    int rc = lines == NULL || parts == NULL ? -ENOMEM : 0;
    mod_text_add(&t, "[\n", 2);
    for (size_t i = 0, end; i < graph->order_count && rc == 0; i = end) {
        uint32_t group = graph->units[graph->order[i]].group;
        for (end = i + 1; end < graph->order_count && graph->units[graph->order[end]].group == group; end++) {
        }
        if (group == 0) {
            continue;
        }
        mod_groups_add_text(&t, graph, graph->order + i, end - i, lines + i, &line);
        mod_text_add(&t, ",\n", 2);
        line++;
        for (size_t m = i; m < end && rc == 0; m++) {
            parts[count] = (mod_lines_part){url_of(&graph->units[graph->order[m]]), lines[m]};
            rc = parts[count++].path == NULL ? -ENOMEM : 0;
        }
    }
    mod_text_add(&t, "]", 1);
    if (rc == 0 && !t.failed) {
        rc = mod_lines_add(parts, count, name);
    }
    for (size_t i = 0; i < count; i++) {
        free((char *)(uintptr_t)parts[i].path);
    }
    free(parts);
    free(lines);
    if (rc < 0 || t.failed) {
        free(t.bytes);
        return NULL;
    }
    *len = t.len;
    return t.bytes;
}

// An array of the groups' functions; undefined where there are none. What the engine refuses has no groups. NULL where memory is short.
static js_value evaluate_groups(js_context ctx, mod_graph *graph)
{
    size_t len = 0;
    const char *name = NULL;
    js_value error = NULL;
    if (graph->group_count == 0) {
        return JS_UNDEFINED;
    }
    char *source = text_of_groups(graph, &len, &name);
    if (source == NULL) {
        return NULL;
    }
    js_object made =
        js_object_of(ctx, modules__evaluate(ctx, root_of(graph), name, source, source, len, &error));
    if (error == NULL && made != NULL &&
        js_number_or(js_get(ctx, made, "length", NULL), 0) == (double)graph->group_count) {
        return made;
    }
    for (size_t i = 0; i < graph->count; i++) {
        graph->units[i].group = 0;
    }
    return JS_UNDEFINED;
}

// An array of the modules' functions, nothing for members of groups, null for one that the engine refuses. NULL where memory is short.
static js_object evaluate(js_context ctx, const mod_graph *graph)
{
    uint32_t members[COMMON_COUNT_MAX];
    size_t count = 0, bytes = 0;
    js_object functions = js_array_new(ctx, 0, NULL, NULL);
    int rc = functions == NULL ? -ENOMEM : 0;
    for (size_t i = 0; i < graph->count && rc == 0; i++) {
        const mod_unit *unit = &graph->units[i];
        if (unit->group > 0) {
            continue;
        }
        if (!is_companion(unit)) {
            rc = evaluate_alone(ctx, root_of(graph), unit, functions, i);
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
        rc = evaluate_alone(ctx, root_of(graph), &graph->units[members[0]], functions, members[0]);
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
                mod_columns_keep(url, &graph->units[i].out);
            }
            free(url);
        }
    }
}

// ---- collecting ------------------------------------------------------------------------------------------------------

// The graph of a file, maybe one that was collected before; empty where the file is no plain module. NULL where memory is short. Owns: the caller.
static mod_graph *collect(mod_resolver *r, mod_entry *root, bool is_whole)
{
    struct loop *l = js_runtime_loop(js_runtime_current());
    mod_graph *graph = r->ahead;
    r->ahead = NULL;
    if (graph == NULL || !is_whole || graph->count == 0 || graph->units[0].file != root) {
        mod_hands hands = {.loop = l};
        char *directory = mod_cache_directory();
        mod_graph_free(graph);
        graph = calloc(1, sizeof *graph);
        if (graph != NULL && mod_graph_collect(graph, r, root, is_whole, directory, &hands) < 0) {
            mod_graph_free(graph);
            graph = NULL;
        }
        free(directory);
    }
    if (graph != NULL) {
        mod_cache_write(graph->writing, l);
        graph->writing = NULL;
    }
    return graph;
}

JS_FUNCTION(esm_graph)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    mod_entry *root = r == NULL ? NULL : modules__entry_of(ctx, r, js_arg(argc, argv, 1), exception);
    mod_text t = {0};
    js_value result = JS_UNDEFINED;
    if (root == NULL || root->compiled || mod_cover_is_on() || mod_compiles_alone()) {
        return JS_UNDEFINED;
    }
    mod_graph *graph = collect(r, root, js_arg_true(argc, argv, 2));
    if (graph == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (graph->count == 0) {
        goto out;
    }
    graph->linked = false; // module records link it
    js_lock(ctx);
    js_value groups = evaluate_groups(ctx, graph);
    js_object functions = groups == NULL ? NULL : evaluate(ctx, graph);
    mod_graph_describe(&t, graph);
    if (functions == NULL || t.failed) {
        js_throw_out_of_memory(ctx, exception);
    } else {
        remember_columns(graph);
        js_value fields[] = {functions, js_string_utf8(ctx, t.bytes, t.len), groups};
        result = js_array_new(ctx, 3, fields, exception);
    }
    js_unlock(ctx);
out:
    free(t.bytes);
    mod_graph_free(graph);
    return result;
}

// ---- linked graphs ---------------------------------------------------------------------------------------------------

// What JavaScript holds of a graph that runs without module records.
typedef struct program {
    mod_graph *graph; // until records are made of it
} program;

static void program_free(void *pointer)
{
    program *p = pointer;
    mod_graph_free(p->graph);
    free(p);
}

static const js_native_type program_type = {"ModuleGraph", program_free};

// The functions in the order of evaluation, and for each the index of its module, -1 for a group's. False where the engine refuses one.
static bool list_steps(js_context ctx, const mod_graph *graph, js_object groups, js_object functions,
                       js_object steps, js_object units)
{
    uint32_t before = 0, count = 0;
    for (size_t i = 0; i < graph->order_count; i++) {
        uint32_t group = graph->units[graph->order[i]].group;
        if (group > 0 && group == before) {
            continue;
        }
        before = group;
        js_value step = group > 0 ? js_get_index(ctx, groups, group - 1, NULL)
                                  : js_get_index(ctx, functions, graph->order[i], NULL);
        if (!js_is_function(ctx, step)) {
            return false;
        }
        js_set_index(ctx, steps, count, step);
        js_set_index(ctx, units, count++, js_int32(group > 0 ? -1 : (int32_t)graph->order[i]));
    }
    return true;
}

// [handle, functions, units, links as JSON, how many modules]; undefined where the engine refuses a text.
static js_value program_value(js_context ctx, mod_graph *graph, program *p, js_value *exception)
{
    js_value groups = evaluate_groups(ctx, graph);
    js_object functions = groups == NULL ? NULL : evaluate(ctx, graph);
    js_object steps = js_array_new(ctx, 0, NULL, NULL), units = js_array_new(ctx, 0, NULL, NULL);
    mod_text links = {0};
    mod_graph_describe_links(&links, graph);
    js_value result = JS_UNDEFINED;
    if (functions == NULL || links.failed || steps == NULL || units == NULL) {
        js_throw_out_of_memory(ctx, exception);
    } else if (list_steps(ctx, graph, js_object_of(ctx, groups), functions, steps, units)) {
        js_object handle = js_native_new(ctx, &program_type, p);
        js_value fields[] = {handle, steps, units,
                             links.len == 0 ? JS_UNDEFINED : js_string_utf8(ctx, links.bytes, links.len),
                             js_int32((int32_t)graph->count)};
        if (handle != NULL) {
            remember_columns(graph);
            p->graph = graph;
            result = js_array_new(ctx, 5, fields, exception);
        }
    }
    free(links.bytes);
    return result;
}

JS_FUNCTION(esm_program)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    mod_entry *root = r == NULL ? NULL : modules__entry_of(ctx, r, js_arg(argc, argv, 1), exception);
    js_value result = JS_UNDEFINED;
    if (root == NULL || root->compiled || mod_cover_is_on() || mod_compiles_alone()) {
        return result;
    }
    mod_graph *graph = collect(r, root, true);
    program *p = graph == NULL ? NULL : calloc(1, sizeof *p);
    if (p == NULL) {
        mod_graph_free(graph);
        return js_throw_out_of_memory(ctx, exception);
    }
    if (graph->linked) {
        js_lock(ctx);
        result = program_value(ctx, graph, p, exception);
        js_unlock(ctx);
    }
    if (js_is_undefined(result)) {
        free(p);
    }
    if (js_is_undefined(result) && graph->count > 0) {
        r->ahead = graph; // for esm_graph
    } else if (js_is_undefined(result)) {
        mod_graph_free(graph);
    }
    return result;
}

// The path of a module, while its graph is there.
JS_FUNCTION(esm_name_of)
{
    program *p = js_native_get(ctx, js_arg(argc, argv, 0), &program_type);
    int32_t i = js_arg_int32(argc, argv, 1);
    (void)exception;
    if (p == NULL || p->graph == NULL || i < 0 || (size_t)i >= p->graph->count) {
        return JS_UNDEFINED;
    }
    const mod_entry *file = p->graph->units[i].file;
    return js_string_utf8(ctx, file->path, file->path_len);
}

// What JavaScript must know of the modules when something asks for their records; then nothing else is kept.
JS_FUNCTION(esm_describe)
{
    program *p = js_native_get(ctx, js_arg(argc, argv, 0), &program_type);
    mod_text t = {0};
    if (p == NULL || p->graph == NULL) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_THIS", "a graph is expected");
    }
    mod_graph_describe(&t, p->graph);
    js_value result = t.failed ? js_throw_out_of_memory(ctx, exception) : js_string_utf8(ctx, t.bytes, t.len);
    free(t.bytes);
    mod_graph_free(p->graph);
    p->graph = NULL;
    return result;
}

// The graph has run: its texts are let go.
JS_FUNCTION(esm_has_run)
{
    program *p = js_native_get(ctx, js_arg(argc, argv, 0), &program_type);
    (void)exception;
    if (p != NULL && p->graph != NULL) {
        mod_graph_trim(p->graph);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(esm_set_cache)
{
    js_utf8 directory = {0};
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &directory, exception) == 0) {
        mod_cache_set_directory(directory.bytes);
    }
    js_utf8_deinit(&directory);
    return JS_UNDEFINED;
}

const js_function_spec esm__graph_functions[] = {
    {"setCache", esm_set_cache, 1, "setCache(directory): where rewritten graphs are kept"},
    {"graph", esm_graph, 3,
     "graph(resolver, path, isWhole) -> [functions, description as JSON, functions of groups] | undefined"},
    {"program", esm_program, 2,
     "program(resolver, path) -> [handle, functions in order, their modules or -1, links as JSON, count] | "
     "undefined: a "
     "graph that runs without module records"},
    {"nameOf", esm_name_of, 2, "nameOf(handle, index) -> path"},
    {"describe", esm_describe, 1, "describe(handle) -> description as JSON, once"},
    {"hasRun", esm_has_run, 1, "hasRun(handle): lets go of the texts"},
    {0},
};
