// SPDX-License-Identifier: MIT
//
// open, fstat, read until the end, close. The size of fstat is a hint: files of /proc have none, and files grow.
#include "modules/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 16 * 1024 };
#define SIZE_MAX_BYTES ((size_t)1 << 31)

// Lets the kernel give a large block in large pages: a fault for each 4 KiB costs as much as reading them.
static void expect_many_pages(char *block, size_t len)
{
    enum { HUGE = 2 << 20 };
    uintptr_t begin = ((uintptr_t)block + HUGE - 1) & ~(uintptr_t)(HUGE - 1);
    uintptr_t end = ((uintptr_t)block + len) & ~(uintptr_t)(HUGE - 1);
    if (len >= 2 * HUGE && end > begin) {
        madvise((void *)begin, end - begin, MADV_HUGEPAGE); // advice
    }
}

static int read_all(int fd, size_t before, size_t after, size_t hint, char **out, size_t *len)
{
    size_t capacity = hint > 0 ? hint + 1 : CHUNK, used = 0;
    char *block = malloc(before + capacity + after);
    if (block == NULL) {
        return -ENOMEM;
    }
    expect_many_pages(block, before + capacity + after);
    for (;;) {
        ssize_t n = read(fd, block + before + used, capacity - used);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            int rc = -errno;
            free(block);
            return rc;
        }
        used += (size_t)n;
        // A short read of a file of known size is its end.
        if (n == 0 || (hint > 0 && used == hint)) {
            break;
        }
        if (used == capacity) {
            char *more = capacity > SIZE_MAX_BYTES ? NULL : realloc(block, before + capacity * 2 + after);
            if (more == NULL) {
                free(block);
                return -ENOMEM;
            }
            block = more;
            capacity *= 2;
        }
    }
    *out = block;
    *len = used;
    return 0;
}

static void stamp_of(const struct stat *st, mod_stamp *stamp)
{
    *stamp = (mod_stamp){
        .device = (uint64_t)st->st_dev,
        .inode = (uint64_t)st->st_ino,
        .size = (int64_t)st->st_size,
        .changed_s = (int64_t)st->st_ctim.tv_sec,
        .changed_ns = (int64_t)st->st_ctim.tv_nsec,
        .modified_s = (int64_t)st->st_mtim.tv_sec,
        .modified_ns = (int64_t)st->st_mtim.tv_nsec,
    };
}

bool mod_stamp_holds(const char *path, const mod_stamp *stamp)
{
    struct stat st;
    mod_stamp now;
    if (stat(path, &st) != 0) {
        return false;
    }
    stamp_of(&st, &now);
    return memcmp(&now, stamp, sizeof now) == 0;
}

int mod_file_read(const char *path, size_t before, size_t after, char **out, size_t *len, mod_stamp *stamp,
                  const char **syscall)
{
    return mod_file_read_up_to(path, SIZE_MAX_BYTES, before, after, out, len, stamp, syscall);
}

int mod_file_read_up_to(const char *path, size_t largest, size_t before, size_t after, char **out,
                        size_t *len, mod_stamp *stamp, const char **syscall)
{
    struct stat st;
    const char *call = "open";
    int rc = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        rc = -errno;
        goto out;
    }
    call = "fstat";
    if (fstat(fd, &st) != 0) {
        rc = -errno;
        goto out;
    }
    call = "read";
    if (stamp != NULL) {
        stamp_of(&st, stamp);
    }
    if (S_ISDIR(st.st_mode)) {
        rc = -EISDIR;
        goto out;
    }
    if (st.st_size > 0 && (uint64_t)st.st_size > largest) {
        rc = -EFBIG;
        goto out;
    }
    rc = read_all(fd, before, after, st.st_size > 0 ? (size_t)st.st_size : 0, out, len);
out:
    if (fd >= 0) {
        close(fd);
    }
    if (rc < 0 && syscall != NULL) {
        *syscall = call;
    }
    return rc;
}
