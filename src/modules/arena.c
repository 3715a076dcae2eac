// SPDX-License-Identifier: MIT
//
// A bump allocator over malloc'ed blocks; nothing is freed before the end.
#include "modules/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// The first block is small: most programs know few files.
enum { FIRST_BYTES = 4 * 1024, BLOCK_BYTES = 32 * 1024, ALIGNMENT = 16 };

struct mod_arena_block {
    mod_arena_block *next;
    size_t size;
};

void *mod_arena_alloc(mod_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) {
        return NULL;
    }
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (size > arena->left) {
        size_t common = arena->blocks == NULL ? FIRST_BYTES : BLOCK_BYTES;
        size_t usable = size > common / 4 ? size : common;
        mod_arena_block *block = calloc(1, sizeof *block + usable);
        if (block == NULL) {
            return NULL;
        }
        block->size = usable;
        block->next = arena->blocks;
        arena->blocks = block;
        if (usable == size) {
            return block + 1;
        }
        arena->next = (char *)(block + 1);
        arena->left = usable;
    }
    void *result = arena->next;
    arena->next += size;
    arena->left -= size;
    return result;
}

char *mod_arena_copy(mod_arena *arena, const char *bytes, size_t len)
{
    char *copy = mod_arena_alloc(arena, len + 1);
    if (copy != NULL && len > 0) {
        memcpy(copy, bytes, len);
    }
    return copy;
}

void mod_arena_deinit(mod_arena *arena)
{
    while (arena->blocks != NULL) {
        mod_arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    *arena = (mod_arena){0};
}
