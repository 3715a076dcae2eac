// SPDX-License-Identifier: MIT
//
// Inside the fs room: one operation, run either at once on the calling thread or as a request on the IO pool.
//
// A binding function takes a fixed number of arguments; one argument more is a callback and makes it asynchronous. It
// fills an `fs_op`, names the function that does the work (plain system calls, no JavaScript, any thread) and the one
// that makes the result, and ends with fs_op_finish(). The synchronous form returns the result, or a negative errno as
// a number: JavaScript makes the error, in both forms in the same way.
#ifndef PROTOJS_NODE_FS_FS_H
#define PROTOJS_NODE_FS_FS_H

#include "engine/engine.h"
#include "node/request.h"

#include <sys/types.h>

// A path or another text for a system call: NUL-terminated bytes, from a string or a Uint8Array.
typedef struct fs_text {
    js_utf8 utf8; // where it came from a string
    char *bytes;  // NUL-terminated
    size_t len;
    bool owned; // `bytes` is malloc'ed and not of `utf8`
} fs_text;

typedef struct fs_op fs_op;
struct iovec;
typedef int (*fs_run)(fs_op *op);                       // 0 or a negative errno
typedef js_value (*fs_make)(js_context ctx, fs_op *op); // NULL where memory is short

// What an operation touches: FS_CHANGES the default, FS_LOOKS what is found by path, FS_READS a descriptor.
enum { FS_CHANGES, FS_LOOKS, FS_READS };

struct fs_op {
    node_request request; // first; unused in the synchronous form
    bool is_async;
    int kind;
    bool in_pool;
    fs_run
        now; // tries it without waiting, FS_LATER where it would have to; NULL: always the pool. Asynchronous form only
    fs_run run;
    fs_make make;
    fs_text path, dest;
    int fd, fd2;
    int flags;
    mode_t mode;
    int64_t position, length; // arguments
    double times[2];
    js_bytes bytes;    // memory of a rooted Buffer
    struct iovec *iov; // malloc'ed
    unsigned iov_count;
    // results
    int64_t result;
    void *data; // malloc'ed
    size_t data_len;
    js_value text; // the result itself, of the synchronous form only (it lies on the stack)
    union {
        int64_t numbers[18];
        struct {
            const char *syscall; // of a failing step
            int status;
        } failure;
    } out;
};

// Starts an operation: `local` itself in the synchronous form, an allocated one where a callback was passed.
// Fails: NULL with `*exception` set.
fs_op *fs_op_start(js_context ctx, fs_op *local, size_t argc, size_t arity, fs_run run, fs_make make,
                   js_value *exception) JS_MUST_USE;
// Runs or submits it. `callback` is the argument after the last. Owns: adopts `op`.
js_value fs_op_finish(js_context ctx, fs_op *op, js_value callback, js_value keep, js_value *exception);
// Drops an operation whose arguments could not be read. Returns undefined.
js_value fs_op_drop(fs_op *op);

// Results of `now` that send the operation to the pool. Not an errno.
enum { FS_LATER = -100000 };
int fs_now_stat(fs_op *op, bool of_link);
int fs_now_exists(fs_op *op);
int fs_now_open(fs_op *op);
int fs_now_read(fs_op *op);
int fs_now_read_file(fs_op *op);
// Remembers whether the file system of a file (an open one where `path` is empty) is local. Thread: any.
struct statx;
void fs_now_learn(int dir, const char *path, const struct statx *st);
// The numbers of a stat in the order of Stats.
void fs_numbers_of_statx(int64_t out[18], const struct statx *st);

// Reads a path from a string or bytes. Fails: -1 with `*exception` set.
int fs_text_init(js_context ctx, js_value v, fs_text *out, js_value *exception) JS_MUST_USE;
void fs_text_deinit(fs_text *text);

// Makers of results.
js_value fs_make_result(js_context ctx, fs_op *op); // op->result as a number
js_value fs_make_text(js_context ctx, fs_op *op);   // op->data as a string
js_value fs_make_bytes(js_context ctx, fs_op *op);  // op->data as a Uint8Array, adopted
js_value fs_make_names(js_context ctx, fs_op *op);  // text, or bytes where op->flags has FS_BYTES
js_value fs_make_failure(js_context ctx,
                         fs_op *op); // undefined, or [status, syscall, path] of the failing step

enum { FS_BYTES = 1, FS_TYPES = 2, FS_UNSORTED = 4 };

// A growing block of bytes with a position, for results. Zero is empty.
typedef struct fs_buffer {
    char *bytes;
    size_t len, capacity;
} fs_buffer;
int fs_buffer_reserve(fs_buffer *buffer, size_t more) JS_MUST_USE; // -ENOMEM
int fs_buffer_append(fs_buffer *buffer, const void *bytes, size_t len) JS_MUST_USE;

// System calls with EINTR retried; 0 or more, or a negative errno.
int fs_sys_open(const char *path, int flags, mode_t mode);
ssize_t fs_sys_read(int fd, void *bytes, size_t len, int64_t position); // position < 0: the current one
ssize_t fs_sys_write(int fd, const void *bytes, size_t len, int64_t position);
// Writes all; `*written` counts what was, also where it fails.
int fs_sys_write_all(int fd, const void *bytes, size_t len, int64_t position, size_t *written);

// The function tables of the files of this room.
extern const js_function_spec fs_file_functions[];
extern const js_function_spec fs_whole_functions[];
extern const js_function_spec fs_stat_functions[];
extern const js_function_spec fs_attribute_functions[];
extern const js_function_spec fs_link_functions[];
extern const js_function_spec fs_directory_functions[];
extern const js_function_spec fs_remove_functions[];
extern const js_function_spec fs_watch_functions[];

// Memory shared with JavaScript, one of each per thread: the numbers of the last stat, and a place for small reads.
enum { FS_SCRATCH_LEN = 65536 };
extern _Thread_local double fs_stat_doubles[18];
extern _Thread_local int64_t fs_stat_integers[18];
extern _Thread_local char fs_scratch[FS_SCRATCH_LEN];

#endif
