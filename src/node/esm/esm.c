// SPDX-License-Identifier: MIT
//
// The binding `esm`: source text to what the ES module loader in JavaScript works with. Parsing and rewriting are the front end's
// (syntax/); here its results become values.
#include "node/esm/esm.h"

#include "modules/column_maps.h"
#include "modules/source_cover.h"
#include "modules/source_rewrite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static js_value string_or_null(js_context ctx, syn_string s)
{
    return s.text == NULL ? JS_NULL : js_string_utf8(ctx, s.text, s.len);
}

static js_value attributes_of(js_context ctx, const syn_request *request)
{
    js_object attributes = js_object_new(ctx);
    for (uint32_t i = 0; i < request->attribute_count; i++) {
        js_set(ctx, attributes, request->attributes[i].key.text,
               string_or_null(ctx, request->attributes[i].value));
    }
    return attributes;
}

static js_value requests_of(js_context ctx, const syn_module_record *record)
{
    js_object list = js_array_new(ctx, 0, NULL, NULL);
    for (uint32_t i = 0; i < record->request_count; i++) {
        const syn_request *request = &record->requests[i];
        js_object row = js_object_new(ctx);
        js_set(ctx, row, "specifier", string_or_null(ctx, request->specifier));
        js_set(ctx, row, "attributes", attributes_of(ctx, request));
        js_set(ctx, row, "line", js_number(request->line));
        js_set(ctx, row, "column", js_number(request->column));
        if (request->phase != 0) {
            js_set(ctx, row, "phase", js_number(request->phase));
        }
        js_set_index(ctx, list, i, row);
    }
    return list;
}

static js_value imports_of(js_context ctx, const syn_module_record *record)
{
    js_object list = js_array_new(ctx, 0, NULL, NULL);
    for (uint32_t i = 0; i < record->import_count; i++) {
        const syn_import_entry *entry = &record->imports[i];
        js_object row = js_object_new(ctx);
        js_set(ctx, row, "request", js_number(entry->request));
        js_set(ctx, row, "name", string_or_null(ctx, entry->name));
        js_set(ctx, row, "local", string_or_null(ctx, entry->local));
        js_set(ctx, row, "line", js_number(entry->line));
        js_set(ctx, row, "column", js_number(entry->column));
        js_set_index(ctx, list, i, row);
    }
    return list;
}

static js_value exports_of(js_context ctx, const syn_module_record *record)
{
    js_object list = js_array_new(ctx, 0, NULL, NULL);
    for (uint32_t i = 0; i < record->export_count; i++) {
        const syn_export_entry *entry = &record->exports[i];
        js_object row = js_object_new(ctx);
        js_set(ctx, row, "name", string_or_null(ctx, entry->name));
        js_set(ctx, row, "local", string_or_null(ctx, entry->local));
        js_set(ctx, row, "request", js_number(entry->request));
        js_set(ctx, row, "imported", string_or_null(ctx, entry->imported));
        js_set(ctx, row, "line", js_number(entry->line));
        js_set(ctx, row, "column", js_number(entry->column));
        js_set_index(ctx, list, i, row);
    }
    return list;
}

// A SyntaxError with line and column.
static js_value throw_syntax(js_context ctx, const syn_error *e, js_value *exception)
{
    js_value constructor = js_get(ctx, js_global(ctx), e->too_deep ? "RangeError" : "SyntaxError", NULL);
    js_value message = js_string_utf8(ctx, e->message, strlen(e->message));
    js_value error = js_call(ctx, constructor, JS_UNDEFINED, 1, &message, exception);
    js_object object = js_object_of(ctx, error);
    if (object != NULL) {
        js_set(ctx, object, "line", js_number(e->line));
        js_set(ctx, object, "column", js_number(e->column));
    }
    return js_throw(exception, error);
}

static js_value throw_failure(js_context ctx, int rc, const syn_error *e, js_value *exception)
{
    if (rc == -ENOMEM) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (rc == -ENOTSUP) {
        return js_throw_error(ctx, exception, "ERR_METHOD_NOT_IMPLEMENTED", "%s", e->message);
    }
    if (rc == -E2BIG) {
        return js_throw_range_error(ctx, exception, "ERR_OUT_OF_RANGE", "The source text is too large");
    }
    return throw_syntax(ctx, e, exception);
}

static js_value compiled_of(js_context ctx, const syn_output *out, const char *url, bool text_only,
                            js_value *exception)
{
    const syn_module_record *record = &out->module;
    js_value factory = text_only ? js_string_utf8(ctx, out->text, out->len)
                                 : js_evaluate(ctx, out->text, out->len, url, 1, exception);
    if (*exception != NULL) {
        return JS_UNDEFINED;
    }
    mod_columns_keep(url, out);
    js_object result = js_object_new(ctx);
    js_set(ctx, result, "factory", factory);
    js_set(ctx, result, "requests", requests_of(ctx, record));
    js_set(ctx, result, "imports", imports_of(ctx, record));
    js_set(ctx, result, "exports", exports_of(ctx, record));
    js_set(ctx, result, "hasTLA", js_bool(record->top_level_await));
    js_set(ctx, result, "isAsyncGenerator", js_bool(record->async_generator));
    js_set(ctx, result, "usesMeta", js_bool(record->uses_meta));
    js_set(ctx, result, "usesImportCall", js_bool(record->uses_import_call));
    js_set(ctx, result, "awaitLine", js_number(record->await_line));
    js_set(ctx, result, "awaitColumn", js_number(record->await_column));
    return result;
}

JS_FUNCTION(esm_compile)
{
    js_utf8 url = {0};
    size_t len = 0;
    syn_unit *unit = NULL;
    syn_error error = {0};
    syn_output out = {0};
    js_value result = JS_UNDEFINED;
    char *names = NULL;
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 0), &len, exception);
    if (text == NULL || js_utf8_init(ctx, js_arg(argc, argv, 1), &url, exception) != 0) {
        goto out;
    }
    size_t names_len = 0;
    if (argc > 3 && (names = js_utf8_dup(ctx, argv[3], &names_len, exception)) == NULL) {
        goto out;
    }
    syn_options options = {.goal = SYN_GOAL_MODULE};
    syn_rewrite_options rewrite = {.flags = SYN_RW_MODULE | SYN_RW_ASYNC_CONTEXT | SYN_RW_CAPTURES |
                                            SYN_RW_CATCH_FIX};
    unsigned language = (unsigned)js_arg_int32(argc, argv, 2);
    mod_set_language(&options, &rewrite, language, names);
    if (language & MOD_FOREIGN_GLOBAL) {
        rewrite.flags = SYN_RW_MODULE;
    }
    mod_cover_ask(&rewrite, url.bytes, len);
    int rc = syn_parse(&unit, text, len, &options, &error);
    if (rc == 0) {
        rc = syn_rewrite(&out, unit, &rewrite, &error);
    }
    if (rc == 0) {
        mod_cover_keep(url.bytes, text, len, &out, rewrite.cover_base);
    }
    if (rc != 0) {
        throw_failure(ctx, rc, &error, exception);
        goto out;
    }
    js_lock(ctx);
    result = compiled_of(ctx, &out, url.bytes, (language & MOD_TEXT_ONLY) != 0, exception);
    js_unlock(ctx);
out:
    syn_output_free(&out);
    syn_unit_free(unit);
    js_utf8_deinit(&url);
    free(names);
    free(text);
    return result;
}

JS_FUNCTION(esm_is_module)
{
    size_t len = 0;
    bool is_module = false;
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 0), &len, exception);
    uint32_t flags =
        (js_arg_true(argc, argv, 1) ? SYN_TYPESCRIPT : 0) | (js_arg_true(argc, argv, 2) ? SYN_JSX : 0);
    if (text != NULL && syn_detect_module(&is_module, text, len, flags) == -ENOMEM) {
        js_throw_out_of_memory(ctx, exception);
    }
    free(text);
    return js_bool(is_module);
}

static js_value strings_of(js_context ctx, const syn_string *strings, uint32_t count)
{
    js_object list = js_array_new(ctx, 0, NULL, NULL);
    for (uint32_t i = 0; i < count; i++) {
        js_set_index(ctx, list, i, string_or_null(ctx, strings[i]));
    }
    return list;
}

JS_FUNCTION(esm_commonjs_names)
{
    size_t len = 0;
    syn_unit *unit = NULL;
    syn_error error = {0};
    syn_cjs_exports found = {0};
    js_value result = JS_UNDEFINED;
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 0), &len, exception);
    if (text == NULL) {
        return result;
    }
    syn_options options = {.goal = SYN_GOAL_COMMONJS,
                           .flags = (js_arg_true(argc, argv, 1) ? SYN_TYPESCRIPT : 0) |
                                    (js_arg_true(argc, argv, 2) ? SYN_JSX : 0)};
    int rc = syn_parse(&unit, text, len, &options, &error);
    if (rc == 0) {
        rc = syn_cjs_find_exports(&found, unit);
    }
    if (rc != 0) {
        throw_failure(ctx, rc, &error, exception);
        goto out;
    }
    js_object object = js_object_new(ctx);
    js_set(ctx, object, "names", strings_of(ctx, found.names, found.name_count));
    js_set(ctx, object, "reexports", strings_of(ctx, found.reexports, found.reexport_count));
    result = object;
out:
    syn_cjs_exports_free(&found);
    syn_unit_free(unit);
    free(text);
    return result;
}

// What the front end has against a text, or undefined.
JS_FUNCTION(esm_syntax_error)
{
    size_t len = 0;
    syn_unit *unit = NULL;
    syn_error error = {0};
    js_value result = JS_UNDEFINED;
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 0), &len, exception);
    if (text == NULL) {
        return result;
    }
    syn_options options = {.goal = (syn_goal)js_arg_int32(argc, argv, 1)};
    int rc = syn_parse(&unit, text, len, &options, &error);
    if (rc == -EINVAL && !error.too_deep) {
        js_value fields[] = {js_string_utf8(ctx, error.message, strlen(error.message)), js_number(error.line),
                             js_number(error.column),
                             js_number(error.end > error.offset ? error.end - error.offset : 0)};
        result = js_array_new(ctx, sizeof fields / sizeof *fields, fields, exception);
    } else if (rc == -ENOMEM) {
        js_throw_out_of_memory(ctx, exception);
    }
    syn_unit_free(unit);
    free(text);
    return result;
}

JS_FUNCTION(esm_column)
{
    js_utf8 url;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &url, exception) != 0) {
        return JS_UNDEFINED;
    }
    double line = js_arg_number(argc, argv, 1, 1), column = js_arg_number(argc, argv, 2, 1);
    uint32_t found = mod_columns_find(url.bytes, (uint32_t)line, (uint32_t)column);
    js_utf8_deinit(&url);
    return js_number(found);
}

JS_FUNCTION(esm_wait_step)
{
    (void)exception;
    return js_bool(js_wait_step(ctx, js_arg_true(argc, argv, 0)));
}

static const js_function_spec esm_functions[] = {
    {"compile", esm_compile, 3,
     "compile(text, url, language, jsxNames) -> { factory, requests, imports, exports, hasTLA, ... }"},
    {"isModule", esm_is_module, 3, "isModule(text, isTypeScript, isJSX) -> boolean"},
    {"commonJSNames", esm_commonjs_names, 3,
     "commonJSNames(text, isTypeScript, isJSX) -> { names, reexports }"},
    {"syntaxError", esm_syntax_error, 2,
     "syntaxError(text, goal) -> [message, line, column, length] | undefined; goal of enum syn_goal"},
    {"waitStep", esm_wait_step, 1,
     "waitStep(turn) -> boolean: runs microtasks and ticks and, with `turn`, a turn of the loop; false where "
     "nothing is left"},
    {"column", esm_column, 3, "column(url, line, column) -> the author's column"},
    {0},
};

static int esm_init(js_context ctx, js_object binding)
{
    js_functions_add(ctx, binding, esm__graph_functions);
    return 0;
}

const js_binding_spec node_esm_binding = {"esm", esm_functions, esm_init};
