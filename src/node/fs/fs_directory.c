// SPDX-License-Identifier: MIT
//
// Directories: readdir, reading in steps, mkdir, mkdtemp, rmdir.
//
// A listing crosses as one text, "name/name/.../types": no name holds a slash, and `types` has a digit per name
// (libuv's: 1 file, 2 directory, 3 link, 4 fifo, 5 socket, 6 character device, 7 block device). JavaScript splits it.
#include "node/fs/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct entry {
    size_t name; // its place in the names
    char type;
} entry;

typedef struct listing {
    fs_buffer names;   // each with its NUL
    fs_buffer entries; // of `entry`
    size_t count;
} listing;

static char type_of_mode(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return '1';
    case S_IFDIR:
        return '2';
    case S_IFLNK:
        return '3';
    case S_IFIFO:
        return '4';
    case S_IFSOCK:
        return '5';
    case S_IFCHR:
        return '6';
    case S_IFBLK:
        return '7';
    default:
        return '0';
    }
}

// File systems that do not tell the type leave the question to stat.
static char type_of_entry(int fd, const struct dirent64 *d)
{
    if (d->d_type != DT_UNKNOWN) {
        return type_of_mode(DTTOIF(d->d_type));
    }
    struct stat st;
    return fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? type_of_mode(st.st_mode) : '0';
}

static int listing_add(listing *list, int fd, const struct dirent64 *d)
{
    const char *name = d->d_name;
    if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'))) {
        return 0;
    }
    entry e = {list->names.len, type_of_entry(fd, d)};
    int status = fs_buffer_append(&list->names, name, strlen(name) + 1);
    if (status == 0) {
        status = fs_buffer_append(&list->entries, &e, sizeof e);
    }
    list->count += status == 0;
    return status;
}

// One getdents into the listing. Returns the bytes read, 0 at the end, or a negative errno.
static ssize_t listing_step(listing *list, int fd, char *buffer, size_t len)
{
    ssize_t n = getdents64(fd, buffer, len);
    if (n < 0) {
        return -errno;
    }
    for (ssize_t at = 0; at < n;) {
        const struct dirent64 *d = (const struct dirent64 *)(const void *)(buffer + at);
        int status = listing_add(list, fd, d);
        if (status < 0) {
            return status;
        }
        at += d->d_reclen;
    }
    return n;
}

static int compare_names(const void *a, const void *b, void *names)
{
    return strcmp((char *)names + ((const entry *)a)->name, (char *)names + ((const entry *)b)->name);
}

// Turns the listing into the text that crosses.
static int listing_pack(listing *list, fs_op *op)
{
    entry *entries = (entry *)(void *)list->entries.bytes;
    if (list->count > 1 && (op->flags & FS_UNSORTED) == 0) {
        qsort_r(entries, list->count, sizeof *entries, compare_names, list->names.bytes);
    }
    char *out = malloc(list->names.len + list->count + 1);
    if (out == NULL) {
        return -ENOMEM;
    }
    op->data = out;
    for (size_t i = 0; i < list->count; i++) {
        const char *name = list->names.bytes + entries[i].name;
        size_t len = strlen(name);
        memcpy(out, name, len);
        out += len;
        *out++ = '/';
    }
    for (size_t i = 0; (op->flags & FS_TYPES) != 0 && i < list->count; i++) {
        *out++ = entries[i].type;
    }
    op->data_len = (size_t)(out - (char *)op->data);
    return 0;
}

static void listing_deinit(listing *list)
{
    free(list->names.bytes);
    free(list->entries.bytes);
}

static int run_readdir(fs_op *op)
{
    listing list = {{NULL, 0, 0}, {NULL, 0, 0}, 0};
    _Alignas(struct dirent64) char buffer[32768];
    int fd = fs_sys_open(op->path.bytes, O_RDONLY | O_DIRECTORY, 0);
    if (fd < 0) {
        return fd;
    }
    ssize_t n;
    do {
        n = listing_step(&list, fd, buffer, sizeof buffer);
    } while (n > 0);
    close(fd);
    int status = n < 0 ? (int)n : listing_pack(&list, op);
    listing_deinit(&list);
    return status;
}

// (path, flags, [callback]) -> listing
JS_FUNCTION(fs_readdir)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 2, run_readdir, fs_make_names, exception);
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

static int run_dir_open(fs_op *op)
{
    int fd = fs_sys_open(op->path.bytes, O_RDONLY | O_DIRECTORY, 0);
    op->result = fd;
    return fd < 0 ? fd : 0;
}

JS_FUNCTION(fs_dir_open)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 1, run_dir_open, fs_make_result, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    return fs_op_finish(ctx, op, js_arg(argc, argv, 1), JS_UNDEFINED, exception);
}

// An open directory is a descriptor; each step gives what about `length` entries need, null at the end.
static int run_dir_read(fs_op *op)
{
    listing list = {{NULL, 0, 0}, {NULL, 0, 0}, 0};
    size_t len = (size_t)(op->length < 8 ? 8 : op->length > 4096 ? 4096 : op->length) * 64;
    len = len < 1024 ? 1024 : len;
    char *buffer = malloc(len);
    if (buffer == NULL) {
        return -ENOMEM;
    }
    ssize_t n;
    do {
        n = listing_step(&list, op->fd, buffer, len);
    } while (n > 0 && list.count == 0); // only "." and ".."
    free(buffer);
    op->flags |= FS_UNSORTED | FS_TYPES;
    int status = n < 0 ? (int)n : list.count == 0 ? 0 : listing_pack(&list, op);
    listing_deinit(&list);
    return status;
}

// (fd, flags, count, [callback]) -> listing or null
JS_FUNCTION(fs_dir_read)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 3, run_dir_read, fs_make_names, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    op->fd = js_arg_int32(argc, argv, 0);
    op->flags = js_arg_int32(argc, argv, 1);
    op->length = js_arg_int64(argc, argv, 2);
    return fs_op_finish(ctx, op, js_arg(argc, argv, 3), JS_UNDEFINED, exception);
}

// ---- making and removing --------------------------------------------------------------------------------------------

static bool is_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

// Makes `path` cut at `end`. Returns 1 where it was made, 0 where it was there, or a negative errno.
static int make_prefix(char *path, size_t end, mode_t mode)
{
    char saved = path[end];
    path[end] = '\0';
    int status = 1;
    if (mkdir(path, mode) < 0) {
        int code = errno;
        status = code == ENOENT ? -code : is_directory(path) ? 0 : -code;
    }
    path[end] = saved;
    return status;
}

static size_t parent_end(const char *path, size_t end)
{
    while (end > 0 && path[end - 1] != '/') {
        end--;
    }
    while (end > 1 && path[end - 1] == '/') {
        end--;
    }
    return end;
}

// Goes up until a parent is there, then down again. `op->data` gets the first directory made.
static int run_mkdir_recursive(fs_op *op)
{
    char *path = op->path.bytes;
    size_t len = op->path.len;
    while (len > 1 && path[len - 1] == '/') {
        len--;
    }
    size_t end = len, first_made = 0;
    for (;;) {
        int status = make_prefix(path, end, op->mode);
        if (status == -ENOENT) {
            size_t parent = parent_end(path, end);
            if (parent == 0 || parent == end) {
                return status;
            }
            end = parent;
            continue;
        }
        if (status < 0) {
            // A file in the way: of a longer path it is "not a directory".
            return status == -EEXIST && end < len ? -ENOTDIR : status;
        }
        if (status == 1 && first_made == 0) {
            first_made = end;
        }
        if (end == len) {
            break;
        }
        do {
            end++;
        } while (end < len && path[end] == '/');
        while (end < len && path[end] != '/') {
            end++;
        }
    }
    if (first_made > 0) {
        op->data = strndup(path, first_made);
        if (op->data == NULL) {
            return -ENOMEM;
        }
        op->data_len = first_made;
    }
    return 0;
}

static int run_mkdir(fs_op *op)
{
    if (op->flags != 0) {
        return run_mkdir_recursive(op);
    }
    return mkdir(op->path.bytes, op->mode) < 0 ? -errno : 0;
}

static js_value make_first_made(js_context ctx, fs_op *op)
{
    return op->data == NULL ? JS_UNDEFINED : fs_make_text(ctx, op);
}

// (path, mode, recursive, [callback]) -> undefined or the first directory made
JS_FUNCTION(fs_mkdir)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 3, run_mkdir, make_first_made, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    op->mode = (mode_t)js_arg_int64(argc, argv, 1);
    op->flags = js_arg_true(argc, argv, 2);
    return fs_op_finish(ctx, op, js_arg(argc, argv, 3), JS_UNDEFINED, exception);
}

static int run_mkdtemp(fs_op *op)
{
    op->data = malloc(op->path.len + 7);
    if (op->data == NULL) {
        return -ENOMEM;
    }
    memcpy(op->data, op->path.bytes, op->path.len);
    memcpy((char *)op->data + op->path.len, "XXXXXX", 7);
    op->data_len = op->path.len + 6;
    return mkdtemp(op->data) == NULL ? -errno : 0;
}

// (prefix, flags, [callback]) -> the directory made
JS_FUNCTION(fs_mkdtemp)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 2, run_mkdtemp, fs_make_names, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    op->flags = js_arg_int32(argc, argv, 1);
    return fs_op_finish(ctx, op, js_arg(argc, argv, 2), JS_UNDEFINED, exception);
}

static int run_rmdir(fs_op *op)
{
    return rmdir(op->path.bytes) < 0 ? -errno : 0;
}

JS_FUNCTION(fs_rmdir)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 1, run_rmdir, NULL, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    return fs_op_finish(ctx, op, js_arg(argc, argv, 1), JS_UNDEFINED, exception);
}

const js_function_spec fs_directory_functions[] = {
    {"readdir", fs_readdir, 2, "readdir(path, flags, [callback]) -> listing"},
    {"dirOpen", fs_dir_open, 1, "dirOpen(path, [callback]) -> fd"},
    {"dirRead", fs_dir_read, 3, "dirRead(fd, flags, count, [callback]) -> listing or null"},
    {"mkdir", fs_mkdir, 3, "mkdir(path, mode, recursive, [callback]) -> undefined or the first made"},
    {"mkdtemp", fs_mkdtemp, 2, "mkdtemp(prefix, flags, [callback]) -> path"},
    {"rmdir", fs_rmdir, 1, "rmdir(path, [callback])"},
    {0},
};
