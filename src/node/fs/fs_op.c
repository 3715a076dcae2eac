// SPDX-License-Identifier: MIT
//
// The life of one fs operation: start, run here or on the IO pool, result, release. See fs.h.
#include "base/world.h"
#include "node/fs/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

static void op_init(fs_op *op, bool is_async, fs_run run, fs_make make)
{
    op->is_async = is_async;
    op->kind = FS_CHANGES;
    op->now = NULL;
    op->in_pool = false;
    op->run = run;
    op->make = make;
    op->path.utf8.bytes = NULL;
    op->path.bytes = NULL;
    op->path.owned = false;
    op->dest.utf8.bytes = NULL;
    op->dest.bytes = NULL;
    op->dest.owned = false;
    op->fd = op->fd2 = -1;
    op->flags = 0;
    op->mode = 0;
    op->position = -1;
    op->length = 0;
    op->bytes = (js_bytes){NULL, 0};
    op->iov = NULL;
    op->iov_count = 0;
    op->result = 0;
    op->data = NULL;
    op->data_len = 0;
    op->text = NULL;
    op->out.failure.syscall = NULL;
    op->out.failure.status = 0;
}

static void op_deinit(fs_op *op)
{
    fs_text_deinit(&op->path);
    fs_text_deinit(&op->dest);
    free(op->iov);
    free(op->data);
}

static void op_work(node_request *request)
{
    fs_op *op = (fs_op *)request;
    request->status = op->run(op);
}

static js_value op_result(js_context ctx, node_request *request)
{
    fs_op *op = (fs_op *)request;
    return op->make(ctx, op);
}

// On their way through the pool, by kind.
static _Thread_local unsigned in_flight[3];

static void op_request_deinit(node_request *request)
{
    fs_op *op = (fs_op *)request;
    if (op->in_pool) {
        in_flight[op->kind]--;
    }
    op_deinit(op);
}

// Whether it was done at once.
static bool done_now(fs_op *op)
{
    if (op->now == NULL || in_flight[FS_CHANGES] > 0 || (op->kind == FS_READS && in_flight[FS_READS] > 0)) {
        return false;
    }
    int status = op->now(op);
    if (status == FS_LATER) {
        return false;
    }
    op->request.status = status;
    return true;
}

fs_op *fs_op_start(js_context ctx, fs_op *local, size_t argc, size_t arity, fs_run run, fs_make make,
                   js_value *exception)
{
    fs_op *op = local;
    bool is_async = argc > arity;
    if (is_async) {
        op = malloc(sizeof *op);
        if (op == NULL) {
            js_throw_out_of_memory(ctx, exception);
            return NULL;
        }
        memset(&op->request, 0, sizeof op->request);
    }
    op_init(op, is_async, run, make);
    return op;
}

js_value fs_op_drop(fs_op *op)
{
    op_deinit(op);
    if (op->is_async) {
        free(op);
    }
    return JS_UNDEFINED;
}

js_value fs_op_finish(js_context ctx, fs_op *op, js_value callback, js_value keep, js_value *exception)
{
    if (op->kind == FS_CHANGES) {
        base_world_changes();
    }
    if (op->is_async) {
        op->request.work = op_work;
        op->request.result = op->make == NULL ? NULL : op_result;
        op->request.deinit = op_request_deinit;
        op->in_pool = !done_now(op);
        if (!op->in_pool) {
            return node_request_complete(ctx, &op->request, callback, keep, exception);
        }
        in_flight[op->kind]++;
        return node_request_submit(ctx, &op->request, callback, keep, exception);
    }
    int status = op->run(op);
    js_value result = js_int32(status);
    if (status >= 0 && op->make != NULL) {
        result = op->make(ctx, op);
        if (result == NULL) {
            result = js_throw_out_of_memory(ctx, exception);
        }
    }
    op_deinit(op);
    return result;
}

int fs_text_init(js_context ctx, js_value v, fs_text *out, js_value *exception)
{
    js_bytes bytes;
    if (js_is_string(ctx, v) || js_bytes_get(ctx, v, &bytes) < 0) {
        if (js_utf8_init(ctx, v, &out->utf8, exception) < 0) {
            out->utf8.bytes = NULL;
            return -1;
        }
        out->bytes = out->utf8.bytes;
        out->len = out->utf8.len;
        return 0;
    }
    out->bytes = malloc(bytes.len + 1);
    if (out->bytes == NULL) {
        js_throw_out_of_memory(ctx, exception);
        return -1;
    }
    if (bytes.len > 0) {
        memcpy(out->bytes, bytes.data, bytes.len);
    }
    out->bytes[bytes.len] = '\0';
    out->len = bytes.len;
    out->owned = true;
    return 0;
}

void fs_text_deinit(fs_text *text)
{
    if (text->owned) {
        free(text->bytes);
    } else if (text->utf8.bytes != NULL) {
        js_utf8_deinit(&text->utf8);
    }
    text->bytes = NULL;
    text->utf8.bytes = NULL;
    text->owned = false;
}

// ---- results --------------------------------------------------------------------------------------------------------

js_value fs_make_result(js_context ctx __attribute__((unused)), fs_op *op)
{
    return js_number((double)op->result);
}

js_value fs_make_text(js_context ctx, fs_op *op)
{
    return js_string_utf8(ctx, op->data, op->data_len);
}

js_value fs_make_bytes(js_context ctx, fs_op *op)
{
    js_value exception = NULL;
    void *data = op->data;
    op->data = NULL;
    js_value result = js_uint8_array_adopt(ctx, data, op->data_len, &exception);
    return exception != NULL ? NULL : result;
}

js_value fs_make_names(js_context ctx, fs_op *op)
{
    if (op->data == NULL) { // nothing more
        return JS_NULL;
    }
    return (op->flags & FS_BYTES) != 0 ? fs_make_bytes(ctx, op) : fs_make_text(ctx, op);
}

js_value fs_make_failure(js_context ctx, fs_op *op)
{
    if (op->out.failure.status == 0) {
        return JS_UNDEFINED;
    }
    js_value exception = NULL;
    js_value path = op->data == NULL ? JS_UNDEFINED : js_string_utf8(ctx, op->data, op->data_len);
    js_value values[3] = {js_int32(op->out.failure.status), js_string_ascii(ctx, op->out.failure.syscall),
                          path};
    js_value array = (js_value)js_array_new(ctx, 3, values, &exception);
    return exception != NULL ? NULL : array;
}

// ---- bytes ----------------------------------------------------------------------------------------------------------

int fs_buffer_reserve(fs_buffer *buffer, size_t more)
{
    if (buffer->capacity - buffer->len >= more) {
        return 0;
    }
    size_t capacity = buffer->capacity < 1024 ? 1024 : buffer->capacity * 2;
    if (capacity < buffer->len + more) {
        capacity = buffer->len + more;
    }
    char *bytes = realloc(buffer->bytes, capacity);
    if (bytes == NULL) {
        return -ENOMEM;
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return 0;
}

int fs_buffer_append(fs_buffer *buffer, const void *bytes, size_t len)
{
    int status = fs_buffer_reserve(buffer, len);
    if (status == 0 && len > 0) {
        memcpy(buffer->bytes + buffer->len, bytes, len);
        buffer->len += len;
    }
    return status;
}

// ---- system calls ---------------------------------------------------------------------------------------------------

int fs_sys_open(const char *path, int flags, mode_t mode)
{
    int fd;
    do {
        fd = open(path, flags | O_CLOEXEC, mode);
    } while (fd < 0 && errno == EINTR);
    return fd < 0 ? -errno : fd;
}

ssize_t fs_sys_read(int fd, void *bytes, size_t len, int64_t position)
{
    ssize_t n;
    do {
        n = position < 0 ? read(fd, bytes, len) : pread(fd, bytes, len, (off_t)position);
    } while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : n;
}

ssize_t fs_sys_write(int fd, const void *bytes, size_t len, int64_t position)
{
    ssize_t n;
    do {
        n = position < 0 ? write(fd, bytes, len) : pwrite(fd, bytes, len, (off_t)position);
    } while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : n;
}

int fs_sys_write_all(int fd, const void *bytes, size_t len, int64_t position, size_t *written)
{
    const char *p = bytes;
    while (len > 0) {
        ssize_t n = fs_sys_write(fd, p, len, position);
        if (n < 0) {
            return (int)n;
        }
        p += n;
        len -= (size_t)n;
        *written += (size_t)n;
        if (position >= 0) {
            position += n;
        }
    }
    return 0;
}
