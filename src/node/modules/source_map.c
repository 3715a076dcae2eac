// SPDX-License-Identifier: MIT
//
// Source maps for JavaScript: decoded tables as native objects, and the comment of a file.
#include <errno.h>
#include <stdlib.h>

#include "modules/file_read.h"
#include "modules/source_map.h"
#include "node/modules/modules.h"

static void map_free(void *pointer)
{
    mod_source_map_deinit(pointer);
    free(pointer);
}

static const js_native_type map_type = {"SourceMap", map_free};

// An empty map; texts are added to it.
JS_FUNCTION(modules_map_new)
{
    mod_source_map *map = calloc(1, sizeof *map);
    js_object native = map == NULL ? NULL : js_native_new(ctx, &map_type, map);
    if (native == NULL) {
        free(map);
        return js_throw_out_of_memory(ctx, exception);
    }
    return native;
}

JS_FUNCTION(modules_map_add)
{
    mod_source_map *map = js_native_get(ctx, js_arg(argc, argv, 0), &map_type);
    js_utf8 text = {0};
    if (map == NULL) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_THIS", "a source map is expected");
    }
    if (js_utf8_init(ctx, js_arg(argc, argv, 1), &text, exception) < 0) {
        return JS_UNDEFINED;
    }
    int rc = mod_source_map_add(map, text.bytes, text.len, js_arg_int32(argc, argv, 2),
                                js_arg_int32(argc, argv, 3), js_arg_int32(argc, argv, 4),
                                js_arg_int32(argc, argv, 5));
    mod_source_map_finish(map);
    js_utf8_deinit(&text);
    return rc < 0 ? js_throw_out_of_memory(ctx, exception) : JS_UNDEFINED;
}

// [line, column, source, original line, original column, name], all from 0, of the segment that a place lies in.
JS_FUNCTION(modules_map_find)
{
    const mod_source_map *map = js_native_get(ctx, js_arg(argc, argv, 0), &map_type);
    if (map == NULL) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_THIS", "a source map is expected");
    }
    const mod_mapping *m = mod_source_map_find(map, js_arg_int32(argc, argv, 1), js_arg_int32(argc, argv, 2));
    if (m == NULL) {
        return JS_UNDEFINED;
    }
    js_value fields[] = {js_int32(m->line),          js_int32(m->column),          js_int32(m->source),
                         js_int32(m->original_line), js_int32(m->original_column), js_int32(m->name)};
    return js_array_new(ctx, sizeof fields / sizeof *fields, fields, exception);
}

// The value of a file's last comment that names its source map, and the lengths of the file's lines where the second argument is true.
JS_FUNCTION(modules_map_url)
{
    js_utf8 path = {0};
    js_value result = JS_UNDEFINED;
    char *text = NULL;
    const char *url;
    size_t len, url_len;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &path, exception) < 0) {
        return result;
    }
    if (strlen(path.bytes) == path.len && mod_file_read(path.bytes, 0, 0, &text, &len, NULL, NULL) == 0 &&
        mod_source_map_url(text, len, &url, &url_len)) {
        result = js_string_utf8(ctx, url, url_len);
    }
    free(text);
    js_utf8_deinit(&path);
    return result;
}

// As mapURL for a text at hand.
JS_FUNCTION(modules_map_url_of_text)
{
    size_t len = 0, url_len;
    const char *url;
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 0), &len, exception);
    js_value result = JS_UNDEFINED;
    if (text != NULL && mod_source_map_url(text, len, &url, &url_len)) {
        result = js_string_utf8(ctx, url, url_len);
    }
    free(text);
    return result;
}

const js_function_spec modules__source_map_functions[] = {
    {"mapNew", modules_map_new, 0, "mapNew() -> map"},
    {"mapAdd", modules_map_add, 6, "mapAdd(map, mappings, line, column, firstSource, firstName)"},
    {"mapFind", modules_map_find, 3,
     "mapFind(map, line, column) -> [line, column, source, originalLine, originalColumn, name] | undefined"},
    {"mapURL", modules_map_url, 1, "mapURL(path) -> text | undefined"},
    {"mapURLOfText", modules_map_url_of_text, 1, "mapURLOfText(text) -> text | undefined"},
    {0},
};
