// SPDX-License-Identifier: MIT
//
// The binding `modules`: the resolver and the reading and compiling of CommonJS files, each require() in one step per question.
// A resolver belongs to one runtime; JavaScript holds it as a native object and passes it to every function.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "modules/file_read.h"
#include "modules/resolver.h"
#include "modules/source_rewrite.h"

enum { FLAG_MAIN = 1, FLAG_FORGET_MISSES = 2 };

static void resolver_free(void *pointer)
{
    mod_resolver_deinit(pointer);
    free(pointer);
}

static const js_native_type resolver_type = {"ModuleResolver", resolver_free};

static mod_resolver *resolver_of(js_context ctx, size_t argc, const js_value argv[], js_value *exception)
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

JS_FUNCTION(modules_create)
{
    mod_resolver *r = malloc(sizeof *r);
    if (r == NULL || mod_resolver_init(r) < 0) {
        free(r);
        return js_throw_out_of_memory(ctx, exception);
    }
    js_object native = js_native_new(ctx, &resolver_type, r);
    if (native == NULL) {
        resolver_free(r);
        return js_throw_out_of_memory(ctx, exception);
    }
    r->preserve_symlinks = js_arg_true(argc, argv, 3);
    r->preserve_symlinks_main = js_arg_true(argc, argv, 4);
    if (set_list(ctx, r, &r->conditions, js_arg(argc, argv, 0), exception) < 0 ||
        set_list(ctx, r, &r->builtins, js_arg(argc, argv, 1), exception) < 0 ||
        set_list(ctx, r, &r->global_paths, js_arg(argc, argv, 2), exception) < 0) {
        return JS_UNDEFINED;
    }
    return native;
}

JS_FUNCTION(modules_set_extensions)
{
    mod_resolver *r = resolver_of(ctx, argc, argv, exception);
    if (r != NULL) {
        set_list(ctx, r, &r->extensions, js_arg(argc, argv, 1), exception);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(modules_set_builtins)
{
    mod_resolver *r = resolver_of(ctx, argc, argv, exception);
    if (r != NULL) {
        set_list(ctx, r, &r->builtins, js_arg(argc, argv, 1), exception);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(modules_set_global_paths)
{
    mod_resolver *r = resolver_of(ctx, argc, argv, exception);
    if (r != NULL) {
        set_list(ctx, r, &r->global_paths, js_arg(argc, argv, 1), exception);
    }
    return JS_UNDEFINED;
}

static js_value text_or_undefined(js_context ctx, const char *text, size_t len)
{
    return text == NULL ? JS_UNDEFINED : js_string_utf8(ctx, text, len);
}

static js_value path_of(js_context ctx, const mod_entry *e)
{
    return e == NULL ? JS_UNDEFINED : js_string_utf8(ctx, e->path, e->path_len);
}

// [status, path, path of package.json, text, detail, names the parent, is of imports]
static js_value failure(js_context ctx, const mod_result *result, js_value *exception)
{
    js_value fields[] = {
        js_int32((int32_t)result->status),
        path_of(ctx, result->entry),
        path_of(ctx, result->package == NULL ? NULL : result->package->file),
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
    if (result->status == MOD_FOUND && !result->wrong_main) {
        return path_of(ctx, result->entry);
    }
    if (result->status == MOD_NOT_FOUND) {
        return JS_UNDEFINED;
    }
    js_lock(ctx);
    js_value v = failure(ctx, result, exception);
    js_unlock(ctx);
    return v;
}

typedef int (*resolve_function)(mod_resolver *, const mod_request *, mod_result *);

static js_value resolve_with(js_context ctx, size_t argc, const js_value argv[], resolve_function resolve,
                             js_value *exception)
{
    mod_resolver *r = resolver_of(ctx, argc, argv, exception);
    js_utf8 specifier = {0}, directory = {0};
    js_value v = JS_UNDEFINED;
    int32_t flags = js_arg_int32(argc, argv, 3);
    if (r == NULL || js_utf8_init(ctx, js_arg(argc, argv, 1), &specifier, exception) < 0 ||
        js_utf8_init(ctx, js_arg(argc, argv, 2), &directory, exception) < 0) {
        goto out;
    }
    if (flags & FLAG_FORGET_MISSES) {
        mod_tree_forget_misses(&r->tree);
    }
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
    mod_resolver *r = resolver_of(ctx, argc, argv, exception);
    js_utf8 specifier = {0}, paths = {0};
    js_value v = JS_UNDEFINED;
    int32_t flags = js_arg_int32(argc, argv, 3);
    if (r == NULL || js_utf8_init(ctx, js_arg(argc, argv, 1), &specifier, exception) < 0 ||
        js_utf8_init(ctx, js_arg(argc, argv, 2), &paths, exception) < 0) {
        goto out;
    }
    if (flags & FLAG_FORGET_MISSES) {
        mod_tree_forget_misses(&r->tree);
    }
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

static mod_entry *entry_of(js_context ctx, mod_resolver *r, js_value path, js_value *exception)
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
    mod_resolver *r = resolver_of(ctx, argc, argv, exception);
    mod_entry *e = r == NULL ? NULL : entry_of(ctx, r, js_arg(argc, argv, 1), exception);
    return e == NULL ? JS_UNDEFINED : js_int32((int32_t)mod_entry_kind(&r->tree, e));
}

JS_FUNCTION(modules_realpath)
{
    mod_resolver *r = resolver_of(ctx, argc, argv, exception);
    mod_entry *e = r == NULL ? NULL : entry_of(ctx, r, js_arg(argc, argv, 1), exception);
    return e == NULL ? JS_UNDEFINED : path_of(ctx, mod_entry_real(&r->tree, e));
}

// ---- package.json -----------------------------------------------------------------------------------------------------

// [path of package.json, type ("none", "commonjs", "module"), name, main, exports as JSON, imports as JSON, is invalid]
static js_value describe(js_context ctx, const mod_package *p, js_value *exception)
{
    static const char *const types[] = {"none", "commonjs", "module"};
    js_value fields[] = {
        path_of(ctx, p->file),
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
    mod_resolver *r = resolver_of(ctx, argc, argv, exception);
    mod_entry *e = r == NULL ? NULL : entry_of(ctx, r, js_arg(argc, argv, 1), exception);
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

#define WRAPPER_BEGIN "(function (exports, require, module, __filename, __dirname) { "
#define LONG_WRAPPER_BEGIN                                                                                   \
    "(function (exports, require, module, __filename, __dirname" MOD_REWRITE_PARAMETERS ") { "
#define WRAPPER_END "\n})"
enum { BEGIN_LEN = sizeof WRAPPER_BEGIN - 1, END_LEN = sizeof WRAPPER_END - 1 };

// Puts the wrapper around the content that stands at `block + BEGIN_LEN`. A byte order mark goes; a line "#!" becomes a comment.
static char *wrap(char *block, size_t len, size_t *wrapped_len)
{
    char *text = block + BEGIN_LEN;
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        len -= 3;
    }
    if (len >= 2 && text[0] == '#' && text[1] == '!') {
        text[0] = text[1] = '/';
    }
    memcpy(text - BEGIN_LEN, WRAPPER_BEGIN, BEGIN_LEN);
    memcpy(text + len, WRAPPER_END, END_LEN);
    *wrapped_len = BEGIN_LEN + len + END_LEN;
    return text - BEGIN_LEN;
}

// The type that package.json gives to a `.js` file, or -1 where that file is invalid (`*package` tells which).
static int type_of(mod_resolver *r, const mod_entry *file, mod_package **package)
{
    if (file->path_len < 3 || memcmp(file->path + file->path_len - 3, ".js", 3) != 0) {
        return MOD_TYPE_NONE;
    }
    int rc = mod_package_scope(&r->tree, file->parent, package);
    if (rc < 0) {
        return rc;
    }
    return *package == NULL ? MOD_TYPE_NONE : (*package)->invalid ? -EINVAL : (int)(*package)->type;
}

// The wrapped text of a file that had to be rewritten, NULL where it had not (`*rc` 0) or memory is short (`*rc` negative).
static char *wrap_rewritten(const char *text, size_t len, size_t *wrapped_len, int *rc)
{
    syn_output out = {0};
    syn_error error;
    char *wrapped = NULL;
    size_t skip = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    *rc = mod_rewrite_is_wanted(text, len)
              ? mod_rewrite_commonjs(&out, text + skip, len - skip, false, &error)
              : 0;
    if (*rc != 1) {
        return NULL;
    }
    const size_t begin = sizeof LONG_WRAPPER_BEGIN - 1;
    wrapped = malloc(begin + out.len + END_LEN);
    *rc = wrapped == NULL ? -ENOMEM : 0;
    if (wrapped != NULL) {
        memcpy(wrapped, LONG_WRAPPER_BEGIN, begin);
        memcpy(wrapped + begin, out.text, out.len);
        memcpy(wrapped + begin + out.len, WRAPPER_END, END_LEN);
        *wrapped_len = begin + out.len + END_LEN;
        if (out.len >= 2 && out.text[0] == '#' && out.text[1] == '!') {
            wrapped[begin] = wrapped[begin + 1] = '/';
        }
    }
    syn_output_free(&out);
    return wrapped;
}

JS_FUNCTION(modules_compile)
{
    mod_resolver *r = resolver_of(ctx, argc, argv, exception);
    mod_entry *file = r == NULL ? NULL : entry_of(ctx, r, js_arg(argc, argv, 1), exception);
    mod_package *package = NULL;
    char *block = NULL;
    size_t len;
    const char *syscall;
    if (file == NULL) {
        return JS_UNDEFINED;
    }
    int type = type_of(r, file, &package);
    if (type == -ENOMEM) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (type == -EINVAL) {
        mod_result result = {.status = MOD_INVALID_CONFIG, .package = package};
        return failure(ctx, &result, exception);
    }
    if (type == MOD_TYPE_MODULE) {
        return path_of(ctx, package->file);
    }
    int rc = file->unusable ? -ENOENT : mod_file_read(file->path, BEGIN_LEN, END_LEN, &block, &len, &syscall);
    if (rc < 0) {
        return js_throw_errno(ctx, exception, rc, file->unusable ? "open" : syscall, file->path, NULL);
    }
    size_t wrapped_len = 0;
    js_value function = JS_UNDEFINED;
    char *rewritten = wrap_rewritten(block + BEGIN_LEN, len, &wrapped_len, &rc);
    if (rc < 0) {
        js_throw_out_of_memory(ctx, exception);
    } else if (rewritten != NULL) {
        function = js_evaluate(ctx, rewritten, wrapped_len, file->path, 1, exception);
    } else {
        char *text = wrap(block, len, &len);
        function = js_evaluate(ctx, text, len, file->path, 1, exception);
    }
    free(rewritten);
    free(block);
    return function;
}

JS_FUNCTION(modules_read)
{
    js_utf8 path = {0};
    char *block = NULL;
    size_t len;
    const char *syscall = "open";
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &path, exception) < 0) {
        return JS_UNDEFINED;
    }
    int rc =
        strlen(path.bytes) != path.len ? -ENOENT : mod_file_read(path.bytes, 0, 0, &block, &len, &syscall);
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

// Text of a CommonJS module that is not read from its file: rewritten where it must be, undefined where it can stay.
JS_FUNCTION(modules_rewrite)
{
    size_t len = 0;
    syn_output out = {0};
    syn_error error = {0};
    js_value result = JS_UNDEFINED;
    bool typescript = js_arg_true(argc, argv, 1);
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 0), &len, exception);
    if (text == NULL || (!typescript && !mod_rewrite_is_wanted(text, len))) {
        free(text);
        return result;
    }
    int rc = mod_rewrite_commonjs(&out, text, len, typescript, &error);
    if (rc == 1) {
        result = js_string_utf8(ctx, out.text, out.len);
        syn_output_free(&out);
    } else if (rc == -ENOMEM) {
        js_throw_out_of_memory(ctx, exception);
    } else if (rc < 0) {
        js_throw_error(ctx, exception,
                       rc == -ENOTSUP ? "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" : "ERR_INVALID_TYPESCRIPT_SYNTAX",
                       "%s (%u:%u)", error.message, error.line, error.column);
    }
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
    {"compile", modules_compile, 2,
     "compile(resolver, path) -> function | path of a package.json of ES modules | failure"},
    {"read", modules_read, 1, "read(path) -> text"},
    {"rewrite", modules_rewrite, 2, "rewrite(text, isTypeScript) -> text | undefined"},
    {"stripTypes", modules_strip_types, 2, "stripTypes(text, stripOnly) -> text"},
    {"evaluate", modules_evaluate, 3, "evaluate(source, url, firstLine) -> value"},
    {0},
};

const js_binding_spec node_modules_binding = {"modules", modules_functions, NULL};
