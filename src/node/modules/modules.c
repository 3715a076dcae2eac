// SPDX-License-Identifier: MIT
//
// The binding `modules`: the resolver and the reading and compiling of CommonJS files, each require() in one step per question.
// A resolver belongs to one runtime; JavaScript holds it as a native object and passes it to every function.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/world.h"
#include "modules/ahead.h"
#include "modules/file_read.h"
#include "modules/column_maps.h"
#include "modules/batch.h"
#include "modules/source_cover.h"
#include "modules/source_rewrite.h"
#include "node/host/host.h"
#include "node/modules/modules.h"

enum { FLAG_MAIN = 1, FLAG_FORGET_MISSES = 2 };

static void resolver_free(void *pointer)
{
    mod_resolver_deinit(pointer);
    free(pointer);
}

static const js_native_type resolver_type = {"ModuleResolver", resolver_free};

mod_resolver *modules__resolver_of(js_context ctx, size_t argc, const js_value argv[], js_value *exception)
{
    mod_resolver *r = js_native_get(ctx, js_arg(argc, argv, 0), &resolver_type);
    if (r == NULL) {
        js_throw_type_error(ctx, exception, "ERR_INVALID_THIS", "a module resolver is expected");
    }
    return r;
}

static int set_list(js_context ctx, mod_resolver *r, mod_list *list, js_value text, js_value *exception)
{
    js_utf8 lines = {0};
    if (js_is_undefined(text)) {
        return 0;
    }
    if (js_utf8_init(ctx, text, &lines, exception) < 0) {
        return -1;
    }
    int rc = mod_list_set(r, list, lines.bytes, lines.len);
    js_utf8_deinit(&lines);
    if (rc < 0) {
        js_throw_out_of_memory(ctx, exception);
    }
    return rc;
}

// The names of built-in modules: those of `text`, or, where it is true, of all that programs may name.
static int set_builtins(js_context ctx, mod_resolver *r, js_value text, js_value *exception)
{
    if (text != JS_TRUE) {
        return set_list(ctx, r, &r->builtins, text, exception);
    }
    size_t len;
    const char *names = node_builtin_names(&len);
    if (names == NULL || mod_list_set(r, &r->builtins, names, len) < 0) {
        js_throw_out_of_memory(ctx, exception);
        return -1;
    }
    return 0;
}

// The resolver that began with the program's files while the engine started, where it is of this kind.
static mod_resolver *taken(js_context ctx, js_value conditions, js_value *exception)
{
    js_utf8 lines = {0};
    mod_resolver *r = NULL;
    if (!js_is_undefined(conditions) && js_utf8_init(ctx, conditions, &lines, exception) == 0) {
        r = mod_ahead_take(lines.bytes, lines.len);
        js_utf8_deinit(&lines);
    }
    return r;
}

static js_value wrap(js_context ctx, mod_resolver *r, js_value *exception)
{
    js_object native = js_native_new(ctx, &resolver_type, r);
    if (native == NULL) {
        resolver_free(r);
        return js_throw_out_of_memory(ctx, exception);
    }
    return native;
}

JS_FUNCTION(modules_create)
{
    mod_resolver *r = malloc(sizeof *r);
    if (r == NULL || mod_resolver_init(r) < 0) {
        free(r);
        return js_throw_out_of_memory(ctx, exception);
    }
    js_value native = wrap(ctx, r, exception);
    if (*exception != NULL) {
        return JS_UNDEFINED;
    }
    r->preserve_symlinks = js_arg_true(argc, argv, 3);
    r->preserve_symlinks_main = js_arg_true(argc, argv, 4);
    if (set_list(ctx, r, &r->conditions, js_arg(argc, argv, 0), exception) < 0 ||
        set_builtins(ctx, r, js_arg(argc, argv, 1), exception) < 0 ||
        set_list(ctx, r, &r->global_paths, js_arg(argc, argv, 2), exception) < 0) {
        return JS_UNDEFINED;
    }
    return native;
}

// As create(), for the program's entry.
JS_FUNCTION(modules_begin)
{
    mod_resolver *r = taken(ctx, js_arg(argc, argv, 0), exception);
    return r != NULL ? wrap(ctx, r, exception) : modules_create(ctx, callee, self, argc, argv, exception);
}

JS_FUNCTION(modules_set_extensions)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    if (r != NULL) {
        set_list(ctx, r, &r->extensions, js_arg(argc, argv, 1), exception);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(modules_set_builtins)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    if (r != NULL) {
        set_builtins(ctx, r, js_arg(argc, argv, 1), exception);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(modules_set_global_paths)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    if (r != NULL) {
        set_list(ctx, r, &r->global_paths, js_arg(argc, argv, 1), exception);
    }
    return JS_UNDEFINED;
}

static js_value text_or_undefined(js_context ctx, const char *text, size_t len)
{
    return text == NULL ? JS_UNDEFINED : js_string_utf8(ctx, text, len);
}

js_value modules__path_of(js_context ctx, const mod_entry *e)
{
    return e == NULL ? JS_UNDEFINED : js_string_utf8(ctx, e->path, e->path_len);
}

// [status, path, path of package.json, text, detail, names the parent, is of imports]
js_value modules__failure(js_context ctx, const mod_result *result, js_value *exception)
{
    js_value fields[] = {
        js_int32((int32_t)result->status),
        modules__path_of(ctx, result->entry),
        modules__path_of(ctx, result->package == NULL ? NULL : result->package->file),
        text_or_undefined(ctx, result->text, result->text_len),
        text_or_undefined(ctx, result->detail, result->detail_len),
        js_bool(result->from_parent),
        js_bool(result->is_import),
    };
    return js_array_new(ctx, sizeof fields / sizeof *fields, fields, exception);
}

// A path; undefined where nothing was found; an array that tells what is wrong.
static js_value outcome(js_context ctx, int rc, const mod_result *result, js_value *exception)
{
    if (rc < 0) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (result->status == MOD_FOUND && !result->wrong_main && !result->empty_part) {
        return modules__path_of(ctx, result->entry);
    }
    if (result->status == MOD_NOT_FOUND) {
        return JS_UNDEFINED;
    }
    js_lock(ctx);
    js_value v = modules__failure(ctx, result, exception);
    js_unlock(ctx);
    return v;
}

// What was missing may be there now: after something was changed by this process, and when a search begins outside all others.
static void forget_if_stale(mod_resolver *r, int32_t flags)
{
    unsigned world = base_world_now();
    if ((flags & FLAG_FORGET_MISSES) != 0 || world != r->world) {
        mod_tree_forget_misses(&r->tree);
        r->world = world;
    }
}

typedef int (*resolve_function)(mod_resolver *, const mod_request *, mod_result *);

static js_value resolve_with(js_context ctx, size_t argc, const js_value argv[], resolve_function resolve,
                             js_value *exception)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    js_utf8 specifier = {0}, directory = {0};
    js_value v = JS_UNDEFINED;
    int32_t flags = js_arg_int32(argc, argv, 3);
    if (r == NULL || js_utf8_init(ctx, js_arg(argc, argv, 1), &specifier, exception) < 0 ||
        js_utf8_init(ctx, js_arg(argc, argv, 2), &directory, exception) < 0) {
        goto out;
    }
    forget_if_stale(r, flags);
    mod_request request = {specifier.bytes, specifier.len, directory.bytes, directory.len,
                           (flags & FLAG_MAIN) != 0};
    mod_result result;
    int rc = resolve(r, &request, &result);
    v = outcome(ctx, rc, &result, exception);
out:
    js_utf8_deinit(&specifier);
    js_utf8_deinit(&directory);
    return v;
}

JS_FUNCTION(modules_resolve)
{
    return resolve_with(ctx, argc, argv, mod_resolve, exception);
}

JS_FUNCTION(modules_resolve_import)
{
    return resolve_with(ctx, argc, argv, mod_resolve_import, exception);
}

JS_FUNCTION(modules_resolve_self)
{
    return resolve_with(ctx, argc, argv, mod_resolve_self, exception);
}

JS_FUNCTION(modules_resolve_in)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    js_utf8 specifier = {0}, paths = {0};
    js_value v = JS_UNDEFINED;
    int32_t flags = js_arg_int32(argc, argv, 3);
    if (r == NULL || js_utf8_init(ctx, js_arg(argc, argv, 1), &specifier, exception) < 0 ||
        js_utf8_init(ctx, js_arg(argc, argv, 2), &paths, exception) < 0) {
        goto out;
    }
    forget_if_stale(r, flags);
    mod_request request = {
        .specifier = specifier.bytes, .len = specifier.len, .is_main = (flags & FLAG_MAIN) != 0};
    mod_result result;
    int rc = mod_resolve_in(r, &request, paths.bytes, paths.len, &result);
    v = outcome(ctx, rc, &result, exception);
out:
    js_utf8_deinit(&specifier);
    js_utf8_deinit(&paths);
    return v;
}

mod_entry *modules__entry_of(js_context ctx, mod_resolver *r, js_value path, js_value *exception)
{
    js_utf8 text = {0};
    if (js_utf8_init(ctx, path, &text, exception) < 0) {
        return NULL;
    }
    mod_entry *e = mod_tree_walk(&r->tree, r->tree.root, text.bytes, text.len);
    js_utf8_deinit(&text);
    if (e == NULL) {
        js_throw_out_of_memory(ctx, exception);
    }
    return e;
}

JS_FUNCTION(modules_kind)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    mod_entry *e = r == NULL ? NULL : modules__entry_of(ctx, r, js_arg(argc, argv, 1), exception);
    return e == NULL ? JS_UNDEFINED : js_int32((int32_t)mod_entry_kind(&r->tree, e));
}

JS_FUNCTION(modules_realpath)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    mod_entry *e = r == NULL ? NULL : modules__entry_of(ctx, r, js_arg(argc, argv, 1), exception);
    return e == NULL ? JS_UNDEFINED : modules__path_of(ctx, mod_entry_real(&r->tree, e));
}

// ---- package.json -----------------------------------------------------------------------------------------------------

// [path of package.json, type ("none", "commonjs", "module"), name, main, exports as JSON, imports as JSON, is invalid]
static js_value describe(js_context ctx, const mod_package *p, js_value *exception)
{
    static const char *const types[] = {"none", "commonjs", "module"};
    js_value fields[] = {
        modules__path_of(ctx, p->file),
        js_string_ascii(ctx, types[p->type]),
        p->name == NULL ? JS_UNDEFINED : js_string_utf8(ctx, p->name->text, p->name->text_len),
        p->main == NULL ? JS_UNDEFINED : js_string_utf8(ctx, p->main->text, p->main->text_len),
        p->exports == NULL ? JS_UNDEFINED : js_string_utf8(ctx, p->exports->source, p->exports->source_len),
        p->imports == NULL ? JS_UNDEFINED : js_string_utf8(ctx, p->imports->source, p->imports->source_len),
        js_bool(p->invalid),
    };
    return js_array_new(ctx, sizeof fields / sizeof *fields, fields, exception);
}

static js_value package_with(js_context ctx, size_t argc, const js_value argv[],
                             int (*find)(mod_tree *, mod_entry *, mod_package **), js_value *exception)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    mod_entry *e = r == NULL ? NULL : modules__entry_of(ctx, r, js_arg(argc, argv, 1), exception);
    mod_package *package;
    if (e == NULL) {
        return JS_UNDEFINED;
    }
    if (find(&r->tree, e, &package) < 0) {
        return js_throw_out_of_memory(ctx, exception);
    }
    return package == NULL ? JS_UNDEFINED : describe(ctx, package, exception);
}

JS_FUNCTION(modules_package_in)
{
    return package_with(ctx, argc, argv, mod_package_in, exception);
}

JS_FUNCTION(modules_package_scope)
{
    return package_with(ctx, argc, argv, mod_package_scope, exception);
}

// ---- source text ------------------------------------------------------------------------------------------------------

JS_FUNCTION(modules_read)
{
    js_utf8 path = {0};
    char *block = NULL;
    size_t len;
    const char *syscall = "open";
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &path, exception) < 0) {
        return JS_UNDEFINED;
    }
    int rc = strlen(path.bytes) != path.len ? -ENOENT
                                            : mod_file_read(path.bytes, 0, 0, &block, &len, NULL, &syscall);
    js_value v = JS_UNDEFINED;
    if (rc < 0) {
        js_throw_errno(ctx, exception, rc, syscall, path.bytes, NULL);
    } else {
        v = js_string_utf8(ctx, block, len);
        free(block);
    }
    js_utf8_deinit(&path);
    return v;
}

JS_FUNCTION(modules_compile_alone)
{
    mod_compile_alone();
    return JS_UNDEFINED;
}

JS_FUNCTION(modules_start_coverage)
{
    (void)argc, (void)argv;
    if (mod_cover_start() != 0) {
        return js_throw_out_of_memory(ctx, exception);
    }
    return js_array_buffer_static(ctx, mod_cover_counters_peek(), (size_t)MOD_COVER_COUNTERS * 4, exception);
}

JS_FUNCTION(modules_coverage)
{
    (void)argc, (void)argv;
    char *text = mod_cover_json();
    if (text == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    js_value value = js_string_utf8(ctx, text, strlen(text));
    free(text);
    return value;
}

// Text of a CommonJS module that is not read from its file: rewritten where it must be, undefined where it can stay.
JS_FUNCTION(modules_rewrite)
{
    size_t len = 0;
    syn_output out = {0};
    syn_error error = {0};
    js_value result = JS_UNDEFINED;
    unsigned language = (unsigned)js_arg_int32(argc, argv, 1);
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 0), &len, exception);
    size_t names_len = 0;
    char *names = argc > 2 && text != NULL ? js_utf8_dup(ctx, argv[2], &names_len, exception) : NULL;
    if (text == NULL || *exception != NULL || (language == 0 && !mod_rewrite_is_wanted(text, len))) {
        free(names);
        free(text);
        return result;
    }
    js_utf8 file = {0};
    bool named = argc > 3 && js_utf8_init(ctx, argv[3], &file, NULL) == 0;
    int rc = mod_rewrite_commonjs(&out, named ? file.bytes : "", text, len, language, names, &error);
    if (rc == 1) {
        result = js_string_utf8(ctx, out.text, out.len);
        if (named) {
            mod_columns_keep(file.bytes, &out);
        }
        syn_output_free(&out);
    } else if (rc == -ENOMEM) {
        js_throw_out_of_memory(ctx, exception);
    } else if (rc < 0) {
        js_throw_error(ctx, exception,
                       rc == -ENOTSUP ? "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" : "ERR_INVALID_TYPESCRIPT_SYNTAX",
                       "%s (%u:%u)", error.message, error.line, error.column);
    }
    js_utf8_deinit(&file);
    free(names);
    free(text);
    return result;
}

// TypeScript text, of a module or a script, without its types. With `strip_only` syntax that makes code is refused.
JS_FUNCTION(modules_strip_types)
{
    size_t len = 0;
    syn_output out = {0};
    syn_error error = {0};
    syn_unit *unit = NULL;
    js_value result = JS_UNDEFINED;
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 0), &len, exception);
    if (text == NULL) {
        return result;
    }
    syn_options options = {.goal = SYN_GOAL_MODULE, .flags = SYN_TYPESCRIPT};
    syn_rewrite_options rewrite = {.flags = SYN_RW_KEEP_IMPORTS};
    int rc = syn_parse(&unit, text, len, &options, &error);
    if (rc == -EINVAL) {
        options.goal = SYN_GOAL_COMMONJS;
        rc = syn_parse(&unit, text, len, &options, &error);
    }
    bool unsupported = rc == 0 && js_arg_true(argc, argv, 1) && (syn_features(unit) & SYN_HAS_TS_CODE) != 0;
    if (rc == 0 && !unsupported) {
        rc = syn_rewrite(&out, unit, &rewrite, &error);
    }
    if (unsupported) {
        js_throw_error(
            ctx, exception, "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
            "TypeScript enum, namespace and parameter property are not supported in strip-only mode");
    } else if (rc == -ENOMEM) {
        js_throw_out_of_memory(ctx, exception);
    } else if (rc != 0) {
        js_throw_error(ctx, exception,
                       rc == -ENOTSUP ? "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" : "ERR_INVALID_TYPESCRIPT_SYNTAX",
                       "%s", error.message);
    } else {
        result = js_string_utf8(ctx, out.text, out.len);
    }
    syn_output_free(&out);
    syn_unit_free(unit);
    free(text);
    return result;
}

JS_FUNCTION(modules_evaluate)
{
    js_utf8 url = {0};
    size_t len;
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 0), &len, exception);
    js_value v = JS_UNDEFINED;
    if (text != NULL && js_utf8_init(ctx, js_arg(argc, argv, 1), &url, exception) == 0) {
        int line = js_arg_int32(argc, argv, 2);
        v = js_evaluate(ctx, text, len, url.bytes, line < 1 ? 1 : line, exception);
    }
    js_utf8_deinit(&url);
    free(text);
    return v;
}

static const js_function_spec modules_functions[] = {
    {"create", modules_create, 5,
     "create(conditions, builtins, globalPaths, preserveLinks, preserveLinksOfMain) -> resolver"},
    {"begin", modules_begin, 2, "begin(conditions, builtins) -> resolver of the program's entry"},
    {"setExtensions", modules_set_extensions, 2, "setExtensions(resolver, lines)"},
    {"setBuiltins", modules_set_builtins, 2, "setBuiltins(resolver, lines)"},
    {"setGlobalPaths", modules_set_global_paths, 2, "setGlobalPaths(resolver, lines)"},
    {"resolve", modules_resolve, 4,
     "resolve(resolver, specifier, directory, flags) -> path | undefined | failure"},
    {"resolveIn", modules_resolve_in, 4, "resolveIn(resolver, specifier, folders, flags) -> as resolve"},
    {"resolveImport", modules_resolve_import, 3,
     "resolveImport(resolver, specifier, directory) -> as resolve"},
    {"resolveSelf", modules_resolve_self, 3, "resolveSelf(resolver, specifier, directory) -> as resolve"},
    {"kind", modules_kind, 2, "kind(resolver, path) -> 0 missing, 1 file, 2 folder"},
    {"realpath", modules_realpath, 2, "realpath(resolver, path) -> path | undefined"},
    {"packageIn", modules_package_in, 2, "packageIn(resolver, directory) -> description | undefined"},
    {"packageScope", modules_package_scope, 2,
     "packageScope(resolver, directory) -> description | undefined"},
    {"read", modules_read, 1, "read(path) -> text"},
    {"compileAlone", modules_compile_alone, 0, "compileAlone(): from here on a file is a script"},
    {"startCoverage", modules_start_coverage, 0, "startCoverage() -> ArrayBuffer of the counters"},
    {"coverage", modules_coverage, 0, "coverage() -> JSON, see modules/source_cover.h"},
    {"rewrite", modules_rewrite, 4,
     "rewrite(text, language, jsxNames, filename) -> text | undefined; language of enum mod_language"},
    {"stripTypes", modules_strip_types, 2, "stripTypes(text, stripOnly) -> text"},
    {"evaluate", modules_evaluate, 3, "evaluate(source, url, firstLine) -> value"},
    {0},
};

static int modules_init(js_context ctx, js_object binding)
{
    js_functions_add(ctx, binding, modules__compile_functions);
    js_functions_add(ctx, binding, modules__source_map_functions);
    return 0;
}

const js_binding_spec node_modules_binding = {"modules", modules_functions, modules_init};
