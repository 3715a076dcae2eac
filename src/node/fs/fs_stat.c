// SPDX-License-Identifier: MIT
//
// What the system knows of a file: stat, lstat, fstat, statfs, access. The numbers go through an array per thread that
// JavaScript sees as a Float64Array and a BigInt64Array; they are valid until the next stat of the thread.
#include "node/fs/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

_Thread_local double fs_stat_doubles[18];
_Thread_local int64_t fs_stat_integers[18];

enum { STAT_BIGINT = 1, STAT_LINK = 2 };

void fs_numbers_of_statx(int64_t out[18], const struct statx *st)
{
    const struct statx_timestamp *times[4] = {&st->stx_atime, &st->stx_mtime, &st->stx_ctime, &st->stx_btime};
    out[0] = (int64_t)makedev(st->stx_dev_major, st->stx_dev_minor);
    out[1] = st->stx_mode;
    out[2] = st->stx_nlink;
    out[3] = st->stx_uid;
    out[4] = st->stx_gid;
    out[5] = (int64_t)makedev(st->stx_rdev_major, st->stx_rdev_minor);
    out[6] = st->stx_blksize;
    out[7] = (int64_t)st->stx_ino;
    out[8] = (int64_t)st->stx_size;
    out[9] = (int64_t)st->stx_blocks;
    for (int i = 0; i < 4; i++) {
        out[10 + 2 * i] = times[i]->tv_sec;
        out[11 + 2 * i] = times[i]->tv_nsec;
    }
}

// Kernels and sandboxes without statx.
static void numbers_of_stat(int64_t out[18], const struct stat *st)
{
    const struct timespec *times[4] = {&st->st_atim, &st->st_mtim, &st->st_ctim, &st->st_ctim};
    out[0] = (int64_t)st->st_dev;
    out[1] = st->st_mode;
    out[2] = (int64_t)st->st_nlink;
    out[3] = st->st_uid;
    out[4] = st->st_gid;
    out[5] = (int64_t)st->st_rdev;
    out[6] = st->st_blksize;
    out[7] = (int64_t)st->st_ino;
    out[8] = st->st_size;
    out[9] = st->st_blocks;
    for (int i = 0; i < 4; i++) {
        out[10 + 2 * i] = times[i]->tv_sec;
        out[11 + 2 * i] = times[i]->tv_nsec;
    }
}

static int run_stat(fs_op *op)
{
    const char *path = op->path.bytes == NULL ? "" : op->path.bytes;
    int dir = op->path.bytes == NULL ? op->fd : AT_FDCWD;
    int at = ((op->flags & STAT_LINK) != 0 ? AT_SYMLINK_NOFOLLOW : 0) |
             (op->path.bytes == NULL ? AT_EMPTY_PATH : 0);
    struct statx stx;
    if (statx(dir, path, at, STATX_BASIC_STATS | STATX_BTIME, &stx) == 0) {
        fs_numbers_of_statx(op->out.numbers, &stx);
        if (op->is_async) {
            fs_now_learn(dir, path, &stx);
        }
        return 0;
    }
    if (errno != ENOSYS && errno != EPERM) {
        return -errno;
    }
    struct stat st;
    if (fstatat(dir, path, &st, at) < 0) {
        return -errno;
    }
    numbers_of_stat(op->out.numbers, &st);
    return 0;
}

static int now_stat(fs_op *op)
{
    return fs_now_stat(op, (op->flags & STAT_LINK) != 0);
}

static js_value make_stat(js_context ctx __attribute__((unused)), fs_op *op)
{
    if ((op->flags & STAT_BIGINT) != 0) {
        memcpy(fs_stat_integers, op->out.numbers, sizeof fs_stat_integers);
    } else {
        for (int i = 0; i < 18; i++) {
            fs_stat_doubles[i] = (double)op->out.numbers[i];
        }
    }
    return js_int32(0);
}

// (path, flags, [callback]) -> 0
JS_FUNCTION(fs_stat)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 2, run_stat, make_stat, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    op->flags = js_arg_int32(argc, argv, 1);
    op->kind = FS_LOOKS;
    op->now = now_stat;
    return fs_op_finish(ctx, op, js_arg(argc, argv, 2), JS_UNDEFINED, exception);
}

JS_FUNCTION(fs_fstat)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 2, run_stat, make_stat, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    op->fd = js_arg_int32(argc, argv, 0);
    op->flags = js_arg_int32(argc, argv, 1);
    op->kind = FS_READS;
    op->now = now_stat;
    return fs_op_finish(ctx, op, js_arg(argc, argv, 2), JS_UNDEFINED, exception);
}

static int run_statfs(fs_op *op)
{
    struct statfs st;
    int status;
    do {
        status = statfs(op->path.bytes, &st);
    } while (status < 0 && errno == EINTR);
    if (status < 0) {
        return -errno;
    }
    int64_t *out = op->out.numbers;
    out[0] = (int64_t)st.f_type;
    out[1] = (int64_t)st.f_bsize;
    out[2] = (int64_t)st.f_blocks;
    out[3] = (int64_t)st.f_bfree;
    out[4] = (int64_t)st.f_bavail;
    out[5] = (int64_t)st.f_files;
    out[6] = (int64_t)st.f_ffree;
    out[7] = (int64_t)st.f_frsize;
    memset(out + 8, 0, 10 * sizeof *out);
    return 0;
}

JS_FUNCTION(fs_statfs)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 2, run_statfs, make_stat, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    op->flags = js_arg_int32(argc, argv, 1);
    op->kind = FS_LOOKS;
    return fs_op_finish(ctx, op, js_arg(argc, argv, 2), JS_UNDEFINED, exception);
}

static int run_access(fs_op *op)
{
    return access(op->path.bytes, op->flags) < 0 ? -errno : 0;
}

JS_FUNCTION(fs_access)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 2, run_access, NULL, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    op->flags = js_arg_int32(argc, argv, 1);
    op->kind = FS_LOOKS;
    op->now = fs_now_exists;
    return fs_op_finish(ctx, op, js_arg(argc, argv, 2), JS_UNDEFINED, exception);
}

const js_function_spec fs_stat_functions[] = {
    {"stat", fs_stat, 2,
     "stat(path, flags, [callback]) -> 0; the numbers are in statDoubles or statIntegers"},
    {"fstat", fs_fstat, 2, "fstat(fd, flags, [callback]) -> 0; as stat"},
    {"statfs", fs_statfs, 2, "statfs(path, flags, [callback]) -> 0; as stat"},
    {"access", fs_access, 2, "access(path, mode, [callback]) -> 0"},
    {0},
};
