// SPDX-License-Identifier: MIT
//
// See source_lines.h.
#include "modules/source_lines.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct table {
    struct table *next;
    char name[40];
    size_t count;
    mod_lines_part parts[];
} table;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static table *tables;
static unsigned table_count;

// One block holds the table and its paths.
static table *table_new(const mod_lines_part *parts, size_t count)
{
    size_t size = sizeof(table) + count * sizeof *parts, at = size;
    for (size_t i = 0; i < count; i++) {
        size += strlen(parts[i].path) + 1;
    }
    table *t = calloc(1, size);
    if (t == NULL) {
        return NULL;
    }
    t->count = count;
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(parts[i].path) + 1;
        memcpy((char *)t + at, parts[i].path, n);
        t->parts[i] = (mod_lines_part){(char *)t + at, parts[i].first_line};
        at += n;
    }
    return t;
}

int mod_lines_add(const mod_lines_part *parts, size_t count, const char **name)
{
    table *t = table_new(parts, count);
    if (t == NULL) {
        return -ENOMEM;
    }
    pthread_mutex_lock(&mutex);
    snprintf(t->name, sizeof t->name, MOD_LINES_PREFIX "%u", ++table_count);
    t->next = tables;
    tables = t;
    pthread_mutex_unlock(&mutex);
    *name = t->name;
    return 0;
}

const mod_lines_part *mod_lines_find(const char *name, uint32_t line)
{
    const mod_lines_part *found = NULL;
    pthread_mutex_lock(&mutex);
    const table *t = tables;
    while (t != NULL && strcmp(t->name, name) != 0) {
        t = t->next;
    }
    size_t low = 0, high = t == NULL ? 0 : t->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (t->parts[middle].first_line <= line) {
            found = &t->parts[middle];
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    pthread_mutex_unlock(&mutex);
    return found;
}

uint32_t mod_lines_count(const char *text, size_t len)
{
    const char *end = text + len;
    uint32_t count = 0;
    for (const char *p = text; (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++) {
        count++;
    }
    for (const char *p = text; (p = memchr(p, '\r', (size_t)(end - p))) != NULL; p++) {
        count += p + 1 == end || p[1] != '\n';
    }
    return count;
}
