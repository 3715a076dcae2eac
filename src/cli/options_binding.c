// SPDX-License-Identifier: MIT
//
// The binding `options`: the parsed command line, for lib/internal/options.js.
#include "cli/options.h"
#include "engine/engine.h"
#include "node/worker/worker.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static js_value text_of(js_context ctx, const char *text)
{
    return js_string_utf8(ctx, text, strlen(text));
}

static js_value list_of(js_context ctx, const char *const *texts, size_t count, js_value *exception)
{
    js_lock(ctx);
    js_object list = js_array_new(ctx, 0, NULL, exception);
    for (size_t i = 0; list != NULL && i < count; i++) {
        js_set_index(ctx, list, (unsigned)i, text_of(ctx, texts[i]));
    }
    js_unlock(ctx);
    return list;
}

// true or false, a text, a number, an array; "" or 0 where the option was not given. Undefined: no such option.
JS_FUNCTION(options_get)
{
    js_utf8 name = {0};
    js_value v = JS_UNDEFINED;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) < 0) {
        return JS_UNDEFINED;
    }
    bool negated = strncmp(name.bytes, "--no-", 5) == 0 && cli_value_of(name.bytes) == NULL;
    if (negated) {
        memmove(name.bytes + 2, name.bytes + 5, name.len - 4);
    }
    const cli_value *value = cli_value_of(name.bytes);
    for (size_t i = 0; value != NULL && i < cli_options_count; i++) {
        if (strcmp(cli_options[i].name, name.bytes) != 0) {
            continue;
        }
        switch (cli_options[i].kind) {
        case CLI_TEXT:
            v = text_of(ctx, value->text == NULL ? "" : value->text);
            break;
        case CLI_OPTIONAL:
            v = value->text != NULL && !negated ? text_of(ctx, value->text) : js_bool(value->on != negated);
            break;
        case CLI_NUMBER:
            v = js_number((double)value->number);
            break;
        case CLI_LIST:
            v = list_of(ctx, value->list, value->count, exception);
            break;
        default:
            v = js_bool(value->on != negated);
        }
    }
    js_utf8_deinit(&name);
    return v;
}

JS_FUNCTION(options_given)
{
    js_utf8 name = {0};
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) < 0) {
        return JS_UNDEFINED;
    }
    const cli_value *value = cli_value_of(name.bytes);
    js_utf8_deinit(&name);
    return js_bool(value != NULL && value->given);
}

// Rows of [name, kind, flags, argument, help].
JS_FUNCTION(options_table)
{
    js_object rows = js_array_new(ctx, 0, NULL, exception);
    for (size_t i = 0; rows != NULL && i < cli_options_count; i++) {
        const cli_option *o = &cli_options[i];
        js_value fields[] = {
            text_of(ctx, o->name),
            js_int32((int32_t)o->kind),
            js_int32((int32_t)o->flags),
            o->argument == NULL ? JS_UNDEFINED : text_of(ctx, o->argument),
            o->help == NULL ? JS_UNDEFINED : text_of(ctx, o->help),
        };
        js_set_index(ctx, rows, (unsigned)i, js_array_new(ctx, 5, fields, exception));
    }
    return rows;
}

JS_FUNCTION(options_environment)
{
    js_utf8 name = {0};
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) < 0) {
        return JS_UNDEFINED;
    }
    const char *value = getenv(name.bytes);
    js_utf8_deinit(&name);
    return value == NULL ? JS_UNDEFINED : text_of(ctx, value);
}

JS_FUNCTION(options_executable)
{
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path);
    if (len < 0) {
        return js_throw_errno(ctx, exception, -errno, "readlink", "/proc/self/exe", NULL);
    }
    return js_string_utf8(ctx, path, (size_t)len);
}

JS_FUNCTION(options_working_directory)
{
    char path[PATH_MAX];
    if (getcwd(path, sizeof path) == NULL) {
        return js_throw_errno(ctx, exception, -errno, "getcwd", NULL, NULL);
    }
    return text_of(ctx, path);
}

JS_FUNCTION(options_collect_garbage)
{
    js_collect_garbage(ctx);
    return JS_UNDEFINED;
}

// ---- a worker's options ---------------------------------------------------------------------------------------------------

typedef struct thread_options {
    node_thread_options base;
    cli_options_set *set;
} thread_options;

static void thread_options_use(node_thread_options *options)
{
    cli_options_use(((thread_options *)options)->set);
}

static void thread_options_free(node_thread_options *options)
{
    cli_options_set_free(((thread_options *)options)->set);
    free(options);
}

// Owns: adopts the set.
static js_value thread_options_new(js_context ctx, cli_options_set *set, js_value *exception)
{
    thread_options *options = malloc(sizeof *options);
    if (options == NULL) {
        cli_options_set_free(set);
        return js_throw_out_of_memory(ctx, exception);
    }
    *options = (thread_options){{thread_options_use, thread_options_free}, set};
    return js_native_new(ctx, &node_thread_options_type, options);
}

typedef struct complaints {
    js_context ctx;
    js_object list;
    unsigned count;
} complaints;

static void note_complaint(void *data, const char *text)
{
    complaints *c = data;
    js_set_index(c->ctx, c->list, c->count++, text_of(c->ctx, text));
}

static char **strings_of(js_context ctx, js_value list, size_t *count, js_value *exception)
{
    js_object array = js_object_of(ctx, list);
    *count = array == NULL ? 0 : (size_t)js_number_or(js_get(ctx, array, "length", exception), 0);
    char **strings = calloc(*count + 1, sizeof *strings);
    for (unsigned i = 0; strings != NULL && i < *count; i++) {
        strings[i] = js_utf8_dup(ctx, js_get_index(ctx, array, i, exception), NULL, exception);
    }
    return strings;
}

// parse(list, environment | undefined) -> a set, or an array of what cannot be
JS_FUNCTION(options_parse)
{
    size_t count;
    cli_options_set *set = NULL;
    js_value result = JS_UNDEFINED;
    complaints c = {ctx, js_array_new(ctx, 0, NULL, exception), 0};
    char **args = strings_of(ctx, js_arg(argc, argv, 0), &count, exception);
    char *environment =
        js_is_string(ctx, js_arg(argc, argv, 1)) ? js_utf8_dup(ctx, argv[1], NULL, exception) : NULL;
    int rc = args == NULL ? -ENOMEM
                          : cli_options_set_new(&set, (const char *const *)args, count, environment,
                                                note_complaint, &c);
    if (rc == 0) {
        result = thread_options_new(ctx, set, exception);
    } else if (rc == -EINVAL) {
        result = c.list;
    } else {
        js_throw_out_of_memory(ctx, exception);
    }
    for (size_t i = 0; args != NULL && i < count; i++) {
        free(args[i]);
    }
    free(args);
    free(environment);
    return result;
}

static int options_init(js_context ctx, js_object binding)
{
    const cli_arguments *a = cli_arguments_get();
    js_value exception = NULL;
    js_set(ctx, binding, "program", text_of(ctx, a->program == NULL ? "protojs" : a->program));
    js_set(ctx, binding, "execArgv", list_of(ctx, a->exec_args, a->exec_count, &exception));
    js_set(ctx, binding, "args", list_of(ctx, a->args, a->count, &exception));
    js_set(ctx, binding, "forcedStdin", js_bool(a->forced_stdin));
    js_set(ctx, binding, "isCommand", js_bool(a->is_command));
    return exception == NULL ? 0 : -1;
}

static const js_function_spec options_functions[] = {
    {"get", options_get, 1, "get(name) -> value | undefined"},
    {"given", options_given, 1, "given(name) -> boolean"},
    {"parse", options_parse, 2, "parse(list, environment) -> set | string[]"},
    {"table", options_table, 0, "table() -> rows"},
    {"environment", options_environment, 1, "environment(name) -> text | undefined"},
    {"executable", options_executable, 0, "executable() -> path"},
    {"workingDirectory", options_working_directory, 0, "workingDirectory() -> path"},
    {"collectGarbage", options_collect_garbage, 0, "collectGarbage()"},
    {0},
};

const js_binding_spec node_options_binding = {"options", options_functions, options_init};
