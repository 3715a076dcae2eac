// SPDX-License-Identifier: MIT
//
// Entry of the executable: one loop, one runtime, one program.
#include "engine/engine.h"
#include "loop/loop.h"
#include "node/host/host.h"
#include "node/process/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static js_value arguments_array(js_context ctx, int argc, char **argv)
{
    js_object list = js_array_new(ctx, 0, NULL, NULL);
    for (int i = 0; i < argc; i++) {
        js_set_index(ctx, list, (unsigned)i, js_string_utf8(ctx, argv[i], strlen(argv[i])));
    }
    return list;
}

int main(int argc, char **argv)
{
    loop *l = NULL;
    js_runtime *runtime = NULL;
    argv = node_process_arguments(argc, argv);
    js_process_init();
    int rc = loop_new(&l);
    if (rc == 0) {
        rc = js_runtime_new(&runtime, l);
    }
    if (rc == 0) {
        rc = node_boot(runtime);
    }
    if (rc != 0) {
        fprintf(stderr, "protojs: cannot start: %s\n", strerror(-rc));
        return 1;
    }
    js_value arguments = arguments_array(js_runtime_context(runtime), argc, argv);
    node_hook_enter(runtime, "runMain", 1, &arguments);
    do {
        loop_run(l);
        node_hook_enter(runtime, "beforeExit", 0, NULL);
    } while (loop_is_alive(l));
    js_value code = node_hook_enter(runtime, "exit", 0, NULL);
    fflush(stdout);
    _Exit((int)js_number_or(code, 0) & 0xff);
}
