// SPDX-License-Identifier: MIT
//
// Operations on open files: open, close, read and write in all forms, sync, truncate.
#include "node/fs/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

static int run_open(fs_op *op)
{
    int fd = fs_sys_open(op->path.bytes, op->flags, op->mode);
    op->result = fd;
    return fd < 0 ? fd : 0;
}

JS_FUNCTION(fs_open)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 3, run_open, fs_make_result, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    op->flags = js_arg_int32(argc, argv, 1);
    op->mode = (mode_t)js_arg_int64(argc, argv, 2);
    op->kind = op->flags == O_RDONLY ? FS_LOOKS : FS_CHANGES;
    op->now = fs_now_open;
    return fs_op_finish(ctx, op, js_arg(argc, argv, 3), JS_UNDEFINED, exception);
}

// ---- functions of a descriptor and at most one number ---------------------------------------------------------------

static int run_close(fs_op *op)
{
    // The descriptor is gone also after EINTR on Linux.
    return close(op->fd) < 0 && errno != EINTR && errno != EINPROGRESS ? -errno : 0;
}

static int run_fsync(fs_op *op)
{
    return fsync(op->fd) < 0 ? -errno : 0;
}

static int run_fdatasync(fs_op *op)
{
    return fdatasync(op->fd) < 0 ? -errno : 0;
}

static int run_ftruncate(fs_op *op)
{
    int status;
    do {
        status = ftruncate(op->fd, (off_t)op->length);
    } while (status < 0 && errno == EINTR);
    return status < 0 ? -errno : 0;
}

static js_value on_descriptor(js_context ctx, fs_run run, size_t arity, size_t argc, const js_value argv[],
                              js_value *exception)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, arity, run, NULL, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    op->fd = js_arg_int32(argc, argv, 0);
    op->length = arity > 1 ? js_arg_int64(argc, argv, 1) : 0;
    return fs_op_finish(ctx, op, js_arg(argc, argv, arity), JS_UNDEFINED, exception);
}

JS_FUNCTION(fs_close)
{
    return on_descriptor(ctx, run_close, 1, argc, argv, exception);
}

JS_FUNCTION(fs_fsync)
{
    return on_descriptor(ctx, run_fsync, 1, argc, argv, exception);
}

JS_FUNCTION(fs_fdatasync)
{
    return on_descriptor(ctx, run_fdatasync, 1, argc, argv, exception);
}

JS_FUNCTION(fs_ftruncate)
{
    return on_descriptor(ctx, run_ftruncate, 2, argc, argv, exception);
}

// ---- one buffer -----------------------------------------------------------------------------------------------------

static int run_read(fs_op *op)
{
    // `result` holds what was read without waiting, of which this is the rest.
    ssize_t n = fs_sys_read(op->fd, op->bytes.data, op->bytes.len, op->position);
    if (n < 0 && op->result > 0) {
        return 0;
    }
    op->result += n;
    return n < 0 ? (int)n : 0;
}

static int run_write(fs_op *op)
{
    op->result = fs_sys_write(op->fd, op->bytes.data, op->bytes.len, op->position);
    return op->result < 0 ? (int)op->result : 0;
}

// (fd, buffer, offset, length, position, [callback]); the range was checked by JavaScript, and again here.
static js_value on_buffer(js_context ctx, fs_run run, size_t argc, const js_value argv[], js_value *exception)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 5, run, fs_make_result, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    js_lock(ctx);
    int status = js_bytes_get(ctx, js_arg(argc, argv, 1), &op->bytes);
    js_unlock(ctx);
    int64_t offset = js_arg_int64(argc, argv, 2);
    int64_t length = js_arg_int64(argc, argv, 3);
    if (status < 0 || offset < 0 || length < 0 || (uint64_t)offset > op->bytes.len ||
        (uint64_t)length > op->bytes.len - (uint64_t)offset) {
        fs_op_drop(op);
        return js_throw_range_error(ctx, exception, "ERR_OUT_OF_RANGE", "the range is outside the buffer");
    }
    op->fd = js_arg_int32(argc, argv, 0);
    if (op->bytes.data != NULL) {
        op->bytes.data += offset;
    }
    op->bytes.len = length > INT_MAX ? INT_MAX : (size_t)length;
    op->position = js_arg_int64(argc, argv, 4);
    op->kind = run == run_read ? FS_READS : FS_CHANGES;
    op->now = run == run_read ? fs_now_read : NULL;
    return fs_op_finish(ctx, op, js_arg(argc, argv, 5), js_arg(argc, argv, 1), exception);
}

JS_FUNCTION(fs_read)
{
    return on_buffer(ctx, run_read, argc, argv, exception);
}

JS_FUNCTION(fs_write)
{
    return on_buffer(ctx, run_write, argc, argv, exception);
}

static int run_write_string(fs_op *op)
{
    op->result = fs_sys_write(op->fd, op->path.bytes, op->path.len, op->position);
    return op->result < 0 ? (int)op->result : 0;
}

// (fd, string, position, [callback]): UTF-8.
JS_FUNCTION(fs_write_string)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 3, run_write_string, fs_make_result, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 1), &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    op->fd = js_arg_int32(argc, argv, 0);
    op->position = js_arg_int64(argc, argv, 2);
    return fs_op_finish(ctx, op, js_arg(argc, argv, 3), JS_UNDEFINED, exception);
}

// ---- vectors --------------------------------------------------------------------------------------------------------

static int run_vector(fs_op *op, bool is_write)
{
    // The kernel takes IOV_MAX pieces at a time; a short transfer ends the operation as read() and write() do.
    struct iovec *iov = op->iov;
    unsigned left = op->iov_count;
    do {
        int count = left > IOV_MAX ? IOV_MAX : (int)left;
        size_t wanted = 0;
        for (int i = 0; i < count; i++) {
            wanted += iov[i].iov_len;
        }
        ssize_t n;
        do {
            off_t position = (off_t)op->position;
            if (is_write) {
                n = position < 0 ? writev(op->fd, iov, count) : pwritev(op->fd, iov, count, position);
            } else {
                n = position < 0 ? readv(op->fd, iov, count) : preadv(op->fd, iov, count, position);
            }
        } while (n < 0 && errno == EINTR);
        if (n < 0) {
            return op->result > 0 ? 0 : -errno;
        }
        op->result += n;
        if (op->position >= 0) {
            op->position += n;
        }
        if ((size_t)n < wanted) {
            return 0;
        }
        iov += count;
        left -= (unsigned)count;
    } while (left > 0);
    return 0;
}

static int run_readv(fs_op *op)
{
    return run_vector(op, false);
}

static int run_writev(fs_op *op)
{
    return run_vector(op, true);
}

// (fd, array of Uint8Array, count, position, [callback])
static js_value on_vector(js_context ctx, fs_run run, size_t argc, const js_value argv[], js_value *exception)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 4, run, fs_make_result, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    op->fd = js_arg_int32(argc, argv, 0);
    op->position = js_arg_int64(argc, argv, 3);
    op->iov_count = (unsigned)js_arg_int64(argc, argv, 2);
    js_lock(ctx);
    js_object array = js_object_of(ctx, js_arg(argc, argv, 1));
    op->iov = calloc(op->iov_count + 1u, sizeof *op->iov);
    bool ok = array != NULL && op->iov != NULL;
    for (unsigned i = 0; ok && i < op->iov_count; i++) {
        js_bytes bytes;
        js_value element = js_get_index(ctx, array, i, exception);
        ok = js_bytes_get(ctx, element, &bytes) == 0;
        if (ok) {
            op->iov[i].iov_base = bytes.data;
            op->iov[i].iov_len = bytes.len;
        }
    }
    js_unlock(ctx);
    if (!ok) {
        bool short_of_memory = op->iov == NULL;
        fs_op_drop(op);
        return short_of_memory ? js_throw_out_of_memory(ctx, exception)
                               : js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE",
                                                     "the buffers must be an array of bytes");
    }
    return fs_op_finish(ctx, op, js_arg(argc, argv, 4), js_arg(argc, argv, 1), exception);
}

JS_FUNCTION(fs_readv)
{
    return on_vector(ctx, run_readv, argc, argv, exception);
}

JS_FUNCTION(fs_writev)
{
    return on_vector(ctx, run_writev, argc, argv, exception);
}

const js_function_spec fs_file_functions[] = {
    {"open", fs_open, 3, "open(path, flags, mode, [callback]) -> fd"},
    {"close", fs_close, 1, "close(fd, [callback])"},
    {"fsync", fs_fsync, 1, "fsync(fd, [callback])"},
    {"fdatasync", fs_fdatasync, 1, "fdatasync(fd, [callback])"},
    {"ftruncate", fs_ftruncate, 2, "ftruncate(fd, length, [callback])"},
    {"read", fs_read, 5, "read(fd, buffer, offset, length, position, [callback]) -> bytesRead"},
    {"write", fs_write, 5, "write(fd, buffer, offset, length, position, [callback]) -> bytesWritten"},
    {"writeString", fs_write_string, 3, "writeString(fd, string, position, [callback]) -> bytesWritten"},
    {"readv", fs_readv, 4, "readv(fd, buffers, count, position, [callback]) -> bytesRead"},
    {"writev", fs_writev, 4, "writev(fd, buffers, count, position, [callback]) -> bytesWritten"},
    {0},
};
