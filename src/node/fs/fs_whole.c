// SPDX-License-Identifier: MIT
//
// Whole files in one step: readFile and writeFile with open, transfer and close in one crossing or one job.
//
// A failing step is told with the code: status = -(errno + 65536 * step), step 0 open, 1 read, 2 write, 3 fsync,
// 4 close, 5 the file is too large. Small files are read into the thread's scratch memory, which JavaScript sees too:
// the result is then their length, and JavaScript copies them into a Buffer of its own.
#include "base/utf.h"
#include "node/fs/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP_OPEN, STEP_READ, STEP_WRITE, STEP_FSYNC, STEP_CLOSE, STEP_TOO_LARGE };
enum { AS_BYTES, AS_UTF8, AS_LATIN1 };
enum { SMALL_LEN = 16384, TEXT_PART = 262144 };
static const int64_t file_len_max = INT64_C(2147483647);

_Thread_local char fs_scratch[FS_SCRATCH_LEN];

static int at_step(int step, int status)
{
    return status < 0 ? status - 65536 * step : 0;
}

// Reads to the end after `first_len` bytes are known, into a block that the file's size suggests.
static int read_bytes(fs_op *op, const char *first, size_t first_len, size_t expected)
{
    fs_buffer buffer = {NULL, 0, 0};
    // One byte more than the size finds the end without growing, and a block of the file's size is one that malloc keeps.
    int status = fs_buffer_reserve(&buffer, expected > first_len ? expected + 1 : first_len + FS_SCRATCH_LEN);
    if (status == 0) {
        status = fs_buffer_append(&buffer, first, first_len);
    }
    while (status == 0) {
        status = fs_buffer_reserve(&buffer, 1);
        if (status < 0) {
            break;
        }
        ssize_t n = fs_sys_read(op->fd2, buffer.bytes + buffer.len, buffer.capacity - buffer.len, -1);
        if (n <= 0) {
            status = (int)n;
            break;
        }
        buffer.len += (size_t)n;
        if ((int64_t)buffer.len > file_len_max) {
            op->result = (int64_t)buffer.len;
            status = -EFBIG - 65536 * (STEP_TOO_LARGE - STEP_READ);
        }
    }
    if (status < 0) {
        free(buffer.bytes);
        return at_step(STEP_READ, status);
    }
    // Give back what is left over where that is much.
    bool is_loose = buffer.capacity - buffer.len > 4096 + buffer.len / 8;
    char *fitted = is_loose ? realloc(buffer.bytes, buffer.len + 1) : NULL;
    op->data = fitted != NULL ? fitted : buffer.bytes;
    op->data_len = buffer.len;
    return 0;
}

// Reads the text of `expected` bytes straight into the string that the engine keeps, in parts that are looked at while the processor's cache has them.
// Where the file turns out to be longer, all that was read becomes the beginning of read_bytes(). Synchronous form only.
static int read_text(fs_op *op, const char *first, size_t first_len, size_t expected)
{
    js_context ctx = js_runtime_context(js_runtime_current());
    uint8_t *room = NULL;
    js_value text = js_string_with_room(ctx, expected, &room);
    if (text == NULL) {
        return read_bytes(op, first, first_len, expected);
    }
    op->text = text;
    memcpy(room, first, first_len);
    size_t len = first_len;
    bool as_is = op->flags == AS_LATIN1 || utf8_is_ascii(room, len);
    while (len < expected) {
        size_t part = expected - len < TEXT_PART ? expected - len : TEXT_PART;
        ssize_t n = fs_sys_read(op->fd2, room + len, part, -1);
        if (n < 0) {
            return at_step(STEP_READ, (int)n);
        }
        if (n == 0) {
            break;
        }
        as_is = as_is && (op->flags == AS_LATIN1 || utf8_is_ascii(room + len, (size_t)n));
        len += (size_t)n;
    }
    char more;
    ssize_t n = len < expected ? 0 : fs_sys_read(op->fd2, &more, 1, -1);
    if (n < 0) {
        return at_step(STEP_READ, (int)n);
    }
    if (n > 0) {
        fs_buffer read = {NULL, 0, 0};
        int status = fs_buffer_append(&read, room, len);
        status = status < 0 ? status : fs_buffer_append(&read, &more, 1);
        status = status < 0 ? at_step(STEP_READ, status) : read_bytes(op, read.bytes, read.len, 0);
        free(read.bytes);
        return status;
    }
    bool whole = as_is && len == expected;
    op->text = whole                    ? text
               : op->flags == AS_LATIN1 ? js_string_latin1(ctx, room, len)
                                        : js_string_utf8(ctx, (const char *)room, len);
    return op->text != NULL ? 0 : at_step(STEP_READ, -ENOMEM);
}

static int read_rest(fs_op *op, const char *first, size_t first_len)
{
    struct stat st;
    size_t expected = 0;
    if (fstat(op->fd2, &st) == 0 && S_ISREG(st.st_mode)) {
        if (st.st_size > file_len_max) {
            op->result = st.st_size;
            return at_step(STEP_TOO_LARGE, -EFBIG);
        }
        expected = (size_t)st.st_size;
    }
    bool is_text = !op->is_async && op->flags != AS_BYTES && expected > first_len;
    return is_text ? read_text(op, first, first_len, expected) : read_bytes(op, first, first_len, expected);
}

static int read_opened(fs_op *op)
{
    char *first = fs_scratch;
    size_t len = 0;
    for (;;) {
        ssize_t n = fs_sys_read(op->fd2, first + len, FS_SCRATCH_LEN - len, -1);
        if (n < 0) {
            return at_step(STEP_READ, (int)n);
        }
        if (n == 0) {
            break;
        }
        len += (size_t)n;
        if (len == FS_SCRATCH_LEN) {
            return read_rest(op, first, len);
        }
    }
    op->data_len = len;
    if (!op->is_async && (op->flags != AS_BYTES || len <= SMALL_LEN)) {
        return 0; // the scratch of this thread holds it
    }
    op->data = malloc(len + 1);
    if (op->data == NULL) {
        return at_step(STEP_READ, -ENOMEM);
    }
    memcpy(op->data, first, len);
    return 0;
}

static int run_read_file(fs_op *op)
{
    op->fd2 = op->fd;
    if (op->path.bytes != NULL) {
        op->fd2 = fs_sys_open(op->path.bytes, op->fd, op->mode); // op->fd holds the flags
        if (op->fd2 < 0) {
            return op->fd2;
        }
    }
    int status = read_opened(op);
    struct statx st;
    if (op->is_async && status == 0 && statx(op->fd2, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st) == 0) {
        fs_now_learn(op->fd2, "", &st);
    }
    if (op->path.bytes != NULL) {
        close(op->fd2);
    }
    return status;
}

static js_value make_file(js_context ctx, fs_op *op)
{
    if (op->text != NULL) {
        return op->text;
    }
    const char *bytes = op->data != NULL ? op->data : fs_scratch;
    if (op->flags == AS_UTF8) {
        return js_string_utf8(ctx, bytes, op->data_len);
    }
    if (op->flags == AS_LATIN1) {
        return js_string_latin1(ctx, (const uint8_t *)bytes, op->data_len);
    }
    if (op->data_len <= SMALL_LEN) {
        if (op->data != NULL) {
            memcpy(fs_scratch, op->data, op->data_len);
        }
        return js_int32((int32_t)op->data_len);
    }
    return fs_make_bytes(ctx, op);
}

// (pathOrFd, openFlags, form, [callback]) -> text, bytes, or the length of bytes in the scratch memory
JS_FUNCTION(fs_read_file)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 3, run_read_file, make_file, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    js_value target = js_arg(argc, argv, 0);
    if (js_is_number(target)) {
        op->fd = js_arg_int32(argc, argv, 0);
    } else if (fs_text_init(ctx, target, &op->path, exception) < 0) {
        return fs_op_drop(op);
    } else {
        op->fd = js_arg_int32(argc, argv, 1);
    }
    op->mode = 0666;
    op->flags = js_arg_int32(argc, argv, 2);
    op->kind = op->path.bytes == NULL ? FS_READS : op->fd == O_RDONLY ? FS_LOOKS : FS_CHANGES;
    op->now = fs_now_read_file;
    return fs_op_finish(ctx, op, js_arg(argc, argv, 3), JS_UNDEFINED, exception);
}

// ---- writing --------------------------------------------------------------------------------------------------------

// Where the file was opened without O_TRUNC: cut off what the old content had more. Nothing written still counts as a
// change of the file.
static int cut_off(int fd, size_t written)
{
    struct stat st;
    if (fstat(fd, &st) < 0) {
        return -errno;
    }
    if (!S_ISREG(st.st_mode) || (written > 0 && (uint64_t)st.st_size <= written)) {
        return 0;
    }
    return ftruncate(fd, (off_t)written) < 0 ? -errno : 0;
}

static int run_write_file(fs_op *op)
{
    const void *bytes = op->dest.bytes != NULL ? (const void *)op->dest.bytes : op->bytes.data;
    size_t len = op->dest.bytes != NULL ? op->dest.len : op->bytes.len;
    // A file truncated at open makes some file systems (ext4) write everything out at close, thirty times as slow.
    // Writing over the old content and cutting the rest off gives the same file.
    bool replaces = op->path.bytes != NULL && (op->flags & O_TRUNC) != 0 && (op->flags & O_APPEND) == 0;
    int fd = op->fd;
    if (op->path.bytes != NULL) {
        fd = fs_sys_open(op->path.bytes, op->flags & ~(replaces ? O_TRUNC : 0), op->mode);
        if (fd < 0) {
            return fd;
        }
    }
    size_t written = 0;
    int status = at_step(STEP_WRITE, fs_sys_write_all(fd, bytes, len, -1, &written));
    if (replaces) {
        int cut = at_step(STEP_WRITE, cut_off(fd, written));
        status = status < 0 ? status : cut;
    }
    if (status == 0 && op->length != 0 && fsync(fd) < 0) {
        status = at_step(STEP_FSYNC, -errno);
    }
    if (op->path.bytes != NULL && close(fd) < 0 && errno != EINTR && status == 0) {
        status = at_step(STEP_CLOSE, -errno);
    }
    return status;
}

// (pathOrFd, data, openFlags, mode, flush, [callback]); data is a string (UTF-8) or bytes
JS_FUNCTION(fs_write_file)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 5, run_write_file, NULL, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    js_value target = js_arg(argc, argv, 0), data = js_arg(argc, argv, 1);
    if (js_is_number(target)) {
        op->fd = js_arg_int32(argc, argv, 0);
    } else if (fs_text_init(ctx, target, &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    bool is_text = js_is_string(ctx, data);
    if (is_text && fs_text_init(ctx, data, &op->dest, exception) < 0) {
        return fs_op_drop(op);
    }
    if (!is_text && js_bytes_get(ctx, data, &op->bytes) < 0) {
        fs_op_drop(op);
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "data must be a string or bytes");
    }
    op->flags = js_arg_int32(argc, argv, 2);
    op->mode = (mode_t)js_arg_int64(argc, argv, 3);
    op->length = js_arg_true(argc, argv, 4);
    return fs_op_finish(ctx, op, js_arg(argc, argv, 5), is_text ? JS_UNDEFINED : data, exception);
}

const js_function_spec fs_whole_functions[] = {
    {"readFile", fs_read_file, 3, "readFile(pathOrFd, openFlags, form, [callback]) -> text, bytes or length"},
    {"writeFile", fs_write_file, 5, "writeFile(pathOrFd, data, openFlags, mode, flush, [callback])"},
    {0},
};
