// SPDX-License-Identifier: MIT
//
// What the asynchronous and the synchronous way to start a process share: their options, read from a JavaScript object.
#ifndef PROTOJS_NODE_CHILD_H
#define PROTOJS_NODE_CHILD_H

#include "engine/engine.h"

#include <uv.h>

// One entry of `stdio`, as JavaScript describes it: { type, fd | handle, input, readable, writable }.
enum {
    CHILD_IGNORE,
    CHILD_INHERIT_FD, // fd
    CHILD_PIPE, // handle: a new pipe of binding('stream_handle'); or, synchronously, input and output here
    CHILD_WRAP, // handle: one that is open
};

// Everything uv_process_options_t points to.
typedef struct child_options {
    uv_process_options_t uv;
    char *file, *cwd;
    char **args, **env;
    uv_stdio_container_t *stdio;
} child_options;

// Reads { file, args, envPairs, cwd, uid, gid, detached, windowsHide ... } but not stdio's handles: `stdio` has `uv.stdio_count`
// zeroed entries. Fails: -ENOMEM; -EINVAL with an exception.
int child_options_init(js_context ctx, child_options *o, js_object from, js_value *exception);
void child_options_deinit(child_options *o);

// A number property; `otherwise` where it is none.
double child_number(js_context ctx, js_object object, const char *name, double otherwise);

JS_MUST_USE js_value child_spawn_sync(js_context ctx, js_object options, js_value *exception);

#endif
