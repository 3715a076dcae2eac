// SPDX-License-Identifier: MIT
//
// Paths inside the sandbox. Nothing here hands a path of more than one name to the system.
#include "node/wasi/wasi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MAX = 40, DEPTH_MAX = 512 };

// ---- the walk -------------------------------------------------------------------------------------------------------

typedef struct walk {
    int folders[DEPTH_MAX]; // the first is the root and not ours
    size_t depth;           // of the last
    unsigned links;
    char rest[2 * PATH_MAX];
    const char *at; // in `rest`
} walk;

static void walk_up(walk *w)
{
    close(w->folders[w->depth--]);
}

// Goes on with a link's text in place of its name. NOENT where the name is no link.
static wasi_error expand(walk *w, const char *name)
{
    char text[PATH_MAX];
    ssize_t len = readlinkat(w->folders[w->depth], name, text, sizeof text);
    if (len < 0) {
        return errno == EINVAL ? WASI_NOENT : wasi_errno(errno);
    }
    size_t rest = strlen(w->at);
    if (++w->links > LINKS_MAX) {
        return WASI_LOOP;
    }
    if (len > 0 && text[0] == '/') {
        return WASI_NOTCAPABLE;
    }
    if ((size_t)len >= sizeof text || (size_t)len + 1 + rest >= sizeof w->rest) {
        return WASI_NAMETOOLONG;
    }
    memmove(w->rest + len, w->at, rest + 1);
    memcpy(w->rest, text, (size_t)len);
    w->at = w->rest;
    return WASI_OK;
}

static wasi_error enter_folder(walk *w, const char *name)
{
    int fd = openat(w->folders[w->depth], name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) {
        if (w->depth + 1 == DEPTH_MAX) {
            close(fd);
            return WASI_NAMETOOLONG;
        }
        w->folders[++w->depth] = fd;
        return WASI_OK;
    }
    int error = errno;
    if (error != ENOTDIR && error != ELOOP) {
        return wasi_errno(error);
    }
    wasi_error expanded = expand(w, name);
    return expanded == WASI_NOENT ? WASI_NOTDIR : expanded;
}

// Takes the next name. False at the end.
static bool next_name(walk *w, char name[NAME_MAX + 1], wasi_error *error, bool *is_last)
{
    while (*w->at == '/') {
        w->at++;
    }
    size_t len = strcspn(w->at, "/");
    if (len > NAME_MAX) {
        *error = WASI_NAMETOOLONG;
        return false;
    }
    memcpy(name, w->at, len);
    name[len] = '\0';
    w->at += len;
    *is_last = w->at[strspn(w->at, "/")] == '\0';
    return len > 0;
}

static wasi_error walk_to_last(walk *w, bool follow, wasi_place *out)
{
    wasi_error error = WASI_OK;
    bool is_last = false;
    while (error == WASI_OK && next_name(w, out->name, &error, &is_last)) {
        bool is_folder = *w->at == '/';
        if (strcmp(out->name, ".") == 0) {
            // where we are
        } else if (strcmp(out->name, "..") == 0) {
            if (w->depth == 0) {
                return WASI_NOTCAPABLE;
            }
            walk_up(w);
        } else if (!is_last) {
            error = enter_folder(w, out->name);
        } else if (follow || is_folder) {
            out->is_folder = out->is_folder || is_folder;
            error = expand(w, out->name);
            if (error == WASI_NOENT) { // no link, or nothing yet
                return WASI_OK;
            }
        } else {
            return WASI_OK;
        }
    }
    out->is_folder = true;
    out->name[0] = '.';
    out->name[1] = '\0';
    return error;
}

wasi_error wasi_place_find(int root, const char *path, size_t len, bool follow, wasi_place *out)
{
    *out = (wasi_place){.parent = -1};
    if (len == 0) {
        return WASI_NOENT;
    }
    if (memchr(path, '\0', len) != NULL) {
        return WASI_INVAL;
    }
    if (path[0] == '/') {
        return WASI_NOTCAPABLE;
    }
    walk *w = len < PATH_MAX ? malloc(sizeof *w) : NULL;
    if (w == NULL) {
        return len < PATH_MAX ? WASI_NOMEM : WASI_NAMETOOLONG;
    }
    w->folders[0] = root;
    w->depth = w->links = 0;
    memcpy(w->rest, path, len);
    w->rest[len] = '\0';
    w->at = w->rest;
    wasi_error error = walk_to_last(w, follow, out);
    if (error == WASI_OK) {
        out->parent = w->folders[w->depth];
        out->is_owned = w->depth > 0;
        w->depth -= w->depth > 0 ? 1 : 0;
    }
    while (w->depth > 0) {
        walk_up(w);
    }
    free(w);
    return error;
}

void wasi_place_deinit(wasi_place *place)
{
    if (place->is_owned) {
        close(place->parent);
        place->is_owned = false;
    }
}

// The place of the path in arguments `folder`, `path`, `path + 1`, and the folder's descriptor where `d` is not NULL.
static wasi_error place_in(wasi_call *c, size_t folder, size_t path, uint64_t rights, bool follow,
                           wasi_descriptor **d, wasi_place *out)
{
    wasi_descriptor *found;
    *out = (wasi_place){.parent = -1};
    wasi_error error = wasi_find(c->w, c->a[folder], rights, &found);
    if (error != WASI_OK) {
        return error;
    }
    const char *text = wasi_at(c, c->a[path], c->a[path + 1]);
    if (text == NULL) {
        return WASI_OVERFLOW;
    }
    if (d != NULL) {
        *d = found;
    }
    return found->type != WASI_TYPE_DIRECTORY
               ? WASI_NOTDIR
               : wasi_place_find(found->fd, text, (size_t)c->a[path + 1], follow, out);
}

// What a path that ends with a slash names must be a folder.
static wasi_error check_folder(const wasi_place *place)
{
    struct stat st;
    if (!place->is_folder) {
        return WASI_OK;
    }
    if (fstatat(place->parent, place->name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return wasi_errno(errno);
    }
    return S_ISDIR(st.st_mode) ? WASI_OK : WASI_NOTDIR;
}

static wasi_error done(int result, wasi_place *place)
{
    int error = errno;
    wasi_place_deinit(place);
    return result == 0 ? WASI_OK : wasi_errno(error);
}

enum { FOLLOW = 1 };

// ---- functions ------------------------------------------------------------------------------------------------------

static wasi_error path_create_directory(wasi_call *c)
{
    wasi_place place;
    wasi_error error = place_in(c, 0, 1, WASI_RIGHT_CREATE_DIRECTORY, false, NULL, &place);
    return error != WASI_OK ? error : done(mkdirat(place.parent, place.name, 0777), &place);
}

static wasi_error path_filestat_get(wasi_call *c)
{
    wasi_place place;
    struct stat st;
    void *out = wasi_at(c, c->a[4], 64);
    if (out == NULL) {
        return WASI_OVERFLOW;
    }
    wasi_error error = place_in(c, 0, 2, WASI_RIGHT_PATH_STAT, (c->a[1] & FOLLOW) != 0, NULL, &place);
    if (error == WASI_OK && (error = check_folder(&place)) == WASI_OK) {
        error =
            fstatat(place.parent, place.name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? WASI_OK : wasi_errno(errno);
    }
    wasi_place_deinit(&place);
    if (error == WASI_OK) {
        wasi_stat_out(out, &st);
    }
    return error;
}

static wasi_error path_filestat_set_times(wasi_call *c)
{
    wasi_place place;
    struct timespec times[2];
    wasi_error error = wasi_times_in(c->a[4], c->a[5], c->a[6], times);
    if (error == WASI_OK) {
        error = place_in(c, 0, 2, WASI_RIGHT_PATH_SET_TIMES, (c->a[1] & FOLLOW) != 0, NULL, &place);
    }
    return error != WASI_OK ? error
                            : done(utimensat(place.parent, place.name, times, AT_SYMLINK_NOFOLLOW), &place);
}

static wasi_error path_link(wasi_call *c)
{
    wasi_place from, to;
    wasi_error error = place_in(c, 0, 2, WASI_RIGHT_LINK_SOURCE, (c->a[1] & FOLLOW) != 0, NULL, &from);
    if (error != WASI_OK) {
        return error;
    }
    error = check_folder(&from);
    if (error == WASI_OK) {
        error = place_in(c, 4, 5, WASI_RIGHT_LINK_TARGET, false, NULL, &to);
    }
    if (error == WASI_OK) {
        error = done(linkat(from.parent, from.name, to.parent, to.name, 0), &to);
    }
    wasi_place_deinit(&from);
    return error;
}

enum { OPEN_CREATE = 1, OPEN_DIRECTORY = 2, OPEN_EXCLUSIVE = 4, OPEN_TRUNCATE = 8 };
enum { FLAG_APPEND = 1, FLAG_DSYNC = 2, FLAG_NONBLOCK = 4, FLAG_RSYNC = 8, FLAG_SYNC = 16 };

static int open_flags(uint64_t how, uint64_t rights, uint64_t flags)
{
    bool reads = (rights & (WASI_RIGHT_READ | WASI_RIGHT_READDIR)) != 0;
    bool writes = (how & OPEN_DIRECTORY) == 0 &&
                  (rights & (WASI_RIGHT_WRITE | WASI_RIGHT_ALLOCATE | WASI_RIGHT_SET_SIZE)) != 0;
    int result = O_CLOEXEC | O_NOFOLLOW | O_NOCTTY;
    result |= writes ? (reads ? O_RDWR : O_WRONLY) : O_RDONLY;
    result |= (how & OPEN_CREATE) != 0 ? O_CREAT : 0;
    result |= (how & OPEN_DIRECTORY) != 0 ? O_DIRECTORY : 0;
    result |= (how & OPEN_EXCLUSIVE) != 0 ? O_EXCL : 0;
    result |= (how & OPEN_TRUNCATE) != 0 ? O_TRUNC : 0;
    result |= (flags & FLAG_APPEND) != 0 ? O_APPEND : 0;
    result |= (flags & FLAG_DSYNC) != 0 ? O_DSYNC : 0;
    result |= (flags & FLAG_NONBLOCK) != 0 ? O_NONBLOCK : 0;
    result |= (flags & (FLAG_SYNC | FLAG_RSYNC)) != 0 ? O_SYNC : 0;
    return result;
}

static wasi_error path_open(wasi_call *c)
{
    wasi_descriptor *folder = NULL;
    wasi_place place;
    uint32_t number;
    uint64_t how = c->a[4], rights = c->a[5] & WASI_RIGHTS_ALL, inherited = c->a[6] & WASI_RIGHTS_ALL;
    void *out = wasi_at(c, c->a[8], 4);
    if (out == NULL) {
        return WASI_OVERFLOW;
    }
    uint64_t needed = WASI_RIGHT_OPEN | ((how & OPEN_CREATE) != 0 ? WASI_RIGHT_CREATE_FILE : 0) |
                      ((how & OPEN_TRUNCATE) != 0 ? WASI_RIGHT_PATH_SET_SIZE : 0);
    wasi_error error = place_in(c, 0, 2, needed, (c->a[1] & FOLLOW) != 0, &folder, &place);
    if (error != WASI_OK) {
        return error;
    }
    if (((rights | inherited) & ~folder->inherited) != 0) {
        wasi_place_deinit(&place);
        return WASI_NOTCAPABLE;
    }
    int flags = open_flags(how | (place.is_folder ? OPEN_DIRECTORY : 0), rights, c->a[7]);
    if ((flags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY)) {
        wasi_place_deinit(&place);
        return place.is_folder ? WASI_ISDIR : WASI_INVAL;
    }
    int fd = openat(place.parent, place.name, flags, 0666);
    error = done(fd < 0 ? -1 : 0, &place);
    if (error == WASI_OK) {
        error = wasi_add(c->w, fd, rights, inherited, &number);
    }
    if (error == WASI_OK) {
        wasi_store32(out, number);
    }
    return error;
}

static wasi_error path_readlink(wasi_call *c)
{
    wasi_place place;
    char text[PATH_MAX];
    char *to = wasi_at(c, c->a[3], c->a[4]);
    void *used = wasi_at(c, c->a[5], 4);
    if (to == NULL || used == NULL) {
        return WASI_OVERFLOW;
    }
    wasi_error error = place_in(c, 0, 1, WASI_RIGHT_READLINK, false, NULL, &place);
    if (error != WASI_OK) {
        return error;
    }
    ssize_t len = readlinkat(place.parent, place.name, text, sizeof text);
    error = done(len < 0 ? -1 : 0, &place);
    if (error == WASI_OK) {
        size_t given = (size_t)len < (size_t)c->a[4] ? (size_t)len : (size_t)c->a[4];
        memcpy(to, text, given);
        wasi_store32(used, (uint32_t)given);
    }
    return error;
}

static wasi_error path_remove_directory(wasi_call *c)
{
    wasi_place place;
    wasi_error error = place_in(c, 0, 1, WASI_RIGHT_REMOVE_DIRECTORY, false, NULL, &place);
    return error != WASI_OK ? error : done(unlinkat(place.parent, place.name, AT_REMOVEDIR), &place);
}

static wasi_error path_unlink_file(wasi_call *c)
{
    wasi_place place;
    wasi_error error = place_in(c, 0, 1, WASI_RIGHT_UNLINK, false, NULL, &place);
    if (error != WASI_OK) {
        return error;
    }
    error = check_folder(&place);
    if (error != WASI_OK) {
        wasi_place_deinit(&place);
        return error;
    }
    return done(unlinkat(place.parent, place.name, 0), &place);
}

static wasi_error path_rename(wasi_call *c)
{
    wasi_place from, to;
    wasi_error error = place_in(c, 0, 1, WASI_RIGHT_RENAME_SOURCE, false, NULL, &from);
    if (error != WASI_OK) {
        return error;
    }
    error = check_folder(&from);
    if (error == WASI_OK) {
        error = place_in(c, 3, 4, WASI_RIGHT_RENAME_TARGET, false, NULL, &to);
    }
    if (error == WASI_OK) {
        error = done(renameat(from.parent, from.name, to.parent, to.name), &to);
    }
    wasi_place_deinit(&from);
    return error;
}

// A link to an absolute path would lead others outside, whom nobody watches.
static wasi_error path_symlink(wasi_call *c)
{
    wasi_place place;
    char text[PATH_MAX];
    size_t len = (size_t)c->a[1];
    const char *from = wasi_at(c, c->a[0], c->a[1]);
    if (from == NULL) {
        return WASI_OVERFLOW;
    }
    if (len == 0 || len >= sizeof text || memchr(from, '\0', len) != NULL) {
        return len == 0 ? WASI_NOENT : len >= sizeof text ? WASI_NAMETOOLONG : WASI_INVAL;
    }
    if (from[0] == '/') {
        return WASI_NOTCAPABLE;
    }
    memcpy(text, from, len);
    text[len] = '\0';
    wasi_error error = place_in(c, 2, 3, WASI_RIGHT_SYMLINK, false, NULL, &place);
    return error != WASI_OK ? error : done(symlinkat(text, place.parent, place.name), &place);
}

const wasi_row wasi_path_rows[] = {
    {"path_create_directory", "iii", path_create_directory},
    {"path_filestat_get", "iiiii", path_filestat_get},
    {"path_filestat_set_times", "iiiilli", path_filestat_set_times},
    {"path_link", "iiiiiii", path_link},
    {"path_open", "iiiiillii", path_open},
    {"path_readlink", "iiiiii", path_readlink},
    {"path_remove_directory", "iii", path_remove_directory},
    {"path_rename", "iiiiii", path_rename},
    {"path_symlink", "iiiii", path_symlink},
    {"path_unlink_file", "iii", path_unlink_file},
    {0},
};
