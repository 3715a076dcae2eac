// SPDX-License-Identifier: MIT
//
// The host binding: what lib/internal/boot.js stands on. It compiles embedded sources, makes bindings, and knows nothing of Node.
#include "node/host/host.h"

#include "builtin_sources.h"
#include "engine/kept_code.h"
#include "node/host/code_image.h"
#include "node/registry.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// What boot.js exports, by runtime.
typedef struct host_data {
    js_root boot_exports;
} host_data;
static const js_data_key host_key = {sizeof(host_data), NULL};

static int compare_id(const void *key, const void *row)
{
    const char *const *id = row;
    return strcmp(key, *id);
}

// What the build compiled of the embedded sources, in their order (tools/builtin_code.c); NULL: nothing.
static const host_code_image *code_image;

void node_builtin_code_use(const void *image)
{
    const host_code_image *found = image;
    if (found->count == sizeof builtin_table / sizeof builtin_table[0] && found->engine != 0 &&
        found->engine == js_kept_code_engine()) {
        code_image = found;
    }
}

bool node_keeps_code(void)
{
    return code_image != NULL;
}

static js_value evaluate_builtin(js_context ctx, size_t i, js_value *exception)
{
    char url[256];
    snprintf(url, sizeof url, "node:%s", builtin_table[i].id);
    const host_code_row *row = code_image == NULL ? NULL : &code_image->rows[i];
    if (row == NULL || row->len == 0 || row->text_len != builtin_table[i].len) {
        return js_evaluate_immortal(ctx, builtin_table[i].text, builtin_table[i].len, url, exception);
    }
    js_kept_code kept = {.text = builtin_table[i].text,
                         .len = row->text_len,
                         .code = (const char *)code_image + row->offset,
                         .code_len = row->len,
                         .hash = row->hash};
    return js_evaluate_kept(ctx, &kept, url, NULL, exception);
}

// The wrapper function of an embedded source, evaluated in the context of `global` (the callee's where undefined).
JS_FUNCTION(host_compile_builtin)
{
    js_utf8 id;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &id, exception) != 0) {
        return JS_UNDEFINED;
    }
    js_value result = JS_UNDEFINED;
    const size_t count = sizeof builtin_table / sizeof builtin_table[0];
    size_t i = 0;
    const void *row = bsearch(id.bytes, builtin_table, count, sizeof builtin_table[0], compare_id);
    if (row == NULL) {
        goto out;
    }
    i = (size_t)((const char *)row - (const char *)builtin_table) / sizeof builtin_table[0];
    js_object global = js_object_of(ctx, js_arg(argc, argv, 1));
    js_context target = global != NULL ? js_context_of(global) : ctx;
    result = evaluate_builtin(target, i, exception);
out:
    js_utf8_deinit(&id);
    return result;
}

JS_FUNCTION(host_builtin_ids)
{
    const size_t count = sizeof builtin_table / sizeof builtin_table[0];
    js_object list = js_array_new(ctx, 0, NULL, exception);
    for (size_t i = 0; i < count; i++) {
        js_set_index(ctx, list, (unsigned)i, js_string_ascii(ctx, builtin_table[i].id));
    }
    return list;
}

static char *builtin_names;
static size_t builtin_names_len;

static void list_builtins(void)
{
    const size_t count = sizeof builtin_table / sizeof builtin_table[0];
    FILE *out = open_memstream(&builtin_names, &builtin_names_len);
    for (size_t i = 0; out != NULL && i < count; i++) {
        const char *id = builtin_table[i].id;
        if (strncmp(id, "internal/", 9) != 0 && strchr(id, ':') == NULL) {
            fprintf(out, "%s\n", id);
        }
    }
    if (out != NULL) {
        fclose(out);
    }
}

const char *node_builtin_names(size_t *len)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, list_builtins);
    *len = builtin_names_len > 0 ? builtin_names_len - 1 : 0;
    return builtin_names;
}

JS_FUNCTION(host_binding)
{
    js_utf8 name;
    js_object object = NULL;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) != 0) {
        return JS_UNDEFINED;
    }
    const js_binding_spec *spec = node_binding_find(name.bytes);
    if (spec == NULL) {
        js_throw_error(ctx, exception, "ERR_INVALID_MODULE", "No such binding: %s", name.bytes);
        goto out;
    }
    object = js_object_new(ctx);
    if (spec->functions != NULL) {
        js_functions_add(ctx, object, spec->functions);
    }
    if (spec->init != NULL && spec->init(ctx, object) != 0) {
        js_throw_out_of_memory(ctx, exception);
    }
out:
    js_utf8_deinit(&name);
    return object == NULL ? JS_UNDEFINED : object;
}

JS_FUNCTION(host_print_error)
{
    js_utf8 text;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &text, exception) == 0) {
        fprintf(stderr, "%s\n", text.bytes);
        js_utf8_deinit(&text);
    }
    return JS_UNDEFINED;
}

// Ends the process at once, without unwinding: what must be flushed has been.
JS_FUNCTION(host_exit)
{
    fflush(stdout);
    fflush(stderr);
    _Exit(js_arg_int32(argc, argv, 0) & 0xff);
}

// A file as a script, until the module loader takes over.
JS_FUNCTION(host_run_file)
{
    js_utf8 path;
    js_value result = JS_UNDEFINED;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &path, exception) != 0) {
        return JS_UNDEFINED;
    }
    FILE *file = fopen(path.bytes, "re");
    char *text = NULL;
    size_t len = 0;
    if (file == NULL) {
        js_throw_errno(ctx, exception, -errno, "open", path.bytes, NULL);
    } else if (getdelim(&text, &len, EOF, file) < 0) {
        result = JS_UNDEFINED;
    } else {
        result = js_evaluate(ctx, text, strlen(text), path.bytes, 1, exception);
    }
    free(text);
    if (file != NULL) {
        fclose(file);
    }
    js_utf8_deinit(&path);
    return result;
}

// All of standard input where it is a file or a pipe; undefined where it is not, or cannot be read.
JS_FUNCTION(host_read_input)
{
    struct stat st;
    char *text = NULL;
    size_t len = 0, capacity = 0;
    ssize_t n = -1;
    js_value result = JS_UNDEFINED;
    if (fstat(STDIN_FILENO, &st) != 0 || !(S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode))) {
        return result;
    }
    do {
        if (capacity - len < 1 << 16) {
            capacity = capacity == 0 ? 1 << 17 : capacity * 2;
            char *more = realloc(text, capacity);
            if (more == NULL) { // what was read would be lost
                js_throw_out_of_memory(ctx, exception);
                break;
            }
            text = more;
        }
        n = read(STDIN_FILENO, text + len, capacity - len);
        len += n > 0 ? (size_t)n : 0;
        if (n < 0 && errno == EAGAIN) {
            struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
            n = poll(&input, 1, -1);
        }
        n = n < 0 && errno == EINTR ? 1 : n;
    } while (n > 0);
    if (n == 0) {
        result = js_string_utf8(ctx, text, len);
    }
    free(text);
    return result;
}

static int host_init(js_context ctx, js_object binding)
{
    js_value exception = NULL;
    int32_t *info = js_runtime_tick_info(js_runtime_current());
    js_set(ctx, binding, "tickInfoBuffer", js_array_buffer_static(ctx, info, 4 * sizeof *info, &exception));
    return exception == NULL ? 0 : -ENOMEM;
}

static const js_function_spec host_functions[] = {
    {"compileBuiltin", host_compile_builtin, 2, "compileBuiltin(id, [global]) -> function | undefined"},
    {"builtinIds", host_builtin_ids, 0, "builtinIds() -> string[]"},
    {"binding", host_binding, 1, "binding(name) -> object"},
    {"printError", host_print_error, 1, "printError(text)"},
    {"runFile", host_run_file, 1, "runFile(path)"},
    {"readInput", host_read_input, 0, "readInput() -> text | undefined"},
    {"exit", host_exit, 1, "exit(code)"},
    {0},
};

const js_binding_spec node_host_binding = {"host", host_functions, host_init};

// Reports an error that happened before JavaScript could: to stderr, without the engine's help beyond ToString.
static void boot_failure(js_context ctx, js_value error)
{
    js_utf8 text, stack;
    js_object object = js_object_of(ctx, error);
    if (js_utf8_init(ctx, error, &text, NULL) == 0) {
        fprintf(stderr, "protojs: cannot start: %s\n", text.bytes);
        js_utf8_deinit(&text);
    }
    if (object != NULL && js_utf8_init(ctx, js_get(ctx, object, "stack", NULL), &stack, NULL) == 0) {
        fprintf(stderr, "%s\n", stack.bytes);
        js_utf8_deinit(&stack);
    }
}

int node_boot(js_runtime *runtime)
{
    js_context ctx = js_runtime_context(runtime);
    js_value exception = NULL;
    int rc = -EINVAL;
    js_lock(ctx);
    js_object host = js_object_new(ctx);
    js_functions_add(ctx, host, host_functions);
    js_object exports = js_object_new(ctx);
    js_value id = js_string_ascii(ctx, "internal/boot");
    js_value wrapper = host_compile_builtin(ctx, NULL, NULL, 1, &id, &exception);
    if (exception == NULL && host_init(ctx, host) == 0) {
        js_value argv[] = {exports, JS_UNDEFINED, JS_UNDEFINED, host};
        js_call(ctx, wrapper, JS_UNDEFINED, 4, argv, &exception);
    }
    if (exception != NULL) {
        if (!js_runtime_is_terminating(runtime)) {
            boot_failure(ctx, exception);
        }
    } else {
        host_data *data = js_runtime_data(runtime, &host_key);
        js_root root = data == NULL ? 0 : js_root_new(ctx, exports);
        rc = root == 0 ? -ENOMEM : js_runtime_install(runtime, exports);
        if (data != NULL) {
            data->boot_exports = root;
        }
    }
    js_unlock(ctx);
    return rc;
}

js_value node_hook_enter(js_runtime *runtime, const char *hook, size_t argc, const js_value argv[])
{
    js_context ctx = js_runtime_context(runtime);
    host_data *data = js_runtime_data(runtime, &host_key);
    js_object exports = data == NULL ? NULL : js_object_of(ctx, js_root_get(ctx, data->boot_exports));
    js_value function = js_get(ctx, exports, hook, NULL);
    if (!js_is_function(ctx, function)) {
        return JS_UNDEFINED;
    }
    return js_enter(runtime, function, argc, argv);
}

int node_end_enter(js_runtime *runtime, const char *hook)
{
    if (js_runtime_tick_info(runtime)[JS_TICK_ENDS] == 0) {
        return 0;
    }
    return (int)js_number_or(node_hook_enter(runtime, hook, 0, NULL), 0);
}
