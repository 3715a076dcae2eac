// SPDX-License-Identifier: MIT
//
// See source_cover.h. The counters are one mapping whose pages come with use; each text takes the next ones, as many as it has bytes, so that texts can be
// rewritten on any thread without asking twice.
#include "modules/source_cover.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef struct covered {
    struct covered *next;
    char *name;
    uint32_t base, count, len; // len: UTF-16 units of the text
    syn_cover_range *ranges;   // offsets in UTF-16 units
    char **names;
} covered;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static covered *all;
static uint32_t *counters;
static atomic_bool is_on;
static atomic_uint_fast32_t next_counter;

int mod_cover_start(void)
{
    pthread_mutex_lock(&mutex);
    if (counters == NULL) {
        void *map = mmap(NULL, (size_t)MOD_COVER_COUNTERS * sizeof *counters, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        counters = map == MAP_FAILED ? NULL : map;
    }
    int rc = counters == NULL ? -ENOMEM : 0;
    pthread_mutex_unlock(&mutex);
    if (rc == 0) {
        atomic_store(&is_on, true);
    }
    return rc;
}

bool mod_cover_is_on(void)
{
    return atomic_load_explicit(&is_on, memory_order_relaxed);
}

uint32_t *mod_cover_counters_peek(void)
{
    return counters;
}

void mod_cover_ask(syn_rewrite_options *options, const char *name, size_t len)
{
    if (!mod_cover_is_on() || (name[0] != '/' && strncmp(name, "file:", 5) != 0) ||
        strstr(name, "/node_modules/") != NULL || len > MOD_COVER_COUNTERS) {
        return;
    }
    uint_fast32_t base = atomic_fetch_add(&next_counter, SYN_COVER_MAX(len));
    if (base + len < MOD_COVER_COUNTERS) { // beyond that texts are not counted
        options->flags |= SYN_RW_COVER;
        options->cover_base = (uint32_t)base;
    }
}

static void covered_free(covered *c)
{
    for (uint32_t i = 0; c != NULL && c->names != NULL && i < c->count; i++) {
        free(c->names[i]);
    }
    if (c != NULL) {
        free(c->name);
        free(c->ranges);
        free(c->names);
        free(c);
    }
}

// Per byte of the text, and for its end, the UTF-16 units before it.
static uint32_t *units_before(const char *text, size_t len)
{
    uint32_t *units = malloc((len + 1) * sizeof *units);
    uint32_t count = 0;
    for (size_t i = 0; units != NULL && i < len; i++) {
        unsigned char byte = (unsigned char)text[i];
        units[i] = count;
        count += (byte & 0xc0) == 0x80 ? 0 : byte >= 0xf0 ? 2 : 1;
    }
    if (units != NULL) {
        units[len] = count;
    }
    return units;
}

static bool fill(covered *c, const char *text, size_t len, const syn_output *out)
{
    uint32_t *units = units_before(text, len);
    bool ok = units != NULL;
    for (uint32_t i = 0; ok && i < c->count; i++) {
        const syn_cover_range *from = &out->cover[i];
        c->ranges[i] = *from;
        c->ranges[i].start = units[from->start];
        c->ranges[i].end = units[from->end <= len ? from->end : len];
        if (from->name_end > from->name_start) {
            static const char *const prefixes[] = {[SYN_GET] = "get ", [SYN_SET] = "set "};
            const char *prefix =
                from->method == SYN_GET || from->method == SYN_SET ? prefixes[from->method] : "";
            ok = asprintf(&c->names[i], "%s%.*s", prefix, (int)(from->name_end - from->name_start),
                          text + from->name_start) >= 0;
            c->names[i] = ok ? c->names[i] : NULL;
        }
    }
    c->len = ok ? units[len] : 0;
    free(units);
    return ok;
}

void mod_cover_keep(const char *name, const char *text, size_t len, const syn_output *out, uint32_t base)
{
    if (out->cover == NULL) {
        return;
    }
    covered *c = calloc(1, sizeof *c);
    if (c != NULL) {
        *c = (covered){.name = strdup(name), .base = base, .count = out->cover_count};
        c->ranges = malloc((c->count + 1) * sizeof *c->ranges);
        c->names = calloc(c->count + 1, sizeof *c->names);
    }
    if (c == NULL || c->name == NULL || c->ranges == NULL || c->names == NULL || !fill(c, text, len, out)) {
        covered_free(c); // this text is not told of
        return;
    }
    pthread_mutex_lock(&mutex);
    c->next = all;
    all = c;
    pthread_mutex_unlock(&mutex);
}

typedef struct json {
    char *text;
    size_t len, capacity;
    bool failed;
} json;

static void put(json *j, const char *bytes, size_t len)
{
    if (j->len + len + 1 > j->capacity) {
        size_t capacity = (j->capacity + len) * 2 + 256;
        char *grown = realloc(j->text, capacity);
        if (grown == NULL) {
            j->failed = true;
            return;
        }
        j->text = grown;
        j->capacity = capacity;
    }
    memcpy(j->text + j->len, bytes, len);
    j->len += len;
    j->text[j->len] = '\0';
}

static void put_string(json *j, const char *text)
{
    put(j, "\"", 1);
    for (const char *p = text; *p != '\0'; p++) {
        char escaped[8];
        if (*p == '"' || *p == '\\' || (unsigned char)*p < 32) {
            put(j, escaped, (size_t)snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned char)*p));
        } else {
            put(j, p, 1);
        }
    }
    put(j, "\"", 1);
}

static void put_covered(json *j, const covered *c)
{
    char row[64];
    put(j, "[", 1);
    put_string(j, c->name);
    put(j, row, (size_t)snprintf(row, sizeof row, ",%u", c->len));
    for (uint32_t i = 0; i < c->count; i++) {
        const syn_cover_range *r = &c->ranges[i];
        put(j, row, (size_t)snprintf(row, sizeof row, ",[%d,%u,%u,", r->is_function, r->start, r->end));
        put_string(j, c->names[i] == NULL ? "" : c->names[i]);
        put(j, row, (size_t)snprintf(row, sizeof row, ",%u]", counters[c->base + i]));
    }
    put(j, "]", 1);
}

char *mod_cover_json(void)
{
    json j = {0};
    put(&j, "[", 1);
    pthread_mutex_lock(&mutex);
    for (const covered *c = all; c != NULL && !j.failed; c = c->next) {
        if (c != all) {
            put(&j, ",", 1);
        }
        put_covered(&j, c);
    }
    pthread_mutex_unlock(&mutex);
    put(&j, "]", 1);
    if (j.failed) {
        free(j.text);
        return NULL;
    }
    return j.text;
}
