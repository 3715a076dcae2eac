// SPDX-License-Identifier: MIT
//
// Options of a child process: from a JavaScript object to libuv's struct.
#include "node/child_process/child.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static void vector_free(char **vector)
{
    for (char **at = vector; at && *at; at++) {
        free(*at);
    }
    free(vector);
}

// A list of strings; NULL without failure where the property is nullish.
static int vector_of(js_context ctx, js_object from, const char *name, char ***out, js_value *exception)
{
    js_object list = js_object_of(ctx, js_get(ctx, from, name, exception));
    *out = NULL;
    if (!list) {
        return 0;
    }
    unsigned count = (unsigned)js_number_or(js_get(ctx, list, "length", exception), 0);
    char **vector = calloc((size_t)count + 1, sizeof *vector);
    if (!vector) {
        return -ENOMEM;
    }
    for (unsigned i = 0; i < count; i++) {
        vector[i] = js_utf8_dup(ctx, js_get_index(ctx, list, i, exception), NULL, exception);
        if (!vector[i]) {
            vector_free(vector);
            return -EINVAL;
        }
    }
    *out = vector;
    return 0;
}

static int text_of(js_context ctx, js_object from, const char *name, char **out, js_value *exception)
{
    js_value value = js_get(ctx, from, name, exception);
    *out = NULL;
    if (js_is_nullish(value)) {
        return 0;
    }
    *out = js_utf8_dup(ctx, value, NULL, exception);
    return *out ? 0 : -EINVAL;
}

double child_number(js_context ctx, js_object object, const char *name, double otherwise)
{
    return js_number_or(js_get(ctx, object, name, NULL), otherwise);
}

static void read_flags(js_context ctx, child_options *o, js_object from)
{
    double uid = child_number(ctx, from, "uid", NAN), gid = child_number(ctx, from, "gid", NAN);
    if (!isnan(uid)) {
        o->uv.uid = (uv_uid_t)(int64_t)uid; // -1 is refused by the system
        o->uv.flags |= UV_PROCESS_SETUID;
    }
    if (!isnan(gid)) {
        o->uv.gid = (uv_gid_t)(int64_t)gid;
        o->uv.flags |= UV_PROCESS_SETGID;
    }
    if (js_is_true(js_get(ctx, from, "detached", NULL))) {
        o->uv.flags |= UV_PROCESS_DETACHED;
    }
}

int child_options_init(js_context ctx, child_options *o, js_object from, js_value *exception)
{
    memset(o, 0, sizeof *o);
    int r = text_of(ctx, from, "file", &o->file, exception);
    r = r ? r : text_of(ctx, from, "cwd", &o->cwd, exception);
    r = r ? r : vector_of(ctx, from, "args", &o->args, exception);
    r = r ? r : vector_of(ctx, from, "envPairs", &o->env, exception);
    js_object stdio = js_object_of(ctx, js_get(ctx, from, "stdio", exception));
    unsigned count = stdio ? (unsigned)js_number_or(js_get(ctx, stdio, "length", exception), 0) : 0;
    o->stdio = calloc(count ? count : 1, sizeof *o->stdio);
    if (r == 0 && (!o->stdio || !o->file)) {
        r = o->file ? -ENOMEM : -EINVAL;
    }
    if (r) {
        child_options_deinit(o);
        return r;
    }
    read_flags(ctx, o, from);
    o->uv.file = o->file;
    o->uv.args = o->args;
    o->uv.env = o->env;
    o->uv.cwd = o->cwd && *o->cwd ? o->cwd : NULL;
    o->uv.stdio = o->stdio;
    o->uv.stdio_count = (int)count;
    return 0;
}

void child_options_deinit(child_options *o)
{
    free(o->file);
    free(o->cwd);
    vector_free(o->args);
    vector_free(o->env);
    free(o->stdio);
    memset(o, 0, sizeof *o);
}
