// SPDX-License-Identifier: MIT
//
// Fuzzes the decoding of source maps: whatever the text, the table is sorted, a look-up finds the last segment at or before a place, and the
// address of a map lies inside the text.
// Sources: src/modules/source_map.c
#include "modules/source_map.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_after(const mod_mapping *m, int32_t line, int32_t column)
{
    return m->line > line || (m->line == line && m->column > column);
}

static void check_find(const mod_source_map *map, int32_t line, int32_t column)
{
    const mod_mapping *found = mod_source_map_find(map, line, column);
    size_t expected = 0;
    while (expected < map->count && !is_after(&map->mappings[expected], line, column)) {
        expected++;
    }
    if (found != (expected == 0 ? NULL : &map->mappings[expected - 1])) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mod_source_map map = {0};
    const char *text = (const char *)data, *url;
    size_t half = size / 2, url_len;
    if (mod_source_map_url(text, size, &url, &url_len) &&
        (url < text || url_len == 0 || url + url_len > text + size)) {
        abort();
    }
    if (mod_source_map_add(&map, text, half, 0, 0, 0, 0) == 0 &&
        mod_source_map_add(&map, text + half, size - half, 7, 3, 2, 1) == 0) {
        mod_source_map_finish(&map);
        for (size_t i = 1; i < map.count; i++) {
            if (is_after(&map.mappings[i - 1], map.mappings[i].line, map.mappings[i].column)) {
                abort();
            }
        }
        for (int32_t line = -1; line < 4; line++) {
            check_find(&map, line, (int32_t)size % 50);
        }
    }
    mod_source_map_deinit(&map);
    return 0;
}
