// SPDX-License-Identifier: MIT
//
// Source maps (version 3): the `mappings` text as a table, and where a file says that its map is. Decoded when a stack is read, not before.
// Memory: a table belongs to its maker. Thread: any, one at a time.
#ifndef PROTOJS_MODULES_SOURCE_MAP_H
#define PROTOJS_MODULES_SOURCE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One segment. Lines and columns from 0.
typedef struct mod_mapping {
    int32_t line, column; // generated
    int32_t source;       // -1: the segment names none
    int32_t original_line, original_column;
    int32_t name; // -1: none
} mod_mapping;

typedef struct mod_source_map {
    mod_mapping *mappings; // by rising line and column
    size_t count, capacity;
    bool unsorted; // while it is made
} mod_source_map;

// Adds the segments of a `mappings` text of a map (a section of one, which begins at a line and column, and whose sources and names are
// counted from others before it). Characters that mean nothing end the text. Fails: -ENOMEM.
int mod_source_map_add(mod_source_map *map, const char *text, size_t len, int32_t line, int32_t column,
                       int32_t first_source, int32_t first_name) __attribute__((warn_unused_result));
// After the last text.
void mod_source_map_finish(mod_source_map *map);
void mod_source_map_deinit(mod_source_map *map);

// The last segment that begins at or before a place, or NULL.
const mod_mapping *mod_source_map_find(const mod_source_map *map, int32_t line, int32_t column);

// The value of the last comment `//# sourceMappingURL=` of a text. False where there is none.
bool mod_source_map_url(const char *text, size_t len, const char **url, size_t *url_len);

#endif
