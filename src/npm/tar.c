// SPDX-License-Identifier: MIT
//
// Reading of tar archives. A header is 512 bytes; what follows it is filled up to the next multiple. Extended headers before an entry (pax 'x', GNU 'L' and 'K')
// say what does not fit into it. The walk holds one path at a time and borrows everything else.
#include "npm/tar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    BLOCK = 512,
    NAME = 0,
    MODE = 100,
    SIZE = 124,
    SUM = 148,
    TYPE = 156,
    LINK = 157,
    MAGIC = 257,
    PREFIX = 345
};

typedef struct walk {
    const uint8_t *at, *end;
    npm_tar_failure *failure;
    // What extended headers said of the next entry; NULL or -1: nothing.
    const uint8_t *long_name, *long_link;
    size_t long_name_len, long_link_len;
    int64_t long_size;
    char name[NPM_TAR_PATH_MAX], link[NPM_TAR_PATH_MAX], path[NPM_TAR_PATH_MAX];
} walk;

static int refuse(walk *w, const char *reason)
{
    w->failure->reason = reason;
    snprintf(w->failure->path, sizeof w->failure->path, "%.255s", w->name);
    return -EBADMSG;
}

static size_t text_len(const uint8_t *text, size_t most)
{
    const uint8_t *nul = memchr(text, 0, most);
    return nul == NULL ? most : (size_t)(nul - text);
}

// A number of a header: octal digits, or big-endian bytes where the first bit is set. -1 where it is neither, or too large.
static int64_t number_at(const uint8_t *field, size_t len)
{
    int64_t n = 0;
    if (field[0] & 0x80) {
        if (field[0] != 0x80) {
            return -1;
        }
        for (size_t i = 1; i < len; i++) {
            if (n >> 48) {
                return -1;
            }
            n = n << 8 | field[i];
        }
        return n;
    }
    size_t i = 0;
    while (i < len && field[i] == ' ') {
        i++;
    }
    for (; i < len && field[i] >= '0' && field[i] <= '7'; i++) {
        n = n << 3 | (field[i] - '0');
    }
    return i == len || field[i] == 0 || field[i] == ' ' ? n : -1;
}

static bool sum_is_right(const uint8_t *header)
{
    int64_t sum = 0, its_own = number_at(header + SUM, 8);
    for (size_t i = 0; i < BLOCK; i++) {
        sum += i >= SUM && i < SUM + 8 ? ' ' : header[i];
    }
    return sum == its_own;
}

static bool is_zero(const uint8_t *block)
{
    for (size_t i = 0; i < BLOCK; i++) {
        if (block[i] != 0) {
            return false;
        }
    }
    return true;
}

// Records "LENGTH KEY=VALUE\n".
static int read_pax(walk *w, const uint8_t *at, size_t len)
{
    while (len > 0 && at[0] != 0) {
        size_t total = 0, i = 0;
        for (; i < len && i < 9 && at[i] >= '0' && at[i] <= '9'; i++) {
            total = total * 10 + (size_t)(at[i] - '0');
        }
        if (i == 0 || i >= len || at[i] != ' ' || total <= i + 1 || total > len || at[total - 1] != '\n') {
            return refuse(w, "an extended header cannot be read");
        }
        const uint8_t *key = at + i + 1, *end = at + total - 1;
        const uint8_t *value = memchr(key, '=', (size_t)(end - key));
        if (value == NULL) {
            return refuse(w, "an extended header cannot be read");
        }
        size_t key_len = (size_t)(value++ - key), value_len = (size_t)(end - value);
        if (key_len == 4 && memcmp(key, "path", 4) == 0) {
            w->long_name = value;
            w->long_name_len = value_len;
        } else if (key_len == 8 && memcmp(key, "linkpath", 8) == 0) {
            w->long_link = value;
            w->long_link_len = value_len;
        } else if (key_len == 4 && memcmp(key, "size", 4) == 0) {
            w->long_size = 0;
            for (const uint8_t *digit = value; digit < end; digit++) {
                if (*digit < '0' || *digit > '9' || w->long_size >> 48) {
                    return refuse(w, "a size cannot be read");
                }
                w->long_size = w->long_size * 10 + (*digit - '0');
            }
        }
        at += total;
        len -= total;
    }
    return 0;
}

static int take_text(walk *w, char out[NPM_TAR_PATH_MAX], const uint8_t *text, size_t len)
{
    if (len >= NPM_TAR_PATH_MAX) {
        return refuse(w, "a name is too long");
    }
    memcpy(out, text, len);
    out[len] = 0;
    return strlen(out) == len ? 0 : refuse(w, "a name holds a zero byte");
}

// The names of the entry as written.
static int take_names(walk *w, const uint8_t *header)
{
    int rc;
    w->name[0] = 0;
    if (w->long_name != NULL) {
        rc = take_text(w, w->name, w->long_name, w->long_name_len);
    } else {
        size_t at = 0, prefix = text_len(header + PREFIX, 155);
        if (memcmp(header + MAGIC, "ustar\0", 6) == 0 && prefix > 0) {
            memcpy(w->name, header + PREFIX, prefix);
            w->name[prefix] = '/';
            at = prefix + 1;
        }
        size_t len = text_len(header + NAME, 100);
        memcpy(w->name + at, header + NAME, len);
        w->name[at + len] = 0;
        rc = 0;
    }
    if (rc < 0) {
        return rc;
    }
    return w->long_link != NULL ? take_text(w, w->link, w->long_link, w->long_link_len)
                                : take_text(w, w->link, header + LINK, text_len(header + LINK, 100));
}

// The entry's path below the archive's first folder; empty where nothing is left.
static int make_path(walk *w)
{
    const char *name = w->name;
    size_t out = 0;
    bool first = true;
    if (name[0] == '/') {
        return refuse(w, "a name is absolute");
    }
    if (strchr(name, '\\') != NULL || (name[0] != 0 && name[1] == ':')) {
        return refuse(w, "a name is one of Windows");
    }
    while (*name != 0) {
        size_t len = strcspn(name, "/");
        if (len == 2 && memcmp(name, "..", 2) == 0) {
            return refuse(w, "a name leads out of the folder");
        }
        bool counts = len > 0 && !(len == 1 && name[0] == '.');
        if (counts && !first) {
            if (out > 0) {
                w->path[out++] = '/';
            }
            if (len >= 2 && name[1] == ':') {
                return refuse(w, "a name is one of Windows");
            }
            memcpy(w->path + out, name, len);
            out += len;
        }
        first = first && !counts;
        name += len + (name[len] == '/');
    }
    w->path[out] = 0;
    return 0;
}

// A link stays inside where it never climbs above the package's folder. `base`: its own path, for a symbolic link; a hard link names its target from the archive's root.
static int check_link(walk *w, bool is_symbolic)
{
    const char *target = w->link;
    long depth = 0;
    if (target[0] == '/' || target[0] == 0 || strchr(target, '\\') != NULL) {
        return refuse(w, "a link leads out of the folder");
    }
    for (const char *c = w->path; is_symbolic && *c != 0; c++) {
        depth += *c == '/';
    }
    depth -= !is_symbolic; // the first folder's name
    while (*target != 0) {
        size_t len = strcspn(target, "/");
        if (len == 2 && memcmp(target, "..", 2) == 0) {
            depth--;
        } else if (len > 0 && !(len == 1 && target[0] == '.')) {
            depth++;
        }
        if (depth < 0 && (is_symbolic || depth < -1)) {
            return refuse(w, "a link leads out of the folder");
        }
        target += len + (target[len] == '/');
    }
    return depth < 0 ? refuse(w, "a link leads out of the folder") : 0;
}

static int one_entry(walk *w, const uint8_t *header, const uint8_t *data, size_t size,
                     int (*entry)(void *data, const npm_tar_entry *e), void *with)
{
    char type = (char)header[TYPE];
    int rc = take_names(w, header);
    rc = rc == 0 ? make_path(w) : rc;
    if (rc < 0) {
        return rc;
    }
    size_t len = strlen(w->name);
    bool is_folder = type == '5' || ((type == '0' || type == 0) && len > 0 && w->name[len - 1] == '/');
    if (type == '1' || type == '2') {
        return check_link(w, type == '2');
    }
    if (!is_folder && type != '0' && type != 0 && type != '7') {
        return refuse(w, "an entry is neither file nor folder");
    }
    if (w->path[0] == 0) {
        return 0;
    }
    int64_t mode = number_at(header + MODE, 8);
    npm_tar_entry e = {w->path, is_folder, mode >= 0 && (mode & 0111) != 0, data, is_folder ? 0 : size};
    return entry(with, &e);
}

static int extended(walk *w, char type, const uint8_t *data, size_t size)
{
    if (type == 'x') {
        return read_pax(w, data, size);
    }
    if (type == 'L') {
        w->long_name = data;
        w->long_name_len = text_len(data, size);
    } else if (type == 'K') {
        w->long_link = data;
        w->long_link_len = text_len(data, size);
    }
    return 0; // 'g': of the whole archive, says nothing that matters here
}

int npm_tar_walk(const uint8_t *bytes, size_t len, int (*entry)(void *data, const npm_tar_entry *e),
                 void *data, npm_tar_failure *failure)
{
    walk w = {.at = bytes, .end = bytes + len, .failure = failure, .long_size = -1};
    *failure = (npm_tar_failure){0};
    if (len == 0) {
        return refuse(&w, "the archive is empty");
    }
    while (w.end - w.at >= BLOCK && !is_zero(w.at)) {
        const uint8_t *header = w.at;
        char type = (char)header[TYPE];
        if (!sum_is_right(header)) {
            w.name[0] = 0;
            return refuse(&w, "a header is damaged");
        }
        bool is_extended = type == 'x' || type == 'g' || type == 'L' || type == 'K';
        int64_t size = !is_extended && w.long_size >= 0 ? w.long_size : number_at(header + SIZE, 12);
        size = type == '1' || type == '2' || type == '5' ? 0 : size;
        w.at += BLOCK;
        if (size < 0 || size > w.end - w.at) {
            w.name[0] = 0;
            return refuse(&w, "a size leads beyond the end of the archive");
        }
        const uint8_t *content = w.at;
        int rc = is_extended ? extended(&w, type, content, (size_t)size)
                             : one_entry(&w, header, content, (size_t)size, entry, data);
        if (rc != 0) {
            return rc;
        }
        if (!is_extended) {
            w.long_name = w.long_link = NULL;
            w.long_size = -1;
        }
        int64_t filled = (size + BLOCK - 1) / BLOCK * BLOCK;
        w.at = filled > w.end - w.at ? w.end : w.at + filled;
    }
    if (w.end - w.at > 0 && w.end - w.at < BLOCK && w.at == bytes) {
        return refuse(&w, "it is no archive");
    }
    return 0;
}
