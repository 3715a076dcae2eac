// SPDX-License-Identifier: MIT
//
// See column_maps.h. A hash table of lists; maps are never removed.
#include "modules/column_maps.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1024 };

typedef struct column_map {
    struct column_map *next;
    char *name;
    syn_map_entry *entries;
    uint32_t count;
} column_map;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static column_map *buckets[BUCKETS];

static size_t bucket_of(const char *name)
{
    uint32_t h = 2166136261u;
    for (const char *p = name; *p != '\0'; p++) {
        h = (h ^ (uint8_t)*p) * 16777619u;
    }
    return h % BUCKETS;
}

void mod_columns_keep(const char *name, const syn_output *out)
{
    column_map *map = out->map_count == 0 ? NULL : calloc(1, sizeof *map);
    if (map == NULL) {
        return;
    }
    map->name = strdup(name);
    map->entries = malloc(out->map_count * sizeof *map->entries);
    if (map->name == NULL || map->entries == NULL) {
        free(map->name);
        free(map->entries);
        free(map);
        return;
    }
    memcpy(map->entries, out->map, out->map_count * sizeof *map->entries);
    map->count = out->map_count;
    column_map **bucket = &buckets[bucket_of(name)];
    pthread_mutex_lock(&mutex);
    map->next = *bucket;
    *bucket = map;
    pthread_mutex_unlock(&mutex);
}

uint32_t mod_columns_find(const char *name, uint32_t line, uint32_t column)
{
    pthread_mutex_lock(&mutex);
    for (const column_map *map = buckets[bucket_of(name)]; map != NULL; map = map->next) {
        if (strcmp(map->name, name) == 0) {
            column = syn_map_column(map->entries, map->count, line, column > 0 ? column - 1 : 0) + 1;
            break;
        }
    }
    pthread_mutex_unlock(&mutex);
    return column;
}
