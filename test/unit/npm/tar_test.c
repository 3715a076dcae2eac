// SPDX-License-Identifier: MIT
//
// Archives against a model: what was written is what is read, in all ways of writing names; and the store: what was added comes out, what was changed is noticed.
#include "npm/store.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

enum { ENTRIES = 60, ARCHIVE_MAX = 4 << 20 };

typedef struct archive {
    uint8_t *bytes;
    size_t len;
} archive;

static void put_header(archive *a, const char *name, size_t size, char type, const char *prefix)
{
    uint8_t *h = a->bytes + a->len;
    memset(h, 0, 512);
    size_t len = strlen(name);
    memcpy(h, name, len < 100 ? len : 100);
    memcpy(h + 100, "0000644", 8);
    snprintf((char *)h + 124, 12, "%011zo", size);
    h[156] = (uint8_t)type;
    memcpy(h + 257, "ustar\00000", 8);
    if (prefix != NULL) {
        memcpy(h + 345, prefix, strlen(prefix));
    }
    unsigned sum = 8 * ' ';
    memset(h + 148, 0, 8);
    for (size_t i = 0; i < 512; i++) {
        sum += h[i];
    }
    snprintf((char *)h + 148, 8, "%06o", sum);
    h[155] = ' ';
    a->len += 512;
}

static void put_data(archive *a, const void *data, size_t size)
{
    memcpy(a->bytes + a->len, data, size);
    memset(a->bytes + a->len + size, 0, 512);
    a->len += (size + 511) / 512 * 512;
}

typedef struct model {
    char names[ENTRIES][700];
    uint8_t fill[ENTRIES];
    size_t sizes[ENTRIES], count, seen;
} model;

// A name of the wanted length below "package/".
static void make_name(char *out, size_t i, size_t len)
{
    size_t at = (size_t)snprintf(out, 700, "f%zu/", i);
    while (at < len) {
        out[at] = at % 37 == 0 ? '/' : (char)('a' + (at * 7 + i) % 26);
        at++;
    }
    out[at - (out[at - 1] == '/')] = 0;
}

static void put_entry(archive *a, model *m, size_t i, unsigned way)
{
    char whole[800], line[900];
    uint8_t content[5000];
    make_name(m->names[i], i, way == 0 ? 20 + i % 60 : 110 + i * 9);
    m->sizes[i] = (i * 977) % sizeof content;
    m->fill[i] = (uint8_t)(i + 1);
    memset(content, m->fill[i], sizeof content);
    snprintf(whole, sizeof whole, "package/%s", m->names[i]);
    if (way == 1) { // pax
        int len = (int)strlen(whole) + 7, total = len + 3;
        snprintf(line, sizeof line, "%d path=%s\n", total, whole);
        put_header(a, "PaxHeader", strlen(line), 'x', NULL);
        put_data(a, line, strlen(line));
    } else if (way == 2) { // GNU
        put_header(a, "././@LongLink", strlen(whole) + 1, 'L', NULL);
        put_data(a, whole, strlen(whole) + 1);
    }
    put_header(a, way == 0 ? whole : "package/short", m->sizes[i], '0', NULL);
    put_data(a, content, m->sizes[i]);
}

static int compare(void *data, const npm_tar_entry *e)
{
    model *m = data;
    assert_true(m->seen < m->count);
    size_t i = m->seen++;
    assert_string_equal(e->path, m->names[i]);
    assert_int_equal(e->size, m->sizes[i]);
    for (size_t k = 0; k < e->size; k++) {
        assert_int_equal(e->data[k], m->fill[i]);
    }
    return 0;
}

static void reads_what_was_written(void **state)
{
    (void)state;
    static model m;
    npm_tar_failure failure;
    archive a = {malloc(ARCHIVE_MAX), 0};
    memset(&m, 0, sizeof m);
    m.count = ENTRIES;
    for (size_t i = 0; i < ENTRIES; i++) {
        put_entry(&a, &m, i, i < 20 ? 0u : 1u + (unsigned)(i % 2));
    }
    // Two blocks of zeros end it; what follows says nothing.
    memset(a.bytes + a.len, 0, 1024);
    memset(a.bytes + a.len + 1024, 'x', 1024);
    assert_int_equal(npm_tar_walk(a.bytes, a.len + 2048, compare, &m, &failure), 0);
    assert_int_equal(m.seen, ENTRIES);
    // Cut anywhere, nothing is read beyond the end.
    for (size_t len = 0; len < a.len; len += 333) {
        uint8_t *exact = malloc(len + 1);
        memcpy(exact, a.bytes, len);
        m.seen = 0;
        int rc = npm_tar_walk(exact, len, compare, &m, &failure);
        assert_true(rc == 0 || rc == -EBADMSG);
        free(exact);
    }
    free(a.bytes);
}

static int refuse_all(void *data, const npm_tar_entry *e)
{
    (void)data;
    (void)e;
    return 7;
}

static void stops_where_told(void **state)
{
    (void)state;
    npm_tar_failure failure;
    archive a = {malloc(ARCHIVE_MAX), 0};
    put_header(&a, "package/a", 0, '0', NULL);
    put_header(&a, "package/../b", 0, '0', NULL);
    assert_int_equal(npm_tar_walk(a.bytes, a.len, refuse_all, NULL, &failure), 7);
    free(a.bytes);
}

static void store_gives_back(void **state)
{
    (void)state;
    char base[] = "/tmp/npm-store-XXXXXX", temporary[64], name[64], to[64], file[128], command[128];
    assert_non_null(mkdtemp(base));
    snprintf(temporary, sizeof temporary, "%s/tmp", base);
    snprintf(name, sizeof name, "%s/entry", base);
    npm_tar_failure failure;
    archive a = {malloc(ARCHIVE_MAX), 0};
    put_header(&a, "package/lib/a.js", 5, '0', NULL);
    put_data(&a, "hello", 5);
    put_header(&a, "package/b.js", 0, '0', NULL);
    memset(a.bytes + a.len, 0, 1024);
    assert_int_equal(npm_store_add(a.bytes, a.len + 1024, temporary, name, &failure), 0);
    for (int method = NPM_STORE_AUTO; method <= NPM_STORE_COPY; method++) {
        npm_store_method m = (npm_store_method)method;
        struct stat st;
        snprintf(to, sizeof to, "%s/to%d", base, method);
        assert_int_equal(npm_store_link(name, to, &m), 0);
        snprintf(file, sizeof file, "%s/lib/a.js", to);
        assert_int_equal(stat(file, &st), 0);
        assert_int_equal(st.st_size, 5);
        assert_int_equal(m != NPM_STORE_AUTO && (m == NPM_STORE_LINK) == (st.st_nlink > 1), 1);
    }
    // Adding it again: the first stays.
    assert_true(npm_store_add(a.bytes, a.len + 1024, temporary, name, &failure) < 0);
    // Changed in place.
    snprintf(file, sizeof file, "%s/files/lib/a.js", name);
    int fd = open(file, O_WRONLY | O_APPEND);
    assert_int_equal(write(fd, "x", 1), 1);
    close(fd);
    npm_store_method m = NPM_STORE_COPY;
    snprintf(to, sizeof to, "%s/again", base);
    assert_int_equal(npm_store_link(name, to, &m), -ESTALE);
    snprintf(to, sizeof to, "%s/none", base);
    assert_int_equal(npm_store_link(to, to, &m), -ENOENT);
    free(a.bytes);
    snprintf(command, sizeof command, "rm -r %s", base);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_was_written),
        cmocka_unit_test(stops_where_told),
        cmocka_unit_test(store_gives_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
