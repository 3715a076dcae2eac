// SPDX-License-Identifier: MIT
//
// Asynchronous operations that need not wait: what the kernel's caches can answer at once is answered on the loop's thread,
// and its completion comes in the next turn of the loop. A trip to a pool thread and back costs several times as much.
//
// Nothing here may block. openat2(RESOLVE_CACHED) looks a path up in the dentry cache only, preadv2(RWF_NOWAIT) reads the page
// cache only, and attributes are believed only on file systems known to be local. Whoever has to wait returns FS_LATER and
// takes the pool. An operation that changes something always takes the pool, and while one is on its way everything does: a
// program that does not wait for its calls has the order that pool threads give it, and none that is worse.
#include "node/fs/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef RESOLVE_CACHED
#define RESOLVE_CACHED 0x20
#endif

enum { DEVICES_MAX = 16, READ_NOW_MAX = 262144 };

static _Atomic bool unsupported; // an old kernel, or a sandbox that forbids

// ---- local devices --------------------------------------------------------------------------------------------------

// Device numbers, plus one (0 is a free place). Learned on pool threads; never forgotten.
static _Atomic uint64_t local_devices[DEVICES_MAX];

static uint64_t device_key(const struct statx *st)
{
    return ((uint64_t)st->stx_dev_major << 32 | st->stx_dev_minor) + 1;
}

static bool is_local(const struct statx *st)
{
    uint64_t key = device_key(st);
    for (int i = 0; i < DEVICES_MAX; i++) {
        uint64_t known = atomic_load_explicit(&local_devices[i], memory_order_relaxed);
        if (known == key || known == 0) {
            return known == key;
        }
    }
    return false;
}

static bool type_is_local(long type)
{
    switch ((unsigned long)type & 0xffffffffUL) {
    case 0xef53:     // ext
    case 0x58465342: // xfs
    case 0x9123683e: // btrfs
    case 0x01021994: // tmpfs
    case 0x858458f6: // ramfs
    case 0x794c7630: // overlay
    case 0xf2f52010: // f2fs
    case 0x2fc12fc1: // zfs
    case 0x73717368: // squashfs
    case 0xe0f5e1e2: // erofs
        return true;
    default:
        return false;
    }
}

void fs_now_learn(int dir, const char *path, const struct statx *st)
{
    struct statfs info;
    if (is_local(st)) {
        return;
    }
    if ((path[0] == '\0' ? fstatfs(dir, &info) : statfs(path, &info)) < 0 || !type_is_local(info.f_type)) {
        return;
    }
    uint64_t key = device_key(st);
    for (int i = 0; i < DEVICES_MAX; i++) {
        uint64_t expected = 0;
        if (atomic_compare_exchange_strong(&local_devices[i], &expected, key) || expected == key) {
            return;
        }
    }
}

// ---- what the caches know -------------------------------------------------------------------------------------------

static int open_cached(const char *path, int flags)
{
    struct open_how how = {.flags = (uint64_t)(flags | O_CLOEXEC), .resolve = RESOLVE_CACHED};
    long fd = syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
    if (fd >= 0) {
        return (int)fd;
    }
    if (errno == ENOSYS || errno == EINVAL || errno == EPERM) {
        atomic_store(&unsupported, true);
        return FS_LATER;
    }
    return errno == ENOENT || errno == ENOTDIR ? -errno : FS_LATER;
}

// The attributes of an open file on a local file system; FS_LATER elsewhere.
static int stat_local(int fd, struct statx *st)
{
    unsigned mask = STATX_BASIC_STATS | STATX_BTIME;
    if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, mask, st) < 0) {
        return FS_LATER;
    }
    return is_local(st) ? 0 : FS_LATER;
}

static int stat_path(const char *path, int flags, struct statx *st)
{
    if (atomic_load_explicit(&unsupported, memory_order_relaxed)) {
        return FS_LATER;
    }
    int fd = open_cached(path, O_PATH | flags);
    if (fd < 0) {
        return fd;
    }
    int status = stat_local(fd, st);
    close(fd);
    return status;
}

// Opens a regular local file that is there for reading. O_NONBLOCK, which is left set, guards against one that was just replaced by a pipe.
static int open_regular(const char *path, int flags, struct statx *st)
{
    int status = stat_path(path, 0, st);
    if (status < 0) {
        return status;
    }
    if (!S_ISREG(st->stx_mode)) {
        return FS_LATER;
    }
    return open_cached(path, flags | O_NONBLOCK);
}

static ssize_t read_cached(int fd, void *bytes, size_t len, int64_t position)
{
    struct iovec iov = {bytes, len};
    ssize_t n = preadv2(fd, &iov, 1, position < 0 ? -1 : (off_t)position, RWF_NOWAIT);
    return n < 0 ? FS_LATER : n;
}

// ---- operations -----------------------------------------------------------------------------------------------------

int fs_now_stat(fs_op *op, bool of_link)
{
    struct statx st;
    int status = op->path.bytes != NULL ? stat_path(op->path.bytes, of_link ? O_NOFOLLOW : 0, &st)
                                        : stat_local(op->fd, &st);
    if (status == 0) {
        fs_numbers_of_statx(op->out.numbers, &st);
    }
    return status;
}

int fs_now_exists(fs_op *op)
{
    struct statx st;
    return op->flags == F_OK ? stat_path(op->path.bytes, 0, &st) : FS_LATER;
}

int fs_now_open(fs_op *op)
{
    struct statx st;
    if (op->flags != O_RDONLY) {
        return FS_LATER;
    }
    int fd = open_regular(op->path.bytes, O_RDONLY, &st);
    if (fd >= 0 && fcntl(fd, F_SETFL, O_RDONLY) < 0) {
        close(fd);
        return FS_LATER;
    }
    op->result = fd;
    return fd < 0 ? fd : 0;
}

int fs_now_read(fs_op *op)
{
    if (op->bytes.len > READ_NOW_MAX) {
        return FS_LATER;
    }
    ssize_t n = read_cached(op->fd, op->bytes.data, op->bytes.len, op->position);
    if (n < 0) {
        return FS_LATER;
    }
    op->result = n;
    if (n == 0 || (size_t)n == op->bytes.len || lseek(op->fd, 0, SEEK_CUR) < 0) {
        return 0;
    }
    // Short, in a file: the pool goes on to its end or to what is not cached.
    op->bytes.data += n;
    op->bytes.len -= (size_t)n;
    if (op->position >= 0) {
        op->position += n;
    }
    return FS_LATER;
}

int fs_now_read_file(fs_op *op)
{
    struct statx st;
    if (op->path.bytes == NULL || op->fd != O_RDONLY) {
        return FS_LATER;
    }
    int fd = open_regular(op->path.bytes, O_RDONLY, &st);
    if (fd < 0) {
        return fd;
    }
    int status = FS_LATER;
    if (st.stx_size <= FS_SCRATCH_LEN) {
        size_t size = (size_t)st.stx_size;
        char *data = malloc(size + 1);
        ssize_t n = data == NULL ? -1 : read_cached(fd, data, size + 1, -1);
        if (n == (ssize_t)size) { // one byte less than asked for: this is all
            op->data = data;
            op->data_len = size;
            data = NULL;
            status = 0;
        }
        free(data);
    }
    close(fd);
    return status;
}
