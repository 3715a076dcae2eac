// SPDX-License-Identifier: MIT
//
// Entry of the executable: one loop, one runtime, one program.
#include "base/descriptors.h"
#include "cli/options.h"
#include "engine/engine.h"
#include "loop/loop.h"
#include "modules/ahead.h"
#include "napi/napi.h"
#include "node/sqlite/end.h"
#include "node/host/host.h"
#include "node/modules/kept.h"
#include "node/performance/milestone.h"
#include "node/process/process.h"
#include "node/worker/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The version of Node.js whose API this is.
#define NODE_VERSION "v25.8.1"

enum { LOOP_DESCRIPTORS = 8 };

#ifdef PROTOJS_BUILTIN_CODE
// Written by tools/builtin_code.c.
extern const char builtin_code[] __attribute__((visibility("hidden")));
extern const char builtin_code_end[] __attribute__((visibility("hidden")));
#endif

// A pool's size from the command line (`option` may be NULL), else from the environment; 0: neither says.
static unsigned threads_of(const char *option, const char *variable)
{
    long count = option != NULL ? cli_value_of(option)->number : 0;
    const char *text = getenv(variable);
    if (count <= 0 && text != NULL) {
        count = strtol(text, NULL, 10);
    }
    return count > 0 ? (unsigned)(count < 1024 ? count : 1024) : 0;
}

// What must be settled before the engine and the pools start.
static void apply_options(void)
{
    const cli_value *stack = cli_value_of("--stack-size");
    if (stack->given && stack->number > 0) {
        char bytes[32];
        snprintf(bytes, sizeof bytes, "%ld", stack->number * 1024);
        js_engine_option("JSC_maxPerThreadStackUsage", bytes);
    }
    const cli_value *interval = cli_value_of("--cpu-prof-interval");
    if (interval->given && interval->number > 0) {
        js_engine_option("JSC_sampleInterval", interval->text);
    }
    long heap = cli_value_of("--max-old-space-size")->number;
    js_memory_limit(heap > 0 ? (size_t)heap : 0);
    unsigned io = threads_of("--io-threads", "PROTOJS_IO_THREADS");
    loop_pools_configure(io != 0 ? io : threads_of(NULL, "UV_THREADPOOL_SIZE"),
                         threads_of("--cpu-threads", "PROTOJS_CPU_THREADS"));
}

// The absolute name of the program's file, in `path`, where the command line and the environment ask for nothing but to run it.
static bool is_plain(int argc, char **argv, char path[PATH_MAX])
{
    static const char *const names[] = {"NODE_OPTIONS",
                                        "NODE_CHANNEL_FD",
                                        "NODE_PENDING_DEPRECATION",
                                        "NODE_PRESERVE_SYMLINKS",
                                        "NODE_PRESERVE_SYMLINKS_MAIN",
                                        "NODE_V8_COVERAGE"};
    if (argc < 2 || argv[1][0] == '-' || argv[1][0] == '\0' || cli_is_command(argv[1])) {
        return false;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (getenv(names[i]) != NULL) {
            return false;
        }
    }
    return realpath(argv[1], path) != NULL;
}

// The program's files are looked at while the engine starts.
static void look_ahead(const char *path)
{
    size_t len;
    const char *builtins = path == NULL ? NULL : node_builtin_names(&len);
    if (builtins != NULL) {
        mod_ahead_begin(path, builtins, len);
    }
}

// Standard descriptors that nobody opened lead nowhere: else the first file or socket takes such a number, and what is printed goes there.
static int fill_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF && open("/dev/null", O_RDWR) != fd) {
            return -errno;
        }
    }
    return 0;
}

// SIGUSR1 asks for a debugger. A program that listens to it replaces the handler.
static loop *noting;

static void on_sigusr1(int number)
{
    (void)number;
    loop_note(noting);
}

static void on_note(void *data)
{
    node_hook_enter(data, "inspect", 0, NULL);
}

static void listen_for_debuggers(loop *l, js_runtime *runtime)
{
    struct sigaction action = {.sa_handler = on_sigusr1, .sa_flags = SA_RESTART};
    if (cli_value_of("--disable-sigusr1")->given) {
        return;
    }
    noting = l;
    loop_on_note(l, on_note, runtime);
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR1, &action, NULL);
}

int main(int argc, char **argv)
{
    loop *l = NULL;
    js_runtime *runtime = NULL;
    cli_arguments options;
    argv = node_process_arguments(argc, argv);
    int filled = fill_descriptors();
    signal(SIGPIPE, SIG_IGN); // writing to nobody is an error of the write, not the end of the process
    signal(SIGXFSZ, SIG_IGN); // and so is a file beyond the limit
    int rc = cli_parse(argc, argv, &options);
    if (rc > 0) {
        return rc;
    }
    rc = rc == 0 ? filled : rc;
    if (rc == 0 && cli_is_on("--version")) {
        puts(NODE_VERSION);
        return 0;
    }
    apply_options();
    node_milestone_note(NODE_MILESTONE_MAIN);
    js_process_init();
    // libuv ends the process where its first loop finds no descriptors.
    rc = rc == 0 ? base_descriptors_check(LOOP_DESCRIPTORS) : rc;
    rc = rc == 0 ? loop_new(&l) : rc;
    char path[PATH_MAX];
    bool plain = is_plain(argc, argv, path);
    if (rc == 0) {
        look_ahead(plain ? path : NULL);
        node_milestone_note(NODE_MILESTONE_ENGINE);
        rc = js_runtime_new(&runtime, l);
    }
#ifdef PROTOJS_BUILTIN_CODE
    node_builtin_code_use(builtin_code);
    js_memory_read_once(builtin_code, (size_t)(builtin_code_end - builtin_code));
#endif
    if (rc == 0) {
        node_milestone_note(NODE_MILESTONE_ENVIRONMENT);
        rc = node_boot(runtime);
    }
    if (rc != 0) {
        fprintf(stderr, "protojs: cannot start: %s\n", strerror(-rc));
        return 1;
    }
    listen_for_debuggers(l, runtime);
    js_value file = plain ? js_string_utf8(js_runtime_context(runtime), path, strlen(path)) : JS_UNDEFINED;
    node_milestone_note(NODE_MILESTONE_BOOTSTRAP);
    node_hook_enter(runtime, "runMain", 1, &file);
    mod_ahead_end();
    node_modules_keep_code(js_runtime_context(runtime));
    do {
        loop_run(l);
        node_end_enter(runtime, "beforeExit");
    } while (loop_is_alive(l));
    int status = node_end_enter(runtime, "exit") & 0xff;
    node_modules_keep_code(js_runtime_context(runtime));
    napi_runtime_end(runtime);
    node_sqlite_end();
    fflush(stdout);
#ifdef PROTOJS_DEBUG
    // Leak checkers want everything taken down; users want the process to end.
    node_runtime_end(runtime, l);
    js_runtime_free(runtime);
    loop_free(l);
    return status;
#else
    _Exit(status);
#endif
}
