// SPDX-License-Identifier: MIT
//
// See graph_cache.h. A file is a header with a checksum of the rest, then one record a module, each part of it on a multiple of 8 bytes. Reading
// trusts no length: what does not add up makes the whole file none.
#include "modules/graph_cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "loop/loop.h"

// What is smaller than this is parsed as fast as it is looked up. Beyond DIRECTORY_MAX the oldest files go.
enum { MODULES_MIN = 40, BYTES_MIN = 64 * 1024, FILE_MAX = 256 << 20, DIRECTORY_MAX = 256 << 20 };
// A file that was changed so shortly before it was read may change again without another time stamp.
enum { SETTLED_SECONDS = 2, LEFTOVER_SECONDS = 3600 };

static const char magic[8] = "PJGRAPH2";

typedef struct header {
    char magic[8];
    uint64_t build; // of the executable that wrote it
    uint64_t checksum, body_len;
    uint64_t count;
} header;

enum { HAS_TLA = 1, IS_ASYNC = 2, USES_META = 4, USES_IMPORT = 8, IS_ASCII = 16, IS_BLOCK_SAFE = 32 };

typedef struct record {
    mod_stamp stamp; // zeros: not to be believed
    mod_hash hash;
    uint32_t path_len, text_len, map_count, request_count, import_count, export_count, head_len, flags,
        getters_at, values_len, await_line, await_column;
} record;

typedef struct request_record {
    uint32_t len, phase, line, column;
} request_record;

// An import or an export. A text that is none has the length UINT32_MAX.
typedef struct name_record {
    uint32_t request, name_len, local_len, imported_len, line, column;
} name_record;

typedef struct entry {
    record r;
    const char *path;
    char *text;
    const char *map, *requests; // behind the requests: imports, exports
    const char *end;
} entry;

struct mod_cache {
    char *bytes;
    entry *entries;
    uint32_t *slots; // index + 1 by hash of the path
    size_t count, slot_mask;
};

// ---- hashing ---------------------------------------------------------------------------------------------------------

static uint64_t mix(uint64_t h, uint64_t w)
{
    h = (h ^ w) * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ (h >> 29);
}

mod_hash mod_hash_of(const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    mod_hash h = {mix(UINT64_C(0x243f6a8885a308d3), len), mix(UINT64_C(0x13198a2e03707344), ~(uint64_t)len)};
    uint64_t w;
    for (; len >= 8; p += 8, len -= 8) {
        memcpy(&w, p, 8);
        h.a = mix(h.a, w);
        h.b = mix(h.b, (w << 32 | w >> 32) + UINT64_C(0xc2b2ae3d27d4eb4f));
    }
    w = 0;
    if (len > 0) {
        memcpy(&w, p, len);
    }
    h.a = mix(mix(h.a, w), h.b);
    h.b = mix(mix(h.b, w), h.a);
    return h;
}

// ---- where -----------------------------------------------------------------------------------------------------------

static pthread_mutex_t directory_mutex = PTHREAD_MUTEX_INITIALIZER;
static char *chosen_directory;

void mod_cache_set_directory(const char *directory)
{
    pthread_mutex_lock(&directory_mutex);
    free(chosen_directory);
    chosen_directory = directory == NULL ? NULL : strdup(directory);
    pthread_mutex_unlock(&directory_mutex);
}

static char *below(const char *variable, const char *rest)
{
    const char *value = getenv(variable);
    char *path = NULL;
    if (value == NULL || value[0] != '/' || asprintf(&path, "%s%s", value, rest) < 0) {
        return NULL;
    }
    return path;
}

char *mod_cache_directory(void)
{
    const char *off = getenv("NODE_DISABLE_COMPILE_CACHE");
    if (off != NULL && strcmp(off, "1") == 0) {
        return NULL;
    }
    pthread_mutex_lock(&directory_mutex);
    char *path = chosen_directory == NULL ? NULL : strdup(chosen_directory);
    pthread_mutex_unlock(&directory_mutex);
    path = path != NULL ? path : below("PROTOJS_CACHE_DIR", "");
    path = path != NULL ? path : below("NODE_COMPILE_CACHE", "");
    path = path != NULL ? path : below("XDG_CACHE_HOME", "/protojs");
    return path != NULL ? path : below("HOME", "/.cache/protojs");
}

char *mod_cache_file(const char *directory, const char *root, const char *extension)
{
    char *path = NULL;
    mod_hash h = mod_hash_of(root, strlen(root));
    return asprintf(&path, "%s/%016llx%016llx%s", directory, (unsigned long long)h.a, (unsigned long long)h.b,
                    extension) < 0
               ? NULL
               : path;
}

uint64_t mod_cache_build(void)
{
    static _Atomic uint64_t known;
    struct stat st;
    uint64_t h = known;
    if (h == 0 && stat("/proc/self/exe", &st) == 0) {
        h = mix(mix(mix(1, (uint64_t)st.st_size), (uint64_t)st.st_mtim.tv_sec),
                (uint64_t)st.st_mtim.tv_nsec ^ (uint64_t)st.st_ino) |
            1;
        known = h;
    }
    return h;
}

// ---- reading ---------------------------------------------------------------------------------------------------------

static char *read_file(const char *path, size_t *len)
{
    struct stat st;
    char *bytes = NULL;
    size_t used = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return NULL;
    }
    bool ours = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
                (st.st_mode & 022) == 0 && st.st_size >= (off_t)sizeof(header) && st.st_size <= FILE_MAX;
    bytes = ours ? malloc((size_t)st.st_size) : NULL;
    while (bytes != NULL && used < (size_t)st.st_size) {
        ssize_t n = read(fd, bytes + used, (size_t)st.st_size - used);
        if (n <= 0) {
            free(bytes);
            bytes = NULL;
            break;
        }
        used += (size_t)n;
    }
    // Files in use stay when others must go.
    if (bytes != NULL && st.st_mtim.tv_sec < time(NULL) - 24 * 3600) {
        futimens(fd, NULL);
    }
    close(fd);
    *len = used;
    return bytes;
}

// The next `len` bytes of the body, padded to 8; NULL where they are not there.
static char *part(char **at, const char *end, uint64_t len)
{
    uint64_t padded = (len + 7) & ~UINT64_C(7);
    if (padded > (uint64_t)(end - *at)) {
        return NULL;
    }
    char *p = *at;
    *at += padded;
    return p;
}

// A text of `len` bytes, or none. False where the file ends before it.
static bool string_part(char **at, const char *end, uint32_t len, syn_string *out)
{
    *out = (syn_string){0};
    if (len == UINT32_MAX) {
        return true;
    }
    out->text = part(at, end, len);
    out->len = len;
    return out->text != NULL;
}

// One import or export. False where it is not whole, or names a request that is none.
static bool name_part(char **at, const char *end, uint32_t requests, syn_export_entry *out)
{
    name_record n;
    const char *p = part(at, end, sizeof n);
    if (p == NULL) {
        return false;
    }
    memcpy(&n, p, sizeof n);
    out->request = n.request;
    out->line = n.line;
    out->column = n.column;
    return string_part(at, end, n.name_len, &out->name) && string_part(at, end, n.local_len, &out->local) &&
           string_part(at, end, n.imported_len, &out->imported) &&
           (n.request < requests || (n.request == UINT32_MAX && out->local.text != NULL));
}

static bool parse_entry(entry *e, char **at, const char *end)
{
    const char *r = part(at, end, sizeof e->r);
    if (r == NULL) {
        return false;
    }
    memcpy(&e->r, r, sizeof e->r);
    e->path = part(at, end, e->r.path_len);
    e->text = e->path == NULL ? NULL : part(at, end, e->r.text_len);
    e->map = e->text == NULL ? NULL : part(at, end, (uint64_t)e->r.map_count * sizeof(syn_map_entry));
    e->requests = *at;
    if (e->map == NULL || e->r.head_len > e->r.text_len || (e->r.head_len > 0 && e->r.head_len < 32) ||
        e->r.values_len > e->r.text_len - e->r.head_len || e->r.getters_at > e->r.text_len) {
        return false;
    }
    for (uint32_t i = 0; i < e->r.request_count; i++) {
        request_record q;
        const char *p = part(at, end, sizeof q);
        if (p == NULL) {
            return false;
        }
        memcpy(&q, p, sizeof q);
        if (part(at, end, q.len) == NULL) {
            return false;
        }
    }
    for (uint64_t i = 0; i < (uint64_t)e->r.import_count + e->r.export_count; i++) {
        syn_export_entry name;
        if (!name_part(at, end, e->r.request_count, &name) ||
            (i < e->r.import_count && name.request == UINT32_MAX)) {
            return false;
        }
    }
    e->end = *at;
    return true;
}

static size_t slot_of(const mod_cache *c, const char *path, size_t len)
{
    size_t at = (size_t)mod_hash_of(path, len).a & c->slot_mask;
    while (c->slots[at] != 0) {
        const entry *e = &c->entries[c->slots[at] - 1];
        if (e->r.path_len == len && memcmp(e->path, path, len) == 0) {
            break;
        }
        at = (at + 1) & c->slot_mask;
    }
    return at;
}

static bool parse(mod_cache *c, size_t len)
{
    header h;
    memcpy(&h, c->bytes, sizeof h);
    char *at = c->bytes + sizeof h;
    const char *end = c->bytes + len;
    if (memcmp(h.magic, magic, sizeof magic) != 0 || h.build != mod_cache_build() || h.build == 0 ||
        h.body_len != len - sizeof h || h.count > h.body_len / sizeof(record) ||
        mod_hash_of(at, h.body_len).a != h.checksum) {
        return false;
    }
    size_t slots = 16;
    while (slots < h.count * 2) {
        slots *= 2;
    }
    c->slot_mask = slots - 1;
    c->slots = calloc(slots, sizeof *c->slots);
    c->entries = calloc(h.count + 1, sizeof *c->entries);
    if (c->slots == NULL || c->entries == NULL) {
        return false;
    }
    for (; c->count < h.count; c->count++) {
        entry *e = &c->entries[c->count];
        if (!parse_entry(e, &at, end)) {
            return false;
        }
        c->slots[slot_of(c, e->path, e->r.path_len)] = (uint32_t)c->count + 1;
    }
    return at == end;
}

mod_cache *mod_cache_open(const char *directory, const char *root)
{
    char *path = directory == NULL ? NULL : mod_cache_file(directory, root, ".graph");
    mod_cache *c = path == NULL ? NULL : calloc(1, sizeof *c);
    size_t len = 0;
    if (c != NULL) {
        c->bytes = read_file(path, &len);
        if (c->bytes == NULL || !parse(c, len)) {
            mod_cache_close(c);
            c = NULL;
        }
    }
    free(path);
    return c;
}

void mod_cache_close(mod_cache *c)
{
    if (c != NULL) {
        free(c->bytes);
        free(c->entries);
        free(c->slots);
        free(c);
    }
}

static bool fill(mod_unit *unit, const entry *e)
{
    // One block: requests, imports, exports.
    syn_request *requests =
        calloc(1, (e->r.request_count + 1) * sizeof *requests + e->r.import_count * sizeof(syn_import_entry) +
                      e->r.export_count * sizeof(syn_export_entry));
    char *at = (char *)(uintptr_t)e->requests;
    if (requests == NULL) {
        return false;
    }
    syn_export_entry *exports = (syn_export_entry *)(void *)(requests + e->r.request_count + 1);
    syn_import_entry *imports = (syn_import_entry *)(void *)(exports + e->r.export_count);
    for (uint32_t i = 0; i < e->r.request_count; i++) {
        request_record q;
        memcpy(&q, at, sizeof q);
        at += sizeof q;
        requests[i] =
            (syn_request){.specifier = {at, q.len}, .phase = q.phase, .line = q.line, .column = q.column};
        at += (q.len + 7) & ~7u;
    }
    for (uint32_t i = 0; i < e->r.import_count; i++) {
        syn_export_entry name = {0};
        (void)name_part(&at, e->end, e->r.request_count, &name); // it was there when the file was read
        imports[i] = (syn_import_entry){name.request, name.name, name.local, name.line, name.column};
    }
    for (uint32_t i = 0; i < e->r.export_count; i++) {
        (void)name_part(&at, e->end, e->r.request_count, &exports[i]);
    }
    unit->out = (syn_output){.text = e->text,
                             .len = e->r.text_len,
                             .changed = true,
                             .ascii = (e->r.flags & IS_ASCII) != 0,
                             .block_safe = (e->r.flags & IS_BLOCK_SAFE) != 0,
                             .map = (const syn_map_entry *)(const void *)e->map,
                             .map_count = e->r.map_count,
                             .head_len = e->r.head_len,
                             .getters_at = e->r.getters_at,
                             .values_len = e->r.values_len,
                             .module = {.requests = requests,
                                        .imports = imports,
                                        .exports = exports,
                                        .request_count = e->r.request_count,
                                        .import_count = e->r.import_count,
                                        .export_count = e->r.export_count,
                                        .await_line = e->r.await_line,
                                        .await_column = e->r.await_column,
                                        .top_level_await = (e->r.flags & HAS_TLA) != 0,
                                        .async_generator = (e->r.flags & IS_ASYNC) != 0,
                                        .uses_meta = (e->r.flags & USES_META) != 0,
                                        .uses_import_call = (e->r.flags & USES_IMPORT) != 0}};
    unit->hash.a = e->r.hash.a;
    unit->hash.b = e->r.hash.b;
    unit->cached = true;
    unit->status = 0;
    return true;
}

static const entry *find(const mod_cache *c, const mod_unit *unit)
{
    if (c == NULL) {
        return NULL;
    }
    uint32_t i = c->slots[slot_of(c, unit->file->path, unit->file->path_len)];
    return i == 0 ? NULL : &c->entries[i - 1];
}

bool mod_cache_take(const mod_cache *c, mod_unit *unit)
{
    const entry *e = find(c, unit);
    if (e == NULL || e->r.stamp.changed_s == 0 || !mod_stamp_holds(unit->file->path, &e->r.stamp)) {
        return false;
    }
    unit->stamp = e->r.stamp;
    return fill(unit, e);
}

bool mod_cache_take_content(const mod_cache *c, mod_unit *unit)
{
    const entry *e = find(c, unit);
    if (e == NULL || e->r.hash.a != unit->hash.a || e->r.hash.b != unit->hash.b || !fill(unit, e)) {
        return false;
    }
    unit->restamped = true;
    return true;
}

// ---- writing ---------------------------------------------------------------------------------------------------------

typedef struct buffer {
    char *bytes;
    size_t len, capacity;
    bool failed;
} buffer;

static void put(buffer *b, const void *bytes, size_t len)
{
    size_t padded = (len + 7) & ~(size_t)7;
    if (b->capacity - b->len < padded) {
        size_t capacity = (b->capacity + padded) * 2;
        char *more = b->failed || capacity > FILE_MAX ? NULL : realloc(b->bytes, capacity);
        if (more == NULL) {
            b->failed = true;
            return;
        }
        b->bytes = more;
        b->capacity = capacity;
    }
    if (len > 0) {
        memcpy(b->bytes + b->len, bytes, len);
    }
    memset(b->bytes + b->len + len, 0, padded - len);
    b->len += padded;
}

static bool is_storable(const mod_unit *unit)
{
    const syn_module_record *m = &unit->out.module;
    bool plain = unit->out.len <= UINT32_MAX;
    for (uint32_t i = 0; i < m->request_count && plain; i++) {
        plain = m->requests[i].attribute_count == 0;
    }
    return plain;
}

static void put_name(buffer *b, const syn_export_entry *e)
{
    const syn_string *texts[] = {&e->name, &e->local, &e->imported};
    uint32_t lens[3];
    for (int i = 0; i < 3; i++) {
        lens[i] = texts[i]->text == NULL ? UINT32_MAX : texts[i]->len;
    }
    name_record n = {e->request, lens[0], lens[1], lens[2], e->line, e->column};
    put(b, &n, sizeof n);
    for (int i = 0; i < 3; i++) {
        put(b, texts[i]->text, texts[i]->text == NULL ? 0 : texts[i]->len);
    }
}

static void put_unit(buffer *b, const mod_unit *unit, int64_t now)
{
    const syn_module_record *m = &unit->out.module;
    record r = {
        .stamp = unit->stamp,
        .hash = {unit->hash.a, unit->hash.b},
        .path_len = unit->file->path_len,
        .text_len = (uint32_t)unit->out.len,
        .map_count = unit->out.map_count,
        .request_count = m->request_count,
        .import_count = m->import_count,
        .export_count = m->export_count,
        .await_line = m->await_line,
        .await_column = m->await_column,
        .head_len = (uint32_t)unit->out.head_len,
        .getters_at = unit->out.getters_at,
        .values_len = unit->out.values_len,
        .flags = (m->top_level_await ? HAS_TLA : 0u) | (m->async_generator ? IS_ASYNC : 0u) |
                 (m->uses_meta ? USES_META : 0u) | (m->uses_import_call ? USES_IMPORT : 0u) |
                 (unit->out.ascii ? IS_ASCII : 0u) | (unit->out.block_safe ? IS_BLOCK_SAFE : 0u),
    };
    if (unit->stamp.changed_s + SETTLED_SECONDS >= now || unit->stamp.modified_s + SETTLED_SECONDS >= now) {
        r.stamp = (mod_stamp){0};
    }
    put(b, &r, sizeof r);
    put(b, unit->file->path, r.path_len);
    put(b, unit->out.text, r.text_len);
    put(b, unit->out.map, r.map_count * sizeof *unit->out.map);
    for (uint32_t i = 0; i < m->request_count; i++) {
        const syn_request *request = &m->requests[i];
        request_record q = {request->specifier.len, request->phase, request->line, request->column};
        put(b, &q, sizeof q);
        put(b, request->specifier.text, q.len);
    }
    for (uint32_t i = 0; i < m->import_count; i++) {
        const syn_import_entry *e = &m->imports[i];
        put_name(b, &(syn_export_entry){e->name, e->local, e->request, {0}, e->line, e->column});
    }
    for (uint32_t i = 0; i < m->export_count; i++) {
        put_name(b, &m->exports[i]);
    }
}

static int make_directories(char *path)
{
    for (char *p = path + 1; (p = strchr(p, '/')) != NULL; p++) {
        *p = '\0';
        int rc = mkdir(path, 0700);
        *p = '/';
        if (rc < 0 && errno != EEXIST) {
            return -errno;
        }
    }
    return mkdir(path, 0700) < 0 && errno != EEXIST ? -errno : 0;
}

static bool is_ours(const char *directory)
{
    struct stat st;
    return stat(directory, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
           (st.st_mode & 022) == 0;
}

static int write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return -EIO;
        }
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

typedef struct old_file {
    char name[NAME_MAX + 1];
    int64_t modified, size;
} old_file;

static int by_age(const void *a, const void *b)
{
    const old_file *x = a, *y = b;
    return x->modified < y->modified ? -1 : x->modified > y->modified;
}

// Left-over halves go, and the oldest files where all together are too large.
static void evict(const char *directory)
{
    DIR *stream = opendir(directory);
    old_file *files = NULL;
    size_t count = 0, capacity = 0;
    int64_t total = 0;
    struct dirent *d;
    while (stream != NULL && (d = readdir(stream)) != NULL) {
        struct stat st;
        const char *extension = strrchr(d->d_name, '.');
        bool half = extension != NULL && strcmp(extension, ".new") == 0;
        bool whole =
            extension != NULL && (strcmp(extension, ".graph") == 0 || strcmp(extension, ".code") == 0);
        if ((!half && !whole) || fstatat(dirfd(stream), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
            continue;
        }
        if (half && st.st_mtim.tv_sec < time(NULL) - LEFTOVER_SECONDS) {
            unlinkat(dirfd(stream), d->d_name, 0);
        }
        if (half) {
            continue;
        }
        if (count == capacity) {
            capacity = capacity == 0 ? 64 : capacity * 2;
            old_file *more = realloc(files, capacity * sizeof *more);
            if (more == NULL) {
                break;
            }
            files = more;
        }
        snprintf(files[count].name, sizeof files[count].name, "%s", d->d_name);
        files[count].modified = (int64_t)st.st_mtim.tv_sec;
        files[count++].size = (int64_t)st.st_size;
        total += (int64_t)st.st_size;
    }
    if (total > DIRECTORY_MAX) {
        qsort(files, count, sizeof *files, by_age);
        for (size_t i = 0; i < count && total > DIRECTORY_MAX / 4 * 3; i++) {
            unlinkat(dirfd(stream), files[i].name, 0);
            total -= files[i].size;
        }
    }
    free(files);
    if (stream != NULL) {
        closedir(stream);
    }
}

struct mod_cache_writing {
    loop_job job; // first
    char *directory, *path;
    buffer content;
};

int mod_cache_store(char *directory, const char *path, const char *bytes, size_t len)
{
    static atomic_uint number;
    char *half = NULL;
    int rc = make_directories(directory);
    if (rc < 0 || !is_ours(directory)) {
        return rc < 0 ? rc : -EPERM;
    }
    if (asprintf(&half, "%s.%ld-%u.new", path, (long)getpid(), atomic_fetch_add(&number, 1)) < 0) {
        return -ENOMEM;
    }
    int fd = open(half, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    rc = fd < 0 ? -errno : 0;
    if (fd >= 0) {
        rc = write_all(fd, bytes, len);
        rc = close(fd) < 0 ? -EIO : rc;
        if (rc < 0 || rename(half, path) < 0) {
            rc = rc < 0 ? rc : -errno;
            unlink(half);
        }
        evict(directory);
    }
    free(half);
    return rc;
}

// What cannot be written is made again by the next run.
static void write_file(loop_job *job)
{
    mod_cache_writing *w = (mod_cache_writing *)job;
    (void)mod_cache_store(w->directory, w->path, w->content.bytes, w->content.len);
}

void mod_cache_writing_free(mod_cache_writing *w)
{
    if (w != NULL) {
        free(w->directory);
        free(w->path);
        free(w->content.bytes);
        free(w);
    }
}

static void written(loop_job *job, int status)
{
    (void)status;
    mod_cache_writing_free((mod_cache_writing *)job);
}

static bool is_worth_it(const mod_graph *graph, int64_t now)
{
    size_t bytes = 0, fresh = 0;
    for (size_t i = 0; i < graph->count; i++) {
        const mod_unit *unit = &graph->units[i];
        bool settled = unit->stamp.changed_s + SETTLED_SECONDS < now;
        bytes += unit->out.len;
        fresh += is_storable(unit) && (!unit->cached || (unit->restamped && settled));
    }
    return fresh > 0 && (graph->count >= MODULES_MIN || bytes >= BYTES_MIN);
}

static void serialize(buffer *b, const mod_graph *graph, int64_t now)
{
    header h = {.build = mod_cache_build()};
    memcpy(h.magic, magic, sizeof magic);
    put(b, &h, sizeof h);
    for (size_t i = 0; i < graph->count; i++) {
        if (is_storable(&graph->units[i])) {
            put_unit(b, &graph->units[i], now);
            h.count++;
        }
    }
    if (!b->failed) {
        h.body_len = b->len - sizeof h;
        h.checksum = mod_hash_of(b->bytes + sizeof h, h.body_len).a;
        memcpy(b->bytes, &h, sizeof h);
    }
}

mod_cache_writing *mod_cache_prepare(const mod_graph *graph, const char *directory)
{
    int64_t now = (int64_t)time(NULL);
    mod_cache_writing *w =
        directory == NULL || graph->count == 0 || !is_worth_it(graph, now) ? NULL : calloc(1, sizeof *w);
    if (w == NULL) {
        return NULL;
    }
    w->job.work = write_file;
    w->job.done = written;
    w->directory = strdup(directory);
    w->path = mod_cache_file(directory, graph->units[0].file->path, ".graph");
    if (w->directory != NULL && w->path != NULL) {
        serialize(&w->content, graph, now);
    }
    if (w->directory == NULL || w->path == NULL || w->content.failed) {
        mod_cache_writing_free(w);
        return NULL;
    }
    return w;
}

void mod_cache_write(mod_cache_writing *w, struct loop *l)
{
    if (w != NULL && loop_io_submit(l, &w->job) < 0) {
        mod_cache_writing_free(w);
    }
}
