// SPDX-License-Identifier: MIT
//
// See code_cache.h. A file is a header with a checksum of the rest, the rows, and the codes, each of them on a multiple of 64 bytes. It is mapped, and
// stays so while the engine may read functions from it.
#include "modules/code_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FILE_MAX = 128 << 20, ROWS_MAX = 4096, ALIGNMENT = 64 };

static const char magic[8] = "PJCODES1";

typedef struct header {
    char magic[8];
    uint64_t build; // of the executable that wrote it
    uint64_t engine, count, checksum, len;
    uint64_t zeros[2];
} header;

typedef struct row {
    uint64_t a, b, len, offset, code_len, renewals, zeros[2];
} row;

struct mod_codes {
    void *bytes;
    size_t len;
    size_t count;
    mod_code rows[];
};

// Of whole words, in four lanes: this runs over megabytes.
static uint64_t checksum_of(const void *bytes, size_t len)
{
    uint64_t lanes[4] = {1, 2, 3, 4}, w[4];
    const char *at = bytes;
    for (; len >= sizeof w; at += sizeof w, len -= sizeof w) {
        memcpy(w, at, sizeof w);
        for (size_t i = 0; i < 4; i++) {
            lanes[i] = (lanes[i] ^ w[i]) * UINT64_C(0x9e3779b97f4a7c15);
            lanes[i] ^= lanes[i] >> 32;
        }
    }
    mod_hash all = mod_hash_of(lanes, sizeof lanes), rest = mod_hash_of(at, len);
    return all.a ^ rest.b;
}

static size_t aligned(size_t n)
{
    return (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

// ---- reading ---------------------------------------------------------------------------------------------------------

static void *map_file(const char *path, size_t *len)
{
    struct stat st;
    void *bytes = MAP_FAILED;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return NULL;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 022) == 0 &&
        st.st_size >= (off_t)sizeof(header) && st.st_size <= FILE_MAX) {
        *len = (size_t)st.st_size;
        bytes = mmap(NULL, *len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
        // Files in use stay when others must go.
        if (st.st_mtim.tv_sec < time(NULL) - 24 * 3600) {
            futimens(fd, NULL);
        }
    }
    close(fd);
    return bytes == MAP_FAILED ? NULL : bytes;
}

static bool parse_rows(mod_codes *c, const header *h)
{
    const char *rows = (const char *)c->bytes + sizeof *h;
    size_t from = aligned(sizeof *h + h->count * sizeof(row));
    for (size_t i = 0; i < h->count; i++) {
        row r;
        memcpy(&r, rows + i * sizeof r, sizeof r);
        if (r.offset < from || r.offset % ALIGNMENT != 0 || r.offset > c->len ||
            r.code_len > c->len - r.offset) {
            return false;
        }
        c->rows[c->count++] = (mod_code){
            {r.a, r.b}, r.len, (const char *)c->bytes + r.offset, r.code_len, (uint32_t)r.renewals};
    }
    return true;
}

static bool is_whole(const header *h, const void *bytes, size_t len, uint32_t engine)
{
    return memcmp(h->magic, magic, sizeof magic) == 0 && h->build != 0 && h->build == mod_cache_build() &&
           h->engine == engine && h->len == len && h->count <= ROWS_MAX &&
           h->count <= (len - sizeof *h) / sizeof(row) &&
           checksum_of((const char *)bytes + sizeof *h, len - sizeof *h) == h->checksum;
}

mod_codes *mod_codes_open(const char *directory, const char *root, uint32_t engine)
{
    char *path = directory == NULL || engine == 0 ? NULL : mod_cache_file(directory, root, ".code");
    size_t len = 0;
    void *bytes = path == NULL ? NULL : map_file(path, &len);
    mod_codes *c = NULL;
    header h;
    free(path);
    if (bytes == NULL) {
        return NULL;
    }
    memcpy(&h, bytes, sizeof h);
    if (is_whole(&h, bytes, len, engine)) {
        c = calloc(1, sizeof *c + h.count * sizeof c->rows[0]);
    }
    if (c == NULL) {
        munmap(bytes, len);
        return NULL;
    }
    c->bytes = bytes;
    c->len = len;
    if (!parse_rows(c, &h)) {
        mod_codes_close(c);
        return NULL;
    }
    return c;
}

void mod_codes_close(mod_codes *c)
{
    if (c != NULL) {
        munmap(c->bytes, c->len);
        free(c);
    }
}

size_t mod_codes_count(const mod_codes *c)
{
    return c == NULL ? 0 : c->count;
}

const mod_code *mod_codes_at(const mod_codes *c, size_t index)
{
    return &c->rows[index];
}

const mod_code *mod_codes_find(const mod_codes *c, mod_hash hash, uint64_t len)
{
    for (size_t i = 0; i < mod_codes_count(c); i++) {
        const mod_code *code = &c->rows[i];
        if (code->hash.a == hash.a && code->hash.b == hash.b && code->len == len) {
            return code;
        }
    }
    return NULL;
}

// ---- writing ---------------------------------------------------------------------------------------------------------

int mod_codes_write(char *directory, const char *root, uint32_t engine, const mod_code *rows, size_t count)
{
    size_t len = aligned(sizeof(header) + count * sizeof(row));
    for (size_t i = 0; i < count; i++) {
        len += aligned(rows[i].code_len);
    }
    if (count > ROWS_MAX || len > FILE_MAX) {
        return -EFBIG;
    }
    char *path = mod_cache_file(directory, root, ".code"), *bytes = calloc(1, len);
    int rc = path == NULL || bytes == NULL ? -ENOMEM : 0;
    size_t at = aligned(sizeof(header) + count * sizeof(row));
    for (size_t i = 0; rc == 0 && i < count; i++) {
        row r = {rows[i].hash.a, rows[i].hash.b, rows[i].len, at, rows[i].code_len, rows[i].renewals, {0}};
        memcpy(bytes + sizeof(header) + i * sizeof r, &r, sizeof r);
        memcpy(bytes + at, rows[i].code, rows[i].code_len);
        at += aligned(rows[i].code_len);
    }
    if (rc == 0) {
        header h = {.build = mod_cache_build(), .engine = engine, .count = count, .len = len};
        memcpy(h.magic, magic, sizeof magic);
        h.checksum = checksum_of(bytes + sizeof h, len - sizeof h);
        memcpy(bytes, &h, sizeof h);
        rc = mod_cache_store(directory, path, bytes, len);
    }
    free(bytes);
    free(path);
    return rc;
}
