// SPDX-License-Identifier: MIT
//
// Unpacking into the cache and linking from it. Names are relative to a folder's descriptor. The folder is new and only this process knows its name; no link is
// ever made in it, so that no name of an archive can lead out of it.
#include "npm/store.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KIND_FOLDER, KIND_FILE, KIND_PROGRAM, RECORD = 8 + 8 + 2 + 1 };
#define MAGIC "protojs package 1\n"
#define UNPACKED_MAX ((size_t)4 << 30)

typedef struct unpacking {
    int folder;
    uint8_t *index;
    size_t len, room;
} unpacking;

static int index_add(unpacking *u, int kind, const char *path, uint64_t size, int64_t time)
{
    size_t path_len = strlen(path), need = u->len + RECORD + path_len + 1;
    if (need > u->room) {
        size_t room = need * 2;
        uint8_t *grown = realloc(u->index, room);
        if (grown == NULL) {
            return -ENOMEM;
        }
        u->index = grown;
        u->room = room;
    }
    uint8_t *at = u->index + u->len;
    uint16_t short_len = (uint16_t)path_len;
    memcpy(at, &size, 8);
    memcpy(at + 8, &time, 8);
    memcpy(at + 16, &short_len, 2);
    at[18] = (uint8_t)kind;
    memcpy(at + RECORD, path, path_len + 1);
    u->len = need;
    return 0;
}

static int64_t time_of(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

// The folder `path` with all above it.
static int make_folders(unpacking *u, const char *path)
{
    char part[NPM_TAR_PATH_MAX];
    for (const char *slash = path; slash != NULL;) {
        slash = strchr(slash, '/');
        size_t len = slash == NULL ? strlen(path) : (size_t)(slash++ - path);
        memcpy(part, path, len);
        part[len] = 0;
        if (mkdirat(u->folder, part, 0777) == 0) {
            int rc = index_add(u, KIND_FOLDER, part, 0, 0);
            if (rc < 0) {
                return rc;
            }
        } else if (errno != EEXIST) {
            return -errno;
        }
    }
    return 0;
}

static int write_all(int fd, const uint8_t *data, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return n < 0 ? -errno : -EIO;
        }
        data += n;
        size -= (size_t)n;
    }
    return 0;
}

// A name that comes twice is let pass where it means the same.
static int same_again(unpacking *u, const npm_tar_entry *e)
{
    struct stat st;
    int fd = openat(u->folder, e->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int rc = fd < 0 ? -errno : fstat(fd, &st) < 0 ? -errno : 0;
    bool same = rc == 0 && S_ISREG(st.st_mode) && (size_t)st.st_size == e->size;
    uint8_t *there = same ? malloc(e->size + 1) : NULL;
    same =
        there != NULL && read(fd, there, e->size) == (ssize_t)e->size && memcmp(there, e->data, e->size) == 0;
    free(there);
    if (fd >= 0) {
        close(fd);
    }
    return rc < 0 ? rc : same ? 0 : -ENOTUNIQ;
}

static int open_new(unpacking *u, const npm_tar_entry *e)
{
    int mode = e->is_executable ? 0777 : 0666;
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(u->folder, e->path, flags, mode);
    if (fd >= 0 || errno != ENOENT) {
        return fd >= 0 ? fd : -errno;
    }
    char above[NPM_TAR_PATH_MAX];
    size_t len = strlen(e->path);
    memcpy(above, e->path, len + 1);
    char *slash = strrchr(above, '/');
    if (slash == NULL) {
        return -ENOENT;
    }
    *slash = 0;
    int rc = make_folders(u, above);
    fd = rc < 0 ? -1 : openat(u->folder, e->path, flags, mode);
    return rc < 0 ? rc : fd >= 0 ? fd : -errno;
}

static int unpack_entry(void *data, const npm_tar_entry *e)
{
    unpacking *u = data;
    if (e->is_folder) {
        return make_folders(u, e->path);
    }
    struct stat st;
    int fd = open_new(u, e);
    if (fd < 0) {
        return fd == -EEXIST || fd == -EISDIR ? same_again(u, e) : fd;
    }
    int rc = write_all(fd, e->data, e->size);
    if (rc == 0 && fstat(fd, &st) < 0) {
        rc = -errno;
    }
    if (close(fd) < 0 && rc == 0) {
        rc = -errno;
    }
    return rc < 0 ? rc
                  : index_add(u, e->is_executable ? KIND_PROGRAM : KIND_FILE, e->path, e->size, time_of(&st));
}

static int write_index(const char *temporary, const unpacking *u)
{
    int folder = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = folder < 0 ? -1 : openat(folder, "index", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int rc = fd < 0 ? -errno : write_all(fd, (const uint8_t *)MAGIC, strlen(MAGIC));
    rc = rc < 0 ? rc : write_all(fd, u->index, u->len);
    if (fd >= 0 && close(fd) < 0 && rc == 0) {
        rc = -errno;
    }
    if (folder >= 0) {
        close(folder);
    }
    return rc;
}

static int join(char out[NPM_TAR_PATH_MAX], const char *folder, const char *name)
{
    size_t a = strlen(folder), b = strlen(name);
    if (a + b + 2 > NPM_TAR_PATH_MAX) {
        return -ENAMETOOLONG;
    }
    memcpy(out, folder, a);
    out[a] = '/';
    memcpy(out + a + 1, name, b + 1);
    return 0;
}

int npm_store_add(const uint8_t *bytes, size_t len, const char *temporary, const char *name,
                  npm_tar_failure *failure)
{
    unpacking u = {.folder = -1};
    uint8_t *plain = NULL;
    size_t plain_len;
    char files[NPM_TAR_PATH_MAX];
    *failure = (npm_tar_failure){0};
    int rc = npm_gunzip(bytes, len, UNPACKED_MAX, &plain, &plain_len);
    if (rc < 0) {
        failure->reason = rc == -EFBIG ? "it is too large" : "its compressed data is damaged";
        return rc == -EFBIG ? -EBADMSG : rc;
    }
    rc = join(files, temporary, "files");
    if (rc == 0 && (mkdir(temporary, 0777) < 0 || mkdir(files, 0777) < 0)) {
        rc = -errno;
    }
    if (rc < 0) {
        goto out;
    }
    u.folder = open(files, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    rc = u.folder < 0 ? -errno
                      : npm_tar_walk(plain != NULL ? plain : bytes, plain_len, unpack_entry, &u, failure);
    if (rc == -ENOTUNIQ || rc == -ENOTDIR || rc == -EEXIST || rc == -EISDIR) {
        failure->reason = "a name comes twice";
        rc = -EBADMSG;
    }
    rc = rc < 0 ? rc : write_index(temporary, &u);
    if (rc == 0 && rename(temporary, name) < 0) {
        rc = -errno;
    }
out:
    if (u.folder >= 0) {
        close(u.folder);
    }
    free(u.index);
    free(plain);
    return rc;
}

// ---- linking -------------------------------------------------------------------------------------------------------------

static int copy_bytes(int from, int to, uint64_t size)
{
    uint8_t block[65536];
    while (size > 0) {
        ssize_t n = copy_file_range(from, NULL, to, NULL, size, 0);
        if (n > 0) {
            size -= (uint64_t)n;
            continue;
        }
        n = read(from, block, sizeof block);
        int rc = n < 0 ? -errno : n == 0 ? -ESTALE : write_all(to, block, (size_t)n);
        if (rc < 0) {
            return rc;
        }
        size -= (uint64_t)n < size ? (uint64_t)n : size;
    }
    return 0;
}

// A new file with the content of another. `clone`: by sharing its blocks, or not at all (-EOPNOTSUPP).
static int copy_file(int from_folder, int to_folder, const char *path, int kind, uint64_t size, bool clone)
{
    int rc = 0, to = -1, from = openat(from_folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (from < 0) {
        return -errno;
    }
    to = openat(to_folder, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kind == KIND_PROGRAM ? 0777 : 0666);
    if (to < 0) {
        rc = -errno;
    } else if (!clone) {
        rc = copy_bytes(from, to, size);
    } else if (ioctl(to, FICLONE, from) < 0) {
        unlinkat(to_folder, path, 0);
        rc = -EOPNOTSUPP;
    }
    close(from);
    if (to >= 0 && close(to) < 0 && rc == 0) {
        rc = -errno;
    }
    return rc;
}

static int place_file(int from, int to, const char *path, int kind, uint64_t size, npm_store_method *method)
{
    if (*method == NPM_STORE_AUTO || *method == NPM_STORE_CLONE) {
        int rc = copy_file(from, to, path, kind, size, true);
        if (rc != -EOPNOTSUPP) {
            *method = NPM_STORE_CLONE;
            return rc;
        }
        *method = NPM_STORE_LINK;
    }
    if (*method == NPM_STORE_LINK) {
        if (linkat(from, path, to, path, 0) == 0) {
            return 0;
        }
        if (errno != EXDEV && errno != EPERM && errno != EMLINK && errno != EOPNOTSUPP) {
            return -errno;
        }
        *method = errno == EMLINK ? NPM_STORE_LINK : NPM_STORE_COPY;
    }
    return copy_file(from, to, path, kind, size, false);
}

static int read_index(const char *name, uint8_t **out, size_t *out_len)
{
    char path[NPM_TAR_PATH_MAX];
    struct stat st;
    int rc = join(path, name, "index");
    int fd = rc < 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) < 0) {
        rc = rc < 0 ? rc : -errno;
        goto out;
    }
    *out_len = (size_t)st.st_size;
    *out = malloc(*out_len + 1);
    rc = *out == NULL ? -ENOMEM : read(fd, *out, *out_len) == (ssize_t)*out_len ? 0 : -ESTALE;
    if (rc == 0 && (*out_len < strlen(MAGIC) || memcmp(*out, MAGIC, strlen(MAGIC)) != 0)) {
        rc = -ESTALE;
    }
out:
    if (fd >= 0) {
        close(fd);
    }
    return rc;
}

static int place_record(int from, int to, const uint8_t *at, const char *path, npm_store_method *method)
{
    uint64_t size;
    int64_t time;
    struct stat st;
    memcpy(&size, at, 8);
    memcpy(&time, at + 8, 8);
    if (at[18] == KIND_FOLDER) {
        return mkdirat(to, path, 0777) == 0 ? 0 : -errno;
    }
    if (fstatat(from, path, &st, AT_SYMLINK_NOFOLLOW) < 0) {
        return errno == ENOENT ? -ESTALE : -errno;
    }
    if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size != size || time_of(&st) != time) {
        return -ESTALE;
    }
    return place_file(from, to, path, at[18], size, method);
}

int npm_store_link(const char *name, const char *to, npm_store_method *method)
{
    char files[NPM_TAR_PATH_MAX];
    uint8_t *index = NULL;
    size_t len = 0;
    int from_folder = -1, to_folder = -1;
    int rc = join(files, name, "files");
    rc = rc < 0 ? rc : read_index(name, &index, &len);
    if (rc < 0) {
        goto out;
    }
    from_folder = open(files, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    rc = from_folder < 0 || mkdir(to, 0777) < 0 ? -errno : 0;
    to_folder = rc < 0 ? -1 : open(to, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    rc = rc == 0 && to_folder < 0 ? -errno : rc;
    for (size_t at = strlen(MAGIC); rc == 0 && at < len;) {
        uint16_t path_len = 0;
        if (len - at > RECORD) {
            memcpy(&path_len, index + at + 16, 2);
        }
        if (path_len == 0 || len - at < (size_t)RECORD + path_len + 1 || index[at + RECORD + path_len] != 0) {
            rc = -ESTALE;
            break;
        }
        rc = place_record(from_folder, to_folder, index + at, (const char *)index + at + RECORD, method);
        at += (size_t)RECORD + path_len + 1;
    }
out:
    if (from_folder >= 0) {
        close(from_folder);
    }
    if (to_folder >= 0) {
        close(to_folder);
    }
    free(index);
    return rc;
}
