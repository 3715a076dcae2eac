// SPDX-License-Identifier: MIT
//
// Attributes: modes, owners, times.
#include "node/fs/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

// Every function takes a path or a descriptor first (a number is a descriptor), then up to three numbers.
static js_value on_target(js_context ctx, fs_run run, size_t numbers, size_t argc, const js_value argv[],
                          js_value *exception)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 1 + numbers, run, NULL, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    js_value target = js_arg(argc, argv, 0);
    if (js_is_number(target)) {
        op->fd = js_arg_int32(argc, argv, 0);
    } else if (fs_text_init(ctx, target, &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    if (numbers == 1) {
        op->mode = (mode_t)js_arg_int64(argc, argv, 1);
    } else {
        op->times[0] = js_arg_number(argc, argv, 1, NAN);
        op->times[1] = js_arg_number(argc, argv, 2, NAN);
        op->flags = js_arg_true(argc, argv, 3) ? AT_SYMLINK_NOFOLLOW : 0;
    }
    return fs_op_finish(ctx, op, js_arg(argc, argv, 1 + numbers), JS_UNDEFINED, exception);
}

static int run_chmod(fs_op *op)
{
    int status = op->path.bytes == NULL ? fchmod(op->fd, op->mode) : chmod(op->path.bytes, op->mode);
    return status < 0 ? -errno : 0;
}

static int run_chown(fs_op *op)
{
    uid_t uid = (uid_t)(int64_t)op->times[0];
    gid_t gid = (gid_t)(int64_t)op->times[1];
    int status = op->path.bytes == NULL ? fchown(op->fd, uid, gid)
                                        : fchownat(AT_FDCWD, op->path.bytes, uid, gid, op->flags);
    return status < 0 ? -errno : 0;
}

// Seconds to a timespec: microseconds are kept exactly, what a double cannot hold beyond is dropped.
static struct timespec timespec_of(double seconds)
{
    struct timespec ts;
    double whole = floor(seconds);
    long ns = (long)llround((seconds - whole) * 1e6) * 1000;
    if (ns >= 1000000000L) {
        whole += 1;
        ns -= 1000000000L;
    }
    ts.tv_sec = (time_t)whole;
    ts.tv_nsec = ns;
    return ts;
}

static int run_utimes(fs_op *op)
{
    struct timespec times[2] = {timespec_of(op->times[0]), timespec_of(op->times[1])};
    int status = op->path.bytes == NULL ? futimens(op->fd, times)
                                        : utimensat(AT_FDCWD, op->path.bytes, times, op->flags);
    return status < 0 ? -errno : 0;
}

JS_FUNCTION(fs_chmod)
{
    return on_target(ctx, run_chmod, 1, argc, argv, exception);
}

JS_FUNCTION(fs_chown)
{
    return on_target(ctx, run_chown, 3, argc, argv, exception);
}

JS_FUNCTION(fs_utimes)
{
    return on_target(ctx, run_utimes, 3, argc, argv, exception);
}

const js_function_spec fs_attribute_functions[] = {
    {"chmod", fs_chmod, 2, "chmod(pathOrFd, mode, [callback])"},
    {"chown", fs_chown, 4, "chown(pathOrFd, uid, gid, ofLink, [callback])"},
    {"utimes", fs_utimes, 4, "utimes(pathOrFd, atime, mtime, ofLink, [callback])"},
    {0},
};
