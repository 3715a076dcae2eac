// SPDX-License-Identifier: MIT
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(FILE *f, size_t *len)
{
    size_t capacity = 1 << 16, used = 0, got;
    char *text = malloc(capacity);
    while (text != NULL && (got = fread(text + used, 1, capacity - used, f)) > 0) {
        used += got;
        if (used == capacity) {
            char *larger = realloc(text, capacity *= 2);
            if (larger == NULL) {
                free(text);
            }
            text = larger;
        }
    }
    if (text != NULL && ferror(f)) {
        free(text);
        text = NULL;
    }
    *len = used;
    return text;
}

char *tool_read(const char *path, size_t *len)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char *text = f != NULL ? read_all(f, len) : NULL;
    if (f != NULL && f != stdin) {
        fclose(f);
    }
    return text;
}

char *tool_read_file(const char *program, const char *path, size_t *len)
{
    char *text = tool_read(path, len);
    if (text == NULL) {
        fprintf(stderr, "%s: cannot read %s: %s\n", program, path, strerror(errno));
        exit(2);
    }
    return text;
}
