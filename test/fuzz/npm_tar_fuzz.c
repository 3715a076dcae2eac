// SPDX-License-Identifier: MIT
//
// Fuzzes the reading of tar archives. Sums of headers are set right first, so that what is behind them is reached. No path may lead out of the folder, no content
// may lie outside of the archive.
// Sources: src/npm/tar.c
#include "npm/tar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct limits {
    const uint8_t *start, *end;
} limits;

static int check(void *data, const npm_tar_entry *e)
{
    const limits *l = data;
    size_t len = strlen(e->path);
    if (len == 0 || len >= NPM_TAR_PATH_MAX || e->path[0] == '/' || e->path[len - 1] == '/' ||
        strchr(e->path, '\\') != NULL) {
        abort();
    }
    for (const char *part = e->path; part != NULL;) {
        size_t n = strcspn(part, "/");
        if (n == 0 || (n == 1 && part[0] == '.') || (n == 2 && memcmp(part, "..", 2) == 0)) {
            abort();
        }
        part = part[n] == '/' ? part + n + 1 : NULL;
    }
    if (e->data < l->start || e->data > l->end || e->size > (size_t)(l->end - e->data)) {
        abort();
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size + 1);
    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, data, size);
    for (size_t at = 0; at + 512 <= size; at += 512) {
        unsigned sum = 0;
        for (size_t i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : copy[at + i];
        }
        if (sum != 8 * ' ') {
            char text[9];
            snprintf(text, sizeof text, "%06o", sum & 0777777);
            memcpy(copy + at + 148, text, 7);
            copy[at + 155] = ' ';
        }
    }
    npm_tar_failure failure;
    limits l = {copy, copy + size};
    int rc = npm_tar_walk(copy, size, check, &l, &failure);
    if ((rc < 0) != (failure.reason != NULL)) {
        abort();
    }
    free(copy);
    return 0;
}
