// SPDX-License-Identifier: MIT
//
// The world behind a handle, its descriptors, and the one function through which JavaScript calls all others.
#include "node/wasi/wasi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DESCRIPTORS_MAX = 65536, MISSING_MEMORY = -1 };

// ---- errors, memory, attributes -------------------------------------------------------------------------------------

wasi_error wasi_errno(int error)
{
    static const struct {
        int from;
        wasi_error to;
    } rows[] = {
        {0, WASI_OK},
        {E2BIG, WASI_2BIG},
        {EACCES, WASI_ACCES},
        {EADDRINUSE, WASI_ADDRINUSE},
        {EADDRNOTAVAIL, WASI_ADDRNOTAVAIL},
        {EAGAIN, WASI_AGAIN},
        {EALREADY, WASI_ALREADY},
        {EBADF, WASI_BADF},
        {EBUSY, WASI_BUSY},
        {ECANCELED, WASI_CANCELED},
        {ECONNABORTED, WASI_CONNABORTED},
        {ECONNREFUSED, WASI_CONNREFUSED},
        {ECONNRESET, WASI_CONNRESET},
        {EDQUOT, WASI_DQUOT},
        {EEXIST, WASI_EXIST},
        {EFAULT, WASI_FAULT},
        {EFBIG, WASI_FBIG},
        {EHOSTUNREACH, WASI_HOSTUNREACH},
        {EILSEQ, WASI_ILSEQ},
        {EINPROGRESS, WASI_INPROGRESS},
        {EINTR, WASI_INTR},
        {EINVAL, WASI_INVAL},
        {EIO, WASI_IO},
        {EISCONN, WASI_ISCONN},
        {EISDIR, WASI_ISDIR},
        {ELOOP, WASI_LOOP},
        {EMFILE, WASI_MFILE},
        {EMLINK, WASI_MLINK},
        {EMSGSIZE, WASI_MSGSIZE},
        {ENAMETOOLONG, WASI_NAMETOOLONG},
        {ENETDOWN, WASI_NETDOWN},
        {ENETRESET, WASI_NETRESET},
        {ENETUNREACH, WASI_NETUNREACH},
        {ENFILE, WASI_NFILE},
        {ENOBUFS, WASI_NOBUFS},
        {ENODEV, WASI_NODEV},
        {ENOENT, WASI_NOENT},
        {ENOLCK, WASI_NOLCK},
        {ENOMEM, WASI_NOMEM},
        {ENOPROTOOPT, WASI_NOPROTOOPT},
        {ENOSPC, WASI_NOSPC},
        {ENOSYS, WASI_NOSYS},
        {ENOTCONN, WASI_NOTCONN},
        {ENOTDIR, WASI_NOTDIR},
        {ENOTEMPTY, WASI_NOTEMPTY},
        {ENOTSOCK, WASI_NOTSOCK},
        {ENOTSUP, WASI_NOTSUP},
        {ENOTTY, WASI_NOTTY},
        {ENXIO, WASI_NXIO},
        {EOVERFLOW, WASI_OVERFLOW},
        {EPERM, WASI_PERM},
        {EPIPE, WASI_PIPE},
        {ERANGE, WASI_RANGE},
        {EROFS, WASI_ROFS},
        {ESPIPE, WASI_SPIPE},
        {ESRCH, WASI_SRCH},
        {ESTALE, WASI_STALE},
        {ETIMEDOUT, WASI_TIMEDOUT},
        {ETXTBSY, WASI_TXTBSY},
        {EXDEV, WASI_XDEV},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].from == error) {
            return rows[i].to;
        }
    }
    return WASI_IO;
}

void *wasi_at(const wasi_call *c, uint64_t at, uint64_t len)
{
    return at > c->memory_len || len > c->memory_len - at ? NULL : c->memory + at;
}

wasi_type wasi_type_of(mode_t mode, int fd)
{
    int kind = 0;
    socklen_t len = sizeof kind;
    switch (mode & S_IFMT) {
    case S_IFREG:
        return WASI_TYPE_REGULAR;
    case S_IFDIR:
        return WASI_TYPE_DIRECTORY;
    case S_IFLNK:
        return WASI_TYPE_SYMLINK;
    case S_IFCHR:
        return WASI_TYPE_CHARACTER;
    case S_IFBLK:
        return WASI_TYPE_BLOCK;
    case S_IFSOCK:
        return fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &len) == 0 && kind == SOCK_DGRAM
                   ? WASI_TYPE_DATAGRAM
                   : WASI_TYPE_STREAM;
    case S_IFIFO:
        return WASI_TYPE_STREAM;
    default:
        return WASI_TYPE_UNKNOWN;
    }
}

static uint64_t nanoseconds(struct timespec t)
{
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

void wasi_stat_out(void *to, const struct stat *st)
{
    uint8_t *out = to;
    memset(out, 0, 64);
    wasi_store64(out, st->st_dev);
    wasi_store64(out + 8, st->st_ino);
    out[16] = (uint8_t)wasi_type_of(st->st_mode, -1);
    wasi_store64(out + 24, st->st_nlink);
    wasi_store64(out + 32, (uint64_t)st->st_size);
    wasi_store64(out + 40, nanoseconds(st->st_atim));
    wasi_store64(out + 48, nanoseconds(st->st_mtim));
    wasi_store64(out + 56, nanoseconds(st->st_ctim));
}

wasi_error wasi_times_in(uint64_t access_ns, uint64_t modified_ns, uint64_t flags, struct timespec out[2])
{
    const uint64_t given[] = {access_ns, modified_ns};
    for (int i = 0; i < 2; i++) {
        uint64_t bits = flags >> (2 * i) & 3;
        if (bits == 3) {
            return WASI_INVAL;
        }
        out[i].tv_sec = (time_t)(given[i] / 1000000000);
        out[i].tv_nsec = bits == 0 ? UTIME_OMIT : bits == 2 ? UTIME_NOW : (long)(given[i] % 1000000000);
    }
    return WASI_OK;
}

// ---- descriptors ----------------------------------------------------------------------------------------------------

static const uint64_t common_rights = WASI_RIGHT_SET_FLAGS | WASI_RIGHT_STAT | WASI_RIGHT_POLL;
static const uint64_t file_rights = WASI_RIGHT_DATASYNC | WASI_RIGHT_READ | WASI_RIGHT_SEEK |
                                    WASI_RIGHT_SYNC | WASI_RIGHT_TELL | WASI_RIGHT_WRITE | WASI_RIGHT_ADVISE |
                                    WASI_RIGHT_ALLOCATE | WASI_RIGHT_SET_SIZE | WASI_RIGHT_SET_TIMES;
static const uint64_t folder_rights =
    WASI_RIGHT_SET_FLAGS | WASI_RIGHT_SYNC | WASI_RIGHT_ADVISE | WASI_RIGHT_CREATE_DIRECTORY |
    WASI_RIGHT_CREATE_FILE | WASI_RIGHT_LINK_SOURCE | WASI_RIGHT_LINK_TARGET | WASI_RIGHT_OPEN |
    WASI_RIGHT_READDIR | WASI_RIGHT_READLINK | WASI_RIGHT_RENAME_SOURCE | WASI_RIGHT_RENAME_TARGET |
    WASI_RIGHT_PATH_STAT | WASI_RIGHT_PATH_SET_SIZE | WASI_RIGHT_PATH_SET_TIMES | WASI_RIGHT_STAT |
    WASI_RIGHT_SET_TIMES | WASI_RIGHT_SYMLINK | WASI_RIGHT_REMOVE_DIRECTORY | WASI_RIGHT_UNLINK |
    WASI_RIGHT_POLL;

// What rights make sense for a kind of file.
static uint64_t rights_of(wasi_type type, int fd)
{
    switch (type) {
    case WASI_TYPE_REGULAR:
    case WASI_TYPE_BLOCK:
        return common_rights | file_rights;
    case WASI_TYPE_DIRECTORY:
        return folder_rights;
    case WASI_TYPE_CHARACTER:
        // A terminal is known by its lack of positions.
        return common_rights | (isatty(fd) ? WASI_RIGHT_READ | WASI_RIGHT_WRITE : file_rights);
    default:
        return common_rights | WASI_RIGHT_READ | WASI_RIGHT_WRITE | WASI_RIGHT_SHUTDOWN | WASI_RIGHT_ACCEPT;
    }
}

wasi_error wasi_find(const wasi *w, uint64_t number, uint64_t rights, wasi_descriptor **out)
{
    if (number >= w->count || w->table[number].fd < 0) {
        return WASI_BADF;
    }
    wasi_descriptor *d = &w->table[number];
    *out = d;
    return (d->rights & rights) == rights ? WASI_OK : WASI_NOTCAPABLE;
}

static bool make_room(wasi *w)
{
    if (w->count < w->room) {
        return true;
    }
    size_t room = w->room == 0 ? 16 : 2 * w->room;
    wasi_descriptor *table = room > DESCRIPTORS_MAX ? NULL : realloc(w->table, room * sizeof *table);
    if (table == NULL) {
        return false;
    }
    w->table = table;
    w->room = room;
    return true;
}

wasi_error wasi_add(wasi *w, int fd, uint64_t rights, uint64_t inherited, uint32_t *number)
{
    struct stat st;
    size_t at = 0;
    while (at < w->count && w->table[at].fd >= 0) {
        at++;
    }
    if (at == w->count && !make_room(w)) {
        close(fd);
        return WASI_NFILE;
    }
    if (fstat(fd, &st) != 0) {
        int error = errno;
        close(fd);
        return wasi_errno(error);
    }
    w->count += at == w->count ? 1 : 0;
    wasi_type type = wasi_type_of(st.st_mode, fd);
    w->table[at] = (wasi_descriptor){
        .fd = fd,
        .type = type,
        .rights = rights & rights_of(type, fd),
        .inherited = type == WASI_TYPE_DIRECTORY ? inherited : 0,
    };
    *number = (uint32_t)at;
    return WASI_OK;
}

void wasi_drop(wasi_descriptor *d)
{
    if (d->listing != NULL) {
        closedir(d->listing);
    }
    if (d->fd >= 0 && !d->is_borrowed) {
        close(d->fd);
    }
    free(d->preopened);
    *d = (wasi_descriptor){.fd = -1};
}

// ---- the handle -----------------------------------------------------------------------------------------------------

static void wasi_finalize(void *pointer)
{
    wasi *w = pointer;
    for (size_t i = 0; i < w->count; i++) {
        wasi_drop(&w->table[i]);
    }
    free(w->table);
    free(w->args);
    free(w->env);
    free(w);
}

static const js_native_type wasi_type_native = {"wasi", wasi_finalize};

// Texts as JavaScript joined them, each ended by a NUL.
static bool texts_in(js_context ctx, js_value v, char **texts, size_t *len, uint32_t *count,
                     js_value *exception)
{
    *texts = js_utf8_dup(ctx, v, len, exception);
    if (*texts == NULL) {
        return false;
    }
    for (size_t i = 0; i < *len; i++) {
        *count += (*texts)[i] == '\0' ? 1 : 0;
    }
    return true;
}

static wasi_error add_standard(wasi *w, int fd)
{
    struct stat st;
    if (!make_room(w)) {
        return WASI_NOMEM;
    }
    if (fstat(fd, &st) != 0) { // closed: the program finds it so
        w->table[w->count++] = (wasi_descriptor){.fd = -1};
        return WASI_OK;
    }
    wasi_type type = wasi_type_of(st.st_mode, fd);
    w->table[w->count++] = (wasi_descriptor){
        .fd = fd,
        .is_borrowed = true,
        .type = type,
        .rights = rights_of(type, fd),
    };
    return WASI_OK;
}

// (arguments, environment, stdin, stdout, stderr) -> handle
JS_FUNCTION(world_new)
{
    wasi *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    w->runtime = js_runtime_current();
    bool made = texts_in(ctx, js_arg(argc, argv, 0), &w->args, &w->args_len, &w->args_count, exception) &&
                texts_in(ctx, js_arg(argc, argv, 1), &w->env, &w->env_len, &w->env_count, exception);
    for (size_t i = 2; made && i < 5; i++) {
        made = add_standard(w, js_arg_int32(argc, argv, i)) == WASI_OK;
    }
    js_object handle = made ? js_native_new(ctx, &wasi_type_native, w) : NULL;
    if (handle == NULL) {
        wasi_finalize(w);
        return *exception != NULL ? JS_UNDEFINED : js_throw_out_of_memory(ctx, exception);
    }
    return handle;
}

// (handle, name for the program, path) -> error
JS_FUNCTION(world_preopen)
{
    wasi *w = js_native_get(ctx, js_arg(argc, argv, 0), &wasi_type_native);
    js_utf8 path;
    uint32_t number;
    size_t len;
    char *name = js_utf8_dup(ctx, js_arg(argc, argv, 1), &len, exception);
    if (w == NULL || name == NULL || js_utf8_init(ctx, js_arg(argc, argv, 2), &path, exception) != 0) {
        free(name);
        return JS_UNDEFINED;
    }
    int fd = open(path.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    wasi_error error =
        fd < 0 ? wasi_errno(errno) : wasi_add(w, fd, WASI_RIGHTS_ALL, WASI_RIGHTS_ALL, &number);
    js_utf8_deinit(&path);
    if (error == WASI_OK) {
        w->table[number].preopened = name;
    } else {
        free(name);
    }
    return js_int32((int32_t)error);
}

// ---- calls ----------------------------------------------------------------------------------------------------------

static const wasi_row *const tables[] = {wasi_world_rows, wasi_file_rows, wasi_path_rows};

static const wasi_row *row_at(unsigned index)
{
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (const wasi_row *row = tables[t]; row->name != NULL; row++) {
            if (index-- == 0) {
                return row;
            }
        }
    }
    return NULL;
}

// "name/signature" of all, in the order of their numbers.
JS_FUNCTION(world_functions)
{
    js_object array = js_array_new(ctx, 0, NULL, exception);
    const wasi_row *row;
    for (unsigned i = 0; array != NULL && (row = row_at(i)) != NULL; i++) {
        js_set_index(ctx, array, 2 * i, js_string_ascii(ctx, row->name));
        js_set_index(ctx, array, 2 * i + 1, js_string_ascii(ctx, row->signature));
    }
    return array;
}

// (handle, memory or undefined, number of the function, ...) -> error, or -1 where there is no memory yet
JS_FUNCTION(world_call)
{
    enum { FIRST = 3 };
    wasi_call c = {.w = js_native_get(ctx, js_arg(argc, argv, 0), &wasi_type_native)};
    const wasi_row *row = row_at((unsigned)js_arg_int32(argc, argv, 2));
    if (c.w == NULL || row == NULL) {
        return js_int32(WASI_INVAL);
    }
    for (size_t i = 0; row->signature[i] != '\0'; i++) {
        js_value v = js_arg(argc, argv, FIRST + i);
        int64_t wide;
        if (row->signature[i] == 'l') {
            if (!js_bigint_int64(ctx, v, &wide)) {
                return js_int32(WASI_INVAL);
            }
            c.a[i] = (uint64_t)wide;
        } else if (js_is_number(v)) {
            c.a[i] = (uint32_t)(int64_t)js_number_or(v, 0);
        } else {
            return js_int32(WASI_INVAL);
        }
    }
    js_bytes memory;
    if (js_is_undefined(argv[1])) {
        return js_int32(MISSING_MEMORY);
    }
    if (js_bytes_peek(ctx, argv[1], &memory) != 0) {
        return js_int32(WASI_INVAL);
    }
    c.memory = memory.data;
    c.memory_len = memory.len;
    return js_int32((int32_t)row->function(&c));
}

static const js_function_spec wasi_functions[] = {
    {"world", world_new, 5, "world(arguments, environment, stdin, stdout, stderr) -> handle"},
    {"preopen", world_preopen, 3, "preopen(handle, name, path) -> error"},
    {"functions", world_functions, 0, "functions() -> [name, signature, ...]"},
    {"call", world_call, 3, "call(handle, memory, function, ...) -> error"},
    {0},
};

const js_binding_spec node_wasi_binding = {"wasi", wasi_functions, NULL};
