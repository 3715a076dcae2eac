// SPDX-License-Identifier: MIT
//
// binding('process'): what the operating system knows of this process. Returns statuses (0 or a negative errno) where
// JavaScript makes the error.
#include "node/process/process.h"

#include "loop/loop.h"
#include "node/modules/kept.h"
#include "napi/napi.h"
#include "node/sqlite/end.h"
#include "node/worker/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include <openssl/opensslv.h>
#include <uv.h>

extern char **environ;

static struct {
    int argc;
    char **argv; // a copy: the original's memory becomes the title
} arguments;

char **node_process_arguments(int argc, char **argv)
{
    char **usable = uv_setup_args(argc, argv);
    arguments.argc = argc;
    arguments.argv = usable;
    return usable;
}

JS_FUNCTION(process_raw_arguments)
{
    js_object list = js_array_new(ctx, 0, NULL, exception);
    for (int i = 0; i < arguments.argc; i++) {
        const char *text = arguments.argv[i];
        js_set_index(ctx, list, (unsigned)i, js_string_utf8(ctx, text, strlen(text)));
    }
    return list;
}

// ---- output that must come out whatever happens -------------------------------------------------------------------------------

static void write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0 && errno == EAGAIN) {
            usleep(1000);
            continue;
        }
        if (n <= 0) {
            return; // nobody is left to tell
        }
        bytes += n;
        len -= (size_t)n;
    }
}

JS_FUNCTION(process_write_error)
{
    js_utf8 text;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &text, exception) == 0) {
        write_all(STDERR_FILENO, text.bytes, text.len);
        js_utf8_deinit(&text);
    }
    return JS_UNDEFINED;
}

// ---- ends ---------------------------------------------------------------------------------------------------------------------

#ifdef PROTOJS_COVERAGE
extern void __gcov_dump(void);
#endif

JS_FUNCTION(process_really_exit)
{
    if (node_worker_current() != NULL) {
        node_worker_exit(ctx, js_arg_int32(argc, argv, 0));
        return JS_UNDEFINED;
    }
    node_modules_keep_code(ctx);
    napi_runtime_end(js_runtime_current());
    node_sqlite_end();
    uv_tty_reset_mode();
    fflush(NULL);
#ifdef PROTOJS_COVERAGE
    __gcov_dump(); // _Exit leaves the counts behind
#endif
    _Exit(js_arg_int32(argc, argv, 0) & 0xff);
}

JS_FUNCTION(process_abort)
{
    fflush(NULL);
    signal(SIGABRT, SIG_DFL);
    abort();
}

JS_FUNCTION(process_kill)
{
    return js_int32(uv_kill(js_arg_int32(argc, argv, 0), js_arg_int32(argc, argv, 1)));
}

static char **string_vector(js_context ctx, js_value list, js_value *exception)
{
    js_object array = js_object_of(ctx, list);
    unsigned count = (unsigned)js_number_or(js_get(ctx, array, "length", exception), 0);
    char **vector = calloc((size_t)count + 1, sizeof *vector);
    for (unsigned i = 0; vector && i < count; i++) {
        vector[i] = js_utf8_dup(ctx, js_get_index(ctx, array, i, exception), NULL, exception);
        if (!vector[i]) {
            while (i > 0) {
                free(vector[--i]);
            }
            free(vector);
            return NULL;
        }
    }
    return vector;
}

static void string_vector_free(char **vector)
{
    for (char **at = vector; at && *at; at++) {
        free(*at);
    }
    free(vector);
}

static void keep_open(int fd)
{
    int flags = fcntl(fd, F_GETFD);
    if (flags >= 0) {
        fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
    }
}

// execve(path, arguments, environment) -> negative errno, if it returns at all
JS_FUNCTION(process_execve)
{
    int status = -ENOMEM;
    char *path = js_utf8_dup(ctx, js_arg(argc, argv, 0), NULL, exception);
    char **args = path ? string_vector(ctx, js_arg(argc, argv, 1), exception) : NULL;
    char **env = args ? string_vector(ctx, js_arg(argc, argv, 2), exception) : NULL;
    if (env) {
        sigset_t none;
        sigemptyset(&none);
        fflush(NULL);
        keep_open(STDIN_FILENO);
        keep_open(STDOUT_FILENO);
        keep_open(STDERR_FILENO);
        pthread_sigmask(SIG_SETMASK, &none, NULL);
        execve(path, args, env);
        status = -errno;
    }
    string_vector_free(env);
    string_vector_free(args);
    free(path);
    return js_int32(status);
}

// ---- places and names -----------------------------------------------------------------------------------------------------------

JS_FUNCTION(process_cwd)
{
    char path[PATH_MAX + 1];
    size_t len = sizeof path;
    int r = uv_cwd(path, &len);
    return r ? js_int32(r) : js_string_utf8(ctx, path, len);
}

JS_FUNCTION(process_chdir)
{
    js_utf8 path;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &path, exception)) {
        return JS_UNDEFINED;
    }
    int r = uv_chdir(path.bytes);
    js_utf8_deinit(&path);
    return js_int32(r);
}

JS_FUNCTION(process_exec_path)
{
    char path[PATH_MAX + 1];
    size_t len = sizeof path;
    if (uv_exepath(path, &len)) {
        return js_string_utf8(ctx, arguments.argv[0], strlen(arguments.argv[0]));
    }
    return js_string_utf8(ctx, path, len);
}

JS_FUNCTION(process_get_title)
{
    char title[4096];
    if (uv_get_process_title(title, sizeof title)) {
        title[0] = 0;
    }
    return js_string_utf8(ctx, title, strlen(title));
}

JS_FUNCTION(process_set_title)
{
    js_utf8 title;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &title, exception) == 0) {
        uv_set_process_title(title.bytes);
        js_utf8_deinit(&title);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(process_uv_version)
{
    return js_string_ascii(ctx, uv_version_string());
}

JS_FUNCTION(process_openssl_version)
{
    return js_string_ascii(ctx, OPENSSL_VERSION_STR);
}

// ---- the loop's handles -----------------------------------------------------------------------------------------------------------

typedef struct handle_names {
    js_context ctx;
    js_object list;
    unsigned count;
} handle_names;

static const char *resource_name(const uv_handle_t *handle)
{
    switch (handle->type) {
    case UV_TCP:
        return "TCPSocketWrap";
    case UV_NAMED_PIPE:
        return "PipeWrap";
    case UV_TTY:
        return "TTYWrap";
    case UV_UDP:
        return "UDPWrap";
    case UV_PROCESS:
        return "ProcessWrap";
    case UV_SIGNAL:
        return "SignalWrap";
    case UV_FS_EVENT:
        return "FSEventWrap";
    case UV_FS_POLL:
        return "StatWatcher";
    default:
        return NULL;
    }
}

static void add_handle_name(uv_handle_t *handle, void *data)
{
    handle_names *names = data;
    const char *name = resource_name(handle);
    if (name && uv_has_ref(handle) && uv_is_active(handle) && !uv_is_closing(handle)) {
        js_set_index(names->ctx, names->list, names->count++, js_string_ascii(names->ctx, name));
    }
}

JS_FUNCTION(process_active_handle_names)
{
    handle_names names = {ctx, js_array_new(ctx, 0, NULL, exception), 0};
    uv_walk(loop_uv(js_runtime_loop(js_runtime_current())), add_handle_name, &names);
    return names.list;
}

JS_FUNCTION(process_active_jobs)
{
    return js_number((double)loop_job_count(js_runtime_loop(js_runtime_current())));
}

JS_FUNCTION(process_collect_garbage)
{
    js_collect_garbage(ctx);
    return JS_UNDEFINED;
}

static const js_function_spec process_functions[] = {
    {"rawArguments", process_raw_arguments, 0, "rawArguments() -> string[]"},
    {"writeError", process_write_error, 1, "writeError(text)"},
    {"reallyExit", process_really_exit, 1, "reallyExit(code)"},
    {"abort", process_abort, 0, "abort()"},
    {"kill", process_kill, 2, "kill(pid, signal) -> status"},
    {"execve", process_execve, 3, "execve(path, arguments, environment) -> status"},
    {"cwd", process_cwd, 0, "cwd() -> string | status"},
    {"chdir", process_chdir, 1, "chdir(path) -> status"},
    {"execPath", process_exec_path, 0, "execPath() -> string"},
    {"getTitle", process_get_title, 0, "getTitle() -> string"},
    {"setTitle", process_set_title, 1, "setTitle(text)"},
    {"opensslVersion", process_openssl_version, 0, "opensslVersion() -> string: the one of the build"},
    {"uvVersion", process_uv_version, 0, "uvVersion() -> string"},
    {"activeHandleNames", process_active_handle_names, 0, "activeHandleNames() -> string[]"},
    {"activeJobs", process_active_jobs, 0, "activeJobs() -> number"},
    {"collectGarbage", process_collect_garbage, 0, "collectGarbage()"},
    {0},
};

static int process_init(js_context ctx, js_object binding)
{
    js_functions_add(ctx, binding, node__process_env_functions);
    js_functions_add(ctx, binding, node__process_id_functions);
    js_functions_add(ctx, binding, node__process_usage_functions);
    js_functions_add(ctx, binding, node__process_signal_functions);
    js_set(ctx, binding, "pid", js_number(getpid()));
    return node__process_usage_init(ctx, binding);
}

const js_binding_spec node_process_binding = {"process", process_functions, process_init};
