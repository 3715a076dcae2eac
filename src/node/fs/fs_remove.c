// SPDX-License-Identifier: MIT
//
// rm: removal of files and whole trees in one step, with retries.
//
// A directory is emptied through its descriptor (openat, unlinkat), so that a link put in the place of a directory while
// we work leads nowhere else. The depth of the tree is the depth of the recursion; each level holds a descriptor and a
// small block, and beyond the limits the system says EMFILE or ENAMETOOLONG, which is passed on.
#include "node/fs/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { RM_RECURSIVE = 1, RM_FORCE = 2, DENTS_LEN = 8192 };

typedef struct removal {
    fs_op *op;
    fs_buffer path; // of what is being removed, for errors
    int64_t retries_max, retry_delay_ms;
} removal;

static int remove_at(removal *r, int dir, const char *name);

static bool worth_a_retry(int code)
{
    return code == EBUSY || code == EMFILE || code == ENFILE || code == ENOTEMPTY || code == EPERM;
}

static int fail(removal *r, int code, const char *syscall)
{
    if (r->op->out.failure.status == 0) {
        r->op->out.failure.status = -code;
        r->op->out.failure.syscall = syscall;
        r->op->data = malloc(r->path.len + 1);
        if (r->op->data == NULL) {
            return -ENOMEM;
        }
        memcpy(r->op->data, r->path.bytes, r->path.len);
        r->op->data_len = r->path.len;
    }
    return -code;
}

static void wait_ms(int64_t ms)
{
    struct timespec ts = {ms / 1000, (ms % 1000) * 1000000L};
    while (ms > 0 && nanosleep(&ts, &ts) < 0 && errno == EINTR) {
    }
}

static int path_push(removal *r, const char *name)
{
    int status = fs_buffer_append(&r->path, "/", 1);
    return status < 0 ? status : fs_buffer_append(&r->path, name, strlen(name));
}

// Removes what `block` lists. Sets `*any` where it lists something.
static int remove_listed(removal *r, int fd, char *block, ssize_t len, bool *any)
{
    size_t path_len = r->path.len;
    for (ssize_t at = 0; at < len;) {
        const struct dirent64 *d = (const struct dirent64 *)(const void *)(block + at);
        at += d->d_reclen;
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0) {
            continue;
        }
        *any = true;
        int status = path_push(r, d->d_name);
        if (status == 0) {
            status = remove_at(r, fd, d->d_name);
        }
        r->path.len = path_len;
        if (status < 0) {
            return status;
        }
    }
    return 0;
}

static int empty_directory(removal *r, int dir, const char *name)
{
    int status = 0;
    char *block = NULL;
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? 0 : fail(r, errno, "scandir");
    }
    block = malloc(DENTS_LEN);
    if (block == NULL) {
        status = fail(r, ENOMEM, "scandir");
        goto out;
    }
    // Removal may make the kernel's cursor skip entries: start again until a whole pass finds nothing.
    for (bool any = true; any;) {
        any = false;
        ssize_t n;
        while ((n = getdents64(fd, block, DENTS_LEN)) > 0) {
            status = remove_listed(r, fd, block, n, &any);
            if (status < 0) {
                goto out;
            }
        }
        if (n < 0) {
            status = fail(r, errno, "scandir");
            goto out;
        }
        if (any && lseek(fd, 0, SEEK_SET) < 0) {
            status = fail(r, errno, "scandir");
            goto out;
        }
    }
out:
    free(block);
    close(fd);
    return status;
}

static int remove_directory(removal *r, int dir, const char *name)
{
    for (int64_t attempt = 0;; attempt++) {
        if (unlinkat(dir, name, AT_REMOVEDIR) == 0 || errno == ENOENT) {
            return 0;
        }
        int code = errno;
        if (code == ENOTEMPTY || code == EEXIST) {
            int status = empty_directory(r, dir, name);
            if (status < 0) {
                return status;
            }
            if (unlinkat(dir, name, AT_REMOVEDIR) == 0 || errno == ENOENT) {
                return 0;
            }
            code = errno;
        }
        if (!worth_a_retry(code) || attempt >= r->retries_max) {
            return fail(r, code, "rmdir");
        }
        wait_ms(r->retry_delay_ms * (attempt + 1));
    }
}

static int remove_at(removal *r, int dir, const char *name)
{
    for (int64_t attempt = 0;; attempt++) {
        if (unlinkat(dir, name, 0) == 0 || errno == ENOENT) {
            return 0;
        }
        int code = errno;
        struct stat st;
        if ((code == EISDIR || code == EPERM) && fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISDIR(st.st_mode)) {
            return remove_directory(r, dir, name);
        }
        if (!worth_a_retry(code) || attempt >= r->retries_max) {
            return fail(r, code, "unlink");
        }
        wait_ms(r->retry_delay_ms * (attempt + 1));
    }
}

static int run_rm(fs_op *op)
{
    removal r = {op, {NULL, 0, 0}, op->position, op->length};
    struct stat st;
    int status = fs_buffer_append(&r.path, op->path.bytes, op->path.len);
    if (status < 0) {
        return status;
    }
    if (lstat(op->path.bytes, &st) < 0) {
        if (errno != ENOENT || (op->flags & RM_FORCE) == 0) {
            fail(&r, errno, "lstat");
        }
    } else if (S_ISDIR(st.st_mode) && (op->flags & RM_RECURSIVE) == 0) {
        fail(&r, EISDIR, "rm");
    } else if (S_ISDIR(st.st_mode)) {
        remove_directory(&r, AT_FDCWD, op->path.bytes);
    } else {
        remove_at(&r, AT_FDCWD, op->path.bytes);
    }
    free(r.path.bytes);
    return op->out.failure.status != 0 && op->data == NULL ? -ENOMEM : 0;
}

// (path, flags, maxRetries, retryDelay, [callback]) -> undefined or [status, syscall, path]
JS_FUNCTION(fs_rm)
{
    fs_op local;
    fs_op *op = fs_op_start(ctx, &local, argc, 4, run_rm, fs_make_failure, exception);
    if (op == NULL) {
        return JS_UNDEFINED;
    }
    if (fs_text_init(ctx, js_arg(argc, argv, 0), &op->path, exception) < 0) {
        return fs_op_drop(op);
    }
    op->flags = js_arg_int32(argc, argv, 1);
    op->position = js_arg_int64(argc, argv, 2);
    op->length = js_arg_int64(argc, argv, 3);
    return fs_op_finish(ctx, op, js_arg(argc, argv, 4), JS_UNDEFINED, exception);
}

const js_function_spec fs_remove_functions[] = {
    {"rm", fs_rm, 4,
     "rm(path, flags, maxRetries, retryDelay, [callback]) -> undefined or [status, syscall, path]"},
    {0},
};
