// SPDX-License-Identifier: MIT
//
// See source_map.h. The text is a list of lines, apart by `;`, of segments, apart by `,`, of one to five numbers in base64 VLQ, each relative to
// the one before it in its column of the table.
#include "modules/source_map.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int digit(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// A number at `*at`. False where none stands there. More bits than 32 are dropped; the sign alone is the smallest number.
static bool number(const char **at, const char *end, int32_t *out)
{
    uint32_t value = 0;
    unsigned shift = 0;
    const char *p = *at;
    for (;;) {
        int d = p < end ? digit(*p++) : -1;
        if (d < 0) {
            return false;
        }
        if (shift < 32) {
            value |= (uint32_t)(d & 31) << shift;
        }
        shift += 5;
        if ((d & 32) == 0) {
            break;
        }
    }
    *at = p;
    uint32_t magnitude = value >> 1;
    *out = (value & 1) == 0 ? (int32_t)magnitude : magnitude == 0 ? INT32_MIN : -(int32_t)magnitude;
    return true;
}

static int32_t plus(int32_t a, int32_t b)
{
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

static int append(mod_source_map *map, const mod_mapping *m)
{
    if (map->count == map->capacity) {
        size_t capacity = map->capacity == 0 ? 256 : map->capacity * 2;
        mod_mapping *more = realloc(map->mappings, capacity * sizeof *more);
        if (more == NULL) {
            return -ENOMEM;
        }
        map->mappings = more;
        map->capacity = capacity;
    }
    const mod_mapping *last = map->count == 0 ? NULL : &map->mappings[map->count - 1];
    if (last != NULL && (m->line < last->line || (m->line == last->line && m->column < last->column))) {
        map->unsorted = true;
    }
    map->mappings[map->count++] = *m;
    return 0;
}

int mod_source_map_add(mod_source_map *map, const char *text, size_t len, int32_t line, int32_t column,
                       int32_t first_source, int32_t first_name)
{
    const char *at = text, *end = text + len;
    mod_mapping state = {line, column, first_source, 0, 0, first_name};
    while (at < end) {
        if (*at == ';') {
            state.line = plus(state.line, 1);
            state.column = 0;
            at++;
            continue;
        }
        if (*at == ',') {
            at++;
            continue;
        }
        int32_t fields[5];
        unsigned count = 0;
        while (count < 5 && at < end && *at != ',' && *at != ';' && number(&at, end, &fields[count])) {
            count++;
        }
        if (count == 0 || (at < end && *at != ',' && *at != ';')) {
            break;
        }
        state.column = plus(state.column, fields[0]);
        mod_mapping m = {state.line, state.column, -1, 0, 0, -1};
        if (count >= 4) {
            m.source = state.source = plus(state.source, fields[1]);
            m.original_line = state.original_line = plus(state.original_line, fields[2]);
            m.original_column = state.original_column = plus(state.original_column, fields[3]);
        }
        if (count == 5) {
            m.name = state.name = plus(state.name, fields[4]);
        }
        int rc = append(map, &m);
        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}

static int compare(const void *a, const void *b)
{
    const mod_mapping *x = a, *y = b;
    if (x->line != y->line) {
        return x->line < y->line ? -1 : 1;
    }
    return x->column == y->column ? 0 : x->column < y->column ? -1 : 1;
}

void mod_source_map_finish(mod_source_map *map)
{
    if (map->unsorted) {
        qsort(map->mappings, map->count, sizeof *map->mappings, compare);
        map->unsorted = false;
    }
}

void mod_source_map_deinit(mod_source_map *map)
{
    free(map->mappings);
    *map = (mod_source_map){0};
}

const mod_mapping *mod_source_map_find(const mod_source_map *map, int32_t line, int32_t column)
{
    size_t low = 0, high = map->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const mod_mapping *m = &map->mappings[middle];
        if (m->line < line || (m->line == line && m->column <= column)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? NULL : &map->mappings[low - 1];
}

// ---- the comment -----------------------------------------------------------------------------------------------------

static bool comment_in_line(const char *line, const char *end, const char **url, size_t *url_len)
{
    static const char word[] = "sourceMappingURL=";
    const char *p = line;
    // Behind code the comment counts too.
    while ((p = memmem(p, (size_t)(end - p), word, sizeof word - 1)) != NULL) {
        const char *value = p + sizeof word - 1;
        if (p - line >= 4 && (p[-1] == ' ' || p[-1] == '\t') && (p[-2] == '#' || p[-2] == '@') &&
            p[-3] == '/' && p[-4] == '/') {
            const char *stop = value;
            while (stop < end && *stop != ' ' && *stop != '\t' && *stop != '\r' && *stop != '"' &&
                   *stop != '\'') {
                stop++;
            }
            const char *rest = stop;
            while (rest < end && (*rest == ' ' || *rest == '\t' || *rest == '\r')) {
                rest++;
            }
            if (rest == end && stop > value) {
                *url = value;
                *url_len = (size_t)(stop - value);
                return true;
            }
        }
        p = value;
    }
    return false;
}

// Comments stand near the end; texts beyond this size are looked at in their last lines only.
enum { WHOLE_TEXT_MAX = 1 << 20, LAST_LINES = 8 };

bool mod_source_map_url(const char *text, size_t len, const char **url, size_t *url_len)
{
    const char *end = text + len;
    for (unsigned lines = 0; end > text && (len <= WHOLE_TEXT_MAX || lines < LAST_LINES); lines++) {
        const char *line = memrchr(text, '\n', (size_t)(end - text));
        line = line == NULL ? text : line + 1;
        if (comment_in_line(line, end, url, url_len)) {
            return true;
        }
        end = line == text ? text : line - 1;
    }
    return false;
}
