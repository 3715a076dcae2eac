// SPDX-License-Identifier: MIT
//
// Functions on descriptors: reading and writing in place of the program's memory, positions, attributes, folders, sockets.
#include "node/wasi/wasi.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { VECTORS_MAX = 1024 };

static wasi_error result_of(int result)
{
    return result == 0 ? WASI_OK : wasi_errno(errno);
}

// ---- reading and writing --------------------------------------------------------------------------------------------

// The program's list of `count` buffers. Fails: OVERFLOW, INVAL.
static wasi_error vectors_in(const wasi_call *c, uint64_t at, uint64_t count, struct iovec out[VECTORS_MAX])
{
    const uint8_t *list = count > VECTORS_MAX ? NULL : wasi_at(c, at, 8 * count);
    if (list == NULL) {
        return count > VECTORS_MAX ? WASI_INVAL : WASI_OVERFLOW;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t len = wasi_load32(list + 8 * i + 4);
        out[i].iov_base = wasi_at(c, wasi_load32(list + 8 * i), len);
        out[i].iov_len = len;
        if (out[i].iov_base == NULL) {
            return WASI_OVERFLOW;
        }
    }
    return WASI_OK;
}

// Waits for data on what could block for ever, so that the thread can be ended meanwhile.
static wasi_error wait_for(const wasi *w, const wasi_descriptor *d, short events)
{
    if (d->type == WASI_TYPE_REGULAR || d->type == WASI_TYPE_DIRECTORY) {
        return WASI_OK;
    }
    int flags = fcntl(d->fd, F_GETFL);
    while (flags >= 0 && (flags & O_NONBLOCK) == 0) {
        struct pollfd one = {d->fd, events, 0};
        int ready = poll(&one, 1, 100);
        if (ready > 0 || (ready < 0 && errno != EINTR)) {
            break;
        }
        if (js_runtime_is_terminating(w->runtime)) {
            return WASI_INTR;
        }
    }
    return WASI_OK;
}

// `offset` -1: at the descriptor's position.
static wasi_error transfer(wasi_call *c, bool writes, off_t offset, uint64_t rights, uint64_t result_at)
{
    struct iovec vectors[VECTORS_MAX];
    wasi_descriptor *d;
    wasi_error error = wasi_find(c->w, c->a[0], rights, &d);
    void *out = wasi_at(c, result_at, 4);
    if (error != WASI_OK || out == NULL) {
        return error != WASI_OK ? error : WASI_OVERFLOW;
    }
    error = vectors_in(c, c->a[1], c->a[2], vectors);
    if (error == WASI_OK) {
        error = wait_for(c->w, d, writes ? POLLOUT : POLLIN);
    }
    if (error != WASI_OK) {
        return error;
    }
    int count = (int)c->a[2];
    ssize_t done;
    do {
        done = offset >= 0
                   ? (writes ? pwritev(d->fd, vectors, count, offset) : preadv(d->fd, vectors, count, offset))
                   : (writes ? writev(d->fd, vectors, count) : readv(d->fd, vectors, count));
    } while (done < 0 && errno == EINTR && !js_runtime_is_terminating(c->w->runtime));
    if (done < 0) {
        return wasi_errno(errno);
    }
    wasi_store32(out, (uint32_t)done);
    return WASI_OK;
}

static wasi_error fd_read(wasi_call *c)
{
    return transfer(c, false, -1, WASI_RIGHT_READ, c->a[3]);
}

static wasi_error fd_write(wasi_call *c)
{
    return transfer(c, true, -1, WASI_RIGHT_WRITE, c->a[3]);
}

static wasi_error fd_pread(wasi_call *c)
{
    return c->a[3] > INT64_MAX
               ? WASI_INVAL
               : transfer(c, false, (off_t)c->a[3], WASI_RIGHT_READ | WASI_RIGHT_SEEK, c->a[4]);
}

static wasi_error fd_pwrite(wasi_call *c)
{
    return c->a[3] > INT64_MAX
               ? WASI_INVAL
               : transfer(c, true, (off_t)c->a[3], WASI_RIGHT_WRITE | WASI_RIGHT_SEEK, c->a[4]);
}

static wasi_error seek(wasi_call *c, int64_t by, int whence, uint64_t rights, uint64_t result_at)
{
    wasi_descriptor *d;
    void *out = wasi_at(c, result_at, 8);
    wasi_error error = wasi_find(c->w, c->a[0], rights, &d);
    if (error != WASI_OK || out == NULL) {
        return error != WASI_OK ? error : WASI_OVERFLOW;
    }
    off_t position = lseek(d->fd, by, whence);
    if (position < 0) {
        return wasi_errno(errno);
    }
    wasi_store64(out, (uint64_t)position);
    return WASI_OK;
}

static wasi_error fd_seek(wasi_call *c)
{
    static const int whences[] = {SEEK_SET, SEEK_CUR, SEEK_END};
    return c->a[2] > 2 ? WASI_INVAL : seek(c, (int64_t)c->a[1], whences[c->a[2]], WASI_RIGHT_SEEK, c->a[3]);
}

static wasi_error fd_tell(wasi_call *c)
{
    return seek(c, 0, SEEK_CUR, WASI_RIGHT_TELL, c->a[1]);
}

// ---- attributes -----------------------------------------------------------------------------------------------------

static wasi_error fd_advise(wasi_call *c)
{
    static const int advices[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                                  POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
    wasi_descriptor *d;
    wasi_error error = wasi_find(c->w, c->a[0], WASI_RIGHT_ADVISE, &d);
    if (error != WASI_OK || c->a[3] > 5) {
        return error != WASI_OK ? error : WASI_INVAL;
    }
    if (d->type == WASI_TYPE_DIRECTORY) {
        return WASI_BADF;
    }
    return wasi_errno(posix_fadvise(d->fd, (off_t)c->a[1], (off_t)c->a[2], advices[c->a[3]]));
}

static wasi_error fd_allocate(wasi_call *c)
{
    wasi_descriptor *d;
    wasi_error error = wasi_find(c->w, c->a[0], WASI_RIGHT_ALLOCATE, &d);
    return error != WASI_OK ? error : wasi_errno(posix_fallocate(d->fd, (off_t)c->a[1], (off_t)c->a[2]));
}

static wasi_error fd_close(wasi_call *c)
{
    wasi_descriptor *d;
    wasi_error error = wasi_find(c->w, c->a[0], 0, &d);
    if (error == WASI_OK) {
        wasi_drop(d);
    }
    return error;
}

static wasi_error fd_datasync(wasi_call *c)
{
    wasi_descriptor *d;
    wasi_error error = wasi_find(c->w, c->a[0], WASI_RIGHT_DATASYNC, &d);
    return error != WASI_OK ? error : result_of(fdatasync(d->fd));
}

static wasi_error fd_sync(wasi_call *c)
{
    wasi_descriptor *d;
    wasi_error error = wasi_find(c->w, c->a[0], WASI_RIGHT_SYNC, &d);
    return error != WASI_OK ? error : result_of(fsync(d->fd));
}

enum { FLAG_APPEND = 1, FLAG_DSYNC = 2, FLAG_NONBLOCK = 4, FLAG_SYNC = 16 };

static wasi_error fd_fdstat_get(wasi_call *c)
{
    wasi_descriptor *d;
    uint8_t *out = wasi_at(c, c->a[1], 24);
    wasi_error error = wasi_find(c->w, c->a[0], 0, &d);
    if (error != WASI_OK || out == NULL) {
        return error != WASI_OK ? error : WASI_OVERFLOW;
    }
    int flags = fcntl(d->fd, F_GETFL);
    if (flags < 0) {
        return wasi_errno(errno);
    }
    uint16_t shown = (uint16_t)(((flags & O_APPEND) != 0 ? FLAG_APPEND : 0) |
                                ((flags & O_NONBLOCK) != 0 ? FLAG_NONBLOCK : 0) |
                                ((flags & O_SYNC) == O_SYNC ? FLAG_SYNC
                                 : (flags & O_DSYNC) != 0   ? FLAG_DSYNC
                                                            : 0));
    memset(out, 0, 24);
    out[0] = (uint8_t)d->type;
    memcpy(out + 2, &shown, sizeof shown);
    wasi_store64(out + 8, d->rights);
    wasi_store64(out + 16, d->inherited);
    return WASI_OK;
}

static wasi_error fd_fdstat_set_flags(wasi_call *c)
{
    wasi_descriptor *d;
    wasi_error error = wasi_find(c->w, c->a[0], WASI_RIGHT_SET_FLAGS, &d);
    if (error != WASI_OK) {
        return error;
    }
    int flags =
        ((c->a[1] & FLAG_APPEND) != 0 ? O_APPEND : 0) | ((c->a[1] & FLAG_NONBLOCK) != 0 ? O_NONBLOCK : 0);
    return result_of(fcntl(d->fd, F_SETFL, flags));
}

// Rights can only be given up.
static wasi_error fd_fdstat_set_rights(wasi_call *c)
{
    wasi_descriptor *d;
    wasi_error error = wasi_find(c->w, c->a[0], 0, &d);
    if (error != WASI_OK) {
        return error;
    }
    if ((c->a[1] & ~d->rights) != 0 || (c->a[2] & ~d->inherited) != 0) {
        return WASI_NOTCAPABLE;
    }
    d->rights = c->a[1];
    d->inherited = c->a[2];
    return WASI_OK;
}

static wasi_error fd_filestat_get(wasi_call *c)
{
    wasi_descriptor *d;
    struct stat st;
    void *out = wasi_at(c, c->a[1], 64);
    wasi_error error = wasi_find(c->w, c->a[0], WASI_RIGHT_STAT, &d);
    if (error == WASI_OK && out == NULL) {
        error = WASI_OVERFLOW;
    }
    if (error == WASI_OK && (error = result_of(fstat(d->fd, &st))) == WASI_OK) {
        wasi_stat_out(out, &st);
    }
    return error;
}

static wasi_error fd_filestat_set_size(wasi_call *c)
{
    wasi_descriptor *d;
    wasi_error error = wasi_find(c->w, c->a[0], WASI_RIGHT_SET_SIZE, &d);
    return error != WASI_OK      ? error
           : c->a[1] > INT64_MAX ? WASI_INVAL
                                 : result_of(ftruncate(d->fd, (off_t)c->a[1]));
}

static wasi_error fd_filestat_set_times(wasi_call *c)
{
    wasi_descriptor *d;
    struct timespec times[2];
    wasi_error error = wasi_find(c->w, c->a[0], WASI_RIGHT_SET_TIMES, &d);
    if (error == WASI_OK) {
        error = wasi_times_in(c->a[1], c->a[2], c->a[3], times);
    }
    return error != WASI_OK ? error : result_of(futimens(d->fd, times));
}

static wasi_error fd_renumber(wasi_call *c)
{
    wasi_descriptor *from, *to;
    wasi_error error = wasi_find(c->w, c->a[0], 0, &from);
    if (error == WASI_OK) {
        error = wasi_find(c->w, c->a[1], 0, &to);
    }
    if (error == WASI_OK && from != to) {
        wasi_drop(to);
        *to = *from;
        *from = (wasi_descriptor){.fd = -1};
    }
    return error;
}

// ---- folders --------------------------------------------------------------------------------------------------------

static wasi_error fd_prestat_get(wasi_call *c)
{
    wasi_descriptor *d;
    uint8_t *out = wasi_at(c, c->a[1], 8);
    wasi_error error = wasi_find(c->w, c->a[0], 0, &d);
    if (error != WASI_OK || d->preopened == NULL || out == NULL) {
        return error != WASI_OK ? error : d->preopened == NULL ? WASI_INVAL : WASI_OVERFLOW;
    }
    memset(out, 0, 8);
    wasi_store32(out + 4, (uint32_t)strlen(d->preopened));
    return WASI_OK;
}

static wasi_error fd_prestat_dir_name(wasi_call *c)
{
    wasi_descriptor *d;
    char *out = wasi_at(c, c->a[1], c->a[2]);
    wasi_error error = wasi_find(c->w, c->a[0], 0, &d);
    if (error != WASI_OK || d->preopened == NULL || out == NULL) {
        return error != WASI_OK ? error : d->preopened == NULL ? WASI_BADF : WASI_OVERFLOW;
    }
    size_t len = strlen(d->preopened);
    if (len > c->a[2]) {
        return WASI_NOBUFS;
    }
    memcpy(out, d->preopened, len);
    return WASI_OK;
}

static wasi_type type_of_entry(const struct dirent *entry)
{
    switch (entry->d_type) {
    case DT_BLK:
        return WASI_TYPE_BLOCK;
    case DT_CHR:
        return WASI_TYPE_CHARACTER;
    case DT_DIR:
        return WASI_TYPE_DIRECTORY;
    case DT_REG:
        return WASI_TYPE_REGULAR;
    case DT_LNK:
        return WASI_TYPE_SYMLINK;
    case DT_SOCK:
        return WASI_TYPE_STREAM;
    default:
        return WASI_TYPE_UNKNOWN;
    }
}

static wasi_error listing_of(wasi_descriptor *d, uint64_t cookie)
{
    if (d->listing == NULL) {
        int fd = openat(d->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        d->listing = fd < 0 ? NULL : fdopendir(fd);
        if (d->listing == NULL) {
            int error = errno;
            if (fd >= 0) {
                close(fd);
            }
            return wasi_errno(error);
        }
    }
    if (cookie == 0) {
        rewinddir(d->listing);
    } else {
        seekdir(d->listing, (long)cookie);
    }
    return WASI_OK;
}

// As much of the bytes as fits. False where it is full.
static bool put(uint8_t *to, size_t room, size_t *used, const void *from, size_t len)
{
    size_t fits = len < room - *used ? len : room - *used;
    memcpy(to + *used, from, fits);
    *used += fits;
    return fits == len;
}

static wasi_error fd_readdir(wasi_call *c)
{
    wasi_descriptor *d;
    uint8_t *to = wasi_at(c, c->a[1], c->a[2]);
    void *out = wasi_at(c, c->a[4], 4);
    size_t room = (size_t)c->a[2], used = 0;
    wasi_error error = wasi_find(c->w, c->a[0], WASI_RIGHT_READDIR, &d);
    if (error != WASI_OK || to == NULL || out == NULL) {
        return error != WASI_OK ? error : WASI_OVERFLOW;
    }
    if (d->type != WASI_TYPE_DIRECTORY) {
        return WASI_NOTDIR;
    }
    error = listing_of(d, c->a[3]);
    struct dirent *entry;
    errno = 0;
    while (error == WASI_OK && (entry = readdir(d->listing)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        uint8_t head[24] = {0};
        size_t len = strlen(entry->d_name);
        wasi_store64(head, (uint64_t)telldir(d->listing));
        wasi_store64(head + 8, entry->d_ino);
        wasi_store32(head + 16, (uint32_t)len);
        head[20] = (uint8_t)type_of_entry(entry);
        if (!put(to, room, &used, head, sizeof head) || !put(to, room, &used, entry->d_name, len)) {
            break;
        }
    }
    if (error == WASI_OK) {
        wasi_store32(out, (uint32_t)used);
    }
    return error;
}

// ---- sockets --------------------------------------------------------------------------------------------------------

static wasi_error sock_accept(wasi_call *c)
{
    wasi_descriptor *d;
    uint32_t number;
    void *out = wasi_at(c, c->a[2], 4);
    wasi_error error = wasi_find(c->w, c->a[0], WASI_RIGHT_ACCEPT, &d);
    if (error != WASI_OK || out == NULL) {
        return error != WASI_OK ? error : WASI_OVERFLOW;
    }
    error = wait_for(c->w, d, POLLIN);
    if (error != WASI_OK) {
        return error;
    }
    int fd = accept4(d->fd, NULL, NULL, SOCK_CLOEXEC | ((c->a[1] & FLAG_NONBLOCK) != 0 ? SOCK_NONBLOCK : 0));
    error = fd < 0 ? wasi_errno(errno) : wasi_add(c->w, fd, WASI_RIGHTS_ALL, 0, &number);
    if (error == WASI_OK) {
        wasi_store32(out, number);
    }
    return error;
}

static wasi_error sock_transfer(wasi_call *c, bool sends)
{
    struct iovec vectors[VECTORS_MAX];
    wasi_descriptor *d;
    void *out = wasi_at(c, c->a[4], 4), *flags_out = sends ? out : wasi_at(c, c->a[5], 2);
    wasi_error error = wasi_find(c->w, c->a[0], sends ? WASI_RIGHT_WRITE : WASI_RIGHT_READ, &d);
    if (error != WASI_OK || out == NULL || flags_out == NULL) {
        return error != WASI_OK ? error : WASI_OVERFLOW;
    }
    error = vectors_in(c, c->a[1], c->a[2], vectors);
    if (error == WASI_OK && !sends) {
        error = wait_for(c->w, d, POLLIN);
    }
    if (error != WASI_OK) {
        return error;
    }
    struct msghdr message = {.msg_iov = vectors, .msg_iovlen = (size_t)c->a[2]};
    int flags =
        sends ? MSG_NOSIGNAL : ((c->a[3] & 1) != 0 ? MSG_PEEK : 0) | ((c->a[3] & 2) != 0 ? MSG_WAITALL : 0);
    ssize_t done = sends ? sendmsg(d->fd, &message, flags) : recvmsg(d->fd, &message, flags);
    if (done < 0) {
        return wasi_errno(errno);
    }
    wasi_store32(out, (uint32_t)done);
    if (!sends) {
        uint16_t cut = (message.msg_flags & MSG_TRUNC) != 0 ? 1 : 0;
        memcpy(flags_out, &cut, sizeof cut);
    }
    return WASI_OK;
}

static wasi_error sock_recv(wasi_call *c)
{
    return sock_transfer(c, false);
}

static wasi_error sock_send(wasi_call *c)
{
    return sock_transfer(c, true);
}

static wasi_error sock_shutdown(wasi_call *c)
{
    static const int ways[] = {-1, SHUT_RD, SHUT_WR, SHUT_RDWR};
    wasi_descriptor *d;
    wasi_error error = wasi_find(c->w, c->a[0], WASI_RIGHT_SHUTDOWN, &d);
    if (error != WASI_OK || c->a[1] < 1 || c->a[1] > 3) {
        return error != WASI_OK ? error : WASI_INVAL;
    }
    return result_of(shutdown(d->fd, ways[c->a[1]]));
}

const wasi_row wasi_file_rows[] = {
    {"fd_advise", "illi", fd_advise},
    {"fd_allocate", "ill", fd_allocate},
    {"fd_close", "i", fd_close},
    {"fd_datasync", "i", fd_datasync},
    {"fd_fdstat_get", "ii", fd_fdstat_get},
    {"fd_fdstat_set_flags", "ii", fd_fdstat_set_flags},
    {"fd_fdstat_set_rights", "ill", fd_fdstat_set_rights},
    {"fd_filestat_get", "ii", fd_filestat_get},
    {"fd_filestat_set_size", "il", fd_filestat_set_size},
    {"fd_filestat_set_times", "illi", fd_filestat_set_times},
    {"fd_pread", "iiili", fd_pread},
    {"fd_prestat_get", "ii", fd_prestat_get},
    {"fd_prestat_dir_name", "iii", fd_prestat_dir_name},
    {"fd_pwrite", "iiili", fd_pwrite},
    {"fd_read", "iiii", fd_read},
    {"fd_readdir", "iiili", fd_readdir},
    {"fd_renumber", "ii", fd_renumber},
    {"fd_seek", "ilii", fd_seek},
    {"fd_sync", "i", fd_sync},
    {"fd_tell", "ii", fd_tell},
    {"fd_write", "iiii", fd_write},
    {"sock_accept", "iii", sock_accept},
    {"sock_recv", "iiiiii", sock_recv},
    {"sock_send", "iiiii", sock_send},
    {"sock_shutdown", "ii", sock_shutdown},
    {0},
};
