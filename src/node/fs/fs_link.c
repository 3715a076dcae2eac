// SPDX-License-Identifier: MIT
//
// Names: rename, unlink, link, symlink, readlink, realpath, copyFile, truncate by path.
#include "node/fs/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

// A function of one path.
static js_value on_path(js_context ctx, fs_run run, fs_make make, size_t argc, const js_value argv[],
                        js_value *exception)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 2, run, make, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    op->length = js_arg_int64(argc, argv, 1);
    op->flags = op->length == FS_BYTES ? FS_BYTES : 0;
    return fs_op_finish(ctx, op, js_arg(argc, argv, 2), JS_UNDEFINED, exception);
}

// A function of two paths and flags.
static js_value on_paths(js_context ctx, fs_run run, size_t argc, const js_value argv[], js_value *exception)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 3, run, NULL, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &op->path, exception) < 0 ||
        fs_text_init(ctx, js_arg(argc, argv, 1), &op->dest, exception) < 0) {
        return fs_op_drop(op);
    }
    op->flags = js_arg_int32(argc, argv, 2);
    return fs_op_finish(ctx, op, js_arg(argc, argv, 3), JS_UNDEFINED, exception);
}

static int run_rename(fs_op *op)
{
    return rename(op->path.bytes, op->dest.bytes) < 0 ? -errno : 0;
}

static int run_link(fs_op *op)
{
    return link(op->path.bytes, op->dest.bytes) < 0 ? -errno : 0;
}

static int run_symlink(fs_op *op)
{
    return symlink(op->path.bytes, op->dest.bytes) < 0 ? -errno : 0;
}

static int run_copy_file(fs_op *op)
{
    // Synchronous without a loop: reflinks, copy_file_range and the removal of a half-written copy are libuv's.
    uv_fs_t request;
    int status = uv_fs_copyfile(NULL, &request, op->path.bytes, op->dest.bytes, op->flags, NULL);
    uv_fs_req_cleanup(&request);
    return status;
}

static int run_unlink(fs_op *op)
{
    return unlink(op->path.bytes) < 0 ? -errno : 0;
}

static int run_truncate(fs_op *op)
{
    int status;
    do {
        status = truncate(op->path.bytes, (off_t)op->length);
    } while (status < 0 && errno == EINTR);
    return status < 0 ? -errno : 0;
}

static int run_readlink(fs_op *op)
{
    for (size_t capacity = 256;; capacity *= 2) {
        free(op->data);
        op->data = malloc(capacity);
        if (op->data == NULL) {
            return -ENOMEM;
        }
        ssize_t n = readlink(op->path.bytes, op->data, capacity);
        if (n < 0) {
            return -errno;
        }
        if ((size_t)n < capacity) {
            op->data_len = (size_t)n;
            return 0;
        }
    }
}

static int run_realpath(fs_op *op)
{
    op->data = realpath(op->path.bytes, NULL);
    if (op->data == NULL) {
        return -errno;
    }
    op->data_len = strlen(op->data);
    return 0;
}

JS_FUNCTION(fs_rename)
{
    return on_paths(ctx, run_rename, argc, argv, exception);
}

JS_FUNCTION(fs_link)
{
    return on_paths(ctx, run_link, argc, argv, exception);
}

JS_FUNCTION(fs_symlink)
{
    return on_paths(ctx, run_symlink, argc, argv, exception);
}

JS_FUNCTION(fs_copy_file)
{
    return on_paths(ctx, run_copy_file, argc, argv, exception);
}

JS_FUNCTION(fs_unlink)
{
    return on_path(ctx, run_unlink, NULL, argc, argv, exception);
}

JS_FUNCTION(fs_truncate)
{
    return on_path(ctx, run_truncate, NULL, argc, argv, exception);
}

JS_FUNCTION(fs_readlink)
{
    return on_path(ctx, run_readlink, fs_make_names, argc, argv, exception);
}

JS_FUNCTION(fs_realpath)
{
    return on_path(ctx, run_realpath, fs_make_names, argc, argv, exception);
}

const js_function_spec fs_link_functions[] = {
    {"rename", fs_rename, 3, "rename(from, to, 0, [callback])"},
    {"link", fs_link, 3, "link(existing, new, 0, [callback])"},
    {"symlink", fs_symlink, 3, "symlink(target, path, 0, [callback])"},
    {"copyFile", fs_copy_file, 3, "copyFile(from, to, mode, [callback])"},
    {"unlink", fs_unlink, 2, "unlink(path, 0, [callback])"},
    {"truncate", fs_truncate, 2, "truncate(path, length, [callback])"},
    {"readlink", fs_readlink, 2, "readlink(path, asBytes, [callback]) -> text or bytes"},
    {"realpath", fs_realpath, 2, "realpath(path, asBytes, [callback]) -> text or bytes"},
    {0},
};
